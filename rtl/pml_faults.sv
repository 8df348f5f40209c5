// SPDX-License-Identifier: Apache-2.0
/// Faults: bad answers, bad parity. What comes in a cycle is looked at in the next one and acts on its VM in the one after; of several on one
/// VM the first in the order of docs/microarchitecture.md section 8 is the one that is reported. What each cause tells (address, line, vCPU)
/// goes into a table of its own, one place a VM, written only while the VM can still be stopped: so it stays as it was at the fault.
/// Carries: I3.
module pml_faults #(
  parameter int unsigned N_VM = 8,
  parameter int unsigned N_VCPU = 8,
  parameter int unsigned PAGES_LOG2 = 24,
  parameter int unsigned AW = 64,
  localparam int unsigned VMW = (N_VM > 1) ? $clog2(N_VM) : 1,
  localparam int unsigned CW = (N_VCPU > 1) ? $clog2(N_VCPU) : 1,
  localparam int unsigned LW = PAGES_LOG2 - 9
) (
  input  logic              clk_i,
  input  logic              rst_ni,
  input  logic [N_VM*3-1:0] state_i,
  input  logic [4:0]        valid_i,    ///< 0 write answer, 1 read answer, 2 store parity at write-back, 3 store parity at commit, 4 log
  input  logic [5*VMW-1:0]  vm_i,
  input  logic [AW-1:0]     wr_addr_i,
  input  logic [AW-1:0]     rd_addr_i,
  input  logic [LW-1:0]     wb_line_i,
  input  logic [LW-1:0]     st_line_i,
  input  logic [CW-1:0]     vcpu_i,
  output logic [N_VM-1:0]   any_o,      ///< the VM had a fault in the cycle before: counted
  output logic [N_VM-1:0]   fault_o,    ///< and it could be stopped by it
  output logic [N_VM*3-1:0] cause_o,    ///< pml_pkg::FC_* of fault_o
  // what a fault tells, of the VM and cause asked for; the same cycle; 0 for no cause
  input  logic [VMW-1:0]    rd_vm_i,
  input  logic [2:0]        rd_cause_i,
  output logic [63:0]       info_o
);
  logic [4:0]       valid_q;
  logic [5*VMW-1:0] vm_q;
  logic [AW-1:0]    wr_addr_q, rd_addr_q;
  logic [LW-1:0]    wb_line_q, st_line_q;
  logic [CW-1:0]    vcpu_q;
  always_ff @(posedge clk_i) begin
    valid_q   <= rst_ni ? valid_i : '0;
    vm_q      <= vm_i;
    wr_addr_q <= wr_addr_i;
    rd_addr_q <= rd_addr_i;
    wb_line_q <= wb_line_i;
    st_line_q <= st_line_i;
    vcpu_q    <= vcpu_i;
  end

  logic [N_VM-1:0] live, fault_q;
  for (genvar m = 0; m < N_VM; m++) begin : g_vm
    wire [2:0] state = state_i[m*3 +: 3];
    logic [4:0] hit;
    for (genvar i = 0; i < 5; i++) begin : g_cause
      assign hit[i] = valid_q[i] && 32'(vm_q[i*VMW +: VMW]) == m;
    end
    assign live[m] = (state == pml_pkg::ST_ENABLING || state == pml_pkg::ST_ACTIVE || state == pml_pkg::ST_STOPPING) && !fault_q[m];
    always_ff @(posedge clk_i) begin
      if (!rst_ni) begin
        any_o[m]   <= 1'b0;
        fault_q[m] <= 1'b0;
      end else begin
        any_o[m]   <= |hit;
        fault_q[m] <= |hit && live[m];
      end
      cause_o[m*3 +: 3] <= hit[0] ? pml_pkg::FC_WR : hit[1] ? pml_pkg::FC_RD : hit[2] ? pml_pkg::FC_STORE_WB
                           : hit[3] ? pml_pkg::FC_STORE : pml_pkg::FC_LOG;
    end
  end
  assign fault_o = fault_q;

  (* ram_style = "distributed" *) logic [AW-1:0] wr_addr [0:2**VMW-1];
  (* ram_style = "distributed" *) logic [AW-1:0] rd_addr [0:2**VMW-1];
  (* ram_style = "distributed" *) logic [LW-1:0] wb_line [0:2**VMW-1];
  (* ram_style = "distributed" *) logic [LW-1:0] st_line [0:2**VMW-1];
  (* ram_style = "distributed" *) logic [CW-1:0] vcpu    [0:2**VMW-1];
  always_ff @(posedge clk_i) if (valid_q[0] && live[vm_q[0 +: VMW]])     wr_addr[vm_q[0 +: VMW]]     <= wr_addr_q;
  always_ff @(posedge clk_i) if (valid_q[1] && live[vm_q[VMW +: VMW]])   rd_addr[vm_q[VMW +: VMW]]   <= rd_addr_q;
  always_ff @(posedge clk_i) if (valid_q[2] && live[vm_q[2*VMW +: VMW]]) wb_line[vm_q[2*VMW +: VMW]] <= wb_line_q;
  always_ff @(posedge clk_i) if (valid_q[3] && live[vm_q[3*VMW +: VMW]]) st_line[vm_q[3*VMW +: VMW]] <= st_line_q;
  always_ff @(posedge clk_i) if (valid_q[4] && live[vm_q[4*VMW +: VMW]]) vcpu[vm_q[4*VMW +: VMW]]    <= vcpu_q;
  assign info_o = (64'(wr_addr[rd_vm_i]) & {64{rd_cause_i == pml_pkg::FC_WR}})
                | (64'(rd_addr[rd_vm_i]) & {64{rd_cause_i == pml_pkg::FC_RD}})
                | (64'(wb_line[rd_vm_i]) & {64{rd_cause_i == pml_pkg::FC_STORE_WB}})
                | (64'(st_line[rd_vm_i]) & {64{rd_cause_i == pml_pkg::FC_STORE}})
                | (64'(vcpu[rd_vm_i]) & {64{rd_cause_i == pml_pkg::FC_LOG}});
endmodule
