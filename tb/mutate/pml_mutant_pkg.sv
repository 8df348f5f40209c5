// SPDX-License-Identifier: Apache-2.0
/// Which mutant of mutants.v is active: what the program says when the model is made (mutant_select.hpp); 0: none.
package pml_mutant_pkg;
  import "DPI-C" function int pml_mutant_selected();
  int sel = pml_mutant_selected();
endpackage
