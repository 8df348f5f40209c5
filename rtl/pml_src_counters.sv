// SPDX-License-Identifier: Apache-2.0
/// The SRC register block: what there is, the last refused access, and per source the events that the core took and the cycles in which
/// one waited. Contract: docs/sources.md section 3.
module pml_src_counters #(
  parameter bit WITH_INGEST = 1'b1,
  parameter bit WITH_TAP = 1'b1,
  parameter bit WITH_GEN = 1'b1
) (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic [15:0] wr_off_i,
  output logic [2:0]  wr_err_o,
  input  logic        rd_i,
  input  logic [15:0] rd_off_i,
  output logic [31:0] rd_data_o,
  output logic [2:0]  rd_err_o,
  input  logic        refused_i,
  input  logic [2:0]  refused_code_i,
  input  logic [15:0] refused_addr_i,
  input  logic [3:0]  ev_valid_i,
  input  logic [3:0]  ev_ready_i
);
  localparam logic [2:0] OK = 3'd0, UNMAPPED = 3'(pml_reg_pkg::ERR_UNMAPPED), READ_ONLY = 3'(pml_reg_pkg::ERR_READ_ONLY);
  localparam logic [31:0] ID = 32'h4352_5350;   // "PSRC" in memory order

  logic [2:0]      code_q;
  logic [15:0]     addr_q;
  logic [8*64-1:0] count_q;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      code_q <= OK;
      addr_q <= '0;
    end else if (refused_i) begin
      code_q <= refused_code_i;
      addr_q <= refused_addr_i;
    end
  end
  for (genvar i = 0; i < 8; i++) begin : g_count
    logic inc_q;   // ready is the end of a long path: counted a cycle later
    always_ff @(posedge clk_i) inc_q <= rst_ni && ev_valid_i[i/2] && (ev_ready_i[i/2] == (i % 2 == 0));
    always_ff @(posedge clk_i) begin
      if (!rst_ni) count_q[i*64 +: 64] <= '0;
      else if (inc_q) count_q[i*64 +: 64] <= count_q[i*64 +: 64] + 64'd1;
    end
  end

  function automatic logic mapped(input logic [15:0] off);
    mapped = off == pml_reg_pkg::SRC_ID || off == pml_reg_pkg::SRC_CAPS || off == pml_reg_pkg::SRC_LAST_ERROR
             || (off >= pml_reg_pkg::SRC_CNT_BASE && off < pml_reg_pkg::SRC_CNT_BASE + 16'd64);
  endfunction
  assign wr_err_o = mapped(wr_off_i) ? READ_ONLY : UNMAPPED;
  assign rd_err_o = !rd_i || mapped(rd_off_i) ? OK : UNMAPPED;
  wire [3:0] word = rd_off_i[5:2];
  always_comb begin
    rd_data_o = '0;
    if (rd_i)
      case (rd_off_i)
        pml_reg_pkg::SRC_ID:         rd_data_o = ID;
        pml_reg_pkg::SRC_CAPS:       rd_data_o = {21'd0, WITH_GEN, WITH_TAP, WITH_INGEST, 8'd4};
        pml_reg_pkg::SRC_LAST_ERROR: rd_data_o = {addr_q, 13'd0, code_q};
        default:                     if (mapped(rd_off_i)) rd_data_o = count_q[32'(word)*32 +: 32];
      endcase
  end
endmodule
