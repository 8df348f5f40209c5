// SPDX-License-Identifier: Apache-2.0
/// Reads of old lines (stage R), the write beats of lines (stages W, B1 to B4 and the queue before X) and the counting of
/// new pages (section 7).
#pragma once
#include <array>

#include "fifo.hpp"
#include "types.hpp"

namespace openpml::cycle {

struct Unit;
struct Cycle;

/// A beat between B1 and X. It is in the queue from the start; X sees it from cycle `ready` on, which is known when it leaves B2.
struct LineBeat {
  uint64_t ready = ~uint64_t{0}, addr = 0;
  uint8_t vm = 0, run = 0;           ///< run: beats of the burst that starts here
  bool first = false, last = false;  ///< of its burst
  bool read_bad = false;             ///< what memory held came with an error
  BTag tag;
  Beat data{};
};

/// What else a beat does on its way. B2 may wait; when it goes on in cycle t: B3 in t+1.
struct BeatFlow {
  bool valid = false, had = false, parity_bad = false, kind_last = false, zero = false;
  bool frees = false, buf = false;
  bool read_burst_done = false;  ///< the last beat of a read burst
  uint8_t vm = 0, kind = 0;
  uint16_t slot = 0, newly = 0;
  uint32_t line = 0;
};

struct WbSig {
  // reads
  bool rload = false, ar = false, ar_kind_last = false, move = false;
  uint8_t ar_kind = 0, ar_run = 0;
  uint64_t ar_addr = 0;
  std::array<uint8_t, 2> ar_rem{};  ///< beats of R's line still to be read, after this cycle
  // beats
  bool wload = false, go = false, line_end = false, rfifo_pop = false, read_burst_done = false, b2_goes = false;
  bool read_place_back = false;  ///< the beat that leaves B2 is the last of a read burst
  std::array<uint8_t, 2> wr_rem{};
  BeatFlow flow;
  // the store's slot that B3 frees; the beat that X takes
  bool free_slot = false, take = false;
  uint16_t slot = 0;
};

class WriteBack {
 public:
  explicit WriteBack(const Params& p);
  void reset();
  void decide(const Unit& u, Cycle& c) const;
  void commit(Unit& u, const Cycle& c);
  /// B2 reads a word of the store; of this kind.
  bool reads_store() const { return b2_.valid && b2_.had; }
  unsigned kind_read() const { return b2_.kind; }
  bool offers(const Unit& u) const;
  /// X takes the oldest beat: its burst and its data.
  void take(Cycle& c) const;

 private:
  struct Stage {                         ///< R or W: a line, and its beats still to be read or written
    bool valid = false, inside = false;  ///< inside: of a burst
    Txn t;
    std::array<uint8_t, 2> rem{};
  };
  static constexpr unsigned kHistory = 16, kQueue = 8;
  const BeatFlow& flow(uint64_t now, unsigned ago) const { return flow_[(now - ago) & (kHistory - 1)]; }
  void decide_read(const Unit& u, Cycle& c) const;
  void decide_beat(const Unit& u, Cycle& c) const;
  void decide_flow(const Unit& u, Cycle& c) const;
  void issue(const Unit& u, const Cycle& c);
  void count_new(Unit& u, const Cycle& c);
  uint8_t write_mask(const Txn& t, unsigned kind) const;

  unsigned nb_, beat_bytes_, words_, count_stages_, much_;
  Fifo<Txn> txq_, wtq_;
  bool wt_much_ = false;  ///< WTQ held much_ or more a cycle ago
  Stage r_, w_;
  Fifo<LineBeat> q_;
  BeatFlow b2_;
  std::array<BeatFlow, kHistory> flow_{};  ///< of the beats that have left B2
  struct {
    bool valid = false, kind_last = false;
    uint8_t vm = 0, beats = 0;
  } asked_;  ///< a read burst issued a cycle ago
  struct {
    bool active = false, w_done = false;
    uint8_t vm = 0;
  } load_;            ///< INIT counts to be loaded
  int load_vm_ = -1;  ///< the VM whose they are to be from the next cycle on, -1: none
};

}  // namespace openpml::cycle
