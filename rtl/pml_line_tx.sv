// SPDX-License-Identifier: Apache-2.0
/// Sends one aligned 64-byte line (a summary chunk or a record) as one burst to the write port.
module pml_line_tx #(
  parameter int unsigned DW = 512,
  localparam int unsigned NB = 512 / DW,
  localparam int unsigned BW = (NB > 1) ? $clog2(NB) : 1
) (
  input  logic          clk_i,
  input  logic          rst_ni,
  input  logic          valid_i,    ///< level, until done_o
  input  logic [511:0]  line_i,
  output logic          done_o,     ///< the last beat is taken now
  output logic          x_first_o,
  output logic          x_last_o,
  output logic [DW-1:0] x_data_o,
  input  logic          x_take_i
);
  logic [BW-1:0] beat_q;
  assign x_first_o = beat_q == 0;
  assign x_last_o  = 32'(beat_q) == NB - 1;
  assign x_data_o  = line_i[beat_q*DW +: DW];
  assign done_o    = valid_i && x_take_i && x_last_o;
  always_ff @(posedge clk_i) begin
    if (!rst_ni)       beat_q <= '0;
    else if (x_take_i) beat_q <= x_last_o ? '0 : beat_q + 1'b1;
  end
endmodule
