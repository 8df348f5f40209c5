// SPDX-License-Identifier: Apache-2.0
#include "soak.hpp"

#include <chrono>

#include "openpml/rng.hpp"
#include "random_run.hpp"

namespace openpml {

SoakTotals soak(const SoakOptions& o, const DutMaker& make, const std::function<void(const std::string&)>& say) {
  using Clock = std::chrono::steady_clock;
  const auto begin = Clock::now();
  const auto passed = [&] { return std::chrono::duration<double>(Clock::now() - begin).count(); };
  SoakTotals t;
  for (uint64_t seed = o.first; t.runs < o.most_runs && passed() < o.seconds; seed += o.step) {
    const std::string& config = o.configs.at(t.runs % o.configs.size());
    RandomOptions r;
    r.seed = seed;
    r.cycles = Rng(seed * 7 + 3).between(o.cycles_min, o.cycles_max);
    r.scenario.abuse = r.scenario.slow = true;
    RandomOutcome out;
    try {
      out = random_run(r, make(config, seed));
    } catch (const std::exception& e) {
      out.bad.push_back(e.what());
    }
    ++t.runs;
    t.failed += !out.bad.empty();
    t.cycles += out.cycles;
    t.events += out.events;
    t.records += out.records;
    t.epochs += out.counts["<judged epochs>"];
    t.log_entries += out.counts["<judged log entries>"];
    t.refusals += out.counts["<refusals>"];
    const std::string what = "seed " + std::to_string(seed) + " config " + config;
    say((out.bad.empty() ? "PASS " : "FAIL ") + what + ": " + std::to_string(out.cycles) + " cycles, " +
        std::to_string(out.events) + " events, " + std::to_string(out.records) + " records");
    if (out.bad.empty()) continue;
    say("  " + out.summary);
    for (const auto& b : out.bad) say("  " + b);
    say("  again: build/bin/pml_random --engine lockstep --abuse --slow --config " + config + " --seed " +
        std::to_string(seed) + " --cycles " + std::to_string(r.cycles));
  }
  t.seconds = passed();
  return t;
}

}  // namespace openpml
