// SPDX-License-Identifier: Apache-2.0
// Inside pml_store_tags: one tag, any, against a plain statement of what a set-associative store is. It is resident from the miss that takes a way for it until another tag takes
// that way, or the flush invalidates it. An event of it hits exactly while it is resident, in its way; a miss of another tag that takes its way evicts; the flush finds it
// under its key, and finds nothing in a way that holds no line. All as events follow each other, whatever the stages ahead hold. What the stand-in tags_spec.sv takes for granted.
// Assumed: the set is a function of the tag, and with the tag's upper bits tells the lower ones (store: a_set); nothing comes before the walk after reset has passed all ways; the flush invalidates only while no stage holds an event of its set (clash_o), and not in the
// cycle of a new tag (pml_store_flush).
(* anyconst *) logic [TW-1:0] f_t;
(* anyconst *) logic [SW-1:0] f_s;
logic          f_seen_q, f_res_q, f_begun_q;
logic [SETS*WAYS-1:0] f_wiped_q;
logic [WW-1:0] f_way_q;
initial f_seen_q = 1'b0;
wire f_mine = go4_o && tag4_o == f_t;
wire f_set4 = go4_o && set4_o == f_s;
wire f_lost = (f_set4 && !hit4_o && !f_mine && way4_o == f_way_q) || (inval_i && set_part(inval_at_i) == f_s && inval_ways_i[f_way_q]);
(* anyconst *) logic [WW-1:0] f_w;           // a way of the set: does it hold a line?
wire  [FW-1:0] f_i = FW'(32'(f_s) * WAYS + 32'(f_w));
logic          f_occ_q;
logic          f_go5_q;
logic [SW-1:0] f_set5_q;
logic [TW-1:0] f_tag5_q;
always_ff @(posedge clk_i) begin
  f_seen_q <= 1'b1;
  f_set5_q <= set4_q;
  f_tag5_q <= tag4_q;
  f_go5_q  <= rst_ni && go4_q;
  if (!rst_ni) begin
    f_res_q   <= 1'b0;
    f_occ_q   <= 1'b0;
    f_wiped_q <= '0;
    f_begun_q <= 1'b0;
  end else begin
    if (go0_i || inval_i) f_begun_q <= 1'b1;
    if (init_i) f_wiped_q[init_at_i] <= 1'b1;
    f_res_q <= (f_mine && !hit4_o) || (f_res_q && !f_lost);
  end
  if (f_mine && !hit4_o) f_way_q <= way4_o;
  if (rst_ni) f_occ_q <= (f_set4 && !hit4_o && way4_o == f_w) || (f_occ_q && !(inval_i && inval_at_i == f_i));
end
wire f_clash = (go1_i && set1_i == f_fset_q) || (go2_q && set2_q == f_fset_q) || (go3_q && set3_q == f_fset_q)
               || (go4_q && set4_q == f_fset_q) || (f_go5_q && f_set5_q == f_fset_q);
logic f_go0_q;
logic [SW-1:0] f_set0_q, f_fset_q;
always_ff @(posedge clk_i) begin
  f_go0_q  <= rst_ni && go0_i;
  f_set0_q <= set0_i;
  f_fset_q <= fset;
