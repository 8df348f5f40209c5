// SPDX-License-Identifier: Apache-2.0
// What is measured beside simulation speed: throughput against the bound, bytes, exits, disturbance, cost against size.
#include <algorithm>
#include <array>
#include <sstream>

#include "bench.hpp"
#include "engine.hpp"
#include "errors.hpp"
#include "runner.hpp"

namespace openpml::pmlsim {
namespace {

using Lines = std::vector<std::string>;
using Progress = std::function<void(uint64_t)>;

RunConfig base_config(const BenchPlan& plan, const std::string& workload, const Progress& progress) {
  RunConfig c;
  c.workload = workload;
  c.engine = plan.engine;
  c.progress = progress;
  return c;
}

BoundQuery query(const RunConfig& c) {
  const Params p = config_params(c.config);
  BoundQuery q;
  q.workload = c.workload;
  q.dw = p.dw;
  q.entries = uint64_t{p.store_sets} * p.store_ways;
  q.outstanding = p.outstanding;
  q.latency = c.latency;
  q.log_reads = c.log_reads;
  return q;
}

// ---- throughput ------------------------------------------------------------------------------------------------

struct Shape {
  const char* name;
  bool fits;  ///< in the line store
};
constexpr std::array kShapes = {Shape{"constant", true}, Shape{"sequential", false}, Shape{"zipf", false},
                                Shape{"uniform", false}};

struct Case {
  Shape shape;
  std::string config;
  unsigned latency;
  bool write, shuffled, filter;
};

std::string spec(const Case& c, uint64_t events) {
  const std::string mark = std::to_string(std::min<uint64_t>(1'000'000, events / 2));
  const std::string n = std::to_string(events);
  const std::string tail = std::string(",write=") + (c.write ? "1" : "0") + (c.shuffled ? ",order=shuffled" : "");
  const std::string name = c.shape.name;
  if (name == "constant") {
    const uint64_t passes = std::max<uint64_t>(1, std::min<uint64_t>(13, events / 76'800 / 2));
    return "constant:pages=76800,passes=" + std::to_string(passes) +
           ",epochs=" + std::to_string(std::max<uint64_t>(2, events / (passes * 76'800))) + tail;
  }
  if (name == "sequential") return "sequential:pages=1048576,events=" + n + ",mark=" + mark + tail;
  if (name == "zipf") return "zipf:pages=4194304,theta=0.99,events=" + n + ",mark=" + mark + tail;
  return "uniform:pages=16777216,events=" + n + ",mark=" + mark + tail;
}

std::string case_name(const Case& c) {
  return std::string("throughput ") + c.shape.name + ", " + c.config + ", round trip " + std::to_string(c.latency) +
         ", " + (c.write ? "writes" : "reads") + ", " + (c.shuffled ? "shuffled" : "sequential") + ", filter " +
         (c.filter ? "on" : "off");
}

Lines measure_throughput(const Case& k, const BenchPlan& plan, uint64_t events, const Progress& progress) {
  RunConfig c = base_config(plan, spec(k, events), progress);
  c.config = k.config;
  c.latency = k.latency;
  c.filter = k.filter;
  const BoundResult b = run_bound(query(c));
  const RunResult r = Runner(c).run();
  BenchRow row;
  row.name = case_name(k);
  row.measured = static_cast<double>(r.totals.events) / static_cast<double>(r.totals.offer_cycles);
  row.bound = b.bound;
  row.value = row.measured / b.bound;
  row.unit = "of the bound";
  row.better = Better::Higher;
  row.target = b.bound >= 1.0 && k.shape.fits ? 0.99 : 0.90;
  return {serialize(row)};
}

std::vector<Case> throughput_cases(bool full) {
  std::vector<Case> out;
  for (const std::string config : {"default", "axi64"})
    for (const Shape& s : kShapes)
      for (const unsigned latency : {0U, 64U, 256U})
        for (const bool write : {true, false})
          for (const bool shuffled : {false, true})
            for (const bool filter : {true, false}) {
              // A representative part: writes in order with the filter at both ends of the round trip; and at the middle
              // one change at a time, and all changes together.
              const int changes = !write + shuffled + !filter;
              const bool quick = latency == 64 ? changes == 1 || changes == 3 : changes == 0;
              if (full || quick) out.push_back({s, config, latency, write, shuffled, filter});
            }
  return out;
}

// ---- bytes -----------------------------------------------------------------------------------------------------

Lines measure_bytes(const std::string& config, const BenchPlan& plan, const Progress& progress) {
  RunConfig c = base_config(plan, "phases:pages=38400/76800,epochs=4,passes=5,write=0.5", progress);
  c.config = config;
  BoundQuery q = query(c);
  q.whole = true;
  const BoundResult b = run_bound(q);
  const RunResult r = Runner(c).run();
  const Totals& t = r.totals;
  BenchRow bytes, summary;
  bytes.name = "bitmap bytes / (64 x line kinds touched or cleared), " + config;
  bytes.value =
      static_cast<double>(t.axi_bytes - t.summary_bytes - t.record_bytes) / (64.0 * static_cast<double>(b.line_kinds));
  bytes.unit = "ratio";
  bytes.better = Better::Lower;
  bytes.target = 1.05;
  summary.name = "summary and record bytes / (4 a touched line + 128 a harvest), " + config;
  summary.value = static_cast<double>(t.summary_bytes + t.record_bytes) /
                  (4.0 * static_cast<double>(b.touched_lines) + 128.0 * static_cast<double>(b.harvests));
  summary.unit = "ratio";
  summary.better = Better::Lower;
  summary.target = 1.0;
  return {serialize(bytes), serialize(summary)};
}

// ---- the guest is not stopped ----------------------------------------------------------------------------------

Lines measure_exits(const BenchPlan& plan, const Progress& progress) {
  uint64_t exits = 0, lost = 0, events_lost = 0;
  for (
      const char* w :
      {"constant:pages=76800,epochs=4,passes=2,write=0.5", "phases:pages=38400/76800,epochs=3,passes=1,order=shuffled",
       "zipf:pages=262144,events=200000,mark=50000,write=0.5;uniform:pages=262144,events=200000,mark=70000,vm=1,vcpu=1,vcpus=4"}) {
    const RunResult r = Runner(base_config(plan, w, progress)).run();
    exits += r.totals.guest_exits;
    lost += r.totals.guest_cycles_lost;
    events_lost += r.totals.events_lost;
  }
  Lines out;
  for (const auto& [name, value, unit] : {std::tuple{"guest exits in dom0 mode", exits, "exits"},
                                          std::tuple{"guest cycles lost in dom0 mode", lost, "CPU cycles"},
                                          std::tuple{"events lost in dom0 mode", events_lost, "events"}}) {
    BenchRow row;
    row.name = name;
    row.value = static_cast<double>(value);
    row.unit = unit;
    row.better = Better::Lower;
    out.push_back(serialize(row));
  }
  return out;
}

// ---- a harvest disturbs nobody else ----------------------------------------------------------------------------

Lines measure_disturbance(const BenchPlan& plan, bool filter, const Progress& progress) {
  const auto stalls = [&](const std::string& mark) {
    RunConfig c = base_config(plan,
                              "uniform:pages=40000,events=150000,write=0.5,seed=3,mark=" + mark +
                                  ";zipf:pages=40000,events=300000,write=0.5,seed=4,vm=1,vcpu=1,weight=2"
                                  ";constant:pages=20000,epochs=1,passes=8,write=1,vm=2,vcpu=2",
                              progress);
    c.filter = filter;
    const RunResult r = Runner(c).run();
    return r.counters.at(1).stalled + r.counters.at(2).stalled;
  };
  const uint64_t with = stalls("5000"), without = stalls("0");
  BenchRow row;
  row.name = std::string("stalls of other VMs with 30 harvests (") + std::to_string(with) + ") / without (" +
             std::to_string(without) + "), filter " + (filter ? "on" : "off");
  row.value = with == without ? 1.0 : static_cast<double>(with) / static_cast<double>(std::max<uint64_t>(1, without));
  row.unit = "ratio";
  row.better = Better::Lower;
  row.target = 1.0;
  return {serialize(row)};
}

// ---- cost against the size of the VM -----------------------------------------------------------------------------

Lines measure_size(const BenchPlan& plan, const Progress& progress) {
  std::array<double, 3> cycles{}, bytes{};
  const std::array<uint64_t, 3> gib = {1, 16, 64};
  Lines out;
  for (size_t i = 0; i < gib.size(); ++i) {
    const RunResult r = Runner(base_config(plan,
                                           "uniform:pages=100000,events=300000,mark=50000,write=0.5,ram=" +
                                               std::to_string(gib[i] * 262'144),
                                           progress))
                            .run();
    const double n = static_cast<double>(r.totals.harvests);
    cycles[i] = static_cast<double>(r.totals.harvest_cycles) / n;
    bytes[i] = static_cast<double>(r.totals.axi_bytes) / n;
    for (const auto& [what, value, unit] :
         {std::tuple{"cycles", cycles[i], "cycles"}, std::tuple{"AXI bytes", bytes[i], "bytes"}}) {
      BenchRow row;
      row.name = std::string(what) + " a harvest, " + std::to_string(gib[i]) + " GiB VM";
      row.value = value;
      row.unit = unit;
      out.push_back(serialize(row));
    }
  }
  for (const auto& [what, v] : {std::pair{"cycles", cycles}, std::pair{"AXI bytes", bytes}}) {
    BenchRow row;
    row.name = std::string(what) + " a harvest, largest / smallest over 1, 16, 64 GiB";
    row.value = *std::max_element(v.begin(), v.end()) / *std::min_element(v.begin(), v.end());
    row.unit = "ratio";
    row.better = Better::Lower;
    row.target = 1.05;
    out.push_back(serialize(row));
  }
  return out;
}

}  // namespace

std::vector<Job> bench_jobs(const BenchPlan& plan) {
  std::vector<Job> jobs;
  const uint64_t events = plan.events != 0 ? plan.events : 10'000'000;
  for (const Case& c : throughput_cases(plan.full))
    jobs.push_back({case_name(c), events,
                    [c, plan, events](const Progress& p) { return measure_throughput(c, plan, events, p); }});
  for (const std::string config : {"default", "axi64"})
    jobs.push_back(
        {"bytes, " + config, 2'300'000, [config, plan](const Progress& p) { return measure_bytes(config, plan, p); }});
  jobs.push_back({"guest exits", 0, [plan](const Progress& p) { return measure_exits(plan, p); }});
  for (const bool filter : {true, false})
    jobs.push_back({filter ? "disturbance" : "disturbance, filter off", 0,
                    [plan, filter](const Progress& p) { return measure_disturbance(plan, filter, p); }});
  jobs.push_back({"VM size", 0, [plan](const Progress& p) { return measure_size(plan, p); }});
  return jobs;
}

}  // namespace openpml::pmlsim
