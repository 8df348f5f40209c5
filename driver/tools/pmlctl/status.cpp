// SPDX-License-Identifier: Apache-2.0
// status: the unit, or one domain
#include <cinttypes>
#include <utility>

#include "commands.hpp"
#include "common/errors.hpp"
#include "domain_json.hpp"
#include "format.hpp"

namespace openpml::pmlctl {
namespace {

std::vector<std::string> feature_names(uint32_t features) {
  static constexpr std::pair<uint32_t, const char*> kNames[] = {
      {OPENPML_FEAT_READS, "reads"},   {OPENPML_FEAT_PEEK, "peek"},     {OPENPML_FEAT_PERIOD, "period"},
      {OPENPML_FEAT_INGEST, "ingest"}, {OPENPML_FEAT_GEN, "generator"}, {OPENPML_FEAT_TAP, "tap"},
      {OPENPML_FEAT_PARITY, "parity"}};
  std::vector<std::string> names;
  for (const auto& [bit, name] : kNames)
    if (features & bit) names.emplace_back(name);
  return names;
}

int unit_status(const Context& c) {
  const openpml_info i = c.unit.info();
  const openpml_unit_counters n = c.unit.counters();
  const size_t tracked = c.unit.list().size();
  static constexpr const char* kSources[] = {"cpu_port", "ingest", "tap", "generator"};
  const std::string version = std::to_string(i.unit_version >> 16) + "." + std::to_string(i.unit_version & 0xFFFF);
  if (c.line.json()) {
    JsonWriter j;
    j.begin_object()
        .member("unit", c.unit.path())
        .member("version", version)
        .member("domains", uint64_t{tracked})
        .member("max_domains", uint64_t{i.n_vm});
    j.member("vcpus", uint64_t{i.n_vcpu})
        .member("max_pages", uint64_t{i.max_pages})
        .member("clock_hz", uint64_t{i.clock_hz});
    j.member("time_cycles", uint64_t{i.time})
        .member("resets", uint64_t{i.resets})
        .key("features")
        .compact()
        .begin_array();
    for (const auto& name : feature_names(i.features)) j.value(name);
    j.end_array().key("events").begin_object();
    for (unsigned s = 0; s < 4; ++s) j.member(kSources[s], uint64_t{n.events[s]});
    j.end_object().key("stalled_cycles").begin_object();
    for (unsigned s = 0; s < 4; ++s) j.member(kSources[s], uint64_t{n.stalled[s]});
    j.end_object()
        .member("unbound_events", uint64_t{n.unbound})
        .member("records", uint64_t{n.records})
        .member("bad_records", uint64_t{n.bad_records});
    j.member("interrupts", uint64_t{n.interrupts})
        .member("late_records", uint64_t{n.late_records})
        .member("filter_parity", uint64_t{n.filter_parity});
    c.print(j.end_object());
    return tools::kExitOk;
  }
  std::string features;
  for (const auto& name : feature_names(i.features)) features += (features.empty() ? "" : ", ") + name;
  std::fprintf(c.out, "unit         %s, version %s, clock %s\n", c.unit.path().c_str(), version.c_str(),
               i.clock_hz ? (grouped(i.clock_hz) + " Hz").c_str() : "not known");
  std::fprintf(c.out, "domains      %zu of %u tracked, up to %s pages (%s) each\n", tracked, i.n_vm,
               grouped(i.max_pages).c_str(), size_of_pages(i.max_pages).c_str());
  std::fprintf(c.out, "vCPUs        0-%u\n", i.n_vcpu - 1);
  std::fprintf(c.out, "features     %s\n", features.c_str());
  for (unsigned s = 0; s < 4; ++s)
    std::fprintf(c.out, "%-12s %s events, %s cycles held back\n", kSources[s], grouped(n.events[s]).c_str(),
                 grouped(n.stalled[s]).c_str());
  std::fprintf(c.out, "unbound      %s events of vCPUs that belong to no domain\n", grouped(n.unbound).c_str());
  std::fprintf(c.out, "records      %s (%s made no sense, %s came without an interrupt), %s interrupts, %u resets\n",
               grouped(n.records).c_str(), grouped(n.bad_records).c_str(), grouped(n.late_records).c_str(),
               grouped(n.interrupts).c_str(), i.resets);
  return tools::kExitOk;
}

int domain_status(const Context& c) {
  const openpml_info i = c.unit.info();
  const openpml_vm_status vm = c.unit.status(c.line.domain());
  const auto counters = named(c.unit.counters(vm.domid));
  if (c.line.json()) {
    JsonWriter j;
    j.begin_object();
    add_domain_members(j, vm);
    j.member("running_accessed_pages", uint64_t{vm.accessed})
        .member("running_written_pages", uint64_t{vm.written})
        .key("counters")
        .begin_object();
    for (const auto& n : counters) j.member(n.name, n.value);
    c.print(j.end_object().end_object());
    return tools::kExitOk;
  }
  std::fprintf(c.out, "domain       %u (slot %u), %s\n", vm.domid, vm.slot, state_text(vm.state).c_str());
  std::fprintf(c.out, "memory       %s pages (%s), %s\n", grouped(vm.limit).c_str(), size_of_pages(vm.limit).c_str(),
               vm.create_flags & OPENPML_VM_LOG_READS ? "reads and writes are logged" : "writes only are logged");
  std::fprintf(c.out, "vCPUs        %s\n", mask_text(vm.vcpus).c_str());
  std::fprintf(c.out, "epoch        %u, running for %s; so far at least %s pages accessed, %s written\n", vm.epoch,
               time_of_cycles(i.time - vm.start, i.clock_hz).c_str(), grouped(vm.accessed).c_str(),
               grouped(vm.written).c_str());
  if (vm.period) std::fprintf(c.out, "period       %s\n", time_of_cycles(vm.period, i.clock_hz).c_str());
  if (vm.fault)
    std::fprintf(c.out, "fault        %s, 0x%" PRIx64 "; disable the domain and enable it again\n",
                 fault_text(vm.fault).c_str(), static_cast<uint64_t>(vm.fault_info));
  if (vm.flags & OPENPML_STATUS_LIMIT_GFN)
    std::fprintf(c.out, "limit        an event named page %s, the domain has %s: enable it with more --pages\n",
                 grouped(vm.limit_gfn).c_str(), grouped(vm.limit).c_str());
  for (const auto& n : counters) std::fprintf(c.out, "%-14s %16s  %s\n", n.name, grouped(n.value).c_str(), n.about);
  return tools::kExitOk;
}

}  // namespace

int status(const Context& c) { return c.line.has_domain() ? domain_status(c) : unit_status(c); }

}  // namespace openpml::pmlctl
