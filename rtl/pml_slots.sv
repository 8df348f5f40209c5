// SPDX-License-Identifier: Apache-2.0
/// The free slots of the line store: a list in RAM, filled by a walk after reset (no promise before it is through). A slot is promised (promise_i) to
/// an entry before it is known whether it needs one, and the promise given back (keep_i) if not: count_o is the number of free slots not
/// promised. A slot given back may be taken from three cycles later on; a promise leads to its slot later than that.
`include "pml_assert.svh"
module pml_slots #(
  parameter int unsigned N_SLOTS = 384,
  localparam int unsigned SLW = $clog2(N_SLOTS)
) (
  input  logic            clk_i,
  input  logic            rst_ni,
  input  logic            promise_i,
  input  logic            keep_i,
  input  logic            take_i,
  output logic [SLW-1:0]  slot_o,    ///< the slot that take_i takes
  input  logic            free_i,
  input  logic [SLW-1:0]  free_slot_i,
  output logic            some_o,    ///< there are free slots not promised, at the start of the cycle
  output logic [SLW:0]    count_o    ///< their number
);
  logic [SLW:0] wr_q, rd_q, less1_q;   // less1_q: count_o less one, its top bit says that there is none
  logic         fill_q;                // the walk

  // the next slot waits in the RAM's output register
  wire [SLW:0] rd_next = rd_q + (SLW + 1)'(take_i);
  pml_ram #(.W(SLW), .DEPTH(1 << SLW)) u_list (
    .clk_i, .we_i(fill_q || free_i), .waddr_i(wr_q[SLW-1:0]), .wdata_i(fill_q ? wr_q[SLW-1:0] : free_slot_i), .re_i(1'b1),
    .raddr_i(rd_next[SLW-1:0]), .rdata_o(slot_o));

  wire         less = promise_i && !free_i && !keep_i;
  wire         two  = free_i && keep_i && !promise_i;
  wire [SLW:0] change = {{(SLW-1){less}}, less || two, free_i ^ keep_i ^ promise_i};
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      fill_q  <= 1'b1;
      wr_q    <= '0;
      rd_q    <= '0;
      less1_q <= (SLW + 1)'(N_SLOTS - 1);
    end else begin
      if (32'(wr_q) == N_SLOTS - 1) fill_q <= 1'b0;
      if (fill_q || free_i) wr_q <= wr_q + 1'b1;
      rd_q    <= rd_next;
      less1_q <= less1_q + change;
    end
  end
  assign some_o  = !less1_q[SLW];
  assign count_o = less1_q + 1'b1;

  `PML_ASSERT(a_slot_promised, !(take_i && rd_q == wr_q))
endmodule
