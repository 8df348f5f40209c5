// SPDX-License-Identifier: Apache-2.0
/// Ones in bitmaps, over the lines that a summary names or over a whole bitmap, with the instructions that this processor has.
#pragma once
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace openpml::host {

/// Bitmaps are looked at as words and summaries are words, as the unit writes them.
static_assert(std::endian::native == std::endian::little, "libpml is for little-endian processors");

inline constexpr size_t kLineBytes = 64;     ///< of a bitmap
inline constexpr uint32_t kLinePages = 512;  ///< pages of a line
/// A summary entry, as the unit writes it.
inline constexpr uint32_t kEntryWritten = 1u << 31, kEntryAccessed = 1u << 30, kEntryLine = (1u << 30) - 1;

enum class Isa : uint8_t { Portable, Popcnt, Avx2, Avx512 };

const char* isa_name(Isa isa);
/// What this processor can run; the last is the fastest.
std::vector<Isa> usable_isas();

/// One way to count. `entries` are summary entries; of those that carry `kind` (kEntryAccessed or kEntryWritten) the line of `map` is
/// counted. Every line must lie inside the map: callers check before (summary.hpp).
struct Counter {
  Isa isa;
  uint64_t (*lines)(const uint8_t* map, std::span<const uint32_t> entries, uint32_t kind);
  uint64_t (*whole)(std::span<const uint8_t> map);
};

/// Throws std::invalid_argument if this processor lacks it.
Counter counter_of(Isa isa);
/// The fastest one that this processor has.
const Counter& best_counter();

}  // namespace openpml::host
