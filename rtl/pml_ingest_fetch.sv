// SPDX-License-Identifier: Apache-2.0
/// Log-page ingest: begins descriptors, in order, and asks for their entries in bursts that end at multiples of 512 bytes (so none
/// crosses 4 KiB). A burst is asked for only when the page buffer has place for all of it. A descriptor is begun only
/// when the completion ring has room for its record. Contract: docs/sources.md section 5.
`include "pml_assert.svh"
module pml_ingest_fetch #(
  parameter int unsigned DW = 512,
  localparam int unsigned BUF = 32768 / DW,        ///< beats of the page buffer
  localparam int unsigned CRW = $clog2(BUF + 1)
) (
  input  logic          clk_i,
  input  logic          rst_ni,
  input  logic          run_i,
  input  logic [63:0]   now_i,
  input  logic [4:0]    cpl_log2_i,
  input  logic [31:0]   cpl_cons_i,
  input  logic          cpl_clear_i,   ///< the completion ring is set anew
  // the oldest descriptor
  input  logic          d_valid_i,
  input  logic [51:0]   d_page_i,
  input  logic [17:0]   d_first_i,
  input  logic [18:0]   d_num_i,
  input  logic [7:0]    d_format_i,
  input  logic [7:0]    d_vcpu_i,
  input  logic [63:0]   d_cookie_i,
  input  logic [2:0]    d_status_i,
  output logic          d_pop_o,
  output logic          begin_o,
  input  logic          record_i,      ///< a completion record begins
  output logic [2:0]    open_o,        ///< descriptors begun, their records not
  // to the unpacker
  output logic          c_valid_o,
  output logic [1:0]    c_format_o,
  output logic [7:0]    c_vcpu_o,
  output logic [17:0]   c_first_o,
  output logic [18:0]   c_num_o,       ///< 0: nothing to read
  input  logic          c_pop_i,
  // to the completion
  output logic [63:0]   k_cookie_o,
  output logic [2:0]    k_status_o,
  output logic [7:0]    k_vcpu_o,
  output logic [7:0]    k_format_o,
  output logic [63:0]   k_start_o,
  input  logic          k_pop_i,
  // read requests
  input  logic          ar_room_i,
  output logic          ar_push_o,
  output logic [63:0]   ar_addr_o,
  output logic [5:0]    ar_len_o,      ///< beats - 1
  input  logic          cred_inc_i,    ///< a beat leaves the page buffer
  output logic          idle_o
);
  localparam int unsigned LB = $clog2(DW / 64);   // word bits of an entry index inside a beat
  localparam logic [1:0] G_IDLE = 2'd0, G_CALC = 2'd1, G_PUSH = 2'd2, G_GAP = 2'd3;

  logic [1:0]     state_q;
  logic [60:0]    ptr_q;                          // of the next entry, in entries
  logic [18:0]    left_q;
  logic [6:0]     n_q;                            // the burst: entries, beats - 1, is it the last
  logic [5:0]     len_q;
  logic           final_q, room_q;
  logic [CRW-1:0] cred_q;
  logic [31:0]    cbegun_q;
  logic [2:0]     open_q;

  wire good = d_status_i == 3'(pml_reg_pkg::INGEST_ST_OK);
  assign begin_o = state_q == G_IDLE && run_i && d_valid_i && open_q < 3'd4 && room_q;
  assign d_pop_o = begin_o || (!run_i && d_valid_i);

  // the burst from ptr_q: up to the next multiple of 512 bytes
  wire [19:0] to  = {1'b0, left_q} + {14'd0, ptr_q[5:0]};
  wire        all = to <= 20'd64;
  wire [6:0]  stop = all ? to[6:0] : 7'd64;
  wire [5:0]  top  = stop[5:0] - 6'd1;
  wire [5:0]  beats = 6'(top >> LB) - 6'(ptr_q[5:0] >> LB);

  assign ar_push_o = state_q == G_PUSH && ar_room_i && 32'(cred_q) > 32'(len_q);
  assign ar_addr_o = {ptr_q[60:LB], (LB+3)'(0)};
  assign ar_len_o  = len_q;

  wire [31:0] used = cbegun_q - cpl_cons_i;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      state_q  <= G_IDLE;
      room_q   <= 1'b0;
      cred_q   <= CRW'(BUF);
      cbegun_q <= '0;
      open_q   <= '0;
    end else begin
      room_q <= (used >> cpl_log2_i) == 0;
      if (cpl_clear_i) cbegun_q <= '0;
      else if (begin_o) cbegun_q <= cbegun_q + 1'b1;
      if (begin_o && !record_i) open_q <= open_q + 1'b1;
      if (!begin_o && record_i) open_q <= open_q - 1'b1;
      cred_q <= cred_q - (ar_push_o ? CRW'(len_q) + 1'b1 : '0) + CRW'(cred_inc_i);
      case (state_q)
        G_IDLE:  if (begin_o) state_q <= good ? G_CALC : G_GAP;
        G_CALC:  state_q <= G_PUSH;
        G_PUSH:  if (ar_push_o) state_q <= final_q ? G_IDLE : G_CALC;
        default: state_q <= G_IDLE;
      endcase
    end
  end

  always_ff @(posedge clk_i) begin
    if (state_q == G_IDLE) begin
      ptr_q  <= {d_page_i + {43'd0, d_first_i[17:9]}, d_first_i[8:0]};
      left_q <= d_num_i;
    end
    if (state_q == G_CALC) begin
      n_q     <= stop - {1'b0, ptr_q[5:0]};
      len_q   <= beats;
      final_q <= all;
    end
    if (ar_push_o) begin
      ptr_q  <= {ptr_q[60:6] + 1'b1, 6'd0};   // only used when the burst is not the last, and then it ends there
      left_q <= left_q - 19'(n_q);
    end
  end

  logic [2:0] c_count;
  logic [3:0] k_count;
  logic       k_valid;
  pml_fifo #(.W(2 + 8 + 18 + 19), .DEPTH(4)) u_qc (
    .clk_i, .rst_ni, .push_i(begin_o), .data_i({d_format_i[1:0], d_vcpu_i, d_first_i, good ? d_num_i : 19'd0}),
    .pop_i(c_pop_i), .valid_o(c_valid_o), .data_o({c_format_o, c_vcpu_o, c_first_o, c_num_o}), .count_o(c_count));
  pml_fifo #(.W(64 + 3 + 8 + 8 + 64), .DEPTH(8)) u_qk (
    .clk_i, .rst_ni, .push_i(begin_o), .data_i({d_cookie_i, d_status_i, d_vcpu_i, d_format_i, now_i}),
    .pop_i(k_pop_i), .valid_o(k_valid), .data_o({k_cookie_o, k_status_o, k_vcpu_o, k_format_o, k_start_o}), .count_o(k_count));

  assign open_o = open_q;
  assign idle_o = state_q == G_IDLE;

  `PML_ASSERT(a_open_covers_queue, c_count <= open_q && k_count >= {1'b0, open_q})
  `PML_ASSERT(a_pop_has_context, !k_pop_i || k_valid)
  `PML_ASSERT(a_credit, 32'(cred_q) <= BUF)
endmodule
