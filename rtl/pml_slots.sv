// SPDX-License-Identifier: Apache-2.0
/// The free slots of the line store: slots never used yet, then those given back. The next one waits in a register. A slot is promised (promise_i) to
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
  output logic [SLW:0]    count_o    ///< free slots not promised, at the start of the cycle
);
  logic [SLW:0]   fresh_q, count_q, back_count_unused;
  logic [SLW-1:0] back_slot, slot_q;
  logic           back_valid, have_q;
  wire            use_fresh = 32'(fresh_q) < N_SLOTS;
  wire            load      = (!have_q || take_i) && (use_fresh || back_valid);

  pml_fifo #(.W(SLW), .DEPTH(1 << SLW)) u_back (
    .clk_i, .rst_ni, .push_i(free_i), .data_i(free_slot_i), .pop_i(load && !use_fresh), .valid_o(back_valid),
    .data_o(back_slot), .count_o(back_count_unused));

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      fresh_q <= '0;
      have_q  <= 1'b0;
      count_q <= (SLW + 1)'(N_SLOTS);
    end else begin
      if (load && use_fresh) fresh_q <= fresh_q + 1'b1;
      have_q  <= load || (have_q && !take_i);
      count_q <= count_q + (SLW + 1)'(free_i) + (SLW + 1)'(keep_i) - (SLW + 1)'(promise_i);
    end
    if (load) slot_q <= use_fresh ? fresh_q[SLW-1:0] : back_slot;
  end

  assign slot_o  = slot_q;
  assign count_o = count_q;

  `PML_ASSERT(a_slot_promised, !(take_i && !have_q))
endmodule
