// SPDX-License-Identifier: Apache-2.0
/// Numbers on the command line. Everything throws UsageError that names what the number is for.
#pragma once
#include <chrono>
#include <cstdint>
#include <string>

namespace openpml::tools {

/// Decimal or 0x..., at most max.
uint64_t parse_number(const std::string& text, const std::string& what, uint64_t max);
/// Bytes: a number with an optional unit of 1024 (K, M, G, T; also KiB ...).
uint64_t parse_bytes(const std::string& text, const std::string& what);
/// A time of at most a day: a number with ms, s, m or h (none: seconds), as 500ms or 1.5s.
std::chrono::nanoseconds parse_duration(const std::string& text, const std::string& what);
/// Numbers 0..63 and ranges as 0-3,5: one bit each.
uint64_t parse_mask(const std::string& text, const std::string& what);

}  // namespace openpml::tools
