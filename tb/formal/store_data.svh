// SPDX-License-Identifier: Apache-2.0
// Inside pml_store_data, its RAMs by stand-ins: the data's part of promises E1 and E2. One byte of one slot, any, of one kind, any, is followed: what the write-back reads of it is exactly
// the bits that operations set since it was last read (or since reset), for any sequence of operations, one a cycle, and the byte is zero after; a kind that is not
// read gives zero. Two writes never meet in one cycle. Assumed of the neighbours: op_had says whether an operation of that kind came to the beat since it was read (store:
// a_slot, with slots: a slot is one line's at a time); the write-back does not read while an operation of the slot is in A to E (a_read_before_write: between eviction and
// read lie write-back queue, map and read queue, more than ten cycles); nothing comes while the data are cleared after reset.
(* anyconst *) logic [BAW-1:0] f_y;
(* anyconst *) logic           f_k;
logic       f_seen_q, f_begun_q, f_ready_q, f_had_q, f_read_q, f_kind_q, f_done_q;
logic [7:0] f_v_q, f_read_v_q;
initial f_seen_q = 1'b0;
wire        f_half = f_y[BTW-4];
wire [AW-1:0] f_word = word_of(f_y);
wire        f_op   = op_valid_i && a_set[f_k] && a_at == f_y;              // sets a bit of the byte
wire        f_beat = op_valid_i && a_set[f_k] && word_of(a_at) == f_word;  // comes to its beat
wire        f_rd   = rd_re_i && !rd_wait_o && rd_addr == f_word && rd_kind_w_i == f_k;
always_ff @(posedge clk_i) begin
  f_seen_q <= 1'b1;
  if (!rst_ni) begin
    f_ready_q <= 1'b0;
    f_had_q   <= 1'b0;
    f_begun_q <= 1'b0;
    f_v_q     <= '0;
    f_read_q  <= 1'b0;
  end else begin
    f_ready_q <= f_ready_q || (clear_i && clear_addr_i == f_word);
    f_begun_q <= f_begun_q || op_valid_i || rd_re_i;
    f_had_q   <= f_beat || (f_had_q && !f_rd);
    f_v_q     <= f_rd ? 8'd0 : f_v_q | (f_op ? 8'd1 << op_page_i[2:0] : 8'd0);
    f_read_q  <= f_rd;
  end
  f_read_v_q <= f_v_q;
  f_done_q   <= rd_re_i && !rd_wait_o;
  f_kind_q   <= rd_kind_w_i;
