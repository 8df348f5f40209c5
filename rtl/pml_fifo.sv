// SPDX-License-Identifier: Apache-2.0
/// First-in first-out queue, registered: a push in cycle t is at the head in t+1; throughput one push and one pop a cycle.
/// The user looks at count_o (state at the start of the cycle) before it pushes; a push into a full queue is a design error.
`include "pml_assert.svh"
module pml_fifo #(
  parameter int unsigned W = 8,      ///< width
  parameter int unsigned DEPTH = 4,  ///< entries, a power of two
  localparam int unsigned PW = (DEPTH > 1) ? $clog2(DEPTH) : 1
) (
  input  logic          clk_i,
  input  logic          rst_ni,
  input  logic          push_i,
  input  logic [W-1:0]  data_i,
  input  logic          pop_i,
  output logic          valid_o,
  output logic [W-1:0]  data_o,
  output logic [PW:0]   count_o
);
  logic [W-1:0]  mem [0:DEPTH-1];
  logic [PW-1:0] rd_q, wr_q;
  logic [PW:0]   more_q;     // entries behind the head; the top bit says that there is no head
  logic          carry;

  always_ff @(posedge clk_i) begin
    if (push_i) mem[wr_q] <= data_i;
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      rd_q   <= '0;
      wr_q   <= '0;
      more_q <= '1;
    end else begin
      if (push_i) wr_q <= (32'(wr_q) == DEPTH - 1) ? '0 : wr_q + 1'b1;
      if (pop_i)  rd_q <= (32'(rd_q) == DEPTH - 1) ? '0 : rd_q + 1'b1;
      if (push_i != pop_i) more_q <= more_q + {{PW{!push_i}}, 1'b1};   // the pop comes late: it only enables
    end
  end

  assign valid_o = !more_q[PW];
  assign data_o  = mem[rd_q];
  // one more, without a carry chain: what is compared with it is a function of more_q's bits
  always_comb begin
    carry = 1'b1;
    for (int unsigned i = 0; i <= PW; i++) begin
      count_o[i] = more_q[i] ^ carry;
      carry      = carry && more_q[i];
    end
  end

  `PML_ASSERT(a_fifo_overflow, !(push_i && 32'(count_o) == DEPTH))
  `PML_ASSERT(a_fifo_underflow, !(pop_i && !valid_o))
endmodule
