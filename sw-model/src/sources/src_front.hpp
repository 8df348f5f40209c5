// SPDX-License-Identifier: Apache-2.0
/// Front of the source registers, SRC block and source interrupts, from docs/sources.md section 3.
#pragma once
#include <array>
#include <cstdint>

#include "blocks.hpp"
#include "split.hpp"

namespace openpml::sources {

/// The blocks behind the front; a null one is not there (its registers are unmapped).
struct SourceBlocks {
  RegBlock* ingest = nullptr;
  RegBlock* tap = nullptr;
  RegBlock* gen = nullptr;
};

class SrcFront {
 public:
  static constexpr unsigned kSources = 4;
  explicit SrcFront(const SourceBlocks& blocks) : blocks_(blocks) {}
  void reset() { *this = SrcFront(blocks_); }

  LiteSlaveOut port(const LiteSlaveIn& in) const;
  /// An accepted write that happens in this cycle, for the block it belongs to; offsets from that block's base.
  enum class Block : uint8_t { None, Src, Ingest, Tap, Gen };
  struct Happens {
    Block block = Block::None;
    RegWrite write;
  };
  Happens write_now() const;
  /// `valid`, `taken`: of the core's event ports in this cycle.
  void step(const LiteSlaveIn& in, const std::array<bool, kSources>& valid, const std::array<bool, kSources>& taken);

 private:
  struct Access {
    bool busy = false;  ///< not IDLE
    unsigned age = 0;   ///< cycles since it was taken
    uint16_t addr = 0;
    uint32_t data = 0;
    uint8_t strb = 0;
    uint8_t code = 0;
  };
  struct Place {
    Block block = Block::None;
    uint16_t off = 0;
  };
  static constexpr unsigned kWriteAnswer = 2, kReadAnswer = 3;  ///< age at which bvalid, rvalid rise
  Place place(uint16_t addr) const;
  const RegBlock* block(Block b) const;
  uint8_t check_write() const;
  uint8_t check_read(uint32_t& data) const;
  uint8_t read_src(uint16_t off, uint32_t& data) const;

  SourceBlocks blocks_;
  Access w_, r_;
  uint32_t rdata_ = 0, last_error_ = 0;
  std::array<bool, 2 * kSources> seen_{};        ///< of the cycle before: events, stalls
  std::array<uint64_t, 2 * kSources> counts_{};  ///< EVENTS and STALLED of each source, in register order
};

/// Interrupt events wait here for the one place a cycle that the core's router has for sources.
class SrcIrq {
 public:
  void reset() { *this = {}; }
  bool valid() const { return ingest_ > 0 || gen_ > 0; }
  uint8_t vector(uint8_t ingest, uint8_t gen) const { return ingest_ > 0 ? ingest : gen; }
  void step(bool ingest_event, bool gen_event) {
    const bool ingest_out = ingest_ > 0, gen_out = !ingest_out && gen_ > 0;
    count(ingest_, ingest_event, ingest_out);
    count(gen_, gen_event, gen_out);
  }

 private:
  static void count(unsigned& n, bool in, bool out) {
    if (in && !out && n == 15) return;
    n += unsigned{in} - unsigned{out};
  }
  unsigned ingest_ = 0, gen_ = 0;
};

}  // namespace openpml::sources
