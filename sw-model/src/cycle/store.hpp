// SPDX-License-Identifier: Apache-2.0
/// The set-associative line store that combines log entries, and its flush port (section 5).
#pragma once
#include <array>
#include <optional>
#include <vector>

#include "fifo.hpp"
#include "types.hpp"

namespace openpml::cycle {

struct Unit;
struct Cycle;

struct StoreSig {
  bool pop = false, discard = false, hit = false;
  bool flush_step = false, flush_advance = false;
  bool invalidate = false;  ///< of flush_way
  uint32_t flush_way = 0;   ///< position of the flushed line in the tag array
  bool evict = false;       ///< `out` goes to WBQ
  bool flush_wanted = false;
  uint32_t way = 0;         ///< position in the tag array (set x ways + way)
  uint64_t tag = 0;
  Evicted out;
};

class Store {
 public:
  struct Slot {
    std::array<std::array<uint64_t, 8>, 2> word{};  ///< [kind], 512 bits
    std::array<uint8_t, 2> bad{};                   ///< [kind]: beats whose word is stored with inverted parity
  };
  explicit Store(const Params& p);
  void reset();
  void decide(const Unit& u, Cycle& c) const;
  void commit(Unit& u, const Cycle& c);
  unsigned fifo_count() const { return fifo_.size(); }
  unsigned free_count() const { return static_cast<unsigned>(free_.size()); }
  bool color(unsigned vm) const { return color_[vm]; }
  const Slot& slot(unsigned i) const { return slots_[i]; }

 private:
  struct Line {
    uint64_t stamp = 0;  ///< of the last use
    uint16_t slot = 0;
    std::array<uint8_t, 2> mask{};
  };
  static uint64_t tag_of(unsigned vm, bool buf, uint32_t line) {
    return uint64_t{1} << 63 | uint64_t{vm} << 40 | uint64_t{buf} << 39 | line;
  }
  uint32_t set_of(unsigned vm, bool buf, uint32_t line) const;
  void look_up(const Unit& u, Cycle& c) const;
  void flush_step(const Unit& u, Cycle& c) const;
  void evict(const Unit& u, Cycle& c, uint32_t way) const;
  void write_entry(Unit& u, const Cycle& c);
  void finish_write(Unit& u, const Cycle& c);

  unsigned sets_, ways_, set_w_, vm_w_, dw_, n_slots_;
  Fifo<Drained> fifo_;
  std::vector<uint64_t> tags_;  ///< 0: invalid
  std::vector<Line> lines_;
  std::vector<Slot> slots_;
  std::vector<uint16_t> free_;
  uint64_t clock_ = 0;
  static constexpr unsigned kFlushAge = 1023;
  unsigned age_ = 0;
  std::array<bool, kMaxVm> color_{};
  /// The data write of the last cycle's commit: checks the old words' parity and stores new parity in this cycle.
  struct DataWrite {
    uint8_t vm;
    uint16_t slot;
    uint8_t beat;
    uint32_t line;
    std::array<bool, 2> sets, had;  ///< [kind]: set by the event; the beat was present
  };
  std::optional<DataWrite> write_;
};

}  // namespace openpml::cycle
