// SPDX-License-Identifier: Apache-2.0
/// In-flight table: the lines between the map stage and the answer to their last write. AXI orders no read behind a write, so a line that
/// is here must not be read or written again. First in, first out (one ID: answers come in order).
module pml_inflight #(
  parameter int unsigned TW = 19,   ///< tag width
  parameter int unsigned TXN = 128  ///< lines
) (
  input  logic               clk_i,
  input  logic               rst_ni,
  input  logic               push_i,
  input  logic [TW-1:0]      tag_i,
  input  logic               pop_i,
  input  logic               look_i,     ///< compare look_tag_i
  input  logic [TW-1:0]      look_tag_i,
  output logic               match_o,
  output logic [$clog2(TXN+1)-1:0] count_o
);
  localparam int unsigned PW = $clog2(TXN);
  logic [TXN*TW-1:0]          tag_q;
  logic [TXN-1:0]             valid_q;
  logic [PW-1:0]              wr_q, rd_q;
  logic [$clog2(TXN+1)-1:0]   count_q;

  always_comb begin
    match_o = 1'b0;
    if (look_i)
      for (int unsigned i = 0; i < TXN; i++) if (valid_q[i] && tag_q[i*TW +: TW] == look_tag_i) match_o = 1'b1;
  end

  always_ff @(posedge clk_i) begin
    if (push_i) tag_q[wr_q*TW +: TW] <= tag_i;
  end
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      valid_q <= '0;
      wr_q    <= '0;
      rd_q    <= '0;
      count_q <= '0;
    end else begin
      if (pop_i) begin
        valid_q[rd_q] <= 1'b0;
        rd_q          <= (32'(rd_q) == TXN - 1) ? '0 : rd_q + 1'b1;
      end
      if (push_i) begin
        valid_q[wr_q] <= 1'b1;
        wr_q          <= (32'(wr_q) == TXN - 1) ? '0 : wr_q + 1'b1;
      end
      if (push_i && !pop_i) count_q <= count_q + 1'b1;
      if (!push_i && pop_i) count_q <= count_q - 1'b1;
    end
  end
  assign count_o = count_q;
endmodule
