// SPDX-License-Identifier: Apache-2.0
// Inside pml_engine: the order of its work, which `map_lists` assumes, and that none of it is left out (C1).
//   - A walk reads the group that its list's head or the result before names, one at a time; it ends where the list does; the H list is emptied then, before the T list's head is taken.
//   - Any line of a group: in the H walk it is cleared once, with its kinds, if the result has it, else not; in the T walk it becomes one entry of the summary, with its kinds, or none.
//   - Entries fill chunks of 16 in order, none is written while its chunk is offered, and each chunk is sent before the record.
//   - A HARVEST, PEEK or DISABLE asks for its record only after both walks; so the job's end, with which the role turns, comes after them.
//   - Without marks ENABLE empties the lists and wipes, PREPARE the same; any group below the limit, of either buffer, is wiped once, no other is. ENABLE clears any line below the
//     limit, of either buffer, once, with the kinds that are logged, and no other. Nothing but these is asked of the map.
// Assumed of the map: an operation is performed only while it is asked for; a READ has one result, later, which stands until it is shifted out (pml_map_groups). Of the summary's way as
// in `engine`. The limit is not 0 and is a limit that the registers take; a VM's mode, limit and job stand while the job is there.
(* anyconst *) logic [4:0]    f_bit;      // any line of a group
(* anyconst *) logic [LW-1:0] f_line;     // any line of a VM,
(* anyconst *) logic          f_buf;      // of this buffer
(* anyseq *)   logic [31:0]   f_new_a, f_new_w;
logic          f_seen_q, f_h_q, f_t_q, f_h_done_q, f_t_done_q, f_busy_q, f_owed_q, f_open_q, f_wiped_q, f_cleared_q, f_emptied_q, f_rested_q, f_hold_q, f_wrote_q;
logic [GW:0]   f_at_q;                    // where the walk has come to
logic [31:0]   f_a_q, f_w_q;              // what is left of a result
logic [1:0]    f_kinds_q;                 // of f_bit in the result
logic [LW:0]   f_entries_q;
logic [40:0]   f_limit_q;
logic [VMW:0]  f_vb_q;
initial f_seen_q = 1'b0;
wire f_harvest = bitmap_q && (job_q == pml_pkg::JOB_HARVEST || job_q == pml_pkg::JOB_PEEK || job_q == pml_pkg::JOB_DISABLE);
wire f_enable  = bitmap_q && job_q == pml_pkg::JOB_ENABLE;
wire f_read_h  = op_valid_o && op_o == pml_pkg::OP_READ_H;
wire f_read_t  = op_valid_o && op_o == pml_pkg::OP_READ_T;
wire f_clear   = op_valid_o && op_o == pml_pkg::OP_CLEAR;
wire f_wipe    = op_valid_o && op_o == pml_pkg::OP_WIPE;
wire f_begin   = st_q == WAITWB && st_d == HSCAN;
wire f_mine    = op_line_o == {f_at_q[GW-1:0], f_bit};
wire f_entry   = sum_we_o && sum_entry_o[29:0] == 30'({f_at_q[GW-1:0], f_bit});
wire [40:0] f_lines  = (f_limit_q + 41'd511) >> 9;      // of the VM
wire [40:0] f_groups = (f_lines + 41'd31) >> 5;
wire f_wipe_here  = f_wipe && op_buf_o == f_buf && op_line_o[LW-1:5] == f_line[LW-1:5];
wire f_clear_here = f_clear && f_enable && op_buf_o == f_buf && op_line_o == f_line;
wire f_limit_ok   = cfg_limit_i[vm_o*40 +: 40] != 0 && 41'(cfg_limit_i[vm_o*40 +: 40]) <= 41'd1 << PAGES_LOG2;
always_ff @(posedge clk_i) begin
  f_seen_q   <= 1'b1;
  f_vb_q     <= {vm_o, buf_o};
  f_rested_q <= rst_ni && !fin_o;
  if (!rst_ni) begin
    {f_h_q, f_t_q, f_h_done_q, f_t_done_q, f_busy_q, f_owed_q, f_open_q, f_wiped_q, f_cleared_q, f_emptied_q} <= '0;
    {f_hold_q, f_wrote_q} <= '0;
    f_entries_q <= '0;
    f_a_q       <= '0;
    f_w_q       <= '0;
  end else begin
    f_open_q   <= (f_open_q || sum_first_take_i) && !sum_done_i;
    f_hold_q   <= sum_valid_o && !sum_done_i;
    f_wrote_q  <= sum_we_o;
    if (st_q == LOAD) begin
      {f_h_q, f_t_q, f_h_done_q, f_t_done_q, f_wiped_q, f_cleared_q, f_emptied_q} <= '0;
      f_entries_q <= '0;
      f_limit_q   <= 41'(cfg_limit_i[vm_o*40 +: 40]);
    end else begin
      f_h_q       <= f_begin || (f_h_q && !head_h_clr_o);
      f_h_done_q  <= f_h_done_q || head_h_clr_o;
      f_t_q       <= head_h_clr_o || (f_t_q && !(st_q == TSCAN && !f_at_q[GW]));
      f_t_done_q  <= f_t_done_q || (f_t_q && st_q == TSCAN && !f_at_q[GW]);
      f_entries_q <= f_entries_q + (LW+1)'(sum_we_o);
      f_wiped_q   <= f_wiped_q || (f_wipe_here && op_done_i);
      f_cleared_q <= f_cleared_q || (f_clear_here && op_done_i);
      f_emptied_q <= f_emptied_q || heads_clr_o;
    end
    f_busy_q <= ((f_read_h || f_read_t) && op_done_i) || (f_busy_q && !res_valid_i);
    if (res_valid_i)      {f_w_q, f_a_q} <= {f_new_w, f_new_a};
    else if (res_shift_o) {f_w_q, f_a_q} <= res_four_o ? {f_w_q >> 4, f_a_q >> 4} : {f_w_q >> 1, f_a_q >> 1};
    f_owed_q <= res_valid_i ? f_new_a[f_bit] || f_new_w[f_bit] : f_owed_q && !(f_h_q && f_clear && f_mine && op_done_i) && !(f_t_q && f_entry);
  end
  if (res_valid_i)       f_kinds_q <= {f_new_w[f_bit], f_new_a[f_bit]};
  if (f_begin)           f_at_q <= head_h_i;
  else if (head_h_clr_o) f_at_q <= head_t_i;
  else if ((st_q == HCLR || st_q == TEMIT) && (st_d == HSCAN || st_d == TSCAN)) f_at_q <= res_next_i;
end
always @* begin
  if (!f_seen_q) assume (!rst_ni);
  else if (rst_ni) begin
    if (op_done_i)        assume (op_valid_o);
    if (res_valid_i)      assume (f_busy_q);
    assume (res_a_i == f_a_q[3:0] && res_w_i == f_w_q[3:0]);
    if (sum_first_take_i) assume (sum_valid_o && !f_open_q);
    if (sum_done_i)       assume (sum_valid_o && (f_open_q || sum_first_take_i));
    if (rec_done_i)       assume (rec_req_o);
    for (int m = 0; m < N_VM; m++) assume (job_i[m*3 +: 3] != pml_pkg::JOB_NONE && job_i[m*3 +: 3] != 3'd7);
    if (st_q == LOAD)     assume (f_limit_ok && (job_i[vm_o*3 +: 3] != pml_pkg::JOB_PREPARE || cfg_mode_i[vm_o*2 +: 2] == pml_pkg::MODE_BITMAP));
    // the walks
    a_read_h:  assert (!f_read_h || (f_h_q && !f_busy_q && f_harvest && op_buf_o == buf_o && f_at_q == {1'b1, op_line_o[LW-1:5]}));
    a_read_t:  assert (!f_read_t || (f_t_q && !f_busy_q && f_harvest && op_buf_o == buf_o && f_at_q == {1'b1, op_line_o[LW-1:5]}));
    a_h_ends:  assert (!head_h_clr_o || (f_h_q && !f_at_q[GW] && !f_busy_q));
    a_stands:  assert (!(f_begin || f_h_q || f_t_q) || (f_vb_q == {vm_o, buf_o} && f_rested_q && map_vm_o == vm_o));
    a_both:    assert (!(rec_req_o && f_harvest) || (f_h_done_q && f_t_done_q));
    a_turn:    assert (!(fin_o && f_harvest) || (f_h_done_q && f_t_done_q));
    // any line of a group
    a_shifted: assert (!(f_read_h || f_read_t) || (f_a_q == 0 && f_w_q == 0));
    a_passed:  assert (!res_shift_o || (res_four_o ? f_a_q[3:0] == 0 && f_w_q[3:0] == 0 : (!f_a_q[0] && !f_w_q[0]) || (f_clear && op_done_i) || sum_we_o));
    a_paid:    assert (!((f_read_h || f_read_t || head_h_clr_o || (rec_req_o && f_harvest)) && f_owed_q));
    a_clear:   assert (!(f_clear && f_h_q && f_mine) || (f_owed_q && op_kinds_o == f_kinds_q && op_buf_o == buf_o));
    a_group:   assert (!(f_clear && !f_enable) || (f_h_q && f_at_q[GW] && op_line_o[LW-1:5] == f_at_q[GW-1:0]));
    a_entry:   assert (!f_entry || (f_t_q && f_owed_q && sum_entry_o[31:30] == f_kinds_q));
    a_entry_g: assert (!sum_we_o || (f_t_q && f_at_q[GW] && sum_entry_o[29:5] == 25'(f_at_q[GW-1:0])));
    // the summary
    a_fill:    assert (!sum_we_o || (!sum_valid_o && sum_fill_o < 5'd16 && !sum_wait_i));
    a_chunks:  assert (!(sum_we_o || sum_valid_o) || f_entries_q[LW-1:0] == {sum_chunk_o, 4'd0} + LW'(sum_fill_o));
    a_holds:   assert (!f_hold_q || (sum_valid_o && !f_wrote_q));
    a_whole:   assert (!sum_valid_o || sum_fill_o == 5'd16 || f_t_done_q);
    a_count:   assert (!(rec_req_o && f_harvest) || (sum_fill_o == 0 && sum_entries_o == 32'(f_entries_q)));
    // what ENABLE and PREPARE do
    a_wipe:    assert (!f_wipe || (bitmap_q && (job_q == pml_pkg::JOB_PREPARE || (f_enable && !restored_q)) && (f_emptied_q || heads_clr_o)));
    a_empties: assert (!heads_clr_o || (f_wipe && !f_wiped_q && !f_cleared_q));
    a_wiped1:  assert (!f_wipe_here || (!f_wiped_q && !f_cleared_q && 41'(f_line[LW-1:5]) < f_groups));
    a_wiped:   assert (!(((fin_o && job_q == pml_pkg::JOB_PREPARE) || (f_clear && f_enable && !restored_q)) && 41'(f_line[LW-1:5]) < f_groups) || f_wiped_q);
    a_clear1:  assert (!f_clear_here || (!f_cleared_q && 41'(f_line) < f_lines && op_kinds_o == {1'b1, reads_q}));
    a_cleared: assert (!(rec_req_o && f_enable && 41'(f_line) < f_lines) || f_cleared_q);
    c_clear:   cover (f_h_q && f_clear && f_mine && op_done_i && f_bit == 5'd4);
    c_summary: cover (rec_req_o && f_harvest && sum_entries_o == 32'd2 && f_h_done_q);
    c_chunk:   cover (f_hold_q && sum_fill_o == 5'd16);
    c_wiped:   cover (fin_o && job_q == pml_pkg::JOB_PREPARE && f_groups == 41'd2 && f_wiped_q);
    c_cleared: cover (rec_req_o && f_enable && f_lines == 41'd2 && restored_q && f_cleared_q);
  end
end
`ifdef F_HELP
wire f_in_h  = st_q == HSCAN || st_q == HWAIT || st_q == HCLR;
wire f_in_t  = st_q == TSCAN || st_q == TWAIT || st_q == TEMIT;
wire f_end   = st_q == WAITB || st_q == REC || st_q == FIN;
wire f_below = 41'(f_line[LW-1:5]) < f_groups;
wire [5:0] f_left = 6'(f_bit) - pos_q;
always @* if (rst_ni && f_seen_q) begin
  assert (st_q <= GO && fill_q <= 5'd16 && hot_q == N_VM'(1) << vm_q && (st_q == IDLE || (near_vm_q == vm_q && map_vm_q == vm_q)));
  assert (st_q == IDLE || st_q == LOAD || f_rested_q);
  if (st_q != IDLE && st_q != LOAD && st_q != GO)
    assert (stop == (job_q == pml_pkg::JOB_STOP) && peek == (job_q == pml_pkg::JOB_PEEK) && prepare == (job_q == pml_pkg::JOB_PREPARE) && (stop || f_vb_q == {vm_o, buf_o}));
  if (st_q != IDLE && st_q != LOAD) assert (job_q != pml_pkg::JOB_NONE && job_q != 3'd7 && (bitmap_q || job_q != pml_pkg::JOB_PREPARE));
  if (st_q == FLUSH || st_q == WAITWB) assert (f_harvest || (bitmap_q && stop));
  if (f_in_h || f_in_t || st_q == TLAST) assert (f_harvest);
  if (st_q == SETTLE) assert (f_harvest && peek);
  if (st_q == WAITB || st_q == REC) assert (!prepare && (st_q == REC || (bitmap_q && !stop)));
  if (st_q == WIPE) assert (job_q == pml_pkg::JOB_PREPARE || (f_enable && !restored_q));
  if (st_q == CLRWALK) assert (f_enable);
  // the walks
  assert (f_h_q == f_in_h && f_t_q == f_in_t);
  if (f_in_h) assert (!f_h_done_q && !f_t_done_q && chunk_q == 0 && f_entries_q == 0);
  if (st_q == GO || st_q == FLUSH || st_q == WAITWB) assert (!f_h_done_q && !f_t_done_q && f_entries_q == 0);
  if (f_in_t) assert (f_h_done_q && !f_t_done_q);
  if (st_q == TLAST || st_q == SETTLE || (f_end && f_harvest)) assert (f_h_done_q && f_t_done_q);
  if (f_in_h || f_in_t) assert (f_at_q == walk_q);
  assert (f_busy_q == (st_q == HWAIT || st_q == TWAIT));
  if (f_busy_q || in_group) assert (f_at_q[GW]);
  // a result
  if (f_busy_q) assert (pos_q == 0);
  assert (in_group || (f_a_q == 0 && f_w_q == 0));
  assert (!f_owed_q || in_group);
  if (in_group) begin
    assert (pos_q <= 6'd32 && ((f_a_q | f_w_q) & ~(32'hffff_ffff >> pos_q)) == 0);
    assert (f_owed_q == (pos_q <= 6'(f_bit) && f_kinds_q != 0));
    if (pos_q <= 6'(f_bit)) assert ({f_w_q[f_left[4:0]], f_a_q[f_left[4:0]]} == f_kinds_q);
  end
  // the summary
  assert (fill_q == 0 || f_in_t || st_q == TLAST);
  assert (!f_open_q || sum_valid_o);
  if (f_in_t || st_q == TLAST) assert (f_entries_q[LW-1:0] == {chunk_q, 4'd0} + LW'(fill_q));
  assert (st_q == IDLE || st_q == LOAD || entries_q == f_entries_q);
  // wipe and clear
  if (st_q == GO) assert (full_q == f_limit_q[9 +: LW] && whole_q == (f_limit_q[8:0] == 0) && wbuf_q == 0 && n_q == 0 && !f_wiped_q && !f_cleared_q);
  if (st_q != IDLE && st_q != LOAD) assert (f_limit_q != 0 && f_limit_q <= 41'd1 << PAGES_LOG2);
  if (st_q == WIPE || st_q == CLRWALK) assert (last_line_q == LW'(f_lines - 41'd1) && n_q <= last_line_q);
  if (st_q == WIPE) assert (n_q[4:0] == 0 && !f_cleared_q && f_wiped_q == (f_below && {wbuf_q, n_q[LW-1:5]} > {f_buf, f_line[LW-1:5]}) && (f_emptied_q || (n_q == 0 && !wbuf_q)));
  if (st_q == CLRWALK) assert (f_wiped_q == (f_below && !restored_q) && f_cleared_q == (41'(f_line) < f_lines && {wbuf_q, n_q} > {f_buf, f_line}));
  if (st_q == FIN && prepare) assert (f_wiped_q == f_below);
  if (f_end && f_enable) assert (f_cleared_q == (41'(f_line) < f_lines));
end
`endif
