// SPDX-License-Identifier: Apache-2.0
/// Generations of the page filter, and the scrubber that lets none be reused before every entry was invalidated. A VM whose
/// generation comes round before a scrub pass has finished does without the filter (off_o) until then. A pass starts a few cycles
/// after the last crossing, when no event of an older generation is on its way to the filter. Carries: C2.
`include "pml_bug.svh"
module pml_scrub #(
  parameter int unsigned N_VM = 8,
  parameter int unsigned FILTER_LOG2 = 12,
  parameter int unsigned GEN_W = 8
) (
  input  logic                    clk_i,
  input  logic                    rst_ni,
  input  logic [N_VM-1:0]         bump_i,
  input  logic                    event_wants_i,  ///< an event wants the filter's write port now
  output logic [N_VM*GEN_W-1:0]   gen_o,
  output logic [N_VM-1:0]         off_o,
  output logic                    we_o,           ///< invalidate idx_o now (goes before the event)
  output logic [FILTER_LOG2-1:0]  idx_o
);
  localparam logic [3:0] AGE_MAX = 4'd15;
  localparam logic [2:0] WAIT = 3'd4;  // events that read the old generation have left S5 by then
  logic                    active_q;
  logic [FILTER_LOG2-1:0]  idx_q;
  logic [3:0]              age_q;
  logic [2:0]              wait_q;
  logic [N_VM-1:0]         pend_q, off_q, mask_q, crossing, crossing_q;
  wire                     crossed = |crossing_q;
  logic [N_VM*GEN_W-1:0]   gen_q;

  for (genvar m = 0; m < N_VM; m++) begin : g_vm
    wire [GEN_W-1:0] cur = gen_q[m*GEN_W +: GEN_W];
    wire [GEN_W-1:0] nxt = cur + 1'b1;
    assign crossing[m] = bump_i[m] && (cur[GEN_W-1] != nxt[GEN_W-1]) && !`PML_BUG(5);
    always_ff @(posedge clk_i) begin
      if (!rst_ni)        gen_q[m*GEN_W +: GEN_W] <= '0;
      else if (bump_i[m]) gen_q[m*GEN_W +: GEN_W] <= nxt;
    end
  end

  assign we_o  = active_q && (!event_wants_i || age_q == AGE_MAX);
  assign idx_o = idx_q;
  wire done = we_o && (&idx_q);

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      active_q <= 1'b0;
      idx_q    <= '0;
      age_q    <= '0;
      wait_q   <= '0;
      crossing_q <= '0;
      pend_q   <= '1;
      off_q    <= '1;
      mask_q   <= '0;
    end else begin
      crossing_q <= crossing;
      if (crossed)          wait_q <= WAIT - 1'b1;
      else if (wait_q != 0) wait_q <= wait_q - 1'b1;
      if (!active_q) begin
        if (|pend_q && wait_q == 0 && !crossed) begin
          active_q <= 1'b1;
          idx_q    <= '0;
          age_q    <= '0;
        end
      end else if (we_o) begin
        idx_q <= idx_q + 1'b1;
        age_q <= '0;
        if (done) active_q <= 1'b0;
      end else begin
        age_q <= age_q + 1'b1;
      end
      for (int unsigned m = 0; m < N_VM; m++) begin
        if (!active_q) mask_q[m] <= pend_q[m];
        if (done && mask_q[m]) begin
          pend_q[m] <= 1'b0;
          off_q[m]  <= 1'b0;
        end
        if (crossing[m]) begin
          if (pend_q[m]) off_q[m] <= 1'b1;
          pend_q[m] <= 1'b1;
          mask_q[m] <= 1'b0;
        end
      end
    end
  end

  assign gen_o = gen_q;
  assign off_o = off_q;
endmodule
