// SPDX-License-Identifier: Apache-2.0
#include "common/numbers.hpp"

#include <charconv>
#include <cmath>

#include "common/errors.hpp"

namespace openpml::tools {

uint64_t parse_number(const std::string& text, const std::string& what, uint64_t max) {
  const bool hexed = text.starts_with("0x") || text.starts_with("0X");
  const char* first = text.data() + (hexed ? 2 : 0);
  const char* last = text.data() + text.size();
  uint64_t n = 0;
  const auto r = std::from_chars(first, last, n, hexed ? 16 : 10);
  if (first == last || r.ec != std::errc{} || r.ptr != last || n > max)
    throw UsageError(what + ": '" + text + "' is not a number from 0 to " + std::to_string(max));
  return n;
}

uint64_t parse_bytes(const std::string& text, const std::string& what) {
  const std::string units = "KMGT";
  std::string digits = text;
  if (digits.ends_with("iB")) digits.resize(digits.size() - 2);
  unsigned shift = 0;
  if (!digits.empty())
    if (const size_t at = units.find(digits.back()); at != std::string::npos) {
      shift = 10 * (static_cast<unsigned>(at) + 1);
      digits.pop_back();
    }
  const bool bare_unit = shift == 0 && digits != text;
  uint64_t n = 0;
  const auto r = std::from_chars(digits.data(), digits.data() + digits.size(), n);
  if (digits.empty() || bare_unit || r.ec != std::errc{} || r.ptr != digits.data() + digits.size() ||
      n > UINT64_MAX >> shift)
    throw UsageError(what + ": '" + text + "' is not a size like 512M, 4G or 4GiB");
  return n << shift;
}

std::chrono::nanoseconds parse_duration(const std::string& text, const std::string& what) {
  double n = 0;
  const auto r = std::from_chars(text.data(), text.data() + text.size(), n, std::chars_format::fixed);
  const std::string unit(r.ptr, text.data() + text.size());
  const double seconds = unit == "ms"                  ? 1e-3
                         : unit.empty() || unit == "s" ? 1
                         : unit == "m"                 ? 60
                         : unit == "h"                 ? 3600
                                                       : 0;
  if (r.ec != std::errc{} || seconds == 0 || !std::isfinite(n) || n * seconds < 1e-3 || n * seconds > 86'400)
    throw UsageError(what + ": '" + text + "' is not a time from 1ms to a day like 500ms, 1s or 2m");
  return std::chrono::nanoseconds(std::llround(n * seconds * 1e9));
}

uint64_t parse_mask(const std::string& text, const std::string& what) {
  uint64_t mask = 0;
  for (size_t at = 0; at <= text.size();) {
    const size_t end = std::min(text.find(',', at), text.size());
    const std::string part = text.substr(at, end - at);
    const size_t dash = part.find('-');
    const uint64_t first = parse_number(part.substr(0, dash), what, 63);
    const uint64_t last = dash == std::string::npos ? first : parse_number(part.substr(dash + 1), what, 63);
    if (last < first) throw UsageError(what + ": the range '" + part + "' goes backwards");
    for (uint64_t n = first; n <= last; ++n) mask |= uint64_t{1} << n;
    at = end + 1;
  }
  return mask;
}

}  // namespace openpml::tools
