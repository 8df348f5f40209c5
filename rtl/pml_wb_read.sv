// SPDX-License-Identifier: Apache-2.0
/// Write-back, reads: asks memory for the old beats of a line that was touched before in its epoch, one burst a cycle per run of
/// beats with new bits, and passes the line on to the beat stage in order. Stage R holds one line and issues its bursts; the address
/// follows two cycles later (base, sum). A line without reads takes one cycle. Carries: C1, C3, I1.
`include "pml_assert.svh"
module pml_wb_read #(
  parameter int unsigned N_VM = 8,
  parameter int unsigned PAGES_LOG2 = 24,
  parameter int unsigned DW = 512,
  parameter int unsigned SLW = 9,
  parameter int unsigned OUTSTANDING = 64,
  parameter int unsigned AW = 64,
  localparam int unsigned TXN = 2 * OUTSTANDING,
  localparam int unsigned NB = 512 / DW,
  localparam int unsigned BW = (NB > 1) ? $clog2(NB) : 1,
  localparam int unsigned VMW = (N_VM > 1) ? $clog2(N_VM) : 1,
  localparam int unsigned LW = PAGES_LOG2 - 9,
  localparam int unsigned TW = VMW + 1 + LW,
  localparam int unsigned XW = 6 + SLW + 2 * NB + TW,
  localparam int unsigned OW = $clog2(OUTSTANDING + 1)
) (
  input  logic                  clk_i,
  input  logic                  rst_ni,
  input  logic                  tx_valid_i,
  input  logic [XW-1:0]         tx_info_i,
  output logic                  tx_pop_o,
  output logic                  wt_valid_o,      ///< WTQ head
  output logic [XW-1:0]         wt_info_o,
  input  logic                  wt_pop_i,
  output logic [VMW+1:0]        base_sel_o,      ///< {vm, kind (1: W), buf}, from a register
  input  logic [AW-1:0]         base_i,          ///< its base, in the same cycle
  output logic [N_VM-1:0]       inc_lines_read_o,
  output logic [6:0]            rd_bytes_o,      ///< bytes asked for (a cycle after the issue)
  output logic [VMW-1:0]        rd_vm_o,
  output logic [OW-1:0]         rd_out_o,        ///< bursts outstanding
  output logic                  arvalid_o,
  output logic [AW-1:0]         araddr_o,
  output logic [7:0]            arlen_o,
  input  logic                  arready_i,
  input  logic                  r_last_i,        ///< a read burst has ended (registered)
  input  logic                  res_back_i       ///< the beats of a burst are used up
);
  // ---- R
  localparam int unsigned WTW = $clog2(TXN);
  logic [WTW:0]  wt_count;
  logic          r_valid_q;
  logic [XW-1:0] r_info_q;
  logic [NB-1:0] rem_a_q, rem_w_q;         // beats still to be asked for
  // what the stage does next depends on this much of them, known when they change: are there any, is it one run?
  logic          any_a_q, any_w_q, one_a_q, one_w_q;
  logic [BW-1:0] first, len;
  logic [NB-1:0] rest, next_unused;
  logic          single_unused;
  pml_run #(.NB(NB)) u_run (
    .mask_i(any_a_q ? rem_a_q : rem_w_q), .first_o(first), .len_o(len), .rest_o(rest), .next_o(next_unused),
    .single_o(single_unused));

  // at most that many runs of ones
  function automatic logic [1:0] few(input logic [NB-1:0] mask);   // {two, one}
    logic some, more, in_run;
    few    = 2'b11;
    some   = 1'b0;
    more   = 1'b0;
    in_run = 1'b0;
    for (int unsigned i = 0; i < NB; i++) begin
      if (mask[i] && !in_run && some) few[0] = 1'b0;
      if (mask[i] && !in_run && more) few[1] = 1'b0;
      more   = more || (mask[i] && !in_run && some);
      some   = some || mask[i];
      in_run = mask[i];
    end
  endfunction
  wire [NB-1:0] new_a = tx_info_i[XW-5] ? tx_info_i[TW +: NB] : '0;
  wire [NB-1:0] new_w = tx_info_i[XW-4] ? tx_info_i[TW+NB +: NB] : '0;
  wire [1:0] few_a = few(rem_a_q);
  wire [1:0] few_w = few(rem_w_q);
  wire [1:0] few_new_a = few(new_a);
  wire [1:0] few_new_w = few(new_w);

  logic ar_room, out_room, res_room;
  wire issue    = r_valid_q && (any_a_q || any_w_q) && ar_room && out_room && res_room;
  wire kind_end = any_a_q ? one_a_q : one_w_q;
  wire move     = r_valid_q && ((!any_a_q && !any_w_q) || (issue && kind_end && !(any_a_q && any_w_q)));
  logic wt_much_q;                          // the queue behind may be full when the next line gets there
  wire load     = tx_valid_i && !wt_much_q && (!r_valid_q || move);
  assign tx_pop_o = load;

  always_ff @(posedge clk_i) begin
    wt_much_q <= wt_count >= (WTW + 1)'(TXN - 2);   // R's line and the next may be on their way
    if (!rst_ni)   r_valid_q <= 1'b0;
    else if (load) r_valid_q <= 1'b1;
    else if (move) r_valid_q <= 1'b0;
    if (load) begin
      r_info_q <= tx_info_i;
      rem_a_q  <= new_a;
      rem_w_q  <= new_w;
      any_a_q  <= tx_info_i[XW-5];
      any_w_q  <= tx_info_i[XW-4];
      one_a_q  <= few_new_a[0];
      one_w_q  <= few_new_w[0];
    end else if (issue) begin
      if (any_a_q) begin
        rem_a_q <= rest;
        any_a_q <= !one_a_q;
        one_a_q <= few_a[1];
      end else begin
        rem_w_q <= rest;
        any_w_q <= !one_w_q;
        one_w_q <= few_w[1];
      end
    end
  end
  logic unused_few;
  assign unused_few = ^{few_a[0], few_w[0], few_new_a[1], few_new_w[1]};
  `PML_ASSERT(a_read_masks, !r_valid_q || (any_a_q == |rem_a_q && any_w_q == |rem_w_q && one_a_q == few_a[0] && one_w_q == few_w[0]))

  // ---- address: A1 looks the base up, A2 adds
  logic           a1_valid_q, a2_valid_q, a1_w_q, a1_end_q;
  logic [VMW:0]   a1_vb_q;
  logic [LW-1:0]  a1_line_q, a2_line_q;
  logic [BW-1:0]  a1_first_q, a1_len_q, a2_first_q, a2_len_q;
  logic [AW-1:0]  a2_base_q;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      a1_valid_q <= 1'b0;
      a2_valid_q <= 1'b0;
    end else begin
      a1_valid_q <= issue;
      a2_valid_q <= a1_valid_q;
    end
    a1_w_q     <= !any_a_q;
    a1_end_q   <= kind_end;
    a1_vb_q    <= r_info_q[LW +: VMW+1];
    a1_line_q  <= r_info_q[LW-1:0];
    a1_first_q <= first;
    a1_len_q   <= len;
    a2_base_q  <= base_i;
    a2_line_q  <= a1_line_q;
    a2_first_q <= a1_first_q;
    a2_len_q   <= a1_len_q;
  end
  assign base_sel_o       = {a1_vb_q[VMW:1], a1_w_q, a1_vb_q[0]};
  assign inc_lines_read_o = (a1_valid_q && a1_end_q) ? N_VM'(1) << a1_vb_q[VMW:1] : '0;
  assign rd_bytes_o       = a1_valid_q ? 7'((32'(a1_len_q) + 1) * (DW / 8)) : '0;
  assign rd_vm_o          = a1_vb_q[VMW:1];

  // bases are multiples of 4096 bytes
  wire [5:0]  low6 = (NB > 1) ? 6'(a2_first_q) << $clog2(DW / 8) : 6'd0;
  wire [AW-1:0] off   = AW'({a2_line_q, low6});
  wire [AW-1:0] addr  = {a2_base_q[AW-1:12] + off[AW-1:12], off[11:0]};
  wire        ar_pop = arvalid_o && arready_i;
  logic [BW-1:0] q_len;
  logic [3:0]    ar_count_unused, ar_used_unused;
  pml_fifo #(.W(AW + BW), .DEPTH(8)) u_ar (
    .clk_i, .rst_ni, .push_i(a2_valid_q), .data_i({a2_len_q, addr}), .pop_i(ar_pop), .valid_o(arvalid_o),
    .data_o({q_len, araddr_o}), .count_o(ar_count_unused));
  assign arlen_o = 8'(q_len);

  logic [$clog2(TXN+1)-1:0] res_used_unused;
  pml_credit #(.MAX(8)) u_ar_room (
    .clk_i, .rst_ni, .take_i(issue), .back_i(ar_pop), .room_o(ar_room), .used_o(ar_used_unused));
  pml_credit #(.MAX(OUTSTANDING)) u_out (
    .clk_i, .rst_ni, .take_i(issue), .back_i(r_last_i), .room_o(out_room), .used_o(rd_out_o));
  pml_credit #(.MAX(TXN)) u_res (
    .clk_i, .rst_ni, .take_i(issue), .back_i(res_back_i), .room_o(res_room),
    .used_o(res_used_unused));

  pml_fifo #(.W(XW), .DEPTH(TXN)) u_wtq (
    .clk_i, .rst_ni, .push_i(move), .data_i(r_info_q), .pop_i(wt_pop_i), .valid_o(wt_valid_o), .data_o(wt_info_o),
    .count_o(wt_count));

  logic unused;
  assign unused = ^a2_base_q[11:0];
endmodule
