// SPDX-License-Identifier: Apache-2.0
#include "random_run.hpp"

#include "axi_checker.hpp"
#include "conservation_watch.hpp"
#include "cover/functional.hpp"
#include "judge_bench.hpp"
#include "lockstep.hpp"

namespace openpml {

RandomOutcome random_run(const RandomOptions& o, std::unique_ptr<Dut> dut, const std::function<void(Sim&)>& prepared) {
  RandomOutcome r;
  Sim sim(std::move(dut), o.seed);
  sim.mem().spread(sim.params().addr_bits);
  AxiChecker checker(sim.params());
  JudgeBench judge(sim);
  ConservationWatch conservation(sim);
  ProgressWatch progress(sim, o.progress);
  sim.add_observer(&checker);
  if (o.judge) sim.add_observer(&judge);
  if (o.conservation) sim.add_observer(&conservation);
  sim.add_observer(&progress);
  const auto cover = FunctionalCover::wanted(sim);
  if (prepared) prepared(sim);
  Scenario s(o.seed, sim, o.scenario);
  try {
    s.run(o.cycles);
    checker.finish();
    if (o.judge) judge.finish();
  } catch (const std::exception& e) {
    r.bad.push_back("stopped in cycle " + std::to_string(sim.cycle()) + ": " + e.what() + "\n" +
                    describe(sim.params(), sim.arch()));
  }
  r.summary = s.summary();
  for (const auto& [n, k] : s.counts()) r.counts[n] += k;
  r.counts["<judged epochs>"] += judge.judge().epochs_judged();
  r.counts["<judged log entries>"] += judge.judge().log_entries_judged();
  r.counts["<refusals>"] += s.refusals();
  r.counts["<looks at conservation>"] += conservation.looks();
  r.cycles = sim.cycle();
  r.events = sim.accepted();
  r.records = sim.dom0().records();
  for (const auto& f : s.failures()) r.bad.push_back(f);
  if (checker.count()) r.bad.push_back("protocol:\n" + checker.report());
  if (o.judge)
    for (const auto& f : judge.findings()) r.bad.push_back("judge: " + f);
  return r;
}

}  // namespace openpml
