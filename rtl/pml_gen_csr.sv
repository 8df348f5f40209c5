// SPDX-License-Identifier: Apache-2.0
/// Registers of the traffic generator: blocks GEN and GEN_PHASE (docs/sources.md section 8). The phase table lies in small RAMs, and so does what software
/// reads back; a word not written since reset reads its reset value. Error codes are those of LAST_ERROR, 0 when the access is good.
module pml_gen_csr #(
  parameter int unsigned N_VEC = 16
) (
  input  logic         clk_i,
  input  logic         rst_ni,
  input  logic         wr_i,
  input  logic [15:0]  wr_off_i,   ///< offset from the GEN block's base, bytes
  input  logic [31:0]  wr_data_i,
  output logic [2:0]   wr_err_o,
  input  logic         rd_i,
  input  logic [15:0]  rd_off_i,
  output logic [31:0]  rd_data_o,
  output logic [2:0]   rd_err_o,
  // engine
  input  logic [2:0]   state_i,
  input  logic         done_i,
  input  logic [2:0]   phase_i,
  input  logic [23:0]  set_i,
  input  logic [23:0]  periods_done_i,
  input  logic         seed_ok_i,   ///< the random state is not 0
  output logic [1:0]   seed_we_o,   ///< a word of the seed is written now
  output logic [31:0]  seed_data_o,
  output logic         start_o,     ///< commands
  output logic         stop_o,
  output logic         cont_o,
  // configuration
  output logic [1:0]   pattern_o,   ///< as the run has it: presets are CONSTANT
  output logic         hold_o,
  output logic         irq_hold_o,
  output logic         irq_done_o,
  output logic [2:0]   last_phase_o,
  output logic [3:0]   scale_o,
  output logic [16:0]  rate_o,
  output logic [39:0]  first_gfn_o,
  output logic [47:0]  events_o,
  output logic [23:0]  seq_last_o,
  output logic [7:0]   vcpu_first_o,
  output logic [7:0]   vcpu_number_o,
  output logic [8:0]   share_o,
  output logic [7:0]   vector_o,
  // the phase phase_i, in the same cycle
  output logic [23:0]  pages_o,
  output logic [15:0]  passes_o,
  output logic [15:0]  periods_o
);
  localparam logic [2:0] OK = 3'd0, UNMAPPED = 3'(pml_reg_pkg::ERR_UNMAPPED), READ_ONLY = 3'(pml_reg_pkg::ERR_READ_ONLY),
                         WRITE_ONLY = 3'(pml_reg_pkg::ERR_WRITE_ONLY), BAD_VALUE = 3'(pml_reg_pkg::ERR_BAD_VALUE),
                         WRONG_STATE = 3'(pml_reg_pkg::ERR_WRONG_STATE);
  localparam logic [2:0] IDLE = 3'd0, HELD = 3'd4;
  localparam logic [31:0] CONFIG_MASK = 32'h0F070373;

  logic [1:0]  pattern_q, preset_q;
  logic        hold_q, irq_hold_q, irq_done_q;
  logic [2:0]  last_phase_q;
  logic [3:0]  scale_q;
  logic [16:0] rate_q;
  logic [39:0] first_gfn_q;
  logic [47:0] events_q;
  logic [23:0] seq_last_q;
  logic [15:0] vcpu_q;
  logic [8:0]  share_q;
  logic [7:0]  vector_q;
  logic [23:0] pages_mem [0:7];
  logic [31:0] length_mem [0:7];
  logic [31:0] read_mem [0:31];   // words 0..15: block GEN, 16..31: the phase table
  logic [31:0] written_q;
  logic        complete_q;

  // the phase table is the block's second page of 100h bytes
  wire         wr_tab = wr_off_i[15:6] == 10'h004;
  wire         rd_tab = rd_off_i[15:6] == 10'h004;
  wire [4:0]   rw     = {rd_tab, rd_off_i[5:2]};
  wire [15:0]  wkind  = wr_tab ? {13'h0020, wr_off_i[2:0]} : wr_off_i;  // a register, or a kind of register in the table

  logic bad, ro, known, wrong;
  always_comb begin
    bad   = 1'b0;
    ro    = 1'b0;
    known = 1'b1;
    wrong = state_i != IDLE;
    case (wkind)
      pml_reg_pkg::GEN_CTRL: begin
        bad   = wr_data_i != 32'd1 && wr_data_i != 32'd2 && wr_data_i != 32'd4;
        wrong = (wr_data_i[0] && !(state_i == IDLE && complete_q)) || (wr_data_i[2] && state_i != HELD);
      end
      pml_reg_pkg::GEN_CONFIG:      bad = (wr_data_i & ~CONFIG_MASK) != 0 || wr_data_i[9:8] == 2'd3;
      pml_reg_pkg::GEN_RATE:        bad = wr_data_i[31:17] != 0 || wr_data_i == 0 || (wr_data_i[16] && wr_data_i[15:0] != 0);
      pml_reg_pkg::GEN_FIRST_GFN, pml_reg_pkg::GEN_SEED, pml_reg_pkg::GEN_SEED_HI, pml_reg_pkg::GEN_EVENTS: bad = 1'b0;
      pml_reg_pkg::GEN_FIRST_GFN_HI: bad = wr_data_i[31:8] != 0;
      pml_reg_pkg::GEN_EVENTS_HI:   bad = wr_data_i[31:16] != 0;
      pml_reg_pkg::GEN_SEQ_LAST:    bad = wr_data_i[31:24] != 0;
      pml_reg_pkg::GEN_VCPU:        bad = wr_data_i[31:16] != 0 || wr_data_i[15:8] == 0;
      pml_reg_pkg::GEN_WRITE_SHARE: bad = wr_data_i[31:9] != 0 || (wr_data_i[8] && wr_data_i[7:0] != 0);
      pml_reg_pkg::GEN_IRQ_VECTOR:  bad = wr_data_i[31:8] != 0 || 32'(wr_data_i[7:0]) >= N_VEC;
      pml_reg_pkg::GEN_STATUS, pml_reg_pkg::GEN_SET, pml_reg_pkg::GEN_PERIODS_DONE: ro = 1'b1;
      16'h0100:                     bad = wr_data_i[31:24] != 0 || wr_data_i == 0;
      16'h0104:                     bad = 1'b0;
      default:                      known = 1'b0;
    endcase
    wr_err_o = !known ? UNMAPPED : ro ? READ_ONLY : bad ? BAD_VALUE : wrong ? WRONG_STATE : OK;
  end

  // an accepted write takes effect one cycle after its check
  logic        wr;
  logic [15:0] wreg;
  logic [4:0]  ww;
  logic [31:0] wdata;
  wire  [2:0]  wp = ww[3:1];
  always_ff @(posedge clk_i) begin
    if (!rst_ni) wr <= 1'b0;
    else         wr <= wr_i && wr_err_o == OK;
    wreg  <= wkind;
    ww    <= {wr_tab, wr_off_i[5:2]};
    wdata <= wr_data_i;
  end
  wire ctrl = wr && wreg == pml_reg_pkg::GEN_CTRL;
  assign start_o     = ctrl && wdata[0];
  assign stop_o      = ctrl && wdata[1];
  assign cont_o      = ctrl && wdata[2];
  assign seed_we_o   = {wr && wreg == pml_reg_pkg::GEN_SEED_HI, wr && wreg == pml_reg_pkg::GEN_SEED};
  assign seed_data_o = wdata;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      {scale_q, last_phase_q, preset_q, irq_done_q, irq_hold_q, hold_q, pattern_q} <= '0;
      rate_q      <= 17'h10000;
      first_gfn_q <= '0;
      events_q    <= '0;
      seq_last_q  <= '0;
      vcpu_q      <= 16'h0100;
      share_q     <= 9'd256;
      vector_q    <= '0;
    end else if (wr) begin
      if (wreg == pml_reg_pkg::GEN_CONFIG)
        {scale_q, last_phase_q, preset_q, irq_done_q, irq_hold_q, hold_q, pattern_q}
          <= {wdata[27:24], wdata[18:16], wdata[9:8], wdata[6:4], wdata[1:0]};
      if (wreg == pml_reg_pkg::GEN_RATE)         rate_q             <= wdata[16:0];
      if (wreg == pml_reg_pkg::GEN_FIRST_GFN)    first_gfn_q[31:0]  <= wdata;
      if (wreg == pml_reg_pkg::GEN_FIRST_GFN_HI) first_gfn_q[39:32] <= wdata[7:0];
      if (wreg == pml_reg_pkg::GEN_EVENTS)       events_q[31:0]     <= wdata;
      if (wreg == pml_reg_pkg::GEN_EVENTS_HI)    events_q[47:32]    <= wdata[15:0];
      if (wreg == pml_reg_pkg::GEN_SEQ_LAST)     seq_last_q         <= wdata[23:0];
      if (wreg == pml_reg_pkg::GEN_VCPU)         vcpu_q             <= wdata[15:0];
      if (wreg == pml_reg_pkg::GEN_WRITE_SHARE)  share_q            <= wdata[8:0];
      if (wreg == pml_reg_pkg::GEN_IRQ_VECTOR)   vector_q           <= wdata[7:0];
    end
  end

  always_ff @(posedge clk_i) begin
    if (wr && wreg == 16'h0100) pages_mem[wp] <= wdata[23:0];
  end
  always_ff @(posedge clk_i) begin
    if (wr && wreg == 16'h0104) length_mem[wp] <= wdata;
  end
  always_ff @(posedge clk_i) begin
    if (wr) read_mem[ww] <= wdata;
  end

  // a START comes some cycles after the last register write at the earliest, so this may lag by one
  logic [7:0] missing;  // phases in use that were not written whole
  always_comb begin
    for (int unsigned p = 0; p < 8; p++)
      missing[p] = p <= 32'(last_phase_q) && !(written_q[16 + 2*p] && written_q[17 + 2*p]);
  end
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      written_q  <= '0;
      complete_q <= 1'b0;
    end else begin
      if (wr) written_q[ww] <= 1'b1;
      complete_q <= seed_ok_i && (preset_q != 0 || missing == 0);
    end
  end

  // ---------------------------------------------------------------- what the engine gets
  wire preset = preset_q != 0;
  wire two    = preset_q[1];                      // experiment 2
  assign pattern_o    = preset ? 2'd0 : pattern_q;
  assign hold_o       = hold_q;
  assign irq_hold_o   = irq_hold_q;
  assign irq_done_o   = irq_done_q;
  assign last_phase_o = preset ? {2'd0, two} : last_phase_q;
  assign scale_o      = scale_q;
  assign pages_o      = !preset ? pages_mem[phase_i] : (two && phase_i == 0) ? 24'd38400 : 24'd76800;
  assign passes_o     = !preset ? length_mem[phase_i][15:0] : 16'd2;
  assign periods_o    = !preset ? length_mem[phase_i][31:16] : two ? 16'd6 : 16'd10;
  assign rate_o        = rate_q;
  assign first_gfn_o   = first_gfn_q;
  assign events_o      = events_q;
  assign seq_last_o    = seq_last_q;
  assign vcpu_first_o  = vcpu_q[7:0];
  assign vcpu_number_o = vcpu_q[15:8];
  assign share_o       = share_q;
  assign vector_o      = vector_q;

  logic [31:0] stored;
  always_comb begin
    stored = read_mem[rw];
    if (!written_q[rw]) begin
      stored = '0;
      case ({11'd0, rw} << 2)  // reset values that are not 0
        pml_reg_pkg::GEN_RATE:        stored = pml_reg_pkg::GEN_RATE_RESET;
        pml_reg_pkg::GEN_SEED:        stored = pml_reg_pkg::GEN_SEED_RESET;
        pml_reg_pkg::GEN_VCPU:        stored = pml_reg_pkg::GEN_VCPU_RESET;
        pml_reg_pkg::GEN_WRITE_SHARE: stored = pml_reg_pkg::GEN_WRITE_SHARE_RESET;
        default: ;
      endcase
    end
  end

  wire rd_cfg = rd_off_i[15:6] == 0;
  always_comb begin
    rd_data_o = '0;
    rd_err_o  = OK;
    if (rd_i) begin
      rd_data_o = stored;
      if (rd_off_i[1:0] != 0 || !(rd_cfg || rd_tab)) begin
        rd_data_o = '0;
        rd_err_o  = UNMAPPED;
      end
      case (rd_off_i)
        pml_reg_pkg::GEN_CTRL: begin
          rd_data_o = '0;
          rd_err_o  = WRITE_ONLY;
        end
        pml_reg_pkg::GEN_STATUS:       rd_data_o = {13'd0, phase_i, 7'd0, done_i, 5'd0, state_i};
        pml_reg_pkg::GEN_SET:          rd_data_o = {8'd0, set_i};
        pml_reg_pkg::GEN_PERIODS_DONE: rd_data_o = {8'd0, periods_done_i};
        default: ;
      endcase
    end
  end
endmodule
