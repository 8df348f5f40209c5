// SPDX-License-Identifier: Apache-2.0
/// Pages seen in at least k of the last n epochs.
///
/// Only lines that were touched in the last n epochs cost memory or time. A page's count is kept in bit slices: slice j of a line holds
/// bit j of all its 512 counts, so that adding an epoch's line, taking it away again and comparing with k are a few operations on whole words.
#pragma once
#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <span>
#include <vector>

#include "popcount.hpp"

namespace openpml::host {

using LineBits = std::array<uint64_t, kLineBytes / 8>;  ///< bit n%64 of word n/64 is page n of the line

class HotPages {
 public:
  static constexpr unsigned kMaxEpochs = 255;

  /// Of the last `epochs` (1..kMaxEpochs). Throws Failure (EINVAL).
  explicit HotPages(unsigned epochs);

  /// The next epoch: those lines of `map` that `entries` names for `kind`. The oldest epoch goes when there are more than n.
  void add(const uint8_t* map, std::span<const uint32_t> entries, uint32_t kind);

  unsigned epochs() const { return static_cast<unsigned>(history_.size()); }  ///< gathered so far, at most n
  size_t lines() const { return counts_.size(); }                             ///< that any epoch of the n touched
  /// Pages seen in at least k epochs; k of 0 or more than kMaxEpochs: none.
  uint64_t count(unsigned k) const;
  /// Such pages from `cursor` on, ascending; moves it behind the last one. `seen` (may be null): in how many epochs. Returns how many.
  size_t gfns(unsigned k, uint64_t& cursor, std::span<uint64_t> to, uint8_t* seen) const;
  /// pages[i]: seen in exactly i+1 epochs, i < n.
  std::vector<uint64_t> histogram() const;

 private:
  static constexpr unsigned kSlices = 8;
  struct Count {
    std::array<LineBits, kSlices> slice{};
    unsigned uses = 0;  ///< epochs of the history that touched the line
  };
  using Epoch = std::vector<std::pair<uint32_t, LineBits>>;

  void forget_oldest();
  static uint64_t at_least(const Count& c, size_t word, unsigned k);

  unsigned n_;
  std::deque<Epoch> history_;
  std::map<uint32_t, Count> counts_;
};

}  // namespace openpml::host
