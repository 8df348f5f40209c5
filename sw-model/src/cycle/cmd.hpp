// SPDX-License-Identifier: Apache-2.0
/// Commands and period timers (section 8).
#pragma once
#include <array>

#include "types.hpp"

namespace openpml::cycle {

struct Unit;
struct Cycle;

struct CmdSig {
  // what executes in this cycle (X2)
  bool valid = false, timer = false, buffer = false;
  uint8_t vm = 0, code = 0, status = 0;
  bool ok = false, cut = false;
  uint8_t promised = 0;  ///< record slots
  // on the way
  bool busy = false;       ///< a command is in X0 to X2
  bool own = false;        ///< one of dom0's is, or was in X2 in the cycle before
  bool hold = false;       ///< a register write does not leave W2
  uint8_t x0 = 0, x1 = 0;  ///< outcome of the checks of X0, without the record ring; and of X1, with it
  uint32_t chosen = 0;     ///< the VM whose timer's harvest goes to X0 next
};

class Commands {
 public:
  void reset() { *this = {}; }
  void decide(const Unit& u, Cycle& c) const;
  void commit(Unit& u, const Cycle& c);
  void write(unsigned vm, uint32_t data);  ///< register CMD; in X0 in the next cycle

 private:
  /// A command on its way to X2.
  struct Stage {
    bool valid = false, timer = false, buffer = false;
    uint8_t vm = 0, code = 0;
    uint8_t status = 0;  ///< of the checks so far
  };
  static uint8_t check(const Unit& u, const Stage& s);
  static uint8_t slots(const Stage& s);
  static bool bad_config(const Unit& u, unsigned vm);

  Stage x0_, x1_, x2_;
  bool was_ = false;      ///< a command was in X2 in the cycle before
  bool was_own_ = false;  ///< and it was dom0's
  std::array<uint64_t, kMaxVm> tmr_{};
  uint32_t req_ = 0;
  unsigned turn_ = 0;     ///< the VM whose timer may be served
  uint64_t walk_ = 0;     ///< the VM whose timer is visited, not yet wrapped
  uint32_t restart_ = 0;  ///< VMs whose timer begins at its next visit
  struct Visit {
    bool valid = false;
    unsigned vm = 0;
    uint64_t period = 0;
  };
  std::array<Visit, 4> visits_;  ///< begun one to four cycles ago
  uint32_t timers(Unit& u, const Cycle& c);
};

}  // namespace openpml::cycle
