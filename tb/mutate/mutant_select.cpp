// SPDX-License-Identifier: Apache-2.0
#include "mutant_select.hpp"

namespace {
int selected = 0;
}

namespace openpml {

void select_mutant(int number) { selected = number; }

}  // namespace openpml

/// Called by pml_mutant_pkg.sv.
extern "C" int pml_mutant_selected() { return selected; }
