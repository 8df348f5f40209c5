// SPDX-License-Identifier: Apache-2.0
/// A small board without a host bus, only wires: the unit with its traffic generator (pml_system), on-chip memory behind its AXI port, and two
/// masters for registers and memory, one at a time: the self-test sequencer while it runs, the host's UART bridge otherwise.
/// docs: fpga/arty/README.md, fpga/arty/PROTOCOL.md.
module pml_board #(
  parameter int unsigned CLK_HZ = 100_000_000,
  parameter int unsigned DIV = 868,            ///< clock cycles of a UART bit
  parameter int unsigned GAP = 1 << 21,        ///< longest gap inside a UART frame, cycles
  parameter bit          AUTORUN = 1'b1,       ///< run the self test after reset
  parameter int unsigned N_VCPU = 2,
  parameter int unsigned N_VM = 2,
  parameter int unsigned PAGES_LOG2 = 15,
  parameter int unsigned STORE_SETS = 8,
  parameter int unsigned STORE_WAYS = 8,
  parameter int unsigned DW = 64,
  parameter int unsigned OUTSTANDING = 8,
  parameter int unsigned FILTER_LOG2 = 10,
  parameter int unsigned N_VEC = 4,
  parameter int unsigned MEM_LOG2 = 16,        ///< bytes of on-chip memory, log2
  parameter logic [31:0] MEM_BASE = 32'h4000_0000
) (
  input  logic       clk_i,
  input  logic       rst_ni,
  input  logic       uart_rx_i,
  output logic       uart_tx_o,
  output logic [1:0] test_state_o,   ///< self test: 0 never, 1 running, 2 passed, 3 failed
  output logic       error_o         ///< an interrupt on the error vector came (a fault) since the last run began
);
  localparam int unsigned IDW = 4;

  // ---------------------------------------------------------------- masters
  logic        unit_rst_n;
  logic        rst_q = 1'b1;      // 1 in reset, as the device's flip-flops want it: no LUT between it and them
  logic [1:0]  b_req, b_write, b_done;
  logic [63:0] b_addr, b_wdata;
  logic [31:0] b_rdata, options, info, rom_data, rom_id;
  logic [2:0]  b_status;
  logic        start, hold, utx_valid, utx_ready, br_tx_valid, br_tx_ready, sq_tx_valid, sq_tx_ready;
  logic [7:0]  utx_data, br_tx_data, sq_tx_data;
  logic [9:0]  rom_addr;
  wire         running = test_state_o == 2'd1;

  pml_uart_bridge #(
    .DIV(DIV), .GAP(GAP), .CLK_HZ(CLK_HZ), .MEM_BASE(MEM_BASE), .MEM_BYTES(1 << MEM_LOG2)
  ) u_bridge (
    .clk_i, .rst_ni, .rx_i(uart_rx_i), .program_id_i(rom_id), .tx_valid_o(br_tx_valid), .tx_ready_i(br_tx_ready), .tx_data_o(br_tx_data),
    .tx_hold_o(hold), .req_o(b_req[0]), .write_o(b_write[0]), .addr_o(b_addr[31:0]), .wdata_o(b_wdata[31:0]),
    .done_i(b_done[0]), .rdata_i(b_rdata), .status_i(b_status), .start_o(start), .options_o(options),
    .test_state_i(test_state_o), .test_info_i(info));
  pml_seq #(.AUTORUN(AUTORUN)) u_seq (
    .clk_i, .rst_ni, .start_i(start), .options_i(options), .state_o(test_state_o), .info_o(info), .unit_rst_no(unit_rst_n),
    .rom_addr_o(rom_addr), .rom_data_i(rom_data), .req_o(b_req[1]), .write_o(b_write[1]), .addr_o(b_addr[63:32]),
    .wdata_o(b_wdata[63:32]), .done_i(b_done[1]), .rdata_i(b_rdata), .status_i(b_status), .tx_valid_o(sq_tx_valid),
    .tx_ready_i(sq_tx_ready), .tx_data_o(sq_tx_data));
  pml_selftest_rom u_rom (.clk_i, .addr_i(rom_addr), .data_o(rom_data), .id_o(rom_id));

  // a reply of the bridge is not mixed with text
  assign utx_valid   = br_tx_valid || (sq_tx_valid && !hold);
  assign utx_data    = hold ? br_tx_data : sq_tx_data;
  assign br_tx_ready = utx_ready;
  assign sq_tx_ready = utx_ready && !hold;
  pml_uart_tx #(.DIV(DIV)) u_tx (
    .clk_i, .rst_ni, .valid_i(utx_valid), .ready_o(utx_ready), .data_i(utx_data), .tx_o(uart_tx_o));

  logic        awvalid, awready, wvalid, wready, bvalid, bready, arvalid, arready, rvalid, rready;
  logic [15:0] awaddr, araddr;
  logic [31:0] wdata, rdata;
  logic [3:0]  wstrb;
  logic [1:0]  bresp, rresp;
  logic        p_req, p_write, p_done, p_err;
  logic [31:0] p_addr, p_wdata, p_rdata;
  pml_board_bus u_bus (
    .clk_i, .rst_ni, .sel_i(running), .req_i(b_req), .write_i(b_write), .addr_i(b_addr), .wdata_i(b_wdata), .done_o(b_done),
    .rdata_o(b_rdata), .status_o(b_status), .m_awvalid_o(awvalid), .m_awready_i(awready), .m_awaddr_o(awaddr),
    .m_wvalid_o(wvalid), .m_wready_i(wready), .m_wdata_o(wdata), .m_wstrb_o(wstrb), .m_bvalid_i(bvalid), .m_bready_o(bready),
    .m_bresp_i(bresp), .m_arvalid_o(arvalid), .m_arready_i(arready), .m_araddr_o(araddr), .m_rvalid_i(rvalid),
    .m_rready_o(rready), .m_rdata_i(rdata), .m_rresp_i(rresp), .p_req_o(p_req), .p_write_o(p_write), .p_addr_o(p_addr),
    .p_wdata_o(p_wdata), .p_done_i(p_done), .p_rdata_i(p_rdata), .p_err_i(p_err));

  // ---------------------------------------------------------------- unit and memory, reset together before each self test
  always_ff @(posedge clk_i) rst_q <= !(rst_ni && unit_rst_n);

  logic            m_awvalid, m_awready, m_wvalid, m_wready, m_wlast, m_bvalid, m_bready, m_arvalid, m_arready, m_rvalid, m_rready, m_rlast;
  logic [IDW-1:0]  m_awid, m_bid, m_arid, m_rid;
  logic [63:0]     m_awaddr, m_araddr;
  logic [7:0]      m_awlen, m_arlen;
  logic [2:0]      m_awsize, m_arsize;
  logic [1:0]      m_awburst, m_arburst, m_bresp, m_rresp;
  logic [DW-1:0]   m_wdata, m_rdata;
  logic [DW/8-1:0] m_wstrb;
  logic            irq_valid;
  logic [7:0]      irq_vec;

  pml_system #(
    .N_VCPU(N_VCPU), .N_VM(N_VM), .PAGES_LOG2(PAGES_LOG2), .STORE_SETS(STORE_SETS), .STORE_WAYS(STORE_WAYS), .DW(DW),
    .OUTSTANDING(OUTSTANDING), .AW(33), .FILTER_LOG2(FILTER_LOG2), .N_VEC(N_VEC), .IDW(IDW), .WITH_INGEST(0), .WITH_TAP(0), .WITH_GEN(1)
  ) u_system (
    .clk_i, .rst_ni(!rst_q), .ev_valid_i(1'b0), .ev_ready_o(), .ev_vcpu_i(8'd0), .ev_gfn_i(40'd0), .ev_write_i(1'b0),
    .can_accept_o(), .epoch_cut_valid_o(), .epoch_cut_vm_o(), .epoch_cut_buf_o(), .guest_exit_o(), .irq_valid_o(irq_valid),
    .irq_vec_o(irq_vec), .irq_ready_i(1'b1), .s_awvalid_i(awvalid), .s_awready_o(awready), .s_awaddr_i(awaddr),
    .s_wvalid_i(wvalid), .s_wready_o(wready), .s_wdata_i(wdata), .s_wstrb_i(wstrb), .s_bvalid_o(bvalid), .s_bready_i(bready),
    .s_bresp_o(bresp), .s_arvalid_i(arvalid), .s_arready_o(arready), .s_araddr_i(araddr), .s_rvalid_o(rvalid),
    .s_rready_i(rready), .s_rdata_o(rdata), .s_rresp_o(rresp), .m_awvalid_o(m_awvalid), .m_awready_i(m_awready),
    .m_awid_o(m_awid), .m_awaddr_o(m_awaddr), .m_awlen_o(m_awlen), .m_awsize_o(m_awsize), .m_awburst_o(m_awburst),
    .m_awcache_o(), .m_awprot_o(), .m_wvalid_o(m_wvalid), .m_wready_i(m_wready), .m_wdata_o(m_wdata),
    .m_wstrb_o(m_wstrb), .m_wlast_o(m_wlast), .m_bvalid_i(m_bvalid), .m_bready_o(m_bready), .m_bid_i(m_bid), .m_bresp_i(m_bresp),
    .m_arvalid_o(m_arvalid), .m_arready_i(m_arready), .m_arid_o(m_arid), .m_araddr_o(m_araddr), .m_arlen_o(m_arlen),
    .m_arsize_o(m_arsize), .m_arburst_o(m_arburst), .m_arcache_o(), .m_arprot_o(), .m_rvalid_i(m_rvalid),
    .m_rready_o(m_rready), .m_rid_i(m_rid), .m_rdata_i(m_rdata), .m_rresp_i(m_rresp), .m_rlast_i(m_rlast));

  pml_axi_ram #(.DW(DW), .SIZE_LOG2(MEM_LOG2), .BASE(64'(MEM_BASE)), .IDW(IDW)) u_mem (
    .clk_i, .rst_ni(!rst_q), .s_awvalid_i(m_awvalid), .s_awready_o(m_awready), .s_awid_i(m_awid), .s_awaddr_i(m_awaddr),
    .s_awlen_i(m_awlen), .s_awsize_i(m_awsize), .s_awburst_i(m_awburst), .s_wvalid_i(m_wvalid), .s_wready_o(m_wready),
    .s_wdata_i(m_wdata), .s_wstrb_i(m_wstrb), .s_wlast_i(m_wlast), .s_bvalid_o(m_bvalid), .s_bready_i(m_bready), .s_bid_o(m_bid),
    .s_bresp_o(m_bresp), .s_arvalid_i(m_arvalid), .s_arready_o(m_arready), .s_arid_i(m_arid), .s_araddr_i(m_araddr),
    .s_arlen_i(m_arlen), .s_arsize_i(m_arsize), .s_arburst_i(m_arburst), .s_rvalid_o(m_rvalid), .s_rready_i(m_rready),
    .s_rid_o(m_rid), .s_rdata_o(m_rdata), .s_rresp_o(m_rresp), .s_rlast_o(m_rlast), .p_req_i(p_req), .p_write_i(p_write),
    .p_addr_i(p_addr), .p_wdata_i(p_wdata), .p_done_o(p_done), .p_rdata_o(p_rdata), .p_err_o(p_err));

  // The self test gives faults a vector of their own, 1.
  logic error_q;
  always_ff @(posedge clk_i) error_q <= !rst_q && (error_q || (irq_valid && irq_vec == 8'd1));
  assign error_o = error_q;
endmodule
