// SPDX-License-Identifier: Apache-2.0
/// Log-page ingest, page buffer: 4 KiB of beats with their error flag, written as they come (the requests left place for them), read
/// ahead into a short queue. Two registers after the RAM; one beat a cycle in, one out. Contract: docs/sources.md section 5.
`include "pml_assert.svh"
module pml_ingest_buf #(
  parameter int unsigned DW = 512,
  localparam int unsigned BUF = 32768 / DW,
  localparam int unsigned AW = $clog2(BUF)
) (
  input  logic          clk_i,
  input  logic          rst_ni,
  input  logic          we_i,
  input  logic          err_i,
  input  logic [DW-1:0] data_i,
  output logic          freed_o,      ///< a beat leaves the RAM
  output logic          valid_o,      ///< head of the queue
  output logic          err_o,
  output logic [DW-1:0] data_o,
  input  logic          pop_i
);
  logic [DW:0]   mem [0:BUF-1];
  logic [DW:0]   rdata_q, out_q;
  logic [AW-1:0] wptr_q, rptr_q;
  logic [AW:0]   rcnt_q;
  logic          rd1_q, rd2_q;
  logic [2:0]    count;

  wire [3:0] ahead = {1'b0, count} + {3'd0, rd1_q} + {3'd0, rd2_q};
  wire       re    = rcnt_q != 0 && ahead < 4'd4;
  assign freed_o = re;

  always_ff @(posedge clk_i) begin
    if (we_i) mem[wptr_q] <= {err_i, data_i};
    if (re) rdata_q <= mem[rptr_q];
    out_q <= rdata_q;
  end
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      wptr_q <= '0;
      rptr_q <= '0;
      rcnt_q <= '0;
      rd1_q  <= 1'b0;
      rd2_q  <= 1'b0;
    end else begin
      rd1_q <= re;
      rd2_q <= rd1_q;
      if (we_i) wptr_q <= wptr_q + 1'b1;
      if (re)   rptr_q <= rptr_q + 1'b1;
      if (we_i && !re) rcnt_q <= rcnt_q + 1'b1;
      if (!we_i && re) rcnt_q <= rcnt_q - 1'b1;
    end
  end
  // what is read in t is in rdata_q in t+1, in out_q in t+2, pushed there
  pml_fifo #(.W(DW + 1), .DEPTH(4)) u_qb (
    .clk_i, .rst_ni, .push_i(rd2_q), .data_i(out_q), .pop_i, .valid_o, .data_o({err_o, data_o}), .count_o(count));

  `PML_ASSERT(a_buffer_has_place, !(we_i && 32'(rcnt_q) == BUF))
endmodule
