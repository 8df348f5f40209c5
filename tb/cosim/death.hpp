// SPDX-License-Identifier: Apache-2.0
/// A device that dies at a moment of its own: for tests of the software that loses it.
#pragma once
#include <cstdint>
#include <string>

#include "cosim/function.hpp"

namespace openpml::cosim {

class Death {
 public:
  enum class Of : uint8_t { Never, Cycle, Access, Burst, Interrupt };

  Death() = default;
  /// "cycle:N", "access:N" (register accesses), "burst:N" (of memory), "interrupt:N"; N from 1 on. Throws std::invalid_argument.
  explicit Death(const std::string& moment);
  bool ever() const { return of_ != Of::Never; }
  /// Is it over with `f`? Asked in each cycle.
  bool due(Function& f) const;

 private:
  Of of_ = Of::Never;
  uint64_t count_ = 0;
};

}  // namespace openpml::cosim
