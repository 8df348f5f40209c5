// SPDX-License-Identifier: Apache-2.0
// Inside pml_intel, its queue by a stand-in (class: entries of vCPU f_v, any): promise G2. What is assumed of the neighbours:
//   - the front end (pml_log, pml_check, pml_filter): an event of an Intel-mode vCPU enters only while accept_o is set, and leaves S6 later or
//     not at all; inflight_i counts what is between, at most six (how long each takes is left open: more than the six stages can do);
//   - pml_vcpu_view (vcpu_view), the registers: a vCPU changes its mode only when nothing of it is under way; the end of a STOP job
//     (drop_i) comes when nothing of it is in the pipeline or unanswered;
//   - the registers: INDEX is written only when idx_ok_o was set in the cycle before (else the write is refused), not twice in a row, and not together with HOLD;
//   - X (pml_axi_wr): answers a write after it was taken, and has at most 64 unanswered.
(* anyconst *) logic [CW-1:0] f_v;
(* anyseq *) logic f_hs, f_hs_logged, f_gone;   // an event enters, it will come out; one that will not is gone
(* anyseq *) logic [CW-1:0] f_hs_v, f_gone_v;
(* hierconn *) wire [QW-1:0] \u_q.f_key ;
(* hierconn *) wire \u_q.f_mine ;
(* hierconn *) wire [5:0] \u_q.f_class_q ;
logic       f_seen_q, f_run_q, f_idx_we_q;
initial f_seen_q = 1'b0;
logic [N_VCPU*3-1:0]  f_infl_q, f_logged_q;     // events between port and S6, those of them that come out
logic [N_VCPU*10-1:0] f_exp_q;                  // index of the next entry in memory
logic [N_VCPU*10-1:0] f_wait_q, f_out_q;        // entries that X has not taken, that are not answered
logic [N_VCPU-1:0]    f_idx_ok_q, f_hold_q, f_exit_q, f_intel_q, f_skid_q, f_take_q, f_set_q;   // as of the cycle before
logic [5:0] f_all_infl, f_all_logged;
always_comb begin
  f_all_infl   = '0;
  f_all_logged = '0;
  for (int v = 0; v < N_VCPU; v++) begin
    f_all_infl   = f_all_infl + 6'(f_infl_q[v*3 +: 3]);
    f_all_logged = f_all_logged + 6'(f_logged_q[v*3 +: 3]);
  end
end
always_ff @(posedge clk_i) begin
  f_seen_q   <= 1'b1;
  f_run_q    <= rst_ni;
  f_idx_we_q <= idx_we_i;
  f_idx_ok_q <= idx_ok_o;
  f_hold_q   <= hold_i;
  f_intel_q  <= vcpu_intel_i;
  f_skid_q   <= skid_q;
