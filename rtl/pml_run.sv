// SPDX-License-Identifier: Apache-2.0
/// The lowest run of consecutive ones in a beat mask: its first beat, its length minus one, and the mask without it.
module pml_run #(
  parameter int unsigned NB = 8,
  localparam int unsigned BW = (NB > 1) ? $clog2(NB) : 1
) (
  input  logic [NB-1:0] mask_i,
  output logic [BW-1:0] first_o,
  output logic [BW-1:0] len_o,
  output logic [NB-1:0] rest_o
);
  logic open, closed;
  always_comb begin
    open    = 1'b0;
    closed  = 1'b0;
    first_o = '0;
    len_o   = '0;
    rest_o  = mask_i;
    for (int unsigned i = 0; i < NB; i++) begin
      if (mask_i[i] && !closed) begin
        if (!open) first_o = BW'(i);
        else       len_o = len_o + 1'b1;
        open      = 1'b1;
        rest_o[i] = 1'b0;
      end
      if (!mask_i[i] && open) closed = 1'b1;
    end
  end
endmodule
