// SPDX-License-Identifier: Apache-2.0
/// The AXI tap, from docs/sources.md sections 6 and 7: which addresses pass, the window table, the event pipeline.
#pragma once
#include <array>
#include <cstdint>
#include <deque>
#include <optional>

#include "blocks.hpp"
#include "slow_counters.hpp"

namespace openpml::sources {

class Tap final : public RegBlock {
 public:
  static constexpr unsigned kAddrW = 32, kWindows = 4;  ///< as pml_system has them by default

  void reset() { *this = {}; }
  /// Addresses of this kind may pass in this cycle.
  bool open_aw() const { return !enable_ || queue_[0].size() < kQueue; }
  bool open_ar() const { return !enable_ || queue_[1].size() < kQueue; }
  SrcEvent event() const { return out_.empty() ? SrcEvent{} : out_.front(); }

  uint8_t write_error(uint16_t off, uint32_t data) const override;
  uint8_t read(uint16_t off, uint32_t& data) const override;

  /// The address channels at the slave side, and the master side's ready.
  struct In {
    bool awvalid = false, awready = false, arvalid = false, arready = false;
    uint64_t awaddr = 0, araddr = 0;
    bool ev_ready = false;
    const RegWrite* write = nullptr;
  };
  void step(const In& in);
  /// For tests: counter k, in register order, says `value`.
  void set_counter(unsigned k, uint64_t value) { counters_.set(k, value); }

 private:
  static constexpr unsigned kQueue = 16, kOut = 8, kStages = 5;
  struct Window {
    bool enable = false;
    uint8_t vcpu = 0;
    uint64_t addr = 0, gfn = 0;
    uint32_t pages = 0;
  };
  struct Stage {
    bool valid = false, write = false;
    uint64_t page = 0;
  };
  bool busy() const;
  unsigned in_stages() const;
  const Window* match(uint64_t page) const;
  void write_register(const RegWrite& w);

  std::optional<RegWrite> acts_;  ///< accepted, acts in this cycle
  bool enable_ = false;
  std::array<Window, kWindows> win_{};
  std::array<std::deque<uint64_t>, 2> queue_{};  ///< 0 writes, 1 reads
  unsigned rr_ = 0;
  std::array<Stage, kStages> t_{};
  std::deque<SrcEvent> out_;
  SlowCounters counters_;
};

}  // namespace openpml::sources
