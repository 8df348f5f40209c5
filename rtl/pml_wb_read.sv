// SPDX-License-Identifier: Apache-2.0
/// Write-back, reads: asks memory for the old beats of a line that was touched before in its epoch, one burst a cycle per run of
/// beats with new bits, and passes the line on to the beat stage in order. Read data waits in a queue sized for all that may be
/// outstanding, so rready is always high. Carries: C1, C3, I1.
module pml_wb_read #(
  parameter int unsigned N_VM = 8,
  parameter int unsigned PAGES_LOG2 = 24,
  parameter int unsigned DW = 512,
  parameter int unsigned SLW = 9,
  parameter int unsigned OUTSTANDING = 64,
  localparam int unsigned TXN = 2 * OUTSTANDING,
  localparam int unsigned NB = 512 / DW,
  localparam int unsigned BW = (NB > 1) ? $clog2(NB) : 1,
  localparam int unsigned VMW = (N_VM > 1) ? $clog2(N_VM) : 1,
  localparam int unsigned LW = PAGES_LOG2 - 9,
  localparam int unsigned TW = VMW + 1 + LW,
  localparam int unsigned XW = 6 + SLW + 2 * NB + TW,
  localparam int unsigned OW = $clog2(2 * TXN + 1)
) (
  input  logic                  clk_i,
  input  logic                  rst_ni,
  input  logic                  tx_valid_i,
  input  logic [XW-1:0]         tx_info_i,
  output logic                  tx_pop_o,
  output logic                  wt_valid_o,      ///< WTQ head
  output logic [XW-1:0]         wt_info_o,
  input  logic                  wt_pop_i,
  input  logic [N_VM*2*64-1:0]  cfg_a_base_i,
  input  logic [N_VM*2*64-1:0]  cfg_w_base_i,
  output logic [N_VM-1:0]       inc_lines_read_o,
  output logic [6:0]            rd_bytes_o,      ///< bytes asked for in this cycle
  output logic [VMW-1:0]        rd_vm_o,
  output logic [OW-1:0]         rd_out_o,        ///< bursts outstanding
  output logic                  arvalid_o,
  output logic [63:0]           araddr_o,
  output logic [7:0]            arlen_o,
  input  logic                  arready_i,
  input  logic                  rvalid_i,
  input  logic [DW-1:0]         rdata_i,
  input  logic [1:0]            rresp_i,
  input  logic                  rlast_i,
  output logic                  rf_valid_o,      ///< oldest read beat
  output logic [DW-1:0]         rf_data_o,
  output logic                  rf_err_o,
  input  logic                  rf_pop_i,
  input  logic                  rf_pop_last_i    ///< it is the last beat of its burst
);
  logic          busy_q;
  logic [NB-1:0] rem_a_q, rem_w_q;
  wire [NB-1:0]  ma = tx_info_i[TW +: NB];
  wire [NB-1:0]  mw = tx_info_i[TW+NB +: NB];
  wire read_a = tx_info_i[XW-5];
  wire read_w = tx_info_i[XW-4];
  wire [VMW-1:0] vm   = tx_info_i[LW+1 +: VMW];
  wire           b    = tx_info_i[LW];
  wire [LW-1:0]  line = tx_info_i[0 +: LW];

  wire [NB-1:0] cur_a = busy_q ? rem_a_q : read_a ? ma : '0;
  wire [NB-1:0] cur_w = busy_q ? rem_w_q : read_w ? mw : '0;
  wire          in_a  = |cur_a;
  wire          any   = in_a || |cur_w;
  logic [BW-1:0] first, len;
  logic [NB-1:0] rest;
  pml_run #(.NB(NB)) u_run (.mask_i(in_a ? cur_a : cur_w), .first_o(first), .len_o(len), .rest_o(rest));

  logic [2:0]     ar_count;
  logic [OW-1:0]  out_q, res_q;
  wire can  = ar_count < 3'd4 && 32'(out_q) < OUTSTANDING && 32'(res_q) < 2 * OUTSTANDING;
  wire push = tx_valid_i && any && can;
  wire kind_end = push && rest == 0;
  wire move = tx_valid_i && (!any || (kind_end && (in_a ? cur_w == 0 : 1'b1)));

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      busy_q <= 1'b0;
      out_q  <= '0;
      res_q  <= '0;
    end else begin
      if (move)      busy_q <= 1'b0;
      else if (push) busy_q <= 1'b1;
      out_q <= out_q + OW'(push) - OW'(rvalid_i && rlast_i);
      res_q <= res_q + OW'(push) - OW'(rf_pop_i && rf_pop_last_i);
    end
    if (push) begin
      rem_a_q <= in_a ? rest : '0;
      rem_w_q <= in_a ? cur_w : rest;
    end
  end

  wire [63:0] base = in_a ? cfg_a_base_i[{vm, b}*64 +: 64] : cfg_w_base_i[{vm, b}*64 +: 64];
  wire [63:0] addr = base + {{(58-LW){1'b0}}, line, 6'd0} + (64'(first) << $clog2(DW / 8));
  logic [BW-1:0] q_len;
  pml_fifo #(.W(64 + BW), .DEPTH(4)) u_ar (
    .clk_i, .rst_ni, .push_i(push), .data_i({len, addr}), .pop_i(arvalid_o && arready_i), .valid_o(arvalid_o),
    .data_o({q_len, araddr_o}), .count_o(ar_count));
  assign arlen_o = 8'(q_len);

  logic [$clog2(TXN):0] wt_count_unused;
  pml_fifo #(.W(XW), .DEPTH(TXN)) u_wtq (
    .clk_i, .rst_ni, .push_i(move), .data_i(tx_info_i), .pop_i(wt_pop_i), .valid_o(wt_valid_o), .data_o(wt_info_o),
    .count_o(wt_count_unused));
  assign tx_pop_o = move;

  logic [$clog2(2*OUTSTANDING*NB):0] rf_count_unused;
  pml_fifo #(.W(DW + 1), .DEPTH(2 * OUTSTANDING * NB)) u_rf (
    .clk_i, .rst_ni, .push_i(rvalid_i), .data_i({rresp_i[1], rdata_i}), .pop_i(rf_pop_i), .valid_o(rf_valid_o),
    .data_o({rf_err_o, rf_data_o}), .count_o(rf_count_unused));

  assign inc_lines_read_o = kind_end ? N_VM'(1) << vm : '0;
  assign rd_bytes_o = push ? 7'((32'(len) + 1) * (DW / 8)) : '0;
  assign rd_vm_o    = vm;
  assign rd_out_o   = out_q;
endmodule
