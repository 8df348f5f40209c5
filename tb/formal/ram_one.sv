// SPDX-License-Identifier: Apache-2.0
/// Stand-in for pml_ram: keeps the word of one address (any: the user may say which by an assumption on f_at); a read of another gives anything. What
/// is proved with it holds for the RAM: every address may be the one.
module pml_ram #(
  parameter int unsigned W = 8,
  parameter int unsigned DEPTH = 16,
  parameter STYLE = "auto",
  localparam int unsigned AW = (DEPTH > 1) ? $clog2(DEPTH) : 1
) (
  input  logic          clk_i,
  input  logic          we_i,
  input  logic [AW-1:0] waddr_i,
  input  logic [W-1:0]  wdata_i,
  input  logic          re_i,
  input  logic [AW-1:0] raddr_i,
  output logic [W-1:0]  rdata_o
);
  (* anyconst *) logic [AW-1:0] f_at;
  (* anyseq *)   logic [W-1:0]  f_any;
  logic [W-1:0] f_word_q, rdata_q;
  always_ff @(posedge clk_i) begin
    if (we_i && waddr_i == f_at) f_word_q <= wdata_i;
    if (re_i) rdata_q <= raddr_i == f_at ? f_word_q : f_any;
  end
  assign rdata_o = rdata_q;
endmodule
