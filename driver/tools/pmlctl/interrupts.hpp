// SPDX-License-Identifier: Apache-2.0
/// Waiting that Ctrl-C ends: SIGINT and SIGTERM come as bytes of a file, so that a command finishes what it does and cleans up.
#pragma once
#include "context.hpp"

namespace openpml::pmlctl {

class Interrupts final : public Waiter {
 public:
  Interrupts();
  ~Interrupts() override;
  Interrupts(const Interrupts&) = delete;
  Interrupts& operator=(const Interrupts&) = delete;
  Clock::time_point now() override { return Clock::now(); }
  bool wait_until(Clock::time_point when) override;

 private:
  int fd_;
};

}  // namespace openpml::pmlctl
