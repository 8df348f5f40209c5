// SPDX-License-Identifier: Apache-2.0
/// The configuration registers of one VM. pml_csr_vm has decided that the write is good.
module pml_csr_vm_regs (
  input  logic          clk_i,
  input  logic          rst_ni,
  input  logic          we_i,        ///< a register of this VM is written now
  input  logic [15:0]   reg_i,       ///< which: its offset in the block
  input  logic [31:0]   data_i,
  input  logic          en_acc_i,    ///< ENABLE accepted: RAW_CONS = 0
  output logic [1:0]    mode_o,
  output logic          log_reads_o,
  output logic          bypass_o,
  output logic [7:0]    vector_o,
  output logic [39:0]   limit_o,
  output logic [63:0]   period_o,
  output logic [31:0]   epoch_init_o,
  output logic [127:0]  a_base_o,
  output logic [127:0]  w_base_o,
  output logic [127:0]  sum_base_o,
  output logic [63:0]   raw_base_o,
  output logic [4:0]    raw_log2_o,
  output logic [63:0]   init_a_o,
  output logic [63:0]   init_w_o,
  output logic [31:0]   raw_cons_o
);
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      mode_o       <= '0;
      log_reads_o  <= '0;
      bypass_o     <= '0;
      vector_o     <= '0;
      limit_o      <= '0;
      period_o     <= '0;
      epoch_init_o <= '0;
      a_base_o     <= '0;
      w_base_o     <= '0;
      sum_base_o   <= '0;
      raw_base_o   <= '0;
      raw_log2_o   <= '0;
      init_a_o     <= '0;
      init_w_o     <= '0;
    end else if (we_i) begin
      case (reg_i)
        pml_reg_pkg::VM_CONFIG: begin
          mode_o      <= data_i[1:0];
          log_reads_o <= data_i[2];
        end
        pml_reg_pkg::VM_FILTER_BYPASS:  bypass_o           <= data_i[0];
        pml_reg_pkg::VM_VECTOR:         vector_o           <= data_i[7:0];
        pml_reg_pkg::VM_LIMIT:          limit_o[31:0]      <= data_i;
        pml_reg_pkg::VM_LIMIT_HI:       limit_o[39:32]     <= data_i[7:0];
        pml_reg_pkg::VM_PERIOD:         period_o[31:0]     <= data_i;
        pml_reg_pkg::VM_PERIOD_HI:      period_o[63:32]    <= data_i;
        pml_reg_pkg::VM_EPOCH_INIT:     epoch_init_o       <= data_i;
        pml_reg_pkg::VM_A_BASE0:        a_base_o[31:0]     <= data_i;
        pml_reg_pkg::VM_A_BASE0_HI:     a_base_o[63:32]    <= data_i;
        pml_reg_pkg::VM_A_BASE1:        a_base_o[95:64]    <= data_i;
        pml_reg_pkg::VM_A_BASE1_HI:     a_base_o[127:96]   <= data_i;
        pml_reg_pkg::VM_W_BASE0:        w_base_o[31:0]     <= data_i;
        pml_reg_pkg::VM_W_BASE0_HI:     w_base_o[63:32]    <= data_i;
        pml_reg_pkg::VM_W_BASE1:        w_base_o[95:64]    <= data_i;
        pml_reg_pkg::VM_W_BASE1_HI:     w_base_o[127:96]   <= data_i;
        pml_reg_pkg::VM_SUM_BASE0:      sum_base_o[31:0]   <= data_i;
        pml_reg_pkg::VM_SUM_BASE0_HI:   sum_base_o[63:32]  <= data_i;
        pml_reg_pkg::VM_SUM_BASE1:      sum_base_o[95:64]  <= data_i;
        pml_reg_pkg::VM_SUM_BASE1_HI:   sum_base_o[127:96] <= data_i;
        pml_reg_pkg::VM_RAW_BASE:       raw_base_o[31:0]   <= data_i;
        pml_reg_pkg::VM_RAW_BASE_HI:    raw_base_o[63:32]  <= data_i;
        pml_reg_pkg::VM_INIT_A:         init_a_o[31:0]     <= data_i;
        pml_reg_pkg::VM_INIT_A_HI:      init_a_o[63:32]    <= data_i;
        pml_reg_pkg::VM_INIT_W:         init_w_o[31:0]     <= data_i;
        pml_reg_pkg::VM_INIT_W_HI:      init_w_o[63:32]    <= data_i;
        pml_reg_pkg::VM_RAW_LOG2:       raw_log2_o         <= data_i[4:0];
        default: ;
      endcase
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni || en_acc_i)                             raw_cons_o <= '0;
    else if (we_i && reg_i == pml_reg_pkg::VM_RAW_CONS) raw_cons_o <= data_i;
  end
endmodule
