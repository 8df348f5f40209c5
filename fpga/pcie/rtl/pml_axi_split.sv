// SPDX-License-Identifier: Apache-2.0
/// The bridge's AXI master to one of two slaves, by address: 0 registers (BAR0), 1 memory (BAR2), or to nobody (answered
/// with SLVERR here). A burst to another target waits until those under way to the present one are answered, each direction on its
/// own, so answers keep the order of requests whatever the IDs. Addresses, lengths, sizes and data go to both slaves beside this
/// module; it routes the handshakes. No cycle is added while the target stays the same.
/// hold_i keeps new bursts from the memory; mem_idle_o says that none is under way there.
`include "pml_assert.svh"
module pml_axi_split #(
  parameter int unsigned IDW = 4,
  parameter int unsigned MAX_LOG2 = 5   ///< bursts under way per direction, log2
) (
  input  logic           clk_i,
  input  logic           rst_ni,
  input  logic           hold_i,
  output logic           mem_idle_o,
  // bridge
  input  logic           s_awvalid_i,
  output logic           s_awready_o,
  input  logic [1:0]     s_awsel_i,    ///< target of this address: 0, 1; 2: nobody
  input  logic [IDW-1:0] s_awid_i,
  input  logic           s_wvalid_i,
  output logic           s_wready_o,
  input  logic           s_wlast_i,
  output logic           s_bvalid_o,
  input  logic           s_bready_i,
  output logic [1:0]     s_bsel_o,     ///< whose answer this is
  output logic [IDW-1:0] s_errbid_o,   ///< the ID when it is nobody's
  input  logic           s_arvalid_i,
  output logic           s_arready_o,
  input  logic [1:0]     s_arsel_i,
  input  logic [IDW-1:0] s_arid_i,
  input  logic [7:0]     s_arlen_i,
  output logic           s_rvalid_o,
  input  logic           s_rready_i,
  output logic [1:0]     s_rsel_o,
  output logic [IDW-1:0] s_errrid_o,
  output logic           s_errrlast_o,
  // slaves
  output logic [1:0]     m_awvalid_o,
  input  logic [1:0]     m_awready_i,
  output logic [1:0]     m_wvalid_o,
  input  logic [1:0]     m_wready_i,
  input  logic [1:0]     m_bvalid_i,
  output logic [1:0]     m_bready_o,
  output logic [1:0]     m_arvalid_o,
  input  logic [1:0]     m_arready_i,
  input  logic [1:0]     m_rvalid_i,
  input  logic           m_mem_rlast_i,   ///< rlast of the memory
  input  logic           m_reg_rlast_i,
  output logic [1:0]     m_rready_o
);
  localparam int unsigned CW = MAX_LOG2 + 1;

  // ---------------------------------------------------------------- writes
  logic [1:0]     wsel_q;
  logic [CW-1:0]  wout_q, owed_q;   // without an answer; with data to come
  logic           awoffer_q;        // an address is offered to a slave that has not taken it
  logic           ebv_q;            // nobody's answer waits
  logic [IDW-1:0] ebid_q;

  wire aw_hold = hold_i && s_awsel_i == 2'd1;
  wire aw_ok   = awoffer_q || (!aw_hold && (wout_q == '0 || (s_awsel_i == wsel_q && s_awsel_i != 2'd2 && !wout_q[MAX_LOG2])));
  wire aw_go   = s_awvalid_i && aw_ok;
  wire aw_take = aw_go && (s_awsel_i == 2'd2 || m_awready_i[s_awsel_i[0]]);
  wire w_ok    = owed_q != '0;
  wire w_go    = s_wvalid_i && w_ok;
  wire w_end   = w_go && s_wready_o && s_wlast_i;
  wire b_done  = s_bvalid_o && s_bready_i;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      wsel_q    <= 2'd0;
      wout_q    <= '0;
      owed_q    <= '0;
      awoffer_q <= 1'b0;
      ebv_q     <= 1'b0;
      ebid_q    <= '0;
    end else begin
      awoffer_q <= aw_go && !aw_take;
      if (aw_take) begin
        wsel_q <= s_awsel_i;
        ebid_q <= s_awid_i;
      end
      wout_q <= wout_q + CW'(aw_take) - CW'(b_done);
      owed_q <= owed_q + CW'(aw_take) - CW'(w_end);
      if (w_end && wsel_q == 2'd2)        ebv_q <= 1'b1;
      else if (s_bready_i)                ebv_q <= 1'b0;
    end
  end
  assign m_awvalid_o = {aw_go && s_awsel_i == 2'd1, aw_go && s_awsel_i == 2'd0};
  assign s_awready_o = aw_take;
  assign m_wvalid_o  = {w_go && wsel_q == 2'd1, w_go && wsel_q == 2'd0};
  assign s_wready_o  = w_ok && (wsel_q == 2'd2 || m_wready_i[wsel_q[0]]);
  assign s_bvalid_o  = ebv_q || (wsel_q != 2'd2 && m_bvalid_i[wsel_q[0]]);
  assign m_bready_o  = {s_bready_i && wsel_q == 2'd1, s_bready_i && wsel_q == 2'd0};
  assign s_bsel_o    = wsel_q;
  assign s_errbid_o  = ebid_q;

  // ---------------------------------------------------------------- reads
  logic [1:0]     rsel_q;
  logic [CW-1:0]  rout_q;
  logic           aroffer_q;
  logic [IDW-1:0] erid_q;
  logic [7:0]     erlen_q;

  wire ar_hold = hold_i && s_arsel_i == 2'd1;
  wire ar_ok   = aroffer_q || (!ar_hold && (rout_q == '0 || (s_arsel_i == rsel_q && s_arsel_i != 2'd2 && !rout_q[MAX_LOG2])));
  wire ar_go   = s_arvalid_i && ar_ok;
  wire ar_take = ar_go && (s_arsel_i == 2'd2 || m_arready_i[s_arsel_i[0]]);
  wire err_r   = rsel_q == 2'd2 && rout_q != '0;
  wire r_last  = (rsel_q == 2'd2) ? s_errrlast_o : (rsel_q == 2'd1) ? m_mem_rlast_i : m_reg_rlast_i;
  wire r_done  = s_rvalid_o && s_rready_i && r_last;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      rsel_q    <= 2'd0;
      rout_q    <= '0;
      aroffer_q <= 1'b0;
      erid_q    <= '0;
      erlen_q   <= '0;
    end else begin
      aroffer_q <= ar_go && !ar_take;
      rout_q    <= rout_q + CW'(ar_take) - CW'(r_done);
      if (ar_take) begin
        rsel_q  <= s_arsel_i;
        erid_q  <= s_arid_i;
        erlen_q <= s_arlen_i;
      end else if (err_r && s_rready_i) begin
        erlen_q <= erlen_q - 1'b1;
      end
    end
  end
  assign m_arvalid_o  = {ar_go && s_arsel_i == 2'd1, ar_go && s_arsel_i == 2'd0};
  assign s_arready_o  = ar_take;
  assign s_rvalid_o   = err_r || (rsel_q != 2'd2 && m_rvalid_i[rsel_q[0]]);
  assign m_rready_o   = {s_rready_i && rsel_q == 2'd1, s_rready_i && rsel_q == 2'd0};
  assign s_rsel_o     = rsel_q;
  assign s_errrid_o   = erid_q;
  assign s_errrlast_o = erlen_q == 8'd0;

  assign mem_idle_o = !(wsel_q == 2'd1 && wout_q != '0) && !(rsel_q == 2'd1 && rout_q != '0)
                      && !(awoffer_q && s_awsel_i == 2'd1) && !(aroffer_q && s_arsel_i == 2'd1);

  `PML_ASSERT(a_split_owed, owed_q <= wout_q)
endmodule
