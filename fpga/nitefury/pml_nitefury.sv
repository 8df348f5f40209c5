// SPDX-License-Identifier: Apache-2.0
/// NiteFury (II) / Acorn CLE-215+: PCIe M.2 board with xc7a200t and 1 GiB DDR3. Wires between vendor IP (stubs in fpga/pcie/ip) and the RTL
/// half (pml_pcie_top): axi_pcie at x4, 5 GT/s, 128 bits, 125 MHz is clock and bridge of the unit; MIG has its own clock (100 MHz),
/// reached through an AXI clock converter. Interrupts are MSI: axi_pcie has no MSI-X. Not built with Vivado, not run: see README.md.
module pml_nitefury (
  input  logic        pcie_refclk_p_i,
  input  logic        pcie_refclk_n_i,
  input  logic        pcie_perst_ni,
  output logic        pcie_clkreq_no,
  input  logic [3:0]  pcie_rxp_i,
  input  logic [3:0]  pcie_rxn_i,
  output logic [3:0]  pcie_txp_o,
  output logic [3:0]  pcie_txn_o,
  input  logic        sys_clk_p,      // names of the memory ports as MIG has them
  input  logic        sys_clk_n,
  output logic [15:0] ddr3_addr,
  output logic [2:0]  ddr3_ba,
  output logic        ddr3_ras_n,
  output logic        ddr3_cas_n,
  output logic        ddr3_we_n,
  output logic        ddr3_reset_n,
  output logic [0:0]  ddr3_ck_p,
  output logic [0:0]  ddr3_ck_n,
  output logic [0:0]  ddr3_cke,
  output logic [0:0]  ddr3_odt,
  output logic [1:0]  ddr3_dm,
  inout  wire  [15:0] ddr3_dq,
  inout  wire  [1:0]  ddr3_dqs_p,
  inout  wire  [1:0]  ddr3_dqs_n,
  output logic [3:0]  led_no          ///< link, DRAM ready, host enabled, interrupts on; taken to be active low
);

  logic         br_awvalid, br_awready, br_wvalid, br_wready, br_wlast, br_bvalid, br_bready;
  logic         br_arvalid, br_arready, br_rvalid, br_rready, br_rlast, br_awlock, br_arlock;
  logic [31:0]  br_awaddr, br_araddr;
  logic [7:0]   br_awlen, br_arlen;
  logic [2:0]   br_awsize, br_arsize, br_awprot, br_arprot;
  logic [1:0]   br_awburst, br_arburst, br_bresp, br_rresp;
  logic [3:0]   br_awcache, br_arcache;
  logic [127:0] br_wdata, br_rdata;
  logic [15:0]  br_wstrb;
  logic         host_awvalid, host_awready, host_wvalid, host_wready, host_wlast, host_bvalid, host_bready;
  logic         host_arvalid, host_arready, host_rvalid, host_rready, host_rlast;
  logic [3:0]   host_awid, host_bid, host_arid, host_rid;
  logic [63:0]  host_awaddr, host_araddr;
  logic [7:0]   host_awlen, host_arlen;
  logic [2:0]   host_awsize, host_arsize, host_awprot, host_arprot;
  logic [1:0]   host_awburst, host_arburst, host_bresp, host_rresp;
  logic [3:0]   host_awcache, host_arcache;
  logic [127:0] host_wdata, host_rdata;
  logic [15:0]  host_wstrb;
  logic         mem_awvalid, mem_awready, mem_wvalid, mem_wready, mem_wlast, mem_bvalid, mem_bready;
  logic         mem_arvalid, mem_arready, mem_rvalid, mem_rready, mem_rlast, mem_awlock, mem_arlock;
  logic [3:0]   mem_awid, mem_bid, mem_arid, mem_rid;
  logic [29:0]  mem_awaddr, mem_araddr;
  logic [7:0]   mem_awlen, mem_arlen;
  logic [2:0]   mem_awsize, mem_arsize, mem_awprot, mem_arprot;
  logic [1:0]   mem_awburst, mem_arburst, mem_bresp, mem_rresp;
  logic [3:0]   mem_awcache, mem_arcache;
  logic [127:0] mem_wdata, mem_rdata;
  logic [15:0]  mem_wstrb;
  logic         ddr_awvalid, ddr_awready, ddr_wvalid, ddr_wready, ddr_wlast, ddr_bvalid, ddr_bready;
  logic         ddr_arvalid, ddr_arready, ddr_rvalid, ddr_rready, ddr_rlast, ddr_awlock, ddr_arlock;
  logic [3:0]   ddr_awid, ddr_bid, ddr_arid, ddr_rid;
  logic [29:0]  ddr_awaddr, ddr_araddr;
  logic [7:0]   ddr_awlen, ddr_arlen;
  logic [2:0]   ddr_awsize, ddr_arsize, ddr_awprot, ddr_arprot;
  logic [1:0]   ddr_awburst, ddr_arburst, ddr_bresp, ddr_rresp;
  logic [3:0]   ddr_awcache, ddr_arcache;
  logic [127:0] ddr_wdata, ddr_rdata;
  logic [15:0]  ddr_wstrb;
  logic [3:0]   ddr_awqos, ddr_arqos, unused_ddr_awregion, unused_ddr_arregion;
  logic         ctl_awvalid, ctl_awready, ctl_wvalid, ctl_wready, ctl_bvalid, ctl_bready;
  logic         ctl_arvalid, ctl_arready, ctl_rvalid, ctl_rready;
  logic [14:0]  ctl_awaddr, ctl_araddr;
  logic [31:0]  ctl_wdata, ctl_rdata;
  logic [3:0]   ctl_wstrb;
  logic [1:0]   ctl_bresp, ctl_rresp;
  logic         ip_awvalid, ip_awready, ip_wvalid, ip_wready, ip_bvalid, ip_bready;
  logic         ip_arvalid, ip_arready, ip_rvalid, ip_rready;
  logic [31:0]  ip_awaddr, ip_araddr;
  logic [31:0]  ip_wdata, ip_rdata;
  logic [3:0]   ip_wstrb;
  logic [1:0]   ip_bresp, ip_rresp;

  // ---------------------------------------------------------------- clocks and resets
  logic refclk, unused_odiv2, clk, ctl_clk, mmcm_lock, link_up_ip, link_up, rst_n, ui_clk, ui_rst, ui_rst_n, ctl_rst_n, calib, dram_ready;
  IBUFDS_GTE2 u_refclk (.O(refclk), .ODIV2(unused_odiv2), .CEB(1'b0), .I(pcie_refclk_p_i), .IB(pcie_refclk_n_i));
  // the bridge's AXI side and everything of ours: until the host's reset is over and the clock is there
  pml_rst_sync u_rst_axi (.clk_i(clk), .rst_ni(pcie_perst_ni && mmcm_lock), .rst_no(rst_n));
  pml_rst_sync u_rst_ctl (.clk_i(ctl_clk), .rst_ni(rst_n), .rst_no(ctl_rst_n));
  pml_rst_sync u_rst_ui (.clk_i(ui_clk), .rst_ni(rst_n && !ui_rst), .rst_no(ui_rst_n));
  pml_bit_sync u_sync_link (.clk_i(clk), .d_i(link_up_ip), .q_o(link_up));
  pml_bit_sync u_sync_calib (.clk_i(clk), .d_i(calib), .q_o(dram_ready));
  assign pcie_clkreq_no = 1'b0;

  // ---------------------------------------------------------------- PCIe bridge
  logic       msi_request, msi_grant, msi_enable, unused_interrupt;
  logic [4:0] msi_num;
  logic [2:0] msi_width;
  axi_pcie_0 u_axi_pcie (
    .REFCLK(refclk), .axi_aresetn(rst_n), .user_link_up(link_up_ip), .axi_aclk_out(clk), .axi_ctl_aclk_out(ctl_clk),
    .mmcm_lock(mmcm_lock), .interrupt_out(unused_interrupt), .INTX_MSI_Request(msi_request), .INTX_MSI_Grant(msi_grant),
    .MSI_enable(msi_enable), .MSI_Vector_Num(msi_num), .MSI_Vector_Width(msi_width), .pci_exp_txp(pcie_txp_o),
    .pci_exp_txn(pcie_txn_o), .pci_exp_rxp(pcie_rxp_i), .pci_exp_rxn(pcie_rxn_i), .s_axi_awid(host_awid),
    .s_axi_awaddr(host_awaddr[31:0]), .s_axi_awlen(host_awlen), .s_axi_awsize(host_awsize), .s_axi_awburst(host_awburst),
    .s_axi_awregion(4'd0), .s_axi_awvalid(host_awvalid), .s_axi_awready(host_awready), .s_axi_wdata(host_wdata),
    .s_axi_wstrb(host_wstrb), .s_axi_wlast(host_wlast), .s_axi_wvalid(host_wvalid), .s_axi_wready(host_wready),
    .s_axi_bid(host_bid), .s_axi_bresp(host_bresp), .s_axi_bvalid(host_bvalid), .s_axi_bready(host_bready),
    .s_axi_arid(host_arid), .s_axi_araddr(host_araddr[31:0]), .s_axi_arlen(host_arlen), .s_axi_arsize(host_arsize),
    .s_axi_arburst(host_arburst), .s_axi_arregion(4'd0), .s_axi_arvalid(host_arvalid), .s_axi_arready(host_arready),
    .s_axi_rid(host_rid), .s_axi_rdata(host_rdata), .s_axi_rresp(host_rresp), .s_axi_rlast(host_rlast),
    .s_axi_rvalid(host_rvalid), .s_axi_rready(host_rready), .m_axi_awaddr(br_awaddr), .m_axi_awlen(br_awlen),
    .m_axi_awsize(br_awsize), .m_axi_awburst(br_awburst), .m_axi_awlock(br_awlock), .m_axi_awcache(br_awcache),
    .m_axi_awprot(br_awprot), .m_axi_awvalid(br_awvalid), .m_axi_awready(br_awready), .m_axi_wdata(br_wdata),
    .m_axi_wstrb(br_wstrb), .m_axi_wlast(br_wlast), .m_axi_wvalid(br_wvalid), .m_axi_wready(br_wready), .m_axi_bresp(br_bresp),
    .m_axi_bvalid(br_bvalid), .m_axi_bready(br_bready), .m_axi_araddr(br_araddr), .m_axi_arlen(br_arlen),
    .m_axi_arsize(br_arsize), .m_axi_arburst(br_arburst), .m_axi_arlock(br_arlock), .m_axi_arcache(br_arcache),
    .m_axi_arprot(br_arprot), .m_axi_arvalid(br_arvalid), .m_axi_arready(br_arready), .m_axi_rdata(br_rdata),
    .m_axi_rresp(br_rresp), .m_axi_rlast(br_rlast), .m_axi_rvalid(br_rvalid), .m_axi_rready(br_rready),
    .s_axi_ctl_awaddr(ip_awaddr), .s_axi_ctl_awvalid(ip_awvalid), .s_axi_ctl_awready(ip_awready), .s_axi_ctl_wdata(ip_wdata),
    .s_axi_ctl_wstrb(ip_wstrb), .s_axi_ctl_wvalid(ip_wvalid), .s_axi_ctl_wready(ip_wready), .s_axi_ctl_bresp(ip_bresp),
    .s_axi_ctl_bvalid(ip_bvalid), .s_axi_ctl_bready(ip_bready), .s_axi_ctl_araddr(ip_araddr), .s_axi_ctl_arvalid(ip_arvalid),
    .s_axi_ctl_arready(ip_arready), .s_axi_ctl_rdata(ip_rdata), .s_axi_ctl_rresp(ip_rresp), .s_axi_ctl_rvalid(ip_rvalid),
    .s_axi_ctl_rready(ip_rready));
  // its registers have a clock of their own
  logic [2:0] unused_ip_awprot, unused_ip_arprot;
  axi_cc_ctl u_cc_ctl (
    .s_axi_aclk(clk), .s_axi_aresetn(rst_n), .s_axi_awaddr({17'd0, ctl_awaddr}), .s_axi_awprot(3'd0),
    .s_axi_awvalid(ctl_awvalid), .s_axi_awready(ctl_awready), .s_axi_wdata(ctl_wdata), .s_axi_wstrb(ctl_wstrb),
    .s_axi_wvalid(ctl_wvalid), .s_axi_wready(ctl_wready), .s_axi_bresp(ctl_bresp), .s_axi_bvalid(ctl_bvalid),
    .s_axi_bready(ctl_bready), .s_axi_araddr({17'd0, ctl_araddr}), .s_axi_arprot(3'd0), .s_axi_arvalid(ctl_arvalid),
    .s_axi_arready(ctl_arready), .s_axi_rdata(ctl_rdata), .s_axi_rresp(ctl_rresp), .s_axi_rvalid(ctl_rvalid),
    .s_axi_rready(ctl_rready), .m_axi_aclk(ctl_clk), .m_axi_aresetn(ctl_rst_n), .m_axi_awaddr(ip_awaddr),
    .m_axi_awprot(unused_ip_awprot), .m_axi_awvalid(ip_awvalid), .m_axi_awready(ip_awready), .m_axi_wdata(ip_wdata),
    .m_axi_wstrb(ip_wstrb), .m_axi_wvalid(ip_wvalid), .m_axi_wready(ip_wready), .m_axi_bresp(ip_bresp),
    .m_axi_bvalid(ip_bvalid), .m_axi_bready(ip_bready), .m_axi_araddr(ip_araddr), .m_axi_arprot(unused_ip_arprot),
    .m_axi_arvalid(ip_arvalid), .m_axi_arready(ip_arready), .m_axi_rdata(ip_rdata), .m_axi_rresp(ip_rresp),
    .m_axi_rvalid(ip_rvalid), .m_axi_rready(ip_rready));

  // ---------------------------------------------------------------- RTL half
  logic        host_en, irq_on;
  logic [15:0] unused_usr_irq;
  logic [3:0]  unused_bid, unused_rid;
  pml_pcie_top #(
    .DW(128), .N_VCPU(8), .N_VM(8), .PAGES_LOG2(21), .STORE_SETS(32), .STORE_WAYS(8), .OUTSTANDING(16), .S_IDW(4),
    .MSIX(1'b0), .WINDOWED(1'b1), .BOARD(1), .CLK_KHZ(125000), .DRAM_MIB(1024)
  ) u_pcie (
    .clk_i(clk), .rst_ni(rst_n), .link_up_i(link_up), .dram_ready_i(dram_ready), .host_en_o(host_en), .irq_on_o(irq_on),
    .usr_irq_req_o(unused_usr_irq), .usr_irq_ack_i(16'd0), .msix_enable_i(1'b0), .msi_request_o(msi_request),
    .msi_grant_i(msi_grant), .msi_num_o(msi_num), .msi_enable_i(msi_enable), .msi_width_i(msi_width), .s_awvalid_i(br_awvalid),
    .s_awready_o(br_awready), .s_awid_i(4'd0), .s_awaddr_i(br_awaddr), .s_awlen_i(br_awlen), .s_awsize_i(br_awsize),
    .s_awburst_i(br_awburst), .s_awlock_i(br_awlock), .s_awcache_i(br_awcache), .s_awprot_i(br_awprot), .s_wvalid_i(br_wvalid),
    .s_wready_o(br_wready), .s_wdata_i(br_wdata), .s_wstrb_i(br_wstrb), .s_wlast_i(br_wlast), .s_bvalid_o(br_bvalid),
    .s_bready_i(br_bready), .s_bid_o(unused_bid), .s_bresp_o(br_bresp), .s_arvalid_i(br_arvalid), .s_arready_o(br_arready),
    .s_arid_i(4'd0), .s_araddr_i(br_araddr), .s_arlen_i(br_arlen), .s_arsize_i(br_arsize), .s_arburst_i(br_arburst),
    .s_arlock_i(br_arlock), .s_arcache_i(br_arcache), .s_arprot_i(br_arprot), .s_rvalid_o(br_rvalid), .s_rready_i(br_rready),
    .s_rid_o(unused_rid), .s_rdata_o(br_rdata), .s_rresp_o(br_rresp), .s_rlast_o(br_rlast), .m_awvalid_o(host_awvalid),
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
  assign led_no = ~{irq_on, host_en, dram_ready, link_up};

  // ---------------------------------------------------------------- board DRAM
  axi_cc_ddr3 u_cc_ddr3 (
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
  logic        unused_mig_lock, unused_sr, unused_ref, unused_zq;
  logic [11:0] unused_temp;
  mig_7series_0 u_mig (
    .ddr3_addr(ddr3_addr), .ddr3_ba(ddr3_ba), .ddr3_cas_n(ddr3_cas_n), .ddr3_ck_n(ddr3_ck_n), .ddr3_ck_p(ddr3_ck_p),
    .ddr3_cke(ddr3_cke), .ddr3_ras_n(ddr3_ras_n), .ddr3_reset_n(ddr3_reset_n), .ddr3_we_n(ddr3_we_n), .ddr3_dq(ddr3_dq),
    .ddr3_dqs_n(ddr3_dqs_n), .ddr3_dqs_p(ddr3_dqs_p), .init_calib_complete(calib), .ddr3_dm(ddr3_dm), .ddr3_odt(ddr3_odt),
    .ui_clk(ui_clk), .ui_clk_sync_rst(ui_rst), .mmcm_locked(unused_mig_lock), .aresetn(ui_rst_n), .app_sr_active(unused_sr),
    .app_ref_ack(unused_ref), .app_zq_ack(unused_zq), .s_axi_awid(ddr_awid), .s_axi_awaddr(ddr_awaddr),
    .s_axi_awlen(ddr_awlen), .s_axi_awsize(ddr_awsize), .s_axi_awburst(ddr_awburst), .s_axi_awlock(ddr_awlock),
    .s_axi_awcache(ddr_awcache), .s_axi_awprot(ddr_awprot), .s_axi_awqos(ddr_awqos), .s_axi_awvalid(ddr_awvalid),
    .s_axi_awready(ddr_awready), .s_axi_wdata(ddr_wdata), .s_axi_wstrb(ddr_wstrb), .s_axi_wlast(ddr_wlast),
    .s_axi_wvalid(ddr_wvalid), .s_axi_wready(ddr_wready), .s_axi_bid(ddr_bid), .s_axi_bresp(ddr_bresp),
    .s_axi_bvalid(ddr_bvalid), .s_axi_bready(ddr_bready), .s_axi_arid(ddr_arid), .s_axi_araddr(ddr_araddr),
    .s_axi_arlen(ddr_arlen), .s_axi_arsize(ddr_arsize), .s_axi_arburst(ddr_arburst), .s_axi_arlock(ddr_arlock),
    .s_axi_arcache(ddr_arcache), .s_axi_arprot(ddr_arprot), .s_axi_arqos(ddr_arqos), .s_axi_arvalid(ddr_arvalid),
    .s_axi_arready(ddr_arready), .s_axi_rid(ddr_rid), .s_axi_rdata(ddr_rdata), .s_axi_rresp(ddr_rresp),
    .s_axi_rlast(ddr_rlast), .s_axi_rvalid(ddr_rvalid), .s_axi_rready(ddr_rready), .sys_clk_p(sys_clk_p),
    .sys_clk_n(sys_clk_n), .device_temp(unused_temp), .sys_rst(1'b1));

  // AxCACHE and AxPROT end at the bridge; of the 64 address bits the gate has checked the upper 32
  wire unused_host = (^host_awcache) ^ (^host_arcache) ^ (^host_awprot) ^ (^host_arprot) ^ (^host_awaddr[63:32]) ^ (^host_araddr[63:32]);
endmodule
