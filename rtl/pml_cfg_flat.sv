// SPDX-License-Identifier: Apache-2.0
/// Registers behind the register write bus as flat vectors, for the stages that do not read them from tables yet.
module pml_cfg_flat #(
  parameter int unsigned N_VM = 8,
  parameter int unsigned N_VCPU = 8,
  parameter int unsigned IW = 9,
  localparam int unsigned VMW = (N_VM > 1) ? $clog2(N_VM) : 1,
  localparam int unsigned CW = (N_VCPU > 1) ? $clog2(N_VCPU) : 1
) (
  input  logic                  clk_i,
  input  logic                  cw_valid_i,
  input  logic [1:0]            cw_blk_i,
  input  logic [IW-1:0]         cw_idx_i,
  input  logic [31:0]           cw_data_i,
  output logic [N_VM*64-1:0]    raw_base_o,
  output logic [N_VCPU*64-1:0]  log_base_o
);
  localparam logic [1:0] VCPU = 2'd1, VM = 2'd3;
  for (genvar v = 0; v < N_VM; v++) begin : g_vm
    always_ff @(posedge clk_i) if (cw_valid_i && cw_blk_i == VM && cw_idx_i[6 +: VMW] == VMW'(v)) begin
      case ({8'd0, cw_idx_i[5:0], 2'd0})
        pml_reg_pkg::VM_RAW_BASE:     raw_base_o[v*64 +: 32]             <= cw_data_i;
        pml_reg_pkg::VM_RAW_BASE_HI:  raw_base_o[(v*64) + 32 +: 32]      <= cw_data_i;
        default: ;
      endcase
    end
  end
  for (genvar v = 0; v < N_VCPU; v++) begin : g_vcpu
    always_ff @(posedge clk_i) if (cw_valid_i && cw_blk_i == VCPU && cw_idx_i[4 +: CW] == CW'(v)) begin
      if (cw_idx_i[3:0] == 4'(pml_reg_pkg::VCPU_LOG_BASE >> 2))    log_base_o[v*64 +: 32]        <= cw_data_i;
      if (cw_idx_i[3:0] == 4'(pml_reg_pkg::VCPU_LOG_BASE_HI >> 2)) log_base_o[(v*64) + 32 +: 32] <= cw_data_i;
    end
  end
endmodule
