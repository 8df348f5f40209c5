// SPDX-License-Identifier: Apache-2.0
#include "interrupt.hpp"

#include <csignal>

#include "errors.hpp"

namespace openpml::pmlsim {
namespace {

volatile std::sig_atomic_t& pending() {
  static volatile std::sig_atomic_t flag = 0;
  return flag;
}

extern "C" void note_signal(int) { pending() = 1; }

}  // namespace

void install_interrupt_handlers() {
  pending() = 0;
  struct sigaction act {};
  act.sa_handler = note_signal;
  sigemptyset(&act.sa_mask);
  sigaction(SIGINT, &act, nullptr);
  sigaction(SIGTERM, &act, nullptr);
  struct sigaction ign {};
  ign.sa_handler = SIG_IGN;  // a closed pipe is an error of write(2), reported as such
  sigaction(SIGPIPE, &ign, nullptr);
}

void poll_interrupt() {
  if (pending() != 0) throw Interrupted();
}

}  // namespace openpml::pmlsim
