// SPDX-License-Identifier: Apache-2.0
/// Numbers on the command lines of the bench's programs.
#pragma once
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <stdexcept>
#include <string>

namespace openpml {

/// Decimal, 0x... or octal with a leading 0; no sign. Throws std::invalid_argument that names the option.
inline uint64_t option_number(const std::string& text, const std::string& option) {
  char* end = nullptr;
  errno = 0;
  const uint64_t n = std::strtoull(text.c_str(), &end, 0);
  if (text.empty() || text[0] < '0' || text[0] > '9' || *end != 0)
    throw std::invalid_argument(option + " needs a number, not '" + text + "'");
  if (errno == ERANGE) throw std::invalid_argument(option + ": " + text + " is larger than 64 bits");
  return n;
}

}  // namespace openpml
