// SPDX-License-Identifier: Apache-2.0
/// One 64-byte line for the write port: filled word by word, sent as one burst. Words past the number that counts are zero.
module pml_line_buf #(
  parameter int unsigned DW = 512,
  parameter int unsigned WW = 64,                 ///< bits of a word
  localparam int unsigned NW = 512 / WW,
  localparam int unsigned NB = 512 / DW,
  localparam int unsigned BW = (NB > 1) ? $clog2(NB) : 1,
  localparam int unsigned C = DW / WW             ///< words of a beat
) (
  input  logic                  clk_i,
  input  logic                  rst_ni,
  input  logic                  we_i,
  input  logic [$clog2(NW)-1:0] widx_i,
  input  logic [WW-1:0]         wdata_i,
  input  logic [$clog2(NW):0]   n_i,              ///< words that count, stable while valid_i
  input  logic                  valid_i,          ///< level, until done_o
  output logic                  done_o,           ///< the last beat is taken now
  output logic                  x_first_o,
  output logic                  x_last_o,
  output logic [DW-1:0]         x_data_o,
  input  logic                  x_take_i
);
  logic [BW-1:0] beat_q;
  for (genvar c = 0; c < C; c++) begin : g_col
    (* ram_style = "distributed" *) logic [WW-1:0] mem [0:NB-1];
    always_ff @(posedge clk_i) if (we_i && 32'(widx_i) % C == c) mem[BW'(32'(widx_i) / C)] <= wdata_i;
    wire counts = 32'(beat_q) * C + c < 32'(n_i);
    assign x_data_o[c*WW +: WW] = counts ? mem[beat_q] : '0;
  end
  assign x_first_o = beat_q == 0;
  assign x_last_o  = 32'(beat_q) == NB - 1;
  assign done_o    = valid_i && x_take_i && x_last_o;
  always_ff @(posedge clk_i) begin
    if (!rst_ni)       beat_q <= '0;
    else if (x_take_i) beat_q <= x_last_o ? '0 : beat_q + 1'b1;
  end
endmodule
