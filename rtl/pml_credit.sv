// SPDX-License-Identifier: Apache-2.0
/// Places in use, at most MAX (a power of two): take_i uses one, back_i gives one back, both in one cycle are fine. room_o and used_o
/// are registered: the state at the start of the cycle.
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
  output logic [W-1:0] used_o
);
  logic [W-1:0] used_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni)               used_q <= '0;
    else if (take_i != back_i) used_q <= used_q + {{(W-1){back_i}}, 1'b1};   // take_i comes late: it only enables
  end
  assign room_o = !used_q[W-1];
  assign used_o = used_q;

  `PML_ASSERT(a_credit_overrun, !(take_i && !back_i && used_q[W-1]))
  `PML_ASSERT(a_credit_underrun, !(back_i && !take_i && used_q == 0))
endmodule
