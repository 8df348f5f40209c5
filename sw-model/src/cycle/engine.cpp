// SPDX-License-Identifier: Apache-2.0
#include "engine.hpp"

#include "unit.hpp"

namespace openpml::cycle {

void Engine::reset() {
  state_ = State::Idle;
  job_ = Job::None;
  rr_ = vm_ = 0;
  buf_ = false;
  sum_n_ = sum_beat_ = 0;
  sum_chunk_ = sum_total_ = sum_out_ = 0;
}

MapOp Engine::ask(const Unit& u) const {
  MapOp op;
  const uint32_t group = static_cast<uint32_t>(walk_);
  switch (state_) {
    case State::HScan:
      if (walk_ < 0) break;
      op.kind = OpKind::ReadH;
      op.id = {group, vm_, buf_};
      break;
    case State::TScan:
      if (walk_ < 0) break;
      op.kind = OpKind::ReadT;
      op.id = {group, vm_, buf_};
      break;
    case State::HClr:
      if (!here()) break;
      op.kind = OpKind::Clear;
      op.id = {group * 32 + pos_, vm_, buf_};
      op.kinds = {bit(bits_[kA], pos_), bit(bits_[kW], pos_)};
      break;
    case State::Wipe:
      op.kind = OpKind::Wipe;
      op.id = {f_, vm_, buf_};
      break;
    case State::ClrWalk:
      op.kind = OpKind::Clear;
      op.id = {f_, vm_, buf_};
      op.kinds = {u.vms[vm_].log_reads, true};
      break;
    default: break;
  }
  return op;
}

void Engine::decide_fin(const Unit& u, Cycle& c) const {
  const Vm& m = u.vms[vm_];
  FinSig& f = c.fin;
  f.valid = true;
  f.vm = vm_;
  f.buf = buf_;
  f.job = job_;
  f.enabled = job_ == Job::Enable && m.state == VmState::Enabling;
  f.flips_role = (job_ == Job::Harvest || job_ == Job::Disable) && m.mode == Mode::Bitmap;
  if (f.enabled) c.bump |= 1u << vm_;
}

void Engine::decide(const Unit& u, Cycle& c) const {
  EngineSig& s = c.engine;
  s.vm = vm_;
  s.buf = buf_;
  s.flush = state_ == State::Flush;
  s.op = ask(u);
  s.drop_head_h = state_ == State::HScan && walk_ < 0;
  if (state_ == State::Fin && !c.cmd.busy) decide_fin(u, c);
  if (state_ == State::Go)
    s.wipes =
        u.vms[vm_].mode == Mode::Bitmap && (job_ == Job::Prepare || (job_ == Job::Enable && !u.vms[vm_].restored));
  if (state_ != State::Idle || !u.vms.eligible()) return;
  for (unsigned i = 0; i < u.p.n_vm; ++i) {
    const unsigned vm = (rr_ + i) & (u.p.n_vm - 1);
    if (!bit(u.vms.eligible(), vm)) continue;
    s.granted = true;
    s.grant = static_cast<uint8_t>(vm);
    return;
  }
}

void Engine::decide_late(const Cycle& c, EngineSig& s) const {
  s.color_flip = state_ == State::Flush && c.store.flush_done && !(job_ == Job::Stop && !buf_);
  s.color_flip |= state_ == State::Settle;
}

void Engine::load(const Unit& u) {
  const Vm& m = u.vms[vm_];
  job_ = m.job;
  buf_ = m.job_buf;
  f_ = 0;
  sum_n_ = sum_beat_ = 0;
  sum_chunk_ = sum_total_ = 0;
  state_ = State::Go;
}

void Engine::go(const Unit& u) {
  const Vm& m = u.vms[vm_];
  if (m.mode != Mode::Bitmap) {
    state_ = State::Rec;
  } else if (job_ == Job::Enable) {
    state_ = m.restored ? State::ClrWalk : State::Wipe;
  } else if (job_ == Job::Prepare) {
    state_ = State::Wipe;
  } else if (!pend_[buf_][!u.store.color(vm_)]) {  // else nobody would wait for them once the colour flips
    state_ = State::Flush;
  }
}

/// Appends the line at hand to the summary.
void Engine::emit() {
  const uint32_t line = static_cast<uint32_t>(walk_) * 32 + pos_;
  sum_[sum_n_++] = uint32_t{bit(bits_[kW], pos_)} << 31 | uint32_t{bit(bits_[kA], pos_)} << 30 | line;
  ++sum_total_;
}

/// HClr, TEmit: past the line at hand if it is done with or untouched, past four untouched ones at once; the end of the group.
void Engine::group_on(bool done, State next) {
  if (pos_ == 32) {
    walk_ = next_;
    state_ = next;
  } else if (!here() && pos_ % 4 == 0 && ((bits_[kA] | bits_[kW]) >> pos_ & 15) == 0) {
    pos_ += 4;
  } else if (!here() || done) {
    ++pos_;
  }
}

/// The walks of the H and T lists.
void Engine::walk_on(const Unit& u, const Cycle& c) {
  switch (state_) {
    case State::WaitWb: {
      bool done = true;
      for (bool b : {false, true})
        for (bool col : {false, true})
          if (job_ == Job::Stop || (b == buf_ && col == old_color_)) done &= !pend_[b][col];
      if (!done && (job_ == Job::Stop || u.spec_bug != 12)) break;
      walk_ = u.map.head_h(vm_, buf_);
      state_ = job_ == Job::Stop ? State::Rec : State::HScan;
      break;
    }
    case State::HScan:
      if (walk_ < 0) {
        walk_ = u.map.head_t(vm_, buf_);
        state_ = State::TScan;
      } else if (c.map.engine_done) {
        state_ = State::HWait;
      }
      break;
    case State::HWait:
    case State::TWait:
      if (!c.map.result) break;
      bits_ = c.map.bits;
      if (u.spec_bug == 14)
        for (uint32_t& k : bits_) k &= 0x7FFF'FFFF;
      next_ = c.map.next_group;
      pos_ = 0;
      state_ = state_ == State::HWait ? State::HClr : State::TEmit;
      break;
    case State::HClr: group_on(c.map.engine_done, State::HScan); break;
    case State::TScan:
      if (walk_ < 0) state_ = sum_n_ == 0 ? listed() : State::TLast;
      else if (c.map.engine_done) state_ = State::TWait;
      break;
    case State::TEmit: {
      const bool takes = here() && sum_n_ < 16 && !c.rec.writes;
      if (takes) emit();
      group_on(takes, State::TScan);
      break;
    }
    case State::TLast:
      if (sum_n_ == 0 || (c.x.taken && c.x.last && c.x.tag.src == Src::Sum)) state_ = listed();
      break;
    case State::Settle:
      old_color_ = u.store.color(vm_);
      state_ = State::WaitB;
      break;
    case State::WaitB:
      if (job_ == Job::Peek && pend_[buf_][old_color_]) break;
      if ((sum_out_ == 0 || u.spec_bug == 13) && u.map.clr_out() == 0 && !u.map.clearing()) state_ = State::Rec;
      break;
    default: break;
  }
}

/// Wipe and ClrWalk: over all groups or lines of buffer 0, then of buffer 1.
void Engine::sweep_on(const Cycle& c, const Vm& m) {
  if (!c.map.engine_done) return;
  const uint32_t end = state_ == State::Wipe ? (m.nlines() + 31) / 32 : m.nlines();
  if (++f_ < end) return;
  f_ = 0;
  buf_ = !buf_;
  if (buf_) return;
  if (state_ == State::ClrWalk) state_ = State::WaitB;
  else state_ = job_ == Job::Prepare ? State::Fin : State::ClrWalk;
}

void Engine::commit_summary(const Cycle& c) {
  if (c.x.taken && c.x.tag.src == Src::Sum) {
    if (c.x.first) ++sum_out_;
    ++sum_beat_;
    if (c.x.last) {
      sum_n_ = sum_beat_ = 0;
      ++sum_chunk_;
    }
  }
  if (c.b.valid && c.b.tag.src == Src::Sum) --sum_out_;
}

void Engine::commit(const Unit& u, const Cycle& c) {
  const Vm& m = u.vms[vm_];
  switch (state_) {
    case State::Idle:
      if (!c.engine.granted) break;
      vm_ = c.engine.grant;
      rr_ = (vm_ + 1u) & (u.p.n_vm - 1);
      state_ = State::Load;
      break;
    case State::Load: load(u); break;
    case State::Go: go(u); break;
    case State::Flush:
      if (!c.store.flush_done) break;
      if (job_ == Job::Stop && !buf_) {
        buf_ = true;
      } else {
        old_color_ = u.store.color(vm_);
        state_ = State::WaitWb;
      }
      break;
    case State::Wipe:
    case State::ClrWalk: sweep_on(c, m); break;
    case State::Rec:
      if (c.rec.done && !c.rec.page) state_ = State::Fin;
      break;
    case State::Fin:
      if (c.fin.valid) state_ = State::Idle;
      break;
    default: walk_on(u, c);
  }
  commit_summary(c);
  if (state_ == State::Idle) return;
  for (bool b : {false, true})
    for (bool col : {false, true}) pend_[b][col] = u.map.pend_wb(vm_, b, col) != 0;
  const Evicted& e = c.store.out;
  if (c.store.evict && e.id.vm == vm_) pend_[e.id.buf][e.color] = true;
}

void Engine::take_summary(const Unit& u, Cycle& c) const {
  XSig& x = c.x;
  if (x.first) {
    x.addr = u.vms[vm_].sum_base[buf_] + 64 * uint64_t{sum_chunk_};
    x.beats = static_cast<uint8_t>(nb_);
    x.vm = vm_;
    x.tag = {x.addr, Src::Sum, vm_};
  }
  x.last = sum_beat_ == nb_ - 1;
  for (unsigned w = 0; w < words_; ++w) {
    const unsigned e = (sum_beat_ * words_ + w) * 2;
    const uint64_t lo = e < sum_n_ ? sum_[e] : 0, hi = e + 1 < sum_n_ ? sum_[e + 1] : 0;
    x.w.data[w] = hi << 32 | lo;
  }
}

}  // namespace openpml::cycle
