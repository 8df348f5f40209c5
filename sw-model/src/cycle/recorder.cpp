// SPDX-License-Identifier: Apache-2.0
#include "recorder.hpp"

#include "unit.hpp"

namespace openpml::cycle {

void Recorder::reset() {
  state_ = State::Idle;
  prod_ = resv_ = room_ = 0;
  promised_ = filled_ = gave_back_ = false;
  by_command_ = 0;
  cons_ = {};
}

int Recorder::page_request(const Unit& u) const { return u.raw.done() ? static_cast<int>(low(u.raw.done())) : -1; }

void Recorder::decide(const Unit& u, Cycle& c) const {
  RecSig& s = c.rec;
  if (state_ == State::Idle) s.capture = u.engine.wants_record() || page_request(u) >= 0;
  s.begun = state_ == State::Fill && fill_ == 16;
  s.writes = state_ == State::Fill && fill_ > 1;  // made in the cycle before
  if (state_ != State::WaitB || !c.b.valid || c.b.tag.src != Src::Rec) return;
  s.done = true;
  s.page = page_;
  s.v = v_;
  s.event = c.b.good;
  s.vector = u.vms[vm_].vector;
}

void Recorder::capture(const Unit& u) {
  page_ = !u.engine.wants_record();
  v_ = page_ ? static_cast<uint8_t>(page_request(u)) : 0;
  vm_ = page_ ? u.vcpu[v_].vm : u.engine.vm();
  buf_ = u.engine.buf();
  job_ = page_ ? Job::None : u.engine.job();
  fill_ = 0;
  state_ = State::Fill;
}

/// Word i of the record, of the state of this cycle.
uint32_t Recorder::word(const Unit& u, unsigned i) const {
  const Vm& m = u.vms[vm_];
  const bool ended = job_ == Job::Harvest || job_ == Job::Peek || job_ == Job::Disable;
  const bool counts = ended && m.mode == Mode::Bitmap;
  const auto half = [i](uint64_t x) { return static_cast<uint32_t>(i & 1 ? x >> 32 : x); };
  switch (i) {
    case 0: {
      static constexpr uint8_t kType[] = {8, 1, 2, 3, 4, 5, 6};  // by job
      const unsigned status = unsigned{m.fault_acts()} | unsigned{ended && buf_} << 1 |
                              unsigned{m.mode == Mode::Raw} << 2 | unsigned{m.mode == Mode::Intel} << 3;
      return kType[static_cast<unsigned>(job_)] | status << 8 | uint32_t{vm_} << 16 | uint32_t{v_} << 24;
    }
    case 1: return ended ? m.hv_epoch : m.epoch;
    case 2:
    case 3: return half(job_ == Job::Enable ? 0 : ended ? m.hv_start : start_);
    case 4: return half(ended ? m.hv_end : u.now);
    case 5: return half(ended ? m.hv_end : now_);
    case 6: return static_cast<uint32_t>(counts ? m.distinct[kA][buf_] : page_ ? u.raw[v_].slot : 0);
    case 8: return static_cast<uint32_t>(counts ? m.distinct[kW][buf_] : page_ ? u.raw[v_].count : 0);
    case 10: return counts ? u.engine.summary_entries() : 0;
    case 11: return valid_ ? 0 : m.fault_code;
    case 12:
    case 13: return valid_ ? 0 : half(m.fault_info_seen);
    case 14: return prod_;
    case 15: return uint32_t{!(bit(prod_, u.glob.ring_log2) && u.spec_bug != 15)} << 31;
    default: return 0;
  }
}

void Recorder::commit(const Unit& u, const Cycle& c) {
  filled_ = state_ == State::Fill;
  room_ = 0;
  for (unsigned n : {1u, 2u})
    if (uint64_t{prod_ - cons_[2]} + resv_ + n <= uint64_t{1} << u.glob.ring_log2) room_ |= 1u << n;
  cons_ = {u.glob.cons, cons_[0], cons_[1]};
  promised_ = c.cmd.promised || c.raw.alloc;
  if (state_ == State::Fill) {
    if (fill_ == 2) start_ = u.vms[vm_].start_seen;
    if (fill_ == 1) {
      addr_ = u.glob.ring_base + 64 * (prod_ & ((uint64_t{1} << u.glob.ring_log2) - 1));
      valid_ = u.vms[vm_].fault_acts();
    }
    if (fill_ >= 1 && fill_ <= 16) rec_[fill_ - 1] = word(u, fill_ - 1);
    if (fill_++ == 17) {
      state_ = State::Send;
      beat_ = 0;
    }
  }
  now_ = u.now;
  if (c.rec.capture) capture(u);
  if (c.rec.begun) {
    ++prod_;
    --resv_;
  }
  if (c.x.taken && c.x.tag.src == Src::Rec) {
    ++beat_;
    if (c.x.last) state_ = State::WaitB;
  }
  if (c.rec.done) state_ = State::Idle;
  resv_ += by_command_;
  by_command_ = c.cmd.promised;
  if (c.raw.alloc) ++resv_;
  if (gave_back_) --resv_;
  gave_back_ = c.fin.gives_back;
}

void Recorder::take(const Unit&, Cycle& c) const {
  XSig& x = c.x;
  if (x.first) {
    x.addr = addr_;
    x.beats = static_cast<uint8_t>(nb_);
    x.vm = vm_;
    x.tag = {addr_, Src::Rec, vm_};
  }
  x.last = beat_ == nb_ - 1;
  for (unsigned w = 0; w < words_; ++w)
    x.w.data[w] = rec_[2 * (beat_ * words_ + w)] | uint64_t{rec_[2 * (beat_ * words_ + w) + 1]} << 32;
}

}  // namespace openpml::cycle
