// SPDX-License-Identifier: Apache-2.0
/// Stand-in for pml_fifo: counts exactly, follows one entry (any: the user may say which by an assumption on f_pick) from push to pop, keeps how
/// many entries belong to a class (told by their data and a key), and gives anything of the right class for all other entries, stable at the head.
/// That the real queue does no more than this allows is proved in 'fifo'; so what is proved with the stand-in holds with the queue.
`include "pml_assert.svh"
// the class, one of:
`ifdef F_CLASS_TOP
`define F_CLASS(data) (data[W-1] == f_key[W-1])
`elsif F_CLASS_LOW
`define F_CLASS(data) (data[W-2:0] == f_key[W-2:0])
`else
`define F_CLASS(data) 1'b0
`endif
module pml_fifo #(
  parameter int unsigned W = 8,
  parameter int unsigned DEPTH = 4,
  localparam int unsigned PW = (DEPTH > 1) ? $clog2(DEPTH) : 1
) (
  input  logic          clk_i,
  input  logic          rst_ni,
  input  logic          push_i,
  input  logic [W-1:0]  data_i,
  input  logic          pop_i,
  output logic          valid_o,
  output logic [W-1:0]  data_o,
  output logic [PW:0]   count_o
);
  (* anyseq *) logic         f_pick;      // follow the entry that is pushed now
  (* anyseq *) logic [W-1:0] f_any;
  (* anyconst *) logic [W-1:0] f_key;     // the class is told by it
  logic         f_has_q;                  // an entry is followed: so many are before it, so many of them of the class
  logic [PW:0]  count_q, f_ahead_q, f_class_q, f_class_ahead_q;
  logic [W-1:0] f_data_q, f_head_q;
  wire          f_mine = f_has_q && f_ahead_q == 0;
  wire          f_new  = push_i && f_pick && (!f_has_q || (f_mine && pop_i));
  wire          in_class  = `F_CLASS(data_i);
  wire          out_class = `F_CLASS(data_o);
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      count_q   <= '0;
      f_has_q   <= 1'b0;
      f_class_q <= '0;
    end else begin
      count_q   <= count_q + (PW+1)'(push_i) - (PW+1)'(pop_i);
      f_class_q <= f_class_q + (PW+1)'(push_i && in_class) - (PW+1)'(pop_i && out_class);
      f_has_q   <= f_new || (f_has_q && !(f_mine && pop_i));
    end
    f_ahead_q       <= f_new ? count_q - (PW+1)'(pop_i) : f_ahead_q - (PW+1)'(pop_i);
    f_class_ahead_q <= (f_new ? f_class_q : f_class_ahead_q) - (PW+1)'(pop_i && out_class);
    if (f_new) f_data_q <= data_i;
    if (pop_i || count_q == 0) f_head_q <= f_any;
  end
  wire [PW:0] my_class = (PW+1)'(f_has_q && `F_CLASS(f_data_q));
  // what stays behind the head is of its class
  always @* if (count_q != 0 && !f_mine) begin
    if (`F_CLASS(f_head_q)) assume (f_has_q ? f_class_ahead_q != 0 : f_class_q != 0);
    else                    assume (f_has_q ? f_class_ahead_q != f_ahead_q : f_class_q != count_q);
  end
  assign valid_o = count_q != 0;
  assign data_o  = f_mine ? f_data_q : f_head_q;
  assign count_o = count_q;
  `PML_ASSERT(a_fifo_overflow, !(push_i && 32'(count_q) == DEPTH))
  `PML_ASSERT(a_fifo_underflow, !(pop_i && count_q == 0))
`ifdef F_HELP
  always @* if (rst_ni) begin
    assert (32'(count_q) <= DEPTH && f_class_q <= count_q);
    assert (!f_has_q || (f_ahead_q < count_q && f_class_ahead_q <= f_ahead_q && f_class_ahead_q + my_class <= f_class_q
                         && count_q - f_class_q >= f_ahead_q - f_class_ahead_q + (PW+1)'(1) - my_class));
  end
`endif
endmodule
