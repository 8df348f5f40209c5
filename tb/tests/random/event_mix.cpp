// SPDX-License-Identifier: Apache-2.0
#include "event_mix.hpp"

#include <algorithm>

namespace openpml {

EventMix::EventMix(uint64_t seed, const Params& p) : p_(p), rng_(seed), limit_(p.n_vcpu, 1), next_(p.n_vcpu, 0) {
  shuffle();
}

void EventMix::shuffle() {
  static constexpr std::array<unsigned, 5> kOffer = {256, 256, 256, 100, 20};
  static constexpr std::array<unsigned, 5> kWrite = {0, 20, 128, 236, 256};
  offer_chance_ = kOffer[rng_.below(kOffer.size())];
  write_chance_ = kWrite[rng_.below(kWrite.size())];
  stray_chance_ = rng_.chance(1, 3) ? 2 : 0;
  switch_chance_ = static_cast<unsigned>(rng_.below(200));
  for (auto& w : weight_) w = static_cast<uint16_t>(rng_.chance(1, 2) ? rng_.below(100) : 0);
  weight_[rng_.below(weight_.size())] += 50;
  if (rng_.chance(2, 3)) weight_[static_cast<size_t>(Pattern::Edge)] = 3;
  hot_pages_ = uint64_t{1} << rng_.below(9);
  hot_base_ = rng_.next();
  favourites_.clear();
  const unsigned n = 1 + static_cast<unsigned>(rng_.below(p_.n_vcpu));
  for (unsigned i = 0; i < n; ++i) favourites_.push_back(static_cast<unsigned>(rng_.below(p_.n_vcpu)));
}

unsigned EventMix::pick_vcpu() {
  if (stray_chance_ && rng_.below(256) < stray_chance_)
    return static_cast<unsigned>(rng_.below(256));  // mostly no such vCPU
  if (rng_.chance(1, 8)) return static_cast<unsigned>(rng_.below(p_.n_vcpu));
  return favourites_[rng_.below(favourites_.size())];
}

uint64_t EventMix::edge(uint64_t limit) {
  const uint64_t big = (uint64_t{1} << 40) - 1;
  switch (rng_.below(12)) {
    case 0: return 0;
    case 1: return limit - 1;
    case 2: return limit & big;
    case 3: return (limit + 1) & big;
    case 4: return big;
    case 5: return (uint64_t{1} << rng_.below(40)) | rng_.below(limit);  // a high bit over a legal page
    case 6: return 511 + rng_.below(2);                                  // both sides of a line
    case 7:
      return (rng_.below(limit / 32768 + 1) * 32768 + 32767 + rng_.below(2)) % limit;  // both sides of 4 KiB of bitmap
    case 8: return uint64_t{1} << p_.pages_log2;
    case 9: return (limit - 1) / 512 * 512;  // the last line
    case 10: return limit - 1 - rng_.below(std::min<uint64_t>(limit, 520));
    default: return rng_.next() & big;
  }
}

uint64_t EventMix::page(unsigned vcpu) {
  const uint64_t limit = limit_[vcpu % limit_.size()];
  uint64_t sum = 0;
  for (const auto w : weight_) sum += w;
  uint64_t r = rng_.below(sum);
  size_t k = 0;
  while (r >= weight_[k]) r -= weight_[k++];
  switch (static_cast<Pattern>(k)) {
    case Pattern::Hot: return (hot_base_ + rng_.below(hot_pages_)) % limit;
    case Pattern::Sequential: return next_[vcpu % next_.size()]++ % limit;
    case Pattern::Edge: return edge(limit);
    case Pattern::Alias: return (hot_base_ + (rng_.below(8) << p_.filter_log2)) % limit;  // the same filter entry
    default: return rng_.below(limit);
  }
}

bool EventMix::offer(uint64_t now, Inputs::Event& ev) {
  if (stopped_ || now >= deadline_) return false;
  if (fresh_) {
    if (offer_chance_ < 256 && rng_.below(256) >= offer_chance_) return false;
    now_.vcpu = static_cast<uint8_t>(pick_vcpu());
    now_.gfn = page(now_.vcpu);
    now_.write = rng_.below(256) < write_chance_;
    fresh_ = false;
  }
  ev = now_;
  return true;
}

void EventMix::taken(uint64_t) {
  ++events_;
  fresh_ = true;
}

void EventMix::held(uint64_t, const Outputs&) {
  if (rng_.below(256) < switch_chance_) fresh_ = true;  // another vCPU's event instead
}

}  // namespace openpml
