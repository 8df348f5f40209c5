// SPDX-License-Identifier: Apache-2.0
/// Completion records and their ring (section 10).
#pragma once
#include <array>

#include "types.hpp"

namespace openpml::cycle {

struct Unit;
struct Cycle;

struct RecSig {
  bool capture = false;
  bool begun = false;               ///< the record counts from here on
  bool writes = false;              ///< a word goes into the line buffer
  bool done = false, page = false;  ///< the response of the record is here; page: it was a RAW_PAGE
  bool event = false;               ///< an interrupt event for `vector`
  uint8_t v = 0, vector = 0;
};

class Recorder {
 public:
  explicit Recorder(const Params& p) : words_(p.dw / 64), nb_(p.nb()) {}
  void reset();
  void decide(const Unit& u, Cycle& c) const;
  /// Runs before the other stages' commits, as the engine's.
  void commit(const Unit& u, const Cycle& c);
  bool offers() const { return state_ == State::Send; }
  /// It reads the VMs' tables, or did in the cycle before.
  bool fills() const { return state_ == State::Fill || filled_; }
  void take(const Unit& u, Cycle& c) const;
  bool room(unsigned n) const { return bit(room_, n); }  ///< for n records, as of the cycle before
  bool promised() const { return promised_; }  ///< a slot, in the cycle before: room() does not know of it yet
  uint32_t prod() const { return prod_; }
  uint32_t resv() const { return resv_; }

 private:
  enum class State : uint8_t { Idle, Fill, Send, WaitB };
  int page_request(const Unit& u) const;
  void capture(const Unit& u);
  uint32_t word(const Unit& u, unsigned i) const;

  unsigned words_, nb_;
  State state_ = State::Idle;
  bool page_ = false, buf_ = false;
  bool valid_ = false;  ///< the record is VALID: it tells no fault
  Job job_ = Job::None;
  unsigned fill_ = 0;  ///< Fill: cycles
  uint8_t vm_ = 0, v_ = 0;
  uint64_t addr_ = 0;
  std::array<uint32_t, 16> rec_{};
  uint64_t now_ = 0;    ///< Fill: the time in the cycle before
  uint64_t start_ = 0;  ///< Fill: the epoch's start, when its words were chosen
  unsigned beat_ = 0;
  uint32_t prod_ = 0, resv_ = 0;
  uint32_t room_ = 0;               ///< bit n: there is room for n
  std::array<uint32_t, 3> cons_{};  ///< RING_CONS one, two and three cycles ago
  bool promised_ = false;
  unsigned by_command_ = 0;  ///< slots that a command promised in the cycle before: they count now
  bool gave_back_ = false;   ///< a promised slot was given back in the cycle before: it counts now
  bool filled_ = false;      ///< it was in Fill in the cycle before
};

}  // namespace openpml::cycle
