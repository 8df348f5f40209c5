// SPDX-License-Identifier: Apache-2.0
/// Interrupt router: the walk that moderates, masks and the output register (section 12).
#pragma once
#include <array>

#include "types.hpp"

namespace openpml::cycle {

struct Unit;
struct Cycle;

class Irq {
 public:
  struct Vector {
    uint32_t mod_time = 0;
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
  struct Waiting {
    uint32_t gathered = 0;  ///< events since the last visit
    uint32_t count = 0;     ///< events that earlier visits found
    uint64_t wait = 0;      ///< cycles, of the first of them
  };
  struct Visit {
    bool valid = false;
    unsigned i = 0;
    uint32_t gathered = 0, mod_count = 0, mod_time = 0;
  };
  struct Events {
    std::array<uint8_t, 3> vector{};
    unsigned n = 0;
  };
  void send(bool ready);
  void finish(const Visit& v, uint64_t slots);

  std::array<Vector, kMaxVec> vec_{};
  std::array<Waiting, kMaxVec> waiting_{};
  Visit first_, second_;  ///< begun one and two cycles ago
  Events events_;         ///< of the cycle before
  uint32_t walk_ = 0;
  uint32_t pending_ = 0, masked_ = 0xFFFF;  ///< one bit a vector
  uint32_t busy_ = 0;                       ///< vectors with count or gathered > 0
  bool valid_ = false;
  uint8_t out_ = 0;
};

}  // namespace openpml::cycle
