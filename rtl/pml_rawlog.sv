// SPDX-License-Identifier: Apache-2.0
/// Raw log: drained banks go to a ring of 4 KiB pages in Intel's format, first entry at index 511 (O3). A vCPU gets a page and a
/// promised record slot before its bank drains, so a full ring holds back that VM alone; a finished page is announced by a
/// record after the answers to all of its writes. 8 bytes a write, one entry a cycle; a bank has its page five cycles after it began to
/// drain. Carries: O1, O3, G3.
`include "pml_bug.svh"
module pml_rawlog #(
  parameter int unsigned N_VCPU = 8,
  parameter int unsigned N_VM = 8,
  parameter int unsigned PAGES_LOG2 = 24,
  parameter int unsigned OUTSTANDING = 64,   ///< writes not answered, at most
  localparam int unsigned VMW = (N_VM > 1) ? $clog2(N_VM) : 1,
  localparam int unsigned CW = (N_VCPU > 1) ? $clog2(N_VCPU) : 1
) (
  input  logic                   clk_i,
  input  logic                   rst_ni,
  input  logic [N_VCPU-1:0]      drain_i,
  input  logic [N_VCPU*8-1:0]    bind_vm_i,
  input  logic [N_VCPU-1:0]      vcpu_raw_i,
  input  logic                   promise_i,       ///< a command promises record slots now
  input  logic                   rec_room1_i,
  input  logic [N_VM-1:0]        head_clr_i,      ///< ENABLE accepted
  input  logic [N_VM*32-1:0]     raw_cons_i,
  input  logic [N_VM*5-1:0]      cfg_raw_log2_i,
  input  logic [N_VM-1:0]        cfg_log_reads_i,
  input  logic [N_VCPU-1:0]      vcpu_drop_i,     ///< its entries were discarded in the cycle before
  input  logic [N_VM-1:0]        drop_vm_i,       ///< entries of this VM are discarded
  output logic                   resv_inc_o,      ///< a record slot is promised now
  output logic [N_VCPU-1:0]      page_valid_o,
  output logic [N_VCPU-1:0]      page_can_o,      ///< the bank that has the page is not read out yet, or entries were discarded in the cycle before
  output logic [N_VM*32-1:0]     raw_head_o,
  input  logic                   raw_valid_i,     ///< raw FIFO head
  input  logic [CW-1:0]          raw_vcpu_i,
  input  logic [VMW-1:0]         raw_vm_i,
  input  logic [N_VM-1:0]        raw_hot_i,       ///< the same, one bit a VM
  input  logic                   raw_dropped_i,   ///< its entries were discarded in the cycle before
  input  logic                   raw_discard_i,   ///< so, or it has bad parity: it is discarded
  input  logic [PAGES_LOG2-1:0]  raw_gfn_i,
  input  logic                   raw_write_i,
  input  logic                   raw_perr_i,
  input  logic                   raw_last_i,
  input  logic [8:0]             raw_pos_i,
  output logic                   raw_pop_o,
  output logic [N_VCPU-1:0]      commit_o,
  output logic [N_VM-1:0]        inc_consolidated_o,
  output logic [N_VM-1:0]        inc_discarded_o,
  output logic                   log_perr_o,      ///< an entry with bad parity of log_vm_o's log_vcpu_o
  output logic [VMW-1:0]         log_vm_o,
  output logic [CW-1:0]          log_vcpu_o,
  output logic                   x_valid_o,
  output logic [24:0]            x_place_o,       ///< page slot and entry
  output logic [63:0]            x_data_o,
  input  logic                   x_take_i,
  input  logic                   b_valid_i,       ///< a raw write was answered
  input  logic [CW-1:0]          b_vcpu_i,
  output logic [N_VCPU-1:0]      page_done_o,     ///< page complete and answered: wants its record
  output logic [N_VCPU*16-1:0]   page_slot_o,
  output logic [N_VCPU*10-1:0]   page_cnt_o,
  input  logic [N_VCPU-1:0]      rec_done_i       ///< the record of this vCPU's page is written
);
  // ---- allocation: PICK a vCPU whose bank needs a page, LOOK at its VM's ring, SUBTRACT and COMPARE: how
  // full is it, TAKE a page
  localparam int unsigned RW = $clog2(OUTSTANDING + 1);
  localparam logic [2:0] PICK = 3'd0, LOOK = 3'd1, SUBTRACT = 3'd2, COMPARE = 3'd3, TAKE = 3'd4;
  logic [2:0]        st_q;
  logic              full_ring_q, dropped_q;
  logic [CW-1:0]     v_q, next;
  logic [N_VM-1:0]   m_hot_q;
  logic [N_VM*32-1:0] head_q;
  logic [31:0]       head1_q;
  logic [16:0]       cons1_q, used_q;   // a ring has at most 2^16 pages
  logic [4:0]        log2_q;
  // picked by what was so a cycle before (of what is discarded: one more); looked at anew, as of the cycle before, when it is taken
  wire [N_VCPU-1:0]  asks  = vcpu_raw_i & drain_i & ~page_valid_o;
  logic [N_VCPU-1:0] need;
  always_ff @(posedge clk_i) need <= rst_ni ? asks & ~vcpu_drop_i : '0;
  // the first that needs one after the one before, itself last: the first of the later ones, else the first of all
  logic [N_VCPU-1:0] later;
  always_comb begin
    for (int unsigned v = 0; v < N_VCPU; v++) later[v] = need[v] && v > 32'(v_q);
    next = v_q;
    for (int v = N_VCPU - 1; v >= 0; v--) if (need[v]) next = CW'(v);
    if (|later) for (int v = N_VCPU - 1; v >= 0; v--) if (later[v]) next = CW'(v);
  end
  wire [VMW-1:0] m     = bind_vm_i[v_q*8 +: VMW];
  logic [VMW-1:0] m_q;
  wire [31:0]    head  = head_q[m*32 +: 32];
  wire [31:0]    full  = 32'(used_q);               // as many as there are: bit log2 is set
  wire           can   = st_q == TAKE && !full_ring_q && rec_room1_i && !promise_i && !dropped_q;
  logic [N_VCPU-1:0] v_hot_q, alloc_v;
  assign alloc_v = v_hot_q & asks & {N_VCPU{can}};
  wire           alloc = can && |(v_hot_q & asks);
  wire [15:0]    slot  = head1_q[15:0] & ~(16'hFFFF << log2_q);
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      st_q   <= PICK;
      v_q    <= CW'(N_VCPU - 1);
      v_hot_q <= '0;
    end else begin
      case (st_q)
        PICK:     if (|need) st_q <= LOOK;
        LOOK:     st_q <= SUBTRACT;
        SUBTRACT: st_q <= COMPARE;
        COMPARE:  st_q <= TAKE;
        default:  st_q <= PICK;
      endcase
      if (st_q == PICK) begin
        v_q     <= next;
        v_hot_q <= N_VCPU'(1) << next;
      end
    end
    m_hot_q     <= N_VM'(1) << m;
    full_ring_q <= full[log2_q];
    dropped_q   <= |(m_hot_q & drop_vm_i);
    head1_q <= head;
    cons1_q <= raw_cons_i[m*32 +: 17];
    used_q  <= 17'(head1_q) - cons1_q;
    m_q     <= m;
    log2_q  <= cfg_raw_log2_i[m_q*5 +: 5];   // a step later
  end
  wire [31:0] head_next = head1_q + 1'b1;
  // the head moves on a cycle later: that of the VM looked at in the cycle before
  logic [N_VM-1:0] moves_q;
  logic [31:0]     head2_q;
  always_ff @(posedge clk_i) begin
    moves_q <= m_hot_q & {N_VM{alloc && rst_ni}};
    head2_q <= head_next;
  end
  for (genvar i = 0; i < N_VM; i++) begin : g_head
    always_ff @(posedge clk_i) begin
      if (!rst_ni || head_clr_i[i]) head_q[i*32 +: 32] <= '0;
      else if (moves_q[i])          head_q[i*32 +: 32] <= head2_q;
    end
  end
  assign resv_inc_o = alloc;
  assign raw_head_o = head_q;

  wire drop    = raw_valid_i && raw_discard_i;
  assign raw_pop_o = drop || x_take_i;
  // what left the FIFO is accounted for in the next cycle
  logic [N_VCPU-1:0] gone_q, took_q;
  logic              last_q;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      gone_q             <= '0;
      took_q             <= '0;
      inc_consolidated_o <= '0;
      inc_discarded_o    <= '0;
      log_perr_o         <= 1'b0;
    end else begin
      gone_q             <= (N_VCPU'(1) << raw_vcpu_i) & {N_VCPU{raw_pop_o}};
      took_q             <= (N_VCPU'(1) << raw_vcpu_i) & {N_VCPU{x_take_i}};
      inc_consolidated_o <= raw_hot_i & {N_VM{x_take_i}};
      inc_discarded_o    <= raw_hot_i & {N_VM{drop}};
      log_perr_o         <= drop && raw_perr_i && !raw_dropped_i;
    end
    last_q     <= raw_last_i;
    log_vm_o   <= raw_vm_i;
    log_vcpu_o <= raw_vcpu_i;
  end
  assign commit_o = gone_q;

  for (genvar v = 0; v < N_VCPU; v++) begin : g_page
    logic        valid_q, open_q, can_q, full_q, ready_q;
    wire         open = drain_i[v] && (alloc_v[v] || open_q);
    wire [VMW-1:0] my_vm = bind_vm_i[v*8 +: VMW];
    logic [15:0] slot_q;
    logic [9:0]  cnt_q;
    logic [RW-1:0] rout_q;
    wire take = took_q[v];
    wire back = b_valid_i && 32'(b_vcpu_i) == v;
    wire done = rec_done_i[v];
    always_ff @(posedge clk_i) begin
      if (!rst_ni) begin
        valid_q <= 1'b0;
        open_q  <= 1'b0;
        can_q   <= 1'b0;
        full_q  <= 1'b0;
        cnt_q   <= '0;
        rout_q  <= '0;
      end else begin
        rout_q <= rout_q + {{RW-1{back && !take}}, take ^ back};
        if (take) cnt_q <= cnt_q + 1'b1;
        if (gone_q[v] && last_q && valid_q) full_q <= 1'b1;
        if (alloc_v[v]) valid_q <= 1'b1;   // full_q is 0: it goes with the page before
        open_q <= open;
        can_q  <= open || drop_vm_i[my_vm];
        if (done) begin
          valid_q <= 1'b0;
          full_q  <= 1'b0;
          cnt_q   <= '0;
        end
      end
      if (st_q == TAKE && v_hot_q[v] && !valid_q) slot_q <= slot;   // of a page, if it gets one
    end
    assign page_valid_o[v] = valid_q;
    assign page_can_o[v]   = can_q;
    always_ff @(posedge clk_i) ready_q <= rst_ni && full_q && rout_q == 0;
    assign page_done_o[v]  = full_q && ready_q;
    assign page_slot_o[v*16 +: 16] = slot_q;
    assign page_cnt_o[v*10 +: 10]  = cnt_q;
  end

  assign x_valid_o = raw_valid_i && !raw_discard_i;
  assign x_place_o = {page_slot_o[raw_vcpu_i*16 +: 16], `PML_BUG(18) ? raw_pos_i : ~raw_pos_i};
  assign x_data_o  = {{(52-PAGES_LOG2){1'b0}}, raw_gfn_i, 11'd0, raw_write_i && cfg_log_reads_i[raw_vm_i]};
endmodule
