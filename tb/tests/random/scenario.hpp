// SPDX-License-Identifier: Apache-2.0
/// One constrained random run: VMs of all modes under random traffic, and everything dom0 and the memory can do to a
/// unit at bad moments. Reproducible from its seed. At the end everything must be accounted for.
#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "event_mix.hpp"
#include "openpml/rng.hpp"
#include "openpml/sim.hpp"

namespace openpml {

class Scenario {
 public:
  struct Options {
    bool faults = true;    ///< injected bus errors and parity
    bool resets = true;    ///< rst_n in mid-run
    bool verbose = false;  ///< prints every action
    bool abuse = false;    ///< writes to every register address (scenario_abuse.cpp), bus errors on Intel log pages
    bool slow = false;     ///< phases with memory round trips of up to 10,000 cycles
  };
  /// Draws events, set-ups and actions from `seed`; drives `sim`, which must not be used by others meanwhile.
  Scenario(uint64_t seed, Sim& sim, Options o);
  Scenario(uint64_t seed, Sim& sim) : Scenario(seed, sim, Options{}) {}

  /// The whole run: reset, set-up, `cycles` of traffic and actions, quiesce, checks. Throws SimError when stuck.
  void run(uint64_t cycles);
  /// What went wrong, one line each; empty in a good run.
  const std::vector<std::string>& failures() const { return failures_; }
  /// "harvest 31, peek 4, ...": how often each action was done.
  std::string summary() const;
  const std::map<std::string, unsigned>& counts() const { return done_; }
  /// Register accesses that had to be refused, and were.
  uint64_t refusals() const { return refusals_; }

 private:
  struct Action {
    const char* name;
    unsigned weight;
    void (Scenario::*act)();
  };
  std::vector<Action> actions() const;

  // set-up (scenario.cpp)
  void start();
  VmConfig random_config(unsigned vm);
  void bring_up(unsigned vm);
  void enable_badly(const VmConfig& c);
  bool restore(const VmConfig& c);
  void stop_vm(unsigned vm);
  void finish();
  void check_counters();
  void unhold();
  void revive_some();
  VmState state(unsigned vm) const;
  bool wait_state_not(unsigned vm, VmState s);
  void fail(const std::string& text);
  /// While it lives, guests stop after a while: under saturated traffic a job of a VM that has little to say may wait
  /// very long for the drain (docs/microarchitecture.md, section 4), and the run is about what happens after it.
  class Patience {
   public:
    explicit Patience(Scenario& s) : s_(s) { set(s_.sim_.cycle() + 20'000); }
    ~Patience() { set(UINT64_MAX); }
    Patience(const Patience&) = delete;
    Patience& operator=(const Patience&) = delete;

   private:
    void set(uint64_t until) {
      for (auto& m : s_.mixes_) m->set_deadline(until);
    }
    Scenario& s_;
  };
  unsigned any_vm() { return static_cast<unsigned>(rng_.below(p_.n_vm)); }
  unsigned any_vcpu() { return static_cast<unsigned>(rng_.below(p_.n_vcpu)); }
  void later(uint64_t cycles, std::function<void()> f) { later_.emplace(sim_.cycle() + cycles, std::move(f)); }

  // actions (scenario_actions.cpp)
  void act_harvest();
  void act_harvest_storm();
  void act_peek();
  void act_odd_command();
  void act_reads();
  uint32_t any_register();
  void act_bad_write();
  void act_reset_vm();
  void act_disable();
  void act_period();
  void act_bypass();
  void act_release_policy();
  void act_hold_ring();
  void act_hold_raw();
  void act_timing();
  void act_bus_error();
  void act_parity();
  void act_vector();
  void act_irq_ready();
  void act_hold_vcpu();
  void act_rebind();
  void act_mix();
  void act_unit_reset();
  void act_drain_log();
  void must_refuse(uint32_t addr, uint32_t data, uint8_t strb = 0xF);
  void slow_memory();

  // abuse of registers (scenario_abuse.cpp)
  void act_abuse();
  void act_abuse_reads();
  void act_bad_config();
  void must_say(uint32_t addr, uint32_t error);
  uint32_t odd_data();
  uint32_t odd_address();
  void abuse(uint32_t addr, uint32_t data);
  void abuse_global(uint32_t off, uint32_t addr, uint32_t data);
  void abuse_vcpu(unsigned v, uint32_t off, uint32_t addr, uint32_t data);
  void abuse_vm(unsigned vm, uint32_t off, uint32_t addr, uint32_t data);
  /// Only a command that is not queued leaves these states.
  static bool lasting(VmState s) {
    return s == VmState::Enabling || s == VmState::Active || s == VmState::Faulted || s == VmState::FaultDone ||
           s == VmState::Prepared;
  }

  Sim& sim_;
  Dom0& dom0_;
  Params p_;
  Options o_;
  Rng rng_;
  std::vector<std::unique_ptr<EventMix>> mixes_;
  std::vector<VmConfig> cfg_;
  std::vector<int> owner_;  ///< VM of each vCPU, -1: unbound
  std::multimap<uint64_t, std::function<void()>> later_;
  std::map<std::string, unsigned> done_;
  std::vector<std::string> failures_;
  unsigned irq_chance_ = 256, src_irq_every_ = 300;
  uint64_t refusals_ = 0;
  uint64_t calm_at_ = UINT64_MAX;  ///< cycle in which slow memory becomes fast again
  uint64_t records_base_ = 0;
};

}  // namespace openpml
