// SPDX-License-Identifier: Apache-2.0
/// The registers: AXI4-Lite port, decoding, refusal of bad accesses (I2), configuration for the unit. Wires the front to the four
/// kinds of register blocks and picks the block of an access; docs/registers.md describes every register.
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
  input  logic [63:0]             unbound_i,
  input  logic [63:0]             filter_parity_i,
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
  input  logic [N_VCPU-1:0]       bind_ok_i,          ///< the vCPU may be rebound now
  // state of the VMs
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
  input  logic [N_VM*2*64-1:0]    distinct_a_i,       ///< buffer b of VM v at [(v*2+b)*64 +: 64], as all buffer vectors
  input  logic [N_VM*2*64-1:0]    distinct_w_i,
  output logic [7:0]              cnt_vm_o,           ///< counter that is read: VM, number in TOML order
  output logic [4:0]              cnt_k_o,
  input  logic [63:0]             cnt_data_i,
  input  logic [N_VM-1:0]         en_acc_i,           ///< ENABLE accepted in this cycle
  // configuration of the VMs
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
  // configuration of ring, vCPUs and vectors
  output logic [63:0]             ring_base_o,
  output logic [4:0]              ring_log2_o,
  output logic [31:0]             ring_cons_o,
  output logic [7:0]              err_vector_o,
  output logic [N_VCPU-1:0]       bind_valid_o,
  output logic [N_VCPU*8-1:0]     bind_vm_o,
  output logic [N_VCPU-1:0]       sw_hold_o,
  output logic [N_VCPU*64-1:0]    log_base_o,
  output logic [N_VEC-1:0]        vec_mask_o,
  output logic [N_VEC*16-1:0]     mod_count_o,
  output logic [N_VEC*32-1:0]     mod_time_o,
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
  // command, in the cycle after the write
  output logic                    cmd_valid_o,
  output logic [7:0]              cmd_vm_o,
  output logic [7:0]              cmd_code_o,
  output logic                    cmd_buf_o
);
  localparam logic [2:0] OK = 3'd0, UNMAPPED = 3'(pml_reg_pkg::ERR_UNMAPPED), BAD_ACCESS = 3'(pml_reg_pkg::ERR_BAD_ACCESS);
  localparam logic [1:0] GLOBAL = 2'd0, VCPU = 2'd1, VEC = 2'd2, VM = 2'd3;

  logic          clr, clean, wr, w1, w2, r1, r2, r4;
  logic [IW+1:0] clr_idx;
  logic [15:0]   addr;
  logic [31:0]   data, rd_data_q;
  logic [2:0]    wr_err, rd_err, rd_err_q;
  logic [2:0]    wr_err_global, wr_err_vcpu, wr_err_vec, wr_err_vm;
  logic [2:0]    rd_err_global, rd_err_vcpu, rd_err_vec, rd_err_vm;
  logic [31:0]   rd_data_global, rd_data_vcpu, rd_data_vec, rd_data_vm;

  // block of the address, offset from its first block
  wire [1:0]  block = addr >= pml_reg_pkg::VM_BASE ? VM : addr >= pml_reg_pkg::VEC_BASE ? VEC
                      : addr >= pml_reg_pkg::VCPU_BASE ? VCPU : GLOBAL;
  logic [15:0] off;
  always_comb begin
    case (block)
      VM:      off = addr - pml_reg_pkg::VM_BASE;
      VEC:     off = addr - pml_reg_pkg::VEC_BASE;
      VCPU:    off = addr - pml_reg_pkg::VCPU_BASE;
      default: off = addr;
    endcase
  end
  wire inside_map = 32'(addr) < pml_reg_pkg::LENGTH;
  wire wr_ok = wr && clean && inside_map;
  wire rd_ok = r2 && clean && inside_map;

  always_comb begin
    case (block)
      GLOBAL:  wr_err = wr_err_global;
      VCPU:    wr_err = wr_err_vcpu;
      VEC:     wr_err = wr_err_vec;
      default: wr_err = wr_err_vm;
    endcase
    case (block)
      GLOBAL:  rd_err = rd_err_global;
      VCPU:    rd_err = rd_err_vcpu;
      VEC:     rd_err = rd_err_vec;
      default: rd_err = rd_err_vm;
    endcase
    if (!inside_map) begin
      wr_err = UNMAPPED;
      rd_err = UNMAPPED;
    end
    if (!clean) begin
      wr_err = BAD_ACCESS;
      rd_err = BAD_ACCESS;
    end
  end
  wire wr_refused = wr && wr_err != OK;
  wire rd_refused = r4 && rd_err_q != OK;
  always_ff @(posedge clk_i) if (r2) begin
    rd_data_q <= rd_data_global | rd_data_vcpu | rd_data_vec | rd_data_vm;  // a block not read gives 0
    rd_err_q  <= rd_err;
  end

  pml_axil #(.CW(IW + 2)) i_axil (
    .clk_i, .rst_ni, .s_awvalid_i, .s_awready_o, .s_awaddr_i, .s_wvalid_i, .s_wready_o, .s_wdata_i, .s_wstrb_i, .s_bvalid_o,
    .s_bready_i, .s_bresp_o, .s_arvalid_i, .s_arready_o, .s_araddr_i, .s_rvalid_o, .s_rready_i, .s_rdata_o, .s_rresp_o,
    .clr_o (clr), .clr_idx_o (clr_idx), .addr_o (addr), .data_o (data), .clean_o (clean),
    .w1_o (w1), .w2_o (w2), .w2_wait_i (1'b0), .wr_o (wr), .wr_refused_i (wr_refused),
    .r1_o (r1), .r2_o (r2), .r2_wait_i (1'b0), .r4_o (r4), .rd_refused_i (rd_refused), .rd_data_i (rd_data_q)
  );

  // the register write bus
  logic [IW-1:0] idx;
  always_comb begin
    case (block)
      VM:      idx = IW'({addr[9 +: VMW], addr[7:2]});
      VCPU:    idx = IW'({addr[6 +: CW], addr[5:2]});
      VEC:     idx = IW'({addr[5 +: VW], addr[4:2]});
      default: idx = IW'(addr[6:2]);
    endcase
  end
  always_ff @(posedge clk_i) begin
    if (!rst_ni) cw_valid_o <= 1'b0;
    else         cw_valid_o <= clr || (wr && wr_err == OK);
    cw_blk_o  <= clr ? clr_idx[IW +: 2] : block;
    cw_idx_o  <= clr ? clr_idx[IW-1:0] : idx;
    cw_data_o <= clr ? 32'd0 : data;
  end

  pml_csr_global #(
    .N_VM(N_VM), .N_VCPU(N_VCPU), .N_SRC(N_SRC), .N_VEC(N_VEC), .PAGES_LOG2(PAGES_LOG2), .STORE_SETS(STORE_SETS),
    .STORE_WAYS(STORE_WAYS), .DW(DW), .OUTSTANDING(OUTSTANDING), .SRC_FEATURES(SRC_FEATURES)
  ) i_global (
    .clk_i, .rst_ni,
    .wr_i (wr_ok && block == GLOBAL), .wr_off_i (off), .wr_data_i (data), .wr_err_o (wr_err_global),
    .rd_i (rd_ok && block == GLOBAL), .rd_off_i (off), .rd_data_o (rd_data_global), .rd_err_o (rd_err_global),
    .refused_i      (wr_refused || rd_refused),
    .refused_code_i (wr_refused ? wr_err : rd_err_q),
    .refused_addr_i (addr),
    .state_i, .now_i, .prod_i, .resv_i, .unbound_i, .filter_parity_i, .guest_exit_i, .inject_clr_i,
    .ring_base_o, .ring_log2_o, .ring_cons_o, .err_vector_o, .inject_o
  );

  pml_csr_vcpu #(
    .N_VM(N_VM), .N_VCPU(N_VCPU)
  ) i_vcpu (
    .clk_i, .rst_ni,
    .wr_i (wr_ok && block == VCPU), .wr_off_i (off), .wr_data_i (data), .wr_err_o (wr_err_vcpu),
    .rd_i (rd_ok && block == VCPU), .rd_off_i (off), .rd_data_o (rd_data_vcpu), .rd_err_o (rd_err_vcpu),
    .state_i, .index_i, .occ_i, .skid_i, .guest_exit_i, .no_inflight_i, .drain_i, .page_valid_i, .idx_ok_i, .bind_ok_i,
    .bind_valid_o, .bind_vm_o, .sw_hold_o, .log_base_o, .idx_we_o, .idx_vcpu_o, .idx_data_o
  );

  pml_csr_vec #(
    .N_VEC(N_VEC)
  ) i_vec (
    .clk_i, .rst_ni,
    .wr_i (wr_ok && block == VEC), .wr_off_i (off), .wr_data_i (data), .wr_err_o (wr_err_vec),
    .rd_i (rd_ok && block == VEC), .rd_off_i (off), .rd_data_o (rd_data_vec), .rd_err_o (rd_err_vec),
    .pending_i (irq_pending_i), .mask_o (vec_mask_o), .mod_count_o, .mod_time_o
  );

  pml_csr_vm #(
    .N_VM(N_VM), .GEN_W(GEN_W)
  ) i_vm (
    .clk_i, .rst_ni,
    .wr_i (wr_ok && block == VM), .wr_off_i (off), .wr_data_i (data), .wr_err_o (wr_err_vm),
    .rd_i (rd_ok && block == VM), .rd_off_i (off), .rd_data_o (rd_data_vm), .rd_err_o (rd_err_vm),
    .state_i, .job_i, .cur_buf_i, .owner0_i, .owner1_i, .stop_pend_i, .cmd_status_i, .epoch_i, .start_i, .fault_code_i,
    .fault_info_i, .limit_gfn_i, .limit_gfn_valid_i, .raw_head_i, .gen_i, .distinct_a_i, .distinct_w_i, .cnt_vm_o, .cnt_k_o, .cnt_data_i,
    .en_acc_i, .cfg_mode_o, .cfg_log_reads_o, .cfg_bypass_o, .cfg_vector_o, .cfg_limit_o, .cfg_period_o, .cfg_epoch_init_o,
    .cfg_a_base_o, .cfg_w_base_o, .cfg_sum_base_o, .cfg_raw_base_o, .cfg_raw_log2_o, .cfg_init_a_o, .cfg_init_w_o,
    .raw_cons_o, .mark_valid_o, .mark_vm_o, .mark_line_o, .mark_kinds_o, .mark_done_i,
    .cmd_valid_o, .cmd_vm_o, .cmd_code_o, .cmd_buf_o
  );

  logic unused;
  assign unused = ^{w1, w2, r1};
endmodule
