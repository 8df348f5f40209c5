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
  input  logic [63:0]           ring_base_i,
  input  logic [4:0]            ring_log2_i,
  input  logic [31:0]           ring_cons_i,
  input  logic [1:0]            resv_inc_i,     ///< promised by a command
  input  logic                  resv_inc_raw_i, ///< promised to a raw page
  input  logic                  resv_dec_i,     ///< given back
  output logic                  room1_o,
  output logic                  room2_o,
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
  input  logic [N_VM*8-1:0]     cfg_vector_i,
  input  logic [N_VM*32-1:0]    cfg_epoch_init_i,
  input  logic [N_VM*32-1:0]    epoch_i,
  input  logic [N_VM*64-1:0]    start_i,
  input  logic [N_VM*32-1:0]    hv_epoch_i,
  input  logic [N_VM*64-1:0]    hv_start_i,
  input  logic [N_VM*64-1:0]    hv_end_i,
  input  logic [N_VM*8-1:0]     fault_code_i,
  input  logic [N_VM*64-1:0]    fault_info_i,
  input  logic [N_VM*2*64-1:0]  distinct_a_i,
  input  logic [N_VM*2*64-1:0]  distinct_w_i,
  output logic                  x_valid_o,
  output logic [511:0]          x_line_o,
  output logic [63:0]           x_addr_o,
  output logic [VMW-1:0]        x_vm_o,
  input  logic                  x_done_i,       ///< the record's last beat is taken
  input  logic                  b_valid_i,      ///< the record is answered
  input  logic                  b_err_i,
  output logic                  irq_valid_o,
  output logic [7:0]            irq_vec_o
);
  localparam logic [1:0] IDLE = 2'd0, SEND = 2'd1, WAITB = 2'd2;
  logic [1:0]     st_q;
  logic [31:0]    prod_q, resv_q;
  logic [511:0]   line_q;
  logic [63:0]    addr_q;
  logic           eng_q;
  logic [VMW-1:0] vm_q;
  logic [CW-1:0]  vcpu_q, rv;

  wire [31:0] used = prod_q - ring_cons_i + resv_q;
  wire [31:0] size = 32'd1 << ring_log2_i;
  assign room1_o = used + 32'd1 <= size;
  assign room2_o = used + 32'd2 <= size;

  always_comb begin
    rv = '0;
    if (|page_done_i) for (int v = N_VCPU - 1; v >= 0; v--) if (page_done_i[v]) rv = CW'(v);
  end
  wire capture = st_q == IDLE && (eng_req_i || |page_done_i);

  wire [VMW-1:0] vm     = eng_req_i ? eng_vm_i : bind_vm_i[rv*8 +: VMW];
  wire [2:0]     state  = state_i[vm*3 +: 3];
  wire [1:0]     mode   = cfg_mode_i[vm*2 +: 2];
  wire           bitmap = mode == pml_pkg::MODE_BITMAP;
  wire enable = eng_job_i == pml_pkg::JOB_ENABLE;
  wire stop   = eng_job_i == pml_pkg::JOB_STOP;
  wire ended  = eng_req_i && !enable && !stop;             // HARVEST, PEEK, DISABLE
  wire counts = ended && bitmap;
  wire valid  = state == pml_pkg::ST_ACTIVE || state == pml_pkg::ST_STOPPING || state == pml_pkg::ST_ENABLING;
  wire [VMW:0] vb = {vm, eng_buf_i};

  wire [7:0]  r_type   = eng_req_i ? {5'd0, eng_job_i} : 8'd8;
  wire [7:0]  r_status = {4'd0, mode == pml_pkg::MODE_INTEL, mode == pml_pkg::MODE_RAW, ended && eng_buf_i, valid};
  wire [31:0] r_epoch  = ended ? hv_epoch_i[vm*32 +: 32]
                         : (eng_req_i && enable) ? cfg_epoch_init_i[vm*32 +: 32] : epoch_i[vm*32 +: 32];
  wire [63:0] r_start  = ended ? hv_start_i[vm*64 +: 64] : (eng_req_i && enable) ? 64'd0 : start_i[vm*64 +: 64];
  wire [63:0] r_end    = ended ? hv_end_i[vm*64 +: 64] : now_i;
  wire [63:0] r_a      = counts ? distinct_a_i[vb*64 +: 64] : eng_req_i ? 64'd0 : {48'd0, page_slot_i[rv*16 +: 16]};
  wire [63:0] r_w      = counts ? distinct_w_i[vb*64 +: 64] : eng_req_i ? 64'd0 : {54'd0, page_cnt_i[rv*10 +: 10]};
  wire [31:0] r_sum    = counts ? eng_entries_i : 32'd0;
  wire        phase    = ~(1'(prod_q >> ring_log2_i) && !`PML_BUG(15));

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      st_q   <= IDLE;
      prod_q <= '0;
      resv_q <= '0;
    end else begin
      if (capture)                                  st_q <= SEND;
      else if (st_q == SEND && x_done_i)            st_q <= WAITB;
      else if (st_q == WAITB && b_valid_i)          st_q <= IDLE;
      prod_q <= prod_q + 32'(capture);
      resv_q <= resv_q + 32'(resv_inc_i) + 32'(resv_inc_raw_i) - 32'(resv_dec_i) - 32'(capture);
    end
    if (capture) begin
      eng_q  <= eng_req_i;
      vm_q   <= vm;
      vcpu_q <= rv;
      addr_q <= ring_base_i + {26'd0, prod_q & (size - 32'd1), 6'd0};
      line_q <= {phase, 31'd0, prod_q, fault_info_i[vm*64 +: 64], 24'd0, fault_code_i[vm*8 +: 8], r_sum, r_w, r_a, r_end, r_start,
                 r_epoch, eng_req_i ? 8'd0 : 8'(rv), 8'(vm), r_status, r_type};
    end
  end

  wire done = st_q == WAITB && b_valid_i;
  assign prod_o      = prod_q;
  assign resv_o      = resv_q;
  assign x_valid_o   = st_q == SEND;
  assign x_line_o    = line_q;
  assign x_addr_o    = addr_q;
  assign x_vm_o      = vm_q;
  assign eng_done_o  = done && eng_q;
  assign raw_done_o  = done && !eng_q;
  assign raw_vcpu_o  = vcpu_q;
  assign irq_valid_o = done && !b_err_i;
  assign irq_vec_o   = cfg_vector_i[vm_q*8 +: 8];
endmodule
