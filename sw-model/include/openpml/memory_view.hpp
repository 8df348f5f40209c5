// SPDX-License-Identifier: Apache-2.0
/// Memory as software on the host sees it, for those who only look.
#pragma once
#include <cstdint>
#include <span>

namespace openpml {

class MemoryView {
 public:
  virtual ~MemoryView() = default;
  /// Copies out.size() bytes from `addr` (bytes). Bytes that no memory backs read as the viewer's choice.
  virtual void read(uint64_t addr, std::span<uint8_t> out) const = 0;
};

}  // namespace openpml
