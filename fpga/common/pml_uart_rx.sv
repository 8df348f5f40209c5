// SPDX-License-Identifier: Apache-2.0
/// UART receiver, 8 data bits, no parity, one stop bit, LSB first. Samples in the middle of each bit. A byte is there for one cycle
/// (valid_o); a low stop bit gives frame_err_o instead, and the receiver waits for the line to be high again. It cannot hang: every
/// state ends after a fixed time or with the line high.
module pml_uart_rx #(
  parameter int unsigned DIV = 868  ///< clock cycles of a bit (>= 4)
) (
  input  logic       clk_i,
  input  logic       rst_ni,
  input  logic       rx_i,         ///< the pin, asynchronous
  output logic       valid_o,
  output logic [7:0] data_o,
  output logic       frame_err_o
);
  localparam int unsigned DW = $clog2(DIV + 1);
  localparam logic [1:0] IDLE = 2'd0, START = 2'd1, BITS = 2'd2, BREAK = 2'd3;

  logic [2:0]    sync_q;   // two flip-flops against metastability, one more for the state machine
  logic [1:0]    state_q;
  logic [DW-1:0] cnt_q;
  logic [3:0]    bit_q;
  logic [7:0]    shift_q;
  logic          valid_q, err_q;
  wire           tick = cnt_q == 0;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      sync_q  <= '1;
      state_q <= IDLE;
      cnt_q   <= '0;
      bit_q   <= '0;
      shift_q <= '0;
      valid_q <= 1'b0;
      err_q   <= 1'b0;
    end else begin
      sync_q  <= {sync_q[1:0], rx_i};
      valid_q <= 1'b0;
      err_q   <= 1'b0;
      cnt_q   <= tick ? DW'(DIV - 1) : cnt_q - 1'b1;
      case (state_q)
        IDLE: begin
          cnt_q <= DW'(DIV / 2 - 1);
          bit_q <= '0;
          if (!sync_q[2]) state_q <= START;
        end
        START: if (tick) state_q <= sync_q[2] ? IDLE : BITS;  // a glitch is no start bit
        BITS: if (tick) begin
          bit_q <= bit_q + 1'b1;
          if (bit_q == 4'd8) begin
            valid_q <= sync_q[2];
            err_q   <= !sync_q[2];
            state_q <= sync_q[2] ? IDLE : BREAK;
          end else begin
            shift_q <= {sync_q[2], shift_q[7:1]};
          end
        end
        default: if (sync_q[2]) state_q <= IDLE;
      endcase
    end
  end

  assign valid_o     = valid_q;
  assign data_o      = shift_q;
  assign frame_err_o = err_q;
endmodule
