// SPDX-License-Identifier: Apache-2.0
/// On-chip memory behind an AXI4 slave port: INCR bursts of any length and size up to the bus, byte strobes, one beat a cycle in each
/// direction, several bursts accepted ahead, responses in order. Bursts that start outside [BASE, BASE + SIZE) get DECERR, bursts that are not
/// INCR or leave the memory SLVERR; neither writes anything.
/// A second port (p_*) reads and writes 32-bit words for the board's own masters: a request is held until p_done_o, takes one beat's place
/// in the pipeline, and is answered with p_err_o when the address is outside or not aligned.
/// A write whose B has been given is seen by every later read on either port.
`include "pml_assert.svh"
module pml_axi_ram #(
  parameter int unsigned DW = 64,            ///< bus width: a multiple of 32
  parameter int unsigned SIZE_LOG2 = 16,     ///< bytes, log2
  parameter logic [63:0] BASE = 64'h4000_0000, ///< a multiple of the size
  parameter int unsigned IDW = 4
) (
  input  logic            clk_i,
  input  logic            rst_ni,
  input  logic            s_awvalid_i,
  output logic            s_awready_o,
  input  logic [IDW-1:0]  s_awid_i,
  input  logic [63:0]     s_awaddr_i,
  input  logic [7:0]      s_awlen_i,
  input  logic [2:0]      s_awsize_i,
  input  logic [1:0]      s_awburst_i,
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
  input  logic [1:0]      s_arburst_i,
  output logic            s_rvalid_o,
  input  logic            s_rready_i,
  output logic [IDW-1:0]  s_rid_o,
  output logic [DW-1:0]   s_rdata_o,
  output logic [1:0]      s_rresp_o,
  output logic            s_rlast_o,
  input  logic            p_req_i,
  input  logic            p_write_i,
  input  logic [31:0]     p_addr_i,
  input  logic [31:0]     p_wdata_i,
  output logic            p_done_o,
  output logic [31:0]     p_rdata_o,
  output logic            p_err_o
);
  localparam int unsigned COLS = DW / 32;                    // block RAMs side by side
  localparam int unsigned OW   = $clog2(DW / 8);             // address bits inside a beat
  localparam int unsigned AW   = SIZE_LOG2 - OW;             // beat address
  localparam int unsigned ROWS = 1 << (AW - 10);             // block RAMs one above the other
  localparam int unsigned RSW  = (AW > 10) ? AW - 10 : 1;
  localparam int unsigned R_DEPTH = 8;
  localparam int unsigned PSW  = (COLS > 1) ? $clog2(COLS) : 1;

  // ---------------------------------------------------------------- bursts
  logic                 aw_go, ar_go, w_take, w_next, w_act, r_next, r_act, r_end, b_push, b_valid;
  logic [1:0]           w_resp, r_resp;
  logic [SIZE_LOG2-1:0] w_addr, r_addr;
  logic [IDW-1:0]       w_id, r_id;
  logic [2:0]           b_count;
  pml_axi_burst #(.SIZE_LOG2(SIZE_LOG2), .BASE(BASE), .IDW(IDW), .OW(OW)) u_wr (
    .clk_i, .rst_ni, .valid_i(s_awvalid_i), .ready_o(aw_go), .id_i(s_awid_i), .addr_i(s_awaddr_i), .len_i(s_awlen_i),
    .size_i(s_awsize_i), .burst_i(s_awburst_i), .active_o(w_act), .addr_o(w_addr), .id_o(w_id), .resp_o(w_resp),
    .last_o(w_next), .step_i(w_take));
  pml_axi_burst #(.SIZE_LOG2(SIZE_LOG2), .BASE(BASE), .IDW(IDW), .OW(OW)) u_rd (
    .clk_i, .rst_ni, .valid_i(s_arvalid_i), .ready_o(ar_go), .id_i(s_arid_i), .addr_i(s_araddr_i), .len_i(s_arlen_i),
    .size_i(s_arsize_i), .burst_i(s_arburst_i), .active_o(r_act), .addr_o(r_addr), .id_o(r_id), .resp_o(r_resp),
    .last_o(r_end), .step_i(r_next));
  assign s_awready_o = aw_go;
  assign s_arready_o = ar_go;

  // ---------------------------------------------------------------- second port: one request at a time
  logic       p_sent_q, p_done_q, p_err_q;
  logic [1:0] p_pipe_q;
  wire  p_bad = p_addr_i[31:SIZE_LOG2] != BASE[31:SIZE_LOG2] || p_addr_i[1:0] != 0;
  wire  p_go  = p_req_i && !p_sent_q && !p_done_q;
  wire  p_wr  = p_go && p_write_i && !p_bad;
  wire  p_rd  = p_go && !p_write_i && !p_bad;

  // ---------------------------------------------------------------- write: one register stage in front of the RAMs
  logic                we_q;
  logic [AW-1:0]       waddr_q;
  logic [DW-1:0]       wdata_q;
  logic [DW/8-1:0]     wstrb_q;
  assign s_wready_o = w_act && !p_wr && b_count < 3'd4;
  assign w_take     = s_wvalid_i && s_wready_o;
  assign b_push     = w_take && w_next;
  always_ff @(posedge clk_i) begin
    waddr_q <= p_wr ? p_addr_i[SIZE_LOG2-1:OW] : w_addr[SIZE_LOG2-1:OW];
    wdata_q <= p_wr ? {COLS{p_wdata_i}} : s_wdata_i;
    wstrb_q <= p_wr ? (DW/8)'(4'hF) << {p_addr_i[OW-1:2], 2'b00} : s_wstrb_i;
    we_q    <= rst_ni && (p_wr || (w_take && w_resp == 2'b00));
  end
  pml_fifo #(.W(2 + IDW), .DEPTH(4)) u_b (
    .clk_i, .rst_ni, .push_i(b_push), .data_i({w_id, w_resp}), .pop_i(b_valid && s_bready_i), .valid_o(b_valid),
    .data_o({s_bid_o, s_bresp_o}), .count_o(b_count));
  assign s_bvalid_o = b_valid;

  // ---------------------------------------------------------------- read: address, RAM, row multiplexer, queue
  logic                    r0_q, r1_q, r2_q;      // a beat of the AXI port is in this stage
  logic [IDW+2:0]          i0_q, i1_q, i2_q;      // its id, response, last
  logic [AW-1:0]           raddr_q;
  logic [RSW-1:0]          row_q;
  logic [PSW-1:0]          lane_q, lane1_q, lane2_q;
  logic [DW-1:0]           rdata_q, rmux;
  logic                    re_q, rf_valid;
  logic [3:0]              owed_q;                // beats in the stages and in the queue
  assign r_next = r_act && !p_rd && owed_q < 4'(R_DEPTH);
  wire   r_pop  = rf_valid && s_rready_i;
  always_ff @(posedge clk_i) begin
    raddr_q <= p_rd ? p_addr_i[SIZE_LOG2-1:OW] : r_addr[SIZE_LOG2-1:OW];
    re_q    <= p_rd || r_next;
    row_q   <= (AW > 10) ? RSW'(raddr_q >> 10) : '0;
    rdata_q <= rmux;
    lane_q  <= (COLS > 1) ? PSW'(p_addr_i >> 2) : '0;
    lane1_q <= lane_q;
    lane2_q <= lane1_q;
    i0_q    <= {r_id, r_resp, r_end};
    i1_q    <= i0_q;
    i2_q    <= i1_q;
    if (!rst_ni) begin
      r0_q     <= 1'b0;
      r1_q     <= 1'b0;
      r2_q     <= 1'b0;
      owed_q   <= '0;
      p_pipe_q <= '0;
      p_sent_q <= 1'b0;
      p_done_q <= 1'b0;
      p_err_q  <= 1'b0;
    end else begin
      r0_q   <= r_next;
      r1_q   <= r0_q;
      r2_q   <= r1_q;
      owed_q <= owed_q + 4'(r_next) - 4'(r_pop);
      // the second port's read passes the same three stages
      p_pipe_q <= {p_pipe_q[0], p_rd};
      p_sent_q <= p_go ? p_rd : p_sent_q && !p_pipe_q[1];
      p_done_q <= (p_go && !p_rd) || p_pipe_q[1];
      p_err_q  <= p_go && p_bad;
    end
  end
  pml_fifo #(.W(DW + 3 + IDW), .DEPTH(R_DEPTH)) u_r (
    .clk_i, .rst_ni, .push_i(r2_q), .data_i({i2_q, rdata_q}), .pop_i(r_pop), .valid_o(rf_valid),
    .data_o({s_rid_o, s_rresp_o, s_rlast_o, s_rdata_o}), .count_o());
  assign s_rvalid_o = rf_valid;
  assign p_done_o   = p_done_q;
  assign p_err_o    = p_err_q;
  assign p_rdata_o  = rdata_q[32*lane2_q +: 32];

  `PML_ASSERT(a_wlast, !(w_take && s_wlast_i != w_next))

  // ---------------------------------------------------------------- the RAMs
  logic [ROWS*DW-1:0] rows;
  for (genvar r = 0; r < ROWS; r++) begin : g_row
    wire here_w = we_q && (waddr_q >> 10) == AW'(r);
    wire here_r = re_q && (raddr_q >> 10) == AW'(r);
    for (genvar c = 0; c < COLS; c++) begin : g_col
      pml_ram_be u_ram (
        .clk_i, .we_i(here_w ? wstrb_q[4*c +: 4] : 4'h0), .waddr_i(waddr_q[9:0]), .wdata_i(wdata_q[32*c +: 32]), .re_i(here_r),
        .raddr_i(raddr_q[9:0]), .rdata_o(rows[DW*r + 32*c +: 32]));
    end
  end
  assign rmux = rows[DW*row_q +: DW];
endmodule
