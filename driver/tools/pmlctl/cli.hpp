// SPDX-License-Identifier: Apache-2.0
/// The command line of pmlctl: one table of commands and options, from which parser and help are made. Manual page and completion are
/// compared with it by the tests.
#pragma once
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace openpml::pmlctl {

struct OptionSpec {
  std::string_view name;   ///< with its dashes
  std::string_view value;  ///< what it takes; empty: nothing
  std::string_view about;
};

struct CommandSpec {
  std::string_view name;
  std::string_view arguments;  ///< DOM, [DOM] or nothing
  std::string_view about;
  std::vector<std::string_view> options;
};

std::span<const CommandSpec> commands();
std::span<const OptionSpec> options();
/// Options that every command takes.
std::span<const std::string_view> common_options();

class CommandLine {
 public:
  /// Throws UsageError.
  explicit CommandLine(std::span<const std::string> args);

  const std::string& command() const { return command_; }
  bool help() const { return has("--help"); }
  bool version() const { return has("--version"); }
  bool json() const { return has("--json"); }
  bool has(std::string_view option) const { return given_.contains(std::string(option)); }
  std::optional<std::string> value(std::string_view option) const;
  /// The number of an option, or `otherwise`. Throws UsageError.
  uint64_t number(std::string_view option, uint64_t otherwise, uint64_t max, uint64_t min = 0) const;
  bool has_domain() const { return !args_.empty(); }
  uint32_t domain() const;

 private:
  void take(std::string name, std::span<const std::string> args, size_t& i);
  void check() const;

  std::string command_;
  std::vector<std::string> args_;
  std::map<std::string, std::string> given_;
};

std::string help_text();

}  // namespace openpml::pmlctl
