// SPDX-License-Identifier: Apache-2.0
/// Number of ones, as a tree over bytes. Combinational.
module pml_popcount #(
  parameter int unsigned W = 64,  ///< a multiple of 16
  localparam int unsigned CW = $clog2(W + 1)
) (
  input  logic [W-1:0]  data_i,
  output logic [CW-1:0] count_o
);
`ifdef VERILATOR
  // the simulator has an instruction for it
  assign count_o = CW'($countones(data_i));
`else
  always_comb begin
    count_o = '0;
    for (int unsigned i = 0; i < W; i += 8)
      count_o = count_o + CW'((4'(data_i[i]) + 4'(data_i[i+1]) + 4'(data_i[i+2]) + 4'(data_i[i+3]))
                            + (4'(data_i[i+4]) + 4'(data_i[i+5]) + 4'(data_i[i+6]) + 4'(data_i[i+7])));
  end
`endif
endmodule
