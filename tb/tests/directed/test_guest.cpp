// SPDX-License-Identifier: Apache-2.0
// Promises G1..G3: the guest is never stopped in dom0 mode, Intel mode exits as silicon does, nobody holds up another.
#include <array>

#include "openpml/rng.hpp"
#include "rig.hpp"

namespace openpml {
namespace {

class Guest : public UnitTest {};
INSTANTIATE_TEST_SUITE_P(Engine, Guest, testing::ValuesIn(directed_engines()));

/// Sees whether a guest-exit line was ever high.
class ExitWatch : public CycleObserver {
 public:
  void observe(uint64_t cycle, const Inputs&, const Outputs& out) override {
    if (out.guest_exit && first == 0) first = cycle;
    ever |= out.guest_exit;
    can_accept = out.can_accept;
    now = out.guest_exit;
  }
  uint64_t ever = 0, first = 0, can_accept = 0, now = 0;
};

AxiTiming blocked() {
  AxiTiming t;
  t.aw_stall = t.w_stall = t.ar_stall = 255;
  return t;
}

// The drain's stages cost it a few cycles when it goes from bank to bank, so it needs a cycle to spare now and then.
TEST_P(Guest, G1_NothingIsHeldWhileTheStoreHoldsTheSet) {
  Rig& r = rig();
  VmConfig c = bitmap_vm(0, 1 << 20, {0, 1, 2, 3});
  c.filter_bypass = true;
  r.start(c);
  uint64_t n = 0;
  // of unequal rates: vCPUs that fill their banks in the same few cycles would leave the drain no cycle to spare
  constexpr std::array<uint8_t, 7> kWho{0, 1, 2, 3, 0, 1, 0};
  r.script.generate([&](uint64_t cycle, Access& a) {
    if (cycle % 64 == 63) return false;
    a = {kWho[n % 7], n * 61 % 65'536, n % 3 == 0};
    ++n;
    return true;
  });
  r.sim.run(30'000);
  EXPECT_EQ(r.script.held_at.size(), 0u);
  EXPECT_GT(r.script.log.size(), 29'500u);
  EXPECT_EQ(r.counters(0).stalled, 0u);
  r.harvest(0);  // and while the harvest runs
  EXPECT_EQ(r.script.held_at.size(), 0u);
  r.script.generate({});
  r.harvest(0);
}

// At exactly one event a cycle the drain has no cycle to spare: what that costs is counted, and less than one in a thousand.
TEST_P(Guest, G1_OneEventACycleWithoutAnyCycleToSpare) {
  Rig& r = rig();
  VmConfig c = bitmap_vm(0, 1 << 20, {0, 1, 2, 3});
  c.filter_bypass = true;
  r.start(c);
  uint64_t n = 0;
  constexpr std::array<uint8_t, 7> kWho{0, 1, 2, 3, 0, 1, 0};
  r.script.generate([&](uint64_t, Access& a) {
    a = {kWho[n % 7], n * 61 % 65'536, n % 3 == 0};
    ++n;
    return true;
  });
  r.sim.run(100'000);
  const uint64_t held = r.script.held_at.size();
  EXPECT_LT(held, 100u);
  EXPECT_EQ(r.script.log.size() + held, 100'000u);
  r.script.generate({});
  r.harvest(0);
  EXPECT_EQ(r.counters(0).stalled, r.script.held_at.size());
}

TEST_P(Guest, G1_EveryHeldCycleIsCountedAndNothingIsDropped) {
  Rig& r = rig("axi64");
  VmConfig c = bitmap_vm(0, 1 << 20, {0, 1});
  c.filter_bypass = true;
  r.start(c);
  r.sim.mem().set_timing(blocked());
  Rng rng(3);
  r.script.generate([&](uint64_t, Access& a) {
    a = {static_cast<uint8_t>(rng.below(2)), rng.below(1 << 20), true};
    return true;
  });
  r.sim.run(20'000);
  EXPECT_GT(r.script.held_at.size(), 1000u);
  uint64_t held = r.script.held_at.size();
  r.sim.run(1);  // a held cycle is counted in the next one
  EXPECT_EQ(r.counters(0).stalled, held);
  r.script.generate({});
  r.sim.mem().set_timing({});
  r.harvest(0);
  EXPECT_EQ(r.counters(0).stalled, r.script.held_at.size());
  EXPECT_EQ(r.counters(0).logged, r.script.log.size());
}

TEST_P(Guest, G1_AFullBankHoldsItsOwnVcpuAlone) {
  Rig& r = rig("axi64");
  VmConfig c = bitmap_vm(0, 1 << 20, {0, 1});
  c.filter_bypass = true;
  r.start(c);
  r.sim.mem().set_timing(blocked());
  ExitWatch w;
  r.sim.add_observer(&w);
  Rng rng(3);
  r.script.generate([&](uint64_t, Access& a) {
    a = {0, rng.below(1 << 20), true};
    return true;
  });
  r.sim.run_until([&] { return r.script.held_at.size() > 200; }, "vCPU 0 to be held", 100'000);
  EXPECT_EQ(w.can_accept & 3, 2u) << "vCPU 0 is held, vCPU 1 is not";
  EXPECT_EQ(w.ever, 0u);
  r.script.generate({});
  r.sim.mem().set_timing({});
  r.play();
  r.harvest(0);
}

TEST_P(Guest, G1_TheLeastFreeSpaceIsDrainedFirst) {
  Rig& r = rig();
  VmConfig c = bitmap_vm(0, 1 << 22, {0, 1, 2, 3, 4, 5, 6, 7});
  c.filter_bypass = true;
  r.start(c);
  r.sim.mem().set_timing(blocked());
  // A new line each time, so that the store soon waits for memory. First to plug it, then one bank of each vCPU.
  Rng rng(9);
  const auto plug = [&](uint8_t v, unsigned n) {
    for (unsigned i = 0; i < n; ++i) r.script.push({v, rng.below(8192) * 512, true});
  };
  plug(7, 512);
  r.play();
  r.sim.run(2000);
  for (uint8_t v = 0; v < 7; ++v) plug(v, 512);
  r.play();
  plug(5, 500);  // vCPU 5 is the hot one: 12 places left, the others have 512
  r.play();
  r.sim.run(1000);
  const ArchState before = r.sim.arch();
  ASSERT_GT(before.vcpu[5].rem, 100u) << "the store must be waiting for memory";
  r.sim.mem().set_timing({});
  r.sim.run_until([&] { return r.sim.arch().vcpu[5].rem == 0; }, "vCPU 5 to drain", 100'000);
  const ArchState after = r.sim.arch();
  for (unsigned v = 0; v < 8; ++v) {
    if (v == 5) continue;
    EXPECT_EQ(after.vcpu[v].rem, before.vcpu[v].rem) << "vCPU " << v << " was drained before the hot one";
  }
  r.harvest(0);
}

TEST_P(Guest, G2_NoExitInDom0Mode) {
  Rig& r = rig("small");
  ExitWatch w;
  r.sim.add_observer(&w);
  AxiTiming t;
  t.aw_stall = t.w_stall = 230;
  r.sim.mem().set_timing(t);
  VmConfig c = bitmap_vm(0, 32'768, {0, 1, 2, 3});
  c.filter_bypass = true;
  r.start(c);
  Rng rng(4);
  r.script.generate([&](uint64_t, Access& a) {
    a = {static_cast<uint8_t>(rng.below(4)), rng.below(32'768), true};
    return true;
  });
  r.sim.run(20'000);
  EXPECT_GT(r.script.held_at.size(), 0u);
  EXPECT_EQ(w.ever, 0u);
  r.script.generate({});
  r.harvest(0);
}

VmConfig intel_vm(unsigned vm, std::vector<unsigned> vcpus, bool reads) {
  VmConfig c = log_vm(Mode::Intel, vm, 1 << 15, std::move(vcpus));
  c.log_reads = reads;
  return c;
}

TEST_P(Guest, G2_IntelExitAtThe513thEntry) {
  for (const bool reads : {false, true}) {
    Rig& r = rig();
    r.dom0().set_rearm(std::nullopt);
    ExitWatch w;
    r.sim.add_observer(&w);
    AxiTiming t;
    t.wr_min = t.wr_max = 60;
    r.sim.mem().set_timing(t);
    r.start(intel_vm(0, {2}, reads));
    for (uint64_t i = 0; i < 512; ++i) r.script.push({2, i * 3, true});
    r.play();
    r.sim.run(500);
    EXPECT_EQ(w.ever, 0u) << "512 entries fit";
    EXPECT_EQ(r.dom0().read32(Dom0::vcpu_reg(2, regs::VCPU_INDEX)), 0xFFFFu);
    const uint64_t base = r.dom0().log_base(2);
    for (uint64_t i = 0; i < 512; ++i)
      EXPECT_EQ(r.sim.mem().read_u64(base + 8 * (511 - i)), i * 3 << 12 | (reads ? 1 : 0)) << "entry " << i;
    r.script.push({2, 7000, true});
    r.play();
    EXPECT_EQ(r.script.log.size(), 513u) << "the 513th is taken by the unit";
    r.sim.run(100);
    EXPECT_EQ(w.now, 4u);
    EXPECT_EQ(w.can_accept & 4, 0u) << "the vCPU is held";
    EXPECT_EQ(r.counters(0).guest_exits, 1u);
    r.script.push({2, 7001, true});
    r.sim.run(300);
    EXPECT_EQ(r.script.log.size(), 513u);
    EXPECT_TRUE(r.dom0().write32(Dom0::vcpu_reg(2, regs::VCPU_INDEX), 511));
    r.play();
    r.sim.run(200);
    EXPECT_EQ(w.now, 0u);
    EXPECT_EQ(r.sim.mem().read_u64(base + 8 * 511) >> 12, 7000u) << "the entry that exited is logged first";
    EXPECT_EQ(r.sim.mem().read_u64(base + 8 * 510) >> 12, 7001u);
    EXPECT_EQ(r.dom0().read32(Dom0::vcpu_reg(2, regs::VCPU_INDEX)), 509u);
    EXPECT_EQ(r.counters(0).guest_exits, 1u);
  }
}

TEST_P(Guest, G2_IntelExitRisesAfterTheWritesOfTheLog) {
  Rig& r = rig();
  r.dom0().set_rearm(std::nullopt);
  ExitWatch w;
  r.sim.add_observer(&w);
  r.start(intel_vm(0, {0}, false));
  AxiTiming t;
  t.wr_min = t.wr_max = 400;
  r.sim.mem().set_timing(t);
  for (uint64_t i = 0; i < 513; ++i) r.script.push({0, i, true});
  r.play();
  const uint64_t last = r.script.log.back().cycle;
  r.sim.run_until([&] { return w.now != 0; }, "the exit", 10'000);
  EXPECT_GE(w.first, last + 300);
  EXPECT_EQ(r.sim.arch().wr_out, 0u);
}

TEST_P(Guest, G2_IntelEarlyDrainBySoftware) {
  Rig& r = rig();
  std::vector<uint64_t> log;
  r.dom0().on_log = [&](unsigned, std::span<const uint64_t> e) { log.insert(log.end(), e.begin(), e.end()); };
  r.start(intel_vm(0, {0, 1}, false));
  for (uint64_t i = 0; i < 100; ++i) r.script.push({0, i, true});
  r.play();
  EXPECT_EQ(r.dom0().drain_log(0), 100u);
  EXPECT_EQ(r.dom0().drain_log(0), 0u);
  for (uint64_t i = 100; i < 1300; ++i) r.script.push({0, i, true});
  r.play();
  r.settle();
  r.dom0().drain_log(0);
  ASSERT_EQ(log.size(), 1300u);
  for (uint64_t i = 0; i < 1300; ++i) EXPECT_EQ(log[i], i << 12);
}

/// Pages of all vCPUs fill at about the same time, so several are in an exit at once; each one's entries stay its own.
TEST_P(Guest, G2_EachVcpuExitsAndGoesOn) {
  Rig& r = rig("mid");
  std::vector<std::vector<uint64_t>> log(r.params.n_vcpu), want(r.params.n_vcpu);
  r.dom0().on_log = [&](unsigned v, std::span<const uint64_t> e) { log[v].insert(log[v].end(), e.begin(), e.end()); };
  r.start(intel_vm(0, r.all_vcpus(), false));
  for (uint64_t i = 0; i < 1300; ++i) {
    for (unsigned v = 0; v < r.params.n_vcpu; ++v) {
      const uint64_t gfn = (i * r.params.n_vcpu + v) % 8192;
      r.script.push({static_cast<uint8_t>(v), gfn, true});
      want[v].push_back(gfn << 12);
    }
  }
  r.play();
  r.settle();
  for (unsigned v = 0; v < r.params.n_vcpu; ++v) {
    r.dom0().drain_log(v);
    EXPECT_EQ(log[v], want[v]) << "vCPU " << v;
  }
  EXPECT_EQ(r.counters(0).guest_exits, 2 * r.params.n_vcpu);
}

/// A run in which vCPUs 0 and 1 (VM 0) work; what happens to the others' events is `other`'s business.
struct Trace {
  std::vector<uint64_t> taken;
  uint64_t stalled, held;
};

TEST_P(Guest, G3_AVcpuHeldForEverDoesNotChangeTheOthers) {
  std::array<Trace, 3> runs;
  for (const unsigned kind : {0u, 1u, 2u}) {  // nothing; vCPU 7 on HOLD; vCPU 7 in an exit that nobody serves
    Rig& r = rig();
    r.dom0().set_rearm(std::nullopt);
    r.start(bitmap_vm(0, 1 << 16, {0, 1}));
    r.start(intel_vm(1, {7}, true));
    if (kind == 1) r.dom0().write32(Dom0::vcpu_reg(7, regs::VCPU_HOLD), 1);
    if (kind == 2) {
      for (uint64_t i = 0; i < 513; ++i) r.script.push({7, i, true});
      r.play();
      r.sim.run(200);
    } else {
      r.sim.run(800);
    }
    ExitWatch w;
    r.sim.add_observer(&w);
    r.sim.run(2);
    EXPECT_EQ(w.can_accept >> 7 & 1, kind == 0 ? 1u : 0u);
    const uint64_t from = r.sim.cycle(), first = r.script.log.size(), held = r.script.held_at.size();
    uint64_t n = 0;
    r.script.generate([&](uint64_t, Access& a) {
      ++n;
      a = {static_cast<uint8_t>(n & 1), n * 97 % 40'000, n % 5 != 0};
      return true;
    });
    r.sim.run(5000);
    for (size_t i = first; i < r.script.log.size(); ++i) runs[kind].taken.push_back(r.script.log[i].cycle - from);
    runs[kind].stalled = r.counters(0).stalled;
    runs[kind].held = r.script.held_at.size() - held;
    r.script.generate({});
    EXPECT_TRUE(r.harvest(0).valid);
  }
  for (const unsigned kind : {1u, 2u}) {
    EXPECT_EQ(runs[kind].taken, runs[0].taken);
    EXPECT_EQ(runs[kind].stalled, runs[0].stalled);
    EXPECT_EQ(runs[kind].held, runs[0].held);
  }
}

TEST_P(Guest, G3_ResetOfOneVmLeavesTheOthersExact) {
  Rig& r = rig("axi64");
  r.start(bitmap_vm(0, 50'000, {0}));
  r.start(bitmap_vm(1, 50'000, {1}));
  Rng rng(8);
  r.script.generate([&](uint64_t, Access& a) {
    a = {static_cast<uint8_t>(rng.below(2)), rng.below(50'000), rng.chance(1, 2)};
    return true;
  });
  for (int i = 0; i < 4; ++i) {
    r.sim.run(1500);
    r.dom0().reset_vm(0);
    EXPECT_TRUE(r.harvest(1).valid);  // compared with the truth
    r.dom0().enable(0);
  }
  r.script.generate({});
  r.harvest(1);
  EXPECT_EQ(r.counters(1).discarded, 0u);
  EXPECT_EQ(r.counters(1).ignored, 0u);
  r.truth.ended(0).clear();
}

}  // namespace
}  // namespace openpml
