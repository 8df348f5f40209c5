// SPDX-License-Identifier: Apache-2.0
/// Traffic generator: constant, sequential, uniform and Zipf-like page streams in phases, made on the board (docs/sources.md sections 8 and 9); presets are
/// experiments 1 and 2. One event a cycle at full rate, never lost: it waits with its event. Only wires: registers, control, pages, output queue.
module pml_gen #(
  parameter int unsigned N_VEC = 16  ///< interrupt vectors
) (
  input  logic         clk_i,
  input  logic         rst_ni,
  // registers (docs/sources.md section 3)
  input  logic         wr_i,
  input  logic [15:0]  wr_off_i,
  input  logic [31:0]  wr_data_i,
  output logic [2:0]   wr_err_o,
  input  logic         rd_i,
  input  logic [15:0]  rd_off_i,
  output logic [31:0]  rd_data_o,
  output logic [2:0]   rd_err_o,
  // events
  output logic         ev_valid_o,
  input  logic         ev_ready_i,
  output logic [7:0]   ev_vcpu_o,
  output logic [39:0]  ev_gfn_o,
  output logic         ev_write_o,
  // interrupt event
  output logic         irq_o,
  output logic [7:0]   irq_vec_o
);
  logic        start, stop, cont, done, hold, irq_hold, irq_done, seed_ok, step, pipe_busy, push, push_write;
  logic [2:0]  state, phase, last_phase;
  logic [1:0]  pattern, seed_we;
  logic [3:0]  scale;
  logic [4:0]  levels;
  logic [7:0]  vcpu_first, vcpu_number, k_q;
  logic [8:0]  share;
  logic [15:0] passes, periods;
  logic [16:0] rate;
  logic [23:0] pages, set, seq_last, index, walk, mask, periods_done;
  logic [31:0] seed_data;
  logic [39:0] first_gfn, push_gfn;
  logic [47:0] events;
  wire         taken = ev_valid_o && ev_ready_i;

  pml_gen_csr #(.N_VEC(N_VEC)) u_csr (
    .clk_i, .rst_ni, .wr_i, .wr_off_i, .wr_data_i, .wr_err_o, .rd_i, .rd_off_i, .rd_data_o, .rd_err_o, .state_i(state),
    .done_i(done), .phase_i(phase), .set_i(set), .periods_done_i(periods_done), .seed_ok_i(seed_ok), .seed_we_o(seed_we), .seed_data_o(seed_data),
    .start_o(start), .stop_o(stop), .cont_o(cont), .pattern_o(pattern), .hold_o(hold), .irq_hold_o(irq_hold),
    .irq_done_o(irq_done), .last_phase_o(last_phase), .scale_o(scale), .rate_o(rate), .first_gfn_o(first_gfn),
    .events_o(events), .seq_last_o(seq_last), .vcpu_first_o(vcpu_first), .vcpu_number_o(vcpu_number), .share_o(share),
    .vector_o(irq_vec_o), .pages_o(pages), .passes_o(passes), .periods_o(periods));

  pml_gen_ctl u_ctl (
    .clk_i, .rst_ni, .start_i(start), .stop_i(stop), .cont_i(cont), .hold_i(hold), .irq_hold_i(irq_hold),
    .irq_done_i(irq_done), .last_phase_i(last_phase), .scale_i(scale), .rate_i(rate), .events_i(events),
    .seq_last_i(seq_last), .pages_i(pages), .passes_i(passes), .periods_i(periods), .pipe_busy_i(pipe_busy),
    .taken_i(taken), .step_o(step), .i_o(index), .walk_o(walk), .set_o(set), .levels_o(levels), .mask_o(mask),
    .state_o(state), .done_o(done), .phase_o(phase), .periods_done_o(periods_done), .irq_o);

  pml_gen_page u_page (
    .clk_i, .rst_ni, .seed_we_i(seed_we), .seed_data_i(seed_data), .seed_ok_o(seed_ok), .pattern_i(pattern),
    .first_gfn_i(first_gfn), .share_i(share), .set_i(set), .levels_i(levels), .mask_i(mask), .step_i(step), .i_i(index),
    .walk_i(walk), .busy_o(pipe_busy), .push_o(push), .gfn_o(push_gfn), .write_o(push_write));

  // events keep their order, so whose turn it is can be said where they come out
  always_ff @(posedge clk_i) begin
    if (!rst_ni || start) k_q <= '0;
    else if (push)        k_q <= (k_q == vcpu_number - 8'd1) ? 8'd0 : k_q + 8'd1;
  end

  /* verilator lint_off PINCONNECTEMPTY */
  pml_fifo #(.W(49), .DEPTH(16)) u_out (
    .clk_i, .rst_ni, .push_i(push), .data_i({vcpu_first + k_q, push_gfn, push_write}), .pop_i(taken), .valid_o(ev_valid_o),
    .data_o({ev_vcpu_o, ev_gfn_o, ev_write_o}), .count_o());
  /* verilator lint_on PINCONNECTEMPTY */
endmodule
