// SPDX-License-Identifier: Apache-2.0
/// The engine's summary chunk and the recorder's record before the write port: two lines of 16 words in one RAM, filled word by word
/// (by one of them at a time), sent as one burst each; the record goes first. Words of the summary past the number that counts are to be sent as zero.
module pml_line_buf #(
  parameter int unsigned N_VM = 8,
  parameter int unsigned DW = 512,
  localparam int unsigned VMW = (N_VM > 1) ? $clog2(N_VM) : 1,
  localparam int unsigned NB = 512 / DW,
  localparam int unsigned BW = (NB > 1) ? $clog2(NB) : 1,
  localparam int unsigned C = DW / 32             ///< words of a beat
) (
  input  logic           clk_i,
  input  logic           rst_ni,
  input  logic           we_i,
  input  logic           rec_we_i,         ///< it is a word of the record
  input  logic [3:0]     widx_i,
  input  logic [31:0]    wdata_i,
  // level, until done
  input  logic           sum_valid_i,
  input  logic [4:0]     sum_n_i,          ///< entries that count
  input  logic [VMW-1:0] sum_vm_i,
  output logic           sum_first_o,      ///< its first beat is taken now
  output logic           sum_done_o,       ///< its last beat
  input  logic           rec_valid_i,
  input  logic [VMW-1:0] rec_vm_i,
  output logic           rec_done_o,
  // to the write port
  output logic           x_valid_o,
  output logic           x_rec_o,          ///< it is the record
  output logic           x_first_o,
  output logic           x_last_o,
  output logic [VMW-1:0] x_vm_o,
  output logic [DW-1:0]  x_data_o,
  output logic [C-1:0]   x_keep_o,         ///< words that count
  input  logic           x_take_i
);
  logic          valid_q, rec_q;
  logic [BW-1:0] beat_q;
  for (genvar c = 0; c < C; c++) begin : g_col
    (* ram_style = "distributed" *) logic [31:0] mem [0:2*NB-1];
    wire here = we_i && 32'(widx_i) % C == c;
    if (NB > 1) begin : g_beats
      always_ff @(posedge clk_i) if (here) mem[{rec_we_i, BW'(32'(widx_i) / C)}] <= wdata_i;
      assign x_keep_o[c] = rec_q || 32'(beat_q) * C + c < 32'(sum_n_i);
      assign x_data_o[c*32 +: 32] = mem[{rec_q, beat_q}];
    end else begin : g_beat
      always_ff @(posedge clk_i) if (here) mem[rec_we_i] <= wdata_i;
      assign x_keep_o[c] = rec_q || c < 32'(sum_n_i);
      assign x_data_o[c*32 +: 32] = mem[rec_q];
    end
  end
  assign x_valid_o   = valid_q;
  assign x_rec_o     = rec_q;
  assign x_first_o   = beat_q == 0;
  assign x_last_o    = 32'(beat_q) == NB - 1;
  assign x_vm_o      = rec_q ? rec_vm_i : sum_vm_i;
  assign sum_first_o = x_take_i && !rec_q && x_first_o;
  assign sum_done_o  = x_take_i && !rec_q && x_last_o;
  assign rec_done_o  = x_take_i && rec_q && x_last_o;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      valid_q <= 1'b0;
      beat_q  <= '0;
    end else begin
      valid_q <= valid_q ? !(x_take_i && x_last_o) : sum_valid_i || rec_valid_i;
      if (x_take_i) beat_q <= x_last_o ? '0 : beat_q + 1'b1;
    end
    if (!valid_q) rec_q <= rec_valid_i;
  end
endmodule
