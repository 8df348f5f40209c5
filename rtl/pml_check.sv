// SPDX-License-Identifier: Apache-2.0
/// Check, stage S1: binding, VM state, limit at full width (I1), read or write. One event a cycle, one cycle.
/// An event taken at the port in t reads cur_buf and gen as they are in t+1, after a cut in t (E4).
`include "pml_bug.svh"
module pml_check #(
  parameter int unsigned N_VCPU = 8,
  parameter int unsigned N_VM = 8,
  parameter int unsigned PAGES_LOG2 = 24,
  parameter int unsigned GEN_W = 8,
  localparam int unsigned VMW = (N_VM > 1) ? $clog2(N_VM) : 1
) (
  input  logic                    clk_i,
  input  logic                    rst_ni,
  input  logic                    hs_valid_i,
  input  logic [7:0]              hs_vcpu_i,
  input  logic [39:0]             hs_gfn_i,
  input  logic                    hs_write_i,
  input  logic [N_VCPU-1:0]       bind_valid_i,
  input  logic [N_VCPU*8-1:0]     bind_vm_i,
  input  logic [N_VM*3-1:0]       state_i,
  input  logic [N_VM-1:0]         cur_buf_i,
  input  logic [N_VM*GEN_W-1:0]   gen_i,
  input  logic [N_VM*40-1:0]      cfg_limit_i,
  input  logic [N_VM-1:0]         cfg_log_reads_i,
  input  logic [N_VM-1:0]         lim_clear_i,     ///< ENABLE accepted: forget the first gfn past the limit
  output logic                    s1_valid_o,      ///< S1 holds an event (before the check)
  output logic [7:0]              s1_vcpu_o,
  output logic                    s1_pass_o,       ///< it goes on to S2
  output logic [VMW-1:0]          s1_vm_o,
  output logic [PAGES_LOG2-1:0]   s1_gfn_o,
  output logic                    s2_valid_o,
  output logic [7:0]              s2_vcpu_o,
  output logic [VMW-1:0]          s2_vm_o,
  output logic                    s2_buf_o,
  output logic [GEN_W-1:0]        s2_gen_o,
  output logic [PAGES_LOG2-1:0]   s2_gfn_o,
  output logic                    s2_write_o,
  output logic                    inc_unbound_o,
  output logic [N_VM-1:0]         inc_accepted_o,
  output logic [N_VM-1:0]         inc_ignored_o,
  output logic [N_VM-1:0]         inc_faulted_o,
  output logic [N_VM-1:0]         lim_valid_o,
  output logic [N_VM*40-1:0]      lim_gfn_o
);
  localparam int unsigned CW = (N_VCPU > 1) ? $clog2(N_VCPU) : 1;
  logic        s1_valid_q, s1_write_q;
  logic [7:0]  s1_vcpu_q;
  logic [39:0] s1_gfn_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) s1_valid_q <= 1'b0;
    else         s1_valid_q <= hs_valid_i;
    s1_vcpu_q  <= hs_vcpu_i;
    s1_gfn_q   <= hs_gfn_i;
    s1_write_q <= hs_write_i;
  end

  wire           known  = 32'(s1_vcpu_q) < N_VCPU;
  wire [CW-1:0]  vsel   = s1_vcpu_q[CW-1:0];
  wire           bound  = known && bind_valid_i[vsel];
  wire [VMW-1:0] vm     = bind_vm_i[vsel*8 +: VMW];
  wire           active = state_i[vm*3 +: 3] == pml_pkg::ST_ACTIVE;
  wire           past   = (`PML_BUG(6) ? 40'(s1_gfn_q[PAGES_LOG2-1:0]) : s1_gfn_q) >= cfg_limit_i[vm*40 +: 40];
  wire           unread = !s1_write_q && !cfg_log_reads_i[vm];

  wire take   = s1_valid_q && bound;
  wire ignore = take && (!active || (!past && unread));
  wire fault  = take && active && past;
  wire pass   = take && active && !past && !unread;

  wire [N_VM-1:0] vm_hot = N_VM'(1) << vm;
  assign inc_unbound_o  = s1_valid_q && !bound;
  assign inc_accepted_o = take   ? vm_hot : '0;
  assign inc_ignored_o  = ignore ? vm_hot : '0;
  assign inc_faulted_o  = fault  ? vm_hot : '0;

  assign s1_valid_o = s1_valid_q;
  assign s1_vcpu_o  = s1_vcpu_q;
  assign s1_pass_o  = pass;
  assign s1_vm_o    = vm;
  assign s1_gfn_o   = s1_gfn_q[PAGES_LOG2-1:0];

  always_ff @(posedge clk_i) begin
    if (!rst_ni) s2_valid_o <= 1'b0;
    else         s2_valid_o <= pass;
    s2_vcpu_o  <= s1_vcpu_q;
    s2_vm_o    <= vm;
    s2_buf_o   <= cur_buf_i[vm];
    s2_gen_o   <= gen_i[vm*GEN_W +: GEN_W];
    s2_gfn_o   <= s1_gfn_q[PAGES_LOG2-1:0];
    s2_write_o <= s1_write_q;
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      lim_valid_o <= '0;
      lim_gfn_o   <= '0;
    end else begin
      if (fault && !lim_valid_o[vm]) begin
        lim_valid_o[vm]         <= 1'b1;
        lim_gfn_o[vm*40 +: 40] <= s1_gfn_q;
      end
      for (int unsigned m = 0; m < N_VM; m++) if (lim_clear_i[m]) lim_valid_o[m] <= 1'b0;
    end
  end
endmodule
