// SPDX-License-Identifier: Apache-2.0
/// The 64-bit counters: values in RAM, what is not added yet in small registers. A walk adds one counter a cycle, so every counter
/// is up to date at its visit and no increment is lost: the small registers hold what can come between two visits.
/// Counter k of VM m has number 32 m + k, in the order of rtl/pml_regs.toml; UNBOUND and FILTER_PARITY are 19 and 20 of VM 0.
module pml_counters #(
  parameter int unsigned N_VM = 8,
  parameter int unsigned N_VCPU = 8,
  localparam int unsigned K = 19,
  localparam int unsigned VMW = (N_VM > 1) ? $clog2(N_VM) : 1,
  localparam int unsigned NW = VMW + 5
) (
  input  logic                clk_i,
  input  logic                rst_ni,
  input  logic [K*N_VM-1:0]   one_i,        ///< += 1: counter k of VM m at [k*N_VM + m]
  input  logic [K*N_VM-1:0]   two_i,        ///< a second += 1 in the same cycle
  input  logic                unbound_i,
  input  logic                fparity_i,
  input  logic [N_VM*7-1:0]   switches_i,   ///< bank switches in this cycle
  input  logic [N_VM*7-1:0]   skids_i,      ///< skids discarded in this cycle
  input  logic [N_VM*2-1:0]   missed_i,     ///< missed periods in this cycle
  input  logic [6:0]          rd_bytes_i,   ///< a multiple of 8
  input  logic [VMW-1:0]      rd_bytes_vm_i,
  input  logic [6:0]          wr_bytes_i,
  input  logic [VMW-1:0]      wr_bytes_vm_i,
  output logic [NW-1:0]       walk_o,       ///< the counter that is visited now
  output logic [63:0]         value_o       ///< its value at the start of the cycle, two cycles later
);
  localparam int unsigned P = 32 << VMW;    // cycles between two visits
  localparam int unsigned K_DISCARDED = 5, K_CONSOLIDATED = 6, K_SWITCHES = 8, K_MISSED = 12, K_RD_BYTES = 16, K_WR_BYTES = 17,
                          K_UNBOUND = 19, K_FPARITY = 20;
  localparam int unsigned MANY = (N_VCPU + 2 > 8) ? N_VCPU + 2 : 8;
  localparam int unsigned DLW = $clog2(P * MANY + 1);

  logic [63:0]       mem [0:P-1];
  logic [63:0]       old_q, sum_q;
  logic [NW-1:0]     walk_q, n1_q, n2_q;
  logic [DLW-1:0]    add_q;
  logic              first_q, first1_q, v1_q, v2_q;  // the first walk after reset: RAM contents are arbitrary
  logic [P*DLW-1:0]  delta;                          // bit b of counter i at [b*P + i]
  logic [DLW-1:0]    now_here;                       // of the counter visited
  for (genvar b = 0; b < DLW; b++) begin : g_bit
    wire [P-1:0] column = delta[b*P +: P];
    assign now_here[b] = column[walk_q];
  end
  always_ff @(posedge clk_i) begin
    if (v2_q) mem[n2_q] <= sum_q;
    old_q <= mem[walk_q];
  end
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      walk_q  <= '0;
      first_q <= 1'b1;
      v1_q    <= 1'b0;
      v2_q    <= 1'b0;
    end else begin
      walk_q <= walk_q + 1'b1;
      if (&walk_q) first_q <= 1'b0;
      v1_q <= 1'b1;
      v2_q <= v1_q;
    end
    n1_q     <= walk_q;
    n2_q     <= n1_q;
    first1_q <= first_q;
    add_q    <= now_here;
    sum_q    <= (first1_q ? 64'd0 : old_q) + ((n1_q[4:0] == 5'(K_RD_BYTES) || n1_q[4:0] == 5'(K_WR_BYTES)) ? {{(61-DLW){1'b0}}, add_q, 3'd0} : 64'(add_q));
  end

  for (genvar m = 0; m < 2**VMW; m++) begin : g_vm
    for (genvar k = 0; k < 32; k++) begin : g_k
      localparam int unsigned I = m * 32 + k;
      // the largest increment of a cycle, and what can come between two visits
      localparam int unsigned MAX = (k == K_DISCARDED) ? N_VCPU + 2 : (k == K_SWITCHES) ? N_VCPU : (k == K_CONSOLIDATED || k == K_MISSED) ? 2
                                    : (k == K_RD_BYTES || k == K_WR_BYTES) ? 8 : 1;
      localparam int unsigned W = $clog2(P * MAX + 1);
      if (m < N_VM && (k < K || (m == 0 && (k == K_UNBOUND || k == K_FPARITY)))) begin : g_counter
        logic [W-1:0] delta_q, inc;
        if (k == K_SWITCHES)       assign inc = W'(switches_i[m*7 +: 7]);
        else if (k == K_MISSED)    assign inc = W'(missed_i[m*2 +: 2]);
        else if (k == K_RD_BYTES)  assign inc = rd_bytes_vm_i == VMW'(m) ? W'(rd_bytes_i[6:3]) : '0;
        else if (k == K_WR_BYTES)  assign inc = wr_bytes_vm_i == VMW'(m) ? W'(wr_bytes_i[6:3]) : '0;
        else if (k == K_DISCARDED) assign inc = W'(one_i[k*N_VM + m]) + W'(two_i[k*N_VM + m]) + W'(skids_i[m*7 +: 7]);
        else if (k == K_CONSOLIDATED) assign inc = W'(one_i[k*N_VM + m]) + W'(two_i[k*N_VM + m]);
        else if (k == K_UNBOUND)   assign inc = W'(unbound_i);
        else if (k == K_FPARITY)   assign inc = W'(fparity_i);
        else                       assign inc = W'(one_i[k*N_VM + m]);
        always_ff @(posedge clk_i) begin
          if (!rst_ni)                delta_q <= '0;
          else if (walk_q == NW'(I))  delta_q <= inc;
          else                        delta_q <= delta_q + inc;
        end
        for (genvar b = 0; b < DLW; b++) begin : g_bit
          if (b < W) assign delta[b*P + I] = delta_q[b];
          else       assign delta[b*P + I] = 1'b0;
        end
      end else begin : g_none
        for (genvar b = 0; b < DLW; b++) begin : g_bit
          assign delta[b*P + I] = 1'b0;
        end
      end
    end
  end
  assign walk_o  = walk_q;
  assign value_o = sum_q;

  logic unused;
  assign unused = ^{two_i, rd_bytes_i[2:0], wr_bytes_i[2:0]};
endmodule
