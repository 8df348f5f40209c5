// SPDX-License-Identifier: Apache-2.0
/// The pages that one VM touched in one epoch: two exact sets (accessed, written) with their sizes.
///
/// Emptying takes constant time whatever the VM's size: each line (512 pages) carries the round in which it was last
/// touched, and a line of an older round counts as empty. The list of touched lines is kept in order of first touch.
#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace openpml {

class PageSet {
 public:
  static constexpr uint64_t kLinePages = 512;

  /// 64 pages: bit k of a word is page 64 x word + k.
  struct Pair {
    uint64_t a = 0, w = 0;  ///< accessed, written
  };
  using Line = std::array<Pair, 8>;

  PageSet() = default;
  /// For gfns below `pages` (rounded up to whole lines).
  explicit PageSet(uint64_t pages);

  /// Empties the set.
  void clear() {
    if (++round_ == 0) forget();
    touched_.clear();
    accessed_ = written_ = 0;
  }

  /// Adds gfn to accessed (if `a`) and to written (if `w`). gfn must be below pages().
  void add(uint64_t gfn, bool a, bool w) {
    const uint64_t x = gfn / kLinePages;
    if (rounds_[x] != round_) open(x);
    Pair& p = bits_[gfn / 64];
    const uint64_t ab = uint64_t{a} << (gfn % 64), wb = uint64_t{w} << (gfn % 64);
    accessed_ += (ab & ~p.a) != 0;
    written_ += (wb & ~p.w) != 0;
    p.a |= ab;
    p.w |= wb;
  }
  /// Adds every page of `other` (a set of the same size).
  void merge(const PageSet& other);
  /// Adds whole words of a line.
  void merge_line(uint64_t x, const Line& l);

  bool accessed(uint64_t gfn) const { return live(gfn / kLinePages) && (bits_[gfn / 64].a >> (gfn % 64) & 1) != 0; }
  bool written(uint64_t gfn) const { return live(gfn / kLinePages) && (bits_[gfn / 64].w >> (gfn % 64) & 1) != 0; }
  uint64_t accessed_pages() const { return accessed_; }
  uint64_t written_pages() const { return written_; }
  uint64_t pages() const { return rounds_.size() * kLinePages; }
  uint64_t lines() const { return rounds_.size(); }
  /// Lines with any page, in order of first touch.
  std::span<const uint32_t> touched() const { return touched_; }
  bool live(uint64_t line) const { return rounds_[line] == round_; }
  /// The bits of a line; all zero if it was not touched.
  Line line(uint64_t x) const;

  /// Brings what a later add() of gfn needs towards the processor.
  void prefetch(uint64_t gfn) const {
    __builtin_prefetch(&bits_[gfn / 64], 1);
    __builtin_prefetch(&rounds_[gfn / kLinePages], 1);
  }

 private:
  void open(uint64_t x);
  void forget();

  std::vector<Pair> bits_;
  std::vector<uint32_t> rounds_;
  std::vector<uint32_t> touched_;
  uint32_t round_ = 1;
  uint64_t accessed_ = 0, written_ = 0;
};

}  // namespace openpml
