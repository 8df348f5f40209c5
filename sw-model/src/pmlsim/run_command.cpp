// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "commands.hpp"
#include "engine.hpp"
#include "errors.hpp"
#include "output_file.hpp"

namespace openpml::pmlsim {
namespace {

Options declare() {
  Options o(
      "run", "run --workload SPEC [options]",
      "Runs one workload through the unit and harvests at every mark. Events come back to back: the next is offered as soon as the "
      "last is taken. For each VM and epoch it prints the pages that the unit counted beside the true ones.");
  declare_workload(o);
  o.choice("engine", {"rtl", "model", "lockstep", "functional"},
           "the Verilated RTL, the cycle-accurate model, both compared every cycle, or page sets without a unit",
           "rtl");
  o.value("config", "NAME", "configuration of the unit: default (512-bit AXI) or axi64", "default");
  o.choice("mode", {"dom0", "intel", "raw"},
           "bitmaps and dom0 interrupts; Intel's PML with guest exits; raw log pages in memory", "dom0");
  o.flag("no-reads", "write-only: reads are not logged, there is no accessed bitmap");
  o.choice("filter", {"on", "off"}, "the unit's page filter", "on");
  o.value("latency", "CYCLES", "memory round trip, 0 to 4096", "32");
  o.value("release-delay", "CYCLES",
          "how long dom0 keeps a harvested buffer (a slow dom0 gets its next harvest refused)", "0");
  o.value("seed", "N", "seed of memory contents and of the software's timing", "1");
  declare_costs(o);
  o.value("json", "FILE", "write everything as JSON").value("csv", "FILE", "write the epochs as CSV");
  o.flag("quiet", "print the totals only");
  o.epilog(
      workload_epilog() +
      "\nexamples:\n"
      "  pmlsim run --workload constant:pages=76800 --json run.json\n"
      "  pmlsim run --engine lockstep --workload 'uniform:pages=4096,events=200000,mark=50000,vm=0;zipf:pages=8192,events=100000,vm=1,vcpu=1'\n"
      "  pmlsim run --trace tb/traces/redis-sqlite.pmltrace.zst --csv epochs.csv\n"
      "\nexit code: 0 all epochs exact, 2 bad arguments or files, 3 the unit was wrong, 130 interrupted\n");
  return o;
}

RunConfig config_of(const Options& o) {
  RunConfig c;
  c.workload = workload_of(o);
  c.engine = o.get("engine");
  c.config = o.get("config");
  c.mode = o.get("mode");
  c.log_reads = !o.given("no-reads");
  c.filter = o.get("filter") == "on";
  c.latency = static_cast<unsigned>(o.number("latency", 0, 4096));
  c.release_delay = o.number("release-delay", 0, uint64_t{1} << 40);
  c.seed = o.number("seed", 0, UINT64_MAX);
  c.costs = costs_of(o);
  const auto names = config_names();
  if (std::find(names.begin(), names.end(), c.config) == names.end()) {
    std::string known;
    for (const auto& n : names) known += (known.empty() ? "" : ", ") + n;
    throw InputError("option '--config': there is no configuration '" + c.config + "'; known: " + known);
  }
  return c;
}

std::string epoch_table(const RunResult& r) {
  std::string out = "  vm  epoch    accessed        true     written        true\n";
  for (const auto& e : r.epochs) {
    char line[128];
    std::snprintf(line, sizeof line, "%4u %6u %11llu %11llu %11llu %11llu%s\n", e.vm, e.epoch,
                  static_cast<unsigned long long>(e.distinct_accessed),
                  static_cast<unsigned long long>(e.true_accessed), static_cast<unsigned long long>(e.distinct_written),
                  static_cast<unsigned long long>(e.true_written), e.exact() ? "" : "  WRONG");
    out += line;
  }
  return out;
}

std::string total_lines(const RunResult& r) {
  const Totals& t = r.totals;
  std::string out;
  const auto add = [&](const char* name, uint64_t n) { out += std::string(name) + std::to_string(n) + "\n"; };
  add("events               ", t.events);
  add("epochs               ", r.epochs.size());
  if (r.engine == "functional") return out;
  add("unit cycles          ", t.cycles);
  add("guest exits          ", t.guest_exits);
  add("guest cycles lost    ", t.guest_cycles_lost);
  add("events lost          ", t.events_lost);
  add("dom0 interrupts      ", t.dom0_interrupts);
  add("harvests refused     ", t.harvests_refused);
  add("AXI bytes            ", t.axi_bytes);
  return out;
}

}  // namespace

int run_command(Args args) {
  Options o = declare();
  o.parse(args);
  if (o.help_wanted()) {
    write_stdout(o.help());
    return kExitOk;
  }
  RunConfig c = config_of(o);
  // Output files are opened before the run: a path that cannot be written is found out in a second, not after an hour.
  std::optional<OutputFile> json, csv;
  if (o.given("json")) json.emplace(o.get("json"));
  if (o.given("csv")) csv.emplace(o.get("csv"));
  const bool tty = isatty(STDERR_FILENO) == 1;
  if (tty) c.progress = [](uint64_t n) { std::fprintf(stderr, "\r%12llu events", static_cast<unsigned long long>(n)); };
  const RunResult r = Runner(c).run();
  if (tty) std::fputs("\r                    \r", stderr);
  if (json) {
    json->write(run_json(r));
    json->commit();
  }
  if (csv) {
    csv->write(run_csv(r));
    csv->commit();
  }
  write_stdout((o.given("quiet") ? "" : epoch_table(r)) + total_lines(r));
  if (!r.exact()) throw WrongResult("an epoch's estimate differs from the truth");
  if (r.totals.events_lost != 0) throw WrongResult(std::to_string(r.totals.events_lost) + " events were lost");
  return kExitOk;
}

}  // namespace openpml::pmlsim
