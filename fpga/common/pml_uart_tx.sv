// SPDX-License-Identifier: Apache-2.0
/// UART transmitter, 8 data bits, no parity, one stop bit, LSB first. A byte is taken when valid_i and ready_o; the pin is a flip-flop.
module pml_uart_tx #(
  parameter int unsigned DIV = 868  ///< clock cycles of a bit (>= 4)
) (
  input  logic       clk_i,
  input  logic       rst_ni,
  input  logic       valid_i,
  output logic       ready_o,
  input  logic [7:0] data_i,
  output logic       tx_o
);
  localparam int unsigned DW = $clog2(DIV + 1);

  logic [9:0]    shift_q = '1;  // (high from power-up on) the bit on the line is bit 0; all ones: idle
  logic [3:0]    left_q;   // bits still on the line
  logic [DW-1:0] cnt_q;
  wire           tick = cnt_q == 0;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      shift_q <= '1;
      left_q  <= '0;
      cnt_q   <= '0;
    end else if (left_q == 0) begin
      cnt_q <= DW'(DIV - 1);
      if (valid_i) begin
        shift_q <= {1'b1, data_i, 1'b0};
        left_q  <= 4'd10;
      end
    end else begin
      cnt_q <= tick ? DW'(DIV - 1) : cnt_q - 1'b1;
      if (tick) begin
        shift_q <= {1'b1, shift_q[9:1]};
        left_q  <= left_q - 1'b1;
      end
    end
  end

  assign ready_o = left_q == 0;
  assign tx_o    = shift_q[0];
endmodule
