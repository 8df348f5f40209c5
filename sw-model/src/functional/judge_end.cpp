// SPDX-License-Identifier: Apache-2.0
// The end of a run: nothing owed, and the unit's counters add up.
#include <cinttypes>

#include "judge_impl.hpp"
#include "openpml/regs.hpp"

namespace openpml {

void Judge::Impl::check_counters(unsigned v, const UnitCounters& c) {
  const int vm = static_cast<int>(v);
  if (v >= p_.n_vm) return report(vm, "counters of a VM that does not exist");
  const Vm& m = vms_[v];
  const auto same = [&](const char* what, uint64_t got, uint64_t want) {
    if (got != want) report(vm, "counter %s is %" PRIu64 ", expected %" PRIu64 " (E1)", what, got, want);
  };
  // Events of the last cycle are counted by the unit and not yet taken up here.
  uint64_t waiting = 0;
  for (const Taken& e : taken_) waiting += e.vcpu < p_.n_vcpu && vm_of(e.vcpu) == vm;
  same("accepted", c.accepted, m.accepted + waiting);
  same("accepted, by causes", c.absorbed + c.ignored + c.faulted + c.discarded + c.consolidated + c.resident,
       c.accepted);
  same("harvests", c.harvests, m.cuts);
  if (!m.exact || waiting != 0 || !m.snaps.empty()) return;
  same("ignored", c.ignored, m.ignored);
  same("faulted", c.faulted, m.faulted);
  if (m.reset_cycle == kNever && m.fault_cycle == kNever && !parity_possible_) {
    // a DISABLE drops the event of a vCPU that waits for its guest exit
    uint64_t may_drop = 0;
    if (mode(v) == regs::MODE_INTEL && m.phase == Phase::Off)
      for (unsigned i = 0; i < p_.n_vcpu; ++i) may_drop += vm_of(i) == vm;
    if (c.discarded > may_drop) same("discarded", c.discarded, may_drop);
    same("guest_exits", c.guest_exits, m.exits);
  }
}

void Judge::Impl::finish() {
  check_records();
  if (port_seen_ && next_ != ring_begun_) report(-1, "record %u was begun and never appeared in memory (O1)", next_);
  for (unsigned v = 0; v < p_.n_vm; ++v) {
    Vm& m = vms_[v];
    const int vm = static_cast<int>(v);
    for (const Epoch& e : m.pending)
      report(vm, "epoch %u was cut at %" PRIu64 " and has no record (E1)", e.number, e.end);
    for (const Snapshot& s : m.snaps)
      if (s.confirmed) report(vm, "command accepted at %" PRIu64 " has no record", s.epoch.end);
    if (m.phase == Phase::Dead || m.phase == Phase::Enabling) continue;
    for (unsigned c = 0; c < p_.n_vcpu; ++c) {
      if (mode(v) == regs::MODE_INTEL) {
        intel_rest(v, c);
      } else if (mode(v) == regs::MODE_RAW && m.phase == Phase::Off && m.logs[c].left() != 0) {
        report(vm,
               "raw log of vCPU %u: %" PRIu64 " events that must be in it are not, the first is gfn %" PRIu64 " (E1)",
               c, m.logs[c].left(), m.logs[c].first_left() >> 12);
      }
    }
  }
}

}  // namespace openpml
