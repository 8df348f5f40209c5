// SPDX-License-Identifier: Apache-2.0
/// Log-page ingest, descriptor fetch: reads descriptors ahead (at most 4 held or on their way), checks them, and keeps them in a
/// queue with their status. A descriptor with an error response keeps nothing but that. A checked descriptor is in the queue three cycles after its last beat.
/// With run_i = 0 what is in the queue is forgotten. Contract: docs/sources.md section 5.
`include "pml_assert.svh"
module pml_ingest_desc #(
  parameter int unsigned N_VCPU = 8,
  parameter int unsigned DW = 512
) (
  input  logic          clk_i,
  input  logic          rst_ni,
  input  logic          run_i,
  input  logic          start_i,      ///< ENABLE accepted: fetch from head_i on
  input  logic [63:0]   base_i,
  input  logic [4:0]    log2_i,
  input  logic [31:0]   tail_i,
  input  logic [31:0]   head_i,
  // read requests: one burst of 64 bytes
  input  logic          ar_room_i,
  output logic          ar_push_o,
  output logic [63:0]   ar_addr_o,
  // read data
  input  logic          r_valid_i,
  input  logic          r_last_i,
  input  logic          r_err_i,
  input  logic [DW-1:0] r_data_i,
  // the oldest descriptor
  output logic          d_valid_o,
  output logic [51:0]   d_page_o,     ///< buffer address, bits 63:12
  output logic [17:0]   d_first_o,
  output logic [18:0]   d_num_o,
  output logic [7:0]    d_format_o,
  output logic [7:0]    d_vcpu_o,
  output logic [63:0]   d_cookie_o,
  output logic [2:0]    d_status_o,
  input  logic          d_pop_i,
  output logic          idle_o        ///< nothing held, nothing on its way
);
  localparam int unsigned LANES = DW / 64;
  localparam int unsigned QW = 52 + 18 + 19 + 8 + 8 + 64 + 3;
  localparam logic [2:0] S_OK = 3'(pml_reg_pkg::INGEST_ST_OK), S_ADDRESS = 3'(pml_reg_pkg::INGEST_ST_BAD_ADDRESS),
                         S_COUNT = 3'(pml_reg_pkg::INGEST_ST_BAD_COUNT), S_FORMAT = 3'(pml_reg_pkg::INGEST_ST_BAD_FORMAT),
                         S_VCPU = 3'(pml_reg_pkg::INGEST_ST_BAD_VCPU), S_RANGE = 3'(pml_reg_pkg::INGEST_ST_BAD_RANGE),
                         S_DESC = 3'(pml_reg_pkg::INGEST_ST_DESC_READ_ERROR);

  // ---- requests
  logic [31:0] dptr_q;
  logic [2:0]  held_q;     // in the queue or on the way to it
  logic [15:0] mask_q;     // of a descriptor's place in the ring (log2_i is still while run_i)
  wire [63:0] place = {42'd0, dptr_q[15:0] & mask_q, 6'd0};
  assign ar_push_o = run_i && dptr_q != tail_i && held_q < 3'd4 && ar_room_i;
  assign ar_addr_o = base_i + place;

  always_ff @(posedge clk_i) begin
    mask_q <= ~(16'hFFFF << log2_i);
    if (!rst_ni) begin
      dptr_q <= '0;
      held_q <= '0;
    end else begin
      if (start_i) dptr_q <= head_i;
      else if (ar_push_o) dptr_q <= dptr_q + 1'b1;
      if (ar_push_o && !d_pop_i) held_q <= held_q + 1'b1;
      if (!ar_push_o && d_pop_i) held_q <= held_q - 1'b1;
    end
  end
  assign idle_o = held_q == 0;

  // ---- the words that are used, as the beats come
  logic [2:0]   beat_q;
  logic [255:0] d_q;
  logic         err_q, have_q;
  for (genvar w = 0; w < 4; w++) begin : g_word
    always_ff @(posedge clk_i)
      if (r_valid_i && 32'(beat_q) == w / LANES) d_q[w*64 +: 64] <= r_data_i[(w % LANES)*64 +: 64];
  end
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      beat_q <= '0;
      have_q <= 1'b0;
      err_q  <= 1'b0;
    end else begin
      have_q <= r_valid_i && r_last_i;
      if (r_valid_i) begin
        beat_q <= r_last_i ? '0 : beat_q + 1'b1;
        err_q  <= r_err_i || (beat_q != 0 && err_q);
      end
    end
  end

  // ---- first step of the checks
  wire [32:0] limit = {1'b0, d_q[127:96]} + {1'b0, d_q[159:128]};  // first + number
  logic         p_valid_q, p_err_q, bad_address_q, bad_count_q, bad_format_q, bad_vcpu_q, top_q;
  logic [18:0]  p_limit_q, p_num_q;
  logic [17:0]  p_first_q;
  logic [51:0]  p_page_q;
  logic [7:0]   p_format_q, p_vcpu_q;
  logic [63:0]  p_cookie_q;
  always_ff @(posedge clk_i) begin
    p_valid_q     <= rst_ni && have_q;
    p_err_q       <= err_q;
    p_page_q      <= d_q[63:12];
    p_format_q    <= d_q[71:64];
    p_vcpu_q      <= d_q[79:72];
    p_first_q     <= d_q[113:96];
    p_num_q       <= d_q[146:128];
    p_limit_q     <= limit[18:0];
    p_cookie_q    <= d_q[255:192];
    bad_address_q <= d_q[11:0] != 0;
    bad_count_q   <= d_q[159:128] == 0 || limit[32:19] != 0 || (limit[18] && limit[17:0] != 0);
    bad_format_q  <= d_q[71:64] > 8'd2 || d_q[95:80] != 0 || d_q[191:160] != 0;
    bad_vcpu_q    <= 32'(d_q[79:72]) >= N_VCPU;
    top_q         <= &d_q[63:21];   // only a buffer in the last 2 MiB can pass the end of the address space
  end

  // ---- second step: the status, into the queue
  wire [19:0] past = {2'd0, p_page_q[8:0], 9'd0} + {1'b0, p_limit_q};  // in entries, from 2^64 - 2 MiB
  logic [2:0] status;
  always_comb begin
    status = S_OK;
    if (top_q && (past[19] || (past[18] && past[17:0] != 0))) status = S_RANGE;
    if (bad_vcpu_q)    status = S_VCPU;
    if (bad_format_q)  status = S_FORMAT;
    if (bad_count_q)   status = S_COUNT;
    if (bad_address_q) status = S_ADDRESS;
    if (p_err_q)       status = S_DESC;
  end
  logic [2:0] q_count;
  pml_fifo #(.W(QW), .DEPTH(4)) u_qd (
    .clk_i, .rst_ni, .push_i(p_valid_q),
    .data_i({p_page_q, p_first_q, p_num_q, p_err_q ? 8'd0 : p_format_q, p_err_q ? 8'd0 : p_vcpu_q, p_err_q ? 64'd0 : p_cookie_q, status}),
    .pop_i(d_pop_i), .valid_o(d_valid_o),
    .data_o({d_page_o, d_first_o, d_num_o, d_format_o, d_vcpu_o, d_cookie_o, d_status_o}), .count_o(q_count));

  `PML_ASSERT(a_held_covers_queue, q_count <= held_q)
endmodule
