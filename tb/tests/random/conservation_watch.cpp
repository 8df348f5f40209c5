// SPDX-License-Identifier: Apache-2.0
#include "conservation_watch.hpp"

#include <string>

namespace openpml {
namespace {

constexpr uint64_t kEvery = 61;   ///< cycles from one look to the next
constexpr uint64_t kToCount = 4;  ///< stages S1 to S4: taken and not counted yet
constexpr uint64_t kToLog = 2;    ///< S5, S6: accepted, and not yet logged or absorbed
constexpr uint64_t kIntelFifo = 32;

void within(const char* what, uint64_t more, uint64_t less, uint64_t room) {
  if (more - less > room)
    throw SimError(std::string("events lost or made up (E1): ") + what + ": " + std::to_string(more) + " against " +
                   std::to_string(less) + ", at most " + std::to_string(room) + " may be between");
}

}  // namespace

void ConservationWatch::observe(uint64_t cycle, const Inputs& in, const Outputs& out) {
  if (!in.rst_n) {
    taken_ = 0;
    return;
  }
  for (unsigned s = 0; s < sim_.params().n_src; ++s) taken_ += in.ev[s].valid && out.ev_ready[s];
  if (cycle % kEvery != 0) return;
  ++looks_;
  look();
}

void ConservationWatch::look() const {
  const Params& p = sim_.params();
  const ArchState a = sim_.arch();
  uint64_t accepted = 0, by_cause = 0, logged = 0, gone = 0, resident = 0, intel = 0;
  for (unsigned m = 0; m < p.n_vm; ++m) {
    const VmCounters c = VmCounters::from(a.vm[m].counters);
    accepted += c.accepted;
    by_cause += c.logged + c.absorbed + c.ignored + c.faulted;
    logged += c.logged;
    gone += c.consolidated + c.discarded;
    if (sim_.dom0().config(m).mode == Mode::Intel) intel = kIntelFifo + p.n_vcpu;
  }
  for (unsigned v = 0; v < p.n_vcpu; ++v) resident += a.vcpu[v].occ;
  within("taken at the ports, counted", taken_, accepted + a.unbound, kToCount);
  within("accepted, by cause", accepted, by_cause, kToLog);
  within("logged, consolidated or discarded or in a bank", logged, gone + resident, intel);
}

}  // namespace openpml
