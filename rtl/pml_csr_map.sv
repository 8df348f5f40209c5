// SPDX-License-Identifier: Apache-2.0
/// What is at a register address: one look-up for reads and writes. Combinational. docs/registers.md describes every register.
module pml_csr_map #(
  parameter int unsigned N_VM = 8,
  parameter int unsigned N_VCPU = 8,
  parameter int unsigned N_VEC = 16
) (
  input  logic [15:0] addr_i,
  output logic [1:0]  block_o,    ///< 0 GLOBAL, 1 VCPU, 2 VEC, 3 VM
  output logic [7:0]  elem_o,     ///< which VM, vCPU or vector
  output logic [5:0]  word_o,     ///< which word of its block
  output logic        known_o,    ///< there is a register
  output logic        ro_o,       ///< it is read-only
  output logic        wo_o,       ///< it is write-only
  output logic        plain_o,    ///< it reads as it was written: from the register RAM
  output logic        count_o,    ///< it is half of a counter
  output logic [3:0]  table_o,    ///< it is this word of the VM's tables (pml_vm_words)
  output logic [3:0]  value_o,    ///< which values may be written (pml_pkg::VC_*)
  output logic [2:0]  state_o     ///< in which state (pml_pkg::SC_*)
);
  localparam logic [1:0] GLOBAL = 2'd0, VCPU = 2'd1, VEC = 2'd2, VM = 2'd3;
  // {known, read-only, write-only, plain, value, state}
  localparam logic [10:0] NOTHING = {4'b0000, pml_pkg::VC_ANY, pml_pkg::SC_ANY};
  localparam logic [10:0] RO      = {4'b1100, pml_pkg::VC_ANY, pml_pkg::SC_ANY};
  localparam logic [10:0] PLAIN   = {4'b1001, pml_pkg::VC_ANY, pml_pkg::SC_ANY};
  localparam logic [10:0] CONFIG  = {4'b1001, pml_pkg::VC_ANY, pml_pkg::SC_CFG};
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
  wire vm_count = block_o == VM && addr_i[8] && 32'(addr_i[7:3]) < NC;
  logic here;
  always_comb begin
    case (block_o)
      VM:      here = addr_i[15:14] != 2'b11 && 32'(elem_o) < N_VM;
      VEC:     here = 32'(elem_o) < N_VEC;
      VCPU:    here = 32'(elem_o) < N_VCPU;
      default: here = addr_i[11:7] == 5'd0;
    endcase
  end

  logic [10:0] what;
  always_comb begin
    what = NOTHING;
    case (block_o)
      GLOBAL:
        case ({8'd0, word_o, 2'd0})
          pml_reg_pkg::GLOBAL_MAGIC, pml_reg_pkg::GLOBAL_VERSION, pml_reg_pkg::GLOBAL_CAP0, pml_reg_pkg::GLOBAL_CAP1,
          pml_reg_pkg::GLOBAL_FEATURES, pml_reg_pkg::GLOBAL_LENGTH, pml_reg_pkg::GLOBAL_CAP2, pml_reg_pkg::GLOBAL_CAP3, pml_reg_pkg::GLOBAL_TIME,
          pml_reg_pkg::GLOBAL_TIME_HI, pml_reg_pkg::GLOBAL_LAST_ERROR, pml_reg_pkg::GLOBAL_RING_PROD,
          pml_reg_pkg::GLOBAL_RING_RESV, pml_reg_pkg::GLOBAL_UNBOUND, pml_reg_pkg::GLOBAL_UNBOUND_HI,
          pml_reg_pkg::GLOBAL_FILTER_PARITY, pml_reg_pkg::GLOBAL_FILTER_PARITY_HI, pml_reg_pkg::GLOBAL_GUEST_EXIT,
          pml_reg_pkg::GLOBAL_GUEST_EXIT_HI:      what = RO;
          pml_reg_pkg::GLOBAL_SCRATCH:            what = PLAIN;
          pml_reg_pkg::GLOBAL_RING_BASE:          what = {4'b1001, pml_pkg::VC_PAGE, pml_pkg::SC_RING};
          pml_reg_pkg::GLOBAL_RING_BASE_HI:       what = {4'b1001, pml_pkg::VC_FAR, pml_pkg::SC_RING};
          pml_reg_pkg::GLOBAL_RING_LOG2:          what = {4'b1001, pml_pkg::VC_RING_LOG2, pml_pkg::SC_RING};
          pml_reg_pkg::GLOBAL_RING_CONS:          what = {4'b1001, pml_pkg::VC_CONS, pml_pkg::SC_ANY};
          pml_reg_pkg::GLOBAL_ERR_VECTOR:         what = {4'b1001, pml_pkg::VC_VECTOR, pml_pkg::SC_ANY};
          pml_reg_pkg::GLOBAL_TEST_INJECT:        what = {4'b1000, pml_pkg::VC_3, pml_pkg::SC_ANY};
          default: ;
        endcase
      VCPU:
        case ({8'd0, word_o, 2'd0})
          pml_reg_pkg::VCPU_BIND:                 what = {4'b1001, pml_pkg::VC_BIND, pml_pkg::SC_BIND};
          pml_reg_pkg::VCPU_INDEX:                what = {4'b1000, pml_pkg::VC_9, pml_pkg::SC_INDEX};
          pml_reg_pkg::VCPU_STATUS:               what = RO;
          pml_reg_pkg::VCPU_HOLD:                 what = {4'b1001, pml_pkg::VC_1, pml_pkg::SC_ANY};
          pml_reg_pkg::VCPU_LOG_BASE:             what = {4'b1001, pml_pkg::VC_PAGE, pml_pkg::SC_BASE};
          pml_reg_pkg::VCPU_LOG_BASE_HI:          what = {4'b1001, pml_pkg::VC_FAR, pml_pkg::SC_BASE};
          default: ;
        endcase
      VEC:
        case ({8'd0, word_o, 2'd0})
          pml_reg_pkg::VEC_MASK:                  what = {4'b1000, pml_pkg::VC_1, pml_pkg::SC_ANY};
          pml_reg_pkg::VEC_PENDING:               what = RO;
          pml_reg_pkg::VEC_MOD_COUNT:             what = {4'b1001, pml_pkg::VC_16, pml_pkg::SC_ANY};
          pml_reg_pkg::VEC_MOD_TIME:              what = PLAIN;
          default: ;
        endcase
      default:
        if (vm_count) what = RO;
        else if (!addr_i[8])
          case ({8'd0, word_o, 2'd0})
            pml_reg_pkg::VM_CMD:                  what = {4'b1010, pml_pkg::VC_9, pml_pkg::SC_ANY};
            pml_reg_pkg::VM_CONFIG:               what = {4'b1001, pml_pkg::VC_3, pml_pkg::SC_CFG};
            pml_reg_pkg::VM_FILTER_BYPASS:        what = {4'b1001, pml_pkg::VC_1, pml_pkg::SC_ANY};
            pml_reg_pkg::VM_VECTOR:               what = {4'b1001, pml_pkg::VC_8, pml_pkg::SC_CFG};
            pml_reg_pkg::VM_PERIOD,
            pml_reg_pkg::VM_PERIOD_HI:            what = PLAIN;
            pml_reg_pkg::VM_A_BASE0, pml_reg_pkg::VM_A_BASE1, pml_reg_pkg::VM_W_BASE0, pml_reg_pkg::VM_W_BASE1,
            pml_reg_pkg::VM_SUM_BASE0, pml_reg_pkg::VM_SUM_BASE1,
            pml_reg_pkg::VM_RAW_BASE:             what = {4'b1001, pml_pkg::VC_PAGE, pml_pkg::SC_CFG};
            pml_reg_pkg::VM_A_BASE0_HI, pml_reg_pkg::VM_A_BASE1_HI, pml_reg_pkg::VM_W_BASE0_HI, pml_reg_pkg::VM_W_BASE1_HI,
            pml_reg_pkg::VM_SUM_BASE0_HI, pml_reg_pkg::VM_SUM_BASE1_HI,
            pml_reg_pkg::VM_RAW_BASE_HI:          what = {4'b1001, pml_pkg::VC_FAR, pml_pkg::SC_CFG};
            pml_reg_pkg::VM_EPOCH_INIT:           what = CONFIG;
            pml_reg_pkg::VM_LIMIT, pml_reg_pkg::VM_INIT_A,
            pml_reg_pkg::VM_INIT_W:               what = {4'b1001, pml_pkg::VC_PAGES, pml_pkg::SC_CFG};
            pml_reg_pkg::VM_LIMIT_HI, pml_reg_pkg::VM_INIT_A_HI,
            pml_reg_pkg::VM_INIT_W_HI:            what = {4'b1001, pml_pkg::VC_0, pml_pkg::SC_CFG};
            pml_reg_pkg::VM_RAW_LOG2:             what = {4'b1001, pml_pkg::VC_5, pml_pkg::SC_CFG};
            pml_reg_pkg::VM_RAW_CONS:             what = {4'b1000, pml_pkg::VC_CONS, pml_pkg::SC_ANY};
            pml_reg_pkg::VM_MARK:                 what = {4'b1010, pml_pkg::VC_MARK, pml_pkg::SC_MARK};
            pml_reg_pkg::VM_CMD_STATUS, pml_reg_pkg::VM_STATUS, pml_reg_pkg::VM_EPOCH, pml_reg_pkg::VM_RAW_HEAD,
            pml_reg_pkg::VM_FAULT_CODE, pml_reg_pkg::VM_FAULT_INFO, pml_reg_pkg::VM_FAULT_INFO_HI,
            pml_reg_pkg::VM_LIMIT_GFN, pml_reg_pkg::VM_LIMIT_GFN_HI, pml_reg_pkg::VM_GEN, pml_reg_pkg::VM_DISTINCT_A,
            pml_reg_pkg::VM_DISTINCT_A_HI, pml_reg_pkg::VM_DISTINCT_W, pml_reg_pkg::VM_DISTINCT_W_HI, pml_reg_pkg::VM_START,
            pml_reg_pkg::VM_START_HI:             what = RO;
            default: ;
          endcase
    endcase
  end

  logic [2:0] tab;
  always_comb begin
    tab = pml_pkg::VW_NONE;
    if (block_o == VM && !addr_i[8])
      case ({8'd0, word_o, 2'd0})
        pml_reg_pkg::VM_EPOCH:                                        tab = pml_pkg::VW_EPOCH;
        pml_reg_pkg::VM_FAULT_INFO, pml_reg_pkg::VM_FAULT_INFO_HI:    tab = pml_pkg::VW_FAULT;
        pml_reg_pkg::VM_LIMIT_GFN, pml_reg_pkg::VM_LIMIT_GFN_HI:      tab = pml_pkg::VW_LIMIT_GFN;
        pml_reg_pkg::VM_DISTINCT_A, pml_reg_pkg::VM_DISTINCT_A_HI,
        pml_reg_pkg::VM_DISTINCT_W, pml_reg_pkg::VM_DISTINCT_W_HI:    tab = pml_pkg::VW_DISTINCT;
        pml_reg_pkg::VM_START, pml_reg_pkg::VM_START_HI:              tab = pml_pkg::VW_TIME;
        default: ;
      endcase
  end
  assign table_o = {tab, word_o[0]};

  assign known_o = here && what[10];
  assign ro_o    = what[9];
  assign wo_o    = what[8];
  assign plain_o = here && what[7];
  assign value_o = what[6:3];
  assign state_o = what[2:0];
  assign count_o = here && (vm_count || (block_o == GLOBAL && word_o[5:2] == 4'(pml_reg_pkg::GLOBAL_UNBOUND >> 4)));

  logic unused;
  assign unused = ^addr_i[1:0];
endmodule
