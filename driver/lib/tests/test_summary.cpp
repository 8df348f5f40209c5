// SPDX-License-Identifier: Apache-2.0
// A summary is untrusted: what cannot be true is refused with one line that names the entry, and nothing else is.
#include <gtest/gtest.h>

#include <cerrno>
#include <random>
#include <set>

#include "failure.hpp"
#include "summary.hpp"

namespace openpml::host {
namespace {

constexpr uint32_t kA = kEntryAccessed, kW = kEntryWritten;

std::string refused(const std::vector<uint32_t>& raw, const SummaryLimits& limits) {
  try {
    (void)checked_summary(raw, limits, "unit 0, DOM 3, epoch 7");
    return {};
  } catch (const Failure& f) {
    EXPECT_EQ(f.code, EBADMSG);
    EXPECT_EQ(std::string(f.what()).find('\n'), std::string::npos);
    return f.what();
  }
}

TEST(Summary, TakenAndPutInOrder) {
  const std::vector<uint32_t> raw{kA | 7, kA | kW | 3, kA | 0, kW | 65}, sorted{kA | 0, kA | kW | 3, kA | 7, kW | 65};
  EXPECT_EQ(checked_summary(raw, {512 * 66, true}, "here"), sorted);
  EXPECT_TRUE(checked_summary({}, {4096, true}, "here").empty());
}

TEST(Summary, LastLineOfAVmThatEndsInsideItIsGood) {
  EXPECT_EQ(refused({kA | 1}, {513, true}), "");
  EXPECT_NE(refused({kA | 2}, {513, true}), "");
}

TEST(Summary, RefusalNamesPlaceEntryAndReason) {
  const std::string text = refused({kA | 1, kA | 8}, {4096, true});
  EXPECT_NE(text.find("unit 0, DOM 3, epoch 7"), std::string::npos) << text;
  EXPECT_NE(text.find("entry 1 names line 8, the VM has 8"), std::string::npos) << text;
}

TEST(Summary, LargestLineNumberIsRefusedNotTruncated) {
  EXPECT_NE(refused({kA | kEntryLine}, {uint64_t{1} << 30, true}), "");
}

TEST(Summary, EntryWithoutKindIsRefused) {
  EXPECT_NE(refused({5}, {4096, true}).find("without a kind"), std::string::npos);
}

TEST(Summary, AccessedIsRefusedWhereReadsAreNotLogged) {
  EXPECT_EQ(refused({kW | 5}, {4096, false}), "");
  EXPECT_NE(refused({kA | kW | 5}, {4096, false}), "");
}

TEST(Summary, ALineTwiceIsRefusedInAnyOrder) {
  EXPECT_NE(refused({kA | 1, kA | 2, kA | 2}, {4096, true}).find("entry 2 names line 2 a second time"),
            std::string::npos);
  EXPECT_NE(refused({kA | 5, kA | 2, kA | kW | 5, kA | 7}, {4096, true}).find("entry 2 names line 5 a second time"),
            std::string::npos);
}

TEST(Summary, RandomWordsAreRefusedExactlyWhenAPlainCheckRefusesThem) {
  std::mt19937_64 rng(3);
  unsigned good = 0, bad = 0;
  for (unsigned round = 0; round < 20'000; ++round) {
    const SummaryLimits limits{1 + rng() % 40'000, rng() % 2 == 0};
    std::vector<uint32_t> raw(rng() % 6);
    for (uint32_t& e : raw)
      e = rng() % 8 == 0
              ? static_cast<uint32_t>(rng())
              : static_cast<uint32_t>(rng() % (limits.lines() + (rng() % 16 == 0))) | (limits.reads ? kA : kW);
    std::set<uint32_t> lines;
    bool fine = true;
    for (const uint32_t e : raw)
      fine = fine && (e & kEntryLine) < limits.lines() && (e >> 30) != 0 && (limits.reads || !(e & kA)) &&
             lines.insert(e & kEntryLine).second;
    ASSERT_EQ(refused(raw, limits).empty(), fine) << "round " << round;
    ++(fine ? good : bad);
  }
  EXPECT_GT(good, 1000u);
  EXPECT_GT(bad, 1000u);
}

}  // namespace
}  // namespace openpml::host
