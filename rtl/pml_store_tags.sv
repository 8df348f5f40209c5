// SPDX-License-Identifier: Apache-2.0
/// Line store, tags: which way of a set holds a line, or should. Stage 1 reads the set, stage 2 compares, stage 3 chooses the way: the hit, the
/// lowest invalid way, or the least recently used one; a new tag is written in stage 4. What events one, two or three cycles ahead did to the same
/// set is put in before stage 3, so one event a cycle holds for any sequence. The tag RAM's write port is shared with the flush
/// (inval_i, never together with a new tag) and with the walk that invalidates all ways after reset (init_i).
module pml_store_tags #(
  parameter int unsigned SETS = 32,
  parameter int unsigned WAYS = 8,
  parameter int unsigned TW = 20,           ///< tag {key, line}
  parameter int unsigned KW = 4,            ///< its upper bits {vm, buf}, which the flush compares
  localparam int unsigned SW = (SETS > 1) ? $clog2(SETS) : 1,
  localparam int unsigned WW = (WAYS > 1) ? $clog2(WAYS) : 1,
  localparam int unsigned FW = (SETS * WAYS > 1) ? $clog2(SETS * WAYS) : 1,
  localparam int unsigned CUT = (SETS > 1) ? SW : 0   // the set and a tag's other bits say what its lowest ones are: they are not kept
) (
  input  logic             clk_i,
  input  logic             rst_ni,
  input  logic             init_i,        ///< ways become invalid: no event, no flush
  input  logic [FW-1:0]    init_at_i,     ///< {way, set}
  input  logic             go1_i,         ///< stage 1 holds an event
  input  logic [SW-1:0]    set1_i,
  input  logic [TW-1:0]    tag1_i,
  output logic             go3_o,
  output logic             hit3_o,
  output logic             go4_o,         ///< stage 4, registered
  output logic             hit4_o,
  output logic             evict4_o,      ///< a miss takes the way of a valid line
  output logic [SW-1:0]    set4_o,
  output logic [WW-1:0]    way4_o,
  output logic [TW-1:0]    tag4_o,
  output logic             clash_o,       ///< stages 1 to 4 or the cycle after hold an event of the set of flush_look_i, as of the next cycle (go0_i, set0_i counted)
  input  logic             go0_i,
  input  logic [SW-1:0]    set0_i,
  input  logic [FW-1:0]    flush_look_i,  ///< {set, way}
  input  logic [KW-1:0]    flush_key_i,
  output logic             flush_match_o, ///< that way holds a line with that key
  input  logic             inval_i,       ///< invalidate inval_at_i; not while stage 4 has a new tag
  input  logic [FW-1:0]    inval_at_i,    ///< {set, way}
  input  logic [WAYS-1:0]  inval_ways_i   ///< its way, one-hot
);
  logic            go2_q, go3_q, go4_q, hit4_q, evict4_q;
  logic [SW-1:0]   set2_q, set3_q, set4_q;
  logic [TW-1:0]   tag2_q, tag3_q, tag4_q;
  logic            same1_q, same2_q, same3_q, equal1_q, equal2_q, equal3_q;
  logic [WAYS-1:0] match3_q, way3, way4_q, way5_q, valid2, first2, second2, free3_q, oldest3;
  logic            full3_q;
  logic [WW-1:0]   way4_enc_q, way3_enc;

  // stage 1: how it stands to the events ahead, which will be one stage further then
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      go2_q   <= 1'b0;
      go3_q   <= 1'b0;
      go4_q   <= 1'b0;
      same1_q <= 1'b0;
      same2_q <= 1'b0;
      same3_q <= 1'b0;
    end else begin
      go2_q   <= go1_i;
      go3_q   <= go2_q;
      go4_q   <= go3_q;
      same1_q <= go2_q && set1_i == set2_q;
      same2_q <= go3_q && set1_i == set3_q;
      same3_q <= go4_q && set1_i == set4_q;
    end
    equal1_q <= tag1_i[TW-1:CUT] == tag2_q[TW-1:CUT];
    equal2_q <= tag1_i[TW-1:CUT] == tag3_q[TW-1:CUT];
    equal3_q <= tag1_i[TW-1:CUT] == tag4_q[TW-1:CUT];
    set2_q   <= set1_i;
    set3_q   <= set2_q;
    set4_q   <= set3_q;
    tag2_q   <= tag1_i;
    tag3_q   <= tag2_q;
    tag4_q   <= tag3_q;
  end

  // tag RAM: one word {valid, tag} a way and set; the flush has a copy of all {valid, key} in one RAM
  function automatic logic [SW-1:0] set_part(input logic [FW-1:0] at);
    set_part = (SETS > 1) ? SW'(at >> $clog2(WAYS)) : '0;
  endfunction
  wire             new4   = go4_q && !hit4_q;
  wire [SW-1:0]    waddr  = init_i ? SW'(init_at_i) : new4 ? set4_q : set_part(inval_at_i);
  wire [WAYS-1:0]  we     = init_i ? '1 : new4 ? way4_q : inval_i ? inval_ways_i : '0;
  wire [TW-CUT:0]  wdata  = {new4 && !init_i, tag4_q[TW-1:CUT]};
  (* ram_style = "distributed" *) logic [KW:0] key [0:SETS*WAYS-1];
  wire [FW-1:0]    kaddr  = init_i ? init_at_i : new4 ? FW'(32'(set4_q) * WAYS + 32'(way4_enc_q)) : inval_at_i;
  wire [KW:0]      fkey   = key[flush_look_i];
  always_ff @(posedge clk_i) if (init_i || new4 || inval_i) key[kaddr] <= wdata[TW-CUT -: KW + 1];
  assign flush_match_o = fkey == {1'b1, flush_key_i};
  for (genvar w = 0; w < WAYS; w++) begin : g_way
    (* ram_style = "distributed" *) logic [TW-CUT:0] mem [0:SETS-1];
    logic [TW-CUT:0] tag2w_q;
    always_ff @(posedge clk_i) begin
      if (we[w]) mem[waddr] <= wdata;
      tag2w_q <= mem[set1_i];
    end
    // stage 2
    wire cmp   = tag2w_q == {1'b1, tag2_q[TW-1:CUT]};
    wire late2 = same2_q && way4_q[w];
    wire late3 = same3_q && way5_q[w];
    wire seen  = late2 ? equal2_q : late3 ? equal3_q : cmp;
    assign valid2[w] = late2 || late3 || tag2w_q[TW-CUT];
    always_ff @(posedge clk_i) match3_q[w] <= (same1_q && way3[w]) ? equal1_q : seen;
  end

  // the lowest invalid way and the next one: if the event in stage 3 is of the same set and takes an invalid way, it takes the lowest
  logic none, one;   // so far no invalid way, one
  always_comb begin
    none    = 1'b1;
    one     = 1'b0;
    first2  = '0;
    second2 = '0;
    for (int unsigned w = 0; w < WAYS; w++) begin
      first2[w]  = !valid2[w] && none;
      second2[w] = !valid2[w] && one;
      one        = valid2[w] ? one : none;
      none       = none && valid2[w];
    end
  end

  // stage 3
  wire hit    = |match3_q;
  wire taken3 = same1_q && !hit && !full3_q;
  always_ff @(posedge clk_i) begin
    free3_q <= taken3 ? second2 : first2;
    full3_q <= taken3 ? second2 == '0 : first2 == '0;
  end
  assign way3 = hit ? match3_q : full3_q ? oldest3 : free3_q;
  always_comb begin
    way3_enc = '0;
    for (int unsigned w = 0; w < WAYS; w++) if (way3[w]) way3_enc = way3_enc | WW'(w);
  end

  pml_lru #(.SETS(SETS), .WAYS(WAYS)) u_lru (
    .clk_i, .set1_i, .same1_i(same1_q), .same2_i(same2_q), .use3_i(go3_q), .set3_i(set3_q), .way3_i(way3),
    .oldest3_o(oldest3));

  always_ff @(posedge clk_i) begin
    hit4_q     <= hit;
    evict4_q   <= !hit && full3_q;
    way4_q     <= way3;
    way5_q     <= way4_q;
    way4_enc_q <= way3_enc;
  end

  // events of the flush's set that will be in stages 1 to 4, or just past it, in the next cycle
  wire [SW-1:0] fset = set_part(flush_look_i);
  always_ff @(posedge clk_i) begin
    if (!rst_ni) clash_o <= 1'b0;
    else clash_o <= (go0_i && set0_i == fset) || (go1_i && set1_i == fset) || (go2_q && set2_q == fset) || (go3_q && set3_q == fset)
                    || (go4_q && set4_q == fset);
  end

  assign go3_o    = go3_q;
  assign hit3_o   = hit;
  assign go4_o    = go4_q;
  assign hit4_o   = hit4_q;
  assign evict4_o = go4_q && evict4_q;
  assign set4_o   = set4_q;
  assign way4_o   = way4_enc_q;
  assign tag4_o   = tag4_q;
endmodule
