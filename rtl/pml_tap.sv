// SPDX-License-Identifier: Apache-2.0
/// AXI tap: sits on an AXI4 path and makes an event {vcpu, gfn, write} of every AR and AW burst (docs/sources.md sections 6 and 7).
/// Transparent: W, R, B and all payloads are wires, addresses pass in the cycle they come. Lossless: an address waits while there is no room for
/// its event. One event a cycle; 6 cycles from the queue to the event port. Only wires: gates, window pipeline, output queue, registers.
module pml_tap #(
  parameter int unsigned ADDR_W = 32,  ///< address width, 13..64
  parameter int unsigned DATA_W = 64,  ///< data width
  parameter int unsigned ID_W = 4,     ///< ID width, 1 or more
  parameter int unsigned USER_W = 1,   ///< user width, 1 or more
  parameter int unsigned N_WIN = 4     ///< windows, 1..8
) (
  input  logic                  clk_i,
  input  logic                  rst_ni,
  // registers (docs/sources.md section 3)
  input  logic                  wr_i,
  input  logic [15:0]           wr_off_i,
  input  logic [31:0]           wr_data_i,
  output logic [2:0]            wr_err_o,
  input  logic                  rd_i,
  input  logic [15:0]           rd_off_i,
  output logic [31:0]           rd_data_o,
  output logic [2:0]            rd_err_o,
  // events
  output logic                  ev_valid_o,
  input  logic                  ev_ready_i,
  output logic [7:0]            ev_vcpu_o,
  output logic [39:0]           ev_gfn_o,
  output logic                  ev_write_o,
  // AXI4, slave side: from the masters
  input  logic                  t_s_awvalid_i,
  output logic                  t_s_awready_o,
  input  logic [ID_W-1:0]       t_s_awid_i,
  input  logic [ADDR_W-1:0]     t_s_awaddr_i,
  input  logic [7:0]            t_s_awlen_i,
  input  logic [2:0]            t_s_awsize_i,
  input  logic [1:0]            t_s_awburst_i,
  input  logic                  t_s_awlock_i,
  input  logic [3:0]            t_s_awcache_i,
  input  logic [2:0]            t_s_awprot_i,
  input  logic [3:0]            t_s_awqos_i,
  input  logic [3:0]            t_s_awregion_i,
  input  logic [USER_W-1:0]     t_s_awuser_i,
  input  logic                  t_s_wvalid_i,
  output logic                  t_s_wready_o,
  input  logic [DATA_W-1:0]     t_s_wdata_i,
  input  logic [DATA_W/8-1:0]   t_s_wstrb_i,
  input  logic                  t_s_wlast_i,
  input  logic [USER_W-1:0]     t_s_wuser_i,
  output logic                  t_s_bvalid_o,
  input  logic                  t_s_bready_i,
  output logic [ID_W-1:0]       t_s_bid_o,
  output logic [1:0]            t_s_bresp_o,
  output logic [USER_W-1:0]     t_s_buser_o,
  input  logic                  t_s_arvalid_i,
  output logic                  t_s_arready_o,
  input  logic [ID_W-1:0]       t_s_arid_i,
  input  logic [ADDR_W-1:0]     t_s_araddr_i,
  input  logic [7:0]            t_s_arlen_i,
  input  logic [2:0]            t_s_arsize_i,
  input  logic [1:0]            t_s_arburst_i,
  input  logic                  t_s_arlock_i,
  input  logic [3:0]            t_s_arcache_i,
  input  logic [2:0]            t_s_arprot_i,
  input  logic [3:0]            t_s_arqos_i,
  input  logic [3:0]            t_s_arregion_i,
  input  logic [USER_W-1:0]     t_s_aruser_i,
  output logic                  t_s_rvalid_o,
  input  logic                  t_s_rready_i,
  output logic [ID_W-1:0]       t_s_rid_o,
  output logic [DATA_W-1:0]     t_s_rdata_o,
  output logic [1:0]            t_s_rresp_o,
  output logic                  t_s_rlast_o,
  output logic [USER_W-1:0]     t_s_ruser_o,
  // AXI4, master side: to the memory
  output logic                  t_m_awvalid_o,
  input  logic                  t_m_awready_i,
  output logic [ID_W-1:0]       t_m_awid_o,
  output logic [ADDR_W-1:0]     t_m_awaddr_o,
  output logic [7:0]            t_m_awlen_o,
  output logic [2:0]            t_m_awsize_o,
  output logic [1:0]            t_m_awburst_o,
  output logic                  t_m_awlock_o,
  output logic [3:0]            t_m_awcache_o,
  output logic [2:0]            t_m_awprot_o,
  output logic [3:0]            t_m_awqos_o,
  output logic [3:0]            t_m_awregion_o,
  output logic [USER_W-1:0]     t_m_awuser_o,
  output logic                  t_m_wvalid_o,
  input  logic                  t_m_wready_i,
  output logic [DATA_W-1:0]     t_m_wdata_o,
  output logic [DATA_W/8-1:0]   t_m_wstrb_o,
  output logic                  t_m_wlast_o,
  output logic [USER_W-1:0]     t_m_wuser_o,
  input  logic                  t_m_bvalid_i,
  output logic                  t_m_bready_o,
  input  logic [ID_W-1:0]       t_m_bid_i,
  input  logic [1:0]            t_m_bresp_i,
  input  logic [USER_W-1:0]     t_m_buser_i,
  output logic                  t_m_arvalid_o,
  input  logic                  t_m_arready_i,
  output logic [ID_W-1:0]       t_m_arid_o,
  output logic [ADDR_W-1:0]     t_m_araddr_o,
  output logic [7:0]            t_m_arlen_o,
  output logic [2:0]            t_m_arsize_o,
  output logic [1:0]            t_m_arburst_o,
  output logic                  t_m_arlock_o,
  output logic [3:0]            t_m_arcache_o,
  output logic [2:0]            t_m_arprot_o,
  output logic [3:0]            t_m_arqos_o,
  output logic [3:0]            t_m_arregion_o,
  output logic [USER_W-1:0]     t_m_aruser_o,
  input  logic                  t_m_rvalid_i,
  output logic                  t_m_rready_o,
  input  logic [ID_W-1:0]       t_m_rid_i,
  input  logic [DATA_W-1:0]     t_m_rdata_i,
  input  logic [1:0]            t_m_rresp_i,
  input  logic                  t_m_rlast_i,
  input  logic [USER_W-1:0]     t_m_ruser_i
);
  localparam int unsigned PW = ADDR_W - 12;
  localparam int unsigned SW = (PW + 1 < 32) ? PW + 1 : 32;
  localparam int unsigned IW = (N_WIN > 1) ? $clog2(N_WIN) : 1;
  localparam int unsigned OUT = 8;  // events past the pop: stages and output queue

  logic                enable, aw_seen, ar_seen, aw_wait, ar_wait, aw_valid, ar_valid, aw_pop, ar_pop;
  logic [PW-1:0]       aw_page, ar_page;
  logic [N_WIN-1:0]    win_en;
  logic [N_WIN*PW-1:0] win_base;
  logic [N_WIN*SW-1:0] win_pages;
  logic [IW-1:0]       win_sel;
  logic [7:0]          win_vcpu;
  logic [39:0]         win_gfn;
  logic                unmapped, push, push_write;
  logic [7:0]          push_vcpu;
  logic [39:0]         push_gfn;

  // ---------------------------------------------------------------- the AXI path
  pml_tap_gate #(.PW(PW)) u_aw (
    .clk_i, .rst_ni, .enable_i(enable), .s_valid_i(t_s_awvalid_i), .s_ready_o(t_s_awready_o), .m_valid_o(t_m_awvalid_o),
    .m_ready_i(t_m_awready_i), .page_i(t_s_awaddr_i[ADDR_W-1:12]), .seen_o(aw_seen), .wait_o(aw_wait), .valid_o(aw_valid),
    .page_o(aw_page), .pop_i(aw_pop));
  pml_tap_gate #(.PW(PW)) u_ar (
    .clk_i, .rst_ni, .enable_i(enable), .s_valid_i(t_s_arvalid_i), .s_ready_o(t_s_arready_o), .m_valid_o(t_m_arvalid_o),
    .m_ready_i(t_m_arready_i), .page_i(t_s_araddr_i[ADDR_W-1:12]), .seen_o(ar_seen), .wait_o(ar_wait), .valid_o(ar_valid),
    .page_o(ar_page), .pop_i(ar_pop));
  assign t_m_awid_o = t_s_awid_i;
  assign t_m_awaddr_o = t_s_awaddr_i;
  assign t_m_awlen_o = t_s_awlen_i;
  assign t_m_awsize_o = t_s_awsize_i;
  assign t_m_awburst_o = t_s_awburst_i;
  assign t_m_awlock_o = t_s_awlock_i;
  assign t_m_awcache_o = t_s_awcache_i;
  assign t_m_awprot_o = t_s_awprot_i;
  assign t_m_awqos_o = t_s_awqos_i;
  assign t_m_awregion_o = t_s_awregion_i;
  assign t_m_awuser_o = t_s_awuser_i;
  assign t_m_wvalid_o = t_s_wvalid_i;
  assign t_m_wdata_o = t_s_wdata_i;
  assign t_m_wstrb_o = t_s_wstrb_i;
  assign t_m_wlast_o = t_s_wlast_i;
  assign t_m_wuser_o = t_s_wuser_i;
  assign t_s_wready_o = t_m_wready_i;
  assign t_s_bvalid_o = t_m_bvalid_i;
  assign t_s_bid_o = t_m_bid_i;
  assign t_s_bresp_o = t_m_bresp_i;
  assign t_s_buser_o = t_m_buser_i;
  assign t_m_bready_o = t_s_bready_i;
  assign t_m_arid_o = t_s_arid_i;
  assign t_m_araddr_o = t_s_araddr_i;
  assign t_m_arlen_o = t_s_arlen_i;
  assign t_m_arsize_o = t_s_arsize_i;
  assign t_m_arburst_o = t_s_arburst_i;
  assign t_m_arlock_o = t_s_arlock_i;
  assign t_m_arcache_o = t_s_arcache_i;
  assign t_m_arprot_o = t_s_arprot_i;
  assign t_m_arqos_o = t_s_arqos_i;
  assign t_m_arregion_o = t_s_arregion_i;
  assign t_m_aruser_o = t_s_aruser_i;
  assign t_s_rvalid_o = t_m_rvalid_i;
  assign t_s_rid_o = t_m_rid_i;
  assign t_s_rdata_o = t_m_rdata_i;
  assign t_s_rresp_o = t_m_rresp_i;
  assign t_s_rlast_o = t_m_rlast_i;
  assign t_s_ruser_o = t_m_ruser_i;
  assign t_m_rready_o = t_s_rready_i;

  // ---------------------------------------------------------------- events: pop, window, output queue
  // used_q = events in T1..T5 and in the output queue, so that the stages always move
  logic [3:0] used_q;
  logic       turn_q;   // 1: a read goes first
  wire        room  = 32'(used_q) < OUT;
  wire        taken = ev_valid_o && ev_ready_i;
  assign aw_pop = room && aw_valid && !(turn_q && ar_valid);
  assign ar_pop = room && ar_valid && !aw_pop;
  wire        pop = room && (aw_valid || ar_valid);

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      used_q <= '0;
      turn_q <= 1'b0;
    end else begin
      used_q <= used_q + 4'(pop) - 4'(unmapped) - 4'(taken);
      if (pop) turn_q <= aw_pop;
    end
  end

  pml_tap_window #(.PW(PW), .N_WIN(N_WIN), .SW(SW)) u_window (
    .clk_i, .rst_ni, .win_en_i(win_en), .win_base_i(win_base), .win_pages_i(win_pages),
    .win_sel_o(win_sel), .win_vcpu_i(win_vcpu), .win_gfn_i(win_gfn),
    .pop_i(pop), .page_i(aw_pop ? aw_page : ar_page), .write_i(aw_pop), .unmapped_o(unmapped), .push_o(push),
    .vcpu_o(push_vcpu), .gfn_o(push_gfn), .write_o(push_write));

  /* verilator lint_off PINCONNECTEMPTY */
  pml_fifo #(.W(49), .DEPTH(OUT)) u_out (
    .clk_i, .rst_ni, .push_i(push), .data_i({push_vcpu, push_gfn, push_write}), .pop_i(taken), .valid_o(ev_valid_o),
    .data_o({ev_vcpu_o, ev_gfn_o, ev_write_o}), .count_o());
  /* verilator lint_on PINCONNECTEMPTY */

  pml_tap_csr #(.ADDR_W(ADDR_W), .N_WIN(N_WIN)) u_csr (
    .clk_i, .rst_ni, .wr_i, .wr_off_i, .wr_data_i, .wr_err_o, .rd_i, .rd_off_i, .rd_data_o, .rd_err_o,
    .busy_i(aw_valid || ar_valid || used_q != 0), .inc_i({ar_wait, aw_wait, unmapped, aw_seen, ar_seen}), .enable_o(enable),
    .win_en_o(win_en), .win_base_o(win_base), .win_pages_o(win_pages), .win_sel_i(win_sel), .win_vcpu_o(win_vcpu), .win_gfn_o(win_gfn));
endmodule
