// SPDX-License-Identifier: Apache-2.0
// In front.sv: pml_check, pml_filter and pml_scrub as they are joined in pml_unit, the filter's RAM by a stand-in. The filter's exactness, at its ports: one page of one VM, any, and its
// events in S6. An event taken at the port in t is of the epoch that began with the last bump of its VM in a cycle up to t (E4), and is in S6 in t + 6. It is absorbed only if an event of the
// same {VM, gfn} and epoch was logged before, a write only if that was a write, and then with the same buffer. What the RAM holds after a reset, when resets come, which generations are
// used again and when, what the registers say (FILTER_BYPASS, modes, limits, bindings), parity injected: all open. With F_SPOIL every read of the RAM may give any word of bad parity
// instead (a bad word is a miss). Assumed: a vCPU is bound to a VM that there is; no limit is above 2^PAGES_LOG2; cur_buf changes only with a bump or a reset (property cmd_vm).
(* anyconst *) logic [VMW-1:0]        f_vm;
(* anyconst *) logic [PAGES_LOG2-1:0] f_gfn;
(* hierconn *) wire [FILTER_LOG2-1:0] \u_filter.u_ram.f_at ;
(* hierconn *) wire                   \u_filter.near_q ;
localparam int unsigned F_SHIFT = FILTER_LOG2 - $clog2(N_VM);
wire [FILTER_LOG2-1:0] f_at = f_gfn[FILTER_LOG2-1:0] ^ (FILTER_LOG2'(f_vm) << F_SHIFT);
logic       f_seen_q, f_acc_q, f_wr_q, f_buf_q, f_near_q, f_out_q;
logic [6:1] f_b_q;                      // f_b_q[k]: the VM's epoch ended k cycles ago
logic [GEN_W:0] f_epoch_q;              // number of the epoch of what was in S6, since reset, up to 2^GEN_W
initial f_seen_q = 1'b0;
wire [GEN_W-1:0] f_gen = gen[f_vm*GEN_W +: GEN_W];
wire f_absorbed = absorbed[f_vm];
wire f_ev6  = (s6_log || f_absorbed) && s6_vm == f_vm && s6_gfn == f_gfn;
wire f_acc  = f_acc_q && !f_b_q[6];     // logged before, in the epoch of what is in S6
wire f_wr   = f_wr_q && !f_b_q[6];      // with a write
wire f_acc5 = f_acc || (f_ev6 && s6_log);
wire f_wr5  = f_wr || (f_ev6 && s6_log && s6_write);
logic [N_VM-1:0] f_bump_q, f_cur_q;
always_ff @(posedge clk_i) begin
  f_seen_q <= 1'b1;
  f_out_q  <= rst_ni;
  f_bump_q <= bump_i;
  f_cur_q  <= cur_buf_i;
  f_near_q <= \u_filter.near_q ;
  if (!rst_ni) {f_b_q, f_acc_q, f_wr_q, f_epoch_q} <= '0;
  else begin
    f_b_q   <= {f_b_q[5:1], bump_i[f_vm]};
    f_acc_q <= f_acc5;
    f_wr_q  <= f_wr5;
    if (f_b_q[6] && !f_epoch_q[GEN_W]) f_epoch_q <= f_epoch_q + 1'b1;
  end
  if (f_ev6 && s6_log) f_buf_q <= s6_buf;
end
always @* begin
  if (!f_seen_q) assume (!rst_ni);
  else           assume (((f_cur_q ^ cur_buf_i) & ~f_bump_q) == '0 || !f_out_q || !rst_ni);
  assume (\u_filter.u_ram.f_at == f_at);
  for (int m = 0; m < N_VM; m++) assume (cfg_limit_i[m*40 +: 40] <= (40'd1 << PAGES_LOG2));
  for (int v = 0; v < N_VCPU; v++) assume (32'(bind_vm_i[v*8 +: 8]) < N_VM);
  if (f_seen_q && rst_ni) begin
    if (f_ev6 && f_absorbed) begin
      a_logged:  assert (s6_write ? f_wr : f_acc);
      a_buffer:  assert (s6_buf == f_buf_q);
      a_not_log: assert (!s6_log);
    end
`ifndef F_FAR                           // all three need a whole pass of the scrubber since reset
    c_far:    cover (f_ev6 && f_absorbed && s6_write && !f_near_q);
    c_reused: cover (f_ev6 && f_absorbed && !f_near_q && f_epoch_q[GEN_W]);   // with a generation that was used before
    c_bad:    cover (f_ev6 && s6_log && f_wr && lost_parity);
`endif
    c_write_after_read: cover (f_ev6 && s6_log && s6_write && f_acc && !f_wr);
  end
end
`ifdef F_HELP
// what is in the filter's stages, and the epochs of it: the generation k cycles ago is the one now less the bumps since; x[k]: that bump was a crossing
localparam int unsigned F_TW = PAGES_LOG2 - FILTER_LOG2;
localparam int unsigned F_EW = 2 + GEN_W + VMW + F_TW;
(* hierconn *) wire [F_EW:0]            \u_filter.u_ram.f_word_q ;
(* hierconn *) wire [F_EW:0]            \u_filter.rdata ;
(* hierconn *) wire [FILTER_LOG2-1:0]   \u_filter.s3_idx_q ;
(* hierconn *) wire                     \u_filter.we ;
(* hierconn *) wire [FILTER_LOG2-1:0]   \u_filter.waddr ;
(* hierconn *) wire [F_EW:0]            \u_filter.wdata ;
(* hierconn *) wire                     \u_filter.s5_pass_q ;
(* hierconn *) wire                     \u_filter.s5_bypass_q ;
(* hierconn *) wire                     \u_filter.s5_write_q ;
(* hierconn *) wire                     \u_filter.s5_buf_q ;
(* hierconn *) wire [VMW-1:0]           \u_filter.s5_vm_q ;
(* hierconn *) wire [GEN_W-1:0]         \u_filter.s5_gen_q ;
(* hierconn *) wire [PAGES_LOG2-1:0]    \u_filter.s5_gfn_q ;
(* hierconn *) wire                     \u_filter.match_q ;
(* hierconn *) wire                     \u_filter.par_bad_q ;
(* hierconn *) wire                     \u_filter.s6_pass_q ;
(* hierconn *) wire                     \u_filter.s6_hit_q ;
(* hierconn *) wire [1:0]               \u_filter.s6_gen_q ;
(* hierconn *) wire                     \u_filter.u_scrub.active_q ;
(* hierconn *) wire                     \u_filter.u_scrub.crossed ;
(* hierconn *) wire [FILTER_LOG2-1:0]   \u_filter.u_scrub.idx_q ;
(* hierconn *) wire [2:0]               \u_filter.u_scrub.wait_q ;
(* hierconn *) wire [N_VM-1:0]          \u_filter.u_scrub.pend_q ;
(* hierconn *) wire [N_VM-1:0]          \u_filter.u_scrub.mask_q ;
wire [GEN_W-1:0] f_g [0:6];
wire [6:1]       f_x;
wire [3:0]       f_xs [0:6];             // crossings in the last k cycles
assign f_g[0] = f_gen;
assign f_xs[0] = 4'd0;
for (genvar k = 1; k <= 6; k++) begin : g_f
  assign f_g[k]  = f_g[k-1] - GEN_W'(f_b_q[k]);
  assign f_x[k]  = f_g[k][GEN_W-1] != f_g[k-1][GEN_W-1];
  assign f_xs[k] = f_xs[k-1] + 4'(f_x[k]);
end
wire [GEN_W-1:0] f_next = f_gen + 1'b1;
wire f_cross = bump_i[f_vm] && f_gen[GEN_W-1] != f_next[GEN_W-1];
wire f_off = filter_off[f_vm], f_pend = \u_filter.u_scrub.pend_q [f_vm], f_mask = \u_filter.u_scrub.mask_q [f_vm];
wire f_p4 = s4_pass && s4_vm == f_vm, f_p5 = \u_filter.s5_pass_q && \u_filter.s5_vm_q == f_vm, f_p6 = \u_filter.s6_pass_q && s6_vm == f_vm;
wire f_e4 = f_p4 && s4_gfn == f_gfn, f_e5 = f_p5 && \u_filter.s5_gfn_q == f_gfn;
// the page's entry in the RAM and as it was read, with the number of crossings since its generation began to be used, up to 7
wire [F_EW:0] f_w = \u_filter.u_ram.f_word_q , f_r = \u_filter.rdata ;
wire f_wmine = f_w[F_EW-1] && f_w[F_TW +: VMW] == f_vm && f_w[0 +: F_TW] == F_TW'(f_gfn >> FILTER_LOG2);
wire f_rmine = f_r[F_EW-1] && f_r[F_TW +: VMW] == f_vm && f_r[0 +: F_TW] == F_TW'(f_gfn >> FILTER_LOG2) && !(^f_r);
wire [GEN_W-1:0] f_wg = f_w[F_TW + VMW +: GEN_W], f_rg = f_r[F_TW + VMW +: GEN_W];
logic [2:0] f_wn_q, f_rn_q;
logic       f_rat_q;                    // that word was read
logic [2:1] f_off_q;
logic [5:1] f_cb_q;                     // the VM's buffer
wire [2:0] f_wage = (\u_filter.we && \u_filter.waddr == f_at) ? 3'(f_xs[4]) : f_wn_q;
always_ff @(posedge clk_i) begin
  f_cb_q <= {f_cb_q[4:1], cur_buf_i[f_vm]};
  f_rat_q <= \u_filter.s3_idx_q == f_at;
  if (!rst_ni) begin
    f_wn_q  <= 3'd7;
    f_rn_q  <= 3'd7;
    f_off_q <= '1;
  end else begin
    f_wn_q  <= f_wage + 3'(f_cross && f_wage != 3'd7);
    f_rn_q  <= f_wn_q + 3'(f_cross && f_wn_q != 3'd7);
    f_off_q <= {f_off_q[1], f_off};
  end
end
always @* if (f_seen_q && rst_ni) begin
  // the stages
  if (f_p4) assert (s4_gen == f_g[3] && s4_buf == f_cb_q[3] && (s4_bypass || !f_off_q[2]));
  if (f_p5) assert (\u_filter.s5_gen_q == f_g[4] && \u_filter.s5_buf_q == f_cb_q[4]);
  if (f_p6) assert (\u_filter.s6_gen_q == f_g[5][1:0] && s6_buf == f_cb_q[5]);
  assert ((s6_log || \u_filter.s6_hit_q ) == \u_filter.s6_pass_q && !(s6_log && \u_filter.s6_hit_q ));
  if (f_e4) assert (f_rat_q);
  if (f_acc) assert (f_buf_q == f_cb_q[5]);
  assert (!f_wr_q || f_acc_q);
  if (f_e5 && \u_filter.near_q ) assert (!f_b_q[5] && (\u_filter.s5_write_q ? f_wr5 : f_acc5));
  if (f_e5 && !\u_filter.s5_bypass_q && \u_filter.match_q && !\u_filter.par_bad_q ) assert (!f_b_q[5] && (\u_filter.s5_write_q ? f_wr5 : f_acc5));
  // the scrubber
  assert (!f_off || f_pend);
  assert (!(\u_filter.u_scrub.active_q && f_mask) || f_pend);
  if (f_x[1]) assert (\u_filter.u_scrub.crossed );
  if (f_x[2]) assert (\u_filter.u_scrub.wait_q >= 3'd3);
  if (f_x[3]) assert (\u_filter.u_scrub.wait_q >= 3'd2);
  if (f_x[4]) assert (\u_filter.u_scrub.wait_q >= 3'd1);
  assert (\u_filter.u_scrub.wait_q <= 3'd3);
  if (f_xs[4] != 0) assert (f_pend && !(\u_filter.u_scrub.active_q && f_mask));
  if (f_xs[4] > 1)  assert (f_off);
  // the entry in the RAM
  if (f_wmine) begin
    assert (4'(f_wn_q) >= f_xs[4]);
    if (f_wn_q != 0) assert (f_pend && !(\u_filter.u_scrub.active_q && f_mask && \u_filter.u_scrub.idx_q > f_at));
    if (f_wn_q > 1)  assert (f_off);
    if (f_wn_q != 3'd7) assert ((f_wg[GEN_W-1] != f_gen[GEN_W-1]) == f_wn_q[0]);
    if (4'(f_wn_q) == f_xs[4]) assert (f_wg <= f_g[4]);
    if (4'(f_wn_q) == f_xs[4] && f_wg == f_g[4]) assert (!f_b_q[5] && f_acc5 && (f_wr5 || !f_w[F_EW-2]));
  end
  // as it was read
  if (f_rat_q && f_rmine) begin
    assert (4'(f_rn_q) >= f_xs[4]);
    if (!f_off_q[2]) assert (4'(f_rn_q) <= f_xs[3] + 4'd1);
    if (f_rn_q != 3'd7) assert ((f_rg[GEN_W-1] != f_gen[GEN_W-1]) == f_rn_q[0]);
    if (4'(f_rn_q) == f_xs[4]) assert (f_rg <= f_g[4]);
    if (4'(f_rn_q) == f_xs[4] && f_rg == f_g[4]) assert (!f_b_q[5] && f_acc5 && (f_wr5 || !f_r[F_EW-2]));
  end
end
`endif
