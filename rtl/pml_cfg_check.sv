// SPDX-License-Identifier: Apache-2.0
/// Is the configuration of one VM fit for ENABLE or PREPARE? Reads the register RAM word by word while the write of the command
/// waits (step W2), a fixed number of cycles. Carries: I1 (regions inside the address space), I2 (a bad configuration is refused).
module pml_cfg_check #(
  parameter int unsigned N_VCPU = 8,
  parameter int unsigned N_VM = 8,
  parameter int unsigned PAGES_LOG2 = 24,
  parameter int unsigned N_VEC = 16,
  parameter int unsigned AW = 64,
  parameter int unsigned IW = 9,
  localparam int unsigned VMW = (N_VM > 1) ? $clog2(N_VM) : 1,
  localparam int unsigned CW = (N_VCPU > 1) ? $clog2(N_VCPU) : 1
) (
  input  logic                  clk_i,
  input  logic                  run_i,          ///< low: start over
  input  logic [VMW-1:0]        vm_i,           ///< held while run_i
  input  logic [N_VM*2-1:0]     mode_i,
  input  logic [N_VM-1:0]       log_reads_i,
  input  logic [N_VM*40-1:0]    limit_i,        ///< pages
  input  logic [N_VM*5-1:0]     raw_log2_i,
  input  logic [4:0]            ring_log2_i,
  input  logic [N_VCPU-1:0]     bind_valid_i,
  input  logic [N_VCPU*8-1:0]   bind_vm_i,
  output logic [IW+1:0]         addr_o,         ///< a word of the register RAM ...
  input  logic [31:0]           data_i,         ///< ... in the next cycle
  output logic                  done_o,         ///< in the last cycle
  output logic                  bad_o           ///< from then on
);
  localparam logic [1:0] GLOBAL = 2'd0, VCPU = 2'd1, VM = 2'd3;
  localparam int unsigned FIRST = 5;                          // VM words VECTOR to RAW_BASE_HI
  localparam int unsigned N_VM_WORDS = 21;
  localparam int unsigned LAST = N_VM_WORDS + 2 + 2 * N_VCPU; // then the ring's base, and the log bases
  localparam int unsigned SW = $clog2(LAST + 2);

  logic [SW-1:0] n_q;
  wire [SW-1:0]  c_w = n_q - SW'(N_VM_WORDS + 2);             // log bases: {vcpu, half}
  wire           in_vm   = 32'(n_q) < N_VM_WORDS;
  wire           in_ring = !in_vm && 32'(n_q) < N_VM_WORDS + 2;
  wire [5:0]     word = 6'(n_q) + 6'(FIRST);
  wire [CW-1:0]  v    = CW'(c_w >> 1);
  always_comb begin
    if (in_vm)        addr_o = {VM, IW'({vm_i, word})};
    else if (in_ring) addr_o = {GLOBAL, IW'(n_q == SW'(N_VM_WORDS) ? pml_reg_pkg::GLOBAL_RING_BASE >> 2 : pml_reg_pkg::GLOBAL_RING_BASE_HI >> 2)};
    else              addr_o = {VCPU, IW'({v, 4'(pml_reg_pkg::VCPU_LOG_BASE >> 2) | 4'(c_w[0])})};
  end

  // what the word that comes next is: half of a region that counts, and the region's size
  logic [1:0]  mode_q;
  logic [4:0]  raw_log2_q;
  logic        reads_q;
  logic [39:0] limit_q;
  logic [PAGES_LOG2-9:0] lines_q;
  // sizes in whole pages of 4 KiB: bases are multiples of one, so the rest of a size cannot make them carry
  logic [19:0] size_q, raw_size_q, ring_size_q;
  logic        raw_over_q, hi_q, counts_q, vector_q, bitmap_q, bad_q, run_q;
  // the word that has come: what it says by itself and with the one before; it is judged in the next cycle
  logic        end_q, vec_q, judged_q, zero_q, zero_before_q, ones_q, over_q, carry_q, carry_before_q;
  wire [PAGES_LOG2:0]   limit_up = limit_q[PAGES_LOG2:0] + (PAGES_LOG2 + 1)'(511);
  wire [PAGES_LOG2-9:0] lines_up = lines_q + (PAGES_LOG2 - 8)'(15);  // 16 lines of a bitmap are 64 bytes of summary
  wire is_a = n_q >= SW'((32'(pml_reg_pkg::VM_A_BASE0) >> 2) - FIRST) && n_q <= SW'((32'(pml_reg_pkg::VM_A_BASE1_HI) >> 2) - FIRST);
  wire is_w = n_q >= SW'((32'(pml_reg_pkg::VM_W_BASE0) >> 2) - FIRST) && n_q <= SW'((32'(pml_reg_pkg::VM_W_BASE1_HI) >> 2) - FIRST);
  wire is_sum = n_q >= SW'((32'(pml_reg_pkg::VM_SUM_BASE0) >> 2) - FIRST) && n_q <= SW'((32'(pml_reg_pkg::VM_SUM_BASE1_HI) >> 2) - FIRST);
  wire is_raw = in_vm && n_q >= SW'((32'(pml_reg_pkg::VM_RAW_BASE) >> 2) - FIRST);
  wire is_log = !in_vm && !in_ring;
  wire [20:0] sum = {1'b0, data_i[31:12]} + {1'b0, size_q};
  wire bad_region = (zero_q && zero_before_q) || (ones_q && carry_before_q);
  wire bad_now    = judged_q && ((vec_q && over_q) || (end_q && bad_region));

  always_ff @(posedge clk_i) begin
    run_q   <= run_i;
    n_q     <= run_i ? n_q + 1'b1 : '0;
    mode_q  <= mode_i[vm_i*2 +: 2];
    reads_q <= log_reads_i[vm_i];
    limit_q <= limit_i[vm_i*40 +: 40];
    lines_q <= limit_up[PAGES_LOG2:9];
    raw_log2_q  <= raw_log2_i[vm_i*5 +: 5];
    raw_size_q  <= 20'd1 << raw_log2_q;
    raw_over_q  <= raw_log2_q > 5'd16;
    ring_size_q <= 20'((26'd1 << ring_log2_i) >> 6);
    bitmap_q <= mode_q == pml_pkg::MODE_BITMAP;
    // the word that is read now
    hi_q     <= in_vm ? word[0] : in_ring ? n_q != SW'(N_VM_WORDS) : c_w[0];
    vector_q <= n_q == SW'((32'(pml_reg_pkg::VM_VECTOR) >> 2) - FIRST);
    counts_q <= (is_w && bitmap_q) || (is_sum && bitmap_q) || (is_a && bitmap_q && reads_q)
                || (is_raw && mode_q == pml_pkg::MODE_RAW) || in_ring
                || (is_log && mode_q == pml_pkg::MODE_INTEL && bind_valid_i[v] && bind_vm_i[v*8 +: VMW] == vm_i);
    size_q   <= is_sum ? 20'(lines_up) >> 10 : is_raw ? raw_size_q : in_ring ? ring_size_q
                : is_log ? 20'd0 : 20'(lines_q) >> 6;
    // the word that has come
    zero_q   <= data_i == 0;
    ones_q   <= &data_i[AW-33:0];
    over_q   <= data_i >= N_VEC;
    carry_q  <= sum[20];
    vec_q    <= vector_q;
    end_q    <= counts_q && hi_q;
    judged_q <= run_q && run_i;
    zero_before_q  <= zero_q;
    carry_before_q <= carry_q;
    if (!run_q) begin
      bad_q <= limit_q == 40'd0;
    end else begin
      if (bad_now) bad_q <= 1'b1;
      if (run_i) begin
        if (|limit_q[39:PAGES_LOG2+1] || (limit_q[PAGES_LOG2] && |limit_q[PAGES_LOG2-1:0])) bad_q <= 1'b1;
        if (mode_q == 2'd3 || (mode_q == pml_pkg::MODE_RAW && raw_over_q) || ring_log2_i == 5'd0) bad_q <= 1'b1;
      end
    end
  end
  assign done_o = n_q == SW'(LAST);
  assign bad_o  = bad_q || bad_now;

  logic unused;
  assign unused = ^{limit_up[8:0], lines_up, sum, c_w};
endmodule
