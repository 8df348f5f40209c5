// SPDX-License-Identifier: Apache-2.0
// Inside pml_counters: no event is lost or counted twice (E1, and every rate that dom0 reads). Of any counter f_k: the value that comes out five cycles after its visit is the exact sum, modulo 2^64, of all that came
// in since the reset and before the visit (what comes in counts a cycle later), and the counter's RAM has it when the next visit comes.
// Assumed of the neighbours: one and other never both (the RTL's own assertion, checked in simulation); at most N_VCPU skids, two missed periods a VM and 64 bytes a cycle.
(* anyconst *) logic [NW-1:0] f_k;
logic          f_seen_q, f_been_q;
logic [3:0]    f_in, f_in_q;                       // comes in for f_k; in the cycle before
logic [63:0]   f_total_q, f_visit_q;               // sum; as of the last visit
logic [W-1:0]  f_since_q, f_came_q;                // what came since the last visit; between that and the one before
logic [NW:0]   f_age_q;                            // cycles since the visit
initial f_seen_q = 1'b0;
wire [4:0]  f_kind  = f_k[NW-1 -: 5];
wire        f_vm    = f_k[0];
wire        f_bytes = f_kind == 5'(K_RD_BYTES) || f_kind == 5'(K_WR_BYTES);
wire        f_bin   = f_bytes || f_kind == 5'(K_DISCARDED) || f_kind == 5'(K_MISSED);
wire [63:0] f_is    = f_bytes ? f_visit_q << 3 : f_visit_q;
wire        f_visit = walk_q == f_k;
always_comb begin
  f_in = f_kind == 5'(K_OTHER) ? 4'(f_vm ? fparity_i : unbound_i) : f_kind < 5'(K_OTHER) ? 4'(one_i[f_k] || other_i[f_k]) : 4'd0;
  if (f_kind == 5'(K_DISCARDED) && skids_vm_i == f_vm) f_in = f_in + 4'(skids_i);
  if (f_kind == 5'(K_MISSED))   f_in = 4'(missed_i[f_vm*2 +: 2]);
  if (f_kind == 5'(K_RD_BYTES)) f_in = rd_bytes_vm_i == f_vm ? rd_bytes_i[6:3] : 4'd0;
  if (f_kind == 5'(K_WR_BYTES)) f_in = wr_bytes_vm_i == f_vm ? wr_bytes_i[6:3] : 4'd0;
end
always_ff @(posedge clk_i) begin
  f_seen_q <= 1'b1;
  if (!rst_ni) begin
    f_in_q    <= '0;
    f_total_q <= '0;
    f_visit_q <= '0;
    f_since_q <= '0;
    f_came_q  <= '0;
    f_been_q  <= 1'b0;
    f_age_q   <= '0;
  end else begin
    f_in_q    <= f_in;
    f_total_q <= f_total_q + 64'(f_in_q);
    f_since_q <= f_visit ? W'(f_in_q) : f_since_q + W'(f_in_q);
    if (f_visit) begin
      f_visit_q <= f_total_q;
      f_came_q  <= f_since_q;
      f_been_q  <= 1'b1;
    end
    f_age_q   <= f_visit ? '0 : f_age_q + 1'b1;
  end
end
always @* begin
  if (!f_seen_q) assume (!rst_ni);
  assume (32'(f_k) < P);
  if (f_seen_q && rst_ni) begin
    assume ((one_i & other_i) == '0 && 32'(skids_i) <= N_VCPU && missed_i[1:0] != 2'd3 && missed_i[3:2] != 2'd3 && rd_bytes_i <= 7'd64 && wr_bytes_i <= 7'd64);
    a_value: assert (!(f_been_q && f_age_q == (NW+1)'(4)) || value_o == f_is);
    a_kept:  assert (!(f_been_q && f_age_q >= (NW+1)'(5)) || mem[f_k] == f_is);
    c_many:  cover (f_been_q && f_age_q == (NW+1)'(4) && f_is == 64'd5 && f_kind == 5'(K_DISCARDED));
    c_one:   cover (f_been_q && f_age_q == (NW+1)'(4) && f_is == 64'd3 && !f_bin);
  end
end
`ifdef F_HELP
// where the register stands, counted from 0: a shift register goes round after 2^L - 1 steps, a binary one after as many as it has
localparam logic [W-1:0] F_ROUND = W'(2**L - 1);
logic [W-1:0] f_state, f_at, f_pos_q, f_old_q;    // its state as it is; as a position; at the last visit, at the one before
always_comb begin
  for (int b = 0; b < W; b++) f_state[b] = now[b*P + 32'(f_k)];
  f_at = f_bin ? f_state : W'(STEPS[32'(f_state[L-1:0])*L +: L]);
end
wire [W-1:0] f_mask = f_kind == 5'(K_DISCARDED) ? W'(2**BW_D - 1) : f_kind == 5'(K_MISSED) ? W'(2**BW_M - 1) : f_bytes ? W'(2**BW_B - 1) : W'(2**L - 1);
wire [31:0]  f_most = f_bytes ? 32'd8 : f_kind == 5'(K_DISCARDED) ? N_VCPU + 32'd1 : f_kind == 5'(K_MISSED) ? 32'd2 : 32'd1;   // in one cycle
function automatic logic [W-1:0] f_on(input logic [W-1:0] from, input logic [W-1:0] by);
  logic [W:0] sum;
  sum  = {1'b0, from} + {1'b0, by};
  f_on = f_bin ? sum[W-1:0] & f_mask : sum >= {1'b0, F_ROUND} ? W'(sum - {1'b0, F_ROUND}) : sum[W-1:0];
endfunction
logic [W-1:0] f_raw_q;
logic [3:0]   f_held;                                       // f_in_q, out of the registers
always_comb begin
  f_held = f_kind == 5'(K_OTHER) ? 4'(f_vm ? fparity_q : unbound_q) : f_kind < 5'(K_OTHER) ? 4'(any_q[f_k]) : 4'd0;
  if (f_kind == 5'(K_DISCARDED) && skids_vm_q == f_vm) f_held = f_held + 4'(skids_q);
  if (f_kind == 5'(K_MISSED))   f_held = 4'(missed_q[f_vm*2 +: 2]);
  if (f_kind == 5'(K_RD_BYTES)) f_held = rd_vm_q == f_vm ? rd_q : 4'd0;
  if (f_kind == 5'(K_WR_BYTES)) f_held = wr_vm_q == f_vm ? wr_q : 4'd0;
end
logic         f_once_q;                                     // the last visit was the first since the reset
wire [63:0]   f_before_v  = f_visit_q - 64'(f_came_q);
wire [63:0]   f_before_is = f_bytes ? f_before_v << 3 : f_before_v;
function automatic logic [NW-1:0] f_before(input int unsigned by);
  f_before = 32'(walk_q) >= by ? walk_q - NW'(by) : NW'(32'(walk_q) + P - by);
endfunction
always_ff @(posedge clk_i) begin
  if (!rst_ni) {f_once_q, f_pos_q, f_old_q} <= '0;
  else if (f_visit) {f_once_q, f_pos_q, f_old_q} <= {!f_been_q, f_at, f_pos_q};
  if (f_visit) f_raw_q <= f_state;
end
always @* if (f_seen_q && rst_ni) begin
  assert (32'(f_in_q) <= f_most);
  assert (f_in_q == f_held && 32'(skids_q) <= N_VCPU);
  assert (32'(walk_q) < P);
  // the walk comes round
  assert (f_been_q || first_q);
  if (first_q) assert (f_been_q == (32'(walk_q) > 32'(f_k)) && f_once_q == f_been_q);
  assert (v_q == (!first_q || 32'(walk_q) >= 1) && v0_q == (!first_q || 32'(walk_q) >= 2) && v1_q == (!first_q || 32'(walk_q) >= 3)
          && v2_q == (!first_q || 32'(walk_q) >= 4) && v3_q == (!first_q || 32'(walk_q) >= 5));
  if (v_q)  assert (n_q == f_before(1));
  if (v0_q) assert (n0_q == f_before(2));
  if (v1_q) assert (n1_q == f_before(3));
  if (v2_q) assert (n2_q == f_before(4));
  if (v3_q) assert (n3_q == f_before(5));
  if (f_once_q) assert (f_been_q && f_old_q == 0 && f_visit_q == 64'(f_came_q));
  // the visit's way through the steps
  if (f_been_q) begin
    assert ((f_raw_q & ~f_mask) == 0 && f_pos_q == (f_bin ? f_raw_q : W'(STEPS[32'(f_raw_q[L-1:0])*L +: L])));
    if (f_age_q == 0) assert (here == f_raw_q && first_n_q == f_once_q);
    if (f_age_q == 1) assert (state_q == f_raw_q && first0_q == f_once_q);
    if (f_age_q == 2) assert (at_q == f_pos_q && first1_q == f_once_q && binary_q == f_bin);
    if (f_age_q <= 2 && !f_once_q) assert (seen[f_k] == f_old_q && mem[f_k] == f_before_is);
    if (f_age_q > 2) assert (seen[f_k] == f_pos_q);
    if (f_age_q == 3) assert (value_q == f_before_is && bytes_q == f_bytes && none_q == (f_came_q == 0) && (none_q || 64'(way_q) + 64'(one_more_q) == 64'(f_came_q)));
  end
  if (f_been_q) assert (32'(f_age_q) < P && 32'(walk_q) == (32'(f_k) + 32'd1 + 32'(f_age_q) >= P ? 32'(f_k) + 32'd1 + 32'(f_age_q) - P : 32'(f_k) + 32'd1 + 32'(f_age_q)));
  else          assert (32'(walk_q) <= 32'(f_k) && f_visit_q == 0 && f_pos_q == 0 && f_old_q == 0 && f_came_q == 0 && f_total_q == 64'(f_since_q));
  // positions
  assert ((f_state & ~f_mask) == 0 && (f_bin || (f_at < F_ROUND && f_state != F_ROUND)) && (f_pos_q & ~f_mask) == 0 && (f_bin || f_pos_q < F_ROUND) && (f_old_q & ~f_mask) == 0 && (f_bin || f_old_q < F_ROUND));
  assert (f_at == f_on(f_pos_q, f_since_q));
  assert (f_total_q == f_visit_q + 64'(f_since_q));
  assert (f_pos_q == f_on(f_old_q, f_came_q));
  assert (32'(f_since_q) <= (f_been_q ? 32'(f_age_q) + 32'd1 : 32'(walk_q)) * f_most);
  assert (32'(f_came_q) <= P * f_most);
end
`endif
