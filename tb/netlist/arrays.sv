// SPDX-License-Identifier: Apache-2.0
/// Arrays of every shape that block RAMs have, to be compared with what synthesis makes of them (test_arrays.cpp has their names, in this
/// order). All get the same ports; d_i, a_i and we_i of index 1 and 2 are those of two ports.

/// One port writes, the other reads the old word. RST: a synchronous reset of the output. INIT: with contents, and with a first output.
module array_sdp #(
  parameter int unsigned W = 36, AW = 9, LANES = 1,
  parameter bit RST = 0, INIT = 0
) (
  input  logic clk_i, rst_i, re_i,
  input  logic [AW-1:0] a1_i, a2_i,
  input  logic [LANES-1:0] we_i,
  input  logic [W-1:0] d_i,
  output logic [W-1:0] q_o
);
  localparam int unsigned LW = W / LANES;
  localparam logic [71:0] ODD = 72'hA5_5AC3_3C96_69F0_0F1E;
  (* ram_style = "block" *) logic [W-1:0] mem [0:2**AW-1];
  if (INIT) begin : g_init
    initial for (int unsigned i = 0; i < 2**AW; i++) mem[i] = W'(72'(i) * 72'h9E_3779_B97F_4A7C_15F3 >> 7);
    initial q_o = W'(ODD);
  end
  always_ff @(posedge clk_i) begin
    for (int unsigned l = 0; l < LANES; l++) if (we_i[l]) mem[a1_i][l*LW +: LW] <= d_i[l*LW +: LW];
    if (re_i) q_o <= RST && rst_i ? W'(~ODD) : mem[a2_i];
  end
endmodule

/// One port that writes or reads. MODE: what comes out of a write: 0 the new word, 1 the old word, 2 what was there.
module array_sp #(
  parameter int unsigned W = 36, AW = 10, MODE = 0
) (
  input  logic clk_i, we_i, re_i,
  input  logic [AW-1:0] a_i,
  input  logic [W-1:0] d_i,
  output logic [W-1:0] q_o
);
  (* ram_style = "block" *) logic [W-1:0] mem [0:2**AW-1];
  always_ff @(posedge clk_i) if (re_i) begin
    if (we_i) mem[a_i] <= d_i;
    if (MODE == 1 || !we_i) q_o <= mem[a_i];
    else if (MODE == 0) q_o <= d_i;
  end
endmodule

/// Two ports that write and read the old word; they never write one word in one cycle.
module array_tdp #(
  parameter int unsigned W = 9, AW = 11
) (
  input  logic clk_i, we1_i, we2_i,
  input  logic [AW-1:0] a1_i, a2_i,
  input  logic [W-1:0] d1_i, d2_i,
  output logic [W-1:0] q1_o, q2_o
);
  (* ram_style = "block" *) logic [W-1:0] mem [0:2**AW-1];
  always @(posedge clk_i) begin
    if (we1_i) mem[a1_i] <= d1_i;
    q1_o <= mem[a1_i];
  end
  always @(posedge clk_i) begin
    if (we2_i && !(we1_i && a1_i == a2_i)) mem[a2_i] <= d2_i;
    q2_o <= mem[a2_i];
  end
endmodule

