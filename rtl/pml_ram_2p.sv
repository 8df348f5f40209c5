// SPDX-License-Identifier: Apache-2.0
/// On-chip RAM of four lanes a word with two ports, each of which reads and writes lanes: port 2 of whole words, port 1 of half ones (its address has
/// a bit more), so that who reads one lane has two to choose from, not four. What was there before the cycle comes in the next one,
/// whatever is written now (a port may read and clear in one cycle); port 2 gives zero for a cycle without re2_i. Both ports must not
/// write one word in one cycle.
module pml_ram_2p #(
  parameter int unsigned LW = 9,      ///< lane width
  parameter int unsigned DEPTH = 512, ///< words
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
  (* ram_style = "block" *) logic [2*LW-1:0] mem [0:2*DEPTH-1];

  // a process for each port: the form that synthesis takes for a block RAM of two ports
  always @(posedge clk_i) begin
    for (int unsigned l = 0; l < 2; l++) if (we1_i[l]) mem[addr1_i][l*LW +: LW] <= wdata1_i[l*LW +: LW];
    rdata1_o <= mem[addr1_i];
  end
  always @(posedge clk_i) begin
    for (int unsigned l = 0; l < 2; l++) begin
      if (we2_i[l])     mem[{addr2_i, 1'b0}][l*LW +: LW] <= wdata2_i[l*LW +: LW];
      if (we2_i[2 + l]) mem[{addr2_i, 1'b1}][l*LW +: LW] <= wdata2_i[(2 + l)*LW +: LW];
    end
    rdata2_o <= re2_i ? {mem[{addr2_i, 1'b1}], mem[{addr2_i, 1'b0}]} : '0;
  end
endmodule
