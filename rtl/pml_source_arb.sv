// SPDX-License-Identifier: Apache-2.0
/// Event port: N_SRC sources share one event a cycle, round robin. ready_o of a source depends on can_accept of the
/// offered event's vCPU (G3) and, with several sources, on the other sources' requests. Combinational; the taken event is
/// registered by the check stage. Carries: G1, G3.
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
  output logic                 hs_valid_o,  ///< an event is taken in this cycle
  output logic [7:0]           hs_vcpu_o,
  output logic [39:0]          hs_gfn_o,
  output logic                 hs_write_o,
  output logic [N_VM-1:0]      inc_stalled_o
);
  localparam int unsigned SW = (N_SRC > 1) ? $clog2(N_SRC) : 1;
  localparam int unsigned CW = (N_VCPU > 1) ? $clog2(N_VCPU) : 1;
  logic [SW-1:0]    ptr_q;
  logic [N_SRC-1:0] acc, req, earlier;

  for (genvar s = 0; s < N_SRC; s++) begin : g_src
    wire [7:0]    vcpu  = ev_vcpu_i[s*8 +: 8];
    wire          known = 32'(vcpu) < N_VCPU;
    wire [CW-1:0] sel   = vcpu[CW-1:0];
    assign acc[s] = !known || can_accept_i[sel];
    assign req[s] = ev_valid_i[s] && acc[s];
    // the position in round-robin order is (s - ptr) mod N_SRC
    always_comb begin
      earlier[s] = 1'b0;
      for (int unsigned k = 0; k < N_SRC; k++)
        if (k != s && req[k] && ((k + N_SRC - 32'(ptr_q)) % N_SRC) < ((s + N_SRC - 32'(ptr_q)) % N_SRC)) earlier[s] = 1'b1;
    end
  end

  assign ev_ready_o = acc & ~earlier;

  always_comb begin
    hs_valid_o = 1'b0;
    hs_vcpu_o  = '0;
    hs_gfn_o   = '0;
    hs_write_o = 1'b0;
    for (int unsigned s = 0; s < N_SRC; s++)
      if (ev_valid_i[s] && ev_ready_o[s]) begin
        hs_valid_o = 1'b1;
        hs_vcpu_o  = ev_vcpu_i[s*8 +: 8];
        hs_gfn_o   = ev_gfn_i[s*40 +: 40];
        hs_write_o = ev_write_i[s];
      end
  end

  always_comb begin
    inc_stalled_o = '0;
    for (int unsigned s = 0; s < N_SRC; s++)
      if (ev_valid_i[s] && !acc[s])
        for (int unsigned v = 0; v < N_VCPU; v++)
          if (32'(ev_vcpu_i[s*8 +: 8]) == v && bind_valid_i[v])
            for (int unsigned m = 0; m < N_VM; m++)
              if (32'(bind_vm_i[v*8 +: 8]) == m) inc_stalled_o[m] = 1'b1;
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) ptr_q <= '0;
    else
      for (int unsigned s = 0; s < N_SRC; s++)
        if (ev_valid_i[s] && ev_ready_o[s]) ptr_q <= (s == N_SRC - 1) ? '0 : SW'(s + 1);
  end
endmodule
