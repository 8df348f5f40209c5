// SPDX-License-Identifier: Apache-2.0
/// How fast the unit's clock runs: as fast as it can while there is something to do, slowly while there is not. The unit's time (GLOBAL.TIME) is
/// its cycles, not the wall's: it slows down with them.
#pragma once
#include <cstdint>

#include "cosim/unit.hpp"

namespace openpml::cosim {

class Pace {
 public:
  static constexpr unsigned kSlice = 16;  ///< cycles between two looks at the socket: what an access may have to wait
  static constexpr unsigned kIdleTicksPerSecond = 50;

  Pace(Unit& unit, uint64_t idle_hz)
      : unit_(unit), idle_cycles_((idle_hz + kIdleTicksPerSecond - 1) / kIdleTicksPerSecond) {}

  /// Runs the next cycles: a slice when there is work, a tick's worth when there is none.
  void run();
  /// Something was written: there may be work.
  void stir();
  bool idle() const { return idle_; }
  /// How long nobody needs to call run(), ms.
  int wait_ms() const { return idle_ ? 1000 / static_cast<int>(kIdleTicksPerSecond) : 0; }

 private:
  static constexpr uint64_t kQuiet = 16'384;  ///< quiet cycles before the unit is asked whether work is left
  static constexpr uint64_t kQuietAfterStir = 2'048;

  Unit& unit_;
  uint64_t idle_cycles_;
  uint64_t ask_at_ = kQuietAfterStir;  ///< cycle of the next question, if nothing moves before
  bool idle_ = false;
};

}  // namespace openpml::cosim
