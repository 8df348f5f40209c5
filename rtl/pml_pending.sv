// SPDX-License-Identifier: Apache-2.0
/// Lines evicted and not yet answered, per {vm, buffer, colour}, and clears not yet answered: how the engine knows that an epoch's
/// writes are in memory (O1).
module pml_pending #(
  parameter int unsigned N_VM = 8,
  parameter int unsigned N_SLOTS = 384,
  parameter int unsigned TXN = 128,
  localparam int unsigned VMW = (N_VM > 1) ? $clog2(N_VM) : 1
) (
  input  logic            clk_i,
  input  logic            rst_ni,
  input  logic            ev_valid_i,
  input  logic [VMW-1:0]  ev_vm_i,
  input  logic            ev_buf_i,
  input  logic            ev_color_i,
  input  logic            done_i,
  input  logic [VMW-1:0]  done_vm_i,
  input  logic            done_buf_i,
  input  logic            done_color_i,
  input  logic            clr_push_i,
  input  logic            clr_done_i,
  input  logic [VMW-1:0]  vm_i,
  output logic [3:0]      pend_o,     ///< of vm_i: {buf, colour} has lines pending
  output logic            clr_busy_o
);
  localparam int unsigned PW = $clog2(N_SLOTS + TXN + 1);
  logic [N_VM*4-1:0]        some;
  logic [$clog2(TXN+1)-1:0] clr_q;

  for (genvar i = 0; i < N_VM * 4; i++) begin : g_cnt
    logic [PW-1:0] q;
    wire inc = ev_valid_i && 32'({ev_vm_i, ev_buf_i, ev_color_i}) == i;
    wire dec = done_i && 32'({done_vm_i, done_buf_i, done_color_i}) == i;
    always_ff @(posedge clk_i) begin
      if (!rst_ni) q <= '0;
      else         q <= q + PW'(inc) - PW'(dec);
    end
    assign some[i] = q != 0;
  end
  always_ff @(posedge clk_i) begin
    if (!rst_ni) clr_q <= '0;
    else         clr_q <= clr_q + ($clog2(TXN+1))'(clr_push_i) - ($clog2(TXN+1))'(clr_done_i);
  end
  assign pend_o     = some[vm_i*4 +: 4];
  assign clr_busy_o = clr_q != 0;
endmodule
