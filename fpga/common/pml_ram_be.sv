// SPDX-License-Identifier: Apache-2.0
/// Memory of one block RAM: 1024 words of 32 bits with byte enables, one write and one read port, synchronous read. (A width that the
/// open flow's bitstream gets right.) A read in the cycle of a write to the same word returns the old one.
module pml_ram_be (
  input  logic        clk_i,
  input  logic [3:0]  we_i,
  input  logic [9:0]  waddr_i,
  input  logic [31:0] wdata_i,
  input  logic        re_i,
  input  logic [9:0]  raddr_i,
  output logic [31:0] rdata_o
);
  (* ram_style = "block" *) logic [31:0] mem [0:1023];
  logic [31:0] rdata_q;

  always_ff @(posedge clk_i) begin
    for (int unsigned i = 0; i < 4; i++) if (we_i[i]) mem[waddr_i][8*i +: 8] <= wdata_i[8*i +: 8];
    if (re_i) rdata_q <= mem[raddr_i];
  end

  assign rdata_o = rdata_q;
endmodule
