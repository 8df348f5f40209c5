// SPDX-License-Identifier: Apache-2.0
/// Interrupts of the unit to the user-interrupt port of the XDMA bridge (PG194/PG195: usr_irq_req, usr_irq_ack, msix_enable).
/// One request at a time: req[vector] is high until its ack, low for at least one cycle, then the next. The unit's vector is taken
/// (ready_o, one cycle) only when its message was sent, so no interrupt is lost: while MSI-X is off, nothing is requested, and a
/// request that MSI-X's end cuts off is made again. (It may then arrive twice; the completion ring, not the interrupt, counts.)
`include "pml_assert.svh"
module pml_irq_usr #(
  parameter int unsigned N = 16   ///< user interrupts, power of two
) (
  input  logic         clk_i,
  input  logic         rst_ni,
  input  logic         valid_i,
  input  logic [7:0]   vec_i,
  output logic         ready_o,
  output logic [N-1:0] req_o,
  input  logic [N-1:0] ack_i,
  input  logic         enable_i   ///< msix_enable of the bridge
);
  logic [N-1:0] req_q;
  wire acked = |(req_q & ack_i);

  always_ff @(posedge clk_i) begin
    if (!rst_ni)                                   req_q <= '0;
    else if (!enable_i || acked)                   req_q <= '0;
    else if (valid_i && !ready_o && req_q == '0)   req_q <= N'(1) << vec_i[$clog2(N)-1:0];
  end

  // the unit drops or replaces its vector in the cycle after ready: one cycle without a request
  logic ready_q;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) ready_q <= 1'b0;
    else         ready_q <= enable_i && acked;
  end
  assign ready_o = ready_q;
  assign req_o   = req_q;

  `PML_ASSERT(a_irq_usr_one, (req_q & (req_q - 1'b1)) == '0)
  `PML_ASSERT(a_irq_usr_vec, !valid_i || 32'(vec_i) < N)
endmodule
