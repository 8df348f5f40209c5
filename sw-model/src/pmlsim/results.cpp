// SPDX-License-Identifier: Apache-2.0
#include "results.hpp"

#include <algorithm>
#include <array>
#include <sstream>
#include <stdexcept>
#include <utility>

namespace openpml::pmlsim {
namespace {

struct CounterField {
  const char* name;
  uint64_t VmCounters::*field;
};
constexpr std::array<CounterField, kCounters> kFields = {{{"accepted", &VmCounters::accepted},
                                                          {"logged", &VmCounters::logged},
                                                          {"absorbed", &VmCounters::absorbed},
                                                          {"ignored", &VmCounters::ignored},
                                                          {"faulted", &VmCounters::faulted},
                                                          {"discarded", &VmCounters::discarded},
                                                          {"consolidated", &VmCounters::consolidated},
                                                          {"stalled", &VmCounters::stalled},
                                                          {"bank_switches", &VmCounters::bank_switches},
                                                          {"guest_exits", &VmCounters::guest_exits},
                                                          {"harvests", &VmCounters::harvests},
                                                          {"refused", &VmCounters::refused},
                                                          {"missed_periods", &VmCounters::missed_periods},
                                                          {"lines_read", &VmCounters::lines_read},
                                                          {"lines_written", &VmCounters::lines_written},
                                                          {"lines_cleared", &VmCounters::lines_cleared},
                                                          {"axi_rd_bytes", &VmCounters::axi_rd_bytes},
                                                          {"axi_wr_bytes", &VmCounters::axi_wr_bytes},
                                                          {"faults", &VmCounters::faults}}};

struct TotalField {
  const char* name;
  uint64_t Totals::*field;
};
constexpr std::array kTotals = {TotalField{"events", &Totals::events},
                                TotalField{"guest_exits", &Totals::guest_exits},
                                TotalField{"guest_cycles_lost", &Totals::guest_cycles_lost},
                                TotalField{"events_lost", &Totals::events_lost},
                                TotalField{"dom0_interrupts", &Totals::dom0_interrupts},
                                TotalField{"axi_bytes", &Totals::axi_bytes},
                                TotalField{"cycles", &Totals::cycles},
                                TotalField{"offer_cycles", &Totals::offer_cycles},
                                TotalField{"harvests", &Totals::harvests},
                                TotalField{"harvests_refused", &Totals::harvests_refused},
                                TotalField{"axi_read_bytes", &Totals::axi_read_bytes},
                                TotalField{"axi_write_bytes", &Totals::axi_write_bytes},
                                TotalField{"summary_bytes", &Totals::summary_bytes},
                                TotalField{"record_bytes", &Totals::record_bytes},
                                TotalField{"summary_entries", &Totals::summary_entries},
                                TotalField{"harvest_cycles", &Totals::harvest_cycles}};

}  // namespace

bool RunResult::exact() const {
  return std::all_of(epochs.begin(), epochs.end(), [](const EpochResult& e) { return e.exact(); });
}

std::vector<std::pair<std::string, uint64_t>> named(const VmCounters& c) {
  std::vector<std::pair<std::string, uint64_t>> out;
  for (const auto& f : kFields) out.emplace_back(f.name, c.*f.field);
  return out;
}

void write_json(JsonWriter& j, const RunResult& r) {
  j.begin_object();
  j.member("workload", r.workload).member("engine", r.engine).member("config", r.config).member("mode", r.mode);
  if (!r.title.empty()) j.member("title", r.title);
  j.key("epochs").begin_array();
  for (const auto& e : r.epochs) {
    j.compact().begin_object();
    j.member("vm", uint64_t{e.vm}).member("epoch", uint64_t{e.epoch});
    j.member("distinct_accessed", e.distinct_accessed).member("distinct_written", e.distinct_written);
    j.member("true_accessed", e.true_accessed).member("true_written", e.true_written).member("end_ns", e.end_ns);
    j.end_object();
  }
  j.end_array();
  j.key("totals").begin_object();
  for (const auto& f : kTotals) j.member(f.name, r.totals.*f.field);
  j.end_object();
  j.key("counters").begin_array();
  for (size_t vm = 0; vm < r.counters.size(); ++vm) {
    j.compact().begin_object().member("vm", uint64_t{vm});
    for (const auto& f : kFields) j.member(f.name, r.counters[vm].*f.field);
    j.end_object();
  }
  j.end_array();
  j.member("exact", r.exact()).member("wall_seconds", r.wall_seconds);
  j.end_object();
}

std::string run_json(const RunResult& r) {
  JsonWriter j;
  write_json(j, r);
  return j.str();
}

std::string run_csv(const RunResult& r) {
  std::string out = "vm,epoch,end_ns,distinct_accessed,distinct_written,true_accessed,true_written\n";
  for (const auto& e : r.epochs) {
    bool first = true;
    for (const uint64_t n : {uint64_t{e.vm}, uint64_t{e.epoch}, e.end_ns, e.distinct_accessed, e.distinct_written,
                             e.true_accessed, e.true_written}) {
      if (!first) out += ',';
      first = false;
      out += std::to_string(n);
    }
    out += '\n';
  }
  return out;
}

std::string to_line(std::string_view text) {
  std::string out;
  for (const char c : text)
    if (c == '\n') out += "\\n";
    else if (c == '\\') out += "\\\\";
    else out += c;
  return out;
}

std::string from_line(std::string_view line) {
  std::string out;
  for (size_t i = 0; i < line.size(); ++i)
    if (line[i] != '\\' || i + 1 == line.size()) out += line[i];
    else out += line[++i] == 'n' ? '\n' : line[i];
  return out;
}

std::string serialize(const RunResult& r) {
  std::ostringstream o;
  o << "workload " << to_line(r.workload) << "\nengine " << r.engine << "\nconfig " << r.config << "\nmode " << r.mode
    << "\ntitle " << to_line(r.title) << "\nwall " << number_text(r.wall_seconds) << '\n';
  for (const auto& e : r.epochs)
    o << "epoch " << e.vm << ' ' << e.epoch << ' ' << e.distinct_accessed << ' ' << e.distinct_written << ' '
      << e.true_accessed << ' ' << e.true_written << ' ' << e.end_ns << '\n';
  o << "totals";
  for (const auto& f : kTotals) o << ' ' << r.totals.*f.field;
  o << '\n';
  for (const auto& c : r.counters) {
    o << "counters";
    for (const auto& f : kFields) o << ' ' << c.*f.field;
    o << '\n';
  }
  return o.str();
}

RunResult deserialize(std::span<const std::string> lines) {
  RunResult r;
  for (const auto& line : lines) {
    std::istringstream in(line);
    std::string key;
    in >> key;
    const std::string rest = line.size() > key.size() ? line.substr(key.size() + 1) : "";
    if (key == "workload") r.workload = from_line(rest);
    else if (key == "engine") r.engine = rest;
    else if (key == "config") r.config = rest;
    else if (key == "mode") r.mode = rest;
    else if (key == "title") r.title = from_line(rest);
    else if (key == "wall") in >> r.wall_seconds;
    else if (key == "epoch") {
      EpochResult e;
      in >> e.vm >> e.epoch >> e.distinct_accessed >> e.distinct_written >> e.true_accessed >> e.true_written >>
          e.end_ns;
      r.epochs.push_back(e);
    } else if (key == "totals") {
      for (const auto& f : kTotals) in >> r.totals.*f.field;
    } else if (key == "counters") {
      VmCounters c;
      for (const auto& f : kFields) in >> c.*f.field;
      r.counters.push_back(c);
    } else {
      throw std::logic_error("result line not understood: " + line);
    }
    if (in.fail()) throw std::logic_error("result line is short: " + line);
  }
  return r;
}

}  // namespace openpml::pmlsim
