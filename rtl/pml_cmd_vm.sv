// SPDX-License-Identifier: Apache-2.0
/// The state machine of one VM: what a command, the end of a job (FIN), a fault and the period timer do to it. The command was
/// checked by pml_cmd; this applies it. Everything is registered, visible in the next cycle; the pulses are of the cycle itself.
/// Carries: E4 (the cut is one cycle), I3 (a fault stops this VM only).
`include "pml_assert.svh"
`include "pml_bug.svh"
module pml_cmd_vm (
  input  logic         clk_i,
  input  logic         rst_ni,
  input  logic         ex_i,             ///< a command for this VM executes now
  input  logic         ex_timed_i,       ///< it is the period timer's harvest
  input  logic [7:0]   ex_go_i,          ///< which passed its checks, one hot by code; 0: none did
  input  logic         ex_harvest_i,     ///< it is a HARVEST, whether it passed or not
  input  logic         ex_buf_i,         ///< RELEASE: which buffer
  input  logic [2:0]   ex_status_i,      ///< outcome of its checks
  input  logic         timed_i,          ///< the period timer's harvest is chosen
  input  logic         fin_i,            ///< the engine ends this VM's job now
  input  logic         fault_i,
  input  logic [2:0]   fault_cause_i,
  input  logic         bitmap_i,         ///< bitmap mode
  input  logic         tmr_end_i,        ///< the period is over
  input  logic [31:0]  epoch_next_i,     ///< ENABLE: the first epoch, HARVEST: the next one
  output logic [2:0]   state_o,
  output logic         active_o,         ///< it is ACTIVE
  output logic         drop_o,           ///< entries of the VM are discarded: OFF, RESETTING, FAULTED, FAULT_DONE
  output logic [2:0]   job_o,
  output logic         job_buf_o,
  output logic         cur_buf_o,
  output logic [1:0]   owner0_o,
  output logic [1:0]   owner1_o,
  output logic [31:0]  epoch_o,
  output logic         snap_o,           ///< PEEK or DISABLE accepted
  output logic [7:0]   cmd_status_o,
  output logic         stop_pend_o,
  output logic         restored_o,
  output logic         tmr_req_o,        ///< the period timer asks for a harvest
  output logic [2:0]   fault_cause_o,    ///< of the fault that stopped the VM, 0: none since ENABLE
  output logic         cut_o,
  output logic         bump_o,
  output logic         job_set_o,
  output logic         promise_o,        ///< a job other than ENABLE takes a record slot
  output logic         en_acc_o,
  output logic         en_fin_o,
  output logic         harvest_inc_o,
  output logic         refused_inc_o,
  output logic [1:0]   missed_inc_o,
  output logic         resv_dec_o,       ///< DISABLE ends in OFF: the record slot for a STOP is not needed
  output logic         fault_eff_o       ///< the fault takes effect (not only counted)
);
  localparam logic [1:0] OWN_FREE = 2'(pml_reg_pkg::OWNER_FREE), OWN_UNIT = 2'(pml_reg_pkg::OWNER_UNIT),
                         OWN_DOM0 = 2'(pml_reg_pkg::OWNER_DOM0);

  logic [2:0]  state_q, state_d, job_q, job_d;
  logic        drop_q, job_buf_q, cur_buf_q, stop_pend_q, stop_pend_d, restored_q, tmr_req_q, epoch_we_q;
  logic [3:0]  owner_q, owner_d;  // {buffer 1, buffer 0}
  logic [31:0] epoch_q;
  logic [2:0]  fault_cause_q, cmd_status_q;

  // what happens in this cycle
  // A fault may have come after the check: what needs an ACTIVE VM is refused then.
  logic active_q, enabling_q;   // state_q, and a job that enables: flip-flops of their own
  wire active  = active_q;
  wire enable  = ex_i && ex_go_i[pml_reg_pkg::CMD_ENABLE];
  wire cut     = ex_i && ex_go_i[pml_reg_pkg::CMD_HARVEST] && active;
  wire peek    = ex_i && ex_go_i[pml_reg_pkg::CMD_PEEK] && active;
  wire disab   = ex_i && ex_go_i[pml_reg_pkg::CMD_DISABLE] && active;
  wire reset   = ex_i && ex_go_i[pml_reg_pkg::CMD_RESET];
  wire give    = ex_i && ex_go_i[pml_reg_pkg::CMD_RELEASE];
  wire prepare = ex_i && ex_go_i[pml_reg_pkg::CMD_PREPARE];
  wire refused = ex_i && ex_harvest_i && !cut;
  wire lost    = !active && (ex_go_i[pml_reg_pkg::CMD_HARVEST] || ex_go_i[pml_reg_pkg::CMD_PEEK] || ex_go_i[pml_reg_pkg::CMD_DISABLE]);
  wire live      = active || state_q == pml_pkg::ST_ENABLING || state_q == pml_pkg::ST_STOPPING;
  wire fault_eff = fault_i && live;
  wire en_fin    = fin_i && enabling_q;
  wire hv_fin    = fin_i && bitmap_i && (job_q == pml_pkg::JOB_HARVEST || job_q == pml_pkg::JOB_DISABLE);
  wire stop_go   = stop_pend_q && job_q == pml_pkg::JOB_NONE;
  wire new_buf   = bitmap_i ? !cur_buf_q : cur_buf_q;

  // state: FIN, then a command, then a fault (the last one wins)
  always_comb begin
    state_d = state_q;
    if (fin_i) begin
      case (job_q)
        pml_pkg::JOB_ENABLE:  if (state_q == pml_pkg::ST_ENABLING) state_d = pml_pkg::ST_ACTIVE;
        pml_pkg::JOB_PREPARE: if (state_q == pml_pkg::ST_OFF) state_d = pml_pkg::ST_PREPARED;
        pml_pkg::JOB_DISABLE: if (state_q == pml_pkg::ST_STOPPING) state_d = pml_pkg::ST_OFF;
        pml_pkg::JOB_STOP: begin
          if (state_q == pml_pkg::ST_RESETTING) state_d = pml_pkg::ST_OFF;
          if (state_q == pml_pkg::ST_FAULTED) state_d = pml_pkg::ST_FAULT_DONE;
        end
        default: ;
      endcase
    end
    if (enable) state_d = pml_pkg::ST_ENABLING;
    if (disab)  state_d = pml_pkg::ST_STOPPING;
    if (reset)  state_d = state_q == pml_pkg::ST_FAULT_DONE ? pml_pkg::ST_OFF : pml_pkg::ST_RESETTING;
    if (fault_eff) state_d = pml_pkg::ST_FAULTED;
  end

  always_comb begin
    stop_pend_d = stop_pend_q && !stop_go;
    if ((reset && live) || fault_eff) stop_pend_d = 1'b1;
    job_d = job_q;
    if (fin_i)   job_d = pml_pkg::JOB_NONE;
    if (stop_go) job_d = pml_pkg::JOB_STOP;
    if (enable)  job_d = pml_pkg::JOB_ENABLE;
    if (cut)     job_d = pml_pkg::JOB_HARVEST;
    if (peek)    job_d = pml_pkg::JOB_PEEK;
    if (disab)   job_d = pml_pkg::JOB_DISABLE;
    if (prepare) job_d = pml_pkg::JOB_PREPARE;
    owner_d = owner_q;
    if (hv_fin) owner_d[32'(job_buf_q)*2 +: 2] = OWN_DOM0;
    if (cut)    owner_d[32'(new_buf)*2 +: 2] = OWN_UNIT;
    if (give)   owner_d[32'(ex_buf_i)*2 +: 2] = OWN_FREE;
    if (en_fin) owner_d = {OWN_FREE, OWN_UNIT};
  end

  assign job_set_o = stop_go || enable || cut || peek || disab || prepare;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      state_q      <= pml_pkg::ST_OFF;
      active_q     <= 1'b0;
      enabling_q   <= 1'b0;
      drop_q       <= 1'b1;
      job_q        <= pml_pkg::JOB_NONE;
      job_buf_q    <= 1'b0;
      cur_buf_q    <= 1'b0;
      stop_pend_q  <= 1'b0;
      restored_q   <= 1'b0;
      owner_q      <= {OWN_FREE, OWN_FREE};
      epoch_q      <= '0;
      cmd_status_q <= '0;
      fault_cause_q <= '0;
    end else begin
      state_q     <= state_d;
      enabling_q  <= (enable || (enabling_q && !fin_i)) && !reset && !fault_eff;
      active_q    <= (en_fin || active) && !disab && !reset && !fault_eff;
      drop_q      <= state_d == pml_pkg::ST_OFF || state_d == pml_pkg::ST_RESETTING || state_d == pml_pkg::ST_FAULTED
                     || state_d == pml_pkg::ST_FAULT_DONE;
      job_q       <= job_d;
      stop_pend_q <= stop_pend_d;
      owner_q     <= owner_d;
      if (job_set_o) job_buf_q <= (cut || peek || disab) && cur_buf_q;
      if (enable) restored_q <= state_q == pml_pkg::ST_PREPARED;
      if (en_fin)   cur_buf_q <= 1'b0;
      else if (cut) cur_buf_q <= new_buf;
      if (epoch_we_q) epoch_q <= epoch_next_i;
      if (ex_i && !ex_timed_i) cmd_status_q <= lost ? 3'(pml_reg_pkg::CMD_ST_BAD_STATE) : ex_status_i;
      if (fault_eff || enable) fault_cause_q <= fault_eff ? fault_cause_i : 3'd0;
    end
  end

  always_ff @(posedge clk_i) epoch_we_q <= rst_ni && (enable || cut);

  always_ff @(posedge clk_i) begin
    if (!rst_ni || !active)      tmr_req_q <= 1'b0;
    else if (tmr_end_i)          tmr_req_q <= 1'b1;
    else if (timed_i)            tmr_req_q <= 1'b0;
  end

  assign state_o       = state_q;
  assign active_o      = active_q;
  assign drop_o        = drop_q;
  assign job_o         = job_q;
  assign job_buf_o     = job_buf_q;
  assign cur_buf_o     = cur_buf_q;
  assign owner0_o      = owner_q[1:0];
  assign owner1_o      = owner_q[3:2];
  assign epoch_o       = epoch_q;
  assign snap_o        = peek || disab;
  assign promise_o     = cut || peek || disab;
  assign cmd_status_o  = 8'(cmd_status_q);
  assign stop_pend_o   = stop_pend_q;
  assign restored_o    = restored_q;
  assign tmr_req_o     = tmr_req_q;
  assign fault_cause_o = fault_cause_q;
  assign cut_o         = cut;
  assign bump_o        = (cut && !`PML_BUG(2)) || en_fin || fault_eff || reset;
  assign en_acc_o      = enable;
  assign en_fin_o      = en_fin;
  assign harvest_inc_o = cut;
  assign refused_inc_o = refused && !ex_timed_i;
  assign missed_inc_o  = 2'(refused && ex_timed_i) + 2'(tmr_end_i && tmr_req_q);
  assign resv_dec_o    = fin_i && job_q == pml_pkg::JOB_DISABLE && state_q == pml_pkg::ST_STOPPING && !fault_i;
  assign fault_eff_o   = fault_eff;

  `PML_ASSERT(a_cmd_job_free, !(enable || cut || peek || disab || prepare) || (job_q == pml_pkg::JOB_NONE && !stop_go))
  `PML_ASSERT(a_cmd_active, active_q == (state_q == pml_pkg::ST_ACTIVE))
  `PML_ASSERT(a_cmd_enabling, enabling_q == (state_q == pml_pkg::ST_ENABLING && job_q == pml_pkg::JOB_ENABLE))
  `PML_ASSERT(a_cmd_enable_off, !enable || state_q == pml_pkg::ST_OFF || state_q == pml_pkg::ST_PREPARED)
  `PML_ASSERT(a_cmd_fin_alone, !(fin_i && ex_i))
  `PML_ASSERT(a_cmd_fin_job, !fin_i || job_q != pml_pkg::JOB_NONE)
endmodule
