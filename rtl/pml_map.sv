// SPDX-License-Identifier: Apache-2.0
/// Touched map, stages M1 and M2: one operation a cycle. Knows for each {vm, buffer, line, kind} whether it was touched in this epoch (T) and
/// whether memory still holds it from the epoch before (H), as groups of 32 lines linked into lists, so that the touched lines are found
/// without a scan (C1). A line in flight is put into the retry queue and holds back no other. M1 chooses and looks up, M2
/// reads and updates; throughput one line a cycle. Carries: C1, E2, C3.
`include "pml_bug.svh"
module pml_map #(
  parameter int unsigned N_VM = 8,
  parameter int unsigned PAGES_LOG2 = 24,
  parameter int unsigned NB = 1,
  parameter int unsigned SLW = 9,
  parameter int unsigned N_SLOTS = 384,
  parameter int unsigned TXN = 128,
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
  input  logic [2:0]         eng_op_i,
  input  logic [VMW-1:0]     eng_vm_i,
  input  logic               eng_buf_i,
  input  logic [LW-1:0]      eng_line_i,      ///< line; a group operation uses its upper bits
  input  logic [1:0]         eng_kinds_i,     ///< bit 0 A, bit 1 W
  output logic               eng_done_o,      ///< it goes to M2
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
  output logic [31:0]        res_a_o,         ///< result of READ_H, READ_T
  output logic [31:0]        res_w_o,
  output logic [GW:0]        res_next_o,
  output logic               m2_busy_o,
  output logic               clr_push_o,      ///< a clear transaction begins
  output logic               tx_valid_o,      ///< TXQ head
  output logic [XW-1:0]      tx_info_o,
  input  logic               tx_pop_i,
  input  logic               line_done_i,     ///< the oldest line in flight is answered
  output logic [$clog2(TXN+1)-1:0] inflight_o
);
  localparam int unsigned QD = 1 << $clog2(N_SLOTS);
  localparam int unsigned RW = 2 * (GW + 1 + 64);          // two roles of {next, w, a}
  localparam int unsigned HW = RW / 2;
  localparam logic [3:0] MAGE_MAX = 4'd15;
  localparam logic [3:0] PICK_RETRY = 4'd15;

  // ---- M1: choice
  logic          wbq_valid, rt_valid, wbq_pop, rt_pop, rt_push;
  logic [LI-1:0] wbq_info, rt_info;
  logic [SLW:0]  wbq_cnt_unused, rt_cnt_unused;
  logic [3:0]    pick_q, mage_q, txq_count;
  logic          m2_valid_q;
  logic [2:0]    m2_op_q;
  logic [LI-1:0] m2_info_q;
  logic [1:0]    m2_kinds_q;
  logic          match;

  pml_fifo #(.W(LI), .DEPTH(QD)) u_wbq (
    .clk_i, .rst_ni, .push_i(ev_valid_i), .data_i(ev_info_i), .pop_i(wbq_pop), .valid_o(wbq_valid), .data_o(wbq_info),
    .count_o(wbq_cnt_unused));
  pml_fifo #(.W(LI), .DEPTH(QD)) u_retry (
    .clk_i, .rst_ni, .push_i(rt_push), .data_i(wb_info), .pop_i(rt_pop), .valid_o(rt_valid), .data_o(rt_info),
    .count_o(rt_cnt_unused));

  // only what goes on to the transaction queue needs room there
  wire m2_line = m2_valid_q && (m2_op_q == pml_pkg::OP_SET || m2_op_q == pml_pkg::OP_CLEAR);
  wire room = txq_count + 4'(m2_line) < 4'd8 && 32'(inflight_o) + 32'(m2_line) < TXN;
  wire sel_retry = rt_valid && (!wbq_valid || pick_q == PICK_RETRY);
  wire wb_can    = room && (wbq_valid || rt_valid);
  wire [LI-1:0] wb_info = sel_retry ? rt_info : wbq_info;
  wire eng_cand = eng_valid_i || mark_valid_i;
  wire use_mark = !eng_valid_i;
  wire eng_can  = eng_cand && (use_mark || eng_op_i != pml_pkg::OP_CLEAR || room);
  wire go_wb    = wb_can && !(eng_can && mage_q == MAGE_MAX);
  wire go_eng   = eng_can && !go_wb;

  wire [2:0]     e_op    = use_mark ? pml_pkg::OP_MARK : eng_op_i;
  wire [1:0]     e_kinds = use_mark ? mark_kinds_i : eng_kinds_i;
  wire [TW-1:0]  e_tag   = use_mark ? {mark_vm_i, 1'b0, mark_line_i} : {eng_vm_i, eng_buf_i, eng_line_i};
  wire [TW-1:0]  tag     = go_wb ? wb_info[TW-1:0] : e_tag;
  wire           look    = go_wb || (go_eng && e_op == pml_pkg::OP_CLEAR);
  wire           conflict = look && (match || (m2_line && m2_info_q[TW-1:0] == tag));

  assign wbq_pop = go_wb && !sel_retry;
  assign rt_pop  = go_wb && sel_retry;
  assign rt_push = go_wb && conflict;
  wire   m1_go   = (go_wb || go_eng) && !conflict;
  assign eng_done_o  = go_eng && !use_mark && !conflict;
  assign mark_done_o = go_eng && use_mark;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      pick_q     <= '0;
      mage_q     <= '0;
      m2_valid_q <= 1'b0;
    end else begin
      if (go_wb) pick_q <= pick_q + 1'b1;
      if (!eng_cand || go_eng)                        mage_q <= '0;
      else if (eng_can && mage_q != MAGE_MAX)         mage_q <= mage_q + 1'b1;
      m2_valid_q <= m1_go;
    end
    m2_op_q    <= go_wb ? pml_pkg::OP_SET : e_op;
    m2_info_q  <= go_wb ? wb_info : {{(LI-TW){1'b0}}, e_tag};
    m2_kinds_q <= go_wb ? {|wb_info[TW+NB +: NB], |wb_info[TW +: NB]} : e_kinds;
  end

  // ---- M2: the map
  localparam int unsigned MAPAW = VMW + 1 + GW;
  logic [RW-1:0]    ram_rd, fwd_word_q, nword;
  logic             fwd_q, we;
  wire  [MAPAW-1:0] m1_addr = tag[TW-1:5];
  wire  [MAPAW-1:0] m2_addr = m2_info_q[TW-1:5];
  wire  [VMW:0]     m2_vb   = m2_info_q[TW-1 -: VMW+1];
  wire  [4:0]       m2_bit  = m2_info_q[4:0];
  wire  [GW-1:0]    m2_grp  = m2_info_q[LW-1:5];

  pml_ram #(.W(RW), .DEPTH(1 << MAPAW)) u_map (
    .clk_i, .we_i(we), .waddr_i(m2_addr), .wdata_i(nword), .re_i(m1_go), .raddr_i(m1_addr), .rdata_o(ram_rd));
  always_ff @(posedge clk_i) begin
    fwd_q      <= we && m2_addr == m1_addr;
    fwd_word_q <= nword;
  end

  logic [N_VM*2-1:0]          role_q;
  logic [N_VM*4*(GW+1)-1:0]   head_q;   // {vm, buf, role}
  wire [RW-1:0] word  = fwd_q ? fwd_word_q : ram_rd;
  wire          role  = 1'(role_q >> m2_vb);
  wire          e_role;
  wire [HW-1:0] t_old = role ? word[HW +: HW] : word[0 +: HW];
  wire [HW-1:0] h_old = role ? word[0 +: HW] : word[HW +: HW];
  wire [31:0]   ta = t_old[31:0], tw = t_old[63:32], ha = h_old[31:0], hw = h_old[63:32];
  wire          bit_a = ta[m2_bit] && !`PML_BUG(9);
  wire          bit_w = tw[m2_bit] && !`PML_BUG(9);
  wire          op_set  = m2_valid_q && (m2_op_q == pml_pkg::OP_SET || m2_op_q == pml_pkg::OP_MARK);
  wire          fresh   = op_set && (ta | tw) == 0 && m2_kinds_q != 0;
  wire [31:0]   hot     = 32'd1 << m2_bit;
  wire [GW:0]   head_t2 = head_q[{m2_vb, role}*(GW+1) +: GW+1];

  logic [HW-1:0] t_new, h_new;
  always_comb begin
    t_new = t_old;
    h_new = h_old;
    we    = 1'b0;
    if (op_set) begin
      we    = 1'b1;
      t_new = {fresh ? head_t2 : t_old[HW-1:64], tw | (m2_kinds_q[1] ? hot : 32'd0), ta | (m2_kinds_q[0] ? hot : 32'd0)};
    end
    if (m2_valid_q && m2_op_q == pml_pkg::OP_READ_H) begin
      we    = 1'b1;
      h_new = '0;
    end
    if (m2_valid_q && m2_op_q == pml_pkg::OP_WIPE) begin
      we    = 1'b1;
      t_new = '0;
      h_new = '0;
    end
    nword = role ? {t_new, h_new} : {h_new, t_new};
  end

  always_ff @(posedge clk_i) begin
    if (m2_valid_q && m2_op_q == pml_pkg::OP_READ_H) begin
      res_a_o    <= `PML_BUG(8) ? '0 : ha & ~ta;
      res_w_o    <= hw & ~tw;
      res_next_o <= h_old[HW-1:64];
    end
    if (m2_valid_q && m2_op_q == pml_pkg::OP_READ_T) begin
      res_a_o    <= ta;
      res_w_o    <= tw;
      res_next_o <= t_old[HW-1:64];
    end
  end

  wire [VMW:0] eng_vb = {eng_vm_i, eng_buf_i};
  assign e_role = 1'(role_q >> eng_vb);
  assign head_t_o = head_q[{eng_vb, e_role}*(GW+1) +: GW+1];
  assign head_h_o = head_q[{eng_vb, ~e_role}*(GW+1) +: GW+1];
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      role_q <= '0;
      head_q <= '0;
    end else begin
      if (fresh) head_q[{m2_vb, role}*(GW+1) +: GW+1] <= {1'b1, m2_grp};
      if (head_h_clr_i) head_q[{eng_vb, ~e_role}*(GW+1) +: GW+1] <= '0;
      for (int unsigned b = 0; b < N_VM * 2; b++) begin
        if (role_flip_i[b]) role_q[b] <= ~role_q[b];
        if (heads_clr_i && b / 2 == 32'(eng_vm_i)) begin
          role_q[b] <= 1'b0;
          head_q[b*2*(GW+1) +: 2*(GW+1)] <= '0;
        end
      end
    end
  end

  // ---- to the transaction queue
  wire set_tx = m2_valid_q && m2_op_q == pml_pkg::OP_SET;
  wire clr_op = m2_valid_q && m2_op_q == pml_pkg::OP_CLEAR;
  wire clr_a  = m2_kinds_q[0] && !bit_a;
  wire clr_w  = m2_kinds_q[1] && !bit_w;
  wire clr_tx = clr_op && (clr_a || clr_w);
  wire tx_push = set_tx || clr_tx;
  wire [4:0] how = clr_tx ? {1'b1, clr_w, clr_a, 2'b00}
                          : {1'b0, m2_kinds_q[1] && !bit_w, m2_kinds_q[0] && !bit_a, m2_kinds_q[1] && bit_w, m2_kinds_q[0] && bit_a};
  assign clr_push_o = clr_tx;
  assign m2_busy_o  = m2_valid_q;
  pml_fifo #(.W(XW), .DEPTH(8)) u_txq (
    .clk_i, .rst_ni, .push_i(tx_push), .data_i({how, m2_info_q}), .pop_i(tx_pop_i), .valid_o(tx_valid_o),
    .data_o(tx_info_o), .count_o(txq_count));
  pml_inflight #(.TW(TW), .TXN(TXN)) u_inflight (
    .clk_i, .rst_ni, .push_i(tx_push), .tag_i(m2_info_q[TW-1:0]), .pop_i(line_done_i), .look_i(look), .look_tag_i(tag),
    .match_o(match), .count_o(inflight_o));
endmodule
