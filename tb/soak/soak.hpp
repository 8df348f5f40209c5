// SPDX-License-Identifier: Apache-2.0
/// Random runs of several configurations in turn, each with another seed, until a time is over.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "openpml/dut.hpp"

namespace openpml {

struct SoakOptions {
  double seconds = 600;
  std::vector<std::string> configs{};  ///< in turn
  uint64_t first = 1, step = 1;        ///< seeds first, first + step, ... (several programs share the seeds)
  uint64_t cycles_min = 40'000, cycles_max = 250'000;  ///< of a run's traffic, chosen by its seed
  uint64_t most_runs = UINT64_MAX;
};

struct SoakTotals {
  uint64_t runs = 0, failed = 0, cycles = 0, events = 0, records = 0, epochs = 0, log_entries = 0, refusals = 0;
  double seconds = 0;
};

/// What a run is made with: configuration and seed.
using DutMaker = std::function<std::unique_ptr<Dut>(const std::string& config, uint64_t seed)>;

/// `say` gets a line for each run, more for a bad one.
SoakTotals soak(const SoakOptions& o, const DutMaker& make, const std::function<void(const std::string&)>& say);

}  // namespace openpml
