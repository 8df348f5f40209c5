// SPDX-License-Identifier: Apache-2.0
// libpml without a harvest of one's own: records, timed epochs, looking at the running epoch.
#include <array>

#include "library_bench.hpp"

namespace openpml::host {
namespace {

constexpr uint32_t kDom = 3;
constexpr uint64_t kPages = 20'000;
constexpr pml_tracking kReads{kPages, 1, OPENPML_VM_LOG_READS, 0};

TEST(Library, RecordsCanBeReadAndTimedEpochsTaken) {
  FakeDriver driver;
  libpml::Unit unit = open_unit(driver);
  unit.enable(kDom, kReads);
  EXPECT_FALSE(unit.read_record(0));
  driver.clock_hz = 0;
  EXPECT_EQ(error_of([&] { unit.set_period(kDom, 1'000'000, OPENPML_PERIOD_NS | OPENPML_PERIOD_HOLD); }).code(),
            EOPNOTSUPP);
  unit.set_period(kDom, 100'000, OPENPML_PERIOD_HOLD);
  EXPECT_EQ(unit.status(kDom).period, 100'000u);
  driver.access(0, 21, true);
  driver.timer_fires(kDom);
  const auto record = unit.read_record(0);
  ASSERT_TRUE(record);
  EXPECT_EQ(record->type, OPENPML_REC_HARVEST);
  EXPECT_TRUE(record->flags & OPENPML_REC_F_TIMED);
  EXPECT_EQ(unit.take(*record).gfns(Kind::Written), std::vector<uint64_t>{21});
  openpml_record not_held = *record;
  not_held.flags = OPENPML_REC_F_VALID;
  EXPECT_EQ(error_of([&] { (void)unit.take(not_held); }).code(), EINVAL);
  EXPECT_FALSE(unit.read_record(0));
}

TEST(Library, AFileReadsTheRecordsThatItWatches) {
  FakeDriver driver;
  libpml::Unit unit = open_unit(driver), all = open_unit(driver);
  unit.enable(kDom, kReads);
  unit.enable(kDom + 1, {kPages, 2, 0, 0});
  const auto read = [](libpml::Unit& u) {
    std::vector<std::pair<uint32_t, unsigned>> got;
    while (const auto r = u.read_record(0)) got.emplace_back(r->domid, r->type);
    return got;
  };
  using Got = std::vector<std::pair<uint32_t, unsigned>>;
  const auto events = [&] {
    (void)all.harvest(kDom);
    (void)all.harvest(kDom + 1);
    (void)all.peek(kDom);
  };
  events();
  unit.watch(std::array{kDom});  // what waits already, too
  EXPECT_EQ(read(unit), (Got{{kDom, OPENPML_REC_HARVEST}, {kDom, OPENPML_REC_PEEK}}));
  EXPECT_EQ(read(all).size(), 3u);
  unit.watch(std::array{kDom, kDom + 1}, 1u << OPENPML_REC_HARVEST);
  events();
  EXPECT_EQ(read(unit), (Got{{kDom, OPENPML_REC_HARVEST}, {kDom + 1, OPENPML_REC_HARVEST}}));
  unit.watch({});
  events();
  EXPECT_EQ(read(unit).size(), 3u);
  EXPECT_EQ(error_of([&] { unit.watch(std::array{kDom, kDom + 2}); }).code(), ENOENT);
}

TEST(Library, ARecordThatSomebodyElseReadFirstIsWaitedForAgain) {
  FakeDriver driver;
  libpml::Unit unit = open_unit(driver);
  driver.steal_next_record();
  EXPECT_FALSE(unit.read_record(0));
  unit.enable(kDom, kReads);
  (void)unit.harvest(kDom);
  driver.steal_next_record();
  EXPECT_TRUE(unit.read_record(0));
}

TEST(Library, APeekShowsTheRunningEpochAndLeavesItRunning) {
  FakeDriver driver;
  libpml::Unit unit = open_unit(driver), other = open_unit(driver);
  unit.enable(kDom, kReads);
  std::mt19937_64 rng(3);
  Truth truth;
  for (unsigned round = 0; round < 3; ++round) {
    truth.merge(touch(driver, rng, 0, kPages, 300));
    const libpml::Epoch e = unit.peek(kDom);
    EXPECT_EQ(driver.mappings, 0u) << "it is a copy";
    EXPECT_EQ(e.record().type, OPENPML_REC_PEEK);
    EXPECT_EQ(e.record().epoch, 0u);
    EXPECT_EQ(as_set(e.gfns(Kind::Written)), truth.written);
    EXPECT_EQ(as_set(e.gfns(Kind::Accessed)), truth.accessed);
    EXPECT_EQ(e.pages(Kind::Written), truth.written.size());
    EXPECT_EQ(e.bitmap(Kind::Accessed).size(), (kPages + 7) / 8);
    driver.access(0, 1, true);  // the copy does not see it
    truth.add(1, true);
    EXPECT_EQ(e.pages(Kind::Written), e.gfns(Kind::Written).size());
  }
  const libpml::Epoch whole = other.harvest(kDom);
  EXPECT_EQ(whole.record().epoch, 0u);
  EXPECT_EQ(as_set(whole.gfns(Kind::Written)), truth.written);
  EXPECT_EQ(as_set(whole.gfns(Kind::Accessed)), truth.accessed);
  driver.access(0, 700, true);
  EXPECT_EQ(unit.peek(kDom).gfns(Kind::Written), std::vector<uint64_t>{700})
      << "the next epoch, while the one before is held";
  driver.features &= ~uint32_t{OPENPML_FEAT_PEEK};
  EXPECT_EQ(error_of([&] { (void)unit.peek(kDom); }).code(), EOPNOTSUPP);
  EXPECT_EQ(error_of([&] { (void)unit.peek(kDom + 1); }).code(), ENOENT);
}

/// Another program's harvest comes between the peek and the copy.
TEST(Library, APeekOfAnEpochThatEndsIsTriedAgain) {
  FakeDriver driver;
  libpml::Unit unit = open_unit(driver), other = open_unit(driver);
  unit.enable(kDom, kReads);
  driver.access(0, 5, true);
  unsigned ended = 0, times = 1;
  bool inside = false;
  driver.tamper = [&](openpml_record& r) {
    if (inside || ended == times) return;
    inside = true;
    for (int i = 0; i < 2; ++i) (void)other.harvest(kDom);  // the buffer is the unit's again, and another epoch's
    driver.access(0, 6000 + ended++, true);
    if (r.epoch)
      std::ranges::fill(driver.memory(r.slot, r.flags & OPENPML_REC_F_BUFFER1 ? 1 : 0, OPENPML_MAP_SUMMARY),
                        uint8_t{0xFF});
    inside = false;
  };
  EXPECT_EQ(unit.peek(kDom).gfns(Kind::Written), std::vector<uint64_t>{6000});
  ended = 0;
  times = 100;
  driver.access(0, 5, true);
  EXPECT_EQ(error_of([&] { (void)unit.peek(kDom); }).code(), EAGAIN);
  EXPECT_EQ(driver.mappings, 0u);
}

}  // namespace
}  // namespace openpml::host
