// SPDX-License-Identifier: Apache-2.0
/// Reset synchroniser: goes low at once, high after STAGES clock edges. Its flip-flops are the only ones with an asynchronous reset.
module pml_rst_sync #(
  parameter int unsigned STAGES = 4
) (
  input  logic clk_i,
  input  logic rst_ni,   ///< asynchronous
  output logic rst_no    ///< released synchronously to clk_i
);
  (* ASYNC_REG = "TRUE" *) logic [STAGES-1:0] sync_q;
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) sync_q <= '0;
    else         sync_q <= {sync_q[STAGES-2:0], 1'b1};
  end
  assign rst_no = sync_q[STAGES-1];
endmodule
