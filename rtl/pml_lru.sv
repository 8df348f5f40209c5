// SPDX-License-Identifier: Apache-2.0
/// True least-recently-used order of the ways of each set, as one bit for each pair of ways ("the lower one was used later"), in a
/// RAM with a word a set. Three stages, one use a cycle, also of one and the same set in consecutive cycles: the word is read in stage 1, may be
/// replaced by the word of the use two ahead in stage 2, and is updated in stage 3. A way's bits have their meaning once it was
/// used, so the RAM needs no reset: only a set whose ways were all used is ever asked for its oldest.
module pml_lru #(
  parameter int unsigned SETS = 32,
  parameter int unsigned WAYS = 8,
  localparam int unsigned SW = (SETS > 1) ? $clog2(SETS) : 1
) (
  input  logic             clk_i,
  input  logic [SW-1:0]    set1_i,      ///< stage 1: set to read
  input  logic             same1_i,     ///< stage 2: its set is that of the use in stage 3
  input  logic             same2_i,     ///< stage 2: its set is that of the use that left stage 3 one cycle ago
  input  logic             use3_i,      ///< stage 3: way3_i of set3_i is used
  input  logic [SW-1:0]    set3_i,
  input  logic [WAYS-1:0]  way3_i,
  output logic [WAYS-1:0]  oldest3_o    ///< stage 3: the least recently used way, one-hot
);
  localparam int unsigned NP = (WAYS > 1) ? WAYS * (WAYS - 1) / 2 : 1;
  (* ram_style = "distributed" *) logic [NP-1:0] mem [0:SETS-1];
  logic [NP-1:0] o2_q, o3_q, o4_q, next3;

  for (genvar j = 0; j < WAYS; j++) begin : g_way
    logic [WAYS-1:0] later;   // those used later than j
    assign later[j] = 1'b1;
    for (genvar i = 0; i < j; i++) begin : g_pair
      localparam int unsigned P = j * (j - 1) / 2 + i;
      assign later[i]   = o3_q[P];
      assign next3[P]   = way3_i[i] || (o3_q[P] && !way3_i[j]);
    end
    for (genvar k = j + 1; k < WAYS; k++) begin : g_above
      assign later[k] = !o3_q[k * (k - 1) / 2 + j];
    end
    assign oldest3_o[j] = &later;
  end
  if (WAYS == 1) begin : g_one
    assign next3 = '0;
  end

  always_ff @(posedge clk_i) begin
    if (use3_i) mem[set3_i] <= next3;
    o2_q <= mem[set1_i];
    o3_q <= same1_i ? next3 : same2_i ? o4_q : o2_q;
    o4_q <= next3;
  end
endmodule
