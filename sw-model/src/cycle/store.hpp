// SPDX-License-Identifier: Apache-2.0
/// The set-associative line store that combines log entries, and its flush port (section 5).
#pragma once
#include <array>
#include <optional>
#include <vector>

#include "fifo.hpp"
#include "log.hpp"
#include "types.hpp"

namespace openpml::cycle {

struct Unit;
struct Cycle;

struct StoreSig {
  bool pop = false;
  bool discard = false;              ///< the entry in K0
  bool keep = false, alloc = false;  ///< the entry in K3 needs no new line; it needs one
  bool hit = false, displaces = false;
  uint32_t way = 0;          ///< position in the tag array (set x ways + way)
  bool clash = false;        ///< K1 to K5 hold an event of the flush's set
  bool flush_match = false;  ///< the flush's way holds a line to be flushed
  bool flush_wanted = false, flush_pass = false, flush_out = false, flush_done = false;
  bool evict = false;  ///< `out` goes to WBQ
  Evicted out;
  std::array<bool, 2> late{};  ///< [kind]: the data write in D goes to E
  bool wb_waits = false;       ///< the write-back's B2 gets no port of the data
};

class Store {
 public:
  struct Slot {
    std::array<std::array<uint64_t, 8>, 2> word{};  ///< [kind], 512 bits
    std::array<uint64_t, 2> bad{};                  ///< [kind]: bytes that are stored with inverted parity
  };
  explicit Store(const Params& p);
  void reset();
  void decide(const Unit& u, Cycle& c) const;
  void commit(Unit& u, const Cycle& c);
  unsigned fifo_count() const { return fifo_.size(); }
  unsigned free_count() const { return credit_; }
  bool color(unsigned vm) const { return color_[vm]; }
  const Slot& slot(unsigned i) const { return slots_[i]; }

 private:
  struct Line {
    uint64_t stamp = 0;  ///< of the last use
    uint16_t slot = 0;
    std::array<uint8_t, 2> mask{};
  };
  /// The data write of an event: a byte of its line.
  struct DataWrite {
    bool valid = false;
    uint8_t vm = 0;
    uint16_t slot = 0;
    uint8_t byte = 0;
    uint32_t line = 0;
    std::array<bool, 2> sets{}, had{}, fresh{};  ///< [kind]: set by the event; the beat was present; the bit was not
  };
  struct Stage {
    bool held = false, go = false;  ///< an entry; an event (not discarded)
    Drained e;
    bool log_reads = false;  ///< of its VM, in K0
    uint32_t set = 0;
    bool alloc = false, evicts = false;  ///< from K4 on: a new line; it displaces `out`
    Evicted out;
    DataWrite data;
  };
  static uint64_t tag_of(unsigned vm, bool buf, uint32_t line) {
    return uint64_t{1} << 63 | uint64_t{vm} << 40 | uint64_t{buf} << 39 | line;
  }
  uint32_t set_of(unsigned vm, bool buf, uint32_t line) const;
  void look_up(Cycle& c) const;
  bool data_reads() const;
  void decide_data(const Unit& u, StoreSig& s) const;
  void decide_flush(Cycle& c) const;
  Evicted line_out(uint32_t way) const;
  void write_entry(const Unit& u, const StoreSig& s, Stage& k);
  void commit_flush(const StoreSig& s);
  void commit_data(Unit& u, const Cycle& c);

  unsigned sets_, ways_, set_w_, vm_w_, dw_, n_slots_;
  Fifo<Drained> fifo_;
  std::vector<uint64_t> tags_;  ///< 0: invalid
  std::vector<Line> lines_;
  std::vector<Slot> slots_;
  std::vector<uint16_t> free_;
  unsigned credit_ = 0;  ///< free slots not promised
  unsigned init_ = 0;    ///< sets still to be invalidated after reset
  uint64_t clock_ = 0;
  std::array<Stage, 6> k_;  ///< K0 to K5
  struct Out {
    bool valid = false;
    Evicted line;
  } out_;  ///< K6: an evicted line
  // flush
  enum class Phase : uint8_t { Look, Pick, Out, Done };
  static constexpr unsigned kFlushAge = 1023;
  Phase phase_ = Phase::Look;
  uint32_t f_ = 0;  ///< position in the tag array
  unsigned age_ = 0;
  std::array<bool, kMaxVm> color_{};
  std::array<DataWrite, 5> data_;  ///< A to E; in E, `fresh` is what is still to be written
  DataWrite bad_;                  ///< its old byte had bad parity: a fault now
};

}  // namespace openpml::cycle
