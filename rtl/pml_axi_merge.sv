// SPDX-License-Identifier: Apache-2.0
/// Two masters (0 the core, 1 the log-page ingest) on one AXI4 port: round robin by burst, the ID says whose it is (ID, ID+1), write data
/// follows the order of the write addresses. All outputs are queue heads, B and R pass one register, so neither side's timing reaches the other's.
/// Both masters take B and R at all times. Full throughput. Contract: docs/sources.md section 2. Carries: O1, I1.
`include "pml_assert.svh"
module pml_axi_merge #(
  parameter int unsigned DW = 512,
  parameter int unsigned IDW = 4,
  parameter logic [IDW-1:0] AXI_ID = '0      ///< of master 0; master 1 has AXI_ID + 1
) (
  input  logic              clk_i,
  input  logic              rst_ni,
  // master 0: the core
  input  logic              s0_awvalid_i,
  output logic              s0_awready_o,
  input  logic [63:0]       s0_awaddr_i,
  input  logic [7:0]        s0_awlen_i,
  input  logic [2:0]        s0_awsize_i,
  input  logic              s0_wvalid_i,
  output logic              s0_wready_o,
  input  logic [DW-1:0]     s0_wdata_i,
  input  logic [DW/8-1:0]   s0_wstrb_i,
  input  logic              s0_wlast_i,
  output logic              s0_bvalid_o,
  output logic [1:0]        s0_bresp_o,
  input  logic              s0_arvalid_i,
  output logic              s0_arready_o,
  input  logic [63:0]       s0_araddr_i,
  input  logic [7:0]        s0_arlen_i,
  output logic              s0_rvalid_o,
  output logic [DW-1:0]     s0_rdata_o,
  output logic [1:0]        s0_rresp_o,
  output logic              s0_rlast_o,
  // master 1: the ingest; whole beats
  input  logic              s1_awvalid_i,
  output logic              s1_awready_o,
  input  logic [63:0]       s1_awaddr_i,
  input  logic [7:0]        s1_awlen_i,
  input  logic              s1_wvalid_i,
  output logic              s1_wready_o,
  input  logic [DW-1:0]     s1_wdata_i,
  input  logic              s1_wlast_i,
  output logic              s1_bvalid_o,
  output logic              s1_berr_o,
  input  logic              s1_arvalid_i,
  output logic              s1_arready_o,
  input  logic [63:0]       s1_araddr_i,
  input  logic [7:0]        s1_arlen_i,
  output logic              s1_rvalid_o,
  output logic [DW-1:0]     s1_rdata_o,
  output logic              s1_rerr_o,
  output logic              s1_rlast_o,
  // memory
  output logic              m_awvalid_o,
  input  logic              m_awready_i,
  output logic [IDW-1:0]    m_awid_o,
  output logic [63:0]       m_awaddr_o,
  output logic [7:0]        m_awlen_o,
  output logic [2:0]        m_awsize_o,
  output logic              m_wvalid_o,
  input  logic              m_wready_i,
  output logic [DW-1:0]     m_wdata_o,
  output logic [DW/8-1:0]   m_wstrb_o,
  output logic              m_wlast_o,
  input  logic              m_bvalid_i,
  input  logic [IDW-1:0]    m_bid_i,
  input  logic [1:0]        m_bresp_i,
  output logic              m_arvalid_o,
  input  logic              m_arready_i,
  output logic [IDW-1:0]    m_arid_o,
  output logic [63:0]       m_araddr_o,
  output logic [7:0]        m_arlen_o,
  input  logic              m_rvalid_i,
  input  logic [IDW-1:0]    m_rid_i,
  input  logic [DW-1:0]     m_rdata_i,
  input  logic [1:0]        m_rresp_i,
  input  logic              m_rlast_i
);
  localparam logic [IDW-1:0] ID1 = AXI_ID + 1'b1;
  localparam logic [2:0]     SIZE = 3'($clog2(DW / 8));

  // ---- write addresses, and whose data comes next
  logic       aw_ptr_q, ar_ptr_q, wo_valid, wo_sel, aw_sel, ar_sel, w_take;
  logic [2:0] aw_count, w_count, ar_count;
  logic [4:0] wo_count;
  wire aw_one  = s1_awvalid_i && (!s0_awvalid_i || aw_ptr_q);   // master 1 is chosen
  wire aw_room = aw_count < 3'd4 && wo_count < 5'd16;
  assign s0_awready_o = s0_awvalid_i && !aw_one && aw_room;
  assign s1_awready_o = aw_one && aw_room;
  wire aw_push = s0_awready_o || s1_awready_o;
  pml_fifo #(.W(1 + 64 + 8 + 3), .DEPTH(4)) u_aw (
    .clk_i, .rst_ni, .push_i(aw_push),
    .data_i(aw_one ? {1'b1, s1_awaddr_i, s1_awlen_i, SIZE} : {1'b0, s0_awaddr_i, s0_awlen_i, s0_awsize_i}),
    .pop_i(m_awvalid_o && m_awready_i), .valid_o(m_awvalid_o), .data_o({aw_sel, m_awaddr_o, m_awlen_o, m_awsize_o}),
    .count_o(aw_count));
  assign m_awid_o = aw_sel ? ID1 : AXI_ID;

  // ---- write data
  wire w_room = wo_valid && w_count < 3'd4;
  assign s0_wready_o = w_room && !wo_sel;
  assign s1_wready_o = w_room && wo_sel;
  assign w_take = w_room && (wo_sel ? s1_wvalid_i : s0_wvalid_i);
  wire w_last = wo_sel ? s1_wlast_i : s0_wlast_i;
  pml_fifo #(.W(1), .DEPTH(16)) u_wo (
    .clk_i, .rst_ni, .push_i(aw_push), .data_i(aw_one), .pop_i(w_take && w_last), .valid_o(wo_valid), .data_o(wo_sel),
    .count_o(wo_count));
  pml_fifo #(.W(DW + DW/8 + 1), .DEPTH(4)) u_w (
    .clk_i, .rst_ni, .push_i(w_take),
    .data_i(wo_sel ? {s1_wdata_i, {(DW/8){1'b1}}, s1_wlast_i} : {s0_wdata_i, s0_wstrb_i, s0_wlast_i}),
    .pop_i(m_wvalid_o && m_wready_i), .valid_o(m_wvalid_o), .data_o({m_wdata_o, m_wstrb_o, m_wlast_o}), .count_o(w_count));

  // ---- read addresses
  wire ar_one  = s1_arvalid_i && (!s0_arvalid_i || ar_ptr_q);
  wire ar_room = ar_count < 3'd4;
  assign s0_arready_o = s0_arvalid_i && !ar_one && ar_room;
  assign s1_arready_o = ar_one && ar_room;
  wire ar_push = s0_arready_o || s1_arready_o;
  pml_fifo #(.W(1 + 64 + 8), .DEPTH(4)) u_ar (
    .clk_i, .rst_ni, .push_i(ar_push), .data_i(ar_one ? {1'b1, s1_araddr_i, s1_arlen_i} : {1'b0, s0_araddr_i, s0_arlen_i}),
    .pop_i(m_arvalid_o && m_arready_i), .valid_o(m_arvalid_o), .data_o({ar_sel, m_araddr_o, m_arlen_o}), .count_o(ar_count));
  assign m_arid_o = ar_sel ? ID1 : AXI_ID;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      aw_ptr_q <= 1'b0;
      ar_ptr_q <= 1'b0;
    end else begin
      if (aw_push) aw_ptr_q <= !aw_one;
      if (ar_push) ar_ptr_q <= !ar_one;
    end
  end

  // ---- responses
  logic [1:0]    bresp_q, rresp_q;
  logic          b0_q, b1_q, r0_q, r1_q, rlast_q;
  logic [DW-1:0] rdata_q;
  always_ff @(posedge clk_i) begin
    b0_q    <= rst_ni && m_bvalid_i && m_bid_i != ID1;
    b1_q    <= rst_ni && m_bvalid_i && m_bid_i == ID1;
    r0_q    <= rst_ni && m_rvalid_i && m_rid_i != ID1;
    r1_q    <= rst_ni && m_rvalid_i && m_rid_i == ID1;
    bresp_q <= m_bresp_i;
    rresp_q <= m_rresp_i;
    rlast_q <= m_rlast_i;
    rdata_q <= m_rdata_i;
  end
  assign s0_bvalid_o = b0_q;
  assign s0_bresp_o  = bresp_q;
  assign s1_bvalid_o = b1_q;
  assign s1_berr_o   = bresp_q[1];
  assign s0_rvalid_o = r0_q;
  assign s0_rdata_o  = rdata_q;
  assign s0_rresp_o  = rresp_q;
  assign s0_rlast_o  = rlast_q;
  assign s1_rvalid_o = r1_q;
  assign s1_rdata_o  = rdata_q;
  assign s1_rerr_o   = rresp_q[1];
  assign s1_rlast_o  = rlast_q;

  `PML_ASSERT(a_one_grant, !(s0_awready_o && s1_awready_o) && !(s0_arready_o && s1_arready_o))
endmodule
