// SPDX-License-Identifier: Apache-2.0
/// dom0's part on the board, done by the host over the UART: the layout of the on-chip memory, commands, records, bitmaps.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "board.hpp"

namespace openpml::uart {

/// The fields of a completion record that are looked at here.
struct Record {
  unsigned type = 0;
  bool valid = false;
  unsigned buffer = 0;
  unsigned vm = 0;
  uint32_t epoch = 0;
  uint64_t start = 0, end = 0, accessed = 0, written = 0;
  uint32_t entries = 0, fault = 0;
};

class Dom0 {
 public:
  Dom0(Board& board, unsigned vm);
  /// Pages that a VM can have: what unit and memory have room for.
  uint32_t ram_pages() const { return pages_; }
  /// All VMs OFF, generator stopped, ring and VM set up, vcpu bound, VM enabled.
  void start(unsigned vcpu);
  void stop();
  /// Ends the epoch. Retries while the unit is busy; throws Refused when it will not.
  Record harvest();
  /// A bitmap of the record's buffer, from the lines that its summary names; all other lines are 0.
  std::vector<uint32_t> bitmap(const Record& record, bool written);
  void release(const Record& record);

 private:
  void all_off();
  void command(uint32_t code, const char* name);
  Record next_record(unsigned type);
  std::vector<uint32_t> summary(const Record& record);
  uint32_t vm_reg(uint32_t offset) const;
  Board& board_;
  unsigned vm_;
  unsigned n_vm_ = 0, n_vcpu_ = 0;
  uint32_t pages_ = 0, ring_ = 0, bases_ = 0, bitmap_bytes_ = 0;
  unsigned ring_log2_ = 6;
};

}  // namespace openpml::uart
