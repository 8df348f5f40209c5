// SPDX-License-Identifier: Apache-2.0
/// On-chip RAM, one write and one read port, synchronous read (data in the next cycle, held while re_i is low).
/// A read in the cycle of a write to the same address returns the old word. Contents are arbitrary after reset.
module pml_ram #(
  parameter int unsigned W = 8,      ///< word width
  parameter int unsigned DEPTH = 16, ///< words
  parameter STYLE = "auto",          ///< what synthesis makes of it: "auto", "block" or "distributed"
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
  (* ram_style = STYLE *) logic [W-1:0] mem [0:DEPTH-1];
  logic [W-1:0] rdata_q;

  always_ff @(posedge clk_i) begin
    if (we_i) mem[waddr_i] <= wdata_i;
    if (re_i) rdata_q <= mem[raddr_i];
  end

  assign rdata_o = rdata_q;
endmodule
