// SPDX-License-Identifier: Apache-2.0
#include "format.hpp"

#include <array>
#include <cstdio>
#include <span>

namespace openpml::pmlctl {
namespace {

template <class... A>
std::string print(const char* format, A... args) {
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), format, args...);
  return text.data();
}

std::string name_of(std::span<const char* const> names, uint32_t n) {
  return n < names.size() ? names[n] : "unknown (" + std::to_string(n) + ")";
}

}  // namespace

std::string grouped(uint64_t n) {
  std::string text = std::to_string(n);
  for (size_t at = text.size(); at > 3;) text.insert(at -= 3, ",");
  return text;
}

std::string signed_grouped(int64_t n) {
  if (n == 0) return "0";
  return (n > 0 ? "+" : "-") + grouped(n > 0 ? static_cast<uint64_t>(n) : uint64_t{0} - static_cast<uint64_t>(n));
}

std::string size_of_pages(uint64_t pages) {
  static constexpr std::array kUnits{"KiB", "MiB", "GiB", "TiB", "PiB"};
  double n = 4.0 * static_cast<double>(pages);
  size_t unit = 0;
  for (; n >= 1024 && unit + 1 < kUnits.size(); ++unit) n /= 1024;
  return unit ? print("%.1f %s", n, kUnits[unit]) : print("%.0f %s", n, kUnits[unit]);
}

std::string time_of_cycles(uint64_t cycles, uint64_t clock_hz) {
  if (!clock_hz) return grouped(cycles) + " cycles";
  const double s = static_cast<double>(cycles) / static_cast<double>(clock_hz);
  return s >= 1 ? print("%.2f s", s) : s >= 1e-3 ? print("%.2f ms", s * 1e3) : print("%.2f us", s * 1e6);
}

std::string mask_text(uint64_t mask) {
  std::string text;
  for (unsigned n = 0; n < 64; ++n) {
    if (!(mask >> n & 1)) continue;
    unsigned last = n;
    while (last < 63 && (mask >> (last + 1) & 1)) ++last;
    text += (text.empty() ? "" : ",") + std::to_string(n) + (last > n ? "-" + std::to_string(last) : "");
    n = last;
  }
  return text.empty() ? "-" : text;
}

std::string state_text(uint32_t state) {
  static constexpr std::array kNames{"off", "enabling", "active", "stopping", "resetting", "faulted"};
  return name_of(kNames, state);
}

std::string fault_text(uint32_t fault) {
  static constexpr std::array kNames{"none", "write refused by memory", "read refused by memory",
                                     "parity error in the line store", "parity error in a log bank"};
  return name_of(kNames, fault);
}

std::string record_type_text(uint32_t type) {
  static constexpr std::array kNames{"unknown (0)", "enable", "harvest", "peek", "disable", "stop"};
  return name_of(kNames, type);
}

}  // namespace openpml::pmlctl
