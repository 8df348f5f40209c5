// SPDX-License-Identifier: Apache-2.0
/// Line store, data: the words (one AXI beat each) of all slots, for both kinds. An operation's bit is ORed in two cycles after the
/// operation, one operation a cycle for any sequence of words; write-back reads words by a second port (data one cycle after rd_re_i,
/// held until the next). Each word has a parity bit, checked on every use of an old word. Carries: E2, I3.
module pml_store_data #(
  parameter int unsigned N_VM = 8,
  parameter int unsigned DW = 512,
  parameter int unsigned LW = 15,
  parameter int unsigned N_SLOTS = 384,
  localparam int unsigned VMW = (N_VM > 1) ? $clog2(N_VM) : 1,
  localparam int unsigned NB = 512 / DW,
  localparam int unsigned BW = (NB > 1) ? $clog2(NB) : 1,
  localparam int unsigned SLW = $clog2(N_SLOTS)
) (
  input  logic                   clk_i,
  input  logic                   rst_ni,
  input  logic                   op_valid_i,
  input  logic [SLW-1:0]         op_slot_i,
  input  logic [BW-1:0]          op_beat_i,
  input  logic [$clog2(DW)-1:0]  op_bit_i,
  input  logic                   op_set_a_i,
  input  logic                   op_set_w_i,
  input  logic                   op_had_a_i,
  input  logic                   op_had_w_i,
  input  logic [VMW-1:0]         op_vm_i,
  input  logic [LW-1:0]          op_line_i,
  input  logic                   inject_i,
  output logic                   inject_clr_o,
  output logic                   perr_o,       ///< bad parity in the word that a commit ORs into
  output logic [VMW-1:0]         perr_vm_o,
  output logic [LW-1:0]          perr_line_o,
  input  logic                   rd_re_i,
  input  logic [SLW-1:0]         rd_slot_i,
  input  logic [BW-1:0]          rd_beat_i,
  input  logic                   rd_kind_w_i,
  output logic [DW:0]            rd_data_o     ///< parity on top
);
  localparam int unsigned DEPTH = N_SLOTS * NB;
  localparam int unsigned AW = $clog2(DEPTH);

  // A: the operation's registers address the RAM. B: the old word, or a newer one of the two operations ahead. C: OR, parity, write.
  logic                   b_valid_q, c_valid_q;
  logic [1:0]             b_set_q, b_had_q, c_set_q, c_had_q, same1, same2, b_same1_q, b_same2_q, bad, bad_q;
  logic [AW-1:0]          b_addr_q, c_addr_q;
  logic [$clog2(DW)-1:0]  b_bit_q;
  logic [VMW-1:0]         b_vm_q, c_vm_q;
  logic [LW-1:0]          b_line_q, c_line_q;
  logic [DW:0]            xa, xw;
  logic [2*(DW+1)-1:0]    b_ram, b_old, c_old_q, c_new, d_new_q;
  wire  [AW-1:0] op_addr = (NB > 1) ? AW'({op_slot_i, op_beat_i}) : AW'(op_slot_i);
  wire  [AW-1:0] rd_addr = (NB > 1) ? AW'({rd_slot_i, rd_beat_i}) : AW'(rd_slot_i);
  wire  [1:0]    op_set  = {op_set_w_i, op_set_a_i};
  wire  [1:0]    we      = c_set_q & {2{c_valid_q}};
  logic [DW-1:0] c_hot_q;
  logic          kind_w_q;

  for (genvar k = 0; k < 2; k++) begin : g_kind
    assign same1[k] = b_valid_q && b_set_q[k] && b_addr_q == op_addr;
    assign same2[k] = c_valid_q && c_set_q[k] && c_addr_q == op_addr;
    assign b_old[k*(DW+1) +: DW + 1] = !b_had_q[k] ? '0 : b_same1_q[k] ? c_new[k*(DW+1) +: DW + 1]
                                     : b_same2_q[k] ? d_new_q[k*(DW+1) +: DW + 1] : b_ram[k*(DW+1) +: DW + 1];
    wire [DW-1:0] word = c_old_q[k*(DW+1) +: DW] | c_hot_q;
    assign c_new[k*(DW+1) +: DW + 1] = {^word ^ inject_i, word};
    assign bad[k] = we[k] && c_had_q[k] && ^c_old_q[k*(DW+1) +: DW + 1];
    pml_ram #(.W(DW + 1), .DEPTH(DEPTH)) u_op (
      .clk_i, .we_i(we[k]), .waddr_i(c_addr_q), .wdata_i(c_new[k*(DW+1) +: DW + 1]), .re_i(1'b1), .raddr_i(op_addr),
      .rdata_o(b_ram[k*(DW+1) +: DW + 1]));
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      b_valid_q <= 1'b0;
      c_valid_q <= 1'b0;
      bad_q     <= '0;
    end else begin
      b_valid_q <= op_valid_i;
      c_valid_q <= b_valid_q;
      bad_q     <= bad;
    end
    b_addr_q  <= op_addr;
    c_addr_q  <= b_addr_q;
    b_bit_q   <= op_bit_i;
    c_hot_q   <= DW'(1) << b_bit_q;
    b_set_q   <= op_set;
    c_set_q   <= b_set_q;
    b_had_q   <= {op_had_w_i, op_had_a_i};
    c_had_q   <= b_had_q;
    b_same1_q <= same1;
    b_same2_q <= same2;
    b_vm_q    <= op_vm_i;
    c_vm_q    <= b_vm_q;
    b_line_q  <= op_line_i;
    c_line_q  <= b_line_q;
    c_old_q   <= b_old;
    d_new_q   <= c_new;
    perr_vm_o   <= c_vm_q;
    perr_line_o <= c_line_q;
    if (rd_re_i) kind_w_q <= rd_kind_w_i;
  end
  assign inject_clr_o = c_valid_q && inject_i;
  assign perr_o       = |bad_q;

  // a second copy of each RAM, read by write-back
  pml_ram #(.W(DW + 1), .DEPTH(DEPTH)) u_xa (
    .clk_i, .we_i(we[0]), .waddr_i(c_addr_q), .wdata_i(c_new[0 +: DW + 1]), .re_i(rd_re_i && !rd_kind_w_i), .raddr_i(rd_addr), .rdata_o(xa));
  pml_ram #(.W(DW + 1), .DEPTH(DEPTH)) u_xw (
    .clk_i, .we_i(we[1]), .waddr_i(c_addr_q), .wdata_i(c_new[DW+1 +: DW + 1]), .re_i(rd_re_i && rd_kind_w_i), .raddr_i(rd_addr), .rdata_o(xw));

  assign rd_data_o = kind_w_q ? xw : xa;
endmodule
