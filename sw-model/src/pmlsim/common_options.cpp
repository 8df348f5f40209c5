// SPDX-License-Identifier: Apache-2.0
// Options that several subcommands share, and the small subcommands.
#include "bench.hpp"
#include "commands.hpp"
#include "errors.hpp"
#include "output_file.hpp"

namespace openpml::pmlsim {

void declare_workload(Options& o) {
  o.repeated(
      "workload", "SPEC",
      "what the guest does, see below; several VMs: repeat the option, or join with ';', each with its own vm= and vcpu=");
  o.repeated("trace", "FILE", "the same as --workload trace:FILE");
}

std::string workload_of(const Options& o) {
  std::string spec;
  const auto add = [&](const std::string& part) { spec += (spec.empty() ? "" : ";") + part; };
  for (const auto& w : o.all("workload")) add(w);
  for (const auto& t : o.all("trace")) add("trace:" + t);
  if (spec.empty()) throw InputError("no workload; give --workload SPEC or --trace FILE");
  return spec;
}

void declare_costs(Options& o) {
  o.repeated("cost", "KEY=VALUE", "change one cost figure ('pmlsim costs' lists them)");
  o.value("cost-file", "FILE", "change cost figures from a file of KEY = VALUE lines, before --cost");
}

CostParams costs_of(const Options& o) {
  CostParams c = default_costs();
  if (o.given("cost-file")) read_cost_file(c, o.get("cost-file"));
  for (const auto& a : o.all("cost")) set_cost(c, a);
  return c;
}

std::string workload_epilog() { return "workloads (kind:key=value,...):\n" + workload_help(); }

int costs_command(Args args) {
  Options o("costs", "costs [--cost KEY=VALUE]...",
            "Prints the cost figures that 'compare' charges, with their sources, in the form that --cost-file reads.");
  declare_costs(o);
  o.parse(args);
  write_stdout(o.help_wanted() ? o.help() : cost_table(costs_of(o)));
  return kExitOk;
}

int dump_events_command(Args args) {
  Options o(
      "dump-events", "dump-events --workload SPEC [--out FILE]",
      "Writes a workload's events in the binary form that c3_bound reads: 8 bytes \"PMLEVTS1\", then little-endian 64-bit words with "
      "the gfn in bits 39:0, VM in 47:40, vCPU in 55:48, write in bit 56; bit 57 set: end of the VM's epoch.");
  declare_workload(o);
  o.value("out", "FILE", "where to write", "/dev/stdout");
  o.flag("keep-last-marks",
         "keep marks that no access follows (left out, since c3_bound counts a run that ends with its last event)");
  o.epilog(workload_epilog());
  o.parse(args);
  if (o.help_wanted()) {
    write_stdout(o.help());
    return kExitOk;
  }
  OutputFile out(o.get("out"));
  dump_events(workload_of(o), o.given("keep-last-marks"), [&](std::string_view bytes) { out.write(bytes); });
  out.commit();
  return kExitOk;
}

}  // namespace openpml::pmlsim
