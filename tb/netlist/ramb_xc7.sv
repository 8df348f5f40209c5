// SPDX-License-Identifier: Apache-2.0
/// RAMB18E1 and RAMB36E1 for simulation, in the modes that synthesis makes of arrays: true and simple dual port, all widths, the three
/// write modes, byte enables, parity bits, INIT, SRVAL. Debian's cells_sim.v has their pins and timing only. The behaviour is in ramb_core.sv.

/// The primitives' pins on ramb_core's lanes. What synthesis never makes is refused when the model is built.
module ramb_pins #(
  parameter int unsigned LL = 12, D = 32,          ///< data bits of a bus: 32 or 16
  parameter bit [71:0] INIT_A = 0, INIT_B = 0, SRVAL_A = 0, SRVAL_B = 0,
  parameter bit SDP = 0,
  parameter int unsigned MODE_A = 0, MODE_B = 0, R_A = 0, R_B = 0, W_A = 0, W_B = 0,
  parameter bit REG = 0,
  localparam int unsigned P = D / 8
) (
  input  logic clk_a_i, clk_b_i, en_a_i, en_b_i, rst_a_i, rst_b_i,
  input  logic [LL+2:0] addr_a_i, addr_b_i,
  input  logic [D-1:0] di_a_i, di_b_i,
  input  logic [P-1:0] dip_a_i, dip_b_i, we_a_i,
  input  logic [2*P-1:0] we_b_i,
  output logic [D-1:0] do_a_o, do_b_o,
  output logic [P-1:0] dop_a_o, dop_b_o
);
  localparam int unsigned WIDE = 18 * P;  // of a simple dual port: both buses together
  localparam int unsigned PORT_A = R_A != 0 ? R_A : W_A, PORT_B = W_B != 0 ? W_B : R_B;
  localparam bit WIDE_R = SDP && R_A == WIDE, WIDE_W = SDP && W_B == WIDE;
  if (REG) $error("the output registers of block RAMs are not modelled");
  if (!SDP && ((R_A != 0 && W_A != 0 && R_A != W_A) || (R_B != 0 && W_B != 0 && R_B != W_B)))
    $error("a port that reads and writes words of different widths is not modelled");
  if (SDP && !WIDE_R && !WIDE_W) $error("simple dual port: one side must have the full width");
  if (SDP && (R_B != 0 || W_A != 0)) $error("simple dual port: port A reads, port B writes");
  if (SDP && (MODE_A != MODE_B || MODE_B == 2)) $error("simple dual port: READ_FIRST or WRITE_FIRST, for both ports");

  // a value that the primitive has as {parity bits, data} of a width, in lanes
  function automatic logic [71:0] lanes(int unsigned width, logic [71:0] value);
    lanes = value;
    if (width > 9) for (int unsigned l = 0; l < width / 9; l++) lanes[9*l +: 9] = {value[8 * (width / 9) + l], value[8*l +: 8]};
  endfunction
  localparam bit [71:0] HALF = (72'd1 << (9 * P)) - 1;
  localparam bit [71:0] SR = WIDE_R ? lanes(9 * P, SRVAL_A & HALF) | lanes(9 * P, SRVAL_B & HALF) << (9 * P) : lanes(PORT_A, SRVAL_A);
  localparam bit [71:0] IN = WIDE_R ? lanes(9 * P, INIT_A & HALF) | lanes(9 * P, INIT_B & HALF) << (9 * P) : lanes(PORT_A, INIT_A);

  logic [71:0] la, lb, qa, qb;
  always_comb begin
    la = '0;
    lb = '0;
    for (int unsigned l = 0; l < P; l++) begin
      la[9*l +: 9] = {dip_a_i[l], di_a_i[8*l +: 8]};
      lb[9*l +: 9] = {dip_b_i[l], di_b_i[8*l +: 8]};
    end
    if (WIDE_W) lb = la | lb << (9 * P);
    for (int unsigned l = 0; l < P; l++) begin
      {dop_a_o[l], do_a_o[8*l +: 8]} = qa[9*l +: 9];
      {dop_b_o[l], do_b_o[8*l +: 8]} = WIDE_R ? qa[9*(l+P) +: 9] : qb[9*l +: 9];
    end
  end

  ramb_core #(.LL(LL), .W_A(PORT_A), .W_B(PORT_B), .RD_A(R_A != 0), .RD_B(R_B != 0), .WR_A(W_A != 0), .WR_B(W_B != 0), .MODE_A(MODE_A),
    .MODE_B(MODE_B), .INIT_A(IN), .INIT_B(lanes(PORT_B, INIT_B)), .SRVAL_A(SR), .SRVAL_B(lanes(PORT_B, SRVAL_B))) i_core (
    .clk_i(PORT_A != 0 ? clk_a_i : clk_b_i), .en_a_i(en_a_i), .en_b_i(en_b_i), .rst_a_i(rst_a_i), .rst_b_i(rst_b_i), .addr_a_i(addr_a_i),
    .addr_b_i(addr_b_i), .we_a_i(8'(we_a_i)), .we_b_i(8'(we_b_i)), .di_a_i(la), .di_b_i(lb), .do_a_o(qa), .do_b_o(qb));
  if (PORT_A != 0 && PORT_B != 0) begin : g_clock
    always @(posedge clk_b_i) assert (clk_a_i) else $error("two clocks at a block RAM are not modelled");
  end
