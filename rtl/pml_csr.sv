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
  parameter logic [7:0] SRC_FEATURES = 8'h00
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

  // block of an address
  function automatic logic [1:0] block_of(input logic [15:0] addr);
    block_of = addr >= pml_reg_pkg::VM_BASE ? VM : addr >= pml_reg_pkg::VEC_BASE ? VEC
             : addr >= pml_reg_pkg::VCPU_BASE ? VCPU : GLOBAL;
  endfunction
  function automatic logic [15:0] offset_of(input logic [15:0] addr, input logic [1:0] block);
    case (block)
      VM:      offset_of = addr - pml_reg_pkg::VM_BASE;
      VEC:     offset_of = addr - pml_reg_pkg::VEC_BASE;
      VCPU:    offset_of = addr - pml_reg_pkg::VCPU_BASE;
      default: offset_of = addr;
    endcase
  endfunction

  logic        wr, rd;
  logic [2:0]  wr_err, rd_err;
  logic [2:0]  wr_err_global, wr_err_vcpu, wr_err_vec, wr_err_vm;
  logic [2:0]  rd_err_global, rd_err_vcpu, rd_err_vec, rd_err_vm;
  logic [31:0] rd_data_global, rd_data_vcpu, rd_data_vec, rd_data_vm;

  wire [1:0]  wr_block = block_of(s_awaddr_i);
  wire [1:0]  rd_block = block_of(s_araddr_i);
  wire [15:0] wr_off   = offset_of(s_awaddr_i, wr_block);
  wire [15:0] rd_off   = offset_of(s_araddr_i, rd_block);
  wire        wr_clean = s_wstrb_i == 4'hF && s_awaddr_i[1:0] == 2'd0;
  wire        rd_clean = s_araddr_i[1:0] == 2'd0;
  wire        wr_in    = 32'(s_awaddr_i) < pml_reg_pkg::LENGTH;
  wire        rd_in    = 32'(s_araddr_i) < pml_reg_pkg::LENGTH;
  wire        wr_ok    = wr && wr_clean && wr_in;
  wire        rd_ok    = rd && rd_clean && rd_in;

  always_comb begin
    case (wr_block)
      GLOBAL:  wr_err = wr_err_global;
      VCPU:    wr_err = wr_err_vcpu;
      VEC:     wr_err = wr_err_vec;
      default: wr_err = wr_err_vm;
    endcase
    if (!wr_in)    wr_err = UNMAPPED;
    if (!wr_clean) wr_err = BAD_ACCESS;
    case (rd_block)
      GLOBAL:  rd_err = rd_err_global;
      VCPU:    rd_err = rd_err_vcpu;
      VEC:     rd_err = rd_err_vec;
      default: rd_err = rd_err_vm;
    endcase
    if (!rd_in)    rd_err = UNMAPPED;
    if (!rd_clean) rd_err = BAD_ACCESS;
  end
  wire wr_refused = wr && wr_err != OK;
  wire rd_refused = rd && rd_err != OK;

  pml_axil i_axil (
    .clk_i, .rst_ni, .s_awvalid_i, .s_awready_o, .s_wvalid_i, .s_wready_o, .s_bvalid_o, .s_bready_i, .s_bresp_o,
    .s_arvalid_i, .s_arready_o, .s_rvalid_o, .s_rready_i, .s_rdata_o, .s_rresp_o,
    .wr_o         (wr),
    .wr_refused_i (wr_refused),
    .rd_o         (rd),
    .rd_refused_i (rd_refused),
    .rd_data_i    (rd_data_global | rd_data_vcpu | rd_data_vec | rd_data_vm)  // a block not read gives 0
  );

  pml_csr_global #(
    .N_VM(N_VM), .N_VCPU(N_VCPU), .N_SRC(N_SRC), .N_VEC(N_VEC), .PAGES_LOG2(PAGES_LOG2), .STORE_SETS(STORE_SETS),
    .STORE_WAYS(STORE_WAYS), .DW(DW), .OUTSTANDING(OUTSTANDING), .SRC_FEATURES(SRC_FEATURES)
  ) i_global (
    .clk_i, .rst_ni,
    .wr_i (wr_ok && wr_block == GLOBAL), .wr_off_i (wr_off), .wr_data_i (s_wdata_i), .wr_err_o (wr_err_global),
    .rd_i (rd_ok && rd_block == GLOBAL), .rd_off_i (rd_off), .rd_data_o (rd_data_global), .rd_err_o (rd_err_global),
    .refused_i      (wr_refused || rd_refused),
    .refused_code_i (wr_refused ? wr_err : rd_err),
    .refused_addr_i (wr_refused ? s_awaddr_i : s_araddr_i),
    .state_i, .now_i, .prod_i, .resv_i, .unbound_i, .filter_parity_i, .guest_exit_i, .inject_clr_i,
    .ring_base_o, .ring_log2_o, .ring_cons_o, .err_vector_o, .inject_o
  );

  pml_csr_vcpu #(
    .N_VM(N_VM), .N_VCPU(N_VCPU)
  ) i_vcpu (
    .clk_i, .rst_ni,
    .wr_i (wr_ok && wr_block == VCPU), .wr_off_i (wr_off), .wr_data_i (s_wdata_i), .wr_err_o (wr_err_vcpu),
    .rd_i (rd_ok && rd_block == VCPU), .rd_off_i (rd_off), .rd_data_o (rd_data_vcpu), .rd_err_o (rd_err_vcpu),
    .state_i, .index_i, .occ_i, .skid_i, .guest_exit_i, .no_inflight_i, .drain_i, .page_valid_i, .idx_ok_i, .bind_ok_i,
    .bind_valid_o, .bind_vm_o, .sw_hold_o, .log_base_o, .idx_we_o, .idx_vcpu_o, .idx_data_o
  );

  pml_csr_vec #(
    .N_VEC(N_VEC)
  ) i_vec (
    .clk_i, .rst_ni,
    .wr_i (wr_ok && wr_block == VEC), .wr_off_i (wr_off), .wr_data_i (s_wdata_i), .wr_err_o (wr_err_vec),
    .rd_i (rd_ok && rd_block == VEC), .rd_off_i (rd_off), .rd_data_o (rd_data_vec), .rd_err_o (rd_err_vec),
    .pending_i (irq_pending_i), .mask_o (vec_mask_o), .mod_count_o, .mod_time_o
  );

  pml_csr_vm #(
    .N_VM(N_VM), .GEN_W(GEN_W)
  ) i_vm (
    .clk_i, .rst_ni,
    .wr_i (wr_ok && wr_block == VM), .wr_off_i (wr_off), .wr_data_i (s_wdata_i), .wr_err_o (wr_err_vm),
    .rd_i (rd_ok && rd_block == VM), .rd_off_i (rd_off), .rd_data_o (rd_data_vm), .rd_err_o (rd_err_vm),
    .state_i, .job_i, .cur_buf_i, .owner0_i, .owner1_i, .stop_pend_i, .cmd_status_i, .epoch_i, .start_i, .fault_code_i,
    .fault_info_i, .limit_gfn_i, .limit_gfn_valid_i, .raw_head_i, .gen_i, .distinct_a_i, .distinct_w_i, .cnt_vm_o, .cnt_k_o, .cnt_data_i,
    .en_acc_i, .cfg_mode_o, .cfg_log_reads_o, .cfg_bypass_o, .cfg_vector_o, .cfg_limit_o, .cfg_period_o, .cfg_epoch_init_o,
    .cfg_a_base_o, .cfg_w_base_o, .cfg_sum_base_o, .cfg_raw_base_o, .cfg_raw_log2_o, .cfg_init_a_o, .cfg_init_w_o,
    .raw_cons_o, .mark_valid_o, .mark_vm_o, .mark_line_o, .mark_kinds_o, .mark_done_i,
    .cmd_valid_o, .cmd_vm_o, .cmd_code_o, .cmd_buf_o
  );
endmodule
