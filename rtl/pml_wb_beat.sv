// SPDX-License-Identifier: Apache-2.0
/// Write-back, beats: B1 walks a line's beats (accessed, then written) and reads the store's word; B2 ORs it with what memory holds and
/// offers it to the write port; the newly set bits are counted three cycles later. One beat a cycle. A first touch needs no read and
/// writes the whole line; afterwards only beats with new bits move. Carries: E2, E3, C1, C3.
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
  input  logic [N_VM*2*64-1:0]  cfg_a_base_i,
  input  logic [N_VM*2*64-1:0]  cfg_w_base_i,
  output logic                  rd_re_o,         ///< store data port
  output logic [SLW-1:0]        rd_slot_o,
  output logic [BW-1:0]         rd_beat_o,
  output logic                  rd_kind_w_o,
  input  logic [DW-1:0]         rd_data_i,
  input  logic                  rd_perr_i,
  input  logic                  rf_valid_i,
  input  logic [DW-1:0]         rf_data_i,
  input  logic                  rf_err_i,
  output logic                  rf_pop_o,
  output logic                  x_valid_o,       ///< a beat for X
  output logic                  x_first_o,
  output logic                  x_last_o,        ///< last beat of its burst
  output logic [63:0]           x_addr_o,        ///< of the beat
  output logic [BW-1:0]         x_len_o,
  output logic [DW-1:0]         x_data_o,
  output logic [VMW-1:0]        x_vm_o,
  output logic                  x_buf_o,
  output logic                  x_color_o,
  output logic                  x_zero_o,
  output logic                  x_ends_o,        ///< the burst of this beat is the line's last
  output logic [LW-1:0]         x_line_o,
  input  logic                  x_take_i,
  output logic                  free_o,          ///< the line's slot is free
  output logic [SLW-1:0]        free_slot_o,
  output logic                  rd_err_o,        ///< the taken beat's read data came with an error
  output logic                  perr_o,          ///< the taken beat's store word has bad parity
  output logic [N_VM-1:0]       inc_written_o,
  output logic [N_VM-1:0]       inc_cleared_o,
  input  logic [N_VM*2-1:0]     distinct_set_i,  ///< {vm, buf}: load distinct_init_*
  input  logic [N_VM*64-1:0]    distinct_init_a_i,
  input  logic [N_VM*64-1:0]    distinct_init_w_i,
  output logic [N_VM*2*64-1:0]  distinct_a_o,
  output logic [N_VM*2*64-1:0]  distinct_w_o
);
  localparam int unsigned PCW = $clog2(DW + 1);

  // ---- B1
  logic          busy_q, cont_q;
  logic [NB-1:0] rem_a_q, rem_w_q;
  wire zero   = wt_info_i[XW-1];
  wire full_w = wt_info_i[XW-2];
  wire full_a = wt_info_i[XW-3];
  wire read_w = wt_info_i[XW-4];
  wire read_a = wt_info_i[XW-5];
  wire           color = wt_info_i[XW-6];
  wire [SLW-1:0] slot  = wt_info_i[TW+2*NB +: SLW];
  wire [NB-1:0]  ma = wt_info_i[TW +: NB];
  wire [NB-1:0]  mw = wt_info_i[TW+NB +: NB];
  wire [VMW-1:0] vm   = wt_info_i[LW+1 +: VMW];
  wire           b    = wt_info_i[LW];
  wire [LW-1:0]  line = wt_info_i[0 +: LW];

  wire [NB-1:0] cur_a = busy_q ? rem_a_q : full_a ? '1 : read_a ? ma : '0;
  wire [NB-1:0] cur_w = busy_q ? rem_w_q : full_w ? '1 : read_w ? mw : '0;
  wire          in_a  = |cur_a;
  wire [NB-1:0] cur   = in_a ? cur_a : cur_w;
  logic [BW-1:0] beat, len;
  logic [NB-1:0] rest;
  pml_run #(.NB(NB)) u_run (.mask_i(cur), .first_o(beat), .len_o(len), .rest_o(rest));
  wire [NB-1:0] next_cur = cur & ~(NB'(1) << beat);
  wire [NB-1:0] next_a   = in_a ? next_cur : '0;
  wire [NB-1:0] next_w   = in_a ? cur_w : next_cur;
  wire          b_last   = len == 0;                       // the run ends with this beat
  wire          line_end = next_a == 0 && next_w == 0;

  logic b2_valid_q;
  wire  go = wt_valid_i && (!b2_valid_q || x_take_i);
  assign wt_pop_o    = go && line_end;
  assign rd_re_o     = go && !zero;
  assign rd_slot_o   = slot;
  assign rd_beat_o   = beat;
  assign rd_kind_w_o = !in_a;

  // ---- B2
  logic          b2_first_q, b2_last_q, b2_kind_w_q, b2_kind_last_q, b2_line_last_q, b2_zero_q, b2_had_q, b2_read_q, b2_buf_q,
                 b2_color_q, b2_ends_q;
  logic [BW-1:0]  b2_len_q;
  logic [63:0]    b2_addr_q;
  logic [VMW-1:0] b2_vm_q;
  logic [LW-1:0]  b2_line_q;
  logic [SLW-1:0] b2_slot_q;
  wire [63:0] base = in_a ? cfg_a_base_i[{vm, b}*64 +: 64] : cfg_w_base_i[{vm, b && !`PML_BUG(10)}*64 +: 64];

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      busy_q     <= 1'b0;
      cont_q     <= 1'b0;
      b2_valid_q <= 1'b0;
    end else begin
      if (go) begin
        busy_q <= !line_end;
        cont_q <= !b_last;
      end
      b2_valid_q <= go || (b2_valid_q && !x_take_i);
    end
    if (go) begin
      rem_a_q        <= next_a;
      rem_w_q        <= next_w;
      b2_first_q     <= !cont_q;
      b2_last_q      <= b_last;
      b2_len_q       <= len;
      b2_kind_w_q    <= !in_a;
      b2_kind_last_q <= next_cur == 0;
      b2_line_last_q <= line_end;
      b2_ends_q      <= rest == 0 && (!in_a || cur_w == 0);
      b2_zero_q      <= zero;
      b2_had_q       <= !zero && |((in_a ? ma : mw) & (NB'(1) << beat));
      b2_read_q      <= in_a ? read_a : read_w;
      b2_addr_q      <= base + {{(58-LW){1'b0}}, line, 6'd0} + (64'(beat) << $clog2(DW / 8));
      b2_vm_q        <= vm;
      b2_buf_q       <= b;
      b2_color_q     <= color;
      b2_line_q      <= line;
      b2_slot_q      <= slot;
    end
  end

  wire [DW-1:0] mine = b2_had_q ? rd_data_i : '0;
  wire [DW-1:0] old  = b2_read_q ? rf_data_i : '0;
  assign x_valid_o     = b2_valid_q && (!b2_read_q || rf_valid_i);
  assign x_first_o     = b2_first_q;
  assign x_last_o      = b2_last_q;
  assign x_addr_o      = b2_addr_q;
  assign x_len_o       = b2_len_q;
  assign x_data_o      = mine | old;
  assign x_vm_o        = b2_vm_q;
  assign x_buf_o       = b2_buf_q;
  assign x_color_o     = b2_color_q;
  assign x_zero_o      = b2_zero_q;
  assign x_ends_o      = b2_ends_q;
  assign x_line_o      = b2_line_q;
  assign rf_pop_o      = x_take_i && b2_read_q;
  assign rd_err_o      = x_take_i && b2_read_q && rf_err_i;
  assign perr_o        = x_take_i && b2_had_q && rd_perr_i;
  assign free_o        = x_take_i && b2_line_last_q && !b2_zero_q;
  assign free_slot_o   = b2_slot_q;
  wire [N_VM-1:0] hot_vm = N_VM'(1) << b2_vm_q;
  assign inc_written_o = (x_take_i && b2_kind_last_q && !b2_zero_q) ? hot_vm : '0;
  assign inc_cleared_o = (x_take_i && b2_kind_last_q && b2_zero_q) ? hot_vm : '0;

  // ---- count of newly set bits: register, population count, add
  logic           n_valid_q, c_valid_q, n_kind_w_q, c_kind_w_q;
  logic [VMW:0]   n_vb_q, c_vb_q;
  logic [DW-1:0]  newly_q;
  logic [PCW-1:0] pc, pc_q;
  pml_popcount #(.W(DW)) u_pop (.data_i(newly_q), .count_o(pc));
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      n_valid_q <= 1'b0;
      c_valid_q <= 1'b0;
    end else begin
      n_valid_q <= x_take_i && b2_had_q;
      c_valid_q <= n_valid_q;
    end
    if (x_take_i) begin
      newly_q    <= mine & (~old | {DW{`PML_BUG(11)}});
      n_kind_w_q <= b2_kind_w_q;
      n_vb_q     <= {b2_vm_q, b2_buf_q};
    end
    pc_q       <= pc;
    c_kind_w_q <= n_kind_w_q;
    c_vb_q     <= n_vb_q;
  end

  for (genvar i = 0; i < N_VM * 2; i++) begin : g_distinct
    wire add = c_valid_q && 32'(c_vb_q) == i;
    always_ff @(posedge clk_i) begin
      if (!rst_ni) begin
        distinct_a_o[i*64 +: 64] <= '0;
        distinct_w_o[i*64 +: 64] <= '0;
      end else if (distinct_set_i[i]) begin
        distinct_a_o[i*64 +: 64] <= (i % 2 == 0) ? distinct_init_a_i[(i/2)*64 +: 64] : '0;
        distinct_w_o[i*64 +: 64] <= (i % 2 == 0) ? distinct_init_w_i[(i/2)*64 +: 64] : '0;
      end else if (add) begin
        if (c_kind_w_q) distinct_w_o[i*64 +: 64] <= distinct_w_o[i*64 +: 64] + 64'(pc_q);
        else            distinct_a_o[i*64 +: 64] <= distinct_a_o[i*64 +: 64] + 64'(pc_q);
      end
    end
  end
endmodule
