// SPDX-License-Identifier: Apache-2.0
/// Registers of the sources: AXI4-Lite front, which block an access is for, refusals. Blocks: 0 SRC, 1 INGEST, 2 TAP, 3 GEN; each block is
/// a module of its own. An access happens in the cycle after it is taken; a write's answer is there one cycle later, a read's two.
/// Contract: docs/sources.md section 3. Carries: I2.
module pml_src_csr (
  input  logic         clk_i,
  input  logic         rst_ni,
  input  logic         s_awvalid_i,
  output logic         s_awready_o,
  input  logic [15:0]  s_awaddr_i,
  input  logic         s_wvalid_i,
  output logic         s_wready_o,
  input  logic [31:0]  s_wdata_i,
  input  logic [3:0]   s_wstrb_i,
  output logic         s_bvalid_o,
  input  logic         s_bready_i,
  output logic [1:0]   s_bresp_o,
  input  logic         s_arvalid_i,
  output logic         s_arready_o,
  input  logic [15:0]  s_araddr_i,
  output logic         s_rvalid_o,
  input  logic         s_rready_i,
  output logic [31:0]  s_rdata_o,
  output logic [1:0]   s_rresp_o,
  // blocks
  output logic [3:0]   wr_o,         ///< a write happens now
  output logic [15:0]  wr_off_o,
  output logic [31:0]  wr_data_o,
  input  logic [11:0]  wr_err_i,     ///< 3 bits a block
  output logic [3:0]   rd_o,
  output logic [15:0]  rd_off_o,
  input  logic [127:0] rd_data_i,    ///< 0 from blocks that are not read
  input  logic [11:0]  rd_err_i,
  // the refusal of this cycle, for LAST_ERROR
  output logic         refused_o,
  output logic [2:0]   refused_code_o,
  output logic [15:0]  refused_addr_o
);
  localparam logic [2:0] OK = 3'd0, UNMAPPED = 3'(pml_reg_pkg::ERR_UNMAPPED), BAD_ACCESS = 3'(pml_reg_pkg::ERR_BAD_ACCESS);
  localparam logic [1:0] OKAY = 2'b00, SLVERR = 2'b10;
  localparam logic [3:0] SRC = 4'b0001, INGEST = 4'b0010, TAP = 4'b0100, GEN = 4'b1000;

  // block of an address, one-hot; 0: none
  function automatic logic [3:0] block_of(input logic [5:0] top);  // address bits 15:10
    block_of = 4'd0;
    if (top == pml_reg_pkg::SRC_BASE[15:10])       block_of = SRC;
    if (top == pml_reg_pkg::INGEST_BASE[15:10])    block_of = INGEST;
    if (top[5:1] == pml_reg_pkg::TAP_BASE[15:11])  block_of = TAP;
    if (top == pml_reg_pkg::GEN_BASE[15:10])       block_of = GEN;
  endfunction
  function automatic logic [15:0] offset_of(input logic [10:0] addr, input logic [3:0] block);
    offset_of = {5'd0, block == TAP && addr[10], addr[9:0]};
  endfunction
  function automatic logic [2:0] error_of(input logic clean, input logic [3:0] block, input logic [11:0] errs);
    error_of = (errs[2:0] & {3{block[0]}}) | (errs[5:3] & {3{block[1]}}) | (errs[8:6] & {3{block[2]}}) | (errs[11:9] & {3{block[3]}});
    if (block == 0) error_of = UNMAPPED;
    if (!clean)     error_of = BAD_ACCESS;
  endfunction

  // ---- write
  logic        wbusy_q, wr_q, wclean_q, bvalid_q, bad_q;
  logic [3:0]  wblock_q;
  logic [15:0] waddr_q, woff_q;
  logic [31:0] wdata_q;
  wire wtake = s_awvalid_i && s_wvalid_i && !wbusy_q;
  wire [2:0] wr_err = error_of(wclean_q, wblock_q, wr_err_i);
  wire wr_refused = wr_q && wr_err != OK;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      wbusy_q  <= 1'b0;
      wr_q     <= 1'b0;
      bvalid_q <= 1'b0;
    end else begin
      if (wtake) wbusy_q <= 1'b1;
      else if (bvalid_q && s_bready_i) wbusy_q <= 1'b0;
      wr_q     <= wtake;
      bvalid_q <= wr_q || (bvalid_q && !s_bready_i);
    end
  end
  always_ff @(posedge clk_i) begin
    if (wtake) begin
      waddr_q  <= s_awaddr_i;
      wblock_q <= block_of(s_awaddr_i[15:10]);
      woff_q   <= offset_of(s_awaddr_i[10:0], block_of(s_awaddr_i[15:10]));
      wdata_q  <= s_wdata_i;
      wclean_q <= s_wstrb_i == 4'hF && s_awaddr_i[1:0] == 2'd0;
    end
    if (wr_q) bad_q <= wr_refused;
  end
  assign wr_o        = wblock_q & {4{wr_q && wclean_q}};
  assign wr_off_o    = woff_q;
  assign wr_data_o   = wdata_q;
  assign s_awready_o = wtake;
  assign s_wready_o  = wtake;
  assign s_bvalid_o  = bvalid_q;
  assign s_bresp_o   = bad_q ? SLVERR : OKAY;

  // ---- read
  logic         rbusy_q, rd_q, rd2_q, rclean_q, rvalid_q, rbad_q, rbad2_q;
  logic [3:0]   rblock_q;
  logic [15:0]  raddr_q, roff_q;
  logic [127:0] rblocks_q;
  logic [31:0]  rdata_q;
  wire rtake = s_arvalid_i && !rbusy_q;
  wire [2:0] rd_err = error_of(rclean_q, rblock_q, rd_err_i);
  wire rd_refused = rd_q && rd_err != OK;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      rbusy_q  <= 1'b0;
      rd_q     <= 1'b0;
      rd2_q    <= 1'b0;
      rvalid_q <= 1'b0;
    end else begin
      if (rtake) rbusy_q <= 1'b1;
      else if (rvalid_q && s_rready_i) rbusy_q <= 1'b0;
      rd_q     <= rtake;
      rd2_q    <= rd_q;
      rvalid_q <= rd2_q || (rvalid_q && !s_rready_i);
    end
  end
  always_ff @(posedge clk_i) begin
    if (rtake) begin
      raddr_q  <= s_araddr_i;
      rblock_q <= block_of(s_araddr_i[15:10]);
      roff_q   <= offset_of(s_araddr_i[10:0], block_of(s_araddr_i[15:10]));
      rclean_q <= s_araddr_i[1:0] == 2'd0;
    end
    rblocks_q <= rd_data_i;
    rbad_q    <= rd_refused;
    if (rd2_q) begin
      rdata_q <= rbad_q ? 32'd0 : rblocks_q[31:0] | rblocks_q[63:32] | rblocks_q[95:64] | rblocks_q[127:96];
      rbad2_q <= rbad_q;
    end
  end
  assign rd_o        = rblock_q & {4{rd_q && rclean_q}};
  assign rd_off_o    = roff_q;
  assign s_arready_o = rtake;
  assign s_rvalid_o  = rvalid_q;
  assign s_rdata_o   = rdata_q;
  assign s_rresp_o   = rbad2_q ? SLVERR : OKAY;

  assign refused_o      = wr_refused || rd_refused;
  assign refused_code_o = wr_refused ? wr_err : rd_err;
  assign refused_addr_o = wr_refused ? waddr_q : raddr_q;
endmodule
