// SPDX-License-Identifier: Apache-2.0
/// Stand-in for pml_queue: counts exactly, follows one entry (any: the user may say which by an assumption on f_pick), and gives anything for the others, stable at the head.
/// That the real queue does no more than this allows is proved in 'queue'.
`include "pml_assert.svh"
module pml_queue #(
  parameter int unsigned W = 8,
  parameter int unsigned DEPTH = 64,
  localparam int unsigned PW = $clog2(DEPTH)
) (
  input  logic          clk_i,
  input  logic          rst_ni,
  input  logic          push_i,
  input  logic [W-1:0]  data_i,
  input  logic          pop_i,
  output logic          valid_o,
  output logic [W-1:0]  data_o
);
  (* anyseq *) logic         f_pick;
  (* anyseq *) logic [W-1:0] f_any;
  logic         f_has_q, valid_q;
  logic [PW:0]  f_n_q;              // behind the head
  logic [PW+1:0] f_ahead_q;
  logic [W-1:0] f_data_q, f_head_q;
  wire load   = f_n_q != 0 && (!valid_q || pop_i);
  wire f_mine = f_has_q && f_ahead_q == 0 && valid_q;
  wire f_new  = push_i && f_pick && (!f_has_q || (f_mine && pop_i));
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      f_n_q   <= '0;
      valid_q <= 1'b0;
      f_has_q <= 1'b0;
    end else begin
      f_n_q   <= f_n_q + (PW+1)'(push_i) - (PW+1)'(load);
      valid_q <= load || (valid_q && !pop_i);
      f_has_q <= f_new || (f_has_q && !(f_mine && pop_i));
    end
    f_ahead_q <= f_new ? (PW+2)'(f_n_q) + (PW+2)'(valid_q) - (PW+2)'(pop_i) : f_ahead_q - (PW+2)'(pop_i);
    if (f_new) f_data_q <= data_i;
    if (load)  f_head_q <= f_any;
  end
  assign valid_o = valid_q;
  assign data_o  = f_mine ? f_data_q : f_head_q;
  `PML_ASSERT(a_queue_overflow, !(push_i && 32'(f_n_q) == DEPTH))
  `PML_ASSERT(a_queue_underflow, !(pop_i && !valid_q))
`ifdef F_HELP
  always @* if (rst_ni) assert (32'(f_n_q) <= DEPTH && (!f_has_q || f_ahead_q < (PW+2)'(f_n_q) + (PW+2)'(valid_q)));
`endif
endmodule
