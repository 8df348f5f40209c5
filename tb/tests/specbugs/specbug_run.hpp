// SPDX-License-Identifier: Apache-2.0
/// One run of the unit with a seeded specification bug under the functional judge. Nothing in it waits for the unit for long,
/// whatever the bug does to it.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "judge_bench.hpp"
#include "openpml/rng.hpp"
#include "openpml/sim.hpp"

namespace openpml {

/// What guests and dom0 do in a run.
enum class Setting : uint8_t {
  TwoBitmaps,        ///< two VMs with reads logged, many short epochs
  WriteOnlyAndRaw,   ///< slow memory, dom0 keeps buffers for a while
  IntelAndBusError,  ///< a bitmap VM whose memory refuses some writes beside a VM in Intel mode
};
inline constexpr Setting kSettings[] = {Setting::TwoBitmaps, Setting::WriteOnlyAndRaw, Setting::IntelAndBusError};

struct Outcome {
  std::string disagreement;             ///< lock-step mismatch or RTL assertion; empty: none
  std::vector<std::string> violations;  ///< the judge's
  bool at_rest = false;                 ///< the unit finished its work at the end
  uint64_t cycles = 0, epochs = 0, log_entries = 0;
};

/// `cycles` of traffic in `setting` with bug `bug` (0: none), then everything is disabled and judged.
Outcome run_specbug(unsigned bug, Setting setting, uint64_t seed, uint64_t cycles);

}  // namespace openpml
