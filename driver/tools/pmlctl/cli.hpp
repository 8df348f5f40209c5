// SPDX-License-Identifier: Apache-2.0
/// The command line of pmlctl. Manual page and completion are compared with its tables by the tests.
#pragma once
#include "common/command_line.hpp"

namespace openpml::pmlctl {

const tools::ProgramSpec& program();

class CommandLine : public tools::CommandLine {
 public:
  /// Throws UsageError.
  explicit CommandLine(std::span<const std::string> args) : tools::CommandLine(program(), args) {}
  bool version() const { return has("--version"); }
  bool json() const { return has("--json"); }
  bool has_domain() const { return !args().empty(); }
  uint32_t domain() const;
};

std::string help_text();

}  // namespace openpml::pmlctl
