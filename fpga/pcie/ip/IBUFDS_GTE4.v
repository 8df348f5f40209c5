// SPDX-License-Identifier: Apache-2.0
// Primitive of UltraScale+: reference clock buffer of the transceivers. Source: UG974. Ports only: for elaboration and lint here.
(* blackbox *)
module IBUFDS_GTE4 (
  output wire         O,
  output wire         ODIV2,
  input  wire         CEB,
  input  wire         I,
  input  wire         IB
);
endmodule
