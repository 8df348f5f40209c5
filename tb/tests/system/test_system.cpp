// SPDX-License-Identifier: Apache-2.0
// The event sources with the unit behind them: RTL and model of the whole system in lock-step, judged by what pages, addresses and
// the generator's stream say.
#include "bitmap_vm.hpp"
#include "system_bench.hpp"
#include "system_random.hpp"

namespace openpml {
namespace {

constexpr uint64_t kPages = 1 << 15;  // of each VM

TEST(System, IngestedPagesAreInTheBitmap) {
  SystemBench b(1);
  b.dom0().start_vm(bitmap_vm(0, kPages, {0, 1}));
  b.dom0().start_vm(bitmap_vm(1, kPages, {2, 3}));
  ASSERT_TRUE(b.host.start(b.ingest_writer(), 5));
  for (unsigned i = 0; i < 9; ++i) {
    const auto f = static_cast<PageFormat>(i % 3);
    b.host.submit(f, static_cast<uint8_t>(i % 4), random_entries(f, 512, {}, b.rng));
  }
  ASSERT_TRUE(b.ring());
  b.finish_ingest();
  b.dom0().harvest_wait(0);
  b.dom0().harvest_wait(1);
  EXPECT_EQ(b.irqs[5], 9u);
  EXPECT_GT(b.taken(kIngest), 3000u);
  b.expect_clean();
}

TEST(System, TappedBurstsAreInTheBitmap) {
  SystemBench b(2);
  b.dom0().start_vm(bitmap_vm(0, kPages, {0, 1}));
  b.dom0().start_vm(bitmap_vm(1, kPages, {2, 3}));
  b.set_window(0, 0x1000'0000, 16, 100, 0);
  b.set_window(1, 0x1000'8000, 32, 5000, 2);  // window 0 wins where they overlap
  b.set_window(3, 0x1003'0000, 1000, 7, 3);
  ASSERT_TRUE(b.enable_tap(true));
  b.tap_traffic(120, 120);
  b.sim.run(6000);
  EXPECT_FALSE(b.write(regs::TAP_WIN_BASE, regs::TAP_WIN_PAGES, 3)) << "enabled";
  b.dom0().harvest_wait(0);
  b.tap_traffic(256, 256, 0);  // two events a cycle at most: the path waits, nothing is lost
  b.sim.run(4000);
  b.quiet_tap();
  b.dom0().harvest_wait(0);
  b.dom0().harvest_wait(1);
  b.sim.run(100);
  EXPECT_EQ(b.read64(regs::TAP_BASE, regs::TAP_CNT_UNMAPPED), b.unmapped);
  EXPECT_GT(b.unmapped, 100u);
  EXPECT_GT(b.read64(regs::TAP_BASE, regs::TAP_CNT_WAIT_AW), 100u);
  EXPECT_EQ(b.read(regs::TAP_BASE, regs::TAP_STATUS), 0u);
  b.expect_clean();
}

TEST(System, GeneratedPeriodsFallOnHarvests) {
  SystemBench b(3);
  b.dom0().start_vm(bitmap_vm(2, kPages, {1}));
  ASSERT_TRUE(b.start_generator(64, 700, 2, 3, 1, 0x10000, 9, true));
  for (unsigned period = 0; period < 3; ++period) {
    for (unsigned i = 0; b.generator_state() != (period < 2 ? 4u : 0u); ++i) {
      ASSERT_LT(i, 5000u);
      b.sim.run(10);
    }
    const Record r = b.dom0().harvest_wait(2);
    EXPECT_EQ(r.distinct_a, 700u);
    EXPECT_EQ(r.distinct_w, 700u);
    if (period < 2) {
      EXPECT_TRUE(b.write(regs::GEN_BASE, regs::GEN_CTRL, regs::GEN_CTRL_CONTINUE_MASK));
    }
  }
  EXPECT_EQ(b.taken(kGen), 3u * 2 * 700);
  EXPECT_EQ(b.irqs[9], 3u);
  b.expect_clean();
}

TEST(System, RegistersOfAllPartsThroughOnePort) {
  SystemBench b(4);
  bool ok = true;
  EXPECT_EQ(b.dom0().read32(regs::GLOBAL_BASE + regs::GLOBAL_MAGIC), regs::MAGIC);
  EXPECT_EQ(b.read(regs::SRC_BASE, regs::SRC_ID), 0x43525350u);
  EXPECT_EQ(b.read(regs::SRC_BASE, regs::SRC_CAPS), 0x704u);
  EXPECT_EQ(b.read(regs::GLOBAL_BASE, regs::GLOBAL_FEATURES) >> 8, 7u);
  b.dom0().read32(0xD400, &ok);
  EXPECT_FALSE(ok);
  EXPECT_EQ(b.read(regs::SRC_BASE, regs::SRC_LAST_ERROR), 0xD400'0000u | regs::ERR_UNMAPPED);
  EXPECT_FALSE(b.write(regs::SRC_BASE, regs::SRC_ID, 0));
  EXPECT_EQ(b.read(regs::SRC_BASE, regs::SRC_LAST_ERROR), 0xC000'0000u | regs::ERR_READ_ONLY);
  EXPECT_FALSE(b.dom0().write32(regs::INGEST_BASE + regs::INGEST_VECTOR, 1, 0x3));
  EXPECT_EQ(b.read(regs::SRC_BASE, regs::SRC_LAST_ERROR),
            (regs::INGEST_BASE + regs::INGEST_VECTOR) << 16 | regs::ERR_BAD_ACCESS);
  EXPECT_TRUE(b.write(regs::GLOBAL_BASE, regs::GLOBAL_SCRATCH, 77));
  EXPECT_EQ(b.read(regs::GLOBAL_BASE, regs::GLOBAL_SCRATCH), 77u);
  for (unsigned a = regs::SRC_BASE; a < 0xD480; a += 4) b.dom0().read32(a);  // model and RTL read alike
  b.dom0().set_lite_jitter(120);
  for (unsigned i = 0; i < 600; ++i) {
    const auto a = static_cast<uint32_t>(regs::SRC_BASE + b.rng.below(0x500) * 4);
    if (b.rng.chance(1, 2)) b.dom0().read32(a);
    else if (a != regs::INGEST_BASE && a != regs::TAP_BASE && a != regs::GEN_BASE)
      b.dom0().write32(a, static_cast<uint32_t>(b.rng.next() >> b.rng.below(64)));
  }
  b.expect_clean();
}

class SystemRandom : public testing::TestWithParam<uint64_t> {};

TEST_P(SystemRandom, AllSourcesAtOnce) { system_random(GetParam()); }
INSTANTIATE_TEST_SUITE_P(Seeds, SystemRandom, testing::Range<uint64_t>(100, 106));

}  // namespace
}  // namespace openpml
