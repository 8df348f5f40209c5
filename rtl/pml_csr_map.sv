// SPDX-License-Identifier: Apache-2.0
/// What is at a register address: one look-up for reads and writes. docs/registers.md describes every register. What a register is comes
/// from a ROM, a cycle after the address; that is held meanwhile.
module pml_csr_map #(
  parameter int unsigned N_VM = 8,
  parameter int unsigned N_VCPU = 8,
  parameter int unsigned N_VEC = 16
) (
  input  logic        clk_i,
  input  logic [15:0] addr_i,
  // of the cycle
  output logic [1:0]  block_o,    ///< 0 GLOBAL, 1 VCPU, 2 VEC, 3 VM
  output logic [7:0]  elem_o,     ///< which VM, vCPU or vector
  output logic [5:0]  word_o,     ///< which word of its block
  // a cycle later
  output logic        known_o,    ///< there is a register
  output logic        ro_o,       ///< it is read-only
  output logic        wo_o,       ///< it is write-only
  output logic        plain_o,    ///< it reads as it was written: from the register RAM
  output logic        count_o,    ///< it is half of a counter
  output logic [3:0]  table_o,    ///< it is this word of the VM's tables (pml_vm_words)
  output logic [6:0]  live_o,     ///< it is this of the unit's state (pml_pkg::LV_*)
  output logic [3:0]  value_o,    ///< which values may be written (pml_pkg::VC_*)
  output logic [2:0]  state_o     ///< in which state (pml_pkg::SC_*)
);
  localparam logic [1:0] GLOBAL = 2'd0, VCPU = 2'd1, VEC = 2'd2, VM = 2'd3;
  localparam int unsigned NC = pml_reg_pkg::VM_CNT_COUNT;

  always_comb begin
    if (addr_i[15:14] != 2'b00) block_o = VM;
    else if (addr_i[13])        block_o = VEC;
    else if (addr_i[12])        block_o = VCPU;
    else                        block_o = GLOBAL;
    case (block_o)
      VM: begin
        elem_o = {2'b00, addr_i[15], addr_i[13:9]};
        word_o = addr_i[7:2];
      end
      VEC: begin
        elem_o = addr_i[12:5];
        word_o = {3'b000, addr_i[4:2]};
      end
      VCPU: begin
        elem_o = {2'b00, addr_i[11:6]};
        word_o = {2'b00, addr_i[5:2]};
      end
      default: begin
        elem_o = 8'd0;
        word_o = {1'b0, addr_i[6:2]};
      end
    endcase
  end
  logic here;
  always_comb begin
    case (block_o)
      VM:      here = addr_i[15:14] != 2'b11 && 32'(elem_o) < N_VM;
      VEC:     here = 32'(elem_o) < N_VEC;
      VCPU:    here = 32'(elem_o) < N_VCPU;
      default: here = addr_i[11:7] == 5'd0;
    endcase
  end

  logic here_q;
  always_ff @(posedge clk_i) here_q <= here;

  // The ROM, at {block, offset bits 8:2}. A word: {known, read-only, write-only, plain, counter}, value, state, live
  localparam logic [4:0] RO = 5'b11000, WO = 5'b10100, LIVE = 5'b10000, PLAIN = 5'b10010, COUNT = 5'b11001,
                         CONST = 5'b11010;  // in the register RAM since reset
  localparam int unsigned W = 19;
  (* ram_style = "block" *) logic [W-1:0] rom [0:511];
  logic [W-1:0] word_q;
  initial begin
    for (int unsigned i = 0; i < 512; i++) rom[i] = '0;
    rom[{GLOBAL, 7'(pml_reg_pkg::GLOBAL_MAGIC >> 2)}]            = {CONST, pml_pkg::VC_ANY, pml_pkg::SC_ANY, pml_pkg::LV_NONE};
    rom[{GLOBAL, 7'(pml_reg_pkg::GLOBAL_VERSION >> 2)}]          = {CONST, pml_pkg::VC_ANY, pml_pkg::SC_ANY, pml_pkg::LV_NONE};
    rom[{GLOBAL, 7'(pml_reg_pkg::GLOBAL_CAP0 >> 2)}]             = {CONST, pml_pkg::VC_ANY, pml_pkg::SC_ANY, pml_pkg::LV_NONE};
    rom[{GLOBAL, 7'(pml_reg_pkg::GLOBAL_CAP1 >> 2)}]             = {CONST, pml_pkg::VC_ANY, pml_pkg::SC_ANY, pml_pkg::LV_NONE};
    rom[{GLOBAL, 7'(pml_reg_pkg::GLOBAL_FEATURES >> 2)}]         = {CONST, pml_pkg::VC_ANY, pml_pkg::SC_ANY, pml_pkg::LV_NONE};
    rom[{GLOBAL, 7'(pml_reg_pkg::GLOBAL_LENGTH >> 2)}]           = {CONST, pml_pkg::VC_ANY, pml_pkg::SC_ANY, pml_pkg::LV_NONE};
    rom[{GLOBAL, 7'(pml_reg_pkg::GLOBAL_CAP2 >> 2)}]             = {CONST, pml_pkg::VC_ANY, pml_pkg::SC_ANY, pml_pkg::LV_NONE};
    rom[{GLOBAL, 7'(pml_reg_pkg::GLOBAL_CAP3 >> 2)}]             = {CONST, pml_pkg::VC_ANY, pml_pkg::SC_ANY, pml_pkg::LV_NONE};
    rom[{GLOBAL, 7'(pml_reg_pkg::GLOBAL_TIME >> 2)}]             = {RO, pml_pkg::VC_ANY, pml_pkg::SC_ANY, pml_pkg::LV_TIME};
    rom[{GLOBAL, 7'(pml_reg_pkg::GLOBAL_TIME_HI >> 2)}]          = {RO, pml_pkg::VC_ANY, pml_pkg::SC_ANY, pml_pkg::LV_TIME_HI};
    rom[{GLOBAL, 7'(pml_reg_pkg::GLOBAL_LAST_ERROR >> 2)}]       = {RO, pml_pkg::VC_ANY, pml_pkg::SC_ANY, pml_pkg::LV_LAST_ERROR};
    rom[{GLOBAL, 7'(pml_reg_pkg::GLOBAL_RING_PROD >> 2)}]        = {RO, pml_pkg::VC_ANY, pml_pkg::SC_ANY, pml_pkg::LV_HEAD};
    rom[{GLOBAL, 7'(pml_reg_pkg::GLOBAL_RING_RESV >> 2)}]        = {RO, pml_pkg::VC_ANY, pml_pkg::SC_ANY, pml_pkg::LV_RESV};
    rom[{GLOBAL, 7'(pml_reg_pkg::GLOBAL_UNBOUND >> 2)}]          = {COUNT, pml_pkg::VC_ANY, pml_pkg::SC_ANY, pml_pkg::LV_NONE};
    rom[{GLOBAL, 7'(pml_reg_pkg::GLOBAL_UNBOUND_HI >> 2)}]       = {COUNT, pml_pkg::VC_ANY, pml_pkg::SC_ANY, pml_pkg::LV_NONE};
    rom[{GLOBAL, 7'(pml_reg_pkg::GLOBAL_FILTER_PARITY >> 2)}]    = {COUNT, pml_pkg::VC_ANY, pml_pkg::SC_ANY, pml_pkg::LV_NONE};
    rom[{GLOBAL, 7'(pml_reg_pkg::GLOBAL_FILTER_PARITY_HI >> 2)}] = {COUNT, pml_pkg::VC_ANY, pml_pkg::SC_ANY, pml_pkg::LV_NONE};
    rom[{GLOBAL, 7'(pml_reg_pkg::GLOBAL_GUEST_EXIT >> 2)}]       = {RO, pml_pkg::VC_ANY, pml_pkg::SC_ANY, pml_pkg::LV_EXIT};
    rom[{GLOBAL, 7'(pml_reg_pkg::GLOBAL_GUEST_EXIT_HI >> 2)}]    = {RO, pml_pkg::VC_ANY, pml_pkg::SC_ANY, pml_pkg::LV_EXIT_HI};
    rom[{GLOBAL, 7'(pml_reg_pkg::GLOBAL_SCRATCH >> 2)}]          = {PLAIN, pml_pkg::VC_ANY, pml_pkg::SC_ANY, pml_pkg::LV_NONE};
    rom[{GLOBAL, 7'(pml_reg_pkg::GLOBAL_RING_BASE >> 2)}]        = {PLAIN, pml_pkg::VC_PAGE, pml_pkg::SC_RING, pml_pkg::LV_NONE};
    rom[{GLOBAL, 7'(pml_reg_pkg::GLOBAL_RING_BASE_HI >> 2)}]     = {PLAIN, pml_pkg::VC_FAR, pml_pkg::SC_RING, pml_pkg::LV_NONE};
    rom[{GLOBAL, 7'(pml_reg_pkg::GLOBAL_RING_LOG2 >> 2)}]        = {PLAIN, pml_pkg::VC_RING_LOG2, pml_pkg::SC_RING, pml_pkg::LV_NONE};
    rom[{GLOBAL, 7'(pml_reg_pkg::GLOBAL_RING_CONS >> 2)}]        = {PLAIN, pml_pkg::VC_CONS, pml_pkg::SC_ANY, pml_pkg::LV_NONE};
    rom[{GLOBAL, 7'(pml_reg_pkg::GLOBAL_ERR_VECTOR >> 2)}]       = {PLAIN, pml_pkg::VC_VECTOR, pml_pkg::SC_ANY, pml_pkg::LV_NONE};
    rom[{GLOBAL, 7'(pml_reg_pkg::GLOBAL_TEST_INJECT >> 2)}]      = {LIVE, pml_pkg::VC_3, pml_pkg::SC_ANY, pml_pkg::LV_INJECT};
    rom[{VCPU, 7'(pml_reg_pkg::VCPU_BIND >> 2)}]                 = {PLAIN, pml_pkg::VC_BIND, pml_pkg::SC_BIND, pml_pkg::LV_NONE};
    rom[{VCPU, 7'(pml_reg_pkg::VCPU_INDEX >> 2)}]                = {LIVE, pml_pkg::VC_9, pml_pkg::SC_INDEX, pml_pkg::LV_INDEX};
    rom[{VCPU, 7'(pml_reg_pkg::VCPU_STATUS >> 2)}]               = {RO, pml_pkg::VC_ANY, pml_pkg::SC_ANY, pml_pkg::LV_VCPU};
    rom[{VCPU, 7'(pml_reg_pkg::VCPU_HOLD >> 2)}]                 = {PLAIN, pml_pkg::VC_1, pml_pkg::SC_ANY, pml_pkg::LV_NONE};
    rom[{VCPU, 7'(pml_reg_pkg::VCPU_LOG_BASE >> 2)}]             = {PLAIN, pml_pkg::VC_PAGE, pml_pkg::SC_BASE, pml_pkg::LV_NONE};
    rom[{VCPU, 7'(pml_reg_pkg::VCPU_LOG_BASE_HI >> 2)}]          = {PLAIN, pml_pkg::VC_FAR, pml_pkg::SC_BASE, pml_pkg::LV_NONE};
    rom[{VEC, 7'(pml_reg_pkg::VEC_MASK >> 2)}]                   = {LIVE, pml_pkg::VC_1, pml_pkg::SC_ANY, pml_pkg::LV_MASK};
    rom[{VEC, 7'(pml_reg_pkg::VEC_PENDING >> 2)}]                = {RO, pml_pkg::VC_ANY, pml_pkg::SC_ANY, pml_pkg::LV_PENDING};
    rom[{VEC, 7'(pml_reg_pkg::VEC_MOD_COUNT >> 2)}]              = {PLAIN, pml_pkg::VC_16, pml_pkg::SC_ANY, pml_pkg::LV_NONE};
    rom[{VEC, 7'(pml_reg_pkg::VEC_MOD_TIME >> 2)}]               = {PLAIN, pml_pkg::VC_ANY, pml_pkg::SC_ANY, pml_pkg::LV_NONE};
    rom[{VM, 7'(pml_reg_pkg::VM_CMD >> 2)}]                      = {WO, pml_pkg::VC_9, pml_pkg::SC_ANY, pml_pkg::LV_NONE};
    rom[{VM, 7'(pml_reg_pkg::VM_CONFIG >> 2)}]                   = {PLAIN, pml_pkg::VC_3, pml_pkg::SC_CFG, pml_pkg::LV_NONE};
    rom[{VM, 7'(pml_reg_pkg::VM_FILTER_BYPASS >> 2)}]            = {PLAIN, pml_pkg::VC_1, pml_pkg::SC_ANY, pml_pkg::LV_NONE};
    rom[{VM, 7'(pml_reg_pkg::VM_VECTOR >> 2)}]                   = {PLAIN, pml_pkg::VC_8, pml_pkg::SC_CFG, pml_pkg::LV_NONE};
    rom[{VM, 7'(pml_reg_pkg::VM_PERIOD >> 2)}]                   = {PLAIN, pml_pkg::VC_ANY, pml_pkg::SC_ANY, pml_pkg::LV_NONE};
    rom[{VM, 7'(pml_reg_pkg::VM_PERIOD_HI >> 2)}]                = {PLAIN, pml_pkg::VC_ANY, pml_pkg::SC_ANY, pml_pkg::LV_NONE};
    rom[{VM, 7'(pml_reg_pkg::VM_A_BASE0 >> 2)}]                  = {PLAIN, pml_pkg::VC_PAGE, pml_pkg::SC_CFG, pml_pkg::LV_NONE};
    rom[{VM, 7'(pml_reg_pkg::VM_A_BASE1 >> 2)}]                  = {PLAIN, pml_pkg::VC_PAGE, pml_pkg::SC_CFG, pml_pkg::LV_NONE};
    rom[{VM, 7'(pml_reg_pkg::VM_W_BASE0 >> 2)}]                  = {PLAIN, pml_pkg::VC_PAGE, pml_pkg::SC_CFG, pml_pkg::LV_NONE};
    rom[{VM, 7'(pml_reg_pkg::VM_W_BASE1 >> 2)}]                  = {PLAIN, pml_pkg::VC_PAGE, pml_pkg::SC_CFG, pml_pkg::LV_NONE};
    rom[{VM, 7'(pml_reg_pkg::VM_SUM_BASE0 >> 2)}]                = {PLAIN, pml_pkg::VC_PAGE, pml_pkg::SC_CFG, pml_pkg::LV_NONE};
    rom[{VM, 7'(pml_reg_pkg::VM_SUM_BASE1 >> 2)}]                = {PLAIN, pml_pkg::VC_PAGE, pml_pkg::SC_CFG, pml_pkg::LV_NONE};
    rom[{VM, 7'(pml_reg_pkg::VM_RAW_BASE >> 2)}]                 = {PLAIN, pml_pkg::VC_PAGE, pml_pkg::SC_CFG, pml_pkg::LV_NONE};
    rom[{VM, 7'(pml_reg_pkg::VM_A_BASE0_HI >> 2)}]               = {PLAIN, pml_pkg::VC_FAR, pml_pkg::SC_CFG, pml_pkg::LV_NONE};
    rom[{VM, 7'(pml_reg_pkg::VM_A_BASE1_HI >> 2)}]               = {PLAIN, pml_pkg::VC_FAR, pml_pkg::SC_CFG, pml_pkg::LV_NONE};
    rom[{VM, 7'(pml_reg_pkg::VM_W_BASE0_HI >> 2)}]               = {PLAIN, pml_pkg::VC_FAR, pml_pkg::SC_CFG, pml_pkg::LV_NONE};
    rom[{VM, 7'(pml_reg_pkg::VM_W_BASE1_HI >> 2)}]               = {PLAIN, pml_pkg::VC_FAR, pml_pkg::SC_CFG, pml_pkg::LV_NONE};
    rom[{VM, 7'(pml_reg_pkg::VM_SUM_BASE0_HI >> 2)}]             = {PLAIN, pml_pkg::VC_FAR, pml_pkg::SC_CFG, pml_pkg::LV_NONE};
    rom[{VM, 7'(pml_reg_pkg::VM_SUM_BASE1_HI >> 2)}]             = {PLAIN, pml_pkg::VC_FAR, pml_pkg::SC_CFG, pml_pkg::LV_NONE};
    rom[{VM, 7'(pml_reg_pkg::VM_RAW_BASE_HI >> 2)}]              = {PLAIN, pml_pkg::VC_FAR, pml_pkg::SC_CFG, pml_pkg::LV_NONE};
    rom[{VM, 7'(pml_reg_pkg::VM_EPOCH_INIT >> 2)}]               = {PLAIN, pml_pkg::VC_ANY, pml_pkg::SC_CFG, pml_pkg::LV_NONE};
    rom[{VM, 7'(pml_reg_pkg::VM_LIMIT >> 2)}]                    = {PLAIN, pml_pkg::VC_PAGES, pml_pkg::SC_CFG, pml_pkg::LV_NONE};
    rom[{VM, 7'(pml_reg_pkg::VM_INIT_A >> 2)}]                   = {PLAIN, pml_pkg::VC_PAGES, pml_pkg::SC_CFG, pml_pkg::LV_NONE};
    rom[{VM, 7'(pml_reg_pkg::VM_INIT_W >> 2)}]                   = {PLAIN, pml_pkg::VC_PAGES, pml_pkg::SC_CFG, pml_pkg::LV_NONE};
    rom[{VM, 7'(pml_reg_pkg::VM_LIMIT_HI >> 2)}]                 = {PLAIN, pml_pkg::VC_0, pml_pkg::SC_CFG, pml_pkg::LV_NONE};
    rom[{VM, 7'(pml_reg_pkg::VM_INIT_A_HI >> 2)}]                = {PLAIN, pml_pkg::VC_0, pml_pkg::SC_CFG, pml_pkg::LV_NONE};
    rom[{VM, 7'(pml_reg_pkg::VM_INIT_W_HI >> 2)}]                = {PLAIN, pml_pkg::VC_0, pml_pkg::SC_CFG, pml_pkg::LV_NONE};
    rom[{VM, 7'(pml_reg_pkg::VM_RAW_LOG2 >> 2)}]                 = {PLAIN, pml_pkg::VC_5, pml_pkg::SC_CFG, pml_pkg::LV_NONE};
    rom[{VM, 7'(pml_reg_pkg::VM_RAW_CONS >> 2)}]                 = {LIVE, pml_pkg::VC_CONS, pml_pkg::SC_ANY, pml_pkg::LV_CONS};
    rom[{VM, 7'(pml_reg_pkg::VM_MARK >> 2)}]                     = {WO, pml_pkg::VC_MARK, pml_pkg::SC_MARK, pml_pkg::LV_NONE};
    rom[{VM, 7'(pml_reg_pkg::VM_CMD_STATUS >> 2)}]               = {RO, pml_pkg::VC_ANY, pml_pkg::SC_ANY, pml_pkg::LV_CMD_STATUS};
    rom[{VM, 7'(pml_reg_pkg::VM_STATUS >> 2)}]                   = {RO, pml_pkg::VC_ANY, pml_pkg::SC_ANY, pml_pkg::LV_VM};
    rom[{VM, 7'(pml_reg_pkg::VM_EPOCH >> 2)}]                    = {RO, pml_pkg::VC_ANY, pml_pkg::SC_ANY, pml_pkg::LV_NONE};
    rom[{VM, 7'(pml_reg_pkg::VM_RAW_HEAD >> 2)}]                 = {RO, pml_pkg::VC_ANY, pml_pkg::SC_ANY, pml_pkg::LV_HEAD};
    rom[{VM, 7'(pml_reg_pkg::VM_FAULT_CODE >> 2)}]               = {RO, pml_pkg::VC_ANY, pml_pkg::SC_ANY, pml_pkg::LV_FAULT};
    rom[{VM, 7'(pml_reg_pkg::VM_FAULT_INFO >> 2)}]               = {RO, pml_pkg::VC_ANY, pml_pkg::SC_ANY, pml_pkg::LV_NONE};
    rom[{VM, 7'(pml_reg_pkg::VM_FAULT_INFO_HI >> 2)}]            = {RO, pml_pkg::VC_ANY, pml_pkg::SC_ANY, pml_pkg::LV_NONE};
    rom[{VM, 7'(pml_reg_pkg::VM_LIMIT_GFN >> 2)}]                = {RO, pml_pkg::VC_ANY, pml_pkg::SC_ANY, pml_pkg::LV_NONE};
    rom[{VM, 7'(pml_reg_pkg::VM_LIMIT_GFN_HI >> 2)}]             = {RO, pml_pkg::VC_ANY, pml_pkg::SC_ANY, pml_pkg::LV_NONE};
    rom[{VM, 7'(pml_reg_pkg::VM_GEN >> 2)}]                      = {RO, pml_pkg::VC_ANY, pml_pkg::SC_ANY, pml_pkg::LV_GEN};
    rom[{VM, 7'(pml_reg_pkg::VM_DISTINCT_A >> 2)}]               = {RO, pml_pkg::VC_ANY, pml_pkg::SC_ANY, pml_pkg::LV_NONE};
    rom[{VM, 7'(pml_reg_pkg::VM_DISTINCT_A_HI >> 2)}]            = {RO, pml_pkg::VC_ANY, pml_pkg::SC_ANY, pml_pkg::LV_NONE};
    rom[{VM, 7'(pml_reg_pkg::VM_DISTINCT_W >> 2)}]               = {RO, pml_pkg::VC_ANY, pml_pkg::SC_ANY, pml_pkg::LV_NONE};
    rom[{VM, 7'(pml_reg_pkg::VM_DISTINCT_W_HI >> 2)}]            = {RO, pml_pkg::VC_ANY, pml_pkg::SC_ANY, pml_pkg::LV_NONE};
    rom[{VM, 7'(pml_reg_pkg::VM_START >> 2)}]                    = {RO, pml_pkg::VC_ANY, pml_pkg::SC_ANY, pml_pkg::LV_NONE};
    rom[{VM, 7'(pml_reg_pkg::VM_START_HI >> 2)}]                 = {RO, pml_pkg::VC_ANY, pml_pkg::SC_ANY, pml_pkg::LV_NONE};
    for (int unsigned i = 0; i < 2 * NC; i++)
      rom[{VM, 7'(64 + i)}] = {COUNT, pml_pkg::VC_ANY, pml_pkg::SC_ANY, pml_pkg::LV_NONE};
  end
  always_ff @(posedge clk_i) word_q <= rom[{block_o, block_o == VM && addr_i[8], word_o}];
  assign known_o = here_q && word_q[18];
  assign ro_o    = word_q[17];
  assign wo_o    = word_q[16];
  assign plain_o = here_q && word_q[15];
  assign count_o = here_q && word_q[14];
  assign value_o = word_q[13:10];
  assign state_o = word_q[9:7];
  assign live_o  = word_q[6:0];

  // words of tables: what is looked up by them takes a cycle, so they come from flip-flops
  logic [2:0] tab;
  always_comb begin
    case (addr_i[8:3])
      6'(pml_reg_pkg::VM_EPOCH >> 3):      tab = word_o[0] ? pml_pkg::VW_EPOCH : pml_pkg::VW_NONE;
      6'(pml_reg_pkg::VM_FAULT_INFO >> 3): tab = pml_pkg::VW_FAULT;
      6'(pml_reg_pkg::VM_LIMIT_GFN >> 3):  tab = pml_pkg::VW_LIMIT_GFN;
      6'(pml_reg_pkg::VM_DISTINCT_A >> 3),
      6'(pml_reg_pkg::VM_DISTINCT_W >> 3): tab = pml_pkg::VW_DISTINCT;
      6'(pml_reg_pkg::VM_START >> 3):      tab = pml_pkg::VW_TIME;
      default:                             tab = pml_pkg::VW_NONE;
    endcase
    if (block_o != VM) tab = pml_pkg::VW_NONE;
  end
  always_ff @(posedge clk_i) table_o <= {tab, word_o[0]};

  logic unused;
  assign unused = ^addr_i[1:0];
endmodule
