// SPDX-License-Identifier: Apache-2.0
/// Interrupt router: gathers events per vector, moderates them by count and time, and sends one vector at a time, MSI-X style
/// (pending and mask). A walk visits a vector every 2^W cycles, W = max(2, vector bits), so one adder and two compares serve all of
/// them and their state is in tables; what comes between two visits waits in small counters. Never loses an event: a masked or waiting
/// vector stays pending. An event at count 1 is pending 5 to 2^W + 4 cycles later.
`include "pml_assert.svh"
module pml_irq #(
  parameter int unsigned N_VEC = 16,  ///< interrupt vectors, 1..256
  localparam int unsigned VW = (N_VEC > 1) ? $clog2(N_VEC) : 1,
  localparam int unsigned W = (VW > 2) ? VW : 2
) (
  input  logic                 clk_i,
  input  logic                 rst_ni,
  input  logic                 cw_valid_i,      ///< register write bus
  input  logic [1:0]           cw_blk_i,
  input  logic [VW+2:0]        cw_idx_i,        ///< VEC: {vector, word}
  input  logic [31:0]          cw_data_i,
  input  logic                 ev_rec_valid_i,  ///< a completion record is in memory
  input  logic [7:0]           ev_rec_vec_i,
  input  logic                 ev_err_valid_i,  ///< a fault took effect
  input  logic [7:0]           ev_err_vec_i,
  input  logic                 ev_src_valid_i,  ///< an event of a source
  input  logic [7:0]           ev_src_vec_i,
  input  logic [N_VEC-1:0]     mask_i,          ///< 1: kept pending, not sent
  output logic [N_VEC-1:0]     pending_o,
  output logic                 irq_valid_o,
  output logic [7:0]           irq_vec_o,
  input  logic                 irq_ready_i
);
  localparam logic [1:0] VEC = 2'd2, VM = 2'd3;
  localparam int unsigned P = 2**W;                  // cycles between two visits
  localparam int unsigned GW = $clog2(3*P + 1);      // three events a cycle at most
  localparam int unsigned CW = 17;                   // a fire takes the whole count: it never exceeds 65534 + 3 P
  localparam int unsigned TW = 33 - W;               // a vector's wait in visits; the top bit alone is 2^32 cycles

  // ---- events, registered
  logic          rec_q, err_q, src_q;
  logic [VW-1:0] rec_vec_q, err_vec_q, src_vec_q;
  always_ff @(posedge clk_i) begin
    rec_q <= rst_ni && ev_rec_valid_i && 32'(ev_rec_vec_i) < N_VEC;
    err_q <= rst_ni && ev_err_valid_i && 32'(ev_err_vec_i) < N_VEC;
    src_q <= rst_ni && ev_src_valid_i && 32'(ev_src_vec_i) < N_VEC;
    rec_vec_q <= ev_rec_vec_i[VW-1:0];
    err_vec_q <= ev_err_vec_i[VW-1:0];
    src_vec_q <= ev_src_vec_i[VW-1:0];
  end

  // ---- gathered between two visits
  logic [W-1:0]    walk_q, n1_q, n2_q;
  logic [GW*P-1:0] gathered;                         // bit b of vector i at [b*P + i]
  for (genvar i = 0; i < P; i++) begin : g_vec
    if (i < N_VEC) begin : g_there
      logic [GW-1:0] gathered_q;
      wire [1:0] events = 2'(rec_q && 32'(rec_vec_q) == i) + 2'(err_q && 32'(err_vec_q) == i) + 2'(src_q && 32'(src_vec_q) == i);
      always_ff @(posedge clk_i) begin
        if (!rst_ni) gathered_q <= '0;
        else         gathered_q <= (walk_q == W'(i) ? '0 : gathered_q) + GW'(events);
      end
      for (genvar b = 0; b < GW; b++) begin : g_bit
        assign gathered[b*P + i] = gathered_q[b];
      end
    end else begin : g_none
      for (genvar b = 0; b < GW; b++) begin : g_bit
        assign gathered[b*P + i] = 1'b0;
      end
    end
  end
  logic [GW-1:0] gathered_here;                      // of the vector visited
  for (genvar b = 0; b < GW; b++) begin : g_here
    wire [P-1:0] column = gathered[b*P +: P];
    assign gathered_here[b] = column[walk_q];
  end

  // ---- MOD_COUNT, MOD_TIME; both are 0 until the clearing walk has passed them (the VM block comes after it)
  (* ram_style = "distributed" *) logic [15:0] mod_count [0:P-1];
  (* ram_style = "distributed" *) logic [31:0] mod_time [0:P-1];
  wire [W-1:0] cw_vec = W'(cw_idx_i[3 +: VW]);
  wire         cw_vec_valid = cw_valid_i && cw_blk_i == VEC;
  logic        clean_q;
  always_ff @(posedge clk_i) begin
    if (cw_vec_valid && cw_idx_i[2:0] == 3'(pml_reg_pkg::VEC_MOD_COUNT >> 2)) mod_count[cw_vec] <= cw_data_i[15:0];
    if (!rst_ni) clean_q <= 1'b0;
    else if (cw_valid_i && cw_blk_i == VM) clean_q <= 1'b1;
  end
  always_ff @(posedge clk_i)
    if (cw_vec_valid && cw_idx_i[2:0] == 3'(pml_reg_pkg::VEC_MOD_TIME >> 2)) mod_time[cw_vec] <= cw_data_i;

  // ---- a visit. First cycle: the tables are read. Second: count and wait are compared. Third: fire, written back
  (* ram_style = "distributed" *) logic [CW-1:0] count [0:P-1];
  (* ram_style = "distributed" *) logic [TW-1:0] wait_t [0:P-1];
  logic [P-1:0]  busy_q;                             // events wait: count and wait are valid (0 otherwise)
  logic          v1_q, v2_q, late_q;
  logic [CW-1:0] count1_q, count2_q;
  logic [TW-1:0] wait1_q, wait2_q;
  logic [GW-1:0] gathered1_q;
  logic [15:0]   mod_count1_q, mod_count2_q;
  logic [31:0]   mod_time1_q;
  wire late   = mod_time1_q != 0 && (wait1_q[TW-1] || {wait1_q[TW-2:0], 1'b0} >= {mod_time1_q[31:W], |mod_time1_q[W-1:0]});
  wire enough = count2_q >= CW'(mod_count2_q);
  wire some   = count2_q != 0;
  wire fire   = v2_q && some && (enough || late_q);
  always_ff @(posedge clk_i) begin
    count1_q <= count[walk_q];
    wait1_q  <= wait_t[walk_q];
    if (!busy_q[walk_q]) begin
      count1_q <= '0;
      wait1_q  <= '0;
    end
    gathered1_q  <= gathered_here;
    mod_count1_q <= mod_count[walk_q];
    mod_time1_q  <= mod_time[walk_q];
    if (!clean_q) begin
      mod_count1_q <= '0;
      mod_time1_q  <= '0;
    end
    count2_q     <= count1_q + CW'(gathered1_q);
    wait2_q      <= wait1_q + TW'(!wait1_q[TW-1]);
    mod_count2_q <= mod_count1_q;
    late_q       <= late;
    n1_q         <= walk_q;
    n2_q         <= n1_q;
    count[n2_q]  <= count2_q;
    wait_t[n2_q] <= wait2_q;
  end
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      walk_q <= '0;
      busy_q <= '0;
      v1_q   <= 1'b0;
      v2_q   <= 1'b0;
    end else begin
      walk_q <= walk_q + 1'b1;
      v1_q   <= 1'b1;
      v2_q   <= v1_q;
      if (v2_q) busy_q[n2_q] <= some && !fire;
    end
  end

  // ---- out: the lowest vector that is pending and not masked
  logic [N_VEC-1:0] pending_q, grant, fires;
  logic             valid_q;
  logic [7:0]       vec_q, grant_vec;
  wire [N_VEC-1:0] wants = pending_q & ~mask_i;
  wire             send  = !valid_q || irq_ready_i;
  always_comb begin
    grant_vec = 8'd0;
    grant     = '0;
    for (int i = N_VEC - 1; i >= 0; i--)
      if (wants[i]) begin
        grant_vec = 8'(i);
        grant     = N_VEC'(1) << i;
      end
    fires = '0;
    for (int unsigned i = 0; i < N_VEC; i++) fires[i] = fire && n2_q == W'(i);
  end
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      pending_q <= '0;
      valid_q   <= 1'b0;
      vec_q     <= '0;
    end else begin
      pending_q <= (pending_q & ~(grant & {N_VEC{send}})) | fires;
      if (send) valid_q <= |wants;
      if (send && |wants) vec_q <= grant_vec;
    end
  end
  assign pending_o   = pending_q;
  assign irq_valid_o = valid_q;
  assign irq_vec_o   = vec_q;

  `PML_ASSERT(a_vector_there, !(fire && 32'(n2_q) >= N_VEC))
endmodule
