// SPDX-License-Identifier: Apache-2.0
/// Stand-in for pml_inflight: what 'inflight' proves of it for one hash, f_h; for all others busy_o is open. When it is ready after reset is open too.
module pml_inflight #(
  parameter int unsigned LINES = 144,
  parameter int unsigned HW = 11
) (
  input  logic           clk_i,
  input  logic           rst_ni,
  output logic           init_o,
  input  logic [HW-1:0]  look_i,
  output logic           busy_o,
  output logic           look_bit_o,
  input  logic           set_i,
  input  logic [HW-1:0]  set_hash_i,
  input  logic           set_bit_i,
  input  logic           done_i
);
  (* anyconst *) logic [HW-1:0] f_h;
  (* anyseq *)   logic f_busy, f_end, f_bit;
  logic       init_q, f_has_q, f_bit_q;   // f_bit_q: turned over by each line of the hash
  logic [7:0] f_n_q, f_ahead_q;
  wire f_set = set_i && set_hash_i == f_h;
  wire f_out = done_i && f_has_q && f_ahead_q == 0;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      init_q  <= 1'b1;
      f_has_q <= 1'b0;
      f_bit_q <= 1'b0;
      f_n_q   <= '0;
    end else begin
      if (f_end) init_q <= 1'b0;
      if (f_set) f_bit_q <= !f_bit_q;
      f_has_q <= f_set || (f_has_q && !f_out);
      f_n_q   <= f_n_q + 8'(set_i) - 8'(done_i);
    end
    f_ahead_q <= f_set ? f_n_q - 8'(done_i) : f_ahead_q - 8'(done_i);
  end
  assign init_o = init_q;
  assign busy_o = look_i == f_h ? f_has_q : f_busy;
  assign look_bit_o = look_i == f_h ? f_bit_q : f_bit;
endmodule
