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
  void reset() { pending_ = false; tmr_ = {}; req_ = running_ = 0; }
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
  uint32_t running_ = 0;  ///< VMs that were ACTIVE in the last cycle
};

}  // namespace openpml::cycle
