// SPDX-License-Identifier: Apache-2.0
// Inside pml_inflight, its queue by a stand-in: a hash, any, is busy exactly from the cycle after its line was set until the cycle after its line was answered, lines being
// answered in the order in which they were set. Assumed of pml_map: a line of a busy hash is not set; with a line comes the bit that its look gave (map); no more lines than LINES; nothing
// while the walk after reset runs. Class of the queue: entries of that hash.
(* anyconst *) logic [HW-1:0] f_h;
logic       f_seen_q, f_has_q;
logic [7:0] f_n_q, f_ahead_q;
initial f_seen_q = 1'b0;
(* hierconn *) wire [HW:0] \u_order.f_key ;
(* hierconn *) wire \u_order.f_pick ;
wire f_set = set_i && set_hash_i == f_h;
wire f_out = done_i && f_has_q && f_ahead_q == 0;
always_ff @(posedge clk_i) begin
  f_seen_q <= 1'b1;
  if (!rst_ni) begin
    f_has_q <= 1'b0;
    f_n_q   <= '0;
  end else begin
    f_has_q <= f_set || (f_has_q && !f_out);
    f_n_q   <= f_n_q + 8'(set_i) - 8'(done_i);
  end
  f_ahead_q <= f_set ? f_n_q - 8'(done_i) : f_ahead_q - 8'(done_i);
end
always @* begin
  if (!f_seen_q) assume (!rst_ni);
  assume (\u_order.f_key [HW-1:0] == f_h && \u_order.f_pick == (set_hash_i == f_h));
  if (f_seen_q && rst_ni) begin
    if (init_q) assume (!set_i && !done_i);
    if (set_i)  assume (32'(f_n_q) < LINES);
    if (done_i) assume (f_n_q != 0);
    if (f_set)  assume (!f_has_q && set_bit_i == began[f_h]);
    if (look_i == f_h && !init_o) a_busy: assert (busy_o == f_has_q);
    c_again: cover (f_set && began[f_h] && f_n_q == 8'd2);
    c_out:   cover (f_out && f_n_q == 8'd3 && f_h == HW'(5));
  end
end
`ifdef F_HELP
(* hierconn *) wire [HW:0] \u_order.f_data_q ;
(* hierconn *) wire \u_order.f_has_q ;
(* hierconn *) wire [$clog2(LINES):0] \u_order.f_ahead_q ;
(* hierconn *) wire [$clog2(LINES):0] \u_order.f_class_q ;
always @* if (rst_ni && f_seen_q) begin
  assert (32'(count_unused) == 32'(f_n_q) && \u_order.f_has_q == f_has_q && 32'(\u_order.f_class_q ) == 32'(f_has_q));
  assert (!f_has_q || (8'(\u_order.f_ahead_q ) == f_ahead_q && \u_order.f_data_q == {began[f_h], f_h}));
  if (init_q) assert (f_n_q == 0 && (icnt_q <= f_h || (!began[f_h] && !ended[f_h])));
  else        assert ((began[f_h] != ended[f_h]) == f_has_q);
end
`endif
