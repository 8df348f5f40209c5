// SPDX-License-Identifier: Apache-2.0
// Inside pml_ram: its words, for the properties of the module round it.
logic [W*DEPTH-1:0] f_all;
for (genvar i = 0; i < DEPTH; i++) begin : g_f_all
  assign f_all[i*W +: W] = mem[i];
end
