// SPDX-License-Identifier: Apache-2.0
// The soak: pml_soak --seconds 600. Exit code 0 only if at least one run was made and every run was good.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "configs.hpp"
#include "dut_factory.hpp"
#include "option_number.hpp"
#include "soak.hpp"

using namespace openpml;

namespace {

constexpr const char* kHelp =
    "usage: pml_soak [--seconds N] [--config NAME] [--engine NAME] [--first SEED] [--step N] [--json FILE]\n"
    "Random runs with register abuse, memory errors, resets and slow memory, configurations and seeds in turn, until the time is over.\n"
    "  --seconds N    no run begins after that (600)\n"
    "  --config NAME  only this one: default, axi64, mid, small\n"
    "  --engine NAME  lockstep (the default), rtl, model\n"
    "  --first SEED   seed of the first run (1)\n"
    "  --step N       from one run's seed to the next (1)\n"
    "  --json FILE    the totals\n";

[[noreturn]] void usage(const std::string& what) {
  std::fprintf(stderr, "pml_soak: %s\n%s", what.c_str(), kHelp);
  std::exit(2);
}

void write_json(const std::string& file, const SoakTotals& t) {
  std::FILE* f = std::fopen(file.c_str(), "w");
  if (!f) {
    std::fprintf(stderr, "pml_soak: cannot write %s\n", file.c_str());
    std::exit(2);
  }
  const auto n = [&](const char* name, uint64_t v) {
    std::fprintf(f, "\"%s\": %llu, ", name, static_cast<unsigned long long>(v));
  };
  std::fprintf(f, "{");
  n("runs", t.runs);
  n("failed", t.failed);
  n("cycles", t.cycles);
  n("events", t.events);
  n("records", t.records);
  n("epochs", t.epochs);
  n("log_entries", t.log_entries);
  n("refusals", t.refusals);
  std::fprintf(f, "\"seconds\": %.1f}\n", t.seconds);
  if (std::fclose(f) != 0) std::exit(2);
}

}  // namespace

int main(int argc, char** argv) {
  SoakOptions o;
  try {
    std::string engine = "lockstep", config, json;
    for (int i = 1; i < argc; ++i) {
      const std::string a = argv[i];
      if (a == "--help") {
        std::printf("%s", kHelp);
        return 0;
      }
      if (i + 1 == argc) usage(a + " needs a value");
      const std::string v = argv[++i];
      if (a == "--seconds") o.seconds = static_cast<double>(option_number(v, a));
      else if (a == "--config") config = v;
      else if (a == "--engine") engine = v;
      else if (a == "--first") o.first = option_number(v, a);
      else if (a == "--step") o.step = option_number(v, a);
      else if (a == "--json") json = v;
      else usage("no option '" + a + "'");
    }
    if (!config.empty()) config_by_name(config);
    const std::vector<std::string> names = engines();
    if (std::ranges::find(names, engine) == names.end()) usage("no engine '" + engine + "'");
    for (const auto& c : all_configs())
      if (config.empty() || c.name == config) o.configs.push_back(c.name);
    const auto make = [&](const std::string& c, uint64_t seed) {
      return make_dut(engine, c, "build/soak_" + c + "_" + std::to_string(seed) + ".txt", "", seed);
    };
    const SoakTotals t = soak(o, make, [](const std::string& line) {
      std::printf("%s\n", line.c_str());
      std::fflush(stdout);
    });
    if (!json.empty()) write_json(json, t);
    std::printf("%llu runs, %llu failed, %llu cycles, %llu events, %llu records in %.0f s\n",
                static_cast<unsigned long long>(t.runs), static_cast<unsigned long long>(t.failed),
                static_cast<unsigned long long>(t.cycles), static_cast<unsigned long long>(t.events),
                static_cast<unsigned long long>(t.records), t.seconds);
    return t.failed != 0 || t.runs == 0;
  } catch (const std::invalid_argument& e) {
    usage(e.what());
  }
}
