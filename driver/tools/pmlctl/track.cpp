// SPDX-License-Identifier: Apache-2.0
// enable-log-dirty, disable-log-dirty, list
#include "commands.hpp"
#include "common/errors.hpp"
#include "common/numbers.hpp"
#include "domain_json.hpp"
#include "format.hpp"

namespace openpml::pmlctl {
namespace {

constexpr uint64_t kPageBytes = 4096;

pml_tracking tracking_of(const Context& c) {
  pml_tracking t{};
  const auto pages = c.line.value("--pages"), memory = c.line.value("--memory"), vcpus = c.line.value("--vcpus");
  if (pages && memory) throw tools::UsageError("--pages and --memory say the same: give one of them");
  if (pages) t.pages = c.line.number("--pages", 0, UINT64_MAX, 1);
  if (memory) t.pages = (tools::parse_bytes(*memory, "option --memory") + kPageBytes - 1) / kPageBytes;
  if (memory && !t.pages) throw tools::UsageError("option --memory: more than 0");
  if (vcpus) t.vcpus = tools::parse_mask(*vcpus, "option --vcpus");
  const bool reads = !c.line.has("--writes-only");
  if (reads && !(c.unit.info().features & OPENPML_FEAT_READS))
    throw tools::UsageError("this unit logs no reads; give --writes-only");
  t.flags = (reads ? OPENPML_VM_LOG_READS : 0u) | (c.line.has("--accumulate") ? OPENPML_VM_ACCUMULATE : 0u);
  return t;
}

}  // namespace

int enable_log_dirty(const Context& c) {
  const uint32_t dom = c.line.domain();
  c.unit.enable(dom, tracking_of(c));
  const openpml_vm_status vm = c.unit.status(dom);
  if (c.line.json()) {
    JsonWriter j;
    add_domain(j, vm);
    c.print(j);
  } else {
    std::fprintf(c.out, "domain %u: tracked, %s pages (%s), vCPUs %s, %s\n", dom, grouped(vm.limit).c_str(),
                 size_of_pages(vm.limit).c_str(), mask_text(vm.vcpus).c_str(),
                 vm.create_flags & OPENPML_VM_LOG_READS ? "reads and writes" : "writes only");
  }
  return tools::kExitOk;
}

int disable_log_dirty(const Context& c) {
  const uint32_t dom = c.line.domain();
  c.unit.disable(dom);
  if (c.line.json()) {
    JsonWriter j;
    c.print(j.compact().begin_object().member("domain", uint64_t{dom}).member("tracked", false).end_object());
  } else {
    std::fprintf(c.out, "domain %u: no longer tracked\n", dom);
  }
  return tools::kExitOk;
}

int list(const Context& c) {
  const auto vms = c.unit.list();
  if (c.line.json()) {
    JsonWriter j;
    j.begin_array();
    for (const auto& vm : vms) add_domain(j.compact(), vm);
    c.print(j.end_array());
    return tools::kExitOk;
  }
  std::fprintf(c.out, "%10s  %-9s %14s %10s  %-12s %-6s %10s\n", "domain", "state", "pages", "memory", "vCPUs", "reads",
               "epoch");
  for (const auto& vm : vms)
    std::fprintf(c.out, "%10u  %-9s %14s %10s  %-12s %-6s %10u\n", vm.domid, state_text(vm.state).c_str(),
                 grouped(vm.limit).c_str(), size_of_pages(vm.limit).c_str(), mask_text(vm.vcpus).c_str(),
                 vm.create_flags & OPENPML_VM_LOG_READS ? "yes" : "no", vm.epoch);
  return tools::kExitOk;
}

}  // namespace openpml::pmlctl
