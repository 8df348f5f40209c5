// SPDX-License-Identifier: Apache-2.0
/// pml_check and pml_filter as they are joined in pml_unit: the front end's part of promise E1. Every event that is taken at the port is counted exactly once four
/// cycles later, as accepted or as unbound; an accepted one exactly once as ignored or faulted (then) or as absorbed or logged (two cycles later), for the VM that its vCPU
/// was bound to in the cycle after it was taken; what is logged is the event as it was at the port, with that cycle's buffer. So accepted = ignored + faulted + absorbed +
/// logged + what is in S5 and S6, at every cycle (with F_FILTER instead: filter.svh). Nothing is assumed but that a vCPU is bound to a VM that there is and that no limit is above 2^PAGES_LOG2.
module front #(
  parameter int unsigned N_VCPU = 2,
  parameter int unsigned N_VM = 2,
  parameter int unsigned PAGES_LOG2 = 3,
  parameter int unsigned FILTER_LOG2 = 2,
  parameter int unsigned GEN_W = 2
) (
  input logic                clk_i,
  input logic                rst_ni,
  input logic                hs_valid_i,
  input logic [7:0]          hs_vcpu_i,
  input logic [39:0]         hs_gfn_i,
  input logic                hs_write_i,
  input logic [N_VCPU-1:0]   bind_valid_i,
  input logic [N_VCPU*8-1:0] bind_vm_i,
  input logic [N_VM*3-1:0]   state_i,
  input logic [N_VM-1:0]     cur_buf_i,
  input logic [N_VM*40-1:0]  cfg_limit_i,
  input logic [N_VM*2-1:0]   cfg_mode_i,
  input logic [N_VM-1:0]     cfg_log_reads_i,
  input logic [N_VM-1:0]     bypass_i,
  input logic [N_VM-1:0]     lim_clear_i,
  input logic [N_VM-1:0]     bump_i,
  input logic                inject_i,
  input logic [$clog2(N_VM)-1:0] lim_vm_i
);
  localparam int unsigned VMW = $clog2(N_VM), CW = $clog2(N_VCPU);
  logic s1_valid, s4_valid, s4_pass, s4_buf, s4_intel, s4_bypass, s4_write, s6_valid, s6_log, s6_buf, s6_intel, s6_write, unbound, lost_parity, inject_clr;
  logic [7:0]            s1_vcpu;
  logic [VMW-1:0]        s2_vm, s4_vm, s6_vm;
  logic [CW-1:0]         s4_vcpu, s6_vcpu;
  logic [PAGES_LOG2-1:0] s2_gfn, s4_gfn, s6_gfn;
  logic [GEN_W-1:0]      s4_gen;
  logic [N_VM-1:0]       accepted, ignored, faulted, absorbed, filter_off, lim_valid;
  logic [N_VM*GEN_W-1:0] gen;
  logic [39:0]           lim_gfn;
  pml_check #(.N_VCPU(N_VCPU), .N_VM(N_VM), .PAGES_LOG2(PAGES_LOG2), .GEN_W(GEN_W)) u_check (
    .clk_i, .rst_ni, .hs_valid_i, .hs_vcpu_i, .hs_gfn_i, .hs_write_i, .bind_valid_i, .bind_vm_i, .state_i, .cur_buf_i, .gen_i(gen),
    .cfg_limit_i, .cfg_mode_i, .cfg_log_reads_i, .bypass_i(bypass_i | filter_off), .lim_clear_i, .s1_valid_o(s1_valid), .s1_vcpu_o(s1_vcpu),
    .s2_vm_o(s2_vm), .s2_gfn_o(s2_gfn), .s4_valid_o(s4_valid), .s4_pass_o(s4_pass), .s4_vcpu_o(s4_vcpu), .s4_vm_o(s4_vm), .s4_buf_o(s4_buf),
    .s4_intel_o(s4_intel), .s4_bypass_o(s4_bypass), .s4_gen_o(s4_gen), .s4_gfn_o(s4_gfn), .s4_write_o(s4_write), .inc_unbound_o(unbound),
    .inc_accepted_o(accepted), .inc_ignored_o(ignored), .inc_faulted_o(faulted), .lim_valid_o(lim_valid), .lim_vm_i, .lim_gfn_o(lim_gfn));
  pml_filter #(.N_VCPU(N_VCPU), .N_VM(N_VM), .PAGES_LOG2(PAGES_LOG2), .FILTER_LOG2(FILTER_LOG2), .GEN_W(GEN_W)) u_filter (
    .clk_i, .rst_ni, .s2_vm_i(s2_vm), .s2_gfn_i(s2_gfn), .s4_valid_i(s4_valid), .s4_pass_i(s4_pass), .s4_vcpu_i(s4_vcpu), .s4_vm_i(s4_vm),
    .s4_buf_i(s4_buf), .s4_intel_i(s4_intel), .s4_bypass_i(s4_bypass), .s4_gen_i(s4_gen), .s4_gfn_i(s4_gfn), .s4_write_i(s4_write), .bump_i,
    .inject_i, .inject_clr_o(inject_clr), .gen_o(gen), .off_o(filter_off), .s6_valid_o(s6_valid), .s6_log_o(s6_log), .s6_vcpu_o(s6_vcpu),
    .s6_vm_o(s6_vm), .s6_buf_o(s6_buf), .s6_intel_o(s6_intel), .s6_gfn_o(s6_gfn), .s6_write_o(s6_write), .inc_absorbed_o(absorbed),
    .inc_parity_o(lost_parity));
