// SPDX-License-Identifier: Apache-2.0
/// AXI4-Lite front of the registers. A write is taken when address and data are both there and no response waits; a read when no
/// read data waits. The response follows in the next cycle; one write and one read every two cycles.
module pml_axil (
  input  logic         clk_i,
  input  logic         rst_ni,
  input  logic         s_awvalid_i,
  output logic         s_awready_o,
  input  logic         s_wvalid_i,
  output logic         s_wready_o,
  output logic         s_bvalid_o,
  input  logic         s_bready_i,
  output logic [1:0]   s_bresp_o,
  input  logic         s_arvalid_i,
  output logic         s_arready_o,
  output logic         s_rvalid_o,
  input  logic         s_rready_i,
  output logic [31:0]  s_rdata_o,
  output logic [1:0]   s_rresp_o,
  // register side, in the cycle in which the access is taken
  output logic         wr_o,        ///< a write is taken now
  input  logic         wr_refused_i,
  output logic         rd_o,        ///< a read is taken now
  input  logic         rd_refused_i,
  input  logic [31:0]  rd_data_i    ///< 0 when refused
);
  localparam logic [1:0] OKAY = 2'b00, SLVERR = 2'b10;

  logic        bvalid_q, rvalid_q;
  logic [1:0]  bresp_q, rresp_q;
  logic [31:0] rdata_q;

  assign wr_o = s_awvalid_i && s_wvalid_i && !bvalid_q;
  assign rd_o = s_arvalid_i && !rvalid_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      bvalid_q <= 1'b0;
      bresp_q  <= OKAY;
      rvalid_q <= 1'b0;
      rresp_q  <= OKAY;
      rdata_q  <= '0;
    end else begin
      if (wr_o) begin
        bvalid_q <= 1'b1;
        bresp_q  <= wr_refused_i ? SLVERR : OKAY;
      end else if (s_bready_i) begin
        bvalid_q <= 1'b0;
      end
      if (rd_o) begin
        rvalid_q <= 1'b1;
        rresp_q  <= rd_refused_i ? SLVERR : OKAY;
        rdata_q  <= rd_data_i;
      end else if (s_rready_i) begin
        rvalid_q <= 1'b0;
      end
    end
  end

  assign s_awready_o = wr_o;
  assign s_wready_o  = wr_o;
  assign s_bvalid_o  = bvalid_q;
  assign s_bresp_o   = bresp_q;
  assign s_arready_o = rd_o;
  assign s_rvalid_o  = rvalid_q;
  assign s_rresp_o   = rresp_q;
  assign s_rdata_o   = rdata_q;
endmodule
