// SPDX-License-Identifier: Apache-2.0
/// Command lines of the host tools: a program is a table of commands and options; parser and help are made from it.
#pragma once
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace openpml::tools {

struct OptionSpec {
  std::string_view name;   ///< with its dashes
  std::string_view value;  ///< what it takes; empty: nothing
  std::string_view about;
};

struct CommandSpec {
  std::string_view name;
  std::string_view arguments;  ///< as the help shows them
  size_t least, most;          ///< how many
  std::string_view about;
  std::vector<std::string_view> options;
};

struct ProgramSpec {
  std::string_view name;
  std::span<const CommandSpec> commands;
  std::span<const OptionSpec> options;
  std::span<const std::string_view> common_options;  ///< those that every command takes; --help is one

  bool is_common(std::string_view option) const;
};

/// The sections COMMANDS and OPTIONS of a help text.
std::string help_tables(const ProgramSpec& program);

class CommandLine {
 public:
  /// Of an option that stands twice the last one counts. Throws UsageError: unknown command or option, an option of another command, a missing value, too few or too many arguments.
  CommandLine(const ProgramSpec& program, std::span<const std::string> args);

  const std::string& command() const { return command_; }
  const std::vector<std::string>& args() const { return args_; }  ///< what follows the command
  bool has(std::string_view option) const { return given_.contains(std::string(option)); }
  bool help() const { return has("--help"); }
  std::optional<std::string> value(std::string_view option) const;
  /// The number of an option, min..max, or `otherwise`. Throws UsageError.
  uint64_t number(std::string_view option, uint64_t otherwise, uint64_t max, uint64_t min = 0) const;

 private:
  void take(const ProgramSpec& program, std::string name, std::span<const std::string> args, size_t& i);
  void check(const ProgramSpec& program) const;

  std::string command_;
  std::vector<std::string> args_;
  std::map<std::string, std::string> given_;
};

}  // namespace openpml::tools
