// SPDX-License-Identifier: Apache-2.0
/// The functional judge on a Sim: it sees every cycle and reads the bench's memory.
#pragma once
#include <algorithm>
#include <span>
#include <string>
#include <vector>

#include "openpml/judge.hpp"
#include "openpml/sim.hpp"

namespace openpml {

/// AxiMemory for those who only look; bytes outside every region read as 0.
class AxiMemoryView : public MemoryView {
 public:
  explicit AxiMemoryView(const AxiMemory& m) : m_(m) {}
  void read(uint64_t addr, std::span<uint8_t> out) const override {
    if (!m_.read(addr, out)) std::ranges::fill(out, uint8_t{0});
  }

 private:
  const AxiMemory& m_;
};

/// The unit is idle and no event is in its pipeline: counters and outstanding work are checked.
inline void finish_judge(Judge& judge, const Sim& sim) {
  const ArchState a = sim.arch();
  for (unsigned vm = 0; vm < sim.params().n_vm; ++vm) {
    const VmCounters c = VmCounters::from(a.vm[vm].counters);
    judge.check_counters(vm, {c.accepted, c.absorbed, c.ignored, c.faulted, c.discarded, c.consolidated,
                              c.logged - c.consolidated - c.discarded, c.harvests, c.guest_exits});
  }
  judge.check_unbound(a.unbound);
  judge.finish();
}

class JudgeBench : public CycleObserver {
 public:
  explicit JudgeBench(Sim& sim, JudgeOptions o = {}) : sim_(sim), view_(sim.mem()), judge_(sim.params(), view_, o) {}
  void observe(uint64_t, const Inputs& in, const Outputs& out) override { judge_.observe(in, out); }
  void time_set(uint64_t now) override { judge_.set_time(now); }
  void finish() { finish_judge(judge_, sim_); }  ///< the unit is idle
  const std::vector<std::string>& findings() const { return judge_.violations(); }
  Judge& judge() { return judge_; }

 private:
  Sim& sim_;
  AxiMemoryView view_;
  Judge judge_;
};

}  // namespace openpml
