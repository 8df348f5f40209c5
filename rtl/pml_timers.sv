// SPDX-License-Identifier: Apache-2.0
/// Period timers: one adder and one compare for all VMs. A walk visits a VM every 2^W cycles, W = max(2, VM bits), and adds as much; at
/// or past the period the timer is over and starts again. A cut or a start makes the next visit the beginning.
module pml_timers #(
  parameter int unsigned N_VM = 8,
  parameter int unsigned IW = 9,
  localparam int unsigned VMW = (N_VM > 1) ? $clog2(N_VM) : 1,
  localparam int unsigned W = (VMW > 2) ? VMW : 2
) (
  input  logic             clk_i,
  input  logic             rst_ni,
  input  logic             cw_valid_i,  ///< register write bus
  input  logic [1:0]       cw_blk_i,
  input  logic [IW-1:0]    cw_idx_i,
  input  logic [31:0]      cw_data_i,
  input  logic [N_VM*3-1:0] state_i,
  input  logic [N_VM-1:0]  restart_i,   ///< cut, start
  output logic [N_VM-1:0]  end_o        ///< the period is over
);
  localparam logic [1:0] VM = 2'd3;
  wire is_period = cw_valid_i && cw_blk_i == VM && cw_idx_i[5:1] == 5'(pml_reg_pkg::VM_PERIOD >> 3);
  logic [W-1:0]     walk_q;
  logic [2**W-1:0]  restart_q, active;
  logic [63:0]      period, period_q, next_q;
  (* ram_style = "distributed" *) logic [63:0] timer [0:2**W-1];
  logic [63:0]      timer_q;
  logic [W-1:0]     n1_q, n2_q;
  logic             over_q, none_q, v1_q, v2_q;
  pml_tab64 #(.AW(W)) u_period (
    .clk_i, .we_i(is_period), .hi_i(cw_idx_i[0]), .waddr_i(W'(cw_idx_i[6 +: VMW])), .data_i(cw_data_i), .raddr_i(walk_q),
    .data_o(period));

  always_comb begin
    active = '0;
    for (int unsigned v = 0; v < N_VM; v++) active[v] = state_i[v*3 +: 3] == pml_pkg::ST_ACTIVE;
  end
  wire [63:0] sum   = timer_q + 64'(2**W);
  wire        begin_again = none_q || restart_q[n2_q] || !active[n2_q];
  wire        over  = v2_q && over_q && !begin_again;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      walk_q    <= '0;
      restart_q <= '1;
      v1_q      <= 1'b0;
      v2_q      <= 1'b0;
    end else begin
      walk_q <= walk_q + 1'b1;
      v1_q   <= 1'b1;
      v2_q   <= v1_q;
      if (v2_q) restart_q[n2_q] <= 1'b0;
      for (int unsigned v = 0; v < N_VM; v++) if (restart_i[v]) restart_q[v] <= 1'b1;
    end
    n1_q     <= walk_q;
    n2_q     <= n1_q;
    timer_q  <= timer[walk_q];
    period_q <= period;
    next_q   <= sum;
    over_q   <= sum >= period_q;
    none_q   <= period_q == 64'd0;
    if (v2_q) timer[n2_q] <= (begin_again || over) ? 64'd0 : next_q;
  end
  assign end_o = over ? N_VM'(1) << n2_q : '0;
endmodule
