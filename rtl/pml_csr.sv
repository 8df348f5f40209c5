// SPDX-License-Identifier: Apache-2.0
/// The registers: AXI4-Lite port, decoding, refusal of bad accesses (I2), the RAM that holds what software wrote, the register write
/// bus to the tables of other stages. Steps: docs/microarchitecture.md section 11; every register: docs/registers.md.
module pml_csr #(
  parameter int unsigned N_VM = 8,
  parameter int unsigned N_VCPU = 8,
  parameter int unsigned N_SRC = 1,
  parameter int unsigned N_VEC = 16,
  parameter int unsigned PAGES_LOG2 = 24,
  parameter int unsigned STORE_SETS = 32,
  parameter int unsigned STORE_WAYS = 8,
  parameter int unsigned DW = 512,
  parameter int unsigned OUTSTANDING = 64,
  parameter int unsigned AW = 64,
  parameter int unsigned GEN_W = 8,
  parameter logic [7:0] SRC_FEATURES = 8'h00,
  localparam int unsigned VMW = (N_VM > 1) ? $clog2(N_VM) : 1,
  localparam int unsigned CW = (N_VCPU > 1) ? $clog2(N_VCPU) : 1,
  localparam int unsigned VW = (N_VEC > 1) ? $clog2(N_VEC) : 1,
  localparam int unsigned IW0 = (VMW + 6 > CW + 4) ? VMW + 6 : CW + 4,
  localparam int unsigned IW = (VW + 3 > IW0) ? VW + 3 : IW0   ///< words of a block kind, log2
) (
  input  logic                    clk_i,
  input  logic                    rst_ni,
  // AXI4-Lite
  input  logic                    s_awvalid_i,
  output logic                    s_awready_o,
  input  logic [15:0]             s_awaddr_i,
  input  logic                    s_wvalid_i,
  output logic                    s_wready_o,
  input  logic [31:0]             s_wdata_i,
  input  logic [3:0]              s_wstrb_i,
  output logic                    s_bvalid_o,
  input  logic                    s_bready_i,
  output logic [1:0]              s_bresp_o,
  input  logic                    s_arvalid_i,
  output logic                    s_arready_o,
  input  logic [15:0]             s_araddr_i,
  output logic                    s_rvalid_o,
  input  logic                    s_rready_i,
  output logic [31:0]             s_rdata_o,
  output logic [1:0]              s_rresp_o,
  // state of the unit
  input  logic [63:0]             now_i,
  input  logic [31:0]             prod_i,
  input  logic [31:0]             resv_i,
  input  logic [N_VEC-1:0]        irq_pending_i,
  // state of the vCPUs
  input  logic [N_VCPU-1:0]       guest_exit_i,
  input  logic [N_VCPU*16-1:0]    index_i,            ///< what INDEX reads
  input  logic [N_VCPU*16-1:0]    occ_i,
  input  logic [N_VCPU-1:0]       skid_i,
  input  logic [N_VCPU-1:0]       no_inflight_i,
  input  logic [N_VCPU-1:0]       drain_i,
  input  logic [N_VCPU-1:0]       page_valid_i,
  input  logic [N_VCPU-1:0]       idx_ok_i,           ///< INDEX may be written now
  input  logic [N_VCPU-1:0]       bind_ok_i,
  input  logic                    s1_valid_i,         ///< an event is in S1, of this vCPU
  input  logic [7:0]              s1_vcpu_i,          ///< the vCPU may be rebound now
  // state of the VMs
  input  logic [N_VM*3-1:0]       state_i,
  input  logic [N_VM*3-1:0]       job_i,
  input  logic [N_VM-1:0]         cur_buf_i,
  input  logic [N_VM*2-1:0]       owner0_i,
  input  logic [N_VM*2-1:0]       owner1_i,
  input  logic [N_VM-1:0]         stop_pend_i,
  input  logic [N_VM*8-1:0]       cmd_status_i,
  input  logic [N_VM*8-1:0]       fault_code_i,
  input  logic [N_VM-1:0]         limit_gfn_valid_i,
  input  logic [N_VM*32-1:0]      raw_head_i,
  input  logic [N_VM*GEN_W-1:0]   gen_i,
  // words of the tables of the VM that is read (pml_vm_words), there in the next cycle
  output logic [VMW-1:0]          rd_vm_o,
  output logic [VMW-1:0]          rd_vm_next_o,       ///< the same, a cycle ahead
  output logic [3:0]              rd_word_o,
  output logic                    rd_kind_o,          ///< which distinct count
  input  logic                    rd_busy_i,          ///< the recorder has the port
  input  logic [31:0]             rd_data_i,
  // counters
  input  logic [VMW+4:0]          cnt_walk_i,         ///< the counter that is visited now
  input  logic [63:0]             cnt_value_i,        ///< that of five cycles ago
  // configuration check of the command that is being written
  output logic                    cfg_bad_o,
  input  logic [N_VM-1:0]         en_acc_i,           ///< ENABLE accepted in this cycle
  // configuration of the VMs
  output logic [N_VM*2-1:0]       cfg_mode_o,
  output logic [N_VM-1:0]         cfg_intel_o,
  output logic [N_VM-1:0]         cfg_log_reads_o,
  output logic [N_VM-1:0]         cfg_bypass_o,
  output logic [N_VM*40-1:0]      cfg_limit_o,
  output logic [N_VM*5-1:0]       cfg_raw_log2_o,
  output logic [N_VM*32-1:0]      raw_cons_o,
  // configuration of ring, vCPUs and vectors
  output logic [4:0]              ring_log2_o,
  output logic [31:0]             ring_cons_o,
  output logic [7:0]              err_vector_o,
  output logic [N_VCPU-1:0]       bind_valid_o,
  output logic [N_VCPU*8-1:0]     bind_vm_o,
  output logic [N_VCPU-1:0]       sw_hold_o,
  output logic [N_VEC-1:0]        vec_mask_o,
  // the register write bus: every good write of a plain register, and the clearing walk after reset
  output logic                    cw_valid_o,
  output logic [1:0]              cw_blk_o,           ///< 0 GLOBAL, 1 VCPU, 2 VEC, 3 VM
  output logic [IW-1:0]           cw_idx_o,           ///< {element, word}
  output logic [31:0]             cw_data_o,
  // test injection: the bit clears when the unit has stored the bad parity
  output logic [2:0]              inject_o,
  input  logic [2:0]              inject_clr_i,
  // MARK, one pending
  output logic                    mark_valid_o,
  output logic [7:0]              mark_vm_o,
  output logic [29:0]             mark_line_o,
  output logic [1:0]              mark_kinds_o,
  input  logic                    mark_done_i,
  // write of INDEX, in the cycle of the write
  output logic                    idx_we_o,
  output logic [7:0]              idx_vcpu_o,
  output logic [8:0]              idx_data_o,
  // command, in the cycle of the write
  output logic                    cmd_near_o,         ///< a write leaves W2 now if it may, or is in W3
  input  logic                    cmd_hold_i,         ///< a write does not leave W2
  input  logic                    cmd_own_i,          ///< a command of dom0's is on its way: a read does not leave R2
  output logic                    cmd_we_o,
  output logic [VMW-1:0]          cmd_vm_o,
  output logic [8:0]              cmd_data_o
);
  localparam logic [2:0] OK = 3'd0, UNMAPPED = 3'(pml_reg_pkg::ERR_UNMAPPED), READ_ONLY = 3'(pml_reg_pkg::ERR_READ_ONLY),
                         WRITE_ONLY = 3'(pml_reg_pkg::ERR_WRITE_ONLY), BAD_VALUE = 3'(pml_reg_pkg::ERR_BAD_VALUE),
                         WRONG_STATE = 3'(pml_reg_pkg::ERR_WRONG_STATE), BAD_ACCESS = 3'(pml_reg_pkg::ERR_BAD_ACCESS);
  localparam logic [1:0] GLOBAL = 2'd0, VCPU = 2'd1, VEC = 2'd2, VM = 2'd3;
  localparam int unsigned LOG_DEPTH = 512;

  logic          clr, clean, wr, w1, w2, chk_wait, r1, r2, r2_wait, r4;
  logic [IW+1:0] clr_idx;
  logic [15:0]   addr;
  logic [31:0]   data, rd_data, ram_data;
  logic [2:0]    wr_err, rd_err_q;
  pml_axil #(.CW(IW + 2)) i_axil (
    .clk_i, .rst_ni, .s_awvalid_i, .s_awready_o, .s_awaddr_i, .s_wvalid_i, .s_wready_o, .s_wdata_i, .s_wstrb_i, .s_bvalid_o,
    .s_bready_i, .s_bresp_o, .s_arvalid_i, .s_arready_o, .s_araddr_i, .s_rvalid_o, .s_rready_i, .s_rdata_o, .s_rresp_o,
    .clr_o (clr), .clr_idx_o (clr_idx), .addr_o (addr), .data_o (data), .clean_o (clean),
    .w1_o (w1), .w2_o (w2), .w2_wait_i (chk_wait || cmd_hold_i), .wr_o (wr), .wr_refused_i (wr_err != OK),
    .r1_o (r1), .r2_o (r2), .r2_wait_i (r2_wait), .r4_o (r4), .rd_refused_i (rd_err_q != OK), .rd_data_i (rd_data)
  );

  // what the address means: where it is, in W1 and R1; what is there, from W2 and R2 on
  logic [1:0]  block, block_d;
  logic [7:0]  elem, elem_d;
  logic [5:0]  word, word_d;
  logic        known, ro, wo, plain, count, clean_q, is_read_q, fine_q;
  logic [3:0]  value, value_q;
  logic [6:0]  what;
  logic [2:0]  state_cls, pre_err, pre_err_q;
  logic [31:0] head, cons;  // of the ring that the address is about
  pml_csr_map #(.N_VM(N_VM), .N_VCPU(N_VCPU), .N_VEC(N_VEC)) i_map (
    .clk_i, .addr_i (addr), .block_o (block_d), .elem_o (elem_d), .word_o (word_d), .known_o (known), .ro_o (ro), .wo_o (wo),
    .plain_o (plain), .count_o (count), .table_o (rd_word_o), .live_o (what), .value_o (value), .state_o (state_cls));
  assign pre_err = !clean_q ? BAD_ACCESS : !known ? UNMAPPED : (is_read_q && wo) ? WRITE_ONLY : (!is_read_q && ro) ? READ_ONLY : OK;
  always_ff @(posedge clk_i) begin
    block     <= block_d;
    elem      <= elem_d;
    word      <= word_d;
    clean_q   <= clean;
    is_read_q <= r1 || r2;
    pre_err_q <= pre_err;  // W3, R3
    fine_q    <= pre_err == OK;
    value_q   <= value;    // W1 on
  end
  wire is_plain = plain && clean_q;
  wire is_count = count && clean_q;

  // ---------------------------------------------------------------- writes
  wire [VMW-1:0] e_vm   = elem[VMW-1:0];
  logic [7:0]     j_elem_q;   // elem, for what chooses by it; with a reset, so that it stays a register of its own
  wire [VMW-1:0]  j_vm = j_elem_q[VMW-1:0];
  always_ff @(posedge clk_i) begin
    if (!rst_ni) j_elem_q <= '0;
    else         j_elem_q <= elem_d;
  end
  wire [CW-1:0]  e_vcpu = elem[CW-1:0];
  logic          bad, state_ok, bind_late;
  pml_csr_judge #(.N_VM(N_VM), .N_VCPU(N_VCPU), .N_VEC(N_VEC), .PAGES_LOG2(PAGES_LOG2), .AW(AW)) i_judge (
    .clk_i, .data_i (data), .global_i (block == GLOBAL), .vm_i (j_vm), .vcpu_i (e_vcpu), .value_i (value_q),
    .state_cls_i (state_cls), .prod_i, .ring_cons_i (ring_cons_o), .raw_head_i, .raw_cons_i (raw_cons_o),
    .limit_i (cfg_limit_o), .state_i, .job_i, .resv_i, .bind_valid_i (bind_valid_o), .bind_vm_i (bind_vm_o), .bind_ok_i,
    .idx_ok_i, .mark_busy_i (mark_valid_o), .s1_valid_i, .s1_vcpu_i, .head_o (head), .cons_o (cons), .bad_o (bad), .state_ok_o (state_ok), .bind_late_o (bind_late));
  assign wr_err = pre_err_q != OK ? pre_err_q : bad ? BAD_VALUE : !state_ok || bind_late ? WRONG_STATE : OK;
  wire we = wr && fine_q && !bad && state_ok;  // a late binding is told apart where bindings are

  // ENABLE and PREPARE: the configuration is checked while the write waits in W2
  logic [IW+1:0] chk_addr;
  logic          chk_done, chk_q, cfg_bad;
  wire is_cmd = clean && block_d == VM && addr[8:0] == 9'(pml_reg_pkg::VM_CMD)
                && (data[7:0] == 8'(pml_reg_pkg::CMD_ENABLE) || data[7:0] == 8'(pml_reg_pkg::CMD_PREPARE));
  always_ff @(posedge clk_i) chk_q <= rst_ni && ((w1 && is_cmd) || (w2 && chk_wait));
  assign chk_wait = chk_q && !chk_done;
  pml_cfg_check #(.N_VCPU(N_VCPU), .N_VM(N_VM), .PAGES_LOG2(PAGES_LOG2), .N_VEC(N_VEC), .AW(AW), .IW(IW)) i_check (
    .clk_i, .run_i (w2 && chk_q), .vm_i (j_vm), .mode_i (cfg_mode_o), .log_reads_i (cfg_log_reads_o), .limit_i (cfg_limit_o),
    .raw_log2_i (cfg_raw_log2_o), .ring_log2_i (ring_log2_o), .bind_valid_i (bind_valid_o), .bind_vm_i (bind_vm_o),
    .addr_o (chk_addr), .data_i (ram_data), .done_o (chk_done), .bad_o (cfg_bad));
  always_ff @(posedge clk_i) if (wr) cfg_bad_o <= cfg_bad;

  logic cw_clear_q;
  pml_csr_regs #(.N_VM(N_VM), .N_VCPU(N_VCPU), .N_VEC(N_VEC), .PAGES_LOG2(PAGES_LOG2), .IW(IW)) i_regs (
    .clk_i, .rst_ni, .cw_valid_i (cw_valid_o), .cw_clear_i (cw_clear_q), .cw_blk_i (cw_blk_o), .cw_idx_i (cw_idx_o), .cw_data_i (cw_data_o),
    .we_i (we), .bind_late_i (bind_late), .block_i (block), .elem_i (elem), .word_i (word), .data_i (data), .inject_clr_i, .en_acc_i,
    .mark_done_i, .ring_log2_o, .ring_cons_o, .err_vector_o, .inject_o, .bind_valid_o, .bind_vm_o, .sw_hold_o,
    .idx_we_o, .idx_vcpu_o, .idx_data_o, .vec_mask_o, .cfg_mode_o, .cfg_intel_o, .cfg_log_reads_o, .cfg_bypass_o, .cfg_limit_o,
    .cfg_raw_log2_o, .raw_cons_o, .mark_valid_o, .mark_vm_o, .mark_line_o, .mark_kinds_o, .cmd_we_o);
  assign cmd_near_o = (w2 && !chk_wait) || wr;
  assign cmd_vm_o   = e_vm;
  assign cmd_data_o = data[8:0];

  // the register write bus, and the RAM that plain registers are read from
  logic [IW-1:0] idx;
  always_comb begin
    case (block)
      VM:      idx = IW'({e_vm, word});
      VCPU:    idx = IW'({e_vcpu, word[3:0]});
      VEC:     idx = IW'({elem[VW-1:0], word[2:0]});
      default: idx = IW'(word[4:0]);
    endcase
  end
  // the clearing walk writes what never changes
  logic [31:0] initial_word;
  always_comb begin
    initial_word = 32'd0;
    if (clr_idx[IW+1:5] == {GLOBAL, (IW-5)'(0)})
      case ({8'd0, 1'b0, clr_idx[4:0], 2'd0})
        pml_reg_pkg::GLOBAL_MAGIC:    initial_word = pml_reg_pkg::MAGIC;
        pml_reg_pkg::GLOBAL_VERSION:  initial_word = {16'(pml_reg_pkg::VERSION_MAJOR), 16'(pml_reg_pkg::VERSION_MINOR)};
        pml_reg_pkg::GLOBAL_CAP0:     initial_word = {8'($clog2(DW)), 8'(PAGES_LOG2), 8'(N_VCPU), 8'(N_VM)};
        pml_reg_pkg::GLOBAL_CAP1:     initial_word = {8'(N_SRC), 8'(N_VEC), 16'(LOG_DEPTH)};
        pml_reg_pkg::GLOBAL_FEATURES: initial_word = {16'h0000, SRC_FEATURES, 8'hFF};
        pml_reg_pkg::GLOBAL_LENGTH:   initial_word = pml_reg_pkg::LENGTH;
        pml_reg_pkg::GLOBAL_CAP2:     initial_word = {16'(OUTSTANDING), 16'(STORE_SETS * STORE_WAYS)};
        pml_reg_pkg::GLOBAL_CAP3:     initial_word = 32'(AW);
        default: ;
      endcase
  end
  always_ff @(posedge clk_i) begin
    if (!rst_ni) cw_valid_o <= 1'b0;
    else         cw_valid_o <= clr || (we && !bind_late);
    cw_clear_q <= clr;
    cw_blk_o  <= clr ? clr_idx[IW +: 2] : block;
    cw_idx_o  <= clr ? clr_idx[IW-1:0] : idx;
    cw_data_o <= clr ? initial_word : data;
  end
  pml_ram #(.W(32), .DEPTH(4 << IW)) i_ram (
    .clk_i, .we_i (cw_valid_o), .waddr_i ({cw_blk_o, cw_idx_o}), .wdata_i (cw_data_o), .re_i (1'b1),
    .raddr_i (chk_q ? chk_addr : {block, idx}), .rdata_o (ram_data));

  // ---------------------------------------------------------------- reads
  logic [31:0] live;
  logic [18:0] last_error_q;
  logic        is_count_q;
  logic [VMW+4:0] cnt_idx_q;
  logic           cnt_meets_q, cnt_met_q, cnt_seen_q;
  always_ff @(posedge clk_i) begin
    cnt_idx_q <= block_d == VM ? {addr[7:3], elem_d[VMW-1:0]} : {5'd19, VMW'(addr[3])};
    cnt_meets_q <= r2 && cnt_walk_i == cnt_idx_q;
    cnt_met_q   <= r2 && cnt_meets_q;
    cnt_seen_q  <= r2 && cnt_met_q;
    is_count_q  <= is_count;
  end
  assign rd_vm_o      = e_vm;
  assign rd_vm_next_o = elem_d[VMW-1:0];
  assign rd_kind_o = word[1];  // DISTINCT_A, DISTINCT_W
  assign r2_wait = cmd_own_i || (is_count ? !cnt_seen_q : rd_busy_i);
  pml_csr_live #(.N_VM(N_VM), .N_VCPU(N_VCPU), .N_VEC(N_VEC), .GEN_W(GEN_W)) i_live (
    .clk_i, .what_i (what), .elem_i (j_elem_q), .now_i, .last_error_i (last_error_q), .head_i (head), .cons_i (cons), .resv_i, .inject_i (inject_o),
    .vec_mask_i (vec_mask_o), .irq_pending_i, .guest_exit_i, .sw_hold_i (sw_hold_o), .index_i, .occ_i, .skid_i, .no_inflight_i, .drain_i,
    .page_valid_i, .state_i, .job_i, .cur_buf_i, .owner0_i, .owner1_i, .stop_pend_i, .cmd_status_i, .fault_code_i, .limit_gfn_valid_i,
    .gen_i, .mark_valid_i (mark_valid_o), .mark_vm_i (mark_vm_o), .data_o (live));
  // R3: state, or a word of a table, or the register RAM's word: all of them as of R2, and only one is not 0
  logic [31:0] word_q;
  always_ff @(posedge clk_i) begin
    if (r2) rd_err_q <= pre_err;
    if (rd_err_q != OK) word_q <= '0;
    else                word_q <= (is_plain ? ram_data : 32'd0) | live | rd_data_i;
  end
  assign rd_data = !is_count_q ? word_q : addr[2] ? cnt_value_i[63:32] : cnt_value_i[31:0];

  // LAST_ERROR
  always_ff @(posedge clk_i) begin
    if (!rst_ni)                          last_error_q <= '0;
    else if (wr && wr_err != OK)          last_error_q <= {addr, wr_err};
    else if (r4 && rd_err_q != OK)        last_error_q <= {addr, rd_err_q};
  end
endmodule
