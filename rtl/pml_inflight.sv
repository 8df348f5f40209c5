// SPDX-License-Identifier: Apache-2.0
/// Lines in flight: between the map stage and the answer to their last write. AXI orders no read behind a write, so a line that is here must not be
/// read or written again. Kept as one bit for each hash of a line: another line of the same hash counts as in flight too, which only
/// sends it to the retry queue. First in, first out (one ID: answers come in order). A bit is the difference of two RAMs, each with one writer,
/// which turns the bit over. After reset a walk makes them equal (init_o).
module pml_inflight #(
  parameter int unsigned LINES = 144,
  parameter int unsigned HW = 11     ///< hash width
) (
  input  logic           clk_i,
  input  logic           rst_ni,
  output logic           init_o,     ///< not ready yet
  input  logic [HW-1:0]  look_i,     ///< hash to look up
  output logic           busy_o,     ///< a line of that hash is in flight
  output logic           look_bit_o, ///< to be given back as set_bit_i when the line that was looked up is set: until then nothing of its hash is
  input  logic           set_i,      ///< a line of hash set_hash_i is in flight from now on
  input  logic [HW-1:0]  set_hash_i,
  input  logic           set_bit_i,
  input  logic           done_i      ///< the oldest one is answered
);
  (* ram_style = "distributed" *) logic began [0:(1 << HW)-1];
  (* ram_style = "distributed" *) logic ended [0:(1 << HW)-1];
  logic           init_q, have_unused;
  logic [HW-1:0]  icnt_q, done_hash;
  localparam int unsigned DEPTH = 1 << $clog2(LINES);
  logic [$clog2(LINES):0] count_unused;

  logic           done_bit;
  pml_fifo #(.W(1 + HW), .DEPTH(DEPTH)) u_order (
    .clk_i, .rst_ni, .push_i(set_i), .data_i({!set_bit_i, set_hash_i}), .pop_i(done_i), .valid_o(have_unused),
    .data_o({done_bit, done_hash}), .count_o(count_unused));

  // no RAM is read for its own write: what is in it for a line is known from its look, and goes along
  wire           b_we = init_q || set_i;
  wire [HW-1:0]  b_at = init_q ? icnt_q : set_hash_i;
  wire           e_we = init_q || done_i;
  wire [HW-1:0]  e_at = init_q ? icnt_q : done_hash;
  always_ff @(posedge clk_i) begin
    if (b_we) began[b_at] <= !init_q && !set_bit_i;
    if (e_we) ended[e_at] <= !init_q && done_bit;
  end
  assign look_bit_o = began[look_i];
  assign busy_o     = look_bit_o != ended[look_i];

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      init_q <= 1'b1;
      icnt_q <= '0;
    end else begin
      icnt_q <= icnt_q + 1'b1;
      if (&icnt_q) init_q <= 1'b0;
    end
  end
  assign init_o = init_q;
endmodule
