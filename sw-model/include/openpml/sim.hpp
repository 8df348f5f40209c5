// SPDX-License-Identifier: Apache-2.0
/// One unit, its memory, its event sources, dom0 and any number of observers, stepped together.
#pragma once
#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "openpml/axi_memory.hpp"
#include "openpml/dom0.hpp"
#include "openpml/dut.hpp"

namespace openpml {

/// Where a port's events come from. Asked once a cycle, before the unit's outputs are known.
class EventSource {
 public:
  virtual ~EventSource() = default;
  /// The event offered in cycle `now` (valid is set by the caller); false: none. It may differ from the last
  /// cycle's offer only if that was taken or the source decides to offer another vCPU's event.
  virtual bool offer(uint64_t now, Inputs::Event& ev) = 0;
  /// The event offered in cycle `now` was taken.
  virtual void taken(uint64_t now) = 0;
  /// The cycle ended without a handshake although an event was offered.
  virtual void held(uint64_t now, const Outputs& out) {
    (void)now;
    (void)out;
  }
  /// Earliest cycle in which something is offered (a hint for skipping idle cycles); UINT64_MAX: none, ever.
  virtual uint64_t next_time(uint64_t now) const { return now; }
};

/// Sees every cycle's inputs and outputs (protocol checkers, judges, statistics).
class CycleObserver {
 public:
  virtual ~CycleObserver() = default;
  virtual void observe(uint64_t cycle, const Inputs& in, const Outputs& out) = 0;
  /// The unit's cycle counter says `now` in the next cycle (Sim::set_time).
  virtual void time_set(uint64_t now) { static_cast<void>(now); }
};

class Sim {
 public:
  /// `seed` makes memory contents, random latencies and dom0's random choices reproducible.
  Sim(std::unique_ptr<Dut> dut, uint64_t seed);

  /// One cycle: inputs chosen, unit stepped, everyone observes.
  void tick();
  void run(uint64_t cycles) {
    for (uint64_t i = 0; i < cycles; ++i) tick();
  }
  /// Ticks until `done` returns true; throws SimError naming `what` after `limit` cycles.
  void run_until(const std::function<bool()>& done, const std::string& what, uint64_t limit = 5'000'000);
  /// rst_n low for `cycles`; memory and dom0 forget what was in flight.
  void reset(unsigned cycles = 4);

  void set_source(unsigned port, EventSource* s) { sources_.at(port) = s; }
  void add_observer(CycleObserver* o) { observers_.push_back(o); }
  /// Called for the interrupt port: is irq_ready high in this cycle? Default: always.
  void set_irq_ready(std::function<bool()> f) { irq_ready_ = std::move(f); }
  /// Called for the sources' interrupt events: the vector of one in this cycle, -1: none. Default: never any.
  void set_src_irq(std::function<int()> f) { src_irq_ = std::move(f); }

  /// Called each cycle when memory, dom0 and sources have chosen: the bench's own inputs (the tapped AXI path).
  void set_drive(std::function<void(Inputs&)> f) { drive_ = std::move(f); }

  /// Nothing moves outside the unit: no event offered in the last cycle, memory and dom0 idle.
  bool idle() const { return !offered_ && mem_.idle() && dom0_.idle(); }
  /// idle(), and the unit's own queues are empty (from the architectural state; costs some time).
  bool quiet() const;

  /// Dut::set_time, and tells all observers.
  bool set_time(uint64_t now);

  Dut& dut() { return *dut_; }
  const Params& params() const { return dut_->params(); }
  AxiMemory& mem() { return mem_; }
  Dom0& dom0() { return dom0_; }
  uint64_t cycle() const { return cycle_; }
  const Inputs& in() const { return in_; }
  const Outputs& out() const { return out_; }
  ArchState arch() const {
    ArchState a;
    dut_->arch(a);
    return a;
  }
  uint64_t accepted() const { return accepted_; }  ///< events taken, all ports
  uint64_t accepted_since_reset() const { return accepted_ - accepted_at_reset_; }
  uint64_t held_cycles() const { return held_cycles_; }  ///< port-cycles with an offer that was not taken

 private:
  std::unique_ptr<Dut> dut_;
  AxiMemory mem_;
  Dom0 dom0_;
  std::array<EventSource*, kMaxSrc> sources_{};
  std::vector<CycleObserver*> observers_;
  std::function<bool()> irq_ready_;
  std::function<int()> src_irq_;
  std::function<void(Inputs&)> drive_;
  Inputs in_{};
  Outputs out_{};
  uint64_t cycle_ = 0, accepted_ = 0, accepted_at_reset_ = 0, held_cycles_ = 0;
  bool offered_ = false;
};

}  // namespace openpml
