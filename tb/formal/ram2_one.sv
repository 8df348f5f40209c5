// SPDX-License-Identifier: Apache-2.0
/// Stand-in for pml_ram_2p: keeps one lane of one word (any: the user may say which by an assumption on f_at, f_lane); every other lane reads as anything. What is proved with
/// it holds for the RAM: every lane of every word may be the one. That both ports do not write it in one cycle is an assertion.
`include "pml_assert.svh"
module pml_ram_2p #(
  parameter int unsigned LW = 9,
  parameter int unsigned DEPTH = 512,
  localparam int unsigned AW = $clog2(DEPTH)
) (
  input  logic            clk_i,
  input  logic [AW:0]     addr1_i,
  input  logic [1:0]      we1_i,
  input  logic [2*LW-1:0] wdata1_i,
  output logic [2*LW-1:0] rdata1_o,
  input  logic            re2_i,
  input  logic [AW-1:0]   addr2_i,
  input  logic [3:0]      we2_i,
  input  logic [4*LW-1:0] wdata2_i,
  output logic [4*LW-1:0] rdata2_o
);
  (* anyconst *) logic [AW-1:0] f_at;
  (* anyconst *) logic [1:0]    f_lane;
  (* anyseq *)   logic [4*LW-1:0] f_any1, f_any2;
  logic [LW-1:0] f_word_q;
  wire hit1 = addr1_i == {f_at, f_lane[1]}, hit2 = addr2_i == f_at;
  wire wr1  = hit1 && we1_i[f_lane[0]], wr2 = hit2 && we2_i[f_lane];
  always_ff @(posedge clk_i) begin
    if (wr1)      f_word_q <= wdata1_i[f_lane[0]*LW +: LW];
    else if (wr2) f_word_q <= wdata2_i[f_lane*LW +: LW];
    for (int l = 0; l < 2; l++) rdata1_o[l*LW +: LW] <= (hit1 && 32'(f_lane[0]) == l) ? f_word_q : f_any1[l*LW +: LW];
    for (int l = 0; l < 4; l++) rdata2_o[l*LW +: LW] <= !re2_i ? '0 : (hit2 && 32'(f_lane) == l) ? f_word_q : f_any2[l*LW +: LW];
  end
  wire f_both = wr1 && wr2;
endmodule
