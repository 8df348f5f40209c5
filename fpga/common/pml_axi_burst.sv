// SPDX-License-Identifier: Apache-2.0
/// One direction's bursts of an AXI4 slave memory: queues four addresses, checks them, and gives the beat addresses of one burst after
/// the other without a gap. resp_o is the response of the whole burst: DECERR when it starts outside the memory, SLVERR when it is not INCR or
/// leaves the memory or its size is larger than the bus.
module pml_axi_burst #(
  parameter int unsigned SIZE_LOG2 = 16,
  parameter logic [63:0] BASE = 64'h4000_0000,
  parameter int unsigned IDW = 4,
  parameter int unsigned OW = 3              ///< log2 of the bus width in bytes
) (
  input  logic                 clk_i,
  input  logic                 rst_ni,
  input  logic                 valid_i,
  output logic                 ready_o,
  input  logic [IDW-1:0]       id_i,
  input  logic [63:0]          addr_i,
  input  logic [7:0]           len_i,
  input  logic [2:0]           size_i,
  input  logic [1:0]           burst_i,
  output logic                 active_o,     ///< a beat is due
  output logic [SIZE_LOG2-1:0] addr_o,
  output logic [IDW-1:0]       id_o,
  output logic [1:0]           resp_o,
  output logic                 last_o,
  input  logic                 step_i        ///< this beat is done
);
  localparam logic [1:0] OKAY = 2'b00, SLVERR = 2'b10, DECERR = 2'b11;
  localparam int unsigned QW = IDW + 64 + 8 + 3 + 2;

  logic                 q_valid, q_pop;
  logic [2:0]           q_count;
  logic [IDW-1:0]       q_id;
  logic [63:0]          q_addr;
  logic [7:0]           q_len;
  logic [2:0]           q_size;
  logic [1:0]           q_burst;
  pml_fifo #(.W(QW), .DEPTH(4)) u_q (
    .clk_i, .rst_ni, .push_i(valid_i && ready_o), .data_i({id_i, addr_i, len_i, size_i, burst_i}), .pop_i(q_pop),
    .valid_o(q_valid), .data_o({q_id, q_addr, q_len, q_size, q_burst}), .count_o(q_count));
  assign ready_o = q_count < 3'd4;

  // the queue's head, checked, in a register of its own
  logic                 n_valid_q, act_q;
  logic [SIZE_LOG2-1:0] n_addr_q, addr_q, next_addr;
  logic [7:0]           n_len_q, left_q;
  logic [2:0]           n_size_q, size_q;
  logic [IDW-1:0]       n_id_q, id_q;
  logic [1:0]           n_resp_q, resp_q;
  logic                 load;

  // An INCR burst stays inside 4 KiB (AXI4), and the memory is a multiple of that; one that does not is an error.
  // (Sizes above the bus width are errors anyway.)
  wire [7+OW:0] span = (8+OW)'(q_len) << q_size;
  wire crosses = !({1'b0, q_addr[11:0]} + 13'(span) < 13'd4096);
  assign q_pop = q_valid && (!n_valid_q || load);
  assign load  = n_valid_q && (!act_q || (step_i && left_q == 0));
  wire [SIZE_LOG2-1:0] inc = SIZE_LOG2'(1) << size_q;
  assign next_addr = addr_q + inc;  // an unaligned start stays in its beat

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      n_valid_q <= 1'b0;
      act_q     <= 1'b0;
      n_addr_q  <= '0;
      addr_q    <= '0;
      n_len_q   <= '0;
      left_q    <= '0;
      n_size_q  <= '0;
      size_q    <= '0;
      n_id_q    <= '0;
      id_q      <= '0;
      n_resp_q  <= OKAY;
      resp_q    <= OKAY;
    end else begin
      if (q_pop) begin
        n_valid_q <= 1'b1;
        n_addr_q  <= q_addr[SIZE_LOG2-1:0];
        n_len_q   <= q_len;
        n_size_q  <= q_size;
        n_id_q    <= q_id;
        n_resp_q  <= (q_addr[63:SIZE_LOG2] != BASE[63:SIZE_LOG2]) ? DECERR
                     : (q_burst != 2'b01 || crosses || q_size > 3'(OW)) ? SLVERR : OKAY;
      end else if (load) begin
        n_valid_q <= 1'b0;
      end
      if (load) begin
        act_q  <= 1'b1;
        addr_q <= n_addr_q;
        left_q <= n_len_q;
        size_q <= n_size_q;
        id_q   <= n_id_q;
        resp_q <= n_resp_q;
      end else if (step_i) begin
        act_q  <= left_q != 0;
        left_q <= left_q - 1'b1;
        addr_q <= next_addr;
      end
    end
  end

  assign active_o = act_q;
  assign addr_o   = addr_q;
  assign id_o     = id_q;
  assign resp_o   = resp_q;
  assign last_o   = left_q == 0;
endmodule
