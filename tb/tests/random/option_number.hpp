// SPDX-License-Identifier: Apache-2.0
/// Numbers on the command lines of pml_random and pml_soak.
#pragma once
#include <cstdint>
#include <cstdlib>
#include <stdexcept>
#include <string>

namespace openpml {

/// Decimal, 0x... or octal with a leading 0. Throws std::invalid_argument that names the option.
inline uint64_t option_number(const std::string& text, const std::string& option) {
  char* end = nullptr;
  const uint64_t n = std::strtoull(text.c_str(), &end, 0);
  if (text.empty() || *end != 0) throw std::invalid_argument(option + " needs a number, not '" + text + "'");
  return n;
}

}  // namespace openpml
