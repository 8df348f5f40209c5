// SPDX-License-Identifier: Apache-2.0
// Inside pml_barrier: the barrier's part of promises E1, E4 and O1. One event, any, of one vCPU, any, is followed from the port (its VM then is f_m) through the six stages into a bank
// and, behind the entries that are there, to its commit. If a job of f_m is installed after it was taken at the port, the job is not eligible before the event is
// committed. Assumed of the neighbours: a vCPU's entries are committed in the order in which they were logged (log, drain, fifo), each once; its
// binding does not change while it has events or entries (the registers refuse that); what is in the bank that fills was not committed; one job of a VM at a time (pml_cmd).
(* anyconst *) logic [7:0] f_v, f_m;
(* anyseq *)   logic       f_enter;
logic        f_seen_q, f_has_q, f_due_q, f_job_q, f_on_q;
logic [5:0]  f_pipe_q;           // S1 to S6 hold it
logic [10:0] f_n_q, f_ahead_q;   // entries logged and not committed; of them before it
logic [3:0]  f_age_q;            // cycles since the job was installed
logic [N_VCPU*10-1:0] f_cnt_q;   // entries in the bank that fills
for (genvar v = 0; v < N_VCPU; v++) begin : g_f_cnt
  always_ff @(posedge clk_i)
    f_cnt_q[v*10 +: 10] <= !rst_ni ? 10'd0 : (switch_i[v] ? 10'd0 : f_cnt_q[v*10 +: 10]) + 10'(log_i[v]);
end
initial f_seen_q = 1'b0;
wire f_bound  = bind_valid_i[f_v] && bind_vm_i[f_v*8 +: 8] == f_m;
wire f_commit = commit_st_i[f_v] || commit_raw_i[f_v];
wire f_out    = f_commit && f_has_q && f_ahead_q == 0;
wire f_busy   = (|f_pipe_q) || f_has_q;
always_ff @(posedge clk_i) begin
  f_seen_q <= 1'b1;
  if (!rst_ni) begin
    f_pipe_q <= '0;
    f_has_q  <= 1'b0;
    f_due_q  <= 1'b0;
    f_job_q  <= 1'b0;
    f_n_q    <= '0;
    f_age_q  <= '0;
  end else begin
    f_pipe_q <= {f_pipe_q[4:0], f_enter};
    f_has_q  <= f_pipe_q[5] || (f_has_q && !f_out);
    f_n_q    <= f_n_q + 11'(log_i[f_v]) - 11'(f_commit);
    if (f_out)                f_due_q <= 1'b0;
    else if (job_set_i[f_m])  f_due_q <= f_busy;
    if (job_set_i[f_m])       f_job_q <= 1'b1;
    else if (job_end_i[f_m])  f_job_q <= 1'b0;
    f_age_q <= job_set_i[f_m] ? 4'd1 : f_age_q == 4'd15 || f_age_q == 0 ? f_age_q : f_age_q + 4'd1;
  end
  f_ahead_q <= f_pipe_q[5] ? f_n_q - 11'(f_commit) : f_ahead_q - 11'(f_commit);
end
always @* begin
  if (!f_seen_q) assume (!rst_ni);
  assume (32'(f_v) < N_VCPU && 32'(f_m) < N_VM);
  if (f_seen_q && rst_ni) begin
    if (f_enter)   assume (!f_busy);
    if (f_pipe_q[5]) assume (log_i[f_v]);
    if (f_enter || f_busy) assume (f_bound);
    for (int v = 0; v < N_VCPU; v++) begin
      assume (!(commit_st_i[v] && commit_raw_i[v]));
      assume (cnt_i[v*10 +: 10] == f_cnt_q[v*10 +: 10]);
      if (commit_st_i[v] || commit_raw_i[v]) assume (occ_o[v*11 +: 11] > 11'(f_cnt_q[v*10 +: 10]));
      if (log_i[v])    assume (occ_o[v*11 +: 11] < 11'd1040 && (switch_i[v] || f_cnt_q[v*10 +: 10] < 10'd512));
    end
    if (job_set_i[f_m]) assume (!f_job_q);
    if (job_end_i[f_m]) assume (f_job_q && eligible_o[f_m]);
    a_count:    assert (occ_o[f_v*11 +: 11] == f_n_q);
    a_waits:    assert (!(eligible_o[f_m] && f_due_q));
    a_no_other: assert (!eligible_o[f_m] || f_job_q);
    c_due:      cover (f_due_q && f_out && f_ahead_q == 0 && f_age_q == 4'd9);
    c_new:      cover (eligible_o[f_m] && f_has_q && !f_due_q);
    c_end:      cover (job_end_i[f_m] && f_n_q == 11'd1);
  end
end
`ifdef F_HELP
logic [10:0] f_bar;
logic        f_vbusy, f_snap;
always_comb begin
  f_bar   = bar_o[f_v*11 +: 11];
  f_vbusy = busy_q[f_v];
  f_snap  = g_f_snap[f_v];
end
wire [N_VCPU-1:0] g_f_snap;
for (genvar v = 0; v < N_VCPU; v++) begin : g_f_help
  assign g_f_snap[v] = g_vcpu[v].snap_q;
  always @* if (rst_ni && f_seen_q) assert (bar_o[v*11 +: 11] <= occ_o[v*11 +: 11] && 11'(g_vcpu[v].logs_q - g_vcpu[v].commits_q) == occ_o[v*11 +: 11] && 11'(f_cnt_q[v*10 +: 10]) <= occ_o[v*11 +: 11]
                                            && force_o[v] == (bar_o[v*11 +: 11] > occ_o[v*11 +: 11] - 11'(f_cnt_q[v*10 +: 10])) && f_cnt_q[v*10 +: 10] <= 10'd512 && occ_o[v*11 +: 11] <= 11'd1040);
end
logic [5:0] f_d;
always_comb for (int i = 0; i < 6; i++) f_d[i] = d_q[i*N_VM + 32'(f_m)];
always @* if (rst_ni && f_seen_q) begin
  assert (f_n_q <= 11'd1040 && (!f_has_q || f_ahead_q < f_n_q));
  assert (32'(f_pipe_q[0]) + 32'(f_pipe_q[1]) + 32'(f_pipe_q[2]) + 32'(f_pipe_q[3]) + 32'(f_pipe_q[4]) + 32'(f_pipe_q[5]) + 32'(f_has_q) <= 1);
  assert (f_d == ((f_age_q != 0 && f_age_q <= 4'd6) ? 6'd1 << (f_age_q - 4'd1) : 6'd0));
  assert (f_job_q ? f_age_q != 0 : f_age_q == 0 || f_age_q > 4'd9);
  assert (barred_q[f_m] == (f_job_q && f_age_q >= 4'd7));
  assert (!barred2_q[f_m] || (f_job_q && f_age_q >= 4'd8));
  assert (!eligible_q[f_m] || (f_job_q && f_age_q >= 4'd9));
  assert (!f_due_q || f_busy);
  if (f_due_q && f_job_q && f_age_q <= 4'd6) assert (f_has_q || 32'(f_pipe_q) >= (32'd1 << f_age_q));
  if (f_due_q && f_job_q && f_age_q >= 4'd7) assert (f_has_q && f_bar > f_ahead_q);
  if (f_due_q && f_job_q && f_age_q >= 4'd8) assert (f_vbusy);
  if (f_due_q) assert (f_job_q);
  if (f_job_q && f_busy && f_age_q == 4'd6) assert (f_snap);
end
`endif
