// SPDX-License-Identifier: Apache-2.0
/// Stand-in for pml_store_tags: what 'tags' proves of it for one tag, f_t, of set f_s, and nothing else of all others: which of them hit, which way they take, whom they
/// evict is open.
module pml_store_tags #(
  parameter int unsigned SETS = 32,
  parameter int unsigned WAYS = 8,
  parameter int unsigned TW = 20,
  parameter int unsigned KW = 4,
  localparam int unsigned SW = (SETS > 1) ? $clog2(SETS) : 1,
  localparam int unsigned WW = (WAYS > 1) ? $clog2(WAYS) : 1,
  localparam int unsigned FW = (SETS * WAYS > 1) ? $clog2(SETS * WAYS) : 1
) (
  input  logic             clk_i,
  input  logic             rst_ni,
  input  logic             init_i,
  input  logic [FW-1:0]    init_at_i,
  input  logic             go1_i,
  input  logic [SW-1:0]    set1_i,
  input  logic [TW-1:0]    tag1_i,
  output logic             go3_o,
  output logic             hit3_o,
  output logic             go4_o,
  output logic             hit4_o,
  output logic             evict4_o,
  output logic [SW-1:0]    set4_o,
  output logic [WW-1:0]    way4_o,
  output logic [TW-1:0]    tag4_o,
  output logic             clash_o,
  input  logic             go0_i,
  input  logic [SW-1:0]    set0_i,
  input  logic [FW-1:0]    flush_look_i,
  input  logic [KW-1:0]    flush_key_i,
  output logic             flush_match_o,
  input  logic             inval_i,
  input  logic [FW-1:0]    inval_at_i,
  input  logic [WAYS-1:0]  inval_ways_i
);
  (* anyconst *) logic [TW-1:0] f_t;
  (* anyconst *) logic [SW-1:0] f_s;
  (* anyseq *)   logic f_hit, f_evict;
  (* anyseq *)   logic [WW-1:0] f_way;
  (* anyconst *) logic [WW-1:0] f_w;      // a way of f_s: does it hold a line?
  (* anyseq *)   logic f_match;
  logic          f_occ_q;
  wire  [FW-1:0] f_i = FW'(32'(f_s) * WAYS + 32'(f_w));
  wire  [SW-1:0] fset = (SETS > 1) ? SW'(flush_look_i >> $clog2(WAYS)) : '0;
  wire  [SW-1:0] iset = (SETS > 1) ? SW'(inval_at_i >> $clog2(WAYS)) : '0;
  logic          f_res_q, go2_q, go3_q, go4_q, hit4_q, evict4_q;
  logic [WW-1:0] f_way_q, way4_q;
  logic [SW-1:0] set2_q, set3_q, set4_q;
  logic [TW-1:0] tag2_q, tag3_q, tag4_q;
  wire f_mine = go4_q && tag4_q == f_t;
  wire f_lost = (go4_q && set4_q == f_s && !hit4_q && !f_mine && way4_q == f_way_q) || (inval_i && iset == f_s && inval_ways_i[f_way_q]);
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      {go2_q, go3_q, go4_q, clash_o, f_res_q, f_occ_q} <= '0;
    end else begin
      {go2_q, go3_q, go4_q} <= {go1_i, go2_q, go3_q};
      clash_o <= (go0_i && set0_i == fset) || (go1_i && set1_i == fset) || (go2_q && set2_q == fset)
                 || (go3_q && set3_q == fset) || (go4_q && set4_q == fset);
      f_occ_q <= (go4_q && set4_q == f_s && !hit4_q && way4_q == f_w) || (f_occ_q && !(inval_i && inval_at_i == f_i));
      f_res_q <= (f_mine && !hit4_q) || (f_res_q && !f_lost);
    end
    if (f_mine && !hit4_q) f_way_q <= way4_q;
    {set2_q, set3_q, set4_q} <= {set1_i, set2_q, set3_q};
    {tag2_q, tag3_q, tag4_q} <= {tag1_i, tag2_q, tag3_q};
    {hit4_q, evict4_q, way4_q} <= {f_hit, f_evict && !f_hit, f_way};
  end
  always @* if (rst_ni && go4_q) begin
    if (f_mine) assume (hit4_q == f_res_q && (!hit4_q || way4_q == f_way_q));
    else if (set4_q == f_s && f_res_q && way4_q == f_way_q) assume (!hit4_q && evict4_q);
  end
  always @* if (rst_ni) begin
    if (go4_q && set4_q == f_s && way4_q == f_w && !hit4_q) assume (evict4_q == f_occ_q);
    if (f_res_q && flush_look_i == FW'(32'(f_s) * WAYS + 32'(f_way_q))) assume (f_match == (f_t[TW-1 -: KW] == flush_key_i));
    if (flush_look_i == f_i) assume (!f_match || f_occ_q);
  end
  assign {go3_o, hit3_o, go4_o, hit4_o, evict4_o} = {go3_q, f_hit, go4_q, hit4_q, go4_q && evict4_q};
  assign {set4_o, way4_o, tag4_o} = {set4_q, way4_q, tag4_q};
  assign flush_match_o = f_match;
endmodule
