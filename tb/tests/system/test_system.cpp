// SPDX-License-Identifier: Apache-2.0
// The event sources with the unit behind them: RTL and model of the whole system in lock-step, judged by what pages, addresses and
// the generator's stream say.
#include "system_bench.hpp"

namespace openpml {
namespace {

VmConfig vm_of(unsigned vm, std::vector<unsigned> vcpus, uint64_t limit = 1 << 15) {
  VmConfig c;
  c.vm = vm;
  c.limit = limit;
  c.vcpus = std::move(vcpus);
  c.vector = vm;
  return c;
}

TEST(System, IngestedPagesAreInTheBitmap) {
  SystemBench b(1);
  b.dom0().start_vm(vm_of(0, {0, 1}));
  b.dom0().start_vm(vm_of(1, {2, 3}));
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
  b.dom0().start_vm(vm_of(0, {0, 1}));
  b.dom0().start_vm(vm_of(1, {2, 3}));
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
  b.dom0().start_vm(vm_of(2, {1}));
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

/// All four sources, harvests, slow memory, garbage pages, read errors on pages: model = RTL, and all of it is in the bitmaps.
class SystemRandom : public testing::TestWithParam<uint64_t> {};

class Walk : public EventSource {
 public:
  explicit Walk(uint64_t seed) : rng_(seed) {}
  bool on = true;
  bool offer(uint64_t, Inputs::Event& e) override {
    if (!pending_ && on && rng_.chance(1, 3)) {
      pending_ = true;
      now_ = {true, static_cast<uint8_t>(rng_.below(5)), rng_.below(40'000),
              rng_.chance(1, 2)};  // vCPU 4 does not exist
    }
    if (pending_) e = now_;
    return pending_;
  }
  void taken(uint64_t) override { pending_ = false; }

 private:
  Rng rng_;
  bool pending_ = false;
  Inputs::Event now_{};
};

TEST_P(SystemRandom, AllSourcesAtOnce) {
  SystemBench b(GetParam(), 3, 2);
  Rng& r = b.rng;
  Walk cpu(GetParam() + 7);
  b.sim.set_source(0, &cpu);
  b.sim.mem().set_timing({.rd_min = 1,
                          .rd_max = static_cast<uint32_t>(r.between(1, 60)),
                          .wr_min = 1,
                          .wr_max = static_cast<uint32_t>(r.between(1, 60)),
                          .aw_stall = static_cast<uint8_t>(r.below(100)),
                          .w_stall = static_cast<uint8_t>(r.below(100)),
                          .ar_stall = static_cast<uint8_t>(r.below(100)),
                          .b_stall = static_cast<uint8_t>(r.below(100)),
                          .r_stall = static_cast<uint8_t>(r.below(100))});
  for (unsigned vm = 0; vm < 3; ++vm) b.dom0().start_vm(vm_of(vm, {vm}, 30'000));
  b.set_window(0, 0x1000'0000, 40, 0, 0);
  b.set_window(2, 0x1002'0000, 60, 29'980, 2);  // its end is past the VM's limit
  ASSERT_TRUE(b.enable_tap(true));
  b.tap_traffic(static_cast<unsigned>(r.below(200)), static_cast<unsigned>(r.below(200)));
  ASSERT_TRUE(b.host.start(b.ingest_writer(), 7));
  ASSERT_TRUE(b.start_generator(r.below(29'000), static_cast<uint32_t>(r.between(1, 2000)), 2, 40, 1,
                                static_cast<uint32_t>(r.between(1000, 0x10000)), 8));
  b.dom0().set_lite_jitter(static_cast<uint8_t>(r.below(100)));
  for (unsigned n = 0; n < 400; ++n) {
    b.sim.run(r.between(1, 120));
    b.take_completions();
    if (b.host.open() < b.host.ring_size() && r.chance(1, 4)) {
      const auto f = static_cast<PageFormat>(r.below(3));
      if (r.chance(1, 6)) b.host.break_blocks(1, 3);
      if (r.chance(1, 10)) b.host.submit_raw({.address = 0x123, .cookie = r.next()}, regs::INGEST_ST_BAD_ADDRESS);
      else
        b.host.submit(f, static_cast<uint8_t>(r.below(4)),
                      random_entries(f, r.between(1, 600), {.pages = 32'000, .garbage = 100, .super = 3}, r),
                      static_cast<uint32_t>(r.below(64)));
      ASSERT_TRUE(b.ring());
    }
    if (r.chance(1, 30)) b.dom0().harvest(static_cast<unsigned>(r.below(3)));
    if (r.chance(1, 10)) b.dom0().read32(static_cast<uint32_t>(regs::SRC_BASE + r.below(0x480) * 4));
  }
  cpu.on = false;
  b.quiet_tap();
  EXPECT_TRUE(b.write(regs::GEN_BASE, regs::GEN_CTRL, regs::GEN_CTRL_STOP_MASK));
  b.finish_ingest();
  for (unsigned i = 0; b.generator_state() != 0; ++i) ASSERT_LT(i, 1000u);
  for (unsigned vm = 0; vm < 3; ++vm) b.dom0().harvest_wait(vm);
  for (unsigned s = 0; s < 4; ++s) EXPECT_GT(b.taken(s), 500u) << "source " << s;
  b.expect_clean();
}
INSTANTIATE_TEST_SUITE_P(Seeds, SystemRandom, testing::Range<uint64_t>(100, 106));

}  // namespace
}  // namespace openpml
