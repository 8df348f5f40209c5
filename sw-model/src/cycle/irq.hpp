// SPDX-License-Identifier: Apache-2.0
/// Interrupt router: moderation, masks and the output register (section 12).
#pragma once
#include <array>

#include "types.hpp"

namespace openpml::cycle {

struct Unit;
struct Cycle;

class Irq {
 public:
  struct Vector {
    uint32_t count = 0, timer = 0, mod_time = 0;
    uint16_t mod_count = 0;
    bool mask = true;
  };
  void reset();
  void outputs(Outputs& out) const;
  void commit(const Unit& u, const Inputs& in, const Cycle& c);
  Vector& operator[](unsigned i) { return vec_[i]; }
  const Vector& operator[](unsigned i) const { return vec_[i]; }
  uint32_t pending() const { return pending_; }
  void set_mask(unsigned i, bool m);

 private:
  std::array<Vector, kMaxVec> vec_{};
  uint32_t pending_ = 0, masked_ = 0xFFFF, counting_ = 0;  ///< one bit a vector; counting: count > 0
  bool valid_ = false;
  uint8_t out_ = 0;
};

}  // namespace openpml::cycle
