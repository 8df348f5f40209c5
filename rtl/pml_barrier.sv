// SPDX-License-Identifier: Apache-2.0
/// Barrier: tells when everything that a vCPU logged before a command has been committed. Six cycles after a job is
/// installed, exactly the events accepted before it are in the banks: the number of the last one is kept until as many were committed. Forces a partly
/// filled bank out when a barrier reaches into it: that is decided once, when the barrier is loaded, and stands until the bank
/// switches, since nothing else changes how far it reaches. eligible_o is two cycles behind. Carries: E4 (the cut waits for nobody).
`include "pml_assert.svh"
`include "pml_bug.svh"
module pml_barrier #(
  parameter int unsigned N_VCPU = 8,
  parameter int unsigned N_VM = 8
) (
  input  logic                  clk_i,
  input  logic                  rst_ni,
  input  logic [N_VCPU-1:0]     bind_valid_i,
  input  logic [N_VCPU*8-1:0]   bind_vm_i,
  input  logic [N_VCPU-1:0]     vcpu_intel_i,
  input  logic [N_VM-1:0]       job_set_i,      ///< a job is installed in this cycle
  input  logic [N_VM-1:0]       job_end_i,      ///< FIN
  input  logic [N_VCPU-1:0]     log_i,          ///< an entry goes into a bank
  input  logic [N_VCPU-1:0]     switch_i,       ///< a bank switches
  input  logic [N_VCPU-1:0]     commit_st_i,    ///< an entry is committed by the store
  input  logic [N_VCPU-1:0]     commit_raw_i,   ///< or by the raw log
  input  logic [N_VCPU*10-1:0]  cnt_i,
  input  logic [N_VCPU-1:0]     iout_busy_i,    ///< Intel writes not answered
  input  logic [N_VCPU-1:0]     vcpu_raw_i,
  input  logic [N_VCPU-1:0]     page_valid_i,
  input  logic [N_VCPU-1:0]     page_rec_i,     ///< the record of this vCPU's raw page is written now
  output logic [N_VCPU*11-1:0]  occ_o,
  output logic [N_VCPU*11-1:0]  bar_o,
  output logic [N_VCPU-1:0]     force_o,
  output logic [N_VM-1:0]       eligible_o
);
  localparam int unsigned DEPTH = 6;   // stages S1 to S6
  logic [DEPTH*N_VM-1:0] d_q;           // jobs installed 1 to DEPTH cycles ago
  logic [N_VM-1:0]       barred_q, barred2_q, busy, eligible_q;
  logic [N_VCPU-1:0]     busy_q;
  wire  [N_VM-1:0]       load = d_q[(DEPTH-2)*N_VM +: N_VM];   // one cycle ahead

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      d_q        <= '0;
      barred_q   <= '0;
      barred2_q  <= '0;
      eligible_q <= '0;
    end else begin
      d_q        <= {d_q[0 +: (DEPTH-1)*N_VM], job_set_i};
      barred_q   <= (barred_q | d_q[(DEPTH-1)*N_VM +: N_VM]) & ~job_end_i;
      barred2_q  <= barred_q & ~job_end_i;
      eligible_q <= barred2_q & ~busy & ~job_end_i;
    end
  end
  assign eligible_o = eligible_q;

  for (genvar v = 0; v < N_VCPU; v++) begin : g_vcpu
    // entries logged and not committed; logged, committed, and to be committed, in all (modulo 2048)
    logic [10:0] occ_q, logs_q, commits_q, target_q;
    logic        snap_q, old_page_q, force_q, loads, open_q;
    // two commits in one cycle (store and raw) are of two vCPUs
    wire commit = commit_st_i[v] || commit_raw_i[v];
    wire short  = open_q && commits_q != target_q;   // bar is not 0
    always_comb begin
      loads = 1'b0;
      for (int unsigned m = 0; m < N_VM; m++) loads = loads || (32'(bind_vm_i[v*8 +: 8]) == m && load[m]);
    end
    always_ff @(posedge clk_i) begin
      if (!rst_ni) begin
        occ_q      <= '0;
        logs_q     <= '0;
        commits_q  <= '0;
        open_q     <= 1'b0;
        snap_q     <= 1'b0;
        force_q    <= 1'b0;
        old_page_q <= 1'b0;
        busy_q[v]  <= 1'b0;
      end else begin
        snap_q <= bind_valid_i[v] && loads;
        if (log_i[v] != commit) occ_q <= occ_q + {{10{!log_i[v]}}, 1'b1};   // the commit comes late: it only enables
        if (log_i[v]) logs_q    <= logs_q + 1'b1;
        if (commit)   commits_q <= commits_q + 1'b1;
        open_q <= snap_q || short;
        if (switch_i[v])  force_q <= 1'b0;
        else if (snap_q)  force_q <= cnt_i[v*10 +: 10] != 0 && !`PML_BUG(16);
        // raw mode: what was logged before the command is delivered when its page has its record
        if (snap_q) old_page_q <= vcpu_raw_i[v];
        else if (!short && (page_rec_i[v] || !page_valid_i[v])) old_page_q <= 1'b0;
        busy_q[v] <= short || (vcpu_intel_i[v] && iout_busy_i[v]) || old_page_q;
      end
      if (snap_q) target_q <= logs_q - (`PML_BUG(16) ? 11'(cnt_i[v*10 +: 10]) : 11'd0);
    end
    assign occ_o[v*11 +: 11] = occ_q;
    assign bar_o[v*11 +: 11] = open_q ? target_q - commits_q : '0;
    assign force_o[v] = force_q;
    `PML_ASSERT(a_occ_underflow, !(commit && occ_q == 0))
    `PML_ASSERT(a_force, force_q == (bar_o[v*11 +: 11] > occ_q - 11'(cnt_i[v*10 +: 10])))
  end

  always_comb begin
    busy = '0;
    for (int unsigned v = 0; v < N_VCPU; v++)
      for (int unsigned m = 0; m < N_VM; m++)
        if (bind_valid_i[v] && 32'(bind_vm_i[v*8 +: 8]) == m && busy_q[v]) busy[m] = 1'b1;
  end
endmodule
