// SPDX-License-Identifier: Apache-2.0
/// Log banks in S3, the barrier counters, and the drain (sections 4 and 9).
#pragma once
#include <array>
#include <vector>

#include "types.hpp"

namespace openpml::cycle {

struct Unit;
struct Cycle;

struct LogSig {
  uint32_t switched = 0;  ///< vCPUs, one bit each
  bool write = false;     ///< S3 goes into the active bank of its vCPU
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
  void reset() { q_ = {}; draining_ = 0; }
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

struct DrainSig {
  bool read = false, raw = false;
  Drained e;
  bool push_store = false, push_raw = false;  ///< what was read in the last cycle
  Drained pushed;
  uint16_t starve = 0;  ///< next value
};

class Drain {
 public:
  static constexpr uint16_t kStarve = 1023;
  void reset() { reading_ = raw_ = false; starve_ = 0; }
  void decide(const Unit& u, Cycle& c) const;
  void commit(const Cycle& c);
  /// An entry read in the last cycle, pushed into its FIFO in this one.
  const Drained* store_push() const { return reading_ && !raw_ ? &e_ : nullptr; }
  const Drained* raw_push() const { return reading_ && raw_ ? &e_ : nullptr; }
  bool reading(unsigned v) const { return reading_ && e_.v == v; }

 private:
  bool reading_ = false, raw_ = false;
  Drained e_;
  uint16_t starve_ = 0;
};

}  // namespace openpml::cycle
