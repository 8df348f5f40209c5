// SPDX-License-Identifier: Apache-2.0
#include "common/command_line.hpp"

#include <algorithm>

#include "common/errors.hpp"
#include "common/numbers.hpp"

namespace openpml::tools {
namespace {

template <class Table>
auto find(const Table& table, std::string_view name) {
  return std::find_if(std::begin(table), std::end(table), [&](const auto& spec) { return spec.name == name; });
}

[[noreturn]] void usage(const ProgramSpec& program, const std::string& text) {
  throw UsageError(text + "; see " + std::string(program.name) + " --help");
}

constexpr size_t kLeft = 24;  ///< columns of names in a help text

void add_row(std::string& text, std::string left, std::string_view about) {
  left.resize(std::max(left.size() + 1, kLeft), ' ');
  text += "  " + left + std::string(about);
}

void add_option(std::string& text, const OptionSpec& o) {
  add_row(text, std::string(o.name) + (o.value.empty() ? "" : " ") + std::string(o.value), o.about);
  text += "\n";
}

}  // namespace

bool ProgramSpec::is_common(std::string_view option) const {
  return std::ranges::find(common_options, option) != common_options.end();
}

std::string help_tables(const ProgramSpec& program) {
  std::string text = "COMMANDS\n";
  for (const auto& c : program.commands) {
    add_row(text, std::string(c.name) + (c.arguments.empty() ? "" : " ") + std::string(c.arguments), c.about);
    for (size_t i = 0; i < c.options.size(); ++i) text += (i ? ", " : " [") + std::string(c.options[i]);
    text += c.options.empty() ? "\n" : "]\n";
  }
  text += "\nOPTIONS OF EVERY COMMAND\n";
  for (const auto& o : program.options)
    if (program.is_common(o.name)) add_option(text, o);
  text += "\nOPTIONS OF SINGLE COMMANDS\n";
  for (const auto& o : program.options)
    if (!program.is_common(o.name)) add_option(text, o);
  return text;
}

CommandLine::CommandLine(const ProgramSpec& program, std::span<const std::string> args) {
  for (size_t i = 0; i < args.size(); ++i) {
    if (args[i].starts_with("-") && args[i].size() > 1) take(program, args[i] == "-h" ? "--help" : args[i], args, i);
    else if (command_.empty()) command_ = args[i];
    else args_.push_back(args[i]);
  }
  check(program);
}

void CommandLine::take(const ProgramSpec& program, std::string name, std::span<const std::string> args, size_t& i) {
  std::optional<std::string> value;
  if (const size_t at = name.find('='); at != std::string::npos) {
    value = name.substr(at + 1);
    name.resize(at);
  }
  const auto spec = find(program.options, name);
  if (spec == std::end(program.options)) usage(program, "unknown option " + name);
  if (spec->value.empty() && value) usage(program, "option " + name + " takes no value");
  if (!spec->value.empty() && !value) {
    if (++i >= args.size()) usage(program, "option " + name + " needs a value (" + std::string(spec->value) + ")");
    value = args[i];
  }
  given_[name] = value.value_or("");
}

void CommandLine::check(const ProgramSpec& program) const {
  if (help() || has("--version")) return;
  if (command_.empty()) usage(program, "no command");
  const auto spec = find(program.commands, command_);
  if (spec == std::end(program.commands)) usage(program, "unknown command '" + command_ + "'");
  for (const auto& [name, value] : given_)
    if (!program.is_common(name) && std::ranges::find(spec->options, name) == spec->options.end())
      usage(program, command_ + " does not take " + name);
  if (args_.size() < spec->least) usage(program, command_ + " needs " + std::string(spec->arguments));
  if (args_.size() > spec->most)
    usage(program, command_ + " takes " + (spec->most ? std::string(spec->arguments) : "no argument") + ": what is '" +
                       args_[spec->most] + "'?");
}

std::optional<std::string> CommandLine::value(std::string_view option) const {
  const auto it = given_.find(std::string(option));
  if (it == given_.end()) return std::nullopt;
  return it->second;
}

uint64_t CommandLine::number(std::string_view option, uint64_t otherwise, uint64_t max, uint64_t min) const {
  const auto text = value(option);
  if (!text) return otherwise;
  const uint64_t n = parse_number(*text, "option " + std::string(option), max);
  if (n < min) throw UsageError("option " + std::string(option) + ": at least " + std::to_string(min));
  return n;
}

}  // namespace openpml::tools
