// SPDX-License-Identifier: Apache-2.0
/// Registers of the AXI tap: blocks TAP and TAP_WIN (docs/sources.md section 6). The windows' GFN and vCPU are 48 bits a window that are only used one
/// at a time. Error codes are those of LAST_ERROR, 0 when the access is good.
module pml_tap_csr #(
  parameter int unsigned ADDR_W = 32,
  parameter int unsigned N_WIN = 4,
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
  output logic [N_WIN*8-1:0]   win_vcpu_o,
  output logic [N_WIN*40-1:0]  win_gfn_o
);
  localparam logic [2:0] OK = 3'd0, UNMAPPED = 3'(pml_reg_pkg::ERR_UNMAPPED), READ_ONLY = 3'(pml_reg_pkg::ERR_READ_ONLY),
                         BAD_VALUE = 3'(pml_reg_pkg::ERR_BAD_VALUE), WRONG_STATE = 3'(pml_reg_pkg::ERR_WRONG_STATE);
  localparam int unsigned WIN = 32'(pml_reg_pkg::TAP_WIN_BASE) - 32'(pml_reg_pkg::TAP_BASE);
  localparam int unsigned IW  = (N_WIN > 1) ? $clog2(N_WIN) : 1;
  localparam logic [63:0] LIMIT = 64'd1 << PW;  // pages of the whole address space

  logic                enable_q;
  logic [N_WIN-1:0]    en_q;
  logic [N_WIN*64-1:0] addr_q;   // bits that cannot be set are constant
  logic [N_WIN*SW-1:0] pages_q;
  logic [N_WIN*8-1:0]  vcpu_q;
  logic [N_WIN*40-1:0] gfn_q;

  // a window's register: block offset 100h + 20h x window
  wire          wr_win  = 32'(wr_off_i[15:8]) == WIN / 256;
  wire          rd_win  = 32'(rd_off_i[15:8]) == WIN / 256;
  wire          wr_cnt  = wr_off_i >= pml_reg_pkg::TAP_CNT_BASE && 32'(wr_off_i) < 32'(pml_reg_pkg::TAP_CNT_BASE) + 8 * pml_reg_pkg::TAP_CNT_COUNT;
  wire          rd_cnt  = rd_off_i >= pml_reg_pkg::TAP_CNT_BASE && 32'(rd_off_i) < 32'(pml_reg_pkg::TAP_CNT_BASE) + 8 * pml_reg_pkg::TAP_CNT_COUNT;
  wire          wr_here = wr_win && 32'(wr_off_i[7:5]) < N_WIN;
  wire          rd_here = rd_win && 32'(rd_off_i[7:5]) < N_WIN;
  wire [15:0]   wreg    = 16'(wr_off_i[4:0]);
  wire [15:0]   rreg    = 16'(rd_off_i[4:0]);
  wire [IW-1:0] ri      = rd_off_i[5 +: IW];

  // bits that an address may have
  localparam logic [63:0] ADDR_MASK = ((ADDR_W == 64) ? 64'hFFFFFFFFFFFFFFFF : (64'd1 << ADDR_W) - 64'd1) & ~64'hFFF;
  logic bad;
  always_comb begin
    bad      = 1'b0;
    wr_err_o = UNMAPPED;
    if (wr_here) begin
      wr_err_o = OK;
      case (wreg)
        pml_reg_pkg::TAP_WIN_CTRL:    bad = wr_data_i[31:1] != 0;
        pml_reg_pkg::TAP_WIN_VCPU:    bad = wr_data_i[31:8] != 0;
        pml_reg_pkg::TAP_WIN_ADDR:    bad = (wr_data_i & ~ADDR_MASK[31:0]) != 0;
        pml_reg_pkg::TAP_WIN_ADDR_HI: bad = (wr_data_i & ~ADDR_MASK[63:32]) != 0;
        pml_reg_pkg::TAP_WIN_PAGES:   bad = 64'(wr_data_i) > LIMIT;
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
  wire wr = wr_i && wr_err_o == OK;

  always_ff @(posedge clk_i) begin
    if (!rst_ni)              enable_q <= 1'b0;
    else if (wr && !wr_here)  enable_q <= wr_data_i[0];
  end

  for (genvar w = 0; w < N_WIN; w++) begin : g_win
    always_ff @(posedge clk_i) begin
      if (!rst_ni) begin
        en_q[w]             <= 1'b0;
        addr_q[w*64 +: 64]  <= '0;
        pages_q[w*SW +: SW] <= '0;
        vcpu_q[w*8 +: 8]    <= '0;
        gfn_q[w*40 +: 40]   <= '0;
      end else if (wr && wr_here && 32'(wr_off_i[7:5]) == w) begin
        case (wreg)
          pml_reg_pkg::TAP_WIN_CTRL:    en_q[w]                   <= wr_data_i[0];
          pml_reg_pkg::TAP_WIN_VCPU:    vcpu_q[w*8 +: 8]          <= wr_data_i[7:0];
          pml_reg_pkg::TAP_WIN_ADDR:    addr_q[w*64 +: 32]        <= wr_data_i & ADDR_MASK[31:0];
          pml_reg_pkg::TAP_WIN_ADDR_HI: addr_q[(w*64) + 32 +: 32] <= wr_data_i & ADDR_MASK[63:32];
          pml_reg_pkg::TAP_WIN_PAGES:   pages_q[w*SW +: SW]       <= wr_data_i[SW-1:0];
          pml_reg_pkg::TAP_WIN_GFN:     gfn_q[w*40 +: 32]         <= wr_data_i;
          pml_reg_pkg::TAP_WIN_GFN_HI:  gfn_q[(w*40) + 32 +: 8]   <= wr_data_i[7:0];
          default: ;
        endcase
      end
    end
    assign win_base_o[w*PW +: PW] = addr_q[w*64 + 12 +: PW];
  end

  logic [63:0] cnt_data;
  pml_src_cnt #(.N(5)) u_cnt (.clk_i, .rst_ni, .inc_i, .sel_i(rd_off_i[5:3]), .data_o(cnt_data));

  always_comb begin
    rd_data_o = '0;
    rd_err_o  = OK;
    if (rd_i && rd_win) begin
      case (rreg)
        pml_reg_pkg::TAP_WIN_CTRL:    rd_data_o = {31'd0, en_q[ri]};
        pml_reg_pkg::TAP_WIN_VCPU:    rd_data_o = {24'd0, vcpu_q[ri*8 +: 8]};
        pml_reg_pkg::TAP_WIN_ADDR:    rd_data_o = addr_q[ri*64 +: 32];
        pml_reg_pkg::TAP_WIN_ADDR_HI: rd_data_o = addr_q[(ri*64) + 32 +: 32];
        pml_reg_pkg::TAP_WIN_PAGES:   rd_data_o = 32'(pages_q[ri*SW +: SW]);
        pml_reg_pkg::TAP_WIN_GFN:     rd_data_o = gfn_q[ri*40 +: 32];
        pml_reg_pkg::TAP_WIN_GFN_HI:  rd_data_o = {24'd0, gfn_q[(ri*40) + 32 +: 8]};
        default:                      rd_err_o  = UNMAPPED;
      endcase
      if (!rd_here) rd_err_o = UNMAPPED;
      if (rd_err_o != OK) rd_data_o = '0;
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
  assign win_vcpu_o  = vcpu_q;
  assign win_gfn_o   = gfn_q;
endmodule
