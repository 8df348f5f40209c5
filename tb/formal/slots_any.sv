// SPDX-License-Identifier: Apache-2.0
/// Stand-in for pml_slots: any slot, any count of free ones. What it must be given is proved where it is used (store), what it gives is proved in 'slots'.
module pml_slots #(
  parameter int unsigned N_SLOTS = 384,
  localparam int unsigned SLW = $clog2(N_SLOTS)
) (
  input  logic            clk_i,
  input  logic            rst_ni,
  input  logic            promise_i,
  input  logic            keep_i,
  input  logic            take_i,
  output logic [SLW-1:0]  slot_o,
  input  logic            free_i,
  input  logic [SLW-1:0]  free_slot_i,
  output logic            some_o,
  output logic [SLW:0]    count_o
);
  (* anyseq *) logic [SLW-1:0] f_slot;
  (* anyseq *) logic [SLW:0]   f_count;
  assign slot_o  = f_slot;
  assign count_o = f_count;
  assign some_o  = f_count != 0;
endmodule
