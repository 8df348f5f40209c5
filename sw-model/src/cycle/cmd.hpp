// SPDX-License-Identifier: Apache-2.0
/// Commands and period timers (section 8).
#pragma once
#include <array>

#include "types.hpp"

namespace openpml::cycle {

struct Unit;
struct Cycle;

struct CmdSig {
  bool valid = false, timer = false, buffer = false;
  uint8_t vm = 0, code = 0, status = 0;
  bool ok = false, cut = false;
  uint8_t promised = 0;  ///< record slots
};

class Commands {
 public:
  void reset() { *this = {}; }
  void decide(const Unit& u, Cycle& c) const;
  void commit(Unit& u, const Cycle& c);
  void write(unsigned vm, uint32_t data);  ///< register CMD; executed in the next cycle

 private:
  static uint8_t check(const Unit& u, CmdSig& s);
  static bool bad_config(const Unit& u, unsigned vm);

  bool pending_ = false, buffer_ = false;
  uint8_t vm_ = 0, code_ = 0;
  std::array<uint64_t, kMaxVm> tmr_{};
  uint32_t req_ = 0;
  uint64_t walk_ = 0;     ///< the VM whose timer is visited, not yet wrapped
  uint32_t restart_ = 0;  ///< VMs whose timer begins at its next visit
  struct Visit {
    bool valid = false;
    unsigned vm = 0;
    uint64_t period = 0;
  };
  Visit first_, second_;  ///< visits of the last two cycles
  uint32_t timers(Unit& u, const Cycle& c);
};

}  // namespace openpml::cycle
