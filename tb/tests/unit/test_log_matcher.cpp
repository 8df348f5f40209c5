// SPDX-License-Identifier: Apache-2.0
// LogMatcher against a plain search over all explanations.
#include <gtest/gtest.h>

#include "functional/log_matcher.hpp"
#include "openpml/rng.hpp"

namespace openpml {
namespace {

struct Offered {
  uint64_t word;
  bool must;
};

/// Can log[k..] be offered[i..] with optional events left out (mandatory ones at the end may still be missing)?
bool explains(const std::vector<Offered>& o, const std::vector<uint64_t>& log, size_t i, size_t k) {
  if (k == log.size()) return true;
  if (i == o.size()) return false;
  if (o[i].word == log[k] && explains(o, log, i + 1, k + 1)) return true;
  return !o[i].must && explains(o, log, i + 1, k);
}

TEST(LogMatcher, AgreesWithAllExplanations) {
  Rng rng(5);
  unsigned good = 0, bad = 0;
  for (int round = 0; round < 20'000; ++round) {
    std::vector<Offered> offered;
    std::vector<uint64_t> log;
    const uint64_t n = rng.below(12), letters = 1 + rng.below(3);
    for (uint64_t i = 0; i < n; ++i) {
      offered.push_back({rng.below(letters), rng.chance(1, 3)});
      if (offered.back().must ? !rng.chance(1, 20) : rng.chance(1, 2)) log.push_back(offered.back().word);
    }
    if (!log.empty() && rng.chance(1, 4)) log[rng.below(log.size())] = rng.below(letters + 1);
    LogMatcher m;
    for (const Offered& o : offered) m.offer(o.word, o.must);
    bool taken = true;
    for (const uint64_t w : log) taken = taken && m.take(w);
    const bool want = explains(offered, log, 0, 0);
    ASSERT_EQ(taken, want) << "round " << round;
    (want ? good : bad)++;
  }
  EXPECT_GT(good, 1000u);
  EXPECT_GT(bad, 1000u);
}

TEST(LogMatcher, CountsWhatIsStillMissing) {
  LogMatcher m;
  m.offer(1, true);
  m.offer(2, false);
  m.offer(3, true);
  EXPECT_EQ(m.left(), 2u);
  EXPECT_EQ(m.first_left(), 1u);
  EXPECT_FALSE(m.take(3));
  EXPECT_TRUE(m.take(1));
  EXPECT_TRUE(m.take(3));
  EXPECT_EQ(m.left(), 0u);
}

TEST(LogMatcher, AnOptionalTwinOfAMandatoryEvent) {
  LogMatcher m;
  m.offer(7, false);  // absorbed in the old epoch
  m.offer(7, true);   // logged in the new one
  EXPECT_TRUE(m.take(7));
  EXPECT_EQ(m.left(), 0u);
  EXPECT_TRUE(m.take(7)) << "or it was not absorbed";
  EXPECT_FALSE(m.take(7)) << "one entry too many";
}

TEST(LogMatcher, PromoteAndTruncate) {
  LogMatcher m;
  const uint64_t a = m.offer(1, false);
  m.offer(2, true);
  m.promote(a);
  EXPECT_EQ(m.left(), 2u);
  m.truncate(a);
  EXPECT_EQ(m.left(), 0u);
  EXPECT_FALSE(m.take(1));
}

}  // namespace
}  // namespace openpml
