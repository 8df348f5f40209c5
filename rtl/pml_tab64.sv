// SPDX-License-Identifier: Apache-2.0
/// A table of words of 33 to 64 bits in distributed RAM, written by halves, read in the same cycle (a write shows in the next). The low
/// ZEROS bits of every word are 0 and not kept.
module pml_tab64 #(
  parameter int unsigned AW = 3,
  parameter int unsigned W = 64,      ///< more than 32; further bits of the high half are not kept
  parameter int unsigned ZEROS = 0
) (
  input  logic          clk_i,
  input  logic          we_i,
  input  logic          hi_i,     ///< which half is written
  input  logic [AW-1:0] waddr_i,
  input  logic [31:0]   data_i,
  input  logic [AW-1:0] raddr_i,
  output logic [W-1:0]  data_o
);
  (* ram_style = "distributed" *) logic [31:ZEROS] lo [0:2**AW-1];
  (* ram_style = "distributed" *) logic [W-33:0] hi [0:2**AW-1];
  always_ff @(posedge clk_i) if (we_i && !hi_i) lo[waddr_i] <= data_i[31:ZEROS];
  always_ff @(posedge clk_i) if (we_i && hi_i)  hi[waddr_i] <= data_i[W-33:0];
  assign data_o[W-1:ZEROS] = {hi[raddr_i], lo[raddr_i]};
  if (ZEROS > 0) assign data_o[ZEROS-1:0] = '0;
  logic unused;
  assign unused = ^data_i;
endmodule
