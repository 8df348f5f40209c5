// SPDX-License-Identifier: Apache-2.0
/// RTL half of a PCIe board: everything between the vendor's bridge and the vendor's memory controller. Only wires and the small
/// modules of this folder round pml_system.
///
///   bridge M_AXI --> split --BAR0--> AXI to AXI4-Lite --> unit | shell registers | registers of the bridge
///                      '-----BAR2--> AXI tap (in pml_system) ---------------------> board DRAM
///   unit's AXI master --> gate --> bridge S_AXI (host memory)        unit's interrupts --> MSI-X or MSI adapter --> bridge
///
/// AXI addresses of the bridge: BAR0 at 0x0000_0000 (128 KiB), BAR2 at 0x4000_0000 (up to 1 GiB). One clock: the bridge's.
/// Resets: rst_ni is the bridge's (all of it); the unit also by the shell register CTRL.RESET and while the link is down.
module pml_pcie_top #(
  parameter int unsigned N_VCPU = 8,
  parameter int unsigned N_VM = 8,
  parameter int unsigned PAGES_LOG2 = 21,
  parameter int unsigned STORE_SETS = 32,
  parameter int unsigned STORE_WAYS = 8,
  parameter int unsigned DW = 128,          ///< data width of the bridge, of the unit and of the board's memory
  parameter int unsigned OUTSTANDING = 16,
  parameter int unsigned FILTER_LOG2 = 12,
  parameter int unsigned GEN_W = 8,
  parameter int unsigned N_WIN = 4,         ///< windows of the tap
  parameter bit          WITH_GEN = 1'b1,   ///< traffic generator
  parameter int unsigned S_IDW = 4,         ///< ID width of the bridge's AXI master
  parameter bit          MSIX = 1'b0,       ///< 1: usr_irq port (XDMA), 0: MSI port (axi_pcie)
  parameter bit          WINDOWED = 1'b1,   ///< 1: the bridge takes 32-bit addresses
  parameter logic [31:0] BOARD = 1,
  parameter logic [31:0] CLK_KHZ = 125000,
  parameter logic [31:0] DRAM_MIB = 1024,
  parameter int unsigned WAIT_LOG2 = 24     ///< longest wait of a reset for the end of transfers, cycles, log2
) (
  input  logic              clk_i,
  input  logic              rst_ni,
  input  logic              link_up_i,      ///< of this clock
  input  logic              dram_ready_i,   ///< of this clock
  output logic              host_en_o,
  output logic              irq_on_o,
  // XDMA: user interrupts
  output logic [15:0]       usr_irq_req_o,
  input  logic [15:0]       usr_irq_ack_i,
  input  logic              msix_enable_i,
  // axi_pcie: MSI
  output logic              msi_request_o,
  input  logic              msi_grant_i,
  output logic [4:0]        msi_num_o,
  input  logic              msi_enable_i,
  input  logic [2:0]        msi_width_i,
  // the bridge's AXI master: BAR0 and BAR2
  input  logic                    s_awvalid_i,
  output logic                    s_awready_o,
  input  logic [S_IDW-1:0]        s_awid_i,
  input  logic [32-1:0]           s_awaddr_i,
  input  logic [8-1:0]            s_awlen_i,
  input  logic [3-1:0]            s_awsize_i,
  input  logic [2-1:0]            s_awburst_i,
  input  logic                    s_awlock_i,
  input  logic [4-1:0]            s_awcache_i,
  input  logic [3-1:0]            s_awprot_i,
  input  logic                    s_wvalid_i,
  output logic                    s_wready_o,
  input  logic [DW-1:0]           s_wdata_i,
  input  logic [DW/8-1:0]         s_wstrb_i,
  input  logic                    s_wlast_i,
  output logic                    s_bvalid_o,
  input  logic                    s_bready_i,
  output logic [S_IDW-1:0]        s_bid_o,
  output logic [2-1:0]            s_bresp_o,
  input  logic                    s_arvalid_i,
  output logic                    s_arready_o,
  input  logic [S_IDW-1:0]        s_arid_i,
  input  logic [32-1:0]           s_araddr_i,
  input  logic [8-1:0]            s_arlen_i,
  input  logic [3-1:0]            s_arsize_i,
  input  logic [2-1:0]            s_arburst_i,
  input  logic                    s_arlock_i,
  input  logic [4-1:0]            s_arcache_i,
  input  logic [3-1:0]            s_arprot_i,
  output logic                    s_rvalid_o,
  input  logic                    s_rready_i,
  output logic [S_IDW-1:0]        s_rid_o,
  output logic [DW-1:0]           s_rdata_o,
  output logic [2-1:0]            s_rresp_o,
  output logic                    s_rlast_o,
  // host memory: the AXI slave of the bridge
  output logic                    m_awvalid_o,
  input  logic                    m_awready_i,
  output logic [4-1:0]            m_awid_o,
  output logic [64-1:0]           m_awaddr_o,
  output logic [8-1:0]            m_awlen_o,
  output logic [3-1:0]            m_awsize_o,
  output logic [2-1:0]            m_awburst_o,
  output logic [4-1:0]            m_awcache_o,
  output logic [3-1:0]            m_awprot_o,
  output logic                    m_wvalid_o,
  input  logic                    m_wready_i,
  output logic [DW-1:0]           m_wdata_o,
  output logic [DW/8-1:0]         m_wstrb_o,
  output logic                    m_wlast_o,
  input  logic                    m_bvalid_i,
  output logic                    m_bready_o,
  input  logic [4-1:0]            m_bid_i,
  input  logic [2-1:0]            m_bresp_i,
  output logic                    m_arvalid_o,
  input  logic                    m_arready_i,
  output logic [4-1:0]            m_arid_o,
  output logic [64-1:0]           m_araddr_o,
  output logic [8-1:0]            m_arlen_o,
  output logic [3-1:0]            m_arsize_o,
  output logic [2-1:0]            m_arburst_o,
  output logic [4-1:0]            m_arcache_o,
  output logic [3-1:0]            m_arprot_o,
  input  logic                    m_rvalid_i,
  output logic                    m_rready_o,
  input  logic [4-1:0]            m_rid_i,
  input  logic [DW-1:0]           m_rdata_i,
  input  logic [2-1:0]            m_rresp_i,
  input  logic                    m_rlast_i,
  // board DRAM, behind the tap
  output logic                    d_awvalid_o,
  input  logic                    d_awready_i,
  output logic [S_IDW-1:0]        d_awid_o,
  output logic [30-1:0]           d_awaddr_o,
  output logic [8-1:0]            d_awlen_o,
  output logic [3-1:0]            d_awsize_o,
  output logic [2-1:0]            d_awburst_o,
  output logic                    d_awlock_o,
  output logic [4-1:0]            d_awcache_o,
  output logic [3-1:0]            d_awprot_o,
  output logic                    d_wvalid_o,
  input  logic                    d_wready_i,
  output logic [DW-1:0]           d_wdata_o,
  output logic [DW/8-1:0]         d_wstrb_o,
  output logic                    d_wlast_o,
  input  logic                    d_bvalid_i,
  output logic                    d_bready_o,
  input  logic [S_IDW-1:0]        d_bid_i,
  input  logic [2-1:0]            d_bresp_i,
  output logic                    d_arvalid_o,
  input  logic                    d_arready_i,
  output logic [S_IDW-1:0]        d_arid_o,
  output logic [30-1:0]           d_araddr_o,
  output logic [8-1:0]            d_arlen_o,
  output logic [3-1:0]            d_arsize_o,
  output logic [2-1:0]            d_arburst_o,
  output logic                    d_arlock_o,
  output logic [4-1:0]            d_arcache_o,
  output logic [3-1:0]            d_arprot_o,
  input  logic                    d_rvalid_i,
  output logic                    d_rready_o,
  input  logic [S_IDW-1:0]        d_rid_i,
  input  logic [DW-1:0]           d_rdata_i,
  input  logic [2-1:0]            d_rresp_i,
  input  logic                    d_rlast_i,
  // registers of the bridge, AXI4-Lite
  output logic              c_awvalid_o,
  input  logic              c_awready_i,
  output logic [14:0]       c_awaddr_o,
  output logic              c_wvalid_o,
  input  logic              c_wready_i,
  output logic [31:0]       c_wdata_o,
  output logic [3:0]        c_wstrb_o,
  input  logic              c_bvalid_i,
  output logic              c_bready_o,
  input  logic [1:0]        c_bresp_i,
  output logic              c_arvalid_o,
  input  logic              c_arready_i,
  output logic [14:0]       c_araddr_o,
  input  logic              c_rvalid_i,
  output logic              c_rready_o,
  input  logic [31:0]       c_rdata_i,
  input  logic [1:0]        c_rresp_i
);
  localparam int unsigned LAW = 17;   // address bits of BAR0

  // ---------------------------------------------------------------- reset
  logic unit_rst_n, hold, resetting, forced, reset_req, lite_idle, mem_idle, host_idle;
  pml_pcie_reset #(.WAIT_LOG2(WAIT_LOG2)) u_reset (
    .clk_i, .rst_ni, .request_i(reset_req), .link_up_i, .idle_i(lite_idle && mem_idle && host_idle), .hold_o(hold),
    .busy_o(resetting), .forced_o(forced), .unit_rst_no(unit_rst_n));

  // ---------------------------------------------------------------- the bridge's accesses: BAR0 or BAR2
  wire [1:0] awsel = (s_awaddr_i[31:LAW] == '0) ? 2'd0 : (s_awaddr_i[31:30] == 2'b01 && dram_ready_i) ? 2'd1 : 2'd2;
  wire [1:0] arsel = (s_araddr_i[31:LAW] == '0) ? 2'd0 : (s_araddr_i[31:30] == 2'b01 && dram_ready_i) ? 2'd1 : 2'd2;

  logic [1:0]       bsel, rsel, r_bresp, t_bresp, r_rresp, t_rresp;
  logic [S_IDW-1:0] errbid, errrid, r_bid, t_bid, r_rid, t_rid;
  logic [DW-1:0]    r_rdata, t_rdata;
  logic             errrlast, r_rlast, t_rlast;
  logic r_awvalid, r_awready, r_wvalid, r_wready, r_bvalid, r_bready, r_arvalid, r_arready, r_rvalid, r_rready;
  logic t_awvalid, t_awready, t_wvalid, t_wready, t_bvalid, t_bready, t_arvalid, t_arready, t_rvalid, t_rready;
  pml_axi_split #(.IDW(S_IDW)) u_split (
    .clk_i, .rst_ni, .hold_i(hold), .mem_idle_o(mem_idle), .s_awvalid_i, .s_awready_o, .s_awsel_i(awsel), .s_awid_i,
    .s_wvalid_i, .s_wready_o, .s_wlast_i, .s_bvalid_o, .s_bready_i, .s_bsel_o(bsel), .s_errbid_o(errbid), .s_arvalid_i,
    .s_arready_o, .s_arsel_i(arsel), .s_arid_i, .s_arlen_i, .s_rvalid_o, .s_rready_i, .s_rsel_o(rsel), .s_errrid_o(errrid),
    .s_errrlast_o(errrlast), .m_awvalid_o({t_awvalid, r_awvalid}), .m_awready_i({t_awready, r_awready}),
    .m_wvalid_o({t_wvalid, r_wvalid}), .m_wready_i({t_wready, r_wready}), .m_bvalid_i({t_bvalid, r_bvalid}),
    .m_bready_o({t_bready, r_bready}), .m_arvalid_o({t_arvalid, r_arvalid}), .m_arready_i({t_arready, r_arready}),
    .m_rvalid_i({t_rvalid, r_rvalid}), .m_mem_rlast_i(t_rlast), .m_reg_rlast_i(r_rlast), .m_rready_o({t_rready, r_rready}));
  assign s_bid_o   = (bsel == 2'd0) ? r_bid : (bsel == 2'd1) ? t_bid : errbid;
  assign s_bresp_o = (bsel == 2'd0) ? r_bresp : (bsel == 2'd1) ? t_bresp : 2'b10;
  assign s_rid_o   = (rsel == 2'd0) ? r_rid : (rsel == 2'd1) ? t_rid : errrid;
  assign s_rresp_o = (rsel == 2'd0) ? r_rresp : (rsel == 2'd1) ? t_rresp : 2'b10;
  assign s_rdata_o = (rsel == 2'd0) ? r_rdata : t_rdata;
  assign s_rlast_o = (rsel == 2'd0) ? r_rlast : (rsel == 2'd1) ? t_rlast : errrlast;

  // ---------------------------------------------------------------- BAR0
  logic [LAW-1:0] l_awaddr, l_araddr;
  logic [31:0]    l_wdata, l_rdata, u_rdata, h_rdata;
  logic [3:0]     l_wstrb;
  logic [1:0]     l_bresp, l_rresp, u_bresp, u_rresp, h_bresp, h_rresp;
  logic l_awvalid, l_awready, l_wvalid, l_wready, l_bvalid, l_bready, l_arvalid, l_arready, l_rvalid, l_rready;
  logic u_awvalid, u_awready, u_wvalid, u_wready, u_bvalid, u_bready, u_arvalid, u_arready, u_rvalid, u_rready;
  logic h_awvalid, h_awready, h_wvalid, h_wready, h_bvalid, h_bready, h_arvalid, h_arready, h_rvalid, h_rready;
  pml_axi_lite #(.DW(DW), .AW(LAW), .IDW(S_IDW)) u_lite (
    .clk_i, .rst_ni, .s_awvalid_i(r_awvalid), .s_awready_o(r_awready), .s_awid_i, .s_awaddr_i(s_awaddr_i[LAW-1:0]),
    .s_awsize_i, .s_wvalid_i(r_wvalid), .s_wready_o(r_wready), .s_wdata_i, .s_wstrb_i, .s_wlast_i, .s_bvalid_o(r_bvalid),
    .s_bready_i(r_bready), .s_bid_o(r_bid), .s_bresp_o(r_bresp), .s_arvalid_i(r_arvalid), .s_arready_o(r_arready), .s_arid_i,
    .s_araddr_i(s_araddr_i[LAW-1:0]), .s_arlen_i, .s_arsize_i, .s_rvalid_o(r_rvalid), .s_rready_i(r_rready), .s_rid_o(r_rid),
    .s_rdata_o(r_rdata), .s_rresp_o(r_rresp), .s_rlast_o(r_rlast), .m_awvalid_o(l_awvalid), .m_awready_i(l_awready),
    .m_awaddr_o(l_awaddr), .m_wvalid_o(l_wvalid), .m_wready_i(l_wready), .m_wdata_o(l_wdata), .m_wstrb_o(l_wstrb),
    .m_bvalid_i(l_bvalid), .m_bready_o(l_bready), .m_bresp_i(l_bresp), .m_arvalid_o(l_arvalid), .m_arready_i(l_arready),
    .m_araddr_o(l_araddr), .m_rvalid_i(l_rvalid), .m_rready_o(l_rready), .m_rdata_i(l_rdata), .m_rresp_i(l_rresp));
  pml_lite_split #(.AW(LAW)) u_lite_split (
    .clk_i, .rst_ni, .hold_i(hold), .unit_idle_o(lite_idle), .s_awvalid_i(l_awvalid), .s_awready_o(l_awready),
    .s_awaddr_i(l_awaddr), .s_wvalid_i(l_wvalid), .s_wready_o(l_wready), .s_bvalid_o(l_bvalid), .s_bready_i(l_bready),
    .s_bresp_o(l_bresp), .s_arvalid_i(l_arvalid), .s_arready_o(l_arready), .s_araddr_i(l_araddr), .s_rvalid_o(l_rvalid),
    .s_rready_i(l_rready), .s_rdata_o(l_rdata), .s_rresp_o(l_rresp), .m_awvalid_o({c_awvalid_o, h_awvalid, u_awvalid}),
    .m_awready_i({c_awready_i, h_awready, u_awready}), .m_wvalid_o({c_wvalid_o, h_wvalid, u_wvalid}),
    .m_wready_i({c_wready_i, h_wready, u_wready}), .m_bvalid_i({c_bvalid_i, h_bvalid, u_bvalid}),
    .m_bready_o({c_bready_o, h_bready, u_bready}), .m_bresp_i({c_bresp_i, h_bresp, u_bresp}),
    .m_arvalid_o({c_arvalid_o, h_arvalid, u_arvalid}), .m_arready_i({c_arready_i, h_arready, u_arready}),
    .m_rvalid_i({c_rvalid_i, h_rvalid, u_rvalid}), .m_rready_o({c_rready_o, h_rready, u_rready}),
    .m_rdata_i({c_rdata_i, h_rdata, u_rdata}), .m_rresp_i({c_rresp_i, h_rresp, u_rresp}));
  assign c_awaddr_o = l_awaddr[14:0];
  assign c_wdata_o  = l_wdata;
  assign c_wstrb_o  = l_wstrb;
  assign c_araddr_o = l_araddr[14:0];

  logic [31:0] host_hi;
  logic [1:0]  refused;
  logic        irq_sent;
  pml_pcie_regs #(.BOARD(BOARD), .CLK_KHZ(CLK_KHZ), .DRAM_MIB(DRAM_MIB), .MSIX(MSIX), .WINDOWED(WINDOWED)) u_regs (
    .clk_i, .rst_ni, .s_awvalid_i(h_awvalid), .s_awready_o(h_awready), .s_awaddr_i(l_awaddr[14:0]), .s_wvalid_i(h_wvalid),
    .s_wready_o(h_wready), .s_wdata_i(l_wdata), .s_wstrb_i(l_wstrb), .s_bvalid_o(h_bvalid), .s_bready_i(h_bready),
    .s_bresp_o(h_bresp), .s_arvalid_i(h_arvalid), .s_arready_o(h_arready), .s_araddr_i(l_araddr[14:0]), .s_rvalid_o(h_rvalid),
    .s_rready_i(h_rready), .s_rdata_o(h_rdata), .s_rresp_o(h_rresp), .link_up_i, .dram_ready_i, .irq_on_i(irq_on_o),
    .irq_sent_i(irq_sent), .refused_i(refused), .resetting_i(resetting), .forced_i(forced), .reset_o(reset_req),
    .host_en_o(host_en_o), .host_hi_o(host_hi));

  // ---------------------------------------------------------------- the unit with its sources
  logic         irq_valid, irq_ready;
  logic [7:0]   irq_vec;
  logic         n_awvalid, n_awready, n_wvalid, n_wready, n_wlast, n_bvalid, n_bready, n_arvalid, n_arready, n_rvalid, n_rready;
  logic         n_rlast;
  logic [3:0]   n_awid, n_arid, n_bid, n_rid;
  logic [63:0]  n_awaddr, n_araddr;
  logic [7:0]   n_awlen, n_arlen;
  logic [2:0]   n_awsize, n_arsize;
  logic [1:0]   n_bresp, n_rresp;
  logic [DW-1:0]   n_wdata, n_rdata;
  logic [DW/8-1:0] n_wstrb;
  pml_system #(
    .N_VCPU(N_VCPU), .N_VM(N_VM), .PAGES_LOG2(PAGES_LOG2), .STORE_SETS(STORE_SETS), .STORE_WAYS(STORE_WAYS), .DW(DW),
    .OUTSTANDING(OUTSTANDING), .FILTER_LOG2(FILTER_LOG2), .GEN_W(GEN_W), .N_VEC(16), .IDW(4), .AXI_ID(4'd0),
    .WITH_GEN(WITH_GEN), .TAP_ADDR_W(30), .TAP_DATA_W(DW), .TAP_ID_W(S_IDW), .TAP_USER_W(1), .TAP_N_WIN(N_WIN)
  ) u_system (
    .clk_i, .rst_ni(unit_rst_n),
    .ev_valid_i(1'b0), .ev_ready_o(), .ev_vcpu_i('0), .ev_gfn_i('0), .ev_write_i(1'b0), .can_accept_o(),
    .epoch_cut_valid_o(), .epoch_cut_vm_o(), .epoch_cut_buf_o(), .guest_exit_o(),
    .irq_valid_o(irq_valid), .irq_vec_o(irq_vec), .irq_ready_i(irq_ready),
    .s_awvalid_i(u_awvalid), .s_awready_o(u_awready), .s_awaddr_i(l_awaddr[15:0]), .s_wvalid_i(u_wvalid),
    .s_wready_o(u_wready), .s_wdata_i(l_wdata), .s_wstrb_i(l_wstrb), .s_bvalid_o(u_bvalid), .s_bready_i(u_bready),
    .s_bresp_o(u_bresp), .s_arvalid_i(u_arvalid), .s_arready_o(u_arready), .s_araddr_i(l_araddr[15:0]), .s_rvalid_o(u_rvalid),
    .s_rready_i(u_rready), .s_rdata_o(u_rdata), .s_rresp_o(u_rresp),
    .m_awvalid_o(n_awvalid), .m_awready_i(n_awready), .m_awid_o(n_awid), .m_awaddr_o(n_awaddr), .m_awlen_o(n_awlen),
    .m_awsize_o(n_awsize), .m_awburst_o, .m_awcache_o, .m_awprot_o, .m_wvalid_o(n_wvalid), .m_wready_i(n_wready),
    .m_wdata_o(n_wdata), .m_wstrb_o(n_wstrb), .m_wlast_o(n_wlast), .m_bvalid_i(n_bvalid), .m_bready_o(n_bready),
    .m_bid_i(n_bid), .m_bresp_i(n_bresp), .m_arvalid_o(n_arvalid), .m_arready_i(n_arready), .m_arid_o(n_arid),
    .m_araddr_o(n_araddr), .m_arlen_o(n_arlen), .m_arsize_o(n_arsize), .m_arburst_o, .m_arcache_o, .m_arprot_o,
    .m_rvalid_i(n_rvalid), .m_rready_o(n_rready), .m_rid_i(n_rid), .m_rdata_i(n_rdata), .m_rresp_i(n_rresp),
    .m_rlast_i(n_rlast),
    .t_s_awvalid_i(t_awvalid), .t_s_awready_o(t_awready), .t_s_awid_i(s_awid_i), .t_s_awaddr_i(s_awaddr_i[29:0]),
    .t_s_awlen_i(s_awlen_i),
    .t_s_awsize_i(s_awsize_i), .t_s_awburst_i(s_awburst_i), .t_s_awlock_i(s_awlock_i), .t_s_awcache_i(s_awcache_i),
    .t_s_awprot_i(s_awprot_i),
    .t_s_awqos_i(4'd0), .t_s_awregion_i(4'd0), .t_s_awuser_i(1'b0),
    .t_s_wvalid_i(t_wvalid), .t_s_wready_o(t_wready), .t_s_wdata_i(s_wdata_i), .t_s_wstrb_i(s_wstrb_i),
    .t_s_wlast_i(s_wlast_i), .t_s_wuser_i(1'b0),
    .t_s_bvalid_o(t_bvalid), .t_s_bready_i(t_bready), .t_s_bid_o(t_bid), .t_s_bresp_o(t_bresp), .t_s_buser_o(),
    .t_s_arvalid_i(t_arvalid), .t_s_arready_o(t_arready), .t_s_arid_i(s_arid_i), .t_s_araddr_i(s_araddr_i[29:0]),
    .t_s_arlen_i(s_arlen_i),
    .t_s_arsize_i(s_arsize_i), .t_s_arburst_i(s_arburst_i), .t_s_arlock_i(s_arlock_i), .t_s_arcache_i(s_arcache_i),
    .t_s_arprot_i(s_arprot_i),
    .t_s_arqos_i(4'd0), .t_s_arregion_i(4'd0), .t_s_aruser_i(1'b0),
    .t_s_rvalid_o(t_rvalid), .t_s_rready_i(t_rready), .t_s_rid_o(t_rid), .t_s_rdata_o(t_rdata), .t_s_rresp_o(t_rresp),
    .t_s_rlast_o(t_rlast), .t_s_ruser_o(),
    .t_m_awvalid_o(d_awvalid_o), .t_m_awready_i(d_awready_i), .t_m_awid_o(d_awid_o), .t_m_awaddr_o(d_awaddr_o),
    .t_m_awlen_o(d_awlen_o),
    .t_m_awsize_o(d_awsize_o), .t_m_awburst_o(d_awburst_o), .t_m_awlock_o(d_awlock_o), .t_m_awcache_o(d_awcache_o),
    .t_m_awprot_o(d_awprot_o),
    .t_m_awqos_o(), .t_m_awregion_o(), .t_m_awuser_o(),
    .t_m_wvalid_o(d_wvalid_o), .t_m_wready_i(d_wready_i), .t_m_wdata_o(d_wdata_o), .t_m_wstrb_o(d_wstrb_o),
    .t_m_wlast_o(d_wlast_o), .t_m_wuser_o(),
    .t_m_bvalid_i(d_bvalid_i), .t_m_bready_o(d_bready_o), .t_m_bid_i(d_bid_i), .t_m_bresp_i(d_bresp_i), .t_m_buser_i(1'b0),
    .t_m_arvalid_o(d_arvalid_o), .t_m_arready_i(d_arready_i), .t_m_arid_o(d_arid_o), .t_m_araddr_o(d_araddr_o),
    .t_m_arlen_o(d_arlen_o),
    .t_m_arsize_o(d_arsize_o), .t_m_arburst_o(d_arburst_o), .t_m_arlock_o(d_arlock_o), .t_m_arcache_o(d_arcache_o),
    .t_m_arprot_o(d_arprot_o),
    .t_m_arqos_o(), .t_m_arregion_o(), .t_m_aruser_o(),
    .t_m_rvalid_i(d_rvalid_i), .t_m_rready_o(d_rready_o), .t_m_rid_i(d_rid_i), .t_m_rdata_i(d_rdata_i),
    .t_m_rresp_i(d_rresp_i), .t_m_rlast_i(d_rlast_i), .t_m_ruser_i(1'b0)
  );

  // ---------------------------------------------------------------- host memory
  pml_axi_gate #(.DW(DW), .IDW(4), .WINDOWED(WINDOWED)) u_gate (
    .clk_i, .rst_ni, .open_i(host_en_o), .hold_i(hold), .host_hi_i(host_hi), .idle_o(host_idle), .refused_o(refused),
    .s_awvalid_i(n_awvalid), .s_awready_o(n_awready), .s_awid_i(n_awid), .s_awaddr_i(n_awaddr), .s_awlen_i(n_awlen),
    .s_awsize_i(n_awsize), .s_wvalid_i(n_wvalid), .s_wready_o(n_wready), .s_wdata_i(n_wdata), .s_wstrb_i(n_wstrb),
    .s_wlast_i(n_wlast), .s_bvalid_o(n_bvalid), .s_bready_i(n_bready), .s_bid_o(n_bid), .s_bresp_o(n_bresp),
    .s_arvalid_i(n_arvalid), .s_arready_o(n_arready), .s_arid_i(n_arid), .s_araddr_i(n_araddr), .s_arlen_i(n_arlen),
    .s_arsize_i(n_arsize), .s_rvalid_o(n_rvalid), .s_rready_i(n_rready), .s_rid_o(n_rid), .s_rdata_o(n_rdata),
    .s_rresp_o(n_rresp), .s_rlast_o(n_rlast), .m_awvalid_o, .m_awready_i, .m_awid_o, .m_awaddr_o, .m_awlen_o, .m_awsize_o,
    .m_wvalid_o, .m_wready_i, .m_wdata_o, .m_wstrb_o, .m_wlast_o, .m_bvalid_i, .m_bready_o, .m_bid_i, .m_bresp_i, .m_arvalid_o,
    .m_arready_i, .m_arid_o, .m_araddr_o, .m_arlen_o, .m_arsize_o, .m_rvalid_i, .m_rready_o, .m_rid_i, .m_rdata_i, .m_rresp_i,
    .m_rlast_i);

  // ---------------------------------------------------------------- interrupts
  if (MSIX) begin : g_msix
    pml_irq_usr #(.N(16)) u_irq (
      .clk_i, .rst_ni, .valid_i(irq_valid), .vec_i(irq_vec), .ready_o(irq_ready), .req_o(usr_irq_req_o),
      .ack_i(usr_irq_ack_i), .enable_i(msix_enable_i));
    assign msi_request_o = 1'b0;
    assign msi_num_o     = 5'd0;
    assign irq_on_o      = msix_enable_i;
    wire unused = msi_grant_i ^ msi_enable_i ^ (^msi_width_i);
  end else begin : g_msi
    pml_irq_msi u_irq (
      .clk_i, .rst_ni, .valid_i(irq_valid), .vec_i(irq_vec), .ready_o(irq_ready), .request_o(msi_request_o),
      .grant_i(msi_grant_i), .num_o(msi_num_o), .enable_i(msi_enable_i), .width_i(msi_width_i));
    assign usr_irq_req_o = '0;
    assign irq_on_o      = msi_enable_i;
    wire unused = (^usr_irq_ack_i) ^ msix_enable_i;
  end
  assign irq_sent = irq_ready;
endmodule
