// SPDX-License-Identifier: Apache-2.0
/// What the registers read that are kept neither in the register RAM nor in the tables of the VMs: state of the unit, of a VM, a
/// vCPU, a vector. Combinational, of the cycle (step R2); 0 for all others.
module pml_csr_live #(
  parameter int unsigned N_VM = 8,
  parameter int unsigned N_VCPU = 8,
  parameter int unsigned N_SRC = 1,
  parameter int unsigned N_VEC = 16,
  parameter int unsigned PAGES_LOG2 = 24,
  parameter int unsigned STORE_SETS = 32,
  parameter int unsigned STORE_WAYS = 8,
  parameter int unsigned DW = 512,
  parameter int unsigned OUTSTANDING = 64,
  parameter int unsigned AW = 64,
  parameter int unsigned GEN_W = 8,
  parameter logic [7:0] SRC_FEATURES = 8'h00,
  localparam int unsigned VMW = (N_VM > 1) ? $clog2(N_VM) : 1,
  localparam int unsigned CW = (N_VCPU > 1) ? $clog2(N_VCPU) : 1,
  localparam int unsigned VW = (N_VEC > 1) ? $clog2(N_VEC) : 1
) (
  input  logic [1:0]              block_i,
  input  logic [7:0]              elem_i,
  input  logic [5:0]              word_i,
  input  logic [63:0]             now_i,
  input  logic [18:0]             last_error_i,   ///< {address, code}
  input  logic [31:0]             prod_i,
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
  input  logic [N_VM*32-1:0]      raw_head_i,
  input  logic [N_VM*32-1:0]      raw_cons_i,
  input  logic [N_VM*GEN_W-1:0]   gen_i,
  input  logic                    mark_valid_i,
  input  logic [7:0]              mark_vm_i,
  output logic [31:0]             data_o
);
  localparam logic [1:0] GLOBAL = 2'd0, VCPU = 2'd1, VEC = 2'd2;
  localparam int unsigned LOG_DEPTH = 512;
  localparam logic [31:0] FEATURES = {16'h0000, SRC_FEATURES, 8'hFF};

  wire [15:0]    off  = {8'd0, word_i, 2'd0};
  wire [VMW-1:0] m    = elem_i[VMW-1:0];
  wire [CW-1:0]  v    = elem_i[CW-1:0];
  wire [VW-1:0]  x    = elem_i[VW-1:0];
  wire [63:0]    exit_lines = 64'(guest_exit_i);
  logic [31:0] d_global, d_vcpu, d_vec, d_vm;

  always_comb begin
    case (off)
      pml_reg_pkg::GLOBAL_MAGIC:         d_global = pml_reg_pkg::MAGIC;
      pml_reg_pkg::GLOBAL_VERSION:       d_global = {16'(pml_reg_pkg::VERSION_MAJOR), 16'(pml_reg_pkg::VERSION_MINOR)};
      pml_reg_pkg::GLOBAL_CAP0:          d_global = {8'($clog2(DW)), 8'(PAGES_LOG2), 8'(N_VCPU), 8'(N_VM)};
      pml_reg_pkg::GLOBAL_CAP1:          d_global = {8'(N_SRC), 8'(N_VEC), 16'(LOG_DEPTH)};
      pml_reg_pkg::GLOBAL_FEATURES:      d_global = FEATURES;
      pml_reg_pkg::GLOBAL_LENGTH:        d_global = pml_reg_pkg::LENGTH;
      pml_reg_pkg::GLOBAL_CAP2:          d_global = {16'(OUTSTANDING), 16'(STORE_SETS * STORE_WAYS)};
      pml_reg_pkg::GLOBAL_CAP3:          d_global = 32'(AW);
      pml_reg_pkg::GLOBAL_TIME:          d_global = now_i[31:0];
      pml_reg_pkg::GLOBAL_TIME_HI:       d_global = now_i[63:32];
      pml_reg_pkg::GLOBAL_LAST_ERROR:    d_global = {last_error_i[18:3], 13'd0, last_error_i[2:0]};
      pml_reg_pkg::GLOBAL_RING_PROD:     d_global = prod_i;
      pml_reg_pkg::GLOBAL_RING_RESV:     d_global = resv_i;
      pml_reg_pkg::GLOBAL_TEST_INJECT:   d_global = 32'(inject_i);
      pml_reg_pkg::GLOBAL_GUEST_EXIT:    d_global = exit_lines[31:0];
      pml_reg_pkg::GLOBAL_GUEST_EXIT_HI: d_global = exit_lines[63:32];
      default:                           d_global = 32'd0;
    endcase
    case (off)
      pml_reg_pkg::VCPU_INDEX:           d_vcpu = {16'd0, index_i[v*16 +: 16]};
      pml_reg_pkg::VCPU_STATUS:
        d_vcpu = {11'd0, page_valid_i[v], drain_i[v], sw_hold_i[v] && no_inflight_i[v], guest_exit_i[v], skid_i[v],
                  occ_i[v*16 +: 16]};
      default:                           d_vcpu = 32'd0;
    endcase
    case (off)
      pml_reg_pkg::VEC_MASK:             d_vec = {31'd0, vec_mask_i[x]};
      pml_reg_pkg::VEC_PENDING:          d_vec = {31'd0, irq_pending_i[x]};
      default:                           d_vec = 32'd0;
    endcase
    case (off)
      pml_reg_pkg::VM_CMD_STATUS:        d_vm = {24'd0, cmd_status_i[m*8 +: 8]};
      pml_reg_pkg::VM_STATUS:
        d_vm = {18'd0, limit_gfn_valid_i[m], stop_pend_i[m], mark_valid_i && mark_vm_i[VMW-1:0] == m, job_i[m*3 +: 3],
                owner1_i[m*2 +: 2], owner0_i[m*2 +: 2], cur_buf_i[m], state_i[m*3 +: 3]};
      pml_reg_pkg::VM_RAW_CONS:          d_vm = raw_cons_i[m*32 +: 32];
      pml_reg_pkg::VM_RAW_HEAD:          d_vm = raw_head_i[m*32 +: 32];
      pml_reg_pkg::VM_FAULT_CODE:        d_vm = {24'd0, fault_code_i[m*8 +: 8]};
      pml_reg_pkg::VM_GEN:               d_vm = 32'(gen_i[m*GEN_W +: GEN_W]);
      default:                           d_vm = 32'd0;
    endcase
    case (block_i)
      GLOBAL:  data_o = d_global;
      VCPU:    data_o = d_vcpu;
      VEC:     data_o = d_vec;
      default: data_o = d_vm;
    endcase
  end

  logic unused;
  assign unused = ^{elem_i, mark_vm_i};
endmodule
