// SPDX-License-Identifier: Apache-2.0
/// Places in use, at most MAX: take_i uses one, back_i gives one back, both in one cycle are fine. room_o and used_o are
/// registered: the state at the start of the cycle.
`include "pml_assert.svh"
module pml_credit #(
  parameter int unsigned MAX = 8,
  localparam int unsigned W = $clog2(MAX + 1)
) (
  input  logic         clk_i,
  input  logic         rst_ni,
  input  logic         take_i,
  input  logic         back_i,
  output logic         room_o,   ///< fewer than MAX in use
  output logic         any_o,    ///< at least one in use
  output logic [W-1:0] used_o
);
  logic [W-1:0] used_q;
  logic         full_q, any_q;
  wire inc = take_i && !back_i;
  wire dec = back_i && !take_i;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      used_q <= '0;
      full_q <= 1'b0;
      any_q  <= 1'b0;
    end else begin
      if (inc) used_q <= used_q + 1'b1;
      if (dec) used_q <= used_q - 1'b1;
      if (inc && 32'(used_q) == MAX - 1) full_q <= 1'b1;
      if (dec)                           full_q <= 1'b0;
      if (inc)                           any_q  <= 1'b1;
      if (dec && 32'(used_q) == 1)       any_q  <= 1'b0;
    end
  end
  assign room_o = !full_q;
  assign any_o  = any_q;
  assign used_o = used_q;

  `PML_ASSERT(a_credit_overrun, !(inc && full_q))
  `PML_ASSERT(a_credit_underrun, !(dec && !any_q))
endmodule
