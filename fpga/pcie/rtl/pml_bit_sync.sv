// SPDX-License-Identifier: Apache-2.0
/// One slowly changing bit into a clock domain: two flip-flops, two to three cycles.
module pml_bit_sync (
  input  logic clk_i,
  input  logic d_i,
  output logic q_o
);
  (* ASYNC_REG = "TRUE" *) logic [1:0] sync_q;
  always_ff @(posedge clk_i) sync_q <= {sync_q[0], d_i};
  assign q_o = sync_q[1];
endmodule
