// SPDX-License-Identifier: Apache-2.0
// Completion records: found by their phase, judged in their order.
#include <algorithm>
#include <cinttypes>

#include "judge_impl.hpp"
#include "openpml/regs.hpp"

namespace openpml {

using golden::RecordType;

void Judge::Impl::check_records() {
  const uint32_t log2 = word(regs::GLOBAL_RING_LOG2);
  const uint64_t base = word(regs::GLOBAL_RING_BASE) | uint64_t{word(regs::GLOBAL_RING_BASE_HI)} << 32;
  if (log2 == 0 || log2 > 16 || base == 0) return;
  // With the memory port in view no record is looked for before its address was seen: the ring may hold anything.
  while (!port_seen_ || next_ != ring_begun_) {
    golden::RecordBytes bytes{};
    mem_.read(base + uint64_t{next_ & ((1u << log2) - 1)} * golden::kRecordBytes, bytes);
    const RecordFields r = golden::parse_record(bytes);
    const bool phase = (next_ >> log2 & 1) == 0;
    if ((r.last >> 31 != 0) != phase) return;
    if (r.number != next_ && !port_seen_) return;  // not watched: a stale slot may carry the right phase
    if (r.number != next_) report(-1, "record %u carries number %u", next_, r.number);
    if ((r.last & 0x7FFFFFFF) != 0) report(-1, "record %u: reserved bits %#x beside the phase", next_, r.last);
    ++next_;
    ++records_;
    judge(r);
    unanswered_.erase(next_ - 1);
  }
  not_enabled_yet();
}

/// Every record begun so far is known, and some VM's ENABLE record is not among them: it was ENABLING all the time.
void Judge::Impl::not_enabled_yet() {
  for (Vm& m : vms_) {
    if (m.phase != Phase::Enabling || !m.ring_seen || m.enable_record) continue;
    m.ring_seen = false;
    m.ignored += m.maybe_events;
    uncertain_ -= m.maybe_events;
    m.maybe_events = 0;
    if (m.cur.maybe.pages() != 0) m.cur.maybe.clear();
    for (LogMatcher& l : m.logs) l.clear();
  }
}

void Judge::Impl::judge(RecordFields r) {
  if (static_cast<RecordType>(r.type) != RecordType::Enable) r.start -= time_base_;  // an ENABLE's is 0
  r.end -= time_base_;
  if (r.vm >= p_.n_vm) return report(-1, "record %u is of VM %u, which does not exist", r.number, r.vm);
  const unsigned v = r.vm;
  const int vm = r.vm;
  Vm& m = vms_[v];
  const bool raw_page = r.type == static_cast<uint8_t>(RecordType::RawPage);
  if (r.raw() != (mode(v) == regs::MODE_RAW) || r.intel() != (mode(v) == regs::MODE_INTEL) || (r.status & 0xF0) != 0)
    report(vm, "record %u: status %#x does not fit mode %u", r.number, r.status, mode(v));
  if (!raw_page && r.vcpu != 0) report(vm, "record %u: byte 3 is %u, expected 0", r.number, r.vcpu);
  if (r.end > now_) report(vm, "record %u: end time %" PRIu64 " lies in the future", r.number, r.end);
  if (r.fault_code > regs::FAULT_LOG_PARITY) report(vm, "record %u: fault code %u", r.number, r.fault_code);
  if (r.valid() && (r.fault_code != 0 || r.fault_info != 0))
    report(vm, "record %u: VALID with fault code %u", r.number, r.fault_code);
  if (!r.valid() && !raw_page && !may_be_invalid(v))
    report(vm, "record %u (type %u): INVALID without a reset or a fault", r.number, r.type);
  switch (static_cast<RecordType>(r.type)) {
    case RecordType::Enable: enable_record(v, r); break;
    case RecordType::Harvest: harvest_record(v, r); break;
    case RecordType::Peek: peek_record(v, r); break;
    case RecordType::Disable: disable_record(v, r); break;
    case RecordType::Stop: stop_record(v, r); break;
    case RecordType::RawPage: raw_record(v, r); break;
    default: report(vm, "record %u: unknown type %u", r.number, r.type);
  }
  if (r.fault_code != 0 && m.phase != Phase::Off) {
    m.exact = false;
    kill(v);
  }
}

/// A reset or a bad response in this life of the VM: what it wrote last may not be in memory.
bool Judge::Impl::stopped_short(unsigned v) const {
  const Vm& m = vms_[v];
  const auto since = [&](uint64_t c) { return c != kNever && c >= m.life_start; };
  return since(m.reset_cycle) || since(m.fault_cycle);
}

/// The same, or an injected parity error.
bool Judge::Impl::may_be_invalid(unsigned v) const { return stopped_short(v) || parity_possible_; }

void Judge::Impl::enable_record(unsigned v, const RecordFields& r) {
  Vm& m = vms_[v];
  const int vm = static_cast<int>(v);
  if (m.phase != Phase::Enabling || m.enable_record)
    return report(vm, "record %u: ENABLE record without an ENABLE command", r.number);
  if (config_bad(v)) report(vm, "record %u: ENABLE of a bad configuration (I2)", r.number);
  if (r.epoch != m.cur.number)
    report(vm, "record %u: ENABLE with epoch %u, expected %u", r.number, r.epoch, m.cur.number);
  if (r.start != 0 || r.end < m.enable_cycle)
    report(vm, "record %u: ENABLE with times %" PRIu64 ", %" PRIu64, r.number, r.start, r.end);
  if (r.summary != 0 || r.buffer())
    report(vm, "record %u: ENABLE with buffer %d, %u summary entries", r.number, r.buffer(), r.summary);
  m.life_start = m.enable_cycle;
  m.enable_record = r.number;
  m.prepared = false;
  m.marks.clear();
  m.held = {};
  m.raw_out.assign(mode(v) == regs::MODE_RAW ? size_t{1} << std::min(vm_reg(v, regs::VM_RAW_LOG2), 16u) : 0, false);
  words_[(regs::VM_BASE + v * regs::VM_STRIDE + regs::VM_RAW_CONS) / 4] = 0;
  for (Epoch& e : m.pending) recycle(v, std::move(e));
  m.pending.clear();
  drop_snapshots(v, false);
  if (!r.valid()) return kill(v);
  m.cur.start_lo = r.end;
  if (mode(v) == regs::MODE_BITMAP && m.cur.maybe.pages() == 0) check_cleared(v);
  if (!port_seen_) set_active(v), m.cur.start_hi = kNever;
}

void Judge::Impl::check_times(unsigned v, Epoch& e, const RecordFields& r) {
  const int vm = static_cast<int>(v);
  if (r.epoch != e.number) report(vm, "record %u: epoch %u, expected %u", r.number, r.epoch, e.number);
  if (r.end != e.end)
    report(vm, "record %u, epoch %u: ends at %" PRIu64 ", the command was taken at %" PRIu64, r.number, e.number, r.end,
           e.end);
  if (r.start < e.start_lo || r.start > e.start_hi || r.start > r.end)
    report(vm, "record %u, epoch %u: starts at %" PRIu64 ", expected %" PRIu64 " at the earliest", r.number, e.number,
           r.start, e.start_lo);
  if (r.buffer() != e.buffer)
    report(vm, "record %u, epoch %u: buffer %d, expected %d", r.number, e.number, r.buffer(), e.buffer);
  // The first epoch's start is not on the pins: its first record tells it, the others must agree.
  for (Epoch* other : {&vms_[v].cur, vms_[v].pending.empty() ? nullptr : &vms_[v].pending.front()})
    if (other && other->number == e.number) other->start_lo = other->start_hi = r.start;
}

void Judge::Impl::harvest_record(unsigned v, const RecordFields& r) {
  Vm& m = vms_[v];
  if (m.pending.empty())
    return report(static_cast<int>(v), "record %u: HARVEST record of epoch %u without a cut", r.number, r.epoch);
  Epoch e = std::move(m.pending.front());
  m.pending.pop_front();
  check_times(v, e, r);
  if (r.valid()) check_epoch(v, e, &e.set, r);
  recycle(v, std::move(e));
}

void Judge::Impl::peek_record(unsigned v, const RecordFields& r) {
  Vm& m = vms_[v];
  const auto s = std::find_if(m.snaps.begin(), m.snaps.end(), [&](const Snapshot& x) {
    return x.epoch.type == RecordType::Peek && x.epoch.end == r.end;
  });
  if (s == m.snaps.end())
    return report(static_cast<int>(v), "record %u: PEEK record of cycle %" PRIu64 " without a command", r.number,
                  r.end);
  Epoch e = std::move(s->epoch);
  for (auto i = m.snaps.begin(); i != s; ++i) recycle(v, std::move(i->epoch));
  m.snaps.erase(m.snaps.begin(), s + 1);
  check_times(v, e, r);
  // Killed meanwhile: what was accepted after the command is not known any more.
  const bool known = (m.phase == Phase::Active || m.phase == Phase::Enabling) && m.cur.number == e.number;
  if (r.valid() && known) check_epoch(v, e, &m.cur.set, r);
  recycle(v, std::move(e));
}

void Judge::Impl::disable_record(unsigned v, const RecordFields& r) {
  Vm& m = vms_[v];
  const auto s = std::find_if(m.snaps.begin(), m.snaps.end(), [&](const Snapshot& x) {
    return x.epoch.type == RecordType::Disable && x.epoch.end == r.end;
  });
  if (s == m.snaps.end())
    return report(static_cast<int>(v), "record %u: DISABLE record of cycle %" PRIu64 " without a command", r.number,
                  r.end);
  Snapshot snap = std::move(*s);
  m.snaps.erase(s);
  if (m.phase == Phase::Active || m.phase == Phase::Enabling) {
    m.exact &= m.maybe_events == 0;
    m.ignored = snap.ignored + (m.accepted - snap.accepted);
    m.faulted = snap.faulted;
    for (size_t c = 0; c < m.logs.size(); ++c) m.logs[c].truncate(snap.log_ends[c]);
    m.phase = Phase::Off;
    m.disable_record = r.number;
    m.off_at = port_seen_ ? kNever : now_;
    if (r.valid()) intel_disabled(v);
  }
  drop_snapshots(v, false);
  check_times(v, snap.epoch, r);
  if (r.valid()) check_epoch(v, snap.epoch, &snap.epoch.set, r);
  recycle(v, std::move(snap.epoch));
}

void Judge::Impl::stop_record(unsigned v, const RecordFields& r) {
  Vm& m = vms_[v];
  const int vm = static_cast<int>(v);
  if (r.valid()) report(vm, "record %u: STOP record that is VALID", r.number);
  if (!may_be_invalid(v)) report(vm, "record %u: STOP record without a reset or a fault", r.number);
  if (r.accessed != 0 || r.written != 0 || r.summary != 0) report(vm, "record %u: STOP record with counts", r.number);
  if (!m.pending.empty())
    report(vm, "record %u: STOP before the record of epoch %u", r.number, m.pending.front().number);
  for (Epoch& e : m.pending) recycle(v, std::move(e));
  m.pending.clear();
  drop_snapshots(v, false);
  if (m.phase != Phase::Dead && m.phase != Phase::Off)
    m.exact = false;  // Off: a RESET before the end of the DISABLE job
  kill(v);
}

}  // namespace openpml
