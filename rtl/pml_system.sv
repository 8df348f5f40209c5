// SPDX-License-Identifier: Apache-2.0
/// The unit with its event sources: CPU port, log-page ingest, AXI tap, traffic generator (sources 0..3 of the core). Only wires: the core, the
/// sources, one AXI4-Lite port for all registers, one AXI4 port for core and ingest. Contract: docs/sources.md section 1.
module pml_system #(
  parameter int unsigned N_VCPU = 8,       ///< vCPUs, power of two
  parameter int unsigned N_VM = 8,         ///< VMs, power of two
  parameter int unsigned PAGES_LOG2 = 24,  ///< largest number of pages per VM, log2 (15..30)
  parameter int unsigned STORE_SETS = 32,  ///< line store sets, power of two
  parameter int unsigned STORE_WAYS = 8,   ///< line store ways, power of two
  parameter int unsigned DW = 512,         ///< AXI data width: 64, 128, 256, 512
  parameter int unsigned OUTSTANDING = 64, ///< AXI bursts outstanding per direction, power of two
  parameter int unsigned AW = 64,          ///< bits of an address that pml_unit uses, 33 to 64
  parameter int unsigned FILTER_LOG2 = 12, ///< page filter entries, log2
  parameter int unsigned GEN_W = 8,        ///< filter generation bits
  parameter int unsigned N_VEC = 16,       ///< interrupt vectors
  parameter int unsigned IDW = 4,          ///< AXI ID width
  parameter logic [IDW-1:0] AXI_ID = '0,   ///< of the core; the ingest has AXI_ID + 1
  parameter logic [3:0] AXI_CACHE = 4'b0000, ///< AxCACHE: non-bufferable, so that an answer means memory (O1)
  parameter logic [2:0] AXI_PROT = 3'b010,  ///< AxPROT
  parameter bit WITH_INGEST = 1'b1,        ///< log-page ingest
  parameter bit WITH_TAP = 1'b1,           ///< AXI tap
  parameter bit WITH_GEN = 1'b1,           ///< traffic generator
  parameter int unsigned TAP_ADDR_W = 32,  ///< tapped path: address width
  parameter int unsigned TAP_DATA_W = 64,  ///< data width
  parameter int unsigned TAP_ID_W = 4,     ///< ID width
  parameter int unsigned TAP_USER_W = 1,   ///< user width
  parameter int unsigned TAP_N_WIN = 4     ///< windows
) (
  input  logic                 clk_i,
  input  logic                 rst_ni,
  // events: the CPU port
  input  logic                 ev_valid_i,
  output logic                 ev_ready_o,
  input  logic [7:0]           ev_vcpu_i,
  input  logic [39:0]          ev_gfn_i,
  input  logic                 ev_write_i,
  output logic [N_VCPU-1:0]    can_accept_o,
  output logic                 epoch_cut_valid_o,  ///< pulse: events taken in this cycle or later are of the new epoch
  output logic [7:0]           epoch_cut_vm_o,
  output logic                 epoch_cut_buf_o,    ///< buffer of the epoch that ends
  output logic [N_VCPU-1:0]    guest_exit_o,       ///< Intel mode only
  // interrupts to dom0
  output logic                 irq_valid_o,
  output logic [7:0]           irq_vec_o,
  input  logic                 irq_ready_i,
  // registers, AXI4-Lite
  input  logic                 s_awvalid_i,
  output logic                 s_awready_o,
  input  logic [15:0]          s_awaddr_i,
  input  logic                 s_wvalid_i,
  output logic                 s_wready_o,
  input  logic [31:0]          s_wdata_i,
  input  logic [3:0]           s_wstrb_i,
  output logic                 s_bvalid_o,
  input  logic                 s_bready_i,
  output logic [1:0]           s_bresp_o,
  input  logic                 s_arvalid_i,
  output logic                 s_arready_o,
  input  logic [15:0]          s_araddr_i,
  output logic                 s_rvalid_o,
  input  logic                 s_rready_i,
  output logic [31:0]          s_rdata_o,
  output logic [1:0]           s_rresp_o,
  // memory, AXI4
  output logic                 m_awvalid_o,
  input  logic                 m_awready_i,
  output logic [IDW-1:0]       m_awid_o,
  output logic [63:0]          m_awaddr_o,
  output logic [7:0]           m_awlen_o,
  output logic [2:0]           m_awsize_o,
  output logic [1:0]           m_awburst_o,
  output logic [3:0]           m_awcache_o,
  output logic [2:0]           m_awprot_o,
  output logic                 m_wvalid_o,
  input  logic                 m_wready_i,
  output logic [DW-1:0]        m_wdata_o,
  output logic [DW/8-1:0]      m_wstrb_o,
  output logic                 m_wlast_o,
  input  logic                 m_bvalid_i,
  input  logic [IDW-1:0]       m_bid_i,
  output logic                 m_bready_o,
  input  logic [1:0]           m_bresp_i,
  output logic                 m_arvalid_o,
  input  logic                 m_arready_i,
  output logic [IDW-1:0]       m_arid_o,
  output logic [63:0]          m_araddr_o,
  output logic [7:0]           m_arlen_o,
  output logic [2:0]           m_arsize_o,
  output logic [1:0]           m_arburst_o,
  output logic [3:0]           m_arcache_o,
  output logic [2:0]           m_arprot_o,
  input  logic                 m_rvalid_i,
  input  logic [IDW-1:0]       m_rid_i,
  output logic                 m_rready_o,
  input  logic [DW-1:0]        m_rdata_i,
  input  logic [1:0]           m_rresp_i,
  input  logic                 m_rlast_i,
  // the tapped AXI path: from its masters
  input  logic                  t_s_awvalid_i,
  output logic                  t_s_awready_o,
  input  logic [TAP_ID_W-1:0]       t_s_awid_i,
  input  logic [TAP_ADDR_W-1:0]     t_s_awaddr_i,
  input  logic [7:0]            t_s_awlen_i,
  input  logic [2:0]            t_s_awsize_i,
  input  logic [1:0]            t_s_awburst_i,
  input  logic                  t_s_awlock_i,
  input  logic [3:0]            t_s_awcache_i,
  input  logic [2:0]            t_s_awprot_i,
  input  logic [3:0]            t_s_awqos_i,
  input  logic [3:0]            t_s_awregion_i,
  input  logic [TAP_USER_W-1:0]     t_s_awuser_i,
  input  logic                  t_s_wvalid_i,
  output logic                  t_s_wready_o,
  input  logic [TAP_DATA_W-1:0]     t_s_wdata_i,
  input  logic [TAP_DATA_W/8-1:0]   t_s_wstrb_i,
  input  logic                  t_s_wlast_i,
  input  logic [TAP_USER_W-1:0]     t_s_wuser_i,
  output logic                  t_s_bvalid_o,
  input  logic                  t_s_bready_i,
  output logic [TAP_ID_W-1:0]       t_s_bid_o,
  output logic [1:0]            t_s_bresp_o,
  output logic [TAP_USER_W-1:0]     t_s_buser_o,
  input  logic                  t_s_arvalid_i,
  output logic                  t_s_arready_o,
  input  logic [TAP_ID_W-1:0]       t_s_arid_i,
  input  logic [TAP_ADDR_W-1:0]     t_s_araddr_i,
  input  logic [7:0]            t_s_arlen_i,
  input  logic [2:0]            t_s_arsize_i,
  input  logic [1:0]            t_s_arburst_i,
  input  logic                  t_s_arlock_i,
  input  logic [3:0]            t_s_arcache_i,
  input  logic [2:0]            t_s_arprot_i,
  input  logic [3:0]            t_s_arqos_i,
  input  logic [3:0]            t_s_arregion_i,
  input  logic [TAP_USER_W-1:0]     t_s_aruser_i,
  output logic                  t_s_rvalid_o,
  input  logic                  t_s_rready_i,
  output logic [TAP_ID_W-1:0]       t_s_rid_o,
  output logic [TAP_DATA_W-1:0]     t_s_rdata_o,
  output logic [1:0]            t_s_rresp_o,
  output logic                  t_s_rlast_o,
  output logic [TAP_USER_W-1:0]     t_s_ruser_o,
  // the tapped AXI path: to its memory
  output logic                  t_m_awvalid_o,
  input  logic                  t_m_awready_i,
  output logic [TAP_ID_W-1:0]       t_m_awid_o,
  output logic [TAP_ADDR_W-1:0]     t_m_awaddr_o,
  output logic [7:0]            t_m_awlen_o,
  output logic [2:0]            t_m_awsize_o,
  output logic [1:0]            t_m_awburst_o,
  output logic                  t_m_awlock_o,
  output logic [3:0]            t_m_awcache_o,
  output logic [2:0]            t_m_awprot_o,
  output logic [3:0]            t_m_awqos_o,
  output logic [3:0]            t_m_awregion_o,
  output logic [TAP_USER_W-1:0]     t_m_awuser_o,
  output logic                  t_m_wvalid_o,
  input  logic                  t_m_wready_i,
  output logic [TAP_DATA_W-1:0]     t_m_wdata_o,
  output logic [TAP_DATA_W/8-1:0]   t_m_wstrb_o,
  output logic                  t_m_wlast_o,
  output logic [TAP_USER_W-1:0]     t_m_wuser_o,
  input  logic                  t_m_bvalid_i,
  output logic                  t_m_bready_o,
  input  logic [TAP_ID_W-1:0]       t_m_bid_i,
  input  logic [1:0]            t_m_bresp_i,
  input  logic [TAP_USER_W-1:0]     t_m_buser_i,
  output logic                  t_m_arvalid_o,
  input  logic                  t_m_arready_i,
  output logic [TAP_ID_W-1:0]       t_m_arid_o,
  output logic [TAP_ADDR_W-1:0]     t_m_araddr_o,
  output logic [7:0]            t_m_arlen_o,
  output logic [2:0]            t_m_arsize_o,
  output logic [1:0]            t_m_arburst_o,
  output logic                  t_m_arlock_o,
  output logic [3:0]            t_m_arcache_o,
  output logic [2:0]            t_m_arprot_o,
  output logic [3:0]            t_m_arqos_o,
  output logic [3:0]            t_m_arregion_o,
  output logic [TAP_USER_W-1:0]     t_m_aruser_o,
  input  logic                  t_m_rvalid_i,
  output logic                  t_m_rready_o,
  input  logic [TAP_ID_W-1:0]       t_m_rid_i,
  input  logic [TAP_DATA_W-1:0]     t_m_rdata_i,
  input  logic [1:0]            t_m_rresp_i,
  input  logic                  t_m_rlast_i,
  input  logic [TAP_USER_W-1:0]     t_m_ruser_i
);
  localparam int unsigned N_SRC = 4;
  localparam logic [2:0] UNMAPPED = 3'(pml_reg_pkg::ERR_UNMAPPED);
  localparam logic [7:0] FEATURES = {5'd0, WITH_GEN, WITH_TAP, WITH_INGEST};

  // ---------------------------------------------------------------- registers: 0 the core's, 1 the sources'
  logic [1:0]   l_awvalid, l_awready, l_wvalid, l_wready, l_bvalid, l_arvalid, l_arready, l_rvalid;
  logic [15:0]  l_awaddr, l_araddr;
  logic [31:0]  l_wdata;
  logic [3:0]   l_wstrb, l_bresp, l_rresp;
  logic [63:0]  l_rdata;
  pml_axil_split u_split (
    .clk_i, .rst_ni, .s_awvalid_i, .s_awready_o, .s_awaddr_i, .s_wvalid_i, .s_wready_o, .s_wdata_i, .s_wstrb_i, .s_bvalid_o,
    .s_bready_i, .s_bresp_o, .s_arvalid_i, .s_arready_o, .s_araddr_i, .s_rvalid_o, .s_rready_i, .s_rdata_o, .s_rresp_o,
    .m_awvalid_o(l_awvalid), .m_awready_i(l_awready), .m_awaddr_o(l_awaddr), .m_wvalid_o(l_wvalid), .m_wready_i(l_wready),
    .m_wdata_o(l_wdata), .m_wstrb_o(l_wstrb), .m_bvalid_i(l_bvalid), .m_bresp_i(l_bresp), .m_arvalid_o(l_arvalid),
    .m_arready_i(l_arready), .m_araddr_o(l_araddr), .m_rvalid_i(l_rvalid), .m_rdata_i(l_rdata), .m_rresp_i(l_rresp));

  logic [3:0]   wr, rd;   // blocks: 0 SRC, 1 INGEST, 2 TAP, 3 GEN
  logic [15:0]  wr_off, rd_off, refused_addr;
  logic [31:0]  wr_data;
  logic [11:0]  wr_err, rd_err;
  logic [127:0] rd_data;
  logic         refused;
  logic [2:0]   refused_code;
  pml_src_csr u_csr (
    .clk_i, .rst_ni, .s_awvalid_i(l_awvalid[1]), .s_awready_o(l_awready[1]), .s_awaddr_i(l_awaddr), .s_wvalid_i(l_wvalid[1]),
    .s_wready_o(l_wready[1]), .s_wdata_i(l_wdata), .s_wstrb_i(l_wstrb), .s_bvalid_o(l_bvalid[1]), .s_bready_i(1'b1),
    .s_bresp_o(l_bresp[3:2]), .s_arvalid_i(l_arvalid[1]), .s_arready_o(l_arready[1]), .s_araddr_i(l_araddr),
    .s_rvalid_o(l_rvalid[1]), .s_rready_i(1'b1), .s_rdata_o(l_rdata[63:32]), .s_rresp_o(l_rresp[3:2]), .wr_o(wr),
    .wr_off_o(wr_off), .wr_data_o(wr_data), .wr_err_i(wr_err), .rd_o(rd), .rd_off_o(rd_off), .rd_data_i(rd_data),
    .rd_err_i(rd_err), .refused_o(refused), .refused_code_o(refused_code), .refused_addr_o(refused_addr));

  // ---------------------------------------------------------------- events and their counters
  logic [N_SRC-1:0]    ev_valid, ev_ready, ev_write;
  logic [N_SRC*8-1:0]  ev_vcpu;
  logic [N_SRC*40-1:0] ev_gfn;
  assign ev_valid[0]    = ev_valid_i;
  assign ev_ready_o     = ev_ready[0];
  assign ev_vcpu[7:0]   = ev_vcpu_i;
  assign ev_gfn[39:0]   = ev_gfn_i;
  assign ev_write[0]    = ev_write_i;
  pml_src_counters #(.WITH_INGEST(WITH_INGEST), .WITH_TAP(WITH_TAP), .WITH_GEN(WITH_GEN)) u_counters (
    .clk_i, .rst_ni, .wr_off_i(wr_off), .wr_err_o(wr_err[2:0]), .rd_i(rd[0]), .rd_off_i(rd_off), .rd_data_o(rd_data[31:0]),
    .rd_err_o(rd_err[2:0]), .refused_i(refused), .refused_code_i(refused_code), .refused_addr_i(refused_addr),
    .ev_valid_i(ev_valid), .ev_ready_i(ev_ready));

  logic       in_irq, gen_irq, src_irq_valid;
  logic [7:0] in_vec, gen_vec, src_irq_vec;
  pml_src_irq u_irq (
    .clk_i, .rst_ni, .ingest_i(in_irq), .ingest_vec_i(in_vec), .gen_i(gen_irq), .gen_vec_i(gen_vec),
    .irq_valid_o(src_irq_valid), .irq_vec_o(src_irq_vec));

  // ---------------------------------------------------------------- the core
  logic            c_awvalid, c_awready, c_wvalid, c_wready, c_wlast, c_bvalid, c_arvalid, c_arready, c_rvalid, c_rlast;
  logic [63:0]     c_awaddr, c_araddr;
  logic [7:0]      c_awlen, c_arlen;
  logic [2:0]      c_awsize;
  logic [DW-1:0]   c_wdata, c_rdata;
  logic [DW/8-1:0] c_wstrb;
  logic [1:0]      c_bresp, c_rresp;
  logic [IDW-1:0]  c_awid, c_arid;
  pml_unit #(
    .N_VCPU(N_VCPU), .N_VM(N_VM), .N_SRC(N_SRC), .PAGES_LOG2(PAGES_LOG2), .STORE_SETS(STORE_SETS), .STORE_WAYS(STORE_WAYS),
    .DW(DW), .OUTSTANDING(OUTSTANDING), .AW(AW), .FILTER_LOG2(FILTER_LOG2), .GEN_W(GEN_W), .N_VEC(N_VEC), .SRC_FEATURES(FEATURES),
    .IDW(IDW), .AXI_ID(AXI_ID), .AXI_CACHE(AXI_CACHE), .AXI_PROT(AXI_PROT)
  ) u_unit (
    .clk_i, .rst_ni, .ev_valid_i(ev_valid), .ev_ready_o(ev_ready), .ev_vcpu_i(ev_vcpu), .ev_gfn_i(ev_gfn), .ev_write_i(ev_write),
    .can_accept_o, .epoch_cut_valid_o, .epoch_cut_vm_o, .epoch_cut_buf_o, .guest_exit_o, .src_irq_valid_i(src_irq_valid),
    .src_irq_vec_i(src_irq_vec), .irq_valid_o, .irq_vec_o, .irq_ready_i,
    .s_awvalid_i(l_awvalid[0]), .s_awready_o(l_awready[0]), .s_awaddr_i(l_awaddr), .s_wvalid_i(l_wvalid[0]),
    .s_wready_o(l_wready[0]), .s_wdata_i(l_wdata), .s_wstrb_i(l_wstrb), .s_bvalid_o(l_bvalid[0]), .s_bready_i(1'b1),
    .s_bresp_o(l_bresp[1:0]), .s_arvalid_i(l_arvalid[0]), .s_arready_o(l_arready[0]), .s_araddr_i(l_araddr),
    .s_rvalid_o(l_rvalid[0]), .s_rready_i(1'b1), .s_rdata_o(l_rdata[31:0]), .s_rresp_o(l_rresp[1:0]),
    .m_awvalid_o(c_awvalid), .m_awready_i(c_awready), .m_awid_o(c_awid), .m_awaddr_o(c_awaddr), .m_awlen_o(c_awlen),
    .m_awsize_o(c_awsize), .m_awburst_o, .m_awcache_o, .m_awprot_o, .m_wvalid_o(c_wvalid), .m_wready_i(c_wready),
    .m_wdata_o(c_wdata), .m_wstrb_o(c_wstrb), .m_wlast_o(c_wlast), .m_bvalid_i(c_bvalid), .m_bready_o, .m_bresp_i(c_bresp),
    .m_arvalid_o(c_arvalid), .m_arready_i(c_arready), .m_arid_o(c_arid), .m_araddr_o(c_araddr), .m_arlen_o(c_arlen), .m_arsize_o,
    .m_arburst_o, .m_arcache_o, .m_arprot_o, .m_rvalid_i(c_rvalid), .m_rready_o, .m_rdata_i(c_rdata), .m_rresp_i(c_rresp),
    .m_rlast_i(c_rlast));

  // ---------------------------------------------------------------- log-page ingest and the merge of the memory ports
  if (WITH_INGEST) begin : g_ingest
    logic          i_awvalid, i_awready, i_wvalid, i_wready, i_wlast, i_bvalid, i_berr, i_arvalid, i_arready, i_rvalid, i_rerr, i_rlast;
    logic [63:0]   i_awaddr, i_araddr;
    logic [7:0]    i_awlen, i_arlen;
    logic [DW-1:0] i_wdata, i_rdata;
    pml_ingest #(.N_VCPU(N_VCPU), .N_VEC(N_VEC), .DW(DW)) u_ingest (
      .clk_i, .rst_ni, .wr_i(wr[1]), .wr_off_i(wr_off), .wr_data_i(wr_data), .wr_err_o(wr_err[5:3]), .rd_i(rd[1]),
      .rd_off_i(rd_off), .rd_data_o(rd_data[63:32]), .rd_err_o(rd_err[5:3]), .ev_valid_o(ev_valid[1]), .ev_ready_i(ev_ready[1]),
      .ev_vcpu_o(ev_vcpu[15:8]), .ev_gfn_o(ev_gfn[79:40]), .ev_write_o(ev_write[1]), .irq_o(in_irq), .irq_vec_o(in_vec),
      .m_awvalid_o(i_awvalid), .m_awready_i(i_awready), .m_awaddr_o(i_awaddr), .m_awlen_o(i_awlen), .m_wvalid_o(i_wvalid),
      .m_wready_i(i_wready), .m_wdata_o(i_wdata), .m_wlast_o(i_wlast), .m_bvalid_i(i_bvalid), .m_berr_i(i_berr),
      .m_arvalid_o(i_arvalid), .m_arready_i(i_arready), .m_araddr_o(i_araddr), .m_arlen_o(i_arlen), .m_rvalid_i(i_rvalid),
      .m_rdata_i(i_rdata), .m_rerr_i(i_rerr), .m_rlast_i(i_rlast));
    pml_axi_merge #(.DW(DW), .IDW(IDW), .AXI_ID(AXI_ID)) u_merge (
      .clk_i, .rst_ni, .s0_awvalid_i(c_awvalid), .s0_awready_o(c_awready), .s0_awaddr_i(c_awaddr), .s0_awlen_i(c_awlen),
      .s0_awsize_i(c_awsize), .s0_wvalid_i(c_wvalid), .s0_wready_o(c_wready), .s0_wdata_i(c_wdata), .s0_wstrb_i(c_wstrb),
      .s0_wlast_i(c_wlast), .s0_bvalid_o(c_bvalid), .s0_bresp_o(c_bresp), .s0_arvalid_i(c_arvalid), .s0_arready_o(c_arready),
      .s0_araddr_i(c_araddr), .s0_arlen_i(c_arlen), .s0_rvalid_o(c_rvalid), .s0_rdata_o(c_rdata), .s0_rresp_o(c_rresp),
      .s0_rlast_o(c_rlast), .s1_awvalid_i(i_awvalid), .s1_awready_o(i_awready), .s1_awaddr_i(i_awaddr), .s1_awlen_i(i_awlen),
      .s1_wvalid_i(i_wvalid), .s1_wready_o(i_wready), .s1_wdata_i(i_wdata), .s1_wlast_i(i_wlast), .s1_bvalid_o(i_bvalid),
      .s1_berr_o(i_berr), .s1_arvalid_i(i_arvalid), .s1_arready_o(i_arready), .s1_araddr_i(i_araddr), .s1_arlen_i(i_arlen),
      .s1_rvalid_o(i_rvalid), .s1_rdata_o(i_rdata), .s1_rerr_o(i_rerr), .s1_rlast_o(i_rlast), .m_awvalid_o, .m_awready_i,
      .m_awid_o, .m_awaddr_o, .m_awlen_o, .m_awsize_o, .m_wvalid_o, .m_wready_i, .m_wdata_o, .m_wstrb_o, .m_wlast_o, .m_bvalid_i,
      .m_bid_i, .m_bresp_i, .m_arvalid_o, .m_arready_i, .m_arid_o, .m_araddr_o, .m_arlen_o, .m_rvalid_i, .m_rid_i, .m_rdata_i,
      .m_rresp_i, .m_rlast_i);
    wire unused = &{1'b0, c_awid, c_arid};   // the merge gives the IDs
  end else begin : g_core_port
    assign {m_awvalid_o, m_awid_o, m_awaddr_o, m_awlen_o, m_awsize_o} = {c_awvalid, c_awid, c_awaddr, c_awlen, c_awsize};
    assign {m_wvalid_o, m_wdata_o, m_wstrb_o, m_wlast_o} = {c_wvalid, c_wdata, c_wstrb, c_wlast};
    assign {m_arvalid_o, m_arid_o, m_araddr_o, m_arlen_o} = {c_arvalid, c_arid, c_araddr, c_arlen};
    assign {c_awready, c_wready, c_bvalid, c_bresp} = {m_awready_i, m_wready_i, m_bvalid_i, m_bresp_i};
    assign {c_arready, c_rvalid, c_rdata, c_rresp, c_rlast} = {m_arready_i, m_rvalid_i, m_rdata_i, m_rresp_i, m_rlast_i};
    assign {ev_valid[1], ev_vcpu[15:8], ev_gfn[79:40], ev_write[1], in_irq, in_vec} = '0;
    assign rd_data[63:32] = '0;
    assign {wr_err[5:3], rd_err[5:3]} = {UNMAPPED, UNMAPPED};
    wire unused = &{1'b0, m_bid_i, m_rid_i, wr[1], rd[1], ev_ready[1]};
  end

  // ---------------------------------------------------------------- AXI tap
  if (WITH_TAP) begin : g_tap
    pml_tap #(.ADDR_W(TAP_ADDR_W), .DATA_W(TAP_DATA_W), .ID_W(TAP_ID_W), .USER_W(TAP_USER_W), .N_WIN(TAP_N_WIN)) u_tap (
      .clk_i, .rst_ni, .wr_i(wr[2]), .wr_off_i(wr_off), .wr_data_i(wr_data), .wr_err_o(wr_err[8:6]), .rd_i(rd[2]),
      .rd_off_i(rd_off), .rd_data_o(rd_data[95:64]), .rd_err_o(rd_err[8:6]), .ev_valid_o(ev_valid[2]), .ev_ready_i(ev_ready[2]),
      .ev_vcpu_o(ev_vcpu[23:16]), .ev_gfn_o(ev_gfn[119:80]), .ev_write_o(ev_write[2]),
      .t_s_awvalid_i, .t_s_awready_o, .t_s_awid_i, .t_s_awaddr_i, .t_s_awlen_i, .t_s_awsize_i, .t_s_awburst_i, .t_s_awlock_i,
      .t_s_awcache_i, .t_s_awprot_i, .t_s_awqos_i, .t_s_awregion_i, .t_s_awuser_i, .t_s_wvalid_i, .t_s_wready_o, .t_s_wdata_i,
      .t_s_wstrb_i, .t_s_wlast_i, .t_s_wuser_i, .t_s_bvalid_o, .t_s_bready_i, .t_s_bid_o, .t_s_bresp_o, .t_s_buser_o,
      .t_s_arvalid_i, .t_s_arready_o, .t_s_arid_i, .t_s_araddr_i, .t_s_arlen_i, .t_s_arsize_i, .t_s_arburst_i, .t_s_arlock_i,
      .t_s_arcache_i, .t_s_arprot_i, .t_s_arqos_i, .t_s_arregion_i, .t_s_aruser_i, .t_s_rvalid_o, .t_s_rready_i, .t_s_rid_o,
      .t_s_rdata_o, .t_s_rresp_o, .t_s_rlast_o, .t_s_ruser_o, .t_m_awvalid_o, .t_m_awready_i, .t_m_awid_o, .t_m_awaddr_o,
      .t_m_awlen_o, .t_m_awsize_o, .t_m_awburst_o, .t_m_awlock_o, .t_m_awcache_o, .t_m_awprot_o, .t_m_awqos_o, .t_m_awregion_o,
      .t_m_awuser_o, .t_m_wvalid_o, .t_m_wready_i, .t_m_wdata_o, .t_m_wstrb_o, .t_m_wlast_o, .t_m_wuser_o, .t_m_bvalid_i,
      .t_m_bready_o, .t_m_bid_i, .t_m_bresp_i, .t_m_buser_i, .t_m_arvalid_o, .t_m_arready_i, .t_m_arid_o, .t_m_araddr_o,
      .t_m_arlen_o, .t_m_arsize_o, .t_m_arburst_o, .t_m_arlock_o, .t_m_arcache_o, .t_m_arprot_o, .t_m_arqos_o, .t_m_arregion_o,
      .t_m_aruser_o, .t_m_rvalid_i, .t_m_rready_o, .t_m_rid_i, .t_m_rdata_i, .t_m_rresp_i, .t_m_rlast_i, .t_m_ruser_i);
  end else begin : g_no_tap
    assign t_s_awready_o = '0;
    assign t_s_wready_o = '0;
    assign t_s_bvalid_o = '0;
    assign t_s_bid_o = '0;
    assign t_s_bresp_o = '0;
    assign t_s_buser_o = '0;
    assign t_s_arready_o = '0;
    assign t_s_rvalid_o = '0;
    assign t_s_rid_o = '0;
    assign t_s_rdata_o = '0;
    assign t_s_rresp_o = '0;
    assign t_s_rlast_o = '0;
    assign t_s_ruser_o = '0;
    assign t_m_awvalid_o = '0;
    assign t_m_awid_o = '0;
    assign t_m_awaddr_o = '0;
    assign t_m_awlen_o = '0;
    assign t_m_awsize_o = '0;
    assign t_m_awburst_o = '0;
    assign t_m_awlock_o = '0;
    assign t_m_awcache_o = '0;
    assign t_m_awprot_o = '0;
    assign t_m_awqos_o = '0;
    assign t_m_awregion_o = '0;
    assign t_m_awuser_o = '0;
    assign t_m_wvalid_o = '0;
    assign t_m_wdata_o = '0;
    assign t_m_wstrb_o = '0;
    assign t_m_wlast_o = '0;
    assign t_m_wuser_o = '0;
    assign t_m_bready_o = '0;
    assign t_m_arvalid_o = '0;
    assign t_m_arid_o = '0;
    assign t_m_araddr_o = '0;
    assign t_m_arlen_o = '0;
    assign t_m_arsize_o = '0;
    assign t_m_arburst_o = '0;
    assign t_m_arlock_o = '0;
    assign t_m_arcache_o = '0;
    assign t_m_arprot_o = '0;
    assign t_m_arqos_o = '0;
    assign t_m_arregion_o = '0;
    assign t_m_aruser_o = '0;
    assign t_m_rready_o = '0;
    assign {ev_valid[2], ev_vcpu[23:16], ev_gfn[119:80], ev_write[2]} = '0;
    assign rd_data[95:64] = '0;
    assign {wr_err[8:6], rd_err[8:6]} = {UNMAPPED, UNMAPPED};
    wire unused = &{1'b0, wr[2], rd[2], ev_ready[2],
      t_s_awvalid_i, t_s_awid_i, t_s_awaddr_i, t_s_awlen_i, t_s_awsize_i, t_s_awburst_i, t_s_awlock_i, t_s_awcache_i,
      t_s_awprot_i, t_s_awqos_i, t_s_awregion_i, t_s_awuser_i, t_s_wvalid_i, t_s_wdata_i, t_s_wstrb_i, t_s_wlast_i,
      t_s_wuser_i, t_s_bready_i, t_s_arvalid_i, t_s_arid_i, t_s_araddr_i, t_s_arlen_i, t_s_arsize_i, t_s_arburst_i,
      t_s_arlock_i, t_s_arcache_i, t_s_arprot_i, t_s_arqos_i, t_s_arregion_i, t_s_aruser_i, t_s_rready_i, t_m_awready_i,
      t_m_wready_i, t_m_bvalid_i, t_m_bid_i, t_m_bresp_i, t_m_buser_i, t_m_arready_i, t_m_rvalid_i, t_m_rid_i, t_m_rdata_i,
      t_m_rresp_i, t_m_rlast_i, t_m_ruser_i};
  end

  // ---------------------------------------------------------------- traffic generator
  if (WITH_GEN) begin : g_gen
    pml_gen #(.N_VEC(N_VEC)) u_gen (
      .clk_i, .rst_ni, .wr_i(wr[3]), .wr_off_i(wr_off), .wr_data_i(wr_data), .wr_err_o(wr_err[11:9]), .rd_i(rd[3]),
      .rd_off_i(rd_off), .rd_data_o(rd_data[127:96]), .rd_err_o(rd_err[11:9]), .ev_valid_o(ev_valid[3]), .ev_ready_i(ev_ready[3]),
      .ev_vcpu_o(ev_vcpu[31:24]), .ev_gfn_o(ev_gfn[159:120]), .ev_write_o(ev_write[3]), .irq_o(gen_irq), .irq_vec_o(gen_vec));
  end else begin : g_no_gen
    assign {ev_valid[3], ev_vcpu[31:24], ev_gfn[159:120], ev_write[3], gen_irq, gen_vec} = '0;
    assign rd_data[127:96] = '0;
    assign {wr_err[11:9], rd_err[11:9]} = {UNMAPPED, UNMAPPED};
    wire unused = &{1'b0, wr[3], rd[3], ev_ready[3]};
  end
  wire unused_wr = wr[0];   // the SRC block has nothing to write
endmodule
