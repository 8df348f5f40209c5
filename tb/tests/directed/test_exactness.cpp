// SPDX-License-Identifier: Apache-2.0
// Promises E1..E4: nothing lost, bitmaps and counts exact, the cut is one cycle.
#include "openpml/rng.hpp"
#include "rig.hpp"

namespace openpml {
namespace {

class Exactness : public UnitTest {};
INSTANTIATE_TEST_SUITE_P(Engine, Exactness, testing::ValuesIn(directed_engines()));

/// Random accesses of `vcpus` below `pages`.
std::vector<Access> random_accesses(uint64_t seed, size_t n, uint64_t pages, unsigned vcpus,
                                    unsigned write_percent = 50) {
  Rng rng(seed);
  std::vector<Access> v;
  for (size_t i = 0; i < n; ++i)
    v.push_back({static_cast<uint8_t>(rng.below(vcpus)), rng.below(pages), rng.below(100) < write_percent});
  return v;
}

/// Compares the unit's books in every cycle.
class Books : public CycleObserver {
 public:
  explicit Books(Rig& r) : r_(r) {}
  void observe(uint64_t cycle, const Inputs&, const Outputs&) override {
    const ArchState a = r_.sim.arch();
    uint64_t occ = 0, pending = 0;
    for (unsigned v = 0; v < r_.params.n_vcpu; ++v) occ += a.vcpu[v].occ;
    for (unsigned m = 0; m < r_.params.n_vm; ++m) {
      const VmCounters c = VmCounters::from(a.vm[m].counters);
      const uint64_t pipe = c.accepted - c.absorbed - c.ignored - c.faulted - c.logged;
      if (pipe > 2 && wrong.empty())
        wrong = "cycle " + std::to_string(cycle) + ": " + std::to_string(pipe) + " events between check and log";
      pending += c.logged - c.consolidated - c.discarded;
    }
    if (pending != occ && wrong.empty())
      wrong = "cycle " + std::to_string(cycle) + ": " + std::to_string(pending) + " logged entries, " +
              std::to_string(occ) + " resident";
    ++cycles;
  }
  std::string wrong;
  uint64_t cycles = 0;

