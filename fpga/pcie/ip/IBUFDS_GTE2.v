// SPDX-License-Identifier: Apache-2.0
// Primitive of 7 series: reference clock buffer of the transceivers. Source: UG953. Ports only: for elaboration and lint here.
(* blackbox *)
module IBUFDS_GTE2 (
  output wire         O,
  output wire         ODIV2,
  input  wire         CEB,
  input  wire         I,
  input  wire         IB
);
endmodule
