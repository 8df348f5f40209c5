// SPDX-License-Identifier: Apache-2.0
/// Write-back, beats: stage W holds a line, B1 issues its beats (accessed, then written), B2 reads the store's word and what memory
/// holds, B3 ORs them and puts the beat into a queue before the write port. B2 may have to wait for the store's port, nothing
/// after it waits: B1 issues a beat only when it has a place in that queue and its read data are there. A first touch needs no read and writes the whole line; afterwards only beats
/// with new bits move. One beat a cycle. Carries: E2, E3, C1, C3.
`include "pml_assert.svh"
`include "pml_bug.svh"
module pml_wb_beat #(
  parameter int unsigned N_VM = 8,
  parameter int unsigned PAGES_LOG2 = 24,
  parameter int unsigned DW = 512,
  parameter int unsigned SLW = 9,
  localparam int unsigned NB = 512 / DW,
  localparam int unsigned BW = (NB > 1) ? $clog2(NB) : 1,
  localparam int unsigned VMW = (N_VM > 1) ? $clog2(N_VM) : 1,
  localparam int unsigned LW = PAGES_LOG2 - 9,
  localparam int unsigned TW = VMW + 1 + LW,
  localparam int unsigned XW = 6 + SLW + 2 * NB + TW
) (
  input  logic                  clk_i,
  input  logic                  rst_ni,
  input  logic                  wt_valid_i,
  input  logic [XW-1:0]         wt_info_i,
  output logic                  wt_pop_o,
  input  logic                  hold_i,          ///< issue no beat
  output logic                  rd_re_o,         ///< store data port, from registers; data and their parity in the next cycle
  output logic [SLW-1:0]        rd_slot_o,
  output logic [BW-1:0]         rd_beat_o,
  output logic                  rd_kind_w_o,
  input  logic                  rd_wait_i,       ///< not read now: B2 waits
  input  logic [2*DW-1:0]       rd_data_i,       ///< {written, accessed}: what was not read is zero
  input  logic [2*DW/8-1:0]     rd_parity_i,
  input  logic                  rf_have_i,       ///< read data
  output logic                  rf_take_o,
  output logic                  rf_re_o,
  input  logic [DW-1:0]         rf_data_i,
  input  logic                  rf_err_i,
  output logic                  res_back_o,      ///< the last beat of a read burst has left the read buffer
  output logic                  x_valid_o,       ///< a beat for X
  output logic                  x_first_o,
  output logic                  x_last_o,        ///< last beat of its burst
  output logic [VMW+1:0]        x_sel_o,         ///< where it goes: base of {vm, kind (1: W), buf},
  output logic [LW+2:0]         x_off_o,         ///< and 8-byte words from there
  output logic                  x_bad_o,         ///< its read data came with an error
  output logic [BW-1:0]         x_len_o,
  output logic [DW-1:0]         x_data_o,
  output logic [VMW-1:0]        x_vm_o,
  output logic                  x_buf_o,
  output logic                  x_color_o,
  output logic                  x_zero_o,
  output logic                  x_ends_o,        ///< the burst of this beat is the line's last
  input  logic                  x_take_i,
  output logic                  free_o,          ///< the line's slot is free
  output logic [SLW-1:0]        free_slot_o,
  output logic                  perr_o,          ///< a store word had bad parity (a cycle after B3)
  output logic [VMW-1:0]        perr_vm_o,
  output logic [LW-1:0]         perr_line_o,
  output logic [N_VM-1:0]       inc_written_o,
  output logic [N_VM-1:0]       inc_cleared_o,
  output logic                  n_valid_o,       ///< B3: newly set bits
  output logic [VMW+1:0]        n_sel_o,         ///< {vm, kind, buf}
  output logic [DW-1:0]         n_bits_o
);
  // ---- W
  logic          w_valid_q, cont_q;
  logic [XW-1:0] w_info_q;
  logic [NB-1:0] rem_a_q, rem_w_q;                         // beats still to be written
  // what the stage does next depends on this much of them, known when they change: are there any, is it one beat?
  logic          any_a_q, any_w_q, one_a_q, one_w_q;
  wire           zero  = w_info_q[XW-1];
  wire [NB-1:0]  cur   = any_a_q ? rem_a_q : rem_w_q;
  wire [NB-1:0]  mask  = any_a_q ? w_info_q[TW +: NB] : w_info_q[TW+NB +: NB];
  wire           need  = any_a_q ? w_info_q[XW-5] : w_info_q[XW-4];
  logic [BW-1:0] beat, len;
  logic [NB-1:0] rest, next_cur;
  logic          b_last;                                   // the run ends with this beat
  pml_run #(.NB(NB)) u_run (.mask_i(cur), .first_o(beat), .len_o(len), .rest_o(rest), .next_o(next_cur), .single_o(b_last));
  wire           kind_end = any_a_q ? one_a_q : one_w_q;
  wire           line_end = kind_end && !(any_a_q && any_w_q);

  wire [NB-1:0] new_a = wt_info_i[XW-3] ? '1 : wt_info_i[XW-5] ? wt_info_i[TW +: NB] : '0;
  wire [NB-1:0] new_w = wt_info_i[XW-2] ? '1 : wt_info_i[XW-4] ? wt_info_i[TW+NB +: NB] : '0;
  // at most that many
  function automatic logic [1:0] few(input logic [NB-1:0] beats);   // {two, one}
    logic some, more;
    few  = 2'b11;
    some = 1'b0;
    more = 1'b0;
    for (int unsigned i = 0; i < NB; i++) begin
      if (beats[i] && some) few[0] = 1'b0;
      if (beats[i] && more) few[1] = 1'b0;
      more = more || (beats[i] && some);
      some = some || beats[i];
    end
  endfunction
  wire [1:0] few_a = few(rem_a_q);
  wire [1:0] few_w = few(rem_w_q);
  wire [1:0] few_new_a = few(new_a);
  wire [1:0] few_new_w = few(new_w);

  // ---- B1
  logic q_room;
  wire  go   = w_valid_q && q_room && !hold_i && (!need || rf_have_i) && !rd_wait_i;
  wire  load = wt_valid_i && (!w_valid_q || (go && line_end));
  assign wt_pop_o   = load;
  assign rf_take_o  = go && need;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      w_valid_q <= 1'b0;
      cont_q    <= 1'b0;
    end else begin
      if (load)                w_valid_q <= 1'b1;
      else if (go && line_end) w_valid_q <= 1'b0;
      if (go) cont_q <= !b_last;
    end
    if (load) begin
      w_info_q <= wt_info_i;
      rem_a_q  <= new_a;
      rem_w_q  <= new_w;
      any_a_q  <= wt_info_i[XW-3] || wt_info_i[XW-5];
      any_w_q  <= wt_info_i[XW-2] || wt_info_i[XW-4];
      one_a_q  <= few_new_a[0];
      one_w_q  <= few_new_w[0];
    end else if (go) begin
      if (any_a_q) begin
        rem_a_q <= next_cur;
        any_a_q <= !one_a_q;
        one_a_q <= few_a[1];
      end else begin
        rem_w_q <= next_cur;
        any_w_q <= !one_w_q;
        one_w_q <= few_w[1];
      end
    end
  end
  logic unused_few;
  assign unused_few = ^{few_a[0], few_w[0], few_new_a[1], few_new_w[1]};
  `PML_ASSERT(a_beat_masks, !w_valid_q || (any_a_q == |rem_a_q && any_w_q == |rem_w_q && one_a_q == few_a[0] && one_w_q == few_w[0]))

  // ---- B2: reads; B3: has data. What goes with a beat, from the first to the last:
  localparam int unsigned MW = 8 + BW + VMW + LW;   // {zero, color, buf, kind, first, last, kind_last, ends, len, vm, line}
  logic            b2_valid_q, b3_valid_q, b2_had_q, b3_had_q, b2_read_q, b2_line_last_q, b3_line_last_q;
  logic [MW-1:0]   b2_meta_q, b3_meta_q;
  logic [BW-1:0]   b2_beat_q, b3_beat_q;
  logic [SLW-1:0]  b2_slot_q, b3_slot_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      b2_valid_q <= 1'b0;
      b3_valid_q <= 1'b0;
    end else begin
      b2_valid_q <= go || rd_wait_i;
      b3_valid_q <= b2_valid_q && !rd_wait_i;
    end
    if (!rd_wait_i) begin
      b2_meta_q <= {zero, w_info_q[XW-6], w_info_q[LW], !any_a_q, !cont_q, b_last, kind_end,
                    rest == 0 && !(any_a_q && any_w_q), len, w_info_q[LW+1 +: VMW], w_info_q[LW-1:0]};
      b2_beat_q <= beat;
      b2_slot_q <= w_info_q[TW+2*NB +: SLW];
      b2_had_q  <= !zero && mask[beat];
      b2_read_q <= need;
      b2_line_last_q <= line_end && !zero;
    end
    b3_meta_q <= b2_meta_q;
    b3_beat_q <= b2_beat_q;
    b3_slot_q <= b2_slot_q;
    b3_had_q  <= b2_had_q;
    b3_line_last_q <= b2_line_last_q;
  end
  assign rd_re_o     = b2_valid_q && b2_had_q;
  assign rd_slot_o   = b2_slot_q;
  assign rd_beat_o   = b2_beat_q;
  assign rd_kind_w_o = b2_meta_q[MW-4];
  assign rf_re_o     = b2_valid_q && b2_read_q && !rd_wait_i;
  always_ff @(posedge clk_i) res_back_o <= rst_ni && rf_re_o && b2_meta_q[MW-6];   // not before: until then the data need their place
  assign free_o      = b3_valid_q && b3_line_last_q;
  assign free_slot_o = b3_slot_q;

  // ---- B3: what was not read is zero
  wire           b3_zero  = b3_meta_q[MW-1];
  wire           b3_kind  = b3_meta_q[MW-4];
  wire           b3_first = b3_meta_q[MW-5];
  wire           b3_last  = b3_meta_q[MW-6];
  wire           b3_klast = b3_meta_q[MW-7];
  wire [BW-1:0]  b3_len   = b3_meta_q[LW+VMW +: BW];
  wire [VMW-1:0] b3_vm    = b3_meta_q[LW +: VMW];
  wire [2:0]     b3_flags = b3_meta_q[MW-1 -: 3];          // {zero, color, buf}
  wire           b3_ends  = b3_meta_q[MW-8];
  wire [2:0]     b3_word  = (NB > 1) ? 3'(b3_beat_q) << $clog2(DW / 64) : 3'd0;
  wire [DW-1:0]  mine_a   = rd_data_i[DW-1:0];
  wire [DW-1:0]  mine_w   = rd_data_i[2*DW-1:DW];
  localparam int unsigned QW = 8 + BW + VMW + LW + 3 + DW;
  logic          x_kind;
  logic [3:0]    q_count_unused, q_used_unused;
  pml_fifo #(.W(QW), .DEPTH(8)) u_q (
    .clk_i, .rst_ni, .push_i(b3_valid_q),
    .data_i({b3_flags, b3_ends, b3_first, b3_last, b3_kind, rf_err_i, b3_len, b3_vm, b3_meta_q[LW-1:0], b3_word,
             mine_a | mine_w | rf_data_i}),
    .pop_i(x_take_i), .valid_o(x_valid_o),
    .data_o({x_zero_o, x_color_o, x_buf_o, x_ends_o, x_first_o, x_last_o, x_kind, x_bad_o, x_len_o, x_vm_o, x_off_o, x_data_o}),
    .count_o(q_count_unused));
  pml_credit #(.MAX(8)) u_q_room (
    .clk_i, .rst_ni, .take_i(go), .back_i(x_take_i), .room_o(q_room), .used_o(q_used_unused));

  assign x_sel_o = {x_vm_o, x_kind, x_buf_o && !(`PML_BUG(10) && x_kind)};
  logic [DW/8-1:0] bad_q;
  logic            parity_valid_q;
  for (genvar b = 0; b < DW / 8; b++) begin : g_parity
    always_ff @(posedge clk_i)
      bad_q[b] <= ^{rd_parity_i[DW/8 + b], mine_w[b*8 +: 8], rd_parity_i[b], mine_a[b*8 +: 8]};
  end
  always_ff @(posedge clk_i) begin
    if (!rst_ni) parity_valid_q <= 1'b0;
    else         parity_valid_q <= b3_valid_q;
    perr_vm_o   <= b3_vm;
    perr_line_o <= b3_meta_q[LW-1:0];
  end
  assign perr_o = parity_valid_q && |bad_q;
  wire [N_VM-1:0] hot_vm = N_VM'(1) << b3_vm;
  assign inc_written_o = (b3_valid_q && b3_klast && !b3_zero) ? hot_vm : '0;
  assign inc_cleared_o = (b3_valid_q && b3_klast && b3_zero) ? hot_vm : '0;
  assign n_valid_o     = b3_valid_q && b3_had_q;
  assign n_sel_o       = {b3_vm, b3_kind, b3_flags[0]};
  assign n_bits_o      = (mine_a | mine_w) & (~rf_data_i | {DW{`PML_BUG(11)}});
endmodule
