// SPDX-License-Identifier: Apache-2.0
// The functional core: page sets, the model on streams, and the recorded guests against their truth files.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "openpml/functional.hpp"
#include "openpml/rng.hpp"
#include "openpml/trace.hpp"

namespace openpml {
namespace {

TEST(PageSet, CountsAndMembersAreThoseOfASet) {
  constexpr uint64_t kPages = 5000;
  PageSet s(kPages);
  Rng rng(1);
  for (int round = 0; round < 20; ++round) {
    s.clear();
    std::set<uint64_t> a, w, lines;
    for (int i = 0; i < 700; ++i) {
      const uint64_t g = rng.below(kPages);
      const bool read = rng.chance(2, 3), write = rng.chance(1, 2);
      s.add(g, read, write);
      if (read) a.insert(g);
      if (write) w.insert(g);
      lines.insert(g / 512);
    }
    ASSERT_EQ(s.accessed_pages(), a.size());
    ASSERT_EQ(s.written_pages(), w.size());
    ASSERT_EQ(std::set<uint64_t>(s.touched().begin(), s.touched().end()), lines);
    for (uint64_t g = 0; g < kPages; ++g) {
      ASSERT_EQ(s.accessed(g), a.contains(g)) << g;
      ASSERT_EQ(s.written(g), w.contains(g)) << g;
    }
  }
}

TEST(PageSet, ClearTakesNoTimeInTheSizeOfTheVm) {
  PageSet s(uint64_t{1} << 26);  // 256 GiB: clearing it by walking would take minutes here
  for (int i = 0; i < 2'000'000; ++i) {
    s.add(uint64_t{1} << 25, true, true);
    s.clear();
  }
  EXPECT_EQ(s.accessed_pages(), 0u);
  EXPECT_FALSE(s.accessed(uint64_t{1} << 25));
}

TEST(PageSet, MergeIsUnion) {
  PageSet a(2048), b(2048);
  a.add(5, true, false);
  a.add(600, true, true);
  b.add(5, true, true);
  b.add(1500, true, false);
  a.merge(b);
  EXPECT_EQ(a.accessed_pages(), 3u);
  EXPECT_EQ(a.written_pages(), 2u);
  EXPECT_TRUE(a.written(5));
  EXPECT_EQ(a.touched().size(), 3u);
}

TEST(FunctionalModel, AWriteIsAnAccessAReadIsNotAWrite) {
  std::vector<FunctionalModel::Vm> vms{{1000, true}};
  FunctionalModel m(vms);
  const std::vector<Item> items{{1, 0, ItemKind::Access, 0, 0, true},
                                {2, 0, ItemKind::Access, 0, 1, false},
                                {2, 0, ItemKind::Access, 0, 0, false}};
  m.accept(items);
  const EpochTruth t = m.cut(0);
  EXPECT_EQ(t.distinct_accessed, 2u);
  EXPECT_EQ(t.distinct_written, 1u);
  EXPECT_EQ(t.events, 3u);
}

TEST(FunctionalModel, WriteOnlyModeLimitAndUnbound) {
  std::vector<FunctionalModel::Vm> vms{{1000, false}};
  FunctionalModel m(vms);
  const std::vector<Item> items{{1, 0, ItemKind::Access, 0, 0, false},
                                {999, 0, ItemKind::Access, 0, 0, true},
                                {1000, 0, ItemKind::Access, 0, 0, true},
                                {5, 0, ItemKind::Access, 1, 0, true}};
  m.accept(items);
  EXPECT_EQ(m.ignored(0), 1u);
  EXPECT_EQ(m.faulted(0), 1u);
  EXPECT_EQ(m.unbound(), 1u);
  const EpochTruth t = m.cut(0);
  EXPECT_EQ(t.distinct_accessed, 0u);
  EXPECT_EQ(t.distinct_written, 1u);
}

TEST(FunctionalModel, EpochsOfVmsAreTheirOwn) {
  std::vector<FunctionalModel::Vm> vms{{100, true}, {100, true}};
  std::vector<EpochTruth> seen;
  FunctionalModel m(vms, [&](const EpochTruth& t) { seen.push_back(t); });
  const auto access = [](uint8_t vm, uint64_t g) { return Item{g, 0, ItemKind::Access, vm, vm, true}; };
  const auto mark = [](uint8_t vm) { return Item{0, 7, ItemKind::Mark, vm, 0, false}; };
  const std::vector<Item> items{access(0, 1), access(1, 1), access(0, 2), mark(0), access(0, 3),
                                access(1, 2), access(1, 3), mark(1),      mark(0), mark(0)};
  m.accept(items);
  ASSERT_EQ(seen.size(), 4u);
  const std::vector<std::array<uint64_t, 3>> want{{0, 0, 2}, {1, 0, 3}, {0, 1, 1}, {0, 2, 0}};
  for (size_t i = 0; i < 4; ++i)
    EXPECT_EQ((std::array<uint64_t, 3>{seen[i].vm, seen[i].epoch, seen[i].distinct_written}), want[i]) << i;
  EXPECT_EQ(seen[0].time, 7u);
}

TEST(FunctionalModel, TheTwoExperimentsHaveTheirClosedForm) {
  for (const std::string order : {"sequential", "shuffled"}) {
    auto w = make_workload("phases:epochs=2,passes=2,vcpus=4,order=" + order);
    std::vector<FunctionalModel::Vm> vms{{(*w)->ram_pages(), true}};
    std::vector<uint64_t> counts;
    FunctionalModel m(vms, [&](const EpochTruth& t) { counts.push_back(t.distinct_written); });
    std::vector<Item> part(4096);
    while (const size_t n = (*w)->fill(part)) m.accept(std::span(part).first(n));
    EXPECT_EQ(counts, (std::vector<uint64_t>{38400, 38400, 76800, 76800}));
  }
}

// --- recorded guests ---

std::filesystem::path traces() {
  return std::filesystem::path(__FILE__).parent_path().parent_path().parent_path() / "traces";
}

struct TruthRow {
  uint64_t period, end, kind1, kind3, kind8, accessed, written;
  bool operator==(const TruthRow&) const = default;
};

std::vector<TruthRow> truth_file(const std::string& name) {
  std::ifstream f(traces() / (name + ".truth.csv"));
  std::string line;
  std::getline(f, line);
  std::vector<TruthRow> rows;
  while (std::getline(f, line)) {
    std::replace(line.begin(), line.end(), ',', ' ');
    std::istringstream s(line);
    TruthRow r{};
    s >> r.period >> r.end >> r.kind1 >> r.kind3 >> r.kind8 >> r.accessed >> r.written;
    rows.push_back(r);
  }
  return rows;
}

class RecordedGuest : public ::testing::TestWithParam<const char*> {};

TEST_P(RecordedGuest, EveryPeriodEqualsTheTruthFile) {
  const std::string path = (traces() / (std::string(GetParam()) + ".pmltrace.zst")).string();
  auto w = make_workload("trace:" + path);
  ASSERT_TRUE(w) << w.error();
  std::vector<FunctionalModel::Vm> vms{{(*w)->ram_pages(), true}};
  std::vector<TruthRow> rows;
  uint64_t reads = 0, writes = 0;
  FunctionalModel m(vms, [&](const EpochTruth& t) {
    rows.push_back({t.epoch, t.time, reads, writes, 1, t.distinct_accessed, t.distinct_written});
    reads = writes = 0;
  });
  std::vector<Item> part(4096);
  while (const size_t n = (*w)->fill(part))
    for (const Item& i : std::span(part).first(n)) {
      (i.mark() ? reads : i.write ? writes : reads) += !i.mark();
      m.accept({&i, 1});
    }
  EXPECT_EQ((*w)->error(), "");
  const auto want = truth_file(GetParam());
  ASSERT_GT(want.size(), 40u);
  ASSERT_EQ(rows.size(), want.size());
  for (size_t i = 0; i < rows.size(); ++i) {
    EXPECT_EQ(rows[i].end, want[i].end) << "period " << i;
    EXPECT_EQ(rows[i].accessed, want[i].accessed) << "period " << i;
    EXPECT_EQ(rows[i].written, want[i].written) << "period " << i;
    EXPECT_EQ(rows[i], want[i]) << "period " << i;
  }
}

INSTANTIATE_TEST_SUITE_P(All, RecordedGuest, ::testing::Values("wss-constant", "wss-phases", "redis-sqlite"),
                         [](const auto& p) {
                           std::string s = p.param;
                           std::replace(s.begin(), s.end(), '-', '_');
                           return s;
                         });

}  // namespace
}  // namespace openpml
