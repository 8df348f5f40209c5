// SPDX-License-Identifier: Apache-2.0
/// How many of the vCPUs' bits were set in the cycle before.
module pml_vcpu_sum #(
  parameter int unsigned N_VCPU = 8
) (
  input  logic               clk_i,
  input  logic               rst_ni,
  input  logic [N_VCPU-1:0]  bits_i,
  output logic [6:0]         sum_o
);
  logic [N_VCPU-1:0] bits_q;
  always_ff @(posedge clk_i) bits_q <= rst_ni ? bits_i : '0;
  always_comb begin
    sum_o = '0;
    for (int unsigned v = 0; v < N_VCPU; v++) sum_o = sum_o + 7'(bits_q[v]);
  end
endmodule
