// SPDX-License-Identifier: Apache-2.0
/// Page filter, stage S2: absorbs an event whose page is already logged in this epoch. Direct mapped, full tags
/// {generation, vm, gfn}; it may forget, it never absorbs what was not logged. One event a cycle, one cycle; ending an
/// epoch is a generation bump (C2). Bad parity is a miss. Carries: E1, E2, C2.
`include "pml_bug.svh"
module pml_filter #(
  parameter int unsigned N_VM = 8,
  parameter int unsigned PAGES_LOG2 = 24,
  parameter int unsigned FILTER_LOG2 = 12,
  parameter int unsigned GEN_W = 8,
  localparam int unsigned VMW = (N_VM > 1) ? $clog2(N_VM) : 1
) (
  input  logic                   clk_i,
  input  logic                   rst_ni,
  input  logic                   s1_pass_i,      ///< lookup address, one cycle ahead
  input  logic [VMW-1:0]         s1_vm_i,
  input  logic [PAGES_LOG2-1:0]  s1_gfn_i,
  input  logic                   s2_valid_i,
  input  logic [7:0]             s2_vcpu_i,
  input  logic [VMW-1:0]         s2_vm_i,
  input  logic                   s2_buf_i,
  input  logic [GEN_W-1:0]       s2_gen_i,
  input  logic [PAGES_LOG2-1:0]  s2_gfn_i,
  input  logic                   s2_write_i,
  input  logic [N_VM-1:0]        cfg_bypass_i,
  input  logic [N_VM-1:0]        bump_i,
  input  logic                   inject_i,
  output logic                   inject_clr_o,
  output logic [N_VM*GEN_W-1:0]  gen_o,
  output logic                   s3_valid_o,
  output logic [7:0]             s3_vcpu_o,
  output logic [VMW-1:0]         s3_vm_o,
  output logic                   s3_buf_o,
  output logic [PAGES_LOG2-1:0]  s3_gfn_o,
  output logic                   s3_write_o,
  output logic [N_VM-1:0]        inc_absorbed_o,
  output logic                   inc_parity_o
);
  localparam int unsigned TAGW = (PAGES_LOG2 > FILTER_LOG2) ? PAGES_LOG2 - FILTER_LOG2 : 1;
  localparam int unsigned SHIFT = (N_VM > 1) ? FILTER_LOG2 - $clog2(N_VM) : 0;
  localparam int unsigned EW = 2 + GEN_W + VMW + TAGW;  // {valid, w, gen, vm, tag}; the stored word adds parity on top

  function automatic logic [FILTER_LOG2-1:0] index_of(input logic [VMW-1:0] vm, input logic [PAGES_LOG2-1:0] gfn);
    index_of = (N_VM > 1) ? gfn[FILTER_LOG2-1:0] ^ (FILTER_LOG2'(vm) << SHIFT) : gfn[FILTER_LOG2-1:0];
  endfunction

  logic [EW:0]             rdata, bypass_q;
  logic                    fwd_q;
  logic                    we;
  logic [FILTER_LOG2-1:0]  waddr;
  logic [EW:0]             wdata;
  wire  [FILTER_LOG2-1:0]  raddr = index_of(s1_vm_i, s1_gfn_i);
  wire  [FILTER_LOG2-1:0]  idx   = index_of(s2_vm_i, s2_gfn_i);
  wire  [TAGW-1:0]         tag   = TAGW'(s2_gfn_i >> FILTER_LOG2);

  pml_ram #(.W(EW + 1), .DEPTH(1 << FILTER_LOG2)) u_ram (
    .clk_i, .we_i(we), .waddr_i(waddr), .wdata_i(wdata), .re_i(s1_pass_i), .raddr_i(raddr), .rdata_o(rdata));

  // a write in the cycle of the read is newer than what the RAM returns
  always_ff @(posedge clk_i) begin
    fwd_q    <= we && waddr == raddr;
    bypass_q <= wdata;
  end

  logic [N_VM-1:0] off;
  wire [EW:0]  entry   = fwd_q ? bypass_q : rdata;
  wire         par_bad = ^entry;
  wire         bypass  = cfg_bypass_i[s2_vm_i] || off[s2_vm_i];
  wire         match   = entry[EW-1] && entry[0 +: TAGW] == tag && (entry[TAGW +: VMW] == s2_vm_i || `PML_BUG(4))
                         && entry[TAGW + VMW +: GEN_W] == s2_gen_i;
  wire         hit     = s2_valid_i && !bypass && !par_bad && match && (entry[EW-2] || !s2_write_i || `PML_BUG(3));
  wire         log     = s2_valid_i && !hit;
  wire         want    = log && !bypass;

  assign inc_absorbed_o = hit ? N_VM'(1) << s2_vm_i : '0;
  assign inc_parity_o   = s2_valid_i && !bypass && par_bad;

  logic                    scrub_we;
  logic [FILTER_LOG2-1:0]  scrub_idx;
  pml_scrub #(.N_VM(N_VM), .FILTER_LOG2(FILTER_LOG2), .GEN_W(GEN_W)) u_scrub (
    .clk_i, .rst_ni, .bump_i, .event_wants_i(want), .gen_o, .off_o(off), .we_o(scrub_we), .idx_o(scrub_idx));

  wire ev_we = want && !scrub_we;
  wire [EW-1:0] fresh = {1'b1, s2_write_i, s2_gen_i, s2_vm_i, tag};
  assign we    = scrub_we || ev_we;
  assign waddr = scrub_we ? scrub_idx : idx;
  assign wdata = scrub_we ? '0 : {^fresh ^ inject_i, fresh};
  assign inject_clr_o = ev_we && inject_i;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) s3_valid_o <= 1'b0;
    else         s3_valid_o <= log;
    s3_vcpu_o  <= s2_vcpu_i;
    s3_vm_o    <= s2_vm_i;
    s3_buf_o   <= s2_buf_i;
    s3_gfn_o   <= s2_gfn_i;
    s3_write_o <= s2_write_i;
  end
endmodule