end
always @* begin
  if (!f_seen_q) assume (!rst_ni);
  assume (\u_q.f_key [QW-1 -: CW] == f_v);
  assume (32'(s6_vcpu_i) < N_VCPU && 32'(b_vcpu_i) < N_VCPU && 32'(f_hs_v) < N_VCPU && 32'(f_gone_v) < N_VCPU && 32'(f_v) < N_VCPU);
  if (rst_ni) begin
    if (f_hs) assume (f_all_infl < 6'd6 || s6_valid_i || f_gone);
    if (f_hs && f_hs_logged) assume (vcpu_intel_i[f_hs_v] && accept_o[f_hs_v]);
    if (s6_valid_i) assume (f_logged_q[s6_vcpu_i*3 +: 3] != 0);
    if (f_gone) assume (!s6_valid_i && f_infl_q[f_gone_v*3 +: 3] > f_logged_q[f_gone_v*3 +: 3]);
    assume (inflight_i == f_infl_q);
    if (x_take_i) assume (x_valid_o);
    if (idx_we_i) assume (hold_i == f_hold_q);
    if (idx_we_i) assume (f_run_q && !f_idx_we_q && 32'(idx_vcpu_i) < N_VCPU && f_idx_ok_q[idx_vcpu_i[CW-1:0]]);
  end
end

logic [N_VCPU-1:0] ok_dom0, ok_exit, ok_one, ok_holds, ok_order, ok_place, ok_stays, ok_index;
for (genvar v = 0; v < N_VCPU; v++) begin : g_f
  wire in     = s6_valid_i && 32'(s6_vcpu_i) == v;
  wire take   = x_take_i && 32'(x_vcpu_o) == v;
  wire back   = b_valid_i && 32'(b_vcpu_i) == v;
  wire arm    = idx_we_i && 32'(idx_vcpu_i) == v;
  wire hs     = f_hs && 32'(f_hs_v) == v;
  wire gone   = f_gone && 32'(f_gone_v) == v;
  wire [9:0] exp    = f_exp_q[v*10 +: 10];
  wire [9:0] waits  = f_wait_q[v*10 +: 10];
  wire [9:0] out    = f_out_q[v*10 +: 10];
  wire [2:0] infl   = f_infl_q[v*3 +: 3];
  wire [2:0] logged = f_logged_q[v*3 +: 3];
  wire       none   = exp[9];
  wire       exit   = guest_exit_o[v];
  always_ff @(posedge clk_i) begin
    f_exit_q[v] <= exit && !arm && !drop_i[v];
    f_take_q[v] <= take;
    f_set_q[v]  <= rst_ni && (drop_i[v] || arm);
    if (!rst_ni) begin
      f_infl_q[v*3 +: 3]   <= '0;
      f_logged_q[v*3 +: 3] <= '0;
      f_exp_q[v*10 +: 10]  <= NONE;
      f_wait_q[v*10 +: 10] <= '0;
      f_out_q[v*10 +: 10]  <= '0;
    end else begin
      f_infl_q[v*3 +: 3]   <= infl + 3'(hs) - 3'(in || gone);
      f_logged_q[v*3 +: 3] <= logged + 3'(hs && f_hs_logged) - 3'(in);
      f_wait_q[v*10 +: 10] <= drop_i[v] ? '0 : waits + 10'(in) - 10'(take);
      f_out_q[v*10 +: 10]  <= out + 10'(take) - 10'(back);
      f_exp_q[v*10 +: 10]  <= drop_i[v] ? NONE : arm ? {1'b0, idx_data_i} : exp - 10'(take);
    end
  end
  always @* if (rst_ni && f_seen_q) begin
    if (take) assume (out < 10'd64);
    if (back) assume (out != 0);
    if (drop_i[v]) assume (stop_near_i && logged == 0 && out == 0 && waits == 10'(skid_q[v]) && !(hs && f_hs_logged));
    if (f_run_q && (logged != 0 || waits != 0 || out != 0)) assume (vcpu_intel_i[v] == f_intel_q[v]);
  end
  assign ok_dom0[v]  = vcpu_intel_i[v] || !exit;
  assign ok_exit[v]  = exit == (vcpu_intel_i[v] && none && waits != 0 && out == 0);
  assign ok_one[v]   = !none || waits <= 10'd1;
  assign ok_holds[v] = !(none && waits != 0) || !accept_o[v];
  assign ok_order[v] = !take || !none;
  assign ok_place[v] = !(take && f_v == CW'(v) && \u_q.f_mine ) || x_idx_o == exp[8:0];
  assign ok_stays[v] = !(f_run_q && f_exit_q[v]) || exit;
  assign ok_index[v] = !exit || idx_o[v*16 +: 16] == 16'hFFFF;
`ifdef F_HELP
  wire [5:0] n    = CW'(v) == f_v ? \u_q.f_class_q : count - \u_q.f_class_q ;   // its entries in the queue
  wire [9:0] mine = 10'(n) + 10'(pushed_q[v]);                                  // and on its way there
  wire [9:0] cur  = exp - mine;                                                 // index of the next entry of S6
  always @* if (rst_ni && f_seen_q) begin
    assert (32'(g_vcpu[v].iout_q) == 32'(n) + 32'(out));
    assert (waits == mine + 10'(skid_q[v]));
    assert (idx[v*10 +: 10] == cur);
    assert (!(f_run_q && f_idx_ok_q[v] && !f_idx_we_q) || (mine == 0 && out == 0 && logged == 0 && (!skid_q[v] || none)));
    assert (!none || (exp == NONE && mine == 0));
    assert (!cur[9] || cur == NONE);
    assert (out <= 10'd64);
    assert (!skid_q[v] || logged == 0);
    assert (logged <= 3'd1 || (!cur[9] && cur + 10'd1 >= 10'(logged)));
    assert (logged <= infl && f_all_infl <= 6'd6);
    assert (logged == 0 || vcpu_intel_i[v]);
    assert (!skid_q[v] || vcpu_intel_i[v]);
    assert (!g_vcpu[v].far_q || (!cur[9] && cur >= 10'd8) || (f_set_q[v] && logged == 0));
  end
`endif
end
// yosys 0.23 takes names of assertions for the whole module, so they stand outside the loop
localparam int unsigned F_LAST = N_VCPU - 1;
always @* if (rst_ni && f_seen_q) begin
  a_dom0_never: assert (&ok_dom0);
  a_exit:       assert (&ok_exit);
  a_one_waits:  assert (&ok_one);
  a_holds:      assert (&ok_holds);
  a_order:      assert (&ok_order);
  a_place:      assert (&ok_place);
  a_stays:      assert (&ok_stays);
  a_index:      assert (&ok_index);
  c_exit:  cover (guest_exit_o[F_LAST]);
  c_full:  cover (g_f[F_LAST].take && x_idx_o == 9'd0 && f_take_q[F_LAST]);
  c_again: cover (g_f[F_LAST].take && f_skid_q[F_LAST] && x_idx_o == 9'd2);
  c_two:   cover (g_f[F_LAST].take && g_f[F_LAST].exp == 10'd1 && g_f[F_LAST].out == 10'd2);
  c_other: cover (guest_exit_o[F_LAST] && f_take_q[0]);
end
`ifdef F_HELP
(* hierconn *) wire \u_q.f_has_q ;
(* hierconn *) wire [5:0] \u_q.f_class_ahead_q ;
(* hierconn *) wire [QW-1:0] \u_q.f_data_q ;
always @* if (rst_ni && f_seen_q) begin
  assert (32'(count) <= 32'd32 && 32'(count) + 32'(|pushed_q) + 32'(f_all_logged) <= 25);
  assert ((pushed_q & (pushed_q - 1'b1)) == '0 && (pushed_q == '0 || pushed_q == N_VCPU'(1) << pd_q[QW-1 -: CW]));
  if (pushed_q[f_v]) assert ({1'b0, pd_q[PAGES_LOG2+1 +: 9]} == f_exp_q[f_v*10 +: 10] - 10'(\u_q.f_class_q ));
  assert (!room_q || count <= 6'd16);
  if (\u_q.f_has_q && \u_q.f_data_q [QW-1 -: CW] == f_v)
    assert ({1'b0, \u_q.f_data_q [PAGES_LOG2+1 +: 9]} == f_exp_q[f_v*10 +: 10] - 10'(\u_q.f_class_ahead_q ));
end
`endif
