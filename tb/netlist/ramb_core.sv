// SPDX-License-Identifier: Apache-2.0
/// Block RAM of the 7 series in simulation: what UG473 ("7 Series FPGAs Memory Resources") says, for one clock at both ports. RAMB18E1 and
/// RAMB36E1 (ramb_xc7.sv) are this with the primitive's pins.
///
/// Words are vectors of lanes of 9 bits: 8 of data and above them the parity bit; ports of width 1, 2 and 4 use the low bits of lane 0 and
/// have no parity. What the guide calls undefined comes out random here, so that whoever depends on it is found out:
///   - a lane read by one port while the other writes it, unless the writing port is READ_FIRST: then it is the old word;
///   - a lane that both ports write: its memory where the data differ, and both ports' outputs;
///   - NO_CHANGE with only some of the byte enables (the guide is silent): the lanes that are not written.
module ramb_core #(
  parameter int unsigned LL = 12,                 ///< lanes, log2: 12 for 36 Kb, 11 for 18 Kb
  parameter int unsigned W_A = 0, W_B = 0,        ///< widths: 0 (not used), 1, 2, 4, 9, 18, 36, 72
  parameter bit RD_A = 0, RD_B = 0, WR_A = 0, WR_B = 0,
  parameter int unsigned MODE_A = 0, MODE_B = 0,  ///< 0 WRITE_FIRST, 1 READ_FIRST, 2 NO_CHANGE
  parameter bit [71:0] INIT_A = 0, INIT_B = 0, SRVAL_A = 0, SRVAL_B = 0
) (
  input  logic          clk_i,
  input  logic          en_a_i, en_b_i, rst_a_i, rst_b_i,
  input  logic [LL+2:0] addr_a_i, addr_b_i,                    // of a bit of data
  input  logic [7:0]    we_a_i, we_b_i,
  input  logic [71:0]   di_a_i, di_b_i,
  output logic [71:0]   do_a_o, do_b_o
);
  // lanes of a port; bits of the address that are below a word's; lanes that it writes or reads in part
  function automatic int unsigned lanes(int unsigned w); return w > 9 ? w / 9 : 1; endfunction
  function automatic int unsigned below(int unsigned w);
    return w == 72 ? 6 : w == 36 ? 5 : w == 18 ? 4 : w == 9 ? 3 : w == 4 ? 2 : w == 2 ? 1 : 0;
  endfunction
  localparam int unsigned N_A = lanes(W_A), N_B = lanes(W_B);
  localparam int unsigned BELOW = below(W_A) > below(W_B) ? below(W_A) : below(W_B);

  logic [8:0]  mem [0:2**LL-1];
  initial do_a_o = INIT_A;
  initial do_b_o = INIT_B;

  // bits of a lane that a port of width w touches at an address
  function automatic logic [8:0] part(int unsigned w, logic [2:0] low);
    return w >= 9 ? 9'h1FF : 9'((1 << w) - 1) << (low & ~3'((1 << below(w)) - 1));
  endfunction
  // what a port of width w has on its pins, moved to its place in the lane, and back
  function automatic logic [8:0] into(int unsigned w, logic [2:0] low, logic [8:0] pins);
    return w >= 9 ? pins : (pins & 9'((1 << w) - 1)) << (low & ~3'((1 << below(w)) - 1));
  endfunction
  function automatic logic [8:0] outof(int unsigned w, logic [2:0] low, logic [8:0] lane);
    return w >= 9 ? lane : (lane >> (low & ~3'((1 << below(w)) - 1))) & 9'((1 << w) - 1);
  endfunction
  function automatic logic [8:0] undefined(); return 9'($urandom); endfunction

  logic [LL-1:0] base_a, base_b;
  logic [8:0] old_a [8], old_b [8], put_a [8], put_b [8], out_a [8], out_b [8];
  logic [8:0] wm_a [8], wm_b [8];  // bits that are written
  logic [7:0] bad_a, bad_b;        // lanes whose output is undefined
  logic       any_a, any_b;

  always @(posedge clk_i) begin
    base_a = LL'(addr_a_i >> 3) & ~LL'(N_A - 1);
    base_b = LL'(addr_b_i >> 3) & ~LL'(N_B - 1);
    bad_a = 0;
    bad_b = 0;
    any_a = 0;
    any_b = 0;
    for (int unsigned l = 0; l < N_A; l++) begin
      old_a[l] = mem[base_a + LL'(l)];
      wm_a[l] = WR_A && en_a_i && we_a_i[l] ? part(W_A, addr_a_i[2:0]) : 0;
      put_a[l] = into(W_A, addr_a_i[2:0], di_a_i[9*l +: 9]) & wm_a[l];
      any_a |= |wm_a[l];
    end
    for (int unsigned l = 0; l < N_B; l++) begin
      old_b[l] = mem[base_b + LL'(l)];
      wm_b[l] = WR_B && en_b_i && we_b_i[l] ? part(W_B, addr_b_i[2:0]) : 0;
      put_b[l] = into(W_B, addr_b_i[2:0], di_b_i[9*l +: 9]) & wm_b[l];
      any_b |= |wm_b[l];
    end
    // memory, then what both ports touch
    for (int unsigned l = 0; l < N_A; l++) if (any_a) mem[base_a + LL'(l)] = (old_a[l] & ~wm_a[l]) | put_a[l];
    for (int unsigned l = 0; l < N_B; l++) if (any_b) mem[base_b + LL'(l)] = (mem[base_b + LL'(l)] & ~wm_b[l]) | put_b[l];
    if (W_A != 0 && W_B != 0 && en_a_i && en_b_i && (any_a || any_b) && (addr_a_i >> BELOW) == (addr_b_i >> BELOW)) begin
      for (int unsigned a = 0; a < N_A; a++)
        for (int unsigned b = 0; b < N_B; b++)
          if (base_a + LL'(a) == base_b + LL'(b)) begin
            if (|(wm_a[a] & wm_b[b])) begin
              mem[base_a + LL'(a)] ^= undefined() & wm_a[a] & wm_b[b] & (put_a[a] ^ put_b[b]);
              bad_a[a] = 1;
              bad_b[b] = 1;
            end
            if (MODE_B != 1 && |(wm_b[b] & part(W_A, addr_a_i[2:0]))) bad_a[a] = 1;
            if (MODE_A != 1 && |(wm_a[a] & part(W_B, addr_b_i[2:0]))) bad_b[b] = 1;
          end
    end
    // outputs
    for (int unsigned l = 0; l < N_A; l++) begin
      out_a[l] = outof(W_A, addr_a_i[2:0], MODE_A == 0 ? (old_a[l] & ~wm_a[l]) | put_a[l] : old_a[l]);
      if (MODE_A == 2 && any_a) out_a[l] = |wm_a[l] ? do_a_o[9*l +: 9] : undefined();
      if (bad_a[l]) out_a[l] = undefined();
      if (RD_A && en_a_i) do_a_o[9*l +: 9] <= rst_a_i ? SRVAL_A[9*l +: 9] : out_a[l];
    end
    for (int unsigned l = 0; l < N_B; l++) begin
      out_b[l] = outof(W_B, addr_b_i[2:0], MODE_B == 0 ? (old_b[l] & ~wm_b[l]) | put_b[l] : old_b[l]);
      if (MODE_B == 2 && any_b) out_b[l] = |wm_b[l] ? do_b_o[9*l +: 9] : undefined();
      if (bad_b[l]) out_b[l] = undefined();
      if (RD_B && en_b_i) do_b_o[9*l +: 9] <= rst_b_i ? SRVAL_B[9*l +: 9] : out_b[l];
    end
  end
endmodule
