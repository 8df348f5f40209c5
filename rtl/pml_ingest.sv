// SPDX-License-Identifier: Apache-2.0
/// Log-page ingest: fetches log pages (Intel/AMD PML, Arm HDBSS, GFN words) that dom0 hands over by descriptors, and offers their
/// entries to the unit as events, one a cycle. Only wires: descriptor fetch -> page reads -> page buffer -> unpack -> expand -> event port,
/// completion records. Reads are given out in order (one ID), so a queue of kinds says what comes back. Contract: docs/sources.md sections 4, 5.
module pml_ingest #(
  parameter int unsigned N_VCPU = 8,
  parameter int unsigned N_VEC = 16,
  parameter int unsigned DW = 512
) (
  input  logic          clk_i,
  input  logic          rst_ni,
  // registers
  input  logic          wr_i,
  input  logic [15:0]   wr_off_i,
  input  logic [31:0]   wr_data_i,
  output logic [2:0]    wr_err_o,
  input  logic          rd_i,
  input  logic [15:0]   rd_off_i,
  output logic [31:0]   rd_data_o,
  output logic [2:0]    rd_err_o,
  // events
  output logic          ev_valid_o,
  input  logic          ev_ready_i,
  output logic [7:0]    ev_vcpu_o,
  output logic [39:0]   ev_gfn_o,
  output logic          ev_write_o,
  // interrupt event
  output logic          irq_o,
  output logic [7:0]    irq_vec_o,
  // memory; ready for B and R always, whole beats of DW
  output logic          m_awvalid_o,
  input  logic          m_awready_i,
  output logic [63:0]   m_awaddr_o,
  output logic [7:0]    m_awlen_o,
  output logic          m_wvalid_o,
  input  logic          m_wready_i,
  output logic [DW-1:0] m_wdata_o,
  output logic          m_wlast_o,
  input  logic          m_bvalid_i,
  input  logic          m_berr_i,
  output logic          m_arvalid_o,
  input  logic          m_arready_i,
  output logic [63:0]   m_araddr_o,
  output logic [7:0]    m_arlen_o,
  input  logic          m_rvalid_i,
  input  logic [DW-1:0] m_rdata_i,
  input  logic          m_rerr_i,     ///< an error response
  input  logic          m_rlast_i
);
  localparam int unsigned NB = 512 / DW;

  logic [63:0] now_q;
  always_ff @(posedge clk_i) now_q <= rst_ni ? now_q + 64'd1 : 64'd0;

  logic        run, start, desc_idle, fetch_idle, cpl_idle, begins, record, read_error, bad_desc, wr_error, cpl_clear;
  logic [2:0]  open;
  logic [3:0]  inc;
  logic [4:0]  desc_log2, cpl_log2;
  logic [31:0] desc_tail, desc_head, cpl_cons, cpl_prod;
  logic [63:0] desc_base, cpl_base;
  wire         idle = desc_idle && fetch_idle && cpl_idle && open == 0;
  pml_ingest_csr #(.N_VEC(N_VEC)) u_csr (
    .clk_i, .rst_ni, .wr_i, .wr_off_i, .wr_data_i, .wr_err_o, .rd_i, .rd_off_i, .rd_data_o, .rd_err_o, .idle_i(idle),
    .open_i(open), .begin_i(begins), .record_i(record), .wr_error_i(wr_error),
    .inc_i({bad_desc, read_error, inc[3], inc[2], inc[1], inc[0], record}), .run_o(run), .start_o(start), .vector_o(irq_vec_o),
    .desc_base_o(desc_base), .desc_log2_o(desc_log2), .desc_tail_o(desc_tail), .desc_head_o(desc_head), .cpl_base_o(cpl_base),
    .cpl_log2_o(cpl_log2), .cpl_cons_o(cpl_cons), .cpl_prod_o(cpl_prod), .cpl_clear_o(cpl_clear));

  // read requests: a descriptor goes before a page
  logic [2:0]  ar_count;
  logic [4:0]  kind_count;
  logic        kind_valid, kind_page, desc_push, page_push;
  logic [63:0] desc_addr, page_addr;
  logic [5:0]  page_len;
  wire         ar_room = ar_count < 3'd4 && kind_count < 5'd16;
  wire [5:0]   ar_len  = desc_push ? 6'(NB - 1) : page_len;
  logic [5:0]  m_len;
  pml_fifo #(.W(64 + 6), .DEPTH(4)) u_qar (
    .clk_i, .rst_ni, .push_i(desc_push || page_push), .data_i({desc_push ? desc_addr : page_addr, ar_len}),
    .pop_i(m_arvalid_o && m_arready_i), .valid_o(m_arvalid_o), .data_o({m_araddr_o, m_len}), .count_o(ar_count));
  pml_fifo #(.W(1), .DEPTH(16)) u_qo (
    .clk_i, .rst_ni, .push_i(desc_push || page_push), .data_i(page_push), .pop_i(kind_valid && m_rvalid_i && m_rlast_i),
    .valid_o(kind_valid), .data_o(kind_page), .count_o(kind_count));
  assign m_arlen_o = 8'(m_len);
  wire r_desc = m_rvalid_i && kind_valid && !kind_page;
  wire r_page = m_rvalid_i && kind_valid && kind_page;

  logic        d_valid, d_pop;
  logic [51:0] d_page;
  logic [17:0] d_first;
  logic [18:0] d_num;
  logic [7:0]  d_format, d_vcpu;
  logic [63:0] d_cookie;
  logic [2:0]  d_status;
  pml_ingest_desc #(.N_VCPU(N_VCPU), .DW(DW)) u_desc (
    .clk_i, .rst_ni, .run_i(run), .start_i(start), .base_i(desc_base), .log2_i(desc_log2), .tail_i(desc_tail), .head_i(desc_head),
    .ar_room_i(ar_room), .ar_push_o(desc_push), .ar_addr_o(desc_addr), .r_valid_i(r_desc), .r_last_i(m_rlast_i),
    .r_err_i(m_rerr_i), .r_data_i(m_rdata_i), .d_valid_o(d_valid), .d_page_o(d_page), .d_first_o(d_first), .d_num_o(d_num),
    .d_format_o(d_format), .d_vcpu_o(d_vcpu), .d_cookie_o(d_cookie), .d_status_o(d_status), .d_pop_i(d_pop),
    .idle_o(desc_idle));

  logic        c_valid, c_pop, freed, clr;
  logic [1:0]  c_format;
  logic [7:0]  c_vcpu, k_vcpu, k_format;
  logic [17:0] c_first;
  logic [18:0] c_num;
  logic [63:0] k_cookie, k_start;
  logic [2:0]  k_status;
  pml_ingest_fetch #(.DW(DW)) u_fetch (
    .clk_i, .rst_ni, .run_i(run), .now_i(now_q), .cpl_log2_i(cpl_log2), .cpl_cons_i(cpl_cons), .cpl_clear_i(cpl_clear),
    .d_valid_i(d_valid), .d_page_i(d_page), .d_first_i(d_first), .d_num_i(d_num), .d_format_i(d_format), .d_vcpu_i(d_vcpu),
    .d_cookie_i(d_cookie), .d_status_i(d_status), .d_pop_o(d_pop), .begin_o(begins), .record_i(record), .open_o(open),
    .c_valid_o(c_valid), .c_format_o(c_format), .c_vcpu_o(c_vcpu), .c_first_o(c_first), .c_num_o(c_num), .c_pop_i(c_pop),
    .k_cookie_o(k_cookie), .k_status_o(k_status), .k_vcpu_o(k_vcpu), .k_format_o(k_format), .k_start_o(k_start), .k_pop_i(clr),
    .ar_room_i(ar_room && !desc_push), .ar_push_o(page_push), .ar_addr_o(page_addr), .ar_len_o(page_len), .cred_inc_i(freed),
    .idle_o(fetch_idle));

  logic          b_valid, b_err, b_pop;
  logic [DW-1:0] b_data;
  pml_ingest_buf #(.DW(DW)) u_buf (
    .clk_i, .rst_ni, .we_i(r_page), .err_i(m_rerr_i), .data_i(m_rdata_i), .freed_o(freed), .valid_o(b_valid), .err_o(b_err),
    .data_o(b_data), .pop_i(b_pop));

  logic        adv, u_valid, u_last, u_entry, u_err, u_bad, u_super, u_write;
  logic [39:0] u_gfn;
  logic [7:0]  u_vcpu;
  logic [17:0] u_pos;
  logic [63:0] u_word;
  pml_ingest_unpack #(.DW(DW)) u_unpack (
    .clk_i, .rst_ni, .c_valid_i(c_valid), .c_format_i(c_format), .c_vcpu_i(c_vcpu), .c_first_i(c_first), .c_num_i(c_num),
    .c_pop_o(c_pop), .b_valid_i(b_valid), .b_err_i(b_err), .b_data_i(b_data), .b_pop_o(b_pop), .adv_i(adv), .valid_o(u_valid),
    .last_o(u_last), .entry_o(u_entry), .err_o(u_err), .malformed_o(u_bad), .super_o(u_super), .write_o(u_write), .gfn_o(u_gfn),
    .vcpu_o(u_vcpu), .pos_o(u_pos), .word_o(u_word));

  logic        done, taken, rd_err, first_valid;
  logic [18:0] entries, malformed, supers;
  logic [27:0] events;
  logic [17:0] first_pos;
  logic [63:0] first_word;
  pml_ingest_expand u_expand (
    .clk_i, .rst_ni, .adv_o(adv), .valid_i(u_valid), .last_i(u_last), .entry_i(u_entry), .err_i(u_err), .malformed_i(u_bad),
    .super_i(u_super), .write_i(u_write), .gfn_i(u_gfn), .vcpu_i(u_vcpu), .pos_i(u_pos), .word_i(u_word), .ev_valid_o,
    .ev_ready_i, .ev_vcpu_o, .ev_gfn_o, .ev_write_o, .done_o(done), .taken_o(taken), .rd_err_o(rd_err), .entries_o(entries),
    .events_o(events), .malformed_o(malformed), .supers_o(supers), .first_valid_o(first_valid), .first_pos_o(first_pos),
    .first_word_o(first_word), .done_clr_i(clr), .inc_o(inc));

  pml_ingest_cpl #(.DW(DW)) u_cpl (
    .clk_i, .rst_ni, .now_i(now_q), .base_i(cpl_base), .log2_i(cpl_log2), .prod_i(cpl_prod), .record_o(record),
    .read_error_o(read_error), .bad_desc_o(bad_desc), .done_i(done), .taken_i(taken), .rd_err_i(rd_err), .entries_i(entries),
    .events_i(events), .malformed_i(malformed), .supers_i(supers), .first_valid_i(first_valid), .first_pos_i(first_pos),
    .first_word_i(first_word), .k_cookie_i(k_cookie), .k_status_i(k_status), .k_vcpu_i(k_vcpu), .k_format_i(k_format),
    .k_start_i(k_start), .clr_o(clr), .awvalid_o(m_awvalid_o), .awready_i(m_awready_i), .awaddr_o(m_awaddr_o),
    .wvalid_o(m_wvalid_o), .wready_i(m_wready_i), .wdata_o(m_wdata_o), .wlast_o(m_wlast_o), .bvalid_i(m_bvalid_i),
    .berr_i(m_berr_i), .irq_o, .wr_error_o(wr_error), .idle_o(cpl_idle));
  assign m_awlen_o = 8'(NB - 1);
endmodule
