// SPDX-License-Identifier: Apache-2.0
/// One AXI4-Lite port for the core's registers (side 0) and the sources' (side 1, addresses from C000h up). Every access is registered on its
/// way in and out, so neither side's timing reaches the port; one write and one read at a time. Contract: docs/sources.md section 3.
module pml_axil_split (
  input  logic        clk_i,
  input  logic        rst_ni,
  // the port
  input  logic        s_awvalid_i,
  output logic        s_awready_o,
  input  logic [15:0] s_awaddr_i,
  input  logic        s_wvalid_i,
  output logic        s_wready_o,
  input  logic [31:0] s_wdata_i,
  input  logic [3:0]  s_wstrb_i,
  output logic        s_bvalid_o,
  input  logic        s_bready_i,
  output logic [1:0]  s_bresp_o,
  input  logic        s_arvalid_i,
  output logic        s_arready_o,
  input  logic [15:0] s_araddr_i,
  output logic        s_rvalid_o,
  input  logic        s_rready_i,
  output logic [31:0] s_rdata_o,
  output logic [1:0]  s_rresp_o,
  // the sides; bready and rready are 1
  output logic [1:0]  m_awvalid_o,
  input  logic [1:0]  m_awready_i,
  output logic [15:0] m_awaddr_o,
  output logic [1:0]  m_wvalid_o,
  input  logic [1:0]  m_wready_i,
  output logic [31:0] m_wdata_o,
  output logic [3:0]  m_wstrb_o,
  input  logic [1:0]  m_bvalid_i,
  input  logic [3:0]  m_bresp_i,
  output logic [1:0]  m_arvalid_o,
  input  logic [1:0]  m_arready_i,
  output logic [15:0] m_araddr_o,
  input  logic [1:0]  m_rvalid_i,
  input  logic [63:0] m_rdata_i,
  input  logic [3:0]  m_rresp_i
);
  logic        wbusy_q, wsel_q, aw_q, w_q, b_q, rbusy_q, rsel_q, ar_q, r_q;
  logic [15:0] awaddr_q, araddr_q;
  logic [31:0] wdata_q, rdata_q;
  logic [3:0]  wstrb_q;
  logic [1:0]  bresp_q, rresp_q;

  wire wtake = s_awvalid_i && s_wvalid_i && !wbusy_q;
  wire rtake = s_arvalid_i && !rbusy_q;
  wire b_now = wbusy_q && !b_q && m_bvalid_i[wsel_q];
  wire r_now = rbusy_q && !r_q && m_rvalid_i[rsel_q];

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      wbusy_q <= 1'b0;
      aw_q    <= 1'b0;
      w_q     <= 1'b0;
      b_q     <= 1'b0;
      rbusy_q <= 1'b0;
      ar_q    <= 1'b0;
      r_q     <= 1'b0;
    end else begin
      if (wtake) wbusy_q <= 1'b1;
      else if (b_q && s_bready_i) wbusy_q <= 1'b0;
      aw_q <= wtake || (aw_q && !m_awready_i[wsel_q]);
      w_q  <= wtake || (w_q && !m_wready_i[wsel_q]);
      b_q  <= b_now || (b_q && !s_bready_i);
      if (rtake) rbusy_q <= 1'b1;
      else if (r_q && s_rready_i) rbusy_q <= 1'b0;
      ar_q <= rtake || (ar_q && !m_arready_i[rsel_q]);
      r_q  <= r_now || (r_q && !s_rready_i);
    end
  end
  always_ff @(posedge clk_i) begin
    if (wtake) begin
      awaddr_q <= s_awaddr_i;
      wsel_q   <= s_awaddr_i >= pml_reg_pkg::SRC_BASE;
      wdata_q  <= s_wdata_i;
      wstrb_q  <= s_wstrb_i;
    end
    if (rtake) begin
      araddr_q <= s_araddr_i;
      rsel_q   <= s_araddr_i >= pml_reg_pkg::SRC_BASE;
    end
    if (b_now) bresp_q <= m_bresp_i[wsel_q*2 +: 2];
    if (r_now) begin
      rresp_q <= m_rresp_i[rsel_q*2 +: 2];
      rdata_q <= m_rdata_i[rsel_q*32 +: 32];
    end
  end

  assign s_awready_o = wtake;
  assign s_wready_o  = wtake;
  assign s_bvalid_o  = b_q;
  assign s_bresp_o   = bresp_q;
  assign s_arready_o = rtake;
  assign s_rvalid_o  = r_q;
  assign s_rdata_o   = rdata_q;
  assign s_rresp_o   = rresp_q;
  assign m_awvalid_o = {aw_q && wsel_q, aw_q && !wsel_q};
  assign m_wvalid_o  = {w_q && wsel_q, w_q && !wsel_q};
  assign m_awaddr_o  = awaddr_q;
  assign m_wdata_o   = wdata_q;
  assign m_wstrb_o   = wstrb_q;
  assign m_arvalid_o = {ar_q && rsel_q, ar_q && !rsel_q};
  assign m_araddr_o  = araddr_q;
endmodule
