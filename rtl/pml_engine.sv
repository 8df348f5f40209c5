// SPDX-License-Identifier: Apache-2.0
/// Engine: ends epochs. Takes one eligible job at a time through flush, waiting for write-backs, clearing what the buffer still
/// holds from two epochs ago, the summary of touched lines, and the record. Work is proportional to the lines touched; only
/// WIPE and CLRWALK (enable) walk the whole VM. State machine of docs/microarchitecture.md section 9. Carries: C1, E2, O1, O2.
`include "pml_assert.svh"
`include "pml_bug.svh"
module pml_engine #(
  parameter int unsigned N_VM = 8,
  parameter int unsigned PAGES_LOG2 = 24,
  parameter int unsigned OUTSTANDING = 64,
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
  input  logic                 cmd_busy_i,      ///< a command is on its way: FIN waits
  output logic [VMW-1:0]       vm_o,
  output logic [VMW-1:0]       map_vm_o,        ///< vm_o again, for the map
  output logic                 buf_o,
  output logic [2:0]           job_o,
  output logic [N_VM-1:0]      color_o,
  output logic                 flush_o,
  input  logic                 flush_done_i,
  input  logic [3:0]           pend_i,          ///< of vm_o: lines evicted and not answered, {buf, colour} non-zero
  output logic                 op_clear_o,      ///< op_valid_o, of an OP_CLEAR
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
  input  logic [3:0]           res_a_i,         ///< its first four lines
  input  logic [3:0]           res_w_i,
  input  logic [GW:0]          res_next_i,
  output logic                 res_shift_o,     ///< its first line is done with,
  output logic                 res_four_o,      ///< or its first four
  input  logic                 clearing_i,      ///< a clear is performed and not yet counted by clr_busy_i
  input  logic                 clr_busy_i,      ///< clears not answered
  input  logic                 sum_wait_i,      ///< the recorder writes the line buffer: no entry now
  output logic                 sum_we_o,        ///< an entry of the summary
  output logic [31:0]          sum_entry_o,
  output logic [4:0]           sum_fill_o,      ///< entries in the buffer
  output logic                 sum_valid_o,     ///< a summary chunk for SUM
  output logic [LW-5:0]        sum_chunk_o,     ///< its number
  input  logic                 sum_first_take_i,
  input  logic                 sum_done_i,      ///< its last beat is taken
  input  logic                 sum_b_i,         ///< a chunk was answered
  output logic [31:0]          sum_entries_o,
  output logic                 rec_req_o,
  input  logic                 rec_done_i,
  output logic                 fin_o,
  output logic                 stop_near_o,     ///< fin_o of a STOP or DISABLE job is now or soon
  output logic [N_VM-1:0]      fin_v_o          ///< fin_o, of vm_o
);
  localparam logic [4:0] IDLE = 5'd0, FLUSH = 5'd1, WAITWB = 5'd2, HSCAN = 5'd3, HWAIT = 5'd4, HCLR = 5'd5, TSCAN = 5'd6,
                         TWAIT = 5'd7, TEMIT = 5'd8, TLAST = 5'd9, WIPE = 5'd10, CLRWALK = 5'd11, WAITB = 5'd12, REC = 5'd13,
                         FIN = 5'd14, SETTLE = 5'd15, LOAD = 5'd16, GO = 5'd17;
  logic [4:0]      st_q, st_d;
  logic [VMW-1:0]  vm_q, ptr_q, pick;
  logic [VMW-1:0]  near_vm_q, map_vm_q; // vm_q again, for LOAD, for the map; with another reset and with none, so that they stay registers of their own
  logic [N_VM-1:0] hot_q;             // vm_q, one-hot
  logic            buf_q, got, bitmap_q, restored_q, reads_q;
  logic [2:0]      job_q;
  logic            old_color_q;
  logic [GW:0]     walk_q;
  logic [LW-1:0]   n_q, last_line_q;  // WIPE: first line of a group, CLRWALK: line; the VM's last line
  logic            wbuf_q;            // their buffer
  logic [LW-1:0]   full_q;            // lines of the VM that have all 512 pages; is there no other?
  logic            whole_q;
  logic [5:0]      pos_q;             // HCLR, TEMIT: the line of the group that is looked at; 32: all are done
  logic [4:0]      fill_q;
  logic [LW:0]     entries_q;
  logic [$clog2(OUTSTANDING+1)-1:0] sum_out_q;
  logic [LW-5:0]   chunk_q;

  // the first from ptr_q on, else the first of all
  logic [N_VM-1:0] later;
  always_comb begin
    for (int unsigned m = 0; m < N_VM; m++) later[m] = eligible_i[m] && m >= 32'(ptr_q);
    got  = |eligible_i;
    pick = '0;
    for (int m = N_VM - 1; m >= 0; m--) if (eligible_i[m]) pick = VMW'(m);
    if (|later) for (int m = N_VM - 1; m >= 0; m--) if (later[m]) pick = VMW'(m);
  end

  // HCLR, TEMIT: the group's lines go by, untouched ones one by one or, where four at a place divisible by four are all untouched, four at once
  wire        in_group  = st_q == HCLR || st_q == TEMIT;
  wire        here      = res_a_i[0] || res_w_i[0];
  wire        four      = pos_q[1:0] == 2'd0 && (res_a_i | res_w_i) == 4'd0;
  wire [1:0]  kinds     = {res_w_i[0], res_a_i[0]};
  logic stop, peek, prepare;   // what the job is, from GO's next cycle on
  always_ff @(posedge clk_i) begin
    stop    <= job_q == pml_pkg::JOB_STOP;
    peek    <= job_q == pml_pkg::JOB_PEEK;
    prepare <= job_q == pml_pkg::JOB_PREPARE;
  end
  // the summary is sent: a peek waits once more, for the lines evicted until now (they may lie where memory still holds an old epoch)
  wire [4:0] listed = peek ? SETTLE : WAITB;
  wire wipe       = st_q == WIPE;
  wire last_walk  = n_q[LW-1:5] == last_line_q[LW-1:5] && (wipe || n_q[4:0] == last_line_q[4:0]);
  wire walk_step  = (wipe || st_q == CLRWALK) && op_done_i;
  wire emit       = st_q == TEMIT && here && fill_q != 5'd16 && !sum_wait_i;
  wire cleared    = st_q == HCLR && here && op_done_i;
  wire group_end  = in_group && pos_q[5];
  wire shift      = in_group && (!here || emit || cleared);
  wire flushed    = st_q == FLUSH && flush_done_i && (!stop || buf_q);

  // lines of the buffer evicted before the VM's colour last changed: they are answered before it changes again, else nobody would wait for them
  wire older = pend_i[{buf_q, !color_o[vm_q]}];

  always_comb begin
    st_d = st_q;
    case (st_q)
      IDLE:    if (got) st_d = LOAD;
      LOAD:    st_d = GO;
      GO: begin
        if (!bitmap_q)                              st_d = REC;
        else if (job_q == pml_pkg::JOB_ENABLE)      st_d = restored_q ? CLRWALK : WIPE;
        else if (job_q == pml_pkg::JOB_PREPARE)     st_d = WIPE;
        else if (!older)                            st_d = FLUSH;
      end
      FLUSH:   if (flushed) st_d = WAITWB;
      WAITWB: begin
        if (stop) begin
          if (pend_i == 0) st_d = REC;
        end else if (!pend_i[{buf_q, old_color_q}] || `PML_BUG(12)) st_d = HSCAN;
      end
      HSCAN:   st_d = !walk_q[GW] ? TSCAN : op_done_i ? HWAIT : HSCAN;
      HWAIT:   if (res_valid_i) st_d = HCLR;
      HCLR:    if (group_end) st_d = HSCAN;
      TSCAN:   st_d = !walk_q[GW] ? (fill_q == 0 ? listed : TLAST) : op_done_i ? TWAIT : TSCAN;
      TWAIT:   if (res_valid_i) st_d = TEMIT;
      TEMIT:   if (group_end) st_d = TSCAN;
      TLAST:   if (sum_done_i || fill_q == 0) st_d = listed;
      SETTLE:  st_d = WAITB;
      WIPE:    if (op_done_i && last_walk && wbuf_q) st_d = prepare ? FIN : CLRWALK;
      CLRWALK: if (op_done_i && last_walk && wbuf_q) st_d = WAITB;
      WAITB:   if (!(peek && pend_i[{buf_q, old_color_q}]) && (sum_out_q == 0 || `PML_BUG(13)) && !clr_busy_i && !clearing_i) st_d = REC;
      REC:     if (rec_done_i) st_d = FIN;
      FIN:     if (!cmd_busy_i) st_d = IDLE;
      default: st_d = IDLE;
    endcase
  end

  always_comb begin
    op_valid_o = 1'b0;
    op_o       = pml_pkg::OP_READ_H;
    op_buf_o   = buf_q;
    op_line_o  = {walk_q[GW-1:0], 5'd0};
    op_kinds_o = kinds;
    case (st_q)
      HSCAN: op_valid_o = walk_q[GW];
      TSCAN: begin
        op_valid_o = walk_q[GW];
        op_o       = pml_pkg::OP_READ_T;
      end
      HCLR: begin
        op_valid_o = here;
        op_o       = pml_pkg::OP_CLEAR;
        op_line_o  = {walk_q[GW-1:0], pos_q[4:0]};
      end
      WIPE: begin
        op_valid_o = 1'b1;
        op_o       = pml_pkg::OP_WIPE;
        op_buf_o   = wbuf_q;
        op_line_o  = n_q;
      end
      CLRWALK: begin
        op_valid_o = 1'b1;
        op_o       = pml_pkg::OP_CLEAR;
        op_buf_o   = wbuf_q;
        op_line_o  = n_q;
        op_kinds_o = {1'b1, reads_q};
      end
      default: ;
    endcase
  end

  assign op_clear_o = (st_q == HCLR && here) || st_q == CLRWALK;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      st_q        <= IDLE;
      ptr_q       <= '0;
      vm_q        <= '0;
      near_vm_q   <= '1;
      hot_q       <= N_VM'(1);
      buf_q       <= 1'b0;
      job_q       <= pml_pkg::JOB_NONE;
      color_o     <= '0;
      old_color_q <= 1'b0;
      walk_q      <= '0;
      n_q         <= '0;
      wbuf_q      <= 1'b0;
      fill_q      <= '0;
      entries_q   <= '0;
      sum_out_q   <= '0;
    end else begin
      st_q <= st_d;
      if (st_q == IDLE && got) begin
        vm_q  <= pick;
        near_vm_q <= pick;
        hot_q <= N_VM'(1) << pick;
        ptr_q <= (N_VM > 1) ? pick + 1'b1 : '0;
      end
      if (st_q == LOAD) begin
        job_q      <= job_i[near_vm_q*3 +: 3];
        buf_q      <= job_buf_i[near_vm_q];
        wbuf_q     <= 1'b0;
      end else if (walk_step && last_walk) wbuf_q <= ~wbuf_q;
      // WIPE: a group has 32 lines
      if (st_q == LOAD || (walk_step && last_walk)) n_q <= '0;
      else if (walk_step)                           n_q <= n_q + (wipe ? LW'(32) : LW'(1));
      if (st_q == LOAD) entries_q <= '0;
      else if (emit)    entries_q <= entries_q + 1'b1;
      if (flushed || st_q == SETTLE) begin
        color_o       <= color_o ^ hot_q;
        old_color_q   <= color_o[vm_q];
      end
      if (st_q == FLUSH && flush_done_i && !flushed) buf_q <= 1'b1;
      if (st_q == WAITWB) walk_q <= head_h_i;
      if (st_q == HSCAN && !walk_q[GW]) walk_q <= head_t_i;
      if (group_end) walk_q <= res_next_i;
      if (sum_done_i) fill_q <= '0;
      else if (emit)  fill_q <= fill_q + 1'b1;
      sum_out_q <= sum_out_q + {{($clog2(OUTSTANDING+1)-1){sum_b_i && !sum_first_take_i}}, sum_b_i ^ sum_first_take_i};
    end
    if (st_q == LOAD) begin
      bitmap_q   <= cfg_mode_i[near_vm_q*2 +: 2] == pml_pkg::MODE_BITMAP;
      restored_q <= restored_i[near_vm_q];
      reads_q    <= cfg_log_reads_i[near_vm_q];
    end
    full_q  <= cfg_limit_i[near_vm_q*40 + 9 +: LW];
    whole_q <= cfg_limit_i[near_vm_q*40 +: 9] == 9'd0;
    if (st_q == GO) last_line_q <= full_q + {LW{whole_q}};
    if (st_q == IDLE && got) map_vm_q <= pick;
    if (!in_group)  pos_q <= '0;
    else if (shift) pos_q <= {pos_q[5:2] + 4'(four || pos_q[1:0] == 2'd3), four ? 2'd0 : pos_q[1:0] + 2'd1};
    if (st_q == WAITWB)  chunk_q <= '0;
    else if (sum_done_i) chunk_q <= chunk_q + 1'b1;
  end

  assign vm_o          = vm_q;
  assign map_vm_o      = map_vm_q;
  assign buf_o         = buf_q;
  assign job_o         = job_q;
  assign flush_o       = st_q == FLUSH;
  assign heads_clr_o   = st_q == WIPE && n_q == 0 && !wbuf_q;
  assign head_h_clr_o  = st_q == HSCAN && !walk_q[GW];
  assign res_shift_o   = shift;
  assign res_four_o    = four;
  assign sum_we_o      = emit;
  assign sum_entry_o   = {kinds, (30)'({walk_q[GW-1:0], pos_q[4:0]})};
  assign sum_fill_o    = fill_q;
  assign sum_valid_o   = fill_q == 5'd16 || (st_q == TLAST && fill_q != 0);
  assign sum_chunk_o   = chunk_q;
  assign sum_entries_o = 32'(entries_q);
  assign rec_req_o     = st_q == REC;
  // what ends a job goes far: flip-flops of its own
  logic fin_q, ends_q;
  always_ff @(posedge clk_i) begin
    fin_q  <= rst_ni && ((st_q == WIPE && op_done_i && last_walk && wbuf_q && prepare) || (st_q == REC && rec_done_i)
                         || (fin_q && cmd_busy_i));   // st_d is FIN
    ends_q <= job_q == pml_pkg::JOB_STOP || job_q == pml_pkg::JOB_DISABLE;
  end
  assign fin_o         = fin_q && !cmd_busy_i;
  assign stop_near_o   = fin_q && ends_q;
  `PML_ASSERT(a_engine_fin, fin_q == (st_q == FIN))
  assign fin_v_o       = hot_q & {N_VM{fin_o}};
endmodule
