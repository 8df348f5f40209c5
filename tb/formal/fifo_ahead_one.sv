// SPDX-License-Identifier: Apache-2.0
/// Stand-in for pml_fifo_ahead: the stand-in of pml_fifo, and anything as next_o that, at a pop or without a head, is the head of the next cycle if
/// there is one. That the real queue does no more than this allows is proved in 'fifo_ahead'.
module pml_fifo_ahead #(
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
  output logic [W-1:0]  next_o,
  output logic [PW:0]   count_o
);
  (* anyseq *) logic [W-1:0] f_next;
  logic [W-1:0] f_next_q;
  logic         f_loads_q;
  initial f_loads_q = 1'b0;
  pml_fifo #(.W(W), .DEPTH(DEPTH)) u_fifo (.clk_i, .rst_ni, .push_i, .data_i, .pop_i, .valid_o, .data_o, .count_o);
  assign next_o = f_next;
  always_ff @(posedge clk_i) begin
    f_next_q  <= f_next;
    f_loads_q <= rst_ni && (pop_i || !valid_o);
  end
  always @* if (f_loads_q && valid_o) assume (data_o == f_next_q);
endmodule
