// SPDX-License-Identifier: Apache-2.0
/// Stand-in for pml_ram: keeps the words of four addresses in a row (any four that begin at a multiple of four: the user may say which by an assumption
/// on f_at); a read of another gives anything.
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
  (* anyconst *) logic [AW-1:2] f_at;
  (* anyseq *)   logic [W-1:0]  f_any;
  logic [4*W-1:0] f_words_q;
  logic [W-1:0]   rdata_q, f_read;
  always_comb begin
    f_read = f_any;
    for (int i = 0; i < 4; i++) if (raddr_i == {f_at, 2'(i)}) f_read = f_words_q[i*W +: W];
  end
  always_ff @(posedge clk_i) begin
    for (int i = 0; i < 4; i++) if (we_i && waddr_i == {f_at, 2'(i)}) f_words_q[i*W +: W] <= wdata_i;
    if (re_i) rdata_q <= f_read;
  end
  assign rdata_o = rdata_q;
endmodule
