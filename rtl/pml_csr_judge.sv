// SPDX-License-Identifier: Apache-2.0
/// May a register be written: value (steps W1, W2) and state (of W2's last cycle: what allows a write then still does in W3, where only a
/// binding needs another look, at the event that may have been taken since). Carries: I2.
module pml_csr_judge #(
  parameter int unsigned N_VM = 8,
  parameter int unsigned N_VCPU = 8,
  parameter int unsigned N_VEC = 16,
  parameter int unsigned PAGES_LOG2 = 24,
  parameter int unsigned AW = 64,
  localparam int unsigned VMW = (N_VM > 1) ? $clog2(N_VM) : 1,
  localparam int unsigned CW = (N_VCPU > 1) ? $clog2(N_VCPU) : 1
) (
  input  logic                  clk_i,
  input  logic [31:0]           data_i,        ///< held from W1 to W3, as the address
  input  logic                  global_i,      ///< GLOBAL block
  input  logic [VMW-1:0]        vm_i,          ///< VM block: which
  input  logic [CW-1:0]         vcpu_i,        ///< VCPU block: which
  input  logic [3:0]            value_i,       ///< from W2
  input  logic [2:0]            state_cls_i,   ///< from W2
  input  logic [31:0]           prod_i,
  input  logic [31:0]           ring_cons_i,
  input  logic [N_VM*32-1:0]    raw_head_i,
  input  logic [N_VM*32-1:0]    raw_cons_i,
  input  logic [N_VM*40-1:0]    limit_i,
  input  logic [N_VM*3-1:0]     state_i,
  input  logic [N_VM*3-1:0]     job_i,
  input  logic [31:0]           resv_i,
  input  logic [N_VCPU-1:0]     bind_valid_i,
  input  logic [N_VCPU*8-1:0]   bind_vm_i,
  input  logic [N_VCPU-1:0]     bind_ok_i,
  input  logic [N_VCPU-1:0]     idx_ok_i,
  input  logic                  mark_busy_i,
  input  logic                  s1_valid_i,    ///< an event is in S1 ...
  input  logic [7:0]            s1_vcpu_i,     ///< ... of this vCPU
  output logic [31:0]           head_o,        ///< of the ring or raw ring that the address is about: head,
  output logic [31:0]           cons_o,        ///< and what has been taken
  output logic                  bad_o,         ///< in W3: the value is bad
  output logic                  state_ok_o,    ///< in W3: the state allows it ...
  output logic                  bind_late_o    ///< ... but it is a binding, and an event of the vCPU has come since
);
  // W1
  wire [31:0] head = global_i ? prod_i : raw_head_i[vm_i*32 +: 32];
  wire [31:0] cons = global_i ? ring_cons_i : raw_cons_i[vm_i*32 +: 32];
  assign head_o = head;
  assign cons_o = cons;
  logic [31:0] head_q;             // one step on
  logic [16:0] cons_q;
  logic [PAGES_LOG2:0] limit_q;
  wire [PAGES_LOG2+1:0] limit_up = (PAGES_LOG2 + 2)'(limit_q) + (PAGES_LOG2 + 2)'(511);
  logic [31:0] new_left_q;
  logic [16:0] old_left_q;        // no ring has more than 2^16 places
  logic [PAGES_LOG2-8:0] lines_q;
  logic        any5_q, any9_q, any16_q;   // one step ahead: bits of the value
  logic        over1_q, over3_q, over5_q, over8_q, over9_q, over16_q, pages_q, some_q, far_q, page_q, bind_q, log2_q, vector_q, kinds_q;
  always_ff @(posedge clk_i) begin
    head_q     <= head;
    cons_q     <= cons[16:0];
    limit_q    <= limit_i[vm_i*40 +: PAGES_LOG2+1];
    new_left_q <= head_q - data_i;
    old_left_q <= head_q[16:0] - cons_q;
    lines_q    <= limit_up[PAGES_LOG2+1:9];
    any16_q    <= |data_i[31:16];
    any9_q     <= |data_i[15:9];
    any5_q     <= |data_i[7:5];
    over16_q   <= any16_q;
    over9_q    <= any16_q || any9_q;
    over8_q    <= any16_q || any9_q || data_i[8];
    over5_q    <= any16_q || any9_q || data_i[8] || any5_q;
    over3_q    <= any16_q || any9_q || data_i[8] || any5_q || |data_i[4:3];
    over1_q    <= any16_q || any9_q || data_i[8] || any5_q || |data_i[4:1];
    pages_q    <= (data_i >> (PAGES_LOG2 + 1)) != 0;
    some_q     <= data_i != 0;
    far_q      <= (64'(data_i) >> (AW - 32)) != 0;
    page_q     <= |data_i[11:0];
    bind_q     <= |data_i[30:8] || 32'(data_i[7:0]) >= N_VM;
    log2_q     <= data_i > 32'd16;
    vector_q   <= data_i >= N_VEC;
    kinds_q    <= data_i[31:30] == 2'd0;
  end
  // W2
  logic bad, bad_q;
  always_comb begin
    case (value_i)
      pml_pkg::VC_1:         bad = over1_q;
      pml_pkg::VC_3:         bad = over3_q;
      pml_pkg::VC_5:         bad = over5_q;
      pml_pkg::VC_8:         bad = over8_q;
      pml_pkg::VC_9:         bad = over9_q;
      pml_pkg::VC_16:        bad = over16_q;
      pml_pkg::VC_PAGES:     bad = pages_q;
      pml_pkg::VC_0:         bad = some_q;
      pml_pkg::VC_FAR:       bad = far_q;
      pml_pkg::VC_PAGE:      bad = page_q;
      pml_pkg::VC_BIND:      bad = bind_q;
      pml_pkg::VC_RING_LOG2: bad = log2_q;
      pml_pkg::VC_VECTOR:    bad = vector_q;
      pml_pkg::VC_CONS:      bad = |new_left_q[31:17] || new_left_q[16:0] > old_left_q;  // past the head, or back
      pml_pkg::VC_MARK:      bad = kinds_q || 32'(data_i[29:0]) >= 32'(lines_q);
      default:               bad = 1'b0;
    endcase
  end
  always_ff @(posedge clk_i) bad_q <= bad;
  assign bad_o = bad_q;

  // W2, as the value: each kind of answer by itself
  logic all_off;
  always_comb begin
    all_off = 1'b1;
    for (int unsigned v = 0; v < N_VM; v++) if (state_i[v*3 +: 3] != pml_pkg::ST_OFF) all_off = 1'b0;
  end
  wire [2:0]     state   = state_i[vm_i*3 +: 3];
  wire [VMW-1:0] bind_vm = bind_vm_i[vcpu_i*8 +: VMW];
  logic [2:0]    cls_q;      // from W1 on
  logic [5:0]    no_q;       // why not
  logic          bind_cls_q;
  always_ff @(posedge clk_i) begin
    cls_q      <= state_cls_i;
    bind_cls_q <= cls_q == pml_pkg::SC_BIND;
    no_q[0]    <= cls_q == pml_pkg::SC_CFG && !(state == pml_pkg::ST_OFF && job_i[vm_i*3 +: 3] == pml_pkg::JOB_NONE);
    no_q[1]    <= cls_q == pml_pkg::SC_RING && !(all_off && resv_i == 32'd0);
    no_q[2]    <= cls_q == pml_pkg::SC_BASE && bind_valid_i[vcpu_i] && state_i[bind_vm*3 +: 3] != pml_pkg::ST_OFF;
    no_q[3]    <= cls_q == pml_pkg::SC_BIND && !bind_ok_i[vcpu_i];
    no_q[4]    <= cls_q == pml_pkg::SC_INDEX && !idx_ok_i[vcpu_i];
    no_q[5]    <= cls_q == pml_pkg::SC_MARK && !(state == pml_pkg::ST_PREPARED && !mark_busy_i);
  end
  // W3
  assign state_ok_o  = no_q == '0;
  assign bind_late_o = bind_cls_q && s1_valid_i && s1_vcpu_i == 8'(vcpu_i);

  logic unused;
  assign unused = ^limit_up[8:0];
endmodule