endmodule

module RAMB18E1 #(
  parameter [255:0] INIT_00 = 0, INIT_01 = 0, INIT_02 = 0, INIT_03 = 0, INIT_04 = 0, INIT_05 = 0, INIT_06 = 0, INIT_07 = 0,
  parameter [255:0] INIT_08 = 0, INIT_09 = 0, INIT_0A = 0, INIT_0B = 0, INIT_0C = 0, INIT_0D = 0, INIT_0E = 0, INIT_0F = 0,
  parameter [255:0] INIT_10 = 0, INIT_11 = 0, INIT_12 = 0, INIT_13 = 0, INIT_14 = 0, INIT_15 = 0, INIT_16 = 0, INIT_17 = 0,
  parameter [255:0] INIT_18 = 0, INIT_19 = 0, INIT_1A = 0, INIT_1B = 0, INIT_1C = 0, INIT_1D = 0, INIT_1E = 0, INIT_1F = 0,
  parameter [255:0] INIT_20 = 0, INIT_21 = 0, INIT_22 = 0, INIT_23 = 0, INIT_24 = 0, INIT_25 = 0, INIT_26 = 0, INIT_27 = 0,
  parameter [255:0] INIT_28 = 0, INIT_29 = 0, INIT_2A = 0, INIT_2B = 0, INIT_2C = 0, INIT_2D = 0, INIT_2E = 0, INIT_2F = 0,
  parameter [255:0] INIT_30 = 0, INIT_31 = 0, INIT_32 = 0, INIT_33 = 0, INIT_34 = 0, INIT_35 = 0, INIT_36 = 0, INIT_37 = 0,
  parameter [255:0] INIT_38 = 0, INIT_39 = 0, INIT_3A = 0, INIT_3B = 0, INIT_3C = 0, INIT_3D = 0, INIT_3E = 0, INIT_3F = 0,
  parameter [255:0] INITP_00 = 0, INITP_01 = 0, INITP_02 = 0, INITP_03 = 0, INITP_04 = 0, INITP_05 = 0, INITP_06 = 0, INITP_07 = 0,
  parameter INIT_A = 0, INIT_B = 0, SRVAL_A = 0, SRVAL_B = 0,
  parameter RAM_MODE = "TDP", WRITE_MODE_A = "WRITE_FIRST", WRITE_MODE_B = "WRITE_FIRST",
  parameter integer READ_WIDTH_A = 0, READ_WIDTH_B = 0, WRITE_WIDTH_A = 0, WRITE_WIDTH_B = 0, DOA_REG = 0, DOB_REG = 0,
  parameter [0:0] IS_CLKARDCLK_INVERTED = 0, IS_CLKBWRCLK_INVERTED = 0, IS_ENARDEN_INVERTED = 0, IS_ENBWREN_INVERTED = 0,
  parameter [0:0] IS_RSTRAMARSTRAM_INVERTED = 0, IS_RSTRAMB_INVERTED = 0
) (
  input  logic CLKARDCLK, CLKBWRCLK, ENARDEN, ENBWREN, RSTRAMARSTRAM, RSTRAMB,
  input  logic REGCEAREGCE, REGCEB, RSTREGARSTREG, RSTREGB,  // of the output registers, which are not used
  input  logic [13:0] ADDRARDADDR, ADDRBWRADDR,
  input  logic [15:0] DIADI, DIBDI,
  input  logic [1:0] DIPADIP, DIPBDIP,
  input  logic [1:0] WEA,
  input  logic [3:0] WEBWE,
  output logic [15:0] DOADO, DOBDO,
  output logic [1:0] DOPADOP, DOPBDOP
);
  localparam [16383:0] DATA = {INIT_3F, INIT_3E, INIT_3D, INIT_3C, INIT_3B, INIT_3A, INIT_39, INIT_38, INIT_37, INIT_36, INIT_35, INIT_34,
    INIT_33, INIT_32, INIT_31, INIT_30, INIT_2F, INIT_2E, INIT_2D, INIT_2C, INIT_2B, INIT_2A, INIT_29, INIT_28,
    INIT_27, INIT_26, INIT_25, INIT_24, INIT_23, INIT_22, INIT_21, INIT_20, INIT_1F, INIT_1E, INIT_1D, INIT_1C,
    INIT_1B, INIT_1A, INIT_19, INIT_18, INIT_17, INIT_16, INIT_15, INIT_14, INIT_13, INIT_12, INIT_11, INIT_10,
    INIT_0F, INIT_0E, INIT_0D, INIT_0C, INIT_0B, INIT_0A, INIT_09, INIT_08, INIT_07, INIT_06, INIT_05, INIT_04,
    INIT_03, INIT_02, INIT_01, INIT_00};
  localparam [2047:0] PARITY = {INITP_07, INITP_06, INITP_05, INITP_04, INITP_03, INITP_02, INITP_01, INITP_00};
  // contents without a value stay what the simulator's seed makes of them
  if ((^{PARITY, DATA}) !== 1'bx) begin : g_contents
    initial for (int i = 0; i < 2048; i++) i_pins.i_core.mem[i] = {PARITY[i], DATA[8*i +: 8]};
  end else if (PARITY !== 2048'bx || DATA !== 16384'bx) $error("contents with a value in part are not modelled");
  ramb_pins #(.LL(11), .D(16), .INIT_A(72'(INIT_A)), .INIT_B(72'(INIT_B)), .SRVAL_A(72'(SRVAL_A)), .SRVAL_B(72'(SRVAL_B)),
    .SDP(RAM_MODE == "SDP"), .MODE_A(WRITE_MODE_A == "READ_FIRST" ? 1 : WRITE_MODE_A == "NO_CHANGE" ? 2 : 0),
    .MODE_B(WRITE_MODE_B == "READ_FIRST" ? 1 : WRITE_MODE_B == "NO_CHANGE" ? 2 : 0), .R_A(READ_WIDTH_A), .R_B(READ_WIDTH_B),
    .W_A(WRITE_WIDTH_A), .W_B(WRITE_WIDTH_B), .REG(DOA_REG != 0 || DOB_REG != 0)) i_pins (
    .clk_a_i(CLKARDCLK ^ IS_CLKARDCLK_INVERTED), .clk_b_i(CLKBWRCLK ^ IS_CLKBWRCLK_INVERTED),
    .en_a_i(ENARDEN ^ IS_ENARDEN_INVERTED), .en_b_i(ENBWREN ^ IS_ENBWREN_INVERTED),
    .rst_a_i(RSTRAMARSTRAM ^ IS_RSTRAMARSTRAM_INVERTED), .rst_b_i(RSTRAMB ^ IS_RSTRAMB_INVERTED),
    .addr_a_i(ADDRARDADDR[13:0]), .addr_b_i(ADDRBWRADDR[13:0]), .di_a_i(DIADI), .di_b_i(DIBDI), .dip_a_i(DIPADIP), .dip_b_i(DIPBDIP),
    .we_a_i(WEA), .we_b_i(WEBWE), .do_a_o(DOADO), .do_b_o(DOBDO), .dop_a_o(DOPADOP), .dop_b_o(DOPBDOP));
