// SPDX-License-Identifier: Apache-2.0
// Inside pml_intel: promise G2, for a unit of one vCPU. What is assumed of the neighbours:
//   - the front end (pml_log, pml_check, pml_filter): an event of an Intel-mode vCPU enters only while accept_o is set, and leaves S6 later or
//     not at all; inflight_i counts what is between, at most six (how long each takes is left open: more than the six stages can do);
//   - pml_vcpu_view, the registers: a vCPU changes its mode only when nothing of it is under way; the end of a STOP job
//     (drop_i) comes when nothing of it is in the pipeline or unanswered;
//   - the registers: INDEX is written only when idx_ok_o was set in the cycle before (else the write is refused), and not twice in a row;
//   - X (pml_axi_wr): answers a write after it was taken, and has at most 64 unanswered.
localparam logic [CW-1:0] f_v = '0;
(* anyseq *) logic f_hs, f_hs_logged, f_gone;   // an event enters, it will come out; one that will not is gone
logic       f_seen_q;
logic [2:0] f_infl_q, f_logged_q;     // events between port and S6, those that come out
logic [9:0] f_exp_q;                  // index of the next entry in memory
logic [9:0] f_wait_q, f_out_q;        // entries that X has not taken, that are not answered
logic              f_run_q, f_idx_we_q, f_exit_q, f_take_q, f_skid_q, f_intel_q;   // as of the cycle before
logic [N_VCPU-1:0] f_idx_ok_q;
initial f_seen_q = 1'b0;

