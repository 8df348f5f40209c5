// SPDX-License-Identifier: Apache-2.0
/// Log banks, stage S6: two banks of 512 entries for each vCPU, one fills while the other drains (G1). An entry goes into
/// the active bank at index 511-cnt; a full (or forced) bank becomes the draining one as soon as the other is empty, and an entry of
/// the same cycle already goes to the new bank. low_q counts the active bank and what is in flight towards it, its four low bits: with
/// near_q (the bank is nearly full) they tell whether there is place, so that
/// can_accept is exact, a few flip-flops deep, and S1..S6 never wait. The bank RAM is written in the cycle after S6.
/// The drain picks a vCPU (pick_i: its next entry is taken off the bank); one cycle later it gives the pick back (rd_v_i) and gets
/// position and "last", and in the cycle after that the entry. Carries: E1, G1, G3.
`include "pml_assert.svh"
module pml_log #(
  parameter int unsigned N_VCPU = 8,
  parameter int unsigned PAGES_LOG2 = 24,
  localparam int unsigned CW = (N_VCPU > 1) ? $clog2(N_VCPU) : 1
) (
  input  logic                   clk_i,
  input  logic                   rst_ni,
  input  logic [N_VCPU-1:0]      hs_v_i,         ///< an event of this vCPU is taken at the port
  input  logic                   s6_valid_i,     ///< an event leaves S6
  input  logic                   s6_log_i,       ///< into a bank (bitmap or raw mode)
  input  logic [CW-1:0]          s6_vcpu_i,
  input  logic [PAGES_LOG2-1:0]  s6_gfn_i,
  input  logic                   s6_write_i,
  input  logic                   s6_buf_i,
  input  logic [N_VCPU-1:0]      vcpu_intel_i,   ///< bound to a VM in Intel mode
  input  logic [N_VCPU-1:0]      intel_accept_i, ///< what can_accept is for those
  input  logic [N_VCPU-1:0]      hold_i,
  input  logic [N_VCPU-1:0]      force_i,        ///< switch although not full
  input  logic                   inject_i,
  output logic                   inject_clr_o,
  output logic [N_VCPU-1:0]      can_accept_o,
  output logic [N_VCPU*3-1:0]    inflight_o,
  output logic [N_VCPU*10-1:0]   cnt_o,
  output logic [N_VCPU-1:0]      act_o,
  output logic [N_VCPU-1:0]      drain_o,
  output logic [N_VCPU-1:0]      forced_o,       ///< the draining bank was switched before it was full
  output logic [N_VCPU-1:0]      switch_o,       ///< it switches now
  output logic [N_VCPU*10-1:0]   rem_o,
  input  logic [N_VCPU-1:0]      pick_i,         ///< one-hot or none
  input  logic [N_VCPU-1:0]      rd_v_i,         ///< pick_i of the cycle before
  output logic                   rd_last_o,      ///< (in the cycle of rd_v_i) the bank's last entry
  output logic [8:0]             rd_pos_o,       ///< (same) position, 0 for index 511
  output logic [PAGES_LOG2-1:0]  ent_gfn_o,      ///< (one cycle later) the entry
  output logic                   ent_write_o,
  output logic                   ent_buf_o,
  output logic                   ent_perr_o
);
  localparam int unsigned EW = PAGES_LOG2 + 2;
  localparam int unsigned AW = $clog2(N_VCPU * 1024);

  logic [N_VCPU-1:0]    sw, wr, out;
  logic [N_VCPU*10-1:0] raddr;          // {bank, position}

  for (genvar v = 0; v < N_VCPU; v++) begin : g_vcpu
    logic [9:0] cnt_q;
    logic [8:0] last_q, end_q;          // position of the last entry in the active and in the draining bank
    logic [8:0] next_q, dpos_q;         // of the next entry to be taken off, of the one before it
    logic [3:0] low_q;
    logic [2:0] infl_q;
    logic       act_q, drain_q, forced_q, near_q, some_q;   // some_q: cnt_q is not 0

    assign sw[v]  = !drain_q && (cnt_q[9] || (force_i[v] && some_q));
    assign out[v] = s6_valid_i && 32'(s6_vcpu_i) == v;
    assign wr[v]  = s6_log_i && 32'(s6_vcpu_i) == v;
    assign raddr[v*10 +: 10] = {~act_q, dpos_q};
    wire gone = out[v] && !wr[v];
    wire [9:0] more = cnt_q + 10'(wr[v]);

    always_ff @(posedge clk_i) begin
      if (!rst_ni) begin
        cnt_q    <= '0;
        low_q    <= '0;
        infl_q   <= '0;
        near_q   <= 1'b0;
        some_q   <= 1'b0;
        act_q    <= 1'b0;
        drain_q  <= 1'b0;
        forced_q <= 1'b0;
      end else begin
        cnt_q  <= sw[v] ? 10'(wr[v]) : more;
        some_q <= wr[v] || (some_q && !sw[v]);
        infl_q <= infl_q + {{2{out[v] && !hs_v_i[v]}}, out[v] ^ hs_v_i[v]};
        low_q  <= (sw[v] ? {1'b0, infl_q} : low_q) + {{3{gone && !hs_v_i[v]}}, gone ^ hs_v_i[v]};
        // known one cycle late: with 504 entries the six in flight have place in any case
        near_q <= !sw[v] && (cnt_q[9] || (&cnt_q[8:3]));
        if (sw[v]) begin
          act_q    <= ~act_q;
          drain_q  <= 1'b1;
          forced_q <= !cnt_q[9];
        end
        if (pick_i[v] && next_q == end_q) drain_q <= 1'b0;
      end
      if (wr[v]) last_q <= sw[v] ? 9'd0 : cnt_q[8:0];
      if (sw[v]) end_q  <= last_q;
      if (sw[v])          next_q <= '0;
      else if (pick_i[v]) next_q <= next_q + 1'b1;
      if (pick_i[v]) dpos_q <= next_q;
    end

    assign can_accept_o[v] = vcpu_intel_i[v] ? intel_accept_i[v] : !hold_i[v] && (!drain_q || !near_q || low_q[3]);
    assign inflight_o[v*3 +: 3] = infl_q;
    assign cnt_o[v*10 +: 10]    = cnt_q;
    assign rem_o[v*10 +: 10]    = drain_q ? 10'(end_q) - 10'(next_q) + 10'd1 : '0;
    assign act_o[v]    = act_q;
    assign drain_o[v]  = drain_q;
    assign forced_o[v] = forced_q;
    assign switch_o[v] = sw[v];

    `PML_ASSERT(a_bank_some, some_q == (cnt_q != 0))
    `PML_ASSERT(a_bank_overflow, !(wr[v] && !sw[v] && cnt_q[9]))
    `PML_ASSERT(a_bank_read_empty, !(pick_i[v] && !drain_q))
    `PML_ASSERT(a_bank_fill, low_q == cnt_q[3:0] + 4'(infl_q) && (near_q || cnt_q <= 10'd504))
  end

  logic [8:0] cnt_s;
  logic       act_s, sw_s;
  logic [9:0] raddr_s;
  always_comb begin
    cnt_s     = '0;
    act_s     = 1'b0;
    sw_s      = 1'b0;
    raddr_s   = '0;
    rd_last_o = 1'b0;
    for (int unsigned v = 0; v < N_VCPU; v++) begin
      if (32'(s6_vcpu_i) == v) begin
        cnt_s = cnt_s | cnt_o[v*10 +: 9];
        act_s = act_s | act_o[v];
        sw_s  = sw_s | sw[v];
      end
      if (rd_v_i[v]) begin
        raddr_s   = raddr_s | raddr[v*10 +: 10];
        rd_last_o = rd_last_o || !drain_o[v];
      end
    end
  end
  assign rd_pos_o = raddr_s[8:0];

  logic [CW-1:0] rd_vcpu;
  always_comb begin
    rd_vcpu = '0;
    for (int unsigned v = 0; v < N_VCPU; v++) if (rd_v_i[v]) rd_vcpu = rd_vcpu | CW'(v);
  end

  wire [EW-1:0]  fresh = {s6_buf_i, s6_write_i, s6_gfn_i};
  logic          we_q;
  logic [CW-1:0] wvcpu_q;
  logic          wbank_q;
  logic [8:0]    wpos_q;
  logic [EW:0]   wdata_q, rdata;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) we_q <= 1'b0;
    else         we_q <= s6_log_i;
    wvcpu_q <= s6_vcpu_i;
    wbank_q <= act_s ^ sw_s;
    wpos_q  <= sw_s ? 9'd0 : cnt_s;
    wdata_q <= {^fresh ^ inject_i, fresh};
  end
  pml_ram #(.W(EW + 1), .DEPTH(N_VCPU * 1024)) u_ram (
    .clk_i, .we_i(we_q), .waddr_i(AW'({wvcpu_q, wbank_q, wpos_q})), .wdata_i(wdata_q), .re_i(1'b1), .raddr_i(AW'({rd_vcpu, raddr_s})), .rdata_o(rdata));

  assign inject_clr_o = s6_log_i && inject_i;
  assign {ent_buf_o, ent_write_o, ent_gfn_o} = rdata[EW-1:0];
  assign ent_perr_o = ^rdata;
endmodule
