// SPDX-License-Identifier: Apache-2.0
/// Interrupt router: gathers events per vector, moderates them by count and time, and sends one vector at a time, MSI-X style
/// (pending and mask). An event at count 1 is pending two cycles later, at the output three. Never loses an event: a masked
/// or waiting vector stays pending.
module pml_irq #(
  parameter int unsigned N_VEC = 16  ///< interrupt vectors, 1..256
) (
  input  logic                 clk_i,
  input  logic                 rst_ni,
  input  logic                 ev_rec_valid_i,  ///< a completion record is in memory
  input  logic [7:0]           ev_rec_vec_i,
  input  logic                 ev_err_valid_i,  ///< a fault took effect
  input  logic [7:0]           ev_err_vec_i,
  input  logic                 ev_src_valid_i,  ///< an event of a source
  input  logic [7:0]           ev_src_vec_i,
  input  logic [N_VEC-1:0]     mask_i,          ///< 1: kept pending, not sent
  input  logic [N_VEC*16-1:0]  mod_count_i,     ///< events gathered before the vector fires (0, 1: at once)
  input  logic [N_VEC*32-1:0]  mod_time_i,      ///< longest wait, cycles (0: none)
  output logic [N_VEC-1:0]     pending_o,
  output logic                 irq_valid_o,
  output logic [7:0]           irq_vec_o,
  input  logic                 irq_ready_i
);
  logic [N_VEC-1:0] pending_q, fire, busy, grant;
  logic             valid_q;
  logic [7:0]       vec_q;

  wire send = !valid_q || irq_ready_i;
  // the lowest vector that is pending and not masked
  wire [N_VEC-1:0] wants = pending_q & ~mask_i;
  assign grant = send ? (wants & (~wants + 1'b1)) : '0;

  logic [7:0] grant_vec;
  always_comb begin
    grant_vec = 8'd0;
    if (|grant)
      for (int unsigned i = 0; i < N_VEC; i++) if (grant[i]) grant_vec = 8'(i);
  end

  for (genvar i = 0; i < N_VEC; i++) begin : g_vec
    // A fire takes the whole count, so it never exceeds 65534 (waiting) + 3.
    logic [16:0] count_q;
    logic [31:0] timer_q;

    wire hit_rec = ev_rec_valid_i && ev_rec_vec_i == 8'(i);
    wire hit_err = ev_err_valid_i && ev_err_vec_i == 8'(i);
    wire hit_src = ev_src_valid_i && ev_src_vec_i == 8'(i);
    wire [16:0] events = 17'(hit_rec) + 17'(hit_err) + 17'(hit_src);

    assign busy[i] = count_q != 0;
    wire enough = busy[i] && count_q >= 17'(mod_count_i[i*16 +: 16]);
    wire late   = busy[i] && mod_time_i[i*32 +: 32] != 0 && timer_q >= mod_time_i[i*32 +: 32];
    assign fire[i] = enough || late;

    always_ff @(posedge clk_i) begin
      if (!rst_ni) begin
        count_q <= '0;
        timer_q <= '0;
      end else begin
        count_q <= fire[i] ? events : count_q + events;
        if (fire[i] || !busy[i]) timer_q <= '0;
        else if (!(&timer_q))    timer_q <= timer_q + 1'b1;
      end
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      pending_q <= '0;
      valid_q   <= 1'b0;
      vec_q     <= '0;
    end else begin
      pending_q <= (pending_q & ~grant) | fire;
      if (send) valid_q <= |grant;
      if (|grant) vec_q <= grant_vec;
    end
  end

  assign pending_o   = pending_q;
  assign irq_valid_o = valid_q;
  assign irq_vec_o   = vec_q;
endmodule
