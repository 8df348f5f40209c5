// SPDX-License-Identifier: Apache-2.0
#include "log_page.hpp"

namespace openpml {

namespace {

constexpr uint64_t kPageMask = 0xFFF, kGfnLimit = uint64_t{1} << 40;

/// Appends the entry's events; false: malformed.
bool decode_entry(PageFormat f, uint8_t vcpu, uint64_t word, PageAccount& a) {
  switch (f) {
    case PageFormat::Pml: {  // a guest-physical address
      if ((word & kPageMask) != 0 || word / 4096 >= kGfnLimit) return false;
      a.events.push_back({vcpu, word / 4096, true});
      return true;
    }
    case PageFormat::Hdbss: {
      const bool valid = word & 1;
      const unsigned level = word >> 1 & 7;
      const uint64_t reserved = word & 0xFF0, address = word & ~kPageMask;
      if (!valid || reserved != 0 || address / 4096 >= kGfnLimit) return false;
      if (level == 3) {
        a.events.push_back({vcpu, address / 4096, true});
        return true;
      }
      if (level != 2) return false;
      const uint64_t block = address / (2 * 1024 * 1024) * 512;
      for (uint64_t k = 0; k < 512; ++k) a.events.push_back({vcpu, block + k, true});
      ++a.superpages;
      return true;
    }
    case PageFormat::Gfn: {
      const uint64_t gfn = word & (kGfnLimit - 1);
      if ((word & ~(uint64_t{1} << 63)) != gfn) return false;
      a.events.push_back({vcpu, gfn, word >> 63 != 0});
      return true;
    }
  }
  return false;
}

}  // namespace

PageAccount decode_page(PageFormat f, uint8_t vcpu, std::span<const uint64_t> entries, uint64_t first, uint64_t count,
                        const std::function<bool(uint64_t)>& lost) {
  PageAccount a;
  for (uint64_t i = first; i < first + count; ++i) {
    if (lost && lost(i)) continue;
    ++a.entries;
    if (decode_entry(f, vcpu, entries[i], a)) continue;
    if (!a.has_first) {
      a.has_first = true;
      a.first_index = i;
      a.first_word = entries[i];
    }
    ++a.malformed;
  }
  return a;
}

uint64_t make_entry(PageFormat f, uint64_t gfn, bool write, bool super) {
  if (f == PageFormat::Pml) return gfn * 4096;
  if (f == PageFormat::Hdbss) return gfn * 4096 | (super ? 2 : 3) << 1 | 1;
  return gfn | uint64_t{write} << 63;
}

std::vector<uint64_t> random_entries(PageFormat f, uint64_t count, const PageMix& mix, Rng& rng) {
  std::vector<uint64_t> page(count);
  for (uint64_t& w : page) {
    w = make_entry(f, rng.below(mix.pages), rng.next() & 1, f == PageFormat::Hdbss && rng.chance(mix.super, 1024));
    if (!rng.chance(mix.garbage, 1024)) continue;
    switch (rng.below(4)) {
      case 0: w = rng.next(); break;                             // anything
      case 1: w ^= uint64_t{1} << rng.below(64); break;          // one bit wrong
      case 2: w = rng.below(16); break;                          // near zero
      default: w |= uint64_t{1} << (40 + rng.below(24)); break;  // a gfn that is too large, or reserved bits
    }
  }
  return page;
}

}  // namespace openpml