end
wire [31:0] f_at_bit = 32'(f_y[BTW-4:0]) * 8;
wire [7:0]  f_out = rd_data_o[32'(f_k) * DW + f_at_bit +: 8];
// the stand-ins; the one of its half and kind holds the byte
wire [3:0] f_both;
(* hierconn *) wire [AW-1:0] \g_half[0].g_kind[0].g_four[0].u_ram.f_at ;
(* hierconn *) wire [AW-1:0] \g_half[0].g_kind[1].g_four[0].u_ram.f_at ;
(* hierconn *) wire [AW-1:0] \g_half[1].g_kind[0].g_four[0].u_ram.f_at ;
(* hierconn *) wire [AW-1:0] \g_half[1].g_kind[1].g_four[0].u_ram.f_at ;
(* hierconn *) wire [1:0] \g_half[0].g_kind[0].g_four[0].u_ram.f_lane ;
(* hierconn *) wire [1:0] \g_half[0].g_kind[1].g_four[0].u_ram.f_lane ;
(* hierconn *) wire [1:0] \g_half[1].g_kind[0].g_four[0].u_ram.f_lane ;
(* hierconn *) wire [1:0] \g_half[1].g_kind[1].g_four[0].u_ram.f_lane ;
(* hierconn *) wire [8:0] \g_half[0].g_kind[0].g_four[0].u_ram.f_word_q ;
(* hierconn *) wire [8:0] \g_half[0].g_kind[1].g_four[0].u_ram.f_word_q ;
(* hierconn *) wire [8:0] \g_half[1].g_kind[0].g_four[0].u_ram.f_word_q ;
(* hierconn *) wire [8:0] \g_half[1].g_kind[1].g_four[0].u_ram.f_word_q ;
(* hierconn *) wire \g_half[0].g_kind[0].g_four[0].u_ram.f_both ;
(* hierconn *) wire \g_half[0].g_kind[1].g_four[0].u_ram.f_both ;
(* hierconn *) wire \g_half[1].g_kind[0].g_four[0].u_ram.f_both ;
(* hierconn *) wire \g_half[1].g_kind[1].g_four[0].u_ram.f_both ;
wire [4*AW-1:0] f_ats   = {\g_half[1].g_kind[1].g_four[0].u_ram.f_at , \g_half[1].g_kind[0].g_four[0].u_ram.f_at , \g_half[0].g_kind[1].g_four[0].u_ram.f_at , \g_half[0].g_kind[0].g_four[0].u_ram.f_at };
wire [7:0]      f_lanes = {\g_half[1].g_kind[1].g_four[0].u_ram.f_lane , \g_half[1].g_kind[0].g_four[0].u_ram.f_lane , \g_half[0].g_kind[1].g_four[0].u_ram.f_lane , \g_half[0].g_kind[0].g_four[0].u_ram.f_lane };
wire [35:0]     f_words = {\g_half[1].g_kind[1].g_four[0].u_ram.f_word_q , \g_half[1].g_kind[0].g_four[0].u_ram.f_word_q , \g_half[0].g_kind[1].g_four[0].u_ram.f_word_q ,
                           \g_half[0].g_kind[0].g_four[0].u_ram.f_word_q };
assign f_both = {\g_half[1].g_kind[1].g_four[0].u_ram.f_both , \g_half[1].g_kind[0].g_four[0].u_ram.f_both , \g_half[0].g_kind[1].g_four[0].u_ram.f_both , \g_half[0].g_kind[0].g_four[0].u_ram.f_both };
wire [8:0] f_ram = f_words[{f_half, f_k}*9 +: 9];

wire f_busy = (op_valid_i && op_slot_i == rd_slot_i) || (b_set_q != 0 && b_at_q[BAW-1:6] == rd_slot_i) || (c_set_q != 0 && c_at_q[BAW-1:6] == rd_slot_i)
              || (d_set_q != 0 && d_at_q[BAW-1:6] == rd_slot_i) || (e_pend_q != 0 && e_at_q[BAW-1:6] == rd_slot_i);
always @* begin
  if (!f_seen_q) assume (!rst_ni);
  for (int i = 0; i < 4; i++) assume (f_ats[i*AW +: AW] == f_word && 32'(f_lanes[i*2 +: 2]) == 32'(f_y[1:0]));
  assume (32'(f_word) < DEPTH);
  if (f_seen_q && rst_ni) begin
    if (op_valid_i || rd_re_i) assume (f_ready_q && !clear_i);
    if (f_begun_q) assume (!clear_i);
    if (f_beat) assume (a_had[f_k] == f_had_q);
    if (rd_re_i) assume (!f_busy);
    if (f_read_q) a_exact: assert (f_out == f_read_v_q);
    if (!(f_done_q && f_kind_q == f_k)) a_zero: assert (f_out == 8'd0);
    a_one_write: assert (f_both == 4'd0);
    c_read:  cover (f_read_q && f_out == 8'hA5 && f_half);
    c_wait:  cover (rd_wait_o && f_v_q == 8'd3);
    c_again: cover (f_read_q && f_out == 8'd0 && f_seen_two_q);
  end
end
logic f_seen_two_q;
always_ff @(posedge clk_i) f_seen_two_q <= rst_ni && (f_seen_two_q || (f_read_q && f_read_v_q != 0));
`ifdef F_HELP
wire [8:0] f_e  = f_e_here ? e_new_q[32'(f_k)*9 +: 9] : f_ram;            // after what has passed D
wire [7:0] f_d  = f_d_here ? d_new[32'(f_k)*9 +: 8] : f_e[7:0];           // after D
wire [7:0] f_c  = f_d | (f_c_here ? 8'd1 << c_bit_q : 8'd0);
wire [7:0] f_b  = f_c | (f_b_here ? 8'd1 << b_bit_q : 8'd0);
wire f_e_here = e_pend_q[f_k] && e_at_q == f_y;
wire f_d_here = d_set_q[f_k] && d_at_q == f_y;
wire f_c_here = c_set_q[f_k] && c_at_q == f_y;
wire f_b_here = b_set_q[f_k] && b_at_q == f_y;
wire [8:0] f_c_ram = ram1[(32'(f_k)*2*NG + 32'(f_y[BTW-4:2]))*18 + 32'(f_y[0])*9 +: 9];
wire f_b_beat = b_set_q[f_k] && word_of(b_at_q) == f_word;
wire f_c_beat = c_set_q[f_k] && word_of(c_at_q) == f_word;
wire f_d_beat = d_set_q[f_k] && word_of(d_at_q) == f_word;
always @* if (rst_ni && f_seen_q) begin
  assert (f_ready_q || !f_begun_q);
  if (!f_begun_q) assert (!f_had_q && f_v_q == 0 && b_set_q == 0 && c_set_q == 0 && d_set_q == 0 && e_pend_q == 0);
  if (!f_ready_q) assert (!f_had_q && f_v_q == 0 && !f_b_here && !f_c_here && !f_d_here && !f_e_here && b_set_q == 0 && c_set_q == 0 && d_set_q == 0 && e_pend_q == 0);
  if (f_ready_q) begin
    assert (f_b == f_v_q);
    assert (f_had_q || (f_v_q == 0 && !f_b_beat && !f_c_beat && !f_d_beat && f_ram[7:0] == 0 && !f_e_here));
    // D's old byte is that of all before it
    if (f_d_here) assert (d_old_q[32'(f_k)*9 +: 8] == f_e[7:0]);
    // what C will take for the old byte is that of all before it
    if (f_c_here) assert (c_same1_q[f_k] == f_d_here);
    if (f_c_here && !c_same1_q[f_k]) assert (!c_had_q[f_k] ? f_d == 0 : c_late_q[f_k] ? c_late_byte_q[32'(f_k)*9 +: 8] == f_d : f_c_ram[7:0] == f_d);
    if (f_c_here && !c_had_q[f_k]) assert (f_d == 0);
    if (f_b_here) assert (b_same1_q[f_k] == f_c_here && b_same2_q[f_k] == f_d_here && (e_pend_q == 0 || b_same3_q == (e_at_q == f_y))
                          && (!b_had_q[f_k] ? f_c == 0 : 1'b1) && b_near_q[f_k] == (b_had_q[f_k] && !f_c_here && !f_d_here));
    if (d_set_q != 0 && e_pend_q != 0) assert (d_word_q == (word_of(d_at_q) == word_of(e_at_q)));
    if (c_set_q != 0 && d_set_q != 0)  assert (c_word_q == (word_of(c_at_q) == word_of(d_at_q)));
    if (b_set_q != 0 && c_set_q != 0)  assert (b_word_q == (word_of(b_at_q) == word_of(c_at_q)));
  end
  if (f_read_q) assert (ram2[32'(f_k)*DW/8*9 + 32'(f_y[BTW-4:0])*9 +: 8] == f_read_v_q);
end
`endif
