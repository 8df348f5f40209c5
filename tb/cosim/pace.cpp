// SPDX-License-Identifier: Apache-2.0
#include "cosim/pace.hpp"

#include <algorithm>

#include "cosim/activity.hpp"

namespace openpml::cosim {

void Pace::stir() {
  idle_ = false;
  ask_at_ = unit_.cycles() + kQuietAfterStir;
}

void Pace::run() {
  const uint64_t before = unit_.cycles();
  unit_.run(idle_ ? idle_cycles_ : kSlice);
  if (unit_.last_activity() > before) {
    idle_ = false;
    ask_at_ = std::max(ask_at_, unit_.last_activity() + kQuiet);
  } else if (!idle_ && unit_.cycles() >= ask_at_) {
    idle_ = !work_left(unit_);
    ask_at_ = unit_.cycles() + kQuiet;
  }
}

}  // namespace openpml::cosim
