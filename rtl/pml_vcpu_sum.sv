// SPDX-License-Identifier: Apache-2.0
/// How many of the vCPUs' bits are set. Combinational.
module pml_vcpu_sum #(
  parameter int unsigned N_VCPU = 8
) (
  input  logic [N_VCPU-1:0]  bits_i,
  output logic [6:0]         sum_o
);
  always_comb begin
    sum_o = '0;
    for (int unsigned v = 0; v < N_VCPU; v++) sum_o = sum_o + 7'(bits_i[v]);
  end
endmodule
