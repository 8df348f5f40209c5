// SPDX-License-Identifier: Apache-2.0
/// Log banks in S6, the barrier counters, and the drain (sections 4 and 9).
#pragma once
#include <array>
#include <vector>

#include "types.hpp"

namespace openpml::cycle {

struct Unit;
struct Cycle;

struct LogSig {
  uint32_t switched = 0;  ///< vCPUs, one bit each
  bool write = false;     ///< S6 goes into the active bank of its vCPU
};

class LogBanks {
 public:
  struct Vcpu {
    uint16_t cnt = 0, rem = 0, total = 0, occ = 0, bar = 0;
    uint8_t act = 0;
    bool drain = false, forced = false;
    bool old_page = false;  ///< raw mode: entries before the barrier wait for their page's record
  };
  explicit LogBanks(const Params& p);
  void reset() {
    q_ = {};
    draining_ = 0;
  }
  void decide(const Unit& u, Cycle& c) const;
  void commit(Unit& u, const Cycle& c);
  uint32_t draining() const { return draining_; }  ///< vCPUs, one bit each
  const Vcpu& operator[](unsigned v) const { return q_[v]; }
  unsigned free(unsigned v) const { return (kLogDepth - q_[v].cnt) + (q_[v].drain ? 0 : kLogDepth); }
  /// The oldest unread entry of the draining bank.
  Drained head(unsigned v) const;

 private:
  struct Entry {
    uint64_t gfn = 0;
    bool write = false, buf = false, bad = false;
  };
  Entry& at(unsigned v, unsigned bank, unsigned pos) { return ram_[(v * 2 + bank) * kLogDepth + pos]; }

  std::vector<Entry> ram_;  ///< position 0 of a bank is index 511
  std::array<Vcpu, kMaxVcpu> q_{};
  uint32_t draining_ = 0;
};

/// An entry on its way from a bank to its FIFO.
struct DrainStage {
  bool valid = false, raw = false;
  Drained e;
};

struct DrainSig {
  DrainStage choice;                          ///< D0
  bool push_store = false, push_raw = false;  ///< D3
  Drained pushed;
  uint16_t starve = 0;  ///< next value
  uint32_t boost = 0;   ///< next value: vCPUs, one bit each
  bool chose_forced = false;
};

class Drain {
 public:
  static constexpr uint16_t kStarve = 1023;
  static constexpr unsigned kPlaces = 8;  ///< of each FIFO
  void reset() {
    stage_ = {};
    cnt_ = {};
    starve_ = 0;
    boost_ = 0;
    chose_forced_ = false;
  }
  void decide(const Unit& u, Cycle& c) const;
  void commit(Unit& u, const Cycle& c);  ///< before the banks' commit: it keeps their counts

 private:
  unsigned on_the_way(bool raw) const;
  std::array<DrainStage, 3> stage_{};     ///< D1 to D3
  std::array<uint16_t, kMaxVcpu> cnt_{};  ///< entries of the active banks a cycle ago
  uint16_t starve_ = 0;
  uint32_t boost_ = 0;
  bool chose_forced_ = false;  ///< a forced bank, in the cycle before
};

}  // namespace openpml::cycle
