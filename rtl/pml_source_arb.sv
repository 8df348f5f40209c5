// SPDX-License-Identifier: Apache-2.0
/// Event port: N_SRC sources share one event a cycle. The source that may offer in a cycle is chosen one cycle ahead (register
/// grant), round robin among those that could have offered, so ready_o depends on that flip-flop and on can_accept of the offered
/// event's vCPU only (G3). Throughput: one event a cycle, from one source or from several. The taken event is registered by the
/// check stage. Carries: G1, G3.
module pml_source_arb #(
  parameter int unsigned N_SRC = 1,
  parameter int unsigned N_VCPU = 8,
  parameter int unsigned N_VM = 8
) (
  input  logic                 clk_i,
  input  logic                 rst_ni,
  input  logic [N_SRC-1:0]     ev_valid_i,
  output logic [N_SRC-1:0]     ev_ready_o,
  input  logic [N_SRC*8-1:0]   ev_vcpu_i,
  input  logic [N_SRC*40-1:0]  ev_gfn_i,
  input  logic [N_SRC-1:0]     ev_write_i,
  input  logic [N_VCPU-1:0]    can_accept_i,
  input  logic [N_VCPU-1:0]    bind_valid_i,
  input  logic [N_VCPU*8-1:0]  bind_vm_i,
  output logic                 hs_valid_o,    ///< an event is taken in this cycle
  output logic [N_VCPU-1:0]    hs_v_o,        ///< of this vCPU (none if the number is not a vCPU's)
  output logic [7:0]           hs_vcpu_o,
  output logic [39:0]          hs_gfn_o,
  output logic                 hs_write_o,
  output logic [N_VM-1:0]      inc_stalled_o  ///< one cycle after the stall
);
  localparam int unsigned CW = (N_VCPU > 1) ? $clog2(N_VCPU) : 1;
  logic [N_SRC-1:0]  gnt_q, acc, req;
  logic [N_VCPU-1:0] blocked, stall_q, off_v;

  for (genvar s = 0; s < N_SRC; s++) begin : g_src
    wire [7:0]    vcpu  = ev_vcpu_i[s*8 +: 8];
    wire          known = 32'(vcpu) < N_VCPU;
    wire [CW-1:0] sel   = vcpu[CW-1:0];
    assign acc[s] = !known || can_accept_i[sel];
    assign req[s] = ev_valid_i[s] && acc[s];
  end
  assign ev_ready_o = acc & gnt_q;

  if (N_SRC == 1) begin : g_one
    assign gnt_q = 1'b1;
  end else begin : g_many
    logic [N_SRC-1:0] gnt_d;
    // the first requesting source after the granted one; itself last
    always_comb begin
      gnt_d = gnt_q;
      for (int unsigned g = 0; g < N_SRC; g++)
        if (gnt_q[g])
          for (int unsigned k = N_SRC; k > 0; k--)
            if (req[(g + k) % N_SRC]) gnt_d = N_SRC'(1) << ((g + k) % N_SRC);
    end
    always_ff @(posedge clk_i) begin
      if (!rst_ni) gnt_q <= N_SRC'(1);
      else         gnt_q <= gnt_d;
    end
  end

  logic of_valid;
  always_comb begin
    of_valid   = 1'b0;
    hs_vcpu_o  = '0;
    hs_gfn_o   = '0;
    hs_write_o = 1'b0;
    for (int unsigned s = 0; s < N_SRC; s++) begin
      of_valid   = of_valid   || (gnt_q[s] && ev_valid_i[s]);
      hs_vcpu_o  = hs_vcpu_o  | (ev_vcpu_i[s*8 +: 8]  & {8{gnt_q[s]}});
      hs_gfn_o   = hs_gfn_o   | (ev_gfn_i[s*40 +: 40] & {40{gnt_q[s]}});
      hs_write_o = hs_write_o || (ev_write_i[s] && gnt_q[s]);
    end
  end
  assign hs_valid_o = |(req & gnt_q);

  for (genvar v = 0; v < N_VCPU; v++) begin : g_vcpu
    assign hs_v_o[v] = of_valid && 32'(hs_vcpu_o) == v && can_accept_i[v];
    always_comb begin
      off_v[v] = 1'b0;
      for (int unsigned s = 0; s < N_SRC; s++) off_v[v] = off_v[v] || (ev_valid_i[s] && 32'(ev_vcpu_i[s*8 +: 8]) == v);
    end
    assign blocked[v] = off_v[v] && !can_accept_i[v];
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) stall_q <= '0;
    else         stall_q <= blocked;
  end
  always_comb begin
    inc_stalled_o = '0;
    for (int unsigned v = 0; v < N_VCPU; v++)
      for (int unsigned m = 0; m < N_VM; m++)
        if (stall_q[v] && bind_valid_i[v] && 32'(bind_vm_i[v*8 +: 8]) == m) inc_stalled_o[m] = 1'b1;
  end
endmodule
