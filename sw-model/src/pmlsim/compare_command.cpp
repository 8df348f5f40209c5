// SPDX-License-Identifier: Apache-2.0
#include "commands.hpp"
#include "compare.hpp"
#include "engine.hpp"
#include "errors.hpp"
#include "jobs.hpp"
#include "output_file.hpp"

namespace openpml::pmlsim {

int compare_command(Args args) {
  Options o(
      "compare", "compare --workload SPEC [options]",
      "Runs the same workload through four ways of finding a VM's working set: intel-pml (the unit's Intel mode), naive-reads (the same, "
      "logging reads), prl-2021 (a model of the published Page Reference Logging) and openpml (dom0 mode). Events come at their own times.");
  declare_workload(o);
  o.choice("engine", {"rtl", "model", "lockstep"}, "what runs the unit", "rtl");
  o.value("config", "NAME", "configuration of the unit", "default");
  o.value("latency", "CYCLES", "memory round trip, 0 to 4096", "32").value("seed", "N", "seed of memory contents", "1");
  declare_costs(o);
  o.value("json", "FILE", "write an array with one object per system").value("csv", "FILE", "write a table as CSV");
  o.value("jobs", "N", "processes at once", std::to_string(default_parallel()));
  o.epilog(
      workload_epilog() +
      "\nexample:\n"
      "  pmlsim compare --trace tb/traces/redis-sqlite.pmltrace.zst --cost xen_entry_ns=300 --json compare.json\n\n" +
      compare_notes());
  o.parse(args);
  if (o.help_wanted()) {
    write_stdout(o.help());
    return kExitOk;
  }
  CompareConfig c;
  c.workload = workload_of(o);
  c.engine = c.intel_engine = o.get("engine");
  c.config = o.get("config");
  c.latency = static_cast<unsigned>(o.number("latency", 0, 4096));
  c.seed = o.number("seed", 0, UINT64_MAX);
  c.costs = costs_of(o);
  const auto parallel = static_cast<unsigned>(o.number("jobs", 1, 64));
  // Bad workloads and paths are found out here, before any process is started.
  const PortSource checked(open_lanes(c.workload, true), config_params(c.config), {});
  std::optional<OutputFile> json, csv;
  if (o.given("json")) json.emplace(o.get("json"));
  if (o.given("csv")) csv.emplace(o.get("csv"));

  std::vector<Job> jobs;
  for (const auto& system : compare_systems())
    jobs.push_back(
        {system, 0, [c, system](const auto& progress) { return serialize(run_system(system, c, progress)); }});
  ProgressDisplay display("compare");
  const auto results = run_jobs(jobs, parallel, display);
  std::vector<CompareResult> rows;
  for (size_t i = 0; i < results.size(); ++i) {
    if (results[i].code == kExitInterrupted) throw Interrupted();
    if (results[i].code == kExitBadInput) throw InputError(jobs[i].name + ": " + results[i].message);
    if (results[i].code != 0) throw WrongResult(jobs[i].name + ": " + results[i].message);
    rows.push_back(deserialize_compare(results[i].lines));
  }
  if (json) {
    JsonWriter j;
    j.begin_array();
    for (const auto& r : rows) write_json(j, r);
    j.end_array();
    json->write(j.str());
    json->commit();
  }
  if (csv) {
    csv->write(compare_csv(rows));
    csv->commit();
  }
  write_stdout(compare_table(rows));
  return kExitOk;
}

}  // namespace openpml::pmlsim
