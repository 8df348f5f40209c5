// SPDX-License-Identifier: Apache-2.0
/// Line store, flush: walks the ways of all sets beside the commits and evicts the lines of one {vm, buffer}; a way without one takes a cycle. A step
/// waits while an event of its set is in the pipeline (clash_i says so); after 1023 cycles without a step the
/// events are held back until there is one. Carries: E4 (the commits of other VMs go on).
module pml_store_flush #(
  parameter int unsigned SETS = 32,
  parameter int unsigned WAYS = 8,
  localparam int unsigned FW = (SETS * WAYS > 1) ? $clog2(SETS * WAYS) : 1
) (
  input  logic             clk_i,
  input  logic             rst_ni,
  input  logic             flush_i,       ///< flush steps are wanted
  input  logic             clash_i,       ///< stages K1 to K5 hold an event of the set of at_o
  input  logic             busy_i,        ///< a commit evicts or writes a tag now
  input  logic             match_i,       ///< way look_o holds a line of the {vm, buffer}
  output logic             hold_o,        ///< no further events: a step has waited for too long
  output logic [FW-1:0]    look_o,        ///< way that at_o will be in the next cycle, unless a line is evicted now
  output logic [FW-1:0]    at_o,          ///< way at hand: {set, way}. The line's words must be there in the cycle after
  output logic             evict_o,       ///< it is evicted
  output logic [WAYS-1:0]  evict_ways_o,  ///< its way, one-hot
  output logic             done_o         ///< all are passed
);
  localparam logic [1:0] LOOK = 2'd0, PICK = 2'd1, OUT = 2'd2, DONE = 2'd3;
  localparam logic [9:0] AGE_MAX = 10'd1023;
  logic [1:0]      ph_q;
  logic [FW-1:0]   at_q, next_q;
  logic [WAYS-1:0] hot_q;
  logic            match_q;
  logic [9:0]      age_q;

  wire none = ph_q == PICK && !clash_i && !match_q;
  wire out  = ph_q == OUT && !clash_i && !busy_i;
  wire pass = none || out;
  wire last = 32'(at_q) == SETS * WAYS - 1;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      ph_q   <= LOOK;
      at_q   <= '0;
      next_q <= FW'(SETS * WAYS > 1);
      hot_q  <= WAYS'(1);
      age_q  <= '0;
      hold_o <= 1'b0;
    end else begin
      case (ph_q)
        LOOK:    if (flush_i) ph_q <= PICK;
        PICK:    if (!clash_i) ph_q <= match_q ? OUT : last ? DONE : PICK;
        OUT:     if (clash_i) ph_q <= LOOK;
                 else if (!busy_i) ph_q <= last ? DONE : LOOK;
        default: ph_q <= LOOK;
      endcase
      if (pass) begin
        at_q   <= next_q;
        next_q <= (32'(next_q) == SETS * WAYS - 1) ? '0 : next_q + 1'b1;
        hot_q  <= WAYS'({hot_q, hot_q[WAYS-1]});
      end
      if (!flush_i || pass) begin
        age_q  <= '0;
        hold_o <= 1'b0;
      end else begin
        if (age_q != AGE_MAX) age_q <= age_q + 1'b1;
        hold_o <= age_q >= AGE_MAX - 10'd1;
      end
    end
    match_q <= match_i;
  end

  assign look_o       = none ? next_q : at_q;
  assign at_o         = at_q;
  assign evict_o      = out;
  assign evict_ways_o = hot_q;
  assign done_o       = ph_q == DONE;
endmodule
