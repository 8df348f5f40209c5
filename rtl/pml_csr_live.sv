// SPDX-License-Identifier: Apache-2.0
/// What the registers read that are kept neither in the register RAM nor in the tables of the VMs: state of the unit, of a VM, a
/// vCPU, a vector. Of the cycle (step R2), a cycle later; 0 for all others. In four groups, of which all but one are 0.
module pml_csr_live #(
  parameter int unsigned N_VM = 8,
  parameter int unsigned N_VCPU = 8,
  parameter int unsigned N_VEC = 16,
  parameter int unsigned GEN_W = 8,
  localparam int unsigned VMW = (N_VM > 1) ? $clog2(N_VM) : 1,
  localparam int unsigned CW = (N_VCPU > 1) ? $clog2(N_VCPU) : 1,
  localparam int unsigned VW = (N_VEC > 1) ? $clog2(N_VEC) : 1
) (
  input  logic                    clk_i,
  input  logic [6:0]              what_i,         ///< pml_pkg::LV_*
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
  logic [N_VCPU-1:0] exit_q;
  wire [63:0]    exit_lines = 64'(exit_q);
  wire [3:0]     in   = what_i[6:3];
  logic [31:0]   wide_q, state_q, vcpu_q, rest;
  logic [7:0]    status_q, fault_q;
  logic [2:0]    rest_q, inject_q;
  logic [1:0]    bits_q;
  logic          rest_in_q;
  always_ff @(posedge clk_i) begin
    case (what_i[1:0])
      pml_pkg::LV_TIME[1:0]:       wide_q <= now_i[31:0];
      pml_pkg::LV_TIME_HI[1:0]:    wide_q <= now_i[63:32];
      pml_pkg::LV_HEAD[1:0]:       wide_q <= head_i;
      default:                     wide_q <= cons_i;
    endcase
    if (!in[0]) wide_q <= '0;
    case (what_i[1:0])
      pml_pkg::LV_LAST_ERROR[1:0]: state_q <= {last_error_i[18:3], 13'd0, last_error_i[2:0]};
      pml_pkg::LV_RESV[1:0]:       state_q <= resv_i;
      pml_pkg::LV_VCPU[1:0]:
        state_q <= {11'd0, page_valid_i[v], drain_i[v], sw_hold_i[v] && no_inflight_i[v], guest_exit_i[v], skid_i[v],
                    occ_i[v*16 +: 16]};
      default:
        state_q <= {18'd0, limit_gfn_valid_i[m], stop_pend_i[m], mark_valid_i && mark_vm_i[VMW-1:0] == m, job_i[m*3 +: 3],
                    owner1_i[m*2 +: 2], owner0_i[m*2 +: 2], cur_buf_i[m], state_i[m*3 +: 3]};
    endcase
    if (!in[1]) state_q <= '0;
    vcpu_q <= what_i[0] ? 32'(gen_i[m*GEN_W +: GEN_W]) : {16'd0, index_i[v*16 +: 16]};
    if (!in[2]) vcpu_q <= '0;
    // of the fourth group the values are kept, and chosen among in the next cycle
    rest_q    <= what_i[2:0];
    rest_in_q <= in[3];
    status_q  <= cmd_status_i[m*8 +: 8];
    fault_q   <= fault_code_i[m*8 +: 8];
    inject_q  <= inject_i;
    bits_q    <= {irq_pending_i[x], vec_mask_i[x]};
    exit_q    <= guest_exit_i;
  end
  always_comb begin
    case (rest_q)
      pml_pkg::LV_CMD_STATUS[2:0]: rest = {24'd0, status_q};
      pml_pkg::LV_FAULT[2:0]:      rest = {24'd0, fault_q};
      pml_pkg::LV_INJECT[2:0]:     rest = 32'(inject_q);
      pml_pkg::LV_MASK[2:0]:       rest = {31'd0, bits_q[0]};
      pml_pkg::LV_PENDING[2:0]:    rest = {31'd0, bits_q[1]};
      pml_pkg::LV_EXIT[2:0]:       rest = exit_lines[31:0];
      default:                     rest = exit_lines[63:32];
    endcase
    if (!rest_in_q) rest = '0;
  end
  assign data_o = wide_q | state_q | vcpu_q | rest;

  logic unused;
  assign unused = ^{elem_i, mark_vm_i};
endmodule
