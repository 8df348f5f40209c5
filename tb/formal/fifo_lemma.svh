// SPDX-License-Identifier: Apache-2.0
// Inside pml_fifo, and with F_AHEAD inside pml_fifo_ahead: what fifo_one.sv and fifo_ahead_one.sv take a queue to do. An entry, any, comes out once, unchanged, after exactly those that were before it; the head stands
// until it is popped; of a class of entries (here: the top bit) as many come out as went in, those before the entry before it. Assumed: no push into a full queue, no pop of an
// empty one (asserted in the queue itself, and proved where it is used).
logic [W*DEPTH-1:0] f_all;
for (genvar i = 0; i < DEPTH; i++) begin : g_f_all
  assign f_all[i*W +: W] = mem[i];
end
(* anyseq *) logic f_pick;
logic         f_seen_q, f_run_q, f_has_q, f_stay_q;
logic [PW:0]  f_n_q, f_ahead_q, f_class_q, f_class_ahead_q;
logic [W-1:0] f_data_q, f_head_q;
initial f_seen_q = 1'b0;
`ifdef F_AHEAD
logic [W-1:0] f_next_q;
always_ff @(posedge clk_i) f_next_q <= next_o;
`endif
wire f_mine = f_has_q && f_ahead_q == 0;
wire f_new  = push_i && f_pick && (!f_has_q || (f_mine && pop_i));
always_ff @(posedge clk_i) begin
  f_seen_q <= 1'b1;
  f_run_q  <= rst_ni;
  f_stay_q <= valid_o && !pop_i;
  f_head_q <= data_o;
  if (!rst_ni) begin
    f_n_q     <= '0;
    f_has_q   <= 1'b0;
    f_class_q <= '0;
  end else begin
    f_n_q     <= f_n_q + (PW+1)'(push_i) - (PW+1)'(pop_i);
    f_class_q <= f_class_q + (PW+1)'(push_i && data_i[W-1]) - (PW+1)'(pop_i && data_o[W-1]);
    f_has_q   <= f_new || (f_has_q && !(f_mine && pop_i));
  end
  f_ahead_q       <= f_new ? f_n_q - (PW+1)'(pop_i) : f_ahead_q - (PW+1)'(pop_i);
  f_class_ahead_q <= (f_new ? f_class_q : f_class_ahead_q) - (PW+1)'(pop_i && data_o[W-1]);
  if (f_new) f_data_q <= data_i;
end
always @* begin
  if (!f_seen_q) assume (!rst_ni);
  else if (rst_ni) begin
    if (push_i) assume (32'(f_n_q) < DEPTH);
    if (pop_i)  assume (f_n_q != 0);
    a_count: assert (count_o == f_n_q && valid_o == (f_n_q != 0));
    a_data:  assert (!f_mine || data_o == f_data_q);
    if (f_run_q && f_stay_q) a_stands: assert (data_o == f_head_q);
    if (f_n_q != 0 && !f_mine) begin
      a_class:     assert (!data_o[W-1] || (f_has_q ? f_class_ahead_q != 0 : f_class_q != 0));
      a_not_class: assert (data_o[W-1] || (f_has_q ? f_class_ahead_q != f_ahead_q : f_class_q != f_n_q));
    end
`ifdef F_AHEAD
    if (f_run_q && !f_stay_q && valid_o) a_next: assert (data_o == f_next_q);
`endif
    c_full:  cover (32'(f_n_q) == DEPTH && f_mine && pop_i && f_class_q == 4'd1);
  end
end
`ifdef F_HELP
`ifdef F_AHEAD
wire [PW-1:0] f_rd = rd_q - 1'b1;   // where the head is in the RAM
`else
wire [PW-1:0] f_rd = rd_q;
`endif
wire [PW-1:0] f_at = f_rd + f_ahead_q[PW-1:0];
logic [PW:0]  f_sum, f_sum_ahead;   // entries of the class, by looking at each place
always_comb begin
  f_sum       = '0;
  f_sum_ahead = '0;
  for (int unsigned i = 0; i < DEPTH; i++) begin
    if (i < 32'(f_n_q))     f_sum       = f_sum + (PW+1)'(f_all[(((32'(f_rd) + i) % DEPTH))*W + W - 1]);
    if (i < 32'(f_ahead_q)) f_sum_ahead = f_sum_ahead + (PW+1)'(f_all[(((32'(f_rd) + i) % DEPTH))*W + W - 1]);
  end
end
always @* if (rst_ni) begin
  assert (32'(f_n_q) <= DEPTH && wr_q == f_rd + f_n_q[PW-1:0] && n == f_n_q && valid_q == (f_n_q != 0) && f_sum == f_class_q);
  assert (!valid_q || data_o == f_all[32'(f_rd)*W +: W]);
  assert (!f_has_q || (f_ahead_q < f_n_q && f_all[32'(f_at)*W +: W] == f_data_q && f_sum_ahead == f_class_ahead_q));
end
`endif
