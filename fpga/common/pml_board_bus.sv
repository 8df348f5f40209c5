// SPDX-License-Identifier: Apache-2.0
/// One 32-bit address space for the host bridge or the self-test sequencer (whoever is selected): addresses below 64 KiB are the registers
/// (AXI4-Lite master), all others go to the second port of the on-chip memory, which answers by itself when it does not own the address.
/// A request is held until done_o. Status: 0 OK, 2 SLVERR, 3 DECERR, 4 no answer within 4096 cycles (after a register access without an answer
/// everything gets status 4 until that answer has come). So it always answers.
module pml_board_bus (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic        sel_i,         ///< which requester
  input  logic [1:0]  req_i,
  input  logic [1:0]  write_i,
  input  logic [63:0] addr_i,
  input  logic [63:0] wdata_i,
  output logic [1:0]  done_o,
  output logic [31:0] rdata_o,
  output logic [2:0]  status_o,
  // registers, AXI4-Lite
  output logic        m_awvalid_o,
  input  logic        m_awready_i,
  output logic [15:0] m_awaddr_o,
  output logic        m_wvalid_o,
  input  logic        m_wready_i,
  output logic [31:0] m_wdata_o,
  output logic [3:0]  m_wstrb_o,
  input  logic        m_bvalid_i,
  output logic        m_bready_o,
  input  logic [1:0]  m_bresp_i,
  output logic        m_arvalid_o,
  input  logic        m_arready_i,
  output logic [15:0] m_araddr_o,
  input  logic        m_rvalid_i,
  output logic        m_rready_o,
  input  logic [31:0] m_rdata_i,
  input  logic [1:0]  m_rresp_i,
  // memory port
  output logic        p_req_o,       ///< held until p_done_i
  output logic        p_write_o,
  output logic [31:0] p_addr_o,
  output logic [31:0] p_wdata_o,
  input  logic        p_done_i,
  input  logic [31:0] p_rdata_i,
  input  logic        p_err_i
);
  localparam logic [1:0] IDLE = 2'd0, LITE = 2'd1, MEM = 2'd2, DONE = 2'd3;

  logic [1:0]  state_q;
  logic        who_q, write_q, aw_q, w_q, b_q, ar_q, r_q, p_q;
  logic [31:0] addr_q, wdata_q, rdata_q;
  logic [2:0]  status_q;
  logic [11:0] wait_q;

  wire lite_busy = aw_q || w_q || b_q || ar_q || r_q;  // b_q, r_q: an answer is owed
  wire answer = (b_q && m_bvalid_i) || (r_q && m_rvalid_i);

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      state_q  <= IDLE;
      who_q    <= 1'b0;
      write_q  <= 1'b0;
      aw_q     <= 1'b0;
      w_q      <= 1'b0;
      b_q      <= 1'b0;
      ar_q     <= 1'b0;
      r_q      <= 1'b0;
      p_q      <= 1'b0;
      addr_q   <= '0;
      wdata_q  <= '0;
      rdata_q  <= '0;
      status_q <= '0;
      wait_q   <= '0;
    end else begin
      if (m_awready_i) aw_q <= 1'b0;
      if (m_wready_i) w_q <= 1'b0;
      if (m_arready_i) ar_q <= 1'b0;
      if (m_bvalid_i) b_q <= 1'b0;
      if (m_rvalid_i) r_q <= 1'b0;
      if (p_done_i) p_q <= 1'b0;
      wait_q <= wait_q + 1'b1;
      case (state_q)
        IDLE: begin
          who_q  <= sel_i;
          wait_q <= '0;
          if (req_i[sel_i] && lite_busy) begin
            rdata_q  <= '0;
            status_q <= 3'd4;
            state_q  <= DONE;
          end else if (req_i[sel_i]) begin
            write_q <= write_i[sel_i];
            addr_q  <= addr_i[32*sel_i +: 32];
            wdata_q <= wdata_i[32*sel_i +: 32];
            if (addr_i[32*sel_i + 16 +: 16] == 0) begin
              state_q <= LITE;
              aw_q    <= write_i[sel_i];
              w_q     <= write_i[sel_i];
              b_q     <= write_i[sel_i];
              ar_q    <= !write_i[sel_i];
              r_q     <= !write_i[sel_i];
            end else begin
              state_q <= MEM;
              p_q     <= 1'b1;
            end
          end
        end
        LITE: if (answer || wait_q == '1) begin
          state_q  <= DONE;
          rdata_q  <= (answer && !write_q) ? m_rdata_i : '0;
          status_q <= !answer ? 3'd4 : {1'b0, write_q ? m_bresp_i : m_rresp_i};
        end
        MEM: if (p_done_i || wait_q == '1) begin
          state_q  <= DONE;
          p_q      <= 1'b0;
          rdata_q  <= p_rdata_i;
          status_q <= !p_done_i ? 3'd4 : p_err_i ? 3'd3 : 3'd0;
        end
        default: state_q <= IDLE;
      endcase
    end
  end

  assign done_o      = (state_q == DONE) ? 2'b01 << who_q : 2'b00;
  assign rdata_o     = rdata_q;
  assign status_o    = status_q;
  assign m_awvalid_o = aw_q;
  assign m_awaddr_o  = addr_q[15:0];
  assign m_wvalid_o  = w_q;
  assign m_wdata_o   = wdata_q;
  assign m_wstrb_o   = 4'hF;
  assign m_bready_o  = b_q;
  assign m_arvalid_o = ar_q;
  assign m_araddr_o  = addr_q[15:0];
  assign m_rready_o  = r_q;
  assign p_req_o     = p_q;
  assign p_write_o   = write_q;
  assign p_addr_o    = addr_q;
  assign p_wdata_o   = wdata_q;
endmodule
