// SPDX-License-Identifier: Apache-2.0
/// Page Reference Logging as published (VEE 2021), for the comparison: one log buffer a vCPU, of whose 512 slots 511
/// are used; a full buffer interrupts dom0, never the guest; what arrives while dom0's handler runs is lost.
/// Generous where the paper is silent: an entry tells reads from writes.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "cost_params.hpp"

namespace openpml::pmlsim {

class PrlModel {
 public:
  static constexpr unsigned kEntries = 511;

  PrlModel(unsigned vcpus, const CostParams& costs) : costs_(costs), logs_(vcpus) {}

  /// A flag went from 0 to 1 at `ns`. False: dropped, the handler was still emptying the buffer.
  bool log(unsigned vcpu, double ns);
  /// A harvest drains what the buffer of `vcpu` holds, on dom0's time.
  void drain(unsigned vcpu);

  uint64_t dropped() const { return dropped_; }
  uint64_t interrupts() const { return interrupts_; }
  uint64_t entries_copied() const { return copied_; }

 private:
  struct Log {
    unsigned used = 0;
    double closed_until = 0;  ///< ns; the buffer is open again from here
  };
  CostParams costs_;
  std::vector<Log> logs_;
  uint64_t dropped_ = 0, interrupts_ = 0, copied_ = 0;
};

}  // namespace openpml::pmlsim
