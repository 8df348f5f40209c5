// SPDX-License-Identifier: Apache-2.0
/// Values that travel between the stages of the cycle model.
#pragma once
#include <array>
#include <bit>
#include <cstdint>

#include "openpml/arch.hpp"
#include "openpml/config.hpp"
#include "openpml/ports.hpp"

namespace openpml::cycle {

inline constexpr unsigned kLogDepth = 512;
inline constexpr uint16_t kNoIndex = 0xFFFF;
inline constexpr unsigned kA = 0, kW = 1;  ///< kinds: accessed, written

/// Per-VM counters, in the order of rtl/pml_regs.toml.
enum Counter : unsigned {
  Accepted,
  Logged,
  Absorbed,
  Ignored,
  Faulted,
  Discarded,
  Consolidated,
  Stalled,
  BankSwitches,
  GuestExits,
  Harvests,
  Refused,
  MissedPeriods,
  LinesRead,
  LinesWritten,
  LinesCleared,
  AxiRdBytes,
  AxiWrBytes,
  Faults
};
static_assert(Faults + 1 == kCounters);

enum class Mode : uint8_t { Bitmap, Raw, Intel, Reserved };

enum class Verdict : uint8_t { None, Unbound, Ignored, PastLimit, Pass };

struct FilterEntry {
  uint32_t tag = 0, gen = 0;
  uint8_t vm = 0;
  bool valid = false, write = false, bad = false;
};

/// An event in S1 to S6; what a stage finds out is there from the next stage on.
struct Event {
  uint64_t gfn = 0;
  FilterEntry entry;  ///< what S3 read
  uint32_t gen = 0;
  uint8_t vcpu = 0, vm = 0;
  Verdict verdict = Verdict::None;  ///< from S2 on (counted in S4)
  bool valid = false, write = false, buf = false;
  bool known = false;                           ///< there is such a vCPU
  bool intel = false;                           ///< its VM is in Intel mode
  bool bypass = false;                          ///< from S3 on: the filter is not used
  bool near = false, hit = false, bad = false;  ///< from S6 on
  bool passed() const { return verdict == Verdict::Pass; }
  bool logged() const { return passed() && !hit; }
};

/// Stages S1 to S6 move one stage in every cycle. S7 is what has just left.
class Pipe {
 public:
  void reset() {
    e_ = {};
    head_ = 0;
  }
  const Event& s(unsigned stage) const { return e_[(head_ + 1 - stage) & 7]; }
  Event& s(unsigned stage) { return e_[(head_ + 1 - stage) & 7]; }
  void advance(const Event& taken) { e_[++head_ & 7] = taken; }

 private:
  std::array<Event, 8> e_{};
  unsigned head_ = 0;
};

/// An entry read from a log bank, on its way to the store or raw FIFO.
struct Drained {
  uint64_t gfn = 0;
  uint16_t pos = 0;  ///< 0 for index 511
  uint8_t v = 0, vm = 0;
  bool write = false, buf = false, bad = false, last = false;
};

struct LineId {
  uint32_t line = 0;
  uint8_t vm = 0;
  bool buf = false;
};

/// A line that left the store.
struct Evicted {
  LineId id;
  uint16_t slot = 0;
  std::array<uint8_t, 2> mask{};
  bool color = false;
};

/// A write-back or clear between M2 and its last beat.
struct Txn {
  LineId id;
  uint16_t slot = 0;
  std::array<uint8_t, 2> mask{};
  std::array<bool, 2> read{}, full{};
  bool zero = false, color = false;
};

enum class OpKind : uint8_t { None, Set, Clear, ReadH, ReadT, Wipe, Mark };

/// An operation on the touched map; `id.line` is a group number for ReadH, ReadT and Wipe.
struct MapOp {
  OpKind kind = OpKind::None;
  LineId id;
  std::array<bool, 2> kinds{};
  Evicted wb;  ///< Set only
};

enum class Src : uint8_t { Line, Sum, Rec, Raw };

/// What a write burst's response means.
struct BTag {
  uint64_t addr = 0;
  Src src = Src::Line;
  uint8_t vm = 0, v = 0;
  bool line_last = false, zero = false, buf = false, color = false;  ///< Line
  bool intel = false;                                                ///< Raw: Intel FIFO, not raw FIFO
};

enum FaultCode : uint8_t { WrError = 1, RdError = 2, StoreParity = 3, LogParity = 4 };

inline bool bit(uint64_t x, unsigned i) { return (x >> i) & 1; }
inline unsigned low(uint64_t x) { return static_cast<unsigned>(std::countr_zero(x)); }
inline unsigned log2u(unsigned x) { return static_cast<unsigned>(std::bit_width(x)) - 1; }

}  // namespace openpml::cycle
