// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <vector>

#include "openpml/dom0.hpp"

namespace openpml {

/// A bitmap VM that logs reads; its vector is its number.
VmConfig vm_of(unsigned vm, std::vector<unsigned> vcpus, uint64_t limit = 1 << 15);

/// All four sources, harvests, slow memory, garbage pages, read errors on pages: model = RTL, and all of it is in the bitmaps.
void system_random(uint64_t seed);

}  // namespace openpml
