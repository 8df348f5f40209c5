// SPDX-License-Identifier: Apache-2.0
/// The free slots of the line store: slots never used yet, then those given back.
module pml_slots #(
  parameter int unsigned N_SLOTS = 384,
  localparam int unsigned SLW = $clog2(N_SLOTS)
) (
  input  logic            clk_i,
  input  logic            rst_ni,
  input  logic            alloc_i,
  output logic [SLW-1:0]  slot_o,    ///< the slot that alloc_i takes
  input  logic            free_i,
  input  logic [SLW-1:0]  free_slot_i,
  output logic [SLW:0]    count_o    ///< free slots at the start of the cycle
);
  logic [SLW:0]   fresh_q, count_q, back_count_unused;
  logic [SLW-1:0] back_slot;
  logic           back_valid_unused;
  wire            use_fresh = 32'(fresh_q) < N_SLOTS;

  pml_fifo #(.W(SLW), .DEPTH(1 << SLW)) u_back (
    .clk_i, .rst_ni, .push_i(free_i), .data_i(free_slot_i), .pop_i(alloc_i && !use_fresh), .valid_o(back_valid_unused),
    .data_o(back_slot), .count_o(back_count_unused));

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      fresh_q <= '0;
      count_q <= (SLW + 1)'(N_SLOTS);
    end else begin
      if (alloc_i && use_fresh) fresh_q <= fresh_q + 1'b1;
      if (alloc_i && !free_i) count_q <= count_q - 1'b1;
      if (!alloc_i && free_i) count_q <= count_q + 1'b1;
    end
  end

  assign slot_o  = use_fresh ? fresh_q[SLW-1:0] : back_slot;
  assign count_o = count_q;
endmodule
