// SPDX-License-Identifier: Apache-2.0
// Inside pml_engine: the part of promise O1 that the engine carries. A record is asked for only when, of the epoch that ends,
//   - after the flush, a cycle was seen in which no line of its buffer and colour was evicted and not answered (STOP: none of the VM at all);
//   - every summary chunk that was taken is answered;
//   - no clear is performed or unanswered, as of the cycle before.
// Assumed of the neighbours: a chunk is taken only while it is offered, one first beat and one last beat each, and answered after it was taken (pml_axi_wr);
// the recorder's answer comes only while a record is asked for; a VM
// that is taken up has a job.
logic       f_seen_q, f_drained_q, f_req_q, f_quiet_q, f_open_q;
logic [9:0] f_sums_q;          // summary chunks taken and not answered
initial f_seen_q = 1'b0;
wire f_old  = ~color_o[vm_q];
wire f_jobs = job_o == pml_pkg::JOB_HARVEST || job_o == pml_pkg::JOB_DISABLE || job_o == pml_pkg::JOB_PEEK;
always_ff @(posedge clk_i) begin
  f_seen_q  <= 1'b1;
  f_req_q   <= rst_ni && rec_req_o;
  f_quiet_q <= !clr_busy_i && !clearing_i;
  if (!rst_ni) begin
    f_sums_q    <= '0;
    f_drained_q <= 1'b0;
    f_open_q    <= 1'b0;
  end else begin
    f_sums_q    <= f_sums_q + 10'(sum_first_take_i) - 10'(sum_b_i);
    f_open_q    <= (f_open_q || sum_first_take_i) && !sum_done_i;
    if (flush_o)                                                                 f_drained_q <= 1'b0;
    else if (st_q == WAITWB && (job_o == pml_pkg::JOB_STOP ? pend_i == 0 : !pend_i[{buf_o, f_old}])) f_drained_q <= 1'b1;
    else if (st_q == SETTLE)                                                     f_drained_q <= 1'b0;
    else if (st_q == WAITB && !pend_i[{buf_o, f_old}])                           f_drained_q <= 1'b1;
  end
end
always @* begin
  if (!f_seen_q) assume (!rst_ni);
  else if (rst_ni) begin
    if (sum_first_take_i) assume (sum_valid_o && !f_open_q && f_sums_q < 10'd64);
    if (sum_done_i)       assume (sum_valid_o && (f_open_q || sum_first_take_i));
    if (sum_b_i)          assume (f_sums_q != 0);
    if (rec_done_i)       assume (rec_req_o);
    for (int m = 0; m < N_VM; m++) assume (job_i[m*3 +: 3] != pml_pkg::JOB_NONE && job_i[m*3 +: 3] != 3'd7);
    a_summary_answered: assert (!(rec_req_o && !f_req_q) || f_sums_q == 0);
    a_summary_whole:    assert (!rec_req_o || !f_open_q);
    a_clears_answered:  assert (!(rec_req_o && !f_req_q) || !bitmap_q || job_o == pml_pkg::JOB_STOP || f_quiet_q);
    a_lines_answered:   assert (!rec_req_o || !bitmap_q || !(f_jobs || job_o == pml_pkg::JOB_STOP) || f_drained_q);
    c_harvest: cover (rec_req_o && job_o == pml_pkg::JOB_HARVEST && bitmap_q && sum_entries_o == 32'd2);
    c_peek:    cover (rec_req_o && job_o == pml_pkg::JOB_PEEK && bitmap_q && f_drained_q);
    c_stop:    cover (rec_req_o && job_o == pml_pkg::JOB_STOP && bitmap_q);
  end
end
`ifdef F_HELP
always @* if (rst_ni && f_seen_q) begin
  assert (hot_q == N_VM'(1) << vm_q && (st_q == IDLE || near_vm_q == vm_q));
  assert (f_sums_q == sum_out_q && f_sums_q <= 10'd64);
  assert (!f_open_q || sum_valid_o);
  assert (st_q <= GO && fill_q <= 5'd16);
  assert (f_sums_q == 0 || st_q == TSCAN || st_q == TWAIT || st_q == TEMIT || st_q == TLAST || st_q == SETTLE || st_q == WAITB);
  assert (fill_q == 0 || st_q == TSCAN || st_q == TWAIT || st_q == TEMIT || st_q == TLAST);
  assert (!f_open_q || st_q == TSCAN || st_q == TWAIT || st_q == TEMIT || st_q == TLAST);
  assert (st_q != REC || !f_req_q || f_sums_q == 0);
  if (st_q == WAITB && (f_jobs && job_o != pml_pkg::JOB_PEEK)) assert (f_drained_q || !bitmap_q);
  if (st_q == HSCAN || st_q == HWAIT || st_q == HCLR || st_q == TSCAN || st_q == TWAIT || st_q == TEMIT || st_q == TLAST)
    assert (f_drained_q && bitmap_q && f_jobs);
  if (st_q == WAITWB || st_q == HSCAN || st_q == HWAIT || st_q == HCLR || st_q == TSCAN || st_q == TWAIT || st_q == TEMIT || st_q == TLAST
      || (st_q == WAITB && bitmap_q && f_jobs)) assert (old_color_q == f_old);
  if (st_q == WIPE || st_q == CLRWALK) assert (job_o == pml_pkg::JOB_ENABLE || job_o == pml_pkg::JOB_PREPARE);
  if (st_q == WAITB || st_q == SETTLE) assert (job_o != pml_pkg::JOB_STOP);
  if (st_q == REC) assert (!bitmap_q || !(f_jobs || job_o == pml_pkg::JOB_STOP) || f_drained_q);
  if (st_q == GO) assert (job_o != pml_pkg::JOB_NONE && job_o != 3'd7);
  if (st_q == SETTLE) assert (bitmap_q && job_o == pml_pkg::JOB_PEEK);
  if (st_q == FLUSH || st_q == WAITWB) assert (bitmap_q && (f_jobs || job_o == pml_pkg::JOB_STOP));
end
`endif
