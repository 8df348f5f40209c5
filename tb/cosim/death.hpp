// SPDX-License-Identifier: Apache-2.0
/// A device that dies at a moment of its own: for tests of the software that loses it.
#pragma once
#include <cstdint>
#include <string>
#include <thread>

#include "cosim/function.hpp"
#include "cosim/unique_fd.hpp"

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

/// Kills the process. The client sees the end of the connection and no error of the socket, whatever it had sent that nobody read: QEMU 11.1 aborts
/// on such an error.
[[noreturn]] void die_now(int socket);

/// SIGUSR1 is a die_now(), whatever the process is doing. It must be blocked in all threads (block()).
class DeathSignal {
 public:
  static void block();
  explicit DeathSignal(int socket);
  ~DeathSignal();
  DeathSignal(const DeathSignal&) = delete;
  DeathSignal& operator=(const DeathSignal&) = delete;

 private:
  UniqueFd signal_, over_;
  std::thread thread_;
};

}  // namespace openpml::cosim
