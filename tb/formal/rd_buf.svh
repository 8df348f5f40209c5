// SPDX-License-Identifier: Apache-2.0
// Inside pml_rd_buf: one beat, any, is followed from the R channel. It is given once, with its error, to the re_i that has as many before it as beats came before it; without re_i the
// data are zero; it may be taken as soon as have_o says so, and have_o counts exactly the beats that are not taken. Assumed: no more beats come than were asked for places
// for (wb_read: u_res, no more than TXN bursts from the issue to the last beat's leaving); take_i only while have_o, re_i once for each, later (wb_beat).
(* anyseq *) logic f_start;
logic        f_seen_q, f_on_q, f_out_q, f_re_q;
logic [7:0]  f_n_q, f_ahead_q, f_free_q, f_res_q;   // beats from the pins to re_i; before the followed one; arrived and not taken; taken and not read
logic [DW:0] f_data_q, f_was_q;
initial f_seen_q = 1'b0;
wire f_pick = rvalid_i && f_start && !f_on_q;
wire f_mine = f_on_q && f_ahead_q == 0;
always_ff @(posedge clk_i) begin
  f_seen_q <= 1'b1;
  f_re_q   <= re_i;
  if (!rst_ni) begin
    {f_on_q, f_out_q} <= '0;
    f_n_q    <= '0;
    f_free_q <= '0;
    f_res_q  <= '0;
  end else begin
    f_on_q   <= f_pick || (f_on_q && !(f_mine && re_i));
    f_out_q  <= f_mine && re_i;
    f_n_q    <= f_n_q + 8'(rvalid_i) - 8'(re_i);
    f_free_q <= f_free_q + 8'(r_valid_q) - 8'(take_i);
    f_res_q  <= f_res_q + 8'(take_i) - 8'(re_i);
  end
  f_ahead_q <= f_pick ? f_n_q - 8'(re_i) : f_ahead_q - 8'(re_i);
  if (f_pick) f_data_q <= {rresp_i[1], rdata_i};
  f_was_q <= f_data_q;
end
always @* begin
  if (!f_seen_q) assume (!rst_ni);
  else if (rst_ni) begin
    if (rvalid_i) assume (32'(f_n_q) < DEPTH);
    if (take_i)   assume (have_o);
    if (re_i)     assume (f_res_q != 0);
    if (f_out_q)  a_data: assert ({err_o, data_o} == f_was_q);
    if (!f_re_q)  a_zero: assert ({err_o, data_o} == '0);
    a_have:  assert (have_o == (f_free_q != 0));
    c_full:  cover (f_out_q && err_o && 32'(f_n_q) == DEPTH - 1);
  end
end
`ifdef F_HELP
wire [PW:0] f_at = rd_q + (PW+1)'(f_ahead_q);
wire [DW:0] f_word = mem[f_at[PW-1:0]];
wire [PW:0] f_in = wr_q - rd_q;
wire [PW:0] f_more = more_q + 1'b1;
always @* if (f_seen_q && rst_ni) begin
  assert (32'(f_n_q) <= DEPTH && 32'(f_n_q) == 32'(f_in) + 32'(r_valid_q) && 32'(f_in) == 32'(f_free_q) + 32'(f_res_q) && 32'(f_free_q) <= DEPTH && 32'(f_res_q) <= DEPTH);
  assert (32'(f_more) == 32'(f_free_q));
  if (f_on_q) assert (f_ahead_q < f_n_q && (f_ahead_q == 8'(f_in) ? r_valid_q && {r_err_q, r_data_q} == f_data_q : f_word == f_data_q));
end
`endif
