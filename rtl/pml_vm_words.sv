// SPDX-License-Identifier: Apache-2.0
/// The one read port for what records and registers show of a VM beside its flags: 32-bit words of tables. The recorder has the port
/// while it fills a record; a register read waits so long (step R2). The word is there in the next cycle.
module pml_vm_words #(
  parameter int unsigned N_VM = 8,
  parameter int unsigned PAGES_LOG2 = 24,
  localparam int unsigned VMW = (N_VM > 1) ? $clog2(N_VM) : 1,
  localparam int unsigned PW = PAGES_LOG2 + 1
) (
  input  logic                clk_i,
  input  logic                rec_i,           ///< the recorder reads
  input  logic [VMW-1:0]      rec_vm_i,
  input  logic [3:0]          rec_word_i,      ///< pml_pkg::VW_*, and which half
  input  logic [1:0]          rec_slot_i,      ///< of the VM's times
  input  logic [1:0]          rec_dist_i,      ///< {kind (1: written), buffer}
  input  logic [VMW-1:0]      csr_vm_i,
  input  logic [3:0]          csr_word_i,
  input  logic                csr_kind_i,
  // state
  input  logic [N_VM-1:0]     cur_buf_i,
  input  logic [N_VM-1:0]     time_any_i,      ///< the VM has a start time
  input  logic [N_VM-1:0]     time_cur_i,      ///< and this is its slot
  input  logic [N_VM*32-1:0]  epoch_i,
  input  logic [N_VM*3-1:0]   fault_cause_i,
  // tables, in the same cycle
  output logic [VMW-1:0]      vm_o,
  output logic [VMW+1:0]      time_sel_o,
  input  logic [63:0]         time_i,
  output logic [VMW+1:0]      dist_sel_o,
  input  logic [PW-1:0]       dist_i,
  output logic [2:0]          cause_o,
  input  logic [63:0]         info_i,
  input  logic [39:0]         limit_gfn_i,
  input  logic [31:0]         epoch_init_i,
  output logic [31:0]         word_o
);
  wire [VMW-1:0] vm   = rec_i ? rec_vm_i : csr_vm_i;
  wire [3:0]     word = rec_i ? rec_word_i : csr_word_i;
  wire           high = word[0];
  assign vm_o       = vm;
  assign time_sel_o = {vm, rec_i ? rec_slot_i : {1'b0, time_cur_i[csr_vm_i]}};
  assign dist_sel_o = {vm, rec_i ? rec_dist_i : {csr_kind_i, cur_buf_i[csr_vm_i]}};
  assign cause_o    = fault_cause_i[vm*3 +: 3];

  always_ff @(posedge clk_i) begin
    case (word[3:1])
      pml_pkg::VW_EPOCH:      word_o <= epoch_i[vm*32 +: 32];
      pml_pkg::VW_EPOCH_INIT: word_o <= epoch_init_i;
      pml_pkg::VW_TIME:       word_o <= !time_any_i[vm] ? 32'd0 : high ? time_i[63:32] : time_i[31:0];
      pml_pkg::VW_DISTINCT:   word_o <= high ? 32'd0 : 32'(dist_i);
      pml_pkg::VW_FAULT:      word_o <= high ? info_i[63:32] : info_i[31:0];
      pml_pkg::VW_LIMIT_GFN:  word_o <= high ? 32'(limit_gfn_i[39:32]) : limit_gfn_i[31:0];
      default:                word_o <= 32'd0;
    endcase
  end
endmodule
