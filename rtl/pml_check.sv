// SPDX-License-Identifier: Apache-2.0
/// Check, stages S1 to S4: binding, VM state, limit at full width (I1), read or write. One event a cycle; every event that was taken
/// goes through all stages, with its verdict from S4 on.
/// An event taken at the port in t reads state, cur_buf and gen as they are in t+1, after a cut in t (E4): its VM is looked up in S1
/// (t+1), the VM's fields in S2 (t+2) from copies that are one cycle old.
`include "pml_bug.svh"
module pml_check #(
  parameter int unsigned N_VCPU = 8,
  parameter int unsigned N_VM = 8,
  parameter int unsigned PAGES_LOG2 = 24,
  parameter int unsigned GEN_W = 8,
  localparam int unsigned VMW = (N_VM > 1) ? $clog2(N_VM) : 1,
  localparam int unsigned CW = (N_VCPU > 1) ? $clog2(N_VCPU) : 1
) (
  input  logic                    clk_i,
  input  logic                    rst_ni,
  input  logic                    hs_valid_i,
  input  logic [7:0]              hs_vcpu_i,
  input  logic [39:0]             hs_gfn_i,
  input  logic                    hs_write_i,
  input  logic [N_VCPU-1:0]       bind_valid_i,
  input  logic [N_VCPU*8-1:0]     bind_vm_i,
  input  logic [N_VM*3-1:0]       state_i,
  input  logic [N_VM-1:0]         cur_buf_i,
  input  logic [N_VM*GEN_W-1:0]   gen_i,
  input  logic [N_VM*40-1:0]      cfg_limit_i,
  input  logic [N_VM*2-1:0]       cfg_mode_i,
  input  logic [N_VM-1:0]         cfg_log_reads_i,
  input  logic [N_VM-1:0]         bypass_i,        ///< the filter is not used for this VM, now
  input  logic [N_VM-1:0]         lim_clear_i,     ///< ENABLE accepted: forget the first gfn past the limit
  output logic                    s1_valid_o,      ///< S1: for a change of a binding
  output logic [7:0]              s1_vcpu_o,
  output logic [VMW-1:0]          s2_vm_o,         ///< S2: for the filter's index
  output logic [PAGES_LOG2-1:0]   s2_gfn_o,
  output logic                    s4_valid_o,      ///< S4 holds an event of a vCPU that there is
  output logic                    s4_pass_o,       ///< it is to be logged
  output logic [CW-1:0]           s4_vcpu_o,
  output logic [VMW-1:0]          s4_vm_o,
  output logic                    s4_buf_o,
  output logic                    s4_intel_o,
  output logic                    s4_bypass_o,
  output logic [GEN_W-1:0]        s4_gen_o,
  output logic [PAGES_LOG2-1:0]   s4_gfn_o,
  output logic                    s4_write_o,
  output logic                    inc_unbound_o,
  output logic [N_VM-1:0]         inc_accepted_o,
  output logic [N_VM-1:0]         inc_ignored_o,
  output logic [N_VM-1:0]         inc_faulted_o,
  output logic [N_VM-1:0]         lim_valid_o,
  input  logic [VMW-1:0]          lim_vm_i,
  output logic [39:0]             lim_gfn_o        ///< of lim_vm_i, the same cycle; 0 while not valid
);
  // ---------------------------------------------------------------- S1: the VM
  logic        s1_valid_q, s1_write_q;
  logic [7:0]  s1_vcpu_q;
  logic [39:0] s1_gfn_q;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) s1_valid_q <= 1'b0;
    else         s1_valid_q <= hs_valid_i;
    s1_vcpu_q  <= hs_vcpu_i;
    s1_gfn_q   <= hs_gfn_i;
    s1_write_q <= hs_write_i;
  end
  wire          s1_known = 32'(s1_vcpu_q) < N_VCPU;
  wire [CW-1:0] s1_v     = s1_vcpu_q[CW-1:0];

  // ---------------------------------------------------------------- S2: its fields, as they were in S1
  logic            s2_valid_q, s2_known_q, s2_bound_q, s2_write_q;
  logic [CW-1:0]   s2_vcpu_q;
  logic [VMW-1:0]  s2_vm_q;
  logic [39:0]     s2_gfn_q;
  logic [N_VM-1:0]       active_q, buf_q, intel_q;
  logic [N_VM*GEN_W-1:0] gen_q;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) s2_valid_q <= 1'b0;
    else         s2_valid_q <= s1_valid_q;
    s2_known_q <= s1_known;
    s2_bound_q <= s1_known && bind_valid_i[s1_v];
    s2_vm_q    <= bind_vm_i[s1_v*8 +: VMW];
    s2_vcpu_q  <= s1_v;
    s2_gfn_q   <= s1_gfn_q;
    s2_write_q <= s1_write_q;
    buf_q      <= cur_buf_i;
    gen_q      <= gen_i;
    for (int unsigned m = 0; m < N_VM; m++) begin
      active_q[m] <= state_i[m*3 +: 3] == pml_pkg::ST_ACTIVE;
      intel_q[m]  <= cfg_mode_i[m*2 +: 2] == pml_pkg::MODE_INTEL;
    end
  end

  // ---------------------------------------------------------------- S3: the comparison with the limit
  // The limit of an ACTIVE VM is at most 2^PAGES_LOG2 (else ENABLE is refused): bits above need no comparison, but a gfn that has
  // any is past it.
  logic                  s3_valid_q, s3_known_q, s3_bound_q, s3_write_q, s3_buf_q, s3_active_q, s3_reads_q, s3_intel_q, s3_bypass_q;
  logic                  s3_high_q;
  logic [CW-1:0]         s3_vcpu_q;
  logic [VMW-1:0]        s3_vm_q;
  logic [39:0]           s3_gfn_q;
  logic [PAGES_LOG2:0]   s3_limit_q;
  logic [GEN_W-1:0]      s3_gen_q;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) s3_valid_q <= 1'b0;
    else         s3_valid_q <= s2_valid_q;
    s3_known_q  <= s2_known_q;
    s3_bound_q  <= s2_bound_q;
    s3_vcpu_q   <= s2_vcpu_q;
    s3_vm_q     <= s2_vm_q;
    s3_gfn_q    <= s2_gfn_q;
    s3_high_q   <= (s2_gfn_q >> PAGES_LOG2) != 0 && !`PML_BUG(6);
    s3_write_q  <= s2_write_q;
    s3_limit_q  <= cfg_limit_i[s2_vm_q*40 +: PAGES_LOG2+1];
    s3_active_q <= active_q[s2_vm_q];
    s3_buf_q    <= buf_q[s2_vm_q];
    s3_gen_q    <= gen_q[s2_vm_q*GEN_W +: GEN_W];
    s3_intel_q  <= intel_q[s2_vm_q];
    s3_reads_q  <= cfg_log_reads_i[s2_vm_q];
    s3_bypass_q <= bypass_i[s2_vm_q];
  end
  wire s3_past   = s3_high_q || {1'b0, s3_gfn_q[PAGES_LOG2-1:0]} >= s3_limit_q;
  wire s3_unread = !s3_write_q && !s3_reads_q;
  wire s3_take   = s3_valid_q && s3_bound_q;

  // ---------------------------------------------------------------- S4: the verdict
  logic        s4_unbound_q, s4_take_q, s4_ignore_q, s4_fault_q;
  logic [39:0] s4_gfn_q;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      s4_valid_o   <= 1'b0;
      s4_pass_o    <= 1'b0;
      s4_unbound_q <= 1'b0;
      s4_take_q    <= 1'b0;
      s4_ignore_q  <= 1'b0;
      s4_fault_q   <= 1'b0;
    end else begin
      s4_valid_o   <= s3_valid_q && s3_known_q;
      s4_pass_o    <= s3_take && s3_active_q && !s3_past && !s3_unread;
      s4_unbound_q <= s3_valid_q && !s3_bound_q;
      s4_take_q    <= s3_take;
      s4_ignore_q  <= s3_take && (!s3_active_q || (!s3_past && s3_unread));
      s4_fault_q   <= s3_take && s3_active_q && s3_past;
    end
    s4_vcpu_o   <= s3_vcpu_q;
    s4_vm_o     <= s3_vm_q;
    s4_buf_o    <= s3_buf_q;
    s4_intel_o  <= s3_intel_q;
    s4_bypass_o <= s3_bypass_q;
    s4_gen_o    <= s3_gen_q;
    s4_gfn_q    <= s3_gfn_q;
    s4_write_o  <= s3_write_q;
  end
  assign s1_valid_o = s1_valid_q;
  assign s1_vcpu_o  = s1_vcpu_q;
  assign s2_vm_o  = s2_vm_q;
  assign s2_gfn_o = s2_gfn_q[PAGES_LOG2-1:0];
  assign s4_gfn_o = s4_gfn_q[PAGES_LOG2-1:0];

  wire [N_VM-1:0] vm_hot = N_VM'(1) << s4_vm_o;
  assign inc_unbound_o  = s4_unbound_q;
  assign inc_accepted_o = s4_take_q   ? vm_hot : '0;
  assign inc_ignored_o  = s4_ignore_q ? vm_hot : '0;
  assign inc_faulted_o  = s4_fault_q  ? vm_hot : '0;

  (* ram_style = "distributed" *) logic [39:0] lim_mem [0:2**VMW-1];
  always_ff @(posedge clk_i) begin
    if (s4_fault_q && !lim_valid_o[s4_vm_o]) lim_mem[s4_vm_o] <= s4_gfn_q;
  end
  for (genvar m = 0; m < N_VM; m++) begin : g_lim
    always_ff @(posedge clk_i) begin
      if (!rst_ni)             lim_valid_o[m] <= 1'b0;
      else if (lim_clear_i[m]) lim_valid_o[m] <= 1'b0;
      else if (inc_faulted_o[m]) lim_valid_o[m] <= 1'b1;
    end
  end
  assign lim_gfn_o = lim_valid_o[lim_vm_i] ? lim_mem[lim_vm_i] : '0;
endmodule
