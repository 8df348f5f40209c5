// SPDX-License-Identifier: Apache-2.0
/// On-chip RAM with two ports, each of which reads and writes lanes of a word: the word as it was before the cycle comes in the next one,
/// whatever is written now (a port may read and clear in one cycle); port 2 gives zero for a cycle without re2_i. Both ports must not
/// write one word in one cycle.
module pml_ram_2p #(
  parameter int unsigned LW = 9,      ///< lane width
  parameter int unsigned LANES = 4,   ///< lanes of a word
  parameter int unsigned DEPTH = 512, ///< words
  localparam int unsigned W = LW * LANES,
  localparam int unsigned AW = $clog2(DEPTH)
) (
  input  logic              clk_i,
  input  logic [AW-1:0]     addr1_i,
  input  logic [LANES-1:0]  we1_i,
  input  logic [W-1:0]      wdata1_i,
  output logic [W-1:0]      rdata1_o,
  input  logic              re2_i,
  input  logic [AW-1:0]     addr2_i,
  input  logic [LANES-1:0]  we2_i,
  input  logic [W-1:0]      wdata2_i,
  output logic [W-1:0]      rdata2_o
);
  (* ram_style = "block", no_rw_check *) logic [W-1:0] mem [0:DEPTH-1];

  // a process for each port: the form that synthesis takes for a block RAM of two ports
  always @(posedge clk_i) begin
    for (int unsigned l = 0; l < LANES; l++) if (we1_i[l]) mem[addr1_i][l*LW +: LW] <= wdata1_i[l*LW +: LW];
    rdata1_o <= mem[addr1_i];
  end
  always @(posedge clk_i) begin
    for (int unsigned l = 0; l < LANES; l++) if (we2_i[l]) mem[addr2_i][l*LW +: LW] <= wdata2_i[l*LW +: LW];
    rdata2_o <= re2_i ? mem[addr2_i] : '0;
  end
endmodule