end
always @* begin
  if (!f_seen_q) assume (!rst_ni);
  else if (rst_ni) begin
    assume (go1_i == f_go0_q && (!go1_i || set1_i == f_set0_q));
    if (go1_i && tag1_i[TW-1:CUT] == f_t[TW-1:CUT]) assume ((set1_i == f_s) == (tag1_i == f_t));
    if (go0_i || inval_i) assume (!init_i && (&f_wiped_q));
    if (f_begun_q) assume (!init_i);
    if (inval_i) assume (!clash_o && !(go4_o && !hit4_o) && set_part(inval_at_i) == f_fset_q && inval_ways_i == WAYS'(1) << (32'(inval_at_i) % WAYS));
    if (f_mine) a_hit: assert (hit4_o == f_res_q && (!hit4_o || way4_o == f_way_q));
    if (f_set4 && f_res_q && !f_mine && way4_o == f_way_q) a_displaces: assert (!hit4_o && evict4_o);
    if (f_mine && !hit4_o) a_takes: assert (32'(way4_o) < WAYS);
    if (f_res_q && flush_look_i == FW'(32'(f_s) * WAYS + 32'(f_way_q))) a_found: assert (flush_match_o == (f_t[TW-1 -: KW] == flush_key_i));
    if (f_begun_q && flush_look_i == f_i) a_nothing: assert (!flush_match_o || f_occ_q);
    if (f_set4 && way4_o == f_w && !hit4_o) a_evicts: assert (evict4_o == f_occ_q);
    a_clash: assert (clash_o == f_clash);
    a_hit_known: assert (!go4_o || !evict4_o || !hit4_o);
    c_hit:      cover (f_mine && hit4_o && go3_o && tag3_q == f_t);
    c_lost:     cover (f_res_q && f_set4 && evict4_o && way4_o == f_way_q && !f_mine);
    c_flushed:  cover (f_res_q && inval_i && f_lost);
  end
end
`ifdef F_HELP
// what each way of a set holds when the events ahead have had their effect; all without the bits of a tag that the set tells
localparam int unsigned F_TW = TW - CUT;
logic [WAYS-1:0] f_ok2, f_ok3, f_ok4, f_okm, f_valid3;
for (genvar w = 0; w < WAYS; w++) begin : g_f
  wire [F_TW:0] m2 = g_way[w].mem[set2_q];
  wire [F_TW:0] m3 = g_way[w].mem[set3_q];
  wire [F_TW:0] m4 = g_way[w].mem[set4_q];
  wire [F_TW:0] ms = g_way[w].mem[f_s];
  wire [KW:0]   ks = key[32'(f_s) * WAYS + w];
  wire [F_TW:0] l3 = (new4 && set4_q == set3_q && way4_q[w]) ? {1'b1, tag4_q[TW-1:CUT]} : m3;
  assign f_ok2[w] = m2 == ((f_go5_q && f_set5_q == set2_q && way5_q[w]) ? {1'b1, f_tag5_q[TW-1:CUT]} : g_way[w].tag2w_q);
  assign f_ok3[w] = match3_q[w] == (l3 == {1'b1, tag3_q[TW-1:CUT]});
  assign f_valid3[w] = l3[F_TW];
  assign f_ok4[w] = !way4_q[w] || (hit4_q ? m4 == {1'b1, tag4_q[TW-1:CUT]} : m4[F_TW] == evict4_q);
  assign f_okm[w] = (ms == {1'b1, f_t[TW-1:CUT]}) == (f_res_q && 32'(f_way_q) == w) && ks[KW] == ms[F_TW] && (!ks[KW] || ks == ms[F_TW -: KW + 1]) && (32'(f_w) != w || ms[F_TW] == f_occ_q);
end
// no set holds a tag twice (all tags: only so a hit is one way)
logic [SETS*WAYS*WAYS-1:0] f_once;
for (genvar s = 0; s < SETS; s++) for (genvar w = 0; w < WAYS; w++) for (genvar u = 0; u < WAYS; u++) begin : g_f_once
  wire [F_TW:0] mw = g_way[w].mem[s];
  wire [F_TW:0] mu = g_way[u].mem[s];
  assign f_once[(s * WAYS + w) * WAYS + u] = u >= w || !mw[F_TW] || mw != mu || !f_swiped[s];
end
logic [SETS-1:0] f_swiped;                   // the set's ways are wiped
always_comb begin
  f_swiped = '0;
  for (int unsigned i = 0; i < SETS * WAYS; i++) if (f_wiped_q[i]) f_swiped[i % SETS] = 1'b1;
end
always @* if (rst_ni && f_seen_q) begin
  assert (&f_once);
  if (go2_q) assert (&f_ok2);
  if (go3_q) assert ((&f_ok3) && full3_q == &f_valid3 && (full3_q || free3_q == (~f_valid3 & (f_valid3 + WAYS'(1)))));
  if (go4_q) assert (&f_ok4);
  if (&f_wiped_q) assert (&f_okm);
  else            assert (!f_res_q && !f_begun_q);
  if (go2_q) assert (same1_q == (go3_q && set3_q == set2_q) && same2_q == (go4_q && set4_q == set2_q) && same3_q == (f_go5_q && f_set5_q == set2_q)
                     && equal1_q == (tag3_q[TW-1:CUT] == tag2_q[TW-1:CUT]) && equal2_q == (tag4_q[TW-1:CUT] == tag2_q[TW-1:CUT])
                     && equal3_q == (f_tag5_q[TW-1:CUT] == tag2_q[TW-1:CUT]));
  if (go2_q && tag2_q[TW-1:CUT] == f_t[TW-1:CUT]) assert ((tag2_q == f_t) == (set2_q == f_s));
  if (go3_q && tag3_q[TW-1:CUT] == f_t[TW-1:CUT]) assert ((tag3_q == f_t) == (set3_q == f_s));
  if (go4_q && tag4_q[TW-1:CUT] == f_t[TW-1:CUT]) assert ((tag4_q == f_t) == (set4_q == f_s));
  if (go4_q) assert (way4_q != 0 && (way4_q & (way4_q - 1'b1)) == 0 && way4_q == WAYS'(1) << way4_enc_q && !(hit4_q && evict4_q));
  if (f_go5_q) assert (way5_q != 0 && (way5_q & (way5_q - 1'b1)) == 0);
  if (go2_q || go3_q || go4_q || f_go5_q || f_go0_q) assert (f_begun_q);
  assert (f_begun_q || (!f_res_q && !f_occ_q));
  if (!f_begun_q) for (int s = 0; s < SETS; s++) if (f_swiped[s]) assert (f_empty[s]);
  if (!f_begun_q) for (int i = 0; i < SETS * WAYS; i++) if (f_wiped_q[i]) assert (!f_keys[i]);
  assert (clash_o == f_clash);
end
logic [SETS-1:0]      f_empty;
logic [SETS*WAYS-1:0] f_keys;
logic [SETS*WAYS-1:0] f_valid;
for (genvar s = 0; s < SETS; s++) begin : g_f_empty
  for (genvar w = 0; w < WAYS; w++) begin : g_w
    wire [F_TW:0] m = g_way[w].mem[s];
    wire [KW:0]   k = key[s * WAYS + w];
    assign f_valid[s*WAYS+w] = m[F_TW];
    assign f_keys[s*WAYS+w]  = k[KW];
  end
  assign f_empty[s] = f_valid[s*WAYS +: WAYS] == 0;
end
`endif
