// SPDX-License-Identifier: Apache-2.0
/// Is the configuration of one VM fit for ENABLE or PREPARE? Combinational. Carries: I1 (regions inside the address space),
/// I2 (a bad configuration is refused).
module pml_cfg_check #(
  parameter int unsigned N_VCPU = 8,
  parameter int unsigned PAGES_LOG2 = 24,
  parameter int unsigned N_VEC = 16
) (
  input  logic [7:0]             vm_i,
  input  logic [1:0]             mode_i,
  input  logic                   log_reads_i,
  input  logic [7:0]             vector_i,
  input  logic [39:0]            limit_i,       ///< pages
  input  logic [127:0]           a_base_i,      ///< buffer 1, buffer 0
  input  logic [127:0]           w_base_i,
  input  logic [127:0]           sum_base_i,
  input  logic [63:0]            raw_base_i,
  input  logic [4:0]             raw_log2_i,
  input  logic [63:0]            ring_base_i,
  input  logic [4:0]             ring_log2_i,
  input  logic [N_VCPU-1:0]      bind_valid_i,
  input  logic [N_VCPU*8-1:0]    bind_vm_i,
  input  logic [N_VCPU*64-1:0]   log_base_i,
  output logic                   bad_o
);
  // limit / 512 and / 8192, rounded up: lines, and 64-byte chunks of the summary
  wire [39:0] limit_up = limit_i + 40'd511;
  wire [30:0] lines    = limit_up[39:9];
  wire [30:0] lines_up = lines + 31'd15;
  wire [63:0] map_size = {27'd0, lines, 6'd0};
  wire [63:0] sum_size = {31'd0, lines_up[30:4], 6'd0};

  // zero, or base + size carries out of 64 bits
  function automatic logic bad_region(input logic [63:0] base, input logic [63:0] size);
    bad_region = base == 64'd0 || base > ~size;
  endfunction

  logic bad_bitmap, bad_log_base;
  always_comb begin
    bad_bitmap = 1'b0;
    for (int unsigned b = 0; b < 2; b++) begin
      if (bad_region(w_base_i[b*64 +: 64], map_size)) bad_bitmap = 1'b1;
      if (bad_region(sum_base_i[b*64 +: 64], sum_size)) bad_bitmap = 1'b1;
      if (log_reads_i && bad_region(a_base_i[b*64 +: 64], map_size)) bad_bitmap = 1'b1;
    end
    bad_log_base = 1'b0;
    for (int unsigned v = 0; v < N_VCPU; v++)
      if (bind_valid_i[v] && bind_vm_i[v*8 +: 8] == vm_i && log_base_i[v*64 +: 64] == 64'd0) bad_log_base = 1'b1;
  end

  wire bad_limit  = limit_i == 40'd0 || limit_i > (40'd1 << PAGES_LOG2);
  wire bad_vector = 32'(vector_i) >= N_VEC;
  wire bad_ring   = ring_log2_i == 5'd0 || bad_region(ring_base_i, 64'd64 << ring_log2_i);

  logic bad_mode;
  always_comb begin
    case (mode_i)
      pml_pkg::MODE_BITMAP: bad_mode = bad_bitmap;
      pml_pkg::MODE_RAW:    bad_mode = raw_log2_i > 5'd16 || bad_region(raw_base_i, 64'd4096 << raw_log2_i);
      pml_pkg::MODE_INTEL:  bad_mode = bad_log_base;
      default:              bad_mode = 1'b1;
    endcase
  end

  assign bad_o = bad_limit || bad_vector || bad_ring || bad_mode;

  logic unused;
  assign unused = ^{limit_up[8:0], lines_up[3:0]};
endmodule
