// SPDX-License-Identifier: Apache-2.0
/// What the traffic generator's presets must give, from their definition (docs/sources.md, section 8) and from nothing that the board says.
#pragma once
#include <cstdint>
#include <vector>

namespace openpml::tools {

struct Preset {
  int number = 1;              ///< 1: one working set, 2: half of it, then all of it
  unsigned scale = 3;          ///< sizes are halved that many times
  unsigned write_share = 256;  ///< writes among 256 events
  uint64_t seed = 1;
};

/// The pages of one period, one bit each, as in the unit's bitmaps.
struct PeriodTruth {
  uint32_t pages = 0;                       ///< of the phase
  std::vector<uint32_t> accessed, written;  ///< bitmap words
  uint32_t distinct_accessed = 0, distinct_written = 0;
};

/// All periods of a run on a VM of ram_pages pages.
std::vector<PeriodTruth> preset_truth(const Preset& preset, uint32_t ram_pages);

}  // namespace openpml::tools
