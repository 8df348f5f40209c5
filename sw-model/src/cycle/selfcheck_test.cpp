// SPDX-License-Identifier: Apache-2.0
/// The cycle model on its own: whole epochs in bitmap mode, raw logs, and Intel mode, each against the accepted stream.
#include <gtest/gtest.h>

#include "selfcheck_bench.hpp"

namespace openpml::selfcheck {
namespace {

constexpr uint64_t kRing = kMemBase, kBitmaps = kMemBase + 0x10000, kSummaries = kMemBase + 0x80000,
                   kRaw = kMemBase + 0x100000, kLogs = kMemBase + 0x300000;
constexpr uint64_t kPages = 1 << 18;  // 1 GiB
constexpr unsigned kRingLog2 = 4;

uint64_t bitmap_base(unsigned kind, unsigned buf) { return kBitmaps + 0x8000 * (kind * 2 + buf); }
uint64_t summary_base(unsigned buf) { return kSummaries + 0x1000 * buf; }

Params params(unsigned dw) {
  Params p;
  p.dw = dw;
  p.pages_log2 = 18;
  p.store_sets = 4;
  p.store_ways = 4;
  p.outstanding = 8;
  p.filter_log2 = 8;
  return p;
}

void configure(Bench& b, unsigned vm, uint32_t mode, bool reads, unsigned vcpus) {
  using namespace regs;
  const auto r = [vm](uint32_t off) { return Bench::vm_reg(vm, off); };
  b.write64(GLOBAL_RING_BASE, kRing);
  b.write(GLOBAL_RING_LOG2, kRingLog2);
  b.write(r(VM_CONFIG), mode | uint32_t{reads} << VM_CONFIG_LOG_READS_SHIFT);
  b.write64(r(VM_LIMIT), kPages);
  for (unsigned buf : {0u, 1u}) {
    b.write64(r(VM_A_BASE0) + 8 * buf, bitmap_base(0, buf));
    b.write64(r(VM_W_BASE0) + 8 * buf, bitmap_base(1, buf));
    b.write64(r(VM_SUM_BASE0) + 8 * buf, summary_base(buf));
  }
  b.write64(r(VM_RAW_BASE), kRaw);
  b.write(r(VM_RAW_LOG2), 3);
  b.write(VEC_BASE + VEC_MASK, 0);
  for (unsigned v = 0; v < vcpus; ++v) {
    b.write64(Bench::vcpu_reg(v, VCPU_LOG_BASE), kLogs + 4096 * v);
    b.write(Bench::vcpu_reg(v, VCPU_BIND), VCPU_BIND_VALID_MASK | vm);
  }
}

/// Waits for record `n`, and for the end of its job, and gives its 8 words.
std::array<uint64_t, 8> record(Bench& b, uint32_t n) {
  const uint64_t at = kRing + 64 * (n % (1 << kRingLog2));
  const bool phase = !((n >> kRingLog2) & 1);
  std::array<uint64_t, 8> r{};
  b.until([&] { return b.load(at + 56) >> 63 == phase && (b.load(at + 56) & 0xFFFFFFFF) == n; }, "no record");
  for (unsigned i = 0; i < 8; ++i) r[i] = b.load(at + 8 * i);
  b.run(20);  // memory shows the record before the unit has its response
  b.write(regs::GLOBAL_RING_CONS, n + 1);
  return r;
}

void enable(Bench& b, unsigned vm) {
  ASSERT_EQ(b.command(vm, regs::CMD_ENABLE), 1u);
  const auto r = record(b, 0);
  EXPECT_EQ(r[0] & 0xFF, 1u);
  EXPECT_TRUE(r[0] & 0x100);
  b.until([&] { return b.arch().vm[vm].state == regs::STATE_ACTIVE; }, "not active");
}

/// Random accesses, part of them to a few hot lines, never past the limit.
class RandomEvents {
 public:
  RandomEvents(unsigned vcpus, uint64_t span) : vcpus_(vcpus), span_(span) {}
  bool operator()(Inputs::Event& e) {
    if (left == 0 || rng_() % 8 == 0) return false;
    --left;
    e.vcpu = static_cast<uint8_t>(rng_() % vcpus_);
    e.gfn = rng_() % 2 ? rng_() % 4096 : rng_() % span_;
    e.write = rng_() % 3 == 0;
    return true;
  }
  unsigned left = 0;

