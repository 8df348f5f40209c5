// SPDX-License-Identifier: Apache-2.0
/// Block RAMs of two 36-bit ports in the write modes, side by side (test_collisions.cpp): 0 both WRITE_FIRST, 1 both READ_FIRST, 2 both
/// NO_CHANGE, 3 port A WRITE_FIRST and port B READ_FIRST.
module collisions (
  input  logic         clk_i, en_a_i, en_b_i, rst_a_i,
  input  logic [9:0]   addr_a_i, addr_b_i,
  input  logic [3:0]   we_a_i, we_b_i,
  input  logic [31:0]  d_a_i, d_b_i,
  input  logic [3:0]   p_a_i, p_b_i,
  output logic [127:0] q_a_o, q_b_o,
  output logic [15:0]  qp_a_o, qp_b_o
);
`define RAM(i, mode_a, mode_b) \
  RAMB36E1 #(.RAM_MODE("TDP"), .READ_WIDTH_A(36), .READ_WIDTH_B(36), .WRITE_WIDTH_A(36), .WRITE_WIDTH_B(36), .WRITE_MODE_A(mode_a), \
    .WRITE_MODE_B(mode_b), .SRVAL_A(36'h5_0123_4567), .INIT_01(256'hFEDC_BA98), .INITP_00(256'hA_0000_0000)) i_``i (.CLKARDCLK(clk_i), \
    .CLKBWRCLK(clk_i), .ENARDEN(en_a_i), .ENBWREN(en_b_i), .RSTRAMARSTRAM(rst_a_i), .RSTRAMB(1'b0), .REGCEAREGCE(1'b0), .REGCEB(1'b0), \
    .RSTREGARSTREG(1'b0), .RSTREGB(1'b0), .ADDRARDADDR({1'b1, addr_a_i, 5'd0}), .ADDRBWRADDR({1'b1, addr_b_i, 5'd0}), .DIADI(d_a_i), \
    .DIBDI(d_b_i), .DIPADIP(p_a_i), .DIPBDIP(p_b_i), .WEA(we_a_i), .WEBWE({4'd0, we_b_i}), .DOADO(q_a_o[32*i +: 32]), \
    .DOBDO(q_b_o[32*i +: 32]), .DOPADOP(qp_a_o[4*i +: 4]), .DOPBDOP(qp_b_o[4*i +: 4]));
  `RAM(0, "WRITE_FIRST", "WRITE_FIRST")
  `RAM(1, "READ_FIRST", "READ_FIRST")
  `RAM(2, "NO_CHANGE", "NO_CHANGE")
  `RAM(3, "WRITE_FIRST", "READ_FIRST")
endmodule
