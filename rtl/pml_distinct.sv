// SPDX-License-Identifier: Apache-2.0
/// Distinct pages of each {vm, kind, buffer}: counts the newly set bits of the beats that go to memory. The bits are counted in a
/// pipeline, the RAM word is read, they are added and the word is written. A cut makes the new buffer's counts zero; a restored VM's first epoch begins with
/// INIT_A, INIT_W, which are loaded while the beat stage pauses (hold_o). Counts are as wide as the largest VM needs. Carries: E3.
`include "pml_assert.svh"
module pml_distinct #(
  parameter int unsigned N_VM = 8,
  parameter int unsigned DW = 512,
  parameter int unsigned PAGES_LOG2 = 24,
  localparam int unsigned VMW = (N_VM > 1) ? $clog2(N_VM) : 1,
  localparam int unsigned SELW = VMW + 2,
  localparam int unsigned PW = PAGES_LOG2 + 1      ///< bits of a count: all pages of a VM
) (
  input  logic              clk_i,
  input  logic              rst_ni,
  input  logic              valid_i,       ///< a beat
  input  logic [SELW-1:0]   sel_i,         ///< its {vm, kind (1: W), buf}
  input  logic [DW-1:0]     newly_i,
  input  logic [N_VM*2-1:0] clear_i,       ///< {vm, buf}: both kinds begin at zero
  input  logic [N_VM-1:0]   load_i,        ///< buffer 0 begins at INIT_A, INIT_W (at most one VM in a cycle): from the next cycle on
  output logic              hold_o,        ///< no beats now: a load is to be done
  output logic [VMW:0]      init_sel_o,    ///< {vm, kind}
  input  logic [PW-1:0]     init_i,
  input  logic [SELW-1:0]   rd_sel_i,      ///< read port, same cycle
  output logic [PW-1:0]     rd_data_o
);
  localparam int unsigned N = 4 << VMW;
  localparam int unsigned PCW = $clog2(DW + 1);
  localparam int unsigned STAGES = (DW > 128) ? 5 : 4;

  // population count, with the selection beside it
  logic [PCW-1:0]           pc;
  logic [STAGES-1:0]        valid_q;
  logic [STAGES*SELW-1:0]   sel_q;
  pml_popcount #(.W(DW)) u_pop (.clk_i, .data_i(newly_i), .count_o(pc));
  always_ff @(posedge clk_i) begin
    if (!rst_ni) valid_q <= '0;
    else         valid_q <= STAGES'({valid_q, valid_i});
    sel_q <= (STAGES*SELW)'({sel_q, sel_i});
  end

  // read: the word that the beat adds to, as it will be when what is added now is written
  wire            read = valid_q[STAGES-1];
  wire [SELW-1:0] from = sel_q[(STAGES-1)*SELW +: SELW];
  logic           add_q;
  logic [SELW-1:0] at_q;
  logic [PW-1:0]  old_q;
  logic [PCW-1:0] pc_q;

  // loads: W then A, when no count is to be added
  logic           ld_q, ld_a_q;
  logic [VMW-1:0] ld_vm_q;
  wire            ld_go = ld_q && !add_q;
  logic [N_VM-1:0] load_q;
  always_ff @(posedge clk_i) load_q <= rst_ni ? load_i : '0;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      ld_q    <= 1'b0;
      ld_a_q  <= 1'b0;
      ld_vm_q <= '0;
    end else begin
      if (ld_go) begin
        ld_a_q <= 1'b1;
        if (ld_a_q) ld_q <= 1'b0;
      end
      if (|load_q) begin
        ld_q   <= 1'b1;
        ld_a_q <= 1'b0;
      end
      for (int unsigned m = 0; m < N_VM; m++) if (load_q[m]) ld_vm_q <= VMW'(m);
    end
  end
  assign hold_o     = ld_q;
  assign init_sel_o = {ld_vm_q, !ld_a_q};

  // add; zero_q: the word counts as zero (a RAM is not cleared at once)
  (* ram_style = "distributed" *) logic [PW-1:0] mem [0:N-1];
  logic [N-1:0]   zero_q;
  wire [SELW-1:0] at  = add_q ? at_q : {ld_vm_q, !ld_a_q, 1'b0};
  wire [PW-1:0]   sum = old_q + PW'(pc_q);
  always_ff @(posedge clk_i) begin
    if (!rst_ni) add_q <= 1'b0;
    else         add_q <= read;
    at_q  <= from;
    pc_q  <= pc;
    old_q <= add_q && at_q == from ? sum : zero_q[from] ? '0 : mem[from];
  end
  always_ff @(posedge clk_i) begin
    if (add_q || ld_go) mem[at] <= add_q ? sum : init_i;
  end
  always_ff @(posedge clk_i) begin
    if (!rst_ni) zero_q <= '1;
    else begin
      if (add_q || ld_go) zero_q[at] <= 1'b0;
      for (int unsigned m = 0; m < N_VM; m++)
        for (int unsigned b = 0; b < 2; b++)
          if (clear_i[m*2 + b]) begin
            zero_q[m*4 + b]     <= 1'b1;
            zero_q[m*4 + 2 + b] <= 1'b1;
          end
    end
  end
  // nothing of an epoch is on its way when its buffer's counts begin anew
  wire [N/2-1:0] clear = (N/2)'(clear_i);
  `PML_ASSERT(a_clear_idle, !(add_q && clear[{at_q[SELW-1:2], at_q[0]}]) && !(read && clear[{from[SELW-1:2], from[0]}]))
  assign rd_data_o = zero_q[rd_sel_i] ? '0 : mem[rd_sel_i];
endmodule
