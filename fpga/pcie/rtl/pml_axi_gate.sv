// SPDX-License-Identifier: Apache-2.0
/// Gate between the unit's AXI master and host memory.
/// - Only bursts that dom0 allowed pass: open_i (bus mastering is on), and, where the bridge takes 32-bit addresses (WINDOWED), the
///   upper half of the address equals host_hi_i. Others are answered here with DECERR, after all earlier ones of their
///   direction, and counted; the unit then faults the VM. Nothing is written to a wrong place.
/// - hold_i: no new burst is begun; those under way are finished. idle_o: none is under way, the unit may be reset.
/// - Data of a burst pass only after its address was taken. An address that was offered stays offered. One cycle of latency
///   for addresses, none for data; one address a cycle, one beat a cycle.
`include "pml_assert.svh"
module pml_axi_gate #(
  parameter int unsigned DW = 128,
  parameter int unsigned IDW = 4,
  parameter bit          WINDOWED = 1'b1,
  parameter int unsigned MAX_LOG2 = 7      ///< bursts under way per direction, log2
) (
  input  logic            clk_i,
  input  logic            rst_ni,
  input  logic            open_i,
  input  logic            hold_i,
  input  logic [31:0]     host_hi_i,
  output logic            idle_o,
  output logic [1:0]      refused_o,     ///< pulse: read, write burst refused
  // unit
  input  logic            s_awvalid_i,
  output logic            s_awready_o,
  input  logic [IDW-1:0]  s_awid_i,
  input  logic [63:0]     s_awaddr_i,
  input  logic [7:0]      s_awlen_i,
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
  input  logic [63:0]     s_araddr_i,
  input  logic [7:0]      s_arlen_i,
  input  logic [2:0]      s_arsize_i,
  output logic            s_rvalid_o,
  input  logic            s_rready_i,
  output logic [IDW-1:0]  s_rid_o,
  output logic [DW-1:0]   s_rdata_o,
  output logic [1:0]      s_rresp_o,
  output logic            s_rlast_o,
  // bridge
  output logic            m_awvalid_o,
  input  logic            m_awready_i,
  output logic [IDW-1:0]  m_awid_o,
  output logic [63:0]     m_awaddr_o,
  output logic [7:0]      m_awlen_o,
  output logic [2:0]      m_awsize_o,
  output logic            m_wvalid_o,
  input  logic            m_wready_i,
  output logic [DW-1:0]   m_wdata_o,
  output logic [DW/8-1:0] m_wstrb_o,
  output logic            m_wlast_o,
  input  logic            m_bvalid_i,
  output logic            m_bready_o,
  input  logic [IDW-1:0]  m_bid_i,
  input  logic [1:0]      m_bresp_i,
  output logic            m_arvalid_o,
  input  logic            m_arready_i,
  output logic [IDW-1:0]  m_arid_o,
  output logic [63:0]     m_araddr_o,
  output logic [7:0]      m_arlen_o,
  output logic [2:0]      m_arsize_o,
  input  logic            m_rvalid_i,
  output logic            m_rready_o,
  input  logic [IDW-1:0]  m_rid_i,
  input  logic [DW-1:0]   m_rdata_i,
  input  logic [1:0]      m_rresp_i,
  input  logic            m_rlast_i
);
  localparam logic [1:0] DECERR = 2'b11;
  localparam int unsigned CW = MAX_LOG2 + 1;
  localparam int unsigned PW = IDW + 64 + 8 + 3;

  // ---------------------------------------------------------------- writes
  typedef enum logic [1:0] {W_PASS, W_SINK, W_RESP} wstate_e;
  wstate_e        wstate_q;
  logic           awv_q;
  logic [PW-1:0]  aw_q;
  logic [IDW-1:0] wid_q;
  logic [CW-1:0]  owed_q;   // bursts whose address was taken, with data still to come
  logic [CW-1:0]  wout_q;   // bursts without a response

  wire aw_ok    = open_i && (!WINDOWED || s_awaddr_i[63:32] == host_hi_i);
  wire aw_may   = s_awvalid_i && !hold_i && wstate_q == W_PASS;
  wire aw_take  = aw_may && aw_ok && (!awv_q || m_awready_i) && !wout_q[MAX_LOG2];
  wire aw_sink  = aw_may && !aw_ok && wout_q == '0;
  wire w_pass   = wstate_q == W_PASS && owed_q != '0;
  wire w_last   = w_pass && s_wvalid_i && m_wready_i && s_wlast_i;
  wire b_done   = wstate_q == W_PASS && m_bvalid_i && s_bready_i;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      wstate_q <= W_PASS;
      awv_q    <= 1'b0;
      wid_q    <= '0;
      owed_q   <= '0;
      wout_q   <= '0;
    end else begin
      if (aw_take)          awv_q <= 1'b1;
      else if (m_awready_i) awv_q <= 1'b0;
      owed_q <= owed_q + CW'(aw_take) - CW'(w_last);
      wout_q <= wout_q + CW'(aw_take) - CW'(b_done);
      unique case (wstate_q)
        W_PASS: if (aw_sink) begin
          wid_q    <= s_awid_i;
          wstate_q <= W_SINK;
        end
        W_SINK: if (s_wvalid_i && s_wlast_i) wstate_q <= W_RESP;
        default: if (s_bready_i) wstate_q <= W_PASS;
      endcase
    end
  end
  always_ff @(posedge clk_i) if (aw_take) aw_q <= {s_awid_i, s_awaddr_i, s_awlen_i, s_awsize_i};

  assign s_awready_o = aw_take || aw_sink;
  assign m_awvalid_o = awv_q;
  assign {m_awid_o, m_awaddr_o, m_awlen_o, m_awsize_o} = aw_q;
  assign m_wvalid_o  = w_pass && s_wvalid_i;
  assign s_wready_o  = (w_pass && m_wready_i) || wstate_q == W_SINK;
  assign m_wdata_o   = s_wdata_i;
  assign m_wstrb_o   = s_wstrb_i;
  assign m_wlast_o   = s_wlast_i;
  assign s_bvalid_o  = (wstate_q == W_PASS && m_bvalid_i) || wstate_q == W_RESP;
  assign m_bready_o  = wstate_q == W_PASS && s_bready_i;
  assign s_bid_o     = (wstate_q == W_RESP) ? wid_q : m_bid_i;
  assign s_bresp_o   = (wstate_q == W_RESP) ? DECERR : m_bresp_i;

  // ---------------------------------------------------------------- reads
  logic           refuse_q;
  logic           arv_q;
  logic [PW-1:0]  ar_q;
  logic [IDW-1:0] rid_q;
  logic [7:0]     rlen_q;
  logic [CW-1:0]  rout_q;

  wire ar_ok   = open_i && (!WINDOWED || s_araddr_i[63:32] == host_hi_i);
  wire ar_may  = s_arvalid_i && !hold_i && !refuse_q;
  wire ar_take = ar_may && ar_ok && (!arv_q || m_arready_i) && !rout_q[MAX_LOG2];
  wire ar_sink = ar_may && !ar_ok && rout_q == '0;
  wire r_done  = !refuse_q && m_rvalid_i && s_rready_i && m_rlast_i;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      refuse_q <= 1'b0;
      arv_q    <= 1'b0;
      rid_q    <= '0;
      rlen_q   <= '0;
      rout_q   <= '0;
    end else begin
      if (ar_take)          arv_q <= 1'b1;
      else if (m_arready_i) arv_q <= 1'b0;
      rout_q <= rout_q + CW'(ar_take) - CW'(r_done);
      if (ar_sink) begin
        refuse_q <= 1'b1;
        rid_q    <= s_arid_i;
        rlen_q   <= s_arlen_i;
      end else if (refuse_q && s_rready_i) begin
        rlen_q   <= rlen_q - 1'b1;
        if (rlen_q == 8'd0) refuse_q <= 1'b0;
      end
    end
  end
  always_ff @(posedge clk_i) if (ar_take) ar_q <= {s_arid_i, s_araddr_i, s_arlen_i, s_arsize_i};

  assign s_arready_o = ar_take || ar_sink;
  assign m_arvalid_o = arv_q;
  assign {m_arid_o, m_araddr_o, m_arlen_o, m_arsize_o} = ar_q;
  assign s_rvalid_o  = refuse_q || m_rvalid_i;
  assign m_rready_o  = !refuse_q && s_rready_i;
  assign s_rid_o     = refuse_q ? rid_q : m_rid_i;
  assign s_rdata_o   = refuse_q ? '0 : m_rdata_i;
  assign s_rresp_o   = refuse_q ? DECERR : m_rresp_i;
  assign s_rlast_o   = refuse_q ? rlen_q == 8'd0 : m_rlast_i;

  // owed_q counts data of bursts that have no response yet: wout_q covers it
  assign idle_o    = wstate_q == W_PASS && wout_q == '0 && !refuse_q && rout_q == '0;
  assign refused_o = {ar_sink, aw_sink};

  `PML_ASSERT(a_gate_b, !(m_bvalid_i && wout_q == '0))
  `PML_ASSERT(a_gate_r, !(m_rvalid_i && rout_q == '0))
  `PML_ASSERT(a_gate_refuse_w, wstate_q == W_PASS || wout_q == '0)
  `PML_ASSERT(a_gate_refuse_r, !refuse_q || rout_q == '0)
  `PML_ASSERT(a_gate_owed, owed_q <= wout_q)
endmodule
