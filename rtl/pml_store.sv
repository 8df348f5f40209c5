// SPDX-License-Identifier: Apache-2.0
/// Line store, commit: one log entry a cycle ORs its bit into an on-chip line. A miss takes a free slot at once and waits for
/// nothing; the line it displaces (least recently used of the set) goes to the write-back queue with its data left in place.
/// A pipeline that never stops inside: an entry is popped with a free slot promised to it. K0: counted, or discarded. K1 to K3: its way
/// (pml_store_tags). K4: the line's slot and beat masks are read. K5: they are updated; eviction and data operation come from registers one
/// cycle later. A flush walks the sets beside it (pml_store_flush). Carries: E1, E4, C3.
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
  localparam int unsigned SW = (SETS > 1) ? $clog2(SETS) : 1,
  localparam int unsigned WW = (WAYS > 1) ? $clog2(WAYS) : 1,
  localparam int unsigned FW = (SETS * WAYS > 1) ? $clog2(SETS * WAYS) : 1,
  localparam int unsigned DAW = $clog2(N_SLOTS * NB)
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
  output logic                   log_perr_o,      ///< an entry with bad parity was met
  output logic [VMW-1:0]         k0_vm_o,         ///< the entry that log_perr_o, commit_o are about
  output logic [CW-1:0]          k0_vcpu_o,
  input  logic                   flush_i,         ///< the engine wants flush steps
  input  logic [VMW-1:0]         flush_vm_i,
  input  logic                   flush_buf_i,
  output logic                   flush_done_o,    ///< all sets are passed
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
  output logic                   clear_o,         ///< after reset: the data word at clear_addr_o becomes zero
  output logic [DAW-1:0]         clear_addr_o,
  output logic                   op_valid_o,      ///< data operation
  output logic [SLW-1:0]         op_slot_o,
  output logic [8:0]             op_page_o,
  output logic                   op_set_a_o,
  output logic                   op_set_w_o,
  output logic                   op_had_a_o,
  output logic                   op_had_w_o,
  output logic [VMW-1:0]         op_vm_o,
  output logic [LW-1:0]          op_line_o
);
  localparam int unsigned TW = VMW + 1 + LW;               // tag {vm, buf, line}
  localparam int unsigned EW = SLW + 2 * NB + TW;          // {slot, mW, mA, tag}
  localparam int unsigned BTW = $clog2(DW);

  function automatic logic [SW-1:0] set_of(input logic [VMW-1:0] vm, input logic b, input logic [LW-1:0] line);
    logic [LW+SW-1:0] padded;
    padded = {{SW{1'b0}}, line};
    set_of = (N_VM > 1) ? SW'({b, vm}) : SW'({b, 1'b0}) >> 1;
    for (int unsigned i = 0; i < LW; i += SW) set_of = set_of ^ padded[i +: SW];
    if (SETS == 1) set_of = '0;
  endfunction

  // ---- after reset: a walk invalidates all ways and clears all data
  logic           init_q;
  logic [DAW-1:0] icnt_q;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      init_q <= 1'b1;
      icnt_q <= '0;
    end else if (init_q) begin
      icnt_q <= icnt_q + 1'b1;
      if (32'(icnt_q) == N_SLOTS * NB - 1) init_q <= 1'b0;
    end
  end
  assign clear_o      = init_q;
  assign clear_addr_o = icnt_q;

  // ---- pop, with a slot promised
  logic hold, keep, take, some_free;
  logic [SLW-1:0] new_slot;
  wire  pop = st_valid_i && some_free && !hold && !init_q;
  assign st_pop_o = pop;

  // ---- K0: counted
  logic                  k0_valid_q, k0_write_q, k0_buf_q, k0_perr_q;
  logic [CW-1:0]         k0_vcpu_q;
  logic [VMW-1:0]        k0_vm_q;
  logic [PAGES_LOG2-1:0] k0_gfn_q;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) k0_valid_q <= 1'b0;
    else         k0_valid_q <= pop;
    k0_vcpu_q  <= st_vcpu_i;
    k0_vm_q    <= st_vm_i;
    k0_gfn_q   <= st_gfn_i;
    k0_write_q <= st_write_i;
    k0_buf_q   <= st_buf_i;
    k0_perr_q  <= st_perr_i;
  end
  wire k0_drop = drop_i[k0_vm_q];
  wire k0_go   = k0_valid_q && !k0_perr_q && !k0_drop;
  assign commit_o           = k0_valid_q ? N_VCPU'(1) << k0_vcpu_q : '0;
  assign inc_consolidated_o = k0_go ? N_VM'(1) << k0_vm_q : '0;
  assign inc_discarded_o    = (k0_valid_q && !k0_go) ? N_VM'(1) << k0_vm_q : '0;
  assign log_perr_o         = k0_valid_q && k0_perr_q && !k0_drop;
  assign k0_vm_o            = k0_vm_q;
  assign k0_vcpu_o          = k0_vcpu_q;
  wire [LW-1:0] k0_line = k0_gfn_q[PAGES_LOG2-1:9];
  wire [SW-1:0] k0_set  = set_of(k0_vm_q, k0_buf_q, k0_line);

  // ---- K1 .. K5: what the event does to the line travels along
  logic [3:1]      held_q;             // Kn holds an entry with a promised slot
  logic [4:0]      go_q;               // K1 (bit 0) .. K5: there is an event
  logic [SW-1:0]   k1_set_q;
  logic [TW-1:0]   k1_tag_q;
  logic [5*9-1:0]  page_q;
  logic [4:0]      set_a_q, set_w_q;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      held_q <= '0;
      go_q   <= '0;
    end else begin
      held_q <= {held_q[2:1], k0_valid_q};
      go_q   <= {go_q[3:0], k0_go};
    end
    k1_set_q <= k0_set;
    k1_tag_q <= {k0_vm_q, k0_buf_q, k0_line};
    page_q   <= {page_q[4*9-1:0], k0_gfn_q[8:0]};
    set_w_q  <= {set_w_q[3:0], k0_write_q};
    set_a_q  <= {set_a_q[3:0], !k0_write_q || (cfg_log_reads_i[k0_vm_q] && !`PML_BUG(7))};
  end

  logic            go3, hit3, go4, hit4, evict4, clash, f_match, f_evict, f_busy;
  logic [SW-1:0]   set4;
  logic [WW-1:0]   way4;
  logic [TW-1:0]   tag4;
  logic [FW-1:0]   f_look, f_at;
  logic [WAYS-1:0] f_ways;
  pml_store_tags #(.SETS(SETS), .WAYS(WAYS), .TW(TW), .KW(VMW + 1)) u_tags (
    .clk_i, .rst_ni, .init_i(init_q), .init_at_i(FW'(icnt_q)), .go1_i(go_q[0]), .set1_i(k1_set_q), .tag1_i(k1_tag_q), .go3_o(go3), .hit3_o(hit3),
    .go4_o(go4), .hit4_o(hit4), .evict4_o(evict4), .set4_o(set4), .way4_o(way4), .tag4_o(tag4), .clash_o(clash),
    .go0_i(k0_go), .set0_i(k0_set), .flush_look_i(f_look), .flush_key_i({flush_vm_i, flush_buf_i}), .flush_match_o(f_match),
    .inval_i(f_evict), .inval_at_i(f_at), .inval_ways_i(f_ways));
  assign keep = held_q[3] && !(go3 && !hit3);
  assign take = go4 && !hit4;

  pml_slots #(.N_SLOTS(N_SLOTS)) u_slots (
    .clk_i, .rst_ni, .promise_i(pop), .keep_i(keep), .take_i(take), .slot_o(new_slot), .free_i, .free_slot_i,
    .some_o(some_free), .count_o(free_count_o));

  pml_store_flush #(.SETS(SETS), .WAYS(WAYS)) u_flush (
    .clk_i, .rst_ni, .flush_i(flush_i && !init_q), .clash_i(clash), .busy_i(f_busy), .match_i(f_match), .hold_o(hold), .look_o(f_look),
    .at_o(f_at), .evict_o(f_evict), .evict_ways_o(f_ways), .done_o(flush_done_o));

  // ---- K4: read slot and masks; K5: update
  logic [EW-1:0]   k5_ram, f_info, last_q;
  logic            k5_hit_q, k5_evict_q, k5_fwd_q;
  logic [SW-1:0]   k5_set_q;
  logic [WW-1:0]   k5_way_q;
  logic [TW-1:0]   k5_tag_q;
  logic [SLW-1:0]  k5_slot_q;
  always_ff @(posedge clk_i) begin
    k5_hit_q   <= hit4;
    k5_evict_q <= evict4;
    k5_fwd_q   <= go_q[4] && k5_set_q == set4 && k5_way_q == way4;
    k5_set_q   <= set4;
    k5_way_q   <= way4;
    k5_tag_q   <= tag4;
    k5_slot_q  <= new_slot;
  end
  wire [EW-1:0]   old   = k5_fwd_q ? last_q : k5_ram;
  wire [8:0]      page  = page_q[4*9 +: 9];
  wire [BW-1:0]   beat  = (NB > 1) ? BW'(page >> BTW) : '0;
  wire [NB-1:0]   hot   = NB'(1) << beat;
  wire [NB-1:0]   old_a = k5_hit_q ? old[TW +: NB] : '0;
  wire [NB-1:0]   old_w = k5_hit_q ? old[TW + NB +: NB] : '0;
  wire [SLW-1:0]  slot  = k5_hit_q ? old[TW + 2*NB +: SLW] : k5_slot_q;
  wire [EW-1:0]   now   = {slot, old_w | (set_w_q[4] ? hot : '0), old_a | (set_a_q[4] ? hot : '0), k5_tag_q};
  wire            k5_evict = go_q[4] && k5_evict_q;
  assign f_busy = k5_evict || take;

  // two copies: one read port for the commits, one for the flush
  wire [FW-1:0] k4_at = FW'(32'(set4) * WAYS + 32'(way4));
  wire [FW-1:0] k5_at = FW'(32'(k5_set_q) * WAYS + 32'(k5_way_q));
  pml_ram #(.W(EW), .DEPTH(SETS * WAYS), .STYLE("block")) u_info (
    .clk_i, .we_i(go_q[4]), .waddr_i(k5_at), .wdata_i(now), .re_i(1'b1),
    .raddr_i(k4_at), .rdata_o(k5_ram));
  pml_ram #(.W(EW), .DEPTH(SETS * WAYS), .STYLE("block")) u_finfo (
    .clk_i, .we_i(go_q[4]), .waddr_i(k5_at), .wdata_i(now), .re_i(1'b1),
    .raddr_i(f_at), .rdata_o(f_info));

  // ---- K6: eviction and data operation
  logic [EW-1:0] ev_q;
  wire [NB-1:0] last_a = last_q[TW +: NB];
  wire [NB-1:0] last_w = last_q[TW + NB +: NB];
  wire [NB-1:0] ram_a  = k5_ram[TW +: NB];
  wire [NB-1:0] ram_w  = k5_ram[TW + NB +: NB];
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      ev_valid_o <= 1'b0;
      op_valid_o <= 1'b0;
    end else begin
      ev_valid_o <= k5_evict || f_evict;
      op_valid_o <= go_q[4];
    end
    last_q     <= now;
    ev_q       <= f_evict ? f_info : old;
    op_slot_o  <= slot;
    op_page_o  <= page;
    op_set_a_o <= set_a_q[4];
    op_set_w_o <= set_w_q[4];
    op_had_a_o <= k5_hit_q && (k5_fwd_q ? last_a[beat] : ram_a[beat]);
    op_had_w_o <= k5_hit_q && (k5_fwd_q ? last_w[beat] : ram_w[beat]);
    {op_vm_o, op_line_o} <= {k5_tag_q[TW-1 -: VMW], k5_tag_q[LW-1:0]};
  end
  assign {ev_slot_o, ev_mw_o, ev_ma_o, ev_vm_o, ev_buf_o, ev_line_o} = ev_q;
  assign ev_color_o = color_i[ev_vm_o];
endmodule
