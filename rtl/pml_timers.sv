// SPDX-License-Identifier: Apache-2.0
/// Period timers: one 32-bit adder and one compare for all VMs. A walk visits a VM every 2^W cycles, low half first, and adds as much;
/// at or past the period the timer is over and starts again. A cut or a start makes the next visit the beginning.
module pml_timers #(
  parameter int unsigned N_VM = 8,
  parameter int unsigned IW = 9,
  localparam int unsigned VMW = (N_VM > 1) ? $clog2(N_VM) : 1,
  localparam int unsigned W = (VMW > 2) ? VMW + 1 : 3
) (
  input  logic             clk_i,
  input  logic             rst_ni,
  input  logic             cw_valid_i,  ///< register write bus
  input  logic [1:0]       cw_blk_i,
  input  logic [IW-1:0]    cw_idx_i,
  input  logic [31:0]      cw_data_i,
  input  logic [N_VM-1:0]  active_i,    ///< the VM is ACTIVE
  input  logic [N_VM-1:0]  restart_i,   ///< cut, start
  output logic [N_VM-1:0]  end_o        ///< the period is over
);
  localparam logic [1:0] VM = 2'd3;
  wire is_period = cw_valid_i && cw_blk_i == VM && cw_idx_i[5:1] == 5'(pml_reg_pkg::VM_PERIOD >> 3);
  (* ram_style = "distributed" *) logic [31:0] period [0:2**W-1];  // {vm, half}
  (* ram_style = "distributed" *) logic [31:0] timer [0:2**W-1];
  logic [W-1:0]        walk_q, n1_q, n2_q;                         // {vm, half}
  logic [2**(W-1)-1:0] restart_q, busy_q, active;                  // busy: the timer is not 0, and its table is valid
  logic [31:0]         timer1_q, period1_q, timer2_q, period2_q;
  logic                carry_q, some1_q, some_q, reached_q, v1_q, v2_q, end_q;
  logic [W-2:0]        end_vm_q;
  always_ff @(posedge clk_i)
    if (is_period) period[W'({cw_idx_i[6 +: VMW], cw_idx_i[0]})] <= cw_data_i;

  assign active = (2**(W-1))'(active_i);
  wire        hi1 = n1_q[0];
  wire        hi2 = n2_q[0];
  wire [32:0] sum = {1'b0, timer1_q} + (hi1 ? 33'(carry_q) : 33'(2**W));
  // timer >= period, by halves: the high one decides unless they are equal
  wire        reached = {timer2_q, hi2 ? reached_q : 1'b1} >= {period2_q, 1'b1};
  wire        begin_again = !some_q || restart_q[end_vm_q] || !active[end_vm_q];
  wire        over = reached_q && !begin_again;
  always_ff @(posedge clk_i) begin
    timer1_q  <= timer[walk_q];
    if (!busy_q[walk_q[W-1:1]]) timer1_q <= '0;
    period1_q <= period[walk_q];
    timer2_q  <= sum[31:0];
    carry_q   <= sum[32];
    period2_q <= period1_q;
    some1_q   <= |period1_q || (hi1 && some1_q);
    some_q    <= some1_q;
    reached_q <= reached;
    n1_q      <= walk_q;
    n2_q      <= n1_q;
    end_vm_q  <= n2_q[W-1:1];
    timer[n2_q] <= timer2_q;
  end
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      walk_q    <= '0;
      restart_q <= '1;
      busy_q    <= '0;
      v1_q      <= 1'b0;
      v2_q      <= 1'b0;
      end_q     <= 1'b0;
    end else begin
      walk_q <= walk_q + 1'b1;
      v1_q   <= 1'b1;
      v2_q   <= v1_q;
      end_q  <= v2_q && hi2;
      if (end_q) begin
        restart_q[end_vm_q] <= 1'b0;
        busy_q[end_vm_q]    <= !begin_again && !over;
      end
      for (int unsigned v = 0; v < N_VM; v++) if (restart_i[v]) restart_q[v] <= 1'b1;
    end
  end
  // the same as end_q && over of end_vm_q, each VM by itself
  for (genvar v = 0; v < N_VM; v++) begin : g_end
    assign end_o[v] = end_q && 32'(end_vm_q) == v && reached_q && some_q && !restart_q[v] && active[v];
  end
endmodule