`ifdef F_FILTER
`include "filter.svh"
`else

  // ---- every event beside the stages: {valid, known, bound, write, vm, vcpu, gfn}
  localparam int unsigned FW = 4 + 8 + 8 + 40;
  logic [FW-1:0] e1_q, e2_q, e3_q, e4_q, e5_q, e6_q;
  logic          buf2_q, buf3_q, buf4_q, buf5_q, buf6_q;
  logic          pass5_q, pass6_q, seen_q;
  logic [3:0]    open_q;
  initial seen_q = 1'b0;
  wire [CW-1:0] v1 = e1_q[40 +: CW];
  wire          known1 = 32'(e1_q[40 +: 8]) < N_VCPU;
  wire [7:0]    vm1 = bind_vm_i[v1*8 +: 8];
  wire [7:0]    vm4 = e4_q[48 +: 8], vm6 = e6_q[48 +: 8];
  wire v4 = e4_q[59], v6 = e6_q[59];
  wire counted = |accepted;
  always_ff @(posedge clk_i) begin
    seen_q <= 1'b1;
    if (!rst_ni) begin
      e1_q <= '0;
      e2_q <= '0;
      e3_q <= '0;
      e4_q <= '0;
      e5_q <= '0;
      e6_q <= '0;
      pass5_q <= 1'b0;
      pass6_q <= 1'b0;
      open_q  <= '0;
    end else begin
      e1_q <= {hs_valid_i, 2'b0, hs_write_i, 8'd0, hs_vcpu_i, hs_gfn_i};
      e2_q <= {e1_q[59], known1, known1 && bind_valid_i[v1], e1_q[56], vm1, e1_q[47:0]};
      e3_q <= e2_q;
      e4_q <= e3_q;
      e5_q <= e4_q;
      e6_q <= e5_q;
      pass5_q <= s4_pass;
      pass6_q <= pass5_q;
      // accepted and not yet ignored, faulted, absorbed or logged
      open_q  <= open_q + 4'(counted) - 4'(|ignored) - 4'(|faulted) - 4'(|absorbed) - 4'(s6_log);
    end
    buf2_q <= cur_buf_i[vm1[VMW-1:0]];
    buf3_q <= buf2_q;
    buf4_q <= buf3_q;
    buf5_q <= buf4_q;
    buf6_q <= buf5_q;
  end
  always @* begin
    if (!seen_q) assume (!rst_ni);
    for (int m = 0; m < N_VM; m++) assume (cfg_limit_i[m*40 +: 40] <= (40'd1 << PAGES_LOG2));
    for (int v = 0; v < N_VCPU; v++) assume (32'(bind_vm_i[v*8 +: 8]) < N_VM);
    if (seen_q && rst_ni) begin
      a_counted:  assert (unbound == (v4 && !e4_q[57]) && accepted == ((v4 && e4_q[57]) ? N_VM'(1) << vm4[VMW-1:0] : '0));
      a_one_fate: assert (32'(|ignored) + 32'(|faulted) + 32'(s4_pass) == 32'(counted));
      a_same_vm:  assert ((ignored & ~accepted) == '0 && (faulted & ~accepted) == '0);
      a_leaves:   assert (s6_valid == (v6 && e6_q[58]));
      a_logged_or_absorbed: assert (32'(s6_log) + 32'(|absorbed) == 32'(pass6_q));
      a_absorbed_vm: assert (absorbed == '0 || absorbed == (N_VM'(1) << vm6[VMW-1:0]));
      if (s6_log) a_identity: assert (v6 && e6_q[57] && {s6_write, 8'(s6_vm), 8'(s6_vcpu), 40'(s6_gfn), s6_buf} == {e6_q[56:0], buf6_q});
      a_balance:  assert (32'(open_q) == 32'(pass5_q) + 32'(pass6_q));
      c_absorbed: cover (absorbed[1] && s6_valid && s4_pass);
      c_ignored:  cover (|ignored && s6_log);
    end
  end
`endif
endmodule
