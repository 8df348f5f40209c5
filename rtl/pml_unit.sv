// SPDX-License-Identifier: Apache-2.0
/// OpenPML: the page-modification logging unit. Only wires: event port -> check -> filter -> log banks -> drain -> line store ->
/// touched map -> write-back -> AXI; beside it registers, commands, barrier, engine, recorder, interrupt router.
/// The picture is in docs/microarchitecture.md and README.md; the promises (E1 .. C3) are in docs/promises.md.
`include "pml_bug.svh"
module pml_unit #(
  parameter int unsigned N_VCPU = 8,       ///< vCPUs, power of two
  parameter int unsigned N_VM = 8,         ///< VMs, power of two
  parameter int unsigned N_SRC = 1,        ///< event sources
  parameter int unsigned PAGES_LOG2 = 24,  ///< largest number of pages per VM, log2 (15..30)
  parameter int unsigned STORE_SETS = 32,  ///< line store sets, power of two
  parameter int unsigned STORE_WAYS = 8,   ///< line store ways, power of two
  parameter int unsigned DW = 512,         ///< AXI data width: 64, 128, 256, 512
  parameter int unsigned OUTSTANDING = 64, ///< AXI bursts outstanding per direction, power of two, at least 2
  parameter int unsigned AW = 64,          ///< bits of an address in memory, 33 to 64; the ports' further bits are 0
  parameter int unsigned FILTER_LOG2 = 12, ///< page filter entries, log2
  parameter int unsigned GEN_W = 8,        ///< filter generation bits
  parameter int unsigned N_VEC = 16,       ///< interrupt vectors
  parameter logic [7:0] SRC_FEATURES = 8'h00, ///< FEATURES[15:8]: which sources are there
  parameter int unsigned IDW = 4,          ///< AXI ID width
  parameter logic [IDW-1:0] AXI_ID = '0,   ///< the one ID of all transfers
  parameter logic [3:0] AXI_CACHE = 4'b0000, ///< AxCACHE: non-bufferable, so that an answer means memory (O1)
  parameter logic [2:0] AXI_PROT = 3'b010  ///< AxPROT
) (
  input  logic                 clk_i,
  input  logic                 rst_ni,
  // events
  input  logic [N_SRC-1:0]     ev_valid_i,
  output logic [N_SRC-1:0]     ev_ready_o,
  input  logic [N_SRC*8-1:0]   ev_vcpu_i,
  input  logic [N_SRC*40-1:0]  ev_gfn_i,
  input  logic [N_SRC-1:0]     ev_write_i,
  output logic [N_VCPU-1:0]    can_accept_o,
  output logic                 epoch_cut_valid_o,  ///< pulse: events taken in this cycle or later are of the new epoch
  output logic [7:0]           epoch_cut_vm_o,
  output logic                 epoch_cut_buf_o,    ///< buffer of the epoch that ends
  output logic [N_VCPU-1:0]    guest_exit_o,       ///< Intel mode only
  // interrupts to dom0; an event of a source (at most one a cycle) goes the same way
  input  logic                 src_irq_valid_i,
  input  logic [7:0]           src_irq_vec_i,
  output logic                 irq_valid_o,
  output logic [7:0]           irq_vec_o,
  input  logic                 irq_ready_i,
  // registers, AXI4-Lite
  input  logic                 s_awvalid_i,
  output logic                 s_awready_o,
  input  logic [15:0]          s_awaddr_i,
  input  logic                 s_wvalid_i,
  output logic                 s_wready_o,
  input  logic [31:0]          s_wdata_i,
  input  logic [3:0]           s_wstrb_i,
  output logic                 s_bvalid_o,
  input  logic                 s_bready_i,
  output logic [1:0]           s_bresp_o,
  input  logic                 s_arvalid_i,
  output logic                 s_arready_o,
  input  logic [15:0]          s_araddr_i,
  output logic                 s_rvalid_o,
  input  logic                 s_rready_i,
  output logic [31:0]          s_rdata_o,
  output logic [1:0]           s_rresp_o,
  // memory, AXI4
  output logic                 m_awvalid_o,
  input  logic                 m_awready_i,
  output logic [IDW-1:0]       m_awid_o,
  output logic [63:0]          m_awaddr_o,
  output logic [7:0]           m_awlen_o,
  output logic [2:0]           m_awsize_o,
  output logic [1:0]           m_awburst_o,
  output logic [3:0]           m_awcache_o,
  output logic [2:0]           m_awprot_o,
  output logic                 m_wvalid_o,
  input  logic                 m_wready_i,
  output logic [DW-1:0]        m_wdata_o,
  output logic [DW/8-1:0]      m_wstrb_o,
  output logic                 m_wlast_o,
  input  logic                 m_bvalid_i,
  output logic                 m_bready_o,
  input  logic [1:0]           m_bresp_i,
  output logic                 m_arvalid_o,
  input  logic                 m_arready_i,
  output logic [IDW-1:0]       m_arid_o,
  output logic [63:0]          m_araddr_o,
  output logic [7:0]           m_arlen_o,
  output logic [2:0]           m_arsize_o,
  output logic [1:0]           m_arburst_o,
  output logic [3:0]           m_arcache_o,
  output logic [2:0]           m_arprot_o,
  input  logic                 m_rvalid_i,
  output logic                 m_rready_o,
  input  logic [DW-1:0]        m_rdata_i,
  input  logic [1:0]           m_rresp_i,
  input  logic                 m_rlast_i
);
  localparam int unsigned VMW = (N_VM > 1) ? $clog2(N_VM) : 1;
  localparam int unsigned CW  = (N_VCPU > 1) ? $clog2(N_VCPU) : 1;
  localparam int unsigned LW  = PAGES_LOG2 - 9;
  localparam int unsigned GW  = LW - 5;
  localparam int unsigned NB  = 512 / DW;
  localparam int unsigned BW  = (NB > 1) ? $clog2(NB) : 1;
  localparam int unsigned TXN = 2 * OUTSTANDING;
  localparam int unsigned LINES = TXN + 16;   // in flight: read and written, and on their way inside the unit
  localparam int unsigned N_SLOTS = STORE_SETS * STORE_WAYS + TXN;
  localparam int unsigned SLW = $clog2(N_SLOTS);
  localparam int unsigned TW  = VMW + 1 + LW;
  localparam int unsigned LI  = 1 + SLW + 2 * NB + TW;
  localparam int unsigned XW  = LI + 5;
  localparam int unsigned VEW = (N_VEC > 1) ? $clog2(N_VEC) : 1;
  localparam int unsigned IW0 = (VMW + 6 > CW + 4) ? VMW + 6 : CW + 4;
  localparam int unsigned IW = (VEW + 3 > IW0) ? VEW + 3 : IW0;   // words of a kind of register blocks, log2
  localparam int unsigned BXW = (VMW + 2 > CW + 1) ? VMW + 2 : CW + 1;
  localparam int unsigned BSW = 2 + BXW;  // number of a base that is written to
  localparam int unsigned TGW = 5 + CW;   // write tag: {intel, zero, colour, buf, line_last, vcpu}

`ifdef VERILATOR
  // pml_pkg repeats codes of the register description
  localparam bit CODES_AGREE =
    32'(pml_pkg::ST_ENABLING) == pml_reg_pkg::STATE_ENABLING && 32'(pml_pkg::ST_ACTIVE) == pml_reg_pkg::STATE_ACTIVE
    && 32'(pml_pkg::ST_STOPPING) == pml_reg_pkg::STATE_STOPPING && 32'(pml_pkg::ST_RESETTING) == pml_reg_pkg::STATE_RESETTING
    && 32'(pml_pkg::ST_FAULTED) == pml_reg_pkg::STATE_FAULTED && 32'(pml_pkg::ST_FAULT_DONE) == pml_reg_pkg::STATE_FAULT_DONE
    && 32'(pml_pkg::ST_PREPARED) == pml_reg_pkg::STATE_PREPARED && 32'(pml_pkg::ST_OFF) == pml_reg_pkg::STATE_OFF
    && 32'(pml_pkg::JOB_STOP) == pml_reg_pkg::JOB_STOP && 32'(pml_pkg::JOB_PREPARE) == pml_reg_pkg::JOB_PREPARE
    && 32'(pml_pkg::JOB_PEEK) == pml_reg_pkg::JOB_PEEK && 32'(pml_pkg::JOB_DISABLE) == pml_reg_pkg::JOB_DISABLE
    && 32'(pml_pkg::JOB_HARVEST) == pml_reg_pkg::JOB_HARVEST && 32'(pml_pkg::JOB_ENABLE) == pml_reg_pkg::JOB_ENABLE
    && 32'(pml_pkg::MODE_RAW) == pml_reg_pkg::MODE_RAW && 32'(pml_pkg::MODE_INTEL) == pml_reg_pkg::MODE_INTEL
    && 32'(pml_pkg::FC_WR) == pml_reg_pkg::FAULT_WR_ERROR && 32'(pml_pkg::FC_RD) == pml_reg_pkg::FAULT_RD_ERROR
    && 32'(pml_pkg::FC_STORE) == pml_reg_pkg::FAULT_STORE_PARITY && 32'(pml_pkg::FC_LOG) == pml_reg_pkg::FAULT_LOG_PARITY;
  if (!CODES_AGREE) $error("pml_pkg and pml_reg_pkg disagree");
