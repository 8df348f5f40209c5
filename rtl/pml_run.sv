// SPDX-License-Identifier: Apache-2.0
/// The lowest run of consecutive ones in a beat mask: its first beat, its length minus one, the mask without it and the mask
/// without its first beat. Combinational; written without adders, which would become carry chains.
module pml_run #(
  parameter int unsigned NB = 8,   ///< 1, 2, 4 or 8
  localparam int unsigned BW = (NB > 1) ? $clog2(NB) : 1
) (
  input  logic [NB-1:0] mask_i,
  output logic [BW-1:0] first_o,
  output logic [BW-1:0] len_o,
  output logic [NB-1:0] rest_o,
  output logic [NB-1:0] next_o,   ///< without the first beat
  output logic          single_o  ///< the run is one beat
);
  logic [NB-1:0] low, run;        // first beat; all beats of the run
  logic          below, open;
  logic [2:0]    first, last;
  always_comb begin
    below = 1'b0;
    open  = 1'b0;
    low   = '0;
    run   = '0;
    for (int unsigned i = 0; i < NB; i++) begin
      low[i] = mask_i[i] && !below;
      run[i] = mask_i[i] && (!below || open);
      open   = run[i];
      below  = below || mask_i[i];
    end
  end
  wire [NB:0] after = {1'b0, run};
  always_comb begin
    first = '0;
    last  = '0;
    for (int unsigned i = 0; i < NB; i++) begin
      if (low[i]) first = first | 3'(i);
      if (run[i] && !after[i+1]) last = last | 3'(i);
    end
  end
  // last - first
  wire       b0 = !last[0] && first[0];
  wire       b1 = (!last[1] && first[1]) || ((last[1] == first[1]) && b0);
  wire [2:0] len = last ^ first ^ {b1, b0, 1'b0};
  assign first_o  = first[BW-1:0];
  assign len_o    = len[BW-1:0];
  assign rest_o   = mask_i & ~run;
  assign next_o   = mask_i & ~low;
  assign single_o = run == low;
  logic unused;
  assign unused = ^{first, len};
endmodule
