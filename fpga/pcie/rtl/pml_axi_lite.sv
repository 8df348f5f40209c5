// SPDX-License-Identifier: Apache-2.0
/// AXI4 of any width to 32-bit AXI4-Lite: what the bridge's BAR0 accesses become. One write burst and one read burst at a time.
/// - A write beat becomes one access per 32-bit word that has a strobe, lowest first (a 64-bit store is two accesses).
/// - A read beat becomes one access per word of the beat's size, from the address up: a bridge that reads whole bus words for a
///   32-bit load is served too. Its response is an error only if every word of the beat failed; a single word's is that word's.
/// - INCR bursts. The write response is an error if any word failed.
module pml_axi_lite #(
  parameter int unsigned DW = 128,   ///< 64, 128, 256 or 512
  parameter int unsigned AW = 17,
  parameter int unsigned IDW = 4
) (
  input  logic            clk_i,
  input  logic            rst_ni,
  input  logic            s_awvalid_i,
  output logic            s_awready_o,
  input  logic [IDW-1:0]  s_awid_i,
  input  logic [AW-1:0]   s_awaddr_i,
  input  logic [2:0]      s_awsize_i,
  input  logic            s_wvalid_i,
  output logic            s_wready_o,
  input  logic [DW-1:0]   s_wdata_i,
  input  logic [DW/8-1:0] s_wstrb_i,
  input  logic            s_wlast_i,
  output logic            s_bvalid_o,
  input  logic            s_bready_i,
  output logic [IDW-1:0]  s_bid_o,
  output logic [1:0]      s_bresp_o,
  input  logic            s_arvalid_i,
  output logic            s_arready_o,
  input  logic [IDW-1:0]  s_arid_i,
  input  logic [AW-1:0]   s_araddr_i,
  input  logic [7:0]      s_arlen_i,
  input  logic [2:0]      s_arsize_i,
  output logic            s_rvalid_o,
  input  logic            s_rready_i,
  output logic [IDW-1:0]  s_rid_o,
  output logic [DW-1:0]   s_rdata_o,
  output logic [1:0]      s_rresp_o,
  output logic            s_rlast_o,
  // AXI4-Lite; address and data of a write are offered together
  output logic            m_awvalid_o,
  input  logic            m_awready_i,
  output logic [AW-1:0]   m_awaddr_o,
  output logic            m_wvalid_o,
  input  logic            m_wready_i,
  output logic [31:0]     m_wdata_o,
  output logic [3:0]      m_wstrb_o,
  input  logic            m_bvalid_i,
  output logic            m_bready_o,
  input  logic [1:0]      m_bresp_i,
  output logic            m_arvalid_o,
  input  logic            m_arready_i,
  output logic [AW-1:0]   m_araddr_o,
  input  logic            m_rvalid_i,
  output logic            m_rready_o,
  input  logic [31:0]     m_rdata_i,
  input  logic [1:0]      m_rresp_i
);
  localparam int unsigned NW = DW / 32;         // words of a beat
  localparam int unsigned KW = $clog2(NW);
  localparam logic [1:0] OKAY = 2'b00, SLVERR = 2'b10;

  // ---------------------------------------------------------------- writes
  typedef enum logic [2:0] {W_IDLE, W_BEAT, W_WORD, W_WAIT, W_RESP} wstate_e;
  wstate_e         wstate_q;
  logic [IDW-1:0]  wid_q;
  logic [AW-1:0]   waddr_q;
  logic [2:0]      wsize_q;
  logic [DW-1:0]   wdata_q;
  logic [DW/8-1:0] wstrb_q;
  logic            wlast_q, werr_q, aw_done_q, w_done_q;
  logic [KW-1:0]   wk_q;

  wire aw_ok = aw_done_q || m_awready_i;
  wire w_ok  = w_done_q || m_wready_i;
  wire [3:0] wstrb_k = wstrb_q[wk_q*4 +: 4];
  wire wk_last = 32'(wk_q) == NW - 1;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      wstate_q  <= W_IDLE;
      wid_q     <= '0;
      waddr_q   <= '0;
      wsize_q   <= '0;
      wlast_q   <= 1'b0;
      werr_q    <= 1'b0;
      aw_done_q <= 1'b0;
      w_done_q  <= 1'b0;
      wk_q      <= '0;
    end else begin
      unique case (wstate_q)
        W_IDLE: if (s_awvalid_i) begin
          wid_q    <= s_awid_i;
          waddr_q  <= s_awaddr_i;
          wsize_q  <= s_awsize_i;
          werr_q   <= 1'b0;
          wstate_q <= W_BEAT;
        end
        W_BEAT: if (s_wvalid_i) begin
          wlast_q  <= s_wlast_i;
          wk_q     <= '0;
          wstate_q <= W_WORD;
        end
        W_WORD: if (wstrb_k == 4'd0) begin
          wk_q <= wk_q + 1'b1;
          if (wk_last) wstate_q <= wlast_q ? W_RESP : W_BEAT;
        end else begin
          if (m_awready_i) aw_done_q <= 1'b1;
          if (m_wready_i)  w_done_q  <= 1'b1;
          if (aw_ok && w_ok) begin
            aw_done_q <= 1'b0;
            w_done_q  <= 1'b0;
            wstate_q  <= W_WAIT;
          end
        end
        W_WAIT: if (m_bvalid_i) begin
          werr_q   <= werr_q || m_bresp_i[1];
          wk_q     <= wk_q + 1'b1;
          wstate_q <= !wk_last ? W_WORD : wlast_q ? W_RESP : W_BEAT;
        end
        default: if (s_bready_i) wstate_q <= W_IDLE;
      endcase
      // the next beat of a burst
      if (wk_last && ((wstate_q == W_WORD && wstrb_k == 4'd0) || (wstate_q == W_WAIT && m_bvalid_i)))
        waddr_q <= ((waddr_q >> wsize_q) + 1'b1) << wsize_q;
    end
  end
  always_ff @(posedge clk_i) begin
    if (s_wready_o && s_wvalid_i) begin
      wdata_q <= s_wdata_i;
      wstrb_q <= s_wstrb_i;
    end
  end
  assign s_awready_o = wstate_q == W_IDLE;
  assign s_wready_o  = wstate_q == W_BEAT;
  assign s_bvalid_o  = wstate_q == W_RESP;
  assign s_bid_o     = wid_q;
  assign s_bresp_o   = werr_q ? SLVERR : OKAY;
  assign m_awvalid_o = wstate_q == W_WORD && wstrb_k != 4'd0 && !aw_done_q;
  assign m_wvalid_o  = wstate_q == W_WORD && wstrb_k != 4'd0 && !w_done_q;
  assign m_awaddr_o  = {waddr_q[AW-1:KW+2], wk_q, 2'b00};
  assign m_wdata_o   = wdata_q[wk_q*32 +: 32];
  assign m_wstrb_o   = wstrb_k;
  assign m_bready_o  = wstate_q == W_WAIT;

  // ---------------------------------------------------------------- reads
  typedef enum logic [1:0] {R_IDLE, R_WORD, R_WAIT, R_BEAT} rstate_e;
  rstate_e        rstate_q;
  logic [IDW-1:0] rid_q;
  logic [AW-1:0]  raddr_q;
  logic [2:0]     rsize_q;
  logic [7:0]     rlen_q;
  logic [DW-1:0]  rdata_q;
  logic           rany_q;    // a word of this beat was read well
  logic [KW-1:0]  rk_q;
  // address of the next beat, and the last word of this one
  wire [AW-1:0] rnext = ((raddr_q >> rsize_q) + 1'b1) << rsize_q;
  wire [AW-1:0] rend  = rnext - 1'b1;
  wire rk_last = rk_q == rend[KW+1:2];

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      rstate_q <= R_IDLE;
      rid_q    <= '0;
      raddr_q  <= '0;
      rsize_q  <= '0;
      rlen_q   <= '0;
      rany_q   <= 1'b0;
      rk_q     <= '0;
    end else begin
      unique case (rstate_q)
        R_IDLE: if (s_arvalid_i) begin
          rid_q    <= s_arid_i;
          raddr_q  <= s_araddr_i;
          rsize_q  <= s_arsize_i;
          rlen_q   <= s_arlen_i;
          rk_q     <= s_araddr_i[KW+1:2];
          rany_q   <= 1'b0;
          rstate_q <= R_WORD;
        end
        R_WORD: if (m_arready_i) rstate_q <= R_WAIT;
        R_WAIT: if (m_rvalid_i) begin
          rany_q   <= rany_q || !m_rresp_i[1];
          rk_q     <= rk_q + 1'b1;
          rstate_q <= rk_last ? R_BEAT : R_WORD;
        end
        default: if (s_rready_i) begin
          raddr_q  <= rnext;
          rk_q     <= rnext[KW+1:2];
          rlen_q   <= rlen_q - 1'b1;
          rany_q   <= 1'b0;
          rstate_q <= (rlen_q == 8'd0) ? R_IDLE : R_WORD;
        end
      endcase
    end
  end
  always_ff @(posedge clk_i) begin
    if (s_arready_o) rdata_q <= '0;
    else if (rstate_q == R_WAIT && m_rvalid_i) rdata_q[rk_q*32 +: 32] <= m_rdata_i;
  end
  assign s_arready_o = rstate_q == R_IDLE;
  assign s_rvalid_o  = rstate_q == R_BEAT;
  assign s_rid_o     = rid_q;
  assign s_rdata_o   = rdata_q;
  assign s_rresp_o   = rany_q ? OKAY : SLVERR;
  assign s_rlast_o   = rlen_q == 8'd0;
  assign m_arvalid_o = rstate_q == R_WORD;
  assign m_araddr_o  = {raddr_q[AW-1:KW+2], rk_q, 2'b00};
  assign m_rready_o  = rstate_q == R_WAIT;

  wire unused = m_bresp_i[0] ^ m_rresp_i[0] ^ (^rend) ^ (^waddr_q[KW+1:0]);
endmodule
