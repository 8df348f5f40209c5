// SPDX-License-Identifier: Apache-2.0
/// Arty A7-35T: pins, clock, reset, LEDs round pml_board. LED 0 blinks while the clock runs, 1: self test running, 2: passed,
/// 3: failed, or the unit has reported a fault.
module pml_arty #(
  parameter int unsigned OSC_HZ  = 100_000_000, ///< the board's oscillator
  parameter int unsigned CLK_DIV = 1,           ///< 1: the oscillator is the clock, 2: half of it
  parameter int unsigned BAUD    = 115_200,
  parameter int unsigned RST_LOG2 = 16,         ///< cycles of reset after power-up and button, log2
  parameter int unsigned GAP_MS  = 20           ///< longest gap inside a UART frame
) (
  input  logic       clk100_i,
  input  logic       rst_btn_ni,  ///< button, low when pressed
  input  logic       uart_rx_i,   ///< from the host
  output logic       uart_tx_o,   ///< to the host
  output logic [3:0] led_o
);
  localparam int unsigned CLK_HZ = OSC_HZ / CLK_DIV;
  localparam int unsigned DIV = (CLK_HZ + BAUD / 2) / BAUD;
  localparam int unsigned GAP = (CLK_HZ / 1000) * GAP_MS;

  logic clk, clk_in;
  if (CLK_DIV == 2) begin : g_half
    logic half_q = 1'b0;
    always_ff @(posedge clk100_i) half_q <= !half_q;
    assign clk_in = half_q;
  end else begin : g_full
    assign clk_in = clk100_i;
  end
  BUFG u_bufg (.I(clk_in), .O(clk));

  // reset: from power-up (flip-flops start at 0) and from the button, both at least 2^RST_LOG2 cycles
  logic [2:0]        btn_q = 3'b000;
  logic [RST_LOG2:0] count_q = '0;
  logic              rst_nq = 1'b0;
  always_ff @(posedge clk) begin
    btn_q <= {btn_q[1:0], rst_btn_ni};
    if (!btn_q[2]) count_q <= '0;
    else if (!count_q[RST_LOG2]) count_q <= count_q + 1'b1;
    rst_nq <= count_q[RST_LOG2];
  end

  logic [1:0] test_state;
  logic       error;
  pml_board #(.CLK_HZ(CLK_HZ), .DIV(DIV), .GAP(GAP)) u_board (
    .clk_i(clk), .rst_ni(rst_nq), .uart_rx_i, .uart_tx_o, .test_state_o(test_state), .error_o(error));

  logic [26:0] blink_q = '0;
  logic [3:0]  led_q;
  always_ff @(posedge clk) begin
    blink_q <= blink_q + 1'b1;
    led_q   <= {test_state == 2'd3 || error, test_state == 2'd2, test_state == 2'd1, blink_q[(CLK_DIV == 2) ? 25 : 26]};
  end
  assign led_o = led_q;
endmodule
