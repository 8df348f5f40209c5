// SPDX-License-Identifier: Apache-2.0
// Inside pml_record: the part of promise O1 that the recorder carries. The interrupt and the end of the engine's job come with the answer of the
// record's own write, after its last beat was taken; a record that was refused by memory raises none; the next record does not begin before. Assumed of X
// (pml_axi_wr): a record's last beat is taken only while it is offered, and its answer comes only after that (see axi_wr).
wire  raw_done_o = |raw_done_v_o;
logic f_seen_q, f_sent_q;      // the record is taken and not answered
initial f_seen_q = 1'b0;
always_ff @(posedge clk_i) begin
  f_seen_q <= 1'b1;
  if (!rst_ni) f_sent_q <= 1'b0;
  else         f_sent_q <= (f_sent_q || x_done_i) && !b_valid_i;
end
always @* begin
  if (!f_seen_q) assume (!rst_ni);
  else if (rst_ni) begin
    if (x_done_i)  assume (x_valid_o);
    if (b_valid_i) assume (f_sent_q);
    a_irq_after_answer: assert (!irq_valid_o || (f_sent_q && b_valid_i && !b_err_i));
    a_done_after_answer: assert (!(eng_done_o || raw_done_o) || (f_sent_q && b_valid_i));
    a_one_end:          assert (!(eng_done_o && raw_done_o) && (!b_valid_i || eng_done_o || raw_done_o));
    a_one_at_a_time:    assert (!f_sent_q || (!x_valid_o && !w_we_o && !fill_o));
    c_irq:              cover (irq_valid_o && eng_done_o);
    c_refused:          cover (b_valid_i && b_err_i && raw_done_o);
  end
end
`ifdef F_HELP
always @* if (rst_ni && f_seen_q) begin
  assert (f_sent_q == (st_q == WAITB));
  assert (st_q == IDLE || eng_q == (hot_q == '0));
  assert (st_q == FILL || (!we_q && !make_q) || (st_q == SEND && n_q != 0));
  assert (!make_q || st_q == FILL);
  assert (!we_q || st_q == FILL);
  assert (st_q != FILL || n_q <= 5'd17);
  assert (!make_q || n_q <= 5'd16);
  assert (!we_q || n_q <= 5'd17);
end
`endif
