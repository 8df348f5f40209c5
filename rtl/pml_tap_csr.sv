// SPDX-License-Identifier: Apache-2.0
/// Registers of the AXI tap: blocks TAP and TAP_WIN (docs/sources.md section 6). What the window pipeline compares with is in flip-flops; GFN and vCPU,
/// which it needs of one window at a time, are in small RAMs, and so is what the window registers read. A RAM word not written since reset means 0.
/// Error codes are those of LAST_ERROR, 0 when the access is good.
module pml_tap_csr #(
  parameter int unsigned ADDR_W = 32,
  parameter int unsigned N_WIN = 4,
  localparam int unsigned IW = (N_WIN > 1) ? $clog2(N_WIN) : 1,
  localparam int unsigned PW = ADDR_W - 12,
  localparam int unsigned SW = (PW + 1 < 32) ? PW + 1 : 32
) (
  input  logic                 clk_i,
  input  logic                 rst_ni,
  input  logic                 wr_i,
  input  logic [15:0]          wr_off_i,   ///< offset from the TAP block's base, bytes
  input  logic [31:0]          wr_data_i,
  output logic [2:0]           wr_err_o,
  input  logic                 rd_i,
  input  logic [15:0]          rd_off_i,
  output logic [31:0]          rd_data_o,
  output logic [2:0]           rd_err_o,
  input  logic                 busy_i,
  input  logic [4:0]           inc_i,      ///< counters, in register order
  output logic                 enable_o,
  output logic [N_WIN-1:0]     win_en_o,
  output logic [N_WIN*PW-1:0]  win_base_o,
  output logic [N_WIN*SW-1:0]  win_pages_o,
  input  logic [IW-1:0]        win_sel_i,  ///< window whose vCPU and first gfn are wanted
  output logic [7:0]           win_vcpu_o,
  output logic [39:0]          win_gfn_o
);
  localparam logic [2:0] OK = 3'd0, UNMAPPED = 3'(pml_reg_pkg::ERR_UNMAPPED), READ_ONLY = 3'(pml_reg_pkg::ERR_READ_ONLY),
                         BAD_VALUE = 3'(pml_reg_pkg::ERR_BAD_VALUE), WRONG_STATE = 3'(pml_reg_pkg::ERR_WRONG_STATE);
  localparam int unsigned WIN = 32'(pml_reg_pkg::TAP_WIN_BASE) - 32'(pml_reg_pkg::TAP_BASE);
  localparam int unsigned LO  = (PW < 20) ? PW : 20;  // bits of a base in the low word of its address
  localparam int unsigned W2  = 1 << IW;
  localparam logic [63:0] LIMIT = 64'd1 << PW;  // pages of the whole address space

  logic                 enable_q;
  logic [N_WIN-1:0]     en_q;
  logic [N_WIN*PW-1:0]  base_q;
  logic [N_WIN*SW-1:0]  pages_q;
  logic [W2*8-1:0]      written_q;           // window registers written since reset, by word
  logic [31:0]          read_mem [0:W2*8-1];
  logic [31:0]          gfn_lo_mem [0:W2-1];
  logic [7:0]           gfn_hi_mem [0:W2-1];
  logic [7:0]           vcpu_mem [0:W2-1];

  // a window's register: block offset 100h + 20h x window
  wire          wr_win  = 32'(wr_off_i[15:8]) == WIN / 256;
  wire          rd_win  = 32'(rd_off_i[15:8]) == WIN / 256;
  wire          wr_cnt  = wr_off_i[15:6] == pml_reg_pkg::TAP_CNT_BASE[15:6] && 32'(wr_off_i[5:3]) < pml_reg_pkg::TAP_CNT_COUNT;
  wire          rd_cnt  = rd_off_i[15:6] == pml_reg_pkg::TAP_CNT_BASE[15:6] && 32'(rd_off_i[5:3]) < pml_reg_pkg::TAP_CNT_COUNT;
  wire          wr_here = wr_win && 32'(wr_off_i[7:5]) < N_WIN;
  wire          rd_here = rd_win && 32'(rd_off_i[7:5]) < N_WIN;
  wire [15:0]   wkind   = 16'(wr_off_i[4:0]);
  wire [15:0]   rreg    = 16'(rd_off_i[4:0]);
  wire [IW-1:0] si      = win_sel_i;
  wire [IW+2:0] rword   = rd_off_i[2 +: IW + 3];

  // bits that an address may have
  localparam logic [63:0] ADDR_MASK = ((ADDR_W == 64) ? 64'hFFFFFFFFFFFFFFFF : (64'd1 << ADDR_W) - 64'd1) & ~64'hFFF;
  logic bad;
  always_comb begin
    bad      = 1'b0;
    wr_err_o = UNMAPPED;
    if (wr_here) begin
      wr_err_o = OK;
      case (wkind)
        pml_reg_pkg::TAP_WIN_CTRL:    bad = wr_data_i[31:1] != 0;
        pml_reg_pkg::TAP_WIN_VCPU:    bad = wr_data_i[31:8] != 0;
        pml_reg_pkg::TAP_WIN_ADDR:    bad = (wr_data_i & ~ADDR_MASK[31:0]) != 0;
        pml_reg_pkg::TAP_WIN_ADDR_HI: bad = (wr_data_i & ~ADDR_MASK[63:32]) != 0;
        pml_reg_pkg::TAP_WIN_PAGES:   bad = (64'(wr_data_i) >> PW) > 1 || ((64'(wr_data_i) >> PW) == 1 && (64'(wr_data_i) & (LIMIT - 1)) != 0);
        pml_reg_pkg::TAP_WIN_GFN:     bad = 1'b0;
        pml_reg_pkg::TAP_WIN_GFN_HI:  bad = wr_data_i[31:8] != 0;
        default:                      wr_err_o = UNMAPPED;
      endcase
      if (wr_err_o == OK && (enable_q || busy_i)) wr_err_o = WRONG_STATE;
      if (bad) wr_err_o = BAD_VALUE;
    end else if (wr_cnt) begin
      wr_err_o = READ_ONLY;
    end else begin
      case (wr_off_i)
        pml_reg_pkg::TAP_CTRL:                            wr_err_o = wr_data_i[31:1] != 0 ? BAD_VALUE : OK;
        pml_reg_pkg::TAP_STATUS, pml_reg_pkg::TAP_CAP:    wr_err_o = READ_ONLY;
        default:                                          wr_err_o = UNMAPPED;
      endcase
    end
  end

  // an accepted write takes effect one cycle after its check
  logic          wr, wwin;
  logic [7:0]    woff;
  logic [31:0]   wdata;
  wire  [15:0]   wreg  = 16'(woff[4:0]);
  wire  [IW-1:0] wi    = woff[5 +: IW];
  wire  [IW+2:0] wword = woff[2 +: IW + 3];
  always_ff @(posedge clk_i) begin
    if (!rst_ni) wr <= 1'b0;
    else         wr <= wr_i && wr_err_o == OK;
    wwin  <= wr_here;
    woff  <= wr_off_i[7:0];
    wdata <= wr_data_i;
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni)              enable_q <= 1'b0;
    else if (wr && !wwin)  enable_q <= wdata[0];
  end

  for (genvar w = 0; w < N_WIN; w++) begin : g_win
    wire wr_this = wr && wwin && 32'(woff[7:5]) == w;
    always_ff @(posedge clk_i) begin
      if (!rst_ni) begin
        en_q[w]             <= 1'b0;
        base_q[w*PW +: LO]  <= '0;
        pages_q[w*SW +: SW] <= '0;
      end else if (wr_this) begin
        if (wreg == pml_reg_pkg::TAP_WIN_CTRL)  en_q[w]             <= wdata[0];
        if (wreg == pml_reg_pkg::TAP_WIN_ADDR)  base_q[w*PW +: LO]  <= wdata[12 +: LO];
        if (wreg == pml_reg_pkg::TAP_WIN_PAGES) pages_q[w*SW +: SW] <= wdata[SW-1:0];
      end
    end
    if (PW > 20) begin : g_hi
      always_ff @(posedge clk_i) begin
        if (!rst_ni)                                             base_q[w*PW + 20 +: PW-20] <= '0;
        else if (wr_this && wreg == pml_reg_pkg::TAP_WIN_ADDR_HI) base_q[w*PW + 20 +: PW-20] <= wdata[PW-21:0];
      end
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni)            written_q        <= '0;
    else if (wr && wwin) written_q[wword] <= 1'b1;
  end
  always_ff @(posedge clk_i) begin
    if (wr && wwin) read_mem[wword] <= wdata;
  end
  always_ff @(posedge clk_i) begin
    if (wr && wwin && wreg == pml_reg_pkg::TAP_WIN_GFN) gfn_lo_mem[wi] <= wdata;
  end
  always_ff @(posedge clk_i) begin
    if (wr && wwin && wreg == pml_reg_pkg::TAP_WIN_GFN_HI) gfn_hi_mem[wi] <= wdata[7:0];
  end
  always_ff @(posedge clk_i) begin
    if (wr && wwin && wreg == pml_reg_pkg::TAP_WIN_VCPU) vcpu_mem[wi] <= wdata[7:0];
  end
  assign win_gfn_o[31:0]  = written_q[{si, pml_reg_pkg::TAP_WIN_GFN[4:2]}] ? gfn_lo_mem[si] : '0;
  assign win_gfn_o[39:32] = written_q[{si, pml_reg_pkg::TAP_WIN_GFN_HI[4:2]}] ? gfn_hi_mem[si] : '0;
  assign win_vcpu_o       = written_q[{si, pml_reg_pkg::TAP_WIN_VCPU[4:2]}] ? vcpu_mem[si] : '0;

  logic [63:0] cnt_data;
  pml_src_cnt #(.N(5)) u_cnt (.clk_i, .rst_ni, .inc_i, .sel_i(rd_off_i[5:3]), .data_o(cnt_data));

  always_comb begin
    rd_data_o = '0;
    rd_err_o  = OK;
    if (rd_i && rd_win) begin
      rd_data_o = rd_here && written_q[rword] ? read_mem[rword] : '0;
      if (!rd_here || rreg == 16'h14 || rreg[1:0] != 0) rd_err_o = UNMAPPED;
    end else if (rd_i && rd_cnt) begin
      rd_data_o = rd_off_i[2] ? cnt_data[63:32] : cnt_data[31:0];
    end else if (rd_i) begin
      case (rd_off_i)
        pml_reg_pkg::TAP_CTRL:   rd_data_o = {31'd0, enable_q};
        pml_reg_pkg::TAP_STATUS: rd_data_o = {31'd0, busy_i};
        pml_reg_pkg::TAP_CAP:    rd_data_o = {16'd0, 8'(ADDR_W), 8'(N_WIN)};
        default:                 rd_err_o  = UNMAPPED;
      endcase
    end
  end

  assign enable_o    = enable_q;
  assign win_en_o    = en_q;
  assign win_pages_o = pages_q;
  assign win_base_o  = base_q;
endmodule
