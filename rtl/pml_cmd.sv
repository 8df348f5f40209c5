// SPDX-License-Identifier: Apache-2.0
/// Commands: dom0's, and the period timers' harvests, VMs in turn; one at a time in three stages. X0 reads the state of its VM,
/// X1 checks it and the room for records, X2 executes it or refuses it with a status before anything has changed (O2: a harvest that
/// cannot be served is refused before the cut); pml_cmd_vm applies it. Between X0 and X2 nothing but a fault changes what was checked:
/// the end of a job waits (busy_o), and a VM that is not ACTIVE any more is refused in X2. Holds the cycle counter and every VM's state.
`include "pml_assert.svh"
`include "pml_bug.svh"
module pml_cmd #(
  parameter int unsigned N_VM = 8,         ///< VMs, power of two
  localparam int unsigned VMW = (N_VM > 1) ? $clog2(N_VM) : 1
) (
  input  logic                    clk_i,
  input  logic                    rst_ni,
  // dom0's command: in X0 in the next cycle
  input  logic                    cmd_near_i,    ///< one may come now or in the next cycle
  input  logic                    cmd_we_i,
  input  logic [VMW-1:0]          cmd_vm_i,
  input  logic [8:0]              cmd_data_i,    ///< {buffer, code}
  output logic                    cmd_hold_o,    ///< none may come in the cycle after the next
  // configuration
  input  logic [N_VM*2-1:0]       cfg_mode_i,
  input  logic [31:0]             epoch_init_i,  ///< of fin_vm_i
  input  logic [N_VM-1:0]         tmr_end_i,     ///< a VM's period is over: of a VM that is ACTIVE
  input  logic                    cfg_bad_i,     ///< of the VM of an ENABLE or PREPARE in X1
  input  logic                    mark_valid_i,  ///< a MARK of mark_vm_i is not served yet
  input  logic [7:0]              mark_vm_i,
  input  logic                    rec_room1_i,   ///< room for records, as of X0
  input  logic                    rec_room2_i,
  // the engine's FIN cycle
  input  logic [N_VM-1:0]         fin_v_i,       ///< FIN of this VM's job
  input  logic [VMW-1:0]          fin_vm_i,      ///< which VM the engine is at
  // faults, the winning one of each VM
  input  logic [N_VM-1:0]         fault_valid_i,
  input  logic [N_VM*3-1:0]       fault_cause_i,
  // state
  output logic [63:0]             now_o,
  output logic [N_VM*3-1:0]       state_o,
  output logic [N_VM-1:0]         active_o,      ///< it is ACTIVE
  output logic [N_VM-1:0]         drop_o,        ///< entries of the VM are discarded
  output logic [N_VM*3-1:0]       job_o,
  output logic [N_VM-1:0]         job_buf_o,
  output logic [N_VM-1:0]         cur_buf_o,
  output logic [N_VM*2-1:0]       owner0_o,
  output logic [N_VM*2-1:0]       owner1_o,
  output logic [N_VM*32-1:0]      epoch_o,
  output logic [N_VM-1:0]         time_any_o,    ///< the VM has had a boundary since reset: from the next cycle on
  output logic [N_VM-1:0]         time_cur_o,    ///< which boundary is the start of the VM's epoch
  output logic                    time_we_o,     ///< a time for the table: that of the cycle before
  output logic [VMW+1:0]          time_idx_o,    ///< {vm, slot: 0, 1 boundaries, 2 end of a PEEK or DISABLE}
  output logic [63:0]             time_o,
  output logic                    busy_o,        ///< a command is in X0 to X2
  output logic                    own_o,         ///< one of dom0's is: timers cannot keep this up
  output logic [N_VM*8-1:0]       cmd_status_o,
  output logic [N_VM-1:0]         stop_pend_o,
  output logic [N_VM-1:0]         restored_o,
  output logic [N_VM*3-1:0]       fault_cause_o, ///< of the fault that stopped the VM
  // of this cycle
  output logic                    cut_valid_o,   ///< epoch_cut, with the VM and the buffer of the epoch that ends
  output logic [7:0]              cut_vm_o,
  output logic                    cut_buf_o,
  output logic [N_VM-1:0]         bump_o,        ///< filter generation
  output logic [N_VM-1:0]         job_set_o,     ///< a job is installed
  output logic [1:0]              resv_inc_o,    ///< record slots promised
  output logic                    resv_dec_o,    ///< a promised slot is given back: DISABLE ended, no STOP record will follow
  output logic [N_VM-1:0]         en_acc_o,      ///< ENABLE accepted
  output logic [N_VM-1:0]         en_fin_o,      ///< ENABLE's FIN, the VM starts
  output logic [N_VM-1:0]         harvest_inc_o,
  output logic [N_VM-1:0]         refused_inc_o,
  output logic [N_VM*2-1:0]       missed_inc_o,
  output logic                    err_event_o    ///< a fault took effect
);

  localparam logic [2:0] NO_OP = 3'd0;
  logic [63:0] now_q;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) now_q <= '0;
    else         now_q <= now_q + 1'b1;
  end
  assign now_o = now_q;

  // ---------------------------------------------------------------- choice: dom0's command, else that of the timer whose turn it is
  logic [N_VM-1:0] tmr_req, cut, fault_eff, give_back, promises;
  logic            x0_valid_q, x0_timed_q, x0_buf_q, x1_valid_q, x1_timed_q, x1_buf_q, x2_timed_q, x2_buf_q, was_q, was_timed_q;
  logic [VMW-1:0]  x0_vm_q, x1_vm_q, x2_vm_q, turn_q;
  logic [2:0]      x0_op_q, x1_op_q;
  // not while one is in X2: so a cycle without a command comes after each, in which the end of a job and others get their turn
  wire [2**VMW-1:0] tmr_all = (2**VMW)'(tmr_req);
  wire              asks    = tmr_all[turn_q];
  wire              timed   = asks && !cmd_near_i && !busy_o;
  always_ff @(posedge clk_i) begin  // the turn stays with a VM that asks until it is served
    if (!rst_ni)             turn_q <= '0;
    else if (!asks || timed) turn_q <= turn_q + 1'b1;
  end
  always_ff @(posedge clk_i) begin
    if (!rst_ni) x0_valid_q <= 1'b0;
    else         x0_valid_q <= cmd_we_i || timed;
    x0_timed_q <= !cmd_we_i;
    x0_vm_q    <= cmd_we_i ? cmd_vm_i : turn_q;
    x0_op_q    <= !cmd_we_i ? 3'(pml_reg_pkg::CMD_HARVEST) : |cmd_data_i[7:3] ? NO_OP : cmd_data_i[2:0];
    x0_buf_q   <= cmd_data_i[8];
  end

  // ---------------------------------------------------------------- X0: the fields of its VM
  wire [1:0] owner_next    = cur_buf_o[x0_vm_q] ? owner0_o[x0_vm_q*2 +: 2] : owner1_o[x0_vm_q*2 +: 2];
  wire [1:0] owner_release = x0_buf_q ? owner1_o[x0_vm_q*2 +: 2] : owner0_o[x0_vm_q*2 +: 2];
  logic [2:0] x1_state_q;
  logic       x1_busy_q, x1_bitmap_q, x1_owner_q;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) x1_valid_q <= 1'b0;
    else         x1_valid_q <= x0_valid_q;
    x1_timed_q  <= x0_timed_q;
    x1_vm_q     <= x0_vm_q;
    x1_op_q     <= x0_op_q;
    x1_buf_q    <= x0_buf_q;
    x1_state_q  <= state_o[x0_vm_q*3 +: 3];
    x1_busy_q   <= job_o[x0_vm_q*3 +: 3] != pml_pkg::JOB_NONE
                   || (32'(x0_op_q) == pml_reg_pkg::CMD_ENABLE && mark_valid_i && mark_vm_i == 8'(x0_vm_q));
    x1_bitmap_q <= cfg_mode_i[x0_vm_q*2 +: 2] == pml_pkg::MODE_BITMAP;
    // the buffer that the command is about is as it must be
    x1_owner_q  <= 32'(x0_op_q) == pml_reg_pkg::CMD_RELEASE ? 32'(owner_release) == pml_reg_pkg::OWNER_DOM0
                                                            : 32'(owner_next) == pml_reg_pkg::OWNER_FREE || `PML_BUG(17);
  end

  // ---------------------------------------------------------------- X1: the checks, in the order of the table in docs/microarchitecture.md section 8
  wire off    = x1_state_q == pml_pkg::ST_OFF;
  wire active = x1_state_q == pml_pkg::ST_ACTIVE;
  int unsigned status;
  always_comb begin
    status = pml_reg_pkg::CMD_ST_OK;
    case (32'(x1_op_q))
      pml_reg_pkg::CMD_ENABLE: begin
        if (!off && x1_state_q != pml_pkg::ST_PREPARED) status = pml_reg_pkg::CMD_ST_BAD_STATE;
        else if (x1_busy_q)    status = pml_reg_pkg::CMD_ST_BUSY;
        else if (cfg_bad_i)    status = pml_reg_pkg::CMD_ST_BAD_CONFIG;
        else if (!rec_room2_i) status = pml_reg_pkg::CMD_ST_NO_RECORD_ROOM;
      end
      pml_reg_pkg::CMD_HARVEST: begin
        if (!active)           status = pml_reg_pkg::CMD_ST_BAD_STATE;
        else if (x1_busy_q)    status = pml_reg_pkg::CMD_ST_BUSY;
        else if (x1_bitmap_q && !x1_owner_q) status = pml_reg_pkg::CMD_ST_BUFFER_HELD;
        else if (!rec_room1_i) status = pml_reg_pkg::CMD_ST_NO_RECORD_ROOM;
      end
      pml_reg_pkg::CMD_PEEK: begin
        if (!active)           status = pml_reg_pkg::CMD_ST_BAD_STATE;
        else if (!x1_bitmap_q) status = pml_reg_pkg::CMD_ST_BAD_COMMAND;
        else if (x1_busy_q)    status = pml_reg_pkg::CMD_ST_BUSY;
        else if (!rec_room1_i) status = pml_reg_pkg::CMD_ST_NO_RECORD_ROOM;
      end
      pml_reg_pkg::CMD_DISABLE: begin
        if (!active)           status = pml_reg_pkg::CMD_ST_BAD_STATE;
        else if (x1_busy_q)    status = pml_reg_pkg::CMD_ST_BUSY;
        else if (!rec_room1_i) status = pml_reg_pkg::CMD_ST_NO_RECORD_ROOM;
      end
      pml_reg_pkg::CMD_RESET: begin
        if (off || x1_state_q == pml_pkg::ST_PREPARED || x1_state_q == pml_pkg::ST_ENABLING || x1_state_q == pml_pkg::ST_RESETTING)
          status = pml_reg_pkg::CMD_ST_BAD_STATE;
      end
      pml_reg_pkg::CMD_RELEASE: begin
        if (!x1_owner_q)       status = pml_reg_pkg::CMD_ST_BAD_STATE;
      end
      pml_reg_pkg::CMD_PREPARE: begin
        if (!off)              status = pml_reg_pkg::CMD_ST_BAD_STATE;
        else if (x1_busy_q)    status = pml_reg_pkg::CMD_ST_BUSY;
        else if (cfg_bad_i)    status = pml_reg_pkg::CMD_ST_BAD_CONFIG;
        else if (!x1_bitmap_q) status = pml_reg_pkg::CMD_ST_BAD_COMMAND;
      end
      default: status = pml_reg_pkg::CMD_ST_BAD_COMMAND;
    endcase
  end

  // which of them passes: what the order of the checks does not matter for, so not by way of the status
  wire free = !x1_busy_q;
  logic [7:0] passes;
  always_comb begin
    passes = '0;
    passes[pml_reg_pkg::CMD_ENABLE]  = (off || x1_state_q == pml_pkg::ST_PREPARED) && free && !cfg_bad_i && rec_room2_i;
    passes[pml_reg_pkg::CMD_HARVEST] = active && free && (!x1_bitmap_q || x1_owner_q) && rec_room1_i;
    passes[pml_reg_pkg::CMD_PEEK]    = active && free && x1_bitmap_q && rec_room1_i;
    passes[pml_reg_pkg::CMD_DISABLE] = active && free && rec_room1_i;
    passes[pml_reg_pkg::CMD_RESET]   = active || x1_state_q == pml_pkg::ST_STOPPING || x1_state_q == pml_pkg::ST_FAULTED
                                       || x1_state_q == pml_pkg::ST_FAULT_DONE;
    passes[pml_reg_pkg::CMD_RELEASE] = x1_owner_q;
    passes[pml_reg_pkg::CMD_PREPARE] = off && free && !cfg_bad_i && x1_bitmap_q;
  end
  `PML_ASSERT(a_cmd_one_answer, !x1_valid_q || passes[x1_op_q] == (status == pml_reg_pkg::CMD_ST_OK))

  // ---------------------------------------------------------------- X2: execution
  logic [N_VM-1:0] x2_hot_q;
  logic [7:0]      x2_go_q;      // accepted, by operation
  logic [2:0]      x2_status_q;
  logic            x2_valid_q, x2_harvest_q;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      x2_valid_q <= 1'b0;
      x2_hot_q   <= '0;
      was_q      <= 1'b0;
    end else begin
      x2_valid_q <= x1_valid_q;
      x2_hot_q   <= x1_valid_q ? N_VM'(1) << x1_vm_q : '0;
      was_q      <= x2_valid_q;
    end
    x2_timed_q   <= x1_timed_q;
    was_timed_q  <= x2_timed_q;
    x2_vm_q      <= x1_vm_q;
    x2_buf_q     <= x1_buf_q;
    x2_harvest_q <= 32'(x1_op_q) == pml_reg_pkg::CMD_HARVEST;
    x2_status_q  <= status[2:0];
    x2_go_q      <= passes & (8'd1 << x1_op_q);
  end
  logic busy_q;   // goes far: a flip-flop of its own
  always_ff @(posedge clk_i) busy_q <= rst_ni && (cmd_we_i || timed || x0_valid_q || x1_valid_q);
  assign busy_o     = busy_q;
  `PML_ASSERT(a_cmd_busy, busy_q == (x0_valid_q || x1_valid_q || x2_valid_q))
  assign own_o      = (x0_valid_q && !x0_timed_q) || (x1_valid_q && !x1_timed_q) || (x2_valid_q && !x2_timed_q) || (was_q && !was_timed_q);
  assign cmd_hold_o = x0_valid_q || was_q;
  // as en_acc_o and promises say, without a detour by the VMs
  assign resv_inc_o = {x2_valid_q && x2_go_q[pml_reg_pkg::CMD_ENABLE],
                       |(x2_hot_q & active_o) && (x2_go_q[pml_reg_pkg::CMD_HARVEST] || x2_go_q[pml_reg_pkg::CMD_PEEK]
                                                  || x2_go_q[pml_reg_pkg::CMD_DISABLE])};
  `PML_ASSERT(a_cmd_promise, resv_inc_o == (|en_acc_o ? 2'd2 : {1'b0, |promises}))
  assign resv_dec_o = |give_back;

  // times: written a cycle later, and then seen
  logic [N_VM-1:0] time_cur_q, time_any_q, snap;
  logic            time_we_q;
  logic [VMW+1:0]  time_idx_q;
  logic [63:0]     before_q;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      time_cur_q <= '0;
      time_cur_o <= '0;
      time_any_q <= '0;
      time_we_q  <= 1'b0;
    end else begin
      time_cur_q <= time_cur_q ^ cut ^ en_fin_o;
      time_cur_o <= time_cur_q;
      time_any_q <= time_any_q | cut | en_fin_o;
      time_we_q  <= |cut || |snap || |en_fin_o;
    end
    time_idx_q <= |snap ? {x2_vm_q, 2'b10} : x2_valid_q ? {x2_vm_q, 1'b0, !time_cur_q[x2_vm_q]} : {fin_vm_i, 1'b0, !time_cur_q[fin_vm_i]};
    before_q   <= now_q;
  end
  assign time_any_o = time_any_q;
  assign time_we_o  = time_we_q;
  assign time_idx_o = time_idx_q;
  assign time_o     = before_q;

  assign cut_valid_o  = |cut;
  assign cut_vm_o     = 8'(x2_vm_q);
  assign cut_buf_o    = cur_buf_o[x2_vm_q];
  assign err_event_o  = |fault_eff;

  // the epoch that begins: one adder for all VMs; written a cycle later
  wire        first_epoch = x2_go_q[pml_reg_pkg::CMD_ENABLE];
  wire [31:0] epoch_next  = (first_epoch ? epoch_init_i : epoch_o[x2_vm_q*32 +: 32]) + 32'(!first_epoch);
  logic [31:0] epoch_next_q;
  always_ff @(posedge clk_i) epoch_next_q <= epoch_next;
  for (genvar v = 0; v < N_VM; v++) begin : g_vm
    pml_cmd_vm i_vm (
      .clk_i, .rst_ni,
      .ex_i          (x2_hot_q[v]),
      .ex_timed_i    (x2_timed_q),
      .ex_go_i       (x2_go_q),
      .ex_harvest_i  (x2_harvest_q),
      .ex_buf_i      (x2_buf_q),
      .ex_status_i   (x2_status_q),
      .timed_i       (timed && turn_q == VMW'(v)),
      .fin_i         (fin_v_i[v]),
      .fault_i       (fault_valid_i[v]),
      .fault_cause_i (fault_cause_i[v*3 +: 3]),
      .bitmap_i      (cfg_mode_i[v*2 +: 2] == pml_pkg::MODE_BITMAP),
      .tmr_end_i     (tmr_end_i[v]),
      .epoch_next_i  (epoch_next_q),
      .state_o       (state_o[v*3 +: 3]),
      .active_o      (active_o[v]),
      .drop_o        (drop_o[v]),
      .job_o         (job_o[v*3 +: 3]),
      .job_buf_o     (job_buf_o[v]),
      .cur_buf_o     (cur_buf_o[v]),
      .owner0_o      (owner0_o[v*2 +: 2]),
      .owner1_o      (owner1_o[v*2 +: 2]),
      .epoch_o       (epoch_o[v*32 +: 32]),
      .snap_o        (snap[v]),
      .cmd_status_o  (cmd_status_o[v*8 +: 8]),
      .stop_pend_o   (stop_pend_o[v]),
      .restored_o    (restored_o[v]),
      .tmr_req_o     (tmr_req[v]),
      .fault_cause_o (fault_cause_o[v*3 +: 3]),
      .cut_o         (cut[v]),
      .bump_o        (bump_o[v]),
      .job_set_o     (job_set_o[v]),
      .promise_o     (promises[v]),
      .en_acc_o      (en_acc_o[v]),
      .en_fin_o      (en_fin_o[v]),
      .harvest_inc_o (harvest_inc_o[v]),
      .refused_inc_o (refused_inc_o[v]),
      .missed_inc_o  (missed_inc_o[v*2 +: 2]),
      .resv_dec_o    (give_back[v]),
      .fault_eff_o   (fault_eff[v])
    );
  end

  logic unused;
  assign unused = ^{status[31:3], x2_go_q[0]};
endmodule
