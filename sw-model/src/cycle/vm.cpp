// SPDX-License-Identifier: Apache-2.0
#include "vm.hpp"

#include "unit.hpp"

namespace openpml::cycle {

void VmTable::install(Vm& m, Job j, bool buf) {
  m.job = j;
  m.job_buf = buf;
  m.bar_wait = 6;
}

void VmTable::index() {
  active_ = barred_ = waiting_ = 0;
  for (unsigned i = 0; i < n_; ++i) {
    const Vm& m = vm_[i];
    active_ |= uint32_t{m.state == VmState::Active} << i;
    barred_ |= uint32_t{m.barred} << i;
    waiting_ |= uint32_t{m.bar_wait != 0 || m.stop_pend} << i;
  }
}

void VmTable::decide(const Unit& u, Cycle& c) const {
  uint32_t load = 0;
  c.active = active_;
  c.bar_load = bar_load_;
  if (barred_)
    for (unsigned v = 0; v < u.p.n_vcpu; ++v)
      if (u.log[v].bar != 0 || (u.mode_of(v) == Mode::Intel && u.intel[v].iout != 0) || u.log[v].old_page)
        c.bar_busy |= 1u << v;
  for (uint32_t m = waiting_; m; m &= m - 1) {
    const unsigned i = low(m);
    if (vm_[i].stop_pend && vm_[i].job == Job::None) c.stop_install |= 1u << i;
    if (vm_[i].bar_wait == 2) load |= 1u << i;
  }
  if (!load) return;
  for (unsigned v = 0; v < u.p.n_vcpu; ++v)
    if (u.vcpu[v].bound && bit(load, u.vcpu[v].vm)) c.bar_soon |= 1u << v;
}

void VmTable::apply_command(const Unit& u, const Cycle& c) {
  const CmdSig& s = c.cmd;
  Vm& m = vm_[s.vm];
  if (!s.timer) m.cmd_status = s.status;
  if (!s.ok) {
    if (s.code == 2) ++m.cnt[s.timer ? MissedPeriods : Refused];
    return;
  }
  if (s.code >= 2 && s.code <= 4) {
    m.hv_epoch = m.epoch;
    m.hv_start = m.start;
    m.hv_end = u.now;
  }
  switch (s.code) {
    case 1:
      m.restored = m.state == VmState::Prepared;
      m.state = VmState::Enabling;
      m.epoch_next = m.epoch_init;
      install(m, Job::Enable, false);
      m.fault_code = 0;
      m.fault_info = 0;
      m.limit_gfn_valid = false;
      m.raw_head = m.raw_cons = 0;
      break;
    case 2:
      install(m, Job::Harvest, m.cur_buf);
      if (m.mode == Mode::Bitmap) m.cur_buf = !m.cur_buf;
      m.owner[m.cur_buf] = Owner::Unit;
      for (auto& k : m.distinct) k[m.cur_buf] = 0;
      m.epoch_next = m.epoch + 1;
      m.start = u.now;
      ++m.cnt[Harvests];
      break;
    case 3: install(m, Job::Peek, m.cur_buf); break;
    case 4:
      m.state = VmState::Stopping;
      install(m, Job::Disable, m.cur_buf);
      break;
    case 5:
      if (m.state == VmState::FaultDone) {
        m.state = VmState::Off;
      } else {
        if (m.state != VmState::Faulted) m.stop_pend = true;
        m.state = VmState::Resetting;
      }
      break;
    case 6: m.owner[s.buffer] = Owner::Free; break;
    case 7: install(m, Job::Prepare, false); break;
    default: break;
  }
}

void VmTable::apply_fin(const Cycle& c, uint64_t now) {
  const FinSig& f = c.fin;
  Vm& m = vm_[f.vm];
  m.job = Job::None;
  m.barred = false;
  switch (f.job) {
    case Job::Enable:
      if (!f.enabled) break;
      m.state = VmState::Active;
      m.cur_buf = false;
      m.start = now;
      m.owner = {Owner::Unit, Owner::Free};
      m.distinct = {};  // the counts of a restored VM are loaded afterwards (section 7)
      break;
    case Job::Prepare:
      if (m.state == VmState::Off) m.state = VmState::Prepared;
      break;
    case Job::Disable:
      if (m.state == VmState::Stopping) m.state = VmState::Off;
      [[fallthrough]];
    case Job::Harvest:
      if (m.mode == Mode::Bitmap) m.owner[f.buf] = Owner::Dom0;
      break;
    case Job::Stop:
      if (m.state == VmState::Resetting) m.state = VmState::Off;
      if (m.state == VmState::Faulted) m.state = VmState::FaultDone;
      break;
    case Job::Peek:
    case Job::None: break;
  }
}

/// What came in the cycle before is counted and acts now.
void VmTable::apply_faults(const Cycle& c) {
  for (uint32_t f = faulted_before_; f; f &= f - 1) {
    const unsigned i = low(f);
    Vm& m = vm_[i];
    ++m.cnt[Faults];
    if (!bit(c.fault_acts, i)) continue;
    m.fault_code = m.near_code;
    m.fault_info = m.near_info;
    m.state = VmState::Faulted;
    m.stop_pend = true;
  }
}

/// What came in the cycle before: by the state of this cycle, and only one of two cycles in a row can stop a VM.
void VmTable::note_faults(uint32_t could_stop) {
  for (uint32_t f = faulted_before_ | came_; f; f &= f - 1) {
    const unsigned i = low(f);
    Vm& m = vm_[i];
    const bool stops = bit(came_ & could_stop, i) && m.near_code == 0;
    m.near_code = stops ? came_fault_[i].code : 0;
    if (stops) m.near_info = came_fault_[i].info;
  }
  faulted_before_ = came_;
}

/// Two steps behind the barrier: which vCPUs are busy, which VMs have none that is.
void VmTable::commit_barrier(const Unit& u, const Cycle& c) {
  bar_load_ = c.bar_soon;
  const uint32_t end = c.fin.valid ? 1u << c.fin.vm : 0;
  uint32_t busy = 0;
  if (barred_before_)
    for (uint32_t b = bar_busy_; b; b &= b - 1)
      if (const VcpuRegs& r = u.vcpu[low(b)]; r.bound) busy |= 1u << r.vm;
  eligible_ = barred_before_ & ~busy & ~end;
  barred_before_ = barred_ & ~end;
  bar_busy_ = c.bar_busy;
}

void VmTable::commit(const Unit& u, const Cycle& c) {
  commit_barrier(u, c);
  for (unsigned i = 0; i < n_; ++i) {
    vm_[i].start_seen = vm_[i].start;
    vm_[i].cur_buf_seen = vm_[i].cur_buf;
    vm_[i].fault_info_seen = vm_[i].fault_info;
    vm_[i].epoch = vm_[i].epoch_next;
  }
  if (!waiting_ && !c.cmd.valid && !c.fin.valid && !c.faulting && !came_ && !faulted_before_) return;
  uint32_t could_stop = 0;
  for (unsigned i = 0; i < n_; ++i) could_stop |= uint32_t{vm_[i].fault_acts()} << i;
  for (uint32_t m = waiting_; m; m &= m - 1) {
    const unsigned i = low(m);
    if (vm_[i].bar_wait == 0) continue;
    if (--vm_[i].bar_wait == 0) vm_[i].barred = true;
  }
  for (uint32_t s = c.stop_install; s; s &= s - 1) {
    install(vm_[low(s)], Job::Stop, false);
    vm_[low(s)].stop_pend = false;
  }
  if (c.cmd.valid) apply_command(u, c);
  if (c.fin.valid) apply_fin(c, u.now);
  apply_faults(c);
  note_faults(could_stop);
  came_ = c.faulting;
  for (uint32_t f = came_; f; f &= f - 1) came_fault_[low(f)] = c.fault[low(f)];  // the others' are not valid
  index();
}

}  // namespace openpml::cycle
