// SPDX-License-Identifier: Apache-2.0
// Made-up streams: closed forms, determinism, and one clear error for each bad specification.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <vector>

#include "openpml/workload.hpp"

namespace openpml {
namespace {

std::vector<Item> all(const std::string& spec) {
  auto w = make_workload(spec);
  EXPECT_TRUE(w) << w.error();
  std::vector<Item> out, part(1000);
  while (const size_t n = (*w)->fill(part))
    out.insert(out.end(), part.begin(), part.begin() + static_cast<std::ptrdiff_t>(n));
  EXPECT_EQ((*w)->error(), "");
  return out;
}

/// Distinct pages of each period.
std::vector<std::set<uint64_t>> periods(const std::vector<Item>& items) {
  std::vector<std::set<uint64_t>> out(1);
  for (const Item& i : items) {
    if (i.mark()) out.emplace_back();
    else out.back().insert(i.gfn);
  }
  EXPECT_TRUE(out.back().empty()) << "a stream must end with a mark";
  out.pop_back();
  return out;
}

size_t accesses(const std::vector<Item>& items) {
  return static_cast<size_t>(std::count_if(items.begin(), items.end(), [](const Item& i) { return !i.mark(); }));
}

TEST(Workload, ConstantTouchesItsSetInEveryEpoch) {
  const auto items = all("constant:epochs=3,passes=2");
  EXPECT_EQ(accesses(items), 3u * 2 * 76800);
  const auto p = periods(items);
  ASSERT_EQ(p.size(), 3u);
  for (const auto& s : p) {
    EXPECT_EQ(s.size(), 76800u);
    EXPECT_EQ(*s.begin(), 0u);
    EXPECT_EQ(*s.rbegin(), 76799u);
  }
  EXPECT_EQ((*make_workload("constant"))->ram_pages(), 262144u);
}

TEST(Workload, PhasesHalfThenWhole) {
  const auto p = periods(all("phases:epochs=2,passes=1"));
  ASSERT_EQ(p.size(), 4u);
  EXPECT_EQ(p[0].size(), 38400u);
  EXPECT_EQ(p[1].size(), 38400u);
  EXPECT_EQ(p[2].size(), 76800u);
  EXPECT_EQ(p[3].size(), 76800u);
  const auto three = periods(all("phases:pages=10/20/5,epochs=1,passes=3,order=shuffled"));
  ASSERT_EQ(three.size(), 3u);
  EXPECT_EQ(three[0].size(), 10u);
  EXPECT_EQ(three[1].size(), 20u);
  EXPECT_EQ(three[2].size(), 5u);
}

TEST(Workload, SequentialWrapsAndGoesOnAcrossMarks) {
  const auto items = all("sequential:pages=100,events=250,mark=60,base=7");
  uint64_t n = 0;
  std::vector<size_t> marks;
  for (size_t i = 0; i < items.size(); ++i) {
    if (items[i].mark()) marks.push_back(i);
    else EXPECT_EQ(items[i].gfn, 7 + n++ % 100);
  }
  EXPECT_EQ(n, 250u);
  EXPECT_EQ(marks, (std::vector<size_t>{60, 121, 182, 243, 254}));
}

TEST(Workload, MarkZeroIsOneMarkAtTheEnd) {
  const auto items = all("uniform:pages=50,events=10");
  ASSERT_EQ(items.size(), 11u);
  EXPECT_TRUE(items.back().mark());
}

TEST(Workload, ShuffledIsABijectionAndChangesTheOrder) {
  for (const uint64_t n : {1u, 2u, 3u, 511u, 512u, 513u, 5000u}) {
    const std::string base = "sequential:pages=" + std::to_string(n) + ",events=" + std::to_string(n);
    const auto plain = all(base), mixed = all(base + ",order=shuffled"), other = all(base + ",order=shuffled,seed=2");
    EXPECT_EQ(periods(plain), periods(mixed)) << n;
    EXPECT_EQ(periods(plain), periods(other)) << n;
    if (n <= 10) continue;
    EXPECT_NE(plain, mixed) << n;
    EXPECT_NE(other, mixed) << n;
  }
}

TEST(Workload, SameSpecificationSameStream) {
  for (const std::string spec : {"zipf:pages=1000,events=5000,write=0.5,vcpus=4,spread=random,order=shuffled,seed=9",
                                 "uniform:pages=1000,events=5000,write=0.3"}) {
    EXPECT_EQ(all(spec), all(spec));
    EXPECT_NE(all(spec), all(spec + (spec.find("seed") == std::string::npos ? ",seed=77" : ",base=1")));
  }
}

TEST(Workload, FillAndNextGiveTheSameItems) {
  auto a = make_workload("zipf:pages=1000,events=500,mark=70"), b = make_workload("zipf:pages=1000,events=500,mark=70");
  std::vector<Item> part(64);
  Item item;
  while (const size_t n = (*a)->fill(part))
    for (size_t i = 0; i < n; ++i) {
      ASSERT_TRUE((*b)->next(item));
      EXPECT_EQ(item, part[i]);
    }
  EXPECT_FALSE((*b)->next(item));
}

TEST(Workload, WriteFraction) {
  const auto writes = [](const std::string& w) {
    uint64_t n = 0;
    for (const Item& i : all("uniform:pages=100,events=100000,write=" + w)) n += i.write;
    return n;
  };
  EXPECT_EQ(writes("1"), 100000u);
  EXPECT_EQ(writes("1.0"), 100000u);
  EXPECT_EQ(writes("0"), 0u);
  EXPECT_NEAR(static_cast<double>(writes("0.25")), 25000, 5 * std::sqrt(100000 * 0.25 * 0.75));
}

TEST(Workload, VcpusAndTime) {
  const auto items = all("sequential:pages=10,events=12,vcpus=3,vcpu=4,vm=2,interval=50");
  for (size_t i = 0; i < 12; ++i) {
    EXPECT_EQ(items[i].vcpu, 4 + i % 3);
    EXPECT_EQ(items[i].vm, 2);
    EXPECT_EQ(items[i].time, 50 * i);
  }
  const auto s = (*make_workload("sequential:vcpus=3,vcpu=4,vm=2"))->streams();
  ASSERT_EQ(s.size(), 1u);
  EXPECT_EQ(s[0].vm, 2);
  EXPECT_EQ(s[0].first_vcpu, 4);
  EXPECT_EQ(s[0].vcpus, 3u);
  std::set<unsigned> seen;
  for (const Item& i : all("uniform:pages=10,events=1000,vcpus=4,spread=random"))
    if (!i.mark()) seen.insert(i.vcpu);
  EXPECT_EQ(seen, (std::set<unsigned>{0, 1, 2, 3}));
}

TEST(Workload, UniformIsUniform) {
  constexpr int kPages = 64, kEvents = 640'000;
  std::vector<double> n(kPages);
  for (const Item& i : all("uniform:pages=64,events=640000"))
    if (!i.mark()) n.at(i.gfn) += 1;
  double chi2 = 0;
  for (const double k : n)
    chi2 += (k - double(kEvents) / kPages) * (k - double(kEvents) / kPages) / (double(kEvents) / kPages);
  EXPECT_LT(chi2, 63 + 5 * std::sqrt(2 * 63.0));
}

/// Counts against the law itself, for theta below, at and above 1, and small and odd numbers of ranks.
TEST(Workload, ZipfFollowsItsLaw) {
  constexpr double kEvents = 400'000;
  for (const double theta : {0.0, 0.5, 0.99, 1.0, 1.5}) {
    for (const int pages : {1, 2, 100, 1001}) {
      std::vector<double> n(static_cast<size_t>(pages));
      for (const Item& i : all("zipf:pages=" + std::to_string(pages) + ",events=400000,theta=" + std::to_string(theta)))
        if (!i.mark()) n.at(i.gfn) += 1;
      double sum = 0, chi2 = 0;
      int cells = 0;
      for (int k = 1; k <= pages; ++k) sum += std::pow(k, -theta);
      for (int k = 1; k <= pages; ++k) {
        const double want = kEvents * std::pow(k, -theta) / sum;
        if (want < 10) continue;
        chi2 += (n[static_cast<size_t>(k - 1)] - want) * (n[static_cast<size_t>(k - 1)] - want) / want;
        ++cells;
      }
      EXPECT_LT(chi2, cells + 5 * std::sqrt(2.0 * cells)) << "theta " << theta << ", " << pages << " pages";
    }
  }
}

TEST(Workload, ZipfOverHugeSetStaysInside) {
  for (const Item& i : all("zipf:pages=1099511627776,events=20000,order=shuffled")) ASSERT_LT(i.gfn, uint64_t{1} << 40);
}

TEST(Workload, MixInterleavesByWeightAndKeepsEachStream) {
  const std::string a = "sequential:pages=100,events=3000,mark=1000,vm=0,vcpu=0,weight=3",
                    b = "uniform:pages=50,events=1000,mark=250,vm=1,vcpu=1,vcpus=2";
  const auto both = all(a + ";" + b);
  std::map<int, std::vector<Item>> split;
  for (const Item& i : both) split[i.vm].push_back(i);
  EXPECT_EQ(split[0], all(a));
  EXPECT_EQ(split[1], all(b));
  size_t n0 = 0, n1 = 0;
  for (size_t i = 0; i < 400; ++i) (both[i].vm == 0 ? n0 : n1) += !both[i].mark();
  EXPECT_NEAR(static_cast<double>(n0) / static_cast<double>(n1), 3.0, 0.1);
  auto w = make_workload(a + ";" + b);
  EXPECT_EQ((*w)->streams().size(), 2u);
  EXPECT_EQ((*w)->ram_pages(), 100u);
}

TEST(Workload, MixRefusesSharedVmsAndVcpus) {
  const auto same_vm = make_workload("uniform:pages=5;uniform:pages=5,vcpu=1");
  ASSERT_FALSE(same_vm);
  EXPECT_NE(same_vm.error().find("VM 0 is in two streams"), std::string::npos);
  const auto same_vcpu = make_workload("uniform:vcpus=2;uniform:vm=1,vcpu=1");
  ASSERT_FALSE(same_vcpu);
  EXPECT_NE(same_vcpu.error().find("share a vCPU"), std::string::npos);
}

struct BadSpec {
  const char* spec;
  std::vector<std::string> says;
};
class WorkloadBadSpec : public ::testing::TestWithParam<BadSpec> {};

TEST_P(WorkloadBadSpec, OneLineThatNamesTheKeyAndWhatIsLegal) {
  const auto w = make_workload(GetParam().spec);
  ASSERT_FALSE(w) << GetParam().spec;
  for (const std::string& s : GetParam().says) EXPECT_NE(w.error().find(s), std::string::npos) << w.error();
  EXPECT_EQ(w.error().find('\n'), std::string::npos) << w.error();
}

INSTANTIATE_TEST_SUITE_P(
    Each, WorkloadBadSpec,
    ::testing::Values(
        BadSpec{"", {"unknown kind ''", "constant, phases, sequential, uniform, zipf, trace"}},
        BadSpec{"zip:pages=5", {"unknown kind 'zip'", "zipf"}},
        BadSpec{"zipf:page=5", {"unknown key 'page'", "legal: pages events mark theta"}},
        BadSpec{"uniform:theta=0.5", {"unknown key 'theta'"}}, BadSpec{"uniform:pages", {"'pages' is not key=value"}},
        BadSpec{"uniform:=5", {"'=5' is not key=value"}}, BadSpec{"uniform:pages=5,,events=3", {"'' is not key=value"}},
        BadSpec{"uniform:pages=5,pages=6", {"'pages' is given twice"}},
        BadSpec{"uniform:pages=0", {"pages=0", "legal: a number from 1"}},
        BadSpec{"uniform:pages=-1", {"pages=-1", "legal"}}, BadSpec{"uniform:pages=5k", {"pages=5k", "legal"}},
        BadSpec{"uniform:pages=99999999999999999999", {"pages=9999", "legal"}},
        BadSpec{"uniform:write=1.5", {"write=1.5", "0 to 1"}}, BadSpec{"uniform:write=nan", {"write=nan", "0 to 1"}},
        BadSpec{"zipf:theta=-1", {"theta=-1", "0 to 10"}},
        BadSpec{"uniform:order=random", {"order=random", "sequential, shuffled"}},
        BadSpec{"uniform:vcpus=257", {"vcpus=257", "1 to 256"}},
        BadSpec{"uniform:vcpu=250,vcpus=10", {"vcpus=10", "1 to 6"}},
        BadSpec{"uniform:ram=100,pages=101", {"ram=100", "101"}},
        BadSpec{"uniform:base=1099511627775,pages=2", {"base + pages"}},
        BadSpec{"constant:pages=5/6", {"pages=5/6", "phases"}}, BadSpec{"constant:passes=0", {"passes=0"}},
        BadSpec{"phases:pages=5/", {"pages=5/", "'/'"}}, BadSpec{"uniform:weight=0", {"weight=0"}},
        BadSpec{"trace:", {"no file given"}}, BadSpec{"trace:/nonexistent/file", {"/nonexistent/file", "cannot open"}},
        BadSpec{"trace:x,pages=5", {"unknown key 'pages'", "vm vcpu weight"}},
        BadSpec{"uniform:pages=5;bad", {"unknown kind 'bad'"}}));

TEST(Workload, HelpNamesEveryKind) {
  for (const char* k : {"constant:", "phases:", "sequential:", "uniform:", "zipf:", "trace:"})
    EXPECT_NE(workload_help().find(k), std::string::npos);
}

}  // namespace
}  // namespace openpml
