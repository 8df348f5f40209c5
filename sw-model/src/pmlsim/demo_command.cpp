// SPDX-License-Identifier: Apache-2.0
// The runs of 'make demo' and what is written about them.
#include <array>
#include <chrono>
#include <cstdio>

#include "chart.hpp"
#include "commands.hpp"
#include "compare.hpp"
#include "engine.hpp"
#include "errors.hpp"
#include "jobs.hpp"
#include "output_file.hpp"
#include "report.hpp"

namespace openpml::pmlsim {
namespace {

struct DemoRun {
  std::string name, title, workload;
  uint64_t release_delay = 0;
};

/// Eight VMs on eight vCPUs. First VM 0 has four of them, which share its pages; then it gives three to VMs 5 to 7.
std::string busy_host() {
  const std::string first =
      "uniform:pages=20000,events=160000,mark=40000,write=0.5,vm=0,vcpu=0,vcpus=4,spread=random,seed=11,weight=4;"
      "zipf:pages=30000,events=60000,mark=9000,write=0.3,vm=1,vcpu=4,seed=12;"
      "constant:pages=4000,epochs=5,passes=2,vm=2,vcpu=5,order=shuffled,write=0.7,seed=13;"
      "sequential:pages=60000,events=60000,mark=25000,write=1,vm=3,vcpu=6,seed=14;"
      "uniform:pages=500000,events=50000,mark=13000,write=0.2,vm=4,vcpu=7,seed=15";
  const std::string second =
      "uniform:pages=20000,events=40000,mark=20000,write=0.5,vm=0,vcpu=0,seed=21,ram=20000;"
      "zipf:pages=30000,events=40000,mark=7000,write=0.3,vm=1,vcpu=4,seed=22;"
      "constant:pages=4000,epochs=4,passes=2,vm=2,vcpu=5,order=shuffled,write=0.7,seed=23;"
      "sequential:pages=60000,events=40000,mark=15000,write=1,vm=3,vcpu=6,seed=24;"
      "uniform:pages=500000,events=40000,mark=11000,write=0.2,vm=4,vcpu=7,seed=25;"
      "constant:pages=3000,epochs=6,passes=2,vm=5,vcpu=1,write=0.5,seed=26;"
      "zipf:pages=100000,events=40000,mark=8000,write=0.6,vm=6,vcpu=2,seed=27;"
      "uniform:pages=262144,events=40000,mark=10000,write=0.9,vm=7,vcpu=3,seed=28";
  return first + ">>" + second;
}

std::vector<DemoRun> demo_runs(const std::string& traces) {
  const auto trace = [&](const char* name) { return "trace:" + traces + "/" + name + ".pmltrace.zst"; };
  return {{"busy-host", "A busy host: 8 VMs, 4 vCPUs that share pages in one, staggered harvests, a slow dom0",
           busy_host(), 30000},
          {"constant", "Experiment 1: a 1 GiB VM that works on a constant 300 MiB",
           "constant:pages=76800,epochs=10,passes=2,order=shuffled"},
          {"phases", "Experiment 2: half of it, then all of it", "phases:pages=38400/76800,epochs=6,passes=2"},
          {"wss-constant", "A real Linux guest: experiment 1", trace("wss-constant")},
          {"wss-phases", "A real Linux guest: experiment 2", trace("wss-phases")},
          {"redis-sqlite", "A real Linux guest: redis, then sqlite", trace("redis-sqlite")}};
}

struct DemoCompare {
  std::string name, title, workload;
};

/// The first is compare.json.
std::vector<DemoCompare> demo_compares(const std::string& traces) {
  return {
      {"compare", "The comparison: redis and sqlite in a real guest", "trace:" + traces + "/redis-sqlite.pmltrace.zst"},
      {"compare-constant", "The comparison: every page of 300 MiB written in each 100 ms",
       "constant:pages=76800,epochs=2,passes=1,interval=1302"}};
}

template <class T>
std::string json_array(const std::vector<T>& rows) {
  JsonWriter j;
  j.begin_array();
  for (const auto& r : rows) write_json(j, r);
  j.end_array();
  return j.str();
}

/// The accesses of a workload, all of its parts; also finds out that it can be read to its end.
uint64_t count_events(const std::string& workload) {
  uint64_t n = 0;
  for (const auto& part : workload_segments(workload)) {
    auto lanes = open_lanes(part, false);
    std::vector<Item> items(8192);
    while (const size_t got = lanes.front()->fill(items))
      for (size_t i = 0; i < got; ++i) n += items[i].mark() ? 0 : 1;
    if (!lanes.front()->error().empty()) throw InputError(lanes.front()->error());
  }
  return n;
}

std::vector<std::string> split_lines(const std::string& text) {
  std::vector<std::string> out;
  for (size_t pos = 0, nl = 0; (nl = text.find('\n', pos)) != std::string::npos; pos = nl + 1)
    out.push_back(text.substr(pos, nl - pos));
  return out;
}

/// Why a run of the demo is not what was promised; empty if it is.
std::string complaint(const RunResult& r) {
  for (const auto& e : r.epochs)
    if (!e.exact())
      return "VM " + std::to_string(e.vm) + ", epoch " + std::to_string(e.epoch) + ": counted " +
             std::to_string(e.distinct_accessed) + "/" + std::to_string(e.distinct_written) + ", true " +
             std::to_string(e.true_accessed) + "/" + std::to_string(e.true_written);
  if (r.epochs.empty()) return "no epoch was harvested";
  if (r.totals.events_lost != 0) return std::to_string(r.totals.events_lost) + " events were lost";
  if (r.totals.guest_exits != 0 || r.totals.guest_cycles_lost != 0) return "the guest was stopped";
  return {};
}

std::string summary_table(const std::vector<RunResult>& runs, const std::vector<std::string>& names) {
  std::string out =
      "run             epochs  exact      events      cycles   refused   exits   interrupts    AXI bytes\n";
  std::array<char, 160> line{};
  for (size_t i = 0; i < runs.size(); ++i) {
    const Totals& t = runs[i].totals;
    size_t exact = 0;
    for (const auto& e : runs[i].epochs) exact += e.exact();
    std::snprintf(line.data(), line.size(), "%-15s %6zu %6zu %11s %11s %9s %7s %12s %12s\n", names[i].c_str(),
                  runs[i].epochs.size(), exact, grouped(t.events).c_str(), grouped(t.cycles).c_str(),
                  grouped(t.harvests_refused).c_str(), grouped(t.guest_exits).c_str(),
                  grouped(t.dom0_interrupts).c_str(), grouped(t.axi_bytes).c_str());
    out += line.data();
  }
  return out;
}

}  // namespace

int demo_command(Args args) {
  Options o(
      "demo", "demo [--out DIR] [options]",
      "Runs the two working-set experiments, three recorded guests and a busy host on the RTL in lock-step with the cycle model, then the "
      "comparison with Intel's PML and PRL. Writes report.html, summary.json, compare.json and a CSV of every run.");
  o.value("out", "DIR", "where to write", "build/demo")
      .value("traces", "DIR", "where the recorded guests are", "tb/traces");
  o.choice("engine", {"lockstep", "rtl", "model"}, "what runs the unit", "lockstep");
  o.value("config", "NAME", "configuration of the unit", "default");
  o.value("jobs", "N", "processes at once", std::to_string(default_parallel()));
  declare_costs(o);
  o.parse(args);
  if (o.help_wanted()) {
    write_stdout(o.help());
    return kExitOk;
  }
  const auto begin = std::chrono::steady_clock::now();
  const std::string out = o.get("out"), engine = o.get("engine");
  make_directory(out);
  const auto runs = demo_runs(o.get("traces"));
  const auto compares = demo_compares(o.get("traces"));
  CompareConfig cc;
  cc.costs = costs_of(o);
  cc.config = o.get("config");
  cc.engine = engine;
  cc.intel_engine = engine == "model" ? "model" : "rtl";
  const auto parallel = static_cast<unsigned>(o.number("jobs", 1, 64));
  OutputFile report(out + "/report.html"), summary(out + "/summary.json");
  std::vector<std::unique_ptr<OutputFile>> compare_files;
  for (const DemoCompare& d : compares)
    for (const char* suffix : {".json", ".csv"})
      compare_files.push_back(std::make_unique<OutputFile>(out + "/" + d.name + suffix));

  std::vector<Job> jobs;
  for (const DemoRun& d : runs) {
    RunConfig rc;
    rc.workload = d.workload;
    rc.title = d.title;
    rc.engine = engine;
    rc.config = cc.config;
    rc.release_delay = d.release_delay;
    jobs.push_back({d.name, count_events(d.workload), [rc](const auto& progress) {
                      RunConfig c = rc;
                      c.progress = progress;
                      return split_lines(serialize(Runner(c).run()));
                    }});
  }
  for (const DemoCompare& d : compares) {
    cc.workload = d.workload;
    const uint64_t events = count_events(d.workload);
    for (const auto& system : compare_systems())
      jobs.push_back({d.name + " " + system, events,
                      [cc, system](const auto& progress) { return serialize(run_system(system, cc, progress)); }});
  }

  ProgressDisplay display("demo");
  const auto results = run_jobs(jobs, parallel, display);
  std::vector<RunResult> done;
  std::vector<CompareResult> rows;
  std::vector<std::string> names, complaints;
  for (size_t i = 0; i < results.size(); ++i) {
    const JobResult& r = results[i];
    if (r.code == kExitInterrupted) throw Interrupted();
    if (r.code == kExitBadInput) throw InputError(jobs[i].name + ": " + r.message);
    if (r.code != 0) {
      complaints.push_back(jobs[i].name + ": " + r.message);
    } else if (i >= runs.size()) {
      rows.push_back(deserialize_compare(r.lines));
    } else {
      done.push_back(deserialize(r.lines));
      names.push_back(jobs[i].name);
      if (const std::string c = complaint(done.back()); !c.empty()) complaints.push_back(jobs[i].name + ": " + c);
    }
  }
  for (const auto& r : rows)
    if (r.system == "openpml" && (r.guest_exits != 0 || r.guest_cycles_lost != 0 || r.events_lost != 0 ||
                                  r.wss_error_accessed != 0 || r.wss_error_written != 0))
      complaints.push_back("compare openpml: the guest was stopped, events were lost or an epoch is not exact");

  std::vector<CompareSection> sections;
  std::string tables;
  for (const DemoCompare& d : compares) {
    CompareSection section{d.title, d.workload, {}};
    for (const auto& r : rows)
      if (r.workload == d.workload) section.rows.push_back(r);
    tables += "\n" + d.title + "\n" + compare_table(section.rows);
    sections.push_back(std::move(section));
  }
  ReportInput in;
  in.runs = done;
  in.compare = sections;
  in.costs = cc.costs;
  in.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  in.all_exact = complaints.empty();

  for (size_t i = 0; i < done.size(); ++i) write_file(out + "/" + names[i] + ".csv", run_csv(done[i]));
  for (size_t i = 0; i < sections.size(); ++i) {
    compare_files[2 * i]->write(json_array(sections[i].rows));
    compare_files[2 * i + 1]->write(compare_csv(sections[i].rows));
  }
  summary.write(json_array(done));
  report.write(html_report(in));
  for (const auto& f : compare_files) f->commit();
  summary.commit();
  report.commit();

  write_stdout(summary_table(done, names) + tables + "\nwrote " + out +
               "/report.html, summary.json, compare.json and CSV files\n");
  if (complaints.empty()) {
    write_stdout("every epoch exact, no guest stopped, nothing lost\n");
    return kExitOk;
  }
  std::string all;
  for (const auto& c : complaints) all += (all.empty() ? "" : " | ") + c;
  throw WrongResult(all);
}

}  // namespace openpml::pmlsim
