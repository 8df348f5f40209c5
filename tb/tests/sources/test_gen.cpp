// SPDX-License-Identifier: Apache-2.0
// The traffic generator alone: every stream equals its independent truth event by event, whatever the unit's back-pressure; nothing is lost, and a
// period is complete and accepted when HELD says so.
#include <algorithm>
#include <set>

#include "Vunit_pml_gen.h"
#include "Vunit_pml_gen_ctl.h"
#include "gen_truth.hpp"
#include "openpml/regs.hpp"
#include "openpml/rng.hpp"
#include "reg_module.hpp"
#include "tests/clocked.hpp"
#include "verilated_stop.hpp"

namespace {
using namespace openpml;
using namespace openpml::regs;
using namespace openpml::testing;

constexpr uint32_t kStart = 1, kStop = 2, kContinue = 4;
constexpr uint32_t kIdle = 0, kRun = 2, kDrain = 3, kHeld = 4;
constexpr uint32_t kHold = GEN_CONFIG_HOLD_MASK;
constexpr uint32_t kPhases = GEN_PHASE_BASE - GEN_BASE;

struct Gen : RegModule<Vunit_pml_gen> {
  using RegModule::RegModule;
  uint32_t state() { return read(GEN_STATUS) & 7; }
  bool done() { return read(GEN_STATUS) & GEN_STATUS_DONE_MASK; }

