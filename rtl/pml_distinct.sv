// SPDX-License-Identifier: Apache-2.0
/// Distinct pages of each {vm, kind, buffer}: counts the newly set bits of the beats that go to memory. The bits are counted in a
/// pipeline, then added to a RAM word. A cut makes the new buffer's counts zero; a restored VM's first epoch begins with
/// INIT_A, INIT_W, which are loaded while the beat stage pauses (hold_o). Carries: E3.
module pml_distinct #(
  parameter int unsigned N_VM = 8,
  parameter int unsigned DW = 512,
  localparam int unsigned VMW = (N_VM > 1) ? $clog2(N_VM) : 1,
  localparam int unsigned SELW = VMW + 2
) (
  input  logic              clk_i,
  input  logic              rst_ni,
  input  logic              valid_i,       ///< a beat
  input  logic [SELW-1:0]   sel_i,         ///< its {vm, kind (1: W), buf}
  input  logic [DW-1:0]     newly_i,
  input  logic [N_VM*2-1:0] clear_i,       ///< {vm, buf}: both kinds begin at zero
  input  logic [N_VM-1:0]   load_i,        ///< buffer 0 begins at INIT_A, INIT_W (at most one VM in a cycle)
  output logic              hold_o,        ///< no beats now: a load is to be done
  output logic [VMW:0]      init_sel_o,    ///< {vm, kind}
  input  logic [63:0]       init_i,
  input  logic [SELW-1:0]   rec_sel_i,     ///< the recorder's read port, same cycle
  output logic [63:0]       rec_data_o,
  input  logic [SELW-1:0]   csr_sel_i,     ///< the registers'
  output logic [63:0]       csr_data_o
);
  localparam int unsigned N = 4 << VMW;
  localparam int unsigned PCW = $clog2(DW + 1);
  localparam int unsigned STAGES = (DW > 256) ? 5 : (DW > 64) ? 4 : 3;

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

  // loads: W then A, when no count is to be added
  logic           ld_q, ld_a_q;
  logic [VMW-1:0] ld_vm_q;
  wire            add   = valid_q[STAGES-1];
  wire            ld_go = ld_q && !add;
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
      if (|load_i) begin
        ld_q   <= 1'b1;
        ld_a_q <= 1'b0;
      end
      for (int unsigned m = 0; m < N_VM; m++) if (load_i[m]) ld_vm_q <= VMW'(m);
    end
  end
  assign hold_o     = ld_q;
  assign init_sel_o = {ld_vm_q, !ld_a_q};

  // counts; zero_q: the word counts as zero (a RAM is not cleared at once)
  logic [63:0]   mem [0:N-1];
  logic [N-1:0]  zero_q;
  wire [SELW-1:0] at   = add ? sel_q[(STAGES-1)*SELW +: SELW] : {ld_vm_q, !ld_a_q, 1'b0};
  wire [63:0]     old  = zero_q[at] ? 64'd0 : mem[at];
  wire [63:0]     sum  = add ? old + 64'(pc) : init_i;
  always_ff @(posedge clk_i) begin
    if (add || ld_go) mem[at] <= sum;
  end
  always_ff @(posedge clk_i) begin
    if (!rst_ni) zero_q <= '1;
    else begin
      if (add || ld_go) zero_q[at] <= 1'b0;
      for (int unsigned m = 0; m < N_VM; m++)
        for (int unsigned b = 0; b < 2; b++)
          if (clear_i[m*2 + b]) begin
            zero_q[m*4 + b]     <= 1'b1;
            zero_q[m*4 + 2 + b] <= 1'b1;
          end
    end
  end
  assign rec_data_o = zero_q[rec_sel_i] ? 64'd0 : mem[rec_sel_i];
  assign csr_data_o = zero_q[csr_sel_i] ? 64'd0 : mem[csr_sel_i];
endmodule
