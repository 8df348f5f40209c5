// SPDX-License-Identifier: Apache-2.0
/// The command line of pml-uart.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace openpml::uart {

struct CommandLine {
  std::string port = "/dev/ttyUSB1";
  unsigned baud = 115'200;
  bool json = false;
  int timeout_ms = 500;
  int retries = 4;
  std::string command{};
  std::vector<std::string> args{};  ///< what follows the command
  // of single commands
  unsigned scale = 3, vm = 0, vcpu = 0, write_share = 256, options = 0, seconds = 30;
  uint64_t seed = 1;
  std::string out{};  ///< dump: file
  bool help = false;
};

/// Throws UsageError.
CommandLine parse_command_line(std::span<const std::string> args);
std::string help_text();

}  // namespace openpml::uart
