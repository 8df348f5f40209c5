// SPDX-License-Identifier: Apache-2.0
/// The host memory behind the unit's AXI4 master, cycle by cycle.
///
/// Memory is a set of regions, each with 4 KiB of guard pattern on both sides and random contents at the start.
/// Addresses and sizes are bytes, times are cycles. An access outside every region is a recorded violation and
/// answers DECERR. Reads and writes are answered in order on their own channels (the unit uses one ID); a read's
/// data is sampled at a random legal moment between AR and R, a write becomes visible between its data and its B.
#pragma once
#include <cstdint>
#include <deque>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "openpml/config.hpp"
#include "openpml/ports.hpp"
#include "openpml/rng.hpp"

namespace openpml {

/// How the memory behaves in time. A round trip of 0 or 1 answers in the cycle after the handshake.
struct AxiTiming {
  uint32_t rd_min = 1, rd_max = 1;  ///< cycles from the AR handshake to the first R beat
  uint32_t wr_min = 1, wr_max = 1;  ///< cycles from the last of AW and the burst's W beats to B
  /// Back-pressure: chance in 256, each cycle, that ready is low (AW, W, AR) or a due beat is kept back (B, R).
  uint8_t aw_stall = 0, w_stall = 0, ar_stall = 0, b_stall = 0, r_stall = 0;
  enum class Visible : uint8_t { AtData, AtResponse, Random };
  Visible visible = Visible::Random;  ///< when a write can be seen by software
};

inline constexpr uint8_t kOkay = 0, kSlvErr = 2, kDecErr = 3;

/// Answers `resp` to bursts that touch [lo, hi), with chance `num` in 65536, at most `count` times.
struct AxiErrorRule {
  uint64_t lo = 0, hi = UINT64_MAX;
  uint8_t resp = kSlvErr;
  bool on_read = true, on_write = true;
  uint32_t num = 65536;
  uint64_t count = UINT64_MAX;
};

class AxiMemory {
 public:
  static constexpr uint64_t kGuard = 4096;  ///< guard bytes on each side of a region

  AxiMemory(unsigned dw, uint64_t seed);

  /// alloc() chooses anywhere in addresses of that many bits (33 to 64), above 4 GiB; without it, one region after the other.
  void spread(unsigned addr_bits);
  /// Adds a region of `bytes` at an address of the memory's choice, `align`ed (a power of two, at least 4096).
  uint64_t alloc(const std::string& name, uint64_t bytes, uint64_t align = 4096);
  /// Adds a region at `base`; throws std::invalid_argument if it overlaps another (guards included).
  void add(const std::string& name, uint64_t base, uint64_t bytes);
  /// Takes the region that starts at `base` away: later accesses are violations. So are guard bytes that changed until now.
  void remove(uint64_t base);
  /// The bytes [addr, addr+len) of one region, or an empty span. Valid until the region is removed.
  std::span<uint8_t> view(uint64_t addr, uint64_t len);
  std::span<const uint8_t> view(uint64_t addr, uint64_t len) const;
  /// Copies memory out; false if it is not wholly inside one region.
  bool read(uint64_t addr, std::span<uint8_t> out) const;
  uint64_t read_u64(uint64_t addr) const;  ///< 0 outside regions
  /// Name of the region that holds `addr`, or "(none)".
  std::string where(uint64_t addr) const;

  void set_timing(const AxiTiming& t) { t_ = t; }
  const AxiTiming& timing() const { return t_; }
  void add_error(const AxiErrorRule& r) { errors_.push_back(r); }
  void clear_errors() { errors_.clear(); }
  uint64_t errors_sent() const { return errors_sent_; }

  /// Chooses this cycle's memory inputs of the unit from the memory's own state.
  void drive(Inputs& in);
  /// Takes the cycle's handshakes. A cycle with rst_n low drops everything in flight.
  void observe(const Inputs& in, const Outputs& out);

  /// Nothing in flight on any channel.
  bool idle() const { return reads_.empty() && writes_.empty() && aws_.empty() && wbeats_.empty(); }
  /// Accesses outside regions, wrong bursts. Empty in a good run. Kept to the first 100; count() counts all.
  const std::vector<std::string>& violations() const { return violations_; }
  uint64_t violation_count() const { return n_violations_; }
  /// Guard bytes that changed, one message each region; empty in a good run.
  std::vector<std::string> check_guards() const;

  uint64_t rd_bytes() const { return rd_bytes_; }  ///< R beats delivered x DW/8
  uint64_t wr_bytes() const { return wr_bytes_; }  ///< bytes with strobe set
  uint64_t rd_bursts() const { return rd_bursts_; }
  uint64_t wr_bursts() const { return wr_bursts_; }

 private:
  struct Region {
    std::string name;
    uint64_t base, bytes;       ///< without guards
    std::vector<uint8_t> data;  ///< guard, bytes, guard
  };
  struct Read {
    uint64_t addr, due;
    uint8_t len, size, beat, resp;
    bool sampled;
    std::vector<Beat> data;
    uint8_t id = 0;
  };
  struct Aw {
    uint64_t addr;
    uint8_t len, size, id;
  };
  struct WBeat {
    Beat data;
    uint64_t strb;
    bool last;
  };
  struct Write {
    uint64_t addr, due;
    uint8_t resp;
    bool applied;
    std::vector<WBeat> beats;
    uint8_t id = 0;
  };

  Region* find(uint64_t addr) const;  ///< guards included
  static bool guard_intact(const Region& r);
  bool is_free(uint64_t lo, uint64_t bytes) const;
  void insert(std::unique_ptr<Region> r);
  uint8_t error_for(uint64_t lo, uint64_t hi, bool write);
  void accept_read(const Outputs& out);
  void match_write();
  void apply(const Write& w);
  Beat fetch(uint64_t addr) const;
  uint64_t beat_addr(uint64_t addr, unsigned k) const { return (addr & ~(bytes_ - 1)) + k * bytes_; }
  bool inside(uint64_t addr, uint64_t len) const;
  void violation(std::string text);
  std::vector<Beat> take_beats();

  uint64_t bytes_;  ///< per beat
  Rng rng_;
  AxiTiming t_{};
  uint64_t now_ = 0, next_base_, last_address_ = 0;
  std::vector<std::unique_ptr<Region>> regions_;  ///< by address
  mutable Region* last_ = nullptr;
  std::vector<AxiErrorRule> errors_;
  std::deque<Read> reads_;
  std::deque<Aw> aws_;
  std::deque<WBeat> wbeats_;
  std::deque<Write> writes_;
  Write current_{};
  std::vector<std::vector<WBeat>> spare_w_;
  std::vector<std::vector<Beat>> spare_r_;
  bool r_held_ = false, b_held_ = false;
  bool aw_ready_ = false, w_ready_ = false, ar_ready_ = false;
  uint64_t errors_sent_ = 0, n_violations_ = 0;
  uint64_t rd_bytes_ = 0, wr_bytes_ = 0, rd_bursts_ = 0, wr_bursts_ = 0;
  std::vector<std::string> violations_;
};

}  // namespace openpml