`endif

  // ---------------------------------------------------------------- registers and commands
  logic [63:0] now;
  logic [31:0] prod, resv, ring_cons;
  logic [4:0]  ring_log2;
  logic [7:0]  err_vector, mark_vm, idx_vcpu, s1_vcpu;
  logic [8:0]  idx_data, cmd_data;
  logic        s1_valid, cmd_near, cmd_hold, cmd_we, mark_valid, mark_done, idx_we;
  logic [VMW-1:0] cmd_vm;
  logic [29:0] mark_line;
  logic [1:0]  mark_kinds;
  logic [2:0]  inject, inject_clr;
  logic [N_VM*2-1:0]  cfg_mode;
  logic [N_VM-1:0]    cfg_intel;
  logic [N_VM-1:0]    cfg_log_reads, cfg_bypass;
  logic [N_VM*40-1:0] cfg_limit;
  logic [N_VM*32-1:0] raw_cons;
  logic [N_VM*5-1:0]  cfg_raw_log2;
  logic [N_VCPU-1:0]  bind_valid, sw_hold;
  logic [N_VCPU*8-1:0]  bind_vm;
  logic [N_VEC-1:0]     vec_mask;
  // state
  logic [N_VM*3-1:0]  state, job;
  logic [N_VM-1:0]    active;
  logic [N_VM-1:0]    job_buf, cur_buf, stop_pend, restored, bump, job_set, en_acc, en_fin, harvest_inc, refused_inc;
  logic [N_VM*2-1:0]  owner0, owner1, missed_inc;
  logic [N_VM*32-1:0] epoch, raw_head;
  logic [N_VM*8-1:0]  cmd_status, fault_code;
  logic [N_VM*3-1:0]  fault_cause;
  logic [1:0]         resv_inc;
  logic               resv_dec, err_event;
  logic [N_VM*GEN_W-1:0]  gen;
  logic [N_VM-1:0]        lim_valid;
  logic                   csr_kind, rec_fill, rec_filled_q;
  logic [N_VEC-1:0]       irq_pending;
  logic [N_VCPU*16-1:0]   index, idx;
  logic [N_VCPU*11-1:0]   occ, bar;
  logic [N_VCPU-1:0]      skid, idx_ok, bind_ok, no_inflight, page_valid, page_can, drain, forced, act, iout_busy;
  logic [N_VCPU*10-1:0]   cnt, rem;
  logic [N_VCPU*3-1:0]    inflight_v;
  logic [N_VCPU*16-1:0]   occ16;

  logic [VMW-1:0]     eng_vm, map_vm, rec_vm;
  logic               eng_buf, cmd_busy, cmd_own, time_we;
  logic [7:0]         rec_vector;
  logic [31:0]        epoch_init, vm_word;
  logic [N_VM-1:0]    time_any, time_cur, tmr_end, drop_vm;
  logic [VMW+1:0]     time_idx, vw_time_sel, vw_dist_sel;
  logic [63:0]        time_new, vw_time, vw_info;
  logic [PAGES_LOG2:0] vw_dist;
  logic [39:0]        vw_lim;
  logic [VMW-1:0]     vw_vm;
  logic [2:0]         vw_cause;
  logic [3:0]         rec_vword, csr_vword;
  logic [1:0]         rec_slot, rec_dist;
  // the register write bus, and the tables behind it that other stages read
  logic               cw_valid;
  logic [1:0]         cw_blk;
  logic [IW-1:0]      cw_idx;
  logic [31:0]        cw_data;
  logic [VMW+1:0]     rdb_sel;              // {vm, kind, buffer}
  logic [BSW-1:0]     wrb_sel;              // {pml_pkg::WB_*, index}
  logic [VMW:0]       init_sel;             // {vm, kind}
  logic [63:0]        init_data;
  logic [AW-1:0]      rdb_data;
  logic [AW-1:12]     wrb_data;
  pml_base_tab #(.N_VCPU(N_VCPU), .N_VM(N_VM), .IW(IW), .AW(AW)) u_base_tab (
    .clk_i, .cw_valid_i(cw_valid), .cw_blk_i(cw_blk), .cw_idx_i(cw_idx), .cw_data_i(cw_data), .rd_sel_i(rdb_sel),
    .rd_base_o(rdb_data), .wr_sel_i(wrb_sel), .wr_base_o(wrb_data), .init_sel_i(init_sel), .init_o(init_data),
    .rec_vm_i(rec_vm), .vector_o(rec_vector), .cmd_vm_i(epoch_cut_vm_o[VMW-1:0]), .epoch_init_o(epoch_init));
  logic unused_init;
  assign unused_init = ^init_data[63:PAGES_LOG2+1];

  logic           cfg_bad;
  logic [VMW-1:0] csr_vm, csr_vm_next;
  logic [VMW+4:0] cnt_walk;
  logic [63:0]    cnt_value;
  pml_csr #(
    .N_VM(N_VM), .N_VCPU(N_VCPU), .N_SRC(N_SRC), .N_VEC(N_VEC), .PAGES_LOG2(PAGES_LOG2), .STORE_SETS(STORE_SETS),
    .STORE_WAYS(STORE_WAYS), .DW(DW), .OUTSTANDING(OUTSTANDING), .AW(AW), .GEN_W(GEN_W), .SRC_FEATURES(SRC_FEATURES)
  ) u_csr (
    .clk_i, .rst_ni, .s_awvalid_i, .s_awready_o, .s_awaddr_i, .s_wvalid_i, .s_wready_o, .s_wdata_i, .s_wstrb_i, .s_bvalid_o,
    .s_bready_i, .s_bresp_o, .s_arvalid_i, .s_arready_o, .s_araddr_i, .s_rvalid_o, .s_rready_i, .s_rdata_o, .s_rresp_o,
    .now_i(now), .prod_i(prod), .resv_i(resv),
    .irq_pending_i(irq_pending), .guest_exit_i(guest_exit_o), .index_i(index), .occ_i(occ16), .skid_i(skid),
    .no_inflight_i(no_inflight), .drain_i(drain), .page_valid_i(page_valid), .idx_ok_i(idx_ok), .bind_ok_i(bind_ok), .s1_valid_i(s1_valid), .s1_vcpu_i(s1_vcpu),
    .state_i(state), .job_i(job), .cur_buf_i(cur_buf), .owner0_i(owner0), .owner1_i(owner1), .stop_pend_i(stop_pend),
    .cmd_status_i(cmd_status), .fault_code_i(fault_code),
    .limit_gfn_valid_i(lim_valid), .raw_head_i(raw_head), .gen_i(gen),
    .rd_vm_o(csr_vm), .rd_vm_next_o(csr_vm_next), .rd_word_o(csr_vword), .rd_kind_o(csr_kind), .rd_busy_i(rec_fill || rec_filled_q), .rd_data_i(vm_word),
    .cnt_walk_i(cnt_walk), .cnt_value_i(cnt_value), .cfg_bad_o(cfg_bad), .en_acc_i(en_acc),
    .cfg_mode_o(cfg_mode), .cfg_intel_o(cfg_intel), .cfg_log_reads_o(cfg_log_reads), .cfg_bypass_o(cfg_bypass), .cfg_limit_o(cfg_limit),
    .cfg_raw_log2_o(cfg_raw_log2), .raw_cons_o(raw_cons),
    .ring_log2_o(ring_log2), .ring_cons_o(ring_cons), .err_vector_o(err_vector), .bind_valid_o(bind_valid),
    .bind_vm_o(bind_vm), .sw_hold_o(sw_hold), .vec_mask_o(vec_mask), .cw_valid_o(cw_valid), .cw_blk_o(cw_blk),
    .cw_idx_o(cw_idx), .cw_data_o(cw_data), .inject_o(inject), .inject_clr_i(inject_clr), .mark_valid_o(mark_valid), .mark_vm_o(mark_vm),
    .mark_line_o(mark_line), .mark_kinds_o(mark_kinds), .mark_done_i(mark_done), .idx_we_o(idx_we), .idx_vcpu_o(idx_vcpu),
    .idx_data_o(idx_data), .cmd_near_o(cmd_near), .cmd_hold_i(cmd_hold), .cmd_own_i(cmd_own), .cmd_we_o(cmd_we), .cmd_vm_o(cmd_vm), .cmd_data_o(cmd_data));
  pml_timers #(.N_VM(N_VM), .IW(IW)) u_timers (
    .clk_i, .rst_ni, .cw_valid_i(cw_valid), .cw_blk_i(cw_blk), .cw_idx_i(cw_idx), .cw_data_i(cw_data), .active_i(active),
    .restart_i(harvest_inc | en_fin), .end_o(tmr_end));
  pml_time_tab #(.AW(VMW + 2)) u_times (
    .clk_i, .we_i(time_we), .waddr_i(time_idx), .data_i(time_new), .sel_i(vw_time_sel), .data_o(vw_time));
  always_ff @(posedge clk_i) rec_filled_q <= rec_fill;
  pml_vm_words #(.N_VM(N_VM), .PAGES_LOG2(PAGES_LOG2)) u_vm_words (
    .clk_i, .rec_i(rec_fill), .rec_vm_i(rec_vm), .rec_word_i(rec_vword), .rec_slot_i(rec_slot), .rec_dist_i(rec_dist),
    .csr_vm_i(csr_vm), .csr_vm_next_i(csr_vm_next), .csr_word_i(csr_vword), .csr_kind_i(csr_kind), .cur_buf_i(cur_buf), .time_any_next_i(time_any),
    .time_cur_i(time_cur), .epoch_i(epoch), .fault_cause_i(fault_cause), .vm_o(vw_vm), .time_sel_o(vw_time_sel), .time_i(vw_time),
    .dist_sel_o(vw_dist_sel), .dist_i(vw_dist), .cause_o(vw_cause), .info_i(vw_info), .limit_gfn_i(vw_lim),
    .word_o(vm_word));
  logic                rec_room1, rec_room2, rec_promised, fin;
  logic [2:0]          eng_job;
  logic [N_VM-1:0]     fault_any, fault_v, fin_v;
  logic [N_VM*3-1:0]   fault_c;
  pml_cmd #(.N_VM(N_VM)) u_cmd (
    .clk_i, .rst_ni, .cmd_near_i(cmd_near), .cmd_we_i(cmd_we), .cmd_vm_i(cmd_vm), .cmd_data_i(cmd_data), .cmd_hold_o(cmd_hold),
    .cfg_mode_i(cfg_mode), .epoch_init_i(epoch_init), .tmr_end_i(tmr_end), .cfg_bad_i(cfg_bad),
    .mark_valid_i(mark_valid), .mark_vm_i(mark_vm), .rec_room1_i(rec_room1),
    .rec_room2_i(rec_room2), .fin_v_i(fin_v), .fin_vm_i(eng_vm), .fault_valid_i(fault_v), .fault_cause_i(fault_c),
    .now_o(now), .state_o(state), .active_o(active), .drop_o(drop_vm), .job_o(job), .job_buf_o(job_buf), .cur_buf_o(cur_buf),
    .owner0_o(owner0), .owner1_o(owner1), .epoch_o(epoch), .time_any_o(time_any), .time_cur_o(time_cur), .time_we_o(time_we),
    .time_idx_o(time_idx), .time_o(time_new), .busy_o(cmd_busy), .own_o(cmd_own), .cmd_status_o(cmd_status), .stop_pend_o(stop_pend), .restored_o(restored),
    .fault_cause_o(fault_cause), .cut_valid_o(epoch_cut_valid_o), .cut_vm_o(epoch_cut_vm_o),
    .cut_buf_o(epoch_cut_buf_o), .bump_o(bump), .job_set_o(job_set), .resv_inc_o(resv_inc), .resv_dec_o(resv_dec),
    .en_acc_o(en_acc), .en_fin_o(en_fin), .harvest_inc_o(harvest_inc), .refused_inc_o(refused_inc),
    .missed_inc_o(missed_inc), .err_event_o(err_event));

  // what a vCPU is, from its VM
  logic [N_VCPU-1:0] vcpu_raw, vcpu_intel, vcpu_drop, idx_drop;
  logic stop_near;
  pml_vcpu_view #(.N_VCPU(N_VCPU), .N_VM(N_VM)) u_view (
    .clk_i, .bind_valid_i(bind_valid), .bind_vm_i(bind_vm), .cfg_mode_i(cfg_mode), .cfg_intel_i(cfg_intel), .drop_vm_i(drop_vm), .cnt_i(cnt), .idx_i(idx),
    .occ_i(occ), .inflight_i(inflight_v), .iout_busy_i(iout_busy), .skid_i(skid), .page_valid_i(page_valid),
    .fin_i(fin), .stop_near_i(stop_near), .stop_vm_i(eng_vm), .vcpu_raw_o(vcpu_raw),
    .vcpu_intel_o(vcpu_intel), .index_o(index), .occ16_o(occ16), .no_inflight_o(no_inflight), .bind_ok_o(bind_ok),
    .vcpu_drop_o(vcpu_drop), .idx_drop_o(idx_drop));

  // ---------------------------------------------------------------- events: port, check, filter, banks
  logic            hs_valid, hs_write, s4_valid, s4_pass, s4_buf, s4_intel, s4_bypass, s4_write;
  logic            s6_valid, s6_log, s6_buf, s6_intel, s6_write;
  logic [7:0]      hs_vcpu;
  logic [39:0]     hs_gfn;
  logic [CW-1:0]   s4_vcpu, s6_vcpu;
  logic [VMW-1:0]  s2_vm, s4_vm, s6_vm;
  logic [GEN_W-1:0] s4_gen;
  logic [PAGES_LOG2-1:0] s2_gfn, s4_gfn, s6_gfn;
  logic [N_VM-1:0] filter_off, i_stalled, i_accepted, i_ignored, i_faulted, i_absorbed, i_exit;
  logic            i_unbound, i_fparity;
  logic [N_VCPU-1:0] hs_v, intel_accept, bar_force;

  pml_source_arb #(.N_SRC(N_SRC), .N_VCPU(N_VCPU), .N_VM(N_VM)) u_arb (
    .clk_i, .rst_ni, .ev_valid_i, .ev_ready_o, .ev_vcpu_i, .ev_gfn_i, .ev_write_i, .can_accept_i(can_accept_o),
    .bind_valid_i(bind_valid), .bind_vm_i(bind_vm), .hs_valid_o(hs_valid), .hs_v_o(hs_v), .hs_vcpu_o(hs_vcpu), .hs_gfn_o(hs_gfn),
    .hs_write_o(hs_write), .inc_stalled_o(i_stalled));

  pml_check #(.N_VCPU(N_VCPU), .N_VM(N_VM), .PAGES_LOG2(PAGES_LOG2), .GEN_W(GEN_W)) u_check (
    .clk_i, .rst_ni, .hs_valid_i(hs_valid), .hs_vcpu_i(hs_vcpu), .hs_gfn_i(hs_gfn), .hs_write_i(hs_write),
    .bind_valid_i(bind_valid), .bind_vm_i(bind_vm), .state_i(state),
    .cur_buf_i(cur_buf ^ (harvest_inc & {N_VM{`PML_BUG(1)}})), .gen_i(gen),
    .cfg_limit_i(cfg_limit), .cfg_mode_i(cfg_mode), .cfg_log_reads_i(cfg_log_reads), .bypass_i(cfg_bypass | filter_off),
    .lim_clear_i(en_acc), .s1_valid_o(s1_valid), .s1_vcpu_o(s1_vcpu), .s2_vm_o(s2_vm), .s2_gfn_o(s2_gfn), .s4_valid_o(s4_valid), .s4_pass_o(s4_pass), .s4_vcpu_o(s4_vcpu),
    .s4_vm_o(s4_vm), .s4_buf_o(s4_buf), .s4_intel_o(s4_intel), .s4_bypass_o(s4_bypass), .s4_gen_o(s4_gen), .s4_gfn_o(s4_gfn),
    .s4_write_o(s4_write), .inc_unbound_o(i_unbound), .inc_accepted_o(i_accepted), .inc_ignored_o(i_ignored),
    .inc_faulted_o(i_faulted), .lim_valid_o(lim_valid), .lim_vm_i(vw_vm), .lim_gfn_o(vw_lim));

  pml_filter #(.N_VCPU(N_VCPU), .N_VM(N_VM), .PAGES_LOG2(PAGES_LOG2), .FILTER_LOG2(FILTER_LOG2), .GEN_W(GEN_W)) u_filter (
    .clk_i, .rst_ni, .s2_vm_i(s2_vm), .s2_gfn_i(s2_gfn), .s4_valid_i(s4_valid), .s4_pass_i(s4_pass), .s4_vcpu_i(s4_vcpu),
    .s4_vm_i(s4_vm), .s4_buf_i(s4_buf), .s4_intel_i(s4_intel), .s4_bypass_i(s4_bypass), .s4_gen_i(s4_gen), .s4_gfn_i(s4_gfn),
    .s4_write_i(s4_write), .bump_i(bump), .inject_i(inject[0]), .inject_clr_o(inject_clr[0]), .gen_o(gen), .off_o(filter_off),
    .s6_valid_o(s6_valid), .s6_log_o(s6_log), .s6_vcpu_o(s6_vcpu), .s6_vm_o(s6_vm), .s6_buf_o(s6_buf), .s6_intel_o(s6_intel),
    .s6_gfn_o(s6_gfn), .s6_write_o(s6_write), .inc_absorbed_o(i_absorbed), .inc_parity_o(i_fparity));

  wire s6_bank = s6_log && !s6_intel;
  wire [N_VM-1:0] i_logged = s6_log ? N_VM'(1) << s6_vm : '0;

  logic                  rd_last, ent_write, ent_buf, ent_perr;
  logic [N_VCPU-1:0]     pick, rd_v, bank_switch;
  logic [8:0]            rd_pos;
  logic [PAGES_LOG2-1:0] ent_gfn;
  logic [N_VM-1:0]       i_switch;
  pml_log #(.N_VCPU(N_VCPU), .PAGES_LOG2(PAGES_LOG2)) u_log (
    .clk_i, .rst_ni, .hs_v_i(hs_v), .s6_valid_i(s6_valid), .s6_log_i(s6_bank), .s6_vcpu_i(s6_vcpu), .s6_gfn_i(s6_gfn),
    .s6_write_i(s6_write), .s6_buf_i(s6_buf), .vcpu_intel_i(vcpu_intel), .intel_accept_i(intel_accept), .hold_i(sw_hold),
    .force_i(bar_force), .inject_i(inject[1]), .inject_clr_o(inject_clr[1]), .can_accept_o, .inflight_o(inflight_v),
    .cnt_o(cnt), .act_o(act), .drain_o(drain), .forced_o(forced), .switch_o(bank_switch), .rem_o(rem), .pick_i(pick),
    .rd_v_i(rd_v), .rd_last_o(rd_last), .rd_pos_o(rd_pos), .ent_gfn_o(ent_gfn), .ent_write_o(ent_write), .ent_buf_o(ent_buf),
    .ent_perr_o(ent_perr));

  logic                  st_valid, st_write, st_buf, st_perr, st_pop, rw_valid, rw_write, rw_perr, rw_last, rw_pop;
  logic [CW-1:0]         st_vcpu, rw_vcpu;
  logic [VMW-1:0]        st_vm, rw_vm;
  logic [N_VM-1:0]       rw_hot;
  logic                  rw_dropped, rw_discard;
  logic [PAGES_LOG2-1:0] st_gfn, rw_gfn;
  logic [8:0]            rw_pos;
  pml_drain #(.N_VCPU(N_VCPU), .N_VM(N_VM), .PAGES_LOG2(PAGES_LOG2)) u_drain (
    .clk_i, .rst_ni, .drain_i(drain), .forced_i(forced), .cnt_i(cnt), .bind_vm_i(bind_vm), .vcpu_raw_i(vcpu_raw),
    .drop_vm_i(drop_vm), .page_can_i(page_can), .pick_o(pick), .rd_v_o(rd_v), .rd_last_i(rd_last), .rd_pos_i(rd_pos),
    .ent_gfn_i(ent_gfn), .ent_write_i(ent_write), .ent_buf_i(ent_buf), .ent_perr_i(ent_perr), .inc_switch_o(i_switch),
    .st_valid_o(st_valid), .st_vcpu_o(st_vcpu),
    .st_vm_o(st_vm), .st_gfn_o(st_gfn), .st_write_o(st_write), .st_buf_o(st_buf), .st_perr_o(st_perr), .st_pop_i(st_pop),
    .raw_valid_o(rw_valid), .raw_vcpu_o(rw_vcpu), .raw_vm_o(rw_vm), .raw_hot_o(rw_hot), .raw_dropped_o(rw_dropped), .raw_discard_o(rw_discard), .raw_gfn_o(rw_gfn), .raw_write_o(rw_write),
    .raw_perr_o(rw_perr), .raw_last_o(rw_last), .raw_pos_o(rw_pos), .raw_pop_i(rw_pop));

  logic [N_VCPU-1:0] commit_st, commit_raw;
  logic [N_VM-1:0]   eligible;
  wire  [N_VCPU-1:0] log_v = s6_bank ? N_VCPU'(1) << s6_vcpu : '0;
  pml_barrier #(.N_VCPU(N_VCPU), .N_VM(N_VM)) u_barrier (
    .clk_i, .rst_ni, .bind_valid_i(bind_valid), .bind_vm_i(bind_vm), .vcpu_intel_i(vcpu_intel), .job_set_i(job_set),
    .job_end_i(fin_v), .log_i(log_v), .switch_i(bank_switch), .commit_st_i(commit_st),
    .commit_raw_i(commit_raw), .cnt_i(cnt), .iout_busy_i(iout_busy), .vcpu_raw_i(vcpu_raw), .page_valid_i(page_valid),
    .page_rec_i(raw_done_v), .occ_o(occ), .bar_o(bar), .force_o(bar_force),
    .eligible_o(eligible));

  // ---------------------------------------------------------------- log writers: Intel mode, raw log
  logic              in_valid, in_take, rx_valid, rx_take, b_in, b_rw, resv_inc_raw, rw_perr_fault;
  logic [63:0]       in_data, rx_data;
  logic [CW-1:0]     rw_perr_vcpu;
  logic [VMW-1:0]    rw_perr_vm;
  logic [8:0]        in_idx;
  logic [24:0]       rx_place;
  logic [VMW-1:0]    in_vm;
  logic [CW-1:0]     in_vcpu, b_vcpu;
  logic [N_VCPU-1:0] page_done, raw_done_v;
  logic [N_VCPU*16-1:0] page_slot;
  logic [N_VCPU*10-1:0] page_cnt;
  logic [N_VM-1:0]   i_cons_raw, i_disc_raw;
  pml_intel #(.N_VCPU(N_VCPU), .N_VM(N_VM), .PAGES_LOG2(PAGES_LOG2), .OUTSTANDING(OUTSTANDING)) u_intel (
    .clk_i, .rst_ni, .s6_valid_i(s6_log && s6_intel), .s6_vcpu_i(s6_vcpu), .s6_vm_i(s6_vm), .s6_gfn_i(s6_gfn), .s6_write_i(s6_write),
    .vcpu_intel_i(vcpu_intel), .bind_vm_i(bind_vm), .hold_i(sw_hold), .inflight_i(inflight_v),
    .cfg_log_reads_i(cfg_log_reads), .idx_we_i(idx_we), .idx_vcpu_i(idx_vcpu), .idx_data_i(idx_data), .stop_near_i(stop_near), .drop_i(idx_drop),
    .idx_ok_o(idx_ok), .accept_o(intel_accept), .guest_exit_o, .skid_o(skid), .idx_o(idx), .iout_busy_o(iout_busy),
    .inc_exit_o(i_exit), .x_valid_o(in_valid), .x_idx_o(in_idx), .x_data_o(in_data), .x_vm_o(in_vm), .x_vcpu_o(in_vcpu),
    .x_take_i(in_take), .b_valid_i(b_in), .b_vcpu_i(b_vcpu));

  pml_rawlog #(.N_VCPU(N_VCPU), .N_VM(N_VM), .PAGES_LOG2(PAGES_LOG2), .OUTSTANDING(OUTSTANDING)) u_rawlog (
    .clk_i, .rst_ni, .drain_i(drain), .bind_vm_i(bind_vm), .vcpu_raw_i(vcpu_raw), .vcpu_drop_i(vcpu_drop),
    .promise_i(cmd_busy || rec_promised), .rec_room1_i(rec_room1), .head_clr_i(en_acc), .raw_cons_i(raw_cons),
    .cfg_raw_log2_i(cfg_raw_log2), .cfg_log_reads_i(cfg_log_reads), .drop_vm_i(drop_vm),
    .resv_inc_o(resv_inc_raw), .page_valid_o(page_valid), .page_can_o(page_can), .raw_head_o(raw_head), .raw_valid_i(rw_valid),
    .raw_vcpu_i(rw_vcpu), .raw_vm_i(rw_vm), .raw_hot_i(rw_hot), .raw_dropped_i(rw_dropped), .raw_discard_i(rw_discard), .raw_gfn_i(rw_gfn), .raw_write_i(rw_write), .raw_perr_i(rw_perr),
    .raw_last_i(rw_last), .raw_pos_i(rw_pos), .raw_pop_o(rw_pop), .commit_o(commit_raw), .inc_consolidated_o(i_cons_raw),
    .inc_discarded_o(i_disc_raw), .log_perr_o(rw_perr_fault), .log_vm_o(rw_perr_vm), .log_vcpu_o(rw_perr_vcpu), .x_valid_o(rx_valid), .x_place_o(rx_place), .x_data_o(rx_data),
    .x_take_i(rx_take), .b_valid_i(b_rw), .b_vcpu_i(b_vcpu), .page_done_o(page_done), .page_slot_o(page_slot),
    .page_cnt_o(page_cnt), .rec_done_i(raw_done_v));

  // ---------------------------------------------------------------- consolidator: store, map, write-back
  logic [N_VM-1:0]       color, i_cons_st, i_disc_st;
  logic                  st_perr_fault, flush, flush_done, ev_valid, ev_buf, ev_color;
  logic [VMW-1:0]        ev_vm, op_vm, sp_vm, k0_vm;
  logic [CW-1:0]         k0_vcpu;
  logic [LW-1:0]         ev_line, op_line, sp_line;
  logic [NB-1:0]         ev_ma, ev_mw;
  logic [SLW-1:0]        ev_slot, free_slot, op_slot, wr_slot;
  logic [SLW:0]          free_count;
  logic                  free_line, op_valid, op_set_a, op_set_w, op_had_a, op_had_w, sp_perr, wr_re, wr_kind_w;
  logic [BW-1:0]         wr_beat;
  logic [8:0]            op_page;
  logic                  data_clear, wr_wait;
  logic [$clog2(N_SLOTS*NB)-1:0] data_clear_addr;
  logic [2*DW-1:0]       wr_word;       // {written, accessed}
  logic [2*DW/8-1:0]     wr_parity;
  pml_store #(
    .N_VCPU(N_VCPU), .N_VM(N_VM), .PAGES_LOG2(PAGES_LOG2), .SETS(STORE_SETS), .WAYS(STORE_WAYS), .DW(DW), .N_SLOTS(N_SLOTS)
  ) u_store (
    .clk_i, .rst_ni, .st_valid_i(st_valid), .st_vcpu_i(st_vcpu), .st_vm_i(st_vm), .st_gfn_i(st_gfn), .st_write_i(st_write),
    .st_buf_i(st_buf), .st_perr_i(st_perr), .st_pop_o(st_pop), .drop_i(drop_vm), .cfg_log_reads_i(cfg_log_reads),
    .color_i(color), .commit_o(commit_st), .inc_consolidated_o(i_cons_st), .inc_discarded_o(i_disc_st),
    .log_perr_o(st_perr_fault), .k0_vm_o(k0_vm), .k0_vcpu_o(k0_vcpu), .flush_i(flush), .flush_vm_i(eng_vm), .flush_buf_i(eng_buf), .flush_done_o(flush_done),
    .ev_valid_o(ev_valid), .ev_vm_o(ev_vm), .ev_buf_o(ev_buf), .ev_line_o(ev_line), .ev_ma_o(ev_ma), .ev_mw_o(ev_mw),
    .ev_color_o(ev_color), .ev_slot_o(ev_slot), .free_i(free_line), .free_slot_i(free_slot), .free_count_o(free_count),
    .clear_o(data_clear), .clear_addr_o(data_clear_addr), .op_valid_o(op_valid), .op_slot_o(op_slot), .op_page_o(op_page), .op_set_a_o(op_set_a),
    .op_set_w_o(op_set_w), .op_had_a_o(op_had_a), .op_had_w_o(op_had_w), .op_vm_o(op_vm), .op_line_o(op_line));

  pml_store_data #(.N_VM(N_VM), .DW(DW), .LW(LW), .N_SLOTS(N_SLOTS)) u_data (
    .clk_i, .rst_ni, .clear_i(data_clear), .clear_addr_i(data_clear_addr), .op_valid_i(op_valid), .op_slot_i(op_slot), .op_page_i(op_page),
    .op_set_a_i(op_set_a), .op_set_w_i(op_set_w), .op_had_a_i(op_had_a), .op_had_w_i(op_had_w), .op_vm_i(op_vm),
    .op_line_i(op_line), .inject_i(inject[2]), .inject_clr_o(inject_clr[2]), .perr_o(sp_perr), .perr_vm_o(sp_vm),
    .perr_line_o(sp_line), .rd_re_i(wr_re), .rd_slot_i(wr_slot), .rd_beat_i(wr_beat), .rd_kind_w_i(wr_kind_w),
    .rd_wait_o(wr_wait), .rd_data_o(wr_word), .rd_parity_o(wr_parity));

  logic            mop_valid, mop_clear, mop_buf, mop_done, heads_clr, head_h_clr, res_valid, clearing, clr_push, tx_valid, tx_pop, line_done;
  logic [2:0]      mop;
  logic [LW-1:0]   mop_line;
  logic [1:0]      mop_kinds;
  logic [N_VM*2-1:0] role_flip;
  logic [GW:0]     head_t, head_h, res_next;
  logic            res_shift, res_four;
  logic [3:0]      res_a, res_w;
  logic [XW-1:0]   tx_info, wt_info;
  logic [$clog2(LINES+1)-1:0] inflight_lines;
  pml_map #(.N_VM(N_VM), .PAGES_LOG2(PAGES_LOG2), .NB(NB), .SLW(SLW), .N_SLOTS(N_SLOTS), .LINES(LINES)) u_map (
    .clk_i, .rst_ni, .ev_valid_i(ev_valid),
    .ev_info_i({ev_color, ev_slot, ev_mw, ev_ma, ev_vm, ev_buf, ev_line}), .eng_valid_i(mop_valid), .eng_clear_i(mop_clear), .eng_op_i(mop),
    .eng_vm_i(map_vm), .eng_buf_i(mop_buf), .eng_line_i(mop_line), .eng_kinds_i(mop_kinds), .eng_done_o(mop_done),
    .mark_valid_i(mark_valid), .mark_vm_i(mark_vm[VMW-1:0]), .mark_line_i(mark_line[LW-1:0]), .mark_kinds_i(mark_kinds),
    .mark_done_o(mark_done), .heads_clr_i(heads_clr), .head_h_clr_i(head_h_clr), .role_flip_i(role_flip),
    .head_t_o(head_t), .head_h_o(head_h), .res_valid_o(res_valid), .res_a_o(res_a), .res_w_o(res_w), .res_next_o(res_next), .res_shift_i(res_shift), .res_four_i(res_four),
    .clearing_o(clearing),
    .clr_push_o(clr_push), .tx_valid_o(tx_valid), .tx_info_o(tx_info), .tx_pop_i(tx_pop), .line_done_i(line_done),
    .inflight_o(inflight_lines));

  logic            wt_valid, wt_pop, rf_have, rf_err, rf_take, rf_re, r_last, res_back, x_take_line;
  logic [DW-1:0]   rf_data;
  logic [N_VM-1:0] i_lread, i_lwrite, i_lclear;
  logic [6:0]      rd_bytes, wr_bytes;
  logic [VMW-1:0]  rd_vm, wr_vm;
  logic [$clog2(OUTSTANDING+1)-1:0] rd_out;
  logic [2:0]      xs_valid, xs_first, xs_last, xs_take;
  logic [3*BSW-1:0] xs_sel;
  logic [3*25-1:0] xs_off;
  logic [BW-1:0]   xs_len;
  logic [2*DW-1:0] xs_data;
  logic [DW/32-1:0] xs_keep;
  logic [3*VMW-1:0] xs_vm;
  logic            xs_rec;
  logic [AW-1:0]   aw_addr, ar_addr;
  pml_wb_read #(.N_VM(N_VM), .PAGES_LOG2(PAGES_LOG2), .DW(DW), .SLW(SLW), .OUTSTANDING(OUTSTANDING), .AW(AW)) u_wb_read (
    .clk_i, .rst_ni, .tx_valid_i(tx_valid), .tx_info_i(tx_info), .tx_pop_o(tx_pop), .wt_valid_o(wt_valid),
    .wt_info_o(wt_info), .wt_pop_i(wt_pop), .base_sel_o(rdb_sel), .base_i(rdb_data),
    .inc_lines_read_o(i_lread), .rd_bytes_o(rd_bytes), .rd_vm_o(rd_vm), .rd_out_o(rd_out), .arvalid_o(m_arvalid_o),
    .araddr_o(ar_addr), .arlen_o(m_arlen_o), .arready_i(m_arready_i), .r_last_i(r_last), .res_back_i(res_back));

  pml_rd_buf #(.DW(DW), .DEPTH(TXN * NB)) u_rd_buf (
    .clk_i, .rst_ni, .rvalid_i(m_rvalid_i), .rdata_i(m_rdata_i), .rresp_i(m_rresp_i), .rlast_i(m_rlast_i), .last_o(r_last),
    .have_o(rf_have), .take_i(rf_take), .re_i(rf_re), .data_o(rf_data), .err_o(rf_err));

  logic            xl_buf, xl_color, xl_zero, xl_ends, xl_bad, rd_err, xl_perr, n_valid, n_hold;
  logic [LW-1:0]   xl_line;
  logic [VMW-1:0]  rd_err_vm, xl_vm;
  logic [VMW+1:0]  xl_sel;
  logic [LW+2:0]   xl_off;
  logic [AW-1:0]   rd_err_addr;
  logic [VMW+1:0]  n_sel;
  logic [DW-1:0]   n_bits;
  pml_wb_beat #(.N_VM(N_VM), .PAGES_LOG2(PAGES_LOG2), .DW(DW), .SLW(SLW)) u_wb_beat (
    .clk_i, .rst_ni, .wt_valid_i(wt_valid), .wt_info_i(wt_info), .wt_pop_o(wt_pop), .hold_i(n_hold), .rd_re_o(wr_re),
    .rd_slot_o(wr_slot), .rd_beat_o(wr_beat), .rd_kind_w_o(wr_kind_w), .rd_wait_i(wr_wait), .rd_data_i(wr_word),
    .rd_parity_i(wr_parity), .rf_have_i(rf_have), .rf_take_o(rf_take), .rf_re_o(rf_re), .rf_data_i(rf_data), .rf_err_i(rf_err),
    .res_back_o(res_back), .x_valid_o(xs_valid[0]), .x_first_o(xs_first[0]), .x_last_o(xs_last[0]), .x_sel_o(xl_sel),
    .x_off_o(xl_off), .x_bad_o(xl_bad),
    .x_len_o(xs_len), .x_data_o(xs_data[DW-1:0]), .x_vm_o(xs_vm[VMW-1:0]), .x_buf_o(xl_buf), .x_color_o(xl_color),
    .x_zero_o(xl_zero), .x_ends_o(xl_ends), .x_take_i(x_take_line), .free_o(free_line), .free_slot_o(free_slot),
    .perr_o(xl_perr), .perr_vm_o(xl_vm),
    .perr_line_o(xl_line), .inc_written_o(i_lwrite), .inc_cleared_o(i_lclear), .n_valid_o(n_valid), .n_sel_o(n_sel),
    .n_bits_o(n_bits));

  logic [N_VM*2-1:0]  distinct_set;
  pml_distinct #(.N_VM(N_VM), .DW(DW), .PAGES_LOG2(PAGES_LOG2)) u_distinct (
    .clk_i, .rst_ni, .valid_i(n_valid), .sel_i(n_sel), .newly_i(n_bits), .clear_i(distinct_set), .load_i(en_fin & restored),
    .hold_o(n_hold), .init_sel_o(init_sel),
    .init_i(init_data[PAGES_LOG2:0]), .rd_sel_i(vw_dist_sel), .rd_data_o(vw_dist));
  assign x_take_line = xs_take[0];

  // ---------------------------------------------------------------- engine, recorder, write port
  logic          sum_valid, sum_first_take, sum_done, sum_b, rec_req, rec_done, rec_valid, rec_sent, b_valid, b_err, clr_busy;
  logic          sum_we, rec_we;
  logic [31:0]   sum_entry;
  logic [4:0]    sum_fill;
  logic [3:0]    rec_widx;
  logic [31:0]   rec_word;
  logic [LW-5:0] sum_chunk;
  logic [15:0]   rec_place;
  logic [AW-1:0] b_addr;
  logic [31:0]   sum_entries;
  logic [3:0]    pend;
  logic [1:0]    b_src;
  logic [TGW-1:0] b_tag;
  logic [VMW-1:0] b_vm, rec_xvm;
  logic [$clog2(OUTSTANDING+1)-1:0] wr_out;
  logic          ev_rec;
  logic [7:0]    ev_rec_vec;

  pml_engine #(.N_VM(N_VM), .PAGES_LOG2(PAGES_LOG2), .OUTSTANDING(OUTSTANDING)) u_engine (
    .clk_i, .rst_ni, .eligible_i(eligible), .job_i(job), .job_buf_i(job_buf), .restored_i(restored), .cfg_mode_i(cfg_mode),
    .cfg_log_reads_i(cfg_log_reads), .cfg_limit_i(cfg_limit), .cmd_busy_i(cmd_busy), .vm_o(eng_vm),
    .buf_o(eng_buf), .job_o(eng_job), .color_o(color), .flush_o(flush), .flush_done_i(flush_done), .pend_i(pend),
    .op_valid_o(mop_valid), .op_clear_o(mop_clear), .op_o(mop), .op_buf_o(mop_buf), .op_line_o(mop_line), .op_kinds_o(mop_kinds),
    .op_done_i(mop_done), .heads_clr_o(heads_clr), .head_h_clr_o(head_h_clr), .head_t_i(head_t), .head_h_i(head_h),
    .res_valid_i(res_valid), .res_a_i(res_a), .res_w_i(res_w), .res_next_i(res_next), .res_shift_o(res_shift), .res_four_o(res_four),
    .clearing_i(clearing), .clr_busy_i(clr_busy), .sum_wait_i(rec_we), .sum_we_o(sum_we), .sum_entry_o(sum_entry), .sum_fill_o(sum_fill),
    .sum_valid_o(sum_valid), .sum_chunk_o(sum_chunk), .sum_first_take_i(sum_first_take),
    .sum_done_i(sum_done), .sum_b_i(sum_b), .sum_entries_o(sum_entries), .rec_req_o(rec_req), .rec_done_i(rec_done),
    .map_vm_o(map_vm), .fin_o(fin), .stop_near_o(stop_near), .fin_v_o(fin_v));

  pml_pending #(.N_VM(N_VM), .N_SLOTS(N_SLOTS), .LINES(LINES)) u_pending (
    .clk_i, .rst_ni, .ev_valid_i(ev_valid), .ev_vm_i(ev_vm), .ev_buf_i(ev_buf), .color_i(color),
    .done_i(line_done && !b_tag[CW+3]), .done_vm_i(b_vm), .done_buf_i(b_tag[CW+1]), .done_color_i(b_tag[CW+2]),
    .clr_push_i(clr_push), .clr_done_i(line_done && b_tag[CW+3]), .vm_i(eng_vm), .pend_o(pend), .clr_busy_o(clr_busy));

  pml_record #(.N_VCPU(N_VCPU), .N_VM(N_VM)) u_record (
    .clk_i, .rst_ni, .now_i(now[31:0]), .before_i(time_new[63:32]), .ring_log2_i(ring_log2), .ring_cons_i(ring_cons),
    .resv_inc_i(resv_inc), .resv_inc_raw_i(resv_inc_raw), .resv_dec_i(resv_dec), .room1_o(rec_room1), .room2_o(rec_room2),
    .promised_o(rec_promised), .prod_o(prod), .resv_o(resv), .eng_req_i(rec_req), .eng_vm_i(eng_vm), .eng_buf_i(eng_buf), .eng_job_i(eng_job),
    .eng_entries_i(sum_entries), .eng_done_o(rec_done), .page_done_i(page_done), .page_slot_i(page_slot),
    .page_cnt_i(page_cnt), .bind_vm_i(bind_vm), .raw_done_v_o(raw_done_v), .state_i(state),
    .cfg_mode_i(cfg_mode), .time_cur_i(time_cur), .fault_code_i(fault_code[rec_vm*8 +: 3]), .fill_o(rec_fill), .vm_o(rec_vm),
    .word_o(rec_vword), .slot_o(rec_slot), .dist_o(rec_dist), .word_i(vm_word), .vector_i(rec_vector),
    .w_we_o(rec_we), .w_idx_o(rec_widx), .w_data_o(rec_word), .x_valid_o(rec_valid), .x_place_o(rec_place),
    .x_vm_o(rec_xvm), .x_done_i(rec_sent), .b_valid_i(b_valid && b_src == pml_pkg::XS_REC), .b_err_i(b_err),
    .irq_valid_o(ev_rec), .irq_vec_o(ev_rec_vec));

  pml_line_buf #(.N_VM(N_VM), .DW(DW)) u_line_buf (
    .clk_i, .rst_ni, .we_i(sum_we || rec_we), .rec_we_i(rec_we), .widx_i(rec_we ? rec_widx : sum_fill[3:0]),
    .wdata_i(rec_we ? rec_word : sum_entry), .sum_valid_i(sum_valid), .sum_n_i(sum_fill), .sum_vm_i(eng_vm),
    .sum_first_o(sum_first_take), .sum_done_o(sum_done), .rec_valid_i(rec_valid), .rec_vm_i(rec_xvm),
    .rec_done_o(rec_sent), .x_valid_o(xs_valid[1]), .x_rec_o(xs_rec), .x_first_o(xs_first[1]), .x_last_o(xs_last[1]),
    .x_vm_o(xs_vm[VMW +: VMW]), .x_data_o(xs_data[DW +: DW]), .x_keep_o(xs_keep),
    .x_take_i(xs_take[1]));

  // sources of X; the Intel queue goes before the raw queue
  assign xs_valid[2] = in_valid || rx_valid;
  assign xs_first[2] = 1'b1;
  assign xs_last[2]  = 1'b1;
  assign xs_vm[2*VMW +: VMW] = in_valid ? in_vm : rw_vm;
  assign xs_sel = {in_valid ? {pml_pkg::WB_UNIT, BXW'(in_vcpu)} : {pml_pkg::WB_VM, BXW'({rw_vm, 2'b10})},
                   xs_rec ? {pml_pkg::WB_UNIT, BXW'({1'b1, CW'(0)})} : {pml_pkg::WB_VM, BXW'({eng_vm, 1'b0, eng_buf})},
                   pml_pkg::WB_MAP, BXW'(xl_sel)};
  assign xs_off = {in_valid ? 25'(in_idx) : rx_place, xs_rec ? 25'({rec_place, 3'd0}) : 25'({sum_chunk, 3'd0}), 25'(xl_off)};
  assign in_take = xs_take[2] && in_valid;
  assign rx_take = xs_take[2] && !in_valid;

  pml_axi_wr #(.N_VM(N_VM), .DW(DW), .OUTSTANDING(OUTSTANDING), .AW(AW), .TGW(TGW), .SW(BSW)) u_axi_wr (
    .clk_i, .rst_ni, .s_valid_i(xs_valid), .s_first_i(xs_first), .s_last_i(xs_last), .s_sel_i(xs_sel), .s_off_i(xs_off),
    .s_bad_i(xl_bad), .base_sel_o(wrb_sel), .base_i(wrb_data), .bad_o(rd_err), .bad_vm_o(rd_err_vm),
    .bad_addr_o(rd_err_addr), .s_len_i(xs_len), .s_data_i(xs_data), .s_keep_i(xs_keep), .s_raw_data_i(in_valid ? in_data : rx_data), .s_vm_i(xs_vm),
    .s_line_tag_i({1'b0, xl_zero, xl_color, xl_buf, xl_ends, CW'(0)}), .s_raw_tag_i({in_valid, 4'd0, in_valid ? in_vcpu : rw_vcpu}),
    .s_rec_i(xs_rec), .s_take_o(xs_take),
    .wr_bytes_o(wr_bytes), .wr_vm_o(wr_vm), .wr_out_o(wr_out), .awvalid_o(m_awvalid_o), .awaddr_o(aw_addr),
    .awlen_o(m_awlen_o), .awsize_o(m_awsize_o), .awready_i(m_awready_i), .wvalid_o(m_wvalid_o), .wdata_o(m_wdata_o),
    .wstrb_o(m_wstrb_o), .wlast_o(m_wlast_o), .wready_i(m_wready_i), .bvalid_i(m_bvalid_i), .bresp_i(m_bresp_i),
    .b_valid_o(b_valid), .b_err_o(b_err), .b_src_o(b_src), .b_tag_o(b_tag), .b_vm_o(b_vm), .b_addr_o(b_addr));
  assign line_done = b_valid && b_src == pml_pkg::XS_LINE && b_tag[CW];
  assign sum_b     = b_valid && b_src == pml_pkg::XS_SUM;
  always_ff @(posedge clk_i) begin
    b_in   <= rst_ni && b_valid && b_src == pml_pkg::XS_RAW && b_tag[CW+4];
    b_rw   <= rst_ni && b_valid && b_src == pml_pkg::XS_RAW && !b_tag[CW+4];
    b_vcpu <= b_tag[CW-1:0];
  end

  assign m_awaddr_o  = 64'(aw_addr);
  assign m_araddr_o  = 64'(ar_addr);
  assign m_awid_o    = AXI_ID;
  assign m_awburst_o = 2'b01;
  assign m_awcache_o = AXI_CACHE;
  assign m_awprot_o  = AXI_PROT;
  assign m_bready_o  = 1'b1;
  assign m_arid_o    = AXI_ID;
  assign m_arsize_o  = 3'($clog2(DW / 8));
  assign m_arburst_o = 2'b01;
  assign m_arcache_o = AXI_CACHE;
  assign m_arprot_o  = AXI_PROT;
  assign m_rready_o  = 1'b1;

  // ---------------------------------------------------------------- end of a job, faults, counters, interrupts
  wire ended = fin && cfg_mode[eng_vm*2 +: 2] == pml_pkg::MODE_BITMAP
               && (eng_job == pml_pkg::JOB_HARVEST || eng_job == pml_pkg::JOB_DISABLE);
  assign role_flip = ended ? (N_VM*2)'(1) << {eng_vm, eng_buf} : '0;
  for (genvar m = 0; m < N_VM; m++) begin : g_vm
    wire cut = harvest_inc[m] && cfg_mode[m*2 +: 2] == pml_pkg::MODE_BITMAP;
    assign distinct_set[2*m]     = en_fin[m] || (cut && epoch_cut_buf_o);
    assign distinct_set[2*m + 1] = en_fin[m] || (cut && !epoch_cut_buf_o);
  end

  pml_faults #(.N_VM(N_VM), .N_VCPU(N_VCPU), .PAGES_LOG2(PAGES_LOG2), .AW(AW)) u_faults (
    .clk_i, .rst_ni, .state_i(state),
    .valid_i({st_perr_fault || rw_perr_fault, sp_perr, xl_perr, rd_err, b_err && !`PML_BUG(20)}),
    .vm_i({st_perr_fault ? k0_vm : rw_perr_vm, sp_vm, xl_vm, rd_err_vm, b_vm}), .wr_addr_i(b_addr), .rd_addr_i(rd_err_addr),
    .wb_line_i(xl_line), .st_line_i(sp_line), .vcpu_i(st_perr_fault ? k0_vcpu : rw_perr_vcpu), .any_o(fault_any), .fault_o(fault_v),
    .cause_o(fault_c), .rd_vm_i(vw_vm), .rd_cause_i(vw_cause), .info_o(vw_info));
  for (genvar m = 0; m < N_VM; m++) begin : g_fault_code
    wire [2:0] cause = fault_cause[m*3 +: 3];
    assign fault_code[m*8 +: 8] = {5'd0, cause == pml_pkg::FC_STORE_WB ? pml_pkg::FC_STORE : cause};
  end

  logic [6:0] i_skids;   // those of eng_vm: it is the same in the cycle after FIN
  pml_vcpu_sum #(.N_VCPU(N_VCPU)) u_skids (.clk_i, .rst_ni, .bits_i(idx_drop & skid), .sum_o(i_skids));
  wire [N_VM-1:0] i_cons_in = in_take ? N_VM'(1) << in_vm : '0;
  wire [N_VM-1:0] zero_v = '0;
  // a VM's entries go through the store or through one of the log writers, as its mode says: never through both in one cycle
  pml_counters #(.N_VM(N_VM), .N_VCPU(N_VCPU)) u_counters (
    .clk_i, .rst_ni,
    .one_i({fault_any, zero_v, zero_v, i_lclear, i_lwrite, i_lread, zero_v, refused_inc, harvest_inc, i_exit, i_switch, i_stalled,
            i_cons_st, i_disc_st, i_faulted, i_ignored, i_absorbed, i_logged, i_accepted}),
    .other_i({{(12*N_VM){1'b0}}, i_cons_raw | i_cons_in, i_disc_raw, {(5*N_VM){1'b0}}}), .unbound_i(i_unbound), .fparity_i(i_fparity),
    .skids_i(i_skids), .skids_vm_i(eng_vm), .missed_i(missed_inc), .rd_bytes_i(rd_bytes), .rd_bytes_vm_i(rd_vm),
    .wr_bytes_i(wr_bytes), .wr_bytes_vm_i(wr_vm), .walk_o(cnt_walk), .value_o(cnt_value));

  pml_irq #(.N_VEC(N_VEC)) u_irq (
    .clk_i, .rst_ni, .cw_valid_i(cw_valid), .cw_blk_i(cw_blk), .cw_idx_i(cw_idx[VEW+2:0]), .cw_data_i(cw_data),
    .ev_rec_valid_i(ev_rec), .ev_rec_vec_i(ev_rec_vec), .ev_err_valid_i(err_event), .ev_err_vec_i(err_vector),
    .ev_src_valid_i(src_irq_valid_i), .ev_src_vec_i(src_irq_vec_i), .mask_i(vec_mask), .pending_o(irq_pending),
    .irq_valid_o, .irq_vec_o, .irq_ready_i);
endmodule
