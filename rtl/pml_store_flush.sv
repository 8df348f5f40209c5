// SPDX-License-Identifier: Apache-2.0
/// Line store, flush: walks the sets beside the commits and evicts the lines of one {vm, buffer}, one in three cycles. A step looks at a set that
/// no event in the pipeline belongs to (clash_i says so) and starts again if one comes in; after 1023 cycles without a step the
/// events are held back until there is one. Carries: E4 (the commits of other VMs go on).
module pml_store_flush #(
  parameter int unsigned SETS = 32,
  parameter int unsigned WAYS = 8,
  localparam int unsigned SW = (SETS > 1) ? $clog2(SETS) : 1,
  localparam int unsigned WW = (WAYS > 1) ? $clog2(WAYS) : 1
) (
  input  logic             clk_i,
  input  logic             rst_ni,
  input  logic             flush_i,       ///< flush steps are wanted
  input  logic             clash_i,       ///< stages K1 to K5 hold an event of set_o
  input  logic             busy_i,        ///< a commit evicts or writes a tag now
  input  logic [WAYS-1:0]  match_i,       ///< ways of set_o that hold a line of the {vm, buffer}
  output logic             hold_o,        ///< no further events: a step has waited for too long
  output logic [SW-1:0]    set_o,
  output logic [WW-1:0]    way_o,         ///< line to be evicted; its words must be there when evict_o comes, two cycles later
  output logic             evict_o,
  output logic [WAYS-1:0]  evict_ways_o,
  output logic             done_o         ///< all sets are passed
);
  localparam logic [2:0] LOOK = 3'd0, PICK = 3'd1, READ = 3'd2, OUT = 3'd3, DONE = 3'd4;
  localparam logic [9:0] AGE_MAX = 10'd1023;
  logic [2:0]      ph_q;
  logic [SW-1:0]   set_q;
  logic [WAYS-1:0] match_q, one, one_q;
  logic [WW-1:0]   enc, way_q;
  logic            more_q;
  logic [9:0]      age_q;

  assign one = match_q & (~match_q + WAYS'(1));
  always_comb begin
    enc = '0;
    for (int unsigned w = 0; w < WAYS; w++) if (one[w]) enc = enc | WW'(w);
  end

  wire none  = ph_q == PICK && !clash_i && match_q == 0;
  wire out   = ph_q == OUT && !clash_i && !busy_i;
  wire pass  = none || (out && !more_q);
  wire last  = 32'(set_q) == SETS - 1;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      ph_q   <= LOOK;
      set_q  <= '0;
      age_q  <= '0;
      hold_o <= 1'b0;
    end else begin
      case (ph_q)
        LOOK:    if (flush_i) ph_q <= PICK;
        PICK:    ph_q <= clash_i ? LOOK : (match_q != 0) ? READ : last ? DONE : LOOK;
        READ:    ph_q <= OUT;
        OUT:     if (clash_i) ph_q <= LOOK;
                 else if (!busy_i) ph_q <= more_q ? PICK : last ? DONE : LOOK;
        default: ph_q <= LOOK;
      endcase
      if (pass) set_q <= last ? '0 : set_q + 1'b1;
      if (!flush_i || pass || out) begin
        age_q  <= '0;
        hold_o <= 1'b0;
      end else begin
        if (age_q != AGE_MAX) age_q <= age_q + 1'b1;
        hold_o <= age_q >= AGE_MAX - 10'd1;
      end
    end
    if (ph_q == LOOK)     match_q <= match_i;
    else if (out)         match_q <= match_q & ~one_q;
    one_q  <= (ph_q == PICK) ? one : one_q;
    way_q  <= (ph_q == PICK) ? enc : way_q;
    more_q <= (ph_q == PICK) ? (match_q & ~one) != 0 : more_q;
  end

  assign set_o        = set_q;
  assign way_o        = way_q;
  assign evict_o      = out;
  assign evict_ways_o = one_q;
  assign done_o       = ph_q == DONE;
endmodule
