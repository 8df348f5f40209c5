// SPDX-License-Identifier: Apache-2.0
// Inside pml_line_buf: the summary's and the records' way to the write port. What it offers is one burst of a whole line, of the record if there is one, else of the chunk, its first and
// last beat marked, and not changed for the other before the last beat is taken; its words are those that were written last; of a chunk's words those that count are
// marked, and no other. Assumed of engine and recorder: what is offered stays offered, and is not written to, until its last beat is taken.
(* anyconst *) logic       f_rec;
(* anyconst *) logic [3:0] f_i;                  // one word, any, of the record or of the chunk
logic        f_seen_q, f_known_q, f_was_rec_q, f_open_q;
logic [4:0]  f_n_q;
logic [BW-1:0] f_at_q;
logic [31:0] f_word_q;
initial f_seen_q = 1'b0;
wire f_we = we_i && rec_we_i == f_rec && widx_i == f_i;
wire [31:0] f_col = 32'(f_i) % C;
always_ff @(posedge clk_i) begin
  f_seen_q  <= 1'b1;
  f_known_q <= f_seen_q && (f_known_q || f_we);
  if (f_we) f_word_q <= wdata_i;
  f_was_rec_q <= x_rec_o;
  f_n_q       <= sum_n_i;
  f_open_q <= rst_ni && x_valid_o && !(x_take_i && x_last_o);   // it goes on with the same burst
  f_at_q   <= !rst_ni ? '0 : x_take_i ? (x_last_o ? '0 : f_at_q + 1'b1) : f_at_q;
end
always @* begin
  if (!f_seen_q) assume (!rst_ni);
  else if (rst_ni) begin
    if (x_take_i) assume (x_valid_o);
    if (f_open_q) assume (f_was_rec_q ? rec_valid_i : sum_valid_i && sum_n_i == f_n_q);
    if (x_valid_o && we_i) assume (rec_we_i != x_rec_o);
    a_first: assert (!x_valid_o || (x_first_o == (f_at_q == 0) && x_last_o == (32'(f_at_q) == NB - 1)));
    if (f_open_q) a_one_burst: assert (x_valid_o && x_rec_o == f_was_rec_q);
    a_offered: assert (!x_valid_o || (x_rec_o ? rec_valid_i : sum_valid_i) || !f_open_q);
    a_tells:   assert (sum_first_o == (x_take_i && !x_rec_o && f_at_q == 0) && sum_done_o == (x_take_i && !x_rec_o && 32'(f_at_q) == NB - 1)
                       && rec_done_o == (x_take_i && x_rec_o && 32'(f_at_q) == NB - 1));
    if (f_known_q && x_valid_o && x_rec_o == f_rec && 32'(f_at_q) == 32'(f_i) / C) begin
      a_word:  assert (x_data_o[f_col*32 +: 32] == f_word_q);
      a_keeps: assert (x_keep_o[f_col] == (f_rec || 32'(f_i) < 32'(sum_n_i)));
    end
    c_chunk: cover (sum_done_o && f_known_q && !f_rec && rec_valid_i && sum_n_i == 5'd3);
  end
end
`ifdef F_HELP
for (genvar c = 0; c < C; c++) begin : g_f
  wire [31:0] w = g_col[c].mem[{f_rec, BW'(32'(f_i) / C)}];
  always @* if (f_seen_q && f_known_q && f_col == c) assert (w == f_word_q);
end
always @* if (f_seen_q && rst_ni) begin
  assert (beat_q == f_at_q && (valid_q || beat_q == 0));
  assert (!f_open_q || (valid_q && rec_q == f_was_rec_q));
end
`endif
