// SPDX-License-Identifier: Apache-2.0
/// Touched map, stages M2 and M3: for each {vm, buffer}, role (touched in this epoch, or held from the epoch before) and group of 32 lines one word
/// {listed, next group, written, accessed}; the listed groups of a role are linked. M2 is the RAM's output, M3 reads bits and writes the word back.
/// The stage before (pml_map) never lets a word be read that is about to be written. Carries: C1, E2.
`include "pml_bug.svh"
module pml_map_groups #(
  parameter int unsigned N_VM = 8,
  parameter int unsigned GW = 10,
  localparam int unsigned VMW = (N_VM > 1) ? $clog2(N_VM) : 1,
  localparam int unsigned AW = VMW + 1 + GW              // {vm, buf, group}
) (
  input  logic               clk_i,
  input  logic               rst_ni,
  input  logic               go_i,          ///< an operation reads its word now
  input  logic [2:0]         op_i,
  input  logic               pass_i,        ///< second pass, of the other role
  input  logic [AW-1:0]      at_i,
  input  logic [4:0]         bit_i,         ///< line in the group
  input  logic [1:0]         kinds_i,       ///< bit 0 A, bit 1 W
  output logic               clearing_o,    ///< a CLEARLINE is in M2 or M3
  output logic               m2_line_o,     ///< M2 holds a SET or CLEARLINE
  output logic               m3_line_o,
  output logic               m3_set_o,
  output logic               m3_clear_o,
  output logic [1:0]         m3_read_o,     ///< kinds to be read first: touched before
  output logic [1:0]         m3_full_o,     ///< kinds to be written whole: not touched
  input  logic [VMW-1:0]     eng_vm_i,
  input  logic               eng_buf_i,
  input  logic               heads_clr_i,   ///< {eng_vm, both buffers}: role 0, lists empty
  input  logic               head_h_clr_i,  ///< {eng_vm, eng_buf}: H list empty
  input  logic [N_VM*2-1:0]  role_flip_i,
  output logic [GW:0]        head_t_o,      ///< list heads of {eng_vm, eng_buf}: {valid, group}
  output logic [GW:0]        head_h_o,
  input  logic               res_shift_i,   ///< the first line of the result is done with,
  input  logic               res_four_i,    ///< or the first four
  output logic               res_valid_o,   ///< the result of READ_H, READ_T is there from the next cycle on
  output logic [3:0]         res_a_o,       ///< its first four lines
  output logic [3:0]         res_w_o,
  output logic [GW:0]        res_next_o
);
  localparam int unsigned RW = 64 + GW + 2;
  localparam int unsigned NR = 2 << VMW;
  logic [NR-1:0]     role_q;         // {vm, buf}
  logic [NR*2-1:0]   head_valid_q;   // {vm, buf, role}
  (* ram_style = "distributed" *) logic [GW-1:0] head [0:NR*2-1];
  logic              m2_go_q, m2_pass_q, m2_role_q, m3_go_q, m3_pass_q, m3_role_q;
  logic [2:0]        m2_op_q, m3_op_q;
  logic [AW-1:0]     m2_at_q, m3_at_q;
  logic [4:0]        m2_bit_q;
  logic [1:0]        m2_kinds_q, m3_kinds_q;
  logic [31:0]       m3_hot_q;
  logic [RW-1:0]     ram, word_q, now;
  logic              we;

  wire role = role_q[at_i[AW-1 -: VMW + 1]] ^ pass_i;
  pml_ram #(.W(RW), .DEPTH(2 << AW)) u_ram (
    .clk_i, .we_i(we), .waddr_i({m3_at_q[AW-1 -: VMW + 1], m3_role_q, m3_at_q[GW-1:0]}), .wdata_i(now), .re_i(go_i),
    .raddr_i({at_i[AW-1 -: VMW + 1], role, at_i[GW-1:0]}), .rdata_o(ram));

  logic m3_set_q, m3_may_link_q;   // SET or MARK; and it may be the first of its group
  wire  m2_set = m2_go_q && (m2_op_q == pml_pkg::OP_SET || m2_op_q == pml_pkg::OP_MARK);
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      m2_go_q <= 1'b0;
      m3_go_q <= 1'b0;
    end else begin
      m2_go_q <= go_i;
      m3_go_q <= m2_go_q;
    end
    m2_op_q    <= op_i;
    m2_pass_q  <= pass_i;
    m2_role_q  <= role;
    m2_at_q    <= at_i;
    m2_bit_q   <= bit_i;
    m2_kinds_q <= kinds_i;
    m3_set_q      <= rst_ni && m2_set;
    m3_may_link_q <= rst_ni && m2_set && m2_kinds_q != 0;
    m3_op_q    <= m2_op_q;
    m3_pass_q  <= m2_pass_q;
    m3_role_q  <= m2_role_q;
    m3_at_q    <= m2_at_q;
    m3_kinds_q <= m2_kinds_q;
    m3_hot_q   <= 32'd1 << m2_bit_q;
    word_q     <= ram;
  end

  // ---- M3
  wire [31:0] a = word_q[31:0];
  wire [31:0] w = word_q[63:32];
  wire [1:0]  touched = {|(w & m3_hot_q), |(a & m3_hot_q)} & {2{!`PML_BUG(9)}};
  wire set    = m3_set_q;
  wire clear  = m3_go_q && m3_op_q == pml_pkg::OP_CLEAR;
  wire zero   = m3_go_q && (m3_op_q == pml_pkg::OP_WIPE || (m3_op_q == pml_pkg::OP_READ_H && m3_pass_q));
  wire link   = m3_may_link_q && !word_q[RW-1];
  wire [VMW+1:0] m3_list = {m3_at_q[AW-1 -: VMW + 1], m3_role_q};
  wire [GW:0]    m3_head = {head_valid_q[m3_list], head[m3_list]};
  assign we  = set || zero;
  assign now = zero ? '0 : {word_q[RW-1] || link, link ? m3_head : word_q[64 +: GW + 1],
                            w | (m3_hot_q & {32{m3_kinds_q[1]}}), a | (m3_hot_q & {32{m3_kinds_q[0]}})};
  assign m2_line_o  = m2_go_q && (m2_op_q == pml_pkg::OP_SET || m2_op_q == pml_pkg::OP_CLEAR);
  assign m3_line_o  = m3_go_q && (m3_op_q == pml_pkg::OP_SET || m3_op_q == pml_pkg::OP_CLEAR);
  assign clearing_o = (m2_go_q && m2_op_q == pml_pkg::OP_CLEAR) || clear;
  assign m3_set_o   = set && m3_op_q == pml_pkg::OP_SET;
  assign m3_clear_o = clear;
  assign m3_read_o  = m3_kinds_q & touched;
  assign m3_full_o  = m3_kinds_q & ~touched;

  // ---- results: READ_T in one pass; READ_H takes T first, then H without it. The engine shifts a result out before it asks for the next, so
  // what a result is masked with is zero in the first pass
  wire read_h = m3_go_q && m3_op_q == pml_pkg::OP_READ_H;
  wire read_t = m3_go_q && m3_op_q == pml_pkg::OP_READ_T;
  wire load   = read_h || read_t;
  logic [31:0] res_a_q, res_w_q;
  wire  [31:0] keep = {!`PML_BUG(14), 31'h7FFF_FFFF};
  assign res_valid_o = read_t || (read_h && m3_pass_q);
  assign res_a_o     = res_a_q[3:0];
  assign res_w_o     = res_w_q[3:0];
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      res_a_q <= '0;
      res_w_q <= '0;
    end else if (load || res_shift_i) begin
      res_a_q <= load ? a & ~res_a_q & keep & {32{!(read_h && m3_pass_q && `PML_BUG(8))}} : res_four_i ? res_a_q >> 4 : res_a_q >> 1;
      res_w_q <= load ? w & ~res_w_q & keep : res_four_i ? res_w_q >> 4 : res_w_q >> 1;
    end
    if (load) res_next_o <= word_q[64 +: GW + 1];
  end

  // ---- roles and list heads
  wire [VMW:0] eng_vb = {eng_vm_i, eng_buf_i};
  // as of the cycle before: VM and buffer stay long before it matters
  logic        e_role;
  always_ff @(posedge clk_i) e_role <= role_q[eng_vb];
  assign head_t_o = {head_valid_q[{eng_vb, e_role}], head[{eng_vb, e_role}]};
  assign head_h_o = {head_valid_q[{eng_vb, !e_role}], head[{eng_vb, !e_role}]};
  always_ff @(posedge clk_i) begin
    if (link) head[m3_list] <= m3_at_q[GW-1:0];
  end
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      role_q       <= '0;
      head_valid_q <= '0;
    end else begin
      if (link) head_valid_q[m3_list] <= 1'b1;
      if (head_h_clr_i) head_valid_q[{eng_vb, !e_role}] <= 1'b0;
      for (int unsigned b = 0; b < NR; b++) begin
        if (1'(role_flip_i >> b)) role_q[b] <= !role_q[b];
        if (heads_clr_i && b / 2 == 32'(eng_vm_i)) begin
          role_q[b]                <= 1'b0;
          head_valid_q[b*2 +: 2]   <= '0;
        end
      end
    end
  end
endmodule
