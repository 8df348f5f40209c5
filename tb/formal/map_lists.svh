// SPDX-License-Identifier: Apache-2.0
// Inside pml_map_groups, its RAM by a stand-in, four groups: the list of one {VM, buffer} and word role, any. While it is the role of the running epoch (T) the list has exactly the groups with a
// touched line, each once, and what is linked stays linked; so a walk from its head finds all of them. While it is that of the epoch before (H), a walk from its head by READ_H (which
// makes each word zero) finds all of them too, and at its end nothing is left: the words are zero and the list is empty when the role turns to T again.
// Assumed: no word is read while a write to it is on the way (map: a_spaced); of the engine: it wipes all groups of a VM after it emptied its lists, with nothing else of the VM under way;
// it asks READ_H only for the group that the walk has come to, takes the next one from the result before it asks for anything else, and empties the list at the walk's end; the role turns only after such a
// walk, with no operation of the buffer on the way; VM and buffer that it names stand for a cycle before it uses their lists.
(* anyconst *) logic        f_role;
(* anyconst *) logic [VMW:0] f_vb;
(* anyseq *)   logic        f_start;
logic f_seen_q;
initial f_seen_q = 1'b0;
(* hierconn *) wire [AW:2]     \u_ram.f_at ;
(* hierconn *) wire [4*RW-1:0] \u_ram.f_words_q ;
wire [RW-1:0] f_w0 = \u_ram.f_words_q [0*RW +: RW];
wire [RW-1:0] f_w1 = \u_ram.f_words_q [1*RW +: RW];
wire [RW-1:0] f_w2 = \u_ram.f_words_q [2*RW +: RW];
wire [RW-1:0] f_w3 = \u_ram.f_words_q [3*RW +: RW];
wire [3:0]  f_listed = {f_w3[RW-1], f_w2[RW-1], f_w1[RW-1], f_w0[RW-1]};
wire [3:0]  f_touched = {|f_w3[63:0], |f_w2[63:0], |f_w1[63:0], |f_w0[63:0]};
wire [4*(GW+1)-1:0] f_next = {f_w3[64 +: GW+1], f_w2[64 +: GW+1], f_w1[64 +: GW+1], f_w0[64 +: GW+1]};
// {each once and with an end, groups} of the list that begins at `from`
function automatic logic [4:0] f_chain(input logic [GW:0] from, input logic [4*(GW+1)-1:0] next);
  logic [GW:0] at;
  at      = from;
  f_chain = 5'b10000;
  for (int i = 0; i < 4; i++) if (at[GW]) begin
    if (f_chain[32'(at[GW-1:0])]) f_chain[4] = 1'b0;
    f_chain[32'(at[GW-1:0])] = 1'b1;
    at = next[32'(at[GW-1:0])*(GW+1) +: GW+1];
  end
  if (at[GW]) f_chain[4] = 1'b0;
endfunction

wire f_is_t   = role_q[f_vb] == f_role;
wire f_mine   = go_i && at_i[AW-1:GW] == f_vb;
wire f_word   = f_mine && role == f_role;
wire f_m2     = m2_go_q && m2_at_q[AW-1:GW] == f_vb;
wire f_m3     = m3_go_q && m3_at_q[AW-1:GW] == f_vb;
wire f_set    = op_i == pml_pkg::OP_SET || op_i == pml_pkg::OP_MARK;
wire f_read_h = op_i == pml_pkg::OP_READ_H;
wire f_reads  = go_i && (f_read_h || op_i == pml_pkg::OP_READ_T);
wire f_m2_wr  = m2_go_q && (m2_op_q == pml_pkg::OP_SET || m2_op_q == pml_pkg::OP_MARK || m2_op_q == pml_pkg::OP_WIPE || (m2_op_q == pml_pkg::OP_READ_H && m2_pass_q));
wire f_m3_wr  = m3_go_q && (m3_op_q == pml_pkg::OP_SET || m3_op_q == pml_pkg::OP_MARK || m3_op_q == pml_pkg::OP_WIPE || (m3_op_q == pml_pkg::OP_READ_H && m3_pass_q));
wire f_m2_ends = m2_go_q && (m2_op_q == pml_pkg::OP_READ_T || (m2_op_q == pml_pkg::OP_READ_H && m2_pass_q));   // the result is on the way
wire f_m3_ends = m3_go_q && (m3_op_q == pml_pkg::OP_READ_T || (m3_op_q == pml_pkg::OP_READ_H && m3_pass_q));
// ---- the engine
logic        f_known_q, f_walk_q, f_busy_q, f_got_q, f_done_q, f_clr_q, f_here_q, f_turned_q;
logic [3:0]  f_wiped_q;
logic [GW:0] f_ptr_q;
logic [VMW:0] f_eng_q;
wire f_eng    = eng_vb == f_vb && f_eng_q == f_vb && !f_turned_q;
wire f_begin  = f_start && !heads_clr_i && role_flip_i == 0 && f_known_q && !f_walk_q && !f_is_t && f_eng;
wire f_clr    = heads_clr_i && eng_vm_i == f_vb[VMW:1];
wire f_turn   = 1'(role_flip_i >> f_vb);
wire f_h_end  = head_h_clr_i && eng_vb == f_vb;
wire f_end    = f_h_end && !f_is_t;                      // of this list
wire f_wipes  = f_word && op_i == pml_pkg::OP_WIPE;
wire f_asks   = f_word && f_read_h && pass_i;            // of the H word
always_ff @(posedge clk_i) begin
  f_seen_q   <= 1'b1;
  f_eng_q    <= eng_vb;
  f_turned_q <= !rst_ni || f_turn || f_clr;
  if (!rst_ni) begin
    {f_walk_q, f_busy_q, f_got_q, f_done_q, f_clr_q, f_wiped_q} <= '0;
    f_known_q <= f_listed == 0 && f_touched == 0 && !we;   // as after a wipe
  end
  else begin
    f_clr_q   <= f_clr;
    f_wiped_q <= (f_clr && !f_clr_q ? 4'd0 : f_wiped_q) | (f_wipes ? 4'd1 << at_i[GW-1:0] : 4'd0);
    f_known_q <= !f_clr && (f_known_q || (&f_wiped_q && !f_mine && !f_m2 && !f_m3));
    f_walk_q  <= f_begin || (f_walk_q && !f_end && !f_clr);
    f_busy_q  <= f_asks || (f_busy_q && !f_got_q);
    f_got_q   <= f_busy_q && res_valid_o;
    f_done_q  <= !f_clr && !f_turn && (f_done_q || f_end);
  end
  if (f_begin)      f_ptr_q <= head_h_o;
  else if (f_got_q) f_ptr_q <= res_next_o;
end
wire [4:0] f_from_head = f_chain({head_valid_q[{f_vb, f_role}], head[{f_vb, f_role}]}, f_next);
wire [4:0] f_from_ptr  = f_chain(f_got_q ? res_next_o : f_ptr_q, f_next);
always @* begin
  if (!f_seen_q) assume (!rst_ni);
  assume (\u_ram.f_at == {f_vb, f_role});
  if (f_seen_q && rst_ni) begin
    if (go_i)     assume (op_i <= pml_pkg::OP_MARK && (!pass_i || f_read_h || op_i == pml_pkg::OP_WIPE));
    if (f_word)   assume (!(f_m2_wr && m2_at_q == at_i && m2_role_q == role) && !(f_m3_wr && m3_at_q == at_i && m3_role_q == role));
    // before all is wiped
    if (f_mine && !f_known_q) assume (op_i == pml_pkg::OP_WIPE);
    if (f_mine && f_known_q)  assume (op_i != pml_pkg::OP_WIPE);
    if (f_clr)    assume (!f_walk_q && !f_busy_q && (f_clr_q || (!f_mine && !f_m2 && !f_m3)) && !f_turn && !f_h_end);
    // a walk
    if (f_asks)   assume (f_walk_q && f_ptr_q == {1'b1, at_i[GW-1:0]});
    if (f_reads)  assume (!f_busy_q && !f_m2_ends && !f_m3_ends);
    if (f_h_end)  assume (f_eng && f_known_q);
    if (f_end)    assume (f_walk_q && !f_ptr_q[GW] && !f_busy_q);
    if (f_turn)   assume (f_known_q && !f_walk_q && !f_mine && !f_m2 && !f_m3 && (f_is_t || f_done_q));
    if (f_turn)   assume (!f_h_end);
    if (f_known_q) begin
      a_touched: assert ((f_touched & ~f_listed) == 0);
      if (f_is_t) a_list: assert (f_from_head == {1'b1, f_listed});
      if (!f_is_t && !f_walk_q && !f_done_q) a_list_h: assert (f_from_head == {1'b1, f_listed});
      if (set && m3_list == {f_vb, f_role} && word_q[RW-1]) a_stays: assert (now[64 +: GW+2] == word_q[64 +: GW+2]);
      if (f_walk_q && (!f_busy_q || f_got_q)) a_walk: assert (f_from_ptr == {1'b1, f_listed});
      if (f_end || f_done_q) a_nothing_left: assert (f_touched == 0 && f_listed == 0);
      if (f_turn && !f_is_t) a_empty: assert (!head_valid_q[{f_vb, f_role}] && f_touched == 0);
      c_three: cover (f_is_t && f_listed == 4'b1011);
      c_walk:  cover (f_end && f_role);
      c_again: cover (f_is_t && f_listed == 4'b0001 && f_role);
      c_peek:  cover (f_end && f_done_q);
    end
  end
end
`ifdef F_HELP
wire f_m2_word = f_m2 && m2_role_q == f_role;
wire f_m3_word = f_m3 && m3_role_q == f_role;
always @* if (f_seen_q && rst_ni) begin
  if (f_m2_word) assert (ram == \u_ram.f_words_q [32'(m2_at_q[GW-1:0])*RW +: RW]);
  if (f_m3_word) assert (word_q == \u_ram.f_words_q [32'(m3_at_q[GW-1:0])*RW +: RW]);
  assert (!(f_m2_word && f_m3_word && f_m3_wr && m2_at_q == m3_at_q));
  assert (m3_set_q == (m3_go_q && (m3_op_q == pml_pkg::OP_SET || m3_op_q == pml_pkg::OP_MARK)) && m3_may_link_q == (m3_set_q && m3_kinds_q != 0));
  if (m2_go_q) assert (m2_op_q <= pml_pkg::OP_MARK && (!m2_pass_q || m2_op_q == pml_pkg::OP_READ_H || m2_op_q == pml_pkg::OP_WIPE));
  if (m3_go_q) assert (m3_op_q <= pml_pkg::OP_MARK && (!m3_pass_q || m3_op_q == pml_pkg::OP_READ_H || m3_op_q == pml_pkg::OP_WIPE));
  // SET goes to T, what READ_H makes zero is H
  if (f_m2) assert (m2_role_q == (role_q[f_vb] ^ m2_pass_q));
  if (f_m3) assert (m3_role_q == (role_q[f_vb] ^ m3_pass_q));
  // the wipe
  if (!f_known_q) begin
    assert (!f_walk_q && !f_busy_q && !f_done_q);
    if (f_m2) assert (m2_op_q == pml_pkg::OP_WIPE);
    if (f_m3) assert (m3_op_q == pml_pkg::OP_WIPE);
    for (int i = 0; i < 4; i++) if (f_wiped_q[i] && !(f_m2_word && 32'(m2_at_q[GW-1:0]) == i) && !(f_m3_word && 32'(m3_at_q[GW-1:0]) == i))
      assert (!f_listed[i] && !f_touched[i]);
    assert (!head_valid_q[{f_vb, f_role}]);
  end else begin
    if (f_m2) assert (m2_op_q != pml_pkg::OP_WIPE);
    if (f_m3) assert (m3_op_q != pml_pkg::OP_WIPE);
    if (f_done_q) assert (!f_is_t && !head_valid_q[{f_vb, f_role}]);
    if (f_walk_q) assert (!f_is_t);
    if (f_walk_q && f_done_q) assert (!f_ptr_q[GW] && !f_busy_q);
  end
  // the walk
  assert (!f_busy_q || f_walk_q);
  assert (!f_got_q || (f_busy_q && !f_m2_ends && !f_m3_ends));
  assert (!(f_m2_ends && f_m3_ends));
  assert (32'(f_m2_word && m2_op_q == pml_pkg::OP_READ_H && m2_pass_q) + 32'(f_m3_word && m3_op_q == pml_pkg::OP_READ_H && m3_pass_q) + 32'(f_got_q) == 32'(f_busy_q));
  if (f_busy_q && !f_got_q) assert (f_from_ptr == {1'b1, f_listed} && f_ptr_q[GW]);
  if (f_m2_word && m2_op_q == pml_pkg::OP_READ_H && m2_pass_q) assert (f_ptr_q == {1'b1, m2_at_q[GW-1:0]} && !f_m3_ends);
  if (f_m3_word && m3_op_q == pml_pkg::OP_READ_H && m3_pass_q) assert (f_ptr_q == {1'b1, m3_at_q[GW-1:0]});
end
`endif
