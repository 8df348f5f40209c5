// SPDX-License-Identifier: Apache-2.0
/// Line store, data: the words (one AXI beat each) of all slots, for both kinds, with a parity bit for each byte. An operation sets its bit
/// in a byte: A compares it with the operations ahead, B reads the word (if it holds bits already that no operation ahead brings), C
/// chooses the byte, D ORs and writes; what finds no port in D is written in E. One operation a cycle for any sequence of bytes. Write-back
/// reads a word and leaves it cleared; it waits (rd_wait_o) only for a write that cannot wait for longer. So a word of a free slot is
/// zero, and nothing but the byte is ever written. Both kinds of a half word share a port-1 address. Carries: E2, I3, C3.
`include "pml_assert.svh"
module pml_store_data #(
  parameter int unsigned N_VM = 8,
  parameter int unsigned DW = 512,
  parameter int unsigned LW = 15,
  parameter int unsigned N_SLOTS = 384,
  localparam int unsigned VMW = (N_VM > 1) ? $clog2(N_VM) : 1,
  localparam int unsigned NB = 512 / DW,
  localparam int unsigned BW = (NB > 1) ? $clog2(NB) : 1,
  localparam int unsigned SLW = $clog2(N_SLOTS),
  localparam int unsigned DEPTH = N_SLOTS * NB,
  localparam int unsigned AW = $clog2(DEPTH)
) (
  input  logic                   clk_i,
  input  logic                   rst_ni,
  input  logic                   clear_i,      ///< after reset: the word at clear_addr_i becomes zero; no operation, no read
  input  logic [AW-1:0]          clear_addr_i,
  input  logic                   op_valid_i,   ///< A
  input  logic [SLW-1:0]         op_slot_i,
  input  logic [8:0]             op_page_i,    ///< page of the line
  input  logic                   op_set_a_i,
  input  logic                   op_set_w_i,
  input  logic                   op_had_a_i,   ///< the word holds bits already
  input  logic                   op_had_w_i,
  input  logic [VMW-1:0]         op_vm_i,
  input  logic [LW-1:0]          op_line_i,
  input  logic                   inject_i,
  output logic                   inject_clr_o,
  output logic                   perr_o,       ///< bad parity in the byte that a commit ORs into
  output logic [VMW-1:0]         perr_vm_o,
  output logic [LW-1:0]          perr_line_o,
  input  logic                   rd_re_i,      ///< read and clear, unless rd_wait_o; data in the next cycle, of one kind (the other is zero)
  input  logic [SLW-1:0]         rd_slot_i,
  input  logic [BW-1:0]          rd_beat_i,
  input  logic                   rd_kind_w_i,
  output logic                   rd_wait_o,
  output logic [2*DW-1:0]        rd_data_o,
  output logic [2*DW/8-1:0]      rd_parity_o
);
  localparam int unsigned BTW = $clog2(DW);
  localparam int unsigned BAW = SLW + 6;                   // byte address {slot, byte of the line}
  localparam int unsigned NL = DW / 16;                    // bytes of half a word
  localparam int unsigned LNW = $clog2(NL);

  function automatic logic [AW-1:0] word_of(input logic [BAW-1:0] at);
    word_of = AW'(at >> (BTW - 3));
  endfunction

  // A (the inputs) to E
  logic [BAW-1:0]  b_at_q, c_at_q, d_at_q, e_at_q;
  logic [2:0]      b_bit_q, c_bit_q, d_bit_q;
  logic [1:0]      b_set_q, b_had_q, b_near_q, b_same1_q, b_same2_q, c_set_q, c_had_q, c_same1_q, c_late_q, d_set_q, d_had_q, e_pend_q;
  logic            b_same3_q, b_word_q, c_word_q, d_word_q;
  logic [VMW-1:0]  b_vm_q, c_vm_q, d_vm_q;
  logic [LW-1:0]   b_line_q, c_line_q, d_line_q;
  logic [2*9-1:0]  c_late_byte_q, d_old_q, d_new, e_new_q;
  logic [1:0]      c_ram_q, d_fresh, d_late, bad, bad_q;
  wire  [BAW-1:0]  a_at   = {op_slot_i, op_page_i[8:3]};
  wire  [1:0]      a_set  = {op_set_w_i, op_set_a_i};
  wire  [1:0]      a_had  = {op_had_w_i, op_had_a_i};
  wire             b_half = b_at_q[BTW-4];
  logic            b_meets_d_q, b_meets_e_q;   // B reads, in the same half

  // ---- B reads if the old byte may be in the RAM only; then D and E, of the same half, must do without port 1
  wire b_read = |b_near_q;
  wire e_any  = |e_pend_q;
  wire [1:0] e_forced = e_pend_q & {2{b_meets_e_q}};   // port 2 must take it
  wire [1:0] rd_kind  = {rd_re_i && rd_kind_w_i, rd_re_i && !rd_kind_w_i};
  assign rd_wait_o = |(rd_kind & e_forced);
  wire       d_port1 = !e_any && !b_meets_d_q;
  wire       d_port2 = !d_port1 && !(e_any && d_word_q);              // not beside E's write of the same word
  wire [1:0] d_two   = d_fresh & {2{d_port2}} & ~rd_kind & ~e_forced;
  assign d_late = d_fresh & ~{2{d_port1}} & ~d_two;

  // ---- the RAMs: of kind k, half h, four bytes each. Port 1 reaches two of them
  localparam int unsigned NG = NL / 4;
  logic [2*2*NG*18-1:0] ram1;           // {kind, half, group of four bytes, byte}
  logic [2*DW/8*9-1:0]  ram2;           // {kind, half, byte}
  wire [BAW-1:0] w1_at = e_any ? e_at_q : d_at_q;
  wire [AW-1:0]  rd_addr = clear_i ? clear_addr_i : (NB > 1) ? AW'({rd_slot_i, rd_beat_i}) : AW'(rd_slot_i);
  for (genvar h = 0; h < 2; h++) begin : g_half
    wire           reads = b_read && 32'(b_half) == h;
    wire [BAW-1:0] at1   = reads ? b_at_q : w1_at;
    wire           w1    = !reads && 32'(w1_at[BTW-4]) == h;
    for (genvar k = 0; k < 2; k++) begin : g_kind
      wire           wb    = rd_kind[k] && !e_forced[k];
      wire [BAW-1:0] w2_at = e_forced[k] ? e_at_q : d_at_q;
      wire           w2    = (e_forced[k] || d_two[k]) && 32'(w2_at[BTW-4]) == h;
      wire [8:0]     byte1 = e_any ? e_new_q[k*9 +: 9] : d_new[k*9 +: 9];
      wire [8:0]     byte2 = (wb || clear_i) ? '0 : e_forced[k] ? e_new_q[k*9 +: 9] : d_new[k*9 +: 9];
      wire           we1   = w1 && (e_any ? e_pend_q[k] : d_fresh[k]);
      for (genvar g = 0; g < NG; g++) begin : g_four
        wire here1 = NG == 1 || (32'(w1_at[LNW-1:0]) >> 2) == g;
        wire here2 = NG == 1 || (32'(w2_at[LNW-1:0]) >> 2) == g;
        pml_ram_2p #(.DEPTH(DEPTH)) u_ram (
          .clk_i, .addr1_i({word_of(at1), at1[1]}), .we1_i((2'd1 << w1_at[0]) & {2{we1 && here1}}), .wdata1_i({2{byte1}}),
          .rdata1_o(ram1[((k*2+h)*NG+g)*18 +: 18]), .re2_i(wb), .addr2_i((wb || clear_i) ? rd_addr : word_of(w2_at)),
          .we2_i({4{wb || clear_i}} | ((4'd1 << w2_at[1:0]) & {4{w2 && here2}})), .wdata2_i({4{byte2}}),
          .rdata2_o(ram2[((k*2+h)*NG+g)*36 +: 36]));
      end
    end
  end

  // ---- C: the old byte; D: the new one. Parity goes along: a bad byte stays bad
  for (genvar k = 0; k < 2; k++) begin : g_byte
    logic [8:0] from_ram;
    always_comb begin
      from_ram = '0;
      for (int unsigned i = 0; i < 2 * NG; i++)
        for (int unsigned b = 0; b < 2; b++)
          if (32'(c_at_q[BTW-4:2]) == i && 32'(c_at_q[0]) == b) from_ram = from_ram | ram1[((k*2*NG + i)*2 + b)*9 +: 9];
    end
    wire [8:0] old      = d_old_q[k*9 +: 9];
    wire [7:0] hot      = 8'd1 << d_bit_q;
    wire [8:0] brought  = c_same1_q[k] ? d_new[k*9 +: 9] : c_late_byte_q[k*9 +: 9] & {9{c_late_q[k]}};
    assign d_fresh[k] = d_set_q[k] && !(|(old[7:0] & hot));
    assign d_new[k*9 +: 9] = {old[8] ^ (d_fresh[k] && !inject_i), old[7:0] | (hot & {8{d_set_q[k]}})};
    assign bad[k] = d_set_q[k] && d_had_q[k] && ^old;
    always_ff @(posedge clk_i) begin
      d_old_q[k*9 +: 9] <= (from_ram & {9{c_ram_q[k]}}) | (brought & {9{c_had_q[k]}});
      c_ram_q[k]        <= b_had_q[k] && !b_same1_q[k] && !b_same2_q[k] && !(e_pend_q[k] && b_same3_q);
      c_late_byte_q[k*9 +: 9] <= b_same2_q[k] ? d_new[k*9 +: 9] : e_new_q[k*9 +: 9];
      e_new_q[k*9 +: 9] <= d_new[k*9 +: 9];
    end
  end

  // ---- A: is it the byte, or the word, of an operation ahead?
  wire a_word1  = word_of(a_at) == word_of(b_at_q);
  wire a_equal1 = a_at == b_at_q;
  wire a_equal2 = a_at == c_at_q;
  wire a_equal3 = a_at == d_at_q;
  wire [1:0] a_near = a_set & a_had & {2{op_valid_i}} & ~(b_set_q & {2{a_equal1}}) & ~(c_set_q & {2{a_equal2}});
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      b_set_q   <= '0;
      b_near_q  <= '0;
      b_meets_d_q <= 1'b0;
      b_meets_e_q <= 1'b0;
      c_set_q   <= '0;
      d_set_q   <= '0;
      e_pend_q  <= '0;
      bad_q     <= '0;
    end else begin
      b_set_q   <= a_set & {2{op_valid_i}};
      b_near_q  <= a_near;
      b_meets_d_q <= |a_near && a_at[BTW-4] == c_at_q[BTW-4];
      b_meets_e_q <= |a_near && a_at[BTW-4] == d_at_q[BTW-4];
      c_set_q   <= b_set_q;
      d_set_q   <= c_set_q;
      e_pend_q  <= d_late;
      bad_q     <= bad;
    end
    b_at_q    <= a_at;
    c_at_q    <= b_at_q;
    d_at_q    <= c_at_q;
    e_at_q    <= d_at_q;
    b_bit_q   <= op_page_i[2:0];
    c_bit_q   <= b_bit_q;
    d_bit_q   <= c_bit_q;
    b_had_q   <= a_had;
    c_had_q   <= b_had_q;
    d_had_q   <= c_had_q;
    b_same1_q <= b_set_q & {2{a_equal1}};
    b_same2_q <= c_set_q & {2{a_equal2}};
    b_same3_q <= a_equal3;
    c_same1_q <= b_same1_q;
    c_late_q  <= b_same2_q | (e_pend_q & {2{b_same3_q}});
    b_word_q  <= a_word1;
    c_word_q  <= b_word_q;
    d_word_q  <= c_word_q;
    b_vm_q    <= op_vm_i;
    c_vm_q    <= b_vm_q;
    d_vm_q    <= c_vm_q;
    b_line_q  <= op_line_i;
    c_line_q  <= b_line_q;
    d_line_q  <= c_line_q;
    perr_vm_o   <= d_vm_q;
    perr_line_o <= d_line_q;
  end
  assign inject_clr_o = inject_i && |d_fresh;
  assign perr_o       = |bad_q;

  for (genvar b = 0; b < 2 * DW / 8; b++) begin : g_out
    assign {rd_parity_o[b], rd_data_o[b*8 +: 8]} = ram2[b*9 +: 9];
  end

  // a line is read for write-back long after its last operation
  `PML_ASSERT(a_read_before_write, !(rd_re_i && (
    (op_valid_i && op_slot_i == rd_slot_i) || (b_set_q != 0 && b_at_q[BAW-1:6] == rd_slot_i) || (c_set_q != 0 && c_at_q[BAW-1:6] == rd_slot_i)
    || (d_set_q != 0 && d_at_q[BAW-1:6] == rd_slot_i) || (e_pend_q != 0 && e_at_q[BAW-1:6] == rd_slot_i))))
endmodule
