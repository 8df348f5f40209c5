// SPDX-License-Identifier: Apache-2.0
/// Window table of the AXI tap: page -> {vcpu, gfn} in five registered stages that always move; the lowest window that matches wins.
/// A page popped at pop_i is in T1 in the next cycle; unmapped_o is high while it is in T4 and no window matched; push_o while it is in T5.
module pml_tap_window #(
  parameter int unsigned PW = 20,    ///< bits of a page number
  parameter int unsigned N_WIN = 4,  ///< windows
  parameter int unsigned SW = 21,    ///< bits of a window's size in pages
  localparam int unsigned IW = (N_WIN > 1) ? $clog2(N_WIN) : 1
) (
  input  logic                 clk_i,
  input  logic                 rst_ni,
  input  logic [N_WIN-1:0]     win_en_i,
  input  logic [N_WIN*PW-1:0]  win_base_i,
  input  logic [N_WIN*SW-1:0]  win_pages_i,
  output logic [IW-1:0]        win_sel_o,   ///< window of the event in T4
  input  logic [7:0]           win_vcpu_i,  ///< its vCPU and first gfn, in the same cycle
  input  logic [39:0]          win_gfn_i,
  input  logic                 pop_i,
  input  logic [PW-1:0]        page_i,
  input  logic                 write_i,
  output logic                 unmapped_o,
  output logic                 push_o,
  output logic [7:0]           vcpu_o,
  output logic [39:0]          gfn_o,
  output logic                 write_o
);
  localparam int unsigned OW  = (PW < 40) ? PW : 40;
  localparam int unsigned CMP = (PW > SW) ? PW : SW;

  logic [5:1]          valid_q, write_q;
  logic [PW-1:0]       page_q;
  logic [N_WIN*PW-1:0] off2_q;           // page - base of each window
  logic [N_WIN*OW-1:0] off3_q;           // of it what a gfn has room for
  logic [N_WIN-1:0]    above_q, match_q; // page >= base; inside
  logic [OW-1:0]       off4_q, off_sel;
  logic [39:0]         gfn_q;
  logic [7:0]          vcpu5_q;
  logic [IW-1:0]       sel_q, sel;
  logic                hit4_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) valid_q <= '0;
    else         valid_q <= {valid_q[4] && hit4_q, valid_q[3:1], pop_i};
  end

  always_ff @(posedge clk_i) begin
    write_q <= {write_q[4:1], write_i};
    page_q  <= page_i;
  end

  for (genvar w = 0; w < N_WIN; w++) begin : g_win
    wire [PW:0] diff = {1'b0, page_q} - {1'b0, win_base_i[w*PW +: PW]};
    always_ff @(posedge clk_i) begin
      off2_q[w*PW +: PW] <= diff[PW-1:0];
      above_q[w]         <= !diff[PW] && win_en_i[w];
      off3_q[w*OW +: OW] <= off2_q[w*PW +: OW];
      match_q[w]         <= above_q[w] && CMP'(off2_q[w*PW +: PW]) < CMP'(win_pages_i[w*SW +: SW]);
    end
  end

  // the lowest match, as one-hot selection
  wire [N_WIN-1:0] first = match_q & (~match_q + 1'b1);
  always_comb begin
    off_sel = '0;
    sel     = '0;
    for (int unsigned w = 0; w < N_WIN; w++) begin
      off_sel = off_sel | (off3_q[w*OW +: OW] & {OW{first[w]}});
      sel     = sel     | (IW'(w) & {IW{first[w]}});
    end
  end

  always_ff @(posedge clk_i) begin
    hit4_q  <= match_q != 0;
    off4_q  <= off_sel;
    sel_q   <= sel;
    gfn_q   <= win_gfn_i + 40'(off4_q);
    vcpu5_q <= win_vcpu_i;
  end

  assign win_sel_o  = sel_q;
  assign unmapped_o = valid_q[4] && !hit4_q;
  assign push_o     = valid_q[5];
  assign vcpu_o     = vcpu5_q;
  assign gfn_o      = gfn_q;
  assign write_o    = write_q[5];
endmodule
