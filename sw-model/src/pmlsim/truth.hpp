// SPDX-License-Identifier: Apache-2.0
/// The pages that one VM touched in the current epoch, as two plain bitmaps. Used twice: for the truth, from the
/// offered stream, and for what software gathers from log entries in Intel and raw mode.
#pragma once
#include <cstdint>
#include <utility>
#include <vector>

namespace openpml::pmlsim {

struct PageBits {
  std::vector<uint64_t> accessed, written;  ///< bit n%64 of word n/64 is page n
  uint64_t n_accessed = 0, n_written = 0;   ///< their population counts
};

class PageTracker {
 public:
  explicit PageTracker(uint64_t pages) : words_((pages + 511) / 512 * 8) { clear(); }

  /// A write sets both bitmaps, a read the accessed one.
  void add(uint64_t gfn, bool write) {
    set_.n_accessed += set_bit(set_.accessed, gfn);
    if (write) set_.n_written += set_bit(set_.written, gfn);
  }
  const PageBits& now() const { return set_; }
  /// Ends the epoch and hands out its pages.
  PageBits take() {
    PageBits out = std::exchange(set_, {});
    clear();
    return out;
  }

 private:
  static uint64_t set_bit(std::vector<uint64_t>& v, uint64_t gfn) {
    uint64_t& word = v.at(gfn >> 6);
    const uint64_t bit = uint64_t{1} << (gfn & 63);
    const uint64_t fresh = (word & bit) == 0;
    word |= bit;
    return fresh;
  }
  void clear() {
    set_.accessed.assign(words_, 0);
    set_.written.assign(words_, 0);
    set_.n_accessed = set_.n_written = 0;
  }
  size_t words_;
  PageBits set_;
};

/// What the offered stream said about one epoch.
struct TrueEpoch {
  PageBits pages;
  uint64_t end_ns = 0;
  uint64_t events = 0;
};

}  // namespace openpml::pmlsim
