// SPDX-License-Identifier: Apache-2.0
/// Ctrl-C and SIGTERM: noted by a handler, acted upon at the next poll, so that destructors run and temporary files go.
#pragma once

namespace openpml::pmlsim {

void install_interrupt_handlers();
/// Throws Interrupted once a signal has come. Cheap: call it every few thousand cycles.
void poll_interrupt();

}  // namespace openpml::pmlsim
