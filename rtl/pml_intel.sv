// SPDX-License-Identifier: Apache-2.0
/// Intel mode: each entry is an 8-byte write to the vCPU's log page at its index, which counts down from 511; the 513th entry finds
/// index FFFFh, waits in the skid and raises the guest exit once all earlier writes are answered. can_accept lets one event in flight
/// when few places are left, so nothing is ever behind the 513th. Carries: G2, G3.
`include "pml_assert.svh"
`include "pml_bug.svh"
module pml_intel #(
  parameter int unsigned N_VCPU = 8,
  parameter int unsigned N_VM = 8,
  parameter int unsigned PAGES_LOG2 = 24,
  parameter int unsigned OUTSTANDING = 64,   ///< writes not answered, at most
  localparam int unsigned VMW = (N_VM > 1) ? $clog2(N_VM) : 1,
  localparam int unsigned CW = (N_VCPU > 1) ? $clog2(N_VCPU) : 1
) (
  input  logic                   clk_i,
  input  logic                   rst_ni,
  input  logic                   s6_valid_i,      ///< S6 holds an event of an Intel-mode VM that is logged
  input  logic [CW-1:0]          s6_vcpu_i,
  input  logic [VMW-1:0]         s6_vm_i,
  input  logic [PAGES_LOG2-1:0]  s6_gfn_i,
  input  logic                   s6_write_i,
  input  logic [N_VCPU-1:0]      vcpu_intel_i,
  input  logic [N_VCPU*8-1:0]    bind_vm_i,
  input  logic [N_VCPU-1:0]      hold_i,
  input  logic [N_VCPU*3-1:0]    inflight_i,
  input  logic [N_VM-1:0]        cfg_log_reads_i,
  input  logic                   idx_we_i,
  input  logic [7:0]             idx_vcpu_i,
  input  logic [8:0]             idx_data_i,
  input  logic                   stop_near_i,     ///< a STOP or DISABLE job ends now or soon: nothing is pushed again
  input  logic [N_VCPU-1:0]      drop_i,          ///< it is of this vCPU's VM: forget the skid
  output logic [N_VCPU-1:0]      idx_ok_o,        ///< the index may be written now
  output logic [N_VCPU-1:0]      accept_o,
  output logic [N_VCPU-1:0]      guest_exit_o,
  output logic [N_VCPU-1:0]      skid_o,
  output logic [N_VCPU*16-1:0]   idx_o,
  output logic [N_VCPU-1:0]      iout_busy_o,
  output logic [N_VM-1:0]        inc_exit_o,
  output logic                   x_valid_o,       ///< a write for X
  output logic [8:0]             x_idx_o,         ///< its place in the vCPU's log page
  output logic [63:0]            x_data_o,
  output logic [VMW-1:0]         x_vm_o,
  output logic [CW-1:0]          x_vcpu_o,
  input  logic                   x_take_i,
  input  logic                   b_valid_i,       ///< an Intel write was answered
  input  logic [CW-1:0]          b_vcpu_i
);
  localparam int unsigned OW = $clog2(OUTSTANDING + 32 + 1);   // and what waits in the queue
  localparam int unsigned QW = CW + VMW + 9 + PAGES_LOG2 + 1;
  localparam logic [9:0] NONE = 10'h3FF;            // FFFFh to software

  logic [5:0]                   count;
  logic                         room_q;
  logic                         qv;
  logic [QW-1:0]                qd, pd;
  logic [N_VCPU*PAGES_LOG2-1:0] skid_gfn_q;
  logic [N_VCPU-1:0]            skid_q, skid_write_q, cand, push_v, iout_busy;
  logic [N_VCPU*10-1:0]         idx;                // {none, index}

  // an event that has a place, and an event that waits and has one again: each vCPU knows by itself, and the former goes first
  wire [CW-1:0]      sv = s6_vcpu_i;
  logic [N_VCPU-1:0] own_v, first, rein_v;
  wire               s6_push = |own_v;
  wire               s6_skid = s6_valid_i && !s6_push;
  logic              exits_q;   // counted a cycle later
  logic [VMW-1:0]    exit_vm_q;
  always_ff @(posedge clk_i) begin
    exits_q   <= s6_skid && rst_ni;
    exit_vm_q <= s6_vm_i;
  end
  assign inc_exit_o = exits_q ? N_VM'(1) << exit_vm_q : '0;

  // chosen a cycle ahead
  logic [CW-1:0]     rv_d, rv;
  logic [N_VCPU-1:0] first_d;
  always_comb begin
    rv_d    = '0;
    first_d = '0;
    if (|cand)
      for (int v = N_VCPU - 1; v >= 0; v--)
        if (cand[v]) begin
          rv_d    = CW'(v);
          first_d = N_VCPU'(1) << v;
        end
  end
  always_ff @(posedge clk_i) begin
    first <= rst_ni ? first_d : '0;
    rv    <= rv_d;
  end
  wire   again  = room_q && !stop_near_i;
  assign rein_v = first & skid_q & {N_VCPU{again && !s6_valid_i}};
  assign push_v = own_v | rein_v;
  assign pd = s6_valid_i ? {sv, s6_vm_i, idx[sv*10 +: 9], s6_gfn_i, s6_write_i}
                      : {rv, bind_vm_i[rv*8 +: VMW], idx[rv*10 +: 9], skid_gfn_q[rv*PAGES_LOG2 +: PAGES_LOG2], skid_write_q[rv]};

  // into the queue, and counted, a cycle later
  logic [N_VCPU-1:0] pushed_q;
  logic [QW-1:0]     pd_q;
  always_ff @(posedge clk_i) begin
    pushed_q <= rst_ni ? push_v : '0;
    pd_q     <= pd;
  end

  pml_fifo #(.W(QW), .DEPTH(32)) u_q (
    .clk_i, .rst_ni, .push_i(|pushed_q), .data_i(pd_q), .pop_i(x_take_i), .valid_o(qv), .data_o(qd), .count_o(count));

  // 16 places are left for what is in flight, and for what is accepted before this is known
  always_ff @(posedge clk_i) begin
    if (!rst_ni) room_q <= 1'b0;
    else         room_q <= count < 6'd16;
  end

  for (genvar v = 0; v < N_VCPU; v++) begin : g_vcpu
    logic [9:0]  idx_q;
    logic [OW-1:0] iout_q;
    wire mine = s6_valid_i && 32'(sv) == v;
    wire set  = mine && idx_q[9];
    assign own_v[v] = mine && !idx_q[9];
    wire wr   = idx_we_i && 32'(idx_vcpu_i) == v;
    wire back = b_valid_i && 32'(b_vcpu_i) == v;
    always_ff @(posedge clk_i) begin
      if (!rst_ni) begin
        idx_q     <= NONE;
        iout_q    <= '0;
        skid_q[v] <= 1'b0;
      end else begin
        if (drop_i[v])      idx_q <= NONE;
        else if (wr)        idx_q <= {1'b0, idx_data_i};
        else if (push_v[v]) idx_q <= (`PML_BUG(19) && idx_q == 10'd1) ? NONE : idx_q - 1'b1;
        iout_q <= iout_q + {{OW-1{back && !pushed_q[v]}}, pushed_q[v] ^ back};
        if (set) begin
          skid_q[v]                                 <= 1'b1;
          skid_write_q[v]                           <= s6_write_i;
          skid_gfn_q[v*PAGES_LOG2 +: PAGES_LOG2]    <= s6_gfn_i;
        end
        if (rein_v[v] || drop_i[v]) skid_q[v] <= 1'b0;
      end
    end
    assign idx[v*10 +: 10] = idx_q;
    assign idx_o[v*16 +: 16] = {{6{idx_q[9]}}, idx_q};
    assign iout_busy[v]    = iout_q != 0 || pushed_q[v];
    assign cand[v]         = skid_q[v] && !idx_q[9];
    assign guest_exit_o[v] = skid_q[v] && idx_q[9] && !iout_busy[v] && vcpu_intel_i[v];
    wire [2:0] infl = inflight_i[v*3 +: 3];
    assign idx_ok_o[v] = vcpu_intel_i[v] && (guest_exit_o[v] || (hold_i[v] && infl == 0 && !iout_busy[v] && !skid_q[v]));
    // the last places of a page, and the event that finds none, one at a time
    logic far_q;   // by the index of the cycle before: one less may be left
    always_ff @(posedge clk_i) far_q <= rst_ni && !idx_q[9] && idx_q[8:0] >= 9'd9;
    assign accept_o[v] = !hold_i[v] && !skid_q[v] && room_q && (far_q || infl == 0);
    `PML_ASSERT(a_skid_once, !(set && skid_q[v]))
    `PML_ASSERT(a_iout_underflow, !(back && iout_q == 0))
  end

  wire [8:0]            qidx = qd[PAGES_LOG2+1 +: 9];
  wire [PAGES_LOG2-1:0] qgfn = qd[1 +: PAGES_LOG2];
  assign x_valid_o = qv;
  assign x_vcpu_o  = qd[QW-1 -: CW];
  assign x_vm_o    = qd[PAGES_LOG2+10 +: VMW];
  assign x_idx_o   = qidx;
  assign x_data_o  = {{(52-PAGES_LOG2){1'b0}}, qgfn, 11'd0, qd[0] && cfg_log_reads_i[x_vm_o]};
  assign skid_o      = skid_q;
  assign iout_busy_o = iout_busy;
endmodule
