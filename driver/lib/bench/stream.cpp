// SPDX-License-Identifier: Apache-2.0
#include "stream.hpp"

#include <cstring>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace openpml::host {
namespace {

uint64_t words(std::span<const uint8_t> bytes) {
  uint64_t sum[4] = {};
  for (size_t i = 0; i + 32 <= bytes.size(); i += 32) {
    uint64_t w[4];
    std::memcpy(w, &bytes[i], sizeof w);
    for (unsigned k = 0; k < 4; ++k) sum[k] ^= w[k];
  }
  return sum[0] ^ sum[1] ^ sum[2] ^ sum[3];
}

#if defined(__x86_64__)
__attribute__((target("avx2"))) uint64_t avx2(std::span<const uint8_t> bytes) {
  __m256i sum[4] = {};
  const auto* p = reinterpret_cast<const __m256i*>(bytes.data());
  for (size_t i = 0; i + 4 <= bytes.size() / 32; i += 4)
    for (unsigned k = 0; k < 4; ++k) sum[k] = _mm256_xor_si256(sum[k], _mm256_loadu_si256(p + i + k));
  uint64_t w[4];
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(w),
                      _mm256_xor_si256(_mm256_xor_si256(sum[0], sum[1]), _mm256_xor_si256(sum[2], sum[3])));
  return w[0] ^ w[1] ^ w[2] ^ w[3];
}

__attribute__((target("avx512f"))) uint64_t avx512(std::span<const uint8_t> bytes) {
  __m512i sum[4] = {};
  for (size_t i = 0; i + 256 <= bytes.size(); i += 256)
    for (unsigned k = 0; k < 4; ++k) sum[k] = _mm512_xor_si512(sum[k], _mm512_loadu_si512(&bytes[i + 64 * k]));
  uint64_t w[8], all = 0;
  _mm512_storeu_si512(w, _mm512_xor_si512(_mm512_xor_si512(sum[0], sum[1]), _mm512_xor_si512(sum[2], sum[3])));
  for (const uint64_t x : w) all ^= x;
  return all;
}
#endif

}  // namespace

std::vector<StreamReader> stream_readers() {
  std::vector<StreamReader> all{{"words", words}};
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx2")) all.push_back({"avx2", avx2});
  if (__builtin_cpu_supports("avx512f")) all.push_back({"avx512", avx512});
#endif
  return all;
}

}  // namespace openpml::host
