// SPDX-License-Identifier: Apache-2.0
/// What the bench and pmlsim drive: the Verilated RTL, the cycle model, or both in lock-step.
#pragma once
#include <memory>
#include <string>

#include "openpml/arch.hpp"
#include "openpml/config.hpp"
#include "openpml/ports.hpp"

namespace openpml {

class Dut {
 public:
  virtual ~Dut() = default;
  virtual const Params& params() const = 0;
  /// One clock cycle: applies `in`, reports the outputs of this cycle in `out`, then the clock edge.
  virtual void step(const Inputs& in, Outputs& out) = 0;
  /// Architectural state at the start of the next cycle.
  virtual void arch(ArchState& s) const = 0;
  /// Makes the cycle counter say `now` in the next cycle, for tests of late times. False where that cannot be done.
  virtual bool set_time([[maybe_unused]] uint64_t now) { return false; }
};

}  // namespace openpml
