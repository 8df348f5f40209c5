// SPDX-License-Identifier: Apache-2.0
/// What each vCPU is, seen from its VM: mode, index as software reads it, whether it may be rebound. Combinational, but for the raw
/// mode and the mode that INDEX is read by: flip-flops, since binding and mode change only while the vCPU has no entries.
module pml_vcpu_view #(
  parameter int unsigned N_VCPU = 8,
  parameter int unsigned N_VM = 8,
  localparam int unsigned VMW = (N_VM > 1) ? $clog2(N_VM) : 1
) (
  input  logic                  clk_i,
  input  logic [N_VCPU-1:0]     bind_valid_i,
  input  logic [N_VCPU*8-1:0]   bind_vm_i,
  input  logic [N_VM*2-1:0]     cfg_mode_i,
  input  logic [N_VM-1:0]       cfg_intel_i,    ///< that is MODE_INTEL
  input  logic [N_VM-1:0]       drop_vm_i,      ///< entries of this VM are discarded
  input  logic [N_VCPU*10-1:0]  cnt_i,
  input  logic [N_VCPU*16-1:0]  idx_i,
  input  logic [N_VCPU*11-1:0]  occ_i,
  input  logic [N_VCPU*3-1:0]   inflight_i,
  input  logic [N_VCPU-1:0]     iout_busy_i,
  input  logic [N_VCPU-1:0]     skid_i,
  input  logic [N_VCPU-1:0]     page_valid_i,
  input  logic                  fin_i,          ///< a job of stop_vm_i ends,
  input  logic                  stop_near_i,    ///< it is a STOP or DISABLE job
  input  logic [VMW-1:0]        stop_vm_i,
  output logic [N_VCPU-1:0]     vcpu_raw_o,
  output logic [N_VCPU-1:0]     vcpu_intel_o,
  output logic [N_VCPU-1:0]     vcpu_drop_o,    ///< its entries were discarded in the cycle before
  output logic [N_VCPU*16-1:0]  index_o,
  output logic [N_VCPU*16-1:0]  occ16_o,
  output logic [N_VCPU-1:0]     no_inflight_o,
  output logic [N_VCPU-1:0]     bind_ok_o,
  output logic [N_VCPU-1:0]     idx_drop_o      ///< its Intel index and skid are forgotten now
);
  logic [N_VCPU-1:0] intel_q;
  for (genvar v = 0; v < N_VCPU; v++) begin : g_vcpu
    wire [VMW-1:0] m    = bind_vm_i[v*8 +: VMW];
    wire [1:0]     mode = cfg_mode_i[m*2 +: 2];
    wire [9:0]     cnt  = cnt_i[v*10 +: 10];
    always_ff @(posedge clk_i) vcpu_raw_o[v] <= bind_valid_i[v] && mode == pml_pkg::MODE_RAW;
    always_ff @(posedge clk_i) vcpu_drop_o[v] <= drop_vm_i[m];
    assign vcpu_intel_o[v] = bind_valid_i[v] && cfg_intel_i[m];
    always_ff @(posedge clk_i) intel_q[v] <= vcpu_intel_o[v];
    assign index_o[v*16 +: 16] = intel_q[v] ? idx_i[v*16 +: 16] : {{7{cnt[9]}}, ~cnt[8:0]};  // 511 - cnt
    assign occ16_o[v*16 +: 16] = 16'(occ_i[v*11 +: 11]);
    assign no_inflight_o[v] = inflight_i[v*3 +: 3] == 0;
    assign bind_ok_o[v]     = occ_i[v*11 +: 11] == 0 && no_inflight_o[v] && !iout_busy_i[v] && !skid_i[v] && !page_valid_i[v];
    assign idx_drop_o[v]    = fin_i && stop_near_i && bind_valid_i[v] && m == stop_vm_i;
  end
endmodule
