// SPDX-License-Identifier: Apache-2.0
#include "report.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <map>

#include "chart.hpp"

namespace openpml::pmlsim {
namespace {

constexpr const char* kStyle = R"(
:root { color-scheme: light dark; --bg:#ffffff; --fg:#1c2024; --soft:#5b6470; --rule:#d9dee4; --card:#f6f8fa; --acc:#1f6fd0; --wri:#c4560a; --good:#1a7f37; --bad:#c62828; }
@media (prefers-color-scheme: dark) { :root { --bg:#14171a; --fg:#e6e9ec; --soft:#9aa4af; --rule:#343b43; --card:#1c2126; --acc:#6cb0ff; --wri:#ff9e57; --good:#5bd17c; --bad:#ff7b72; } }
body { background:var(--bg); color:var(--fg); font:15px/1.5 system-ui, sans-serif; margin:0 auto; max-width:1000px; padding:24px 16px 64px; }
h1 { font-size:26px; margin:0 0 4px; } h2 { font-size:19px; margin:36px 0 6px; } p { margin:6px 0; } .soft { color:var(--soft); }
.good { color:var(--good); font-weight:600; } .bad { color:var(--bad); font-weight:600; }
table { border-collapse:collapse; width:100%; font-size:14px; font-variant-numeric:tabular-nums; } .scroll { overflow-x:auto; }
th, td { border-bottom:1px solid var(--rule); padding:4px 10px; text-align:right; white-space:nowrap; } th:first-child, td:first-child { text-align:left; }
thead th { color:var(--soft); font-weight:600; } td.us { font-weight:600; } th.left, td.left { text-align:left; white-space:normal; }
svg { display:block; width:100%; height:auto; background:var(--card); border-radius:6px; margin:8px 0; }
.grid { display:grid; grid-template-columns:repeat(auto-fill, minmax(300px, 1fr)); gap:8px; } .grid svg { margin:0; }
svg line.grid { stroke:var(--rule); stroke-width:1; } svg line.axis { stroke:var(--soft); stroke-width:1; }
svg text { fill:var(--fg); font:12px system-ui, sans-serif; } svg text.tick, svg text.name { fill:var(--soft); } svg text.label { font-weight:600; }
svg path { fill:none; stroke-linejoin:round; stroke-linecap:round; } svg path.truth { stroke-width:9; opacity:.28; } svg path.est { stroke-width:1.6; }
svg path.acc { stroke:var(--acc); } svg path.wri { stroke:var(--wri); } svg circle.acc { fill:var(--acc); } svg circle.wri { fill:var(--wri); }
.key span { margin-right:18px; } .key i { display:inline-block; width:26px; height:3px; vertical-align:middle; margin-right:6px; border-radius:2px; } .key i.t { height:9px; opacity:.35; }
details { margin:6px 0; } summary { cursor:pointer; color:var(--soft); } code { font-size:13px; overflow-wrap:anywhere; }
)";

std::string real(double d, int digits) {
  std::array<char, 64> buf{};
  std::snprintf(buf.data(), buf.size(), "%.*f", digits, d);
  return buf.data();
}

std::string cell(const std::string& text, const char* css = "") {
  return std::string("<td") + (*css != 0 ? std::string(" class=\"") + css + "\"" : "") + ">" + text + "</td>";
}

std::map<unsigned, std::vector<EpochResult>> by_vm(const RunResult& r) {
  std::map<unsigned, std::vector<EpochResult>> out;
  for (const auto& e : r.epochs) out[e.vm].push_back(e);
  for (auto& [vm, v] : out)
    std::sort(v.begin(), v.end(), [](const auto& a, const auto& b) { return a.epoch < b.epoch; });
  return out;
}

std::string key() {
  return "<p class=\"key\"><span><i style=\"background:var(--acc)\"></i>accessed, counted</span><span><i class=\"t\" style=\"background:var(--acc)\"></i>accessed, true</span>"
         "<span><i style=\"background:var(--wri)\"></i>written, counted</span><span><i class=\"t\" style=\"background:var(--wri)\"></i>written, true</span></p>";
}

std::string epochs_table(const RunResult& r) {
  std::string out =
      "<details><summary>every epoch</summary><div class=\"scroll\"><table><thead><tr><th>VM</th><th>epoch</th><th>accessed</th><th>true</th><th>written</th><th>true</th></tr></thead><tbody>";
  for (const auto& [vm, epochs] : by_vm(r))
    for (const auto& e : epochs)
      out += "<tr>" + cell(std::to_string(vm)) + cell(std::to_string(e.epoch)) + cell(grouped(e.distinct_accessed)) +
             cell(grouped(e.true_accessed)) + cell(grouped(e.distinct_written)) +
             cell(grouped(e.true_written), e.exact() ? "" : "bad") + "</tr>";
  return out + "</tbody></table></div></details>";
}

std::string counters_table(const RunResult& r) {
  std::string out =
      "<details><summary>counters of the unit</summary><div class=\"scroll\"><table><thead><tr><th>counter</th>";
  std::vector<size_t> vms;
  for (size_t vm = 0; vm < r.counters.size(); ++vm)
    if (r.counters[vm].accepted != 0) vms.push_back(vm);
  for (const size_t vm : vms) out += "<th>VM " + std::to_string(vm) + "</th>";
  out += "</tr></thead><tbody>";
  const auto names = named(VmCounters{});
  for (size_t i = 0; i < names.size(); ++i) {
    out += "<tr>" + cell(names[i].first);
    for (const size_t vm : vms) out += cell(grouped(named(r.counters[vm])[i].second));
    out += "</tr>";
  }
  return out + "</tbody></table></div></details>";
}

std::string run_section(const RunResult& r) {
  const Totals& t = r.totals;
  std::string out = "<h2>" + escape_html(r.title.empty() ? r.workload : r.title) + "</h2>";
  out += "<p class=\"soft\"><code>" + escape_html(r.workload) + "</code></p><p>" + grouped(r.epochs.size()) +
         " epochs, " + grouped(t.events) + " events in " + grouped(t.cycles) + " cycles of the unit; engine " +
         escape_html(r.engine) + ". " +
         (r.exact() ? "<span class=\"good\">Every epoch exact.</span>"
                    : "<span class=\"bad\">Some epochs are wrong.</span>") +
         " Guest exits " + grouped(t.guest_exits) + ", guest cycles lost " + grouped(t.guest_cycles_lost) +
         ", events lost " + grouped(t.events_lost) + ", dom0 interrupts " + grouped(t.dom0_interrupts) + ", harvests " +
         grouped(t.harvests) + " (refused and tried again: " + grouped(t.harvests_refused) + "), AXI bytes " +
         grouped(t.axi_bytes) + ".</p>";
  const auto vms = by_vm(r);
  if (vms.size() == 1) out += wss_chart(vms.begin()->second, "VM " + std::to_string(vms.begin()->first), {960, 260});
  else {
    out += "<div class=\"grid\">";
    for (const auto& [vm, epochs] : vms) out += wss_chart(epochs, "VM " + std::to_string(vm), {320, 170});
    out += "</div>";
  }
  return out + epochs_table(r) + counters_table(r);
}

std::string compare_section(const CompareSection& c) {
  std::string out = "<h2>" + escape_html(c.title) + "</h2><p class=\"soft\"><code>" + escape_html(c.workload) +
                    "</code></p><div class=\"scroll\"><table><thead><tr><th></th>";
  for (const auto& r : c.rows) out += "<th>" + escape_html(r.system) + "</th>";
  out += "</tr></thead><tbody>";
  const auto row = [&](const char* name, auto text) {
    out += "<tr>" + cell(name);
    for (const auto& r : c.rows) out += cell(text(r), r.system == "openpml" ? "us" : "");
    out += "</tr>";
  };
  row("runs on", [](const CompareResult& r) { return escape_html(r.engine); });
  row("guest exits", [](const CompareResult& r) { return grouped(r.guest_exits); });
  row("guest cycles lost", [](const CompareResult& r) { return grouped(r.guest_cycles_lost); });
  row("guest slowdown", [](const CompareResult& r) { return real(r.slowdown_percent, 4) + " %"; });
  row("events lost", [](const CompareResult& r) { return grouped(r.events_lost); });
  row("dom0 interrupts", [](const CompareResult& r) { return grouped(r.dom0_interrupts); });
  row("dom0 software cycles", [](const CompareResult& r) { return grouped(r.dom0_cycles); });
  row("AXI bytes", [](const CompareResult& r) { return grouped(r.axi_bytes); });
  row("WSS error, accessed", [](const CompareResult& r) { return real(r.wss_error_accessed, 4) + " %"; });
  row("WSS error, written", [](const CompareResult& r) { return real(r.wss_error_written, 4) + " %"; });
  return out + "</tbody></table></div>";
}

std::string cost_section(const CostParams& c) {
  std::string out =
      "<p class=\"soft\">" + escape_html(compare_notes()) +
      "</p><details><summary>cost figures and their sources</summary><div class=\"scroll\"><table><thead><tr><th>key</th><th>value</th>"
      "<th>unit</th><th class=\"left\">what, and where it comes from</th></tr></thead><tbody>";
  for (const auto& f : cost_figures())
    out += "<tr>" + cell("<code>" + std::string(f.key) + "</code>") + cell(number_text(c.*f.field)) +
           cell(escape_html(f.unit)) + cell(escape_html(f.what) + ". " + escape_html(f.source), "left") + "</tr>";
  return out + "</tbody></table></div></details>";
}

}  // namespace

std::string html_report(const ReportInput& in) {
  std::string out =
      "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
      "<title>OpenPML: working sets, counted</title><style>";
  out += kStyle;
  out +=
      "</style></head><body><h1>OpenPML: working sets, counted</h1><p class=\"soft\">The Verilated RTL in lock-step with the cycle model, "
      "compared every cycle; events back to back. The unit's record, the bitmaps in memory and the offered stream are held against each "
      "other in every epoch. " +
      real(in.seconds, 0) + " seconds of simulation.</p>";
  size_t epochs = 0;
  for (const auto& r : in.runs) epochs += r.epochs.size();
  out += in.all_exact
             ? "<p class=\"good\">All " + grouped(epochs) + " epochs exact: counted pages equal the true ones.</p>"
             : "<p class=\"bad\">Something is wrong: see below.</p>";
  out += key();
  for (const auto& r : in.runs) out += run_section(r);
  for (const auto& c : in.compare) out += compare_section(c);
  if (!in.compare.empty()) out += cost_section(in.costs);
  return out + "</body></html>\n";
}

}  // namespace openpml::pmlsim
