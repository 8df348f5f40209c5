// SPDX-License-Identifier: Apache-2.0
/// The VCPU register blocks: binding, PML index, hold, Intel log page. Carries: I2 (a vCPU that is not drained is not rebound).
/// Error codes are those of LAST_ERROR, 0 when the access is good.
module pml_csr_vcpu #(
  parameter int unsigned N_VM = 8,
  parameter int unsigned N_VCPU = 8
) (
  input  logic                   clk_i,
  input  logic                   rst_ni,
  input  logic                   wr_i,            ///< a write to a block of this kind is taken now
  input  logic [15:0]            wr_off_i,        ///< offset from the first block, bytes
  input  logic [31:0]            wr_data_i,
  output logic [2:0]             wr_err_o,
  input  logic                   rd_i,
  input  logic [15:0]            rd_off_i,
  output logic [31:0]            rd_data_o,
  output logic [2:0]             rd_err_o,
  input  logic [N_VM*3-1:0]      state_i,
  input  logic [N_VCPU*16-1:0]   index_i,         ///< what INDEX reads
  input  logic [N_VCPU*16-1:0]   occ_i,
  input  logic [N_VCPU-1:0]      skid_i,
  input  logic [N_VCPU-1:0]      guest_exit_i,
  input  logic [N_VCPU-1:0]      no_inflight_i,
  input  logic [N_VCPU-1:0]      drain_i,
  input  logic [N_VCPU-1:0]      page_valid_i,
  input  logic [N_VCPU-1:0]      idx_ok_i,        ///< INDEX may be written now
  input  logic [N_VCPU-1:0]      bind_ok_i,       ///< the vCPU may be rebound now
  output logic [N_VCPU-1:0]      bind_valid_o,
  output logic [N_VCPU*8-1:0]    bind_vm_o,
  output logic [N_VCPU-1:0]      sw_hold_o,
  output logic [N_VCPU*64-1:0]   log_base_o,
  output logic                   idx_we_o,        ///< INDEX is written in this cycle
  output logic [7:0]             idx_vcpu_o,
  output logic [8:0]             idx_data_o
);
  localparam logic [2:0] OK = 3'd0, UNMAPPED = 3'(pml_reg_pkg::ERR_UNMAPPED), READ_ONLY = 3'(pml_reg_pkg::ERR_READ_ONLY),
                         BAD_VALUE = 3'(pml_reg_pkg::ERR_BAD_VALUE), WRONG_STATE = 3'(pml_reg_pkg::ERR_WRONG_STATE);
  localparam int unsigned SW  = $clog2(pml_reg_pkg::VCPU_STRIDE);
  localparam int unsigned CW  = (N_VCPU > 1) ? $clog2(N_VCPU) : 1;
  localparam int unsigned VMW = (N_VM > 1) ? $clog2(N_VM) : 1;

  logic [N_VCPU-1:0]     bind_valid_q, hold_q;
  logic [N_VCPU*8-1:0]   bind_vm_q;
  logic [N_VCPU*64-1:0]  log_base_q;

  wire          wr_here = 32'(wr_off_i[15:SW]) < N_VCPU;
  wire          rd_here = 32'(rd_off_i[15:SW]) < N_VCPU;
  wire [CW-1:0] wv      = wr_off_i[SW +: CW];
  wire [CW-1:0] rv      = rd_off_i[SW +: CW];
  wire [15:0]   wreg    = 16'(wr_off_i[SW-1:0]);
  wire [15:0]   rreg    = 16'(rd_off_i[SW-1:0]);

  wire [VMW-1:0] wvm     = bind_vm_q[wv*8 +: VMW];
  wire           base_ok = !bind_valid_q[wv] || state_i[wvm*3 +: 3] == pml_pkg::ST_OFF;
  wire           bind_bad = wr_data_i[30:8] != 0 || 32'(wr_data_i[7:0]) >= N_VM;

  always_comb begin
    wr_err_o = UNMAPPED;
    if (wr_here) begin
      case (wreg)
        pml_reg_pkg::VCPU_BIND:        wr_err_o = bind_bad ? BAD_VALUE : bind_ok_i[wv] ? OK : WRONG_STATE;
        pml_reg_pkg::VCPU_INDEX:       wr_err_o = wr_data_i[31:9] != 0 ? BAD_VALUE : idx_ok_i[wv] ? OK : WRONG_STATE;
        pml_reg_pkg::VCPU_STATUS:      wr_err_o = READ_ONLY;
        pml_reg_pkg::VCPU_HOLD:        wr_err_o = wr_data_i[31:1] != 0 ? BAD_VALUE : OK;
        pml_reg_pkg::VCPU_LOG_BASE:    wr_err_o = wr_data_i[11:0] != 0 ? BAD_VALUE : base_ok ? OK : WRONG_STATE;
        pml_reg_pkg::VCPU_LOG_BASE_HI: wr_err_o = base_ok ? OK : WRONG_STATE;
        default:                       wr_err_o = UNMAPPED;
      endcase
    end
  end

  wire good = wr_i && wr_err_o == OK;
  for (genvar v = 0; v < N_VCPU; v++) begin : g_vcpu
    wire we = good && wv == CW'(v);
    always_ff @(posedge clk_i) begin
      if (!rst_ni) begin
        bind_valid_q[v]         <= 1'b0;
        bind_vm_q[v*8 +: 8]     <= '0;
        hold_q[v]               <= 1'b0;
        log_base_q[v*64 +: 64]  <= '0;
      end else if (we) begin
        case (wreg)
          pml_reg_pkg::VCPU_BIND: begin
            bind_valid_q[v]     <= wr_data_i[31];
            bind_vm_q[v*8 +: 8] <= wr_data_i[7:0];
          end
          pml_reg_pkg::VCPU_HOLD:        hold_q[v]                     <= wr_data_i[0];
          pml_reg_pkg::VCPU_LOG_BASE:    log_base_q[v*64 +: 32]        <= wr_data_i;
          pml_reg_pkg::VCPU_LOG_BASE_HI: log_base_q[(v*64) + 32 +: 32] <= wr_data_i;
          default: ;
        endcase
      end
    end
  end

  assign idx_we_o   = good && wreg == pml_reg_pkg::VCPU_INDEX;
  assign idx_vcpu_o = 8'(wv);
  assign idx_data_o = wr_data_i[8:0];

  always_comb begin
    rd_data_o = '0;
    rd_err_o  = OK;
    if (rd_i && !rd_here) rd_err_o = UNMAPPED;
    if (rd_i && rd_here) begin
      case (rreg)
        pml_reg_pkg::VCPU_BIND:        rd_data_o = {bind_valid_q[rv], 23'd0, bind_vm_q[rv*8 +: 8]};
        pml_reg_pkg::VCPU_INDEX:       rd_data_o = {16'd0, index_i[rv*16 +: 16]};
        pml_reg_pkg::VCPU_STATUS:
          rd_data_o = {11'd0, page_valid_i[rv], drain_i[rv], hold_q[rv] && no_inflight_i[rv], guest_exit_i[rv], skid_i[rv],
                       occ_i[rv*16 +: 16]};
        pml_reg_pkg::VCPU_HOLD:        rd_data_o = {31'd0, hold_q[rv]};
        pml_reg_pkg::VCPU_LOG_BASE:    rd_data_o = log_base_q[rv*64 +: 32];
        pml_reg_pkg::VCPU_LOG_BASE_HI: rd_data_o = log_base_q[(rv*64) + 32 +: 32];
        default:                       rd_err_o  = UNMAPPED;
      endcase
    end
  end

  assign bind_valid_o = bind_valid_q;
  assign bind_vm_o    = bind_vm_q;
  assign sw_hold_o    = hold_q;
  assign log_base_o   = log_base_q;
endmodule
