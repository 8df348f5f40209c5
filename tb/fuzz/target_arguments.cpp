// SPDX-License-Identifier: Apache-2.0
// Rules: numbers, sizes, times and masks are in their range; a command and its options are the program's.
#include "common/command_line.hpp"
#include "common/errors.hpp"
#include "common/numbers.hpp"
#include "target.hpp"

namespace openpml::fuzz {
namespace {

using namespace tools;

const std::vector<std::string_view> kCommon = {"--unit", "--json", "--help", "--version"};
const std::vector<CommandSpec> kCommands = {{"list", "", 0, 0, "no argument", {}},
                                            {"wss", "DOM", 1, 1, "one argument", {"--period", "--pages"}}};
const std::vector<OptionSpec> kOptions = {{"--unit", "PATH", "the unit"}, {"--json", "", "as JSON"},
                                          {"--help", "", "this"},         {"--version", "", "the version"},
                                          {"--period", "TIME", "a time"}, {"--pages", "N", "a number"}};

/// What `parse` gives for the text, unless it refuses it.
template <class Parse, class Check>
void try_it(Parse parse, Check check) {
  try {
    check(parse());
  } catch (const UsageError&) {
    // refused
  }
}

void numbers(const std::string& text) {
  try_it([&] { return parse_number(text, "number", 1'000'000); },
         [](uint64_t n) {
           require(n <= 1'000'000 && parse_number(std::to_string(n), "number", n) == n, "a number is in its range");
         });
  try_it([&] { return parse_bytes(text, "size"); },
         [](uint64_t n) { require(parse_bytes(std::to_string(n), "size") == n, "a size is a number of bytes"); });
  try_it([&] { return parse_duration(text, "time"); },
         [](std::chrono::nanoseconds t) {
           require(t >= std::chrono::milliseconds(1) && t <= std::chrono::hours(24), "a time is in its range");
         });
  try_it([&] { return parse_mask(text, "mask"); }, [](uint64_t mask) { require(mask != 0, "a mask has a bit"); });
}

}  // namespace

void arguments(Bytes in) {
  const auto lines = lines_of(in);
  for (const std::string& line : lines) numbers(line);
  const ProgramSpec program{"program", kCommands, kOptions, kCommon};
  require(!help_tables(program).empty(), "there is a help text");
  try_it([&] { return CommandLine(program, lines); },
         [](const CommandLine& c) {
           if (c.help() || c.has("--version")) return;
           require(c.command() == "list" || c.command() == "wss", "a command is one of the program's");
           require(c.args().size() == (c.command() == "wss" ? 1 : 0), "a command has its arguments");
           require(c.command() == "wss" || !(c.has("--period") || c.has("--pages")),
                   "an option belongs to its command");
           try_it([&] { return c.number("--pages", 7, 1000, 5); },
                  [](uint64_t n) { require(n >= 5 && n <= 1000, "an option's number is in its range"); });
         });
}

}  // namespace openpml::fuzz
