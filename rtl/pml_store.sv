// SPDX-License-Identifier: Apache-2.0
/// Line store, commit: one log entry a cycle ORs its bit into an on-chip line. A miss takes a free slot at once and waits for
/// nothing; the line it displaces (least recently used of the set) goes to the write-back queue with its data left in place.
/// A flush walks the sets and evicts the lines of one {vm, buffer} beside the commits. Carries: E1, E4, C3.
`include "pml_bug.svh"
module pml_store #(
  parameter int unsigned N_VCPU = 8,
  parameter int unsigned N_VM = 8,
  parameter int unsigned PAGES_LOG2 = 24,
  parameter int unsigned SETS = 32,
  parameter int unsigned WAYS = 8,
  parameter int unsigned DW = 512,
  parameter int unsigned N_SLOTS = 384,
  localparam int unsigned VMW = (N_VM > 1) ? $clog2(N_VM) : 1,
  localparam int unsigned CW = (N_VCPU > 1) ? $clog2(N_VCPU) : 1,
  localparam int unsigned NB = 512 / DW,
  localparam int unsigned BW = (NB > 1) ? $clog2(NB) : 1,
  localparam int unsigned LW = PAGES_LOG2 - 9,
  localparam int unsigned SLW = $clog2(N_SLOTS),
  localparam int unsigned SW = $clog2(SETS)
) (
  input  logic                   clk_i,
  input  logic                   rst_ni,
  input  logic                   st_valid_i,
  input  logic [CW-1:0]          st_vcpu_i,
  input  logic [VMW-1:0]         st_vm_i,
  input  logic [PAGES_LOG2-1:0]  st_gfn_i,
  input  logic                   st_write_i,
  input  logic                   st_buf_i,
  input  logic                   st_perr_i,
  output logic                   st_pop_o,
  input  logic [N_VM-1:0]        drop_i,          ///< entries of this VM are discarded
  input  logic [N_VM-1:0]        cfg_log_reads_i,
  input  logic [N_VM-1:0]        color_i,
  output logic [N_VCPU-1:0]      commit_o,
  output logic [N_VM-1:0]        inc_consolidated_o,
  output logic [N_VM-1:0]        inc_discarded_o,
  output logic                   log_perr_o,      ///< an entry with bad parity was met (vm, vcpu of the head)
  input  logic                   flush_i,         ///< the engine wants flush steps
  input  logic [VMW-1:0]         flush_vm_i,
  input  logic                   flush_buf_i,
  output logic                   flush_done_o,    ///< the step now passes the last set
  output logic                   ev_valid_o,      ///< a line is evicted
  output logic [VMW-1:0]         ev_vm_o,
  output logic                   ev_buf_o,
  output logic [LW-1:0]          ev_line_o,
  output logic [NB-1:0]          ev_ma_o,
  output logic [NB-1:0]          ev_mw_o,
  output logic                   ev_color_o,
  output logic [SLW-1:0]         ev_slot_o,
  input  logic                   free_i,
  input  logic [SLW-1:0]         free_slot_i,
  output logic [SLW:0]           free_count_o,
  output logic                   op_valid_o,      ///< data operation of this cycle's commit
  output logic [SLW-1:0]         op_slot_o,
  output logic [BW-1:0]          op_beat_o,
  output logic [$clog2(DW)-1:0]  op_bit_o,
  output logic                   op_set_a_o,
  output logic                   op_set_w_o,
  output logic                   op_had_a_o,
  output logic                   op_had_w_o,
  output logic [VMW-1:0]         op_vm_o,
  output logic [LW-1:0]          op_line_o
);
  localparam int unsigned TW = VMW + 1 + LW;               // tag {vm, buf, line}
  localparam int unsigned EW = SLW + 2 * NB + TW;          // {slot, mW, mA, tag}
  localparam int unsigned AGW = (WAYS > 1) ? $clog2(WAYS) : 1;
  localparam int unsigned WW = AGW;
  localparam logic [9:0] FLUSH_AGE_MAX = 10'd1023;

  function automatic logic [SW-1:0] set_of(input logic [VMW-1:0] vm, input logic b, input logic [LW-1:0] line);
    logic [LW+SW-1:0] padded;
    padded = {{SW{1'b0}}, line};
    set_of = (N_VM > 1) ? SW'({b, vm}) : SW'({b, 1'b0}) >> 1;
    for (int unsigned i = 0; i < LW; i += SW) set_of = set_of ^ padded[i +: SW];
  endfunction

  logic [SETS*WAYS-1:0]      valid_q;
  logic [SETS*WAYS*AGW-1:0]  age_q;
  logic [SW-1:0]             f_q;
  logic [9:0]                fage_q;

  // lookup
  wire [LW-1:0]  line = st_gfn_i[PAGES_LOG2-1:9];
  wire [TW-1:0]  tag  = {st_vm_i, st_buf_i, line};
  wire [SW-1:0]  set  = set_of(st_vm_i, st_buf_i, line);
  wire [WAYS-1:0]      v_set = valid_q[set*WAYS +: WAYS];
  wire [WAYS*AGW-1:0]  a_set = age_q[set*WAYS*AGW +: WAYS*AGW];
  wire [WAYS-1:0]      v_f   = valid_q[f_q*WAYS +: WAYS];
  logic [WAYS*EW-1:0]  ent, fent;
  logic [WAYS-1:0]     match, fmatch, we_way;
  logic [EW-1:0]       went;

  for (genvar w = 0; w < WAYS; w++) begin : g_way
    logic [EW-1:0] mem [0:SETS-1];
    always_ff @(posedge clk_i) if (we_way[w]) mem[set] <= went;
    assign ent[w*EW +: EW]  = mem[set];
    assign fent[w*EW +: EW] = mem[f_q];
    assign match[w]  = v_set[w] && ent[w*EW +: TW] == tag;
    assign fmatch[w] = v_f[w] && fent[w*EW + LW +: VMW + 1] == {flush_vm_i, flush_buf_i};
  end

  logic [WW-1:0] hit_way, free_way, lru_way, flush_way;
  logic          flush_more;
  always_comb begin
    hit_way  = '0;
    free_way = '0;
    lru_way  = '0;
    for (int w = WAYS - 1; w >= 0; w--) begin
      if (match[w])  hit_way  = WW'(w);
      if (!v_set[w]) free_way = WW'(w);
      if (32'(a_set[w*AGW +: AGW]) == WAYS - 1) lru_way = WW'(w);
    end
  end
  always_comb begin
    flush_way  = '0;
    flush_more = 1'b0;
    if (flush_i)
      for (int w = WAYS - 1; w >= 0; w--)
        if (fmatch[w]) begin
          flush_more = |(fmatch & ~(WAYS'(1) << w));
          flush_way  = WW'(w);
        end
  end

  wire hit      = |match;
  wire full_set = &v_set;
  wire discard  = st_perr_i || drop_i[st_vm_i];
  wire can      = st_valid_i && (discard || hit || free_count_o != 0);
  wire flush_first = flush_i && fage_q == FLUSH_AGE_MAX;
  wire commit   = can && !flush_first;
  wire store    = commit && !discard;
  wire alloc    = store && !hit;
  wire evict    = alloc && full_set;
  // a flush step reads its set by a port of its own: it meets the commit only at the eviction and in the set
  wire flush_do = flush_i && !evict && !(store && set == f_q);
  wire fevict   = flush_do && |fmatch;
  wire fnext    = flush_do && !flush_more;

  wire [WW-1:0] way   = hit ? hit_way : full_set ? lru_way : free_way;
  wire [EW-1:0] old   = ent[way*EW +: EW];
  wire [EW-1:0] fold  = fent[flush_way*EW +: EW];
  wire [EW-1:0] out   = fevict ? fold : old;

  logic [SLW-1:0] new_slot;
  pml_slots #(.N_SLOTS(N_SLOTS)) u_slots (
    .clk_i, .rst_ni, .alloc_i(alloc), .slot_o(new_slot), .free_i, .free_slot_i, .count_o(free_count_o));

  // the event's beat and bit
  wire [8:0]     page  = st_gfn_i[8:0];
  wire [BW-1:0]  beat  = (NB > 1) ? BW'(page >> $clog2(DW)) : '0;
  wire           set_w = st_write_i;
  wire           set_a = !st_write_i || (cfg_log_reads_i[st_vm_i] && !`PML_BUG(7));
  wire [NB-1:0]  hot   = NB'(1) << beat;
  wire [NB-1:0]  old_a = hit ? old[TW +: NB] : '0;
  wire [NB-1:0]  old_w = hit ? old[TW + NB +: NB] : '0;
  wire [SLW-1:0] slot  = hit ? old[TW + 2*NB +: SLW] : new_slot;

  assign went   = {slot, old_w | (set_w ? hot : '0), old_a | (set_a ? hot : '0), tag};
  assign we_way = store ? WAYS'(1) << way : '0;

  wire [AGW-1:0] way_age = a_set[way*AGW +: AGW];
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      valid_q <= '0;
      for (int unsigned i = 0; i < SETS * WAYS; i++) age_q[i*AGW +: AGW] <= AGW'(i % WAYS);
    end else begin
      if (store) begin
        valid_q[32'(set)*WAYS + 32'(way)] <= 1'b1;
        for (int unsigned w = 0; w < WAYS; w++) begin
          if (w == 32'(way))                       age_q[(32'(set)*WAYS + w)*AGW +: AGW] <= '0;
          else if (a_set[w*AGW +: AGW] < way_age)  age_q[(32'(set)*WAYS + w)*AGW +: AGW] <= a_set[w*AGW +: AGW] + 1'b1;
        end
      end
      if (fevict) valid_q[32'(f_q)*WAYS + 32'(flush_way)] <= 1'b0;
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      f_q    <= '0;
      fage_q <= '0;
    end else begin
      if (fnext)                     f_q    <= (32'(f_q) == SETS - 1) ? '0 : f_q + 1'b1;
      if (flush_do)                  fage_q <= '0;
      else if (flush_i)              fage_q <= fage_q + 1'b1;
    end
  end
  assign flush_done_o = fnext && 32'(f_q) == SETS - 1;

  assign st_pop_o           = commit;
  assign commit_o           = commit ? N_VCPU'(1) << st_vcpu_i : '0;
  assign inc_consolidated_o = store ? N_VM'(1) << st_vm_i : '0;
  assign inc_discarded_o    = (commit && discard) ? N_VM'(1) << st_vm_i : '0;
  assign log_perr_o         = commit && st_perr_i && !drop_i[st_vm_i];

  assign ev_valid_o = evict || fevict;
  assign {ev_slot_o, ev_mw_o, ev_ma_o, ev_vm_o, ev_buf_o, ev_line_o} = out;
  assign ev_color_o = color_i[ev_vm_o];

  assign op_valid_o = store;
  assign op_slot_o  = slot;
  assign op_beat_o  = beat;
  assign op_bit_o   = page[$clog2(DW)-1:0];
  assign op_set_a_o = set_a;
  assign op_set_w_o = set_w;
  assign op_had_a_o = |(old_a & hot);
  assign op_had_w_o = |(old_w & hot);
  assign op_vm_o    = st_vm_i;
  assign op_line_o  = line;
endmodule
