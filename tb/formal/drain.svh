// SPDX-License-Identifier: Apache-2.0
// Inside pml_drain, its queues by stand-ins: the drain's part of promise E1. One choice, any, is followed: its vCPU's bank had entries, its destination had a place; what the
// banks give for it comes out of that destination's queue once, unchanged, in the order of the choices (by 'fifo'), and nothing else does; and whether its VM's entries were discarded in the cycle before is told of the raw queue's head. Assumed: the destinations pop only what is
// offered; a vCPU is bound to a VM that there is, and does not change its mode while entries of it are under way.
(* anyseq *) logic f_start;
logic       f_seen_q, f_raw_q, f_d1_q, f_d2_q, f_d3_q, f_last_q;
logic [CW-1:0]  f_v_q, f_v;
logic [VMW-1:0] f_vm_q;
logic [8:0]     f_pos_q;
logic [PAGES_LOG2+2:0] f_ent_q;
logic [N_VM-1:0] f_drop_q;
logic [N_VCPU-1:0] f_was_raw_q;
logic           f_run_q;
initial f_seen_q = 1'b0;
(* hierconn *) wire \u_st.f_pick ;
(* hierconn *) wire \u_st.f_has_q ;
(* hierconn *) wire \u_st.f_mine ;
(* hierconn *) wire \u_raw.u_fifo.f_pick ;
(* hierconn *) wire \u_raw.u_fifo.f_has_q ;
(* hierconn *) wire \u_raw.u_fifo.f_mine ;
wire f_idle = !f_d1_q && !f_d2_q && !f_d3_q && !\u_st.f_has_q && !\u_raw.u_fifo.f_has_q ;
wire f_go   = |pick_o && f_start && f_idle;
always_comb begin
  f_v = '0;
  for (int unsigned v = 0; v < N_VCPU; v++) if (pick_o[v]) f_v = CW'(v);
end
always_ff @(posedge clk_i) begin
  f_seen_q <= 1'b1;
  f_run_q  <= rst_ni;
  f_drop_q <= drop_vm_i;
  f_was_raw_q <= vcpu_raw_i;
  if (!rst_ni) begin
    f_d1_q <= 1'b0;
    f_d2_q <= 1'b0;
    f_d3_q <= 1'b0;
  end else begin
    f_d1_q <= f_go;
    f_d2_q <= f_d1_q;
    f_d3_q <= f_d2_q;
  end
  if (f_go)   {f_v_q, f_raw_q} <= {f_v, vcpu_raw_i[f_v]};
  if (f_d1_q) {f_vm_q, f_last_q, f_pos_q} <= {bind_vm_i[f_v_q*8 +: VMW], rd_last_i, rd_pos_i};
  if (f_d2_q) f_ent_q <= {ent_gfn_i, ent_write_i, ent_buf_i, ent_perr_i};
end
always @* begin
  if (!f_seen_q) assume (!rst_ni);
  assume (\u_st.f_pick == (f_d3_q && !f_raw_q) && \u_raw.u_fifo.f_pick == (f_d3_q && f_raw_q));
  if (f_seen_q && rst_ni) begin
    if (st_pop_i)  assume (st_valid_o);
    if (raw_pop_i) assume (raw_valid_o);
    assume ((rd_v_q & (vcpu_raw_i ^ f_was_raw_q)) == '0);
    a_one_choice: assert ((pick_o & (pick_o - 1'b1)) == '0 && (pick_o & ~drain_i) == '0);
    if (f_d1_q) a_asks: assert (rd_v_o == N_VCPU'(1) << f_v_q);
    if (\u_st.f_mine )
      a_store: assert (!f_raw_q && {st_vcpu_o, st_vm_o, st_gfn_o, st_write_o, st_buf_o, st_perr_o} == {f_v_q, f_vm_q, f_ent_q});
    if (\u_raw.u_fifo.f_mine )
      a_raw: assert (f_raw_q && {raw_hot_o, raw_vcpu_o, raw_vm_o, raw_gfn_o, raw_write_o, raw_perr_o, raw_last_o, raw_pos_o}
                                == {N_VM'(1) << f_vm_q, f_v_q, f_vm_q, f_ent_q[PAGES_LOG2+2:2], f_ent_q[0], f_last_q, f_pos_q});
    if (raw_valid_o && f_run_q) a_dropped: assert (raw_dropped_o == |(raw_hot_o & f_drop_q) && raw_discard_o == (raw_dropped_o || raw_perr_o));
    c_full: cover (st_used_unused == 4'd8 && \u_st.f_mine && st_count_unused == 4'd5);
    c_raw:  cover (\u_raw.u_fifo.f_mine && f_v_q == CW'(1) && st_valid_o);
  end
end
`ifdef F_HELP
(* hierconn *) wire [QW-1:0] \u_st.f_data_q ;
(* hierconn *) wire [RW-1:0] \u_raw.u_fifo.f_data_q ;
wire f_d1 = |rd_v_q;
wire f_d1_raw = |(rd_v_q & vcpu_raw_i);
always @* if (rst_ni && f_seen_q) begin
  assert ((rd_v_q & (rd_v_q - 1'b1)) == '0);
  assert (32'(st_used_unused) == 32'(st_count_unused) + 32'(f_d1 && !f_d1_raw) + 32'(d2_valid_q && !d2_raw_q) + 32'(d3_st_q) && st_used_unused <= 4'd8 && st_room == !st_used_unused[3]);
  assert (32'(raw_used_unused) == 32'(raw_count_unused) + 32'(f_d1 && f_d1_raw) + 32'(d2_valid_q && d2_raw_q) + 32'(d3_raw_q) && raw_used_unused <= 4'd8 && raw_room == !raw_used_unused[3]);
  assert (32'(f_d1_q) + 32'(f_d2_q) + 32'(f_d3_q) + 32'(\u_st.f_has_q ) + 32'(\u_raw.u_fifo.f_has_q ) <= 1);
  if (f_d1_q) assert (rd_v_q == N_VCPU'(1) << f_v_q && f_d1_raw == f_raw_q);
  if (f_d2_q) assert (d2_valid_q && {d2_raw_q, d2_vcpu_q, d2_vm_q, d2_last_q, d2_pos_q} == {f_raw_q, f_v_q, f_vm_q, f_last_q, f_pos_q});
  if (f_d3_q) assert (d3_st_q == !f_raw_q && d3_raw_q == f_raw_q && {d3_hot_q, d3_vcpu_q, d3_vm_q, d3_gfn_q, d3_write_q, d3_buf_q, d3_perr_q, d3_last_q, d3_pos_q}
                      == {N_VM'(1) << f_vm_q, f_v_q, f_vm_q, f_ent_q, f_last_q, f_pos_q});
  if (\u_st.f_has_q )  assert (!f_raw_q && \u_st.f_data_q == {f_v_q, f_vm_q, f_ent_q});
  if (\u_raw.u_fifo.f_has_q ) assert (f_raw_q && \u_raw.u_fifo.f_data_q == {N_VM'(1) << f_vm_q, f_last_q, f_pos_q, f_v_q, f_vm_q, f_ent_q[PAGES_LOG2+2:2], f_ent_q[0]});
end
`endif
