// SPDX-License-Identifier: Apache-2.0
/// Reads of old lines, the write beats of lines (B1, B2) and the counting of new pages (section 7).
#pragma once
#include <array>

#include "fifo.hpp"
#include "types.hpp"

namespace openpml::cycle {

struct Unit;
struct Cycle;

/// One beat of a line, in B2.
struct LineBeat {
  Txn t;
  uint8_t kind = 0, beat = 0, run = 0;  ///< run: beats of the burst that starts here
  bool valid = false, need_read = false;
  bool first = false, last = false;         ///< of its burst
  bool kind_last = false, line_last = false;
  bool burst_line_last = false;             ///< the burst that starts here is the line's last
};

struct WbSig {
  // reads
  bool ar = false, ar_kind_last = false, move = false;
  uint8_t ar_kind = 0, ar_run = 0;
  uint64_t ar_addr = 0;
  std::array<uint8_t, 2> ar_rem{};  ///< beats of the TXQ head still to be read, after this cycle
  // beats
  bool load = false, wtq_pop = false;
  std::array<uint8_t, 2> wr_rem{};
  LineBeat next;
  // X takes the beat in B2
  bool take = false, free_slot = false, rfifo_pop = false, read_burst_done = false;
  uint16_t slot = 0;
  unsigned newly = 0;
};

class WriteBack {
 public:
  explicit WriteBack(const Params& p);
  void reset();
  void decide(const Unit& u, Cycle& c) const;  ///< after X has chosen
  void commit(Unit& u, const Cycle& c);
  const LineBeat& b2() const { return b2_; }
  bool offers(const Unit& u) const;
  /// X takes B2's beat: its burst and its data.
  void take(const Unit& u, Cycle& c) const;

 private:
  void decide_read(const Unit& u, Cycle& c) const;
  void decide_beat(const Unit& u, Cycle& c) const;
  uint8_t write_mask(const Txn& t, unsigned kind) const;

  unsigned nb_, beat_bytes_, words_;
  Fifo<Txn> txq_, wtq_;
  bool reading_ = false, writing_ = false;  ///< *_rem_ belong to the head
  std::array<uint8_t, 2> ar_rem_{}, wr_rem_{};
  LineBeat b2_;
  struct Newly {
    uint16_t n = 0;
    uint8_t kind = 0, vm = 0;
    bool buf = false;
  };
  std::array<Newly, 2> newly_{};  ///< the two cycles between a beat and its count
};

}  // namespace openpml::cycle
