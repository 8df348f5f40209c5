// SPDX-License-Identifier: Apache-2.0
#include "cli.hpp"

#include <algorithm>
#include <array>

#include "common/errors.hpp"
#include "common/numbers.hpp"

namespace openpml::pmlctl {
namespace {

using tools::UsageError;

const std::array kOptions = std::to_array<OptionSpec>({
    {"--unit", "PATH", "the unit's device; not needed if there is only one"},
    {"--json", "", "the result as JSON; with --watch one object a line"},
    {"--timeout", "TIME", "patience with the unit (the driver's own)"},
    {"--help", "", "this text"},
    {"--version", "", "versions of program and interface"},
    {"--pages", "N", "pages of the VM (as many as the unit can track)"},
    {"--memory", "SIZE", "the same as a size: 512M, 4G"},
    {"--vcpus", "LIST", "the unit's vCPUs of the VM, as 0-3,6 (the lowest free one)"},
    {"--writes-only", "", "log no reads: no accessed bitmap"},
    {"--accumulate", "", "the driver also gathers all epochs in one bitmap, for consumers that ask it"},
    {"--period", "TIME", "length of an epoch: 500ms, 1s, 2m"},
    {"--watch", "", "go on until interrupted, with a plot on a terminal"},
    {"--count", "N", "end after N"},
    {"--kind", "KIND", "written or accessed (written)"},
    {"--out", "FILE", "where to"},
    {"--gfns", "", "page numbers, one a line, instead of a bitmap"},
    {"--epochs", "N", "of the last N epochs, 1..255 (10)"},
    {"--seen", "K", "pages seen in at least K of them (all)"},
    {"--scale", "N", "sizes are 76,800 and 38,400 pages, halved N times (3)"},
    {"--dom", "DOM", "domain number to use (4294967040)"},
    {"--vcpu", "N", "the unit's vCPU to use (the lowest free one)"},
    {"--seed", "N", "of the random numbers that say which accesses write (1)"},
});

const std::array<std::string_view, 5> kCommon{"--unit", "--json", "--timeout", "--help", "--version"};

const std::array kCommands = std::to_array<CommandSpec>({
    {"enable-log-dirty", "DOM", "starts to track a domain", {"--pages", "--memory", "--vcpus", "--writes-only", "--accumulate"}},
    {"disable-log-dirty", "DOM", "ends it; the running epoch is lost", {}},
    {"list", "", "the tracked domains", {}},
    {"status", "[DOM]", "the unit, or a domain with its counters", {}},
    {"wss", "DOM", "working-set size: distinct pages of the epoch that it ends", {"--period", "--watch", "--count"}},
    {"harvest", "DOM", "ends the epoch; its bitmap or page numbers into a file", {"--kind", "--out", "--gfns"}},
    {"hot", "DOM", "pages seen in K of the last N epochs", {"--epochs", "--seen", "--period", "--kind", "--out"}},
    {"records", "", "the unit's completion records as they come", {"--count"}},
    {"selftest", "", "the unit's traffic generator through the driver, results against their definition", {"--scale", "--dom", "--vcpu", "--seed"}},
});

template <class Table>
auto find(const Table& table, std::string_view name) {
  return std::find_if(std::begin(table), std::end(table), [&](const auto& spec) { return spec.name == name; });
}

[[noreturn]] void usage(const std::string& text) { throw UsageError(text + "; see pmlctl --help"); }

}  // namespace

std::span<const CommandSpec> commands() { return kCommands; }
std::span<const OptionSpec> options() { return kOptions; }
std::span<const std::string_view> common_options() { return kCommon; }

CommandLine::CommandLine(std::span<const std::string> args) {
  for (size_t i = 0; i < args.size(); ++i) {
    if (args[i].starts_with("-") && args[i].size() > 1) take(args[i] == "-h" ? "--help" : args[i], args, i);
    else if (command_.empty()) command_ = args[i];
    else args_.push_back(args[i]);
  }
  check();
}

void CommandLine::take(std::string name, std::span<const std::string> args, size_t& i) {
  std::optional<std::string> value;
  if (const size_t at = name.find('='); at != std::string::npos) {
    value = name.substr(at + 1);
    name.resize(at);
  }
  const auto spec = find(kOptions, name);
  if (spec == kOptions.end()) usage("unknown option " + name);
  if (spec->value.empty() && value) usage("option " + name + " takes no value");
  if (!spec->value.empty() && !value) {
    if (++i >= args.size()) usage("option " + name + " needs a value (" + std::string(spec->value) + ")");
    value = args[i];
  }
  if (!given_.emplace(name, value.value_or("")).second) usage("option " + name + " stands twice");
}

void CommandLine::check() const {
  if (help() || version()) return;
  if (command_.empty()) usage("no command");
  const auto spec = find(kCommands, command_);
  if (spec == kCommands.end()) usage("unknown command '" + command_ + "'");
  for (const auto& [name, value] : given_)
    if (std::ranges::find(kCommon, name) == kCommon.end() && std::ranges::find(spec->options, name) == spec->options.end())
      usage(command_ + " does not take " + name);
  const bool optional = spec->arguments.starts_with("[");
  if (spec->arguments.empty() && !args_.empty()) usage(command_ + " takes no argument: '" + args_.front() + "'");
  if (!spec->arguments.empty() && args_.empty() && !optional) usage(command_ + " needs the domain's number");
  if (args_.size() > 1) usage(command_ + " takes one domain: what is '" + args_[1] + "'?");
}

std::optional<std::string> CommandLine::value(std::string_view option) const {
  const auto it = given_.find(std::string(option));
  if (it == given_.end()) return std::nullopt;
  return it->second;
}

uint64_t CommandLine::number(std::string_view option, uint64_t otherwise, uint64_t max, uint64_t min) const {
  const auto text = value(option);
  if (!text) return otherwise;
  const uint64_t n = tools::parse_number(*text, "option " + std::string(option), max);
  if (n < min) throw UsageError("option " + std::string(option) + ": at least " + std::to_string(min));
  return n;
}

uint32_t CommandLine::domain() const { return static_cast<uint32_t>(tools::parse_number(args_.at(0), "DOM", UINT32_MAX)); }

std::string help_text() {
  std::string text = R"(NAME
  pmlctl - which pages VMs read and write, from an OpenPML unit

SYNOPSIS
  pmlctl [options] COMMAND [DOM]

COMMANDS
)";
  const auto row = [&](std::string left, std::string_view about) {
    left.resize(std::max<size_t>(left.size() + 1, 24), ' ');
    text += "  " + left + std::string(about);
  };
  const auto option_row = [&](std::string_view name) {
    const auto& spec = *find(kOptions, name);
    row(std::string(spec.name) + (spec.value.empty() ? "" : " ") + std::string(spec.value), spec.about);
    text += "\n";
  };
  for (const auto& c : kCommands) {
    row(std::string(c.name) + (c.arguments.empty() ? "" : " ") + std::string(c.arguments), c.about);
    for (size_t i = 0; i < c.options.size(); ++i) text += (i ? ", " : " [") + std::string(c.options[i]);
    text += c.options.empty() ? "\n" : "]\n";
  }
  text += "\nOPTIONS OF EVERY COMMAND\n";
  for (const auto& name : kCommon) option_row(name);
  text += "\nOPTIONS OF SINGLE COMMANDS\n";
  for (const auto& o : kOptions)
    if (std::ranges::find(kCommon, o.name) == kCommon.end()) option_row(o.name);
  return text + R"(
EXIT CODE
  0 good   1 a result is wrong (self test, contents that cannot be true)   2 bad arguments or file
  3 no unit, no driver, no permission   4 the driver or the unit refused

EXAMPLES
  pmlctl enable-log-dirty 3 --memory 4G --vcpus 0,1
  pmlctl wss 3 --watch --period 1s
  pmlctl harvest 3 --out dirty.bitmap
)";
}

}  // namespace openpml::pmlctl
