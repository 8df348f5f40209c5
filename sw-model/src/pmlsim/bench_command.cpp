// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cstdio>
#include <limits>
#include <sstream>
#include <stdexcept>

#include "bench.hpp"
#include "commands.hpp"
#include "errors.hpp"
#include "json.hpp"
#include "output_file.hpp"

namespace openpml::pmlsim {
namespace {

std::string bench_json(const std::vector<BenchRow>& rows) {
  JsonWriter j;
  j.begin_array();
  for (const BenchRow& r : rows) {
    j.compact().begin_object().member("name", r.name).member("value", r.value).member("unit", r.unit);
    j.key("target");
    r.better == Better::Stated ? j.null() : j.value(r.target);
    j.key("bound");
    r.bound ? j.value(*r.bound) : j.null();
    if (r.bound) j.member("events_per_cycle", r.measured);
    if (r.better != Better::Stated)
      j.member("better", r.better == Better::Higher ? "higher" : "lower").member("ok", r.ok());
    j.end_object();
  }
  j.end_array();
  return j.str();
}

std::string bench_table(const std::vector<BenchRow>& rows) {
  std::string out;
  std::array<char, 320> line{};
  for (const BenchRow& r : rows) {
    std::string target, bound;
    if (r.better != Better::Stated) target = (r.better == Better::Higher ? ">= " : "<= ") + number_text(r.target);
    if (r.bound) {
      std::snprintf(line.data(), line.size(), "  (%.4f events a cycle, bound %.4f)", r.measured, *r.bound);
      bound = line.data();
    }
    std::snprintf(line.data(), line.size(), "%-6s %-86s %14.6g %-12s %-10s%s\n",
                  r.better == Better::Stated ? ""
                  : r.ok()                   ? "ok"
                                             : "MISSED",
                  r.name.c_str(), r.value, r.unit.c_str(), target.c_str(), bound.c_str());
    out += line.data();
  }
  return out;
}

}  // namespace

bool BenchRow::ok() const {
  if (better == Better::Stated) return true;
  return better == Better::Higher ? value >= target : value <= target + 1e-12;
}

std::string serialize(const BenchRow& r) {
  return number_text(r.value) + " " + std::to_string(static_cast<int>(r.better)) + " " + number_text(r.target) + " " +
         (r.bound ? number_text(*r.bound) : "-1") + " " + number_text(r.measured) + "\t" + r.unit + "\t" + r.name;
}

BenchRow deserialize_row(const std::string& line) {
  const size_t a = line.find('\t'), b = line.find('\t', a + 1);
  if (a == std::string::npos || b == std::string::npos) throw std::logic_error("bench line not understood: " + line);
  BenchRow r;
  std::istringstream in(line.substr(0, a));
  int better = 0;
  double bound = 0;
  in >> r.value >> better >> r.target >> bound >> r.measured;
  if (in.fail()) throw std::logic_error("bench line not understood: " + line);
  r.better = static_cast<Better>(better);
  if (bound >= 0) r.bound = bound;
  r.unit = line.substr(a + 1, b - a - 1);
  r.name = line.substr(b + 1);
  return r;
}

int bench_command(Args args) {
  Options o(
      "bench", "bench [--out DIR | --json FILE] [--full]",
      "Measures the unit against the bound of promise C3 (computed by the separate program c3_bound), and the simulators' speed. "
      "10 million events a case. Without --full a representative part of the matrix (48 of 192 cases).");
  o.value("out", "DIR", "write DIR/bench.json").value("json", "FILE", "write FILE");
  o.flag("full", "the whole matrix").flag("quick", "the representative part (the default)");
  o.value("events", "N", "events of a throughput case");
  o.choice("engine", {"model", "rtl", "lockstep"},
           "what runs the throughput matrix; the model is the RTL cycle by cycle, and faster", "model");
  o.value("jobs", "N", "processes at once", std::to_string(default_parallel()));
  o.flag("check", "exit with 3 if a target is missed");
  o.parse(args);
  if (o.help_wanted()) {
    write_stdout(o.help());
    return kExitOk;
  }
  if (o.given("full") && o.given("quick")) throw InputError("--full and --quick exclude each other");
  BenchPlan plan;
  plan.full = o.given("full");
  if (o.given("events")) plan.events = o.number("events", 200'000, uint64_t{1} << 40);
  plan.engine = o.get("engine");
  std::string path = o.get("json");
  if (path.empty() && o.given("out")) {
    make_directory(o.get("out"));
    path = o.get("out") + "/bench.json";
  }
  std::optional<OutputFile> json;
  if (!path.empty()) json.emplace(path);

  std::vector<BenchRow> rows;
  std::vector<std::string> failed;
  const auto collect = [&](const std::vector<Job>& jobs, unsigned parallel) {
    ProgressDisplay display("bench");
    const auto results = run_jobs(jobs, parallel, display);
    for (size_t i = 0; i < results.size(); ++i) {
      if (results[i].code == kExitInterrupted) throw Interrupted();
      if (results[i].code != 0) failed.push_back(jobs[i].name + ": " + results[i].message);
      for (const auto& line : results[i].lines) rows.push_back(deserialize_row(line));
    }
  };
  collect(bench_jobs(plan), static_cast<unsigned>(o.number("jobs", 1, 64)));
  collect(speed_jobs(plan), 1);
  if (json) {
    json->write(bench_json(rows));
    json->commit();
  }
  write_stdout(bench_table(rows));
  if (!failed.empty()) {
    std::string all;
    for (const auto& f : failed) all += (all.empty() ? "" : " | ") + f;
    throw WrongResult(all);
  }
  for (const BenchRow& r : rows)
    if (o.given("check") && !r.ok()) throw WrongResult("a target is missed: " + r.name);
  return kExitOk;
}

}  // namespace openpml::pmlsim
