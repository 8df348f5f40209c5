// SPDX-License-Identifier: Apache-2.0
#include "target.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>

namespace openpml::fuzz {
namespace {

constexpr std::array kTargets = {
    Target{"trace", trace},
    Target{"workload", workload},
    Target{"costs", costs},
    Target{"options", options},
    Target{"arguments", arguments},
    Target{"report", report},
    Target{"result_lines", result_lines},
    Target{"uart", uart},
    Target{"canary", canary},
};

}  // namespace

std::span<const Target> targets() { return kTargets; }

const Target* find_target(std::string_view name) {
  const auto* const t = std::find_if(kTargets.begin(), kTargets.end(), [&](const Target& x) { return x.name == name; });
  return t == kTargets.end() ? nullptr : t;
}

void broken(const std::string& rule) {
  std::fprintf(stderr, "a rule does not hold: %s\n", rule.c_str());
  std::abort();
}

std::vector<std::string> lines_of(Bytes in) {
  std::vector<std::string> lines(1);
  for (const char c : text_of(in))
    if (c == '\n') lines.emplace_back();
    else lines.back() += c;
  return lines;
}

void canary(Bytes in) {
  if (!text_of(in).starts_with("PML")) return;
  const std::vector<uint8_t> copy(in.begin(), in.end());
  const volatile uint8_t past = copy[copy.size()];  // cppcheck-suppress containerOutOfBoundsIndexExpression
  (void)past;
}

}  // namespace openpml::fuzz
