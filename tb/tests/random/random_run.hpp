// SPDX-License-Identifier: Apache-2.0
/// One random run with everything that watches it: protocol checker, functional judge, conservation, progress.
#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "openpml/dut.hpp"
#include "openpml/sim.hpp"
#include "progress_watch.hpp"
#include "scenario.hpp"

namespace openpml {

struct RandomOptions {
  uint64_t seed = 1, cycles = 100'000;
  bool judge = true, conservation = true;
  Scenario::Options scenario{};
  ProgressWatch::Limits progress{};
};

struct RandomOutcome {
  std::vector<std::string> bad;            ///< what went wrong; empty in a good run
  std::string summary;                     ///< what was done, how often
  std::map<std::string, uint64_t> counts;  ///< the same, and what the judge saw
  uint64_t cycles = 0, events = 0, records = 0;
};

/// `prepared` is called with the bench before the run begins (more observers, a broken memory).
RandomOutcome random_run(const RandomOptions& o, std::unique_ptr<Dut> dut,
                         const std::function<void(Sim&)>& prepared = {});

}  // namespace openpml
