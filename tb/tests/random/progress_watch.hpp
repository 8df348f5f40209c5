// SPDX-License-Identifier: Apache-2.0
/// A watchdog: the unit answers registers, and what it has begun moves on. Throws SimError from the cycle in which it gives up.
#pragma once
#include <array>
#include <cstdint>

#include "openpml/sim.hpp"

namespace openpml {

class ProgressWatch : public CycleObserver {
 public:
  /// Cycles. The longest waits that a bench brings about itself must be shorter: a memory round trip, a ring that dom0 does not read.
  struct Limits {
    uint64_t answer = 20'000;  ///< from a register access to its answer
    uint64_t quiet = 100'000;  ///< there is work, and nothing moves on any port
    uint64_t stuck =
        3'000'000;  ///< ports move, and a job does not end; a vCPU is held back all the time although a VM is ACTIVE
  };
  ProgressWatch(Sim& sim, const Limits& limits) : sim_(sim), limits_(limits) {}
  explicit ProgressWatch(Sim& sim) : ProgressWatch(sim, Limits{}) {}
  void observe(uint64_t cycle, const Inputs& in, const Outputs& out) override;

 private:
  void registers(uint64_t cycle, const Inputs& in, const Outputs& out);
  void ports(uint64_t cycle, const Inputs& in, const Outputs& out);
  void jobs(uint64_t cycle);
  [[noreturn]] void give_up(const std::string& what) const;

  Sim& sim_;
  Limits limits_;
  uint64_t write_since_ = 0, read_since_ = 0;  ///< cycle of the access, if one is open
  bool write_open_ = false, read_open_ = false;
  uint64_t moved_ = 0;  ///< last cycle in which a port moved
  uint64_t looked_ = 0;
  std::array<uint64_t, kMaxVm> job_{}, job_since_{};
  uint64_t accepting_ = 0;  ///< vCPUs that the unit took or would have taken events of since the last look
  std::array<uint64_t, kMaxVcpu> held_since_{};
};

}  // namespace openpml
