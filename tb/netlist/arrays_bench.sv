// SPDX-License-Identifier: Apache-2.0
/// The arrays and what synthesis made of them, side by side: differ_o[i] says that the outputs of shape i differ.
module arrays_bench #(
  localparam int unsigned N = 39
) (
  input  logic         clk_i, rst_i, re_i,
  input  logic [14:0]  a1_i, a2_i,
  input  logic [7:0]   we1_i, we2_i,
  input  logic [71:0]  d1_i, d2_i,
  output logic [N-1:0] differ_o
);
  logic [N*72-1:0] want, got;
  arrays         i_arrays  (.q_o(want), .*);
  arrays_netlist i_netlist (.q_o(got), .*);
  always_comb for (int unsigned i = 0; i < N; i++) differ_o[i] = want[72*i +: 72] != got[72*i +: 72];
endmodule
