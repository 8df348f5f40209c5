// SPDX-License-Identifier: Apache-2.0
// How fast the simulators are.
#include <chrono>

#include "bench.hpp"
#include "errors.hpp"
#include "interrupt.hpp"
#include "openpml/functional.hpp"
#include "runner.hpp"

namespace openpml::pmlsim {
namespace {

using Lines = std::vector<std::string>;
using Progress = std::function<void(uint64_t)>;

Lines measure_engine(const std::string& engine, const std::string& name, uint64_t events, const Progress& progress) {
  RunConfig c;
  c.workload = "zipf:pages=262144,write=0.5,mark=50000,events=" + std::to_string(events);
  c.engine = engine;
  c.progress = progress;
  const RunResult r = Runner(c).run();
  BenchRow row;
  row.name = name;
  row.value = static_cast<double>(r.totals.cycles) / r.wall_seconds;
  row.unit = "cycles/s";
  return {serialize(row)};
}

Lines measure_functional(const std::string& name, const std::string& spec, const Progress& progress) {
  auto lanes = open_lanes(spec, false);
  std::vector<Item> items(1U << 20);
  items.resize(lanes.front()->fill(items));
  const std::vector<FunctionalModel::Vm> vms = {{lanes.front()->ram_pages(), true}};
  FunctionalModel model(vms);
  model.accept(items);  // memory is touched once before the clock starts
  using Clock = std::chrono::steady_clock;
  const auto start = Clock::now();
  double seconds = 0;
  uint64_t events = 0;
  while (seconds < 1.0) {
    poll_interrupt();
    model.accept(items);
    model.cut(0);
    events += items.size();
    progress(events);
    seconds = std::chrono::duration<double>(Clock::now() - start).count();
  }
  BenchRow row;
  row.name = name;
  row.value = static_cast<double>(events) / seconds;
  row.unit = "events/s";
  row.better = Better::Higher;
  row.target = 50e6;
  return {serialize(row)};
}

}  // namespace

std::vector<Job> speed_jobs(const BenchPlan& plan) {
  const uint64_t events = plan.full ? 1'000'000 : 200'000;
  std::vector<Job> jobs;
  const auto engine = [&](const std::string& e, const std::string& name) {
    jobs.push_back({name, events, [=](const Progress& p) { return measure_engine(e, name, events, p); }});
  };
  engine("rtl", "Verilated RTL alone");
  engine("model", "cycle model alone");
  engine("lockstep", "RTL and model in lock-step, compared every cycle");
  const auto functional = [&](const std::string& name, const std::string& spec) {
    jobs.push_back({name, 0, [=](const Progress& p) { return measure_functional(name, spec, p); }});
  };
  functional("functional model, constant 300 MiB", "constant:pages=76800,epochs=1,passes=14,write=0.5");
  functional("functional model, zipf over 16 GiB", "zipf:pages=4194304,events=1048576,write=0.5");
  return jobs;
}

}  // namespace openpml::pmlsim
