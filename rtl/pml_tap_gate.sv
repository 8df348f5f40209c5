// SPDX-License-Identifier: Apache-2.0
/// One address channel of the AXI tap: the handshake passes combinationally while there is room for its event, and waits while there is none.
/// Room only grows while an address waits for the memory, so a valid that was forwarded stays (AXI rule). Each handshake's page is queued.
module pml_tap_gate #(
  parameter int unsigned PW = 20,  ///< bits of a page number
  parameter int unsigned DEPTH = 16
) (
  input  logic          clk_i,
  input  logic          rst_ni,
  input  logic          enable_i,
  input  logic          s_valid_i,
  output logic          s_ready_o,
  output logic          m_valid_o,
  input  logic          m_ready_i,
  input  logic [PW-1:0] page_i,
  output logic          seen_o,    ///< a burst passes and makes an event
  output logic          wait_o,    ///< an address waits for room
  // queue of pages
  output logic          valid_o,
  output logic [PW-1:0] page_o,
  input  logic          pop_i
);
  localparam int unsigned CW = $clog2(DEPTH) + 1;

  logic [CW-1:0] count;
  logic          full_q, hs;

  // full_q = (count = DEPTH), kept in a flip-flop of its own: the AXI path sees one gate behind a register
  wire open = !(enable_i && full_q);

  assign m_valid_o = s_valid_i && open;
  assign s_ready_o = m_ready_i && open;
  assign hs        = s_valid_i && m_ready_i && open;
  assign seen_o    = hs && enable_i;
  assign wait_o    = s_valid_i && !open;

  always_ff @(posedge clk_i) begin
    if (!rst_ni)               full_q <= 1'b0;
    else if (seen_o != pop_i)  full_q <= seen_o && 32'(count) == DEPTH - 1;
  end

  pml_fifo #(.W(PW), .DEPTH(DEPTH)) u_queue (
    .clk_i, .rst_ni, .push_i(seen_o), .data_i(page_i), .pop_i, .valid_o, .data_o(page_o), .count_o(count));
endmodule
