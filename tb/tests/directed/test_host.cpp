// SPDX-License-Identifier: Apache-2.0
// What dom0 can ask for beside harvests: peek, disable, save and restore, timed harvests, interrupts, reset.
#include <algorithm>
#include <array>

#include "openpml/rng.hpp"
#include "rig.hpp"

namespace openpml {
namespace {

class Host : public UnitTest {};
INSTANTIATE_TEST_SUITE_P(Engine, Host, testing::ValuesIn(directed_engines()));

uint64_t bits(const std::vector<uint8_t>& b) {
  uint64_t n = 0;
  for (const auto x : b) n += static_cast<uint64_t>(__builtin_popcount(x));
  return n;
}

TEST_P(Host, PeekShowsTheEpochSoFarAndDoesNotEndIt) {
  Rig& r = rig();
  r.start(bitmap_vm(0, 8192, {0}));
  r.play({{0, 1, true}, {0, 600, false}});
  const Record p = r.dom0().peek_wait(0);
  EXPECT_EQ(p.type, RecType::Peek);
  EXPECT_EQ(p.distinct_a, 2u);
  EXPECT_EQ(p.distinct_w, 1u);
  EXPECT_EQ(p.epoch, 0u);
  EXPECT_EQ(bits(r.last().accessed), 2u) << "what the buffer held before is gone";
  r.play({{0, 2, true}, {0, 1, true}});
  EXPECT_EQ(r.dom0().peek_wait(0).distinct_w, 2u);
  EXPECT_TRUE(r.truth.cuts.empty());
  EXPECT_EQ(r.harvest(0).distinct_a, 3u);
}

TEST_P(Host, DisableGivesTheLastEpochAndStops) {
  Rig& r = rig();
  r.start(bitmap_vm(0, 8192, {0}));
  r.play({{0, 1, true}, {0, 2, true}});
  r.dom0().disable(0);
  EXPECT_EQ(r.last().rec.type, RecType::Disable);
  EXPECT_TRUE(r.last().rec.valid);
  EXPECT_EQ(r.last().rec.distinct_w, 2u);
  EXPECT_EQ(bits(r.last().written), 2u);
  r.play({{0, 3, true}});
  EXPECT_EQ(r.counters(0).ignored, 1u);
  r.truth.current(0) = {};
  r.dom0().enable(0);
  EXPECT_EQ(r.harvest(0).distinct_w, 0u);
  EXPECT_EQ(r.sim.arch().resv, 1u) << "the stop record of the running VM";
}

/// The record can be seen before its B: the job is not over, the VM is STOPPING, and RESET is accepted.
TEST_P(Host, ResetBetweenTheDisableRecordAndTheEndOfItsJob) {
  for (const Mode mode : {Mode::Bitmap, Mode::Raw, Mode::Intel}) {
    Rig& r = rig();
    VmConfig c = bitmap_vm(0, 8192, {0});
    c.mode = mode;
    r.start(c);
    r.play({{0, 1, true}, {0, 2, true}});
    r.sim.mem().set_timing({.wr_min = 60, .wr_max = 60, .visible = AxiTiming::Visible::AtData});
    const auto take = r.dom0().on_record;
    CmdStatus reset = CmdStatus::None;
    r.dom0().on_record = [&](const RecordView& v) {
      take(v);
      if (v.rec.type == RecType::Disable) r.dom0().post_command(0, Cmd::Reset, 0, [&](CmdStatus s) { reset = s; });
    };
    EXPECT_EQ(r.dom0().command(0, Cmd::Disable), CmdStatus::Ok);
    r.sim.run_until([&] { return reset != CmdStatus::None; }, "the status of RESET", 100'000);
    EXPECT_EQ(reset, CmdStatus::Ok) << "STOPPING: the record's B is not there";
    r.wait_state(0, VmState::Off);
    r.settle();
    EXPECT_EQ(r.last().rec.type, RecType::Stop);
    EXPECT_FALSE(r.last().rec.valid);
    EXPECT_EQ(r.dom0().records_of(0, RecType::Disable), 1u);
  }
}

TEST_P(Host, SavedContextIsRestored) {
  Rig& r = rig("axi64");
  VmConfig c = bitmap_vm(0, 8192, {0});
  c.epoch_init = 41;
  c.init_a = 3;
  c.init_w = 2;
  r.truth.bind(0, 0, true, 8192);
  r.prepare(c);
  // Saved: pages 5 and 1030 written and accessed, page 6 accessed only.
  const VmRegions& m = r.dom0().regions(0);
  const auto put = [&](uint64_t base, uint64_t line, const std::vector<unsigned>& pages) {
    auto bytes = r.sim.mem().view(base + 64 * line, 64);
    std::ranges::fill(bytes, uint8_t{0});
    for (const unsigned p : pages) bytes[p / 8] |= static_cast<uint8_t>(1u << (p % 8));
  };
  put(m.a[0], 0, {5, 6});
  put(m.w[0], 0, {5});
  put(m.a[0], 2, {6});
  put(m.w[0], 2, {6});
  const uint32_t mark = Dom0::vm_reg(0, regs::VM_MARK);
  EXPECT_FALSE(r.dom0().write32(mark, 16 | 1u << 31)) << "past the last line";
  EXPECT_FALSE(r.dom0().write32(mark, 1)) << "no kind";
  EXPECT_TRUE(r.dom0().write32(mark, 0 | 3u << 30));
  while (!r.dom0().write32(mark, 2 | 3u << 30)) {}
  r.truth.current(0) = {{5, 6, 1030}, {5, 1030}};
  r.dom0().enable(0);
  r.play({{0, 6, true}, {0, 5, true}, {0, 700, false}});
  const Record rec = r.harvest(0);
  EXPECT_EQ(rec.epoch, 41u);
  EXPECT_EQ(rec.distinct_a, 4u);
  EXPECT_EQ(rec.distinct_w, 3u);
  EXPECT_EQ(r.harvest(0).distinct_a, 0u);
  EXPECT_EQ(r.harvest(0).distinct_a, 0u);
}

TEST_P(Host, PeriodTimerHarvestsOnTime) {
  Rig& r = rig();
  VmConfig c = bitmap_vm(0, 4096, {0});
  c.period = 700;
  r.start(c);
  r.sim.run(7500);
  r.dom0().write64(Dom0::vm_reg(0, regs::VM_PERIOD), 0);
  r.settle();
  ASSERT_GE(r.truth.cuts.size(), 10u);
  for (size_t i = 1; i < r.truth.cuts.size(); ++i)
    EXPECT_EQ(r.truth.cuts[i].cycle - r.truth.cuts[i - 1].cycle, 720u)
        << "the walk visits a VM every 16 cycles: 16 from the cut to the timer's beginning, 704 to the request and the cut";
  EXPECT_EQ(r.counters(0).missed_periods, 0u);
}

TEST_P(Host, TimersThatAlwaysAskKeepNobodyOut) {
  Rig& r = rig();
  for (unsigned vm = 0; vm < r.params.n_vm; ++vm) r.start(bitmap_vm(vm, 4096, {vm}));
  for (unsigned vm = 0; vm < r.params.n_vm; ++vm) r.dom0().write64(Dom0::vm_reg(vm, regs::VM_PERIOD), 1);
  r.sim.run(3000);
  uint64_t missed = 0;
  for (unsigned vm = 0; vm < r.params.n_vm; ++vm)
    missed += r.dom0().read64(Dom0::vm_reg(vm, regs::VM_CNT_MISSED_PERIODS));  // reads get through
  EXPECT_GT(missed, 0u);
  EXPECT_GT(r.dom0().read64(Dom0::vm_reg(0, regs::VM_CNT_HARVESTS)), 1u) << "a job comes to its end";
  uint64_t least = UINT64_MAX, most = 0;
  for (unsigned vm = 0; vm < r.params.n_vm; ++vm) {
    least = std::min(least, r.counters(vm).harvests);
    most = std::max(most, r.counters(vm).harvests);
  }
  EXPECT_GE(2 * least, most) << "no VM is served more often than another that asks as often";
  for (unsigned vm = 0; vm < r.params.n_vm; ++vm) r.dom0().write64(Dom0::vm_reg(vm, regs::VM_PERIOD), 0);
  r.settle();
}

TEST_P(Host, RecordTimesAreThoseOfTheCuts) {
  Rig& r = rig();
  r.start(bitmap_vm(0, 4096, {0}));
  const Record a = r.harvest(0);
  r.sim.run(500);
  const Record b = r.harvest(0);
  EXPECT_EQ(a.end, b.start);
  EXPECT_EQ(b.end - b.start, r.truth.cuts[1].cycle - r.truth.cuts[0].cycle);
  EXPECT_EQ(a.number + 1, b.number);
}

TEST_P(Host, MaskedVectorStaysPending) {
  Rig& r = rig();
  r.start(bitmap_vm(3, 4096, {0}));
  r.settle();
  r.irqs.clear();
  r.dom0().write32(Dom0::vec_reg(3, regs::VEC_MASK), 1);
  r.harvest(3);
  r.settle();
  EXPECT_TRUE(r.irqs.empty());
  EXPECT_EQ(r.dom0().read32(Dom0::vec_reg(3, regs::VEC_PENDING)), 1u);
  r.dom0().write32(Dom0::vec_reg(3, regs::VEC_MASK), 0);
  r.sim.run(10);
  ASSERT_EQ(r.irqs.size(), 1u);
  EXPECT_EQ(r.irqs[0].second, 3u);
  EXPECT_EQ(r.dom0().read32(Dom0::vec_reg(3, regs::VEC_PENDING)), 0u);
}

TEST_P(Host, ModerationByCountAndByTime) {
  Rig& r = rig();
  r.start(bitmap_vm(0, 4096, {0}));
  r.settle();
  r.irqs.clear();
  r.dom0().write32(Dom0::vec_reg(0, regs::VEC_MOD_COUNT), 3);
  for (int i = 0; i < 7; ++i) {
    r.harvest(0);
    r.settle();
  }
  EXPECT_EQ(r.irqs.size(), 2u) << "7 records, 3 at a time";
  r.sim.run(2000);
  EXPECT_EQ(r.irqs.size(), 2u);
  r.dom0().write32(Dom0::vec_reg(0, regs::VEC_MOD_TIME), 500);
  r.sim.run(24);
  EXPECT_EQ(r.irqs.size(), 3u) << "the seventh has waited long enough";
}

TEST_P(Host, EveryEventCounts) {
  Rig& r = rig();
  r.sim.run(1200);  // past the clearing walk
  const std::array<int, 3> vectors{1, 2, 15};
  for (const int v : vectors) {
    r.dom0().write32(Dom0::vec_reg(v, regs::VEC_MASK), 0);
    r.dom0().write32(Dom0::vec_reg(v, regs::VEC_MOD_COUNT), 100);
  }
  std::deque<int> most;
  for (unsigned i = 0; i < 99; ++i) most.insert(most.end(), vectors.begin(), vectors.end());
  for (unsigned turn = 0; turn < 2; ++turn) {  // the second time nothing may be left of the first
    r.play_vectors(most);
    r.sim.run(3000);
    EXPECT_EQ(r.irqs.size(), 0u) << "99 of 100";
    r.play_vectors({15, 2, 1});
    r.sim.run(40);
    EXPECT_EQ(r.irqs.size(), 3u);
    r.irqs.clear();
  }
}

TEST_P(Host, AnEventWaitsItsTimeAndLittleMore) {
  Rig& r = rig();
  r.sim.run(1200);
  r.dom0().write32(Dom0::vec_reg(5, regs::VEC_MASK), 0);
  const auto waits = [&](unsigned phase) {
    r.irqs.clear();
    r.sim.run(40 + (phase - r.sim.cycle()) % 16);
    const uint64_t from = r.sim.cycle();
    r.play_vectors({5});
    r.sim.run(600);
    EXPECT_EQ(r.irqs.size(), 1u);
    return r.irqs.empty() ? 0 : r.irqs[0].first - from;
  };
  const auto bounds = [&] {
    std::set<uint64_t> all;
    for (unsigned phase = 0; phase < 16; ++phase) all.insert(waits(phase));
    EXPECT_EQ(all.size(), 16u) << "each phase of the walk has its own";
    return std::pair(*all.begin(), *all.rbegin());
  };
  EXPECT_EQ(bounds(), (std::pair<uint64_t, uint64_t>(6, 21))) << "not moderated";
  r.dom0().write32(Dom0::vec_reg(5, regs::VEC_MOD_COUNT), 2);
  r.dom0().write32(Dom0::vec_reg(5, regs::VEC_MOD_TIME), 500);
  EXPECT_EQ(bounds(), (std::pair<uint64_t, uint64_t>(518, 533))) << "500 is 32 visits";
  r.dom0().write32(Dom0::vec_reg(5, regs::VEC_MOD_TIME), 512);
  EXPECT_EQ(bounds(), (std::pair<uint64_t, uint64_t>(518, 533)));
  r.dom0().write32(Dom0::vec_reg(5, regs::VEC_MOD_TIME), 513);
  EXPECT_EQ(bounds(), (std::pair<uint64_t, uint64_t>(534, 549)));
}

TEST_P(Host, UnitResetInMidRun) {
  Rig& r = rig("small");
  r.start(bitmap_vm(0, 30'000, {0, 1}));
  Rng rng(1);
  for (int i = 0; i < 3000; ++i) r.script.push({static_cast<uint8_t>(rng.below(2)), rng.below(30'000), true});
  r.sim.run(1500);
  r.dom0().harvest(0);
  r.sim.run(40);
  r.sim.reset(2);
  EXPECT_EQ(r.sim.arch().vm[0].state, 0u);
  EXPECT_EQ(r.sim.arch().vm[0].counters[0], 0u);
  while (!r.script.empty()) r.sim.run(100);
  EXPECT_GT(r.sim.arch().unbound, 0u) << "nothing is bound after a reset";
  r.truth.current(0) = {};
  r.truth.ended(0).clear();
  r.dom0().setup_ring();
  r.start(bitmap_vm(0, 30'000, {0, 1}));
  r.play({{0, 29'999, true}, {1, 0, false}});
  const Record rec = r.harvest(0);
  EXPECT_EQ(rec.epoch, 0u);
  EXPECT_EQ(rec.distinct_a, 2u);
}

TEST_P(Host, TwoSourcesShareThePort) {
  Rig& r = rig("mid");
  Script second;
  r.sim.set_source(1, &second);
  r.start(bitmap_vm(0, 4096, {0, 1}));
  for (uint64_t i = 0; i < 400; ++i) {
    r.script.push({0, i * 3, true});
    second.push({1, i * 3 + 1, true});
  }
  const uint64_t from = r.sim.cycle();
  r.sim.run_until([&] { return r.script.empty() && second.empty(); }, "both scripts");
  EXPECT_EQ(r.sim.cycle() - from, 800u) << "one event a cycle";
  EXPECT_LE(r.script.log.back().cycle, second.log.back().cycle + 1) << "fair";
  EXPECT_LE(second.log.back().cycle, r.script.log.back().cycle + 1);
  EXPECT_EQ(r.harvest(0).distinct_w, 800u);
  r.sim.set_source(1, nullptr);
}

}  // namespace
}  // namespace openpml
