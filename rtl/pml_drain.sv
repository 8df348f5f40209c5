// SPDX-License-Identifier: Apache-2.0
/// Drain: reads one bank entry a cycle and hands it to the line store or to the raw log. The vCPU with the least free
/// space goes first (G1); a vCPU whose destination has no room holds back nobody else (G3); a forced bank that finds no
/// bubble for 1023 cycles gets one entry (so a harvest ends even beside vCPUs that use every cycle). Latency: entry in the
/// FIFO two cycles after its choice; throughput one entry a cycle.
module pml_drain #(
  parameter int unsigned N_VCPU = 8,
  parameter int unsigned N_VM = 8,
  parameter int unsigned PAGES_LOG2 = 24,
  localparam int unsigned VMW = (N_VM > 1) ? $clog2(N_VM) : 1,
  localparam int unsigned CW = (N_VCPU > 1) ? $clog2(N_VCPU) : 1,
  localparam int unsigned QW = CW + VMW + PAGES_LOG2 + 3,
  localparam int unsigned RW = QW + 10
) (
  input  logic                   clk_i,
  input  logic                   rst_ni,
  input  logic [N_VCPU-1:0]      drain_i,
  input  logic [N_VCPU-1:0]      forced_i,
  input  logic [N_VCPU*10-1:0]   rem_i,
  input  logic [N_VCPU*10-1:0]   cnt_i,
  input  logic [N_VCPU-1:0]      bind_valid_i,
  input  logic [N_VCPU*8-1:0]    bind_vm_i,
  input  logic [N_VCPU-1:0]      vcpu_raw_i,
  input  logic [N_VCPU-1:0]      vcpu_intel_i,
  input  logic [N_VCPU-1:0]      page_open_i,    ///< a raw page takes entries, or they are discarded
  output logic                   rd_valid_o,
  output logic [CW-1:0]          rd_vcpu_o,
  input  logic                   rd_last_i,
  input  logic [8:0]             rd_pos_i,
  input  logic [PAGES_LOG2-1:0]  ent_gfn_i,
  input  logic                   ent_write_i,
  input  logic                   ent_buf_i,
  input  logic                   ent_perr_i,
  output logic [N_VCPU-1:0]      reading_o,      ///< a read of this vCPU is between bank and FIFO
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
  output logic [PAGES_LOG2-1:0]  raw_gfn_o,
  output logic                   raw_write_o,
  output logic                   raw_perr_o,
  output logic                   raw_last_o,
  output logic [8:0]             raw_pos_o,
  input  logic                   raw_pop_i
);
  localparam logic [9:0] STARVE_MAX = 10'd1023;
  logic [2:0]        st_count, raw_count;
  logic              p_valid_q, p_raw_q, p_last_q;
  logic [CW-1:0]     p_vcpu_q;
  logic [VMW-1:0]    p_vm_q;
  logic [8:0]        p_pos_q;
  logic [9:0]        starve_q;
  logic [N_VCPU-1:0] ready, waits;

  wire st_room  = st_count  + 3'(p_valid_q && !p_raw_q) < 3'd4;
  wire raw_room = raw_count + 3'(p_valid_q &&  p_raw_q) < 3'd4;

  for (genvar v = 0; v < N_VCPU; v++) begin : g_ready
    assign waits[v] = drain_i[v] && rem_i[v*10 +: 10] != 0 && bind_valid_i[v] && !vcpu_intel_i[v];
    assign ready[v] = waits[v] && (vcpu_raw_i[v] ? page_open_i[v] && raw_room : st_room);
  end

  wire any_forced = |(ready & forced_i);
  wire starved    = any_forced && starve_q == STARVE_MAX;

  logic [9:0]    best_cnt;
  logic [CW-1:0] best;
  always_comb begin
    best     = '0;
    best_cnt = '0;
    if (|ready) begin
      if (starved) begin
        for (int v = N_VCPU - 1; v >= 0; v--) if (ready[v] && forced_i[v]) best = CW'(v);
      end else begin
        // least free space is the largest count; the lowest wins a tie
        for (int v = N_VCPU - 1; v >= 0; v--)
          if (ready[v] && cnt_i[v*10 +: 10] >= best_cnt) begin
            best     = CW'(v);
            best_cnt = cnt_i[v*10 +: 10];
          end
      end
    end
  end

  assign rd_valid_o = |ready;
  assign rd_vcpu_o  = best;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      p_valid_q <= 1'b0;
      starve_q  <= '0;
    end else begin
      p_valid_q <= rd_valid_o;
      if (!(|(waits & forced_i)) || (rd_valid_o && forced_i[best])) starve_q <= '0;
      else if (starve_q != STARVE_MAX)    starve_q <= starve_q + 1'b1;
    end
    p_raw_q  <= vcpu_raw_i[best];
    p_last_q <= rd_last_i;
    p_pos_q  <= rd_pos_i;
    p_vcpu_q <= best;
    p_vm_q   <= bind_vm_i[best*8 +: VMW];
  end

  assign reading_o = p_valid_q ? N_VCPU'(1) << p_vcpu_q : '0;

  pml_fifo #(.W(QW), .DEPTH(4)) u_st (
    .clk_i, .rst_ni, .push_i(p_valid_q && !p_raw_q),
    .data_i({p_vcpu_q, p_vm_q, ent_gfn_i, ent_write_i, ent_buf_i, ent_perr_i}), .pop_i(st_pop_i), .valid_o(st_valid_o),
    .data_o({st_vcpu_o, st_vm_o, st_gfn_o, st_write_o, st_buf_o, st_perr_o}), .count_o(st_count));

  logic raw_buf_unused;
  pml_fifo #(.W(RW), .DEPTH(4)) u_raw (
    .clk_i, .rst_ni, .push_i(p_valid_q && p_raw_q),
    .data_i({p_last_q, p_pos_q, p_vcpu_q, p_vm_q, ent_gfn_i, ent_write_i, ent_buf_i, ent_perr_i}), .pop_i(raw_pop_i),
    .valid_o(raw_valid_o),
    .data_o({raw_last_o, raw_pos_o, raw_vcpu_o, raw_vm_o, raw_gfn_o, raw_write_o, raw_buf_unused, raw_perr_o}),
    .count_o(raw_count));
endmodule
