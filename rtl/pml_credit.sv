// SPDX-License-Identifier: Apache-2.0
/// Places in use, at most MAX (a power of two): take_i uses one, back_i gives one back, both in one cycle are fine. room_o and used_o are
/// the state at the start of the cycle. take_i and back_i come late: only the flip-flop of room_o has them as they come, the number follows
/// a cycle behind.
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
  logic         take_q, back_q, room_q;
  wire [W-1:0]  used = used_q + {{(W-1){back_q && !take_q}}, take_q ^ back_q};
  wire          full = used[W-1];
  wire          near = &used[W-2:0];     // one less

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      used_q <= '0;
      take_q <= 1'b0;
      back_q <= 1'b0;
      room_q <= 1'b1;
    end else begin
      used_q <= used;
      take_q <= take_i;
      back_q <= back_i;
      room_q <= !((full && !(back_i && !take_i)) || (near && take_i && !back_i));
    end
  end
  assign room_o = room_q;
  assign used_o = used;

  `PML_ASSERT(a_credit_overrun, !(take_i && !back_i && full))
  `PML_ASSERT(a_credit_underrun, !(back_i && !take_i && used == 0))
endmodule
