// SPDX-License-Identifier: Apache-2.0
/// Event port and source arbiter (section 1) and the check in S1 (section 2).
#pragma once
#include <array>

#include "types.hpp"

namespace openpml::cycle {

struct Unit;
struct Cycle;

struct PortSig {
  std::array<bool, kMaxSrc> ready{};
  std::array<uint8_t, kMaxVcpu> inflight{};  ///< events in S1, S2, S3
  uint64_t can_accept = 0;
  uint32_t stalled = 0;  ///< VMs, one bit each
  bool take = false;
  uint8_t src = 0;
  Event taken;
};

class Port {
 public:
  void reset() { s1_ = {}; rr_ = 0; }
  void decide(const Unit& u, const Inputs& in, Cycle& c) const;
  void commit(Unit& u, const Cycle& c);
  const Event& s1() const { return s1_; }

 private:
  Event s1_;
  unsigned rr_ = 0;
};

enum class Verdict : uint8_t { None, Unbound, Ignored, PastLimit, Pass };
struct CheckSig {
  Verdict verdict = Verdict::None;
  uint8_t vm = 0;
  uint64_t gfn = 0;
  Event next;
};

class Check {
 public:
  void reset() { s2_ = {}; unbound_ = 0; }
  void decide(const Unit& u, Cycle& c) const;
  void commit(Unit& u, const Cycle& c);
  const Event& s2() const { return s2_; }
  uint64_t unbound() const { return unbound_; }

 private:
  Event s2_;
  uint64_t unbound_ = 0;
};

}  // namespace openpml::cycle
