// SPDX-License-Identifier: Apache-2.0
#include "synthetic.hpp"

#include <algorithm>
#include <cmath>

namespace openpml {

Synthetic::Synthetic(SyntheticConfig config)
    : c_(std::move(config)), page_rng_(c_.seed * 4 + 1), write_rng_(c_.seed * 4 + 2), vcpu_rng_(c_.seed * 4 + 3),
      write_threshold_(static_cast<uint64_t>(std::llround(c_.write * 0x1.0p32))) {
  uint64_t most = 1;
  for (const Stage& s : c_.stages) most = std::max(most, s.pages);
  if (c_.shuffled) shuffle_.emplace(most, c_.seed);
  start_stage();
}

void Synthetic::start_stage() {
  if (stage_ < c_.stages.size() && cursor_ >= c_.stages[stage_].pages) cursor_ = 0;
  if (c_.pattern == Pattern::Zipf && stage_ < c_.stages.size()) zipf_.emplace(c_.stages[stage_].pages, c_.theta);
}

uint64_t Synthetic::pick() {
  const uint64_t n = c_.stages[stage_].pages;
  uint64_t p = 0;
  switch (c_.pattern) {
    case Pattern::Cyclic:
      p = cursor_;
      cursor_ = cursor_ + 1 == n ? 0 : cursor_ + 1;
      break;
    case Pattern::Uniform: p = page_rng_.below(n); break;
    case Pattern::Zipf: p = (*zipf_)(page_rng_)-1; break;
  }
  return c_.base + (shuffle_ ? (*shuffle_)(p) : p);
}

bool Synthetic::pick_write() {
  if (write_threshold_ == 0) return false;
  if (write_threshold_ >= uint64_t{1} << 32) return true;
  return (write_rng_.next() >> 32) < write_threshold_;
}

bool Synthetic::next(Item& item) {
  if (stage_ == c_.stages.size()) return false;
  const Stage& s = c_.stages[stage_];
  if (in_epoch_ == s.per_mark) {
    item = {0, time_, ItemKind::Mark, c_.info.vm, 0, false};
    in_epoch_ = 0;
    if (++epoch_ == s.epochs) {
      epoch_ = 0;
      ++stage_;
      start_stage();
    }
    return true;
  }
  const uint64_t v = c_.spread == Spread::Random ? vcpu_rng_.below(c_.info.vcpus) : count_ % c_.info.vcpus;
  item = {pick(), time_, ItemKind::Access, c_.info.vm, static_cast<uint8_t>(c_.info.first_vcpu + v), pick_write()};
  ++in_epoch_;
  ++count_;
  time_ += c_.interval;
  return true;
}

}  // namespace openpml
