// SPDX-License-Identifier: Apache-2.0
// Inside pml_queue: what queue_one.sv takes it to do. An entry, any, comes out once, unchanged, after exactly those that were before it; the head stands until it is popped;
// an entry is at the head at the latest two cycles after all before it are gone. Assumed: no push when DEPTH entries wait behind the head, no pop of what is not there.
(* anyseq *) logic f_pick;
logic          f_seen_q, f_run_q, f_has_q, f_stay_q, f_valid_q;
logic [PW:0]   f_n_q;
logic [PW+1:0] f_ahead_q;
logic [W-1:0]  f_data_q, f_was_q;
initial f_seen_q = 1'b0;
wire f_load = f_n_q != 0 && (!f_valid_q || pop_i);
wire f_mine = f_has_q && f_ahead_q == 0 && valid_o;
wire f_new  = push_i && f_pick && (!f_has_q || (f_mine && pop_i));
always_ff @(posedge clk_i) begin
  f_seen_q <= 1'b1;
  f_run_q  <= rst_ni;
  f_stay_q <= valid_o && !pop_i;
  f_was_q  <= data_o;
  if (!rst_ni) begin
    f_n_q     <= '0;
    f_valid_q <= 1'b0;
    f_has_q   <= 1'b0;
  end else begin
    f_n_q     <= f_n_q + (PW+1)'(push_i) - (PW+1)'(f_load);
    f_valid_q <= f_load || (f_valid_q && !pop_i);
    f_has_q   <= f_new || (f_has_q && !(f_mine && pop_i));
  end
  f_ahead_q <= f_new ? (PW+2)'(f_n_q) + (PW+2)'(f_valid_q) - (PW+2)'(pop_i) : f_ahead_q - (PW+2)'(pop_i);
  if (f_new) f_data_q <= data_i;
end
always @* begin
  if (!f_seen_q) assume (!rst_ni);
  else if (rst_ni) begin
    if (push_i) assume (32'(f_n_q) < DEPTH);
    if (pop_i)  assume (f_valid_q);
    a_valid: assert (valid_o == f_valid_q);
    a_data:  assert (!f_mine || data_o == f_data_q);
    if (f_run_q && f_stay_q) a_stands: assert (data_o == f_was_q);
    c_full:  cover (32'(f_n_q) == DEPTH && f_mine && pop_i);
  end
end
`ifdef F_HELP
(* hierconn *) wire [W*DEPTH-1:0] \u_ram.f_all ;
wire [PW-1:0] f_at = rd_q + f_ahead_q[PW-1:0] - PW'(valid_q);
always @* if (rst_ni && f_seen_q) begin
  assert (32'(f_n_q) <= DEPTH && n == f_n_q && some_q == (f_n_q != 0) && wr_q == rd_q + f_n_q[PW-1:0] && valid_q == f_valid_q);
  assert (!f_has_q || f_ahead_q < (PW+2)'(f_n_q) + (PW+2)'(valid_q));
  if (f_has_q && !f_mine) assert (\u_ram.f_all [32'(f_at)*W +: W] == f_data_q);
  if (f_mine) assert (data_o == f_data_q);
end
`endif
