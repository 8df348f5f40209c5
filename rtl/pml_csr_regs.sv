// SPDX-License-Identifier: Apache-2.0
/// The registers that the unit looks at every cycle, in flip-flops; all others are in RAM behind the register write bus. Commands, bindings,
/// holds, masks and indices act in the cycle of the write (step W3, found good); the rest takes what the bus brings, a cycle later.
module pml_csr_regs #(
  parameter int unsigned N_VM = 8,
  parameter int unsigned N_VCPU = 8,
  parameter int unsigned N_VEC = 16,
  parameter int unsigned PAGES_LOG2 = 24,
  parameter int unsigned IW = 9,
  localparam int unsigned VMW = (N_VM > 1) ? $clog2(N_VM) : 1
) (
  input  logic                  clk_i,
  input  logic                  rst_ni,
  input  logic                  we_i,          ///< a good write now
  input  logic                  bind_late_i,   ///< a binding must not be written after all
  input  logic [1:0]            block_i,
  input  logic [7:0]            elem_i,
  input  logic [5:0]            word_i,
  input  logic [31:0]           data_i,
  input  logic                  cw_valid_i,    ///< the register write bus
  input  logic                  cw_clear_i,    ///< the clearing walk after reset is on it
  input  logic [1:0]            cw_blk_i,
  input  logic [IW-1:0]         cw_idx_i,      ///< {element, word}
  input  logic [31:0]           cw_data_i,
  input  logic [2:0]            inject_clr_i,
  input  logic [N_VM-1:0]       en_acc_i,      ///< ENABLE accepted: RAW_CONS = 0
  input  logic                  mark_done_i,
  output logic [4:0]            ring_log2_o,
  output logic [31:0]           ring_cons_o,
  output logic [7:0]            err_vector_o,
  output logic [2:0]            inject_o,
  output logic [N_VCPU-1:0]     bind_valid_o,
  output logic [N_VCPU*8-1:0]   bind_vm_o,
  output logic [N_VCPU-1:0]     sw_hold_o,
  output logic                  idx_we_o,      ///< INDEX is written in this cycle
  output logic [7:0]            idx_vcpu_o,
  output logic [8:0]            idx_data_o,
  output logic [N_VEC-1:0]      vec_mask_o,
  output logic [N_VM*2-1:0]     cfg_mode_o,
  output logic [N_VM-1:0]       cfg_intel_o,       ///< that is MODE_INTEL
  output logic [N_VM-1:0]       cfg_log_reads_o,
  output logic [N_VM-1:0]       cfg_bypass_o,
  output logic [N_VM*40-1:0]    cfg_limit_o,   ///< at most PAGES_LOG2 + 1 bits
  output logic [N_VM*5-1:0]     cfg_raw_log2_o,
  output logic [N_VM*32-1:0]    raw_cons_o,
  output logic                  mark_valid_o,
  output logic [7:0]            mark_vm_o,
  output logic [29:0]           mark_line_o,
  output logic [1:0]            mark_kinds_o,
  output logic                  cmd_we_o       ///< CMD, in the cycle of the write
);
  localparam logic [1:0] GLOBAL = 2'd0, VCPU = 2'd1, VEC = 2'd2, VM = 2'd3;
  wire [15:0] off = {8'd0, word_i, 2'd0};
  // which register it is, known before the write (W2 on)
  logic [N_VCPU-1:0] bind_q, hold_q;
  logic [N_VEC-1:0]  mask_q;
  logic              index_q, cmd_q;
  always_ff @(posedge clk_i) begin
    for (int unsigned v = 0; v < N_VCPU; v++) begin
      bind_q[v] <= block_i == VCPU && 32'(elem_i) == v && off == pml_reg_pkg::VCPU_BIND;
      hold_q[v] <= block_i == VCPU && 32'(elem_i) == v && off == pml_reg_pkg::VCPU_HOLD;
    end
    for (int unsigned i = 0; i < N_VEC; i++) mask_q[i] <= block_i == VEC && 32'(elem_i) == i && off == pml_reg_pkg::VEC_MASK;
    index_q <= block_i == VCPU && off == pml_reg_pkg::VCPU_INDEX;
    cmd_q   <= block_i == VM && off == pml_reg_pkg::VM_CMD;
  end

  logic [N_VCPU*VMW-1:0] bind_vm_q;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      ring_log2_o  <= '0;
      ring_cons_o  <= '0;
      err_vector_o <= '0;
      inject_o     <= '0;
    end else begin
      inject_o <= inject_o & ~inject_clr_i;
      if (cw_valid_i && cw_blk_i == GLOBAL) begin
        case ({9'd0, cw_idx_i[4:0], 2'd0})
          pml_reg_pkg::GLOBAL_RING_LOG2:    ring_log2_o        <= cw_data_i[4:0];
          pml_reg_pkg::GLOBAL_RING_CONS:    ring_cons_o        <= cw_data_i;
          pml_reg_pkg::GLOBAL_ERR_VECTOR:   err_vector_o       <= cw_data_i[7:0];
          pml_reg_pkg::GLOBAL_TEST_INJECT:  inject_o           <= cw_data_i[2:0];
          default: ;
        endcase
      end
    end
  end

  for (genvar v = 0; v < N_VCPU; v++) begin : g_vcpu
    always_ff @(posedge clk_i) begin
      if (!rst_ni) begin
        bind_valid_o[v]           <= 1'b0;
        bind_vm_q[v*VMW +: VMW]   <= '0;
        sw_hold_o[v]              <= 1'b0;
      end else begin
        if (we_i && bind_q[v] && !bind_late_i) begin
          bind_valid_o[v]         <= data_i[31];
          bind_vm_q[v*VMW +: VMW] <= data_i[VMW-1:0];
        end
        if (we_i && hold_q[v]) sw_hold_o[v] <= data_i[0];
      end
    end
    assign bind_vm_o[v*8 +: 8] = 8'(bind_vm_q[v*VMW +: VMW]);
  end
  assign idx_we_o   = we_i && index_q;
  assign idx_vcpu_o = elem_i;
  assign idx_data_o = data_i[8:0];

  for (genvar i = 0; i < N_VEC; i++) begin : g_vec
    always_ff @(posedge clk_i) begin
      if (!rst_ni)                vec_mask_o[i] <= 1'b1;
      else if (we_i && mask_q[i]) vec_mask_o[i] <= data_i[0];
    end
  end

  wire [15:0] late_off = {8'd0, cw_idx_i[5:0], 2'd0};
  wire        late_vm  = cw_valid_i && cw_blk_i == VM;
  for (genvar v = 0; v < N_VM; v++) begin : g_vm
    wire we = late_vm && cw_idx_i[6 +: VMW] == VMW'(v);
    logic [PAGES_LOG2:0] limit_q;
    assign cfg_limit_o[v*40 +: 40] = 40'(limit_q);
    always_ff @(posedge clk_i) begin
      if (!rst_ni) begin
        cfg_mode_o[v*2 +: 2]     <= '0;
        cfg_intel_o[v]           <= 1'b0;
        cfg_log_reads_o[v]       <= 1'b0;
        cfg_bypass_o[v]          <= 1'b0;
        limit_q                  <= '0;
        cfg_raw_log2_o[v*5 +: 5] <= '0;
      end else if (we) begin
        case (late_off)
          pml_reg_pkg::VM_CONFIG: begin
            cfg_mode_o[v*2 +: 2] <= cw_data_i[1:0];
            cfg_intel_o[v]       <= cw_data_i[1:0] == pml_pkg::MODE_INTEL;
            cfg_log_reads_o[v]   <= cw_data_i[2];
          end
          pml_reg_pkg::VM_FILTER_BYPASS: cfg_bypass_o[v]              <= cw_data_i[0];
          pml_reg_pkg::VM_LIMIT:         limit_q                      <= cw_data_i[PAGES_LOG2:0];
          pml_reg_pkg::VM_RAW_LOG2:      cfg_raw_log2_o[v*5 +: 5]     <= cw_data_i[4:0];
          default: ;
        endcase
      end
      if (!rst_ni || en_acc_i[v])                          raw_cons_o[v*32 +: 32] <= '0;
      else if (we && late_off == pml_reg_pkg::VM_RAW_CONS) raw_cons_o[v*32 +: 32] <= cw_data_i;
    end
  end

  // MARK: one pending
  wire            marks = late_vm && !cw_clear_i && late_off == pml_reg_pkg::VM_MARK;
  logic [VMW-1:0] mark_vm_q;
  logic [31:0]    mark_q;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      mark_valid_o <= 1'b0;
    end else begin
      if (mark_done_i) mark_valid_o <= 1'b0;
      if (marks) mark_valid_o <= 1'b1;
    end
    if (marks) begin
      mark_vm_q <= cw_idx_i[6 +: VMW];
      mark_q    <= cw_data_i;
    end
  end
  assign mark_vm_o    = 8'(mark_vm_q);
  assign mark_line_o  = mark_q[29:0];
  assign mark_kinds_o = mark_q[31:30];
  assign cmd_we_o     = we_i && cmd_q;

  logic unused;
  assign unused = ^data_i[30:9];
endmodule
