// SPDX-License-Identifier: Apache-2.0
/// What the entries of a log page mean, decoded in plain C++ from the formats' own descriptions and not from the unit: the truth of the
/// ingest's tests. Formats: Intel/AMD PML, Arm HDBSS, GFN words (docs/sources.md section 4).
#pragma once
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "openpml/rng.hpp"

namespace openpml {

enum class PageFormat : uint8_t { Pml, Hdbss, Gfn };

struct PageEvent {
  uint8_t vcpu = 0;
  uint64_t gfn = 0;
  bool write = true;
  bool operator==(const PageEvent&) const = default;
};

/// What a descriptor's entries come to.
struct PageAccount {
  uint64_t entries = 0, malformed = 0, superpages = 0;
  bool has_first = false;  ///< a malformed entry was met
  uint64_t first_index = 0, first_word = 0;
  std::vector<PageEvent> events;
};

/// Decodes entries[first .. first+count). `lost(index)`: the entry could not be read.
PageAccount decode_page(PageFormat f, uint8_t vcpu, std::span<const uint64_t> entries, uint64_t first, uint64_t count,
                        const std::function<bool(uint64_t)>& lost = nullptr);

/// An entry for gfn; `super`: HDBSS only, the 2 MiB block that holds it.
uint64_t make_entry(PageFormat f, uint64_t gfn, bool write, bool super = false);

/// A page's worth of entries: mostly good ones below `pages`, with some garbage and some superpages.
struct PageMix {
  uint64_t pages = 1 << 15;
  unsigned garbage = 16;  ///< of 1024 entries: random words, near misses
  unsigned super = 2;     ///< of 1024 entries, HDBSS
};
std::vector<uint64_t> random_entries(PageFormat f, uint64_t count, const PageMix& mix, Rng& rng);

}  // namespace openpml
