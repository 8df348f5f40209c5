// SPDX-License-Identifier: Apache-2.0
// Inside pml_wb_beat, its queue by a stand-in: the write-back's part of promises E1, E2 and E3. One line, any, is followed, and one of its beats of one kind, any. Of each kind that is to be
// written all beats leave (full), or those of the mask (read), each once, accessed before written, lowest first; the followed beat's value is what the store holds if the mask has
// the beat, ORed with what memory holds if the kind was read, and nothing else; what counts as newly set is what the store holds and memory does not. Bursts are as long as they
// say; one of them, the last, says that it ends the line; the slot is freed once, after the last read. Assumed of the neighbours: a line says of each kind: full, read (then its mask
// has a beat) or neither, not neither of both (pml_map: see map); the store's data port and the read buffer give zero for what is not read (store_data, rd_buf).
(* anyconst *) logic          f_k;       // 1: written
(* anyconst *) logic [BW-1:0] f_b;
(* anyseq *)   logic          f_start;
logic f_seen_q;
initial f_seen_q = 1'b0;
(* hierconn *) wire \u_q.f_pick ;
(* hierconn *) wire \u_q.f_has_q ;
(* hierconn *) wire \u_q.f_mine ;
(* hierconn *) wire [QW-1:0] \u_q.f_data_q ;
logic          f_in_q, f_b2_q, f_b3_q, f_mine2_q, f_mine3_q, f_end2_q, f_end3_q, f_rd_q, f_rf_q, f_rdk_q;
logic [XW-1:0] f_info_q;
logic [NB-1:0] f_done_a_q, f_done_w_q;
logic [BW-1:0] f_rn_q, f_rl_q, f_len_q;
logic          f_first_q, f_last_q, f_ends_q, f_bad_q;
logic [DW-1:0] f_val_q;
wire f_idle  = !f_in_q && !f_mine2_q && !f_mine3_q && !\u_q.f_has_q ;
wire f_load  = load && f_start && f_idle;
wire f_zero  = f_info_q[XW-1];
wire [NB-1:0] f_mask_a = f_info_q[TW +: NB];
wire [NB-1:0] f_mask_w = f_info_q[TW+NB +: NB];
wire [NB-1:0] f_exp_a  = f_info_q[XW-3] ? '1 : f_info_q[XW-5] ? f_mask_a : '0;
wire [NB-1:0] f_exp_w  = f_info_q[XW-2] ? '1 : f_info_q[XW-4] ? f_mask_w : '0;
wire          f_need   = f_k ? f_info_q[XW-4] : f_info_q[XW-5];
wire          f_had    = !f_zero && (f_k ? f_mask_w[f_b] : f_mask_a[f_b]);
wire [SLW-1:0] f_slot  = f_info_q[TW+2*NB +: SLW];
wire f_kind  = !any_a_q;                                 // of the beat that is issued
wire f_go    = go && f_in_q;
wire f_hit   = f_go && f_kind == f_k && beat == f_b;
wire [NB-1:0] f_hot  = NB'(1) << beat;
wire [2*NB-1:0] f_span = ((2*NB)'(2) << len) - (2*NB)'(1);
wire [NB-1:0] f_run  = NB'(f_span << beat);              // the run that begins with it
wire f_rest  = f_kind ? (f_exp_w & ~f_done_w_q & ~f_run) != 0 : (f_exp_a & ~f_done_a_q & ~f_run) != 0 || f_exp_w != 0;
wire [BW-1:0] f_n = cont_q ? f_rn_q : '0;
wire [BW-1:0] f_l = cont_q ? f_rl_q : len;
wire [DW-1:0] f_mine_data = f_k ? rd_data_i[2*DW-1:DW] : rd_data_i[DW-1:0];
wire [2:0]    f_word  = (NB > 1) ? 3'(f_b) << $clog2(DW / 64) : 3'd0;
always_ff @(posedge clk_i) begin
  f_seen_q <= 1'b1;
  if (!rst_ni) begin
    {f_in_q, f_b2_q, f_b3_q, f_mine2_q, f_mine3_q, f_end2_q, f_end3_q} <= '0;
  end else begin
    f_in_q    <= f_load || (f_in_q && !(go && line_end));
    f_b2_q    <= f_hit || (f_b2_q && rd_wait_i);
    f_b3_q    <= f_b2_q && !rd_wait_i;
    f_mine2_q <= f_go || (f_mine2_q && rd_wait_i);
    f_mine3_q <= f_mine2_q && !rd_wait_i;
    f_end2_q  <= (f_go && line_end) || (f_end2_q && rd_wait_i);
    f_end3_q  <= f_end2_q && !rd_wait_i;
  end
  if (f_load) f_info_q <= wt_info_i;
  f_done_a_q <= f_load ? '0 : f_done_a_q | (f_go && !f_kind ? f_hot : '0);
  f_done_w_q <= f_load ? '0 : f_done_w_q | (f_go && f_kind ? f_hot : '0);
  if (go) begin
    f_rn_q <= f_n + 1'b1;
    f_rl_q <= f_l;
  end
  if (f_hit) {f_first_q, f_last_q, f_len_q, f_ends_q} <= {!cont_q, b_last, len, !f_rest};
  f_rd_q  <= rd_re_o && !rd_wait_i;
  f_rdk_q <= rd_kind_w_o;
  f_rf_q  <= rf_re_o;
  if (f_b3_q) {f_bad_q, f_val_q} <= {rf_err_i, (f_had ? f_mine_data : '0) | (f_need ? rf_data_i : '0)};
