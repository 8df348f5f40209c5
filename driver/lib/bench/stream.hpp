// SPDX-License-Identifier: Apache-2.0
/// Loops that only read: what one core gets from memory.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace openpml::host {

struct StreamReader {
  std::string name;
  uint64_t (*read)(std::span<const uint8_t> bytes);  ///< whole multiples of 256 bytes
};

/// Those that this processor can run.
std::vector<StreamReader> stream_readers();

}  // namespace openpml::host
