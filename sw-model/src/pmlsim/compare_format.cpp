// SPDX-License-Identifier: Apache-2.0
// The comparison as JSON, CSV, a table, and lines between processes.
#include <array>
#include <cstdio>
#include <sstream>
#include <stdexcept>

#include "compare.hpp"
#include "results.hpp"

namespace openpml::pmlsim {
namespace {

struct IntField {
  const char* name;
  uint64_t CompareResult::*field;
};
constexpr std::array kInts = {IntField{"events", &CompareResult::events},
                              IntField{"logged", &CompareResult::logged},
                              IntField{"guest_exits", &CompareResult::guest_exits},
                              IntField{"guest_cycles_lost", &CompareResult::guest_cycles_lost},
                              IntField{"events_lost", &CompareResult::events_lost},
                              IntField{"dom0_interrupts", &CompareResult::dom0_interrupts},
                              IntField{"dom0_cycles", &CompareResult::dom0_cycles},
                              IntField{"axi_bytes", &CompareResult::axi_bytes},
                              IntField{"epochs", &CompareResult::epochs}};
struct RealField {
  const char* name;
  double CompareResult::*field;
};
constexpr std::array kReals = {RealField{"slowdown_percent", &CompareResult::slowdown_percent},
                               RealField{"wss_error_accessed_percent", &CompareResult::wss_error_accessed},
                               RealField{"wss_error_written_percent", &CompareResult::wss_error_written},
                               RealField{"guest_seconds", &CompareResult::guest_seconds}};

std::string format(const char* fmt, double d) {
  std::array<char, 64> buf{};
  std::snprintf(buf.data(), buf.size(), fmt, d);
  return buf.data();
}

/// A field of RFC 4180.
std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) out += c == '"' ? std::string("\"\"") : std::string(1, c);
  return out + "\"";
}

}  // namespace

void write_json(JsonWriter& j, const CompareResult& r) {
  j.begin_object();
  j.member("system", r.system).member("engine", r.engine).member("workload", r.workload);
  for (const auto& f : kInts) j.member(f.name, r.*f.field);
  for (const auto& f : kReals) j.member(f.name, r.*f.field);
  j.key("wss_error").compact().begin_object();
  j.member("accessed", r.wss_error_accessed / 100).member("written", r.wss_error_written / 100).end_object();
  j.end_object();
}

std::string compare_csv(std::span<const CompareResult> rs) {
  std::string out = "system,engine,workload";
  for (const auto& f : kInts) out += std::string(",") + f.name;
  for (const auto& f : kReals) out += std::string(",") + f.name;
  out += '\n';
  for (const auto& r : rs) {
    out += r.system + "," + r.engine + "," + quoted(r.workload);
    for (const auto& f : kInts) out += "," + std::to_string(r.*f.field);
    for (const auto& f : kReals) out += "," + number_text(r.*f.field);
    out += '\n';
  }
  return out;
}

std::string compare_table(std::span<const CompareResult> rs) {
  std::string out;
  std::array<char, 256> line{};
  const auto row = [&](const char* name, auto cell) {
    std::snprintf(line.data(), line.size(), "%-30s", name);
    out += line.data();
    for (const auto& r : rs) {
      std::snprintf(line.data(), line.size(), "%16s", cell(r).c_str());
      out += line.data();
    }
    out += '\n';
  };
  const auto whole = [](uint64_t n) { return std::to_string(n); };
  row("", [](const CompareResult& r) { return r.system; });
  row("runs on", [](const CompareResult& r) { return r.engine; });
  row("guest exits", [&](const CompareResult& r) { return whole(r.guest_exits); });
  row("guest cycles lost", [&](const CompareResult& r) { return whole(r.guest_cycles_lost); });
  row("guest slowdown, %", [](const CompareResult& r) { return format("%.4f", r.slowdown_percent); });
  row("events lost", [&](const CompareResult& r) { return whole(r.events_lost); });
  row("dom0 interrupts", [&](const CompareResult& r) { return whole(r.dom0_interrupts); });
  row("dom0 software cycles", [&](const CompareResult& r) { return whole(r.dom0_cycles); });
  row("AXI bytes", [&](const CompareResult& r) { return whole(r.axi_bytes); });
  row("WSS error, accessed, %", [](const CompareResult& r) { return format("%.4f", r.wss_error_accessed); });
  row("WSS error, written, %", [](const CompareResult& r) { return format("%.4f", r.wss_error_written); });
  return out;
}

std::string compare_notes() {
  return "Events come at the workload's own times; only idle cycles are skipped. intel-pml and naive-reads are the unit's Intel mode behind "
         "exact accessed/dirty flags that a harvest clears, one log page a vCPU; the guest stands still while an exit is handled. prl-2021 "
         "is a C++ model of the published design: 511 entries, a dom0 interrupt, and what arrives during the handler is lost. intel-pml "
         "cannot see reads: its answer for accessed pages is the pages it saw written. Slowdown is lost guest time over guest time; what "
         "software costs stands in sw-model/src/pmlsim/cost_params.cpp and can be changed with --cost.";
}

std::vector<std::string> serialize(const CompareResult& r) {
  std::ostringstream o;
  for (const auto& f : kInts) o << r.*f.field << ' ';
  for (const auto& f : kReals) o << number_text(r.*f.field) << ' ';
  return {r.system, r.engine, to_line(r.workload), o.str()};
}

CompareResult deserialize_compare(std::span<const std::string> lines) {
  if (lines.size() != 4) throw std::logic_error("a comparison has 4 lines");
  CompareResult r;
  r.system = lines[0];
  r.engine = lines[1];
  r.workload = from_line(lines[2]);
  std::istringstream in(lines[3]);
  for (const auto& f : kInts) in >> r.*f.field;
  for (const auto& f : kReals) in >> r.*f.field;
  if (in.fail()) throw std::logic_error("comparison line is short");
  return r;
}

}  // namespace openpml::pmlsim
