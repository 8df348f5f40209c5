// SPDX-License-Identifier: Apache-2.0
// The one assertion macro: an immediate assertion on every clock edge out of reset, alive under Verilator
// (--assert) and under Yosys (read_verilog -formal; plain synthesis drops it).
`ifndef PML_ASSERT_SVH
`define PML_ASSERT_SVH
`ifdef VERILATOR
`define PML_ASSERT(name, cond) \
  always @(posedge clk_i) if (rst_ni) name : assert (cond);
`else
`ifdef FORMAL
// without its name: yosys 0.23 does not tell the instances of a generate loop apart; the source line identifies it
`define PML_ASSERT(name, cond) \
  always @(posedge clk_i) if (rst_ni) assert (cond);
`else
`define PML_ASSERT(name, cond)
`endif
`endif
`endif
