// SPDX-License-Identifier: Apache-2.0
#include "openpml/page_set.hpp"

#include <algorithm>
#include <bit>

namespace openpml {

PageSet::PageSet(uint64_t pages)
    : bits_((pages + kLinePages - 1) / kLinePages * 8), rounds_((pages + kLinePages - 1) / kLinePages) {}

void PageSet::open(uint64_t x) {
  rounds_[x] = round_;
  touched_.push_back(static_cast<uint32_t>(x));
  std::fill_n(bits_.begin() + static_cast<std::ptrdiff_t>(x * 8), 8, Pair{});
}

void PageSet::forget() {
  std::fill(rounds_.begin(), rounds_.end(), 0u);
  round_ = 1;
}

PageSet::Line PageSet::line(uint64_t x) const {
  Line l{};
  if (live(x)) std::copy_n(bits_.begin() + static_cast<std::ptrdiff_t>(x * 8), 8, l.begin());
  return l;
}

void PageSet::merge_line(uint64_t x, const Line& l) {
  if (!live(x)) open(x);
  for (size_t i = 0; i < l.size(); ++i) {
    Pair& p = bits_[x * 8 + i];
    accessed_ += static_cast<uint64_t>(std::popcount(l[i].a & ~p.a));
    written_ += static_cast<uint64_t>(std::popcount(l[i].w & ~p.w));
    p.a |= l[i].a;
    p.w |= l[i].w;
  }
}

void PageSet::merge(const PageSet& other) {
  for (const uint32_t x : other.touched()) merge_line(x, other.line(x));
}

}  // namespace openpml
