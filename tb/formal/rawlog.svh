// SPDX-License-Identifier: Apache-2.0
// Inside pml_rawlog: promises O3, O1 and G3 of the raw log, and its part of E1. Of any vCPU f_v and its VM f_m:
//   - an entry leaves for memory only while its vCPU has a page that is not announced, to the page's slot and to index 511 - position, as it is; what is discarded goes nowhere;
//   - a page is given only if the VM's ring has one that dom0 has taken, with a record slot promised for it; its slot is the VM's count of pages modulo the ring's size;
//   - a page is announced after the last entry of its bank left and every write of the vCPU was answered, with the number of entries that went to it;
//   - every entry that leaves the queue is counted in the next cycle, as consolidated or discarded, of its VM, and committed of its vCPU.
// Assumed of the neighbours: pml_log: a bank drains until its last entry is chosen, then drain_i is low for a cycle at least. pml_drain (drain): an entry is chosen only with page_can_o, comes out of
// its queue once, in order, and whether a head is discarded is told as of the cycle before. X takes what is offered and answers what it took. The recorder ends only what is announced. The
// registers: RAW_CONS moves on, at most to the head; a binding, a mode and a ring's size change, and ENABLE clears the head, only when nothing of the vCPUs has been under way for some cycles, the latter
// before anything drains again. A VM's entries are discarded until none is under way.
(* anyconst *) logic [CW-1:0]  f_v;
(* anyconst *) logic [VMW-1:0] f_m;
(* anyseq *)   logic f_choose, f_choose_last;      // an entry of f_v's bank is chosen; it is the last one
logic           f_seen_q, f_run_q, f_end_q, f_all_ended_q, f_given_q, f_shut_q, f_clr_q, f_stale_q, f_drain_q;
logic [3:0]     f_way_q;                           // chosen and not left
logic [RW-1:0]  f_out_q;                           // taken and not answered
logic [31:0]    f_head_q, f_cons_q;                // pages given since ENABLE; RAW_CONS of the cycle before
logic [15:0]    f_slot_q;
logic [9:0]     f_sent_q;                          // entries in the page
logic [4:0]     f_log2_q;
logic [N_VM-1:0]     f_drop_q, f_took_q, f_lost_q;
logic [N_VCPU-1:0]   f_left_q, f_raw_q, f_still;
logic [N_VCPU*3-1:0] f_idle_q;                     // cycles without a bank that drains or a page
logic [N_VCPU*8-1:0] f_bind_q;
initial f_seen_q = 1'b0;
wire f_mine   = raw_valid_i && raw_vcpu_i == f_v;
wire f_pop    = f_mine && raw_pop_o;
wire f_take   = f_mine && x_take_i;
wire f_answer = b_valid_i && b_vcpu_i == f_v;
wire f_drop   = drop_vm_i[f_m];
wire f_alloc  = alloc && bind_vm_i[v_q*8 +: VMW] == f_m;
wire [31:0] f_cons = raw_cons_i[f_m*32 +: 32];
wire [4:0]  f_log2 = cfg_raw_log2_i[f_m*5 +: 5];
wire [31:0] f_used = f_head_q - f_cons;
logic f_vm_still, f_vm_drains;                     // of f_m's vCPUs
always_comb begin
  f_vm_still  = 1'b1;
  f_vm_drains = 1'b0;
  for (int v = 0; v < N_VCPU; v++) begin
    f_still[v] = f_idle_q[v*3 +: 3] == 3'd7;
    if (bind_vm_i[v*8 +: VMW] == f_m) begin
      f_vm_still  = f_vm_still && f_still[v];
      f_vm_drains = f_vm_drains || drain_i[v];
    end
  end
