// SPDX-License-Identifier: Apache-2.0
/// Log-page ingest, stage E2: turns items into page events (a 2 MiB entry into 512), keeps the account of the descriptor, and hands it
/// to the completion when its last item is through; need counts the descriptor's events that the unit has not yet taken.
/// One page a cycle. Contract: docs/sources.md section 5.
`include "pml_assert.svh"
module pml_ingest_expand (
  input  logic        clk_i,
  input  logic        rst_ni,
  // items
  output logic        adv_o,
  input  logic        valid_i,
  input  logic        last_i,
  input  logic        entry_i,
  input  logic        err_i,
  input  logic        malformed_i,
  input  logic        super_i,
  input  logic        write_i,
  input  logic [39:0] gfn_i,
  input  logic [7:0]  vcpu_i,
  input  logic [17:0] pos_i,
  input  logic [63:0] word_i,
  // events
  output logic        ev_valid_o,
  input  logic        ev_ready_i,
  output logic [7:0]  ev_vcpu_o,
  output logic [39:0] ev_gfn_o,
  output logic        ev_write_o,
  // the account of a descriptor
  output logic        done_o,
  output logic        taken_o,       ///< all its events are taken
  output logic        rd_err_o,
  output logic [18:0] entries_o,
  output logic [27:0] events_o,
  output logic [18:0] malformed_o,
  output logic [18:0] supers_o,
  output logic        first_valid_o,
  output logic [17:0] first_pos_o,
  output logic [63:0] first_word_o,
  input  logic        done_clr_i,
  // for the counters
  output logic [3:0]  inc_o          ///< entries, events, malformed, superpages
);
  localparam logic [2:0] K_NONE = 3'd0, K_ERR = 3'd1, K_BAD = 3'd2, K_PAGE = 3'd3, K_SUPER = 3'd4;
  logic        valid_q, last_q, write_q;
  logic [2:0]  kind_q;
  logic [39:0] gfn_q;
  logic [7:0]  vcpu_q;
  logic [17:0] pos_q;
  logic [63:0] word_q;
  logic [8:0]  k_q;
  logic        done_q;
  logic [3:0]  qv_count, need_q;

  wire slot   = !last_q || !done_q;
  wire page   = kind_q == K_PAGE;
  wire is_super  = kind_q == K_SUPER;
  wire room   = qv_count < 4'd8;
  wire k_last = &k_q;
  wire finish = valid_q && slot && ((!page && !is_super) || (room && (page || k_last)));
  wire push   = valid_q && room && ((page && slot) || (is_super && (!k_last || slot)));
  wire pop    = ev_valid_o && ev_ready_i;
  assign adv_o = !valid_q || finish;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      valid_q <= 1'b0;
      k_q     <= '0;
    end else begin
      if (adv_o) valid_q <= valid_i;
      if (push && is_super) k_q <= k_q + 1'b1;
    end
  end
  always_ff @(posedge clk_i) begin
    if (adv_o) begin
      last_q  <= last_i;
      kind_q  <= !entry_i ? K_NONE : err_i ? K_ERR : malformed_i ? K_BAD : super_i ? K_SUPER : K_PAGE;
      write_q <= write_i;
      gfn_q   <= gfn_i;
      vcpu_q  <= vcpu_i;
      pos_q   <= pos_i;
      word_q  <= word_i;
    end
  end

  pml_fifo #(.W(49), .DEPTH(8)) u_qv (
    .clk_i, .rst_ni, .push_i(push), .data_i({vcpu_q, write_q, is_super ? {gfn_q[39:9], k_q} : gfn_q}), .pop_i(pop),
    .valid_o(ev_valid_o), .data_o({ev_vcpu_o, ev_write_o, ev_gfn_o}), .count_o(qv_count));

  // the account so far, and with the item that finishes
  logic        a_err_q, a_first_q;
  logic [18:0] a_entries_q, a_malformed_q, a_supers_q;
  logic [27:0] a_events_q;
  logic [17:0] a_pos_q;
  logic [63:0] a_word_q;
  wire bad   = finish && kind_q == K_BAD;
  wire used  = finish && (bad || page || is_super);
  wire first = bad && !a_first_q;
  wire hand  = finish && last_q;
  wire [18:0] entries   = a_entries_q + 19'(used);
  wire [18:0] malformed = a_malformed_q + 19'(bad);
  wire [18:0] supers    = a_supers_q + 19'(finish && is_super);
  wire [27:0] events    = a_events_q + 28'(push);
  wire        rd_err    = a_err_q || (finish && kind_q == K_ERR);

  always_ff @(posedge clk_i) begin
    if (!rst_ni || hand) begin
      a_err_q       <= 1'b0;
      a_first_q     <= 1'b0;
      a_entries_q   <= '0;
      a_malformed_q <= '0;
      a_supers_q    <= '0;
      a_events_q    <= '0;
      a_pos_q       <= '0;
      a_word_q      <= '0;
    end else begin
      a_err_q       <= rd_err;
      a_first_q     <= a_first_q || bad;
      a_entries_q   <= entries;
      a_malformed_q <= malformed;
      a_supers_q    <= supers;
      a_events_q    <= events;
      if (first) begin
        a_pos_q  <= pos_q;
        a_word_q <= word_q;
      end
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      done_q <= 1'b0;
      need_q <= '0;
    end else begin
      if (hand) done_q <= 1'b1;
      else if (done_clr_i) done_q <= 1'b0;
      if (hand) need_q <= qv_count + 4'(push) - 4'(pop);
      else if (pop && need_q != 0) need_q <= need_q - 1'b1;
    end
  end
  always_ff @(posedge clk_i) begin
    if (hand) begin
      rd_err_o      <= rd_err;
      entries_o     <= entries;
      events_o      <= events;
      malformed_o   <= malformed;
      supers_o      <= supers;
      first_valid_o <= a_first_q || bad;
      first_pos_o   <= first ? pos_q : a_pos_q;
      first_word_o  <= first ? word_q : a_word_q;
    end
  end
  assign done_o  = done_q;
  assign taken_o = need_q == 0;
  assign inc_o   = {finish && is_super, bad, push, used};

  `PML_ASSERT(a_account_not_lost, !(hand && done_q))
endmodule
