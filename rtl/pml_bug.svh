// SPDX-License-Identifier: Apache-2.0
// Seeded specification bugs (docs/verification.md): constant 0, except in the one Verilated build that tests the tests. There
// PML_BUG(n) is 1 when bug n is chosen. The cycle model has the same bugs under the same numbers.
`ifndef PML_BUG_SVH
`define PML_BUG_SVH
`ifdef PML_SPECBUG
`define PML_BUG(n) (pml_bug_pkg::sel == 32'd``n)
`else
`define PML_BUG(n) 1'b0
`endif
`endif
