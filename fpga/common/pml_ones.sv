// SPDX-License-Identifier: Apache-2.0
/// Number of ones in a word of 32 bits. Combinational (the unit's own population count is a pipeline).
module pml_ones (
  input  logic [31:0] data_i,
  output logic [5:0]  count_o
);
  always_comb begin
    count_o = '0;
    for (int unsigned i = 0; i < 32; i++) count_o = count_o + 6'(data_i[i]);
  end
endmodule
