// SPDX-License-Identifier: Apache-2.0
// What a soak checks, broken once each: the run must fail, and say so in the words of the check that is meant. Cycle model only.
#include <gtest/gtest.h>

#include <algorithm>

#include "broken_dut.hpp"
#include "configs.hpp"
#include "lockstep.hpp"
#include "openpml/cycle_model.hpp"
#include "random_run.hpp"
#include "soak.hpp"

namespace openpml {
namespace {

constexpr const char* kConfig = "small";

std::unique_ptr<Dut> model(unsigned bug = 0) { return std::make_unique<CycleModel>(config_by_name(kConfig), bug); }

RandomOptions options(uint64_t seed = 5) {
  RandomOptions o;
  o.seed = seed;
  o.cycles = 40'000;
  o.scenario = {.faults = false, .resets = false, .abuse = true, .slow = true};
  return o;
}

void expect_says(const RandomOutcome& r, const std::string& words) {
  EXPECT_FALSE(r.bad.empty()) << "nobody noticed";
  const auto it = std::ranges::find_if(r.bad, [&](const std::string& b) { return b.find(words) != std::string::npos; });
  if (it == r.bad.end() && !r.bad.empty()) ADD_FAILURE() << "nobody said '" << words << "', but: " << r.bad.front();
}

/// Long enough for every kind of action to come, whatever the seed.
RandomOptions long_run() {
  RandomOptions o = options();
  o.cycles = 400'000;
  return o;
}

TEST(Soak, AGoodUnitPassesAndIsJudged) {
  const RandomOutcome r = random_run(long_run(), model());
  for (const auto& b : r.bad) ADD_FAILURE() << b;
  EXPECT_GT(r.events, 5000u);
  EXPECT_GT(r.counts.at("<judged epochs>"), 5u);
  EXPECT_GT(r.counts.at("<refusals>"), 100u) << "registers are abused";
  EXPECT_GT(r.counts.at("register abuse"), 5u);
  EXPECT_GT(r.counts.at("bad configuration"), 0u);
  EXPECT_GT(r.counts.at("slow memory"), 0u);
  EXPECT_GT(r.counts.at("<looks at conservation>"), 500u);
}

TEST(Soak, WithoutTheJudgeAGoodUnitPassesToo) {
  RandomOptions o = options();
  o.judge = false;
  const RandomOutcome r = random_run(o, model());
  for (const auto& b : r.bad) ADD_FAILURE() << b;
  EXPECT_EQ(r.counts.at("<judged epochs>"), 0u);
}

TEST(Soak, AnEventThatIsTakenAndLostIsNoticed) {
  bool lose = false;
  unsigned lost = 0;
  const auto before = [&](uint64_t cycle, Inputs& in) {
    lose = cycle > 20'000 && lost < 8 && in.ev[0].valid;
    if (lose) in.ev[0].valid = false;
  };
  const auto after = [&](uint64_t, const Inputs&, Outputs& out) { lost += lose && out.ev_ready[0]; };
  expect_says(random_run(options(), std::make_unique<BrokenDut>(model(), before, after)),
              "events lost or made up (E1)");
  EXPECT_GT(lost, 4u);
}

/// In mid-run a lost event may pass for one in the pipeline; at the end the books are exact.
TEST(Soak, ASingleLostEventIsNoticedAtTheEnd) {
  bool lose = false, lost = false;
  const auto before = [&](uint64_t cycle, Inputs& in) {
    lose = cycle > 20'000 && !lost && in.ev[0].valid;
    if (lose) in.ev[0].valid = false;
  };
  const auto after = [&](uint64_t, const Inputs&, Outputs& out) { lost |= lose && out.ev_ready[0]; };
  RandomOptions o = options();
  o.conservation = false;
  expect_says(random_run(o, std::make_unique<BrokenDut>(model(), before, after)), "offered and taken:");
  EXPECT_TRUE(lost);
}

TEST(Soak, AWriteIntoTheGuardBytesIsNoticed) {
  Sim* bench = nullptr;
  unsigned moved = 0;  // cycles, so that the other complaints leave room for the one about the guard
  const auto after = [&](uint64_t cycle, const Inputs&, Outputs& out) {
    const VmRegions& r = bench->dom0().regions(0);
    if (cycle <= 10'000 || moved >= 40 || !out.m_awvalid || !r.w[0] || out.m_awaddr - r.w[0] >= r.bitmap_bytes) return;
    out.m_awaddr = r.w[0] + r.bitmap_bytes;
    ++moved;
  };
  const RandomOutcome r =
      random_run(long_run(), std::make_unique<BrokenDut>(model(), nullptr, after), [&](Sim& s) { bench = &s; });
  expect_says(r, "guard bytes of vm0.written0 changed");
  expect_says(r, "outside every region: vm0.written0 (guard after)");
}

/// A write whose answer is lost, after 20,000 cycles.
BrokenDut::Before one_answer_lost(const std::shared_ptr<bool>& lost) {
  return [lost](uint64_t cycle, Inputs& in) {
    if (cycle <= 20'000 || !in.m_bvalid || *lost) return;
    *lost = true;
    in.m_bvalid = false;
  };
}

TEST(Soak, AnAnswerThatNeverComesIsAHang) {
  const auto lost = std::make_shared<bool>(false);
  RandomOptions o = options();
  o.progress.quiet = 50'000;
  expect_says(random_run(o, std::make_unique<BrokenDut>(model(), one_answer_lost(lost), nullptr)),
              "no progress: there is work, and nothing moves");
  EXPECT_TRUE(*lost);
}

TEST(Soak, AJobThatDoesNotEndWhileOthersMoveIsAHang) {
  const auto lost = std::make_shared<bool>(false);
  RandomOptions o = options();
  o.cycles = 200'000;
  o.progress.stuck = 40'000;
  expect_says(random_run(o, std::make_unique<BrokenDut>(model(), one_answer_lost(lost), nullptr)), "does not end for");
  EXPECT_TRUE(*lost);
}

TEST(Soak, ARegisterThatDoesNotAnswerIsAHang) {
  const auto before = [](uint64_t cycle, Inputs& in) {
    if (cycle > 20'000) in.s_arvalid = false;
  };
  expect_says(random_run(options(), std::make_unique<BrokenDut>(model(), before, nullptr)),
              "no progress: a register read is not answered");
}

TEST(Soak, AVcpuThatIsHeldForEverIsAHang) {
  const auto after = [](uint64_t cycle, const Inputs&, Outputs& out) {
    if (cycle <= 20'000) return;
    out.can_accept &= ~uint64_t{2};
  };
  RandomOptions o = options();
  o.cycles = 200'000;
  o.scenario.slow = false;
  o.progress.stuck = 15'000;
  expect_says(random_run(o, std::make_unique<BrokenDut>(model(), nullptr, after)), "vCPU 1 is held back for");
}

TEST(Soak, TheJudgeSeesABugThatUnitAndModelShare) { expect_says(random_run(long_run(), model(9)), "judge: "); }

TEST(Soak, LockstepSeesABugThatOneOfThemHas) {
  LockstepDut::Options o;
  o.dump_file.clear();
  expect_says(random_run(options(), std::make_unique<LockstepDut>(model(), model(2), o)), "stopped in cycle");
}

TEST(Soak, AWriteThatIsTakenAndShouldNotBeIsNoticed) {
  const auto after = [](uint64_t, const Inputs&, Outputs& out) { out.s_bresp = 0; };
  expect_says(random_run(options(), std::make_unique<BrokenDut>(model(), nullptr, after)), "was taken");
}

TEST(Soak, AReadOfNothingThatIsAnsweredIsNoticed) {
  const auto after = [](uint64_t, const Inputs&, Outputs& out) { out.s_rresp = 0; };
  expect_says(random_run(options(), std::make_unique<BrokenDut>(model(), nullptr, after)), "read of register");
}

TEST(Soak, RunsInTurnUntilTheTimeIsOverAndCountsBadOnes) {
  SoakOptions o;
  o.configs = {"small", "axi64"};
  o.cycles_min = o.cycles_max = 2000;
  o.most_runs = 4;
  o.first = 11;
  o.step = 2;
  std::vector<std::string> made, said;
  const auto make = [&](const std::string& config, uint64_t seed) -> std::unique_ptr<Dut> {
    made.push_back(config + " " + std::to_string(seed));
    if (seed == 15) throw std::runtime_error("no unit today");
    return std::make_unique<CycleModel>(config_by_name(config));
  };
  const SoakTotals t = soak(o, make, [&](const std::string& s) { said.push_back(s); });
  EXPECT_EQ(made, (std::vector<std::string>{"small 11", "axi64 13", "small 15", "axi64 17"}));
  EXPECT_EQ(t.runs, 4u);
  EXPECT_EQ(t.failed, 1u);
  EXPECT_GT(t.cycles, 6000u);
  EXPECT_TRUE(std::ranges::any_of(said, [](const auto& s) { return s.starts_with("FAIL seed 15"); }));
  o.seconds = 0;
  EXPECT_EQ(soak(o, make, [](const std::string&) {}).runs, 0u) << "pml_soak takes that for a failure";
}

}  // namespace
}  // namespace openpml
