// SPDX-License-Identifier: Apache-2.0
/// Recorder: writes 64-byte completion records into dom0's ring, one at a time, and raises the VM's vector when the record's own
/// write is answered (O1). Keeps the ring's numbers: prod (records begun), resv (slots promised and not begun), so that no job is
/// accepted whose record would have no place (O2). The phase is in the last 8 bytes. Carries: O1, O2.
`include "pml_bug.svh"
module pml_record #(
  parameter int unsigned N_VCPU = 8,
  parameter int unsigned N_VM = 8,
  localparam int unsigned VMW = (N_VM > 1) ? $clog2(N_VM) : 1,
  localparam int unsigned CW = (N_VCPU > 1) ? $clog2(N_VCPU) : 1
) (
  input  logic                  clk_i,
  input  logic                  rst_ni,
  input  logic [63:0]           now_i,
  input  logic [4:0]            ring_log2_i,
  input  logic [31:0]           ring_cons_i,
  input  logic [1:0]            resv_inc_i,     ///< promised by a command
  input  logic                  resv_inc_raw_i, ///< promised to a raw page
  input  logic                  resv_dec_i,     ///< given back
  output logic                  room1_o,        ///< room for a record, as of the cycle before
  output logic                  room2_o,        ///< for two
  output logic                  promised_o,     ///< in the cycle before a slot was promised: room does not know of it yet
  output logic [31:0]           prod_o,
  output logic [31:0]           resv_o,
  input  logic                  eng_req_i,
  input  logic [VMW-1:0]        eng_vm_i,
  input  logic                  eng_buf_i,
  input  logic [2:0]            eng_job_i,
  input  logic [31:0]           eng_entries_i,
  output logic                  eng_done_o,
  input  logic [N_VCPU-1:0]     page_done_i,
  input  logic [N_VCPU*16-1:0]  page_slot_i,
  input  logic [N_VCPU*10-1:0]  page_cnt_i,
  input  logic [N_VCPU*8-1:0]   bind_vm_i,
  output logic                  raw_done_o,
  output logic [CW-1:0]         raw_vcpu_o,
  input  logic [N_VM*3-1:0]     state_i,
  input  logic [N_VM*2-1:0]     cfg_mode_i,
  input  logic [N_VM*32-1:0]    epoch_i,
  input  logic [N_VM-1:0]       time_cur_i,     ///< which boundary of the VM is its epoch's start
  input  logic [N_VM*8-1:0]     fault_code_i,
  // values of the VM, in the same cycle
  output logic [VMW-1:0]        vm_o,
  input  logic [7:0]            vector_i,
  input  logic [31:0]           epoch_init_i,
  input  logic [63:0]           fault_info_i,
  output logic [VMW+1:0]        time_sel_o,     ///< {vm, slot}
  input  logic [63:0]           time_i,
  output logic [VMW+1:0]        dist_sel_o,     ///< {vm, buffer, kind (1: written)}
  input  logic [63:0]           dist_i,
  // the line buffer, and the write port
  output logic                  w_we_o,
  output logic [2:0]            w_idx_o,
  output logic [63:0]           w_data_o,
  output logic                  x_valid_o,
  output logic [15:0]           x_place_o,      ///< of the record in the ring
  output logic [VMW-1:0]        x_vm_o,
  input  logic                  x_done_i,       ///< the record's last beat is taken
  input  logic                  b_valid_i,      ///< the record is answered
  input  logic                  b_err_i,
  output logic                  irq_valid_o,
  output logic [7:0]            irq_vec_o
);
  localparam int unsigned RW = $clog2(2 * N_VM + N_VCPU + 1);   // a VM has at most two promises, a raw page one
  localparam logic [1:0] IDLE = 2'd0, FILL = 2'd1, SEND = 2'd2, WAITB = 2'd3;
  logic [1:0]     st_q;
  logic [3:0]     n_q;            // FILL: word
  logic [31:0]    prod_q;
  logic [RW-1:0]  resv_q;
  logic           room1_q, room2_q, promised_q;
  logic [63:0]    word, word_q;
  logic [15:0]    place_q;
  logic           eng_q, buf_q, we_q;
  logic [2:0]     job_q, idx_q;
  logic [VMW-1:0] vm_q;
  logic [CW-1:0]  vcpu_q, rv;

  // the ring has at most 2^16 records, a power of two: what is used is less if no higher bit is set, and two less if the lower ones are not all set
  wire [17:0] used = 18'(17'(prod_q - ring_cons_i)) + 18'(resv_q);
  wire [17:0] size = 18'd1 << ring_log2_i;
  wire [17:0] low  = size - 18'd1;
  always_ff @(posedge clk_i) begin
    room1_q <= (used & ~low) == '0;
    room2_q <= (used & ~low) == '0 && (~used & low) != '0;
  end
  assign room1_o = room1_q;
  assign room2_o = room2_q;

  always_comb begin
    rv = '0;
    if (|page_done_i) for (int v = N_VCPU - 1; v >= 0; v--) if (page_done_i[v]) rv = CW'(v);
  end
  wire capture = st_q == IDLE && (eng_req_i || |page_done_i);
  wire begun   = st_q == FILL && n_q == 4'd7;

  wire [2:0] state   = state_i[vm_q*3 +: 3];
  wire [1:0] mode    = cfg_mode_i[vm_q*2 +: 2];
  wire       harvest = eng_q && job_q == pml_pkg::JOB_HARVEST;
  wire       enable  = eng_q && job_q == pml_pkg::JOB_ENABLE;
  wire       stop    = eng_q && job_q == pml_pkg::JOB_STOP;
  wire       ended   = eng_q && !enable && !stop;          // HARVEST, PEEK, DISABLE
  wire       counts  = ended && mode == pml_pkg::MODE_BITMAP;
  wire       valid   = state == pml_pkg::ST_ACTIVE || state == pml_pkg::ST_STOPPING || state == pml_pkg::ST_ENABLING;
  wire [7:0] r_type   = eng_q ? {5'd0, job_q} : 8'd8;
  wire [7:0] r_status = {4'd0, mode == pml_pkg::MODE_INTEL, mode == pml_pkg::MODE_RAW, ended && buf_q, valid};
  wire [31:0] epoch   = epoch_i[vm_q*32 +: 32] - 32'(harvest);
  wire        phase   = ~(1'(prod_q >> ring_log2_i) && !`PML_BUG(15));
  wire        cur     = time_cur_i[vm_q];
  // the start is a boundary; the end of a HARVEST is the next one, that of a PEEK or DISABLE the VM's third slot
  assign time_sel_o = n_q == 4'd1 ? {vm_q, 1'b0, cur ^ harvest} : {vm_q, !harvest, harvest && cur};
  assign dist_sel_o = {vm_q, buf_q, n_q == 4'd4};
  always_comb begin
    case (n_q)
      4'd0:    word = {enable ? epoch_init_i : epoch, eng_q ? 8'd0 : 8'(vcpu_q), 8'(vm_q), r_status, r_type};
      4'd1:    word = enable ? 64'd0 : time_i;
      4'd2:    word = ended ? time_i : now_i;
      4'd3:    word = counts ? dist_i : eng_q ? 64'd0 : {48'd0, page_slot_i[vcpu_q*16 +: 16]};
      4'd4:    word = counts ? dist_i : eng_q ? 64'd0 : {54'd0, page_cnt_i[vcpu_q*10 +: 10]};
      4'd5:    word = {24'd0, fault_code_i[vm_q*8 +: 8], counts ? eng_entries_i : 32'd0};
      4'd6:    word = fault_info_i;
      default: word = {phase, 31'd0, prod_q};
    endcase
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      st_q   <= IDLE;
      we_q   <= 1'b0;
      promised_q <= 1'b0;
      prod_q <= '0;
      resv_q <= '0;
    end else begin
      case (st_q)
        IDLE:    if (capture) st_q <= FILL;
        FILL:    if (n_q == 4'd8) st_q <= SEND;
        SEND:    if (x_done_i) st_q <= WAITB;
        default: if (b_valid_i) st_q <= IDLE;
      endcase
      we_q   <= st_q == FILL && n_q != 4'd8;
      promised_q <= resv_inc_i != 2'd0 || resv_inc_raw_i;
      prod_q <= prod_q + 32'(begun);
      resv_q <= resv_q + RW'(resv_inc_i) + RW'(resv_inc_raw_i) - RW'(resv_dec_i) - RW'(begun);
    end
    n_q    <= st_q == FILL ? n_q + 1'b1 : '0;
    word_q <= word;
    idx_q  <= n_q[2:0];
    if (capture) begin
      eng_q  <= eng_req_i;
      vm_q   <= eng_req_i ? eng_vm_i : bind_vm_i[rv*8 +: VMW];
      buf_q  <= eng_buf_i;
      job_q  <= eng_job_i;
      vcpu_q <= rv;
    end
    if (st_q == FILL && n_q == 4'd0) place_q <= 16'(prod_q) & 16'(size - 18'd1);
  end

  wire done = st_q == WAITB && b_valid_i;
  assign prod_o      = prod_q;
  assign resv_o      = 32'(resv_q);
  assign promised_o  = promised_q;
  assign vm_o        = vm_q;
  assign w_we_o      = we_q;
  assign w_idx_o     = idx_q;
  assign w_data_o    = word_q;
  assign x_valid_o   = st_q == SEND;
  assign x_place_o   = place_q;
  assign x_vm_o      = vm_q;
  assign eng_done_o  = done && eng_q;
  assign raw_done_o  = done && !eng_q;
  assign raw_vcpu_o  = vcpu_q;
  assign irq_valid_o = done && !b_err_i;
  assign irq_vec_o   = vector_i;
endmodule
