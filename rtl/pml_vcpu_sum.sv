// SPDX-License-Identifier: Apache-2.0
/// Per-VM sums of one bit a vCPU. Combinational.
module pml_vcpu_sum #(
  parameter int unsigned N_VCPU = 8,
  parameter int unsigned N_VM = 8
) (
  input  logic [N_VCPU-1:0]    bits_i,
  input  logic [N_VCPU*8-1:0]  bind_vm_i,
  output logic [N_VM*7-1:0]    sum_o
);
  always_comb begin
    sum_o = '0;
    if (|bits_i)
      for (int unsigned v = 0; v < N_VCPU; v++)
        for (int unsigned m = 0; m < N_VM; m++)
          if (bits_i[v] && 32'(bind_vm_i[v*8 +: 8]) == m) sum_o[m*7 +: 7] = sum_o[m*7 +: 7] + 7'd1;
  end
endmodule
