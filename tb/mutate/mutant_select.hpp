// SPDX-License-Identifier: Apache-2.0
/// The mutant of the Verilated models that are made from now on; 0: the RTL as it is.
#pragma once

namespace openpml {

void select_mutant(int number);

}  // namespace openpml