endmodule

module RAMB36E1 #(
  parameter [255:0] INIT_00 = 0, INIT_01 = 0, INIT_02 = 0, INIT_03 = 0, INIT_04 = 0, INIT_05 = 0, INIT_06 = 0, INIT_07 = 0,
  parameter [255:0] INIT_08 = 0, INIT_09 = 0, INIT_0A = 0, INIT_0B = 0, INIT_0C = 0, INIT_0D = 0, INIT_0E = 0, INIT_0F = 0,
  parameter [255:0] INIT_10 = 0, INIT_11 = 0, INIT_12 = 0, INIT_13 = 0, INIT_14 = 0, INIT_15 = 0, INIT_16 = 0, INIT_17 = 0,
  parameter [255:0] INIT_18 = 0, INIT_19 = 0, INIT_1A = 0, INIT_1B = 0, INIT_1C = 0, INIT_1D = 0, INIT_1E = 0, INIT_1F = 0,
  parameter [255:0] INIT_20 = 0, INIT_21 = 0, INIT_22 = 0, INIT_23 = 0, INIT_24 = 0, INIT_25 = 0, INIT_26 = 0, INIT_27 = 0,
  parameter [255:0] INIT_28 = 0, INIT_29 = 0, INIT_2A = 0, INIT_2B = 0, INIT_2C = 0, INIT_2D = 0, INIT_2E = 0, INIT_2F = 0,
  parameter [255:0] INIT_30 = 0, INIT_31 = 0, INIT_32 = 0, INIT_33 = 0, INIT_34 = 0, INIT_35 = 0, INIT_36 = 0, INIT_37 = 0,
  parameter [255:0] INIT_38 = 0, INIT_39 = 0, INIT_3A = 0, INIT_3B = 0, INIT_3C = 0, INIT_3D = 0, INIT_3E = 0, INIT_3F = 0,
  parameter [255:0] INIT_40 = 0, INIT_41 = 0, INIT_42 = 0, INIT_43 = 0, INIT_44 = 0, INIT_45 = 0, INIT_46 = 0, INIT_47 = 0,
  parameter [255:0] INIT_48 = 0, INIT_49 = 0, INIT_4A = 0, INIT_4B = 0, INIT_4C = 0, INIT_4D = 0, INIT_4E = 0, INIT_4F = 0,
  parameter [255:0] INIT_50 = 0, INIT_51 = 0, INIT_52 = 0, INIT_53 = 0, INIT_54 = 0, INIT_55 = 0, INIT_56 = 0, INIT_57 = 0,
  parameter [255:0] INIT_58 = 0, INIT_59 = 0, INIT_5A = 0, INIT_5B = 0, INIT_5C = 0, INIT_5D = 0, INIT_5E = 0, INIT_5F = 0,
  parameter [255:0] INIT_60 = 0, INIT_61 = 0, INIT_62 = 0, INIT_63 = 0, INIT_64 = 0, INIT_65 = 0, INIT_66 = 0, INIT_67 = 0,
  parameter [255:0] INIT_68 = 0, INIT_69 = 0, INIT_6A = 0, INIT_6B = 0, INIT_6C = 0, INIT_6D = 0, INIT_6E = 0, INIT_6F = 0,
  parameter [255:0] INIT_70 = 0, INIT_71 = 0, INIT_72 = 0, INIT_73 = 0, INIT_74 = 0, INIT_75 = 0, INIT_76 = 0, INIT_77 = 0,
  parameter [255:0] INIT_78 = 0, INIT_79 = 0, INIT_7A = 0, INIT_7B = 0, INIT_7C = 0, INIT_7D = 0, INIT_7E = 0, INIT_7F = 0,
  parameter [255:0] INITP_00 = 0, INITP_01 = 0, INITP_02 = 0, INITP_03 = 0, INITP_04 = 0, INITP_05 = 0, INITP_06 = 0, INITP_07 = 0,
  parameter [255:0] INITP_08 = 0, INITP_09 = 0, INITP_0A = 0, INITP_0B = 0, INITP_0C = 0, INITP_0D = 0, INITP_0E = 0, INITP_0F = 0,
  parameter INIT_A = 0, INIT_B = 0, SRVAL_A = 0, SRVAL_B = 0,
  parameter RAM_MODE = "TDP", WRITE_MODE_A = "WRITE_FIRST", WRITE_MODE_B = "WRITE_FIRST",
  parameter integer READ_WIDTH_A = 0, READ_WIDTH_B = 0, WRITE_WIDTH_A = 0, WRITE_WIDTH_B = 0, DOA_REG = 0, DOB_REG = 0,
  parameter RAM_EXTENSION_A = "NONE", RAM_EXTENSION_B = "NONE",
  parameter [0:0] IS_CLKARDCLK_INVERTED = 0, IS_CLKBWRCLK_INVERTED = 0, IS_ENARDEN_INVERTED = 0, IS_ENBWREN_INVERTED = 0,
  parameter [0:0] IS_RSTRAMARSTRAM_INVERTED = 0, IS_RSTRAMB_INVERTED = 0
) (
  input  logic CLKARDCLK, CLKBWRCLK, ENARDEN, ENBWREN, RSTRAMARSTRAM, RSTRAMB,
  input  logic REGCEAREGCE, REGCEB, RSTREGARSTREG, RSTREGB,  // of the output registers, which are not used
  input  logic [15:0] ADDRARDADDR, ADDRBWRADDR,
  input  logic [31:0] DIADI, DIBDI,
  input  logic [3:0] DIPADIP, DIPBDIP,
  input  logic [3:0] WEA,
  input  logic [7:0] WEBWE,
  output logic [31:0] DOADO, DOBDO,
  output logic [3:0] DOPADOP, DOPBDOP
);
  localparam [32767:0] DATA = {INIT_7F, INIT_7E, INIT_7D, INIT_7C, INIT_7B, INIT_7A, INIT_79, INIT_78, INIT_77, INIT_76, INIT_75, INIT_74,
    INIT_73, INIT_72, INIT_71, INIT_70, INIT_6F, INIT_6E, INIT_6D, INIT_6C, INIT_6B, INIT_6A, INIT_69, INIT_68,
    INIT_67, INIT_66, INIT_65, INIT_64, INIT_63, INIT_62, INIT_61, INIT_60, INIT_5F, INIT_5E, INIT_5D, INIT_5C,
    INIT_5B, INIT_5A, INIT_59, INIT_58, INIT_57, INIT_56, INIT_55, INIT_54, INIT_53, INIT_52, INIT_51, INIT_50,
    INIT_4F, INIT_4E, INIT_4D, INIT_4C, INIT_4B, INIT_4A, INIT_49, INIT_48, INIT_47, INIT_46, INIT_45, INIT_44,
    INIT_43, INIT_42, INIT_41, INIT_40, INIT_3F, INIT_3E, INIT_3D, INIT_3C, INIT_3B, INIT_3A, INIT_39, INIT_38,
    INIT_37, INIT_36, INIT_35, INIT_34, INIT_33, INIT_32, INIT_31, INIT_30, INIT_2F, INIT_2E, INIT_2D, INIT_2C,
    INIT_2B, INIT_2A, INIT_29, INIT_28, INIT_27, INIT_26, INIT_25, INIT_24, INIT_23, INIT_22, INIT_21, INIT_20,
    INIT_1F, INIT_1E, INIT_1D, INIT_1C, INIT_1B, INIT_1A, INIT_19, INIT_18, INIT_17, INIT_16, INIT_15, INIT_14,
    INIT_13, INIT_12, INIT_11, INIT_10, INIT_0F, INIT_0E, INIT_0D, INIT_0C, INIT_0B, INIT_0A, INIT_09, INIT_08,
    INIT_07, INIT_06, INIT_05, INIT_04, INIT_03, INIT_02, INIT_01, INIT_00};
  localparam [4095:0] PARITY = {INITP_0F, INITP_0E, INITP_0D, INITP_0C, INITP_0B, INITP_0A, INITP_09, INITP_08, INITP_07, INITP_06, INITP_05, INITP_04,
    INITP_03, INITP_02, INITP_01, INITP_00};
  // contents without a value stay what the simulator's seed makes of them
  if ((^{PARITY, DATA}) !== 1'bx) begin : g_contents
    initial for (int i = 0; i < 4096; i++) i_pins.i_core.mem[i] = {PARITY[i], DATA[8*i +: 8]};
  end else if (PARITY !== 4096'bx || DATA !== 32768'bx) $error("contents with a value in part are not modelled");
  if (RAM_EXTENSION_A != "NONE" || RAM_EXTENSION_B != "NONE") $error("cascaded block RAMs are not modelled");
  ramb_pins #(.LL(12), .D(32), .INIT_A(72'(INIT_A)), .INIT_B(72'(INIT_B)), .SRVAL_A(72'(SRVAL_A)), .SRVAL_B(72'(SRVAL_B)),
    .SDP(RAM_MODE == "SDP"), .MODE_A(WRITE_MODE_A == "READ_FIRST" ? 1 : WRITE_MODE_A == "NO_CHANGE" ? 2 : 0),
    .MODE_B(WRITE_MODE_B == "READ_FIRST" ? 1 : WRITE_MODE_B == "NO_CHANGE" ? 2 : 0), .R_A(READ_WIDTH_A), .R_B(READ_WIDTH_B),
    .W_A(WRITE_WIDTH_A), .W_B(WRITE_WIDTH_B), .REG(DOA_REG != 0 || DOB_REG != 0)) i_pins (
    .clk_a_i(CLKARDCLK ^ IS_CLKARDCLK_INVERTED), .clk_b_i(CLKBWRCLK ^ IS_CLKBWRCLK_INVERTED),
    .en_a_i(ENARDEN ^ IS_ENARDEN_INVERTED), .en_b_i(ENBWREN ^ IS_ENBWREN_INVERTED),
    .rst_a_i(RSTRAMARSTRAM ^ IS_RSTRAMARSTRAM_INVERTED), .rst_b_i(RSTRAMB ^ IS_RSTRAMB_INVERTED),
    .addr_a_i(ADDRARDADDR[14:0]), .addr_b_i(ADDRBWRADDR[14:0]), .di_a_i(DIADI), .di_b_i(DIBDI), .dip_a_i(DIPADIP), .dip_b_i(DIPBDIP),
    .we_a_i(WEA), .we_b_i(WEBWE), .do_a_o(DOADO), .do_b_o(DOBDO), .dop_a_o(DOPADOP), .dop_b_o(DOPBDOP));
endmodule
