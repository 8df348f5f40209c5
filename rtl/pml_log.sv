// SPDX-License-Identifier: Apache-2.0
/// Log banks, stage S3: two banks of 512 entries for each vCPU, one fills while the other drains (G1). An entry goes into
/// the active bank at index 511-cnt; a full (or forced) bank becomes the draining one as soon as the other is empty, and an entry of
/// the same cycle already goes to the new bank. can_accept counts what is in flight, so that S1..S3 never wait.
/// The bank read port serves the drain: entry in the cycle after rd_valid_i. Carries: E1, G1, G3.
`include "pml_assert.svh"
module pml_log #(
  parameter int unsigned N_VCPU = 8,
  parameter int unsigned N_VM = 8,
  parameter int unsigned PAGES_LOG2 = 24,
  localparam int unsigned CW = (N_VCPU > 1) ? $clog2(N_VCPU) : 1
) (
  input  logic                   clk_i,
  input  logic                   rst_ni,
  input  logic                   s1_valid_i,
  input  logic [7:0]             s1_vcpu_i,
  input  logic                   s2_valid_i,
  input  logic [7:0]             s2_vcpu_i,
  input  logic                   s3_valid_i,
  input  logic [7:0]             s3_vcpu_i,
  input  logic                   s3_log_i,       ///< the S3 event goes into a bank (bitmap or raw mode)
  input  logic [PAGES_LOG2-1:0]  s3_gfn_i,
  input  logic                   s3_write_i,
  input  logic                   s3_buf_i,
  input  logic [N_VCPU*8-1:0]    bind_vm_i,
  input  logic [N_VCPU-1:0]      vcpu_intel_i,   ///< bound to a VM in Intel mode
  input  logic [N_VCPU-1:0]      intel_accept_i, ///< what can_accept is for those
  input  logic [N_VCPU-1:0]      hold_i,
  input  logic [N_VCPU-1:0]      force_i,        ///< switch although not full
  input  logic                   inject_i,
  output logic                   inject_clr_o,
  output logic [N_VCPU-1:0]      can_accept_o,
  output logic [N_VCPU*2-1:0]    inflight_o,
  output logic [N_VCPU*10-1:0]   cnt_o,
  output logic [N_VCPU-1:0]      act_o,
  output logic [N_VCPU-1:0]      drain_o,
  output logic [N_VCPU-1:0]      forced_o,       ///< the draining bank was switched before it was full
  output logic [N_VCPU*10-1:0]   rem_o,
  output logic [N_VM*7-1:0]      inc_switch_o,   ///< bank switches of each VM in this cycle
  input  logic                   rd_valid_i,
  input  logic [CW-1:0]          rd_vcpu_i,
  output logic                   rd_last_o,      ///< (in the cycle of rd_valid_i) the bank's last entry
  output logic [8:0]             rd_pos_o,       ///< (same) position, 0 for index 511
  output logic [PAGES_LOG2-1:0]  ent_gfn_o,      ///< (one cycle later) the entry
  output logic                   ent_write_o,
  output logic                   ent_buf_o,
  output logic                   ent_perr_o
);
  localparam int unsigned EW = PAGES_LOG2 + 2;
  localparam logic [9:0] FULL = 10'd512;

  logic [N_VCPU-1:0]    sw, wr, wbank;
  logic [N_VCPU*9-1:0]  wpos, dpos;

  for (genvar v = 0; v < N_VCPU; v++) begin : g_vcpu
    logic [9:0] cnt_q, rem_q;
    logic [8:0] dpos_q;
    logic       act_q, drain_q, forced_q;

    assign sw[v]    = !drain_q && cnt_q != 0 && (cnt_q == FULL || force_i[v]);
    assign wr[v]    = s3_log_i && 32'(s3_vcpu_i) == v;
    assign wbank[v] = act_q ^ sw[v];
    assign wpos[v*9 +: 9] = sw[v] ? 9'd0 : cnt_q[8:0];
    wire rd = rd_valid_i && 32'(rd_vcpu_i) == v;

    always_ff @(posedge clk_i) begin
      if (!rst_ni) begin
        cnt_q    <= '0;
        rem_q    <= '0;
        dpos_q   <= '0;
        act_q    <= 1'b0;
        drain_q  <= 1'b0;
        forced_q <= 1'b0;
      end else begin
        cnt_q <= (sw[v] ? 10'd0 : cnt_q) + 10'(wr[v]);
        if (sw[v]) begin
          act_q    <= ~act_q;
          drain_q  <= 1'b1;
          forced_q <= cnt_q != FULL;
          rem_q    <= cnt_q;
          dpos_q   <= '0;
        end
        if (rd) begin
          rem_q  <= rem_q - 1'b1;
          dpos_q <= dpos_q + 1'b1;
          if (rem_q == 10'd1) drain_q <= 1'b0;
        end
      end
    end

    wire [1:0] infl = 2'(s1_valid_i && 32'(s1_vcpu_i) == v) + 2'(s2_valid_i && 32'(s2_vcpu_i) == v)
                      + 2'(s3_valid_i && 32'(s3_vcpu_i) == v);
    wire [10:0] room = 11'(FULL - cnt_q) + (drain_q ? 11'd0 : 11'(FULL));
    assign can_accept_o[v] = vcpu_intel_i[v] ? intel_accept_i[v] : !hold_i[v] && room > 11'(infl);
    assign inflight_o[v*2 +: 2] = infl;
    assign cnt_o[v*10 +: 10]    = cnt_q;
    assign rem_o[v*10 +: 10]    = rem_q;
    assign act_o[v]    = act_q;
    assign drain_o[v]  = drain_q;
    assign forced_o[v] = forced_q;
    assign dpos[v*9 +: 9] = dpos_q;

    `PML_ASSERT(a_bank_overflow, !(wr[v] && !sw[v] && cnt_q == FULL))
    `PML_ASSERT(a_bank_read_empty, !(rd && (!drain_q || rem_q == 0)))
  end

  always_comb begin
    inc_switch_o = '0;
    if (|sw)
      for (int unsigned v = 0; v < N_VCPU; v++)
        for (int unsigned m = 0; m < N_VM; m++)
          if (sw[v] && 32'(bind_vm_i[v*8 +: 8]) == m) inc_switch_o[m*7 +: 7] = inc_switch_o[m*7 +: 7] + 7'd1;
  end

  wire [CW-1:0] ws = s3_vcpu_i[CW-1:0];
  wire [EW-1:0] fresh = {s3_buf_i, s3_write_i, s3_gfn_i};
  logic [EW:0]  rdata;
  assign rd_last_o = rem_o[rd_vcpu_i*10 +: 10] == 10'd1;
  assign rd_pos_o  = dpos[rd_vcpu_i*9 +: 9];
  wire   rbank     = ~act_o[rd_vcpu_i];

  pml_ram #(.W(EW + 1), .DEPTH(N_VCPU * 1024)) u_ram (
    .clk_i, .we_i(s3_log_i), .waddr_i(($clog2(N_VCPU*1024))'({ws, wbank[ws], wpos[ws*9 +: 9]})),
    .wdata_i({^fresh ^ inject_i, fresh}), .re_i(rd_valid_i),
    .raddr_i(($clog2(N_VCPU*1024))'({rd_vcpu_i, rbank, rd_pos_o})), .rdata_o(rdata));

  assign inject_clr_o = s3_log_i && inject_i;
  assign {ent_buf_o, ent_write_o, ent_gfn_o} = rdata[EW-1:0];
  assign ent_perr_o = ^rdata;
endmodule
