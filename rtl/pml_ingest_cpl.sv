// SPDX-License-Identifier: Apache-2.0
/// Log-page ingest, completion records: writes one for each descriptor, after the unit has taken all of its events, in order, at most four unanswered.
/// The phase is in the last 8 bytes. An answer raises the source's interrupt; a bad one is reported too. Contract: docs/sources.md section 5.
`include "pml_assert.svh"
module pml_ingest_cpl #(
  parameter int unsigned DW = 512
) (
  input  logic            clk_i,
  input  logic            rst_ni,
  input  logic [63:0]     now_i,
  input  logic [63:0]     base_i,
  input  logic [4:0]      log2_i,
  input  logic [31:0]     prod_i,
  output logic            record_o,     ///< a record begins: its number is prod_i
  output logic            read_error_o, ///< with record_o: what kind it is
  output logic            bad_desc_o,
  // the account, the descriptor
  input  logic            done_i,
  input  logic            taken_i,
  input  logic            rd_err_i,
  input  logic [18:0]     entries_i,
  input  logic [27:0]     events_i,
  input  logic [18:0]     malformed_i,
  input  logic [18:0]     supers_i,
  input  logic            first_valid_i,
  input  logic [17:0]     first_pos_i,
  input  logic [63:0]     first_word_i,
  input  logic [63:0]     k_cookie_i,
  input  logic [2:0]      k_status_i,
  input  logic [7:0]      k_vcpu_i,
  input  logic [7:0]      k_format_i,
  input  logic [63:0]     k_start_i,
  output logic            clr_o,        ///< the record is sent: account and descriptor may go
  // memory
  output logic            awvalid_o,
  input  logic            awready_i,
  output logic [63:0]     awaddr_o,
  output logic            wvalid_o,
  input  logic            wready_i,
  output logic [DW-1:0]   wdata_o,
  output logic            wlast_o,
  input  logic            bvalid_i,
  input  logic            berr_i,
  output logic            irq_o,
  output logic            wr_error_o,
  output logic            idle_o        ///< no answer is open
);
  localparam int unsigned NB = 512 / DW;
  localparam logic [2:0] S_OK = 3'(pml_reg_pkg::INGEST_ST_OK), S_DESC = 3'(pml_reg_pkg::INGEST_ST_DESC_READ_ERROR),
                         S_PAGE = 3'(pml_reg_pkg::INGEST_ST_PAGE_READ_ERROR);

  logic        send_q, aw_q, w_q;
  logic [2:0]  beat_q, cout_q;
  logic [31:0] number_q;
  logic [15:0] mask_q;
  logic [63:0] end_q;

  wire       begins = !send_q && done_i && taken_i && cout_q < 3'd4;
  wire [2:0] status = k_status_i != S_OK ? k_status_i : rd_err_i ? S_PAGE : S_OK;
  wire       phase  = !(1'(number_q >> log2_i));
  assign record_o     = begins;
  assign read_error_o = begins && (status == S_DESC || status == S_PAGE);
  assign bad_desc_o   = begins && status != S_OK && status != S_DESC && status != S_PAGE;

  wire aw_end = !aw_q || awready_i;
  wire w_end  = !w_q || (wready_i && wlast_o);
  // the cycle after the last handshake
  assign clr_o = send_q && !aw_q && !w_q;

  always_ff @(posedge clk_i) begin
    mask_q <= ~(16'hFFFF << log2_i);
    if (begins) begin
      number_q <= prod_i;
      end_q    <= now_i;
    end
    if (!rst_ni) begin
      send_q <= 1'b0;
      aw_q   <= 1'b0;
      w_q    <= 1'b0;
      beat_q <= '0;
      cout_q <= '0;
    end else begin
      if (begins) send_q <= 1'b1;
      else if (clr_o) send_q <= 1'b0;
      aw_q <= begins || !aw_end;
      w_q  <= begins || !w_end;
      if (begins) beat_q <= '0;
      else if (w_q && wready_i) beat_q <= beat_q + 1'b1;
      if (begins && !bvalid_i) cout_q <= cout_q + 1'b1;
      if (!begins && bvalid_i) cout_q <= cout_q - 1'b1;
    end
  end

  wire [511:0] line = {!phase ? 32'd0 : 32'h8000_0000, number_q, end_q, k_start_i, first_word_i, 14'd0, first_pos_i,
                       13'd0, supers_i, 13'd0, malformed_i, 4'd0, events_i, 13'd0, entries_i,
                       7'd0, first_valid_i, k_format_i, k_vcpu_i, 5'd0, status, k_cookie_i};
  assign awvalid_o  = aw_q;
  assign awaddr_o   = base_i + {42'd0, number_q[15:0] & mask_q, 6'd0};
  assign wvalid_o   = w_q;
  assign wdata_o    = line[32'(beat_q)*DW +: DW];
  assign wlast_o    = 32'(beat_q) == NB - 1;
  assign irq_o      = bvalid_i;
  assign wr_error_o = bvalid_i && berr_i;
  assign idle_o     = cout_q == 0;

  `PML_ASSERT(a_answer_expected, !bvalid_i || cout_q != 0)
endmodule
