// SPDX-License-Identifier: Apache-2.0
/// Times of every VM: its last two epoch boundaries, and the end of a PEEK or DISABLE.
module pml_time_tab #(
  parameter int unsigned AW = 5
) (
  input  logic          clk_i,
  input  logic          we_i,
  input  logic [AW-1:0] waddr_i,
  input  logic [63:0]   data_i,
  input  logic [AW-1:0] sel_i,
  output logic [63:0]   data_o
);
  (* ram_style = "distributed" *) logic [63:0] mem [0:2**AW-1];
  always_ff @(posedge clk_i) if (we_i) mem[waddr_i] <= data_i;
  assign data_o = mem[sel_i];
endmodule
