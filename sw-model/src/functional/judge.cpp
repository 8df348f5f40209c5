// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cinttypes>
#include <cstdarg>
#include <cstdio>

#include "judge_impl.hpp"
#include "openpml/regs.hpp"

namespace openpml {

Judge::Impl::Impl(const Params& params, const MemoryView& memory, JudgeOptions options)
    : p_(params), mem_(memory), opt_(options) {
  reset();
}

void Judge::Impl::reset() {
  words_.assign(regs::LENGTH / 4, 0);
  vms_.assign(p_.n_vm, Vm{});
  for (Vm& m : vms_) m.logs.resize(p_.n_vcpu);
  vcpus_.assign(p_.n_vcpu, VcpuLog{});
  lite_ = {};
  commands_ = {};
  taken_.clear();
  writes_.clear();
  unanswered_.clear();
  reads_.clear();
  now_ = time_base_ = harvest_now_ = exit_lines_ = unbound_ = 0;
  next_ = ring_begun_ = 0;
  parity_possible_ = false;
}

void Judge::Impl::report(int vm, const char* format, ...) {
  ++n_violations_;
  if (violations_.size() >= opt_.max_violations) return;
  char text[256];
  va_list args;
  va_start(args, format);
  std::vsnprintf(text, sizeof text, format, args);
  va_end(args);
  std::string s = "cycle " + std::to_string(now_) + ": ";
  if (vm >= 0) s += "VM " + std::to_string(vm) + ": ";
  violations_.push_back(s + text);
}

void Judge::Impl::observe(const Inputs& in, const Outputs& out) {
  if (!in.rst_n) {
    reset();
    return;
  }
  lite_.observe(in, out);
  harvest_now_ = 0;
  // A register's new value is seen by the events accepted in the cycle before its B; a command executes two cycles after its B, and is
  // seen by the events accepted then.
  if (lite_.write() && lite_.write()->okay) written(*lite_.write());
  for (const Taken& e : taken_) take_event(e);
  taken_.clear();
  if (commands_[1]) executed(*commands_[1]);
  commands_[1] = commands_[0];
  commands_[0] = lite_.write() && lite_.write()->okay ? lite_.write() : std::nullopt;
  if (out.cut_valid) cut(out.cut_vm, out.cut_buf);
  if (lite_.read() && lite_.read()->okay) read(*lite_.read());
  watch_port(in, out);
  for (unsigned v = 0; v < p_.n_vm; ++v)
    if (vms_[v].phase == Phase::Enabling && now_ >= vms_[v].active_at) set_active(v);
  for (unsigned s = 0; s < p_.n_src; ++s)
    if (in.ev[s].valid && out.ev_ready[s]) taken_.push_back({in.ev[s].vcpu, in.ev[s].write, in.ev[s].gfn});
  if (out.guest_exit != exit_lines_) guest_exits(out.guest_exit);
  ++now_;
}

void Judge::Impl::take_event(const Taken& e) {
  ++events_;
  const int vm = e.vcpu < p_.n_vcpu ? vm_of(e.vcpu) : -1;
  if (vm < 0) {
    ++unbound_;
    return;
  }
  const auto v = static_cast<unsigned>(vm);
  Vm& m = vms_[v];
  ++m.accepted;
  const bool in_limit = e.gfn < limit(v), logged = e.write || log_reads(v);
  switch (m.phase) {
    case Phase::Off:
    case Phase::Dead: ++m.ignored; return;
    case Phase::Enabling:
      if (!m.ring_seen) {
        ++m.ignored;
        return;
      }
      ++uncertain_;
      ++m.maybe_events;
      if (!in_limit || !logged) return;
      if (m.cur.maybe.pages() == 0) m.cur.maybe = fresh(v);
      if (e.gfn >= m.cur.maybe.pages()) return limit_changed(v);
      if (mode(v) != regs::MODE_BITMAP) log_event(v, e, false);
      m.cur.maybe.add(e.gfn, log_reads(v), e.write);
      return;
    case Phase::Active: break;
  }
  if (!in_limit) {
    ++m.faulted;
  } else if (!logged) {
    ++m.ignored;
  } else if (e.gfn >= m.cur.set.pages()) {
    limit_changed(v);
  } else {
    if (mode(v) != regs::MODE_BITMAP) log_event(v, e, true);
    m.cur.set.add(e.gfn, log_reads(v), e.write);
  }
}

/// The configuration can be written in OFF only: the unit was there and the judge has not noticed.
void Judge::Impl::limit_changed(unsigned v) {
  report(static_cast<int>(v), "LIMIT was written while the VM is on, or it is OFF against all that was seen");
}

void Judge::Impl::set_active(unsigned v) {
  Vm& m = vms_[v];
  m.phase = Phase::Active;
  m.exact &= m.maybe_events == 0;
  m.active_at = kNever;
  m.cur.start_hi = std::min(m.cur.start_hi, now_);
}

/// The epoch of `v` ends in this cycle; `buffer` is the one that holds it.
void Judge::Impl::cut(unsigned v, bool buffer) {
  if (v >= p_.n_vm) return report(-1, "cut of VM %u, which does not exist", v);
  check_records();
  Vm& m = vms_[v];
  if (m.phase == Phase::Enabling && m.enable_record) set_active(v);
  if (m.phase != Phase::Active) return report(static_cast<int>(v), "cut of a VM that is not ACTIVE");
  const bool commanded = (harvest_now_ >> v & 1) != 0;
  const uint64_t period = vm_reg64(v, regs::VM_PERIOD);
  // A timer that has ended asks for its harvest, whatever PERIOD has become since; its turn comes after those of all other VMs and after
  // dom0's commands, of each of which there may be one in six cycles, and a cycle more for each VM that does not ask.
  const uint64_t timer_asks = 8 + 7 * p_.n_vm;
  if (!commanded && period == 0 && now_ - m.period_since > timer_asks)
    report(static_cast<int>(v),
           "cut without a HARVEST command and without a period (PERIOD written %" PRIu64 " cycles ago)",
           now_ - m.period_since);
  // The timer starts again at each cut; a period that was changed since then says nothing about this one.
  if (!commanded && m.period_since <= m.cur.start_lo && now_ - m.cur.start_lo < period)
    report(static_cast<int>(v), "timed cut after %" PRIu64 " cycles, period %" PRIu64, now_ - m.cur.start_lo, period);
  if (!m.pending.empty())
    report(static_cast<int>(v), "cut while the harvest of epoch %u has no record (O2)", m.pending.back().number);
  if (buffer != m.cur.buffer) report(static_cast<int>(v), "cut ends buffer %d, expected %d", buffer, m.cur.buffer);
  const bool bitmap = mode(v) == regs::MODE_BITMAP;
  if (bitmap && m.held[!m.cur.buffer])
    report(static_cast<int>(v), "cut although dom0 holds buffer %d (O2)", !m.cur.buffer);
  drop_snapshots(v, true);
  ++m.cuts;
  m.last_cut = now_;
  m.held[m.cur.buffer] = bitmap;
  Epoch next;
  next.set = fresh(v);
  next.number = m.cur.number + 1;
  next.start_lo = next.start_hi = now_;
  next.buffer = bitmap ? !m.cur.buffer : m.cur.buffer;
  m.cur.end = now_;
  m.pending.push_back(std::move(m.cur));
  m.cur = std::move(next);
}

/// Nothing of this VM's current epoch will be judged.
void Judge::Impl::kill(unsigned v) {
  Vm& m = vms_[v];
  // A reset or fault of a VM that is being disabled: after DISABLE was taken its events were ignored.
  const auto d = std::find_if(m.snaps.begin(), m.snaps.end(),
                              [](const Snapshot& x) { return x.epoch.type == golden::RecordType::Disable; });
  if (m.phase == Phase::Active && d != m.snaps.end()) {
    if (d->confirmed) {
      m.ignored = d->ignored + (m.accepted - d->accepted);
      m.faulted = d->faulted;
    } else {
      m.exact = false;  // whether it was taken is not known
    }
  }
  m.phase = Phase::Dead;
  m.exact &= m.maybe_events == 0;
  m.active_at = kNever;
  for (LogMatcher& l : m.logs) l.clear();
  m.deferred.clear();
}

PageSet Judge::Impl::fresh(unsigned v) {
  std::vector<PageSet>& pool = vms_[v].pool;
  while (!pool.empty()) {
    PageSet s = std::move(pool.back());
    pool.pop_back();
    if (s.lines() != lines(v)) continue;
    s.clear();
    return s;
  }
  return PageSet(limit(v));
}

void Judge::Impl::recycle(unsigned v, Epoch&& e) {
  if (e.set.pages() != 0) vms_[v].pool.push_back(std::move(e.set));
  if (e.maybe.pages() != 0) vms_[v].pool.push_back(std::move(e.maybe));
}

void Judge::Impl::guest_exits(uint64_t now_high) {
  const uint64_t rose = now_high & ~exit_lines_;
  exit_lines_ = now_high;
  for (unsigned c = 0; c < 64; ++c) {
    if (!(rose >> c & 1)) continue;
    const int vm = c < p_.n_vcpu ? vm_of(c) : -1;
    if (vm < 0 || mode(static_cast<unsigned>(vm)) != regs::MODE_INTEL)
      report(vm, "guest exit of vCPU %u outside Intel mode (G2)", c);
    else exit_rose(c);
  }
}

Judge::Judge(const Params& params, const MemoryView& memory, JudgeOptions options)
    : impl_(std::make_unique<Impl>(params, memory, options)) {}
Judge::~Judge() = default;
void Judge::observe(const Inputs& in, const Outputs& out) { impl_->observe(in, out); }
void Judge::check_records() { impl_->check_records(); }
void Judge::check_all(bool whole) { impl_->whole_ = whole; }
void Judge::check_counters(unsigned vm, const UnitCounters& c) { impl_->check_counters(vm, c); }
void Judge::check_unbound(uint64_t unbound) {
  if (unbound != impl_->unbound_)
    impl_->report(-1, "events of unbound vCPUs: counter %" PRIu64 ", offered and taken %" PRIu64, unbound,
                  impl_->unbound_);
}
void Judge::finish() { impl_->finish(); }
uint64_t Judge::violation_count() const { return impl_->n_violations_; }
const std::vector<std::string>& Judge::violations() const { return impl_->violations_; }
void Judge::set_time(uint64_t now) { impl_->time_base_ = now - impl_->now_; }
uint64_t Judge::cycles() const { return impl_->now_; }
uint64_t Judge::events() const { return impl_->events_; }
uint64_t Judge::records_judged() const { return impl_->records_; }
uint64_t Judge::epochs_judged() const { return impl_->epochs_; }
uint64_t Judge::log_entries_judged() const { return impl_->entries_; }
uint64_t Judge::uncertain_events() const { return impl_->uncertain_; }

}  // namespace openpml
