// SPDX-License-Identifier: Apache-2.0
/// Registers by name. BLOCK[number].REGISTER, e.g. GLOBAL.MAGIC, VM1.CMD, GEN_PHASE0.PAGES; ".HI" is the high word of a 64-bit one.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace openpml::uart {

struct Register {
  std::string name;      ///< of the first block
  uint32_t address = 0;  ///< of the first block
  uint32_t stride = 0;   ///< to the next block; 0: there is one
  bool wide = false;     ///< 64 bits
  std::string access;    ///< ro, rw, wo
  std::string about;
};

const std::vector<Register>& registers();
struct Place {
  uint32_t address = 0;
  bool wide = false;
};
/// A register's name or a number (0x...); nothing if it is neither.
std::optional<Place> find_place(std::string_view text);
/// "VM1.CMD (0x4200)" or "0x40001000".
std::string place_name(uint32_t address);

}  // namespace openpml::uart
