// SPDX-License-Identifier: Apache-2.0
/// Touched map: a pipeline, one operation a cycle. Knows for each {vm, buffer, line, kind} whether it was touched in this epoch (T) and
/// whether memory still holds it from the epoch before (H), as groups of 32 lines linked into lists, so that the touched lines are found
/// without a scan (C1). An operation is chosen into C with the places promised that it may need, so that nothing waits inside for
/// room. C looks its line up among those in flight and compares its group with the stages ahead; D sends it to the map (pml_map_groups: M2, M3; then M4 to the
/// transaction queue), or a
/// line in flight into the retry queue, where it holds back no other. Carries: C1, E2, C3.
module pml_map #(
  parameter int unsigned N_VM = 8,
  parameter int unsigned PAGES_LOG2 = 24,
  parameter int unsigned NB = 1,
  parameter int unsigned SLW = 9,
  parameter int unsigned N_SLOTS = 384,
  parameter int unsigned LINES = 144,   ///< in flight at most
  localparam int unsigned VMW = (N_VM > 1) ? $clog2(N_VM) : 1,
  localparam int unsigned LW = PAGES_LOG2 - 9,
  localparam int unsigned GW = LW - 5,
  localparam int unsigned TW = VMW + 1 + LW,
  localparam int unsigned LI = 1 + SLW + 2 * NB + TW,  // {color, slot, mW, mA, vm, buf, line}
  localparam int unsigned XW = LI + 5                  // {zero, fullW, fullA, readW, readA, line info}
) (
  input  logic               clk_i,
  input  logic               rst_ni,
  input  logic               ev_valid_i,      ///< an evicted line
  input  logic [LI-1:0]      ev_info_i,
  input  logic               eng_valid_i,     ///< the engine's operation
  input  logic               eng_clear_i,     ///< it is an OP_CLEAR
  input  logic [2:0]         eng_op_i,
  input  logic [VMW-1:0]     eng_vm_i,
  input  logic               eng_buf_i,
  input  logic [LW-1:0]      eng_line_i,      ///< line; a group operation uses its upper bits
  input  logic [1:0]         eng_kinds_i,     ///< bit 0 A, bit 1 W
  output logic               eng_done_o,      ///< it is performed; it stays until then
  input  logic               mark_valid_i,
  input  logic [VMW-1:0]     mark_vm_i,
  input  logic [LW-1:0]      mark_line_i,
  input  logic [1:0]         mark_kinds_i,
  output logic               mark_done_o,
  input  logic               heads_clr_i,     ///< engine, for {eng_vm, both buffers}: role 0, lists empty
  input  logic               head_h_clr_i,    ///< engine, for {eng_vm, eng_buf}: H list empty
  input  logic [N_VM*2-1:0]  role_flip_i,
  output logic [GW:0]        head_t_o,        ///< list heads of {eng_vm, eng_buf}: {valid, group}
  output logic [GW:0]        head_h_o,
  output logic               res_valid_o,     ///< the result of READ_H, READ_T is there from the next cycle on
  output logic [3:0]         res_a_o,         ///< its first four lines
  output logic [3:0]         res_w_o,
  output logic [GW:0]        res_next_o,
  input  logic               res_shift_i,     ///< its first line is done with,
  input  logic               res_four_i,      ///< or its first four
  output logic               clearing_o,      ///< a CLEARLINE is performed and not yet counted by clr_push_o
  output logic               clr_push_o,      ///< a clear transaction begins
  output logic               tx_valid_o,      ///< TXQ head
  output logic [XW-1:0]      tx_info_o,
  input  logic               tx_pop_i,
  input  logic               line_done_i,     ///< the oldest line in flight is answered
  output logic [$clog2(LINES+1)-1:0] inflight_o
);
  localparam int unsigned QD = 1 << $clog2(N_SLOTS);
  localparam int unsigned RD = 16;                          // RETRY
  localparam int unsigned HW = $clog2(8 * LINES);           // hash of a line in flight
  localparam logic [3:0] MAGE_MAX = 4'd15;
  localparam logic [3:0] PICK_RETRY = 4'd15;

  function automatic logic [HW-1:0] hash_of(input logic [TW-1:0] tag);
    hash_of = HW'(tag);
    for (int unsigned i = HW; i < TW; i++) hash_of[HW - 1 - (i % HW)] = hash_of[HW - 1 - (i % HW)] ^ tag[i];
  endfunction

  // ---- choice: a write-back (WBQ, RETRY) or the engine's operation
  logic          wbq_valid, rt_valid, wbq_pop, rt_pop, rt_push;
  logic [LI-1:0] wbq_info, rt_info;
  logic [4:0]    rt_count;
  logic [3:0]    pick_q, mage_q;
  logic          mage_full_q, rt_much_q;
  logic [4:0]    tx_count_unused;
  // places left in TXQ and in flight, less one: the top bit says that there is none
  localparam int unsigned FW = $clog2(LINES + 1);
  logic [5:0]    tx_left_q;
  logic [FW:0]   if_left_q;
  logic          c_valid_q, c_wb_q, c_mark_q, d_valid_q, d_wb_q, d_mark_q, d_pass_q, d_conflict_q, d_two_q, d_leave_q;
  logic [2:0]    c_op_q, d_op_q;
  logic [LI-1:0] c_info_q, d_info_q;
  logic [1:0]    c_kinds_q, d_kinds_q, d_wait_q;
  logic [HW-1:0] c_hash_q, d_hash_q, m2_hash_q, m3_hash_q;
  logic [LI-1:0] m2_info_q, m3_info_q;
  logic          c_bit, d_bit_q, m2_bit_q, m3_bit_q, m4_bit_q;   // goes along to the table of lines in flight
  logic          init, in_flight, m2_line, m3_line, m3_set, m3_clear, clearing;
  logic [1:0]    m3_read, m3_full;
  logic          m4_push_q, m4_clear_q, m4_back_q;
  logic [4:0]    m4_how_q;
  logic [LI-1:0] m4_info_q;
  logic [HW-1:0] m4_hash_q;

  pml_queue #(.W(LI), .DEPTH(QD)) u_wbq (
    .clk_i, .rst_ni, .push_i(ev_valid_i), .data_i(ev_info_i), .pop_i(wbq_pop), .valid_o(wbq_valid), .data_o(wbq_info));
  pml_fifo #(.W(LI), .DEPTH(RD)) u_retry (
    .clk_i, .rst_ni, .push_i(rt_push), .data_i(d_info_q), .pop_i(rt_pop), .valid_o(rt_valid), .data_o(rt_info),
    .count_o(rt_count));

  wire c_two    = c_op_q == pml_pkg::OP_READ_H || c_op_q == pml_pkg::OP_WIPE;  // both roles, one after the other; without conflict
  wire d_drop   = d_conflict_q;
  wire d_step   = d_valid_q && d_wait_q == 0;
  wire d_leaves = d_leave_q;              // d_step, and it is not the first of two; known a cycle ahead
  wire move     = c_valid_q && (!d_valid_q || d_leaves);
  wire c_free   = !c_valid_q || !d_valid_q || d_leaves;
  // a place in TXQ and one in flight are promised to what may need them
  wire room     = !tx_left_q[5] && !if_left_q[FW] && !init;
  wire sel_retry = rt_valid && (!wbq_valid || pick_q == PICK_RETRY || rt_much_q);
  wire wb_can   = room && (rt_valid || (wbq_valid && !rt_much_q));
  wire use_mark = !eng_valid_i;
  wire eng_cand = eng_valid_i || mark_valid_i;
  wire eng_in   = (c_valid_q && !c_wb_q) || (d_valid_q && !d_wb_q);
  wire eng_can  = eng_cand && !eng_in && (!eng_clear_i || room);
  wire sel_wb   = wb_can && !mage_full_q;
  wire go_wb    = c_free && sel_wb;
  wire not_wb   = c_free && !eng_in && !sel_wb;           // the engine's operation is chosen, if there is one that can
  wire go_eng   = not_wb && eng_cand && (!eng_clear_i || room);
  wire promise  = go_wb || (not_wb && eng_clear_i && room);
  assign wbq_pop = go_wb && !sel_retry;
  assign rt_pop  = go_wb && sel_retry;

  wire [LI-1:0] wb_info = sel_retry ? rt_info : wbq_info;
  wire [TW-1:0] e_tag   = use_mark ? {mark_vm_i, 1'b0, mark_line_i} : {eng_vm_i, eng_buf_i, eng_line_i};
  wire [LI-1:0] s_info  = sel_wb ? wb_info : {{(LI-TW){1'b0}}, e_tag};

  // ---- C: is the line in flight, or in a stage ahead? is its group in use there?
  wire c_line = c_op_q == pml_pkg::OP_SET || c_op_q == pml_pkg::OP_CLEAR;
  logic m2_writes;
  wire d_line = d_valid_q && (d_op_q == pml_pkg::OP_SET || d_op_q == pml_pkg::OP_CLEAR);
  wire c_conflict = c_line && (in_flight || (d_line && !d_drop && c_hash_q == d_hash_q) || (m2_line && c_hash_q == m2_hash_q)
                               || (m3_line && c_hash_q == m3_hash_q) || (m4_push_q && c_hash_q == m4_hash_q));
  wire c_behind_d = d_valid_q && d_op_q != pml_pkg::OP_CLEAR && d_op_q != pml_pkg::OP_READ_T
                    && c_info_q[TW-1:5] == d_info_q[TW-1:5];
  wire c_behind_m = m2_writes && c_info_q[TW-1:5] == m2_info_q[TW-1:5];

  // ---- D: goes to the map, or back
  wire d_go   = d_step && !d_drop;
  wire d_done = d_go && d_leaves;
  assign rt_push     = d_leaves && d_drop && d_wb_q;
  assign eng_done_o  = d_done && !d_wb_q && !d_mark_q;
  assign mark_done_o = d_done && d_mark_q;
  wire d_back = d_leaves && d_drop;                         // its promise is given back
  // what is given back counts a cycle later
  logic [1:0] tx_ret_q, if_ret_q;
  logic       done_q;
  // what is given back, less what is promised: -1 to 3
  function automatic logic [2:0] change(input logic [1:0] back, input logic less);
    change = {less && back == 2'd0, less ? back == 2'd0 || back == 2'd3 : back[1], back[0] ^ less};
  endfunction
  wire [2:0] tx_change = change(tx_ret_q, promise);
  wire [2:0] if_change = change(if_ret_q, promise);

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      pick_q    <= '0;
      mage_q    <= '0;
      mage_full_q <= 1'b0;
      rt_much_q   <= 1'b0;
      d_leave_q   <= 1'b0;
      c_valid_q <= 1'b0;
      d_valid_q <= 1'b0;
      d_wait_q  <= '0;
      d_pass_q  <= 1'b0;
      m2_writes <= 1'b0;
      tx_left_q <= 6'd15;
      if_left_q <= (FW + 1)'(LINES - 1);
      tx_ret_q  <= '0;
      if_ret_q  <= '0;
      done_q    <= 1'b0;
    end else begin
      done_q    <= line_done_i;
      if (go_wb) pick_q <= pick_q + 1'b1;
      if (!eng_cand || go_eng)                              mage_q <= '0;
      else if (eng_can && go_wb)                            mage_q <= mage_q + 1'b1;
      mage_full_q <= eng_cand && !go_eng && (mage_full_q || (eng_can && go_wb && mage_q == MAGE_MAX - 4'd1));
      rt_much_q   <= rt_count >= 5'(RD - 3);   // as much as may be before this is known
      d_leave_q   <= move ? !c_behind_d && !c_behind_m && !c_two : d_valid_q && !d_leaves && (d_wait_q == 2'd0 || (d_wait_q == 2'd1 && !d_two_q));
      c_valid_q <= go_wb || go_eng || (c_valid_q && !move);
      d_valid_q <= move || (d_valid_q && !d_leaves);
      d_wait_q  <= move ? (c_behind_d ? 2'd2 : c_behind_m ? 2'd1 : 2'd0) : (d_wait_q != 0) ? d_wait_q - 2'd1 : 2'd0;
      d_pass_q  <= d_go && !d_leaves;
      m2_writes <= d_go && d_op_q != pml_pkg::OP_CLEAR && d_op_q != pml_pkg::OP_READ_T;
      tx_left_q <= tx_left_q + {{4{tx_change[2]}}, tx_change[1:0]};
      if_left_q <= if_left_q + {{(FW-1){if_change[2]}}, if_change[1:0]};
      tx_ret_q  <= 2'(d_back && d_line) + 2'(m4_back_q) + 2'(tx_pop_i);
      if_ret_q  <= 2'(d_back && d_line) + 2'(m4_back_q) + 2'(line_done_i);
    end
    if (go_wb || go_eng) begin
      c_wb_q    <= go_wb;
      c_mark_q  <= use_mark;
      c_op_q    <= go_wb ? pml_pkg::OP_SET : use_mark ? pml_pkg::OP_MARK : eng_op_i;
      c_info_q  <= s_info;
      c_hash_q  <= sel_wb ? hash_of(wb_info[TW-1:0]) : hash_of({eng_vm_i, eng_buf_i, eng_line_i});   // a MARK needs none
      c_kinds_q <= go_wb ? {|wb_info[TW+NB +: NB], |wb_info[TW +: NB]} : use_mark ? mark_kinds_i : eng_kinds_i;
    end
    if (move) begin
      d_wb_q       <= c_wb_q;
      d_mark_q     <= c_mark_q && !c_wb_q;
      d_op_q       <= c_op_q;
      d_two_q      <= c_two;
      d_info_q     <= c_info_q;
      d_hash_q     <= c_hash_q;
      d_kinds_q    <= c_kinds_q;
      d_conflict_q <= c_conflict;
      d_bit_q      <= c_bit;
    end
    m2_info_q <= d_info_q;
    m2_hash_q <= d_hash_q;
    m2_bit_q  <= d_bit_q;
    m3_bit_q  <= m2_bit_q;
    m3_info_q <= m2_info_q;
    m3_hash_q <= m2_hash_q;
  end

  pml_map_groups #(.N_VM(N_VM), .GW(GW)) u_groups (
    .clk_i, .rst_ni, .go_i(d_go), .op_i(d_op_q), .pass_i(d_pass_q), .at_i(d_info_q[TW-1:5]), .bit_i(d_info_q[4:0]),
    .kinds_i(d_kinds_q), .clearing_o(clearing), .m2_line_o(m2_line), .m3_line_o(m3_line), .m3_set_o(m3_set), .m3_clear_o(m3_clear),
    .m3_read_o(m3_read), .m3_full_o(m3_full), .eng_vm_i, .eng_buf_i, .heads_clr_i, .head_h_clr_i, .role_flip_i, .head_t_o,
    .head_h_o, .res_valid_o, .res_a_o, .res_w_o, .res_next_o, .res_shift_i, .res_four_i);

  // ---- M4: to the transaction queue
  wire           clr_tx = m3_clear && m3_full != 0;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      m4_push_q  <= 1'b0;
      m4_clear_q <= 1'b0;
      m4_back_q  <= 1'b0;
    end else begin
      m4_push_q  <= m3_set || clr_tx;
      m4_clear_q <= clr_tx;
      m4_back_q  <= m3_clear && m3_full == 0;   // nothing to clear
    end
    m4_how_q   <= {m3_clear, m3_full, m3_read & {2{!m3_clear}}};
    m4_info_q  <= m3_info_q;
    m4_hash_q  <= m3_hash_q;
    m4_bit_q   <= m3_bit_q;
  end
  assign clr_push_o = m4_clear_q;
  assign clearing_o = clearing || m4_clear_q;
  assign inflight_o = FW'(LINES - 1) - if_left_q[FW-1:0];
  pml_fifo #(.W(XW), .DEPTH(16)) u_txq (
    .clk_i, .rst_ni, .push_i(m4_push_q), .data_i({m4_how_q, m4_info_q}), .pop_i(tx_pop_i), .valid_o(tx_valid_o),
    .data_o(tx_info_o), .count_o(tx_count_unused));
  pml_inflight #(.LINES(LINES), .HW(HW)) u_inflight (
    .clk_i, .rst_ni, .init_o(init), .look_i(c_hash_q), .busy_o(in_flight), .look_bit_o(c_bit), .set_i(m4_push_q),
    .set_hash_i(m4_hash_q), .set_bit_i(m4_bit_q), .done_i(done_q));
endmodule
