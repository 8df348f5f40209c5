// SPDX-License-Identifier: Apache-2.0
/// Intel mode's log pages and guest exits, and the raw log's page ring (section 6).
#pragma once
#include <array>
#include <optional>

#include "fifo.hpp"
#include "log.hpp"
#include "types.hpp"

namespace openpml::cycle {

struct Unit;
struct Cycle;

struct IntelSig {
  bool s6 = false;                      ///< S6 holds an event of an Intel-mode VM
  bool push = false, reinject = false;  ///< reinject: the skid of reinject_v is pushed
  uint8_t v = 0, reinject_v = 0;
};

class Intel {
 public:
  struct Entry {
    uint64_t gfn = 0;
    uint16_t idx = 0;
    uint8_t v = 0, vm = 0;
    bool write = false;
  };
  struct Vcpu {
    uint64_t gfn = 0;  ///< skid
    uint32_t iout = 0;
    uint16_t idx = kNoIndex;
    bool skid = false, write = false;
  };
  Intel() : fifo_(32) {}
  void reset() {
    fifo_.clear();
    q_ = {};
    skids_ = 0;
    room_ = false;
    due_ = {};
    exited_ = answered_ = first_ = -1;
    far_ = 0;
    forgotten_ = forgotten_vm_ = 0;
    moved_ = false;
  }
  void decide(const Unit& u, Cycle& c) const;
  void commit(Unit& u, const Cycle& c);
  const Vcpu& operator[](unsigned v) const { return q_[v]; }
  void set_index(unsigned v, uint16_t idx) {
    q_[v].idx = idx;
    moved_ = true;
  }
  bool can_accept(unsigned v, unsigned inflight) const;
  bool guest_exit(const Unit& u, unsigned v) const;
  const Fifo<Entry>& fifo() const { return fifo_; }
  uint32_t skids() const { return skids_; }  ///< vCPUs, one bit each

 private:
  void push(unsigned v, const Entry& e, uint16_t next);

  Fifo<Entry> fifo_;
  std::optional<Entry> due_;         ///< pushed in the cycle before: in the FIFO from the next one on
  int exited_ = -1, answered_ = -1;  ///< a VM's guest exit, a vCPU's B of the cycle before; -1: none
  std::array<Vcpu, kMaxVcpu> q_{};
  uint32_t skids_ = 0;
  int first_ = -1;     ///< the lowest vCPU that had a skid and a place for it a cycle ago, -1: none
  bool room_ = false;  ///< the FIFO held fewer than 16 a cycle ago
  unsigned forgotten_ = 0, forgotten_vm_ = 0;  ///< skids dropped in the cycle before, and their VM: they count now
  uint32_t far_ = 0;                           ///< vCPUs whose index was 9 or more a cycle ago, one bit each
  bool moved_ = false;                         ///< an index changed in the cycle before
};

/// A page is allocated in five cycles: which vCPU, its ring, two for whether that is full, now.
enum class PageStep : uint8_t { Pick, Look, Subtract, Compare, Take };

struct RawSig {
  bool alloc = false, discard = false;
  bool full = false;  ///< the ring of v's VM
  PageStep next = PageStep::Pick;
  uint8_t v = 0, vm = 0;  ///< whom the allocation is about
  uint32_t pages = 0;     ///< vCPUs with page_valid
  uint32_t dropped = 0;   ///< vCPUs whose entries are discarded
  uint32_t needs = 0;     ///< vCPUs whose bank needs a page, by what was discarded a cycle ago
};

class RawLog {
 public:
  struct Vcpu {
    uint32_t slot = 0, rout = 0, count = 0;
    bool valid = false;
    bool open = false;  ///< the bank that the page belongs to is not wholly read yet
  };
  explicit RawLog(const Params& p) : fifo_(Drain::kPlaces), last_(static_cast<uint8_t>(p.n_vcpu - 1)), v_(last_) {}
  void reset() {
    fifo_.clear();
    q_ = {};
    full_ = 0;
    step_ = Step::Pick;
    v_ = last_;
    full_ring_ = false;
    gone_ = {};
    head_moves_ = ready_ = dropped_vms_ = needs_ = 0;
    answered_ = -1;
  }
  void decide(const Unit& u, Cycle& c) const;
  void commit(Unit& u, const Cycle& c);
  const Vcpu& operator[](unsigned v) const { return q_[v]; }
  bool page_valid(unsigned v) const { return q_[v].valid; }
  bool page_open(unsigned v) const { return q_[v].open; }
  unsigned fifo_count() const { return fifo_.size(); }
  /// The head, if it has to be written to memory.
  const Drained* offer() const;
  const Drained& head() const { return fifo_.front(); }
  uint32_t done() const { return full_ & ready_; }      ///< vCPUs whose page wants its record, one bit each
  uint32_t dropped_before() const { return dropped_; }  ///< vCPUs whose entries were discarded a cycle ago

 private:
  using Step = PageStep;
  bool asks_page(const Unit& u, unsigned v) const;

  /// What left the FIFO in the cycle before: it is accounted for now.
  struct Gone {
    bool valid = false, taken = false, faults = false;
    Drained e;
  };

  Fifo<Drained> fifo_;
  Gone gone_;
  uint32_t head_moves_ = 0;  ///< VMs whose raw_head moves on now, one bit each
  std::array<Vcpu, kMaxVcpu> q_{};
  uint32_t full_ = 0;         ///< vCPUs with page_full, one bit each
  uint32_t dropped_vms_ = 0;  ///< VMs whose entries were discarded a cycle ago
  uint32_t ready_ = 0;        ///< vCPUs that had page_full and no write without its answer, a cycle ago
  int answered_ = -1;         ///< the vCPU of a B of the cycle before, -1: none
  uint32_t dropped_ = 0;      ///< vCPUs whose entries were discarded a cycle ago
  uint32_t needs_ = 0;        ///< vCPUs whose bank needed a page a cycle ago
  const uint8_t last_;
  Step step_ = Step::Pick;
  uint8_t v_;               ///< whom the allocation was about last
  bool full_ring_ = false;  ///< the VM's ring had no page, a cycle ago
};

}  // namespace openpml::cycle
