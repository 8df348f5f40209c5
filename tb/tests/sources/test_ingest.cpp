// SPDX-License-Identifier: Apache-2.0
// The log-page ingest alone, at 64, 128 and 512 bits: every event and every completion against a plain decoder of the pages.
#include "Vingest128.h"
#include "Vingest512.h"
#include "Vingest64.h"
#include "ingest_bench.hpp"

namespace openpml {
namespace {

template <class V, unsigned Dw>
struct Width {
  using Model = V;
  static constexpr unsigned kDw = Dw;
};

template <class W>
class IngestTest : public testing::Test {
 protected:
  using Bench = IngestBench<typename W::Model>;
  Bench& bench(uint64_t seed = 1, unsigned desc_log2 = 4, unsigned cpl_log2 = 4) {
    b_ = std::make_unique<Bench>(W::kDw, seed, desc_log2, cpl_log2);
    return *b_;
  }
  void TearDown() override { b_->expect_clean(); }
  std::unique_ptr<Bench> b_;
};
using Widths = testing::Types<Width<Vingest64, 64>, Width<Vingest128, 128>, Width<Vingest512, 512>>;
TYPED_TEST_SUITE(IngestTest, Widths);

TYPED_TEST(IngestTest, EachFormatComesOutAsItsPageSays) {
  auto& b = this->bench();
  ASSERT_TRUE(b.host.start(b.writer(), 3));
  for (const PageFormat f : {PageFormat::Pml, PageFormat::Hdbss, PageFormat::Gfn})
    b.host.submit(f, static_cast<uint8_t>(f), random_entries(f, 512, {}, b.rng));
  ASSERT_TRUE(b.ring());
  b.finish();
  EXPECT_EQ(b.irqs, 3u);
  EXPECT_EQ(b.counter(regs::INGEST_CNT_DESCRIPTORS), 3u);
  EXPECT_EQ(b.counter(regs::INGEST_CNT_ENTRIES), 3u * 512);
  EXPECT_EQ(b.counter(regs::INGEST_CNT_EVENTS), b.host.events_taken());
}

TYPED_TEST(IngestTest, FirstEntryAndNumberOfEveryAlignment) {
  auto& b = this->bench(2, 6, 6);
  ASSERT_TRUE(b.host.start(b.writer(), 0));
  for (uint32_t first : {0u, 1u, 7u, 8u, 63u, 64u, 65u, 127u, 500u, 511u})
    for (uint32_t n : {1u, 2u, 9u, 64u, 65u}) {
      while (b.host.open() == 8) {
        b.tick();
        b.take();
      }
      b.host.submit(PageFormat::Gfn, 1, random_entries(PageFormat::Gfn, n, {.garbage = 0}, b.rng), first);
      ASSERT_TRUE(b.ring());
    }
  b.finish();
}

TYPED_TEST(IngestTest, MalformedEntriesAreCountedAndTheFirstIsReported) {
  auto& b = this->bench(3);
  ASSERT_TRUE(b.host.start(b.writer(), 0));
  const uint64_t top = uint64_t{1} << 52;  // gfn 2^40
  b.host.submit(PageFormat::Pml, 0, {0x1000, 0x1001, top, 0x2800, ~uint64_t{0}, top - 0x1000});
  b.host.submit(PageFormat::Hdbss, 0,
                {0x1007, 0x1006, 0x1009, 0x1003, 0x100B, 0x1017, 0x1807, top | 7, (top - 0x1000) | 7, 0x2F'F005, 0x1001,
                 0x100D, 0x100F});
  b.host.submit(PageFormat::Gfn, 0,
                {5, uint64_t{1} << 40, uint64_t{1} << 63 | 6, uint64_t{1} << 62, (uint64_t{1} << 40) - 1});
  ASSERT_TRUE(b.ring());
  b.finish();
  ASSERT_EQ(b.host.taken().size(), 3u);
  EXPECT_EQ(b.host.taken()[0].malformed, 4u);
  EXPECT_EQ(b.host.taken()[0].first_index, 1u);
  EXPECT_EQ(b.host.taken()[0].first_word, 0x1001u);
  EXPECT_EQ(b.host.taken()[1].superpages, 1u);
  EXPECT_EQ(b.host.taken()[1].malformed, 10u);
  EXPECT_EQ(b.host.taken()[2].malformed, 2u);
  EXPECT_EQ(b.counter(regs::INGEST_CNT_MALFORMED), 16u);
  EXPECT_EQ(b.counter(regs::INGEST_CNT_SUPERPAGES), 1u);
}

TYPED_TEST(IngestTest, BadDescriptorsReadNothingAndSayWhy) {
  auto& b = this->bench(4, 5, 5);
  ASSERT_TRUE(b.host.start(b.writer(), 0));
  const IngestDescriptor good{.address = 0x1000, .format = 0, .vcpu = 0, .first = 0, .number = 1, .cookie = 77};
  const auto bad = [&](auto change, unsigned status) {
    IngestDescriptor d = good;
    change(d);
    b.host.submit_raw(d, static_cast<uint8_t>(status));
  };
  bad([](auto& d) { d.address = 0x1008; }, regs::INGEST_ST_BAD_ADDRESS);
  bad([](auto& d) { d.number = 0; }, regs::INGEST_ST_BAD_COUNT);
  bad([](auto& d) { d.number = (1u << 18) + 1; }, regs::INGEST_ST_BAD_COUNT);
  bad([](auto& d) { d.first = 1u << 18; }, regs::INGEST_ST_BAD_COUNT);
  bad([](auto& d) { d.first = ~0u; }, regs::INGEST_ST_BAD_COUNT);
  bad(
      [](auto& d) {
        d.first = 1;
        d.number = 1u << 18;
      },
      regs::INGEST_ST_BAD_COUNT);
  bad([](auto& d) { d.format = 3; }, regs::INGEST_ST_BAD_FORMAT);
  bad([](auto& d) { d.format = 0x80; }, regs::INGEST_ST_BAD_FORMAT);
  bad([](auto& d) { d.zero0 = 0x100; }, regs::INGEST_ST_BAD_FORMAT);
  bad([](auto& d) { d.zero1 = 1; }, regs::INGEST_ST_BAD_FORMAT);
  bad([](auto& d) { d.vcpu = 8; }, regs::INGEST_ST_BAD_VCPU);
  bad([](auto& d) { d.vcpu = 255; }, regs::INGEST_ST_BAD_VCPU);
  bad(
      [](auto& d) {
        d.address = ~uint64_t{0xFFF};
        d.first = 512;
      },
      regs::INGEST_ST_BAD_RANGE);
  bad(
      [](auto& d) {
        d.address = ~uint64_t{0xFFF};
        d.number = 513;
      },
      regs::INGEST_ST_BAD_RANGE);
  bad(
      [](auto& d) {
        d.address = ~uint64_t{0x1F'FFFF} + 0x1000;
        d.number = 1u << 18;
      },
      regs::INGEST_ST_BAD_RANGE);
  bad(
      [](auto& d) {
        d.address = 0x1004;
        d.number = 0;
        d.format = 9;
        d.vcpu = 99;
      },
      regs::INGEST_ST_BAD_ADDRESS);
  ASSERT_TRUE(b.ring());
  b.finish();
  EXPECT_EQ(b.host.taken().size(), 16u);
  EXPECT_EQ(b.counter(regs::INGEST_CNT_BAD_DESCRIPTORS), 16u);
  EXPECT_EQ(b.counter(regs::INGEST_CNT_EVENTS), 0u);
  EXPECT_EQ(b.mem.rd_bursts(), 16u) << "only the descriptors are read";
}

TYPED_TEST(IngestTest, BuffersAtTheEndOfTheAddressSpaceAndOfFullSize) {
  auto& b = this->bench(5, 4, 4);
  b.mem.set_timing({.rd_min = 3, .rd_max = 60});
  ASSERT_TRUE(b.host.start(b.writer(), 0));
  b.host.submit(PageFormat::Gfn, 2, random_entries(PageFormat::Gfn, 1u << 18, {.garbage = 3}, b.rng));
  ASSERT_TRUE(b.ring());
  b.finish();
  EXPECT_EQ(b.host.taken().at(0).entries, 1u << 18);
}

TYPED_TEST(IngestTest, ReadErrorsAreReportedAndTheNextDescriptorGoesOn) {
  auto& b = this->bench(6, 5, 5);
  b.mem.set_timing({.rd_min = 5, .rd_max = 40});
  ASSERT_TRUE(b.host.start(b.writer(), 0));
  const auto page = [&](uint32_t first = 0) {
    b.host.submit(PageFormat::Pml, 1, random_entries(PageFormat::Pml, 512 - first, {}, b.rng), first);
  };
  page();
  b.host.break_blocks(2, 4);
  page();
  page();
  b.host.break_descriptor();
  page();
  b.host.break_blocks(0, 8);
  page(100);
  page();
  b.host.break_blocks(7, 8);
  page(13);
  page();
  ASSERT_TRUE(b.ring());
  b.finish();
  EXPECT_EQ(b.counter(regs::INGEST_CNT_READ_ERRORS), 4u);
  EXPECT_EQ(b.host.taken().at(1).entries, 512u - 128);
  EXPECT_EQ(b.host.taken().at(4).entries, 0u);
}

TYPED_TEST(IngestTest, RefusedCompletionStopsItWithAStickyStatus) {
  auto& b = this->bench(7);
  ASSERT_TRUE(b.host.start(b.writer(), 0));
  // The second record's slot is refused once.
  b.mem.add_error({.lo = b.host.base_of_completions() + 64,
                   .hi = b.host.base_of_completions() + 128,
                   .on_read = false,
                   .count = 1});
  const std::vector<uint64_t> one{0x5000};
  for (int i = 0; i < 16; ++i) b.host.submit(PageFormat::Pml, 0, one);
  b.mem.set_timing({.wr_min = 60, .wr_max = 60});
  ASSERT_TRUE(b.ring());
  for (int i = 0; i < 3000; ++i) b.tick();
  EXPECT_TRUE(b.idle());
  EXPECT_EQ(b.read(regs::INGEST_STATUS) & 7, regs::INGEST_STATUS_IDLE_MASK | regs::INGEST_STATUS_WR_ERROR_MASK);
  const uint32_t prod = b.read(regs::INGEST_CPL_PROD);
  EXPECT_GE(prod, 2u);
  EXPECT_LT(prod, 16u) << "nothing further is begun";
  EXPECT_EQ(b.read(regs::INGEST_DESC_HEAD), prod);
  EXPECT_EQ(b.irqs, prod) << "the refused one raises the interrupt too";
  EXPECT_FALSE(b.write(regs::INGEST_CTRL, 1)) << "disable first";
  EXPECT_TRUE(b.write(regs::INGEST_CTRL, 0));
  EXPECT_TRUE(b.write(regs::INGEST_CTRL, 1));
  for (int i = 0; i < 3000; ++i) b.tick();
  EXPECT_EQ(b.read(regs::INGEST_CPL_PROD), 16u) << "it goes on with the next";
  EXPECT_EQ(b.host.events_taken(), 16u);
  EXPECT_EQ(b.read(regs::INGEST_STATUS) & regs::INGEST_STATUS_WR_ERROR_MASK, 0u);
}

TYPED_TEST(IngestTest, NoRoomForACompletionHoldsTheNextDescriptor) {
  auto& b = this->bench(8, 4, 1);
  ASSERT_TRUE(b.host.start(b.writer(), 0));
  for (int i = 0; i < 5; ++i) b.host.submit(PageFormat::Pml, 0, {0x1000, 0x2000});
  ASSERT_TRUE(b.ring());
  for (int i = 0; i < 500; ++i) b.tick();
  EXPECT_EQ(b.read(regs::INGEST_DESC_HEAD), 2u);
  EXPECT_EQ(b.host.events_taken(), 4u);
  EXPECT_EQ(b.host.poll(), 2u);
  EXPECT_FALSE(b.write(regs::INGEST_CPL_CONS, 3)) << "past prod";
  EXPECT_EQ(b.last_error, regs::ERR_BAD_VALUE);
  EXPECT_TRUE(b.write(regs::INGEST_CPL_CONS, 1));
  EXPECT_FALSE(b.write(regs::INGEST_CPL_CONS, 0)) << "back";
  for (int i = 0; i < 500; ++i) b.tick();
  EXPECT_EQ(b.read(regs::INGEST_DESC_HEAD), 3u);
  EXPECT_TRUE(b.write(regs::INGEST_CPL_CONS, 2));
  b.finish();
}

TYPED_TEST(IngestTest, DisableFinishesWhatWasBegunAndForgetsTheRest) {
  auto& b = this->bench(9, 5, 5);
  b.mem.set_timing({.rd_min = 30, .rd_max = 30});
  ASSERT_TRUE(b.host.start(b.writer(), 0));
  for (int i = 0; i < 12; ++i) b.host.submit(PageFormat::Gfn, 3, random_entries(PageFormat::Gfn, 300, {}, b.rng));
  ASSERT_TRUE(b.ring());
  for (int i = 0; i < 1000; ++i) b.tick();
  EXPECT_FALSE(b.write(regs::INGEST_DESC_LOG2, 5)) << "enabled";
  ASSERT_TRUE(b.write(regs::INGEST_CTRL, 0));
  const uint32_t head = b.read(regs::INGEST_DESC_HEAD);
  EXPECT_FALSE(b.idle());
  EXPECT_FALSE(b.write(regs::INGEST_CTRL, 1)) << "not idle yet";
  EXPECT_FALSE(b.write(regs::INGEST_CPL_LOG2, 4)) << "not idle yet";
  EXPECT_EQ(b.last_error, regs::ERR_WRONG_STATE);
  for (int i = 0; i < 3000; ++i) b.tick();
  EXPECT_TRUE(b.idle());
  EXPECT_EQ(b.read(regs::INGEST_DESC_HEAD), head) << "nothing is begun while disabled";
  EXPECT_EQ(b.read(regs::INGEST_CPL_PROD), head) << "what was begun has its completion";
  EXPECT_LT(head, 12u);
  ASSERT_TRUE(b.write(regs::INGEST_CTRL, 1));
  b.finish();
  EXPECT_EQ(b.host.taken().size(), 12u);
}

TYPED_TEST(IngestTest, RegistersRefuseWhatIsNotAllowed) {
  auto& b = this->bench(10);
  const auto refused = [&](uint16_t off, uint32_t data, unsigned code) {
    EXPECT_FALSE(b.write(off, data)) << off << " " << data;
    EXPECT_EQ(b.last_error, code) << off << " " << data;
  };
  refused(regs::INGEST_CTRL, 1, regs::ERR_WRONG_STATE);
  refused(regs::INGEST_CTRL, 2, regs::ERR_BAD_VALUE);
  refused(regs::INGEST_VECTOR, 16, regs::ERR_BAD_VALUE);
  refused(regs::INGEST_DESC_TAIL, 1, regs::ERR_WRONG_STATE);
  refused(regs::INGEST_DESC_BASE, 0x1800, regs::ERR_BAD_VALUE);
  refused(regs::INGEST_DESC_LOG2, 0, regs::ERR_BAD_VALUE);
  refused(regs::INGEST_CPL_LOG2, 17, regs::ERR_BAD_VALUE);
  refused(regs::INGEST_STATUS, 0, regs::ERR_READ_ONLY);
  refused(regs::INGEST_DESC_HEAD, 0, regs::ERR_READ_ONLY);
  refused(regs::INGEST_CNT_BASE, 0, regs::ERR_READ_ONLY);
  refused(0x3C, 0, regs::ERR_UNMAPPED);
  refused(0x138, 0, regs::ERR_UNMAPPED);
  b.read(0x3C);
  EXPECT_EQ(b.read_error, regs::ERR_UNMAPPED);
  // a ring that passes the end of the address space
  ASSERT_TRUE(b.host.configure(b.writer(), 0));
  ASSERT_TRUE(b.write(regs::INGEST_DESC_BASE, 0xFFFFF000));
  ASSERT_TRUE(b.write(regs::INGEST_DESC_BASE_HI, 0xFFFFFFFF));
  ASSERT_TRUE(b.write(regs::INGEST_DESC_LOG2, 7));
  refused(regs::INGEST_CTRL, 1, regs::ERR_WRONG_STATE);
  ASSERT_TRUE(b.write(regs::INGEST_DESC_LOG2, 6));
  ASSERT_TRUE(b.write(regs::INGEST_CTRL, 1)) << "up to its end is good";
  ASSERT_TRUE(b.write(regs::INGEST_CTRL, 0));
  ASSERT_TRUE(b.host.start(b.writer(), 15));
  refused(regs::INGEST_CTRL, 1, regs::ERR_WRONG_STATE);
  refused(regs::INGEST_DESC_TAIL, 17, regs::ERR_BAD_VALUE);
  EXPECT_EQ(b.read(regs::INGEST_VECTOR), 15u);
}

/// Entries a cycle from the first event on, memory latency and everything else as said.
template <class B>
double rate(B& b, unsigned latency, unsigned pages, unsigned entries) {
  b.mem.set_timing({.rd_min = latency, .rd_max = latency, .wr_min = latency, .wr_max = latency});
  EXPECT_TRUE(b.host.start(b.writer(), 0));
  for (unsigned i = 0; i < pages; ++i)
    b.host.submit(PageFormat::Pml, 0, random_entries(PageFormat::Pml, entries, {.garbage = 0}, b.rng));
  EXPECT_TRUE(b.ring());
  b.finish();
  return double(b.host.events_taken()) / double(b.last_event - b.first_event + 1);
}

TYPED_TEST(IngestTest, OneEntryACycleOverPages) {
  auto& b = this->bench(11, 6, 6);
  const double r = rate(b, 200, 32, 512);
  // A descriptor takes 512/DW beats of the bus; only at 64 bits do the entries need every beat.
  const double bound = TypeParam::kDw == 64 ? 512.0 / 520 : 1.0;
  std::printf("[ rate     ] %u bits, latency 200 cycles, 32 pages of 512 entries: %.4f entries a cycle (bound %.4f)\n",
              TypeParam::kDw, r, bound);
  EXPECT_GE(r, 0.999 * bound);
}

TYPED_TEST(IngestTest, OneEntryACycleOverALargeBuffer) {
  auto& b = this->bench(12, 2, 2);
  const double r = rate(b, 400, 1, 1u << 15);
  std::printf("[ rate     ] %u bits, latency 400 cycles, one buffer of 32768 entries: %.4f entries a cycle\n",
              TypeParam::kDw, r);
  EXPECT_GE(r, 0.999);
}

TYPED_TEST(IngestTest, RandomPagesErrorsAndStalls) {
  for (uint64_t seed = 20; seed < 26; ++seed) {
    auto& b = this->bench(seed, 1 + seed % 4, 1 + seed % 3);
    Rng& r = b.rng;
    b.mem.set_timing({.rd_min = 1,
                      .rd_max = static_cast<uint32_t>(r.between(1, 80)),
                      .wr_min = 1,
                      .wr_max = static_cast<uint32_t>(r.between(1, 80)),
                      .aw_stall = static_cast<uint8_t>(r.below(128)),
                      .w_stall = static_cast<uint8_t>(r.below(128)),
                      .ar_stall = static_cast<uint8_t>(r.below(128)),
                      .b_stall = static_cast<uint8_t>(r.below(128)),
                      .r_stall = static_cast<uint8_t>(r.below(100))});
    b.ev_stall = static_cast<unsigned>(r.below(200));
    const bool disables = seed % 2 == 0;
    ASSERT_TRUE(b.host.start(b.writer(), 0));
    for (unsigned n = 0; n < 60;) {
      if (b.host.open() < b.host.ring_size() && r.chance(1, 8)) {
        ++n;
        const auto f = static_cast<PageFormat>(r.below(3));
        const uint32_t first = r.chance(1, 2) ? 0 : static_cast<uint32_t>(r.below(700));
        const uint32_t count = static_cast<uint32_t>(r.chance(1, 3) ? r.between(1, 3) : r.between(1, 700));
        if (r.chance(1, 8)) {
          b.host.submit_raw({.address = r.next() | 1, .cookie = r.next()}, regs::INGEST_ST_BAD_ADDRESS);
        } else {
          const uint64_t block = r.below(8);
          if (r.chance(1, 6)) b.host.break_blocks(block, block + r.between(1, 3));
          if (!disables && r.chance(1, 10))
            b.host.break_descriptor();  // (a forgotten one would be good when it is read again)
          b.host.submit(f, static_cast<uint8_t>(r.below(8)),
                        random_entries(f, count, {.garbage = static_cast<unsigned>(r.below(300)), .super = 8}, r),
                        first);
        }
        ASSERT_TRUE(b.ring());
      }
      b.tick();
      if (r.chance(1, 20)) b.take();
      if (disables && r.chance(1, 4000)) {
        ASSERT_TRUE(b.write(regs::INGEST_CTRL, 0));
        while (!b.idle()) {
          b.tick();
          b.take();
        }
        ASSERT_TRUE(b.write(regs::INGEST_CTRL, 1));
      }
    }
    b.finish();
    b.expect_clean();
    if (this->HasFailure()) {
      ADD_FAILURE() << "seed " << seed;
      return;
    }
  }
}

}  // namespace
}  // namespace openpml
