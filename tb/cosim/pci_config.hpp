// SPDX-License-Identifier: Apache-2.0
/// The function's 4 KiB of PCI configuration space: header, PCI Express capability with function level reset, MSI-X capability.
#pragma once
#include <array>
#include <cstdint>
#include <functional>
#include <span>

namespace openpml::cosim {

class PciConfig {
 public:
  static constexpr uint32_t kBytes = 4096;
  static constexpr uint32_t kCommand = 0x04, kBar0 = 0x10, kExpress = 0x40, kMsix = 0x80;  ///< offsets

  explicit PciConfig(unsigned vectors);

  /// Both inside the space: the caller has checked it.
  void read(uint32_t offset, std::span<uint8_t> out) const;
  void write(uint32_t offset, std::span<const uint8_t> data);
  void reset() { now_ = reset_; }

  bool memory_space() const { return now_[kCommand] & 2; }
  bool bus_master() const { return now_[kCommand] & 4; }
  /// Called when the PCI Express capability's function level reset bit is written; the space is at its reset values by then.
  std::function<void()> on_flr;
  /// Called after each write that may have changed memory_space() or bus_master().
  std::function<void()> on_command;

 private:
  using Space = std::array<uint8_t, kBytes>;
  void set(uint32_t offset, unsigned bytes, uint32_t value, uint32_t writable);
  Space reset_{}, writable_{}, now_{};
};

}  // namespace openpml::cosim
