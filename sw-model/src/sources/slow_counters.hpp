// SPDX-License-Identifier: Apache-2.0
/// Eight counters in one small memory: each is brought up to date once in eight cycles (docs/sources.md section 7).
#pragma once
#include <array>
#include <cstdint>

namespace openpml::sources {

class SlowCounters {
 public:
  uint64_t value(unsigned k) const { return value_[k]; }
  /// A value for tests, between two cycles; not in the cycle before the counter's turn.
  void set(unsigned k, uint64_t value) { value_[k] = value; }
  void reset() { *this = {}; }
  /// Bit k of `inc`: counter k moves in this cycle.
  void step(unsigned inc) {
    for (unsigned k = 0; k < 8; ++k) {
      if (k == slot_) {
        value_[k] += delta_[k];
        delta_[k] = 0;
      }
      delta_[k] += inc >> k & 1;
    }
    slot_ = (slot_ + 1) % 8;
  }

 private:
  std::array<uint64_t, 8> value_{};
  std::array<unsigned, 8> delta_{};
  unsigned slot_ = 0;
};

}  // namespace openpml::sources
