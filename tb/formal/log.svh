// SPDX-License-Identifier: Apache-2.0
// Inside pml_log, its RAM by a stand-in: the banks' part of promise E1. One place of the RAM, any {vCPU, bank, index}, is followed: what is written there was read
// before, is resident (in the part of its bank that is counted) until it is read, is read once, and comes out as it went in. So banks neither lose an entry nor give one
// twice, nor one that was not logged. Assumed of the neighbours: an event enters only while can_accept is set, at most six are between port and S6, each leaves
// S6 once (pml_source_arb, pml_check, pml_filter: see front); the drain picks only from a bank that drains, one vCPU at a time (pml_drain: see drain); the vCPU is
// not in Intel mode (its entries do not come here, and it changes its mode only when it has none).
(* hierconn *) wire [AW-1:0] \u_ram.f_at ;
wire [AW-1:0] f_at = \u_ram.f_at ;
localparam int unsigned F_VW = AW - 10;
wire [31:0]   f_v    = 32'(f_at >> 10);
wire          f_bank = f_at[9];
wire [8:0]    f_pos  = f_at[8:0];
logic          f_seen_q, f_live_q, f_read_q, f_bad_q, f_out_bad_q;
logic [EW-1:0] f_ent_q, f_out_q;
initial f_seen_q = 1'b0;
logic [N_VCPU-1:0] f_pick_q;
wire f_write = s6_log_i && AW'({s6_vcpu_i, act_s ^ sw_s, sw_s ? 9'd0 : cnt_s}) == f_at;
wire f_read  = |rd_v_i && AW'({rd_vcpu, raddr_s}) == f_at;
always_ff @(posedge clk_i) begin
  f_seen_q <= 1'b1;
  f_pick_q <= rst_ni ? pick_i : '0;
  f_read_q <= rst_ni && f_read;
  if (!rst_ni) f_live_q <= 1'b0;
  else         f_live_q <= f_write || (f_live_q && !f_read);
  if (f_write) {f_bad_q, f_ent_q} <= {inject_i, fresh};
  {f_out_bad_q, f_out_q} <= {f_bad_q, f_ent_q};
end
logic [N_VCPU-1:0] f_in_act, f_in_drain;       // the place is in the counted part of v's bank that fills, of the one that drains
for (genvar v = 0; v < N_VCPU; v++) begin : g_f
  wire mine = f_v == v;
  assign f_in_act[v]   = mine && f_bank == act_o[v] && 10'(f_pos) < g_vcpu[v].cnt_q;
  assign f_in_drain[v] = mine && f_bank != act_o[v] && drain_o[v] && f_pos >= g_vcpu[v].next_q && f_pos <= g_vcpu[v].end_q;
  always @* if (rst_ni && f_seen_q) begin
    assume (!vcpu_intel_i[v]);
    if (hs_v_i[v]) assume (can_accept_o[v] && (g_vcpu[v].infl_q < 3'd6 || out[v]));
    if (out[v])    assume (g_vcpu[v].infl_q != 0);
    if (pick_i[v]) assume (drain_o[v]);
  end
end
always @* begin
  if (!f_seen_q) assume (!rst_ni);
  assume (f_v < N_VCPU && 32'(s6_vcpu_i) < N_VCPU);
  assume (rd_v_i == f_pick_q && (pick_i & (pick_i - 1'b1)) == '0 && (hs_v_i & (hs_v_i - 1'b1)) == '0);
  if (s6_log_i) assume (s6_valid_i);
  if (f_seen_q && rst_ni) begin
    a_not_overwritten: assert (!f_write || !f_live_q || f_read);
    a_resident:        assert (!f_live_q || (|f_in_act) || (|f_in_drain) || f_read);
    a_only_logged:     assert (!((|f_in_act) || (|f_in_drain)) || f_live_q);
    a_read_once:       assert (!f_read || f_live_q);
    a_place:           assert (!f_read || rd_pos_o == f_pos);
    if (f_read_q) a_entry: assert ({ent_buf_o, ent_write_o, ent_gfn_o} == f_out_q);
    if (f_read_q) a_parity: assert (ent_perr_o == f_out_bad_q);
    c_read:  cover (f_read && f_v == N_VCPU - 1 && f_pos == 9'd1);
    c_both:  cover (f_live_q && (|f_in_drain) && cnt_o[f_v*10 +: 10] == 10'd2);
    c_forced: cover (f_read_q && f_bank);
  end
end
`ifdef F_HELP
(* hierconn *) wire [EW:0] \u_ram.f_word_q ;
(* hierconn *) wire [EW:0] \u_ram.rdata_q ;
for (genvar v = 0; v < N_VCPU; v++) begin : g_f_help
  wire [9:0] fill = g_vcpu[v].cnt_q + 10'(g_vcpu[v].infl_q);
  always @* if (rst_ni && f_seen_q) begin
    assert (g_vcpu[v].cnt_q <= 10'd512 && g_vcpu[v].infl_q <= 3'd6);
    assert (g_vcpu[v].low_q == fill[3:0] && (g_vcpu[v].near_q || g_vcpu[v].cnt_q <= 10'd504));
    assert (!g_vcpu[v].near_q || g_vcpu[v].cnt_q >= 10'd504);
    assert (!drain_o[v] || (fill <= 10'd512 && g_vcpu[v].next_q <= g_vcpu[v].end_q));
    assert (g_vcpu[v].cnt_q == 0 || 10'(g_vcpu[v].last_q) + 10'd1 == g_vcpu[v].cnt_q);
  end
end
wire f_writing = we_q && AW'({wvcpu_q, wbank_q, wpos_q}) == f_at;
always @* if (rst_ni && f_seen_q) begin
  if (f_live_q && !f_writing) assert (\u_ram.f_word_q == {^f_ent_q ^ f_bad_q, f_ent_q});
  if (f_writing) assert (f_live_q && wdata_q == {^f_ent_q ^ f_bad_q, f_ent_q} && !f_read);
  if (f_read_q) assert (\u_ram.rdata_q == {^f_out_q ^ f_out_bad_q, f_out_q});
  if (f_read) assert (!(|f_in_drain));
end
`endif
