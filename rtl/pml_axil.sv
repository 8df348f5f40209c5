// SPDX-License-Identifier: Apache-2.0
/// AXI4-Lite front of the registers: one access at a time, a write first. Address and data are registered; the access goes through
/// the steps of docs/microarchitecture.md section 11. After reset it first walks over the register RAM to clear it.
module pml_axil #(
  parameter int unsigned CW = 9  ///< words of the register RAM, log2
) (
  input  logic          clk_i,
  input  logic          rst_ni,
  input  logic          s_awvalid_i,
  output logic          s_awready_o,
  input  logic [15:0]   s_awaddr_i,
  input  logic          s_wvalid_i,
  output logic          s_wready_o,
  input  logic [31:0]   s_wdata_i,
  input  logic [3:0]    s_wstrb_i,
  output logic          s_bvalid_o,
  input  logic          s_bready_i,
  output logic [1:0]    s_bresp_o,
  input  logic          s_arvalid_i,
  output logic          s_arready_o,
  input  logic [15:0]   s_araddr_i,
  output logic          s_rvalid_o,
  input  logic          s_rready_i,
  output logic [31:0]   s_rdata_o,
  output logic [1:0]    s_rresp_o,
  // register side
  output logic          clr_o,       ///< the clearing walk
  output logic [CW-1:0] clr_idx_o,
  output logic [15:0]   addr_o,      ///< of the access, from its step 1
  output logic [31:0]   data_o,
  output logic          clean_o,     ///< all strobes, aligned
  output logic          w1_o,        ///< write, step 1
  output logic          w2_o,        ///< write, step 2
  input  logic          w2_wait_i,   ///< not yet on to step 3
  output logic          wr_o,        ///< write, step 3: it is taken
  input  logic          wr_refused_i,
  output logic          r1_o,        ///< read, step 1
  output logic          r2_o,        ///< read, step 2: the state that it returns is that of its last cycle here
  input  logic          r2_wait_i,
  output logic          r4_o,        ///< read, step 4: it is taken
  input  logic          rd_refused_i,
  input  logic [31:0]   rd_data_i    ///< in step 4; 0 when refused
);
  localparam logic [1:0] OKAY = 2'b00, SLVERR = 2'b10;
  localparam logic [3:0] IDLE = 4'd0, W1 = 4'd1, W2 = 4'd2, W3 = 4'd3, R1 = 4'd4, R2 = 4'd5, R3 = 4'd6, R4 = 4'd7, CLEAR = 4'd8, WA = 4'd9, W0 = 4'd10;

  logic [3:0]    st_q;
  logic [CW-1:0] clr_q;
  logic          bvalid_q, rvalid_q, clean_q, wready_q, rready_q;
  logic [1:0]    bresp_q, rresp_q;
  logic [15:0]   addr_q;
  logic [31:0]   data_q, rdata_q;

  wire write = st_q == IDLE && s_awvalid_i && s_wvalid_i && !bvalid_q;
  wire read  = st_q == IDLE && !write && s_arvalid_i && !rvalid_q;
  wire go_w3 = st_q == W2 && !w2_wait_i;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      st_q     <= CLEAR;
      clr_q    <= '0;
      bvalid_q <= 1'b0;
      rvalid_q <= 1'b0;
      wready_q <= 1'b0;
      rready_q <= 1'b0;
    end else begin
      case (st_q)
        CLEAR: begin
          clr_q <= clr_q + 1'b1;
          if (&clr_q) st_q <= IDLE;
        end
        IDLE:    st_q <= write ? WA : read ? R1 : IDLE;
        WA:      st_q <= W0;
        W0:      st_q <= W1;
        W1:      st_q <= W2;
        W2:      if (!w2_wait_i) st_q <= W3;
        W3:      st_q <= IDLE;
        R1:      st_q <= R2;
        R2:      if (!r2_wait_i) st_q <= R3;
        R3:      st_q <= R4;
        R4:      st_q <= IDLE;
        default: st_q <= IDLE;
      endcase
      wready_q <= go_w3;
      rready_q <= st_q == R3;
      if (wready_q)        bvalid_q <= 1'b1;
      else if (s_bready_i) bvalid_q <= 1'b0;
      if (rready_q)        rvalid_q <= 1'b1;
      else if (s_rready_i) rvalid_q <= 1'b0;
    end
    if (write || read) begin
      addr_q  <= write ? s_awaddr_i : s_araddr_i;
      data_q  <= s_wdata_i;
      clean_q <= write ? (s_wstrb_i == 4'hF && s_awaddr_i[1:0] == 2'd0) : s_araddr_i[1:0] == 2'd0;
    end
    if (wready_q) bresp_q <= wr_refused_i ? SLVERR : OKAY;
    if (rready_q) begin
      rresp_q <= rd_refused_i ? SLVERR : OKAY;
      rdata_q <= rd_data_i;
    end
  end

  assign clr_o       = st_q == CLEAR;
  assign clr_idx_o   = clr_q;
  assign addr_o      = addr_q;
  assign data_o      = data_q;
  assign clean_o     = clean_q;
  assign w1_o        = st_q == W1;
  assign w2_o        = st_q == W2;
  assign wr_o        = wready_q;
  assign r1_o        = st_q == R1;
  assign r2_o        = st_q == R2;
  assign r4_o        = rready_q;
  assign s_awready_o = wready_q;
  assign s_wready_o  = wready_q;
  assign s_bvalid_o  = bvalid_q;
  assign s_bresp_o   = bresp_q;
  assign s_arready_o = rready_q;
  assign s_rvalid_o  = rvalid_q;
  assign s_rresp_o   = rresp_q;
  assign s_rdata_o   = rdata_q;
endmodule
