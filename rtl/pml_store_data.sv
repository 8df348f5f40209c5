// SPDX-License-Identifier: Apache-2.0
/// Line store, data: the words (one AXI beat each) of all slots, for both kinds. A commit's bit is ORed in one cycle after the
/// commit; write-back reads words by a second port (data one cycle after rd_re_i, held until the next). Each word has a
/// parity bit, checked on every use of an old word. Carries: E2, I3.
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
  output logic [DW-1:0]          rd_data_o,
  output logic                   rd_perr_o
);
  localparam int unsigned DEPTH = N_SLOTS * NB;
  localparam int unsigned AW = $clog2(DEPTH);

  logic                   d_valid_q, d_set_a_q, d_set_w_q, d_had_a_q, d_had_w_q, fwd_a_q, fwd_w_q, kind_w_q;
  logic [AW-1:0]          d_addr_q;
  logic [$clog2(DW)-1:0]  d_bit_q;
  logic [DW:0]            fwd_da_q, fwd_dw_q, ra, rw, wda, wdw, xa, xw;
  wire  [AW-1:0] op_addr = (NB > 1) ? AW'({op_slot_i, op_beat_i}) : AW'(op_slot_i);
  wire  [AW-1:0] rd_addr = (NB > 1) ? AW'({rd_slot_i, rd_beat_i}) : AW'(rd_slot_i);
  wire  we_a = d_valid_q && d_set_a_q;
  wire  we_w = d_valid_q && d_set_w_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) d_valid_q <= 1'b0;
    else         d_valid_q <= op_valid_i;
    d_addr_q    <= op_addr;
    d_bit_q     <= op_bit_i;
    d_set_a_q   <= op_set_a_i;
    d_set_w_q   <= op_set_w_i;
    d_had_a_q   <= op_had_a_i;
    d_had_w_q   <= op_had_w_i;
    perr_vm_o   <= op_vm_i;
    perr_line_o <= op_line_i;
    // the word written now is newer than what the RAM returns next
    fwd_a_q <= we_a && d_addr_q == op_addr;
    fwd_w_q <= we_w && d_addr_q == op_addr;
    if (we_a) fwd_da_q <= wda;
    if (we_w) fwd_dw_q <= wdw;
    if (rd_re_i) kind_w_q <= rd_kind_w_i;
  end

  wire [DW:0] old_a = fwd_a_q ? fwd_da_q : ra;
  wire [DW:0] old_w = fwd_w_q ? fwd_dw_q : rw;
  wire [DW-1:0] hot = DW'(1) << d_bit_q;
  wire [DW-1:0] new_a = (d_had_a_q ? old_a[DW-1:0] : '0) | hot;
  wire [DW-1:0] new_w = (d_had_w_q ? old_w[DW-1:0] : '0) | hot;
  assign wda = {^new_a ^ inject_i, new_a};
  assign wdw = {^new_w ^ inject_i, new_w};
  assign inject_clr_o = d_valid_q && inject_i;
  assign perr_o = d_valid_q && ((d_set_a_q && d_had_a_q && ^old_a) || (d_set_w_q && d_had_w_q && ^old_w));

  // two copies of each RAM: one read port for the commit, one for write-back
  pml_ram #(.W(DW + 1), .DEPTH(DEPTH)) u_a (
    .clk_i, .we_i(we_a), .waddr_i(d_addr_q), .wdata_i(wda), .re_i(op_valid_i), .raddr_i(op_addr), .rdata_o(ra));
  pml_ram #(.W(DW + 1), .DEPTH(DEPTH)) u_w (
    .clk_i, .we_i(we_w), .waddr_i(d_addr_q), .wdata_i(wdw), .re_i(op_valid_i), .raddr_i(op_addr), .rdata_o(rw));
  pml_ram #(.W(DW + 1), .DEPTH(DEPTH)) u_xa (
    .clk_i, .we_i(we_a), .waddr_i(d_addr_q), .wdata_i(wda), .re_i(rd_re_i && !rd_kind_w_i), .raddr_i(rd_addr), .rdata_o(xa));
  pml_ram #(.W(DW + 1), .DEPTH(DEPTH)) u_xw (
    .clk_i, .we_i(we_w), .waddr_i(d_addr_q), .wdata_i(wdw), .re_i(rd_re_i && rd_kind_w_i), .raddr_i(rd_addr), .rdata_o(xw));

  wire [DW:0] x = kind_w_q ? xw : xa;
  assign rd_data_o = x[DW-1:0];
  assign rd_perr_o = ^x;
endmodule
