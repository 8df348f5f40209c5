// SPDX-License-Identifier: Apache-2.0
// The bench's memory: throughput, latency, guards, violations, errors, ordering.
#include <gtest/gtest.h>

#include <cstring>

#include "axi_checker.hpp"
#include "fake_dut.hpp"
#include "openpml/sim.hpp"

namespace openpml {
namespace {

struct Bench {
  explicit Bench(unsigned dw = 512, uint64_t seed = 7) {
    Params p;
    p.dw = dw;
    p.outstanding = 4096;
    auto d = std::make_unique<FakeDut>(p);
    dut = d.get();
    sim = std::make_unique<Sim>(std::move(d), seed);
    checker = std::make_unique<AxiChecker>(p);
    sim->add_observer(checker.get());
    base = sim->mem().alloc("region", 65536);
  }
  void write(uint64_t addr, uint64_t value) {
    dut->aw.push_back({addr, 0, 6});
    Beat b{};
    b.fill(value);
    dut->w.push_back({b, ~uint64_t{0}, true});
  }
  FakeDut* dut;
  std::unique_ptr<Sim> sim;
  std::unique_ptr<AxiChecker> checker;
  uint64_t base;
};

TEST(AxiMemory, SustainsOneReadAndOneWriteBeatEachCycle) {
  Bench t;
  for (unsigned i = 0; i < 1000; ++i) {
    t.write(t.base + 64 * (i % 512), i);
    t.dut->ar.push_back({t.base + 32768 + 64 * (i % 512), 0, 6});
  }
  t.sim->run(1001);
  EXPECT_EQ(t.dut->b.size(), 1000u);
  EXPECT_EQ(t.dut->r.size(), 1000u);
  EXPECT_TRUE(t.sim->mem().idle());
  EXPECT_EQ(t.sim->mem().read_u64(t.base + 64 * 10), 512u + 10);
  EXPECT_EQ(t.checker->count(), 0u) << t.checker->report();
}

TEST(AxiMemory, RoundTripIsTheCyclesFromHandshakeToAnswer) {
  for (const uint32_t lat : {0u, 1u, 2u, 37u, 512u}) {
    Bench t;
    AxiTiming timing;
    timing.rd_min = timing.rd_max = timing.wr_min = timing.wr_max = lat;
    t.sim->mem().set_timing(timing);
    t.write(t.base, 1);
    t.dut->ar.push_back({t.base, 0, 6});
    t.sim->run(600);
    ASSERT_EQ(t.dut->b.size(), 1u);
    ASSERT_EQ(t.dut->r.size(), 1u);
    EXPECT_EQ(t.dut->b[0].cycle, std::max(1u, lat));
    EXPECT_EQ(t.dut->r[0].cycle, std::max(1u, lat));
  }
}

TEST(AxiMemory, AccessOutsideARegionIsAViolationAndAnswersDecErr) {
  Bench t;
  t.write(t.base + 65536, 1);           // first byte past the end: the guard
  t.dut->ar.push_back({0x1000, 0, 6});  // nowhere
  t.sim->run(4);
  EXPECT_EQ(t.sim->mem().violation_count(), 2u);
  EXPECT_EQ(t.dut->b.at(0).resp, kDecErr);
  EXPECT_EQ(t.dut->r.at(0).resp, kDecErr);
  ASSERT_EQ(t.sim->mem().check_guards().size(), 1u);
  EXPECT_NE(t.sim->mem().check_guards()[0].find("region"), std::string::npos);
}

TEST(AxiMemory, LastBytesOfARegionAreInside) {
  Bench t;
  t.write(t.base + 65536 - 64, 5);
  t.sim->run(4);
  EXPECT_EQ(t.sim->mem().violation_count(), 0u);
  EXPECT_TRUE(t.sim->mem().check_guards().empty());
  EXPECT_EQ(t.sim->mem().read_u64(t.base + 65536 - 8), 5u);
}

TEST(AxiMemory, StrobesSelectBytesOfANarrowBeat) {
  Bench t;
  Beat b{};
  b.fill(0x1122334455667788);
  const uint64_t before = t.sim->mem().read_u64(t.base), after = t.sim->mem().read_u64(t.base + 16);
  t.dut->aw.push_back({t.base + 8, 0, 3});
  t.dut->w.push_back({b, 0xFF00, true});
  t.sim->run(4);
  EXPECT_EQ(t.sim->mem().read_u64(t.base), before);
  EXPECT_EQ(t.sim->mem().read_u64(t.base + 8), 0x1122334455667788u);
  EXPECT_EQ(t.sim->mem().read_u64(t.base + 16), after);
  EXPECT_EQ(t.sim->mem().wr_bytes(), 8u);
}

TEST(AxiMemory, ErrorRuleHitsItsRangeAndCount) {
  Bench t;
  t.sim->mem().add_error({t.base + 64, t.base + 128, kSlvErr, false, true, 65536, 1});
  t.write(t.base, 1);
  t.write(t.base + 64, 1);
  t.write(t.base + 64, 1);
  t.sim->run(6);
  ASSERT_EQ(t.dut->b.size(), 3u);
  EXPECT_EQ(t.dut->b[0].resp, kOkay);
  EXPECT_EQ(t.dut->b[1].resp, kSlvErr);
  EXPECT_EQ(t.dut->b[2].resp, kOkay);
  EXPECT_EQ(t.sim->mem().errors_sent(), 1u);
}

TEST(AxiMemory, RandomTimingKeepsOrderDataAndProtocol) {
  for (uint64_t seed = 1; seed <= 8; ++seed) {
    Bench t(64, seed);
    AxiTiming timing{0, 60, 0, 90, 100, 120, 80, 90, 110, AxiTiming::Visible::Random};
    t.sim->mem().set_timing(timing);
    std::vector<uint64_t> expect;
    for (unsigned i = 0; i < 300; ++i) {
      const uint64_t a = t.base + 64 * i;
      t.dut->aw.push_back({a, 7, 3});
      for (unsigned k = 0; k < 8; ++k) t.dut->w.push_back({{i * 8 + k}, 0xFF, k == 7});
      t.dut->ar.push_back({t.base + 32768 + 64 * (i % 64), 7, 3});
      for (unsigned k = 0; k < 8; ++k) expect.push_back(t.sim->mem().read_u64(t.base + 32768 + 64 * (i % 64) + 8 * k));
    }
    t.sim->run_until([&] { return t.dut->b.size() == 300 && t.dut->r.size() == 2400; }, "answers", 200'000);
    for (unsigned i = 0; i < 2400; ++i) {
      EXPECT_EQ(t.dut->r[i].data[0], expect[i]);
      EXPECT_EQ(t.dut->r[i].last, i % 8 == 7);
      EXPECT_EQ(t.sim->mem().read_u64(t.base + 8 * i), i);
    }
    t.checker->finish();
    EXPECT_EQ(t.checker->count(), 0u) << t.checker->report();
    EXPECT_EQ(t.sim->mem().violation_count(), 0u);
  }
}

TEST(AxiMemory, OverlapIsRefused) {
  AxiMemory m(64, 1);
  m.add("a", 0x100000, 4096);
  EXPECT_THROW(m.add("b", 0x102000, 4096), std::invalid_argument);  // inside a's guard and its own
  EXPECT_NO_THROW(m.add("c", 0x103000, 4096));
  m.remove(0x100000);
  EXPECT_TRUE(m.view(0x100000, 8).empty());
}

TEST(AxiMemory, ContentsStartRandomAndReproducible) {
  AxiMemory a(64, 5), b(64, 5), c(64, 6);
  const uint64_t pa = a.alloc("x", 4096), pb = b.alloc("x", 4096), pc = c.alloc("x", 4096);
  EXPECT_EQ(a.read_u64(pa), b.read_u64(pb));
  EXPECT_NE(a.read_u64(pa), c.read_u64(pc));
  EXPECT_NE(a.read_u64(pa), 0u);
}

}  // namespace
}  // namespace openpml