/// Two ports, one of half words and one of whole ones, both with lanes; port 2 has a reset. They never write one word in one cycle.
module array_mixed #(
  parameter int unsigned LW = 9, AW = 9
) (
  input  logic clk_i, re2_i,
  input  logic [1:0] we1_i,
  input  logic [AW:0] a1_i,
  input  logic [2*LW-1:0] d1_i,
  output logic [2*LW-1:0] q1_o,
  input  logic [3:0] we2_i,
  input  logic [AW-1:0] a2_i,
  input  logic [4*LW-1:0] d2_i,
  output logic [4*LW-1:0] q2_o
);
  (* ram_style = "block" *) logic [2*LW-1:0] mem [0:2**(AW+1)-1];
  wire [3:0] we2 = |we1_i && a1_i[AW:1] == a2_i ? 4'd0 : we2_i;
  always @(posedge clk_i) begin
    for (int unsigned l = 0; l < 2; l++) if (we1_i[l]) mem[a1_i][l*LW +: LW] <= d1_i[l*LW +: LW];
    q1_o <= mem[a1_i];
  end
  always @(posedge clk_i) begin
    for (int unsigned l = 0; l < 2; l++) begin
      if (we2[l])     mem[{a2_i, 1'b0}][l*LW +: LW] <= d2_i[l*LW +: LW];
      if (we2[2 + l]) mem[{a2_i, 1'b1}][l*LW +: LW] <= d2_i[(2 + l)*LW +: LW];
    end
    q2_o <= re2_i ? {mem[{a2_i, 1'b1}], mem[{a2_i, 1'b0}]} : '0;
  end
endmodule

/// Nothing but contents.
module array_rom #(
  parameter int unsigned W = 19, AW = 9
) (
  input  logic clk_i,
  input  logic [AW-1:0] a_i,
  output logic [W-1:0] q_o
);
  (* ram_style = "block" *) logic [W-1:0] mem [0:2**AW-1];
  initial for (int unsigned i = 0; i < 2**AW; i++) mem[i] = W'(72'(i) * 72'h9E_3779_B97F_4A7C_15F3 >> 7);
  always_ff @(posedge clk_i) q_o <= mem[a_i];
endmodule

module arrays #(
  localparam int unsigned N = 39
) (
  input  logic           clk_i, rst_i, re_i,
  input  logic [14:0]    a1_i, a2_i,
  input  logic [7:0]     we1_i, we2_i,
  input  logic [71:0]    d1_i, d2_i,
  output logic [N*72-1:0] q_o
);
  logic [71:0] q [N];
  for (genvar i = 0; i < N; i++) assign q_o[72*i +: 72] = q[i];

`define SDP(i, w, aw, lanes, rst, init) \
  array_sdp #(.W(w), .AW(aw), .LANES(lanes), .RST(rst), .INIT(init)) i_``i (.clk_i(clk_i), .rst_i(rst_i), .re_i(re_i), .a1_i(a1_i[aw-1:0]), \
    .a2_i(a2_i[aw-1:0]), .we_i(we1_i[lanes-1:0]), .d_i(d1_i[w-1:0]), .q_o(q[i][w-1:0])); \
  if (w < 72) assign q[i][71:w] = '0;
`define SP(i, w, aw, mode) \
  array_sp #(.W(w), .AW(aw), .MODE(mode)) i_``i (.clk_i(clk_i), .we_i(we1_i[0]), .re_i(re_i), .a_i(a1_i[aw-1:0]), .d_i(d1_i[w-1:0]), \
    .q_o(q[i][w-1:0])); \
  if (w < 72) assign q[i][71:w] = '0;
`define TDP(i, w, aw) \
  array_tdp #(.W(w), .AW(aw)) i_``i (.clk_i(clk_i), .we1_i(we1_i[0]), .we2_i(we2_i[0]), .a1_i(a1_i[aw-1:0]), .a2_i(a2_i[aw-1:0]), \
    .d1_i(d1_i[w-1:0]), .d2_i(d2_i[w-1:0]), .q1_o(q[i][w-1:0]), .q2_o(q[i][36+w-1:36])); \
  if (w < 36) assign {q[i][71:36+w], q[i][35:w]} = '0;

  // 18 Kb and 36 Kb of each width
  `SDP(0, 1, 14, 1, 0, 0)
  `SDP(1, 2, 13, 1, 0, 0)
  `SDP(2, 4, 12, 1, 0, 0)
  `SDP(3, 9, 11, 1, 0, 0)
  `SDP(4, 18, 10, 1, 0, 0)
  `SDP(5, 36, 9, 1, 0, 0)
  `SDP(6, 1, 15, 1, 0, 0)
  `SDP(7, 2, 14, 1, 0, 0)
  `SDP(8, 4, 13, 1, 0, 0)
  `SDP(9, 9, 12, 1, 0, 0)
  `SDP(10, 18, 11, 1, 0, 0)
  `SDP(11, 36, 10, 1, 0, 0)
  `SDP(12, 72, 9, 1, 0, 0)
  // byte enables
  `SDP(13, 18, 10, 2, 0, 0)
  `SDP(14, 36, 9, 4, 0, 0)
  `SDP(15, 72, 9, 8, 0, 0)
  // reset of the output
  `SDP(16, 9, 11, 1, 1, 0)
  `SDP(17, 18, 10, 1, 1, 0)
  `SDP(18, 36, 9, 1, 1, 0)
  `SDP(19, 72, 9, 1, 1, 0)
  // contents
  `SDP(20, 1, 11, 1, 0, 1)
  `SDP(21, 4, 11, 1, 0, 1)
  `SDP(22, 9, 11, 1, 0, 1)
  `SDP(23, 18, 10, 2, 1, 1)
  `SDP(24, 36, 9, 1, 0, 1)
  `SDP(25, 72, 9, 8, 1, 1)
  // write modes
  `SP(26, 9, 11, 0)
  `SP(27, 36, 10, 0)
  `SP(28, 9, 11, 1)
  `SP(29, 36, 10, 1)
  `SP(30, 9, 11, 2)
  `SP(31, 36, 10, 2)
  // two ports
  `TDP(32, 2, 13)
  `TDP(33, 4, 13)
  `TDP(34, 9, 11)
  `TDP(35, 18, 10)

  // two ports of different widths, as in the unit's store; one wide word
  array_mixed #(.AW(9)) i_36 (.clk_i(clk_i), .we1_i(we1_i[1:0]), .a1_i(a1_i[9:0]), .d1_i(d1_i[17:0]), .q1_o(q[36][17:0]), .re2_i(re_i),
    .we2_i(we2_i[3:0]), .a2_i(a2_i[8:0]), .d2_i(d2_i[35:0]), .q2_o(q[36][71:36]));
  assign q[36][35:18] = '0;
  array_mixed #(.AW(10)) i_37 (.clk_i(clk_i), .we1_i(we1_i[1:0]), .a1_i(a1_i[10:0]), .d1_i(d1_i[17:0]), .q1_o(q[37][17:0]), .re2_i(re_i),
    .we2_i(we2_i[3:0]), .a2_i(a2_i[9:0]), .d2_i(d2_i[35:0]), .q2_o(q[37][71:36]));
  assign q[37][35:18] = '0;

  // the register map's
  array_rom i_38 (.clk_i(clk_i), .a_i(a2_i[8:0]), .q_o(q[38][18:0]));
  assign q[38][71:19] = '0;
endmodule
