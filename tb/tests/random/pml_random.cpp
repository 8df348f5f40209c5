// SPDX-License-Identifier: Apache-2.0
// One or many constrained random runs: pml_random --seed N --cycles M --config K --engine model|rtl|lockstep
#include <cstdio>
#include <cstdlib>
#include <map>
#include <stdexcept>
#include <string>

#include "configs.hpp"
#include "dut_factory.hpp"
#include "option_number.hpp"
#include "random_run.hpp"

using namespace openpml;

namespace {

struct Args {
  uint64_t seed = 1, runs = 1, cycles = 100'000;
  std::string config = "default", engine = "model", fst;
  bool verbose = false, faults = true, resets = true, judge = true, abuse = false, slow = false;
};

constexpr const char* kHelp =
    "usage: pml_random [--seed N] [--runs N] [--cycles N] [--config NAME] [--engine NAME]\n"
    "                  [--abuse] [--slow] [--fst FILE] [--no-faults] [--no-resets] [--no-judge] [--verbose]\n"
    "Random traffic, set-ups and commands against the unit; the same seed gives the same run.\n"
    "  --seed N      first seed (1)\n"
    "  --runs N      that many runs, seeds N, N+1, ... (1)\n"
    "  --cycles N    cycles of each run (100000)\n"
    "  --abuse       random writes to every register address too (as in make soak)\n"
    "  --slow        memory round trips of up to 10,000 cycles too (as in make soak)\n"
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

Args parse(int argc, char** argv) {
  Args a;
  for (int i = 1; i < argc; ++i) {
    const std::string o = argv[i];
    const auto value = [&]() -> std::string {
      if (i + 1 == argc) usage(o + " needs a value");
      return argv[++i];
    };
    if (o == "--seed") a.seed = option_number(value(), o);
    else if (o == "--runs") a.runs = option_number(value(), o);
    else if (o == "--cycles") a.cycles = option_number(value(), o);
    else if (o == "--config") a.config = value();
    else if (o == "--engine") a.engine = value();
    else if (o == "--fst") {
      a.fst = value();
      if (a.engine == "model") a.engine = "rtl";
    } else if (o == "--verbose") a.verbose = true;
    else if (o == "--abuse") a.abuse = true;
    else if (o == "--slow") a.slow = true;
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
  RandomOptions o;
  o.seed = seed;
  o.cycles = a.cycles;
  o.judge = a.judge;
  o.scenario = {.faults = a.faults, .resets = a.resets, .verbose = a.verbose, .abuse = a.abuse, .slow = a.slow};
  RandomOutcome r;
  try {
    r = random_run(
        o, make_dut(a.engine, a.config,
                    "build/random_" + a.engine + "_" + a.config + "_" + std::to_string(seed) + ".txt", a.fst, seed));
  } catch (const std::exception& e) {
    r.bad.push_back(e.what());
  }
  for (const auto& [n, k] : r.counts) counts[n] += k;
  std::printf("%s seed %llu config %s engine %s: %llu events, %llu records\n", r.bad.empty() ? "PASS" : "FAIL",
              static_cast<unsigned long long>(seed), a.config.c_str(), a.engine.c_str(),
              static_cast<unsigned long long>(r.events), static_cast<unsigned long long>(r.records));
  if (a.verbose || !r.bad.empty()) std::printf("  %s\n", r.summary.c_str());
  for (const auto& b : r.bad) std::printf("  %s\n", b.c_str());
  if (!r.bad.empty() && a.engine != "model")
    std::printf("  waveform: make waves WHAT=\"--engine %s --config %s --seed %llu --cycles %llu%s%s\"\n",
                a.engine.c_str(), a.config.c_str(), static_cast<unsigned long long>(seed),
                static_cast<unsigned long long>(a.cycles), a.abuse ? " --abuse" : "", a.slow ? " --slow" : "");
  std::fflush(stdout);
  return r.bad.empty();
}

}  // namespace

int main(int argc, char** argv) {
  Args a;
  uint64_t failed = 0;
  std::map<std::string, uint64_t> counts;
  try {
    a = parse(argc, argv);
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
    std::printf("%llu runs, %llu failed\n", static_cast<unsigned long long>(a.runs),
                static_cast<unsigned long long>(failed));
  }
  return failed ? 1 : 0;
}
