// SPDX-License-Identifier: Apache-2.0
/// Line, branch and toggle coverage that Verilator counts (builds with COVERAGE=1 only; in others these do nothing).
#pragma once
#include <verilated.h>

namespace openpml {

#if VM_COVERAGE
/// Adds what a Verilated model has counted, over all instances of a module; to be called before the model goes away.
void keep_coverage(VerilatedContext& context);
#else
inline void keep_coverage(VerilatedContext&) {}
#endif

}  // namespace openpml
