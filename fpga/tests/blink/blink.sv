// SPDX-License-Identifier: Apache-2.0
/// A design for the tests of the bitstream flow: a counter, a block RAM, a LUT RAM and four LEDs of the Arty A7-35T.
/// It uses the kinds of cells that the board top uses, and has nothing else to do.
module blink (
  input  logic       clk100_i,
  input  logic       rst_btn_ni,
  input  logic       uart_rx_i,
  output logic       uart_tx_o,
  output logic [3:0] led_o
);
  logic [26:0] count_q;
  logic [31:0] block_mem [0:1023];
  logic [31:0] block_q;
  logic [3:0]  lut_mem [0:31];
  initial begin
    for (int i = 0; i < 1024; i++) block_mem[i] = 32'(i * 32'h9E3779B9);
  end
  always_ff @(posedge clk100_i) begin
    if (!rst_btn_ni) count_q <= '0;
    else count_q <= count_q + 27'd1;
    if (uart_rx_i) block_mem[count_q[9:0]] <= {5'b0, count_q};
    block_q <= block_mem[count_q[19:10]];
    lut_mem[count_q[4:0]] <= block_q[3:0];
    uart_tx_o <= ^block_q;
    led_o <= count_q[26:23] ^ lut_mem[count_q[9:5]];
  end
endmodule
