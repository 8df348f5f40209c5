// SPDX-License-Identifier: Apache-2.0
// Commands and engine joined, with one event of a VM followed from the port to the answer of its line's write, any of them: what is still under way when a job ends. Two VMs, any commands, faults,
// period ends, modes and resets at any time.
//   - When the role of a {VM, buffer} turns (FIN of a HARVEST or DISABLE in bitmap mode), nothing of an event of it is under way any more.
//   - While ENABLE or PREPARE wipes a VM's groups, and whenever the VM is OFF or PREPARED, nothing of an event of the VM is: so neither RESET nor a fault leaves anything behind.
// Assumed of the neighbours, as they are proved:
//   - an event is logged only if its VM is ACTIVE in the cycle after it was taken, with the buffer of that cycle (front);
//   - a job is eligible only after it was installed and before it ends, and not before every event taken before it is committed (barrier);
//   - a committed event is in the line store (bitmap mode only) or is done with; a line that was there when the flush of its buffer began is evicted when that ends (store);
//   - while a line is evicted and not answered it shows as pending under its buffer and the colour of its eviction, if the same VM was looked at in the cycle before (pending).
// And: the mode stands unless the VM is OFF and has no job (pml_csr_judge); the record is done only while it is asked for; a command comes as pml_csr sends it: announced a cycle before, when
// nothing holds it, and not within three cycles of another.
module epochs #(
  parameter int unsigned PAGES_LOG2 = 15
) (
  input logic        clk_i, rst_ni,
  input logic        f_vm,          // constant
  input logic        take_i, commit_i, keep_i, evict_i, answer_i,
  input logic        cmd_we_i, cmd_vm_i, cmd_near_i, cfg_bad_i, mark_valid_i, mark_vm_i, room1_i, room2_i,
  input logic [8:0]  cmd_data_i,
  input logic [3:0]  mode_i,
  input logic [1:0]  tmr_end_i, fault_i, eligible_i, reads_i,
  input logic [5:0]  cause_i,
  input logic        flush_done_i, op_done_i, res_valid_i, clearing_i, clr_busy_i, sum_wait_i, sum_first_i, sum_done_i, sum_b_i, rec_done_i,
  input logic [3:0]  pend_i, res_a_i, res_w_i,
  input logic [PAGES_LOG2-14:0] head_t_i, head_h_i, res_next_i
);
  localparam logic [2:0] NONE = 3'd0, LOGGED = 3'd1, STORED = 3'd2, EVICTED = 3'd3, DONE = 3'd4;
  wire [5:0]  state, job;
  wire [1:0]  job_buf, cur_buf, restored, job_set, fin_v;
  wire        busy, hold, vm, buffer, flush, op_valid, rec_req, fin;
  wire [2:0]  eng_job, op;
  wire [1:0]  color;
  pml_cmd #(.N_VM(2)) u_cmd (
    .clk_i, .rst_ni, .cmd_near_i, .cmd_we_i, .cmd_vm_i, .cmd_data_i, .cmd_hold_o(hold), .cfg_mode_i(mode_i), .epoch_init_i(32'd0), .tmr_end_i, .cfg_bad_i, .mark_valid_i,
    .mark_vm_i({7'd0, mark_vm_i}), .rec_room1_i(room1_i), .rec_room2_i(room2_i), .fin_v_i(fin_v), .fin_vm_i(vm), .fault_valid_i(fault_i), .fault_cause_i(cause_i), .state_o(state), .job_o(job),
    .job_buf_o(job_buf), .cur_buf_o(cur_buf), .busy_o(busy), .restored_o(restored), .job_set_o(job_set));
  pml_engine #(.N_VM(2), .PAGES_LOG2(PAGES_LOG2), .OUTSTANDING(2)) u_engine (
    .clk_i, .rst_ni, .eligible_i, .job_i(job), .job_buf_i(job_buf), .restored_i(restored), .cfg_mode_i(mode_i), .cfg_log_reads_i(reads_i), .cfg_limit_i({2{40'd1024}}), .cmd_busy_i(busy),
    .vm_o(vm), .buf_o(buffer), .job_o(eng_job), .color_o(color), .flush_o(flush), .flush_done_i, .pend_i, .op_valid_o(op_valid), .op_o(op), .op_done_i, .head_t_i, .head_h_i, .res_valid_i, .res_a_i,
    .res_w_i, .res_next_i, .clearing_i, .clr_busy_i, .sum_wait_i, .sum_first_take_i(sum_first_i), .sum_done_i, .sum_b_i, .rec_req_o(rec_req), .rec_done_i, .fin_o(fin), .fin_v_o(fin_v));

  // ---- what may come
  logic       bad_q, was_q, hold_q, near_q, vm_q, must_q, flush_q, buf_q, old_q, color_q, taken_q, last_vm_q, last_buf_q, f_vm_q;
  logic [1:0] barred_q;
  logic [2:0] at_q, sent_q;
  logic [3:0] mode_q;
  wire [2:0]  f_state = state[f_vm*3 +: 3];
  wire        f_bitmap = mode_i[f_vm*2 +: 2] == pml_pkg::MODE_BITMAP;
  wire        logs  = taken_q && f_state == pml_pkg::ST_ACTIVE && at_q == NONE;
  wire        mine  = vm == f_vm && buffer == buf_q;
  wire        begins = flush && mine && !(flush_q && last_vm_q == vm && last_buf_q == buffer);
  wire        must  = must_q || (begins && at_q == STORED);
  wire [1:0]  idle  = {state[5:3] == pml_pkg::ST_OFF && job[5:3] == pml_pkg::JOB_NONE, state[2:0] == pml_pkg::ST_OFF && job[2:0] == pml_pkg::JOB_NONE};
  wire        ok = ((mode_i[1:0] == mode_q[1:0] || idle[0]) && (mode_i[3:2] == mode_q[3:2] || idle[1]) && f_vm == f_vm_q) && mode_i[1:0] != 2'd3 && mode_i[3:2] != 2'd3
                   && (!cmd_we_i || (cmd_near_i && near_q && !hold_q && sent_q == 3'd0)) && (!rec_done_i || rec_req)
                   && (eligible_i & ~barred_q) == 2'd0
                   && !(eligible_i[f_vm] && at_q == LOGGED && old_q)
                   && !(flush_done_i && mine && at_q == STORED && must)
                   && !(at_q == EVICTED && vm == f_vm && vm_q == vm && !pend_i[{buf_q, color_q}]);
  always_ff @(posedge clk_i) begin
    was_q   <= was_q || !rst_ni;      // a reset came first
    f_vm_q  <= f_vm;
    mode_q  <= mode_i;
    bad_q   <= was_q && rst_ni ? bad_q || !ok : bad_q && rst_ni;
    hold_q  <= hold;
    near_q  <= cmd_near_i;
    sent_q  <= {sent_q[1:0], cmd_we_i};
    vm_q    <= vm;
    {flush_q, last_vm_q, last_buf_q} <= {flush, vm, buffer};
    taken_q <= rst_ni && take_i;
    barred_q <= rst_ni ? (barred_q | job_set) & ~fin_v : 2'd0;
    must_q  <= must && flush && mine && at_q == STORED;
    if (!rst_ni) {at_q, old_q} <= {NONE, 1'b0};
    else begin
      case (at_q)
        NONE:    if (logs) {at_q, buf_q} <= {LOGGED, cur_buf[f_vm]};
        LOGGED:  if (commit_i) at_q <= keep_i && f_bitmap ? STORED : DONE;
        STORED:  if (evict_i) {at_q, color_q} <= {EVICTED, color[f_vm]};
        EVICTED: if (answer_i) at_q <= DONE;
        default: ;
      endcase
      old_q <= (old_q || job_set[f_vm]) && (at_q != NONE || logs);
    end
  end
  initial {was_q, bad_q} = '0;
  wire under_way = at_q == LOGGED || at_q == STORED || at_q == EVICTED;
  wire good = ok && !bad_q && was_q && rst_ni;
`ifdef F_COVER
  always @* c_turn: assert (!(good && at_q == DONE && fin && mine && f_bitmap && eng_job == pml_pkg::JOB_HARVEST));
`else
  always @* begin
    a_turn: assert (!(good && fin && mine && f_bitmap && (eng_job == pml_pkg::JOB_HARVEST || eng_job == pml_pkg::JOB_DISABLE)) || !under_way);
    a_wipe: assert (!(good && op_valid && op == pml_pkg::OP_WIPE && vm == f_vm) || !under_way);
    a_off:  assert (!(good && (f_state == pml_pkg::ST_OFF || f_state == pml_pkg::ST_PREPARED)) || !under_way);
  end
`endif
endmodule
