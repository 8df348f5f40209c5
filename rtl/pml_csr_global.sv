// SPDX-License-Identifier: Apache-2.0
/// The GLOBAL register block: identification, time, record ring, error vector, test injection, the last refused access.
/// Error codes are those of LAST_ERROR, 0 when the access is good. Accesses are of this cycle; effects show in the next.
module pml_csr_global #(
  parameter int unsigned N_VM = 8,
  parameter int unsigned N_VCPU = 8,
  parameter int unsigned N_SRC = 1,
  parameter int unsigned N_VEC = 16,
  parameter int unsigned PAGES_LOG2 = 24,
  parameter int unsigned STORE_SETS = 32,
  parameter int unsigned STORE_WAYS = 8,
  parameter int unsigned DW = 512,
  parameter int unsigned OUTSTANDING = 64,
  parameter logic [7:0] SRC_FEATURES = 8'h00  ///< event sources beside the CPU port
) (
  input  logic               clk_i,
  input  logic               rst_ni,
  input  logic               wr_i,            ///< a write to this block is taken now
  input  logic [15:0]        wr_off_i,        ///< offset in the block, bytes
  input  logic [31:0]        wr_data_i,
  output logic [2:0]         wr_err_o,
  input  logic               rd_i,
  input  logic [15:0]        rd_off_i,
  output logic [31:0]        rd_data_o,
  output logic [2:0]         rd_err_o,
  input  logic               refused_i,       ///< an access to any block is refused now
  input  logic [2:0]         refused_code_i,
  input  logic [15:0]        refused_addr_i,
  input  logic [N_VM*3-1:0]  state_i,
  input  logic [63:0]        now_i,
  input  logic [31:0]        prod_i,
  input  logic [31:0]        resv_i,
  input  logic [63:0]        unbound_i,
  input  logic [63:0]        filter_parity_i,
  input  logic [N_VCPU-1:0]  guest_exit_i,
  input  logic [2:0]         inject_clr_i,
  output logic [63:0]        ring_base_o,
  output logic [4:0]         ring_log2_o,
  output logic [31:0]        ring_cons_o,
  output logic [7:0]         err_vector_o,
  output logic [2:0]         inject_o
);
  localparam logic [2:0] OK = 3'd0, UNMAPPED = 3'(pml_reg_pkg::ERR_UNMAPPED), READ_ONLY = 3'(pml_reg_pkg::ERR_READ_ONLY),
                         BAD_VALUE = 3'(pml_reg_pkg::ERR_BAD_VALUE), WRONG_STATE = 3'(pml_reg_pkg::ERR_WRONG_STATE);
  localparam int unsigned LOG_DEPTH = 512;
  localparam logic [31:0] FEATURES = {16'h0000, SRC_FEATURES, 8'hFF};

  logic [31:0] scratch_q, ring_cons_q;
  logic [63:0] ring_base_q;
  logic [4:0]  ring_log2_q;
  logic [7:0]  err_vector_q;
  logic [2:0]  inject_q, err_code_q;
  logic [15:0] err_addr_q;

  logic all_off;
  always_comb begin
    all_off = 1'b1;
    for (int unsigned v = 0; v < N_VM; v++) if (state_i[v*3 +: 3] != pml_pkg::ST_OFF) all_off = 1'b0;
  end
  wire ring_free = all_off && resv_i == 32'd0;
  wire cons_bad  = prod_i - wr_data_i > prod_i - ring_cons_q;  // past prod, or back

  always_comb begin
    wr_err_o = UNMAPPED;
    case (wr_off_i)
      pml_reg_pkg::GLOBAL_MAGIC, pml_reg_pkg::GLOBAL_VERSION, pml_reg_pkg::GLOBAL_CAP0, pml_reg_pkg::GLOBAL_CAP1,
      pml_reg_pkg::GLOBAL_FEATURES, pml_reg_pkg::GLOBAL_LENGTH, pml_reg_pkg::GLOBAL_CAP2, pml_reg_pkg::GLOBAL_TIME,
      pml_reg_pkg::GLOBAL_TIME_HI, pml_reg_pkg::GLOBAL_LAST_ERROR, pml_reg_pkg::GLOBAL_RING_PROD, pml_reg_pkg::GLOBAL_RING_RESV,
      pml_reg_pkg::GLOBAL_UNBOUND, pml_reg_pkg::GLOBAL_UNBOUND_HI, pml_reg_pkg::GLOBAL_FILTER_PARITY,
      pml_reg_pkg::GLOBAL_FILTER_PARITY_HI, pml_reg_pkg::GLOBAL_GUEST_EXIT, pml_reg_pkg::GLOBAL_GUEST_EXIT_HI:
        wr_err_o = READ_ONLY;
      pml_reg_pkg::GLOBAL_SCRATCH: wr_err_o = OK;
      pml_reg_pkg::GLOBAL_RING_BASE:
        wr_err_o = wr_data_i[11:0] != 0 ? BAD_VALUE : ring_free ? OK : WRONG_STATE;
      pml_reg_pkg::GLOBAL_RING_BASE_HI: wr_err_o = ring_free ? OK : WRONG_STATE;
      pml_reg_pkg::GLOBAL_RING_LOG2: wr_err_o = wr_data_i > 32'd16 ? BAD_VALUE : ring_free ? OK : WRONG_STATE;
      pml_reg_pkg::GLOBAL_RING_CONS: wr_err_o = cons_bad ? BAD_VALUE : OK;
      pml_reg_pkg::GLOBAL_ERR_VECTOR: wr_err_o = wr_data_i >= N_VEC ? BAD_VALUE : OK;
      pml_reg_pkg::GLOBAL_TEST_INJECT: wr_err_o = wr_data_i[31:3] != 0 ? BAD_VALUE : OK;
      default: wr_err_o = UNMAPPED;
    endcase
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      scratch_q    <= '0;
      ring_base_q  <= '0;
      ring_log2_q  <= '0;
      ring_cons_q  <= '0;
      err_vector_q <= '0;
      inject_q     <= '0;
      err_code_q   <= '0;
      err_addr_q   <= '0;
    end else begin
      inject_q <= inject_q & ~inject_clr_i;
      if (wr_i && wr_err_o == OK) begin
        case (wr_off_i)
          pml_reg_pkg::GLOBAL_SCRATCH:      scratch_q          <= wr_data_i;
          pml_reg_pkg::GLOBAL_RING_BASE:    ring_base_q[31:0]  <= wr_data_i;
          pml_reg_pkg::GLOBAL_RING_BASE_HI: ring_base_q[63:32] <= wr_data_i;
          pml_reg_pkg::GLOBAL_RING_LOG2:    ring_log2_q        <= wr_data_i[4:0];
          pml_reg_pkg::GLOBAL_RING_CONS:    ring_cons_q        <= wr_data_i;
          pml_reg_pkg::GLOBAL_ERR_VECTOR:   err_vector_q       <= wr_data_i[7:0];
          pml_reg_pkg::GLOBAL_TEST_INJECT:  inject_q           <= wr_data_i[2:0];
          default: ;
        endcase
      end
      if (refused_i) begin
        err_code_q <= refused_code_i;
        err_addr_q <= refused_addr_i;
      end
    end
  end

  wire [63:0] guest_exit = 64'(guest_exit_i);
  always_comb begin
    rd_data_o = '0;
    rd_err_o  = OK;
    if (rd_i) begin
      case (rd_off_i)
        pml_reg_pkg::GLOBAL_MAGIC:            rd_data_o = pml_reg_pkg::MAGIC;
        pml_reg_pkg::GLOBAL_VERSION:          rd_data_o = {16'(pml_reg_pkg::VERSION_MAJOR), 16'(pml_reg_pkg::VERSION_MINOR)};
        pml_reg_pkg::GLOBAL_CAP0:             rd_data_o = {8'($clog2(DW)), 8'(PAGES_LOG2), 8'(N_VCPU), 8'(N_VM)};
        pml_reg_pkg::GLOBAL_CAP1:             rd_data_o = {8'(N_SRC), 8'(N_VEC), 16'(LOG_DEPTH)};
        pml_reg_pkg::GLOBAL_FEATURES:         rd_data_o = FEATURES;
        pml_reg_pkg::GLOBAL_LENGTH:           rd_data_o = pml_reg_pkg::LENGTH;
        pml_reg_pkg::GLOBAL_CAP2:             rd_data_o = {16'(OUTSTANDING), 16'(STORE_SETS * STORE_WAYS)};
        pml_reg_pkg::GLOBAL_SCRATCH:          rd_data_o = scratch_q;
        pml_reg_pkg::GLOBAL_TIME:             rd_data_o = now_i[31:0];
        pml_reg_pkg::GLOBAL_TIME_HI:          rd_data_o = now_i[63:32];
        pml_reg_pkg::GLOBAL_LAST_ERROR:       rd_data_o = {err_addr_q, 13'd0, err_code_q};
        pml_reg_pkg::GLOBAL_RING_BASE:        rd_data_o = ring_base_q[31:0];
        pml_reg_pkg::GLOBAL_RING_BASE_HI:     rd_data_o = ring_base_q[63:32];
        pml_reg_pkg::GLOBAL_RING_LOG2:        rd_data_o = 32'(ring_log2_q);
        pml_reg_pkg::GLOBAL_RING_CONS:        rd_data_o = ring_cons_q;
        pml_reg_pkg::GLOBAL_RING_PROD:        rd_data_o = prod_i;
        pml_reg_pkg::GLOBAL_RING_RESV:        rd_data_o = resv_i;
        pml_reg_pkg::GLOBAL_ERR_VECTOR:       rd_data_o = 32'(err_vector_q);
        pml_reg_pkg::GLOBAL_TEST_INJECT:      rd_data_o = 32'(inject_q);
        pml_reg_pkg::GLOBAL_UNBOUND:          rd_data_o = unbound_i[31:0];
        pml_reg_pkg::GLOBAL_UNBOUND_HI:       rd_data_o = unbound_i[63:32];
        pml_reg_pkg::GLOBAL_FILTER_PARITY:    rd_data_o = filter_parity_i[31:0];
        pml_reg_pkg::GLOBAL_FILTER_PARITY_HI: rd_data_o = filter_parity_i[63:32];
        pml_reg_pkg::GLOBAL_GUEST_EXIT:       rd_data_o = guest_exit[31:0];
        pml_reg_pkg::GLOBAL_GUEST_EXIT_HI:    rd_data_o = guest_exit[63:32];
        default:                              rd_err_o  = UNMAPPED;
      endcase
    end
  end

  assign ring_base_o  = ring_base_q;
  assign ring_log2_o  = ring_log2_q;
  assign ring_cons_o  = ring_cons_q;
  assign err_vector_o = err_vector_q;
  assign inject_o     = inject_q;
endmodule
