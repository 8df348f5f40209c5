// SPDX-License-Identifier: Apache-2.0
// Inside pml_check: the part of promise I1 that the front end carries. An event that is to be logged was taken four cycles before, and its gfn, at
// the width of the port, is below its VM's limit; what goes on is that gfn. Assumed: no limit changes (the registers refuse that while a VM is
// ACTIVE) and none is above 2^PAGES_LOG2 (else ENABLE is refused); nothing is assumed about gfn, vCPU, binding, state, mode.
logic       f_seen_q;
logic [2:0] f_v1_q, f_v2_q, f_v3_q, f_v4_q;  // unused bits are optimised away
logic [39:0] f_g1_q, f_g2_q, f_g3_q, f_g4_q;
logic [7:0]  f_m2_q, f_m3_q, f_m4_q;         // the VM that the vCPU is bound to in S1
logic [N_VM*40-1:0] f_limit_q;
initial f_seen_q = 1'b0;
always_ff @(posedge clk_i) begin
  f_seen_q <= 1'b1;
  f_limit_q <= cfg_limit_i;
  f_g1_q <= hs_gfn_i;
  f_g2_q <= f_g1_q;
  f_g3_q <= f_g2_q;
  f_g4_q <= f_g3_q;
  f_m2_q <= bind_vm_i[s1_v*8 +: 8];
  f_m3_q <= f_m2_q;
  f_m4_q <= f_m3_q;
  f_v1_q <= rst_ni ? {2'b0, hs_valid_i} : '0;
  f_v2_q <= rst_ni ? f_v1_q : '0;
  f_v3_q <= rst_ni ? f_v2_q : '0;
  f_v4_q <= rst_ni ? f_v3_q : '0;
end
always @* begin
  if (!f_seen_q) assume (!rst_ni);
  else           assume (cfg_limit_i == f_limit_q);
  for (int m = 0; m < N_VM; m++) assume (cfg_limit_i[m*40 +: 40] <= (40'd1 << PAGES_LOG2));
  for (int v = 0; v < N_VCPU; v++) assume (32'(bind_vm_i[v*8 +: 8]) < N_VM);
  if (f_seen_q && rst_ni && s4_pass_o) begin
    a_was_taken:   assert (f_v4_q[0]);
    a_vm:          assert (8'(s4_vm_o) == f_m4_q);
    a_below_limit: assert (f_g4_q < cfg_limit_i[s4_vm_o*40 +: 40]);
    a_same_gfn:    assert (40'(s4_gfn_o) == f_g4_q);
    c_last_page:   cover (f_g4_q + 40'd1 == cfg_limit_i[s4_vm_o*40 +: 40] && s4_vm_o == VMW'(1));
    c_top_page:    cover (&s4_gfn_o);
  end
  if (f_seen_q && rst_ni) c_high_refused: cover (inc_faulted_o[0] && f_g4_q[39] && s4_gfn_o == '0);
end
