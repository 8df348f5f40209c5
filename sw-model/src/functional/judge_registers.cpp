// SPDX-License-Identifier: Apache-2.0
// The judge's view of the registers: configuration, commands and what their statuses tell.
#include <cinttypes>

#include "judge_impl.hpp"
#include "openpml/regs.hpp"

namespace openpml {

using golden::RecordType;

uint32_t Judge::Impl::vm_reg(unsigned v, uint32_t off) const { return word(regs::VM_BASE + v * regs::VM_STRIDE + off); }
uint64_t Judge::Impl::vm_reg64(unsigned v, uint32_t off) const {
  return vm_reg(v, off) | uint64_t{vm_reg(v, off + 4)} << 32;
}
uint64_t Judge::Impl::limit(unsigned v) const { return vm_reg64(v, regs::VM_LIMIT); }
unsigned Judge::Impl::mode(unsigned v) const { return vm_reg(v, regs::VM_CONFIG) & regs::VM_CONFIG_MODE_MASK; }
bool Judge::Impl::log_reads(unsigned v) const {
  return (vm_reg(v, regs::VM_CONFIG) & regs::VM_CONFIG_LOG_READS_MASK) != 0;
}

int Judge::Impl::vm_of(unsigned vcpu) const {
  const uint32_t b = word(regs::VCPU_BASE + vcpu * regs::VCPU_STRIDE + regs::VCPU_BIND);
  if (!(b & regs::VCPU_BIND_VALID_MASK)) return -1;
  const uint32_t vm = b & regs::VCPU_BIND_VM_MASK;
  return vm < p_.n_vm ? static_cast<int>(vm) : -1;
}

/// A configuration that ENABLE must refuse (the part that promises I1 and I2 hang on).
bool Judge::Impl::config_bad(unsigned v) const {
  const uint64_t n = limit(v);
  if (n == 0 || n > uint64_t{1} << p_.pages_log2 || vm_reg(v, regs::VM_VECTOR) >= p_.n_vec) return true;
  if (word(regs::GLOBAL_RING_LOG2) == 0 || (word(regs::GLOBAL_RING_BASE) | word(regs::GLOBAL_RING_BASE_HI)) == 0)
    return true;
  switch (mode(v)) {
    case regs::MODE_BITMAP:
      for (uint32_t b = 0; b < 2; ++b) {
        if (vm_reg64(v, regs::VM_W_BASE0 + 8 * b) == 0 || vm_reg64(v, regs::VM_SUM_BASE0 + 8 * b) == 0) return true;
        if (log_reads(v) && vm_reg64(v, regs::VM_A_BASE0 + 8 * b) == 0) return true;
      }
      return false;
    case regs::MODE_RAW: return vm_reg64(v, regs::VM_RAW_BASE) == 0 || vm_reg(v, regs::VM_RAW_LOG2) > 16;
    case regs::MODE_INTEL:
      for (unsigned c = 0; c < p_.n_vcpu; ++c) {
        const uint32_t at = regs::VCPU_BASE + c * regs::VCPU_STRIDE + regs::VCPU_LOG_BASE;
        if (vm_of(c) == static_cast<int>(v) && (word(at) | word(at + 4)) == 0) return true;
      }
      return false;
    default: return true;
  }
}

void Judge::Impl::written(const LiteAccess& w) {
  if (w.addr >= regs::LENGTH || w.addr % 4 != 0) return report(-1, "write to register %#x was accepted", w.addr);
  // What software gives back or configures anew may change memory from here on: look first.
  if (w.addr >= regs::VM_BASE || (w.addr >= regs::GLOBAL_RING_BASE && w.addr <= regs::GLOBAL_RING_CONS))
    check_records();
  const uint32_t old = words_[w.addr / 4];
  words_[w.addr / 4] = w.data;
  if (w.addr >= regs::VM_BASE) {
    const unsigned v = (w.addr - regs::VM_BASE) / regs::VM_STRIDE;
    const uint32_t off = (w.addr - regs::VM_BASE) % regs::VM_STRIDE;
    if (v >= p_.n_vm)
      return report(static_cast<int>(v), "write to a register of a VM that does not exist was accepted");
    Vm& m = vms_[v];
    if (off == regs::VM_RAW_CONS) raw_given_back(v, old, w.data);
    if (off == regs::VM_PERIOD || off == regs::VM_PERIOD + 4) m.period_since = now_;
    if (off == regs::VM_MARK) {
      m.prepared = true;
      const uint32_t line = w.data & regs::VM_MARK_LINE_MASK;
      if (line >= lines(v))
        return report(static_cast<int>(v), "MARK of line %u, which is past the limit, was accepted (I2)", line);
      m.marks[line] |= static_cast<uint8_t>(w.data >> regs::VM_MARK_A_SHIFT);
    }
    const bool config = off == regs::VM_CONFIG || off == regs::VM_LIMIT || off == regs::VM_LIMIT + 4 ||
                        off == regs::VM_VECTOR || off == regs::VM_EPOCH_INIT ||
                        (off >= regs::VM_A_BASE0 && off <= regs::VM_RAW_LOG2) ||
                        (off >= regs::VM_INIT_A && off < regs::VM_MARK);
    if (config && m.phase == Phase::Active)
      report(static_cast<int>(v), "configuration register %#x was written while ACTIVE (I2)", off);
  } else if (w.addr == regs::GLOBAL_TEST_INJECT) {
    parity_possible_ |= (w.data & (regs::GLOBAL_TEST_INJECT_LOG_MASK | regs::GLOBAL_TEST_INJECT_STORE_MASK)) != 0;
  } else if (w.addr >= regs::VCPU_BASE && w.addr < regs::VEC_BASE) {
    const unsigned c = (w.addr - regs::VCPU_BASE) / regs::VCPU_STRIDE;
    if (c < p_.n_vcpu && (w.addr - regs::VCPU_BASE) % regs::VCPU_STRIDE == regs::VCPU_INDEX)
      index_written(c, w.data & 0xFFFF);
  }
}

void Judge::Impl::executed(const LiteAccess& w) {
  if (w.addr < regs::VM_BASE || (w.addr - regs::VM_BASE) % regs::VM_STRIDE != regs::VM_CMD) return;
  const unsigned v = (w.addr - regs::VM_BASE) / regs::VM_STRIDE;
  if (v < p_.n_vm) command(v, w.data);
}

void Judge::Impl::command(unsigned v, uint32_t data) {
  Vm& m = vms_[v];
  const uint32_t code = data & regs::VM_CMD_CODE_MASK;
  m.command = Command{code, now_};
  switch (code) {
    case regs::CMD_ENABLE: enable_command(v); break;
    case regs::CMD_HARVEST: harvest_now_ |= uint64_t{1} << v; break;
    case regs::CMD_PEEK:
      if (mode(v) == regs::MODE_BITMAP) snapshot(v, RecordType::Peek);
      break;
    case regs::CMD_DISABLE: snapshot(v, RecordType::Disable); break;
    case regs::CMD_RESET:
      if (m.phase == Phase::Off && m.snaps.empty() && now_ >= m.off_at) break;
      m.reset_cycle = now_;
      if (m.phase == Phase::Active) kill(v);
      break;
    case regs::CMD_RELEASE: {
      const bool b = (data & regs::VM_CMD_BUFFER_MASK) != 0;
      bool in_flight = false;
      for (const Epoch& e : m.pending) in_flight |= e.buffer == b;
      if (!in_flight && !(m.phase == Phase::Active && m.cur.buffer == b)) m.held[b] = false;
      break;
    }
    case regs::CMD_PREPARE: m.prepared |= m.phase == Phase::Off; break;
    default: break;
  }
}

void Judge::Impl::enable_command(unsigned v) {
  Vm& m = vms_[v];
  if (m.phase == Phase::Active || (m.phase == Phase::Enabling && m.enable_record)) return;  // refused
  const uint64_t n = limit(v);
  if (n == 0 || n > uint64_t{1} << p_.pages_log2) return;  // refused
  if (m.phase != Phase::Enabling) {  // again while ENABLING: it was refused the first time or is now
    m.before_enable = m.phase;
    m.phase = Phase::Enabling;
    m.enable_cycle = now_;
    m.enable_record.reset();
    m.active_at = kNever;
    m.ring_seen = false;
    m.maybe_events = 0;
  }
  recycle(v, std::move(m.cur));
  m.cur = Epoch{};
  m.cur.set = fresh(v);
  m.cur.number = vm_reg(v, regs::VM_EPOCH_INIT);
  for (LogMatcher& l : m.logs) l.clear();
  for (unsigned c = 0; c < p_.n_vcpu; ++c) {  // what an earlier life left
    if (vm_of(c) != static_cast<int>(v)) continue;
    if (mode(v) == regs::MODE_INTEL) vcpus_[c].index.reset();
    else vcpus_[c] = {};
  }
  if (m.prepared) {
    m.cur.marks = m.marks;
    m.cur.set = read_restored(v);
    m.cur.extra_a = static_cast<int64_t>(vm_reg64(v, regs::VM_INIT_A) - m.cur.set.accessed_pages());
    m.cur.extra_w = static_cast<int64_t>(vm_reg64(v, regs::VM_INIT_W) - m.cur.set.written_pages());
  }
}

void Judge::Impl::snapshot(unsigned v, RecordType type) {
  Vm& m = vms_[v];
  // A job whose record is not there yet is still under way: the command is refused.
  const bool may_be_active = m.phase == Phase::Active || (m.phase == Phase::Enabling && m.enable_record);
  if (!may_be_active || !m.pending.empty()) return;
  Snapshot s;
  s.epoch.type = type;
  s.epoch.number = m.cur.number;
  s.epoch.start_lo = m.cur.start_lo;
  s.epoch.start_hi = m.cur.start_hi;
  s.epoch.end = now_;
  s.epoch.buffer = m.cur.buffer;
  s.epoch.marks = m.cur.marks;
  s.epoch.extra_a = m.cur.extra_a;
  s.epoch.extra_w = m.cur.extra_w;
  s.epoch.set = fresh(v);
  s.epoch.set.merge(m.cur.set);
  if (m.cur.maybe.pages() != 0) {
    s.epoch.maybe = fresh(v);
    s.epoch.maybe.merge(m.cur.maybe);
  }
  s.accepted = m.accepted;
  s.ignored = m.ignored;
  s.faulted = m.faulted;
  for (const LogMatcher& l : m.logs) s.log_ends.push_back(l.end());
  m.snaps.push_back(std::move(s));
}

/// Forgets the outstanding snapshots; if they were refused, what was put off for them counts after all.
void Judge::Impl::drop_snapshots(unsigned v, bool refused) {
  Vm& m = vms_[v];
  for (Snapshot& s : m.snaps) recycle(v, std::move(s.epoch));
  m.snaps.clear();
  if (refused)
    for (const Deferred& d : m.deferred) m.logs[d.vcpu].promote(d.pos);
  m.deferred.clear();
}

void Judge::Impl::read(const LiteAccess& r) {
  if (r.addr >= regs::VM_BASE) {
    const unsigned v = (r.addr - regs::VM_BASE) / regs::VM_STRIDE;
    if (v >= p_.n_vm) return;
    const uint32_t off = (r.addr - regs::VM_BASE) % regs::VM_STRIDE;
    if (off == regs::VM_CMD_STATUS) status_read(v, r.data & regs::VM_CMD_STATUS_STATUS_MASK);
    // The enable record comes before the state, so that a look at the ring makes its content known.
    if (off == regs::VM_STATUS && vms_[v].phase == Phase::Enabling &&
        (r.data & regs::VM_STATUS_STATE_MASK) == regs::STATE_ACTIVE) {
      check_records();
      if (vms_[v].enable_record) set_active(v);
      else report(static_cast<int>(v), "ACTIVE before its ENABLE record");
    }
  } else if (r.addr >= regs::VCPU_BASE && r.addr < regs::VEC_BASE &&
             (r.addr - regs::VCPU_BASE) % regs::VCPU_STRIDE == regs::VCPU_INDEX) {
    const unsigned c = (r.addr - regs::VCPU_BASE) / regs::VCPU_STRIDE;
    const int vm = c < p_.n_vcpu ? vm_of(c) : -1;
    // Other modes show their banks here. The end of a DISABLE job takes the index away: FFFFh of a VM that is OFF is no full page.
    if (vm < 0 || mode(static_cast<unsigned>(vm)) != regs::MODE_INTEL) return;
    const bool gone = vms_[static_cast<size_t>(vm)].phase == Phase::Off && (r.data & 0xFFFF) == 0xFFFF;
    if (!gone) vcpus_[c].index = r.data & 0xFFFF;
  }
}

/// The status of the last command: was it accepted?
void Judge::Impl::status_read(unsigned v, uint32_t status) {
  Vm& m = vms_[v];
  if (!m.command) return;
  const Command c = *m.command;
  m.command.reset();
  const bool accepted = status == regs::CMD_ST_OK, cut_since = m.last_cut != kNever && m.last_cut >= c.cycle;
  switch (c.code) {
    case regs::CMD_HARVEST:
      if (accepted && !cut_since) report(static_cast<int>(v), "HARVEST accepted without a cut");
      if (!accepted && m.last_cut == c.cycle)
        report(static_cast<int>(v), "HARVEST refused with status %u, yet it cut the epoch (O2)", status);
      break;
    case regs::CMD_ENABLE:
      if (accepted && config_bad(v)) report(static_cast<int>(v), "ENABLE of a bad configuration accepted (I2)");
      if (!accepted && m.phase == Phase::Enabling && !m.enable_record && m.enable_cycle == c.cycle) {
        m.phase = m.before_enable;
        m.ignored += m.maybe_events;
        uncertain_ -= m.maybe_events;
        m.maybe_events = 0;
      }
      break;
    case regs::CMD_PEEK:
    case regs::CMD_DISABLE:
      if (m.snaps.empty() || m.snaps.back().epoch.end != c.cycle) break;
      m.snaps.back().confirmed = accepted;
      if (accepted) break;
      if (m.snaps.size() == 1) drop_snapshots(v, true);
      else {
        recycle(v, std::move(m.snaps.back().epoch));
        m.snaps.pop_back();
      }
      break;
    case regs::CMD_PREPARE:
      if (!accepted && m.marks.empty()) m.prepared = false;
      break;
    default: break;
  }
}

}  // namespace openpml
