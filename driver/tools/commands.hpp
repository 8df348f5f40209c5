// SPDX-License-Identifier: Apache-2.0
/// The commands of pml-uart.
#pragma once
#include "cli.hpp"

namespace openpml::uart {

/// Runs the command; the exit code. Throws UsageError, LinkError, Refused, WrongResult.
int run_command(const CommandLine& line);

}  // namespace openpml::uart
