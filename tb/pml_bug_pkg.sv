// SPDX-License-Identifier: Apache-2.0
/// Which seeded specification bug the RTL has: the run-time argument +specbug=N, none without it (rtl/pml_bug.svh).
package pml_bug_pkg;
  function automatic int unsigned chosen();
    if ($value$plusargs("specbug=%d", chosen) == 0) chosen = 0;
  endfunction
  int unsigned sel = chosen();
endpackage
