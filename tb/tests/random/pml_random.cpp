// SPDX-License-Identifier: Apache-2.0
// One or many constrained random runs: pml_random --seed N --cycles M --config K --engine model|rtl|lockstep
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <stdexcept>
#include <string>

#include "axi_checker.hpp"
#include "configs.hpp"
#include "dut_factory.hpp"
#include "judge_bench.hpp"
#include "lockstep.hpp"
#include "scenario.hpp"

using namespace openpml;

namespace {

struct Args {
  uint64_t seed = 1, runs = 1, cycles = 100'000;
  std::string config = "default", engine = "model", fst;
  bool verbose = false, faults = true, resets = true, judge = true;
};

constexpr const char* kHelp =
    "usage: pml_random [--seed N] [--runs N] [--cycles N] [--config NAME] [--engine NAME]\n"
    "                  [--fst FILE] [--no-faults] [--no-resets] [--no-judge] [--verbose]\n"
    "Random traffic, set-ups and commands against the unit; the same seed gives the same run.\n"
    "  --seed N      first seed (1)\n"
    "  --runs N      that many runs, seeds N, N+1, ... (1)\n"
    "  --cycles N    cycles of each run (100000)\n"
    "  --fst FILE    waveform of the RTL (make waves)\n";

/// What this program was built with.
std::string choices() {
  std::string configs, have;
  for (const auto& c : all_configs()) configs += " " + c.name;
  for (const auto& e : engines()) have += " " + e;
  return "  --config NAME" + configs + "\n  --engine NAME" + have + "\n";
}

[[noreturn]] void usage(const std::string& what) {
  std::fprintf(stderr, "pml_random: %s\n%s%s", what.c_str(), kHelp, choices().c_str());
  std::exit(2);
}

uint64_t number(const std::string& text, const char* option) {
  char* end = nullptr;
  const uint64_t n = std::strtoull(text.c_str(), &end, 0);
  if (text.empty() || *end != 0) usage(std::string(option) + " needs a number, not '" + text + "'");
  return n;
}

Args parse(int argc, char** argv) {
  Args a;
  for (int i = 1; i < argc; ++i) {
    const std::string o = argv[i];
    const auto value = [&]() -> std::string {
      if (i + 1 == argc) usage(o + " needs a value");
      return argv[++i];
    };
    if (o == "--seed") a.seed = number(value(), "--seed");
    else if (o == "--runs") a.runs = number(value(), "--runs");
    else if (o == "--cycles") a.cycles = number(value(), "--cycles");
    else if (o == "--config") a.config = value();
    else if (o == "--engine") a.engine = value();
    else if (o == "--fst") {
      a.fst = value();
      if (a.engine == "model") a.engine = "rtl";
    } else if (o == "--verbose") a.verbose = true;
    else if (o == "--no-faults") a.faults = false;
    else if (o == "--no-resets") a.resets = false;
    else if (o == "--no-judge") a.judge = false;
    else if (o == "--help") {
      std::printf("%s%s", kHelp, choices().c_str());
      std::exit(0);
    } else usage("no option '" + o + "'");
  }
  return a;
}

/// True if the run was good. `counts`: what the run did is added to it.
bool one_run(const Args& a, uint64_t seed, std::map<std::string, uint64_t>& counts) {
  std::vector<std::string> bad;
  std::string summary;
  uint64_t events = 0, records = 0;
  try {
    const std::string dump = "build/random_" + a.engine + "_" + a.config + "_" + std::to_string(seed) + ".txt";
    Sim sim(make_dut(a.engine, a.config, dump, a.fst, seed), seed);
    AxiChecker checker(sim.params());
    sim.add_observer(&checker);
    JudgeBench judge(sim);
    if (a.judge) sim.add_observer(&judge);
    Scenario s(seed, sim, {a.faults, a.resets, a.verbose});
    try {
      s.run(a.cycles);
      checker.finish();
      judge.finish();
    } catch (const std::exception& e) {
      bad.push_back("stopped in cycle " + std::to_string(sim.cycle()) + ": " + e.what() + "\n" +
                    describe(sim.params(), sim.arch()));
    }
    summary = s.summary();
    for (const auto& [n, k] : s.counts()) counts[n] += k;
    counts["<judged epochs>"] += judge.judge().epochs_judged();
    counts["<judged log entries>"] += judge.judge().log_entries_judged();
    events = sim.accepted();
    records = sim.dom0().records();
    for (const auto& f : s.failures()) bad.push_back(f);
    if (checker.count()) bad.push_back("protocol:\n" + checker.report());
    for (const auto& f : judge.findings()) bad.push_back("judge: " + f);
  } catch (const std::exception& e) {
    bad.push_back(e.what());
  }
  std::printf("%s seed %llu config %s engine %s: %llu events, %llu records\n", bad.empty() ? "PASS" : "FAIL",
              static_cast<unsigned long long>(seed), a.config.c_str(), a.engine.c_str(),
              static_cast<unsigned long long>(events), static_cast<unsigned long long>(records));
  if (a.verbose || !bad.empty()) std::printf("  %s\n", summary.c_str());
  for (const auto& b : bad) std::printf("  %s\n", b.c_str());
  if (!bad.empty() && a.engine != "model")
    std::printf("  waveform: make waves WHAT=\"--engine %s --config %s --seed %llu --cycles %llu\"\n", a.engine.c_str(),
                a.config.c_str(), static_cast<unsigned long long>(seed), static_cast<unsigned long long>(a.cycles));
  std::fflush(stdout);
  return bad.empty();
}

}  // namespace

int main(int argc, char** argv) {
  const Args a = parse(argc, argv);
  uint64_t failed = 0;
  std::map<std::string, uint64_t> counts;
  try {
    config_by_name(a.config);
    bool known = false;
    std::string have;
    for (const auto& e : engines()) {
      known |= e == a.engine;
      have += " " + e;
    }
    if (!known) usage("engine '" + a.engine + "' is not in this build; it has:" + have);
    for (uint64_t i = 0; i < a.runs; ++i) failed += !one_run(a, a.seed + i, counts);
  } catch (const std::invalid_argument& e) {
    usage(e.what());
  }
  if (a.runs > 1) {
    for (const auto& [n, k] : counts) std::printf("  %-24s %llu\n", n.c_str(), static_cast<unsigned long long>(k));
  }
  if (a.runs > 1)
    std::printf("%llu runs, %llu failed\n", static_cast<unsigned long long>(a.runs),
                static_cast<unsigned long long>(failed));
  return failed ? 1 : 0;
}
