// SPDX-License-Identifier: Apache-2.0
// Inside pml_store, with stand-ins for its tags (tags_spec.sv), slots and RAMs: the store's part of promise E1. Every entry that is popped is committed once, as consolidated or as
// discarded, and in the first case reaches the data stage five cycles after as it was. One line {VM, buffer, line}, any, is followed while it lies in one way, any: its slot and
// its beat masks are exactly those of the events since it came; an operation on it goes to its slot and knows what its beat holds already; when another line takes its way or the
// flush takes it out, it is evicted with that slot and those masks; when the flush is done it is not there, unless an event came since the flush began. Each promised slot is
// taken or given back once. Assumed: the engine keeps a flush up until it is told that it is done, for one {VM, buffer}, and not before the walk after reset is over.
(* anyconst *) logic [WW-1:0] f_w;
(* hierconn *) wire [TW-1:0] \u_tags.f_t ;
(* hierconn *) wire [SW-1:0] \u_tags.f_s ;
(* hierconn *) wire \u_tags.f_res_q ;
(* hierconn *) wire [WW-1:0] \u_tags.f_way_q ;
(* hierconn *) wire [FW-1:0] \u_info.f_at ;
(* hierconn *) wire [FW-1:0] \u_finfo.f_at ;
(* hierconn *) wire [WW-1:0] \u_tags.f_w ;
(* hierconn *) wire \u_tags.f_occ_q ;
wire [TW-1:0] f_t = \u_tags.f_t ;
wire [SW-1:0] f_s = \u_tags.f_s ;
wire f_key = f_t[TW-1 -: VMW+1] == {flush_vm_i, flush_buf_i};
logic f_seen_q;
initial f_seen_q = 1'b0;

wire [FW-1:0] f_i = FW'(32'(f_s) * WAYS + 32'(f_w));

// ---- events beside the pipeline, K0 to K6: {go, tag, page, write, accessed}
localparam int unsigned EVW = 1 + TW + 9 + 2;
logic [EVW-1:0] f_e1_q, f_e2_q, f_e3_q, f_e4_q, f_e5_q, f_e6_q;
logic          f_pop_q;
logic [CW-1:0] f_vcpu_q;
logic [VMW-1:0] f_vm_q;
logic [PAGES_LOG2+2:0] f_ent_q;         // {gfn, write, buf, perr}
wire [PAGES_LOG2-1:0] f_gfn = f_ent_q[PAGES_LOG2+2:3];
wire f_go = f_pop_q && !f_ent_q[0] && !drop_i[f_vm_q];
wire [EVW-1:0] f_e0 = {f_go, f_vm_q, f_ent_q[1], f_gfn, f_ent_q[2], !f_ent_q[2] || cfg_log_reads_i[f_vm_q]};
wire [4:0] f_mine;                       // K1 (bit 0) to K5 hold an event of the line
assign f_mine = {f_e5_q[EVW-1] && f_e5_q[11 +: TW] == f_t, f_e4_q[EVW-1] && f_e4_q[11 +: TW] == f_t, f_e3_q[EVW-1] && f_e3_q[11 +: TW] == f_t,
                 f_e2_q[EVW-1] && f_e2_q[11 +: TW] == f_t, f_e1_q[EVW-1] && f_e1_q[11 +: TW] == f_t};
logic [2:0] f_promised_q;

