// SPDX-License-Identifier: Apache-2.0
/// Stand-in for pml_ram: keeps the word of one address (any: the user may say which by an assumption on f_at); a read of another gives anything. What
/// is proved with it holds for the RAM: every address may be the one. With F_SPOIL any read of any address may give a word of any bits but odd parity instead.
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
`ifdef F_SPOIL
  (* anyseq *)   logic          f_spoil;
  (* anyseq *)   logic [W-2:0]  f_bad;
`endif
  logic [W-1:0] f_word_q, rdata_q;
  wire [W-1:0] f_read = raddr_i == f_at ? f_word_q : f_any;
  always_ff @(posedge clk_i) begin
    if (we_i && waddr_i == f_at) f_word_q <= wdata_i;
`ifdef F_SPOIL
    if (re_i) rdata_q <= f_spoil ? {~^f_bad, f_bad} : f_read;
`else
    if (re_i) rdata_q <= f_read;
`endif
  end
  assign rdata_o = rdata_q;
endmodule
