// SPDX-License-Identifier: Apache-2.0
/// Log-page ingest: takes the entries out of the beats, one a cycle, with no gap between descriptors, and decodes them by format
/// (PML, HDBSS, GFN words). A malformed entry is marked, never dropped; a descriptor without entries gives one null item, so that each
/// ends with an item marked last. Contract: docs/sources.md sections 4, 5.
module pml_ingest_unpack #(
  parameter int unsigned DW = 512
) (
  input  logic          clk_i,
  input  logic          rst_ni,
  // descriptors begun
  input  logic          c_valid_i,
  input  logic [1:0]    c_format_i,
  input  logic [7:0]    c_vcpu_i,
  input  logic [17:0]   c_first_i,
  input  logic [18:0]   c_num_i,
  output logic          c_pop_o,
  // beats
  input  logic          b_valid_i,
  input  logic          b_err_i,
  input  logic [DW-1:0] b_data_i,
  output logic          b_pop_o,
  // items; adv_i: the stage behind takes what is here
  input  logic          adv_i,
  output logic          valid_o,
  output logic          last_o,
  output logic          entry_o,      ///< 0: null item
  output logic          err_o,        ///< its beat had an error response
  output logic          malformed_o,
  output logic          super_o,      ///< 2 MiB: 512 pages from gfn_o on
  output logic          write_o,
  output logic [39:0]   gfn_o,
  output logic [7:0]    vcpu_o,
  output logic [17:0]   pos_o,
  output logic [63:0]   word_o
);
  localparam int unsigned LANES = DW / 64;
  localparam logic [1:0] PML = 2'(pml_reg_pkg::INGEST_FMT_PML), HDBSS = 2'(pml_reg_pkg::INGEST_FMT_HDBSS);

  logic        cur_q, one_q, none_q;     // none_q, one_q: left is 0, 1
  logic [1:0]  format_q;
  logic [7:0]  vcpu_q;
  logic [17:0] pos_q;
  logic [18:0] left_q;

  wire emit  = adv_i && cur_q && (none_q || b_valid_i);
  wire ends  = none_q || one_q;
  wire load  = c_valid_i && (!cur_q || (emit && ends));
  wire [2:0] lane = pos_q[2:0] & 3'(LANES - 1);
  assign c_pop_o = load;
  assign b_pop_o = emit && !none_q && (one_q || 32'(lane) == LANES - 1);

  always_ff @(posedge clk_i) begin
    if (!rst_ni) cur_q <= 1'b0;
    else if (load) cur_q <= 1'b1;
    else if (emit && ends) cur_q <= 1'b0;
  end
  always_ff @(posedge clk_i) begin
    if (load) begin
      format_q <= c_format_i;
      vcpu_q   <= c_vcpu_i;
      pos_q    <= c_first_i;
      left_q   <= c_num_i;
      none_q   <= c_num_i == 0;
      one_q    <= c_num_i == 1;
    end else if (emit) begin
      pos_q    <= pos_q + 1'b1;
      left_q   <= left_q - 1'b1;
      one_q    <= left_q == 2;
    end
  end

  // E1
  logic        e_valid_q, e_last_q, e_entry_q, e_err_q;
  logic [1:0]  e_format_q;
  logic [7:0]  e_vcpu_q;
  logic [17:0] e_pos_q;
  logic [63:0] e_word_q;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) e_valid_q <= 1'b0;
    else if (adv_i) e_valid_q <= emit;
  end
  always_ff @(posedge clk_i) begin
    if (adv_i) begin
      e_last_q   <= ends;
      e_entry_q  <= !none_q;
      e_err_q    <= b_err_i;
      e_format_q <= format_q;
      e_vcpu_q   <= vcpu_q;
      e_pos_q    <= pos_q;
      e_word_q   <= b_data_i[32'(lane)*64 +: 64];
    end
  end

  // decode
  wire low_zero  = e_word_q[11:4] == 0;
  wire high_zero = e_word_q[63:52] == 0;
  wire [2:0] ttwl = e_word_q[3:1];
  always_comb begin
    gfn_o       = e_word_q[51:12];
    write_o     = 1'b1;
    super_o     = 1'b0;
    malformed_o = 1'b0;
    case (e_format_q)
      PML:   malformed_o = !high_zero || !low_zero || e_word_q[3:0] != 0;
      HDBSS: begin
        malformed_o = !high_zero || !low_zero || !e_word_q[0] || ttwl[2:1] != 2'b01;
        super_o     = ttwl == 3'd2;
      end
      default: begin
        gfn_o       = e_word_q[39:0];
        write_o     = e_word_q[63];
        malformed_o = e_word_q[62:40] != 0;
      end
    endcase
  end
  assign valid_o = e_valid_q;
  assign last_o  = e_last_q;
  assign entry_o = e_entry_q;
  assign err_o   = e_err_q;
  assign vcpu_o  = e_vcpu_q;
  assign pos_o   = e_pos_q;
  assign word_o  = e_word_q;
endmodule
