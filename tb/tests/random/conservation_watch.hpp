// SPDX-License-Identifier: Apache-2.0
/// Promise E1 all through a run: every event taken at the ports is counted by its cause or is somewhere in the unit.
#pragma once
#include <cstdint>

#include "openpml/sim.hpp"

namespace openpml {

class ConservationWatch : public CycleObserver {
 public:
  explicit ConservationWatch(Sim& sim) : sim_(sim) {}
  /// Throws SimError when the books do not balance.
  void observe(uint64_t cycle, const Inputs& in, const Outputs& out) override;
  uint64_t looks() const { return looks_; }

 private:
  void look() const;
  Sim& sim_;
  uint64_t taken_ = 0, looks_ = 0;  ///< events since reset
};

}  // namespace openpml
