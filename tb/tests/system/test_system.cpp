// SPDX-License-Identifier: Apache-2.0
// The event sources with the unit behind them: RTL and model of the whole system in lock-step, judged by what pages, addresses and
// the generator's stream say.
#include "bitmap_vm.hpp"
#include "system_bench.hpp"
#include "system_random.hpp"

namespace openpml {
namespace {

constexpr uint64_t kPages = 1 << 15;  // of each VM
constexpr unsigned kSlow = 275'000;   // cycles; more than 2^18

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
  // model and RTL read alike, and refuse alike
  for (unsigned a = regs::SRC_BASE; a < 0xE000; a += 4) {
    b.dom0().read32(a);
    b.read(regs::SRC_BASE, regs::SRC_LAST_ERROR);
    b.dom0().write32(a, a & 0x20 ? ~0u : 1u);
    b.read(regs::SRC_BASE, regs::SRC_LAST_ERROR);
    b.dom0().read32(a);
  }
  b.dom0().set_lite_jitter(120);
  for (unsigned i = 0; i < 600; ++i) {
    const auto a = static_cast<uint32_t>(regs::SRC_BASE + b.rng.below(0x500) * 4);
    if (b.rng.chance(1, 2)) b.dom0().read32(a);
    else if (a != regs::INGEST_BASE && a != regs::TAP_BASE && a != regs::GEN_BASE)
      b.dom0().write32(a, static_cast<uint32_t>(b.rng.next() >> b.rng.below(64)));
  }
  b.expect_clean();
}

/// Reads and writes at the same time, to core and sources, address and data at different times.
class BothChannels {
 public:
  explicit BothChannels(SystemBench& b) : b_(b), rng_(b.rng.next()) {
    b.sim.set_drive([this](Inputs& in) { drive(in); });
  }
  ~BothChannels() { b_.sim.set_drive(nullptr); }
  void run(unsigned cycles) {
    for (unsigned i = 0; i < cycles || busy(); ++i) {
      ASSERT_LT(i, cycles + 1000) << "an access hangs";
      going_ = i < cycles;
      b_.sim.run(1);
      observe(b_.sim.in(), b_.sim.out());
    }
  }
  unsigned reads = 0, writes = 0;

 private:
  bool busy() const { return aw_ || w_ || b_open_ || ar_ || r_open_; }
  uint16_t some_address(bool write) {
    switch (rng_.below(4)) {
      case 0: return static_cast<uint16_t>(regs::GLOBAL_BASE + regs::GLOBAL_SCRATCH);
      case 1: return static_cast<uint16_t>(regs::GEN_PHASE_BASE + 4 * rng_.below(16));
      case 2: return static_cast<uint16_t>(regs::TAP_WIN_BASE + 4 * rng_.below(32));
      default: return static_cast<uint16_t>(write ? regs::SRC_BASE : rng_.below(0x100) * 4);
    }
  }
  void drive(Inputs& in) {
    if (!busy_write() && going_ && rng_.chance(1, 6)) {
      aw_ = w_ = b_open_ = true;
      awaddr_ = some_address(true);
      wdata_ = static_cast<uint32_t>(rng_.next());
      aw_wait_ = static_cast<unsigned>(rng_.below(4));
      w_wait_ = static_cast<unsigned>(rng_.below(4));
    }
    if (!ar_ && !r_open_ && going_ && rng_.chance(1, 6)) {
      ar_ = r_open_ = true;
      araddr_ = some_address(false);
    }
    in.s_awvalid = aw_ && aw_wait_ == 0;
    in.s_wvalid = w_ && w_wait_ == 0;
    in.s_awaddr = awaddr_;
    in.s_wdata = wdata_;
    in.s_wstrb = 0xF;
    in.s_arvalid = ar_;
    in.s_araddr = araddr_;
    in.s_bready = rng_.chance(1, 2);
    in.s_rready = rng_.chance(1, 2);
    aw_wait_ -= aw_wait_ > 0;
    w_wait_ -= w_wait_ > 0;
  }
  bool busy_write() const { return aw_ || w_ || b_open_; }
  void observe(const Inputs& in, const Outputs& out) {
    if (in.s_awvalid && out.s_awready) aw_ = false;
    if (in.s_wvalid && out.s_wready) w_ = false;
    if (in.s_arvalid && out.s_arready) ar_ = false;
    if (out.s_bvalid && in.s_bready) b_open_ = false, ++writes;
    if (out.s_rvalid && in.s_rready) r_open_ = false, ++reads;
  }

  SystemBench& b_;
  Rng rng_;
  bool going_ = true, aw_ = false, w_ = false, b_open_ = false, ar_ = false, r_open_ = false;
  unsigned aw_wait_ = 0, w_wait_ = 0;
  uint16_t awaddr_ = 0, araddr_ = 0;
  uint32_t wdata_ = 0;
};

TEST(System, ReadsAndWritesAtOnce) {
  SystemBench b(5);
  {
    BothChannels both(b);
    both.run(30'000);
    EXPECT_GT(both.reads, 1000u);
    EXPECT_GT(both.writes, 1000u);
  }
  b.sim.run(20);
  b.expect_clean();
}

/// Pages past every VM, on a vCPU of none: what the source offers is compared in all of its bits.
TEST(System, GeneratedPagesAnywhere) {
  SystemBench b(6);
  const uint64_t far[] = {0xA5'F00F'FF80, 0x5A'0FF5'5540, 0xFF'FFFF'FFC0};
  for (const uint64_t first : far) {
    ASSERT_TRUE(b.start_generator(first & 0xFF'FFFF'FFFF, 64, 2, 1, 3, 0x10000, 1));
    for (unsigned i = 0; b.generator_state() != 0; ++i) ASSERT_LT(i, 1000u);
  }
  EXPECT_EQ(b.taken(kGen), 3u * 2 * 64);
  b.expect_clean();
}

/// The memory does not answer writes for a long time: what waits is counted, and goes on after it.
TEST(System, WaitsForSlowMemory) {
  SystemBench b(7, 4, 4, true);
  b.dom0().start_vm(bitmap_vm(0, kPages, {0, 1}));
  ASSERT_TRUE(b.host.start(b.ingest_writer(), 5));
  for (unsigned i = 0; i < 3; ++i)
    b.host.submit(PageFormat::Pml, 0, random_entries(PageFormat::Pml, 512, {.pages = 1 << 15}, b.rng));
  ASSERT_TRUE(b.ring());
  b.sim.run(300);
  b.sim.mem().set_timing({.wr_min = kSlow, .wr_max = kSlow});
  b.sim.run_until([&] { return b.stalled(kIngest) > 1u << 18; }, "the ingest to have waited long", 2 * kSlow);
  for (unsigned i = 0; i < 20; ++i) {  // even and odd numbers
    b.read64(regs::SRC_BASE, regs::SRC_CNT_BASE + 16 * kIngest + 8);
    b.sim.run(i);
  }
  b.sim.mem().set_timing({});
  b.finish_ingest();
  b.dom0().harvest_wait(0);
  b.expect_clean();
}

class SystemRandom : public testing::TestWithParam<uint64_t> {};

TEST_P(SystemRandom, AllSourcesAtOnce) { system_random(GetParam()); }
INSTANTIATE_TEST_SUITE_P(Seeds, SystemRandom, testing::Range<uint64_t>(100, 106));

}  // namespace
}  // namespace openpml
