// SPDX-License-Identifier: Apache-2.0
// Inside pml_vcpu_view: the decoding that promise G2 rests on. A vCPU counts as one of Intel mode only if it is bound, and its VM's mode is Intel's: so in bitmap and raw
// mode the exit (intel: a_dom0_never) is never raised; its entries are discarded a cycle after its VM's are; it is one of raw mode as binding and mode were in the cycle before; its index is
// forgotten only at the end of a STOP or DISABLE of its own VM.
(* anyconst *) logic [7:0] f_v;
wire [VMW-1:0] f_m    = bind_vm_i[f_v*8 +: VMW];
wire [1:0]     f_mode = cfg_mode_i[f_m*2 +: 2];
logic          f_seen_q, f_raw_q, f_drop_q;
initial f_seen_q = 1'b0;
always_ff @(posedge clk_i) begin
  f_seen_q <= 1'b1;
  f_drop_q <= drop_vm_i[f_m];
  f_raw_q  <= bind_valid_i[f_v] && f_mode == 2'd1;
end
always @* begin
  assume (cfg_intel_i[f_m] == (f_mode == 2'd2));
  assume (32'(f_v) < N_VCPU && 32'(bind_vm_i[f_v*8 +: 8]) < N_VM);
  a_intel_only: assert (!vcpu_intel_o[f_v] || (bind_valid_i[f_v] && f_mode == 2'd2));
  a_intel:      assert (vcpu_intel_o[f_v] || !bind_valid_i[f_v] || f_mode != 2'd2);
  if (f_seen_q) a_raw: assert (vcpu_raw_o[f_v] == f_raw_q);
  if (f_seen_q) a_discards:   assert (vcpu_drop_o[f_v] == f_drop_q);
  a_forgets:    assert (!idx_drop_o[f_v] || (fin_i && stop_near_i && f_m == stop_vm_i));
  a_rebinds:    assert (!bind_ok_o[f_v] || (occ_i[f_v*11 +: 11] == 0 && inflight_i[f_v*3 +: 3] == 0 && !iout_busy_i[f_v] && !skid_i[f_v]));
  c_intel:      cover (vcpu_intel_o[f_v] && f_v != 0 && vcpu_raw_o[0]);
end
