// SPDX-License-Identifier: Apache-2.0
/// Stand-in for pml_map_groups: its two stages as they are, what it finds in its words open: of each kind asked for, touched (read) or not (full).
module pml_map_groups #(
  parameter int unsigned N_VM = 8,
  parameter int unsigned GW = 10,
  localparam int unsigned VMW = (N_VM > 1) ? $clog2(N_VM) : 1,
  localparam int unsigned AW = VMW + 1 + GW
) (
  input  logic               clk_i,
  input  logic               rst_ni,
  input  logic               go_i,
  input  logic [2:0]         op_i,
  input  logic               pass_i,
  input  logic [AW-1:0]      at_i,
  input  logic [4:0]         bit_i,
  input  logic [1:0]         kinds_i,
  output logic               clearing_o,
  output logic               m2_line_o,
  output logic               m3_line_o,
  output logic               m3_set_o,
  output logic               m3_clear_o,
  output logic [1:0]         m3_read_o,
  output logic [1:0]         m3_full_o,
  input  logic [VMW-1:0]     eng_vm_i,
  input  logic               eng_buf_i,
  input  logic               heads_clr_i,
  input  logic               head_h_clr_i,
  input  logic [N_VM*2-1:0]  role_flip_i,
  output logic [GW:0]        head_t_o,
  output logic [GW:0]        head_h_o,
  input  logic               res_shift_i,
  input  logic               res_four_i,
  output logic               res_valid_o,
  output logic [3:0]         res_a_o,
  output logic [3:0]         res_w_o,
  output logic [GW:0]        res_next_o
);
  (* anyseq *) logic [1:0] f_touched;
  (* anyseq *) logic [2*GW+11+GW:0] f_any;
  logic       m2_go_q, m3_go_q;
  logic [2:0] m2_op_q, m3_op_q;
  logic [1:0] m2_kinds_q, m3_kinds_q;
  always_ff @(posedge clk_i) begin
    {m2_go_q, m3_go_q} <= rst_ni ? {go_i, m2_go_q} : 2'b0;
    {m2_op_q, m3_op_q} <= {op_i, m2_op_q};
    {m2_kinds_q, m3_kinds_q} <= {kinds_i, m2_kinds_q};
  end
  assign m2_line_o  = m2_go_q && (m2_op_q == pml_pkg::OP_SET || m2_op_q == pml_pkg::OP_CLEAR);
  assign m3_line_o  = m3_go_q && (m3_op_q == pml_pkg::OP_SET || m3_op_q == pml_pkg::OP_CLEAR);
  assign m3_set_o   = m3_go_q && m3_op_q == pml_pkg::OP_SET;
  assign m3_clear_o = m3_go_q && m3_op_q == pml_pkg::OP_CLEAR;
  assign clearing_o = (m2_go_q && m2_op_q == pml_pkg::OP_CLEAR) || m3_clear_o;
  assign m3_read_o  = m3_kinds_q & f_touched;
  assign m3_full_o  = m3_kinds_q & ~f_touched;
  assign {head_t_o, head_h_o, res_next_o, res_valid_o, res_a_o, res_w_o} = f_any;
endmodule
