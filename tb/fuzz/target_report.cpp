// SPDX-License-Identifier: Apache-2.0
// Rules: JSON, HTML and CSV are well formed whatever the texts and numbers in them; what goes from process to process comes out as it went in.
#include <cmath>

#include "html_grammar.hpp"
#include "json_grammar.hpp"
#include "pmlsim/report.hpp"
#include "take.hpp"

namespace openpml::fuzz {

using namespace pmlsim;

namespace {

constexpr unsigned kMostRuns = 4, kMostEpochs = 40, kMostRows = 5;

double finite(double d) { return std::isfinite(d) ? d : 0; }

std::string engine(Take& t) {
  static constexpr const char* kEngines[] = {"rtl", "model", "lockstep", "C++ model"};
  return kEngines[t.byte() % 4];
}

RunResult take_run(Take& t) {
  RunResult r;
  r.workload = t.text();
  r.engine = engine(t);
  r.config = "default";
  r.mode = "dom0";
  r.title = t.text();
  r.wall_seconds = finite(t.real());
  for (unsigned n = t.byte() % kMostEpochs; n > 0 && !t.done(); --n)
    r.epochs.push_back(
        {t.byte(), static_cast<uint32_t>(t.number()), t.number(), t.number(), t.number(), t.number(), t.number()});
  r.totals.events = t.number();
  r.totals.axi_bytes = t.number();
  for (unsigned n = t.byte() % 4; n > 0; --n) {
    r.counters.emplace_back();
    r.counters.back().accepted = t.number();
    r.counters.back().faults = t.number();
  }
  return r;
}

CompareResult take_row(Take& t) {
  CompareResult r;
  r.system = t.byte() % 2 ? "openpml" : "prl-2021";
  r.engine = engine(t);
  r.workload = t.text();
  r.events = t.number();
  r.dom0_cycles = t.number();
  r.slowdown_percent = finite(t.real());
  r.wss_error_accessed = finite(t.real());
  r.guest_seconds = finite(t.real());
  return r;
}

/// Rows of RFC 4180, all of the first one's length.
bool is_csv(std::string_view text, size_t rows) {
  size_t fields = 0, first = 0, seen = 0;
  for (size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '"') {
      at = text.find('"', at + 1);
      while (at != std::string_view::npos && text.substr(at).starts_with("\"\"")) at = text.find('"', at + 2);
      if (at == std::string_view::npos || ++at == text.size() || (text[at] != ',' && text[at] != '\n')) return false;
    } else {
      at = text.find_first_of("\",\n", at);
      if (at == std::string_view::npos || text[at] == '"') return false;
    }
    ++fields;
    if (text[at] != '\n') continue;
    if (seen++ == 0) first = fields;
    if (fields != first) return false;
    fields = 0;
  }
  return seen == rows && fields == 0;
}

std::vector<std::string> split(const std::string& text) {
  std::vector<std::string> lines = lines_of({reinterpret_cast<const uint8_t*>(text.data()), text.size()});
  require(lines.back().empty(), "lines end with a newline");
  lines.pop_back();
  return lines;
}

void check_run(const RunResult& r) {
  require(is_json(run_json(r)), "a run is JSON");
  require(is_csv(run_csv(r), r.epochs.size() + 1), "a run is CSV");
  const RunResult back = deserialize(split(serialize(r)));
  require(back.workload == r.workload && back.title == r.title && back.engine == r.engine,
          "texts come out as they went in");
  require(run_json(back) == run_json(r), "a run comes out as it went in");
}

void check_rows(const std::vector<CompareResult>& rows) {
  for (const CompareResult& r : rows) {
    JsonWriter j;
    write_json(j, r);
    require(is_json(j.str()), "a comparison is JSON");
    JsonWriter again;
    const auto lines = serialize(r);
    for (const auto& line : lines) require(line.find('\n') == std::string::npos, "a line is a line");
    const CompareResult back = deserialize_compare(lines);
    write_json(again, back);
    require(j.str() == again.str() && back.workload == r.workload, "a comparison comes out as it went in");
  }
  require(is_csv(compare_csv(rows), rows.size() + 1), "a comparison is CSV");
  require(!compare_table(rows).empty(), "a comparison is a table");
}

}  // namespace

void report(Bytes in) {
  Take t(in);
  ReportInput page{};
  std::vector<RunResult> runs;
  std::vector<CompareSection> compare;
  for (unsigned n = t.byte() % kMostRuns; n > 0; --n) runs.push_back(take_run(t));
  for (unsigned n = t.byte() % kMostRuns; n > 0; --n) {
    compare.push_back({t.text(), t.text(), {}});
    for (unsigned k = t.byte() % kMostRows; k > 0; --k) compare.back().rows.push_back(take_row(t));
    check_rows(compare.back().rows);
  }
  for (const RunResult& r : runs) check_run(r);
  page.runs = runs;
  page.compare = compare;
  page.costs = default_costs();
  page.costs.clock_mhz = finite(t.real());
  page.seconds = finite(t.real());
  page.all_exact = t.byte() & 1;
  require(is_html(html_report(page)), "the report is a page");
}

void result_lines(Bytes in) {
  RunResult r;
  try {
    r = deserialize(lines_of(in));
  } catch (const std::logic_error&) {
    return;  // refused
  }
  require(run_json(deserialize(split(serialize(r)))) == run_json(r), "a run comes out as it went in");
}

}  // namespace openpml::fuzz
