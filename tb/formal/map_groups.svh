// SPDX-License-Identifier: Apache-2.0
// Inside pml_map_groups, its RAM by a stand-in: one line of one {VM, buffer} in one of the two roles' words, any, and one kind. It was touched exactly if it was set since the word was made zero last:
// then it is read (and, asked to be cleared, left alone), else written whole. Which word is the role's is told by role_q, which only the ends of epochs and the
// wipe change. Assumed: no word is read while a write to its group is on the way (map: a_spaced); the word was made zero once (the engine wipes all words at ENABLE).
(* anyconst *) logic           f_k, f_role;
(* anyconst *) logic [4:0]     f_bit;
(* anyconst *) logic [AW-1:0]  f_at;
logic f_seen_q, f_known_q, f_touched_q, f_m2_q, f_m3_q;
initial f_seen_q = 1'b0;
(* hierconn *) wire [AW:0] \u_ram.f_at ;
wire f_word = go_i && at_i == f_at && role == f_role;                // an operation on the word goes to M2
wire f_line = f_word && bit_i == f_bit;
wire f_sets = f_line && (op_i == pml_pkg::OP_SET || op_i == pml_pkg::OP_MARK) && kinds_i[f_k];
wire f_zero = f_word && (op_i == pml_pkg::OP_WIPE || (op_i == pml_pkg::OP_READ_H && pass_i));
logic f_w1_q, f_w2_q, f_line2_q, f_line3_q, f_word2_q, f_word3_q;
wire f_writes = f_word && op_i != pml_pkg::OP_CLEAR && op_i != pml_pkg::OP_READ_T && !(op_i == pml_pkg::OP_READ_H && !pass_i);
always_ff @(posedge clk_i) begin
  f_seen_q <= 1'b1;
  if (!rst_ni) begin
    {f_known_q, f_touched_q, f_w1_q, f_w2_q, f_line2_q, f_line3_q, f_word2_q, f_word3_q} <= '0;
  end else begin
    f_known_q   <= f_known_q || f_zero;
    f_touched_q <= f_sets || (f_touched_q && !f_zero);
    {f_w1_q, f_w2_q} <= {f_writes, f_w1_q};
    {f_line2_q, f_line3_q} <= {f_line, f_line2_q};
    {f_word2_q, f_word3_q} <= {f_word, f_word2_q};
  end
  {f_m2_q, f_m3_q} <= {f_touched_q, f_m2_q};       // touched before the operation in M2, M3
end
logic f_kn2_q, f_kn3_q;
always_ff @(posedge clk_i) {f_kn2_q, f_kn3_q} <= rst_ni ? {f_known_q, f_kn2_q} : 2'b0;
always @* begin
  if (!f_seen_q) assume (!rst_ni);
  assume (\u_ram.f_at == {f_at[AW-1 -: VMW + 1], f_role, f_at[GW-1:0]});
  if (f_seen_q && rst_ni) begin
    if (f_word) assume (!f_w1_q && !f_w2_q);
    if (go_i)   assume (op_i <= pml_pkg::OP_MARK && (!pass_i || op_i == pml_pkg::OP_READ_H || op_i == pml_pkg::OP_WIPE));
    if (f_line3_q && f_kn3_q) begin
      a_read: assert (m3_read_o[f_k] == (m3_kinds_q[f_k] && f_m3_q));
      a_full: assert (m3_full_o[f_k] == (m3_kinds_q[f_k] && !f_m3_q));
    end
    if (f_word3_q && f_kn3_q && m3_op_q == pml_pkg::OP_READ_T) a_listed: assert (!f_m3_q || (f_k ? w[f_bit] : a[f_bit]));
    c_read: cover (f_line3_q && f_kn3_q && m3_set_o && m3_read_o[f_k] && f_role);
    c_full: cover (f_line3_q && f_kn3_q && m3_clear_o && m3_full_o[f_k]);
  end
end
`ifdef F_HELP
(* hierconn *) wire [RW-1:0] \u_ram.f_word_q ;
wire f_ram_bit  = \u_ram.f_word_q [32'(f_k) * 32 + 32'(f_bit)];
always @* if (f_seen_q && rst_ni) begin
  if (f_word2_q) assert (m2_go_q && m2_at_q == f_at && m2_role_q == f_role && f_line2_q == (m2_bit_q == f_bit));
  else           assert (!f_line2_q && !(m2_go_q && m2_at_q == f_at && m2_role_q == f_role));
  if (f_word3_q) assert (m3_go_q && m3_at_q == f_at && m3_role_q == f_role && (f_line3_q == m3_hot_q[f_bit]) && (m3_hot_q & (m3_hot_q - 32'd1)) == 0);
  else           assert (!f_line3_q && !(m3_go_q && m3_at_q == f_at && m3_role_q == f_role));
  assert (f_w1_q == (f_word2_q && m2_op_q != pml_pkg::OP_CLEAR && m2_op_q != pml_pkg::OP_READ_T && !(m2_op_q == pml_pkg::OP_READ_H && !m2_pass_q)));
  assert (f_w2_q == (f_word3_q && m3_op_q != pml_pkg::OP_CLEAR && m3_op_q != pml_pkg::OP_READ_T && !(m3_op_q == pml_pkg::OP_READ_H && !m3_pass_q)));
  assert (!(f_w1_q && f_w2_q));
  if (m2_go_q) assert (m2_op_q <= pml_pkg::OP_MARK);
  if (m3_go_q) assert (m3_op_q <= pml_pkg::OP_MARK);
  assert ((!f_kn2_q || f_known_q) && (!f_kn3_q || f_kn2_q));
  // the word in the RAM, as it was before what is in M2 and M3
  if (f_w2_q ? f_kn3_q : f_w1_q ? f_kn2_q : f_known_q) assert (f_ram_bit == (f_w2_q ? f_m3_q : f_w1_q ? f_m2_q : f_touched_q));
  if (f_known_q && !f_kn2_q) assert (f_w1_q && (m2_op_q == pml_pkg::OP_WIPE || m2_op_q == pml_pkg::OP_READ_H));
  if (f_kn2_q && !f_kn3_q)   assert (f_w2_q && (m3_op_q == pml_pkg::OP_WIPE || m3_op_q == pml_pkg::OP_READ_H));
  if (f_word2_q && f_kn2_q) assert (ram[32'(f_k) * 32 + 32'(f_bit)] == f_m2_q);
  if (f_word3_q && f_kn3_q) assert (word_q[32'(f_k) * 32 + 32'(f_bit)] == f_m3_q);
  // what an operation in M2, M3 makes of it
  if (f_w1_q) assert (f_touched_q == ((m2_op_q == pml_pkg::OP_WIPE || m2_op_q == pml_pkg::OP_READ_H) ? 1'b0 : f_m2_q || (f_line2_q && m2_kinds_q[f_k])));
  if (f_w2_q) assert (f_touched_q == ((m3_op_q == pml_pkg::OP_WIPE || m3_op_q == pml_pkg::OP_READ_H) ? 1'b0 : f_m3_q || (f_line3_q && m3_kinds_q[f_k])));
  if (f_word2_q && !f_w1_q) assert (f_m2_q == f_touched_q);
  if (f_word3_q && !f_w2_q && !f_w1_q) assert (f_m3_q == f_touched_q);
end
`endif
