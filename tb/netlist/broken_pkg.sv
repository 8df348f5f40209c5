// SPDX-License-Identifier: Apache-2.0
/// Which cell of the broken netlist is changed (breaks.py): the run-time argument +broken=N, none without it.
package broken_pkg;
  function automatic int unsigned asked();
    if ($value$plusargs("broken=%d", asked) == 0) asked = 0;
  endfunction
  int unsigned chosen = asked();
endpackage
