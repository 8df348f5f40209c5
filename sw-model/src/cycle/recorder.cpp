// SPDX-License-Identifier: Apache-2.0
#include "recorder.hpp"

#include "unit.hpp"

namespace openpml::cycle {

void Recorder::reset() {
  state_ = State::Idle;
  prod_ = resv_ = 0;
}

bool Recorder::room(const Unit& u, unsigned n) const {
  return uint64_t{prod_ - u.glob.cons} + resv_ + n <= uint64_t{1} << u.glob.ring_log2;
}

int Recorder::page_request(const Unit& u) const {
  for (uint32_t m = u.raw.full(); m; m &= m - 1)
    if (u.raw[low(m)].rout == 0) return static_cast<int>(low(m));
  return -1;
}

void Recorder::decide(const Unit& u, Cycle& c) const {
  RecSig& s = c.rec;
  if (state_ == State::Idle) s.capture = u.engine.wants_record() || page_request(u) >= 0;
  if (state_ != State::WaitB || !c.b.valid || c.b.tag.src != Src::Rec) return;
  s.done = true;
  s.page = page_;
  s.v = v_;
  s.event = c.b.good;
  s.vector = u.vms[vm_].vector;
}

/// Type, buffer, times, counts and summary of the engine's job.
void Recorder::capture_job(const Unit& u) {
  const Vm& m = u.vms[vm_];
  const bool buf = u.engine.buf();
  switch (u.engine.job()) {
    case Job::Enable:
      rec_[0] |= 1;
      put32(4, m.epoch_init);
      rec_[2] = u.now;
      break;
    case Job::Stop:
      rec_[0] |= 5;
      put32(4, m.epoch);
      rec_[1] = m.start;
      rec_[2] = u.now;
      break;
    case Job::Harvest:
    case Job::Peek:
    case Job::Disable:
      rec_[0] |= u.engine.job() == Job::Harvest ? 2 : u.engine.job() == Job::Peek ? 3 : 4;
      rec_[0] |= uint64_t{buf} << 9;
      put32(4, m.hv_epoch);
      rec_[1] = m.hv_start;
      rec_[2] = m.hv_end;
      if (m.mode == Mode::Bitmap) {
        rec_[3] = m.distinct[kA][buf];
        rec_[4] = m.distinct[kW][buf];
        put32(40, u.engine.summary_entries());
      }
      break;
    case Job::Prepare:
    case Job::None:
      break;
  }
}

void Recorder::capture(const Unit& u) {
  rec_ = {};
  page_ = !u.engine.wants_record();
  v_ = page_ ? static_cast<uint8_t>(page_request(u)) : 0;
  vm_ = page_ ? u.vcpu[v_].vm : u.engine.vm();
  const Vm& m = u.vms[vm_];
  if (page_) {
    rec_[0] = 8 | uint64_t{v_} << 24;
    put32(4, m.epoch);
    rec_[1] = m.start;
    rec_[2] = u.now;
    rec_[3] = u.raw[v_].slot;
    rec_[4] = u.raw[v_].count;
  } else {
    capture_job(u);
  }
  const unsigned status = unsigned{m.fault_acts()} | unsigned{m.mode == Mode::Raw} << 2 | unsigned{m.mode == Mode::Intel} << 3;
  rec_[0] |= uint64_t{status} << 8 | uint64_t{vm_} << 16;
  put32(44, m.fault_code);
  rec_[6] = m.fault_info;
  put32(56, prod_);
  const unsigned log2 = u.glob.ring_log2;
  put32(60, bit(prod_, log2) && u.spec_bug != 15 ? 0 : 0x8000'0000u);
  addr_ = u.glob.ring_base + 64 * (prod_ & ((uint64_t{1} << log2) - 1));
  beat_ = 0;
}

void Recorder::commit(const Unit& u, const Cycle& c) {
  if (c.rec.capture) {
    capture(u);
    ++prod_;
    --resv_;
    state_ = State::Send;
  }
  if (c.x.taken && c.x.tag.src == Src::Rec) {
    ++beat_;
    if (c.x.last) state_ = State::WaitB;
  }
  if (c.rec.done) state_ = State::Idle;
  resv_ += c.cmd.promised;
  if (c.raw.alloc) ++resv_;
  if (c.fin.gives_back) --resv_;
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
  for (unsigned w = 0; w < words_; ++w) x.w.data[w] = rec_[beat_ * words_ + w];
}

}  // namespace openpml::cycle
