// SPDX-License-Identifier: Apache-2.0
/// What a command works with: the unit, the command line, where it writes, the time.
#pragma once
#include <chrono>
#include <cstdio>

#include "cli.hpp"
#include "common/errors.hpp"
#include "libpml.hpp"
#include "pmlsim/json.hpp"

namespace openpml::pmlctl {

using openpml::pmlsim::JsonWriter;

/// Time passes here, and the user ends what runs for ever.
class Waiter {
 public:
  using Clock = std::chrono::steady_clock;
  virtual ~Waiter() = default;
  virtual Clock::time_point now() = 0;
  /// False: the user wants an end (at once, or while waiting).
  virtual bool wait_until(Clock::time_point when) = 0;
  /// Ten milliseconds, until something is tried again. False as above.
  virtual bool pause() { return wait_until(now() + std::chrono::milliseconds(10)); }
};

/// The user ended what was not done yet.
struct Interrupted : tools::Refused {
  Interrupted() : Refused("interrupted") {}
};

struct Terminal {
  bool tty = false;  ///< lines can be drawn again
  bool utf8 = false;
  unsigned width = 80;  ///< characters
};

struct Context {
  libpml::Unit& unit;
  const CommandLine& line;
  std::FILE* out;
  Waiter& waiter;
  Terminal terminal{};

  void print(const JsonWriter& json) const {
    std::fputs(json.str().c_str(), out);
    std::fflush(out);
  }
  uint32_t timeout_ms() const;
  /// Ends the epoch. Other processes hold epochs for moments: for a second it is tried again. Throws libpml::Error, Interrupted.
  libpml::Epoch harvest(uint32_t dom) const;
};

}  // namespace openpml::pmlctl
