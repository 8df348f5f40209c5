// SPDX-License-Identifier: Apache-2.0
/// Faults of a cycle, per VM: bad answers, bad parity. The first in the order of docs/microarchitecture.md section 8 is reported.
/// Combinational. Carries: I3.
module pml_faults #(
  parameter int unsigned N_VM = 8,
  localparam int unsigned VMW = (N_VM > 1) ? $clog2(N_VM) : 1
) (
  input  logic [4:0]          valid_i,   ///< 0 write answer, 1 read answer, 2 store parity at X, 3 store parity at commit, 4 log
  input  logic [5*VMW-1:0]    vm_i,
  input  logic [5*64-1:0]     info_i,
  output logic [N_VM-1:0]     fault_o,
  output logic [N_VM*8-1:0]   code_o,
  output logic [N_VM*64-1:0]  info_o
);
  always_comb begin
    fault_o = '0;
    code_o  = '0;
    info_o  = '0;
    if (|valid_i)
      for (int i = 4; i >= 0; i--)
        if (valid_i[i])
          for (int unsigned m = 0; m < N_VM; m++)
            if (32'(vm_i[i*VMW +: VMW]) == m) begin
              fault_o[m]           = 1'b1;
              info_o[m*64 +: 64]   = info_i[i*64 +: 64];
              code_o[m*8 +: 8]     = i == 0 ? pml_pkg::FC_WR : i == 1 ? pml_pkg::FC_RD : i == 4 ? pml_pkg::FC_LOG : pml_pkg::FC_STORE;
            end
  end
endmodule
