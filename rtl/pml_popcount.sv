// SPDX-License-Identifier: Apache-2.0
/// Number of ones, pipelined: the word is registered (so that each group of six is one LUT a bit), groups of six, again groups of six, then
/// sums of four, a register after each level. One word a cycle; the count comes 4 cycles after a word of 64 or 128 bits, 5 after one of
/// 256 or 512.
module pml_popcount #(
  parameter int unsigned W = 64,
  localparam int unsigned CW = $clog2(W + 1),
  localparam int unsigned G0 = (W + 5) / 6,
  localparam int unsigned G1 = (G0 + 5) / 6,
  localparam int unsigned G2 = (G1 + 3) / 4
) (
  input  logic          clk_i,
  input  logic [W-1:0]  data_i,
  output logic [CW-1:0] count_o
);
  // six bits to three, each a function of one LUT: two full adders, and their sum
  function automatic logic [2:0] six(input logic [5:0] b);
    logic c0, c1, both;
    c0   = (b[0] & b[1]) | (b[0] & b[2]) | (b[1] & b[2]);
    c1   = (b[3] & b[4]) | (b[3] & b[5]) | (b[4] & b[5]);
    both = (^b[2:0]) & (^b[5:3]);
    six  = {(c0 & c1) | ((c0 | c1) & both), c0 ^ c1 ^ both, ^b};
  endfunction

  logic [W-1:0]    data_q;
  wire  [G0*6-1:0] padded = (G0*6)'(data_q);
  logic [G0*3-1:0] l0_q;
  always_ff @(posedge clk_i) begin
    data_q <= data_i;
    for (int unsigned i = 0; i < G0; i++) l0_q[i*3 +: 3] <= six(padded[i*6 +: 6]);
  end

  // six counts of three bits: their bits of one weight as before, then the sum of the three numbers
  wire  [G1*18-1:0] l0_pad = (G1*18)'(l0_q);
  logic [G1*6-1:0]  l1_q;
  for (genvar i = 0; i < G1; i++) begin : g_l1
    logic [5:0] b1, b2, b4;
    for (genvar k = 0; k < 6; k++) begin : g_bit
      assign {b4[k], b2[k], b1[k]} = l0_pad[i*18 + k*3 +: 3];
    end
    wire [2:0] c1 = six(b1);
    wire [2:0] c2 = six(b2);
    wire [2:0] c4 = six(b4);
    wire s2 = c1[2] ^ c2[1] ^ c4[0];
    wire k3 = (c1[2] & c2[1]) | (c1[2] & c4[0]) | (c2[1] & c4[0]);
    wire s3 = c2[2] ^ c4[1] ^ k3;
    wire k4 = (c2[2] & c4[1]) | (c2[2] & k3) | (c4[1] & k3);
    always_ff @(posedge clk_i) begin
      l1_q[i*6]          <= c1[0];
      l1_q[i*6 + 1 +: 5] <= {1'b0, c4[2], s3, s2, c1[1]} + {1'b0, k4, 2'b00, c2[0]};
    end
  end

  logic [G2*8-1:0] l2_q;
  wire  [G2*24-1:0] l1_pad = (G2*24)'(l1_q);
  always_ff @(posedge clk_i)
    for (int unsigned i = 0; i < G2; i++)
      l2_q[i*8 +: 8] <= 8'(l1_pad[i*24 +: 6]) + 8'(l1_pad[i*24+6 +: 6]) + 8'(l1_pad[i*24+12 +: 6]) + 8'(l1_pad[i*24+18 +: 6]);

  logic [9:0] l3_q;
  wire [31:0] l2_pad = 32'(l2_q);
  always_ff @(posedge clk_i)
    l3_q <= 10'(l2_pad[7:0]) + 10'(l2_pad[15:8]) + 10'(l2_pad[23:16]) + 10'(l2_pad[31:24]);

  if (G2 == 1) begin : g_sum assign count_o = CW'(l2_q[7:0]); end
  else         begin : g_sums assign count_o = CW'(l3_q); end

  logic unused;
  assign unused = ^{l2_q, l3_q};
endmodule
