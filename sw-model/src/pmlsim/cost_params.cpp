// SPDX-License-Identifier: Apache-2.0
// The one place of the cost figures. "assumption" means that we know of no published figure: change it and see what
// it does (docs/simulator.md says which results depend on which figure).
#include "cost_params.hpp"

#include <array>
#include <fstream>

#include "cli.hpp"
#include "errors.hpp"
#include "json.hpp"

namespace openpml::pmlsim {
namespace {

constexpr double kMostCost = 1e9, kMostMhz = 1e5;  // one second, 100 GHz: any sum of costs stays a number

constexpr std::array kFigures = {
    CostFigure{"clock_mhz", &CostParams::clock_mhz, 250, "MHz", "clock of the unit",
               "assumption: usual fabric clock beside a PCIe Gen3 hard block"},
    CostFigure{"cpu_mhz", &CostParams::cpu_mhz, 2400, "MHz", "clock of the processors",
               "assumption: a server part's base clock"},
    CostFigure{"exit_cycles", &CostParams::exit_cycles, 1360, "CPU cycles", "VM exit and re-entry",
               "SVM exit round trip measured as 1,344 to 1,376 cycles; the middle"},
    CostFigure{"vmread_ns", &CostParams::vmread_ns, 936, "ns", "VMREAD of the PML index", "0.936 us, OoH (SC'22)"},
    CostFigure{"vmwrite_ns", &CostParams::vmwrite_ns, 801, "ns", "VMWRITE that re-arms the index",
               "0.801 us, OoH (SC'22)"},
    CostFigure{
        "xen_entry_ns", &CostParams::xen_entry_ns, 150, "ns", "hypervisor work for one entry drained in an exit",
        "assumption: Xen changes the page's p2m type and marks its dirty bitmap, each under a lock (vmx_vcpu_flush_pml_buffer)"},
    CostFigure{"xen_line_ns", &CostParams::xen_line_ns, 20, "ns",
               "copying and counting 64 bytes of Xen's dirty bitmap at a harvest",
               "assumption: streamed from memory, about 3 GB/s"},
    CostFigure{"hypercall_ns", &CostParams::hypercall_ns, 1000, "ns",
               "log-dirty hypercall of a harvest, without its copying", "assumption"},
    CostFigure{"irq_ns", &CostParams::irq_ns, 1000, "ns", "from an interrupt to dom0's handler",
               "assumption: no published figure for this path; a virtual interrupt costs about a microsecond or more"},
    CostFigure{"irq_handler_ns", &CostParams::irq_handler_ns, 500, "ns", "dom0's interrupt handler, entry and exit",
               "assumption"},
    CostFigure{"copy_ns", &CostParams::copy_ns, 2.6, "ns", "copying one entry out of a log buffer",
               "about 2.6 ns a page, OoH (SC'22)"},
    CostFigure{"mark_ns", &CostParams::mark_ns, 5, "ns", "marking one copied entry in dom0's bitmap", "assumption"},
    CostFigure{"record_ns", &CostParams::record_ns, 100, "ns", "reading one completion record",
               "assumption: one cache miss"},
    CostFigure{"line_ns", &CostParams::line_ns, 40, "ns", "reading and counting one touched 64-byte line",
               "assumption: scattered, half a cache miss with prefetch"},
    CostFigure{"mmio_write_ns", &CostParams::mmio_write_ns, 100, "ns", "one posted register write", "assumption"},
};

std::string_view trim(std::string_view s) {
  while (!s.empty() && (s.front() == ' ' || s.front() == '\t')) s.remove_prefix(1);
  while (!s.empty() && (s.back() == ' ' || s.back() == '\t' || s.back() == '\r')) s.remove_suffix(1);
  return s;
}

}  // namespace

std::span<const CostFigure> cost_figures() { return kFigures; }

CostParams default_costs() {
  CostParams c{};
  for (const auto& f : kFigures) c.*f.field = f.value;
  return c;
}

void set_cost(CostParams& c, std::string_view assignment) {
  const size_t eq = assignment.find('=');
  if (eq == std::string_view::npos)
    throw InputError("cost '" + std::string(assignment) + "' is not of the form key=value; see 'pmlsim costs'");
  const std::string_view key = trim(assignment.substr(0, eq));
  for (const auto& f : kFigures) {
    if (f.key != key) continue;
    const double v = parse_real(trim(assignment.substr(eq + 1)), "cost '" + std::string(key) + "'");
    if (f.unit == "MHz" && v < 1) throw InputError("cost '" + std::string(key) + "': a clock must be at least 1 MHz");
    const double most = f.unit == "MHz" ? kMostMhz : kMostCost;
    if (v > most)
      throw InputError("cost '" + std::string(key) + "': must be at most " + number_text(most) + " " +
                       std::string(f.unit));
    c.*f.field = v;
    return;
  }
  throw InputError("unknown cost '" + std::string(key) + "'; 'pmlsim costs' lists them");
}

void read_cost_file(CostParams& c, const std::string& path) {
  std::ifstream in(path);
  if (!in) throw InputError("cannot read cost file " + path);
  std::string line;
  for (unsigned n = 1; std::getline(in, line); ++n) {
    const std::string_view text = trim(std::string_view(line).substr(0, line.find('#')));
    if (text.empty()) continue;
    try {
      set_cost(c, text);
    } catch (const InputError& e) {
      throw InputError(path + ":" + std::to_string(n) + ": " + e.what());
    }
  }
  if (in.bad()) throw InputError("cannot read cost file " + path);
}

std::string cost_table(const CostParams& c) {
  std::string out = "# Cost parameters of 'pmlsim compare'. Change them with --cost key=value or --cost-file FILE.\n";
  for (const auto& f : kFigures) {
    std::string assignment = std::string(f.key) + " = " + number_text(c.*f.field);
    if (assignment.size() < 24) assignment.resize(24, ' ');
    out += assignment + " # " + std::string(f.unit) + ": " + std::string(f.what) +
           ". Source: " + std::string(f.source) +
           (c.*f.field != f.value ? " (default " + number_text(f.value) + ")" : "") + "\n";
  }
  return out;
}

}  // namespace openpml::pmlsim
