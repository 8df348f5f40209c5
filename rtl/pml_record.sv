// SPDX-License-Identifier: Apache-2.0
/// Recorder: makes 64-byte completion records word by word (32 bits a cycle), one record at a time, has them written into dom0's ring
/// and raises the VM's vector when the record's own write is answered (O1). Keeps the ring's numbers: prod (records begun), resv
/// (slots promised and not begun), so that no job is accepted whose record would have no place (O2). The phase is in the last
/// 8 bytes. Carries: O1, O2.
`include "pml_bug.svh"
module pml_record #(
  parameter int unsigned N_VCPU = 8,
  parameter int unsigned N_VM = 8,
  localparam int unsigned VMW = (N_VM > 1) ? $clog2(N_VM) : 1,
  localparam int unsigned CW = (N_VCPU > 1) ? $clog2(N_VCPU) : 1
) (
  input  logic                  clk_i,
  input  logic                  rst_ni,
  input  logic [31:0]           now_i,          ///< low word of the time
  input  logic [31:0]           before_i,       ///< high word of the time of the cycle before
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
  output logic [N_VCPU-1:0]     raw_done_v_o,   ///< the record of this vCPU's page is written
  input  logic [N_VM*3-1:0]     state_i,
  input  logic [N_VM*2-1:0]     cfg_mode_i,
  input  logic [N_VM-1:0]       time_cur_i,     ///< which boundary of the VM is its epoch's start
  input  logic [2:0]            fault_code_i,   ///< of vm_o
  // words of the VM's tables: which one, from registers; the word is there in the next cycle
  output logic                  fill_o,         ///< a record is being made
  output logic [VMW-1:0]        vm_o,
  output logic [3:0]            word_o,         ///< pml_pkg::VW_*, and which half
  output logic [1:0]            slot_o,         ///< which of the VM's times
  output logic [1:0]            dist_o,         ///< {kind (1: written), buffer}
  input  logic [31:0]           word_i,
  input  logic [7:0]            vector_i,       ///< of vm_o
  // the line buffer, and the write port
  output logic                  w_we_o,
  output logic [3:0]            w_idx_o,
  output logic [31:0]           w_data_o,
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
  logic [4:0]     n_q;            // FILL: the word that is chosen; it is made in the next cycle, and written in the one after
  logic [31:0]    prod_q, own, own_q;
  logic [RW-1:0]  resv_q;
  logic           room1_q, room2_q, promised_q, raw_inc_q;
  logic [15:0]    place_q;
  logic           eng_q, buf_q, we_q, valid_q;
  logic [3:0]     idx_q;
  logic [2:0]     job_q, what, what_q;
  logic [1:0]     slot_q, dist_q;
  logic [3:0]     m_q;            // the word that is made
  logic           make_q;
  logic [VMW-1:0] vm_q;
  logic [CW-1:0]  vcpu_q, rv;
  logic [N_VCPU-1:0] hot_q;       // vcpu_q, of a raw page's record

  wire begun = make_q && m_q == 4'd15;
  // the records in the ring and those promised, some cycles ago; what was promised or given back since, cycle by cycle (a record
  // that begins only goes from one to the other). Commands' promises and what is given back count a cycle later
  logic [16:0] diff_q;
  logic [RW-1:0] both_q;
  logic [17:0] base_q, size_q;
  logic [3:0]  free_q;             // places left in the ring; 11: or more
  logic [2:0]  late_q;
  logic [3:0]  two_q;              // of two cycles
  logic [1:0]  inc_q;
  logic        dec_q;
  wire [17:0]  size = 18'd1 << ring_log2_i;
  wire [2:0]   late = 3'(inc_q) + 3'(raw_inc_q) - 3'(dec_q);
  wire [18:0]  left = {1'b0, size_q} - {1'b0, base_q};
  wire [4:0]   free = {1'b0, free_q} - {two_q[3], two_q} - {{2{late[2]}}, late};
  always_ff @(posedge clk_i) begin
    diff_q <= 17'(prod_q - ring_cons_i);
    both_q <= resv_q + {{(RW-2){late[2]}}, late[1:0]};
    base_q <= 18'(diff_q) + 18'(both_q);
    inc_q  <= resv_inc_i & {2{rst_ni}};
    dec_q  <= resv_dec_i && rst_ni;
    size_q <= size;
    free_q <= left[18] ? 4'd0 : left >= 19'd11 ? 4'd11 : left[3:0];
    late_q <= late & {3{rst_ni}};
    two_q  <= ({late_q[2], late_q} + {late[2], late}) & {4{rst_ni}};
  end
  always_ff @(posedge clk_i) begin
    room1_q <= !free[4] && free[3:0] != 4'd0;
    room2_q <= !free[4] && free[3:1] != 3'd0;
  end
  assign room1_o = room1_q;
  assign room2_o = room2_q;

  always_comb begin
    rv = '0;
    if (|page_done_i) for (int v = N_VCPU - 1; v >= 0; v--) if (page_done_i[v]) rv = CW'(v);
  end
  wire capture = st_q == IDLE && (eng_req_i || |page_done_i);

  // what is promised less what is given back or begun, -2 to 3; without carry chains; all of them follow a cycle behind
  wire [1:0] plus    = {inc_q[1] ^ (inc_q[0] && raw_inc_q), inc_q[0] ^ raw_inc_q};
  wire       less1   = dec_q ^ begun;
  wire       less2   = dec_q && begun;
  wire       borrow  = less1 && !plus[0];
  wire [2:0] change  = {plus[1] ? less2 && borrow : less2 || borrow, plus[1] ^ less2 ^ borrow, plus[0] ^ less1};

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
  wire        phase   = ~(1'(prod_q >> ring_log2_i) && !`PML_BUG(15));
  wire        cur     = time_cur_i[vm_q];
  // Word n of the record, in two parts of which one is zero: from the tables (there a cycle later), and our own. The epoch of a HARVEST
  // is the one before the VM's: there both count, and the sum is it.
  always_comb begin
    case (n_q[3:0])
      4'd1:         what = pml_pkg::VW_EPOCH;
      4'd2, 4'd3:   what = enable ? pml_pkg::VW_NONE : pml_pkg::VW_TIME;
      4'd4, 4'd5:   what = ended ? pml_pkg::VW_TIME : pml_pkg::VW_NONE;
      4'd6, 4'd8:   what = counts ? pml_pkg::VW_DISTINCT : pml_pkg::VW_NONE;
      4'd12, 4'd13: what = valid_q ? pml_pkg::VW_NONE : pml_pkg::VW_FAULT;
      default:      what = pml_pkg::VW_NONE;
    endcase
  end
  always_comb begin
    own = 32'd0;
    case (m_q)
      4'd0:       own = {eng_q ? 8'd0 : 8'(vcpu_q), 8'(vm_q), r_status, r_type};
      4'd1:       own = {32{harvest}};
      4'd4:       own = ended ? 32'd0 : now_i;
      4'd5:       own = ended ? 32'd0 : before_i;
      4'd6:       own = eng_q ? 32'd0 : 32'(page_slot_i[vcpu_q*16 +: 16]);
      4'd8:       own = eng_q ? 32'd0 : 32'(page_cnt_i[vcpu_q*10 +: 10]);
      4'd10:      own = counts ? eng_entries_i : 32'd0;
      4'd11:      own = valid_q ? 32'd0 : 32'(fault_code_i);
      4'd14:      own = prod_q;
      4'd15:      own = {phase, 31'd0};
      default: ;
    endcase
  end
  assign fill_o = st_q == FILL;
  assign word_o = {what_q, m_q[0]};
  assign slot_o = slot_q;
  assign dist_o = dist_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      st_q   <= IDLE;
      make_q <= 1'b0;
      we_q   <= 1'b0;
      promised_q <= 1'b0;
      raw_inc_q  <= 1'b0;
      prod_q <= '0;
      resv_q <= '0;
    end else begin
      case (st_q)
        IDLE:    if (capture) st_q <= FILL;
        FILL:    if (n_q == 5'd17) st_q <= SEND;
        SEND:    if (x_done_i) st_q <= WAITB;
        default: if (b_valid_i) st_q <= IDLE;
      endcase
      make_q <= st_q == FILL && !n_q[4];
      we_q   <= make_q;
      promised_q <= resv_inc_i != 2'd0 || resv_inc_raw_i;
      raw_inc_q  <= resv_inc_raw_i;
      prod_q <= prod_q + 32'(begun);
      resv_q <= resv_q + {{RW-2{change[2]}}, change[1:0]};
    end
    n_q    <= st_q == FILL ? n_q + 1'b1 : '0;
    m_q    <= n_q[3:0];
    what_q <= what;
    // the start is a boundary; the end of a HARVEST is the next one, that of a PEEK or DISABLE the VM's third slot
    if (!n_q[0]) slot_q <= !n_q[2] ? {1'b0, cur ^ harvest} : {!harvest, harvest && cur};   // both words of a time from one slot
    dist_q <= {n_q[3], buf_q};
    own_q  <= own;
    idx_q  <= m_q;
    if (capture) begin
      eng_q  <= eng_req_i;
      vm_q   <= eng_req_i ? eng_vm_i : bind_vm_i[rv*8 +: VMW];
      buf_q  <= eng_buf_i;
      job_q  <= eng_job_i;
      vcpu_q <= rv;
      hot_q  <= eng_req_i ? '0 : N_VCPU'(1) << rv;
    end
    if (make_q && m_q == 4'd0) valid_q <= valid;
    if (make_q && m_q == 4'd0) place_q <= 16'(prod_q) & 16'(size - 18'd1);
  end

  wire done = st_q == WAITB && b_valid_i;
  assign prod_o      = prod_q;
  assign resv_o      = 32'(resv_q) + 32'(raw_inc_q);
  assign promised_o  = promised_q;
  assign vm_o        = vm_q;
  assign w_we_o      = we_q;
  assign w_idx_o     = idx_q;
  assign w_data_o    = word_i + own_q;
  assign x_valid_o   = st_q == SEND;
  assign x_place_o   = place_q;
  assign x_vm_o      = vm_q;
  assign eng_done_o  = done && eng_q;
  assign raw_done_v_o = hot_q & {N_VCPU{done}};
  assign irq_valid_o = done && !b_err_i;
  assign irq_vec_o   = vector_i;
endmodule
