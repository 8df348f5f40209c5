// SPDX-License-Identifier: Apache-2.0
// Promises C1..C3: work grows with what is touched, the cut is constant, the stream is not held up.
#include "openpml/rng.hpp"
#include "rig.hpp"

namespace openpml {
namespace {

class Cost : public UnitTest {};
INSTANTIATE_TEST_SUITE_P(Engine, Cost, testing::ValuesIn(directed_engines()));

struct Spent {
  uint64_t cycles, written, read;
  bool operator==(const Spent&) const = default;
};

/// The same 3 epochs on the same pages; what each harvest costs.
std::vector<Spent> spend(Rig& r, uint64_t limit) {
  r.start(bitmap_vm(0, limit, {0}));
  std::vector<Spent> s;
  for (int e = 0; e < 4; ++e) {
    for (uint64_t i = 0; i < 400; ++i) r.script.push({0, (i * 37 % 60) * 512 + i, i / 60 % 2 == 0});
    r.play();
    const uint64_t from = r.sim.cycle(), w = r.sim.mem().wr_bytes(), rd = r.sim.mem().rd_bytes();
    r.harvest(0);
    s.push_back({r.sim.cycle() - from, r.sim.mem().wr_bytes() - w, r.sim.mem().rd_bytes() - rd});
    r.settle();
  }
  return s;
}

TEST_P(Cost, C1_AHarvestCostsWhatWasTouchedWhateverTheVmsSize) {
  const auto small = spend(rig(), 1 << 15), large = spend(rig(), 1 << 22);
  for (size_t i = 0; i < small.size(); ++i) {
    EXPECT_EQ(small[i].written, large[i].written);
    EXPECT_EQ(small[i].read, large[i].read);
    EXPECT_NEAR(static_cast<double>(small[i].cycles), static_cast<double>(large[i].cycles),
                0.05 * static_cast<double>(small[i].cycles));
  }
  // 60 lines of both kinds, 4 chunks of summary, one record.
  EXPECT_EQ(small[0].written, 64u * (60 * 2 + 4 + 1));
  EXPECT_EQ(small[0].read, 0u) << "the first write-back of a line needs no read";
}

TEST_P(Cost, C1_UntouchedLinesAreClearedOnceAndNotAgain) {
  Rig& r = rig();
  r.start(bitmap_vm(0, 1 << 16, {0}));
  const uint64_t at_enable = r.counters(0).lines_cleared;
  EXPECT_EQ(at_enable, 128u * 2 * 2) << "both buffers and kinds, whole, once";
  for (uint64_t l = 0; l < 30; ++l) r.script.push({0, l * 512, true});
  r.play();
  r.harvest(0);  // buffer 0 holds 30 lines
  r.harvest(0);  // buffer 1: nothing
  EXPECT_EQ(r.counters(0).lines_cleared, at_enable);
  r.play({{0, 0, true}});
  r.harvest(0);  // buffer 0 again: one line written, 29 cleared (both kinds)
  EXPECT_EQ(r.counters(0).lines_cleared, at_enable + 29 * 2);
  r.harvest(0);
  r.harvest(0);
  EXPECT_EQ(r.counters(0).lines_cleared, at_enable + 30 * 2) << "what was clear is not cleared again";
}

TEST_P(Cost, C2_TheCutResetsTheFilterAtOnce) {
  Rig& r = rig();
  r.start(bitmap_vm(0, 1 << 16, {0}));
  uint64_t n = 0;
  r.script.generate([&](uint64_t, Access& a) {
    a = {0, n++ % 64, true};
    return true;
  });
  r.sim.run(1000);
  EXPECT_EQ(r.counters(0).logged, 64u);
  for (unsigned k = 1; k <= 10; ++k) {
    r.harvest(0);
    r.sim.run(200);
    EXPECT_EQ(r.counters(0).logged, 64u * (k + 1)) << "each page once more, and once only";
    const uint64_t cut = r.truth.cuts.back().cycle;
    EXPECT_TRUE(std::binary_search(r.script.held_at.begin(), r.script.held_at.end(), cut) == false)
        << "nobody waits for the cut";
  }
  EXPECT_EQ(r.script.held_at.size(), 0u);
  r.script.generate({});
}

/// Events a cycle in a run of `events` with one harvest.
double rate(Rig& r, uint64_t limit, uint64_t events, const std::function<uint64_t(uint64_t)>& page) {
  r.start(bitmap_vm(0, limit, {0, 1, 2, 3}));
  r.dom0().write32(Dom0::vm_reg(0, regs::VM_FILTER_BYPASS), 1);
  uint64_t n = 0;
  const uint64_t from = r.sim.cycle();
  r.script.generate([&](uint64_t, Access& a) {
    a = {static_cast<uint8_t>(n & 3), page(n), true};
    return n++ < events;
  });
  r.sim.run(events / 2);
  r.dom0().harvest(0);
  r.sim.run_until([&] { return r.script.log.size() == events; }, "all events", 4'000'000);
  const double cycles = static_cast<double>(r.sim.cycle() - from);
  r.script.generate({});
  r.harvest(0);
  return static_cast<double>(events) / cycles;
}

TEST_P(Cost, C3_SetThatFitsTheStoreRunsAtFullRate) {
  Rig& r = rig();
  r.compare_truth = false;
  EXPECT_GE(rate(r, 1 << 20, 40'000, [](uint64_t n) { return n * 7919 % 65'536; }), 0.99);
}

TEST_P(Cost, C3_SequentialRunsAtFullRateOverALongRoundTrip) {
  Rig& r = rig();
  r.compare_truth = false;
  AxiTiming t;
  t.rd_min = t.rd_max = t.wr_min = t.wr_max = 256;
  r.sim.mem().set_timing(t);
  EXPECT_GE(rate(r, 1 << 20, 40'000, [](uint64_t n) { return n % (1 << 20); }), 0.99);
}

/// Nearly every event evicts a line that is read and written, over a round trip of as many cycles as transactions may be outstanding:
/// the bound is one event a cycle, and only the unit's own places for lines can be less.
TEST_P(Cost, C3_EvictedLinesGoAsFastAsTransactionsMayBeOutstanding) {
  Rig& r = rig();
  r.compare_truth = false;
  AxiTiming t;
  t.rd_min = t.rd_max = t.wr_min = t.wr_max = r.params.outstanding;
  r.sim.mem().set_timing(t);
  constexpr uint64_t kPages = 1 << 22, kFirst = 40'000, kAll = 80'000;
  r.start(bitmap_vm(0, kPages, {0, 1, 2, 3}));
  r.dom0().write32(Dom0::vm_reg(0, regs::VM_FILTER_BYPASS), 1);
  Rng rng(7);
  uint64_t n = 0;
  r.script.generate([&](uint64_t, Access& a) {
    a = {static_cast<uint8_t>(n & 3), rng.below(kPages), false};
    return n++ < kAll;
  });
  r.sim.run_until([&] { return r.script.log.size() == kFirst; }, "all lines touched", 400'000);
  const uint64_t from = r.sim.cycle();
  r.sim.run_until([&] { return r.script.log.size() == kAll; }, "all events", 400'000);
  EXPECT_GE(static_cast<double>(kAll - kFirst) / static_cast<double>(r.sim.cycle() - from), 0.90);
  r.script.generate({});
  r.harvest(0);
}

}  // namespace
}  // namespace openpml
