// SPDX-License-Identifier: Apache-2.0
#include "popcount.hpp"

#include <bit>
#include <cstring>
#include <stdexcept>
#include <string>

#include "popcount_x86.hpp"

namespace openpml::host {
namespace {

/// Pairs, nibbles, bytes, then all bytes summed by a multiplication: no table, no instruction that some processor lacks.
inline uint64_t ones_of_word(uint64_t x) {
  x -= x >> 1 & 0x5555555555555555;
  x = (x & 0x3333333333333333) + (x >> 2 & 0x3333333333333333);
  x = (x + (x >> 4)) & 0x0F0F0F0F0F0F0F0F;
  return x * 0x0101010101010101 >> 56;
}

inline uint64_t ones_of_line(const uint8_t* line) {
  uint64_t words[kLineBytes / 8], n = 0;
  std::memcpy(words, line, kLineBytes);
  for (const uint64_t w : words) n += ones_of_word(w);
  return n;
}

uint64_t portable_lines(const uint8_t* map, std::span<const uint32_t> entries, uint32_t kind) {
  uint64_t n = 0;
  for (const uint32_t e : entries)
    if (e & kind) n += ones_of_line(map + kLineBytes * (e & kEntryLine));
  return n;
}

uint64_t portable_whole(std::span<const uint8_t> map) {
  uint64_t n = 0;
  size_t i = 0;
  for (; i + kLineBytes <= map.size(); i += kLineBytes) n += ones_of_line(map.data() + i);
  for (; i < map.size(); ++i) n += static_cast<uint64_t>(std::popcount(map[i]));
  return n;
}

}  // namespace

const char* isa_name(Isa isa) {
  switch (isa) {
    case Isa::Portable: return "portable";
    case Isa::Popcnt: return "popcnt";
    case Isa::Avx2: return "avx2";
    case Isa::Avx512: return "avx512-vpopcntdq";
  }
  return "unknown";
}

std::vector<Isa> usable_isas() {
  std::vector<Isa> all{Isa::Portable};
  for (const Isa isa : {Isa::Popcnt, Isa::Avx2, Isa::Avx512})
    if (x86_has(isa)) all.push_back(isa);
  return all;
}

Counter counter_of(Isa isa) {
  if (isa == Isa::Portable) return {isa, portable_lines, portable_whole};
  if (!x86_has(isa)) throw std::invalid_argument(std::string("this processor has no ") + isa_name(isa));
  return x86_counter(isa);
}

const Counter& best_counter() {
  static const Counter best = counter_of(usable_isas().back());
  return best;
}

}  // namespace openpml::host
