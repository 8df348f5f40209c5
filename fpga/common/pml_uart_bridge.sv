// SPDX-License-Identifier: Apache-2.0
/// Executes the host's requests and answers them: registers and on-chip memory through the board bus, self test start and state. Frames, codes
/// and rules are in fpga/arty/PROTOCOL.md. Every complete frame gets exactly one reply, also a bad one. A WRITE or START that comes again
/// with the same sequence number and content (its reply was lost) is answered from memory and not executed again.
module pml_uart_bridge #(
  parameter int unsigned DIV = 868,        ///< clock cycles of a bit
  parameter int unsigned GAP = 1 << 21,    ///< longest gap inside a frame, cycles
  parameter int unsigned CLK_HZ = 100_000_000,
  parameter logic [31:0] MEM_BASE = 32'h4000_0000,
  parameter int unsigned MEM_BYTES = 65536
) (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic        rx_i,         ///< pin
  input  logic [31:0] program_id_i, ///< checksum of the self-test program
  // transmitter
  output logic        tx_valid_o,
  input  logic        tx_ready_i,
  output logic [7:0]  tx_data_o,
  output logic        tx_hold_o,    ///< a reply is being sent: nobody else may
  // board bus
  output logic        req_o,        ///< held until done_i
  output logic        write_o,
  output logic [31:0] addr_o,
  output logic [31:0] wdata_o,
  input  logic        done_i,
  input  logic [31:0] rdata_i,
  input  logic [2:0]  status_i,
  // self test
  output logic        start_o,      ///< pulse
  output logic [31:0] options_o,
  input  logic [1:0]  test_state_i, ///< 0 never, 1 running, 2 passed, 3 failed
  input  logic [31:0] test_info_i   ///< word that the program leaves
);
  localparam logic [7:0] SYNC = 8'hA5;
  localparam logic [7:0] PING = 8'd1, READ = 8'd2, WRITE = 8'd3, START = 8'd4, STATE = 8'd5;
  localparam logic [7:0] OK = 8'h00, BAD_CRC = 8'h10, BAD_COMMAND = 8'h11, BAD_LENGTH = 8'h12, BUSY = 8'h13;
  localparam logic [31:0] ID = 32'h424C_4D50, PROTOCOL = 32'h0001_0000;  // "PMLB", 1.0
  localparam logic [2:0] IDLE = 3'd0, CHECK = 3'd1, STORE = 3'd2, HEAD = 3'd3, FETCH = 3'd4, DATA = 3'd5, TAIL = 3'd6;

  logic        rx_valid, rx_err, frame, crc_ok;
  logic [7:0]  rx_data, seq, cmd;
  logic [5:0]  words;
  logic [15:0] frame_crc;
  logic [31:0] pay;

  logic [2:0]  state_q;
  logic [5:0]  idx_q, n_q;       // payload word of the request or reply; words of the reply
  logic [1:0]  byte_q;
  logic [7:0]  status_q;
  logic [31:0] addr_q, word_q, const_word;
  logic [15:0] crc_q, crc_next;
  logic        req_q, write_q, start_q, read_q, first_q, ok_q, last_valid_q;
  logic [31:0] options_q;
  logic [7:0]  last_seq_q, last_status_q;
  logic [15:0] last_crc_q;
  logic [5:0]  last_count_q;

  pml_uart_rx #(.DIV(DIV)) u_rx (.clk_i, .rst_ni, .rx_i, .valid_o(rx_valid), .data_o(rx_data), .frame_err_o(rx_err));
  pml_uart_frame #(.GAP(GAP)) u_frame (
    .clk_i, .rst_ni, .rx_valid_i(rx_valid), .rx_data_i(rx_data), .rx_err_i(rx_err), .busy_i(state_q != IDLE), .frame_o(frame),
    .crc_ok_o(crc_ok), .seq_o(seq), .cmd_o(cmd), .words_o(words), .crc_o(frame_crc), .raddr_i(idx_q), .rdata_o(pay));

  wire running = test_state_i == 2'd1;
  wire again = last_valid_q && last_seq_q == seq && last_crc_q == frame_crc;
  wire [31:0] count = pay;  // of a READ: word 1, looked at when idx_q = 1

  always_comb begin
    case (idx_q[2:0])
      3'd0: const_word = ID;
      3'd1: const_word = PROTOCOL;
      3'd2: const_word = MEM_BASE;
      3'd3: const_word = 32'(MEM_BYTES);
      3'd4: const_word = 32'(CLK_HZ);
      default: const_word = program_id_i;
    endcase
    if (cmd == STATE) const_word = (idx_q == 6'd0) ? 32'(test_state_i) : (idx_q == 6'd1) ? options_q : test_info_i;
    if (cmd == WRITE) const_word = 32'(last_count_q);
  end

  logic [7:0] tx_byte;
  always_comb begin
    tx_byte = status_q;
    case (state_q)
      HEAD: case (byte_q)
        2'd0: tx_byte = SYNC;
        2'd1: tx_byte = seq;
        2'd2: tx_byte = cmd | 8'h80;
        default: tx_byte = 8'(n_q);
      endcase
      DATA: tx_byte = word_q[7:0];
      default: if (byte_q != 2'd0) tx_byte = (byte_q == 2'd1) ? crc_q[7:0] : crc_q[15:8];
    endcase
  end
  pml_crc16 u_crc (.crc_i(crc_q), .data_i(tx_byte), .crc_o(crc_next));
  assign tx_valid_o = state_q == HEAD || state_q == DATA || state_q == TAIL;
  assign tx_hold_o  = state_q == HEAD || state_q == FETCH || state_q == DATA || state_q == TAIL;
  assign tx_data_o  = tx_byte;
  wire sent = tx_valid_o && tx_ready_i;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      state_q       <= IDLE;
      idx_q         <= '0;
      n_q           <= '0;
      byte_q        <= '0;
      status_q      <= OK;
      addr_q        <= '0;
      word_q        <= '0;
      crc_q         <= '1;
      req_q         <= 1'b0;
      write_q       <= 1'b0;
      read_q        <= 1'b0;
      start_q       <= 1'b0;
      first_q       <= 1'b0;
      ok_q          <= 1'b0;
      options_q     <= '0;
      last_valid_q  <= 1'b0;
      last_seq_q    <= '0;
      last_status_q <= OK;
      last_crc_q    <= '0;
      last_count_q  <= '0;
    end else begin
      start_q <= 1'b0;
      if (done_i) req_q <= 1'b0;
      case (state_q)
        IDLE: begin
          idx_q   <= '0;
          n_q     <= '0;
          read_q  <= 1'b0;
          first_q <= 1'b1;
          ok_q    <= crc_ok;
          if (frame) state_q <= CHECK;
        end
        CHECK: begin  // two cycles: word 0, then word 1 of the payload
          byte_q  <= '0;
          crc_q   <= '1;
          first_q <= 1'b0;
          idx_q   <= 6'd1;
          if (first_q) begin
            addr_q <= pay;
          end else begin
            state_q  <= HEAD;
            status_q <= OK;
            idx_q    <= '0;
            if (!ok_q) begin
              status_q <= BAD_CRC;
            end else begin
              case (cmd)
                PING: begin
                  n_q          <= 6'd6;
                  last_valid_q <= 1'b0;
                  if (words != 0) status_q <= BAD_LENGTH;
                end
                READ: begin
                  read_q <= 1'b1;
                  n_q    <= count[5:0];
                  if (words != 6'd2 || count == 0 || count > 32'd32) begin
                    status_q <= BAD_LENGTH;
                    n_q      <= '0;
                  end else if (running) begin
                    status_q <= BUSY;
                    n_q      <= '0;
                  end
                end
                WRITE: begin
                  n_q <= 6'd1;
                  if (words < 6'd2) begin
                    status_q <= BAD_LENGTH;
                    n_q      <= '0;
                  end else if (again) begin
                    status_q <= last_status_q;
                  end else if (running) begin
                    status_q <= BUSY;
                    n_q      <= '0;
                  end else begin
                    state_q      <= STORE;
                    idx_q        <= 6'd1;
                    last_count_q <= '0;
                  end
                end
                START: begin
                  if (words != 6'd1) begin
                    status_q <= BAD_LENGTH;
                  end else if (!again && running) begin
                    status_q <= BUSY;
                  end else if (!again) begin
                    start_q       <= 1'b1;
                    options_q     <= addr_q;
                    last_valid_q  <= 1'b1;
                    last_seq_q    <= seq;
                    last_crc_q    <= frame_crc;
                  end
                end
                STATE: begin
                  n_q <= 6'd3;
                  if (words != 0) status_q <= BAD_LENGTH;
                end
                default: status_q <= BAD_COMMAND;
              endcase
            end
          end
        end
        STORE: begin
          write_q <= 1'b1;
          word_q  <= pay;
          if (!req_q && !done_i) begin
            req_q <= 1'b1;
          end else if (done_i) begin
            status_q <= 8'(status_i);
            idx_q    <= idx_q + 1'b1;
            addr_q   <= addr_q + 32'd4;
            if (status_i == 0) last_count_q <= last_count_q + 1'b1;
            if (status_i != 0 || idx_q + 1'b1 == words) begin
              state_q       <= HEAD;
              idx_q         <= '0;
              write_q       <= 1'b0;
              last_valid_q  <= 1'b1;
              last_seq_q    <= seq;
              last_crc_q    <= frame_crc;
              last_status_q <= 8'(status_i);
            end
          end
        end
        HEAD: if (sent) begin
          byte_q <= byte_q + 1'b1;
          if (byte_q != 0) crc_q <= crc_next;
          if (byte_q == 2'd3) state_q <= (n_q == 0) ? TAIL : FETCH;
        end
        FETCH: begin
          write_q <= 1'b0;
          word_q  <= read_q ? ((status_i == 0) ? rdata_i : '0) : const_word;
          if (!read_q) begin
            state_q <= DATA;
          end else if (!req_q && !done_i && status_q == OK) begin
            req_q <= 1'b1;
          end else if (done_i) begin
            status_q <= 8'(status_i);
            addr_q   <= addr_q + 32'd4;
            state_q  <= DATA;
          end else if (status_q != OK) begin  // after an error: zeros
            word_q  <= '0;
            state_q <= DATA;
          end
        end
        DATA: if (sent) begin
          byte_q <= byte_q + 1'b1;
          crc_q  <= crc_next;
          word_q <= {8'h00, word_q[31:8]};
          if (byte_q == 2'd3) begin
            idx_q   <= idx_q + 1'b1;
            state_q <= (idx_q + 1'b1 == n_q) ? TAIL : FETCH;
          end
        end
        default: if (sent) begin
          byte_q <= byte_q + 1'b1;
          if (byte_q == 0) crc_q <= crc_next;
          if (byte_q == 2'd2) state_q <= IDLE;
        end
      endcase
    end
  end

  assign req_o     = req_q;
  assign write_o   = write_q;
  assign addr_o    = addr_q;
  assign wdata_o   = word_q;
  assign start_o   = start_q;
  assign options_o = options_q;
endmodule
