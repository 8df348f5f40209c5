// SPDX-License-Identifier: Apache-2.0
// Inside pml_tab64: its words, for the properties of the module round it.
logic [64*(2**AW)-1:0] f_all;
for (genvar i = 0; i < 2**AW; i++) begin : g_f_all
  assign f_all[i*64 +: 64] = {{(64-W){1'b0}}, hi[i], lo[i], {ZEROS{1'b0}}};
end
