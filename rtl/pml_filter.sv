// SPDX-License-Identifier: Apache-2.0
/// Page filter, stages S3 (RAM address), S4 (RAM data, comparison), S5 (verdict): absorbs an event whose page is already logged in this
/// epoch. Direct mapped, full tags {generation, vm, gfn}; it may forget, it never absorbs what was not logged. The RAM is read two
/// cycles before the comparison; of the two events just ahead of it an event sees whether they are of its own page.
/// One event a cycle; ending an epoch is a generation bump (C2). Bad parity is a miss. Carries: E1, E2, C2.
`include "pml_bug.svh"
module pml_filter #(
  parameter int unsigned N_VCPU = 8,
  parameter int unsigned N_VM = 8,
  parameter int unsigned PAGES_LOG2 = 24,
  parameter int unsigned FILTER_LOG2 = 12,
  parameter int unsigned GEN_W = 8,
  localparam int unsigned VMW = (N_VM > 1) ? $clog2(N_VM) : 1,
  localparam int unsigned CW = (N_VCPU > 1) ? $clog2(N_VCPU) : 1
) (
  input  logic                   clk_i,
  input  logic                   rst_ni,
  input  logic [VMW-1:0]         s2_vm_i,
  input  logic [PAGES_LOG2-1:0]  s2_gfn_i,
  input  logic                   s4_valid_i,     ///< S4 holds an event
  input  logic                   s4_pass_i,      ///< that passed the check
  input  logic [CW-1:0]          s4_vcpu_i,
  input  logic [VMW-1:0]         s4_vm_i,
  input  logic                   s4_buf_i,
  input  logic                   s4_intel_i,
  input  logic                   s4_bypass_i,
  input  logic [GEN_W-1:0]       s4_gen_i,
  input  logic [PAGES_LOG2-1:0]  s4_gfn_i,
  input  logic                   s4_write_i,
  input  logic [N_VM-1:0]        bump_i,
  input  logic                   inject_i,
  output logic                   inject_clr_o,
  output logic [N_VM*GEN_W-1:0]  gen_o,
  output logic [N_VM-1:0]        off_o,
  output logic                   s6_valid_o,     ///< S6 holds an event
  output logic                   s6_log_o,       ///< that is logged
  output logic [CW-1:0]          s6_vcpu_o,
  output logic [VMW-1:0]         s6_vm_o,
  output logic                   s6_buf_o,
  output logic                   s6_intel_o,
  output logic [PAGES_LOG2-1:0]  s6_gfn_o,
  output logic                   s6_write_o,
  output logic [N_VM-1:0]        inc_absorbed_o,
  output logic                   inc_parity_o
);
  localparam int unsigned TAGW = (PAGES_LOG2 > FILTER_LOG2) ? PAGES_LOG2 - FILTER_LOG2 : 1;
  localparam int unsigned SHIFT = (N_VM > 1) ? FILTER_LOG2 - $clog2(N_VM) : 0;
  localparam int unsigned EW = 2 + GEN_W + VMW + TAGW;  // {valid, w, gen, vm, tag}; the stored word adds parity on top

  function automatic logic [FILTER_LOG2-1:0] index_of(input logic [VMW-1:0] vm, input logic [PAGES_LOG2-1:0] gfn);
    index_of = (N_VM > 1) ? gfn[FILTER_LOG2-1:0] ^ (FILTER_LOG2'(vm) << SHIFT) : gfn[FILTER_LOG2-1:0];
  endfunction

  logic [EW:0]             rdata;
  logic                    we;
  logic [FILTER_LOG2-1:0]  waddr, s3_idx_q;
  logic [EW:0]             wdata;
  always_ff @(posedge clk_i) s3_idx_q <= index_of(s2_vm_i, s2_gfn_i);

  pml_ram #(.W(EW + 1), .DEPTH(1 << FILTER_LOG2)) u_ram (
    .clk_i, .we_i(we), .waddr_i(waddr), .wdata_i(wdata), .re_i(1'b1), .raddr_i(s3_idx_q), .rdata_o(rdata));

  // ---------------------------------------------------------------- S5
  logic                   s5_valid_q, s5_pass_q, s5_bypass_q, s5_write_q, s5_buf_q, s5_intel_q, near_q;
  logic [CW-1:0]          s5_vcpu_q;
  logic [VMW-1:0]         s5_vm_q;
  logic [GEN_W-1:0]       s5_gen_q;
  logic [PAGES_LOG2-1:0]  s5_gfn_q;
  logic                   match_q, par_bad_q;
  logic                   s6_pass_q, s6_hit_q;
  logic [1:0]             s6_gen_q;

  // two cycles apart at most, so of one VM two generations apart at most: their two low bits tell them from each other
  wire [PAGES_LOG2+VMW+1:0] s4_page = {s4_gen_i[1:0], s4_vm_i, s4_gfn_i};
  wire near1 = s5_pass_q && s4_page == {s5_gen_q[1:0], s5_vm_q, s5_gfn_q} && (s5_write_q || !s4_write_i);
  wire near2 = s6_pass_q && s4_page == {s6_gen_q, s6_vm_o, s6_gfn_o}      && (s6_write_o || !s4_write_i);

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      s5_valid_q <= 1'b0;
      s5_pass_q  <= 1'b0;
    end else begin
      s5_valid_q <= s4_valid_i;
      s5_pass_q  <= s4_pass_i;
    end
    s5_vcpu_q   <= s4_vcpu_i;
    s5_vm_q     <= s4_vm_i;
    s5_buf_q    <= s4_buf_i;
    s5_intel_q  <= s4_intel_i;
    s5_bypass_q <= s4_bypass_i;
    s5_gen_q    <= s4_gen_i;
    s5_gfn_q    <= s4_gfn_i;
    s5_write_q  <= s4_write_i;
    near_q      <= near1 || near2;
    par_bad_q   <= ^rdata;
    match_q     <= rdata[EW-1] && rdata[0 +: TAGW] == TAGW'(s4_gfn_i >> FILTER_LOG2) && (rdata[TAGW +: VMW] == s4_vm_i || `PML_BUG(4))
                   && rdata[TAGW + VMW +: GEN_W] == s4_gen_i && (rdata[EW-2] || !s4_write_i || `PML_BUG(3));
  end

  wire [FILTER_LOG2-1:0] idx = index_of(s5_vm_q, s5_gfn_q);
  wire [TAGW-1:0]        tag = TAGW'(s5_gfn_q >> FILTER_LOG2);
  wire used    = s5_pass_q && !s5_bypass_q;
  wire hit     = used && ((match_q && !par_bad_q) || near_q);
  wire want    = used && !hit;

  logic                    scrub_we;
  logic [FILTER_LOG2-1:0]  scrub_idx;
  pml_scrub #(.N_VM(N_VM), .FILTER_LOG2(FILTER_LOG2), .GEN_W(GEN_W)) u_scrub (
    .clk_i, .rst_ni, .bump_i, .event_wants_i(want), .gen_o, .off_o, .we_o(scrub_we), .idx_o(scrub_idx));

  wire ev_we = want && !scrub_we;
  // an entry that the scrubber makes invalid may hold anything, with good parity
  wire [EW-2:0] fresh = {s5_write_q, s5_gen_q, s5_vm_q, tag};
  assign we    = scrub_we || ev_we;
  assign waddr = scrub_we ? scrub_idx : idx;
  assign wdata = {^fresh ^ (!scrub_we && !inject_i), !scrub_we, fresh};
  assign inject_clr_o = ev_we && inject_i;

  // ---------------------------------------------------------------- S6
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      s6_valid_o   <= 1'b0;
      s6_log_o     <= 1'b0;
      s6_pass_q    <= 1'b0;
      s6_hit_q     <= 1'b0;
      inc_parity_o <= 1'b0;
    end else begin
      s6_valid_o   <= s5_valid_q;
      s6_log_o     <= s5_pass_q && !hit;
      s6_pass_q    <= s5_pass_q;
      s6_hit_q     <= hit;
      inc_parity_o <= used && par_bad_q;
    end
    s6_vcpu_o  <= s5_vcpu_q;
    s6_vm_o    <= s5_vm_q;
    s6_buf_o   <= s5_buf_q;
    s6_intel_o <= s5_intel_q;
    s6_gen_q   <= s5_gen_q[1:0];
    s6_gfn_o   <= s5_gfn_q;
    s6_write_o <= s5_write_q;
  end
  assign inc_absorbed_o = s6_hit_q ? N_VM'(1) << s6_vm_o : '0;
endmodule
