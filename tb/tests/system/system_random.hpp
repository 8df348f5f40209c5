// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

namespace openpml {

/// All four sources, harvests, slow memory, garbage pages, read errors on pages: model = RTL, and all of it is in the bitmaps.
void system_random(uint64_t seed);

}  // namespace openpml
