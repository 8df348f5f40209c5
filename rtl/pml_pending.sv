// SPDX-License-Identifier: Apache-2.0
/// Lines evicted and not yet answered, per {vm, buffer, colour}, and clears not yet answered: how the engine knows that an epoch's
/// writes are in memory (O1).
`include "pml_assert.svh"
module pml_pending #(
  parameter int unsigned N_VM = 8,
  parameter int unsigned N_SLOTS = 384,
  parameter int unsigned LINES = 144,   ///< in flight at most
  localparam int unsigned VMW = (N_VM > 1) ? $clog2(N_VM) : 1
) (
  input  logic            clk_i,
  input  logic            rst_ni,
  input  logic            ev_valid_i,
  input  logic [VMW-1:0]  ev_vm_i,
  input  logic            ev_buf_i,
  input  logic [N_VM-1:0] color_i,    ///< each VM's colour: that of a line evicted now
  input  logic            done_i,
  input  logic [VMW-1:0]  done_vm_i,
  input  logic            done_buf_i,
  input  logic            done_color_i,
  input  logic            clr_push_i,
  input  logic            clr_done_i,
  input  logic [VMW-1:0]  vm_i,
  output logic [3:0]      pend_o,     ///< of vm_i, which was the same in the cycle before: {buf, colour} has lines pending, or had some then
  output logic            clr_busy_o
);
  localparam int unsigned PW = $clog2(N_SLOTS + LINES + 1);
  localparam int unsigned NI = 4 << VMW;                    // {vm, buf, colour}
  localparam int unsigned IW = VMW + 2;
  (* ram_style = "distributed" *) logic [PW-1:0] began [0:NI-1];
  (* ram_style = "distributed" *) logic [PW-1:0] ended [0:NI-1];
  logic [NI-1:0]            some_q;
  logic [$clog2(LINES+1)-1:0] clr_q;
  logic                     init_q;
  logic [IW-1:0]            icnt_q;

  // pending is the difference of two counts, each in a RAM with one writer; a walk of NI cycles after reset makes them equal
  wire [IW-1:0] ev_at   = {ev_vm_i, ev_buf_i, color_i[ev_vm_i]};
  // an answer counts a cycle later, and so does an eviction; but a line shows as pending at once
  logic          done_q, clr_done_q, ev_q;
  logic [IW-1:0] done_at, ev_at_q;
  always_ff @(posedge clk_i) begin
    done_q     <= rst_ni && done_i;
    clr_done_q <= rst_ni && clr_done_i;
    done_at    <= {done_vm_i, done_buf_i, done_color_i};
    ev_q       <= rst_ni && ev_valid_i;
    ev_at_q    <= ev_at;
  end
  wire [PW-1:0] now_ended = ended[done_at] + 1'b1;
  // began - ended - 1 is not 0, found without a carry: in a sum of 0 a bit carries whenever one of its inputs is 1
  wire [PW-1:0] x       = began[done_at];
  wire [PW-1:0] y       = ~ended[done_at];
  wire          rest    = (x ^ y) != {x[PW-2:0] | y[PW-2:0], 1'b0};
  logic          over_q;   // nothing was left in the cycle before
  logic [IW-1:0] over_at_q;
  always_ff @(posedge clk_i) begin
    over_q    <= rst_ni && done_q && !rest && !(ev_q && ev_at_q == done_at);
    over_at_q <= done_at;
  end
  wire          b_we    = init_q || ev_q;
  wire          e_we    = init_q || done_q;
  wire [IW-1:0] b_at    = init_q ? icnt_q : ev_at_q;
  wire [IW-1:0] e_at    = init_q ? icnt_q : done_at;
  wire [PW-1:0] now_began = began[ev_at_q] + 1'b1;
  always_ff @(posedge clk_i) begin
    if (b_we) began[b_at] <= init_q ? '0 : now_began;
    if (e_we) ended[e_at] <= init_q ? '0 : now_ended;
  end
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      init_q <= 1'b1;
      icnt_q <= '0;
      some_q <= '0;
      clr_q  <= '0;
    end else begin
      icnt_q <= icnt_q + 1'b1;
      if (&icnt_q) init_q <= 1'b0;
      if (over_q)     some_q[over_at_q] <= 1'b0;
      if (ev_q)       some_q[ev_at_q] <= 1'b1;   // not among those that began yet
      for (int unsigned m = 0; m < N_VM; m++)
        for (int unsigned b = 0; b < 2; b++)
          if (ev_valid_i && 32'(ev_vm_i) == m && 32'(ev_buf_i) == b) some_q[{VMW'(m), 1'(b), color_i[m]}] <= 1'b1;
      if (clr_push_i && !clr_done_q) clr_q <= clr_q + 1'b1;
      if (!clr_push_i && clr_done_q) clr_q <= clr_q - 1'b1;
    end
  end
  // seen a cycle later, but a line that was evicted in the cycle before is seen
  logic [3:0] pend_q;
  always_ff @(posedge clk_i) begin
    pend_q <= some_q[{vm_i, 2'd0} +: 4] | ((4'd1 << {ev_buf_i, color_i[vm_i]}) & {4{ev_valid_i && ev_vm_i == vm_i}});
    if (!rst_ni) pend_q <= '0;
  end
  assign pend_o     = pend_q;
  assign clr_busy_o = clr_q != 0;

  // the first line is evicted long after reset: the table of lines in flight takes longer to be ready
  `PML_ASSERT(a_pending_too_early, !(init_q && (ev_valid_i || done_q)))
endmodule
