// SPDX-License-Identifier: Apache-2.0
#include "gen.hpp"

#include <algorithm>

namespace openpml::sources {

namespace {

constexpr uint64_t kGfnMask = 0xFF'FFFF'FFFFull;
constexpr uint32_t kStart = 1, kStop = 2, kContinue = 4;

}  // namespace

unsigned Gen::phases() const { return preset() == 0 ? (config_ >> 16 & 7) + 1 : preset(); }

Gen::Phase Gen::phase(unsigned n) const {
  if (preset() == 1) return {76'800, 2, 10};
  if (preset() == 2) return {n == 0 ? 38'400u : 76'800u, 2, 6};
  const auto count = [](uint32_t field) { return field == 0 ? 0x10000u : field; };
  return {table_[n].pages, count(table_[n].length & 0xFFFF), count(table_[n].length >> 16)};
}

bool Gen::complete() const {
  if (x_ == 0) return false;
  for (unsigned n = 0; preset() == 0 && n < phases(); ++n)
    if (!table_[n].has_pages || !table_[n].has_length) return false;
  return true;
}

unsigned Gen::in_stages() const {
  unsigned n = 0;
  for (const SrcEvent& e : g_) n += e.valid;
  return n;
}

uint64_t Gen::page() const {
  switch (preset() != 0 ? Pattern::Constant : static_cast<Pattern>(config_ & 3)) {
    case Pattern::Constant: return i_;
    case Pattern::Sequential: return walk_;
    case Pattern::Uniform: return (x_ >> 32) * pages_ >> 32;
    case Pattern::Zipf: break;
  }
  const uint32_t t = static_cast<uint32_t>((x_ >> 48) * level_ >> 16);
  uint32_t s = static_cast<uint32_t>(x_ >> 8) & ((1u << level_) - 1);
  s &= ~((1u << t) - 1);
  if (t < level_ - 1) s |= 1u << t;
  if (s >= pages_) s &= ~(1u << (level_ - 1));
  return s;
}

SrcEvent Gen::make() const {
  return {true, static_cast<uint8_t>(first_ + k_), (first_gfn_ + page()) & kGfnMask, (x_ & 0xFF) < share_};
}

/// The state after a step.
void Gen::count_step() {
  x_ ^= x_ << 13;
  x_ ^= x_ >> 7;
  x_ ^= x_ << 17;
  k_ = k_ + 1 == number_ ? 0 : k_ + 1;
  walk_ = walk_ == seq_last_ ? 0 : walk_ + 1;
  bool period_ends = false;
  if (i_ == pages_ - 1) {
    i_ = 0;
    if (++passes_ == now_.passes) {
      period_ends = true;
      passes_ = 0;
      periods_done_ = (periods_done_ + 1) & 0xFF'FFFF;
      ++periods_;
    }
  } else {
    ++i_;
  }
  phase_ended_ = period_ends && periods_ == now_.periods;
  ++made_;
  if ((events_ != 0 && made_ == events_) || (phase_ended_ && phase_ + 1 == phases())) {
    last_ = true;
    state_ = State::Drain;
  } else if (period_ends && (config_ & regs::GEN_CONFIG_HOLD_MASK)) {
    state_ = State::Drain;
  } else if (phase_ended_) {
    ++phase_;
    state_ = State::Load;
    part_ = Part::Fetch;
  }
}

void Gen::load() {
  switch (part_) {
    case Part::Fetch:
      if (in_stages() != 0) return;
      now_ = phase(phase_);
      pages_ = now_.pages;
      shift_ = scale();
      passes_ = periods_ = 0;
      part_ = Part::Shift;
      break;
    case Part::Shift:
      if (shift_ != 0) {
        pages_ >>= 1;
        --shift_;
        break;
      }
      pages_ = std::max(pages_, 1u);
      m_ = (pages_ - 1) >> 1;
      level_ = 1;
      part_ = Part::Level;
      break;
    case Part::Level:
      if (m_ != 0) {
        m_ >>= 1;
        ++level_;
        break;
      }
      state_ = State::Run;
      i_ = 0;
      break;
  }
}

/// A command of this cycle, over what the engine did to the state.
void Gen::command(uint32_t data, bool& irq) {
  if (data == kStart) {
    state_ = State::Load;
    part_ = Part::Fetch;
    phase_ = 0;
    periods_done_ = acc_ = k_ = walk_ = 0;
    made_ = 0;
    done_ = last_ = stopped_ = phase_ended_ = false;
  } else if (data == kContinue) {
    if (phase_ended_) {
      ++phase_;
      state_ = State::Load;
      part_ = Part::Fetch;
    } else {
      state_ = State::Run;
    }
  } else if (data == kStop) {
    state_ = State::Drain;
    stopped_ = true;
    irq = false;
  }
}

bool Gen::step(bool ev_ready, const RegWrite* checked) {
  const std::optional<RegWrite> write = acts_;  // accepted in the cycle before
  acts_.reset();
  if (checked) acts_ = *checked;
  const State was = state_;
  const bool stop = write && write->off == regs::GEN_CTRL && write->data == kStop && was != State::Idle;
  const unsigned held = (tok_ ? 1 : 0) + in_stages() + static_cast<unsigned>(out_.size());
  bool irq = false;
  SrcEvent first;
  const bool drained_now = drained();
  const bool stepping = was == State::Run && tok_;

  if (stepping) {
    first = make();
    count_step();
  } else if (was == State::Load) {
    load();
  } else if (drained_now && !stop) {
    if (stopped_) {
      state_ = State::Idle;
    } else if (last_) {
      state_ = State::Idle;
      done_ = true;
      irq = config_ & regs::GEN_CONFIG_IRQ_DONE_MASK;
    } else {
      state_ = State::Held;
      irq = config_ & regs::GEN_CONFIG_IRQ_HOLD_MASK;
    }
  }
  tok_ = false;
  if (was == State::Run && held < kOut) {
    acc_ += rate_;
    tok_ = acc_ >= 0x10000;
    acc_ &= 0xFFFF;
  }

  if (ev_ready && !out_.empty()) out_.pop_front();
  if (g_[kStages - 1].valid) out_.push_back(g_[kStages - 1]);
  for (unsigned s = kStages - 1; s > 0; --s) g_[s] = g_[s - 1];
  g_[0] = first;

  if (write) {
    if (write->off != regs::GEN_CTRL) write_register(*write);
    else if (write->data != kStop || stop) command(write->data, irq);
  }
  return irq;
}

}  // namespace openpml::sources
