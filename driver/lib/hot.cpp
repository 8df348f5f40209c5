// SPDX-License-Identifier: Apache-2.0
#include "hot.hpp"

#include <bit>
#include <cerrno>
#include <cstring>

#include "failure.hpp"

namespace openpml::host {

HotPages::HotPages(unsigned epochs) : n_(epochs) {
  if (epochs < 1 || epochs > kMaxEpochs)
    throw Failure(
        EINVAL, "hot pages of the last " + std::to_string(epochs) + " epochs: choose 1.." + std::to_string(kMaxEpochs));
}

void HotPages::add(const uint8_t* map, std::span<const uint32_t> entries, uint32_t kind) {
  if (history_.size() == n_) forget_oldest();
  Epoch& epoch = history_.emplace_back();
  epoch.reserve(entries.size());
  for (const uint32_t e : entries) {
    if (!(e & kind)) continue;
    auto& [line, bits] = epoch.emplace_back(e & kEntryLine, LineBits{});
    std::memcpy(bits.data(), map + kLineBytes * line, kLineBytes);
    Count& c = counts_[line];
    ++c.uses;
    for (size_t w = 0; w < bits.size(); ++w) {
      uint64_t carry = bits[w];
      for (unsigned j = 0; carry; ++j) {
        const uint64_t next = c.slice[j][w] & carry;
        c.slice[j][w] ^= carry;
        carry = next;
      }
    }
  }
}

void HotPages::forget_oldest() {
  for (const auto& [line, bits] : history_.front()) {
    const auto it = counts_.find(line);
    if (--it->second.uses == 0) {
      counts_.erase(it);
      continue;
    }
    for (size_t w = 0; w < bits.size(); ++w) {
      uint64_t borrow = bits[w];
      for (unsigned j = 0; borrow; ++j) {
        const uint64_t next = ~it->second.slice[j][w] & borrow;
        it->second.slice[j][w] ^= borrow;
        borrow = next;
      }
    }
  }
  history_.pop_front();
}

/// The pages of a word whose count is k or more, compared from the top bit down.
uint64_t HotPages::at_least(const Count& c, size_t word, unsigned k) {
  uint64_t greater = 0, equal = ~uint64_t{0};
  for (unsigned j = kSlices; j-- > 0;) {
    const uint64_t slice = c.slice[j][word];
    if (k >> j & 1) {
      equal &= slice;
    } else {
      greater |= equal & slice;
      equal &= ~slice;
    }
  }
  return greater | equal;
}

uint64_t HotPages::count(unsigned k) const {
  if (k == 0 || k > kMaxEpochs) return 0;
  uint64_t n = 0;
  for (const auto& [line, c] : counts_)
    for (size_t w = 0; w < LineBits{}.size(); ++w) n += static_cast<uint64_t>(std::popcount(at_least(c, w, k)));
  return n;
}

size_t HotPages::gfns(unsigned k, uint64_t& cursor, std::span<uint64_t> to, uint8_t* seen) const {
  if (k == 0 || k > kMaxEpochs || cursor / kLinePages > kEntryLine) return 0;
  size_t n = 0;
  for (auto it = counts_.lower_bound(static_cast<uint32_t>(cursor / kLinePages)); it != counts_.end(); ++it)
    for (size_t w = 0; w < LineBits{}.size(); ++w) {
      const uint64_t page = uint64_t{it->first} * kLinePages + w * 64;
      if (page + 64 <= cursor) continue;
      uint64_t left = at_least(it->second, w, k);
      if (page < cursor) left &= ~uint64_t{0} << (cursor - page);
      for (; left; left &= left - 1) {
        if (n == to.size()) return n;
        const auto bit = static_cast<unsigned>(std::countr_zero(left));
        if (seen) {
          seen[n] = 0;
          for (unsigned j = 0; j < kSlices; ++j)
            seen[n] |= static_cast<uint8_t>((it->second.slice[j][w] >> bit & 1) << j);
        }
        to[n++] = page + bit;
        cursor = page + bit + 1;
      }
    }
  return n;
}

std::vector<uint64_t> HotPages::histogram() const {
  std::vector<uint64_t> pages(n_);
  for (unsigned k = n_; k >= 1; --k) pages[k - 1] = count(k);
  for (unsigned i = 0; i + 1 < n_; ++i) pages[i] -= pages[i + 1];
  return pages;
}

}  // namespace openpml::host
