// SPDX-License-Identifier: Apache-2.0
/// The memory port: X chooses write beats, the channel FIFOs, read data and write responses (section 7).
#pragma once
#include <array>

#include "fifo.hpp"
#include "types.hpp"

namespace openpml::cycle {

struct Unit;
struct Cycle;

/// `ready`: the cycle from which on the port shows it.
struct WItem {
  Beat data{};
  uint64_t strb = 0, ready = 0;
  bool last = false;
};
struct AItem {
  uint64_t addr = 0, ready = 0;
  uint8_t len = 0, size = 0;  ///< as on the bus: beats - 1, log2 bytes
};
struct RBeat {
  Beat data{};
  bool bad = false;
};

/// What X does. The burst's fields are those of its first beat.
struct XSig {
  bool locked = false;   ///< inside a burst
  bool offered = false;  ///< the source that has the grant offers a beat
  bool taken = false, first = false, last = false;
  uint8_t vm = 0, beats = 0, next = 0;  ///< next: where the grant goes when it moves
  uint64_t addr = 0;
  bool bad = false;  ///< a line's beat, and what was read for it came with an error
  uint8_t bad_vm = 0;
  uint64_t bad_addr = 0;          ///< of the beat
  BTag tag;                       ///< `tag.src` is valid for every beat
  WItem w;                        ///< words past DW stay 0
  bool sum = false, rec = false;  ///< a summary chunk or a record is in the line buffer
};
struct BSig {
  bool valid = false, good = false;
  BTag tag;
};

class Axi {
 public:
  explicit Axi(const Params& p);
  void reset();
  void outputs(uint64_t now, Outputs& out) const;
  void decide(const Unit& u, Cycle& c) const;  ///< B and X
  void commit(Unit& u, const Inputs& in, const Cycle& c);
  bool ar_room(const Params& p) const {
    return ar_.size() < kPort && rd_out_ < p.outstanding && rd_res_ < 2 * p.outstanding;
  }
  const Fifo<RBeat>& rfifo() const { return rfifo_; }
  unsigned rd_out() const { return rd_out_; }
  unsigned wr_out() const { return wr_out_; }

 private:
  static constexpr unsigned kPort = 8;  ///< places of each port queue, the stages before it included
  void take_raw(const Unit& u, Cycle& c) const;

  unsigned beat_bytes_, outstanding_;
  uint8_t size_;
  uint64_t strb_;
  Fifo<AItem> aw_, ar_;
  Fifo<WItem> w_;
  Fifo<BTag> order_;
  Fifo<RBeat> rfifo_;
  unsigned rd_out_ = 0, rd_res_ = 0, wr_out_ = 0;
  bool place_back_ = false;  ///< B2 went on with the last beat of a read burst a cycle ago
  bool locked_ = false;
  uint8_t grant_ = 0;                         ///< the source that may hand over a beat: 0 LINE, 1 line buffer, 2 RAW
  bool buf_valid_ = false, buf_rec_ = false;  ///< the line buffer offers; a record, not a summary chunk
  struct {
    bool valid = false, good = false;
  } bq_;  ///< B, registered
  struct {
    bool valid = false, last = false;
    RBeat beat;
  } rq_;  ///< R, registered
  struct {
    uint8_t vm = 0;
    uint16_t bytes = 0;
  } begun_;  ///< the burst that began a cycle ago
  struct Bad {
    bool valid = false;
    uint8_t vm = 0;
    uint64_t addr = 0;
  };
  std::array<Bad, 2> bad_{};  ///< beats of bad reads taken one and two cycles ago
};

}  // namespace openpml::cycle
