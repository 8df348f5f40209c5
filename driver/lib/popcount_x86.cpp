// SPDX-License-Identifier: Apache-2.0
#include "popcount_x86.hpp"

#if defined(__x86_64__)
#include <immintrin.h>

#include <bit>
#include <cstring>

namespace openpml::host {
namespace {

/// Lines lie far from each other: a few of them are on their way from memory while one is counted.
constexpr size_t kAhead = 16;

inline void fetch_ahead(const uint8_t* map, std::span<const uint32_t> entries, size_t i) {
  if (i + kAhead < entries.size()) __builtin_prefetch(map + kLineBytes * (entries[i + kAhead] & kEntryLine));
}

inline uint64_t ones_of_tail(const uint8_t* p, size_t bytes) {
  uint64_t n = 0;
  for (size_t i = 0; i < bytes; ++i) n += static_cast<uint64_t>(std::popcount(p[i]));
  return n;
}

// --- POPCNT ---

__attribute__((target("popcnt"))) inline uint64_t popcnt_line(const uint8_t* line) {
  uint64_t w[kLineBytes / 8];
  std::memcpy(w, line, kLineBytes);
  uint64_t a = 0, b = 0;
  for (size_t i = 0; i < kLineBytes / 8; i += 2) {
    a += static_cast<uint64_t>(__builtin_popcountll(w[i]));
    b += static_cast<uint64_t>(__builtin_popcountll(w[i + 1]));
  }
  return a + b;
}

__attribute__((target("popcnt"))) uint64_t popcnt_lines(const uint8_t* map, std::span<const uint32_t> entries,
                                                        uint32_t kind) {
  uint64_t n = 0;
  for (size_t i = 0; i < entries.size(); ++i) {
    fetch_ahead(map, entries, i);
    if (entries[i] & kind) n += popcnt_line(map + kLineBytes * (entries[i] & kEntryLine));
  }
  return n;
}

__attribute__((target("popcnt"))) uint64_t popcnt_whole(std::span<const uint8_t> map) {
  uint64_t n = 0;
  size_t i = 0;
  for (; i + kLineBytes <= map.size(); i += kLineBytes) n += popcnt_line(map.data() + i);
  return n + ones_of_tail(map.data() + i, map.size() - i);
}

// --- AVX2: the ones of each nibble from a table of 16, summed over 8 bytes ---

__attribute__((target("avx2"))) inline __m256i avx2_bytes(__m256i v) {
  const __m256i table =
      _mm256_setr_epi8(0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4, 0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4);
  const __m256i nibble = _mm256_set1_epi8(0x0F);
  const __m256i low = _mm256_shuffle_epi8(table, _mm256_and_si256(v, nibble));
  const __m256i high = _mm256_shuffle_epi8(table, _mm256_and_si256(_mm256_srli_epi16(v, 4), nibble));
  return _mm256_add_epi8(low, high);
}

__attribute__((target("avx2"))) inline __m256i avx2_line(const uint8_t* line) {
  const auto* p = reinterpret_cast<const __m256i*>(line);
  const __m256i bytes = _mm256_add_epi8(avx2_bytes(_mm256_loadu_si256(p)), avx2_bytes(_mm256_loadu_si256(p + 1)));
  return _mm256_sad_epu8(bytes, _mm256_setzero_si256());
}

__attribute__((target("avx2"))) inline uint64_t avx2_sum(__m256i v) {
  uint64_t w[4];
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(w), v);
  return w[0] + w[1] + w[2] + w[3];
}

__attribute__((target("avx2"))) uint64_t avx2_lines(const uint8_t* map, std::span<const uint32_t> entries,
                                                    uint32_t kind) {
  __m256i sum = _mm256_setzero_si256();
  for (size_t i = 0; i < entries.size(); ++i) {
    fetch_ahead(map, entries, i);
    if (entries[i] & kind) sum = _mm256_add_epi64(sum, avx2_line(map + kLineBytes * (entries[i] & kEntryLine)));
  }
  return avx2_sum(sum);
}

__attribute__((target("avx2"))) uint64_t avx2_whole(std::span<const uint8_t> map) {
  __m256i a = _mm256_setzero_si256(), b = _mm256_setzero_si256();
  size_t i = 0;
  for (; i + 2 * kLineBytes <= map.size(); i += 2 * kLineBytes) {
    a = _mm256_add_epi64(a, avx2_line(map.data() + i));
    b = _mm256_add_epi64(b, avx2_line(map.data() + i + kLineBytes));
  }
  return avx2_sum(_mm256_add_epi64(a, b)) + ones_of_tail(map.data() + i, map.size() - i);
}

// --- AVX-512 VPOPCNTDQ: a line is one register ---

__attribute__((target("avx512f,avx512vpopcntdq"))) inline __m512i avx512_line(const uint8_t* line) {
  return _mm512_popcnt_epi64(_mm512_loadu_si512(line));
}

__attribute__((target("avx512f,avx512vpopcntdq"))) inline uint64_t avx512_sum(__m512i v) {
  uint64_t w[8], n = 0;
  _mm512_storeu_si512(w, v);
  for (const uint64_t x : w) n += x;
  return n;
}

__attribute__((target("avx512f,avx512vpopcntdq"))) uint64_t avx512_lines(const uint8_t* map,
                                                                         std::span<const uint32_t> entries,
                                                                         uint32_t kind) {
  __m512i sum = _mm512_setzero_si512();
  for (size_t i = 0; i < entries.size(); ++i) {
    fetch_ahead(map, entries, i);
    if (entries[i] & kind) sum = _mm512_add_epi64(sum, avx512_line(map + kLineBytes * (entries[i] & kEntryLine)));
  }
  return avx512_sum(sum);
}

__attribute__((target("avx512f,avx512vpopcntdq"))) uint64_t avx512_whole(std::span<const uint8_t> map) {
  __m512i a = _mm512_setzero_si512(), b = _mm512_setzero_si512();
  size_t i = 0;
  for (; i + 2 * kLineBytes <= map.size(); i += 2 * kLineBytes) {
    a = _mm512_add_epi64(a, avx512_line(map.data() + i));
    b = _mm512_add_epi64(b, avx512_line(map.data() + i + kLineBytes));
  }
  return avx512_sum(_mm512_add_epi64(a, b)) + ones_of_tail(map.data() + i, map.size() - i);
}

}  // namespace

bool x86_has(Isa isa) {
  __builtin_cpu_init();
  switch (isa) {
    case Isa::Portable: return true;
    case Isa::Popcnt: return __builtin_cpu_supports("popcnt");
    case Isa::Avx2: return __builtin_cpu_supports("avx2");
    case Isa::Avx512: return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vpopcntdq");
  }
  return false;
}

Counter x86_counter(Isa isa) {
  if (isa == Isa::Popcnt) return {isa, popcnt_lines, popcnt_whole};
  if (isa == Isa::Avx2) return {isa, avx2_lines, avx2_whole};
  return {isa, avx512_lines, avx512_whole};
}

}  // namespace openpml::host

#else

namespace openpml::host {

bool x86_has(Isa) { return false; }
Counter x86_counter(Isa) { return counter_of(Isa::Portable); }

}  // namespace openpml::host
#endif
