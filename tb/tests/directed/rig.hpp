// SPDX-License-Identifier: Apache-2.0
/// What every directed test stands on: a unit with memory, dom0, protocol checker, judge, scripted events, and a truth
/// of its own taken from the port. Every harvest's bitmaps and counts are compared with that truth as they come in.
#pragma once
#include <gtest/gtest.h>

#include <deque>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "axi_checker.hpp"
#include "bitmap_vm.hpp"
#include "configs.hpp"
#include "cover/functional.hpp"
#include "dut_factory.hpp"
#include "judge_bench.hpp"
#include "openpml/regs.hpp"
#include "openpml/sim.hpp"

namespace openpml {

struct Access {
  uint8_t vcpu = 0;
  uint64_t gfn = 0;
  bool write = true;
};

/// Events from a list, or from a generator when the list is empty.
class Script : public EventSource {
 public:
  using Generator = std::function<bool(uint64_t now, Access&)>;
  bool offer(uint64_t now, Inputs::Event& ev) override;
  void taken(uint64_t now) override;
  void held(uint64_t now, const Outputs&) override { held_at.push_back(now); }
  void push(const Access& a) { list_.push_back(a); }
  void generate(Generator g) { gen_ = std::move(g); }
  bool empty() const { return list_.empty() && !pending_; }

  struct Taken {
    uint64_t cycle;
    Access access;
  };
  std::vector<Taken> log;         ///< everything taken
  std::vector<uint64_t> held_at;  ///< cycles in which an offer was not taken

 private:
  std::deque<Access> list_;
  Generator gen_;
  bool pending_ = false;
  Access now_{};
};

/// Pages accepted in each epoch, from the port and the cut pulses alone.
class Truth : public CycleObserver {
 public:
  struct Epoch {
    std::set<uint64_t> accessed, written;
  };
  void bind(unsigned vcpu, unsigned vm, bool log_reads, uint64_t limit) { bound_[vcpu] = {true, vm, log_reads, limit}; }
  void observe(uint64_t cycle, const Inputs& in, const Outputs& out) override;
  Epoch& current(unsigned vm) { return now_[vm]; }
  std::deque<Epoch>& ended(unsigned vm) { return ended_[vm]; }
  struct Cut {
    uint64_t cycle;
    unsigned vm;
    bool buf;
  };
  std::vector<Cut> cuts;

 private:
  struct Bound {
    bool valid = false;
    unsigned vm = 0;
    bool log_reads = false;
    uint64_t limit = 0;
  };
  std::array<Bound, kMaxVcpu> bound_{};
  std::array<Epoch, kMaxVm> now_{};
  std::array<std::deque<Epoch>, kMaxVm> ended_{};
};

/// A record with copies of what it described.
struct Seen {
  Record rec;
  uint64_t cycle = 0;
  std::vector<uint32_t> summary;
  std::vector<uint8_t> accessed, written;
  std::vector<uint64_t> raw;
  Popcount by_summary, whole;
};

class Rig {
 public:
  Rig(const std::string& engine, const std::string& config, uint64_t seed = 1);
  /// Configures, enables and waits until ACTIVE.
  void start(const VmConfig& c);
  /// The script's list is taken and the pipeline is empty.
  void play();
  void play(const std::vector<Access>& list);
  /// Source events, one a cycle, of the vectors of a list; -1: none in that cycle.
  void play_vectors(std::deque<int> vectors);
  /// Runs until nothing moves.
  void settle();
  /// Runs until a VM is in a state; throws SimError after so many cycles.
  void wait_state(unsigned vm, VmState s, uint64_t limit = 100'000);
  /// Configures a VM that is OFF and waits until it is PREPARED.
  void prepare(const VmConfig& c);
  std::vector<unsigned> all_vcpus() const;
  Record harvest(unsigned vm) { return sim.dom0().harvest_wait(vm); }
  const Seen& last() const { return seen.back(); }
  /// No protocol, guard, memory or judge finding; counters add up. Called by the fixture at the end of each test.
  void expect_clean();
  /// Expected findings of the memory (a test that provokes them) are not held against the run.
  void forgive_memory() { forgive_memory_ = true; }
  VmArch vm(unsigned i) const { return sim.arch().vm[i]; }
  VmCounters counters(unsigned i) const { return VmCounters::from(sim.arch().vm[i].counters); }
  Dom0& dom0() { return sim.dom0(); }
  uint32_t reg(unsigned vm, uint32_t off) { return sim.dom0().read32(Dom0::vm_reg(vm, off)); }

  Sim sim;
  Params params;
  AxiChecker checker;
  JudgeBench judge;
  Script script;
  Truth truth;
  std::vector<Seen> seen;
  std::vector<std::pair<uint64_t, unsigned>> irqs;  ///< cycle, vector
  bool compare_truth = true;
  std::unique_ptr<FunctionalCover> cover;  ///< where coverage is wanted

 private:
  void take(const RecordView& v);
  bool forgive_memory_ = false;
};

/// A test that runs on each engine of the program.
class UnitTest : public testing::TestWithParam<std::string> {
 protected:
  Rig& rig(const std::string& config = "default", uint64_t seed = 1) {
    rigs_.push_back(std::make_unique<Rig>(GetParam(), config, seed));
    return *rigs_.back();
  }
  void TearDown() override {
    for (auto& r : rigs_) r->expect_clean();
  }

 private:
  std::vector<std::unique_ptr<Rig>> rigs_;
};

std::vector<std::string> directed_engines();

}  // namespace openpml