end
always_ff @(posedge clk_i) begin
  f_seen_q  <= 1'b1;
  f_run_q   <= rst_ni;
  f_drop_q  <= drop_vm_i;
  f_raw_q   <= vcpu_raw_i;
  f_bind_q  <= bind_vm_i;
  f_cons_q  <= f_cons;
  f_log2_q  <= f_log2;
  f_drain_q <= drain_i[f_v] && rst_ni;
  f_took_q  <= raw_hot_i & {N_VM{x_take_i && rst_ni}};
  f_lost_q  <= raw_hot_i & {N_VM{raw_pop_o && !x_take_i && rst_ni}};
  f_left_q  <= (N_VCPU'(1) << raw_vcpu_i) & {N_VCPU{raw_pop_o && rst_ni}};
  f_clr_q   <= head_clr_i[f_m];
  for (int v = 0; v < N_VCPU; v++)
    f_idle_q[v*3 +: 3] <= !rst_ni || drain_i[v] || page_valid_o[v] ? 3'd0 : f_idle_q[v*3 +: 3] + 3'(!f_still[v]);
  if (!rst_ni) begin
    {f_end_q, f_all_ended_q, f_given_q, f_shut_q, f_stale_q} <= '0;
    f_way_q  <= '0;
    f_out_q  <= '0;
    f_sent_q <= '0;
    f_head_q <= '0;
  end else begin
    f_way_q       <= f_way_q + 4'(f_choose) - 4'(f_pop);
    f_out_q       <= f_out_q + RW'(f_take) - RW'(f_answer);
    f_end_q       <= f_choose && f_choose_last;
    f_all_ended_q <= f_choose ? f_choose_last : f_all_ended_q;
    f_given_q     <= alloc_v[f_v] || (f_given_q && !rec_done_i[f_v]);
    f_shut_q      <= f_given_q && (f_shut_q || (f_pop && raw_last_i)) && !rec_done_i[f_v];
    f_sent_q      <= alloc_v[f_v] ? 10'd0 : f_sent_q + 10'(f_take);
    f_head_q      <= head_clr_i[f_m] ? '0 : f_head_q + 32'(f_alloc);
    f_stale_q     <= f_log2 != f_log2_q && f_run_q ? 1'b1 : f_stale_q && !f_clr_q;
  end
  if (alloc_v[f_v]) f_slot_q <= 16'(f_head_q & ((32'd1 << f_log2) - 32'd1));
