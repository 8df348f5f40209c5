// SPDX-License-Identifier: Apache-2.0
// Inside pml_pending: how the engine knows that nothing of an epoch is unanswered (O1). For one {VM, buffer, colour}, any: while a line of it is evicted and not answered
// it shows as pending; it shows as pending otherwise only in the three cycles after the last answer (the VM that is looked at was the same a cycle before). Clears the same. Assumed: nothing comes while the walk after reset
// runs (the table of lines in flight takes longer to be ready); an answer is for an evicted line; no more lines are out than there are slots and transactions.
(* anyconst *) logic [IW-1:0] f_at;
logic       f_seen_q, f_back_q, f_back2_q, f_back3_q, f_clr_back_q, f_had_two_q;
logic [VMW-1:0] f_vm_q;
logic [7:0] f_n_q, f_clr_q;
initial f_seen_q = 1'b0;
wire f_ev   = ev_valid_i && ev_at == f_at;
wire f_done = done_i && {done_vm_i, done_buf_i, done_color_i} == f_at;
wire f_pend = pend_o[f_at[1:0]];
always_ff @(posedge clk_i) begin
  f_seen_q     <= 1'b1;
  f_back_q     <= rst_ni && f_done;
  f_back2_q    <= f_back_q;
  f_back3_q    <= f_back2_q;
  f_vm_q       <= vm_i;
  f_clr_back_q <= rst_ni && clr_done_i;
  if (!rst_ni) begin
    f_n_q       <= '0;
    f_clr_q     <= '0;
    f_had_two_q <= 1'b0;
  end else begin
    f_n_q       <= f_n_q + 8'(f_ev) - 8'(f_done);
    f_clr_q     <= f_clr_q + 8'(clr_push_i) - 8'(clr_done_i);
    f_had_two_q <= f_had_two_q || f_n_q == 8'd2;
  end
end
always @* begin
  if (!f_seen_q) assume (!rst_ni);
  else if (rst_ni) begin
    assume (!init_q || !(ev_valid_i || done_i));
    if (f_done) assume (f_n_q != 0);
    if (f_ev)   assume (32'(f_n_q) < N_SLOTS + LINES);
    if (clr_done_i) assume (f_clr_q != 0);
    if (clr_push_i) assume (32'(f_clr_q) < LINES);
    if (vm_i == f_at[IW-1:2] && f_vm_q == vm_i) begin
      a_pending: assert (f_pend || f_n_q == 0);
      a_over:    assert (!f_pend || f_n_q != 0 || f_back_q || f_back2_q || f_back3_q);
    end
    a_clears:     assert (clr_busy_o || f_clr_q == 0);
    a_clear_over: assert (!clr_busy_o || f_clr_q != 0 || f_clr_back_q);
    c_over:  cover (f_had_two_q && !f_pend && vm_i == f_at[IW-1:2] && f_at[IW-1:2] != 0);
  end
end
`ifdef F_HELP
wire       f_late = done_q && done_at == f_at;
wire [7:0] f_all  = f_n_q + 8'(f_late);
wire       f_c_late = clr_done_q;
wire       f_over   = over_q && over_at_q == f_at;   // none is left, but it still shows
wire       f_new    = ev_q && ev_at_q == f_at;   // evicted, and not counted yet
always @* if (rst_ni && f_seen_q) begin
  assert (32'(f_all) <= N_SLOTS + LINES && f_late == f_back_q && clr_done_q == f_clr_back_q);
  assert (some_q[f_at] == (f_all != 0 || f_over));
  assert (!f_over || (f_all == 0 && f_back2_q) || f_new);
  if (f_vm_q == f_at[IW-1:2]) assert (pend_q[f_at[1:0]] ? f_all != 0 || f_back2_q || f_back3_q : f_all == 0);
  assert (!f_new || f_all != 0);
  if (init_q) assert (f_all == 0 && !done_q && !ev_q && (icnt_q <= f_at || (began[f_at] == 0 && ended[f_at] == 0)));
  else        assert (PW'(began[f_at] - ended[f_at]) == PW'(f_all - 8'(f_new)));
  assert (32'(clr_q) == 32'(f_clr_q) + 32'(clr_done_q) && 32'(clr_q) <= LINES);
end
`endif
