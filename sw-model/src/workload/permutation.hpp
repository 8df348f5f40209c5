// SPDX-License-Identifier: Apache-2.0
/// A bijection on 0..n-1 from a seed: a balanced Feistel network over the next even number of bits, with cycle
/// walking (values outside the range are encrypted again; the network covers at most 4 n values, so a lookup needs
/// fewer than 4 rounds of walking on average). J. Black, P. Rogaway, "Ciphers with arbitrary finite domains", CT-RSA 2002.
#pragma once
#include <array>
#include <bit>
#include <cstdint>

#include "openpml/rng.hpp"

namespace openpml {

class Permutation {
 public:
  Permutation(uint64_t n, uint64_t seed)
      : n_(n), half_((std::bit_width(n > 1 ? n - 1 : 1) + 1) / 2), mask_((uint64_t{1} << half_) - 1) {
    Rng rng(seed ^ 0x5DEECE66DB0A1ull);
    for (auto& k : keys_) k = rng.next();
  }

  /// Where `x` (below n) goes.
  uint64_t operator()(uint64_t x) const {
    do x = encrypt(x);
    while (x >= n_);
    return x;
  }

 private:
  uint64_t encrypt(uint64_t x) const {
    uint64_t l = x >> half_, r = x & mask_;
    for (const uint64_t k : keys_) {
      uint64_t f = (r ^ k) * 0x9E3779B97F4A7C15ull;
      f = (f ^ (f >> 32)) * 0xD6E8FEB86659FD93ull;
      const uint64_t t = l ^ ((f >> 32) & mask_);
      l = r;
      r = t;
    }
    return l << half_ | r;
  }

  uint64_t n_;
  unsigned half_;
  uint64_t mask_;
  std::array<uint64_t, 4> keys_{};
};

}  // namespace openpml
