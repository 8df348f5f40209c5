// SPDX-License-Identifier: Apache-2.0
// Hot pages against counting page by page over the last n epochs.
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>

#include "failure.hpp"
#include "hot.hpp"

namespace openpml::host {
namespace {

constexpr uint32_t kLines = 12;

struct Epoch {
  std::vector<uint8_t> map = std::vector<uint8_t>(kLines * kLineBytes);
  std::vector<uint32_t> entries;
  std::set<uint64_t> pages;
};

Epoch random_epoch(std::mt19937_64& rng) {
  Epoch e;
  for (uint32_t line = 0; line < kLines; ++line) {
    for (unsigned i = 0; i < kLineBytes; ++i)
      e.map[line * kLineBytes + i] =
          static_cast<uint8_t>(rng() | rng());  // NOLINT(misc-redundant-expression): two numbers
    if (rng() % 3 == 0) continue;               // not touched: whatever the map holds there does not count
    const bool written = rng() % 4 != 0;
    e.entries.push_back(line | kEntryAccessed | (written ? kEntryWritten : 0));
    for (uint32_t p = line * kLinePages; written && p < (line + 1) * kLinePages; ++p)
      if (e.map[p / 8] >> p % 8 & 1) e.pages.insert(p);
  }
  return e;
}

class Hot : public testing::TestWithParam<unsigned> {};

TEST_P(Hot, EqualsCountingPageByPage) {
  const unsigned n = GetParam();
  std::mt19937_64 rng(n);
  HotPages hot(n);
  std::vector<Epoch> all;
  for (unsigned i = 0; i < 2 * n + 3; ++i) {
    all.push_back(random_epoch(rng));
    hot.add(all.back().map.data(), all.back().entries, kEntryWritten);
    const size_t from = all.size() > n ? all.size() - n : 0;
    std::map<uint64_t, unsigned> seen;
    for (size_t j = from; j < all.size(); ++j)
      for (const uint64_t p : all[j].pages) ++seen[p];
    ASSERT_EQ(hot.epochs(), all.size() - from);
    for (const unsigned k : {1u, 2u, n / 2 + 1, n, n + 1}) {
      std::vector<std::pair<uint64_t, unsigned>> got, want;
      std::vector<uint64_t> gfns(1 + rng() % 700);  // in parts, so that calls begin anywhere
      std::vector<uint8_t> times_seen(gfns.size());
      uint64_t cursor = 0;
      while (const size_t part = hot.gfns(k, cursor, gfns, times_seen.data()))
        for (size_t j = 0; j < part; ++j) got.emplace_back(gfns[j], times_seen[j]);
      for (const auto& [page, times] : seen)
        if (times >= k) want.emplace_back(page, times);
      ASSERT_EQ(got, want) << "epoch " << i << ", k " << k;
      ASSERT_EQ(hot.count(k), want.size());
    }
    std::vector<uint64_t> histogram(n);
    for (const auto& [page, times] : seen) ++histogram[times - 1];
    ASSERT_EQ(hot.histogram(), histogram);
  }
}

INSTANTIATE_TEST_SUITE_P(LastN, Hot, testing::Values(1, 2, 3, 7, 8, 16));

TEST(HotLimits, A255thEpochStillFitsTheSlices) {
  const std::vector<uint8_t> ones(kLineBytes, 0xFF);
  const std::vector<uint32_t> entries{kEntryWritten};
  HotPages hot(HotPages::kMaxEpochs);
  for (unsigned i = 0; i < HotPages::kMaxEpochs + 5; ++i) hot.add(ones.data(), entries, kEntryWritten);
  EXPECT_EQ(hot.count(255), 512u);
  EXPECT_EQ(hot.count(256), 0u);
}

TEST(HotLimits, LinesThatAreNoLongerTouchedCostNothing) {
  const std::vector<uint8_t> map(kLineBytes * 100, 0x01);
  HotPages hot(2);
  for (uint32_t line = 0; line < 100; ++line)
    hot.add(map.data(), std::vector<uint32_t>{kEntryWritten | line}, kEntryWritten);
  EXPECT_EQ(hot.lines(), 2u);
}

TEST(HotLimits, NumberOfEpochsIsChecked) {
  EXPECT_THROW(HotPages(0), Failure);
  EXPECT_THROW(HotPages(256), Failure);
}

}  // namespace
}  // namespace openpml::host