end
wire f_here = \u_q.f_mine && x_valid_o;
always @* begin
  if (!f_seen_q) assume (!rst_ni);
  assume (\u_q.f_pick == f_b3_q);
  if (wt_valid_i) begin
    assume (!(wt_info_i[XW-3] && wt_info_i[XW-5]) && !(wt_info_i[XW-2] && wt_info_i[XW-4]));
    assume ((!wt_info_i[XW-5] || wt_info_i[TW +: NB] != 0) && (!wt_info_i[XW-4] || wt_info_i[TW+NB +: NB] != 0));
    assume (|wt_info_i[XW-2 -: 4]);
  end
  if (!f_rd_q || f_rdk_q)  assume (rd_data_i[DW-1:0] == '0);
  if (!f_rd_q || !f_rdk_q) assume (rd_data_i[2*DW-1:DW] == '0);
  if (!f_rf_q) assume (rf_data_i == '0 && !rf_err_i);
  if (rd_wait_i) assume (rd_re_o);
  if (x_take_i) assume (x_valid_o);
  if (f_seen_q && rst_ni) begin
    if (f_go) begin
      a_expected: assert (f_kind ? |(f_hot & f_exp_w & ~f_done_w_q) : |(f_hot & f_exp_a & ~f_done_a_q));
      a_lowest:   assert (((f_kind ? f_exp_w & ~f_done_w_q : f_exp_a & ~f_done_a_q) & (f_hot - 1'b1)) == 0 && (!f_kind || f_done_a_q == f_exp_a));
      a_all:      assert (line_end == ((f_done_a_q | (f_kind ? '0 : f_hot)) == f_exp_a && (f_done_w_q | (f_kind ? f_hot : '0)) == f_exp_w));
    end
    if (go) a_run:      assert (b_last == (f_n == f_l) && (cont_q || 32'(beat) + 32'(len) < NB));
    if (f_hit) a_asks:  assert (rf_take_o == f_need);
    if (f_b2_q) a_store: assert (rd_re_o == f_had && (!rd_re_o || (rd_slot_o == f_slot && rd_beat_o == f_b && rd_kind_w_o == f_k)));
    if (f_b2_q && !rd_wait_i) a_memory: assert (rf_re_o == f_need);
    if (f_b3_q) a_newly: assert (n_valid_o == f_had && n_sel_o == {f_info_q[LW+1 +: VMW], f_k, f_info_q[LW]}
                                 && (!n_valid_o || n_bits_o == (f_mine_data & ~(f_need ? rf_data_i : '0))));
    if (f_mine3_q) a_frees: assert (free_o == (f_end3_q && !f_zero) && (!free_o || free_slot_o == f_slot));
    if (f_here) begin
      a_value: assert (x_data_o == f_val_q && x_bad_o == f_bad_q);
      a_place: assert (x_off_o == {f_info_q[LW-1:0], f_word} && x_sel_o == {f_info_q[LW+1 +: VMW], f_k, f_info_q[LW]} && x_vm_o == f_info_q[LW+1 +: VMW]);
      a_tag:   assert ({x_zero_o, x_color_o, x_buf_o} == {f_zero, f_info_q[XW-6], f_info_q[LW]});
      a_burst: assert ({x_first_o, x_last_o} == {f_first_q, f_last_q} && (!f_first_q || (x_len_o == f_len_q && x_ends_o == f_ends_q)));
    end
    c_read:  cover (f_here && f_need && f_had && f_b == BW'(1) && f_k && x_data_o[1:0] == 2'd3 && f_val_q[2] && !f_first_q);
    c_clear: cover (f_here && f_zero && x_ends_o && x_first_o);
    c_wait:  cover (f_b2_q && rd_wait_i && f_k && f_done_a_q != 0);
  end
end
`ifdef F_HELP
function automatic logic f_one(input logic [NB-1:0] m);
  f_one = (m & (m - 1'b1)) == 0;
endfunction
localparam int unsigned F_MW = MW;
wire [F_MW-1:0] f_meta = {f_zero, f_info_q[XW-6], f_info_q[LW], f_k, f_first_q, f_last_q, 1'b0, f_ends_q, f_len_q, f_info_q[LW+1 +: VMW], f_info_q[LW-1:0]};
wire [F_MW-1:0] f_care = ~(F_MW'(1) << (F_MW - 7)) & (f_first_q ? '1 : ~((F_MW'(1) << (F_MW - 8)) | ((F_MW'(2**BW - 1)) << (VMW + LW))));
wire [QW-1:0] f_qcare = {3'b111, f_first_q, 4'b1111, {BW{f_first_q}}, {(QW - 8 - BW){1'b1}}};
always @* if (rst_ni && f_seen_q) begin
  assert (32'(q_used_unused) == 32'(q_count_unused) + 32'(b2_valid_q) + 32'(b3_valid_q) && q_used_unused <= 4'd8);
  if (w_valid_q) assert (any_a_q == (rem_a_q != 0) && any_w_q == (rem_w_q != 0) && one_a_q == f_one(rem_a_q) && one_w_q == f_one(rem_w_q) && (any_a_q || any_w_q));
  assert (!cont_q || (w_valid_q && f_rn_q != 0 && 32'(f_rn_q) + 32'(len) == 32'(f_rl_q)));
  if (f_in_q) begin
    assert (w_valid_q && w_info_q == f_info_q && rem_a_q == (f_exp_a & ~f_done_a_q) && rem_w_q == (f_exp_w & ~f_done_w_q));
    assert ((f_done_a_q & ~f_exp_a) == 0 && (f_done_w_q & ~f_exp_w) == 0 && (f_done_w_q == 0 || f_done_a_q == f_exp_a));
    assert (!(f_info_q[XW-3] && f_info_q[XW-5]) && !(f_info_q[XW-2] && f_info_q[XW-4]));
    assert (!cont_q || (f_done_a_q | f_done_w_q) != 0);
  end
  // the followed beat is in one place at most, and was issued
  assert (32'(f_b2_q) + 32'(f_b3_q) + 32'(\u_q.f_has_q ) <= 1);
  if (f_in_q && (f_b2_q || f_b3_q || \u_q.f_has_q )) assert (f_k ? f_done_w_q[f_b] : f_done_a_q[f_b]);
  assert ((!f_b2_q || f_mine2_q) && (!f_b3_q || f_mine3_q) && (!f_end2_q || f_mine2_q) && (!f_end3_q || f_mine3_q));
  assert (!(f_in_q && (f_end2_q || f_end3_q)) && !(f_end2_q && f_end3_q));
  if (f_mine2_q) assert (b2_valid_q && b2_slot_q == f_slot && b2_line_last_q == (f_end2_q && !f_zero));
  if (f_mine3_q) assert (b3_valid_q && b3_slot_q == f_slot && b3_line_last_q == (f_end3_q && !f_zero));
  assert (!f_mine3_q || !f_end3_q || !f_mine2_q);
  if (f_b2_q) assert (((b2_meta_q ^ f_meta) & f_care) == 0 && b2_beat_q == f_b && b2_had_q == f_had && b2_read_q == f_need);
  if (f_b3_q) assert (((b3_meta_q ^ f_meta) & f_care) == 0 && b3_beat_q == f_b && b3_had_q == f_had && f_rd_q == f_had && f_rf_q == f_need && (!f_rd_q || f_rdk_q == f_k));
  if (\u_q.f_has_q )
    assert (((\u_q.f_data_q ^ {f_zero, f_info_q[XW-6], f_info_q[LW], f_ends_q, f_first_q, f_last_q, f_k, f_bad_q, f_len_q, f_info_q[LW+1 +: VMW],
                               f_info_q[LW-1:0], f_word, f_val_q}) & f_qcare) == 0);
end
`endif
