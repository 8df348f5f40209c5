// SPDX-License-Identifier: Apache-2.0
/// BAR0: AXI4-Lite accesses to one of three targets. At most one write and one read are under way (the master in front keeps to
/// that); no cycle is added.
///   0x00000..0x0FFFF unit    0x10000..0x17FFF shell    0x18000..0x1FFFF registers of the bridge IP
/// hold_i keeps new accesses from the unit; unit_idle_o says that none is under way there (it may then be reset).
module pml_lite_split #(
  parameter int unsigned AW = 17
) (
  input  logic           clk_i,
  input  logic           rst_ni,
  input  logic           hold_i,
  output logic           unit_idle_o,
  input  logic           s_awvalid_i,
  output logic           s_awready_o,
  input  logic [AW-1:0]  s_awaddr_i,
  input  logic           s_wvalid_i,
  output logic           s_wready_o,
  output logic           s_bvalid_o,
  input  logic           s_bready_i,
  output logic [1:0]     s_bresp_o,
  input  logic           s_arvalid_i,
  output logic           s_arready_o,
  input  logic [AW-1:0]  s_araddr_i,
  output logic           s_rvalid_o,
  input  logic           s_rready_i,
  output logic [31:0]    s_rdata_o,
  output logic [1:0]     s_rresp_o,
  // targets: 0 unit, 1 shell, 2 bridge; address and data go to all of them beside this module
  output logic [2:0]     m_awvalid_o,
  input  logic [2:0]     m_awready_i,
  output logic [2:0]     m_wvalid_o,
  input  logic [2:0]     m_wready_i,
  input  logic [2:0]     m_bvalid_i,
  output logic [2:0]     m_bready_o,
  input  logic [5:0]     m_bresp_i,
  output logic [2:0]     m_arvalid_o,
  input  logic [2:0]     m_arready_i,
  input  logic [2:0]     m_rvalid_i,
  output logic [2:0]     m_rready_o,
  input  logic [95:0]    m_rdata_i,
  input  logic [5:0]     m_rresp_i
);
  wire [2:0] wdec = !s_awaddr_i[16] ? 3'b001 : !s_awaddr_i[15] ? 3'b010 : 3'b100;
  wire [2:0] rdec = !s_araddr_i[16] ? 3'b001 : !s_araddr_i[15] ? 3'b010 : 3'b100;

  // The write's address may be taken before its data; the target stays chosen until B.
  logic [2:0] wsel_q, rsel_q;
  logic       wbusy_q, rbusy_q, roffer_q;
  wire        wopen = wbusy_q || (s_awvalid_i && !(hold_i && wdec[0]));
  wire [2:0]  wsel  = wbusy_q ? wsel_q : wdec;
  wire        ropen = s_arvalid_i && !rbusy_q && (roffer_q || !(hold_i && rdec[0]));

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      wsel_q  <= '0;
      rsel_q  <= '0;
      wbusy_q <= 1'b0;
      rbusy_q <= 1'b0;
      roffer_q <= 1'b0;
    end else begin
      wsel_q  <= wsel;
      roffer_q <= ropen && !s_arready_o;
      if (s_bvalid_o && s_bready_i) wbusy_q <= 1'b0;
      else                          wbusy_q <= wopen;
      if (s_arvalid_i && s_arready_o) begin
        rsel_q  <= rdec;
        rbusy_q <= 1'b1;
      end else if (s_rvalid_o && s_rready_i) begin
        rbusy_q <= 1'b0;
      end
    end
  end

  assign m_awvalid_o = (wopen && s_awvalid_i) ? wsel : '0;
  assign s_awready_o = wopen && |(wsel & m_awready_i);
  assign m_wvalid_o  = (wopen && s_wvalid_i) ? wsel : '0;
  assign s_wready_o  = wopen && |(wsel & m_wready_i);
  assign s_bvalid_o  = |(wsel_q & m_bvalid_i);
  assign s_bresp_o   = wsel_q[0] ? m_bresp_i[1:0] : wsel_q[1] ? m_bresp_i[3:2] : m_bresp_i[5:4];
  assign m_bready_o  = s_bready_i ? wsel_q : '0;
  // a read that was offered to a target stays offered
  assign m_arvalid_o = ropen ? rdec : '0;
  assign s_arready_o = ropen && |(rdec & m_arready_i);
  assign s_rvalid_o  = |(rsel_q & m_rvalid_i);
  assign s_rdata_o   = rsel_q[0] ? m_rdata_i[31:0] : rsel_q[1] ? m_rdata_i[63:32] : m_rdata_i[95:64];
  assign s_rresp_o   = rsel_q[0] ? m_rresp_i[1:0] : rsel_q[1] ? m_rresp_i[3:2] : m_rresp_i[5:4];
  assign m_rready_o  = s_rready_i ? rsel_q : '0;
  assign unit_idle_o = !(wbusy_q && wsel_q[0]) && !(rbusy_q && rsel_q[0])
                       && !(roffer_q && rdec[0]);

  wire unused = (^s_awaddr_i[14:0]) ^ (^s_araddr_i[14:0]);
endmodule
