// SPDX-License-Identifier: Apache-2.0
/// The commands of pmlctl. Each returns the exit code; they throw UsageError, WrongResult and libpml::Error.
#pragma once
#include "context.hpp"

namespace openpml::pmlctl {

int run_command(const Context& c);

// track.cpp
int enable_log_dirty(const Context& c);
int disable_log_dirty(const Context& c);
int list(const Context& c);
// status.cpp
int status(const Context& c);
// wss.cpp
int wss(const Context& c);
// harvest.cpp
int harvest(const Context& c);
int hot(const Context& c);
int records(const Context& c);
// selftest.cpp
int selftest(const Context& c);

}  // namespace openpml::pmlctl
