// SPDX-License-Identifier: Apache-2.0
// Inside pml_wb_read, its queues by stand-ins: the AXI4 read side that the unit drives (AR; the R channel is always taken), promise I1 for reads, and the order of what is read. One line, any,
// and one of its bursts to one base, any, are followed. Of each kind that is read exactly the beats of its mask are asked for, each once, accessed before written, lowest first (as
// wb_beat takes them); the line goes on unchanged, in order. A burst leaves at its base + its place, inside the base's region and inside 4 KiB; AR stands until it is taken; no more than
// OUTSTANDING bursts are open. Assumed: the map names beats where it says that a kind is read (map: kinds; store: masks); the line's place is inside its region (a line is of an
// event below the limit: front, store), which does not carry (pml_cfg_check), and whose base does not change (base_tab); memory ends only bursts that were asked for; the beat stage uses up
// only those (wb_beat).
(* anyconst *) logic [VMW+1:0]  f_sel;
(* anyconst *) logic [AW-1:12]  f_base;
(* anyconst *) logic [AW-1:0]   f_size;
(* anyseq *)   logic f_start, f_first;
logic f_seen_q, f_run_q;
initial f_seen_q = 1'b0;
(* hierconn *) wire \u_ar.f_pick ;
(* hierconn *) wire \u_ar.f_has_q ;
(* hierconn *) wire \u_ar.f_mine ;
(* hierconn *) wire [AW+BW-1:0] \u_ar.f_data_q ;
(* hierconn *) wire \u_wtq.f_pick ;
(* hierconn *) wire \u_wtq.f_has_q ;
(* hierconn *) wire \u_wtq.f_mine ;
(* hierconn *) wire [XW-1:0] \u_wtq.f_data_q ;
// ---- the line
logic          f_in_q;
logic [XW-1:0] f_info_q;
logic [NB-1:0] f_done_a_q, f_done_w_q;
wire [NB-1:0] f_exp_a = f_info_q[XW-5] ? f_info_q[TW +: NB] : '0;
wire [NB-1:0] f_exp_w = f_info_q[XW-4] ? f_info_q[TW+NB +: NB] : '0;
wire f_take = load && f_start && !f_in_q && !\u_wtq.f_has_q ;
wire f_kind = !any_a_q;
wire [2*NB-1:0] f_span = ((2*NB)'(2) << len) - (2*NB)'(1);
wire [NB-1:0] f_run = NB'(f_span << first);
wire [NB-1:0] f_left = f_kind ? f_exp_w & ~f_done_w_q : f_exp_a & ~f_done_a_q;
wire f_issue = f_in_q && issue;
// ---- the burst
logic          f_a1_q, f_a2_q;
logic [LW-1:0] f_line_q;
logic [BW-1:0] f_first_q, f_len_q;
wire [VMW+1:0] f_now_sel = {r_info_q[LW+1 +: VMW], f_kind, r_info_q[LW]};
wire f_pick = issue && f_first && f_now_sel == f_sel && !f_a1_q && !f_a2_q && !\u_ar.f_has_q ;
wire [AW:0] f_from = {1'b0, f_base, 12'd0};
wire [AW-1:0] f_off = AW'({f_line_q, 6'd0}) + AW'(32'(f_first_q) * (DW / 8));
wire [AW-1:0] f_addr = f_from[AW-1:0] + f_off;
wire [AW:0] f_bytes = (AW+1)'((32'(arlen_o) + 32'd1) * (DW / 8));
wire        f_ar = arvalid_o && arready_i;
logic          f_wait_q;
logic [AW+7:0] f_ar_q;
logic [7:0]    f_lines_q, f_open_q, f_used_q;   // lines taken and not passed on; bursts asked for and not ended, not used up
always_ff @(posedge clk_i) begin
  f_seen_q <= 1'b1;
  f_run_q  <= rst_ni;
  f_wait_q <= rst_ni && arvalid_o && !arready_i;
  f_ar_q   <= {araddr_o, arlen_o};
  f_open_q  <= !rst_ni ? '0 : f_open_q + 8'(f_ar) - 8'(r_last_i);
  f_lines_q <= !rst_ni ? '0 : f_lines_q + 8'(tx_pop_o) - 8'(wt_pop_i);
  f_used_q  <= !rst_ni ? '0 : f_used_q + 8'(r_last_i) - 8'(res_back_i);
  if (!rst_ni) {f_in_q, f_a1_q, f_a2_q} <= '0;
  else begin
    f_in_q <= f_take || (f_in_q && !move);
    f_a1_q <= f_pick;
    f_a2_q <= f_a1_q;
  end
  if (f_take) f_info_q <= tx_info_i;
  f_done_a_q <= f_take ? '0 : f_done_a_q | (f_issue && !f_kind ? f_run : '0);
  f_done_w_q <= f_take ? '0 : f_done_w_q | (f_issue && f_kind ? f_run : '0);
  if (f_pick) {f_line_q, f_first_q, f_len_q} <= {r_info_q[LW-1:0], first, len};
