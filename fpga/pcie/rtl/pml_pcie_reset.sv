// SPDX-License-Identifier: Apache-2.0
/// Reset of the unit while the bridge lives on: by software (CTRL.RESET), and when the link goes down (hot reset, removal).
/// First no new transfer is let through (hold_o), then those under way are waited for (a bridge whose link is down
/// answers them with errors), then the unit is in reset for 16 cycles and as long as the link is down. A wait of 2^WAIT_LOG2 cycles
/// is given up: reset all the same (forced_o).
module pml_pcie_reset #(
  parameter int unsigned WAIT_LOG2 = 24   ///< 134 ms at 125 MHz; longer than a completion timeout of the host (50 ms)
) (
  input  logic clk_i,
  input  logic rst_ni,       ///< reset of the bridge: everything
  input  logic request_i,    ///< pulse
  input  logic link_up_i,
  input  logic idle_i,       ///< no transfer is under way on any side of the unit
  output logic hold_o,
  output logic busy_o,
  output logic forced_o,
  output logic unit_rst_no
);
  typedef enum logic [1:0] {RUN, DRAIN, RESET} state_e;
  state_e             state_q;
  logic [WAIT_LOG2:0] wait_q;
  logic               unit_rst_nq;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      state_q     <= RESET;
      wait_q      <= '0;
      unit_rst_nq <= 1'b0;
    end else begin
      wait_q <= wait_q + 1'b1;
      unique case (state_q)
        RUN: begin
          wait_q <= '0;
          if (request_i || !link_up_i) state_q <= DRAIN;
        end
        DRAIN: if (idle_i || wait_q[WAIT_LOG2]) begin
          wait_q      <= '0;
          state_q     <= RESET;
          unit_rst_nq <= 1'b0;
        end
        default: begin
          unit_rst_nq <= 1'b0;
          if (wait_q >= (WAIT_LOG2+1)'(15)) begin
            wait_q <= (WAIT_LOG2+1)'(15);
            if (link_up_i) begin
              state_q     <= RUN;
              unit_rst_nq <= 1'b1;
            end
          end
        end
      endcase
    end
  end
  assign hold_o      = state_q != RUN;
  assign busy_o      = state_q != RUN;
  assign forced_o    = state_q == DRAIN && !idle_i && wait_q[WAIT_LOG2];
  assign unit_rst_no = unit_rst_nq && rst_ni;
endmodule
