// SPDX-License-Identifier: Apache-2.0
/// The VEC register blocks: mask and moderation of each interrupt vector.
/// Error codes are those of LAST_ERROR, 0 when the access is good.
module pml_csr_vec #(
  parameter int unsigned N_VEC = 16
) (
  input  logic                 clk_i,
  input  logic                 rst_ni,
  input  logic                 wr_i,           ///< a write to a block of this kind is taken now
  input  logic [15:0]          wr_off_i,       ///< offset from the first block, bytes
  input  logic [31:0]          wr_data_i,
  output logic [2:0]           wr_err_o,
  input  logic                 rd_i,
  input  logic [15:0]          rd_off_i,
  output logic [31:0]          rd_data_o,
  output logic [2:0]           rd_err_o,
  input  logic [N_VEC-1:0]     pending_i,
  output logic [N_VEC-1:0]     mask_o,
  output logic [N_VEC*16-1:0]  mod_count_o,
  output logic [N_VEC*32-1:0]  mod_time_o
);
  localparam logic [2:0] OK = 3'd0, UNMAPPED = 3'(pml_reg_pkg::ERR_UNMAPPED), READ_ONLY = 3'(pml_reg_pkg::ERR_READ_ONLY),
                         BAD_VALUE = 3'(pml_reg_pkg::ERR_BAD_VALUE);
  localparam int unsigned SW = $clog2(pml_reg_pkg::VEC_STRIDE);
  localparam int unsigned IW = (N_VEC > 1) ? $clog2(N_VEC) : 1;

  logic [N_VEC-1:0]     mask_q;
  logic [N_VEC*16-1:0]  mod_count_q;
  logic [N_VEC*32-1:0]  mod_time_q;

  wire          wr_here = 32'(wr_off_i[15:SW]) < N_VEC;
  wire          rd_here = 32'(rd_off_i[15:SW]) < N_VEC;
  wire [IW-1:0] wi      = wr_off_i[SW +: IW];
  wire [IW-1:0] ri      = rd_off_i[SW +: IW];
  wire [15:0]   wreg    = 16'(wr_off_i[SW-1:0]);
  wire [15:0]   rreg    = 16'(rd_off_i[SW-1:0]);

  always_comb begin
    wr_err_o = UNMAPPED;
    if (wr_here) begin
      case (wreg)
        pml_reg_pkg::VEC_MASK:      wr_err_o = wr_data_i[31:1] != 0 ? BAD_VALUE : OK;
        pml_reg_pkg::VEC_PENDING:   wr_err_o = READ_ONLY;
        pml_reg_pkg::VEC_MOD_COUNT: wr_err_o = wr_data_i[31:16] != 0 ? BAD_VALUE : OK;
        pml_reg_pkg::VEC_MOD_TIME:  wr_err_o = OK;
        default:                    wr_err_o = UNMAPPED;
      endcase
    end
  end

  for (genvar i = 0; i < N_VEC; i++) begin : g_vec
    always_ff @(posedge clk_i) begin
      if (!rst_ni) begin
        mask_q[i]               <= 1'b1;
        mod_count_q[i*16 +: 16] <= '0;
        mod_time_q[i*32 +: 32]  <= '0;
      end else if (wr_i && wr_err_o == OK && wi == IW'(i)) begin
        case (wreg)
          pml_reg_pkg::VEC_MASK:      mask_q[i]               <= wr_data_i[0];
          pml_reg_pkg::VEC_MOD_COUNT: mod_count_q[i*16 +: 16] <= wr_data_i[15:0];
          pml_reg_pkg::VEC_MOD_TIME:  mod_time_q[i*32 +: 32]  <= wr_data_i;
          default: ;
        endcase
      end
    end
  end

  always_comb begin
    rd_data_o = '0;
    rd_err_o  = OK;
    if (rd_i && !rd_here) rd_err_o = UNMAPPED;
    if (rd_i && rd_here) begin
      case (rreg)
        pml_reg_pkg::VEC_MASK:      rd_data_o = {31'd0, mask_q[ri]};
        pml_reg_pkg::VEC_PENDING:   rd_data_o = {31'd0, pending_i[ri]};
        pml_reg_pkg::VEC_MOD_COUNT: rd_data_o = {16'd0, mod_count_q[ri*16 +: 16]};
        pml_reg_pkg::VEC_MOD_TIME:  rd_data_o = mod_time_q[ri*32 +: 32];
        default:                    rd_err_o  = UNMAPPED;
      endcase
    end
  end

  assign mask_o      = mask_q;
  assign mod_count_o = mod_count_q;
  assign mod_time_o  = mod_time_q;
endmodule
