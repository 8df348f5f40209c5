// SPDX-License-Identifier: Apache-2.0
/// Fuzz targets. Each takes any bytes; what it tests may refuse them, but not crash, and not break the target's rules: then the target
/// aborts. The sanitizers watch the rest.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace openpml::fuzz {

using Bytes = std::span<const uint8_t>;

struct Target {
  std::string_view name;
  void (*run)(Bytes);
};

std::span<const Target> targets();
/// Null if there is none of that name.
const Target* find_target(std::string_view name);

[[noreturn]] void broken(const std::string& rule);
inline void require(bool holds, const char* rule) {
  if (!holds) broken(rule);
}
std::vector<std::string> lines_of(Bytes in);
inline std::string_view text_of(Bytes b) { return {reinterpret_cast<const char*>(b.data()), b.size()}; }

void trace(Bytes in);         ///< a trace file
void workload(Bytes in);      ///< a workload's specification
void costs(Bytes in);         ///< a cost file
void options(Bytes in);       ///< the arguments of pmlsim, a line each
void arguments(Bytes in);     ///< the arguments of pmlctl and pml-uart, a line each, and their numbers
void report(Bytes in);        ///< results of runs, to JSON, CSV, HTML and from process to process
void result_lines(Bytes in);  ///< lines between processes that are not what a process wrote
void uart(Bytes in);          ///< what comes in from the board's line
void canary(Bytes in);        ///< has a bug, to see that fuzzer and replay find one

}  // namespace openpml::fuzz
