// SPDX-License-Identifier: Apache-2.0
/// The 64-bit counters: values in RAM; what happens is counted, a cycle later, in small registers that run free. A walk visits one counter a cycle,
/// finds how far its register has come since the last visit and adds that, so every counter is up to date at its visit and no increment
/// is lost: a register cannot go round between two visits. Most count at most one a cycle: they are shift registers with feedback (one
/// gate, no adder), and a table tells how many steps a state is from the first; the others count in binary.
/// Counter k of VM m has number {k, m}, in the order of rtl/pml_regs.toml; UNBOUND and FILTER_PARITY are {19, 0} and {19, 1}.
`include "pml_assert.svh"
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
  input  logic [K*N_VM-1:0]   other_i,      ///< the same from a second place: never both in one cycle
  input  logic                unbound_i,
  input  logic                fparity_i,
  input  logic [6:0]          skids_i,      ///< skids discarded in this cycle ...
  input  logic [VMW-1:0]      skids_vm_i,   ///< ... of this VM
  input  logic [N_VM*2-1:0]   missed_i,     ///< missed periods in this cycle
  input  logic [6:0]          rd_bytes_i,   ///< a multiple of 8
  input  logic [VMW-1:0]      rd_bytes_vm_i,
  input  logic [6:0]          wr_bytes_i,
  input  logic [VMW-1:0]      wr_bytes_vm_i,
  output logic [NW-1:0]       walk_o,       ///< the counter that is visited now
  output logic [63:0]         value_o       ///< its value at the start of the cycle before, five cycles later
);
  localparam int unsigned P = 20 << VMW;    // counters, and cycles between two visits
  localparam int unsigned K_DISCARDED = 5, K_MISSED = 12, K_RD_BYTES = 16, K_WR_BYTES = 17, K_OTHER = 19;
  localparam int unsigned L = $clog2(P + 1);              // bits of a shift register: it has 2^L - 1 states
  localparam int unsigned MANY = (N_VCPU + 1 > 8) ? N_VCPU + 1 : 8;
  localparam int unsigned W = $clog2(P * MANY + 1);       // bits of the longest binary register
  // feedback of L bits, the sequence has all states but all ones
  localparam logic [10:0] TAPS = (L == 6) ? 11'h030 : (L == 7) ? 11'h060 : (L == 8) ? 11'h0B8 : (L == 9) ? 11'h110 : (L == 10) ? 11'h240 : 11'h500;

  // how many steps after 0 a state comes
  function automatic logic [L*(2**L)-1:0] all_steps(input logic [L-1:0] from);
    logic [L-1:0] s;
    all_steps = '0;
    s = from;
    for (int unsigned i = 0; i < 2**L - 1; i++) begin
      all_steps[32'(s)*L +: L] = L'(i);
      s = {s[L-2:0], ~^(s & TAPS[L-1:0])};
    end
  endfunction
  localparam logic [L*(2**L)-1:0] STEPS = all_steps('0);

  `PML_ASSERT(a_count_once, (one_i & other_i) == '0)
  logic [K*N_VM-1:0] any_q;
  logic [N_VM*2-1:0] missed_q;
  logic [6:0]        skids_q;
  logic [3:0]        rd_q, wr_q;     // in units of 8 bytes
  logic [VMW-1:0]    skids_vm_q, rd_vm_q, wr_vm_q;
  logic              unbound_q, fparity_q;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      any_q     <= '0;
      missed_q  <= '0;
      skids_q   <= '0;
      rd_q      <= '0;
      wr_q      <= '0;
      unbound_q <= 1'b0;
      fparity_q <= 1'b0;
    end else begin
      any_q     <= one_i | other_i;
      missed_q  <= missed_i;
      skids_q   <= skids_i;
      rd_q      <= rd_bytes_i[6:3];
      wr_q      <= wr_bytes_i[6:3];
      unbound_q <= unbound_i;
      fparity_q <= fparity_i;
    end
    skids_vm_q <= skids_vm_i;
    rd_vm_q    <= rd_bytes_vm_i;
    wr_vm_q    <= wr_bytes_vm_i;
  end

  // ---------------------------------------------------------------- the registers
  logic [P*W-1:0] now;                       // bit b of counter i at [b*P + i]
  for (genvar m = 0; m < 2**VMW; m++) begin : g_vm
    for (genvar k = 0; k < 20; k++) begin : g_k
      localparam int unsigned I = k * 2**VMW + m;
      localparam bit HERE = (k == K_OTHER) ? m < 2 : m < N_VM;
      localparam bit BINARY = k == K_DISCARDED || k == K_MISSED || k == K_RD_BYTES || k == K_WR_BYTES;
      logic [W-1:0] state;
      if (!HERE) begin : g_none
        assign state = '0;
      end else if (BINARY) begin : g_binary
        // the largest increment of a cycle
        localparam int unsigned MAX = (k == K_DISCARDED) ? N_VCPU + 1 : (k == K_MISSED) ? 2 : 8;
        localparam int unsigned BW = $clog2(P * MAX + 1);
        logic [BW-1:0] count_q, inc;
        logic          one;     // comes in as a carry
        if (k == K_DISCARDED) begin : g_discarded
          assign inc = skids_vm_q == VMW'(m) ? BW'(skids_q) : '0;
          assign one = any_q[k*N_VM + m];
        end else begin : g_other
          if (k == K_MISSED)        assign inc = BW'(missed_q[m*2 +: 2]);
          else if (k == K_RD_BYTES) assign inc = rd_vm_q == VMW'(m) ? BW'(rd_q) : '0;
          else                      assign inc = wr_vm_q == VMW'(m) ? BW'(wr_q) : '0;
          assign one = 1'b0;
        end
        logic [BW-1:0] next;
        logic          low_unused;
        assign {next, low_unused} = {count_q, 1'b1} + {inc, one};
        always_ff @(posedge clk_i) begin
          if (!rst_ni) count_q <= '0;
          else         count_q <= next;
        end
        assign state = W'(count_q);
      end else begin : g_steps
        logic [L-1:0] state_q;
        logic         step;
        if (k == K_OTHER) assign step = m == 0 ? unbound_q : fparity_q;
        else              assign step = any_q[k*N_VM + m];
        always_ff @(posedge clk_i) begin
          if (!rst_ni)   state_q <= '0;
          else if (step) state_q <= {state_q[L-2:0], ~^(state_q & TAPS[L-1:0])};
        end
        assign state = W'(state_q);
      end
      for (genvar b = 0; b < W; b++) begin : g_bit
        assign now[b*P + I] = state[b];
      end
    end
  end

  // ---------------------------------------------------------------- the walk
  // visit: the register's state, of each 32 counters one; then: which of them; 0: as a number of steps; 1: how far it has come; 2: added; 3: written
  logic [NW-1:0] walk_q, n_q, n0_q, n1_q, n2_q, n3_q;
  logic          first_q, first_n_q, first0_q, first1_q, v_q, v0_q, v1_q, v2_q, v3_q;  // the first walk after reset: RAM contents are arbitrary
  logic [W-1:0]  here, state_q, at_q;
  localparam int unsigned PARTS = 1 << (NW - 5);
  for (genvar b = 0; b < W; b++) begin : g_here
    wire  [PARTS*32-1:0] column = (PARTS*32)'(now[b*P +: P]);
    logic [PARTS-1:0]    part_q;
    always_ff @(posedge clk_i)
      for (int unsigned i = 0; i < PARTS; i++) part_q[i] <= column[i*32 + 32'(walk_q[4:0])];
    assign here[b] = part_q[n_q[NW-1:5]];
  end
  // 1: a binary register goes round at 2^BW; its way is the difference and one more carried in. A shift register goes round at 2^L - 1: the
  // carry that comes out of the difference is the one that goes in (end-around). Both would make a whole round of no step at all.
  (* ram_style = "distributed" *) logic [W-1:0] seen [0:2**NW-1];
  localparam int unsigned BW_D = $clog2(P * (N_VCPU + 1) + 1), BW_M = $clog2(P * 2 + 1), BW_B = $clog2(P * 8 + 1);
  wire [4:0]   k1     = n1_q[NW-1 -: 5];
  wire         bytes1 = k1 == 5'(K_RD_BYTES) || k1 == 5'(K_WR_BYTES);
  wire [4:0]   k0     = n0_q[NW-1 -: 5];
  wire         binary0 = k0 == 5'(K_DISCARDED) || k0 == 5'(K_MISSED) || k0 == 5'(K_RD_BYTES) || k0 == 5'(K_WR_BYTES);
  wire [L-1:0] step   = state_q[L-1:0];
  wire [W-1:0] last   = first1_q ? '0 : seen[n1_q];
  wire [W:0]   diff   = {1'b0, at_q} + {1'b0, ~last};
  logic [W-1:0] in_way;  // the bits of the register
  always_comb begin
    case (k1)
      5'(K_DISCARDED): in_way = W'((64'd1 << BW_D) - 64'd1);
      5'(K_MISSED):    in_way = W'((64'd1 << BW_M) - 64'd1);
      5'(K_RD_BYTES), 5'(K_WR_BYTES): in_way = W'((64'd1 << BW_B) - 64'd1);
      default:         in_way = W'((64'd1 << L) - 64'd1);
    endcase
  end
  logic [W-1:0] way_q;
  logic         one_more_q, none_q, bytes_q, binary_q;
  always_ff @(posedge clk_i) begin
    if (v1_q) seen[n1_q] <= at_q;
    way_q      <= diff[W-1:0] & in_way;
    one_more_q <= binary_q || diff[W];
    none_q     <= at_q == last;
    bytes_q    <= bytes1;
  end
  // 2, 3
  (* ram_style = "block" *) logic [63:0] mem [0:2**NW-1];
  logic [63:0] sum_q, value_q;
  always_ff @(posedge clk_i) begin
    if (v3_q) mem[n3_q] <= sum_q;
    value_q <= first1_q ? 64'd0 : mem[n1_q];
  end
  wire         more = one_more_q && !none_q;
  wire [W-1:0] way  = none_q ? '0 : way_q;
  wire [W+2:0] add  = bytes_q ? {way, {3{more}}} : (W + 3)'(way);
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      walk_q  <= '0;
      first_q <= 1'b1;
      v_q     <= 1'b0;
      v0_q    <= 1'b0;
      v1_q    <= 1'b0;
      v2_q    <= 1'b0;
      v3_q    <= 1'b0;
    end else begin
      walk_q <= 32'(walk_q) == P - 1 ? '0 : walk_q + 1'b1;
      if (32'(walk_q) == P - 1) first_q <= 1'b0;
      v_q  <= 1'b1;
      v0_q <= v_q;
      v1_q <= v0_q;
      v2_q <= v1_q;
      v3_q <= v2_q;
    end
    n_q      <= walk_q;
    n0_q     <= n_q;
    n1_q     <= n0_q;
    n2_q     <= n1_q;
    n3_q     <= n2_q;
    first_n_q <= first_q;
    first0_q <= first_n_q;
    binary_q <= binary0;
    first1_q <= first0_q;
    state_q  <= here;
    at_q     <= binary0 ? state_q : W'(STEPS[32'(step)*L +: L]);
    sum_q    <= value_q + 64'(add) + 64'(more);
  end
  assign walk_o  = walk_q;
  assign value_o = sum_q;

  logic unused;
  assign unused = ^{rd_bytes_i[2:0], wr_bytes_i[2:0]};
endmodule
