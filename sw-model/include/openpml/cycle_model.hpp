// SPDX-License-Identifier: Apache-2.0
/// The cycle-accurate model of the unit: every output of every cycle and the whole architectural state, written from
/// docs/microarchitecture.md alone and not from the RTL, so that lock-step finds the errors of either.
#pragma once
#include <memory>

#include "openpml/dut.hpp"

namespace openpml {

namespace cycle {
struct Unit;
}

class CycleModel final : public Dut {
 public:
  /// Throws std::invalid_argument when `p` is outside the limits of docs/microarchitecture.md or of config.hpp.
  /// `spec_bug` selects a deliberately seeded error (0: none), for testing the tests.
  explicit CycleModel(const Params& p, unsigned spec_bug = 0);
  ~CycleModel() override;
  CycleModel(CycleModel&&) noexcept;
  CycleModel& operator=(CycleModel&&) noexcept;

  const Params& params() const override;
  void step(const Inputs& in, Outputs& out) override;
  void arch(ArchState& s) const override;
  bool set_time(uint64_t now) override;

 private:
  std::unique_ptr<cycle::Unit> unit_;
};

}  // namespace openpml