  void configure(const GenRun& run, uint32_t flags = 0) {
    for (unsigned i = 0; i < run.phases.size(); ++i) {
      ASSERT_EQ(write(kPhases + 8 * i + GEN_PHASE_PAGES, run.phases[i].pages), kOk);
      ASSERT_EQ(write(kPhases + 8 * i + GEN_PHASE_LENGTH, run.phases[i].passes | run.phases[i].periods << 16), kOk);
    }
    ASSERT_EQ(
        write(GEN_CONFIG, run.pattern | run.scale << 24 | static_cast<uint32_t>(run.phases.size() - 1) << 16 | flags),
        kOk);
    common(run);
  }
  void common(const GenRun& run) {
    write64(GEN_FIRST_GFN, run.first_gfn);
    write64(GEN_SEED, run.seed);
    write64(GEN_EVENTS, run.events);
    ASSERT_EQ(write(GEN_SEQ_LAST, run.seq_last), kOk);
    ASSERT_EQ(write(GEN_VCPU, run.vcpu_first | run.vcpu_number << 8), kOk);
    ASSERT_EQ(write(GEN_WRITE_SHARE, run.share), kOk);
  }
  /// One cycle with ready as given; an accepted event goes to `out`.
  void cycle(bool ready, std::vector<GenEvent>* out) {
    top->ev_ready_i = ready;
    settle();
    const GenEvent now{top->ev_gfn_o, top->ev_vcpu_o, static_cast<bool>(top->ev_write_o)};
    EXPECT_TRUE(!waiting || (top->ev_valid_o && now == offered)) << "a valid event changed before it was taken";
    waiting = top->ev_valid_o && !ready;
    offered = now;
    if (top->ev_valid_o && ready && out) out->push_back(now);
    irqs += top->irq_o;
    edge();
    top->ev_ready_i = 0;  // a register access takes cycles without events
  }
  bool waiting = false;
  GenEvent offered{};
  unsigned irqs = 0;
};

/// Runs to the end; at HELD the events so far must be a whole number of periods, then CONTINUE.
void run_against_truth(Gen& gen, const std::vector<std::vector<GenEvent>>& truth, bool hold, unsigned ready_of_256,
                       uint64_t seed) {
  Rng rng(seed);
  std::vector<GenEvent> want, got;
  for (const auto& period : truth) want.insert(want.end(), period.begin(), period.end());
  ASSERT_EQ(gen.write(GEN_CTRL, kStart), kOk);
  size_t period = 0, until = 0;
  for (uint64_t n = 0; n < 400 * (want.size() + 100); ++n) {
    gen.cycle(rng.below(256) < ready_of_256, &got);
    const uint32_t state = gen.state();
    if (state == kHeld) {
      ASSERT_TRUE(hold);
      ASSERT_LT(period, truth.size() - 1) << "held after the last period";
      until += truth[period++].size();
      ASSERT_EQ(got.size(), until) << "held, and not exactly the period was accepted";
      ASSERT_EQ(gen.read(GEN_PERIODS_DONE), period);
      for (unsigned wait = rng.below(20); wait > 0; --wait) gen.cycle(true, &got);
      ASSERT_EQ(got.size(), until) << "events while held";
      ASSERT_EQ(gen.write(GEN_CTRL, kContinue), kOk);
    }
    if (state == kIdle) break;
  }
  ASSERT_EQ(gen.state(), kIdle);
  EXPECT_TRUE(gen.done());
  EXPECT_EQ(period, hold ? truth.size() - 1 : 0);
  ASSERT_EQ(got.size(), want.size());
  const auto differs = std::mismatch(got.begin(), got.end(), want.begin());
  ASSERT_TRUE(differs.first == got.end()) << "event " << differs.first - got.begin() << ": gfn " << differs.first->gfn
                                          << " instead of " << differs.second->gfn;
}

TEST(Generator, EveryPatternEqualsItsTruthUnderBackPressure) {
  for (unsigned pattern = 0; pattern < 4; ++pattern) {
    for (unsigned variant = 0; variant < 6; ++variant) {
      SCOPED_TRACE("pattern " + std::to_string(pattern) + " variant " + std::to_string(variant));
      Rng rng(100 * pattern + variant);
      GenRun run;
      run.pattern = pattern;
      run.scale = variant == 5 ? 3 : 0;
      const uint32_t sizes[] = {1, 2, 3, 64, 65, 1000};
      for (unsigned i = 0; i <= variant; ++i)
        run.phases.push_back({sizes[(variant + i) % 6], 1 + static_cast<uint32_t>(rng.below(3)),
                              1 + static_cast<uint32_t>(rng.below(3))});
      run.first_gfn = variant & 1 ? 0xFFFFFFFFF0 : rng.below(1u << 30);  // wraps at 2^40
      run.seed = rng.next() | 1;
      run.seq_last = static_cast<uint32_t>(rng.below(50));
      run.vcpu_first = variant == 4 ? 254 : 3;
      run.vcpu_number = 1 + variant;
      run.share = variant * 51;
      const bool hold = variant & 1;
      Gen gen(variant + 1);
      gen.configure(run, hold ? kHold : 0);
      run_against_truth(gen, gen_truth(run), hold, variant == 0 ? 256 : 40 * variant, variant);
    }
  }
}

TEST(Generator, TheLargestSetIsReached) {
  for (unsigned pattern = 2; pattern < 4; ++pattern) {
    GenRun run;
    run.pattern = pattern;
    run.phases = {{0xFFFFFF, 1, 1}};
    run.events = 20000;
    run.seed = 0x123456789ABCDEF;
    const auto truth = gen_truth(run);
    uint64_t top = 0;
    for (const GenEvent& e : truth[0]) top = std::max(top, e.gfn);
    ASSERT_GT(top, 0xFF0000u);  // the truth goes there
    Gen gen;
    gen.configure(run);
    run_against_truth(gen, truth, false, 256, 1);
  }
}

// Experiments 1 and 2: the streams of 'pmlsim demo', scaled so that a test is short, and unscaled up to the first period of each size.
TEST(Generator, PresetsAreTheExperiments) {
  for (unsigned preset = 1; preset <= 2; ++preset) {
    for (unsigned scale : {9u, 5u, 0u}) {
      GenRun run;
      if (preset == 1) run.phases = {{76800, 2, 10}};
      else run.phases = {{38400, 2, 6}, {76800, 2, 6}};
      run.scale = scale;
      if (scale == 0)
        run.events =
            preset == 1 ? 2 * 76800 : 6 * 2 * 38400 + 2 * 76800;  // to the end of the first period of each size
      const auto truth = gen_truth(run);
      for (size_t i = 0; i < truth.size(); ++i) {  // the closed form: every page of the set, twice
        std::multiset<uint64_t> pages;
        for (const GenEvent& e : truth[i]) pages.insert(e.gfn);
        const uint64_t set = (preset == 2 && i < 6 ? 38400u : 76800u) >> scale;
        ASSERT_EQ(pages.size(), 2 * set);
        for (uint64_t g = 0; g < set; ++g) ASSERT_EQ(pages.count(g), 2u);
      }
      Gen gen;
      gen.write64(GEN_EVENTS, run.events);
      ASSERT_EQ(gen.write(GEN_CONFIG, preset << 8 | scale << 24 | kHold | 3 /* the pattern does not matter */), kOk);
      run_against_truth(gen, truth, true, 256, 1);
    }
  }
}

TEST(Generator, OneEventACycleAtFullRate) {
  GenRun run;
  run.phases = {{100, 3, 5}};
  for (unsigned pattern = 0; pattern < 4; ++pattern) {
    run.pattern = pattern;
    Gen gen;
    gen.configure(run);
    ASSERT_EQ(gen.write(GEN_CTRL, kStart), kOk);
    std::vector<GenEvent> got;
    for (int i = 0; i < 60 && got.empty(); ++i) gen.cycle(true, &got);
    ASSERT_EQ(got.size(), 1u);
    for (int i = 1; i < 1500; ++i) gen.cycle(true, &got);  // over passes and periods without a gap
    EXPECT_EQ(got.size(), 1500u);
  }
}

TEST(Generator, RateIsEventsPer65536Cycles) {
  for (uint32_t rate : {1u, 3u, 6553u, 32768u, 65535u}) {
    GenRun run;
    run.phases = {{1000, 1000, 1}};
    Gen gen;
    gen.configure(run);
    ASSERT_EQ(gen.write(GEN_RATE, rate), kOk);
    ASSERT_EQ(gen.write(GEN_CTRL, kStart), kOk);
    std::vector<GenEvent> got;
    for (int i = 0; i < 65536 * 2 + 30; ++i) gen.cycle(true, &got);
    EXPECT_GE(got.size() + 1, 2 * rate);
    EXPECT_LE(got.size(), 2 * rate + 30);
  }
}

TEST(Generator, EventsEndsTheRun) {
  for (uint64_t events : {1u, 2u, 99u, 100u, 101u, 299u}) {
    GenRun run;
    run.phases = {{50, 2, 2}, {10, 2, 5}};
    run.events = events;
    Gen gen;
    gen.configure(run, kHold);
    run_against_truth(gen, gen_truth(run), true, 128, events);
  }
}

TEST(Generator, StopKeepsWhatWasMade) {
  for (unsigned when = 0; when < 60; ++when) {
    GenRun run;
    run.phases = {{7, 1, 2}, {300, 3, 2}};
    Gen gen;
    gen.configure(run, (when & 1 ? kHold : 0) | GEN_CONFIG_IRQ_HOLD_MASK | GEN_CONFIG_IRQ_DONE_MASK);
    ASSERT_EQ(gen.write(GEN_CTRL, kStart), kOk);
    std::vector<GenEvent> got;
    for (unsigned i = 0; i < when; ++i) gen.cycle(i & 1, &got);
    const unsigned irqs = gen.irqs;
    ASSERT_EQ(gen.write(GEN_CTRL, kStop), kOk);
    ASSERT_TRUE(gen.state() == kDrain || gen.state() == kIdle);
    const bool idle = gen.state() == kIdle;
    for (unsigned i = 0; i < 5; ++i) gen.cycle(false, &got);
    EXPECT_TRUE(idle || gen.state() == kDrain || got.size() + 1 >= when / 4);  // it waits for the unit
    for (unsigned i = 0; i < 40; ++i) gen.cycle(true, &got);
    EXPECT_EQ(gen.state(), kIdle);
    EXPECT_FALSE(gen.done());
    EXPECT_EQ(gen.irqs, irqs) << "an interrupt after STOP";
    const auto truth = gen_truth(run);
    std::vector<GenEvent> want;
    for (const auto& period : truth) want.insert(want.end(), period.begin(), period.end());
    ASSERT_LE(got.size(), want.size());
    EXPECT_TRUE(std::equal(got.begin(), got.end(), want.begin()));  // a prefix, without a hole
    // and it starts again
    ASSERT_EQ(gen.write(GEN_CONFIG, 1u << 16), kOk);
    gen.write64(GEN_SEED, 1);
    run_against_truth(gen, truth, false, 256, 1);
  }
}

TEST(Generator, InterruptsComeWithHeldAndDone) {
  for (unsigned which = 0; which < 4; ++which) {
    GenRun run;
    run.phases = {{5, 1, 4}};
    Gen gen;
    ASSERT_EQ(gen.write(GEN_IRQ_VECTOR, 7), kOk);
    gen.configure(run, kHold | (which & 1 ? GEN_CONFIG_IRQ_HOLD_MASK : 0) | (which & 2 ? GEN_CONFIG_IRQ_DONE_MASK : 0));
    run_against_truth(gen, gen_truth(run), true, 100, 3);
    EXPECT_EQ(gen.irqs, (which & 1 ? 3u : 0u) + (which & 2 ? 1u : 0u));
    EXPECT_EQ(gen->irq_vec_o, 7);
  }
}

TEST(Generator, RegistersRefuseWhatIsBad) {
  Gen gen;
  EXPECT_EQ(gen.write(GEN_CTRL, kStart), kWrongState) << "nothing is configured";
  EXPECT_EQ(gen.write(GEN_CTRL, kContinue), kWrongState);
  EXPECT_EQ(gen.write(GEN_CTRL, kStop), kOk);
  EXPECT_EQ(gen.write(GEN_CTRL, 0), kBadValue);
  EXPECT_EQ(gen.write(GEN_CTRL, kStart | kStop), kBadValue);
  EXPECT_EQ(gen.write(GEN_RATE, 0), kBadValue);
  EXPECT_EQ(gen.write(GEN_RATE, 65537), kBadValue);
  EXPECT_EQ(gen.write(GEN_RATE, 65536), kOk);
  EXPECT_EQ(gen.write(GEN_VCPU, 3), kBadValue);
  EXPECT_EQ(gen.write(GEN_WRITE_SHARE, 257), kBadValue);
  EXPECT_EQ(gen.write(GEN_CONFIG, 3u << 8), kBadValue);
  EXPECT_EQ(gen.write(GEN_CONFIG, 1u << 31), kBadValue);
  EXPECT_EQ(gen.write(GEN_IRQ_VECTOR, 16), kBadValue);
  EXPECT_EQ(gen.write(GEN_EVENTS_HI, 0x10000), kBadValue);
  EXPECT_EQ(gen.write(GEN_FIRST_GFN_HI, 0x100), kBadValue);
  EXPECT_EQ(gen.write(GEN_SEQ_LAST, 1u << 24), kBadValue);
  EXPECT_EQ(gen.write(kPhases, 0), kBadValue);
  EXPECT_EQ(gen.write(kPhases + 56, 1u << 24), kBadValue);
  EXPECT_EQ(gen.write(GEN_STATUS, 0), kReadOnly);
  EXPECT_EQ(gen.write(GEN_SET, 0), kReadOnly);
  EXPECT_EQ(gen.write(0x40, 0), kUnmapped);
  EXPECT_EQ(gen.write(kPhases + 64, 1), kUnmapped);
  unsigned err = 0;
  EXPECT_EQ(gen.read(GEN_CTRL, &err), 0u);
  EXPECT_EQ(err, kWriteOnly);
  EXPECT_EQ(gen.read(0x44, &err), 0u);
  EXPECT_EQ(err, kUnmapped);
  // reset values, RAM words that were never written
  EXPECT_EQ(gen.read(GEN_RATE), 65536u);
  EXPECT_EQ(gen.read64(GEN_SEED), 1u);
  EXPECT_EQ(gen.read(GEN_VCPU), 0x100u);
  EXPECT_EQ(gen.read(GEN_WRITE_SHARE), 256u);
  EXPECT_EQ(gen.read(kPhases + 8), 0u);
  EXPECT_EQ(gen.read64(GEN_EVENTS), 0u);
  // only one of two phases is there
  EXPECT_EQ(gen.write(GEN_CONFIG, 1u << 16), kOk);
  EXPECT_EQ(gen.write(kPhases, 10), kOk);
  EXPECT_EQ(gen.write(kPhases + 4, 0x00010001), kOk);
  EXPECT_EQ(gen.write(GEN_CTRL, kStart), kWrongState);
  EXPECT_EQ(gen.write(kPhases + 8, 10), kOk);
  EXPECT_EQ(gen.write(GEN_CTRL, kStart), kWrongState);
  EXPECT_EQ(gen.write(kPhases + 12, 0x00010001), kOk);
  EXPECT_EQ(gen.read(kPhases + 8), 10u);
  gen.write64(GEN_SEED, 0);
  EXPECT_EQ(gen.write(GEN_CTRL, kStart), kWrongState) << "the random state is 0";
  gen.write64(GEN_SEED, 0x100000000);
  EXPECT_EQ(gen.write(GEN_CTRL, kStart), kOk);
  // a run does not change under software's hands
  while (gen.state() != kRun) gen.cycle(false, nullptr);
  for (uint32_t reg : {GEN_CONFIG, GEN_RATE, GEN_FIRST_GFN, GEN_SEED, GEN_EVENTS, GEN_SEQ_LAST, GEN_VCPU,
                       GEN_WRITE_SHARE, GEN_IRQ_VECTOR})
    EXPECT_EQ(gen.write(reg, 256), reg == GEN_IRQ_VECTOR ? kBadValue : kWrongState) << reg;
  EXPECT_EQ(gen.write(kPhases, 20), kWrongState);
  EXPECT_EQ(gen.write(GEN_CTRL, kStart), kWrongState);
  EXPECT_EQ(gen.read(kPhases), 10u);
  EXPECT_EQ(gen.read(GEN_SET), 10u);
}

/// The control alone: two phases of three pages, started.
struct Control : Clocked<Vunit_pml_gen_ctl> {
  Control() : Clocked(3) {
    top->rate_i = 65536;
    top->pages_i = 3;
    top->passes_i = top->periods_i = 1;
    top->last_phase_i = 1;
    top->start_i = 1;
    clock();
    top->start_i = 0;
  }
  void expect_fires(unsigned cycles) {
    try {
      clock(cycles);
      ADD_FAILURE() << "no assertion fired";
    } catch (const RtlAssertion& e) {
      EXPECT_NE(std::string(e.what()).find("pml_gen_ctl.sv"), std::string::npos) << e.what();
    }
  }
};

TEST(GeneratorAssertions, MoreEventsTakenThanWereMade) {
  Control c;
  c.clock(100);
  for (int i = 0; i < 6; ++i) {  // the six that were made
    c.top->taken_i = 1;
    c.clock();
  }
  c.top->taken_i = 0;
  c.clock(5);
  c.top->taken_i = 1;
  c.expect_fires(2);
}

TEST(GeneratorAssertions, APhaseBehindTheLast) {
  Control c;
  while (c.top->phase_o == 0) c.clock();
  c.clock(3);
  c.top->last_phase_i = 0;
  c.expect_fires(20);
}

}  // namespace
