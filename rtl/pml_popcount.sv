// SPDX-License-Identifier: Apache-2.0
/// Number of ones, pipelined: groups of six, then sums of four, a register after each level. One word a cycle; the count comes
/// STAGES cycles after the word (64 bits: 3, 128 and 256: 4, 512: 5).
module pml_popcount #(
  parameter int unsigned W = 64,
  localparam int unsigned CW = $clog2(W + 1),
  localparam int unsigned G0 = (W + 5) / 6,
  localparam int unsigned G1 = (G0 + 3) / 4,
  localparam int unsigned G2 = (G1 + 3) / 4,
  localparam int unsigned G3 = (G2 + 3) / 4,
  localparam int unsigned STAGES = G1 == 1 ? 2 : G2 == 1 ? 3 : G3 == 1 ? 4 : 5
) (
  input  logic          clk_i,
  input  logic [W-1:0]  data_i,
  output logic [CW-1:0] count_o
);
  // counts of a level, CW bits each (the upper ones of the first levels stay 0)
  wire [G0*6-1:0] padded = (G0*6)'(data_i);
  logic [G0*3-1:0] l0_q;
  always_ff @(posedge clk_i)
    for (int unsigned i = 0; i < G0; i++) begin
      // two full adders, then their sum: six bits to three
      l0_q[i*3]     <= ^padded[i*6 +: 6];
      l0_q[i*3 + 1] <= ((padded[i*6] & padded[i*6+1]) | (padded[i*6] & padded[i*6+2]) | (padded[i*6+1] & padded[i*6+2]))
                     ^ ((padded[i*6+3] & padded[i*6+4]) | (padded[i*6+3] & padded[i*6+5]) | (padded[i*6+4] & padded[i*6+5]))
                     ^ ((^padded[i*6 +: 3]) & (^padded[i*6+3 +: 3]));
      l0_q[i*3 + 2] <= (((padded[i*6] & padded[i*6+1]) | (padded[i*6] & padded[i*6+2]) | (padded[i*6+1] & padded[i*6+2]))
                        & ((padded[i*6+3] & padded[i*6+4]) | (padded[i*6+3] & padded[i*6+5]) | (padded[i*6+4] & padded[i*6+5])))
                     | ((((padded[i*6] & padded[i*6+1]) | (padded[i*6] & padded[i*6+2]) | (padded[i*6+1] & padded[i*6+2]))
                        | ((padded[i*6+3] & padded[i*6+4]) | (padded[i*6+3] & padded[i*6+5]) | (padded[i*6+4] & padded[i*6+5])))
                        & ((^padded[i*6 +: 3]) & (^padded[i*6+3 +: 3])));
    end

  logic [CW-1:0] total;
  logic [G1*5-1:0] l1_q;
  wire  [G1*12-1:0] l0_pad = (G1*12)'(l0_q);
  always_ff @(posedge clk_i)
    for (int unsigned i = 0; i < G1; i++)
      l1_q[i*5 +: 5] <= 5'(l0_pad[i*12 +: 3]) + 5'(l0_pad[i*12+3 +: 3]) + 5'(l0_pad[i*12+6 +: 3]) + 5'(l0_pad[i*12+9 +: 3]);

  logic [G2*7-1:0] l2_q;
  wire  [G2*20-1:0] l1_pad = (G2*20)'(l1_q);
  always_ff @(posedge clk_i)
    for (int unsigned i = 0; i < G2; i++)
      l2_q[i*7 +: 7] <= 7'(l1_pad[i*20 +: 5]) + 7'(l1_pad[i*20+5 +: 5]) + 7'(l1_pad[i*20+10 +: 5]) + 7'(l1_pad[i*20+15 +: 5]);

  logic [G3*9-1:0] l3_q;
  wire  [G3*28-1:0] l2_pad = (G3*28)'(l2_q);
  always_ff @(posedge clk_i)
    for (int unsigned i = 0; i < G3; i++)
      l3_q[i*9 +: 9] <= 9'(l2_pad[i*28 +: 7]) + 9'(l2_pad[i*28+7 +: 7]) + 9'(l2_pad[i*28+14 +: 7]) + 9'(l2_pad[i*28+21 +: 7]);

  logic [10:0] l4_q;
  wire  [35:0] l3_pad = 36'(l3_q);
  always_ff @(posedge clk_i)
    l4_q <= 11'(l3_pad[8:0]) + 11'(l3_pad[17:9]) + 11'(l3_pad[26:18]) + 11'(l3_pad[35:27]);

  if (STAGES == 2)      begin : g_2 assign total = CW'(l1_q[4:0]); end
  else if (STAGES == 3) begin : g_3 assign total = CW'(l2_q[6:0]); end
  else if (STAGES == 4) begin : g_4 assign total = CW'(l3_q[8:0]); end
  else                  begin : g_5 assign total = CW'(l4_q); end
  assign count_o = total;

  logic unused;
  assign unused = ^{l1_q, l2_q, l3_q, l4_q};
endmodule
