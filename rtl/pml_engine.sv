// SPDX-License-Identifier: Apache-2.0
/// Engine: ends epochs. Takes one eligible job at a time through flush, waiting for write-backs, clearing what the buffer still
/// holds from two epochs ago, the summary of touched lines, and the record. Work is proportional to the lines touched; only
/// WIPE and CLRWALK (enable) walk the whole VM. State machine of docs/microarchitecture.md section 9. Carries: C1, E2, O1, O2.
`include "pml_bug.svh"
module pml_engine #(
  parameter int unsigned N_VM = 8,
  parameter int unsigned PAGES_LOG2 = 24,
  localparam int unsigned VMW = (N_VM > 1) ? $clog2(N_VM) : 1,
  localparam int unsigned LW = PAGES_LOG2 - 9,
  localparam int unsigned GW = LW - 5
) (
  input  logic                 clk_i,
  input  logic                 rst_ni,
  input  logic [N_VM-1:0]      eligible_i,
  input  logic [N_VM*3-1:0]    job_i,
  input  logic [N_VM-1:0]      job_buf_i,
  input  logic [N_VM-1:0]      restored_i,
  input  logic [N_VM*2-1:0]    cfg_mode_i,
  input  logic [N_VM-1:0]      cfg_log_reads_i,
  input  logic [N_VM*40-1:0]   cfg_limit_i,
  input  logic [N_VM*2*64-1:0] cfg_sum_base_i,
  output logic [VMW-1:0]       vm_o,
  output logic                 buf_o,
  output logic [2:0]           job_o,
  output logic [N_VM-1:0]      color_o,
  output logic                 flush_o,
  input  logic                 flush_done_i,
  input  logic [3:0]           pend_i,          ///< of vm_o: lines evicted and not answered, {buf, colour} non-zero
  output logic                 op_valid_o,      ///< map operation
  output logic [2:0]           op_o,
  output logic                 op_buf_o,
  output logic [LW-1:0]        op_line_o,
  output logic [1:0]           op_kinds_o,
  input  logic                 op_done_i,
  output logic                 heads_clr_o,
  output logic                 head_h_clr_o,
  input  logic [GW:0]          head_t_i,
  input  logic [GW:0]          head_h_i,
  input  logic                 res_valid_i,     ///< res_* hold the result of READ_H, READ_T from the next cycle on
  input  logic [31:0]          res_a_i,
  input  logic [31:0]          res_w_i,
  input  logic [GW:0]          res_next_i,
  input  logic                 clearing_i,      ///< a clear is performed and not yet counted by clr_busy_i
  input  logic                 clr_busy_i,      ///< clears not answered
  output logic                 sum_valid_o,     ///< a summary chunk for SUM
  output logic [511:0]         sum_line_o,
  output logic [63:0]          sum_addr_o,
  input  logic                 sum_first_take_i,
  input  logic                 sum_done_i,      ///< its last beat is taken
  input  logic                 sum_b_i,         ///< a chunk was answered
  output logic [31:0]          sum_entries_o,
  output logic                 rec_req_o,
  input  logic                 rec_done_i,
  output logic                 fin_o
);
  localparam logic [3:0] IDLE = 4'd0, FLUSH = 4'd1, WAITWB = 4'd2, HSCAN = 4'd3, HWAIT = 4'd4, HCLR = 4'd5, TSCAN = 4'd6,
                         TWAIT = 4'd7, TEMIT = 4'd8, TLAST = 4'd9, WIPE = 4'd10, CLRWALK = 4'd11, WAITB = 4'd12, REC = 4'd13,
                         FIN = 4'd14, SETTLE = 4'd15;
  logic [3:0]      st_q, st_d;
  logic [VMW-1:0]  vm_q, ptr_q, pick;
  logic            buf_q, got;
  logic [2:0]      job_q;
  logic            old_color_q;
  logic [GW:0]     walk_q;
  logic [LW:0]     n_q;               // WIPE: group, CLRWALK: line
  logic            wbuf_q;            // their buffer
  logic [31:0]     done_q;            // lines of the group already handled
  logic [4:0]      fill_q;
  logic [511:0]    chunk_q;
  logic [31:0]     entries_q;
  logic [9:0]      sum_out_q;
  logic [LW-4:0]   chunk_no_q;

  wire [N_VM-1:0]  elig = eligible_i;
  logic [VMW-1:0]  cand;
  always_comb begin
    pick = '0;
    got  = 1'b0;
    cand = '0;
    if (|elig)
      for (int i = N_VM - 1; i >= 0; i--) begin
        cand = (N_VM > 1) ? VMW'(32'(ptr_q) + i) : '0;
        if (elig[cand]) begin
          pick = cand;
          got  = 1'b1;
        end
      end
  end
  wire [2:0] pick_job    = job_i[pick*3 +: 3];
  wire       pick_bitmap = cfg_mode_i[pick*2 +: 2] == pml_pkg::MODE_BITMAP;

  wire [39:0]   limit  = cfg_limit_i[vm_q*40 +: 40];
  wire [LW:0]   nlines = (LW + 1)'((limit + 40'd511) >> 9);
  wire [LW:0]   ngroups = (LW + 1)'((32'(nlines) + 32'd31) >> 5);
  wire [31:0]   left_any = (res_a_i | res_w_i) & ~done_q & {!`PML_BUG(14), 31'h7FFF_FFFF};
  logic [4:0]   low;
  always_comb begin
    low = '0;
    if (left_any != 0) for (int i = 31; i >= 0; i--) if (left_any[i]) low = 5'(i);
  end
  wire stop       = job_q == pml_pkg::JOB_STOP;
  wire peek       = job_q == pml_pkg::JOB_PEEK;
  // the summary is sent: a peek waits once more, for the lines evicted until now (they may lie where memory still holds an old epoch)
  wire [3:0] listed = peek ? SETTLE : WAITB;
  wire last_walk  = (LW + 1)'(n_q + 1'b1) == (st_q == WIPE ? ngroups : nlines);
  wire emit       = st_q == TEMIT && left_any != 0 && fill_q != 5'd16;
  wire flushed    = st_q == FLUSH && flush_done_i && (!stop || buf_q);

  always_comb begin
    st_d = st_q;
    case (st_q)
      IDLE: if (got) begin
        if (!pick_bitmap)                               st_d = REC;
        else if (pick_job == pml_pkg::JOB_ENABLE)       st_d = restored_i[pick] ? CLRWALK : WIPE;
        else if (pick_job == pml_pkg::JOB_PREPARE)      st_d = WIPE;
        else                                            st_d = FLUSH;
      end
      FLUSH:   if (flushed) st_d = WAITWB;
      WAITWB: begin
        if (stop) begin
          if (pend_i == 0) st_d = REC;
        end else if (!pend_i[{buf_q, old_color_q}] || `PML_BUG(12)) st_d = HSCAN;
      end
      HSCAN:   st_d = !walk_q[GW] ? TSCAN : op_done_i ? HWAIT : HSCAN;
      HWAIT:   if (res_valid_i) st_d = HCLR;
      HCLR:    if (left_any == 0) st_d = HSCAN;
      TSCAN:   st_d = !walk_q[GW] ? (fill_q == 0 ? listed : TLAST) : op_done_i ? TWAIT : TSCAN;
      TWAIT:   if (res_valid_i) st_d = TEMIT;
      TEMIT:   if (left_any == 0) st_d = TSCAN;
      TLAST:   if (sum_done_i || fill_q == 0) st_d = listed;
      SETTLE:  st_d = WAITB;
      WIPE:    if (op_done_i && last_walk && wbuf_q) st_d = job_q == pml_pkg::JOB_PREPARE ? FIN : CLRWALK;
      CLRWALK: if (op_done_i && last_walk && wbuf_q) st_d = WAITB;
      WAITB:   if (!(peek && pend_i[{buf_q, old_color_q}]) && (sum_out_q == 0 || `PML_BUG(13)) && !clr_busy_i && !clearing_i) st_d = REC;
      REC:     if (rec_done_i) st_d = FIN;
      FIN:     st_d = IDLE;
      default: st_d = IDLE;
    endcase
  end

  always_comb begin
    op_valid_o = 1'b0;
    op_o       = pml_pkg::OP_READ_H;
    op_buf_o   = buf_q;
    op_line_o  = {walk_q[GW-1:0], 5'd0};
    op_kinds_o = {res_w_i[low], res_a_i[low]};
    case (st_q)
      HSCAN: op_valid_o = walk_q[GW];
      TSCAN: begin
        op_valid_o = walk_q[GW];
        op_o       = pml_pkg::OP_READ_T;
      end
      HCLR: begin
        op_valid_o = left_any != 0;
        op_o       = pml_pkg::OP_CLEAR;
        op_line_o  = {walk_q[GW-1:0], low};
      end
      WIPE: begin
        op_valid_o = 1'b1;
        op_o       = pml_pkg::OP_WIPE;
        op_buf_o   = wbuf_q;
        op_line_o  = {n_q[GW-1:0], 5'd0};
      end
      CLRWALK: begin
        op_valid_o = 1'b1;
        op_o       = pml_pkg::OP_CLEAR;
        op_buf_o   = wbuf_q;
        op_line_o  = n_q[LW-1:0];
        op_kinds_o = {1'b1, cfg_log_reads_i[vm_q]};
      end
      default: ;
    endcase
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      st_q        <= IDLE;
      ptr_q       <= '0;
      vm_q        <= '0;
      buf_q       <= 1'b0;
      job_q       <= pml_pkg::JOB_NONE;
      color_o     <= '0;
      old_color_q <= 1'b0;
      walk_q      <= '0;
      n_q         <= '0;
      wbuf_q      <= 1'b0;
      done_q      <= '0;
      fill_q      <= '0;
      entries_q   <= '0;
      sum_out_q   <= '0;
      chunk_no_q  <= '0;
    end else begin
      st_q <= st_d;
      if (st_q == IDLE && got) begin
        vm_q       <= pick;
        ptr_q      <= (N_VM > 1) ? pick + 1'b1 : '0;
        job_q      <= pick_job;
        buf_q      <= job_buf_i[pick];
        n_q        <= '0;
        wbuf_q     <= 1'b0;
        entries_q  <= '0;
        chunk_no_q <= '0;
      end
      if (flushed || st_q == SETTLE) begin
        color_o[vm_q] <= ~color_o[vm_q];
        old_color_q   <= color_o[vm_q];
      end
      if (st_q == FLUSH && flush_done_i && !flushed) buf_q <= 1'b1;
      if (st_q == WAITWB) walk_q <= head_h_i;
      if (st_q == HSCAN && !walk_q[GW]) walk_q <= head_t_i;
      if (st_q == HWAIT || st_q == TWAIT) done_q <= '0;
      if ((st_q == HCLR && op_done_i) || emit) done_q[low] <= 1'b1;
      if ((st_q == HCLR || st_q == TEMIT) && left_any == 0) walk_q <= res_next_i;
      if ((st_q == WIPE || st_q == CLRWALK) && op_done_i) begin
        if (last_walk) begin
          n_q    <= '0;
          wbuf_q <= ~wbuf_q;
        end else n_q <= n_q + 1'b1;
      end
      if (emit) begin
        fill_q    <= fill_q + 1'b1;
        entries_q <= entries_q + 1'b1;
      end
      if (sum_done_i) begin
        fill_q     <= '0;
        chunk_no_q <= chunk_no_q + 1'b1;
      end
      sum_out_q <= sum_out_q + 10'(sum_first_take_i) - 10'(sum_b_i);
    end
    if (emit) begin
      if (fill_q == 0) chunk_q <= '0;
      chunk_q[fill_q[3:0]*32 +: 32] <= {res_w_i[low], res_a_i[low], (30)'({walk_q[GW-1:0], low})};
    end
  end

  assign vm_o          = vm_q;
  assign buf_o         = buf_q;
  assign job_o         = job_q;
  assign flush_o       = st_q == FLUSH;
  assign heads_clr_o   = st_q == WIPE && n_q == 0 && !wbuf_q;
  assign head_h_clr_o  = st_q == HSCAN && !walk_q[GW];
  assign sum_valid_o   = fill_q == 5'd16 || (st_q == TLAST && fill_q != 0);
  assign sum_line_o    = chunk_q;
  assign sum_addr_o    = cfg_sum_base_i[{vm_q, buf_q}*64 +: 64] + {{(58-LW+3){1'b0}}, chunk_no_q, 6'd0};
  assign sum_entries_o = entries_q;
  assign rec_req_o     = st_q == REC;
  assign fin_o         = st_q == FIN;
endmodule
