// SPDX-License-Identifier: Apache-2.0
/// Control of the traffic generator (docs/sources.md sections 8 and 9): phases, periods, passes, rate. Each cycle with step_o makes an event; a step a
/// cycle at full rate. Lossless: it steps only while the event has a place, and waits with everything else until all have been accepted.
`include "pml_assert.svh"
module pml_gen_ctl (
  input  logic         clk_i,
  input  logic         rst_ni,
  input  logic         start_i,
  input  logic         stop_i,
  input  logic         cont_i,
  // configuration
  input  logic         hold_i,
  input  logic         irq_hold_i,
  input  logic         irq_done_i,
  input  logic [2:0]   last_phase_i,
  input  logic [3:0]   scale_i,
  input  logic [16:0]  rate_i,
  input  logic [47:0]  events_i,
  input  logic [23:0]  seq_last_i,
  input  logic [23:0]  pages_i,        ///< of phase phase_o, in the same cycle, as the next two
  input  logic [15:0]  passes_i,
  input  logic [15:0]  periods_i,
  // pipeline and output queue
  input  logic         pipe_busy_i,    ///< an event in G1..G6
  input  logic         taken_i,        ///< the unit takes an event
  output logic         step_o,
  output logic [23:0]  i_o,            ///< of this step's event: its number in the pass
  output logic [23:0]  walk_o,         ///< and the page of the sequential walk
  output logic [23:0]  set_o,          ///< P
  output logic [4:0]   levels_o,       ///< L
  output logic [23:0]  mask_o,         ///< bits L-1..0
  // status
  output logic [2:0]   state_o,
  output logic         done_o,
  output logic [2:0]   phase_o,
  output logic [23:0]  periods_done_o,
  output logic         irq_o
);
  localparam logic [2:0] IDLE = 3'd0, LOAD = 3'd1, RUN = 3'd2, DRAIN = 3'd3, HELD = 3'd4;
  localparam logic [1:0] FETCH = 2'd0, SHIFT = 2'd1, LEVEL = 2'd2;
  localparam int unsigned PLACES = 16;  // stages and output queue together, and the token

  logic [2:0]  state_q, phase_q;
  logic [1:0]  load_q;
  logic        done_q, last_q, stopped_q, phase_over_q, tok_q;
  logic [3:0]  shifts_q;
  logic [23:0] p_q, top_q, i_q, i_next_q, walk_q, walk_next_q, mask_q, periods_done_q;
  logic        pass_last_q, passes_last_q, periods_last_q, phase_last_q, event_last_q, walk_last_q;
  logic [4:0]  levels_q, used_q;
  logic [15:0] acc_q, passes_q, periods_q;        // number of the next pass and period; 0 is 65,536
  logic [47:0] event_q;                           // number of the event after the next step's

  // ---------------------------------------------------------------- tokens and places
  wire         running = state_q == RUN;
  wire         step    = running && tok_q;
  wire         room    = 32'(used_q) < PLACES;
  wire [17:0]  sum     = 18'(acc_q) + 18'(rate_i);
  wire         tok     = running && room && sum[17:16] != 0;
  wire         empty   = used_q == 5'd0 || (used_q == 5'd1 && tok_q);  // a token is not an event

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      acc_q  <= '0;
      tok_q  <= 1'b0;
      used_q <= '0;
    end else begin
      tok_q  <= tok;
      used_q <= used_q + 5'(tok) - 5'(tok_q && !running) - 5'(taken_i);
      if (start_i)               acc_q <= '0;
      else if (running && room)  acc_q <= sum[15:0];
    end
  end

  // ---------------------------------------------------------------- what a step ends
  // Each "last" comes from a flip-flop: the number that follows is kept, and compared when it becomes the number of now.
  wire pass_end   = pass_last_q;
  wire period_end = pass_last_q && passes_last_q;
  wire phase_end  = period_end && periods_last_q;
  wire run_end    = (phase_end && phase_last_q) || event_last_q;

  always_ff @(posedge clk_i) begin
    phase_last_q <= phase_q == last_phase_i;
    if (start_i) begin
      event_q      <= 48'd2;
      event_last_q <= events_i == 48'd1;
    end else if (step) begin
      event_q      <= event_q + 48'd1;
      event_last_q <= event_q == events_i;
    end
    if (start_i || (step && walk_last_q)) begin
      walk_q      <= '0;
      walk_next_q <= 24'd1;
      walk_last_q <= seq_last_i == 0;
    end else if (step) begin
      walk_q      <= walk_next_q;
      walk_next_q <= walk_next_q + 24'd1;
      walk_last_q <= walk_next_q == seq_last_i;
    end
  end

  // ---------------------------------------------------------------- the phase: P, L, i, what is left
  wire        fetch = state_q == LOAD && load_q == FETCH && !pipe_busy_i;
  wire        shift = state_q == LOAD && load_q == SHIFT;
  wire        level = state_q == LOAD && load_q == LEVEL;
  wire        p_zero = p_q == 0;
  wire [23:0] top    = p_zero ? 24'd0 : p_q - 24'd1;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      p_q <= '0;
    end else if (fetch) begin
      p_q <= pages_i;
    end else if (shift) begin
      if (shifts_q != 0)  p_q    <= {1'b0, p_q[23:1]};
      else if (p_zero)    p_q[0] <= 1'b1;
    end
  end

  wire reached = (top_q & ~mask_q) == 0;  // 2^L >= P
  always_ff @(posedge clk_i) begin
    if (fetch)      shifts_q <= scale_i;
    else if (shift) shifts_q <= shifts_q - 4'd1;
    if (shift) top_q <= top;
    if (shift) begin
      levels_q <= 5'd1;
      mask_q   <= 24'd1;
    end else if (level && !reached) begin
      levels_q <= levels_q + 5'd1;
      mask_q   <= {mask_q[22:0], 1'b1};
    end
    if (level || (step && pass_end)) begin
      i_q         <= '0;
      i_next_q    <= 24'd1;
      pass_last_q <= top_q == 0;
    end else if (step) begin
      i_q         <= i_next_q;
      i_next_q    <= i_next_q + 24'd1;
      pass_last_q <= i_next_q == top_q;
    end
    if (fetch || (step && period_end)) begin
      passes_q      <= 16'd2;
      passes_last_q <= passes_i == 16'd1;
    end else if (step && pass_end) begin
      passes_q      <= passes_q + 16'd1;
      passes_last_q <= passes_q == passes_i;
    end
    if (fetch) begin
      periods_q      <= 16'd2;
      periods_last_q <= periods_i == 16'd1;
    end else if (step && period_end) begin
      periods_q      <= periods_q + 16'd1;
      periods_last_q <= periods_q == periods_i;
    end
  end

  // ---------------------------------------------------------------- states
  wire drained = state_q == DRAIN && empty;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      state_q        <= IDLE;
      load_q         <= FETCH;
      phase_q        <= '0;
      done_q         <= 1'b0;
      last_q         <= 1'b0;
      stopped_q      <= 1'b0;
      phase_over_q   <= 1'b0;
      periods_done_q <= '0;
    end else begin
      if (fetch)                            load_q <= SHIFT;
      if (shift && shifts_q == 0)           load_q <= LEVEL;
      if (level && reached)                 state_q <= RUN;
      if (step && period_end)               periods_done_q <= periods_done_q + 24'd1;
      if (step) begin
        last_q       <= run_end;
        phase_over_q <= phase_end;
        if (run_end || (period_end && hold_i)) begin
          state_q <= DRAIN;
        end else if (phase_end) begin
          state_q <= LOAD;
          load_q  <= FETCH;
          phase_q <= phase_q + 3'd1;
        end
      end
      if (drained) begin
        state_q <= (last_q || stopped_q) ? IDLE : HELD;
        if (last_q && !stopped_q && !stop_i) done_q <= 1'b1;
      end
      if (cont_i) begin
        state_q <= phase_over_q ? LOAD : RUN;
        load_q  <= FETCH;
        if (phase_over_q) phase_q <= phase_q + 3'd1;
      end
      if (start_i) begin
        state_q        <= LOAD;
        load_q         <= FETCH;
        phase_q        <= '0;
        done_q         <= 1'b0;
        last_q         <= 1'b0;
        stopped_q      <= 1'b0;
        periods_done_q <= '0;
      end
      if (stop_i && state_q != IDLE) begin
        state_q   <= DRAIN;
        stopped_q <= 1'b1;
      end
    end
  end

  assign irq_o          = drained && !stopped_q && !stop_i && (last_q ? irq_done_i : irq_hold_i);
  assign step_o         = step;
  assign i_o            = i_q;
  assign walk_o         = walk_q;
  assign set_o          = p_q;
  assign levels_o       = levels_q;
  assign mask_o         = mask_q;
  assign state_o        = state_q;
  assign done_o         = done_q;
  assign phase_o        = phase_q;
  assign periods_done_o = periods_done_q;

  `PML_ASSERT(a_gen_places, 32'(used_q) <= PLACES)
  `PML_ASSERT(a_gen_phase, !step || phase_q <= last_phase_i)
endmodule
