// SPDX-License-Identifier: Apache-2.0
// Inside pml_wb_read: the AXI4 read side that the unit drives (AR; the R channel is always taken). A request stands until it is taken, stays inside 4 KiB
// and inside the bitmap at its base (I1), and no more than OUTSTANDING bursts are open. Assumed: one base for all bitmaps (any value); the map
// names beats where it says that a kind is read; memory ends only bursts that were asked for; the beat stage uses up only those; no more lines are under way
// than the queue to the beat stage has places.
(* anyconst *) logic [AW-1:12] f_base;
logic          f_seen_q, f_run_q, f_wait_q;
logic [AW+7:0] f_ar_q;
logic [7:0]    f_lines_q;            // lines taken and not passed on
logic [7:0]    f_open_q, f_used_q;   // bursts asked for and not ended, not used up
initial f_seen_q = 1'b0;
wire        f_ar    = arvalid_o && arready_i;
wire [15:0] f_bytes = (16'(arlen_o) + 16'd1) * (DW / 8);
wire [AW-1:0] f_off = araddr_o - {f_base, 12'd0};
always_ff @(posedge clk_i) begin
  f_seen_q <= 1'b1;
  f_run_q  <= rst_ni;
  f_wait_q <= rst_ni && arvalid_o && !arready_i;
  f_ar_q   <= {araddr_o, arlen_o};
  f_open_q <= !rst_ni ? '0 : f_open_q + 8'(f_ar) - 8'(r_last_i);
  f_lines_q <= !rst_ni ? '0 : f_lines_q + 8'(tx_pop_o) - 8'(wt_pop_i);
  f_used_q <= !rst_ni ? '0 : f_used_q + 8'(r_last_i) - 8'(res_back_i);
end
always @* begin
  if (!f_seen_q) assume (!rst_ni);
  else if (rst_ni) begin
    assume (base_i[AW-1:12] == f_base);
    if (r_last_i)   assume (f_open_q != 0);
    if (res_back_i) assume (f_used_q != 0);
    if (wt_pop_i)   assume (wt_valid_o);
    if (tx_valid_i) begin
      assume (32'(f_lines_q) < TXN);
      assume (tx_info_i[XW-5] == |tx_info_i[TW +: NB] || !tx_info_i[XW-5]);
      assume (tx_info_i[XW-4] == |tx_info_i[TW+NB +: NB] || !tx_info_i[XW-4]);
    end
    if (f_run_q && f_wait_q) a_ar_stable: assert (arvalid_o && f_ar_q == {araddr_o, arlen_o});
    a_4k:          assert (!arvalid_o || 16'(araddr_o[11:0]) + f_bytes <= 16'd4096);
    a_confined:    assert (!arvalid_o || 32'(f_off) + 32'(f_bytes) <= (32'd64 << LW));
    a_outstanding: assert (32'(f_open_q) <= OUTSTANDING);
    c_full:        cover (32'(f_open_q) == OUTSTANDING);
    c_last_line:   cover (arvalid_o && 32'(f_off) + 32'(f_bytes) == (32'd64 << LW) && arlen_o != 0);
  end
end
