// SPDX-License-Identifier: Apache-2.0
/// The board's own registers, BAR0 + 0x10000: what PCIe adds to the unit. 32-bit AXI4-Lite, one access at a time, strobes 0xF.
///   0x00 ID       ro  "PMLB" = 424C4D50h
///   0x04 VERSION  ro  00010000h (major << 16 | minor)
///   0x08 BOARD    ro  1 NiteFury / Acorn CLE-215+, 2 KCU116
///   0x0C CTRL     rw  bit 0 HOST_EN: the unit's bursts go to host memory (set it after PCI bus mastering; 0: DECERR);
///                     bit 1 RESET: write 1 to reset the unit when nothing is under way; reads 1 until that is done
///   0x10 STATUS   ro  bit 0 link up, 1 board DRAM calibrated, 2 interrupts on (MSI-X, MSI), 3 reset is under way,
///                     4 MSI-X (0: MSI), 5 the bridge takes 32-bit addresses (HOST_HI counts)
///   0x14 HOST_HI  rw  upper 32 address bits that the unit may use (only where STATUS bit 5; then first write the same value to
///                     the bridge's AXIBAR2PCIEBAR_0U, BAR0 + 0x18208); written while HOST_EN = 0 only
///   0x18 REFUSED  ro  bursts that were answered with DECERR instead of going to the host
///   0x1C FORCED   ro  resets that did not wait for the end of all transfers (a bridge that no longer answers)
///   0x20 CLK_KHZ  ro  the unit's clock (TIME counts it)
///   0x24 DRAM_MIB ro  size of BAR2
///   0x28 IRQS     ro  interrupt messages sent
/// Anything else, and a write that is refused, answers SLVERR.
module pml_pcie_regs #(
  parameter logic [31:0] BOARD = 1,
  parameter logic [31:0] CLK_KHZ = 125000,
  parameter logic [31:0] DRAM_MIB = 1024,
  parameter bit          MSIX = 1'b0,
  parameter bit          WINDOWED = 1'b1
) (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic        s_awvalid_i,
  output logic        s_awready_o,
  input  logic [14:0] s_awaddr_i,
  input  logic        s_wvalid_i,
  output logic        s_wready_o,
  input  logic [31:0] s_wdata_i,
  input  logic [3:0]  s_wstrb_i,
  output logic        s_bvalid_o,
  input  logic        s_bready_i,
  output logic [1:0]  s_bresp_o,
  input  logic        s_arvalid_i,
  output logic        s_arready_o,
  input  logic [14:0] s_araddr_i,
  output logic        s_rvalid_o,
  input  logic        s_rready_i,
  output logic [31:0] s_rdata_o,
  output logic [1:0]  s_rresp_o,
  // board
  input  logic        link_up_i,
  input  logic        dram_ready_i,
  input  logic        irq_on_i,
  input  logic        irq_sent_i,     ///< pulse
  input  logic [1:0]  refused_i,      ///< pulses
  input  logic        resetting_i,
  input  logic        forced_i,       ///< pulse
  output logic        reset_o,        ///< pulse: reset the unit
  output logic        host_en_o,
  output logic [31:0] host_hi_o
);
  localparam logic [1:0] OKAY = 2'b00, SLVERR = 2'b10;
  logic        bvalid_q, berr_q, rvalid_q, rerr_q, host_en_q, reset_q;
  logic [31:0] rdata_q, host_hi_q, refused_q, forced_q, irqs_q, rdata;
  logic        rok;

  wire wr = s_awvalid_i && s_wvalid_i && !bvalid_q;
  wire rd = s_arvalid_i && !rvalid_q;
  wire wr_ctrl = s_awaddr_i == 15'h0C && s_wstrb_i == 4'hF && s_wdata_i[31:2] == '0;
  wire wr_hi   = s_awaddr_i == 15'h14 && s_wstrb_i == 4'hF && WINDOWED && !host_en_q;

  always_comb begin
    rok = 1'b1;
    unique case (s_araddr_i)
      15'h00: rdata = 32'h424C4D50;
      15'h04: rdata = 32'h00010000;
      15'h08: rdata = BOARD;
      15'h0C: rdata = {30'd0, resetting_i || reset_q, host_en_q};
      15'h10: rdata = {26'd0, WINDOWED, MSIX, resetting_i || reset_q, irq_on_i, dram_ready_i, link_up_i};
      15'h14: rdata = host_hi_q;
      15'h18: rdata = refused_q;
      15'h1C: rdata = forced_q;
      15'h20: rdata = CLK_KHZ;
      15'h24: rdata = DRAM_MIB;
      15'h28: rdata = irqs_q;
      default: begin
        rdata = '0;
        rok   = 1'b0;
      end
    endcase
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      bvalid_q  <= 1'b0;
      berr_q    <= 1'b0;
      rvalid_q  <= 1'b0;
      rerr_q    <= 1'b0;
      rdata_q   <= '0;
      host_en_q <= 1'b0;
      reset_q   <= 1'b0;
      host_hi_q <= '0;
      refused_q <= '0;
      forced_q  <= '0;
      irqs_q    <= '0;
    end else begin
      reset_q <= wr && wr_ctrl && s_wdata_i[1];
      if (wr) begin
        bvalid_q <= 1'b1;
        berr_q   <= !(wr_ctrl || wr_hi);
        if (wr_ctrl) host_en_q <= s_wdata_i[0];
        if (wr_hi)   host_hi_q <= s_wdata_i;
      end else if (s_bready_i) begin
        bvalid_q <= 1'b0;
      end
      if (rd) begin
        rvalid_q <= 1'b1;
        rerr_q   <= !rok;
        rdata_q  <= rdata;
      end else if (s_rready_i) begin
        rvalid_q <= 1'b0;
      end
      refused_q <= refused_q + 32'(refused_i[0]) + 32'(refused_i[1]);
      forced_q  <= forced_q + 32'(forced_i);
      irqs_q    <= irqs_q + 32'(irq_sent_i);
    end
  end
  assign s_awready_o = wr;
  assign s_wready_o  = wr;
  assign s_bvalid_o  = bvalid_q;
  assign s_bresp_o   = berr_q ? SLVERR : OKAY;
  assign s_arready_o = rd;
  assign s_rvalid_o  = rvalid_q;
  assign s_rdata_o   = rdata_q;
  assign s_rresp_o   = rerr_q ? SLVERR : OKAY;
  assign reset_o     = reset_q;
  assign host_en_o   = host_en_q;
  assign host_hi_o   = host_hi_q;
endmodule
