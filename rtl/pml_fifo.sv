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
  logic [PW:0]   n_q, n;
  logic          push_q, pop_q, valid_q, more;

  always_ff @(posedge clk_i) begin
    if (push_i) mem[wr_q] <= data_i;
  end

  // the pop comes late: the number of entries follows a cycle behind
  assign n    = n_q + {{PW{pop_q && !push_q}}, push_q ^ pop_q};
  assign more = n > (PW + 1)'(1);
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      rd_q    <= '0;
      wr_q    <= '0;
      n_q     <= '0;
      push_q  <= 1'b0;
      pop_q   <= 1'b0;
      valid_q <= 1'b0;
    end else begin
      if (push_i) wr_q <= (32'(wr_q) == DEPTH - 1) ? '0 : wr_q + 1'b1;
      if (pop_i)  rd_q <= (32'(rd_q) == DEPTH - 1) ? '0 : rd_q + 1'b1;
      n_q     <= n;
      push_q  <= push_i;
      pop_q   <= pop_i;
      valid_q <= push_i || more || (valid_q && !pop_i);
    end
  end

  assign valid_o = valid_q;
  assign count_o = n;
  assign data_o  = mem[rd_q];

  `PML_ASSERT(a_fifo_overflow, !(push_i && 32'(count_o) == DEPTH))
  `PML_ASSERT(a_fifo_underflow, !(pop_i && !valid_o))
endmodule
