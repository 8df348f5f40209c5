// SPDX-License-Identifier: Apache-2.0
// Inside pml_map, its queues, its table of lines in flight and its words by stand-ins: the touched map's way of a line, part of promise E1. One evicted line, any, is followed from the
// port to the transaction queue, however often it goes round through the retry queue: it comes out once, unchanged, for each kind of which it has beats either to be read or to be
// written whole. Of one hash of lines, any, no two are under way at a time: between the transaction queue and the answer, or on the way there; so no line is read or
// written while an earlier write of it is not answered; and with a line the bit that its look gave comes to the table of lines in flight, which has not changed. The words of the map (map_groups) are never read while a write to them is on the way. No queue overflows. Assumed of
// the neighbours: no more lines are evicted than there are slots (slots); an answer is for a line in flight (axi_wr, pml_unit); the engine asks for its own operations.
(* anyseq *) logic f_start;
logic f_seen_q;
initial f_seen_q = 1'b0;
(* hierconn *) wire \u_wbq.f_pick ;
(* hierconn *) wire \u_wbq.f_has_q ;
(* hierconn *) wire \u_wbq.f_mine ;
(* hierconn *) wire [$clog2(QD):0] \u_wbq.f_n_q ;
(* hierconn *) wire \u_retry.f_pick ;
(* hierconn *) wire \u_retry.f_has_q ;
(* hierconn *) wire \u_retry.f_mine ;
(* hierconn *) wire \u_txq.f_pick ;
(* hierconn *) wire \u_txq.f_has_q ;
(* hierconn *) wire \u_txq.f_mine ;
(* hierconn *) wire [HW-1:0] \u_inflight.f_h ;
(* hierconn *) wire \u_inflight.f_has_q ;
(* hierconn *) wire \u_inflight.f_bit_q ;
(* hierconn *) wire [7:0] \u_inflight.f_n_q ;
logic          f_on_q, f_c_q, f_d_q, f_m2_q, f_m3_q, f_m4_q;   // the line is on its way; where it is
logic [LI-1:0] f_info_q;
wire f_ev   = ev_valid_i && f_start && !f_on_q;
wire f_take = (wbq_pop && \u_wbq.f_mine ) || (rt_pop && \u_retry.f_mine );
wire f_leaves = f_d_q && d_leaves;
wire f_out  = tx_pop_i && \u_txq.f_mine ;
wire [7:0] f_where = {\u_wbq.f_has_q , \u_retry.f_has_q , \u_txq.f_has_q , f_c_q, f_d_q, f_m2_q, f_m3_q, f_m4_q};
// lines of the hash
wire [HW-1:0] f_h = \u_inflight.f_h ;
wire f_h_d  = d_valid_q && d_line && !d_conflict_q && d_hash_q == f_h;
wire f_h_m2 = m2_line && m2_hash_q == f_h;
wire f_h_m3 = m3_line && m3_hash_q == f_h;
wire f_h_m4 = m4_push_q && m4_hash_q == f_h;
// groups that are about to be written: read two cycles ago, one cycle ago
wire f_writes = d_go && d_op_q != pml_pkg::OP_CLEAR && d_op_q != pml_pkg::OP_READ_T;
logic f_w1_q, f_w2_q;
logic [TW-6:0] f_g1_q, f_g2_q;
logic [7:0] f_open_q;             // lines in flight at the port
always_ff @(posedge clk_i) begin
  f_seen_q <= 1'b1;
  if (!rst_ni) begin
    {f_on_q, f_c_q, f_d_q, f_m2_q, f_m3_q, f_m4_q, f_w1_q, f_w2_q} <= '0;
    f_open_q <= '0;
  end else begin
    f_on_q <= f_ev || (f_on_q && !f_out);
    f_c_q  <= f_take || (f_c_q && !move);
    f_d_q  <= (f_c_q && move) || (f_d_q && !d_leaves);
    f_m2_q <= f_leaves && !d_drop;
    f_m3_q <= f_m2_q;
    f_m4_q <= f_m3_q;
    f_w1_q <= f_writes;
    f_w2_q <= f_w1_q;
    f_open_q <= f_open_q + 8'(m4_push_q) - 8'(line_done_i);
  end
  if (f_ev) f_info_q <= ev_info_i;
  f_g1_q <= d_info_q[TW-1:5];
  f_g2_q <= f_g1_q;
