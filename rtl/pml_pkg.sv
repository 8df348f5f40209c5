// SPDX-License-Identifier: Apache-2.0
/// Codes that several stages share, at the width they have in the unit (docs/microarchitecture.md sections 8 to 10). State, job, mode
/// and fault codes are those of rtl/pml_regs.toml: yosys 0.23 cannot name another package here, so pml_unit checks that they agree.
package pml_pkg;
  // VM state
  localparam logic [2:0] ST_OFF = 3'd0, ST_ENABLING = 3'd1, ST_ACTIVE = 3'd2, ST_STOPPING = 3'd3,
                         ST_RESETTING = 3'd4, ST_FAULTED = 3'd5, ST_FAULT_DONE = 3'd6, ST_PREPARED = 3'd7;
  // job
  localparam logic [2:0] JOB_NONE = 3'd0, JOB_ENABLE = 3'd1, JOB_HARVEST = 3'd2, JOB_PEEK = 3'd3,
                         JOB_DISABLE = 3'd4, JOB_STOP = 3'd5, JOB_PREPARE = 3'd6;
  // mode
  localparam logic [1:0] MODE_BITMAP = 2'd0, MODE_RAW = 2'd1, MODE_INTEL = 2'd2;
  // fault code
  localparam logic [2:0] FC_WR = 3'd1, FC_RD = 3'd2, FC_STORE = 3'd3, FC_LOG = 3'd4;
  localparam logic [2:0] FC_STORE_WB = 3'd5;   // shown as FC_STORE: found at write-back, not at commit
  // map operation
  localparam logic [2:0] OP_SET = 3'd0, OP_CLEAR = 3'd1, OP_READ_H = 3'd2, OP_READ_T = 3'd3, OP_WIPE = 3'd4,
                         OP_MARK = 3'd5;
  // X source
  localparam logic [1:0] XS_LINE = 2'd0, XS_SUM = 2'd1, XS_REC = 2'd2, XS_RAW = 2'd3;
  // where a write goes: bases of {vm, kind, buffer}; {vm, 0, buffer} summary or {vm, 1, 0} raw ring; {0, vcpu} log page or {1, 0} record ring
  localparam logic [1:0] WB_MAP = 2'd0, WB_VM = 2'd1, WB_UNIT = 2'd2;
  // words of a VM's tables (pml_vm_words)
  localparam logic [2:0] VW_NONE = 3'd0, VW_EPOCH = 3'd1, VW_TIME = 3'd2, VW_DISTINCT = 3'd3, VW_FAULT = 3'd4, VW_LIMIT_GFN = 3'd5;
  // what a register shows of the unit's state (pml_csr_live): {one of four groups, which of it}
  localparam logic [6:0] LV_NONE = 7'd0,
                         LV_TIME = {4'd1, 3'd0}, LV_TIME_HI = {4'd1, 3'd1}, LV_HEAD = {4'd1, 3'd2}, LV_CONS = {4'd1, 3'd3},
                         LV_LAST_ERROR = {4'd2, 3'd0}, LV_RESV = {4'd2, 3'd1}, LV_VCPU = {4'd2, 3'd2}, LV_VM = {4'd2, 3'd3},
                         LV_INDEX = {4'd4, 3'd0}, LV_GEN = {4'd4, 3'd1},
                         LV_CMD_STATUS = {4'd8, 3'd0}, LV_FAULT = {4'd8, 3'd1}, LV_INJECT = {4'd8, 3'd2}, LV_MASK = {4'd8, 3'd3},
                         LV_PENDING = {4'd8, 3'd4}, LV_EXIT = {4'd8, 3'd5}, LV_EXIT_HI = {4'd8, 3'd6};
  // register writes: which values are good ...
  localparam logic [3:0] VC_ANY = 4'd0, VC_1 = 4'd1, VC_3 = 4'd2, VC_5 = 4'd3, VC_8 = 4'd4, VC_9 = 4'd5, VC_16 = 4'd6,  // bits
                         VC_PAGE = 4'd7, VC_BIND = 4'd8, VC_RING_LOG2 = 4'd9, VC_VECTOR = 4'd10, VC_CONS = 4'd11, VC_MARK = 4'd12,
                         VC_PAGES = 4'd13, VC_0 = 4'd14, VC_FAR = 4'd15;
  // ... and in which state
  localparam logic [2:0] SC_ANY = 3'd0, SC_CFG = 3'd1, SC_RING = 3'd2, SC_BASE = 3'd3, SC_BIND = 3'd4, SC_INDEX = 3'd5,
                         SC_MARK = 3'd6;
endpackage
