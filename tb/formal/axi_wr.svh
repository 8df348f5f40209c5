// SPDX-License-Identifier: Apache-2.0
// Inside pml_axi_wr, queues by stand-ins (fifo_one.sv): the AXI4 write side and promise I1 for writes. One burst, any, to one base, any, and one of its beats, any,
// are followed from the source to the pins, and to the answer. Assumed of the neighbours:
//   - sources: a burst's first and last beat are marked, and it has as many beats as it says (wb_beat, line_buf); it stays inside one line of 64 bytes; it
//     ends inside the region of its base, whatever that is (f_size);
//   - pml_base_tab (base_tab): the base of a number stays what it is while writes go there, and base + size does not carry (pml_cfg_check);
//   - memory: an answer comes only after an address, one for each.
// By 'fifo' W beats leave in the order in which they were pushed, and addresses too; so a_first, a_length and a_last_beat say what the pins show.
(* anyconst *) logic [SW-1:0]  f_sel;
(* anyconst *) logic [AW-1:12] f_base;
(* anyconst *) logic [28:0]    f_size;
(* anyconst *) logic [BW-1:0]  f_j;
(* anyseq *)   logic           f_start;
logic f_seen_q, f_run_q;
initial f_seen_q = 1'b0;

// ---- sources 0 and 1: how far their burst is
logic [1:0]      f_mid_q;
logic [2*BW-1:0] f_at_q;       // beats handed over
logic [BW-1:0]   f_len0_q;
wire  [2*BW-1:0] f_lens = {BW'(NB - 1), f_mid_q[0] ? f_len0_q : s_len_i};
for (genvar s = 0; s < 2; s++) begin : g_f_src
  wire [BW-1:0] at = f_mid_q[s] ? f_at_q[s*BW +: BW] : '0;
  always_ff @(posedge clk_i) begin
    if (!rst_ni)          f_mid_q[s] <= 1'b0;
    else if (s_take_o[s]) f_mid_q[s] <= !s_last_i[s];
    if (s_take_o[s]) f_at_q[s*BW +: BW] <= at + 1'b1;
  end
  always @* if (rst_ni && s_valid_i[s]) begin
    assume (s_first_i[s] == !f_mid_q[s]);
    assume (s_last_i[s] == (at == f_lens[s*BW +: BW]));
  end
end
always_ff @(posedge clk_i) if (s_take_o[0] && s_first_i[0]) f_len0_q <= s_len_i;

// ---- the burst that is followed
logic           f_on_q, f_in_q, f_x_first_q, f_x_beat_q;   // from its first beat until all of it is gone; its beats are handed over; XR has its first, the followed beat
logic [BW-1:0]  f_n_q, f_len_q;
logic [1:0]     f_src_q;
logic [OFW-1:0] f_off_q;
logic [TGW-1:0] f_tag_q;
logic [VMW-1:0] f_vm_q;
logic [DW-1:0]  f_data_q;
(* hierconn *) wire \u_aw.f_pick ;
(* hierconn *) wire \u_aw.f_has_q ;
(* hierconn *) wire \u_aw.f_mine ;
(* hierconn *) wire [AW+BW:0] \u_aw.f_data_q ;
(* hierconn *) wire \u_w.f_pick ;
(* hierconn *) wire \u_w.f_has_q ;
(* hierconn *) wire \u_w.f_mine ;
(* hierconn *) wire [DW+DW/8:0] \u_w.f_data_q ;
(* hierconn *) wire \u_b.f_pick ;
(* hierconn *) wire \u_b.f_has_q ;
(* hierconn *) wire \u_b.f_mine ;
(* hierconn *) wire [TGW+VMW+AW+1:0] \u_b.f_data_q ;
wire f_pick = begins && base_sel == f_sel && f_start && !f_on_q;
wire f_beat = take && (f_pick || f_in_q) && (f_pick ? BW'(0) : f_n_q) == f_j;
wire f_raw  = f_src_q == pml_pkg::XS_RAW;
wire [31:0] f_bytes = f_raw ? 32'd8 : (32'(f_len_q) + 1) * (DW / 8);
wire [AW:0] f_from  = {1'b0, f_base, 12'd0};
wire [AW-1:0] f_addr = f_from[AW-1:0] + AW'({f_off_q, 3'd0});
wire [AW:0] f_pin_bytes = ((AW+1)'(awlen_o) + 1) << awsize_o;
logic [DW/8-1:0] f_strb;
for (genvar b = 0; b < DW / 8; b++) begin : g_f_strb
  assign f_strb[b] = !f_raw || 32'(f_off_q[2:0]) % (DW / 64) == b / 8;
end
wire f_idle = !f_in_q && !f_x_first_q && !f_x_beat_q && !\u_aw.f_has_q && !\u_w.f_has_q && !\u_b.f_has_q ;

// ---- the push side: bursts are not mixed, and have their length
logic          f_pmid_q;
logic [BW-1:0] f_pn_q, f_plen_q;
wire  [BW-1:0] f_pn   = xr_begins_q ? '0 : f_pn_q;
wire  [BW-1:0] f_plen = xr_begins_q ? xr_len_q : f_plen_q;

logic [7:0] f_aw_open_q;       // addresses taken and not answered
logic       f_aw_wait_q, f_w_wait_q;
logic [AW+10:0]    f_aw_was_q;
logic [DW+DW/8:0]  f_w_was_q;
always_ff @(posedge clk_i) begin
  f_seen_q <= 1'b1;
  f_run_q  <= rst_ni;
  f_aw_wait_q <= awvalid_o && !awready_i;
  f_w_wait_q  <= wvalid_o && !wready_i;
  f_aw_was_q  <= {awaddr_o, awlen_o, awsize_o};
  f_w_was_q   <= {wdata_o, wstrb_o, wlast_o};
  if (!rst_ni) begin
    f_on_q      <= 1'b0;
    f_in_q      <= 1'b0;
    f_x_first_q <= 1'b0;
    f_x_beat_q  <= 1'b0;
    f_pmid_q    <= 1'b0;
    f_aw_open_q <= '0;
  end else begin
    f_on_q      <= f_pick || (f_on_q && !f_idle);
    f_in_q      <= (f_pick || f_in_q) && !(take && last);
    f_x_first_q <= f_pick;
    f_x_beat_q  <= f_beat;
    if (xr_valid_q) f_pmid_q <= !xr_last_q;
    f_aw_open_q <= f_aw_open_q + 8'(aw_pop) - 8'(bvalid_i);
  end
  if (xr_valid_q) begin
    f_pn_q   <= f_pn + 1'b1;
    f_plen_q <= f_plen;
  end
  if (take && (f_pick || f_in_q)) f_n_q <= (f_pick ? BW'(0) : f_n_q) + 1'b1;
  if (f_beat) f_data_q <= data;
  if (f_pick) {f_src_q, f_off_q, f_len_q, f_tag_q, f_vm_q} <= {src, off, len, tag, vm};
end

always @* begin
  if (!f_seen_q) assume (!rst_ni);
  assume ({1'b0, f_base, 12'd0} + (AW+1)'(f_size) <= ({1'b1, {AW{1'b0}}}));
  assume (\u_aw.f_pick == f_x_first_q && \u_b.f_pick == f_x_first_q && \u_w.f_pick == f_x_beat_q);
  if (rst_ni) begin
    if (base_sel_o == f_sel) assume (base_i == f_base);
    if (bvalid_i) assume (f_aw_open_q != 0);
    if (s_valid_i[2]) assume (s_first_i[2] && s_last_i[2]);
    if (s_valid_i[0] && s_first_i[0]) assume (32'(s_off_i[2:0]) * 8 + (32'(s_len_i) + 1) * (DW / 8) <= 32'd64);
    if (s_valid_i[1]) assume (s_off_i[OFW +: 3] == '0);
    if (begins && base_sel == f_sel)
      assume ({off, 3'd0} + 29'(grant_q == 2'd2 ? 32'd8 : (32'(len) + 1) * (DW / 8)) <= f_size && {1'b0, off, 3'd0} < 29'h0FFF_FF00);
  end
end
always @* if (f_seen_q && rst_ni) begin
  if (f_run_q && f_aw_wait_q) a_aw_stable: assert (awvalid_o && f_aw_was_q == {awaddr_o, awlen_o, awsize_o});
  if (f_run_q && f_w_wait_q)  a_w_stable:  assert (wvalid_o && f_w_was_q == {wdata_o, wstrb_o, wlast_o});
  if (\u_aw.f_mine ) begin
    a_address:  assert (awaddr_o == f_addr && awlen_o == 8'(f_len_q) && awsize_o == (f_raw ? 3'd3 : 3'(SBW)));
    a_confined: assert ({1'b0, awaddr_o} >= f_from && {1'b0, awaddr_o} + f_pin_bytes <= f_from + (AW+1)'(f_size));
    a_4k:       assert (32'(awaddr_o[11:0]) + 32'(f_pin_bytes) <= 32'd4096);
  end
  if (\u_w.f_mine ) begin
    a_data:      assert (wdata_o == f_data_q);
    a_strobes:   assert (wstrb_o == f_strb);
    a_last_beat: assert (wlast_o == (f_j == f_len_q));
  end
  if (xr_valid_q) begin
    a_first:  assert (xr_begins_q == !f_pmid_q);
    a_length: assert (xr_last_q == (f_pn == f_plen));
  end
  if (\u_b.f_mine && b_valid_o) a_answer: assert ({b_src_o, b_tag_o, b_vm_o, b_addr_o} == {f_src_q, f_tag_q, f_vm_q, f_addr});
  a_outstanding: assert (32'(f_aw_open_q) <= OUTSTANDING);
  c_full:   cover (32'(f_aw_open_q) == OUTSTANDING);
  c_answer: cover (\u_b.f_mine && b_valid_o && !\u_aw.f_has_q && !\u_w.f_has_q && 32'(b_count_unused) > 1);
  c_end:    cover (\u_aw.f_mine && {1'b0, awaddr_o} + f_pin_bytes == f_from + (AW+1)'(f_size) && f_base != 0 && !f_raw);
  c_data_first: cover (\u_aw.f_mine && !\u_w.f_has_q && f_n_q != 0 && !f_in_q && !f_x_beat_q && f_j == f_len_q && f_len_q != 0);
  c_raw:    cover (\u_w.f_mine && f_raw && f_off_q[1:0] == 2'd3);
end

`ifdef F_HELP
wire [1:0] f_g = grant_q;
always @* if (f_seen_q && rst_ni) begin
  assert (grant_q != 2'd3 && !(locked_q && grant_q == 2'd2));
  assert (f_mid_q == (locked_q ? 2'(1) << grant_q : 2'd0));
  assert (f_mid_q[0] == 1'b0 || f_at_q[0 +: BW] <= f_len0_q);
  assert (!xr_begins_q || xr_valid_q);
  // push side against take side
  assert (locked_q == (xr_valid_q ? !xr_last_q : f_pmid_q));
  if (locked_q) assert ((xr_valid_q ? f_pn + BW'(1) : f_pn_q) == f_at_q[grant_q[0]*BW +: BW] && f_plen == (grant_q[0] ? BW'(NB - 1) : f_len0_q));
  if (xr_begins_q && !xr_raw_q) assert (32'(xr_off_q[2:0]) * 8 + (32'(xr_len_q) + 1) * (DW / 8) <= 32'd64);
  assert (!xr_begins_q || xr_raw_q == (xr_src_q == pml_pkg::XS_RAW));
  // places
  assert (32'(aw_used_unused) == 32'(aw_count_unused) + 32'(xr_begins_q) && 32'(aw_used_unused) <= 8);
  assert (32'(w_used_unused) == 32'(w_count_unused) + 32'(xr_valid_q) && 32'(w_used_unused) <= 8);
  assert (32'(wr_out_o) == 32'(b_count_unused) + 32'(xr_begins_q) && 32'(wr_out_o) <= OUTSTANDING);
  assert (32'(b_count_unused) == 32'(f_aw_open_q) + 32'(aw_count_unused) + 32'(b_q));
  // the burst that is followed
  assert (f_on_q || f_idle);
  assert (!f_on_q || f_idle || f_raw || {f_off_q, 3'd0} + 29'(f_bytes) <= f_size);
  assert (!f_on_q || f_idle || ({f_off_q, 3'd0} + 29'(f_bytes) <= f_size && {1'b0, f_off_q, 3'd0} < 29'h0FFF_FF00));
  assert (!f_on_q || f_idle || (f_raw ? f_len_q == 0 : 32'(f_off_q[2:0]) * 8 + f_bytes <= 32'd64));
  if (f_in_q) assert (locked_q && grant_q == 2'(f_src_q != pml_pkg::XS_LINE) && !f_raw && f_n_q == f_at_q[grant_q[0]*BW +: BW] && f_n_q <= f_len_q
                      && f_len_q == (grant_q[0] ? BW'(NB - 1) : f_len0_q));
  if (f_x_first_q) assert (xr_begins_q && {xr_src_q, xr_off_q, xr_len_q, xr_tag_q, xr_vm_q, xr_base_q} == {f_src_q, f_off_q, f_len_q, f_tag_q, f_vm_q, f_base}
                           && !\u_aw.f_has_q && !\u_b.f_has_q && !\u_w.f_has_q );
  if (f_x_beat_q) assert (xr_valid_q && xr_data_q == f_data_q && xr_last_q == (f_j == f_len_q) && xr_raw_q == f_raw && (!f_raw || f_x_first_q)
                          && !\u_w.f_has_q && (!f_in_q || f_n_q > f_j));
  if (\u_aw.f_has_q ) assert (\u_aw.f_data_q == {f_raw, f_len_q, f_addr});
  if (\u_b.f_has_q )  assert (\u_b.f_data_q == {f_src_q, f_tag_q, f_vm_q, f_addr});
  if (\u_w.f_has_q )  assert (\u_w.f_data_q == {f_j == f_len_q, f_strb, f_data_q} && (!f_in_q || f_n_q > f_j));
end
`endif
