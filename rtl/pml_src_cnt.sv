// SPDX-License-Identifier: Apache-2.0
/// Up to eight 64-bit counters in a small RAM (docs/sources.md section 7): each has a small delta in flip-flops, and one counter a cycle, in turn,
/// takes its delta into the RAM. So an increment is visible 2 to 9 cycles late, none is lost, and the adder is there once.
module pml_src_cnt #(
  parameter int unsigned N = 8  ///< counters, 1..8
) (
  input  logic          clk_i,
  input  logic          rst_ni,
  input  logic [N-1:0]  inc_i,
  input  logic [2:0]    sel_i,   ///< counter that is read; at or past N: 0
  output logic [63:0]   data_o
);
  logic [63:0]    mem [0:7];
  logic [2:0]     slot_q;
  logic [63:0]    old_q;         // value of the counter whose turn it is, read one cycle ahead
  logic [N-1:0]   fresh_q;       // never written since reset: its RAM word is arbitrary and means 0
  logic [N*4-1:0] delta_q;       // at most 8: every counter has its turn each 8 cycles
  logic [3:0]     add_q;         // delta of that counter as it is now, chosen one cycle ahead
  logic [3:0]     add;
  logic [7:0]     fresh;

  assign fresh = 8'({{8{1'b1}}, fresh_q});
  wire [2:0]  next = slot_q + 3'd1;
  wire [63:0] sum  = old_q + 64'(add_q);
  always_comb begin
    add = '0;
    for (int unsigned k = 0; k < N; k++) add = add | ((delta_q[k*4 +: 4] + 4'(inc_i[k])) & {4{next == 3'(k)}});
  end

  always_ff @(posedge clk_i) begin
    mem[slot_q] <= sum;
  end

  for (genvar k = 0; k < N; k++) begin : g_cnt
    always_ff @(posedge clk_i) begin
      if (!rst_ni) begin
        delta_q[k*4 +: 4] <= '0;
        fresh_q[k]        <= 1'b1;
      end else begin
        delta_q[k*4 +: 4] <= (slot_q == 3'(k) ? 4'd0 : delta_q[k*4 +: 4]) + 4'(inc_i[k]);
        if (slot_q == 3'(k)) fresh_q[k] <= 1'b0;
      end
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      slot_q <= '0;
      old_q  <= '0;
      add_q  <= '0;
    end else begin
      slot_q <= next;
      add_q  <= add;
      old_q  <= fresh[next] ? 64'd0 : mem[next];
    end
  end

  assign data_o = fresh[sel_i] ? 64'd0 : mem[sel_i];
endmodule