end
always @* begin
  if (!f_seen_q) assume (!rst_ni);
  assume (f_from + {1'b0, f_size} <= {1'b1, {AW{1'b0}}});
  assume (\u_ar.f_pick == f_a2_q && \u_wtq.f_pick == (f_in_q && move));
  if (f_seen_q && rst_ni) begin
    if (base_sel_o == f_sel) assume (base_i[AW-1:12] == f_base);
    if (f_pick)     assume (AW'({r_info_q[LW-1:0], 6'd0}) + AW'(64) <= f_size);
    if (r_last_i)   assume (f_open_q != 0);
    if (res_back_i) assume (f_used_q != 0);
    if (wt_pop_i)   assume (wt_valid_o);
    if (tx_valid_i) begin
      assume ((!tx_info_i[XW-5] || |tx_info_i[TW +: NB]) && (!tx_info_i[XW-4] || |tx_info_i[TW+NB +: NB]));
    end
    if (f_issue) a_asked: assert ((f_run & ~f_left) == 0 && f_run != 0 && (f_left & ((NB'(1) << first) - 1'b1)) == 0 && (!f_kind || f_done_a_q == f_exp_a));
    if (f_in_q && move) a_all: assert ((f_done_a_q | (f_issue && !f_kind ? f_run : '0)) == f_exp_a && (f_done_w_q | (f_issue && f_kind ? f_run : '0)) == f_exp_w);
    if (\u_wtq.f_mine ) a_line: assert (wt_info_o == f_info_q);
    if (f_run_q && f_wait_q) a_ar_stable: assert (arvalid_o && f_ar_q == {araddr_o, arlen_o});
    if (\u_ar.f_mine ) begin
      a_address:  assert (araddr_o == f_addr && arlen_o == 8'(f_len_q));
      a_confined: assert ({1'b0, araddr_o} >= f_from && {1'b0, araddr_o} + f_bytes <= f_from + {1'b0, f_size});
      a_4k:       assert (32'(araddr_o[11:0]) + 32'(f_bytes) <= 32'd4096);
    end
    a_places: assert (32'(f_lines_q) <= TXN);
    a_outstanding: assert (32'(f_open_q) <= OUTSTANDING);
    c_held:  cover (wt_much_q && tx_valid_i && wt_count == (WTW + 1)'(TXN) && !wt_pop_i);
    c_full:  cover (32'(f_open_q) == OUTSTANDING);
    c_end:   cover (\u_ar.f_mine && {1'b0, araddr_o} + f_bytes == f_from + {1'b0, f_size} && arlen_o != 0 && f_sel[1]);
    c_two:   cover (\u_wtq.f_mine && f_done_a_q == NB'(5) && f_done_w_q == NB'(2));
  end
end
`ifdef F_HELP
always @* if (f_seen_q && rst_ni) begin
  assert (32'(ar_used_unused) == 32'(ar_count_unused) + 32'(a1_valid_q) + 32'(a2_valid_q) && ar_used_unused <= 4'd8);
  assert (32'(rd_out_o) == 32'(f_open_q) + 32'(ar_count_unused) + 32'(a1_valid_q) + 32'(a2_valid_q) && 32'(rd_out_o) <= OUTSTANDING);
  assert (32'(res_used_unused) == 32'(rd_out_o) + 32'(f_used_q) && 32'(res_used_unused) <= TXN);
  assert (32'(f_lines_q) == 32'(r_valid_q) + 32'(wt_count) && 32'(f_lines_q) <= TXN && (wt_much_q || 32'(wt_count) <= TXN - 2));
  if (r_valid_q) assert (any_a_q == (rem_a_q != 0) && any_w_q == (rem_w_q != 0) && one_a_q == few_a[0] && one_w_q == few_w[0]);
  if (f_in_q) assert (r_valid_q && r_info_q == f_info_q && rem_a_q == (f_exp_a & ~f_done_a_q) && rem_w_q == (f_exp_w & ~f_done_w_q)
                      && (f_done_a_q & ~f_exp_a) == 0 && (f_done_w_q & ~f_exp_w) == 0 && (f_done_w_q == 0 || f_done_a_q == f_exp_a));
  assert (!(f_in_q && \u_wtq.f_has_q ));
  if (\u_wtq.f_has_q ) assert (\u_wtq.f_data_q == f_info_q);
  assert (32'(f_a1_q) + 32'(f_a2_q) + 32'(\u_ar.f_has_q ) <= 1);
  if (f_a1_q) assert (a1_valid_q && base_sel_o == f_sel && {a1_line_q, a1_first_q, a1_len_q} == {f_line_q, f_first_q, f_len_q});
  if (f_a2_q) assert (a2_valid_q && a2_base_q[AW-1:12] == f_base && {a2_line_q, a2_first_q, a2_len_q} == {f_line_q, f_first_q, f_len_q});
  if (\u_ar.f_has_q ) assert (\u_ar.f_data_q == {f_len_q, f_addr});
  if (f_a1_q || f_a2_q || \u_ar.f_has_q ) assert (AW'({f_line_q, 6'd0}) + AW'(64) <= f_size && 32'(f_first_q) + 32'(f_len_q) < NB);
end
`endif