 private:
  std::mt19937 rng_{1};
  unsigned vcpus_;
  uint64_t span_;
};

void check_epoch(Bench& b, const std::array<uint64_t, 8>& r, uint32_t epoch, unsigned buf, const Truth& t) {
  EXPECT_EQ(r[0] & 0xFF, 2u);
  EXPECT_TRUE(r[0] & 0x100) << "VALID";
  EXPECT_EQ(r[0] >> 9 & 1, buf);
  EXPECT_EQ(r[0] >> 32, epoch);
  EXPECT_EQ(r[3], t.accessed.size());
  EXPECT_EQ(r[4], t.written.size());
  EXPECT_EQ(b.bitmap(bitmap_base(0, buf), kPages), t.accessed);
  EXPECT_EQ(b.bitmap(bitmap_base(1, buf), kPages), t.written);
  std::set<uint32_t> want, got;
  for (uint64_t g : t.accessed) want.insert(static_cast<uint32_t>(g >> 9) | 1u << 30);
  for (uint64_t g : t.written) {
    want.erase(static_cast<uint32_t>(g >> 9) | 1u << 30);
    want.insert(static_cast<uint32_t>(g >> 9) | 3u << 30);
  }
  const uint32_t n = static_cast<uint32_t>(r[5]);
  for (uint32_t i = 0; i < n; ++i) got.insert(static_cast<uint32_t>(b.load(summary_base(buf) + 4 * i, 4)));
  EXPECT_EQ(n, want.size());
  EXPECT_EQ(got, want);
}

class CycleModelBitmap : public testing::TestWithParam<unsigned> {};

TEST_P(CycleModelBitmap, RecordsBitmapsAndSummariesEqualTheAcceptedStream) {
  Bench b(params(GetParam()));
  configure(b, 2, regs::MODE_BITMAP, true, 4);
  enable(b, 2);
  RandomEvents src(4, kPages);
  b.source_ = std::ref(src);
  b.taken_ = [&b](const Inputs::Event& e) {
    Truth& t = b.epochs_[2].back();
    t.accessed.insert(e.gfn);
    if (e.write) t.written.insert(e.gfn);
  };
  for (uint32_t epoch = 0; epoch < 5; ++epoch) {
    src.left = 6000;
    b.run(4000 + 1000 * epoch);  // the cut falls into the stream
    ASSERT_EQ(b.command(2, regs::CMD_HARVEST), 1u);
    const auto r = record(b, epoch + 1);
    b.source_ = nullptr;
    check_epoch(b, r, epoch, epoch % 2, b.epochs_[2][epoch]);
    b.source_ = std::ref(src);
    ASSERT_EQ(b.command(2, regs::CMD_RELEASE | (epoch % 2) << 8), 1u);
  }
  EXPECT_GT(b.counter(2, regs::VM_CNT_ABSORBED), 0u);
  EXPECT_GT(b.counter(2, regs::VM_CNT_LINES_CLEARED), 2u * 2 * kPages / 512);
  EXPECT_EQ(b.exits_, 0u);
  EXPECT_GE(b.irqs_, 6u);
  b.source_ = nullptr;
  b.until([&] { return b.arch().rd_out + b.arch().wr_out + b.arch().inflight == 0; }, "not at rest");
}

INSTANTIATE_TEST_SUITE_P(DataWidth, CycleModelBitmap, testing::Values(64u, 128u, 512u));

TEST(CycleModelCommands, HarvestWithoutAFreeBufferIsRefusedBeforeTheCut) {
  Bench b(params(512));
  configure(b, 0, regs::MODE_BITMAP, false, 1);
  enable(b, 0);
  ASSERT_EQ(b.command(0, regs::CMD_HARVEST), 1u);
  record(b, 1);
  EXPECT_EQ(b.command(0, regs::CMD_HARVEST), 4u);
  EXPECT_EQ(b.counter(0, regs::VM_CNT_REFUSED), 1u);
  EXPECT_EQ(b.counter(0, regs::VM_CNT_HARVESTS), 1u);
  EXPECT_EQ(b.arch().vm[0].epoch, 1u);
}

TEST(CycleModelFaults, AWriteErrorStopsTheVmAndResetBringsItBack) {
  Bench b(params(512));
  configure(b, 0, regs::MODE_BITMAP, false, 1);
  enable(b, 0);
  RandomEvents src(1, kPages);
  src.left = 3000;
  b.source_ = std::ref(src);
  b.write_answer_ = 2;
  b.until([&] { return b.arch().vm[0].state == regs::STATE_FAULTED; }, "no fault");
  b.write_answer_ = 0;
  const auto r = record(b, 1);
  EXPECT_EQ(r[0] & 0x1FF, 5u) << "STOP, not VALID";
  EXPECT_EQ(r[5] >> 32, 1u) << "WR_ERROR";
  b.until([&] { return b.arch().vm[0].state == regs::STATE_FAULT_DONE; }, "not done");
  EXPECT_EQ(b.command(0, regs::CMD_RESET), 1u);
  const ArchState a = b.arch();
  EXPECT_EQ(a.vm[0].state, regs::STATE_OFF);
  EXPECT_EQ(a.resv, 0u);
  EXPECT_EQ(a.vcpu[0].occ, 0u);
  EXPECT_EQ(a.store_free, params(512).n_slots());
}

TEST(CycleModelRawLog, PagesHoldTheStreamInOrder) {
  Bench b(params(64));
  configure(b, 1, regs::MODE_RAW, true, 1);
  b.write(Bench::vm_reg(1, regs::VM_FILTER_BYPASS), 1);
  enable(b, 1);
  RandomEvents src(1, kPages);
  src.left = 1500;
  b.source_ = std::ref(src);
  std::vector<uint64_t> want, got;
  b.taken_ = [&want](const Inputs::Event& e) { want.push_back(e.gfn << 12 | e.write); };
  uint32_t n = 1, harvests = 0;
  const auto page = [&] {
    const auto r = record(b, n++);
    if ((r[0] & 0xFF) == 2) ++harvests;
    else EXPECT_EQ(r[0] & 0xFF, 8u);
    if ((r[0] & 0xFF) != 8) return;
    for (uint64_t i = 0; i < r[4]; ++i) got.push_back(b.load(kRaw + 4096 * r[3] + 8 * (511 - i)));
  };
  page();
  page();
  b.run(3000);
  ASSERT_EQ(b.command(1, regs::CMD_HARVEST), 1u);
  page();  // the last page and the harvest, in either order
  page();
  EXPECT_EQ(harvests, 1u);
  EXPECT_EQ(got, want);
}

TEST(CycleModelIntel, The513thEntryRaisesTheExitAndRearmingGoesOn) {
  Bench b(params(128));
  configure(b, 0, regs::MODE_INTEL, false, 1);
  b.write(Bench::vm_reg(0, regs::VM_FILTER_BYPASS), 1);
  b.write(Bench::vcpu_reg(0, regs::VCPU_INDEX), 511, false);  // not held
  b.write(Bench::vcpu_reg(0, regs::VCPU_HOLD), 1);
  b.write(Bench::vcpu_reg(0, regs::VCPU_INDEX), 512, false);
  b.write(Bench::vcpu_reg(0, regs::VCPU_INDEX), 511);
  b.write(Bench::vcpu_reg(0, regs::VCPU_HOLD), 0);
  enable(b, 0);
  uint64_t next = 0;
  b.source_ = [&next](Inputs::Event& e) {
    e = {true, 0, next++, true};
    return true;
  };
  unsigned taken = 0;
  b.taken_ = [&taken](const Inputs::Event&) { ++taken; };
  for (unsigned round = 0; round < 3; ++round) {
    b.until([&] { return b.out_.guest_exit == 1; }, "no guest exit");
    EXPECT_EQ(taken, 512 * (round + 1) + 1);
    b.run(20);
    EXPECT_EQ(taken, 512 * (round + 1) + 1) << "held back";
    for (uint64_t i = 0; i < 512; ++i) ASSERT_EQ(b.load(kLogs + 8 * (511 - i)), (512 * round + i) << 12);
    b.write(Bench::vcpu_reg(0, regs::VCPU_INDEX), 511);
  }
  EXPECT_EQ(b.counter(0, regs::VM_CNT_GUEST_EXITS), 3u);
}

}  // namespace
}  // namespace openpml::selfcheck
