// SPDX-License-Identifier: Apache-2.0
/// What the models of the event sources have in common (docs/sources.md). Each model's const functions tell what it shows in this
/// cycle, from its state at the start of the cycle; step() is the clock edge.
#pragma once
#include <cstdint>

#include "openpml/regs.hpp"

namespace openpml::sources {

/// A source's event port.
struct SrcEvent {
  bool valid = false;
  uint8_t vcpu = 0;
  uint64_t gfn = 0;
  bool write = false;
};

/// A write that happens in this cycle and is not refused; offset from the block's start.
struct RegWrite {
  uint16_t off = 0;
  uint32_t data = 0;
};

/// A block of registers. Codes are ERR_* of regs.hpp, 0 when the access is good.
class RegBlock {
 public:
  virtual ~RegBlock() = default;
  virtual uint8_t write_error(uint16_t off, uint32_t data) const = 0;
  /// `data` is 0 when the access is refused.
  virtual uint8_t read(uint16_t off, uint32_t& data) const = 0;
};

/// Half of a 64-bit register.
inline uint32_t half(uint64_t v, bool high) { return static_cast<uint32_t>(high ? v >> 32 : v); }
inline void set_half(uint64_t& v, bool high, uint32_t data) {
  v = high ? (v & 0xFFFF'FFFFull) | uint64_t{data} << 32 : (v & ~0xFFFF'FFFFull) | data;
}

}  // namespace openpml::sources
