// SPDX-License-Identifier: Apache-2.0
/// Request frames from received bytes (fpga/arty/PROTOCOL.md). A frame is handed over (frame_o, one cycle) only when it is complete; crc_ok_o
/// says whether its checksum is right. The payload stays readable until the next frame begins.
/// Resynchronises: bytes before a sync byte are dropped; a framing error, too long a gap inside a frame or an impossible length drop what
/// has come of it. While busy_i (a request is being executed) bytes are dropped.
module pml_uart_frame #(
  parameter int unsigned GAP = 1 << 21  ///< longest gap inside a frame, cycles
) (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic        rx_valid_i,
  input  logic [7:0]  rx_data_i,
  input  logic        rx_err_i,
  input  logic        busy_i,
  output logic        frame_o,
  output logic        crc_ok_o,
  output logic [7:0]  seq_o,
  output logic [7:0]  cmd_o,
  output logic [5:0]  words_o,     ///< payload words, 0..33
  output logic [15:0] crc_o,       ///< of the frame
  input  logic [5:0]  raddr_i,
  output logic [31:0] rdata_o      ///< payload word raddr_i, combinational
);
  localparam logic [7:0] SYNC = 8'hC3;
  localparam int unsigned MAX_WORDS = 33;
  localparam int unsigned GW = $clog2(GAP + 1);
  localparam logic [2:0] IDLE = 3'd0, SEQ = 3'd1, CMD = 3'd2, LEN = 3'd3, BODY = 3'd4, CRC0 = 3'd5, CRC1 = 3'd6;

  logic [2:0]    state_q;
  logic [7:0]    seq_q, cmd_q;
  logic [5:0]    words_q, waddr_q;
  logic [1:0]    byte_q;
  logic [23:0]   part_q;
  logic [15:0]   crc_q, crc_next;
  logic [7:0]    crc_lo_q;
  logic [GW-1:0] gap_q;
  logic          frame_q, ok_q;
  logic [31:0]   mem [0:63];

  pml_crc16 u_crc (.crc_i(crc_q), .data_i(rx_data_i), .crc_o(crc_next));

  wire word_we = rx_valid_i && state_q == BODY && byte_q == 2'd3;
  always_ff @(posedge clk_i) if (word_we) mem[waddr_q] <= {rx_data_i, part_q};
  assign rdata_o = mem[raddr_i];

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      state_q  <= IDLE;
      seq_q    <= '0;
      cmd_q    <= '0;
      words_q  <= '0;
      waddr_q  <= '0;
      byte_q   <= '0;
      part_q   <= '0;
      crc_q    <= '1;
      crc_lo_q <= '0;
      gap_q    <= '0;
      frame_q  <= 1'b0;
      ok_q     <= 1'b0;
    end else begin
      frame_q <= 1'b0;
      gap_q   <= (state_q == IDLE || rx_valid_i) ? '0 : gap_q + 1'b1;
      if (rx_valid_i) begin
        case (state_q)
          IDLE: begin
            crc_q <= '1;
            if (rx_data_i == SYNC && !busy_i && !frame_q) state_q <= SEQ;
          end
          SEQ: begin
            seq_q   <= rx_data_i;
            crc_q   <= crc_next;
            state_q <= CMD;
          end
          CMD: begin
            cmd_q   <= rx_data_i;
            crc_q   <= crc_next;
            state_q <= LEN;
          end
          LEN: begin
            words_q <= rx_data_i[5:0];
            waddr_q <= '0;
            byte_q  <= '0;
            crc_q   <= crc_next;
            state_q <= (rx_data_i > 8'(MAX_WORDS)) ? IDLE : (rx_data_i == 0) ? CRC0 : BODY;
          end
          BODY: begin
            crc_q  <= crc_next;
            byte_q <= byte_q + 1'b1;
            part_q <= {rx_data_i, part_q[23:8]};
            if (byte_q == 2'd3) begin
              waddr_q <= waddr_q + 1'b1;
              if (waddr_q + 1'b1 == words_q) state_q <= CRC0;
            end
          end
          CRC0: begin
            crc_lo_q <= rx_data_i;
            state_q  <= CRC1;
          end
          default: begin
            frame_q <= 1'b1;
            ok_q    <= {rx_data_i, crc_lo_q} == crc_q;
            state_q <= IDLE;
          end
        endcase
      end
      if (rx_err_i || gap_q == GW'(GAP)) state_q <= IDLE;
    end
  end

  assign frame_o  = frame_q;
  assign crc_ok_o = ok_q;
  assign seq_o    = seq_q;
  assign cmd_o    = cmd_q;
  assign words_o  = words_q;
  assign crc_o    = crc_q;
endmodule
