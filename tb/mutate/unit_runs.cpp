// SPDX-License-Identifier: Apache-2.0
// pml_unit: random scenarios with the mutated RTL and the cycle model in lock-step (ports and architectural state in every cycle).
#include <algorithm>
#include <memory>

#include "Vpml_mutant_unit.h"
#include "Vpml_mutant_unit___024root.h"
#include "lockstep.hpp"
#include "mutant_runs.hpp"
#include "openpml/cycle_model.hpp"
#include "rtl_dut_impl.hpp"
#include "tests/random/scenario.hpp"

namespace openpml {
namespace {

/// tb/mutate/make_mutants.py elaborates with these.
Params mutant_params() {
  return {.n_vcpu = 4,
          .n_vm = 2,
          .n_src = 2,
          .pages_log2 = 16,
          .store_sets = 4,
          .store_ways = 2,
          .dw = 64,
          .outstanding = 4,
          .addr_bits = 40,
          .filter_log2 = 6,
          .gen_w = 2};
}

std::string lockstep_run(uint64_t seed, uint64_t cycles) {
  LockstepDut::Options o;
  o.dump_file.clear();
  Sim sim(std::make_unique<LockstepDut>(std::make_unique<RtlDut<Vpml_mutant_unit>>(mutant_params(), "", "", seed),
                                        std::make_unique<CycleModel>(mutant_params()), o),
          seed);
  sim.mem().spread(sim.params().addr_bits);
  Scenario::Options what;
  what.abuse = seed % 2 == 0;  // of registers
  Scenario s(seed, sim, what);
  s.run(cycles);
  return s.failures().empty() ? "" : s.failures().front();
}

}  // namespace

std::vector<MutantRun> mutant_runs(unsigned effort) {
  std::vector<MutantRun> runs;
  const auto add = [&](uint64_t seed, uint64_t cycles) {
    runs.push_back({"random, seed " + std::to_string(seed) + ", " + std::to_string(cycles) + " cycles",
                    [=] { return lockstep_run(seed, cycles); }});
  };
  add(1, 1000);
  add(2, 5000);
  for (uint64_t seed = 3; seed < 7; ++seed) add(seed, 20'000);
  for (uint64_t seed = 7; seed < 7 + 6 * effort; ++seed) add(seed, 100'000);
  return runs;
}

}  // namespace openpml
