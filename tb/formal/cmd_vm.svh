// SPDX-License-Identifier: Apache-2.0
// Inside pml_cmd_vm: what the filter (filter.svh) takes for an epoch's begin is one. The buffer changes only with a bump of the filter's generation, and a VM becomes ACTIVE only with one;
// a cut and a fault that stops the VM are one. Assumed is what pml_cmd_vm's own assertions say of its inputs (a job begins only while there is none, ends only while there is one, and not in the
// cycle of a command; ENABLE passes only for a VM that is OFF or PREPARED; a command is one command): it is checked in simulation, and nothing here hangs on it.
logic       f_begun_q, f_seen_q, f_buf_q, f_bump_q;
logic [2:0] f_state_q;
initial {f_begun_q, f_seen_q} = 2'b00;
always_ff @(posedge clk_i) begin
  f_begun_q <= 1'b1;
  f_seen_q  <= rst_ni;
  f_buf_q   <= cur_buf_o;
  f_bump_q  <= bump_o;
  f_state_q <= state_o;
end
always @* begin
  if (!f_begun_q) assume (!rst_ni);
  if (enable || cut || peek || disab || prepare) assume (job_q == pml_pkg::JOB_NONE && !stop_go);
  if (fin_i) assume (!ex_i && job_q != pml_pkg::JOB_NONE);
  assume ((ex_go_i & (ex_go_i - 8'd1)) == 8'd0);
  if (enable) assume (state_q == pml_pkg::ST_OFF || state_q == pml_pkg::ST_PREPARED);
  if (f_seen_q && rst_ni) begin
    a_buffer: assert (cur_buf_o == f_buf_q || f_bump_q);
    a_active: assert (state_o != pml_pkg::ST_ACTIVE || f_state_q == pml_pkg::ST_ACTIVE || f_bump_q);
    a_cut:    assert (!cut_o || bump_o);
    a_faults: assert (!fault_eff_o || bump_o);
    c_cut:    cover (f_bump_q && cur_buf_o && !f_buf_q);
    c_active: cover (f_bump_q && state_o == pml_pkg::ST_ACTIVE && f_state_q == pml_pkg::ST_ENABLING);
  end
end
