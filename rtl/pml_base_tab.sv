// SPDX-License-Identifier: Apache-2.0
/// Base addresses that the unit writes and reads memory at: small tables, written over the register write bus (which the clearing
/// walk after reset drives too). One for the reads of the write-back, one for everything that is written. The select of a port comes
/// from a flip-flop of its user.
module pml_base_tab #(
  parameter int unsigned N_VCPU = 8,
  parameter int unsigned N_VM = 8,
  parameter int unsigned IW = 9,
  parameter int unsigned AW = 64,       ///< bits of an address
  localparam int unsigned VMW = (N_VM > 1) ? $clog2(N_VM) : 1,
  localparam int unsigned CW = (N_VCPU > 1) ? $clog2(N_VCPU) : 1,
  localparam int unsigned XW = (VMW + 2 > CW + 1) ? VMW + 2 : CW + 1,
  localparam int unsigned SW = 2 + XW
) (
  input  logic            clk_i,
  input  logic            cw_valid_i,  ///< register write bus
  input  logic [1:0]      cw_blk_i,
  input  logic [IW-1:0]   cw_idx_i,    ///< VM: {vm, word}, VCPU: {vcpu, word}
  input  logic [31:0]     cw_data_i,
  input  logic [VMW+1:0]  rd_sel_i,    ///< {vm, kind (1: written), buffer}, for the reads of the write-back
  output logic [AW-1:0]   rd_base_o,
  input  logic [SW-1:0]   wr_sel_i,    ///< pml_pkg::WB_*, index
  output logic [AW-1:12]  wr_base_o,
  input  logic [VMW:0]    init_sel_i,  ///< {vm, kind}: start counts of a restored VM
  output logic [63:0]     init_o,
  input  logic [VMW-1:0]  rec_vm_i,    ///< recorder's
  output logic [7:0]      vector_o,
  input  logic [VMW-1:0]  cmd_vm_i,    ///< of the command that executes
  output logic [31:0]     epoch_init_o
);
  localparam logic [1:0] GLOBAL = 2'd0, VCPU = 2'd1, VM = 2'd3;
  wire [5:0]     word = cw_idx_i[5:0];
  wire [VMW-1:0] vm   = cw_idx_i[6 +: VMW];
  wire           in_vm = cw_valid_i && cw_blk_i == VM;
  wire           is_map = in_vm && word >= 6'(pml_reg_pkg::VM_A_BASE0 >> 2) && word <= 6'(pml_reg_pkg::VM_W_BASE1_HI >> 2);
  wire           is_sum = in_vm && word[5:2] == 4'(pml_reg_pkg::VM_SUM_BASE0 >> 4);
  wire           is_raw = in_vm && word[5:1] == 5'(pml_reg_pkg::VM_RAW_BASE >> 3);
  wire           is_log = cw_valid_i && cw_blk_i == VCPU && cw_idx_i[3:1] == 3'(pml_reg_pkg::VCPU_LOG_BASE >> 3);
  wire           is_ring = cw_valid_i && cw_blk_i == GLOBAL && cw_idx_i[4:1] == 4'(pml_reg_pkg::GLOBAL_RING_BASE >> 3);
  wire           is_init_a = in_vm && word[5:1] == 5'(pml_reg_pkg::VM_INIT_A >> 3);
  wire           is_init_w = in_vm && word[5:1] == 5'(pml_reg_pkg::VM_INIT_W >> 3);
  wire [VMW+1:0] map_w = {vm, word[4], word[1]};

  pml_tab64 #(.AW(VMW + 2), .W(AW), .ZEROS(12)) u_rd (
    .clk_i, .we_i(is_map), .hi_i(word[0]), .waddr_i(map_w), .data_i(cw_data_i), .raddr_i(rd_sel_i), .data_o(rd_base_o));
  logic [SW-1:0] wr_w;
  logic [11:0]   zeros;
  logic          unused;
  assign unused = ^zeros;
  always_comb begin
    if (is_map)      wr_w = {pml_pkg::WB_MAP, XW'(map_w)};
    else if (is_sum) wr_w = {pml_pkg::WB_VM, XW'({vm, 1'b0, word[1]})};
    else if (is_raw) wr_w = {pml_pkg::WB_VM, XW'({vm, 1'b1, 1'b0})};
    else             wr_w = {pml_pkg::WB_UNIT, XW'({is_ring, is_ring ? CW'(0) : cw_idx_i[4 +: CW]})};
  end
  pml_tab64 #(.AW(SW), .W(AW), .ZEROS(12)) u_wr (
    .clk_i, .we_i(is_map || is_sum || is_raw || is_log || is_ring), .hi_i(word[0]), .waddr_i(wr_w), .data_i(cw_data_i),
    .raddr_i(wr_sel_i), .data_o({wr_base_o, zeros}));
  pml_tab64 #(.AW(VMW + 1)) u_init (
    .clk_i, .we_i(is_init_a || is_init_w), .hi_i(word[0]), .waddr_i({vm, is_init_w}), .data_i(cw_data_i), .raddr_i(init_sel_i),
    .data_o(init_o));

  (* ram_style = "distributed" *) logic [7:0]  vector [0:2**VMW-1];
  (* ram_style = "distributed" *) logic [31:0] epoch_init [0:2**VMW-1];
  always_ff @(posedge clk_i) if (in_vm && word == 6'(pml_reg_pkg::VM_VECTOR >> 2))     vector[vm]     <= cw_data_i[7:0];
  always_ff @(posedge clk_i) if (in_vm && word == 6'(pml_reg_pkg::VM_EPOCH_INIT >> 2)) epoch_init[vm] <= cw_data_i;
  assign vector_o     = vector[rec_vm_i];
  assign epoch_init_o = epoch_init[cmd_vm_i];
endmodule
