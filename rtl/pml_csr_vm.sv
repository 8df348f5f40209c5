// SPDX-License-Identifier: Apache-2.0
/// The VM register blocks: configuration, commands, MARK, and the view of every VM's state and counters. Commands come out one
/// cycle after their write. The registers themselves are in pml_csr_vm_regs. Carries: I2 (configuration only while OFF, bad values
/// refused).
/// Error codes are those of LAST_ERROR, 0 when the access is good.
module pml_csr_vm #(
  parameter int unsigned N_VM = 8,
  parameter int unsigned GEN_W = 8
) (
  input  logic                    clk_i,
  input  logic                    rst_ni,
  input  logic                    wr_i,           ///< a write to a block of this kind is taken now
  input  logic [15:0]             wr_off_i,       ///< offset from the first block, bytes
  input  logic [31:0]             wr_data_i,
  output logic [2:0]              wr_err_o,
  input  logic                    rd_i,
  input  logic [15:0]             rd_off_i,
  output logic [31:0]             rd_data_o,
  output logic [2:0]              rd_err_o,
  // state that is read
  input  logic [N_VM*3-1:0]       state_i,
  input  logic [N_VM*3-1:0]       job_i,
  input  logic [N_VM-1:0]         cur_buf_i,
  input  logic [N_VM*2-1:0]       owner0_i,
  input  logic [N_VM*2-1:0]       owner1_i,
  input  logic [N_VM-1:0]         stop_pend_i,
  input  logic [N_VM*8-1:0]       cmd_status_i,
  input  logic [N_VM*32-1:0]      epoch_i,
  input  logic [N_VM*64-1:0]      start_i,
  input  logic [N_VM*8-1:0]       fault_code_i,
  input  logic [N_VM*64-1:0]      fault_info_i,
  input  logic [N_VM*40-1:0]      limit_gfn_i,
  input  logic [N_VM-1:0]         limit_gfn_valid_i,
  input  logic [N_VM*32-1:0]      raw_head_i,
  input  logic [N_VM*GEN_W-1:0]   gen_i,
  input  logic [N_VM*2*64-1:0]    distinct_a_i,
  input  logic [N_VM*2*64-1:0]    distinct_w_i,
  output logic [7:0]              cnt_vm_o,       ///< counter that is read: VM, number in TOML order
  output logic [4:0]              cnt_k_o,
  input  logic [63:0]             cnt_data_i,
  input  logic [N_VM-1:0]         en_acc_i,       ///< ENABLE accepted: RAW_CONS = 0
  // configuration
  output logic [N_VM*2-1:0]       cfg_mode_o,
  output logic [N_VM-1:0]         cfg_log_reads_o,
  output logic [N_VM-1:0]         cfg_bypass_o,
  output logic [N_VM*8-1:0]       cfg_vector_o,
  output logic [N_VM*40-1:0]      cfg_limit_o,
  output logic [N_VM*64-1:0]      cfg_period_o,
  output logic [N_VM*32-1:0]      cfg_epoch_init_o,
  output logic [N_VM*2*64-1:0]    cfg_a_base_o,
  output logic [N_VM*2*64-1:0]    cfg_w_base_o,
  output logic [N_VM*2*64-1:0]    cfg_sum_base_o,
  output logic [N_VM*64-1:0]      cfg_raw_base_o,
  output logic [N_VM*5-1:0]       cfg_raw_log2_o,
  output logic [N_VM*64-1:0]      cfg_init_a_o,
  output logic [N_VM*64-1:0]      cfg_init_w_o,
  output logic [N_VM*32-1:0]      raw_cons_o,
  // MARK: one pending
  output logic                    mark_valid_o,
  output logic [7:0]              mark_vm_o,
  output logic [29:0]             mark_line_o,
  output logic [1:0]              mark_kinds_o,   ///< bit 0 accessed, bit 1 written
  input  logic                    mark_done_i,    ///< the mark is served now
  // command, in the cycle after its write
  output logic                    cmd_valid_o,
  output logic [7:0]              cmd_vm_o,
  output logic [7:0]              cmd_code_o,
  output logic                    cmd_buf_o
);
  localparam logic [2:0] OK = 3'd0, UNMAPPED = 3'(pml_reg_pkg::ERR_UNMAPPED), READ_ONLY = 3'(pml_reg_pkg::ERR_READ_ONLY),
                         WRITE_ONLY = 3'(pml_reg_pkg::ERR_WRITE_ONLY), BAD_VALUE = 3'(pml_reg_pkg::ERR_BAD_VALUE),
                         WRONG_STATE = 3'(pml_reg_pkg::ERR_WRONG_STATE);
  localparam int unsigned SW = $clog2(pml_reg_pkg::VM_STRIDE);
  localparam int unsigned VMW = (N_VM > 1) ? $clog2(N_VM) : 1;
  localparam int unsigned NC = pml_reg_pkg::VM_CNT_COUNT;
  localparam logic [15:0] CNT_END = pml_reg_pkg::VM_CNT_BASE + 16'(8 * NC);

  logic                   mark_valid_q, cmd_valid_q;
  logic [VMW-1:0]         mark_vm_q, cmd_vm_q;
  logic [31:0]            mark_q;
  logic [8:0]             cmd_q;

  wire           wr_here = 32'(wr_off_i[15:SW]) < N_VM;
  wire           rd_here = 32'(rd_off_i[15:SW]) < N_VM;
  wire [VMW-1:0] wv      = wr_off_i[SW +: VMW];
  wire [VMW-1:0] rv      = rd_off_i[SW +: VMW];
  wire [15:0]    wreg    = 16'(wr_off_i[SW-1:0]);
  wire [15:0]    rreg    = 16'(rd_off_i[SW-1:0]);
  wire           w_count = wreg >= pml_reg_pkg::VM_CNT_BASE && wreg < CNT_END;
  wire           r_count = rreg >= pml_reg_pkg::VM_CNT_BASE && rreg < CNT_END;

  // writes: is the value good, is the state right
  wire [2:0]  wstate   = state_i[wv*3 +: 3];
  wire [2:0]  cfg_err  = (wstate == pml_pkg::ST_OFF && job_i[wv*3 +: 3] == pml_pkg::JOB_NONE) ? OK : WRONG_STATE;
  wire [31:0] raw_head = raw_head_i[wv*32 +: 32];
  wire        cons_bad = raw_head - wr_data_i > raw_head - raw_cons_o[wv*32 +: 32];  // past the head, or back
  wire [40:0] limit_up = 41'(cfg_limit_o[wv*40 +: 40]) + 41'd511;
  wire        mark_bad = wr_data_i[31:30] == 0 || 32'(wr_data_i[29:0]) >= limit_up[40:9];
  wire [2:0]  mark_err = (wstate == pml_pkg::ST_PREPARED && !mark_valid_q) ? OK : WRONG_STATE;

  always_comb begin
    wr_err_o = UNMAPPED;
    if (wr_here && w_count) wr_err_o = READ_ONLY;
    if (wr_here && !w_count) begin
      case (wreg)
        pml_reg_pkg::VM_CMD:           wr_err_o = wr_data_i[31:9] != 0 ? BAD_VALUE : OK;
        pml_reg_pkg::VM_CONFIG:        wr_err_o = wr_data_i[31:3] != 0 ? BAD_VALUE : cfg_err;
        pml_reg_pkg::VM_FILTER_BYPASS: wr_err_o = wr_data_i[31:1] != 0 ? BAD_VALUE : OK;
        pml_reg_pkg::VM_VECTOR,
        pml_reg_pkg::VM_LIMIT_HI:      wr_err_o = wr_data_i[31:8] != 0 ? BAD_VALUE : cfg_err;
        pml_reg_pkg::VM_PERIOD,
        pml_reg_pkg::VM_PERIOD_HI:     wr_err_o = OK;
        pml_reg_pkg::VM_A_BASE0, pml_reg_pkg::VM_A_BASE1, pml_reg_pkg::VM_W_BASE0, pml_reg_pkg::VM_W_BASE1,
        pml_reg_pkg::VM_SUM_BASE0, pml_reg_pkg::VM_SUM_BASE1, pml_reg_pkg::VM_RAW_BASE:
          wr_err_o = wr_data_i[11:0] != 0 ? BAD_VALUE : cfg_err;
        pml_reg_pkg::VM_A_BASE0_HI, pml_reg_pkg::VM_A_BASE1_HI, pml_reg_pkg::VM_W_BASE0_HI, pml_reg_pkg::VM_W_BASE1_HI,
        pml_reg_pkg::VM_SUM_BASE0_HI, pml_reg_pkg::VM_SUM_BASE1_HI, pml_reg_pkg::VM_RAW_BASE_HI,
        pml_reg_pkg::VM_LIMIT, pml_reg_pkg::VM_EPOCH_INIT, pml_reg_pkg::VM_INIT_A, pml_reg_pkg::VM_INIT_A_HI,
        pml_reg_pkg::VM_INIT_W, pml_reg_pkg::VM_INIT_W_HI:
          wr_err_o = cfg_err;
        pml_reg_pkg::VM_RAW_LOG2:      wr_err_o = wr_data_i[31:5] != 0 ? BAD_VALUE : cfg_err;
        pml_reg_pkg::VM_RAW_CONS:      wr_err_o = cons_bad ? BAD_VALUE : OK;
        pml_reg_pkg::VM_MARK:          wr_err_o = mark_bad ? BAD_VALUE : mark_err;
        pml_reg_pkg::VM_CMD_STATUS, pml_reg_pkg::VM_STATUS, pml_reg_pkg::VM_EPOCH, pml_reg_pkg::VM_RAW_HEAD,
        pml_reg_pkg::VM_FAULT_CODE, pml_reg_pkg::VM_FAULT_INFO, pml_reg_pkg::VM_FAULT_INFO_HI, pml_reg_pkg::VM_LIMIT_GFN,
        pml_reg_pkg::VM_LIMIT_GFN_HI, pml_reg_pkg::VM_GEN, pml_reg_pkg::VM_DISTINCT_A, pml_reg_pkg::VM_DISTINCT_A_HI,
        pml_reg_pkg::VM_DISTINCT_W, pml_reg_pkg::VM_DISTINCT_W_HI, pml_reg_pkg::VM_START, pml_reg_pkg::VM_START_HI:
          wr_err_o = READ_ONLY;
        default:                       wr_err_o = UNMAPPED;
      endcase
    end
  end

  wire good = wr_i && wr_err_o == OK;
  for (genvar v = 0; v < N_VM; v++) begin : g_vm
    pml_csr_vm_regs i_regs (
      .clk_i, .rst_ni,
      .we_i         (good && wv == VMW'(v)),
      .reg_i        (wreg),
      .data_i       (wr_data_i),
      .en_acc_i     (en_acc_i[v]),
      .mode_o       (cfg_mode_o[v*2 +: 2]),
      .log_reads_o  (cfg_log_reads_o[v]),
      .bypass_o     (cfg_bypass_o[v]),
      .vector_o     (cfg_vector_o[v*8 +: 8]),
      .limit_o      (cfg_limit_o[v*40 +: 40]),
      .period_o     (cfg_period_o[v*64 +: 64]),
      .epoch_init_o (cfg_epoch_init_o[v*32 +: 32]),
      .a_base_o     (cfg_a_base_o[v*128 +: 128]),
      .w_base_o     (cfg_w_base_o[v*128 +: 128]),
      .sum_base_o   (cfg_sum_base_o[v*128 +: 128]),
      .raw_base_o   (cfg_raw_base_o[v*64 +: 64]),
      .raw_log2_o   (cfg_raw_log2_o[v*5 +: 5]),
      .init_a_o     (cfg_init_a_o[v*64 +: 64]),
      .init_w_o     (cfg_init_w_o[v*64 +: 64]),
      .raw_cons_o   (raw_cons_o[v*32 +: 32])
    );
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      mark_valid_q <= 1'b0;
      mark_vm_q    <= '0;
      mark_q       <= '0;
      cmd_valid_q  <= 1'b0;
      cmd_vm_q     <= '0;
      cmd_q        <= '0;
    end else begin
      if (mark_done_i) mark_valid_q <= 1'b0;
      if (good && wreg == pml_reg_pkg::VM_MARK) begin
        mark_valid_q <= 1'b1;
        mark_vm_q    <= wv;
        mark_q       <= wr_data_i;
      end
      cmd_valid_q <= good && wreg == pml_reg_pkg::VM_CMD;
      if (good && wreg == pml_reg_pkg::VM_CMD) begin
        cmd_vm_q <= wv;
        cmd_q    <= wr_data_i[8:0];
      end
    end
  end

  // reads
  wire        rcur      = cur_buf_i[rv];
  wire        mark_busy = mark_valid_q && mark_vm_q == rv;
  wire [7:0]  rcount    = 8'(rreg - pml_reg_pkg::VM_CNT_BASE);
  assign cnt_vm_o = r_count ? 8'(rv) : 8'd0;
  assign cnt_k_o  = r_count ? rcount[7:3] : 5'd0;
  always_comb begin
    rd_data_o = '0;
    rd_err_o  = OK;
    if (rd_i && !rd_here) rd_err_o = UNMAPPED;
    if (rd_i && rd_here && r_count) rd_data_o = rcount[2] ? cnt_data_i[63:32] : cnt_data_i[31:0];
    if (rd_i && rd_here && !r_count) begin
      case (rreg)
        pml_reg_pkg::VM_CMD,
        pml_reg_pkg::VM_MARK:            rd_err_o  = WRITE_ONLY;
        pml_reg_pkg::VM_CMD_STATUS:      rd_data_o = {24'd0, cmd_status_i[rv*8 +: 8]};
        pml_reg_pkg::VM_STATUS:
          rd_data_o = {18'd0, limit_gfn_valid_i[rv], stop_pend_i[rv], mark_busy, job_i[rv*3 +: 3], owner1_i[rv*2 +: 2],
                       owner0_i[rv*2 +: 2], rcur, state_i[rv*3 +: 3]};
        pml_reg_pkg::VM_CONFIG:          rd_data_o = {29'd0, cfg_log_reads_o[rv], cfg_mode_o[rv*2 +: 2]};
        pml_reg_pkg::VM_FILTER_BYPASS:   rd_data_o = {31'd0, cfg_bypass_o[rv]};
        pml_reg_pkg::VM_VECTOR:          rd_data_o = {24'd0, cfg_vector_o[rv*8 +: 8]};
        pml_reg_pkg::VM_LIMIT:           rd_data_o = cfg_limit_o[rv*40 +: 32];
        pml_reg_pkg::VM_LIMIT_HI:        rd_data_o = {24'd0, cfg_limit_o[(rv*40) + 32 +: 8]};
        pml_reg_pkg::VM_EPOCH_INIT:      rd_data_o = cfg_epoch_init_o[rv*32 +: 32];
        pml_reg_pkg::VM_EPOCH:           rd_data_o = epoch_i[rv*32 +: 32];
        pml_reg_pkg::VM_RAW_LOG2:        rd_data_o = {27'd0, cfg_raw_log2_o[rv*5 +: 5]};
        pml_reg_pkg::VM_RAW_CONS:        rd_data_o = raw_cons_o[rv*32 +: 32];
        pml_reg_pkg::VM_RAW_HEAD:        rd_data_o = raw_head_i[rv*32 +: 32];
        pml_reg_pkg::VM_FAULT_CODE:      rd_data_o = {24'd0, fault_code_i[rv*8 +: 8]};
        pml_reg_pkg::VM_FAULT_INFO:      rd_data_o = fault_info_i[rv*64 +: 32];
        pml_reg_pkg::VM_FAULT_INFO_HI:   rd_data_o = fault_info_i[(rv*64) + 32 +: 32];
        pml_reg_pkg::VM_LIMIT_GFN:       rd_data_o = limit_gfn_i[rv*40 +: 32];
        pml_reg_pkg::VM_LIMIT_GFN_HI:    rd_data_o = {24'd0, limit_gfn_i[(rv*40) + 32 +: 8]};
        pml_reg_pkg::VM_GEN:             rd_data_o = 32'(gen_i[rv*GEN_W +: GEN_W]);
        pml_reg_pkg::VM_DISTINCT_A:      rd_data_o = distinct_a_i[(32'({rv, rcur})*64) +: 32];
        pml_reg_pkg::VM_DISTINCT_A_HI:   rd_data_o = distinct_a_i[(32'({rv, rcur})*64) + 32 +: 32];
        pml_reg_pkg::VM_DISTINCT_W:      rd_data_o = distinct_w_i[(32'({rv, rcur})*64) +: 32];
        pml_reg_pkg::VM_DISTINCT_W_HI:   rd_data_o = distinct_w_i[(32'({rv, rcur})*64) + 32 +: 32];
        pml_reg_pkg::VM_START:           rd_data_o = start_i[rv*64 +: 32];
        pml_reg_pkg::VM_START_HI:        rd_data_o = start_i[(rv*64) + 32 +: 32];
        pml_reg_pkg::VM_A_BASE0:         rd_data_o = cfg_a_base_o[rv*128 +: 32];
        pml_reg_pkg::VM_A_BASE0_HI:      rd_data_o = cfg_a_base_o[(rv*128) + 32 +: 32];
        pml_reg_pkg::VM_A_BASE1:         rd_data_o = cfg_a_base_o[(rv*128) + 64 +: 32];
        pml_reg_pkg::VM_A_BASE1_HI:      rd_data_o = cfg_a_base_o[(rv*128) + 96 +: 32];
        pml_reg_pkg::VM_W_BASE0:         rd_data_o = cfg_w_base_o[rv*128 +: 32];
        pml_reg_pkg::VM_W_BASE0_HI:      rd_data_o = cfg_w_base_o[(rv*128) + 32 +: 32];
        pml_reg_pkg::VM_W_BASE1:         rd_data_o = cfg_w_base_o[(rv*128) + 64 +: 32];
        pml_reg_pkg::VM_W_BASE1_HI:      rd_data_o = cfg_w_base_o[(rv*128) + 96 +: 32];
        pml_reg_pkg::VM_SUM_BASE0:       rd_data_o = cfg_sum_base_o[rv*128 +: 32];
        pml_reg_pkg::VM_SUM_BASE0_HI:    rd_data_o = cfg_sum_base_o[(rv*128) + 32 +: 32];
        pml_reg_pkg::VM_SUM_BASE1:       rd_data_o = cfg_sum_base_o[(rv*128) + 64 +: 32];
        pml_reg_pkg::VM_SUM_BASE1_HI:    rd_data_o = cfg_sum_base_o[(rv*128) + 96 +: 32];
        pml_reg_pkg::VM_RAW_BASE:        rd_data_o = cfg_raw_base_o[rv*64 +: 32];
        pml_reg_pkg::VM_RAW_BASE_HI:     rd_data_o = cfg_raw_base_o[(rv*64) + 32 +: 32];
        pml_reg_pkg::VM_INIT_A:          rd_data_o = cfg_init_a_o[rv*64 +: 32];
        pml_reg_pkg::VM_INIT_A_HI:       rd_data_o = cfg_init_a_o[(rv*64) + 32 +: 32];
        pml_reg_pkg::VM_INIT_W:          rd_data_o = cfg_init_w_o[rv*64 +: 32];
        pml_reg_pkg::VM_INIT_W_HI:       rd_data_o = cfg_init_w_o[(rv*64) + 32 +: 32];
        pml_reg_pkg::VM_PERIOD:          rd_data_o = cfg_period_o[rv*64 +: 32];
        pml_reg_pkg::VM_PERIOD_HI:       rd_data_o = cfg_period_o[(rv*64) + 32 +: 32];
        default:                         rd_err_o  = UNMAPPED;
      endcase
    end
  end

  assign mark_valid_o     = mark_valid_q;
  assign mark_vm_o        = 8'(mark_vm_q);
  assign mark_line_o      = mark_q[29:0];
  assign mark_kinds_o     = mark_q[31:30];
  assign cmd_valid_o      = cmd_valid_q;
  assign cmd_vm_o         = 8'(cmd_vm_q);
  assign cmd_code_o       = cmd_q[7:0];
  assign cmd_buf_o        = cmd_q[8];

  logic unused;
  assign unused = ^{limit_up[8:0], rcount[1:0]};
endmodule