 private:
  Rig& r_;
};

TEST_P(Exactness, E1_BooksBalanceInEveryCycle) {
  Rig& r = rig("small");
  Books books(r);
  r.sim.add_observer(&books);
  r.start(bitmap_vm(0, 20'000, {0, 1, 2}));  // vCPU 3 is unbound
  auto list = random_accesses(5, 6000, 20'600, 4);
  for (size_t i = 0; i < list.size(); i += 3) list[i].gfn = list[i / 2].gfn;
  r.play(list);
  r.harvest(0);
  r.play(random_accesses(6, 2000, 20'000, 4));
  r.dom0().reset_vm(0);
  EXPECT_EQ(books.wrong, "");
  EXPECT_GT(books.cycles, 8000u);
  EXPECT_GT(r.counters(0).faulted, 0u);
  EXPECT_GT(r.counters(0).absorbed, 0u);
  EXPECT_GT(r.sim.arch().unbound, 0u);
}

TEST_P(Exactness, E1_ResetDiscardsAreCounted) {
  Rig& r = rig("small");
  AxiTiming slow;
  slow.wr_min = slow.wr_max = slow.rd_min = slow.rd_max = 512;
  r.start(bitmap_vm(0, 32'768, {0, 1, 2, 3}));
  r.sim.mem().set_timing(slow);
  r.play(random_accesses(7, 1500, 32'768, 4));
  r.dom0().reset_vm(0);
  r.settle();
  const VmCounters c = r.counters(0);
  EXPECT_GT(c.discarded, 100u);
  EXPECT_EQ(c.logged, c.consolidated + c.discarded);
  EXPECT_EQ(r.last().rec.type, RecType::Stop);
  EXPECT_FALSE(r.last().rec.valid);
}

TEST_P(Exactness, E2_BitmapsEqualTheAcceptedSetEpochByEpoch) {
  for (const char* config : {"default", "small", "axi64", "mid"}) {
    Rig& r = rig(config);
    AxiTiming t;
    t.rd_max = t.wr_max = 40;
    t.aw_stall = t.w_stall = t.ar_stall = t.b_stall = t.r_stall = 50;
    r.sim.mem().set_timing(t);
    r.start(bitmap_vm(0, 30'000, {0, 1, 2, 3}));
    for (uint64_t epoch = 0; epoch < 5; ++epoch) {
      r.play(random_accesses(100 + epoch, 1500, epoch % 2 ? 3000 : 30'000, 4, 30));
      const Record rec = r.harvest(0);
      EXPECT_TRUE(rec.valid);
      EXPECT_EQ(rec.epoch, epoch);
    }
    EXPECT_EQ(r.truth.cuts.size(), 5u);
  }
}

TEST_P(Exactness, E2_WriteOnlyModeIgnoresReads) {
  Rig& r = rig();
  VmConfig c = bitmap_vm(2, 5000, {5});
  c.log_reads = false;
  r.start(c);
  std::vector<Access> list;
  for (uint64_t g = 0; g < 600; ++g) list.push_back({5, g * 7, g % 3 == 0});
  r.play(list);
  const Record rec = r.harvest(2);
  EXPECT_EQ(rec.distinct_w, 200u);
  EXPECT_EQ(rec.distinct_a, 0u);
  EXPECT_EQ(r.counters(2).ignored, 400u);
}

TEST_P(Exactness, E2_TwoVcpusOnOnePage) {
  Rig& r = rig();
  r.start(bitmap_vm(0, 4096, {0, 1}));
  r.play({{0, 77, false}, {1, 77, true}, {0, 77, true}, {1, 78, false}, {0, 78, false}, {0, 79, true}, {1, 79, false}});
  const Record rec = r.harvest(0);
  EXPECT_EQ(rec.distinct_a, 3u);
  EXPECT_EQ(rec.distinct_w, 2u);
}

TEST_P(Exactness, E2_FirstAndLastBitsAndBothSidesOf4KiB) {
  const uint64_t limit = 2 * 32'768 + 5;  // three pages of bitmap, the last one with one line of 5 bits
  Rig& r = rig("axi64");
  r.start(bitmap_vm(1, limit, {1}));
  std::vector<Access> list;
  for (const uint64_t g : {uint64_t{0}, uint64_t{511}, uint64_t{512}, uint64_t{32'767}, uint64_t{32'768},
                           uint64_t{65'535}, uint64_t{65'536}, limit - 1})
    list.push_back({1, g, true});
  for (int round = 0; round < 4; ++round) {  // both buffers, set and cleared again
    r.play(list);
    EXPECT_EQ(r.harvest(1).distinct_w, 8u);
    EXPECT_EQ(r.harvest(1).distinct_w, 0u);
  }
}

TEST_P(Exactness, E2_BankBoundaryEntries) {
  for (const unsigned n : {511u, 512u, 513u, 1023u, 1024u, 1025u}) {
    Rig& r = rig("axi64");
    VmConfig c = bitmap_vm(0, 32'768, {3});
    c.filter_bypass = true;
    r.start(c);
    std::vector<Access> list;
    for (unsigned i = 0; i < n; ++i) list.push_back({3, i * 13ull, true});
    r.play(list);
    EXPECT_LE(r.counters(0).bank_switches, n / 512) << "a bank that is not full waits";
    const Record rec = r.harvest(0);
    EXPECT_EQ(rec.distinct_w, n);
    EXPECT_EQ(r.counters(0).logged, n);
    EXPECT_EQ(r.counters(0).bank_switches, (n + 511) / 512);
  }
}

TEST_P(Exactness, E2_WriteAfterReadOfAFilteredPageIsLogged) {
  Rig& r = rig();
  r.start(bitmap_vm(0, 4096, {0}));
  r.play({{0, 9, false}, {0, 9, false}, {0, 9, true}, {0, 9, false}, {0, 9, true}});
  EXPECT_EQ(r.counters(0).logged, 2u);
  EXPECT_EQ(r.counters(0).absorbed, 3u);
  const Record rec = r.harvest(0);
  EXPECT_EQ(rec.distinct_w, 1u);
  EXPECT_EQ(rec.distinct_a, 1u);
}

TEST_P(Exactness, E3_CountsEqualPopulationCounts) {
  Rig& r = rig("mid");
  r.start(bitmap_vm(3, 100'000, {0, 7}));
  for (unsigned e = 0; e < 3; ++e) {
    std::vector<Access> list = random_accesses(e, 3000, 100'000, 2);
    for (auto& a : list) a.vcpu = a.vcpu ? 7 : 0;
    r.play(list);
    const Record rec = r.harvest(3);
    const Seen& s = r.last();
    EXPECT_EQ(s.whole, (Popcount{rec.distinct_a, rec.distinct_w}));
    EXPECT_EQ(s.by_summary, s.whole);
    EXPECT_EQ(s.summary.size(), rec.summary_entries);
  }
}

TEST_P(Exactness, E4_TheCutIsOneCycle) {
  Rig& r = rig();
  r.start(bitmap_vm(0, 1 << 20, {0}));
  uint64_t next = 0;
  for (int i = 0; i < 6; ++i) {
    r.script.generate([&](uint64_t, Access& a) {
      a = {0, next++, true};
      return true;
    });
    r.sim.run(300 + static_cast<uint64_t>(i) * 37);
    EXPECT_EQ(r.dom0().command(0, Cmd::Harvest), CmdStatus::Ok);
    r.sim.run(20);
    r.script.generate({});
    r.settle();
    r.sim.run_until([&] { return r.dom0().records_of(0, RecType::Harvest) > static_cast<uint64_t>(i); }, "the record");
    r.settle();
  }
  r.harvest(0);
  ASSERT_EQ(r.truth.cuts.size(), 7u);
  for (size_t i = 0; i + 1 < r.truth.cuts.size(); ++i) {
    const uint64_t cut = r.truth.cuts[i].cycle;
    unsigned near = 0;
    for (const auto& t : r.script.log) {
      if (t.cycle + 1 < cut || t.cycle > cut + 1) continue;
      ++near;
      // Each page is offered once: it must be in the epoch that its own cycle says, and in no other.
      for (const auto& s : r.seen) {
        if (s.rec.type != RecType::Harvest) continue;
        const bool in = s.written[t.access.gfn / 8] >> (t.access.gfn % 8) & 1;
        const uint64_t want = t.cycle < cut ? i : i + 1;
        EXPECT_EQ(in, s.rec.epoch == want)
            << "page taken in cycle " << t.cycle << ", cut in " << cut << ", epoch " << s.rec.epoch;
      }
    }
    EXPECT_EQ(near, 3u) << "events at cut-1, cut and cut+1";
  }
}

TEST_P(Exactness, E4_OtherVmsAreNotDisturbedByACut) {
  std::array<std::vector<uint64_t>, 2> taken, held;
  std::array<uint64_t, 2> stalled{};
  for (const bool with : {false, true}) {
    Rig& r = rig();
    r.start(bitmap_vm(0, 1 << 16, {0, 1}));
    r.start(bitmap_vm(1, 1 << 16, {2}));
    uint64_t n = 0;
    // VM 0 works on 16 lines; VM 1 has touched 20 lines that a harvest writes back meanwhile.
    for (uint64_t i = 0; i < 20; ++i) r.script.push({2, i * 512, true});
    r.play();
    const uint64_t from = r.sim.cycle(), first = r.script.log.size();
    r.script.generate([&](uint64_t now, Access& a) {
      if ((now - from) % 16 == 0) return false;  // a little less than one event a cycle
      a = {static_cast<uint8_t>(++n & 1), n * 37 % 8192, true};
      return true;
    });
    r.dom0().write32(Dom0::vm_reg(0, regs::VM_FILTER_BYPASS), 1);
    r.sim.run(2000);
    if (with) r.dom0().harvest(1);
    r.sim.run(6000);
    for (size_t i = first; i < r.script.log.size(); ++i) taken[with].push_back(r.script.log[i].cycle - from);
    for (const auto h : r.script.held_at) held[with].push_back(h - from);
    stalled[with] = r.counters(0).stalled;
    EXPECT_EQ(r.dom0().records_of(1, RecType::Harvest), with ? 1u : 0u);
    r.script.generate({});
    r.settle();
  }
  EXPECT_EQ(stalled[0], stalled[1]);
  EXPECT_EQ(held[0], held[1]);
  EXPECT_EQ(taken[0], taken[1]);
}

TEST_P(Exactness, E4_AHarvestEndsThoughOneSetIsNeverAtRest) {
  Rig& r = rig("axi64");
  const unsigned ways = r.params.store_ways, lines = r.params.store_sets * ways;
  r.start(bitmap_vm(0, 1 << 16, {0}));
  VmConfig hot = bitmap_vm(1, 1 << 16, {1});
  hot.filter_bypass = true;
  r.start(hot);
  for (uint64_t i = 0; i < lines / 2; ++i) r.script.push({0, i * 512, true});
  r.play();
  r.script.generate([&](uint64_t, Access& a) {
    a = {1, 77, true};  // each of them is committed, all into one set
    return true;
  });
  r.sim.run(2000);
  const uint64_t from = r.sim.cycle();
  r.harvest(0);
  const uint64_t took = r.sim.cycle() - from;
  EXPECT_GE(took, 1023u) << "the stream does not keep the set busy";
  EXPECT_LE(took, ways * 1023u + 100 * lines + 2000);
  r.script.generate({});
  r.settle();
}

TEST_P(Exactness, E4_FilterGenerationsWrap) {
  Rig& r = rig("small");  // 2 bits of generation: wraps every 4 cuts
  r.start(bitmap_vm(0, 4096, {0, 1}));
  for (unsigned e = 0; e < 40; ++e) {
    std::vector<Access> list;
    for (uint64_t k = 0; k < 5; ++k) list.push_back({static_cast<uint8_t>(k & 1), k * 65 + (e % 3), e % 2 == 0});
    r.play(list);
    r.play(list);
    r.harvest(0);  // compared with the truth: an entry of an old generation may not absorb
  }
  EXPECT_GT(r.counters(0).absorbed, 50u);
}

}  // namespace
}  // namespace openpml
