// SPDX-License-Identifier: Apache-2.0
#include "rawlog.hpp"

#include <utility>

#include "unit.hpp"

namespace openpml::cycle {

namespace {
/// The job that ends now leaves the VM without Intel state.
bool stops(const Cycle& c) { return c.fin.valid && (c.fin.job == Job::Stop || c.fin.job == Job::Disable); }
}  // namespace

namespace {

/// The index after `idx`: 0 becomes FFFFh.
uint16_t below(const Unit& u, uint16_t idx) {
  return u.spec_bug == 19 && idx == 1 ? kNoIndex : static_cast<uint16_t>(idx - 1);
}

}  // namespace

bool Intel::can_accept(unsigned v, unsigned inflight) const {
  const Vcpu& q = q_[v];
  return !q.skid && room_ && (bit(far_, v) || inflight == 0);
}

bool Intel::guest_exit(const Unit& u, unsigned v) const {
  const Vcpu& q = q_[v];
  return q.skid && q.idx == kNoIndex && q.iout == 0 && u.mode_of(v) == Mode::Intel;
}

void Intel::decide(const Unit& u, Cycle& c) const {
  IntelSig& s = c.intel;
  const Event& e = u.pipe.s(6);
  s.s6 = e.logged() && e.intel;
  if (s.s6) {
    s.v = e.vcpu;
    s.push = q_[e.vcpu].idx != kNoIndex;
  }
  if (s.s6 || !room_ || u.engine.stop_near()) return;
  s.reinject = first_ >= 0 && bit(skids_, static_cast<unsigned>(first_));
  if (s.reinject) s.reinject_v = static_cast<uint8_t>(first_);
}

/// From its place in the log page to the FIFO, a cycle later.
void Intel::push(unsigned v, const Entry& e, uint16_t next) {
  due_ = e;
  q_[v].idx = next;
  moved_ = true;
  ++q_[v].iout;
}

void Intel::commit(Unit& u, const Cycle& c) {
  const IntelSig& s = c.intel;
  if (moved_) {
    far_ = 0;
    for (unsigned v = 0; v < u.p.n_vcpu; ++v) far_ |= uint32_t{q_[v].idx >= 9 && q_[v].idx != kNoIndex} << v;
    moved_ = false;
  }
  room_ = fifo_.size() < 16;
  u.vms[forgotten_vm_].cnt[Discarded] += std::exchange(forgotten_, 0);
  if (exited_ >= 0) ++u.vms[static_cast<unsigned>(exited_)].cnt[GuestExits];
  if (answered_ >= 0) --q_[static_cast<unsigned>(answered_)].iout;
  exited_ = -1;
  answered_ = c.b.valid && c.b.tag.src == Src::Raw && c.b.tag.intel ? c.b.tag.v : -1;
  const std::optional<Entry> due = std::exchange(due_, std::nullopt);
  first_ = -1;
  for (uint32_t m = skids_; m && first_ < 0; m &= m - 1)
    if (q_[low(m)].idx != kNoIndex) first_ = static_cast<int>(low(m));
  if (c.x.taken && c.x.tag.src == Src::Raw && c.x.tag.intel) {
    ++u.vms[c.x.tag.vm].cnt[Consolidated];
    fifo_.pop();
  }
  if (s.s6) {
    const Event& e = u.pipe.s(6);
    Vcpu& q = q_[s.v];
    ++u.vms[e.vm].cnt[Logged];
    if (s.push) {
      push(s.v, {e.gfn, q.idx, s.v, e.vm, e.write}, below(u, q.idx));
    } else {
      q.skid = true;
      skids_ |= 1u << s.v;
      q.gfn = e.gfn;
      q.write = e.write;
      exited_ = e.vm;
    }
  }
  if (s.reinject) {
    const uint8_t v = c.intel.reinject_v;
    Vcpu& q = q_[v];
    push(v, {q.gfn, q.idx, v, u.vcpu[v].vm, q.write}, below(u, q.idx));
    q.skid = false;
    skids_ &= ~(1u << v);
  }
  if (due) fifo_.push(*due);
  if (stops(c)) {
    forgotten_vm_ = c.fin.vm;
    for (unsigned v = 0; v < u.p.n_vcpu; ++v) {
      if (!u.vcpu[v].bound || u.vcpu[v].vm != c.fin.vm) continue;
      if (q_[v].skid) ++forgotten_;
      q_[v].skid = false;
      skids_ &= ~(1u << v);
      q_[v].idx = kNoIndex;
      moved_ = true;
    }
  }
}

const Drained* RawLog::offer() const {
  if (fifo_.empty()) return nullptr;
  const Drained& e = fifo_.front();
  return e.bad || bit(dropped_vms_, e.vm) ? nullptr : &e;
}

void RawLog::decide(const Unit& u, Cycle& c) const {
  RawSig& s = c.raw;
  for (unsigned v = 0; v < u.p.n_vcpu; ++v) s.pages |= uint32_t{q_[v].valid} << v;
  s.discard = !fifo_.empty() && !offer();
  if (gone_.valid) c.committed |= 1u << gone_.e.v;
  if (gone_.faults) c.add_fault(gone_.e.vm, LogParity, 5, gone_.e.v);
  for (unsigned v = 0; v < u.p.n_vcpu; ++v) {
    s.dropped |= uint32_t{u.vms[u.vcpu[v].vm].discards()} << v;
    s.needs |= uint32_t{asks_page(u, v) && !bit(dropped_, v)} << v;
  }
  switch (step_) {
    case Step::Pick:
      s.next = step_;
      s.v = v_;
      for (unsigned k = u.p.n_vcpu; k > 0; --k) {
        const unsigned v = (v_ + k) % u.p.n_vcpu;
        if (!bit(needs_, v)) continue;
        s.next = Step::Look;
        s.v = static_cast<uint8_t>(v);
      }
      break;
    case Step::Look: {
      const Vm& m = u.vms[u.vcpu[v_].vm];
      s.v = v_;
      s.full = m.raw_head - m.raw_cons >= uint64_t{1} << m.raw_log2;
      s.next = Step::Subtract;
      break;
    }
    case Step::Subtract:
    case Step::Compare:
      s.v = v_;
      s.full = full_ring_;
      s.next = step_ == Step::Subtract ? Step::Compare : Step::Take;
      break;
    case Step::Take:
      s.v = v_;
      s.vm = u.vcpu[v_].vm;
      s.alloc = asks_page(u, v_) && !bit(dropped_, v_) && !full_ring_ && !c.cmd.busy && !u.recorder.promised() &&
                u.recorder.room(1);
      s.next = Step::Pick;
      break;
  }
}

bool RawLog::asks_page(const Unit& u, unsigned v) const {
  return u.vcpu[v].bound && u.mode_of(v) == Mode::Raw && u.log[v].rem != 0 && !q_[v].valid;
}

void RawLog::commit(Unit& u, const Cycle& c) {
  const RawSig& s = c.raw;
  dropped_ = s.dropped;
  needs_ = s.needs;
  ready_ = 0;
  for (uint32_t m = full_; m; m &= m - 1)
    if (q_[low(m)].rout == 0) ready_ |= 1u << low(m);
  const bool taken = c.x.taken && c.x.tag.src == Src::Raw && !c.x.tag.intel;
  if (c.rec.done && c.rec.page) {
    Vcpu& q = q_[c.rec.v];
    q.valid = false;
    full_ &= ~(1u << c.rec.v);
    q.count = 0;
  }
  if (gone_.valid) {
    const Drained& e = gone_.e;
    Vcpu& q = q_[e.v];
    if (gone_.taken) {
      ++u.vms[e.vm].cnt[Consolidated];
      ++q.count;
      ++q.rout;
    } else {
      ++u.vms[e.vm].cnt[Discarded];
    }
    if (e.last && q.valid) full_ |= 1u << e.v;
  }
  gone_ = {};
  if (taken || s.discard) {
    gone_ = {true, taken, s.discard && !bit(dropped_vms_, fifo_.front().vm), fifo_.front()};
    fifo_.pop();
  }
  if (answered_ >= 0) --q_[static_cast<unsigned>(answered_)].rout;
  answered_ = c.b.valid && c.b.tag.src == Src::Raw && !c.b.tag.intel ? c.b.tag.v : -1;
  step_ = s.next;
  v_ = s.v;
  full_ring_ = s.full;
  for (uint32_t m = head_moves_; m; m &= m - 1) ++u.vms[low(m)].raw_head;
  head_moves_ = 0;
  if (s.alloc) {
    const Vm& m = u.vms[s.vm];
    Vcpu& q = q_[s.v];
    q.valid = q.open = true;
    full_ &= ~(1u << s.v);
    q.slot = m.raw_head & ((uint32_t{1} << m.raw_log2) - 1);
    head_moves_ = 1u << s.vm;
  }
  if (const DrainStage& d = c.drain.choice; d.valid && d.raw && d.e.last) q_[d.e.v].open = false;
  if (c.drain.push_raw) fifo_.push(c.drain.pushed);
  dropped_vms_ = 0;
  for (unsigned i = 0; i < u.p.n_vm; ++i) dropped_vms_ |= uint32_t{u.vms[i].discards()} << i;
}

}  // namespace openpml::cycle
