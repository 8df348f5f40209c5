// SPDX-License-Identifier: Apache-2.0
/// What the registers read that are kept neither in the register RAM nor in the tables of the VMs: state of the unit, of a VM, a
/// vCPU, a vector. Combinational, of the cycle (step R2); 0 for all others.
module pml_csr_live #(
  parameter int unsigned N_VM = 8,
  parameter int unsigned N_VCPU = 8,
  parameter int unsigned N_VEC = 16,
  parameter int unsigned GEN_W = 8,
  localparam int unsigned VMW = (N_VM > 1) ? $clog2(N_VM) : 1,
  localparam int unsigned CW = (N_VCPU > 1) ? $clog2(N_VCPU) : 1,
  localparam int unsigned VW = (N_VEC > 1) ? $clog2(N_VEC) : 1
) (
  input  logic [4:0]              what_i,         ///< pml_pkg::LV_*
  input  logic [7:0]              elem_i,
  input  logic [63:0]             now_i,
  input  logic [18:0]             last_error_i,   ///< {address, code}
  input  logic [31:0]             head_i,         ///< RING_PROD, or RAW_HEAD of the VM
  input  logic [31:0]             cons_i,         ///< RAW_CONS of the VM
  input  logic [31:0]             resv_i,
  input  logic [2:0]              inject_i,
  input  logic [N_VEC-1:0]        vec_mask_i,
  input  logic [N_VEC-1:0]        irq_pending_i,
  input  logic [N_VCPU-1:0]       guest_exit_i,
  input  logic [N_VCPU-1:0]       sw_hold_i,
  input  logic [N_VCPU*16-1:0]    index_i,
  input  logic [N_VCPU*16-1:0]    occ_i,
  input  logic [N_VCPU-1:0]       skid_i,
  input  logic [N_VCPU-1:0]       no_inflight_i,
  input  logic [N_VCPU-1:0]       drain_i,
  input  logic [N_VCPU-1:0]       page_valid_i,
  input  logic [N_VM*3-1:0]       state_i,
  input  logic [N_VM*3-1:0]       job_i,
  input  logic [N_VM-1:0]         cur_buf_i,
  input  logic [N_VM*2-1:0]       owner0_i,
  input  logic [N_VM*2-1:0]       owner1_i,
  input  logic [N_VM-1:0]         stop_pend_i,
  input  logic [N_VM*8-1:0]       cmd_status_i,
  input  logic [N_VM*8-1:0]       fault_code_i,
  input  logic [N_VM-1:0]         limit_gfn_valid_i,
  input  logic [N_VM*GEN_W-1:0]   gen_i,
  input  logic                    mark_valid_i,
  input  logic [7:0]              mark_vm_i,
  output logic [31:0]             data_o
);
  wire [VMW-1:0] m = elem_i[VMW-1:0];
  wire [CW-1:0]  v = elem_i[CW-1:0];
  wire [VW-1:0]  x = elem_i[VW-1:0];
  wire [63:0]    exit_lines = 64'(guest_exit_i);
  always_comb begin
    case (what_i)
      pml_pkg::LV_TIME:       data_o = now_i[31:0];
      pml_pkg::LV_TIME_HI:    data_o = now_i[63:32];
      pml_pkg::LV_HEAD:       data_o = head_i;
      pml_pkg::LV_CONS:       data_o = cons_i;
      pml_pkg::LV_LAST_ERROR: data_o = {last_error_i[18:3], 13'd0, last_error_i[2:0]};
      pml_pkg::LV_RESV:       data_o = resv_i;
      pml_pkg::LV_INJECT:     data_o = 32'(inject_i);
      pml_pkg::LV_EXIT:       data_o = exit_lines[31:0];
      pml_pkg::LV_EXIT_HI:    data_o = exit_lines[63:32];
      pml_pkg::LV_INDEX:      data_o = {16'd0, index_i[v*16 +: 16]};
      pml_pkg::LV_VCPU:
        data_o = {11'd0, page_valid_i[v], drain_i[v], sw_hold_i[v] && no_inflight_i[v], guest_exit_i[v], skid_i[v],
                  occ_i[v*16 +: 16]};
      pml_pkg::LV_MASK:       data_o = {31'd0, vec_mask_i[x]};
      pml_pkg::LV_PENDING:    data_o = {31'd0, irq_pending_i[x]};
      pml_pkg::LV_CMD_STATUS: data_o = {24'd0, cmd_status_i[m*8 +: 8]};
      pml_pkg::LV_VM:
        data_o = {18'd0, limit_gfn_valid_i[m], stop_pend_i[m], mark_valid_i && mark_vm_i[VMW-1:0] == m, job_i[m*3 +: 3],
                  owner1_i[m*2 +: 2], owner0_i[m*2 +: 2], cur_buf_i[m], state_i[m*3 +: 3]};
      pml_pkg::LV_FAULT:      data_o = {24'd0, fault_code_i[m*8 +: 8]};
      pml_pkg::LV_GEN:        data_o = 32'(gen_i[m*GEN_W +: GEN_W]);
      default:                data_o = 32'd0;
    endcase
  end

  logic unused;
  assign unused = ^{elem_i, mark_vm_i};
endmodule