// ---- the line after what has passed K5
logic           f_res_q, f_ev_q, f_op_q, f_had_a_q, f_had_w_q;
logic [WW-1:0]  f_way_q;
logic [SLW-1:0] f_slot_q;
logic [NB-1:0]  f_ma_q, f_mw_q;
logic [EW-1:0]  f_out_q;
wire f_hits   = f_mine[4] && k5_hit_q;
wire f_comes  = f_mine[4] && !k5_hit_q;
wire f_loses  = f_res_q && ((go_q[4] && !f_mine[4] && !k5_hit_q && k5_set_q == f_s && k5_way_q == f_way_q)
                            || (f_evict && f_at == FW'(32'(f_s) * WAYS + 32'(f_way_q))));
wire [NB-1:0] f_hot = NB'(1) << ((NB > 1) ? f_e5_q[2 +: 9] >> BTW : 9'd0);
// ---- the flush
logic f_run_q, f_new_q;                  // it runs; an event of the line came since it began
wire  f_start = flush_i && !f_run_q;
logic [VMW:0] f_was_q;

always_ff @(posedge clk_i) begin
  f_seen_q <= 1'b1;
  if (!rst_ni) begin
    f_pop_q <= 1'b0;
    {f_e1_q, f_e2_q, f_e3_q, f_e4_q, f_e5_q, f_e6_q} <= '0;
    f_promised_q <= '0;
    f_res_q <= 1'b0;
    f_ev_q  <= 1'b0;
    f_op_q  <= 1'b0;
    f_run_q <= 1'b0;
    f_new_q <= 1'b0;
  end else begin
    f_pop_q <= st_pop_o;
    {f_e1_q, f_e2_q, f_e3_q, f_e4_q, f_e5_q, f_e6_q} <= {f_e0, f_e1_q, f_e2_q, f_e3_q, f_e4_q, f_e5_q};
    f_promised_q <= f_promised_q + 3'(pop) - 3'(keep) - 3'(take);
    f_res_q <= f_comes || (f_res_q && !f_loses);
    f_ev_q  <= f_loses && f_way_q == f_w;
    f_op_q  <= f_mine[4] && k5_way_q == f_w;
    f_run_q <= flush_i && !flush_done_o;
    f_new_q <= (f_go && f_e0[11 +: TW] == f_t) || (f_new_q && !f_start);
  end
  f_was_q <= {flush_vm_i, flush_buf_i};
  {f_vcpu_q, f_vm_q, f_ent_q} <= {st_vcpu_i, st_vm_i, st_gfn_i, st_write_i, st_buf_i, st_perr_i};
  if (f_comes) {f_way_q, f_slot_q} <= {k5_way_q, new_slot_q};
  if (f_mine[4]) begin
    f_ma_q <= (f_hits ? f_ma_q : '0) | (f_e5_q[0] ? f_hot : '0);
    f_mw_q <= (f_hits ? f_mw_q : '0) | (f_e5_q[1] ? f_hot : '0);
  end
  {f_had_a_q, f_had_w_q} <= {f_hits && |(f_ma_q & f_hot), f_hits && |(f_mw_q & f_hot)};
  f_out_q <= {f_slot_q, f_mw_q, f_ma_q, f_t};
end
logic [SLW-1:0] new_slot_q;
always_ff @(posedge clk_i) new_slot_q <= new_slot;
always @* begin
  if (!f_seen_q) assume (!rst_ni);
  assume (f_s == set_of(f_t[TW-1 -: VMW], f_t[LW], f_t[LW-1:0]));
  assume (\u_info.f_at == f_i && \u_finfo.f_at == f_i && \u_tags.f_w == f_w);
  if (f_seen_q && rst_ni) begin
    if (flush_i) assume (!init_q);
    if (f_run_q) assume (flush_i && {flush_vm_i, flush_buf_i} == f_was_q);
    // entries
    a_commit:   assert (commit_o == (f_pop_q ? N_VCPU'(1) << f_vcpu_q : '0));
    a_fate:     assert (inc_consolidated_o == (f_go ? N_VM'(1) << f_vm_q : '0) && inc_discarded_o == ((f_pop_q && !f_go) ? N_VM'(1) << f_vm_q : '0));
    a_fault:    assert (log_perr_o == (f_pop_q && f_ent_q[0] && !drop_i[f_vm_q]));
    a_operates: assert (op_valid_o == f_e6_q[EVW-1]);
    if (op_valid_o) a_as_it_was: assert ({op_vm_o, op_line_o, op_page_o, op_set_w_o, op_set_a_o}
                                         == {f_e6_q[EVW-2 -: VMW], f_e6_q[11 +: LW], f_e6_q[10:0]});
    a_promise:  assert (32'(keep) + 32'(take) + 32'(f_pop_q) <= 32'(f_promised_q) && (!st_pop_o || free_count_o != 0));
    // the line
    if (f_op_q) a_slot: assert (op_slot_o == f_slot_q && op_had_a_o == f_had_a_q && op_had_w_o == f_had_w_q);
    if (f_ev_q) a_evicted: assert (ev_valid_o && {ev_slot_o, ev_mw_o, ev_ma_o, ev_vm_o, ev_buf_o, ev_line_o} == f_out_q);
    if (f_evict && f_at == f_i) a_flushes_line: assert (\u_tags.f_occ_q );
    if (f_evict) a_one_way: assert (f_ways == WAYS'(1) << (32'(f_at) % WAYS));
    if (go_q[0] && k1_set_q == f_s && k1_tag_q[TW-1:SW] == f_t[TW-1:SW]) a_set: assert (k1_tag_q == f_t);
    if (flush_done_o && f_key) a_flushed: assert (f_new_q || (!f_res_q && f_mine == 0));
    c_displaced: cover (f_ev_q && &ev_ma_o && ev_mw_o == NB'(2) && !f_run_q);
    c_flushed:   cover (f_ev_q && f_run_q && !f_new_q);
    c_done:      cover (flush_done_o && f_key && !f_new_q && f_way_q == WW'(1) && f_slot_q == SLW'(1));
  end
end
`ifdef F_HELP
(* hierconn *) wire [EW-1:0] \u_info.f_word_q ;
(* hierconn *) wire [EW-1:0] \u_finfo.f_word_q ;
(* hierconn *) wire \u_tags.go2_q ;
(* hierconn *) wire \u_tags.go3_q ;
(* hierconn *) wire \u_tags.go4_q ;
(* hierconn *) wire \u_tags.evict4_q ;
(* hierconn *) wire \u_tags.clash_o ;
(* hierconn *) wire [SW-1:0] \u_tags.set2_q ;
(* hierconn *) wire [SW-1:0] \u_tags.set3_q ;
(* hierconn *) wire [TW-1:0] \u_tags.tag2_q ;
(* hierconn *) wire [TW-1:0] \u_tags.tag3_q ;
(* hierconn *) wire [1:0] \u_flush.ph_q ;
(* hierconn *) wire \u_flush.match_q ;
(* hierconn *) wire [WAYS-1:0] \u_flush.hot_q ;
(* hierconn *) wire [FW-1:0] \u_flush.next_q ;
localparam logic [1:0] LOOK = 2'd0, PICK = 2'd1, OUT = 2'd2, DONE = 2'd3;
wire [1:0] f_ph = \u_flush.ph_q ;
function automatic logic [SW-1:0] set_at(input logic [FW-1:0] at);
  set_at = SW'(at >> $clog2(WAYS));
endfunction
wire [SW-1:0] f_set = set_at(f_at);
wire f_in_set = (go_q[0] && k1_set_q == f_set) || (go_q[1] && \u_tags.set2_q == f_set) || (go_q[2] && \u_tags.set3_q == f_set)
                || (go_q[3] && set4 == f_set) || (go_q[4] && k5_set_q == f_set);
logic [SW-1:0] f_fset_q;
always_ff @(posedge clk_i) f_fset_q <= set_at(f_look);
wire [FW-1:0] f_first = FW'(32'(f_s) * WAYS);             // the set's first way
wire [FW-1:0] f_mine_at = FW'(32'(f_s) * WAYS + 32'(f_way_q));
function automatic logic [SW-1:0] f_set_of(input logic [TW-1:0] tag);
  f_set_of = set_of(tag[TW-1 -: VMW], tag[LW], tag[LW-1:0]);
endfunction
wire f_at_way = k5_set_q == f_s && k5_way_q == f_w;
always @* if (rst_ni && f_seen_q) begin
  // the pipeline is what it should be
  assert (k0_valid_q == f_pop_q && (!f_pop_q || {k0_vcpu_q, k0_vm_q, k0_gfn_q, k0_write_q, k0_buf_q, k0_perr_q} == {f_vcpu_q, f_vm_q, f_ent_q}));
  assert (go_q == {f_e5_q[EVW-1], f_e4_q[EVW-1], f_e3_q[EVW-1], f_e2_q[EVW-1], f_e1_q[EVW-1]});
  assert (\u_tags.go2_q == go_q[1] && \u_tags.go3_q == go_q[2] && \u_tags.go4_q == go_q[3]);
  if (go_q[0]) assert (k1_tag_q == f_e1_q[11 +: TW] && k1_set_q == f_set_of(k1_tag_q) && {page_q[0 +: 9], set_w_q[0], set_a_q[0]} == f_e1_q[10:0]);
  if (go_q[1]) assert (\u_tags.tag2_q == f_e2_q[11 +: TW] && \u_tags.set2_q == f_set_of(\u_tags.tag2_q ) && {page_q[9 +: 9], set_w_q[1], set_a_q[1]} == f_e2_q[10:0]);
  if (go_q[2]) assert (\u_tags.tag3_q == f_e3_q[11 +: TW] && \u_tags.set3_q == f_set_of(\u_tags.tag3_q ) && {page_q[18 +: 9], set_w_q[2], set_a_q[2]} == f_e3_q[10:0]);
  if (go_q[3]) assert (tag4 == f_e4_q[11 +: TW] && set4 == f_set_of(tag4) && {page_q[27 +: 9], set_w_q[3], set_a_q[3]} == f_e4_q[10:0]);
  if (go_q[4]) assert (k5_tag_q == f_e5_q[11 +: TW] && k5_set_q == f_set_of(k5_tag_q) && {page_q[36 +: 9], set_w_q[4], set_a_q[4]} == f_e5_q[10:0]);
  if (go_q[4]) assert (k5_slot_q == new_slot_q);
  assert (32'(f_promised_q) == 32'(f_pop_q) + 32'(held_q[1]) + 32'(held_q[2]) + 32'(held_q[3]) + 32'(take));
  assert (!go_q[0] || held_q[1]);
  assert (!go_q[1] || held_q[2]);
  assert (!go_q[2] || held_q[3]);
  assert (!init_q || (!f_pop_q && go_q == 0 && !f_run_q));
  // where the tags have it, against what has passed K5
  if (f_mine[4]) assert (k5_hit_q ? f_res_q && k5_way_q == f_way_q : !f_res_q);
  assert (\u_tags.f_res_q == ((f_res_q && !(go_q[4] && !f_mine[4] && !k5_hit_q && k5_set_q == f_s && k5_way_q == f_way_q)) || f_mine[4]));
  if (\u_tags.f_res_q ) assert (\u_tags.f_way_q == (f_comes ? k5_way_q : f_way_q));
  if (go_q[4] && !f_mine[4] && k5_set_q == f_s && f_res_q && k5_way_q == f_way_q) assert (!k5_hit_q && k5_evict_q);
  // its word
  if (f_res_q && f_way_q == f_w) assert (\u_info.f_word_q == {f_slot_q, f_mw_q, f_ma_q, f_t} && \u_finfo.f_word_q == \u_info.f_word_q );
  if (go_q[4] && f_at_way) assert (old == \u_info.f_word_q );
  if (f_op_q) assert (op_valid_o);
  // the flush
  assert (f_run_q || (f_ph == LOOK && f_at == 0));
  assert (32'(\u_flush.next_q ) == (32'(f_at) + 1) % (SETS * WAYS) && \u_flush.hot_q == WAYS'(1) << (32'(f_at) % WAYS));
  if (f_set == f_fset_q) assert (\u_tags.clash_o == f_in_set);
  if (f_ph == PICK || f_ph == OUT) assert (f_set == f_fset_q);
  if (f_ph == DONE) assert (f_at == 0);
  if (f_ph == OUT && !f_in_set && f_at == f_i) assert (f_info == \u_finfo.f_word_q && \u_tags.f_occ_q );
  if (f_ph == PICK && !f_in_set && f_at == f_i && \u_flush.match_q ) assert (\u_tags.f_occ_q );
  if (f_run_q && f_key && !f_new_q) begin
    if (f_ph == DONE)  assert (!f_res_q && f_mine == 0);
    else begin
      if (f_res_q)     assert (f_at <= f_mine_at || (f_mine != 0));
      if (f_mine != 0) assert (f_at <= f_first);
    end
    if (f_at == f_mine_at && f_res_q && f_ph == PICK && !f_in_set) assert (\u_flush.match_q );
  end
end
`endif
