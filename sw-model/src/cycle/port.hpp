// SPDX-License-Identifier: Apache-2.0
/// Event port and source arbiter (section 1) and the check in S1 to S4 (section 2).
#pragma once
#include <array>

#include "types.hpp"

namespace openpml::cycle {

struct Unit;
struct Cycle;

struct PortSig {
  std::array<bool, kMaxSrc> ready{};
  uint64_t can_accept = 0;
  uint32_t blocked = 0;  ///< vCPUs whose event is offered and cannot be taken
  uint8_t grant = 0;     ///< source that may offer in the next cycle
  Event taken;
};

class Port {
 public:
  void reset() {
    grant_ = 0;
    blocked_ = 0;
    inflight_ = {};
  }
  void decide(const Unit& u, const Inputs& in, Cycle& c) const;
  void commit(Unit& u, const Cycle& c);
  unsigned inflight(unsigned v) const { return inflight_[v]; }  ///< events in S1 to S6

 private:
  unsigned grant_ = 0;
  uint32_t blocked_ = 0;  ///< of the last cycle
  std::array<uint8_t, kMaxVcpu> inflight_{};
};

struct CheckSig {
  Verdict verdict = Verdict::None;  ///< of the event in S1
  uint8_t vm = 0;
  uint64_t gfn = 0;
  bool buf = false, intel = false;
  uint32_t gen = 0;
};

class Check {
 public:
  void reset() { unbound_ = 0; }
  void decide(const Unit& u, Cycle& c) const;
  void commit(Unit& u, const Cycle& c);
  uint64_t unbound() const { return unbound_; }

 private:
  uint64_t unbound_ = 0;
};

}  // namespace openpml::cycle
