// SPDX-License-Identifier: Apache-2.0
/// Drain: takes one bank entry a cycle and hands it to the line store or to the raw log. The vCPU with the least free
/// space (as of the cycle before) goes first (G1); a vCPU whose destination has no room holds back nobody else (G3); a forced bank
/// that finds no bubble for 1023 cycles gets one entry (so a harvest ends even beside vCPUs that use every cycle).
/// D0 chooses (what is ready now, by comparisons registered one cycle earlier), D1 addresses the bank RAM, D2 has its data, D3 pushes.
/// Latency: entry at the FIFO's head four cycles after its choice; throughput one entry a cycle.
module pml_drain #(
  parameter int unsigned N_VCPU = 8,
  parameter int unsigned N_VM = 8,
  parameter int unsigned PAGES_LOG2 = 24,
  localparam int unsigned VMW = (N_VM > 1) ? $clog2(N_VM) : 1,
  localparam int unsigned CW = (N_VCPU > 1) ? $clog2(N_VCPU) : 1,
  localparam int unsigned QW = CW + VMW + PAGES_LOG2 + 3,
  localparam int unsigned RW = QW + 9 + N_VM
) (
  input  logic                   clk_i,
  input  logic                   rst_ni,
  input  logic [N_VCPU-1:0]      drain_i,        ///< its draining bank holds entries
  input  logic [N_VCPU-1:0]      forced_i,
  input  logic [N_VCPU*10-1:0]   cnt_i,
  input  logic [N_VCPU*8-1:0]    bind_vm_i,
  input  logic [N_VCPU-1:0]      vcpu_raw_i,
  input  logic [N_VM-1:0]        drop_vm_i,      ///< entries of this VM are discarded
  input  logic [N_VCPU-1:0]      page_can_i,     ///< a raw page takes entries, or they were discarded in the cycle before
  output logic [N_VCPU-1:0]      pick_o,         ///< D0: the choice
  output logic [N_VCPU-1:0]      rd_v_o,         ///< D1
  input  logic                   rd_last_i,
  input  logic [8:0]             rd_pos_i,
  input  logic [PAGES_LOG2-1:0]  ent_gfn_i,      ///< D2
  input  logic                   ent_write_i,
  input  logic                   ent_buf_i,
  input  logic                   ent_perr_i,
  output logic [N_VM-1:0]        inc_switch_o,   ///< the first entry of a bank is read
  output logic                   st_valid_o,     ///< store FIFO head
  output logic [CW-1:0]          st_vcpu_o,
  output logic [VMW-1:0]         st_vm_o,
  output logic [PAGES_LOG2-1:0]  st_gfn_o,
  output logic                   st_write_o,
  output logic                   st_buf_o,
  output logic                   st_perr_o,
  input  logic                   st_pop_i,
  output logic                   raw_valid_o,    ///< raw FIFO head
  output logic [CW-1:0]          raw_vcpu_o,
  output logic [VMW-1:0]         raw_vm_o,
  output logic [N_VM-1:0]        raw_hot_o,      ///< the same, one bit a VM
  output logic                   raw_dropped_o,  ///< that VM's entries were discarded in the cycle before
  output logic                   raw_discard_o,  ///< so, or it has bad parity
  output logic [PAGES_LOG2-1:0]  raw_gfn_o,
  output logic                   raw_write_o,
  output logic                   raw_perr_o,
  output logic                   raw_last_o,
  output logic [8:0]             raw_pos_o,
  input  logic                   raw_pop_i
);
  localparam logic [9:0] STARVE_MAX = 10'd1023;
  logic [9:0]        starve_q;
  logic              st_room, raw_room;       // places of the FIFO that are neither filled nor promised
  logic [N_VCPU-1:0] ready, able, may_q, forced_q, rd_v_q;   // may_q: all, or while it boosts the forced ones that were ready
  logic              boosts_q;
  wire               chose = |(rd_v_q & forced_q);           // a forced bank was chosen in the cycle before

  // ---------------------------------------------------------------- D0: the choice
  for (genvar v = 0; v < N_VCPU; v++) begin : g_ready
    assign ready[v] = drain_i[v] && (vcpu_raw_i[v] ? page_can_i[v] && raw_room : st_room);
    assign able[v]  = ready[v] && may_q[v];
    logic [N_VCPU-1:0] beaten;
    for (genvar u = 0; u < N_VCPU; u++) begin : g_than
      if (u < v) begin : g_lower
        logic le_q;   // v does not have less free space than the lower u
        always_ff @(posedge clk_i) le_q <= cnt_i[v*10 +: 10] <= cnt_i[u*10 +: 10];
        assign beaten[u] = able[u] && le_q;
      end else if (u > v) begin : g_higher
        assign beaten[u] = able[u] && !g_ready[u].g_than[v].g_lower.le_q;
      end else begin : g_self
        assign beaten[u] = 1'b0;
      end
    end
    assign pick_o[v] = able[v] && !(|beaten);
  end
  wire pick_raw = |(pick_o & vcpu_raw_i);
  wire pick_st  = |(pick_o & ~vcpu_raw_i);
  // a boost lasts a cycle; whether it was of use is known in the one after
  wire boosts   = starve_q == STARVE_MAX && !boosts_q && !chose;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      starve_q   <= '0;
      boosts_q   <= 1'b0;
      may_q      <= '1;
    end else begin
      if (!(|(drain_i & forced_i)) || chose) starve_q <= '0;
      else if (starve_q != STARVE_MAX)         starve_q <= starve_q + 1'b1;
      boosts_q   <= boosts && |(ready & forced_i);
      may_q      <= boosts && |(ready & forced_i) ? ready & forced_i : '1;
    end
    forced_q <= forced_i;
  end
  logic [3:0] st_used_unused, raw_used_unused;
  pml_credit #(.MAX(8)) u_st_room (
    .clk_i, .rst_ni, .take_i(pick_st), .back_i(st_pop_i), .room_o(st_room), .used_o(st_used_unused));
  pml_credit #(.MAX(8)) u_raw_room (
    .clk_i, .rst_ni, .take_i(pick_raw), .back_i(raw_pop_i), .room_o(raw_room), .used_o(raw_used_unused));

  // ---------------------------------------------------------------- D1: where it is
  logic [CW-1:0]  rd_vcpu;
  logic [VMW-1:0] rd_vm;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) rd_v_q <= '0;
    else         rd_v_q <= pick_o;
  end
  always_comb begin
    rd_vcpu = '0;
    rd_vm   = '0;
    for (int unsigned v = 0; v < N_VCPU; v++)
      if (rd_v_q[v]) begin
        rd_vcpu = rd_vcpu | CW'(v);
        rd_vm   = rd_vm | bind_vm_i[v*8 +: VMW];
      end
  end
  assign rd_v_o = rd_v_q;

  // ---------------------------------------------------------------- D2: the entry; D3: into its FIFO
  logic                  d2_valid_q, d2_raw_q, d2_last_q, d3_st_q, d3_raw_q, d3_last_q, d3_write_q, d3_buf_q, d3_perr_q;
  logic [CW-1:0]         d2_vcpu_q, d3_vcpu_q;
  logic [VMW-1:0]        d2_vm_q, d3_vm_q;
  logic [8:0]            d2_pos_q, d3_pos_q;
  logic [PAGES_LOG2-1:0] d3_gfn_q;
  logic [N_VM-1:0]       d3_hot_q;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      d2_valid_q <= 1'b0;
      d3_st_q    <= 1'b0;
      d3_raw_q   <= 1'b0;
    end else begin
      d2_valid_q <= |rd_v_q;
      d3_st_q    <= d2_valid_q && !d2_raw_q;
      d3_raw_q   <= d2_valid_q && d2_raw_q;
    end
    d2_raw_q   <= |(rd_v_q & vcpu_raw_i);   // as it was at the choice: a vCPU with entries does not change its mode
    d2_vcpu_q  <= rd_vcpu;
    d2_vm_q    <= rd_vm;
    d2_pos_q   <= rd_pos_i;
    d2_last_q  <= rd_last_i;
    d3_vcpu_q  <= d2_vcpu_q;
    d3_vm_q    <= d2_vm_q;
    d3_hot_q   <= N_VM'(1) << d2_vm_q;
    d3_pos_q   <= d2_pos_q;
    d3_last_q  <= d2_last_q;
    d3_gfn_q   <= ent_gfn_i;
    d3_write_q <= ent_write_i;
    d3_buf_q   <= ent_buf_i;
    d3_perr_q  <= ent_perr_i;
  end
  assign inc_switch_o = (d2_valid_q && d2_pos_q == 0) ? N_VM'(1) << d2_vm_q : '0;

  logic [3:0] st_count_unused, raw_count_unused;
  pml_fifo #(.W(QW), .DEPTH(8)) u_st (
    .clk_i, .rst_ni, .push_i(d3_st_q),
    .data_i({d3_vcpu_q, d3_vm_q, d3_gfn_q, d3_write_q, d3_buf_q, d3_perr_q}), .pop_i(st_pop_i), .valid_o(st_valid_o),
    .data_o({st_vcpu_o, st_vm_o, st_gfn_o, st_write_o, st_buf_o, st_perr_o}), .count_o(st_count_unused));

  logic [RW-1:0] raw_next;
  pml_fifo_ahead #(.W(RW), .DEPTH(8)) u_raw (
    .clk_i, .rst_ni, .push_i(d3_raw_q),
    .data_i({d3_hot_q, d3_last_q, d3_pos_q, d3_vcpu_q, d3_vm_q, d3_gfn_q, d3_write_q, d3_perr_q}), .pop_i(raw_pop_i),
    .valid_o(raw_valid_o),
    .data_o({raw_hot_o, raw_last_o, raw_pos_o, raw_vcpu_o, raw_vm_o, raw_gfn_o, raw_write_o, raw_perr_o}),
    .next_o(raw_next), .count_o(raw_count_unused));
  // looked up for the head that will be: the pop only chooses
  wire dropped_next = |(raw_next[RW-1 -: N_VM] & drop_vm_i);
  wire dropped_head = |(raw_hot_o & drop_vm_i);
  wire loads        = raw_pop_i || !raw_valid_o;
  always_ff @(posedge clk_i) begin
    raw_dropped_o <= loads ? dropped_next : dropped_head;
    raw_discard_o <= loads ? dropped_next || raw_next[0] : dropped_head || raw_perr_o;
  end

  logic unused;
  assign unused = ^raw_next[RW-N_VM-1:1];
endmodule
