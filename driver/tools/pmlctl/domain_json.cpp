// SPDX-License-Identifier: Apache-2.0
#include "domain_json.hpp"

#include "format.hpp"

namespace openpml::pmlctl {
namespace {

const char* buffer_name(uint32_t owner) {
  switch (owner) {
    case OPENPML_BUFFER_FREE: return "free";
    case OPENPML_BUFFER_UNIT: return "unit";
    default: return "held";  // by whom: this process has only just opened the unit
  }
}

}  // namespace

void add_domain_members(JsonWriter& j, const openpml_vm_status& vm) {
  const bool reads = vm.create_flags & OPENPML_VM_LOG_READS;
  j.member("domain", uint64_t{vm.domid})
      .member("slot", uint64_t{vm.slot})
      .member("state", state_text(vm.state))
      .member("pages", uint64_t{vm.limit});
  j.member("reads", reads)
      .member("accumulate", (vm.create_flags & OPENPML_VM_ACCUMULATE) != 0)
      .key("vcpus")
      .compact()
      .begin_array();
  for (unsigned v = 0; v < 64; ++v)
    if (vm.vcpus >> v & 1) j.value(uint64_t{v});
  j.end_array()
      .member("epoch", uint64_t{vm.epoch})
      .member("period_cycles", uint64_t{vm.period})
      .key("buffers")
      .compact()
      .begin_array();
  for (const uint32_t b : vm.buffer) j.value(buffer_name(b));
  j.end_array().member("fault", uint64_t{vm.fault}).member("fault_info", uint64_t{vm.fault_info});
}

void add_domain(JsonWriter& j, const openpml_vm_status& vm) {
  j.begin_object();
  add_domain_members(j, vm);
  j.end_object();
}

void add_record(JsonWriter& j, const openpml_record& r) {
  j.begin_object()
      .member("type", record_type_text(r.type))
      .member("domain", uint64_t{r.domid})
      .member("epoch", uint64_t{r.epoch});
  j.member("valid", (r.flags & OPENPML_REC_F_VALID) != 0).member("timed", (r.flags & OPENPML_REC_F_TIMED) != 0);
  j.member("lines", uint64_t{r.lines})
      .member("accessed_pages", uint64_t{r.accessed})
      .member("written_pages", uint64_t{r.written});
  j.member("start_cycle", uint64_t{r.start})
      .member("end_cycle", uint64_t{r.end})
      .member("fault", uint64_t{r.fault})
      .member("fault_info", uint64_t{r.fault_info});
  j.member("sequence", uint64_t{r.seq}).end_object();
}

std::vector<NamedCounter> named(const openpml_vm_counters& c) {
  return {{"accepted", c.accepted, "events taken"},
          {"logged", c.logged, "events that went into a log"},
          {"absorbed", c.absorbed, "events that the page filter absorbed"},
          {"ignored", c.ignored, "reads when reads are not logged, events while not enabled"},
          {"faulted", c.faulted, "events past the domain's pages"},
          {"discarded", c.discarded, "entries dropped by reset, fault or parity"},
          {"consolidated", c.consolidated, "entries that reached the bitmaps"},
          {"stalled", c.stalled, "cycles in which an event was held back"},
          {"bank_switches", c.bank_switches, "log banks drained"},
          {"guest_exits", c.guest_exits, "guest exits (Intel mode)"},
          {"harvests", c.harvests, "epochs ended by a harvest"},
          {"refused", c.refused, "harvests refused"},
          {"missed_periods", c.missed_periods, "timed harvests refused"},
          {"lines_read", c.lines_read, "bitmap lines read"},
          {"lines_written", c.lines_written, "bitmap lines written"},
          {"lines_cleared", c.lines_cleared, "bitmap lines cleared"},
          {"read_bytes", c.read_bytes, "bytes read from memory"},
          {"written_bytes", c.written_bytes, "bytes written to memory"},
          {"faults", c.faults, "fault causes seen"}};
}

}  // namespace openpml::pmlctl