end
wire [1:0] f_kinds = {|f_info_q[TW+NB +: NB], |f_info_q[TW +: NB]};
always @* begin
  if (!f_seen_q) assume (!rst_ni);
  assume (\u_wbq.f_pick == f_ev && \u_retry.f_pick == f_d_q && \u_txq.f_pick == f_m4_q);
  if (f_seen_q && rst_ni) begin
    if (ev_valid_i)  assume (32'(\u_wbq.f_n_q ) < QD);
    if (line_done_i) assume (f_open_q != 0);
    if (tx_pop_i)    assume (tx_valid_o);
    assume (eng_clear_i == (eng_valid_i && eng_op_i == pml_pkg::OP_CLEAR));
    if (eng_valid_i) assume (eng_op_i == pml_pkg::OP_CLEAR || eng_op_i == pml_pkg::OP_READ_H || eng_op_i == pml_pkg::OP_READ_T || eng_op_i == pml_pkg::OP_WIPE);
    a_never_lost: assert (f_on_q == (f_where != 0) && (f_where & (f_where - 8'd1)) == 0);
    if (\u_txq.f_mine ) a_unchanged: assert (tx_info_o[LI-1:0] == f_info_q && !tx_info_o[XW-1] && (tx_info_o[LI+1:LI] & tx_info_o[LI+3:LI+2]) == 2'd0
                                             && (tx_info_o[LI+1:LI] | tx_info_o[LI+3:LI+2]) == f_kinds);
    if (f_h_m4) a_bit: assert (m4_bit_q == \u_inflight.f_bit_q );
    a_one_under_way: assert (!(f_h_m4 && \u_inflight.f_has_q ));
    if (d_go && !d_pass_q) a_spaced: assert (!(f_w1_q && f_g1_q == d_info_q[TW-1:5]) && !(f_w2_q && f_g2_q == d_info_q[TW-1:5]));
    c_round: cover (\u_txq.f_mine && f_went_q);
    c_clear: cover (\u_txq.f_mine && clr_push_o);
  end
end
logic f_went_q;                   // it was in the retry queue
always_ff @(posedge clk_i) f_went_q <= rst_ni && f_on_q && (f_went_q || \u_retry.f_has_q );
`ifdef F_HELP
(* hierconn *) wire [LI-1:0] \u_wbq.f_data_q ;
(* hierconn *) wire [LI-1:0] \u_retry.f_data_q ;
(* hierconn *) wire [XW-1:0] \u_txq.f_data_q ;
(* hierconn *) wire \u_groups.m2_go_q ;
(* hierconn *) wire \u_groups.m3_go_q ;
(* hierconn *) wire [2:0] \u_groups.m2_op_q ;
(* hierconn *) wire [2:0] \u_groups.m3_op_q ;
(* hierconn *) wire [1:0] \u_groups.m2_kinds_q ;
(* hierconn *) wire [1:0] \u_groups.m3_kinds_q ;
wire f_c_promised = c_valid_q && c_line;
wire [31:0] f_held = 32'(f_c_promised) + 32'(d_line) + 32'(m2_line) + 32'(m3_line) + 32'(m4_push_q) + 32'(m4_back_q);   // promises on the way
wire [31:0] f_tx_free = 32'(tx_left_q[5] ? 6'd0 : tx_left_q + 6'd1);
wire [31:0] f_if_free = if_left_q[FW] ? 32'd0 : 32'(if_left_q) + 32'd1;
always @* if (f_seen_q && rst_ni) begin
  // places
  assert ((!tx_left_q[5] || &tx_left_q) && (!if_left_q[FW] || &if_left_q));
  assert (f_tx_free + 32'(tx_ret_q) + f_held + 32'(tx_count_unused) == 32'd16);
  assert (f_if_free + 32'(if_ret_q) + f_held + 32'(f_open_q) == LINES);
  assert (32'(\u_inflight.f_n_q ) == 32'(f_open_q) + 32'(done_q) && 32'(f_open_q) <= LINES);
  assert (32'(rt_count) + 32'(c_valid_q && c_wb_q) + 32'(d_valid_q && d_wb_q) <= 32'd16);
  assert (!(m4_push_q && m4_back_q) && (!m4_clear_q || m4_push_q));
  // operations
  if (c_valid_q) assert (c_wb_q ? c_op_q == pml_pkg::OP_SET : c_op_q != pml_pkg::OP_SET);
  if (d_valid_q) assert (d_wb_q ? d_op_q == pml_pkg::OP_SET : d_op_q != pml_pkg::OP_SET);
  if (d_valid_q) assert (!d_conflict_q || d_line);
  assert (!d_pass_q || (d_valid_q && d_two_q && !d_conflict_q));
  if (d_valid_q) assert (d_two_q == (d_op_q == pml_pkg::OP_READ_H || d_op_q == pml_pkg::OP_WIPE));
  assert (d_leave_q == (d_step && (!d_two_q || d_pass_q)));
  assert (rt_much_q || 32'(rt_count) < 32'd13 || (32'(rt_count) + 32'(c_valid_q && c_wb_q) + 32'(d_valid_q && d_wb_q) <= 32'd15 && rt_count == 5'd13));
  if (c_valid_q && c_line) assert (c_hash_q == hash_of(c_info_q[TW-1:0]));
  if (d_line) assert (d_hash_q == hash_of(d_info_q[TW-1:0]));
  // the hash
  assert (32'(f_h_d) + 32'(f_h_m2) + 32'(f_h_m3) + 32'(f_h_m4) + 32'(\u_inflight.f_has_q ) <= 1);
  if (f_h_d)  assert (d_bit_q == \u_inflight.f_bit_q );
  if (f_h_m2) assert (m2_bit_q == \u_inflight.f_bit_q );
  if (f_h_m3) assert (m3_bit_q == \u_inflight.f_bit_q );
  // the groups
  assert (m2_writes == (f_w1_q));
  assert (!f_w1_q || f_g1_q == m2_info_q[TW-1:5]);
  if (d_valid_q && !d_pass_q) begin
    if (f_w1_q && f_g1_q == d_info_q[TW-1:5]) assert (d_wait_q == 2'd2);
    if (f_w2_q && f_g2_q == d_info_q[TW-1:5]) assert (d_wait_q != 0);
  end
  // the line
  if (\u_wbq.f_has_q )   assert (\u_wbq.f_data_q == f_info_q);
  if (\u_retry.f_has_q ) assert (\u_retry.f_data_q == f_info_q);
  if (f_c_q)  assert (c_valid_q && c_wb_q && c_op_q == pml_pkg::OP_SET && c_info_q == f_info_q && c_kinds_q == f_kinds);
  if (f_d_q)  assert (d_valid_q && d_wb_q && d_op_q == pml_pkg::OP_SET && d_info_q == f_info_q && d_kinds_q == f_kinds);
  if (f_m2_q) assert (\u_groups.m2_go_q && \u_groups.m2_op_q == pml_pkg::OP_SET && \u_groups.m2_kinds_q == f_kinds && m2_info_q == f_info_q);
  if (f_m3_q) assert (\u_groups.m3_go_q && \u_groups.m3_op_q == pml_pkg::OP_SET && \u_groups.m3_kinds_q == f_kinds && m3_info_q == f_info_q);
  if (f_m4_q) assert (m4_push_q && m4_info_q == f_info_q && !m4_how_q[4] && (m4_how_q[3:2] & m4_how_q[1:0]) == 0 && (m4_how_q[3:2] | m4_how_q[1:0]) == f_kinds);
  if (\u_txq.f_has_q ) assert (\u_txq.f_data_q [LI-1:0] == f_info_q && !\u_txq.f_data_q [XW-1]
                               && (\u_txq.f_data_q [LI+1:LI] & \u_txq.f_data_q [LI+3:LI+2]) == 0 && (\u_txq.f_data_q [LI+1:LI] | \u_txq.f_data_q [LI+3:LI+2]) == f_kinds);
end
`endif
