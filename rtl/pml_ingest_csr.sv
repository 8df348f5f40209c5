// SPDX-License-Identifier: Apache-2.0
/// The INGEST register block: rings, doorbell, counters of the log-page ingest. Error codes are those of SRC.LAST_ERROR, 0 when the access is
/// good. Contract: docs/sources.md section 4.
module pml_ingest_csr #(
  parameter int unsigned N_VEC = 16
) (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic        wr_i,
  input  logic [15:0] wr_off_i,
  input  logic [31:0] wr_data_i,
  output logic [2:0]  wr_err_o,
  input  logic        rd_i,
  input  logic [15:0] rd_off_i,
  output logic [31:0] rd_data_o,
  output logic [2:0]  rd_err_o,
  // state and events of the ingest
  input  logic        idle_i,
  input  logic [2:0]  open_i,
  input  logic        begin_i,
  input  logic        record_i,
  input  logic        wr_error_i,
  input  logic [6:0]  inc_i,        ///< one a counter, in the order of the registers
  // configuration
  output logic        run_o,
  output logic        start_o,      ///< ENABLE is accepted in this cycle
  output logic [7:0]  vector_o,
  output logic [63:0] desc_base_o,
  output logic [4:0]  desc_log2_o,
  output logic [31:0] desc_tail_o,
  output logic [31:0] desc_head_o,
  output logic [63:0] cpl_base_o,
  output logic [4:0]  cpl_log2_o,
  output logic [31:0] cpl_cons_o,
  output logic [31:0] cpl_prod_o,
  output logic        cpl_clear_o   ///< the completion ring is set in this cycle
);
  localparam logic [2:0] OK = 3'd0, UNMAPPED = 3'(pml_reg_pkg::ERR_UNMAPPED), READ_ONLY = 3'(pml_reg_pkg::ERR_READ_ONLY),
                         BAD_VALUE = 3'(pml_reg_pkg::ERR_BAD_VALUE), WRONG_STATE = 3'(pml_reg_pkg::ERR_WRONG_STATE);

  logic        enable_q, wr_error_q, set_q;
  logic [7:0]  vector_q;
  logic [63:0] dbase_q, cbase_q;
  logic [4:0]  dlog2_q, clog2_q;
  logic [31:0] tail_q, head_q, cons_q, prod_q;
  logic [6:0]  inc_q;

  // may ENABLE be set: as of the cycle before (no write happens in two cycles that follow each other)
  wire [64:0] dtop = {1'b0, dbase_q} + (65'd64 << dlog2_q);
  wire [64:0] ctop = {1'b0, cbase_q} + (65'd64 << clog2_q);
  always_ff @(posedge clk_i) begin
    if (!rst_ni) set_q <= 1'b0;
    else set_q <= dbase_q != 0 && cbase_q != 0 && dlog2_q != 0 && clog2_q != 0
                  && (!dtop[64] || dtop[63:0] == 0) && (!ctop[64] || ctop[63:0] == 0);
  end

  wire        still     = !enable_q && idle_i;
  wire        log2_good = wr_data_i >= 32'd1 && wr_data_i <= 32'd16;
  wire [31:0] ahead     = wr_data_i - head_q;    // descriptors that would wait
  wire [31:0] behind    = prod_q - wr_data_i;    // records that dom0 would still have to take
  wire        tail_good = ahead <= (32'd1 << dlog2_q) && ahead >= tail_q - head_q;
  wire        cons_good = behind <= prod_q - cons_q;

  always_comb begin
    case (wr_off_i)
      pml_reg_pkg::INGEST_CTRL:
        wr_err_o = wr_data_i[31:1] != 0 ? BAD_VALUE : (wr_data_i[0] && !(still && set_q)) ? WRONG_STATE : OK;
      pml_reg_pkg::INGEST_VECTOR:       wr_err_o = wr_data_i >= N_VEC ? BAD_VALUE : OK;
      pml_reg_pkg::INGEST_DESC_BASE, pml_reg_pkg::INGEST_CPL_BASE:
        wr_err_o = wr_data_i[11:0] != 0 ? BAD_VALUE : !still ? WRONG_STATE : OK;
      pml_reg_pkg::INGEST_DESC_BASE_HI, pml_reg_pkg::INGEST_CPL_BASE_HI: wr_err_o = !still ? WRONG_STATE : OK;
      pml_reg_pkg::INGEST_DESC_LOG2, pml_reg_pkg::INGEST_CPL_LOG2:
        wr_err_o = !log2_good ? BAD_VALUE : !still ? WRONG_STATE : OK;
      pml_reg_pkg::INGEST_DESC_TAIL:    wr_err_o = dlog2_q == 0 ? WRONG_STATE : !tail_good ? BAD_VALUE : OK;
      pml_reg_pkg::INGEST_CPL_CONS:     wr_err_o = !cons_good ? BAD_VALUE : OK;
      pml_reg_pkg::INGEST_STATUS, pml_reg_pkg::INGEST_DESC_HEAD, pml_reg_pkg::INGEST_CPL_PROD: wr_err_o = READ_ONLY;
      default:                          wr_err_o = counter(wr_off_i) ? READ_ONLY : UNMAPPED;
    endcase
  end

  function automatic logic counter(input logic [15:0] off);
    counter = off >= pml_reg_pkg::INGEST_CNT_BASE
              && 32'(off) < 32'(pml_reg_pkg::INGEST_CNT_BASE) + 8 * pml_reg_pkg::INGEST_CNT_COUNT;
  endfunction

  wire good  = wr_i && wr_err_o == OK;
  wire dset  = good && (wr_off_i == pml_reg_pkg::INGEST_DESC_BASE || wr_off_i == pml_reg_pkg::INGEST_DESC_BASE_HI
                        || wr_off_i == pml_reg_pkg::INGEST_DESC_LOG2);
  wire cset  = good && (wr_off_i == pml_reg_pkg::INGEST_CPL_BASE || wr_off_i == pml_reg_pkg::INGEST_CPL_BASE_HI
                        || wr_off_i == pml_reg_pkg::INGEST_CPL_LOG2);
  assign start_o     = good && wr_off_i == pml_reg_pkg::INGEST_CTRL && wr_data_i[0];
  assign cpl_clear_o = cset;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      enable_q   <= 1'b0;
      wr_error_q <= 1'b0;
      vector_q   <= '0;
      dbase_q    <= '0;
      cbase_q    <= '0;
      dlog2_q    <= '0;
      clog2_q    <= '0;
      tail_q     <= '0;
      head_q     <= '0;
      cons_q     <= '0;
      prod_q     <= '0;
    end else begin
      if (good)
        case (wr_off_i)
          pml_reg_pkg::INGEST_CTRL:         enable_q       <= wr_data_i[0];
          pml_reg_pkg::INGEST_VECTOR:       vector_q       <= wr_data_i[7:0];
          pml_reg_pkg::INGEST_DESC_BASE:    dbase_q[31:0]  <= wr_data_i;
          pml_reg_pkg::INGEST_DESC_BASE_HI: dbase_q[63:32] <= wr_data_i;
          pml_reg_pkg::INGEST_DESC_LOG2:    dlog2_q        <= wr_data_i[4:0];
          pml_reg_pkg::INGEST_DESC_TAIL:    tail_q         <= wr_data_i;
          pml_reg_pkg::INGEST_CPL_BASE:     cbase_q[31:0]  <= wr_data_i;
          pml_reg_pkg::INGEST_CPL_BASE_HI:  cbase_q[63:32] <= wr_data_i;
          pml_reg_pkg::INGEST_CPL_LOG2:     clog2_q        <= wr_data_i[4:0];
          pml_reg_pkg::INGEST_CPL_CONS:     cons_q         <= wr_data_i;
          default: ;
        endcase
      if (dset) begin
        tail_q <= '0;
        head_q <= '0;
      end else if (begin_i) head_q <= head_q + 1'b1;
      if (cset) begin
        cons_q <= '0;
        prod_q <= '0;
      end else if (record_i) prod_q <= prod_q + 1'b1;
      if (wr_error_i) wr_error_q <= 1'b1;
      else if (start_o) wr_error_q <= 1'b0;
    end
  end

  // ---- counters, then what a read sees
  logic [7*64-1:0] count_q;
  always_ff @(posedge clk_i) inc_q <= rst_ni ? inc_i : 7'd0;
  for (genvar i = 0; i < 7; i++) begin : g_count
    always_ff @(posedge clk_i) begin
      if (!rst_ni) count_q[i*64 +: 64] <= '0;
      else if (inc_q[i]) count_q[i*64 +: 64] <= count_q[i*64 +: 64] + 64'd1;
    end
  end

  wire [3:0] word = rd_off_i[5:2];
  always_comb begin
    rd_data_o = '0;
    rd_err_o  = OK;
    if (rd_i)
      case (rd_off_i)
        pml_reg_pkg::INGEST_CTRL:         rd_data_o = {31'd0, enable_q};
        pml_reg_pkg::INGEST_STATUS:       rd_data_o = {25'd0, open_i, 1'b0, run_o, wr_error_q, idle_i};
        pml_reg_pkg::INGEST_VECTOR:       rd_data_o = {24'd0, vector_q};
        pml_reg_pkg::INGEST_DESC_BASE:    rd_data_o = dbase_q[31:0];
        pml_reg_pkg::INGEST_DESC_BASE_HI: rd_data_o = dbase_q[63:32];
        pml_reg_pkg::INGEST_DESC_LOG2:    rd_data_o = {27'd0, dlog2_q};
        pml_reg_pkg::INGEST_DESC_TAIL:    rd_data_o = tail_q;
        pml_reg_pkg::INGEST_DESC_HEAD:    rd_data_o = head_q;
        pml_reg_pkg::INGEST_CPL_BASE:     rd_data_o = cbase_q[31:0];
        pml_reg_pkg::INGEST_CPL_BASE_HI:  rd_data_o = cbase_q[63:32];
        pml_reg_pkg::INGEST_CPL_LOG2:     rd_data_o = {27'd0, clog2_q};
        pml_reg_pkg::INGEST_CPL_CONS:     rd_data_o = cons_q;
        pml_reg_pkg::INGEST_CPL_PROD:     rd_data_o = prod_q;
        default: begin
          if (counter(rd_off_i)) rd_data_o = count_q[32'(word)*32 +: 32];
          else rd_err_o = UNMAPPED;
        end
      endcase
  end

  assign run_o       = enable_q && !wr_error_q;
  assign vector_o    = vector_q;
  assign desc_base_o = dbase_q;
  assign desc_log2_o = dlog2_q;
  assign desc_tail_o = tail_q;
  assign desc_head_o = head_q;
  assign cpl_base_o  = cbase_q;
  assign cpl_log2_o  = clog2_q;
  assign cpl_cons_o  = cons_q;
  assign cpl_prod_o  = prod_q;
endmodule
