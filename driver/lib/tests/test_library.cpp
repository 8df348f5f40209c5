// SPDX-License-Identifier: Apache-2.0
// libpml through its public interface, over the fake driver and the unit's cycle model.
#include <cstring>

#include "library_bench.hpp"

namespace openpml::host {
namespace {

constexpr uint32_t kDom = 3;
constexpr uint64_t kPages = 20'000;  // the last line is not full
constexpr pml_tracking kReads{kPages, 1, OPENPML_VM_LOG_READS, 0}, kWritesOnly{kPages, 1, 0, 0};

TEST(Library, AnEpochsPagesAreThoseThatTheGuestTouched) {
  FakeDriver driver;
  libpml::Unit unit = open_unit(driver);
  unit.enable(kDom, kReads);
  std::mt19937_64 rng(1);
  for (uint32_t epoch = 0; epoch < 5; ++epoch) {
    const Truth truth = touch(driver, rng, 0, kPages, 600);
    const libpml::Epoch e = unit.harvest(kDom);
    EXPECT_EQ(e.record().epoch, epoch);
    EXPECT_EQ(e.limit(), kPages);
    EXPECT_EQ(as_set(e.gfns(Kind::Written)), truth.written);
    EXPECT_EQ(as_set(e.gfns(Kind::Accessed)), truth.accessed);
    EXPECT_EQ(e.pages(Kind::Written), truth.written.size());
    EXPECT_EQ(e.pages(Kind::Accessed), truth.accessed.size());
    EXPECT_EQ(e.gfns(Kind::Written).size(), truth.written.size()) << "a gfn came twice";
    EXPECT_TRUE(std::ranges::is_sorted(e.gfns(Kind::Accessed)));
  }
}

TEST(Library, BitNModulo8OfByteNBy8IsPageN) {
  FakeDriver driver;
  libpml::Unit unit = open_unit(driver);
  unit.enable(kDom, kReads);
  const std::set<uint64_t> pages{0, 9, 511, 512, 4095, kPages - 1};
  for (const uint64_t p : pages) driver.access(0, p, true);
  const libpml::Epoch e = unit.harvest(kDom);
  std::vector<uint8_t> dense(kPages / 8 + 1 + 100, 0xFF), merged(dense.size());
  e.to_bitmap(Kind::Written, dense);
  merged[3] = 0x10;
  e.to_bitmap(Kind::Written, merged, true);
  for (uint64_t p = 0; p < dense.size() * 8; ++p) {
    ASSERT_EQ(dense[p / 8] >> p % 8 & 1, pages.contains(p)) << "page " << p;
    ASSERT_EQ(merged[p / 8] >> p % 8 & 1, pages.contains(p) || p == 28) << "page " << p;
  }
  const auto mapped = e.bitmap(Kind::Written);
  ASSERT_EQ(mapped.size(), (kPages + 7) / 8);
  EXPECT_TRUE(std::equal(mapped.begin(), mapped.end(), dense.begin()));
  std::vector<uint8_t> smallest((kPages + 7) / 8), too_small(smallest.size() - 1);
  e.to_bitmap(Kind::Written, smallest);
  EXPECT_TRUE(std::equal(smallest.begin(), smallest.end(), dense.begin()));
  EXPECT_EQ(error_of([&] { e.to_bitmap(Kind::Written, too_small); }).code(), EINVAL);
}

TEST(Library, GfnsComeInPartsOfAnySize) {
  FakeDriver driver;
  libpml::Unit unit = open_unit(driver);
  unit.enable(kDom, kReads);
  std::mt19937_64 rng(2);
  const Truth truth = touch(driver, rng, 0, kPages, 400);
  const libpml::Epoch e = unit.harvest(kDom);
  for (const size_t room : {1, 2, 7, 64, 1000}) {
    std::vector<uint64_t> part(room), all;
    uint64_t cursor = 0;
    while (const size_t n = pml_epoch_gfns(e.get(), OPENPML_MAP_ACCESSED, &cursor, part.data(), room))
      all.insert(all.end(), part.begin(), part.begin() + static_cast<ptrdiff_t>(n));
    EXPECT_EQ(all, std::vector<uint64_t>(truth.accessed.begin(), truth.accessed.end())) << "room " << room;
  }
}

TEST(Library, WithoutReadsThereIsNoAccessedBitmap) {
  FakeDriver driver;
  libpml::Unit unit = open_unit(driver);
  unit.enable(kDom, kWritesOnly);
  driver.access(0, 5, false);
  driver.access(0, 6, true);
  const libpml::Epoch e = unit.harvest(kDom);
  EXPECT_EQ(e.gfns(Kind::Written), std::vector<uint64_t>{6});
  EXPECT_TRUE(e.gfns(Kind::Accessed).empty());
  EXPECT_TRUE(e.bitmap(Kind::Accessed).empty());
  EXPECT_EQ(e.pages(Kind::Accessed), 0u);
  std::vector<uint8_t> bitmap(kPages);
  EXPECT_EQ(error_of([&] { e.to_bitmap(Kind::Accessed, bitmap); }).code(), EINVAL);
  libpml::HotPages hot(2, Kind::Accessed);
  EXPECT_EQ(error_of([&] { hot.add(e); }).code(), EINVAL);
}

TEST(Library, EnableIsIdempotentAndRefusesOtherParameters) {
  FakeDriver driver;
  libpml::Unit unit = open_unit(driver);
  unit.enable(kDom, kReads);
  driver.access(0, 1, true);
  unit.enable(kDom, kReads);
  unit.enable(kDom, {kPages, 0, OPENPML_VM_LOG_READS, 0});  // the vCPUs that it has
  EXPECT_EQ(unit.status(kDom).vcpus, 1u);
  unit.enable(kDom, {kPages, 0b100, OPENPML_VM_LOG_READS, 0});
  EXPECT_EQ(unit.status(kDom).vcpus, 0b101u) << "vCPUs are added";
  EXPECT_EQ(unit.harvest(kDom).gfns(Kind::Written), std::vector<uint64_t>{1}) << "the epoch did not go on";
  const auto e = error_of([&] { unit.enable(kDom, kWritesOnly); });
  EXPECT_EQ(e.code(), EEXIST);
  EXPECT_NE(std::string(e.what()).find("/dev/openpml0, domain 3"), std::string::npos) << e.what();
  EXPECT_NE(std::string(e.what()).find("disable it first"), std::string::npos) << e.what();
  EXPECT_EQ(unit.list().size(), 1u);
}

TEST(Library, WithoutAListTheLowestFreeVcpuIsTaken) {
  FakeDriver driver;
  libpml::Unit unit = open_unit(driver);
  unit.enable(1, {kPages, 0b0101, 0, 0});
  unit.enable(2, {kPages, 0, 0, 0});
  EXPECT_EQ(unit.status(2).vcpus, 0b0010u);
  unit.enable(3, {0, 0, 0, 0});
  EXPECT_EQ(unit.status(3).vcpus, 0b1000u);
  EXPECT_EQ(unit.status(3).limit, unit.info().max_pages);
  EXPECT_EQ(error_of([&] { unit.enable(4, {kPages, 0, 0, 0}); }).code(), EBUSY);
}

TEST(Library, WhatAFailedEnableMadeIsUndone) {
  FakeDriver driver;
  libpml::Unit unit = open_unit(driver);
  unit.enable(1, {kPages, 0b0010, 0, 0});
  const auto e = error_of([&] { unit.enable(2, {kPages, 0b0011, 0, 0}); });
  EXPECT_EQ(e.code(), EBUSY);
  EXPECT_NE(std::string(e.what()).find("vCPU 1"), std::string::npos) << e.what();
  EXPECT_EQ(unit.list().size(), 1u);
  driver.fail_next(OPENPML_IOC_VM_ENABLE, EIO);
  EXPECT_EQ(error_of([&] { unit.enable(2, kReads); }).code(), EIO);
  EXPECT_EQ(unit.list().size(), 1u);
  unit.enable(2, kReads);
  driver.fail_next(OPENPML_IOC_VM_ENABLE, EIO);
  EXPECT_EQ(error_of([&] { unit.enable(2, kReads); }).code(), EIO);
  EXPECT_EQ(unit.list().size(), 2u) << "what was there before stays";
}

TEST(Library, BadArgumentsOfEnableAreRefused) {
  FakeDriver driver;
  libpml::Unit unit = open_unit(driver);
  EXPECT_EQ(error_of([&] { unit.enable(kDom, {kPages, 1u << 4, 0, 0}); }).code(), EINVAL);
  EXPECT_EQ(error_of([&] { unit.enable(kDom, {unit.info().max_pages + 1, 1, 0, 0}); }).code(), EINVAL);
  EXPECT_EQ(error_of([&] { unit.enable(kDom, {kPages, 1, 1u << 9, 0}); }).code(), EINVAL);
  EXPECT_EQ(error_of([&] { unit.enable(kDom, {kPages, 1, 0, 1}); }).code(), EINVAL);
  EXPECT_TRUE(unit.list().empty());
}

TEST(Library, AnUntrackedDomainIsNamed) {
  FakeDriver driver;
  libpml::Unit unit = open_unit(driver);
  for (const auto& e : {error_of([&] { (void)unit.harvest(9); }), error_of([&] { unit.disable(9); }),
                        error_of([&] { (void)unit.status(9); }), error_of([&] { (void)unit.counters(9); }),
                        error_of([&] { unit.set_period(9, 1000, 0); })}) {
    EXPECT_EQ(e.code(), ENOENT);
    EXPECT_NE(std::string(e.what()).find("domain 9"), std::string::npos) << e.what();
  }
}

TEST(Library, DisableGivesTheSlotBack) {
  FakeDriver driver;
  libpml::Unit unit = open_unit(driver);
  for (uint32_t round = 0; round < 6; ++round) {  // more than the unit has slots
    unit.enable(round, kReads);
    unit.disable(round);
  }
  EXPECT_TRUE(unit.list().empty());
}

TEST(Library, AHeldEpochRefusesTheNextHarvestAndTheEpochGoesOn) {
  FakeDriver driver;
  libpml::Unit unit = open_unit(driver), other = open_unit(driver);
  unit.enable(kDom, kReads);
  std::optional<libpml::Epoch> held = unit.harvest(kDom);
  driver.access(0, 7, true);
  EXPECT_EQ(error_of([&] { (void)unit.harvest(kDom); }).code(), EBUSY);
  EXPECT_EQ(error_of([&] { (void)other.harvest(kDom); }).code(), EBUSY);
  driver.access(0, 8, true);
  held.reset();
  EXPECT_EQ(other.harvest(kDom).gfns(Kind::Written), (std::vector<uint64_t>{7, 8}));
  EXPECT_EQ(driver.mappings, 0u);
}

TEST(Library, AnEpochOutlivesItsUnit) {
  FakeDriver driver;
  auto unit = std::make_unique<libpml::Unit>(open_unit(driver));
  unit->enable(kDom, kReads);
  driver.access(0, 77, true);
  auto epoch = std::make_unique<libpml::Epoch>(unit->harvest(kDom));
  unit.reset();
  EXPECT_EQ(epoch->gfns(Kind::Written), std::vector<uint64_t>{77});
  epoch.reset();
  libpml::Unit again = open_unit(driver);
  (void)again.harvest(kDom);
}

TEST(Library, TheBufferOfAHarvestThatTimedOutIsTakenBack) {
  FakeDriver driver;
  libpml::Unit unit = open_unit(driver);
  unit.enable(kDom, kReads);
  driver.time_out_next_harvest();
  EXPECT_EQ(error_of([&] { (void)unit.harvest(kDom); }).code(), ETIMEDOUT);
  driver.access(0, 12, true);
  EXPECT_EQ(unit.harvest(kDom).gfns(Kind::Written), std::vector<uint64_t>{12});
}

TEST(Library, TheAccumulatorGivesWhatWasWrittenSinceItWasLastCleared) {
  FakeDriver driver;
  libpml::Unit unit = open_unit(driver);
  unit.enable(kDom, {kPages, 1, OPENPML_VM_ACCUMULATE, 0});
  driver.access(0, 64, true);
  (void)unit.harvest(kDom);
  driver.access(0, 66, true);
  const auto get = [&](unsigned flags) { return unit.get_bitmap(kDom, Kind::Written, 64, 64, flags); };
  const auto word = [](uint8_t byte) { return std::vector<uint8_t>{byte, 0, 0, 0, 0, 0, 0, 0}; };
  EXPECT_EQ(get(OPENPML_BITMAP_NO_CLEAR).bitmap, word(0b001));
  const auto both = get(OPENPML_BITMAP_HARVEST);
  EXPECT_EQ(both.bitmap, word(0b101));
  EXPECT_EQ(both.set, 2u);
  EXPECT_EQ(both.lost, 0u);
  EXPECT_EQ(get(0).bitmap, word(0));
  EXPECT_EQ(error_of([&] { (void)unit.get_bitmap(kDom, Kind::Accessed, 0, 64); }).code(), EOPNOTSUPP);
}

TEST(Library, IngestedEntriesAreAccesses) {
  FakeDriver driver;
  libpml::Unit unit = open_unit(driver);
  unit.enable(kDom, kReads);
  const uint64_t entries[] = {uint64_t{1} << 63 | 5, 6, uint64_t{1} << 41};
  EXPECT_EQ(unit.ingest(0, OPENPML_FMT_GFN, entries).malformed, 1u);
  const libpml::Epoch e = unit.harvest(kDom);
  EXPECT_EQ(e.gfns(Kind::Written), std::vector<uint64_t>{5});
  EXPECT_EQ(e.gfns(Kind::Accessed), (std::vector<uint64_t>{5, 6}));
  pml_error error{};
  EXPECT_EQ(pml_ingest(unit.get(), 0, 9, entries, 3, 0, nullptr, &error), -EINVAL);
  EXPECT_EQ(error.code, EINVAL);
}

TEST(Library, HotPagesOfTheLastEpochs) {
  FakeDriver driver;
  libpml::Unit unit = open_unit(driver);
  unit.enable(kDom, kReads);
  libpml::HotPages hot(3, Kind::Written);
  for (uint64_t epoch = 0; epoch < 4; ++epoch) {
    driver.access(0, 100, true);                  // in all of them
    if (epoch % 2) driver.access(0, 9000, true);  // 1 and 3: of the last three epochs in two
    driver.access(0, 200 + epoch, true);          // in one
    hot.add(unit.harvest(kDom));
  }
  EXPECT_EQ(hot.epochs(), 3u);
  EXPECT_EQ(hot.histogram(), (std::vector<uint64_t>{3, 1, 1}));
  std::vector<std::pair<uint64_t, unsigned>> pages;
  hot.for_each(2, [&](uint64_t gfn, unsigned seen) { pages.emplace_back(gfn, seen); });
  EXPECT_EQ(pages, (std::vector<std::pair<uint64_t, unsigned>>{{100, 3}, {9000, 2}}));
}

TEST(Library, AnotherDeviceAndAnotherVersionAreRefused) {
  EXPECT_EQ(error_of([] { libpml::Unit("/dev/null"); }).code(), ENXIO);
  const auto missing = error_of([] { libpml::Unit("/dev/openpml-is-not-here"); });
  EXPECT_EQ(missing.code(), ENOENT);
  EXPECT_NE(std::string(missing.what()).find("module"), std::string::npos) << missing.what();
  FakeDriver driver;
  driver.uapi_version = OPENPML_UAPI_VERSION + 1;
  pml_error error{};
  const int r = guarded(&error, [&] { return pml_close(make_unit(driver.open(), "/dev/openpml0")), 0; });
  EXPECT_EQ(r, -ENXIO);
  EXPECT_NE(std::string(error.text).find("version"), std::string::npos) << error.text;
}

TEST(Library, AUnitThatIsGoneSaysSo) {
  FakeDriver driver;
  libpml::Unit unit = open_unit(driver);
  unit.enable(kDom, kReads);
  auto epoch = std::make_unique<libpml::Epoch>(unit.harvest(kDom));
  driver.unplug();
  EXPECT_EQ(error_of([&] { (void)unit.info(); }).code(), ENODEV);
  EXPECT_EQ(error_of([&] { (void)unit.harvest(kDom); }).code(), ENODEV);
  (void)unit.read_record(0);  // what was left
  EXPECT_EQ(error_of([&] { (void)unit.read_record(0); }).code(), ENODEV);
  epoch.reset();  // the release fails, and nobody is bothered
}

TEST(Library, ALongErrorIsCutNotOverrun) {
  pml_error error{};
  std::memset(error.text, 'x', sizeof error.text);
  EXPECT_EQ(report(&error, EIO, std::string(10'000, 'y')), -EIO);
  EXPECT_EQ(std::string(error.text).size(), sizeof error.text - 1);
}

}  // namespace
}  // namespace openpml::host