end
always @* begin
  if (!f_seen_q) assume (!rst_ni);
  else if (rst_ni) begin
    for (int v = 0; v < N_VCPU; v++) begin
      assume (32'(bind_vm_i[v*8 +: 8]) < N_VM);
      if (f_run_q) assume (f_still[v] || (f_bind_q[v*8 +: 8] == bind_vm_i[v*8 +: 8] && f_raw_q[v] == vcpu_raw_i[v]));
      if (rec_done_i[v]) assume (page_done_o[v]);
    end
    assume (32'(f_v) < N_VCPU && (bind_vm_i[f_v*8 +: VMW] == f_m) && (f_way_q == 0 || vcpu_raw_i[f_v]));
    // registers
    assume (f_log2 <= 5'd16);
    if (f_run_q)   assume (f_log2 == f_log2_q || f_vm_still);
    if (f_stale_q || f_log2 != f_log2_q) assume (!f_vm_drains);
    if (head_clr_i[f_m]) assume (f_vm_still && !f_vm_drains);
    if (!f_run_q || f_clr_q) assume (f_cons == 0);
    else           assume (f_cons - f_cons_q <= raw_head_o[f_m*32 +: 32] - f_cons_q);
    // banks and queue
    if (f_choose)  assume (drain_i[f_v] && vcpu_raw_i[f_v] && page_can_o[f_v] && f_way_q < 4'd8);
    if (f_drain_q) assume (drain_i[f_v] == !f_end_q);
    if (raw_valid_i) assume (32'(raw_vm_i) < N_VM && 32'(raw_vcpu_i) < N_VCPU && raw_hot_i == N_VM'(1) << raw_vm_i && raw_dropped_i == f_drop_q[raw_vm_i]
                             && raw_discard_i == (raw_dropped_i || raw_perr_i));
    if (f_mine) assume (f_way_q != 0 && raw_vm_i == f_m && (f_drop_q[f_m] || raw_last_i == (f_way_q == 4'd1 && f_all_ended_q)));
    if (f_drop_q[f_m] && !f_drop && f_run_q) assume (f_still[f_v] && f_way_q == 0 && !drain_i[f_v]);
    // X
    if (x_take_i)  assume (x_valid_o);
    if (f_take)    assume (32'(f_out_q) < OUTSTANDING);
    if (f_answer)  assume (f_out_q != 0);
    // O3
    a_has_page:  assert (!f_take || (f_given_q && page_valid_o[f_v] && !f_shut_q && !page_done_o[f_v]));
    a_place:     assert (!(f_mine && x_valid_o) || x_place_o == {f_slot_q, 9'd511 - raw_pos_i});
    a_entry:     assert (!x_valid_o || x_data_o == {{(52-PAGES_LOG2){1'b0}}, raw_gfn_i, 11'd0, raw_write_i && cfg_log_reads_i[raw_vm_i]});
    a_discarded: assert (!(raw_valid_i && (raw_dropped_i || raw_perr_i)) || (!x_valid_o && raw_pop_o));
    a_one_bank:  assert (!(f_choose && !f_drop_q[f_m]) || !(f_all_ended_q && f_way_q != 0));
    // the ring
    a_room:      assert (!f_alloc || f_used < (32'd1 << f_log2));
    a_promised:  assert (resv_inc_o == |alloc_v && (!resv_inc_o || (rec_room1_i && !promise_i)) && (alloc_v & (alloc_v - 1'b1)) == 0 && (alloc_v & page_valid_o) == 0);
    a_slot:      assert (!f_given_q || (page_slot_o[f_v*16 +: 16] == f_slot_q && 32'(f_slot_q) < (32'd1 << f_log2)));
    // O1
    a_announced: assert (!page_done_o[f_v] || (f_shut_q && f_out_q == 0 && page_cnt_o[f_v*10 +: 10] == f_sent_q && (f_way_q == 0 || f_drop_q[f_m])));
    // E1
    a_counted:   assert (!f_run_q || (inc_consolidated_o == f_took_q && inc_discarded_o == f_lost_q && commit_o == f_left_q));
    a_left:      assert (!raw_pop_o || raw_valid_i);
    c_two:       cover (page_done_o[f_v] && f_sent_q == 10'd2 && f_slot_q == 16'd1);
    c_full:      cover (f_alloc && f_used == 32'd1 && f_log2 == 5'd1);
    c_ring:      cover (st_q == TAKE && full_ring_q && f_used == 32'd2 && f_log2 == 5'd1 && v_hot_q[f_v]);
    c_dropped:   cover (f_mine && raw_pop_o && raw_dropped_i && f_given_q);
  end
end
`ifdef F_HELP
wire [N_VCPU-1:0] f_full, f_ready, f_open, f_can;
wire [N_VCPU*RW-1:0] f_rout;
for (genvar v = 0; v < N_VCPU; v++) begin : g_f
  assign f_full[v]  = g_page[v].full_q;
  assign f_ready[v] = g_page[v].ready_q;
  assign f_open[v]  = g_page[v].open_q;
  assign f_can[v]   = g_page[v].can_q;
  assign f_rout[v*RW +: RW] = g_page[v].rout_q;
end
wire       f_looks = st_q != PICK && bind_vm_i[v_q*8 +: VMW] == f_m;
wire [2:0] f_idle  = f_idle_q[v_q*3 +: 3];
logic [31:0] f_cons2_q, f_cons3_q;
always_ff @(posedge clk_i) begin
  f_cons2_q <= f_cons_q;
  f_cons3_q <= f_cons2_q;
end
always @* if (rst_ni && f_seen_q && !f_run_q) begin
  assert (st_q == PICK && f_head_q == 0 && head_q == 0 && f_way_q == 0 && f_out_q == 0 && f_idle_q == 0 && !f_given_q && !f_shut_q && !f_stale_q && !f_end_q && !f_drain_q);
  assert (moves_q == 0 && need == 0 && took_q == 0 && gone_q == 0 && page_valid_o == 0 && f_full == 0 && f_open == 0 && f_rout == 0 && page_cnt_o == 0 && f_can == 0);
end
always @* if (rst_ni && f_seen_q && f_run_q) begin
  // the page
  assert (page_valid_o[f_v] == f_given_q && (!f_shut_q || f_given_q));
  assert (f_shut_q == (f_full[f_v] || (gone_q[f_v] && last_q && f_given_q)));
  assert ((took_q & ~gone_q) == 0);
  assert (f_rout[f_v*RW +: RW] == f_out_q - RW'(took_q[f_v]) && 32'(f_out_q) <= OUTSTANDING);
  assert (page_cnt_o[f_v*10 +: 10] == (f_given_q ? f_sent_q - 10'(took_q[f_v]) : 10'd0));
  if (took_q[f_v]) assert (f_given_q);
  if (f_full[f_v]) assert (!took_q[f_v]);
  if (f_ready[f_v] && f_full[f_v]) assert (f_out_q == 0);
  // the bank
  assert (f_can[f_v] == (f_open[f_v] || f_drop_q[f_m]));
  if (f_end_q) assert (f_all_ended_q && f_drain_q);
  if (f_open[f_v]) assert (f_drain_q);
  if (f_open[f_v] && !f_end_q && !f_drop_q[f_m]) assert (f_given_q && !f_shut_q && (!f_all_ended_q || f_way_q == 0));
  if (f_way_q != 0 && !f_drop_q[f_m]) assert (f_given_q && !f_shut_q);
  assert (f_way_q <= 4'd8);
  // the walk
  assert (st_q <= TAKE && 32'(v_q) < N_VCPU && (st_q == PICK || v_hot_q == N_VCPU'(1) << v_q));
  for (int v = 0; v < N_VCPU; v++) if (need[v]) assert (f_idle_q[v*3 +: 3] == 0);
  if (st_q != PICK) assert (f_idle <= 3'(st_q));
  if (f_looks && st_q != LOOK) assert (m_hot_q == N_VM'(1) << f_m && m_q == f_m);
  if (f_looks && st_q == SUBTRACT) assert (cons1_q == f_cons_q[16:0] && (f_stale_q || (f_head_q - f_cons_q <= 32'd1 << f_log2_q && f_used <= f_head_q - f_cons_q)));
  if (f_looks && st_q != LOOK) assert (head1_q == f_head_q);
  if (f_looks && st_q == COMPARE && !f_stale_q) assert (used_q == 17'(f_head_q - f_cons2_q) && f_head_q - f_cons2_q <= 32'd1 << f_log2_q && f_used <= f_head_q - f_cons2_q);
  if (f_looks && (st_q == COMPARE || st_q == TAKE)) assert (log2_q == f_log2_q || f_stale_q);
  if (f_looks && st_q == TAKE && !f_stale_q) assert (full_ring_q == ((f_head_q - f_cons3_q) >> f_log2_q & 32'd1) && f_head_q - f_cons3_q <= 32'd1 << f_log2_q && f_used <= f_head_q - f_cons3_q);
  if (f_looks && st_q == TAKE) assert (dropped_q == f_drop_q[f_m]);
  // the ring
  assert (f_head_q == head_q[f_m*32 +: 32] + 32'(moves_q[f_m]));
  if (moves_q[f_m]) assert (!f_vm_still && head2_q == head_q[f_m*32 +: 32] + 32'd1);
  if (!f_stale_q) assert (f_used <= 32'd1 << f_log2_q);
  if (f_given_q) assert (f_idle_q[f_v*3 +: 3] == 0 && !f_stale_q);
end
`endif
