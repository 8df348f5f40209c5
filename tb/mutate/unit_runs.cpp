// SPDX-License-Identifier: Apache-2.0
// pml_unit: random scenarios and the directed tests with the mutated RTL and the cycle model in lock-step (ports and architectural
// state in every cycle).
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>

#include "Vpml_mutant_unit.h"
#include "Vpml_mutant_unit___024root.h"
#include "dut_factory.hpp"
#include "lockstep.hpp"
#include "mutant_runs.hpp"
#include "openpml/cycle_model.hpp"
#include "rtl_dut_impl.hpp"
#include "tests/random/random_run.hpp"

namespace openpml {
namespace {

/// The directed tests but for those that need another configuration, and for the longest ones.
constexpr const char* kDirected =
    "Engine/*-*WhilePrepareIsUnderWay/*"
    ":*C1_AHarvestCostsWhatWasTouchedWhateverTheVmsSize/*"
    ":*C2_TheCutResetsTheFilterAtOnce/*"
    ":*C3_SequentialRunsAtFullRateOverALongRoundTrip/*"
    ":*C3_EvictedLinesGoAsFastAsTransactionsMayBeOutstanding/*"
    ":*C3_SetThatFitsTheStoreRunsAtFullRate/*"
    ":*E2_FirstAndLastBitsAndBothSidesOf4KiB/*"
    ":*E2_WriteOnlyModeIgnoresReads/*"
    ":*E3_CountsEqualPopulationCounts/*"
    ":*E4_OtherVmsAreNotDisturbedByACut/*"
    ":*E4_TheCutIsOneCycle/*"
    ":*G1_AFullBankHoldsItsOwnVcpuAlone/*"
    ":*G1_EveryHeldCycleIsCountedAndNothingIsDropped/*"
    ":*G1_NothingIsHeldWhileTheStoreHoldsTheSet/*"
    ":*G1_OneEventACycleWithoutAnyCycleToSpare/*"
    ":*G1_TheLeastFreeSpaceIsDrainedFirst/*"
    ":*G3_AVcpuHeldForEverDoesNotChangeTheOthers/*"
    ":*MaskedVectorStaysPending/*"
    ":*PeriodTimerHarvestsOnTime/*"
    ":*I1_EachVmWritesIntoItsOwnRegions/*"
    ":*I2_BadConfigurationIsRefusedWithAStatus/*"
    ":*I2_UnitNamesItself/*"
    ":*O1_RecordAfterEveryDataResponseAndInterruptAfterTheRecords/*"
    ":*O3_AFullRawRingIsCountedBackPressure/*"
    ":*O3_RawPagesKeepLogOrder/*"
    ":*G3_ResetOfOneVmLeavesTheOthersExact/*"
    ":*I2_EveryAddressAnswersAsItsDescriptionSays/*"
    ":*ResetDuringAJob/*"
    ":*E2_BitmapsEqualTheAcceptedSetEpochByEpoch/*"
    ":*WhateverTheBanksHold/*";

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

std::unique_ptr<Dut> mutant_dut(uint64_t seed) {
  LockstepDut::Options o;
  o.dump_file.clear();
  return std::make_unique<LockstepDut>(std::make_unique<RtlDut<Vpml_mutant_unit>>(mutant_params(), "", "", seed),
                                       std::make_unique<CycleModel>(mutant_params()), o);
}

std::string lockstep_run(uint64_t seed, uint64_t cycles) {
  RandomOptions o;
  o.seed = seed;
  o.cycles = cycles;
  o.judge = false;                   // slow, and knows nothing that the model does not
  o.scenario.abuse = seed % 2 == 0;  // of registers
  o.scenario.slow = seed % 3 == 0;
  const RandomOutcome r = random_run(o, mutant_dut(seed));
  return r.bad.empty() ? "" : r.bad.front();
}

}  // namespace

// the directed tests take their unit from here, whatever configuration they ask for
std::vector<std::string> engines() { return {"lockstep"}; }
std::unique_ptr<Dut> make_dut(const std::string&, const std::string&, const std::string&, const std::string&,
                              uint64_t init_seed) {
  return mutant_dut(init_seed);
}

std::vector<MutantRun> mutant_runs(unsigned effort) {
  init_tests("pml_mutant_unit");
  std::vector<MutantRun> runs;
  const auto add = [&](uint64_t seed, uint64_t cycles) {
    runs.push_back({"random, seed " + std::to_string(seed) + ", " + std::to_string(cycles) + " cycles",
                    [=] { return lockstep_run(seed, cycles); }});
  };
  add(1, 1000);
  add(2, 5000);
  for (uint64_t seed = 3; seed < 7; ++seed) add(seed, 20'000);
  for (uint64_t seed = 7; seed < 7 + 6 * effort; ++seed) add(seed, 100'000);
  if (effort > 0) runs.push_back({"directed tests", [] { return tests(kDirected); }});
  return runs;
}

}  // namespace openpml
