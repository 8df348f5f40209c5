// SPDX-License-Identifier: Apache-2.0
/// Barrier: tells when everything that a vCPU logged before a command has been committed. Three cycles after a job is
/// installed, exactly the events accepted before it are in the banks; their number is counted down as they commit. Forces partly
/// filled banks out while a barrier reaches into them. Carries: E4 (the cut waits for nobody).
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
  input  logic [N_VM*3-1:0]     job_i,
  input  logic [N_VCPU-1:0]     log_i,          ///< an entry goes into a bank
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
  logic [N_VCPU-1:0] old_page;
  logic [N_VM-1:0] d1_q, d2_q, d3_q, barred_q, busy;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      d1_q     <= '0;
      d2_q     <= '0;
      d3_q     <= '0;
      barred_q <= '0;
    end else begin
      d1_q     <= job_set_i & ~job_end_i;
      d2_q     <= d1_q & ~job_end_i;
      d3_q     <= d2_q & ~job_end_i;
      barred_q <= (barred_q | d3_q) & ~job_end_i;
    end
  end

  for (genvar v = 0; v < N_VCPU; v++) begin : g_vcpu
    logic [10:0] occ_q, bar_q;
    logic        snap, old_page_q;
    // two commits in one cycle (store and raw) are of two vCPUs
    wire commit = commit_st_i[v] || commit_raw_i[v];
    wire [10:0] occ_less = occ_q - 11'(commit);
    always_comb begin
      snap = 1'b0;
      if (bind_valid_i[v] && |d3_q)
        for (int unsigned m = 0; m < N_VM; m++) if (32'(bind_vm_i[v*8 +: 8]) == m && d3_q[m]) snap = 1'b1;
    end
    always_ff @(posedge clk_i) begin
      if (!rst_ni) begin
        occ_q      <= '0;
        bar_q      <= '0;
        old_page_q <= 1'b0;
      end else begin
        occ_q <= occ_less + 11'(log_i[v]);
        if (snap) bar_q <= occ_less - (`PML_BUG(16) ? 11'(cnt_i[v*10 +: 10]) : 11'd0);
        else if (commit && bar_q != 0) bar_q <= bar_q - 1'b1;
        // raw mode: what was logged before the command is delivered when its page has its record
        if (snap) old_page_q <= vcpu_raw_i[v] && (occ_less != 0 || (page_valid_i[v] && !page_rec_i[v]));
        else if (bar_q == 0 && (page_rec_i[v] || !page_valid_i[v])) old_page_q <= 1'b0;
      end
    end
    assign old_page[v] = old_page_q;
    assign occ_o[v*11 +: 11] = occ_q;
    assign bar_o[v*11 +: 11] = bar_q;
    assign force_o[v] = bar_q > occ_q - 11'(cnt_i[v*10 +: 10]);
    `PML_ASSERT(a_occ_underflow, !(commit && occ_q == 0))
  end

  always_comb begin
    busy = '0;
    if (|barred_q)
      for (int unsigned v = 0; v < N_VCPU; v++)
        for (int unsigned m = 0; m < N_VM; m++)
          if (bind_valid_i[v] && 32'(bind_vm_i[v*8 +: 8]) == m
              && (bar_o[v*11 +: 11] != 0 || (vcpu_intel_i[v] && iout_busy_i[v]) || old_page[v])) busy[m] = 1'b1;
  end

  for (genvar m = 0; m < N_VM; m++) begin : g_vm
    assign eligible_o[m] = barred_q[m] && !busy[m] && job_i[m*3 +: 3] != pml_pkg::JOB_NONE;
  end
endmodule
