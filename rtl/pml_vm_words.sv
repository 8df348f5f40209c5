// SPDX-License-Identifier: Apache-2.0
/// The one read port for what records and registers show of a VM beside its flags: 32-bit words of tables. The recorder has the port
/// while it fills a record; a register read waits so long (step R2). The word is there in the next cycle; it is kept in three parts, of
/// which all but one are 0.
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
  input  logic [VMW-1:0]      csr_vm_next_i,   ///< csr_vm_i, a cycle ahead
  input  logic [3:0]          csr_word_i,
  input  logic                csr_kind_i,
  // state
  input  logic [N_VM-1:0]     cur_buf_i,
  input  logic [N_VM-1:0]     time_any_next_i, ///< the VM has a start time, in the next cycle
  input  logic [N_VM-1:0]     time_cur_i,      ///< and this is its slot
  input  logic [N_VM*32-1:0]  epoch_i,
  input  logic [N_VM*3-1:0]   fault_cause_i,
  // tables, in the same cycle
  output logic [VMW-1:0]      vm_o,
  output logic [VMW+1:0]      time_sel_o,
  input  logic [63:0]         time_i,
  output logic [VMW+1:0]      dist_sel_o,
  input  logic [PW-1:0]       dist_i,
  output logic [2:0]          cause_o,         ///< 0: not asked for
  input  logic [63:0]         info_i,
  input  logic [39:0]         limit_gfn_i,
  output logic [31:0]         word_o
);
  logic [2:0]    cause_q;
  logic          csr_buf_q;
  logic [VMW-1:0] vm;   // vm_next, a cycle later
  wire [3:0]     word = rec_i ? rec_word_i : csr_word_i;
  wire           high = word[0];
  assign vm_o       = vm;
  assign time_sel_o = {vm, rec_i ? rec_slot_i : {1'b0, time_cur_i[csr_vm_i]}};
  assign dist_sel_o = {vm, rec_i ? rec_dist_i : {csr_kind_i, csr_buf_q}};
  wire is_epoch = word[3:1] == pml_pkg::VW_EPOCH;
  wire is_time  = word[3:1] == pml_pkg::VW_TIME;
  wire is_dist  = word[3:1] == pml_pkg::VW_DISTINCT;
  wire is_fault = word[3:1] == pml_pkg::VW_FAULT;
  wire is_limit = word[3:1] == pml_pkg::VW_LIMIT_GFN;
  // looked up a cycle ahead: the VM stays long enough. Info is 0 for anything else
  wire [VMW-1:0] vm_next = rec_i ? rec_vm_i : csr_vm_next_i;
  always_ff @(posedge clk_i) vm <= vm_next;
  always_ff @(posedge clk_i) cause_q <= fault_cause_i[vm_next*3 +: 3];
  always_ff @(posedge clk_i) csr_buf_q <= cur_buf_i[csr_vm_next_i];
  logic any_q;
  always_ff @(posedge clk_i) any_q <= time_any_next_i[vm_next];
  assign cause_o = is_fault ? cause_q : 3'd0;

  // the lowest bit of the select is shared by times and epochs: four ways are one LUT
  wire           pick = is_epoch ? vm[0] : high;
  wire [VMW-1:0] epoch_vm = (N_VM > 1) ? ((vm >> 1) << 1) | VMW'(pick) : '0;
  logic [31:0]   first_q, low_q, rest_q;
  always_ff @(posedge clk_i) begin
    case ({is_epoch, pick})
      2'b00:   first_q <= time_i[31:0];
      2'b01:   first_q <= time_i[63:32];
      default: first_q <= epoch_i[epoch_vm*32 +: 32];
    endcase
    if (!(is_epoch || (is_time && any_q))) first_q <= '0;
    low_q <= info_i[31:0] | (limit_gfn_i[31:0] & {32{is_limit}});
    if (high) low_q <= '0;
    rest_q <= (is_dist && !high ? 32'(dist_i) : 32'd0) | (high ? info_i[63:32] : 32'd0) | (is_limit && high ? 32'(limit_gfn_i[39:32]) : 32'd0);
  end
  assign word_o = first_q | low_q | rest_q;
endmodule
