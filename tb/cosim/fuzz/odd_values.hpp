// SPDX-License-Identifier: Apache-2.0
/// Numbers that break programs, and ordinary ones.
#pragma once
#include <cstdint>

#include "openpml/rng.hpp"

namespace openpml::cosim {

class OddValues {
 public:
  explicit OddValues(Rng& rng) : rng_(rng) {}
  bool chance(uint64_t n, uint64_t of) { return rng_.chance(n, of); }
  uint64_t below(uint64_t n) { return rng_.below(n); }

  /// Anything of 64 bits: small, round, near a power of two, near the ends, random.
  uint64_t number() {
    switch (rng_.below(8)) {
      case 0: return rng_.below(20);
      case 1: return uint64_t{0} - rng_.below(20);
      case 2: return (uint64_t{1} << rng_.below(64)) + rng_.below(5) - 2;
      case 3: return rng_.next();
      case 4: return rng_.next() >> rng_.below(64);
      default: return rng_.below(64) * 4096;
    }
  }
  uint32_t number32() { return static_cast<uint32_t>(number()); }
  /// `good`, most of the time.
  template <class T>
  T mostly(T good, unsigned of = 12) {
    return rng_.chance(1, of) ? static_cast<T>(number()) : good;
  }

 private:
  Rng& rng_;
};

}  // namespace openpml::cosim
