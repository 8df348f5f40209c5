// SPDX-License-Identifier: Apache-2.0
// Inside pml_slots: one slot, any number, is never given to a line while another has it, and what is no slot is never given; a slot is there for every promise. Assumed of the
// neighbours: only a slot that was given comes back, once (pml_wb_beat: see wb_beat); a promise is made only while some_o says so and the walk after reset is
// through, and is kept or given back once (pml_store: see store), not in the cycle after it was made; a slot that comes back is taken two cycles later at the earliest.
(* anyconst *) logic [SLW-1:0] f_s;
logic       f_seen_q, f_taken_q, f_free_q, f_promise_q;
logic [7:0] f_used_q, f_promised_q;
initial f_seen_q = 1'b0;
wire f_back = free_i && free_slot_i == f_s;
wire f_give = take_i && slot_o == f_s;
always_ff @(posedge clk_i) begin
  f_seen_q <= 1'b1;
  if (!rst_ni) begin
    f_taken_q    <= 1'b0;
    f_free_q     <= 1'b0;
    f_promise_q  <= 1'b0;
    f_used_q     <= '0;
    f_promised_q <= '0;
  end else begin
    f_taken_q    <= f_give || (f_taken_q && !f_back);
    f_free_q     <= free_i;
    f_promise_q  <= promise_i;
    f_used_q     <= f_used_q + 8'(take_i) - 8'(free_i);
    f_promised_q <= f_promised_q + 8'(promise_i) - 8'(keep_i) - 8'(take_i);
  end
end
always @* begin
  if (!f_seen_q) assume (!rst_ni);
  else if (rst_ni) begin
    if (free_i)    assume (f_used_q != 0);
    if (f_back)    assume (f_taken_q);
    if (promise_i) assume (some_o && !fill_q);
    assume (f_promised_q >= 8'(keep_i) + 8'(take_i) + 8'(f_promise_q));
    a_one_user: assert (!f_give || (!f_taken_q && 32'(f_s) < N_SLOTS));
    a_there:    assert (!take_i || rd_q != wr_q);
    a_count:    assert (32'(count_o) + 32'(f_promised_q) + 32'(f_used_q) == N_SLOTS && some_o == (count_o != 0));
    c_again:    cover (f_give && rd_q == (SLW+1)'(N_SLOTS) && f_used_q == 8'(N_SLOTS - 1));
  end
end
`ifdef F_HELP
(* hierconn *) wire [SLW*(1<<SLW)-1:0] \u_list.f_all ;
wire [SLW:0] f_n = wr_q - rd_q;                       // slots in the list
logic [31:0] f_in;                                    // of them the one that is followed
always_comb begin
  f_in = '0;
  for (int unsigned i = 0; i < (1 << SLW); i++)
    if (i < 32'(f_n)) f_in = f_in + 32'(\u_list.f_all [((32'(rd_q) + i) % (1 << SLW)) * SLW +: SLW] == f_s);
end
always @* if (rst_ni && f_seen_q) begin
  assert (32'(f_used_q) <= N_SLOTS && 32'(f_promised_q) <= N_SLOTS && 32'(f_n) <= N_SLOTS && 32'(count_o) <= N_SLOTS && f_promised_q >= 8'(f_promise_q));
  if (fill_q) assert (f_used_q == 0 && f_promised_q == 0 && !f_taken_q && rd_q == 0 && 32'(wr_q) < N_SLOTS && f_in == 32'(f_s < wr_q) && !f_free_q);
  else begin
    assert (32'(f_n) + 32'(f_used_q) == N_SLOTS);
    assert (f_in + 32'(f_taken_q) == 32'(32'(f_s) < N_SLOTS));
    // the RAM's output is the head, unless the head was written in the cycle before
    assert (slot_o == \u_list.f_all [(32'(rd_q) % (1 << SLW)) * SLW +: SLW] || f_n == 0 || (f_n == 1 && f_free_q) || f_promised_q == 8'(f_promise_q));
  end
end
`endif
