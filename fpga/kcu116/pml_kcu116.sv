// SPDX-License-Identifier: Apache-2.0
/// KCU116 evaluation board: xcku5p, PCIe x4 of its edge, 1 GiB DDR4. Wires between vendor IP (stubs in fpga/pcie/ip) and the RTL half
/// (pml_pcie_top): XDMA in bridge mode at x4, 8 GT/s, 256 bits, 125 MHz is clock and bridge of the unit; the DDR4 controller has
/// its own clock, reached through an AXI clock converter. Interrupts are MSI-X. Not built with Vivado, not run: see README.md.
module pml_kcu116 (
  input  logic        pcie_refclk_p_i,
  input  logic        pcie_refclk_n_i,
  input  logic        pcie_perst_ni,
  input  logic [3:0]  pcie_rxp_i,
  input  logic [3:0]  pcie_rxn_i,
  output logic [3:0]  pcie_txp_o,
  output logic [3:0]  pcie_txn_o,
  input  logic        c0_sys_clk_p,     // names of the memory ports as the controller has them
  input  logic        c0_sys_clk_n,
  output logic        c0_ddr4_act_n,
  output logic [16:0] c0_ddr4_adr,
  output logic [1:0]  c0_ddr4_ba,
  output logic [0:0]  c0_ddr4_bg,
  output logic [0:0]  c0_ddr4_cke,
  output logic [0:0]  c0_ddr4_odt,
  output logic [0:0]  c0_ddr4_cs_n,
  output logic [0:0]  c0_ddr4_ck_t,
  output logic [0:0]  c0_ddr4_ck_c,
  output logic        c0_ddr4_reset_n,
  inout  wire  [3:0]  c0_ddr4_dm_dbi_n,
  inout  wire  [31:0] c0_ddr4_dq,
  inout  wire  [3:0]  c0_ddr4_dqs_c,
  inout  wire  [3:0]  c0_ddr4_dqs_t,
  output logic [7:0]  led_o             ///< link, DRAM ready, host enabled, interrupts on; 0 0 0 0
);

  logic         br_awvalid, br_awready, br_wvalid, br_wready, br_wlast, br_bvalid, br_bready;
  logic         br_arvalid, br_arready, br_rvalid, br_rready, br_rlast, br_awlock, br_arlock;
  logic [3:0]   br_awid, br_bid, br_arid, br_rid;
  logic [63:0]  br_awaddr, br_araddr;
  logic [7:0]   br_awlen, br_arlen;
  logic [2:0]   br_awsize, br_arsize, br_awprot, br_arprot;
  logic [1:0]   br_awburst, br_arburst, br_bresp, br_rresp;
  logic [3:0]   br_awcache, br_arcache;
  logic [255:0] br_wdata, br_rdata;
  logic [31:0]  br_wstrb;
  logic         host_awvalid, host_awready, host_wvalid, host_wready, host_wlast, host_bvalid, host_bready;
  logic         host_arvalid, host_arready, host_rvalid, host_rready, host_rlast;
  logic [3:0]   host_awid, host_bid, host_arid, host_rid;
  logic [63:0]  host_awaddr, host_araddr;
  logic [7:0]   host_awlen, host_arlen;
  logic [2:0]   host_awsize, host_arsize, host_awprot, host_arprot;
  logic [1:0]   host_awburst, host_arburst, host_bresp, host_rresp;
  logic [3:0]   host_awcache, host_arcache;
  logic [255:0] host_wdata, host_rdata;
  logic [31:0]  host_wstrb;
  logic         mem_awvalid, mem_awready, mem_wvalid, mem_wready, mem_wlast, mem_bvalid, mem_bready;
  logic         mem_arvalid, mem_arready, mem_rvalid, mem_rready, mem_rlast, mem_awlock, mem_arlock;
  logic [3:0]   mem_awid, mem_bid, mem_arid, mem_rid;
  logic [29:0]  mem_awaddr, mem_araddr;
  logic [7:0]   mem_awlen, mem_arlen;
  logic [2:0]   mem_awsize, mem_arsize, mem_awprot, mem_arprot;
  logic [1:0]   mem_awburst, mem_arburst, mem_bresp, mem_rresp;
  logic [3:0]   mem_awcache, mem_arcache;
  logic [255:0] mem_wdata, mem_rdata;
  logic [31:0]  mem_wstrb;
  logic         ddr_awvalid, ddr_awready, ddr_wvalid, ddr_wready, ddr_wlast, ddr_bvalid, ddr_bready;
  logic         ddr_arvalid, ddr_arready, ddr_rvalid, ddr_rready, ddr_rlast, ddr_awlock, ddr_arlock;
  logic [3:0]   ddr_awid, ddr_bid, ddr_arid, ddr_rid;
  logic [29:0]  ddr_awaddr, ddr_araddr;
  logic [7:0]   ddr_awlen, ddr_arlen;
  logic [2:0]   ddr_awsize, ddr_arsize, ddr_awprot, ddr_arprot;
  logic [1:0]   ddr_awburst, ddr_arburst, ddr_bresp, ddr_rresp;
  logic [3:0]   ddr_awcache, ddr_arcache;
  logic [255:0] ddr_wdata, ddr_rdata;
  logic [31:0]  ddr_wstrb;
  logic [3:0]   ddr_awqos, ddr_arqos, unused_ddr_awregion, unused_ddr_arregion;
  logic         ctl_awvalid, ctl_awready, ctl_wvalid, ctl_wready, ctl_bvalid, ctl_bready;
  logic         ctl_arvalid, ctl_arready, ctl_rvalid, ctl_rready;
  logic [14:0]  ctl_awaddr, ctl_araddr;
  logic [31:0]  ctl_wdata, ctl_rdata;
  logic [3:0]   ctl_wstrb;
  logic [1:0]   ctl_bresp, ctl_rresp;

  // ---------------------------------------------------------------- clocks and resets
  logic refclk_gt, refclk, clk, rst_n, unused_ctl_rst_n, link_up_ip, link_up, ui_clk, ui_rst, ui_rst_n, calib, dram_ready;
  IBUFDS_GTE4 u_refclk (.O(refclk_gt), .ODIV2(refclk), .CEB(1'b0), .I(pcie_refclk_p_i), .IB(pcie_refclk_n_i));
  pml_rst_sync u_rst_ui (.clk_i(ui_clk), .rst_ni(rst_n && !ui_rst), .rst_no(ui_rst_n));
  pml_bit_sync u_sync_link (.clk_i(clk), .d_i(link_up_ip), .q_o(link_up));
  pml_bit_sync u_sync_calib (.clk_i(clk), .d_i(calib), .q_o(dram_ready));

  // ---------------------------------------------------------------- PCIe bridge
  logic [15:0] usr_irq_req, usr_irq_ack;
  logic        msix_enable, unused_interrupt;
  logic [5:0]  unused_ltssm;
  xdma_0 u_xdma (
    .sys_clk(refclk), .sys_clk_gt(refclk_gt), .sys_rst_n(pcie_perst_ni), .cfg_ltssm_state(unused_ltssm),
    .user_lnk_up(link_up_ip), .pci_exp_txp(pcie_txp_o), .pci_exp_txn(pcie_txn_o), .pci_exp_rxp(pcie_rxp_i),
    .pci_exp_rxn(pcie_rxn_i), .axi_aclk(clk), .axi_aresetn(rst_n), .axi_ctl_aresetn(unused_ctl_rst_n),
    .usr_irq_req(usr_irq_req), .usr_irq_ack(usr_irq_ack), .msix_enable(msix_enable), .interrupt_out(unused_interrupt),
    .m_axib_awid(br_awid), .m_axib_awaddr(br_awaddr), .m_axib_awlen(br_awlen), .m_axib_awsize(br_awsize),
    .m_axib_awburst(br_awburst), .m_axib_awlock(br_awlock), .m_axib_awcache(br_awcache), .m_axib_awprot(br_awprot),
    .m_axib_awvalid(br_awvalid), .m_axib_awready(br_awready), .m_axib_wdata(br_wdata), .m_axib_wstrb(br_wstrb),
    .m_axib_wlast(br_wlast), .m_axib_wvalid(br_wvalid), .m_axib_wready(br_wready), .m_axib_bid(br_bid),
    .m_axib_bresp(br_bresp), .m_axib_bvalid(br_bvalid), .m_axib_bready(br_bready), .m_axib_arid(br_arid),
    .m_axib_araddr(br_araddr), .m_axib_arlen(br_arlen), .m_axib_arsize(br_arsize), .m_axib_arburst(br_arburst),
    .m_axib_arlock(br_arlock), .m_axib_arcache(br_arcache), .m_axib_arprot(br_arprot), .m_axib_arvalid(br_arvalid),
    .m_axib_arready(br_arready), .m_axib_rid(br_rid), .m_axib_rdata(br_rdata), .m_axib_rresp(br_rresp),
    .m_axib_rlast(br_rlast), .m_axib_rvalid(br_rvalid), .m_axib_rready(br_rready), .s_axil_awaddr({17'd0, ctl_awaddr}),
    .s_axil_awprot(3'd0), .s_axil_awvalid(ctl_awvalid), .s_axil_awready(ctl_awready), .s_axil_wdata(ctl_wdata),
    .s_axil_wstrb(ctl_wstrb), .s_axil_wvalid(ctl_wvalid), .s_axil_wready(ctl_wready), .s_axil_bresp(ctl_bresp),
    .s_axil_bvalid(ctl_bvalid), .s_axil_bready(ctl_bready), .s_axil_araddr({17'd0, ctl_araddr}), .s_axil_arprot(3'd0),
    .s_axil_arvalid(ctl_arvalid), .s_axil_arready(ctl_arready), .s_axil_rdata(ctl_rdata), .s_axil_rresp(ctl_rresp),
    .s_axil_rvalid(ctl_rvalid), .s_axil_rready(ctl_rready), .s_axib_awid(host_awid), .s_axib_awaddr(host_awaddr),
    .s_axib_awlen(host_awlen), .s_axib_awsize(host_awsize), .s_axib_awburst(host_awburst), .s_axib_awregion(4'd0),
    .s_axib_awvalid(host_awvalid), .s_axib_awready(host_awready), .s_axib_wdata(host_wdata), .s_axib_wstrb(host_wstrb),
    .s_axib_wlast(host_wlast), .s_axib_wvalid(host_wvalid), .s_axib_wready(host_wready), .s_axib_bid(host_bid),
    .s_axib_bresp(host_bresp), .s_axib_bvalid(host_bvalid), .s_axib_bready(host_bready), .s_axib_arid(host_arid),
    .s_axib_araddr(host_araddr), .s_axib_arlen(host_arlen), .s_axib_arsize(host_arsize), .s_axib_arburst(host_arburst),
    .s_axib_arregion(4'd0), .s_axib_arvalid(host_arvalid), .s_axib_arready(host_arready), .s_axib_rid(host_rid),
    .s_axib_rdata(host_rdata), .s_axib_rresp(host_rresp), .s_axib_rlast(host_rlast), .s_axib_rvalid(host_rvalid),
    .s_axib_rready(host_rready));

  // ---------------------------------------------------------------- RTL half
  logic       host_en, irq_on, unused_msi_request;
  logic [4:0] unused_msi_num;
  pml_pcie_top #(
    .DW(256), .N_VCPU(16), .N_VM(16), .PAGES_LOG2(24), .STORE_SETS(32), .STORE_WAYS(8), .OUTSTANDING(32), .S_IDW(4),
    .MSIX(1'b1), .WINDOWED(1'b0), .BOARD(2), .CLK_KHZ(125000), .DRAM_MIB(1024)
  ) u_pcie (
    .clk_i(clk), .rst_ni(rst_n), .link_up_i(link_up), .dram_ready_i(dram_ready), .host_en_o(host_en), .irq_on_o(irq_on),
    .usr_irq_req_o(usr_irq_req), .usr_irq_ack_i(usr_irq_ack), .msix_enable_i(msix_enable), .msi_request_o(unused_msi_request),
    .msi_grant_i(1'b0), .msi_num_o(unused_msi_num), .msi_enable_i(1'b0), .msi_width_i(3'd0), .s_awvalid_i(br_awvalid),
    .s_awready_o(br_awready), .s_awid_i(br_awid), .s_awaddr_i(br_awaddr[31:0]), .s_awlen_i(br_awlen), .s_awsize_i(br_awsize),
    .s_awburst_i(br_awburst), .s_awlock_i(br_awlock), .s_awcache_i(br_awcache), .s_awprot_i(br_awprot), .s_wvalid_i(br_wvalid),
    .s_wready_o(br_wready), .s_wdata_i(br_wdata), .s_wstrb_i(br_wstrb), .s_wlast_i(br_wlast), .s_bvalid_o(br_bvalid),
    .s_bready_i(br_bready), .s_bid_o(br_bid), .s_bresp_o(br_bresp), .s_arvalid_i(br_arvalid), .s_arready_o(br_arready),
    .s_arid_i(br_arid), .s_araddr_i(br_araddr[31:0]), .s_arlen_i(br_arlen), .s_arsize_i(br_arsize), .s_arburst_i(br_arburst),
    .s_arlock_i(br_arlock), .s_arcache_i(br_arcache), .s_arprot_i(br_arprot), .s_rvalid_o(br_rvalid), .s_rready_i(br_rready),
    .s_rid_o(br_rid), .s_rdata_o(br_rdata), .s_rresp_o(br_rresp), .s_rlast_o(br_rlast), .m_awvalid_o(host_awvalid),
    .m_awready_i(host_awready), .m_awid_o(host_awid), .m_awaddr_o(host_awaddr), .m_awlen_o(host_awlen),
    .m_awsize_o(host_awsize), .m_awburst_o(host_awburst), .m_awcache_o(host_awcache), .m_awprot_o(host_awprot),
    .m_wvalid_o(host_wvalid), .m_wready_i(host_wready), .m_wdata_o(host_wdata), .m_wstrb_o(host_wstrb), .m_wlast_o(host_wlast),
    .m_bvalid_i(host_bvalid), .m_bready_o(host_bready), .m_bid_i(host_bid), .m_bresp_i(host_bresp), .m_arvalid_o(host_arvalid),
    .m_arready_i(host_arready), .m_arid_o(host_arid), .m_araddr_o(host_araddr), .m_arlen_o(host_arlen),
    .m_arsize_o(host_arsize), .m_arburst_o(host_arburst), .m_arcache_o(host_arcache), .m_arprot_o(host_arprot),
    .m_rvalid_i(host_rvalid), .m_rready_o(host_rready), .m_rid_i(host_rid), .m_rdata_i(host_rdata), .m_rresp_i(host_rresp),
    .m_rlast_i(host_rlast), .d_awvalid_o(mem_awvalid), .d_awready_i(mem_awready), .d_awid_o(mem_awid), .d_awaddr_o(mem_awaddr),
    .d_awlen_o(mem_awlen), .d_awsize_o(mem_awsize), .d_awburst_o(mem_awburst), .d_awlock_o(mem_awlock),
    .d_awcache_o(mem_awcache), .d_awprot_o(mem_awprot), .d_wvalid_o(mem_wvalid), .d_wready_i(mem_wready),
    .d_wdata_o(mem_wdata), .d_wstrb_o(mem_wstrb), .d_wlast_o(mem_wlast), .d_bvalid_i(mem_bvalid), .d_bready_o(mem_bready),
    .d_bid_i(mem_bid), .d_bresp_i(mem_bresp), .d_arvalid_o(mem_arvalid), .d_arready_i(mem_arready), .d_arid_o(mem_arid),
    .d_araddr_o(mem_araddr), .d_arlen_o(mem_arlen), .d_arsize_o(mem_arsize), .d_arburst_o(mem_arburst),
    .d_arlock_o(mem_arlock), .d_arcache_o(mem_arcache), .d_arprot_o(mem_arprot), .d_rvalid_i(mem_rvalid),
    .d_rready_o(mem_rready), .d_rid_i(mem_rid), .d_rdata_i(mem_rdata), .d_rresp_i(mem_rresp), .d_rlast_i(mem_rlast),
    .c_awvalid_o(ctl_awvalid), .c_awready_i(ctl_awready), .c_awaddr_o(ctl_awaddr), .c_wvalid_o(ctl_wvalid),
    .c_wready_i(ctl_wready), .c_wdata_o(ctl_wdata), .c_wstrb_o(ctl_wstrb), .c_bvalid_i(ctl_bvalid), .c_bready_o(ctl_bready),
    .c_bresp_i(ctl_bresp), .c_arvalid_o(ctl_arvalid), .c_arready_i(ctl_arready), .c_araddr_o(ctl_araddr),
    .c_rvalid_i(ctl_rvalid), .c_rready_o(ctl_rready), .c_rdata_i(ctl_rdata), .c_rresp_i(ctl_rresp));
  assign led_o = {4'd0, irq_on, host_en, dram_ready, link_up};

  // ---------------------------------------------------------------- board DRAM
  axi_cc_ddr4 u_cc_ddr4 (
    .s_axi_aclk(clk), .s_axi_aresetn(rst_n), .s_axi_awid(mem_awid), .s_axi_awaddr(mem_awaddr), .s_axi_awlen(mem_awlen),
    .s_axi_awsize(mem_awsize), .s_axi_awburst(mem_awburst), .s_axi_awlock(mem_awlock), .s_axi_awcache(mem_awcache),
    .s_axi_awprot(mem_awprot), .s_axi_awregion(4'd0), .s_axi_awqos(4'd0), .s_axi_awvalid(mem_awvalid),
    .s_axi_awready(mem_awready), .s_axi_wdata(mem_wdata), .s_axi_wstrb(mem_wstrb), .s_axi_wlast(mem_wlast),
    .s_axi_wvalid(mem_wvalid), .s_axi_wready(mem_wready), .s_axi_bid(mem_bid), .s_axi_bresp(mem_bresp),
    .s_axi_bvalid(mem_bvalid), .s_axi_bready(mem_bready), .s_axi_arid(mem_arid), .s_axi_araddr(mem_araddr),
    .s_axi_arlen(mem_arlen), .s_axi_arsize(mem_arsize), .s_axi_arburst(mem_arburst), .s_axi_arlock(mem_arlock),
    .s_axi_arcache(mem_arcache), .s_axi_arprot(mem_arprot), .s_axi_arregion(4'd0), .s_axi_arqos(4'd0),
    .s_axi_arvalid(mem_arvalid), .s_axi_arready(mem_arready), .s_axi_rid(mem_rid), .s_axi_rdata(mem_rdata),
    .s_axi_rresp(mem_rresp), .s_axi_rlast(mem_rlast), .s_axi_rvalid(mem_rvalid), .s_axi_rready(mem_rready),
    .m_axi_aclk(ui_clk), .m_axi_aresetn(ui_rst_n), .m_axi_awid(ddr_awid), .m_axi_awaddr(ddr_awaddr), .m_axi_awlen(ddr_awlen),
    .m_axi_awsize(ddr_awsize), .m_axi_awburst(ddr_awburst), .m_axi_awlock(ddr_awlock), .m_axi_awcache(ddr_awcache),
    .m_axi_awprot(ddr_awprot), .m_axi_awregion(unused_ddr_awregion), .m_axi_awqos(ddr_awqos), .m_axi_awvalid(ddr_awvalid),
    .m_axi_awready(ddr_awready), .m_axi_wdata(ddr_wdata), .m_axi_wstrb(ddr_wstrb), .m_axi_wlast(ddr_wlast),
    .m_axi_wvalid(ddr_wvalid), .m_axi_wready(ddr_wready), .m_axi_bid(ddr_bid), .m_axi_bresp(ddr_bresp),
    .m_axi_bvalid(ddr_bvalid), .m_axi_bready(ddr_bready), .m_axi_arid(ddr_arid), .m_axi_araddr(ddr_araddr),
    .m_axi_arlen(ddr_arlen), .m_axi_arsize(ddr_arsize), .m_axi_arburst(ddr_arburst), .m_axi_arlock(ddr_arlock),
    .m_axi_arcache(ddr_arcache), .m_axi_arprot(ddr_arprot), .m_axi_arregion(unused_ddr_arregion), .m_axi_arqos(ddr_arqos),
    .m_axi_arvalid(ddr_arvalid), .m_axi_arready(ddr_arready), .m_axi_rid(ddr_rid), .m_axi_rdata(ddr_rdata),
    .m_axi_rresp(ddr_rresp), .m_axi_rlast(ddr_rlast), .m_axi_rvalid(ddr_rvalid), .m_axi_rready(ddr_rready));
  logic         unused_dbg_clk;
  logic [511:0] unused_dbg_bus;
  ddr4_0 u_ddr4 (
    .sys_rst(1'b0), .c0_sys_clk_p(c0_sys_clk_p), .c0_sys_clk_n(c0_sys_clk_n), .c0_ddr4_act_n(c0_ddr4_act_n),
    .c0_ddr4_adr(c0_ddr4_adr), .c0_ddr4_ba(c0_ddr4_ba), .c0_ddr4_bg(c0_ddr4_bg), .c0_ddr4_cke(c0_ddr4_cke),
    .c0_ddr4_odt(c0_ddr4_odt), .c0_ddr4_cs_n(c0_ddr4_cs_n), .c0_ddr4_ck_t(c0_ddr4_ck_t), .c0_ddr4_ck_c(c0_ddr4_ck_c),
    .c0_ddr4_reset_n(c0_ddr4_reset_n), .c0_ddr4_dm_dbi_n(c0_ddr4_dm_dbi_n), .c0_ddr4_dq(c0_ddr4_dq),
    .c0_ddr4_dqs_c(c0_ddr4_dqs_c), .c0_ddr4_dqs_t(c0_ddr4_dqs_t), .c0_init_calib_complete(calib), .c0_ddr4_ui_clk(ui_clk),
    .c0_ddr4_ui_clk_sync_rst(ui_rst), .dbg_clk(unused_dbg_clk), .dbg_bus(unused_dbg_bus), .c0_ddr4_aresetn(ui_rst_n),
    .c0_ddr4_s_axi_awid(ddr_awid), .c0_ddr4_s_axi_awaddr(ddr_awaddr), .c0_ddr4_s_axi_awlen(ddr_awlen),
    .c0_ddr4_s_axi_awsize(ddr_awsize), .c0_ddr4_s_axi_awburst(ddr_awburst), .c0_ddr4_s_axi_awlock(ddr_awlock),
    .c0_ddr4_s_axi_awcache(ddr_awcache), .c0_ddr4_s_axi_awprot(ddr_awprot), .c0_ddr4_s_axi_awqos(ddr_awqos),
    .c0_ddr4_s_axi_awvalid(ddr_awvalid), .c0_ddr4_s_axi_awready(ddr_awready), .c0_ddr4_s_axi_wdata(ddr_wdata),
    .c0_ddr4_s_axi_wstrb(ddr_wstrb), .c0_ddr4_s_axi_wlast(ddr_wlast), .c0_ddr4_s_axi_wvalid(ddr_wvalid),
    .c0_ddr4_s_axi_wready(ddr_wready), .c0_ddr4_s_axi_bid(ddr_bid), .c0_ddr4_s_axi_bresp(ddr_bresp),
    .c0_ddr4_s_axi_bvalid(ddr_bvalid), .c0_ddr4_s_axi_bready(ddr_bready), .c0_ddr4_s_axi_arid(ddr_arid),
    .c0_ddr4_s_axi_araddr(ddr_araddr), .c0_ddr4_s_axi_arlen(ddr_arlen), .c0_ddr4_s_axi_arsize(ddr_arsize),
    .c0_ddr4_s_axi_arburst(ddr_arburst), .c0_ddr4_s_axi_arlock(ddr_arlock), .c0_ddr4_s_axi_arcache(ddr_arcache),
    .c0_ddr4_s_axi_arprot(ddr_arprot), .c0_ddr4_s_axi_arqos(ddr_arqos), .c0_ddr4_s_axi_arvalid(ddr_arvalid),
    .c0_ddr4_s_axi_arready(ddr_arready), .c0_ddr4_s_axi_rid(ddr_rid), .c0_ddr4_s_axi_rdata(ddr_rdata),
    .c0_ddr4_s_axi_rresp(ddr_rresp), .c0_ddr4_s_axi_rlast(ddr_rlast), .c0_ddr4_s_axi_rvalid(ddr_rvalid),
    .c0_ddr4_s_axi_rready(ddr_rready));

  // AxCACHE and AxPROT end at the bridge; both BARs lie below 4 GiB of its AXI addresses
  wire unused_host = (^host_awcache) ^ (^host_arcache) ^ (^host_awprot) ^ (^host_arprot) ^ (^br_awaddr[63:32]) ^ (^br_araddr[63:32]);
endmodule