wire f_in   = s6_valid_i && s6_vcpu_i == f_v;
wire f_take = x_take_i && x_vcpu_o == f_v;
wire f_back = b_valid_i && b_vcpu_i == f_v;
wire f_arm  = idx_we_i && 32'(idx_vcpu_i) == 32'(f_v);
wire f_none = f_exp_q[9];
wire f_exit = guest_exit_o[f_v];
always_ff @(posedge clk_i) begin
  f_seen_q   <= 1'b1;
  f_run_q    <= rst_ni;
  f_idx_we_q <= idx_we_i;
  f_idx_ok_q <= idx_ok_o;
  f_exit_q   <= f_exit && !f_arm && !drop_i[f_v];
  f_take_q   <= f_take;
  f_skid_q   <= skid_q[f_v];
  f_intel_q  <= vcpu_intel_i[f_v];
  if (!rst_ni) begin
    f_infl_q   <= '0;
    f_logged_q <= '0;
    f_exp_q  <= NONE;
    f_wait_q <= '0;
    f_out_q  <= '0;
  end else begin
    f_infl_q   <= f_infl_q + 3'(f_hs) - 3'(f_in || f_gone);
    f_logged_q <= f_logged_q + 3'(f_hs && f_hs_logged) - 3'(f_in);
    f_wait_q <= drop_i[f_v] ? '0 : f_wait_q + 10'(f_in) - 10'(f_take);
    f_out_q  <= f_out_q + 10'(f_take) - 10'(f_back);
    if (drop_i[f_v]) f_exp_q <= NONE;
    else if (f_arm)  f_exp_q <= {1'b0, idx_data_i};
    else if (f_take) f_exp_q <= f_exp_q - 10'd1;
  end
end

always @* begin
  if (!f_seen_q) assume (!rst_ni);
  assume (s6_vcpu_i == f_v && b_vcpu_i == f_v);
  if (rst_ni) begin
    if (f_hs && f_hs_logged) assume (vcpu_intel_i[f_v] && accept_o[f_v]);
    if (f_hs) assume (f_infl_q < 3'd6 || f_in || f_gone);
    if (s6_valid_i) assume (f_logged_q != 0);
    if (f_gone) assume (!f_in && f_infl_q > f_logged_q);
    assume (inflight_i[2:0] == f_infl_q);
    if (x_take_i) assume (x_valid_o && (!f_take || f_out_q < 10'd64));
    if (f_back) assume (f_out_q != 0);
    if (idx_we_i) assume (f_run_q && !f_idx_we_q && 32'(idx_vcpu_i) < N_VCPU && f_idx_ok_q[idx_vcpu_i[CW-1:0]]);
    if (drop_i[f_v]) assume (f_logged_q == 0 && f_out_q == 0 && f_wait_q == 10'(skid_q[f_v]) && !(f_hs && f_hs_logged));
    if (f_run_q && (f_logged_q != 0 || f_wait_q != 0 || f_out_q != 0)) assume (vcpu_intel_i[f_v] == f_intel_q);

    a_dom0_never:  assert (vcpu_intel_i[f_v] || !f_exit);
    a_exit:        assert (f_exit == (vcpu_intel_i[f_v] && f_none && f_wait_q != 0 && f_out_q == 0));
    a_one_waits:   assert (!f_none || f_wait_q <= 10'd1);
    a_place:       assert (!f_take || (!f_none && x_idx_o == f_exp_q[8:0]));
    a_holds:       assert (!(f_none && f_wait_q != 0) || !accept_o[f_v]);
    if (f_run_q && f_exit_q) a_stays: assert (f_exit);
    a_index:       assert (!f_exit || idx_o[f_v*16 +: 16] == 16'hFFFF);
    c_exit:        cover (f_exit);
    c_full:        cover (f_take && x_idx_o == 9'd0 && f_take_q);
    c_again:       cover (f_take && f_skid_q && x_idx_o == 9'd2);
    c_two:         cover (f_take && f_exp_q == 10'd1 && f_out_q == 10'd2);
  end
end

`ifdef F_HELP
// For one vCPU (all entries of the queue are its own): the place p of the queue holds the index that is as far from the next as p is
// from the head.
(* hierconn *) wire [QW*32-1:0] \u_q.f_all ;
(* hierconn *) wire [4:0]       \u_q.rd_q ;
(* hierconn *) wire [4:0]       \u_q.wr_q ;
wire [9:0] f_mine = 10'(count);
wire [9:0] f_cur  = f_exp_q - f_mine;
logic [31:0] f_good;
for (genvar p = 0; p < 32; p++) begin : g_place
  wire [4:0] dist = 5'(p) - \u_q.rd_q ;
  assign f_good[p] = 32'(dist) >= 32'(count) || (\u_q.f_all [p*QW + QW-1 -: CW] == f_v && {1'b0, \u_q.f_all [p*QW + PAGES_LOG2 + 1 +: 9]} == f_exp_q - 10'(dist));
end
always @* if (rst_ni) begin
  assert (&f_good);
  assert (\u_q.wr_q == \u_q.rd_q + count[4:0] && count <= 6'd32);
  assert (32'(count) + 32'(f_logged_q) <= 24);
  assert (!room_q || count <= 6'd16);
  assert (f_wait_q == f_mine + 10'(skid_q[f_v]));
  assert (idx[f_v*10 +: 10] == f_cur);
  assert (!(f_run_q && f_idx_ok_q[f_v] && !f_idx_we_q) || (f_mine == 0 && f_out_q == 0 && f_logged_q == 0 && (!skid_q[f_v] || f_none)));
  assert (!f_exp_q[9] || (f_exp_q == NONE && f_mine == 0));
  assert (!f_cur[9] || f_cur == NONE);
  assert (f_out_q <= 10'd64);
  assert (!skid_q[f_v] || f_logged_q == 0);
  assert (f_logged_q <= 3'd1 || (!f_cur[9] && f_cur + 10'd1 >= 10'(f_logged_q)));
  assert (f_logged_q <= f_infl_q && f_infl_q <= 3'd6);
  assert (f_logged_q == 0 || vcpu_intel_i[f_v]);
  assert (!skid_q[f_v] || vcpu_intel_i[f_v]);
end
always @* if (rst_ni) assert (32'(g_vcpu[0].iout_q) == 32'(f_mine) + 32'(f_out_q));
`endif
