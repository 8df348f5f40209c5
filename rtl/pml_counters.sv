// SPDX-License-Identifier: Apache-2.0
/// The 64-bit counters of every VM, in the order of rtl/pml_regs.toml, with one read port for the registers.
module pml_counters #(
  parameter int unsigned N_VM = 8,
  localparam int unsigned K = 19,
  localparam int unsigned VMW = (N_VM > 1) ? $clog2(N_VM) : 1
) (
  input  logic                clk_i,
  input  logic                rst_ni,
  input  logic [K*N_VM-1:0]   one_i,        ///< += 1: counter k of VM m at [k*N_VM + m]
  input  logic [K*N_VM-1:0]   two_i,        ///< a second += 1 in the same cycle
  input  logic [N_VM*7-1:0]   switches_i,   ///< bank switches in this cycle
  input  logic [N_VM*7-1:0]   skids_i,      ///< skids discarded in this cycle
  input  logic [N_VM*2-1:0]   missed_i,     ///< missed periods in this cycle
  input  logic [6:0]          rd_bytes_i,
  input  logic [VMW-1:0]      rd_bytes_vm_i,
  input  logic [6:0]          wr_bytes_i,
  input  logic [VMW-1:0]      wr_bytes_vm_i,
  input  logic [7:0]          sel_vm_i,
  input  logic [4:0]          sel_k_i,
  output logic [63:0]         sel_data_o
);
  localparam int unsigned K_DISCARDED = 5, K_SWITCHES = 8, K_MISSED = 12, K_RD_BYTES = 16, K_WR_BYTES = 17;

  (* mem2reg *) logic [63:0] count_q [0:N_VM*K-1];

  for (genvar m = 0; m < N_VM; m++) begin : g_vm
    for (genvar k = 0; k < K; k++) begin : g_k
      wire one = one_i[k*N_VM + m];
      wire two = two_i[k*N_VM + m];
      if (k == K_SWITCHES || k == K_MISSED || k == K_DISCARDED || k == K_RD_BYTES || k == K_WR_BYTES) begin : g_many
        logic [7:0] inc;
        always_comb begin
          inc = 8'(one) + 8'(two);
          if (k == K_DISCARDED) inc = inc + 8'(skids_i[m*7 +: 7]);
          if (k == K_SWITCHES)  inc = 8'(switches_i[m*7 +: 7]);
          if (k == K_MISSED)    inc = 8'(missed_i[m*2 +: 2]);
          if (k == K_RD_BYTES)  inc = (32'(rd_bytes_vm_i) == m) ? 8'(rd_bytes_i) : 8'd0;
          if (k == K_WR_BYTES)  inc = (32'(wr_bytes_vm_i) == m) ? 8'(wr_bytes_i) : 8'd0;
        end
        always_ff @(posedge clk_i) begin
          if (!rst_ni)       count_q[m*K + k] <= '0;
          else if (inc != 0) count_q[m*K + k] <= count_q[m*K + k] + 64'(inc);
        end
      end else begin : g_one
        always_ff @(posedge clk_i) begin
          if (!rst_ni)         count_q[m*K + k] <= '0;
          else if (one || two) count_q[m*K + k] <= count_q[m*K + k] + ((one && two) ? 64'd2 : 64'd1);
        end
      end
    end
  end
  assign sel_data_o = count_q[32'(sel_vm_i)*K + 32'(sel_k_i)];
endmodule
