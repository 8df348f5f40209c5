// SPDX-License-Identifier: Apache-2.0
/// Pages of the traffic generator: a step becomes {gfn, write} in six registered stages that always move (docs/sources.md section 8 has the patterns).
/// The random numbers: 64-bit xorshift (13, 7, 17), one a step. Two multipliers of 16 x 24 bits serve both the uniform page and the Zipf level.
module pml_gen_page (
  input  logic         clk_i,
  input  logic         rst_ni,
  input  logic [1:0]   seed_we_i,     ///< software writes a word of the random state
  input  logic [31:0]  seed_data_i,
  output logic         seed_ok_o,     ///< the random state is not 0
  // configuration; set, levels and mask stay while an event is in the stages
  input  logic [1:0]   pattern_i,
  input  logic [39:0]  first_gfn_i,
  input  logic [8:0]   share_i,
  input  logic [23:0]  set_i,
  input  logic [4:0]   levels_i,
  input  logic [23:0]  mask_i,
  // step in, event out six cycles later
  input  logic         step_i,
  input  logic [23:0]  i_i,
  input  logic [23:0]  walk_i,
  output logic         busy_o,        ///< an event in any stage
  output logic         push_o,
  output logic [39:0]  gfn_o,
  output logic         write_o
);
  localparam logic [1:0] SEQUENTIAL = 2'd1, UNIFORM = 2'd2, ZIPF = 2'd3;

  // ---------------------------------------------------------------- random numbers
  logic [63:0] x_q;
  wire [63:0] xa = x_q ^ {x_q[50:0], 13'd0};
  wire [63:0] xb = xa ^ {7'd0, xa[63:7]};
  wire [63:0] xc = xb ^ {xb[46:0], 17'd0};
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      x_q <= 64'd1;
    end else begin
      if (seed_we_i[0] || step_i) x_q[31:0]  <= step_i ? xc[31:0]  : seed_data_i;
      if (seed_we_i[1] || step_i) x_q[63:32] <= step_i ? xc[63:32] : seed_data_i;
    end
  end

  // ---------------------------------------------------------------- G1 .. G6
  logic [6:1]  valid_q, write_q;
  logic        zipf_q, uniform_q;
  logic [23:0] factor_q;                        // what the multipliers multiply with: P or L
  logic [15:0] hi1_q, lo1_q;                    // R
  logic [39:0] hi2_q, lo2;                      // R x P in two parts; R[31:16] x L
  logic [23:0] lo2_q;
  logic [23:0] num1_q, num2_q, num3_q;          // page (i or walk), or random bits of the Zipf page
  logic [23:0] uni3_q, page4_q, page5_q;
  logic [4:0]  t3_q;
  logic        top3_q, fold5_q;
  logic [39:0] gfn_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) valid_q <= '0;
    else         valid_q <= {valid_q[5:1], step_i};
  end

  wire [39:0] uni    = hi2_q + 40'(lo2_q);       // floor(R x P / 2^16)
  assign lo2 = 40'(lo1_q) * 40'(factor_q);
  wire [4:0]  t      = hi2_q[20:16];               // level of the reversed rank
  wire [23:0] high   = mask_i & ~{1'b0, mask_i[23:1]};  // bit L-1
  wire [23:0] page   = page5_q & ~(high & {24{fold5_q}});
  logic [23:0] zipf;                               // bits below t cleared, bit t set (random at t = L-1)
  always_comb begin
    for (int unsigned b = 0; b < 24; b++)
      zipf[b] = mask_i[b] && (5'(b) > t3_q ? num3_q[b] : 5'(b) == t3_q && (!top3_q || num3_q[b]));
  end

  always_ff @(posedge clk_i) begin
    zipf_q    <= pattern_i == ZIPF;
    uniform_q <= pattern_i == UNIFORM;
    factor_q  <= pattern_i == ZIPF ? 24'(levels_i) : set_i;
    write_q   <= {write_q[5:1], 9'(x_q[7:0]) < share_i};
    // G1
    hi1_q     <= x_q[63:48];
    lo1_q     <= x_q[47:32];
    num1_q    <= zipf_q ? x_q[31:8] : pattern_i == SEQUENTIAL ? walk_i : i_i;
    // G2
    hi2_q     <= 40'(hi1_q) * 40'(factor_q);
    lo2_q     <= lo2[39:16];
    num2_q    <= num1_q;
    // G3
    uni3_q    <= uni[39:16];
    t3_q      <= t;
    top3_q    <= t == levels_i - 5'd1;
    num3_q    <= num2_q;
    // G4
    page4_q   <= zipf_q ? zipf : uniform_q ? uni3_q : num3_q;
    // G5: a Zipf page past the set loses its highest bit
    page5_q   <= page4_q;
    fold5_q   <= zipf_q && page4_q >= set_i;
    // G6
    gfn_q     <= first_gfn_i + 40'(page);
  end

  assign seed_ok_o = x_q != 0;
  assign busy_o  = valid_q != 0;
  assign push_o  = valid_q[6];
  assign gfn_o   = gfn_q;
  assign write_o = write_q[6];
endmodule
