// SPDX-License-Identifier: Apache-2.0
/// Deep first-in first-out queue in block RAM: a push in cycle t is at the head in t+2 at the earliest; throughput one push and one pop a cycle.
/// A push into a full queue is a design error.
`include "pml_assert.svh"
module pml_queue #(
  parameter int unsigned W = 8,      ///< width
  parameter int unsigned DEPTH = 64, ///< entries, a power of two
  localparam int unsigned PW = $clog2(DEPTH)
) (
  input  logic          clk_i,
  input  logic          rst_ni,
  input  logic          push_i,
  input  logic [W-1:0]  data_i,
  input  logic          pop_i,
  output logic          valid_o,
  output logic [W-1:0]  data_o     ///< the RAM's output register
);
  logic [PW-1:0] rd_q, wr_q;
  logic [PW:0]   n_q, n;           // in the RAM, the head not counted
  logic          push_q, load_q, some_q, valid_q;
  wire           load = some_q && (!valid_q || pop_i);

  pml_ram #(.W(W), .DEPTH(DEPTH)) u_ram (
    .clk_i, .we_i(push_i), .waddr_i(wr_q), .wdata_i(data_i), .re_i(load), .raddr_i(rd_q), .rdata_o(data_o));

  // the pop comes late: the number of entries follows a cycle behind
  assign n = n_q + {{PW{load_q && !push_q}}, push_q ^ load_q};
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      rd_q    <= '0;
      wr_q    <= '0;
      n_q     <= '0;
      push_q  <= 1'b0;
      load_q  <= 1'b0;
      some_q  <= 1'b0;
      valid_q <= 1'b0;
    end else begin
      if (push_i) wr_q <= wr_q + 1'b1;
      if (load)   rd_q <= rd_q + 1'b1;
      n_q     <= n;
      push_q  <= push_i;
      load_q  <= load;
      some_q  <= push_i || n > (PW + 1)'(1) || (some_q && !load);
      valid_q <= load || (valid_q && !pop_i);
    end
  end
  assign valid_o = valid_q;

  `PML_ASSERT(a_queue_overflow, !(push_i && 32'(n) == DEPTH))
  `PML_ASSERT(a_queue_underflow, !(pop_i && !valid_q))
endmodule
