// SPDX-License-Identifier: Apache-2.0
// AXI tap and traffic generator alone, in lock-step with their models, where it takes long runs or a preset to get: walks over many pages, thousands of
// periods, sets of every size, counters that are large. The interrupts of both sources together.
#include <deque>
#include <vector>

#include "../../../sw-model/src/sources/gen.hpp"
#include "../../../sw-model/src/sources/src_front.hpp"
#include "../../../sw-model/src/sources/tap.hpp"
#include "Vunit_pml_gen.h"
#include "Vunit_pml_src_irq.h"
#include "Vunit_pml_tap.h"
#include "Vunit_pml_tap___024root.h"
#include "openpml/rng.hpp"
#include "source_pair.hpp"

namespace {
using namespace openpml;
using namespace openpml::regs;
using namespace openpml::testing;

struct GenPair : Pair<Vunit_pml_gen, sources::Gen> {
  explicit GenPair(uint64_t seed) : Pair(seed, sources::Gen(16)) {}
  std::deque<RegWrite> script;
  void set(uint32_t off, uint32_t data) { script.push_back({static_cast<uint16_t>(off), data}); }
  void phase(unsigned n, uint32_t pages, uint32_t passes, uint32_t periods) {
    set(GEN_PHASE_BASE - GEN_BASE + 8 * n, pages);
    set(GEN_PHASE_BASE - GEN_BASE + 8 * n + 4, passes | periods << 16);
  }
  /// Writes the script, as fast as the register front could; then goes on until so many cycles are over.
  void run(unsigned cycles, unsigned ev_ready_chance = 256) {
    for (unsigned i = 0; i < cycles; ++i) {
      std::optional<RegWrite> next;
      if (since_write >= 2 && !script.empty()) {
        next = script.front();
        script.pop_front();
      }
      drive_write(next, ev_ready_chance);
      settle();
      compare();
      if (HasFatalFailure()) return;
      ASSERT_TRUE(!next || happens) << at() << " write to " << std::hex << next->off << " is refused";
      const bool irq = top->irq_o;
      ASSERT_EQ(irq, model.step(ev_ready, happens)) << at();
      edge();
      ++now;
    }
  }
  unsigned state() {
    uint32_t status = 0;
    model.read(GEN_STATUS, status);
    return status & GEN_STATUS_STATE_MASK;
  }
  static bool HasFatalFailure() { return ::testing::Test::HasFatalFailure(); }
};

constexpr uint32_t kSequential = 1, kUniform = 2, kZipf = 3;

TEST(SourceLockstep, GeneratorWalksFar) {
  GenPair p(1);
  p.set(GEN_CONFIG, kSequential | GEN_CONFIG_IRQ_DONE_MASK);
  p.set(GEN_SEQ_LAST, 41'000);
  p.set(GEN_EVENTS, 83'000);  // twice round and a part
  p.phase(0, 0xFFFFFF, 1, 1);
  p.set(GEN_CTRL, GEN_CTRL_START_MASK);
  p.run(83'200);
  EXPECT_EQ(p.events, 83'000u);
  EXPECT_EQ(p.state(), 0u);
}

TEST(SourceLockstep, GeneratorWalksEndAtEveryPowerOfTwo) {
  GenPair p(4);
  p.set(GEN_CONFIG, kSequential);
  p.set(GEN_EVENTS, 20);
  p.phase(0, 20, 1, 1);
  for (unsigned bit = 0; bit < 24; ++bit) {
    p.set(GEN_SEQ_LAST, 1u << bit);
    p.set(GEN_CTRL, GEN_CTRL_START_MASK);
    p.run(100);
    if (HasFatalFailure()) return;
    ASSERT_EQ(p.events, 20u * (bit + 1));
  }
}

TEST(SourceLockstep, GeneratorCountsManyPeriodsAndPasses) {
  GenPair p(2);
  p.set(GEN_CONFIG, 1u << GEN_CONFIG_PHASES_SHIFT);
  p.phase(0, 1, 1, 0x5001);  // three phases' numbers have bits everywhere
  p.phase(1, 1, 0x2A03, 1);
  p.set(GEN_CTRL, GEN_CTRL_START_MASK);
  p.run(0x5001 + 0x2A03 + 200);
  EXPECT_EQ(p.events, 0x5001u + 0x2A03u);
  EXPECT_EQ(p.state(), 0u);
}

TEST(SourceLockstep, GeneratorChoosesInSetsOfEverySize) {
  for (const uint32_t pattern : {kUniform, kZipf}) {
    GenPair p(pattern);
    for (unsigned bits = 1; bits <= 24; ++bits) {
      const auto pages = static_cast<uint32_t>((1u << (bits - 1)) + p.rng.below(1u << (bits - 1)));
      p.set(GEN_CONFIG, pattern);
      p.set(GEN_SEED, static_cast<uint32_t>(p.rng.next()) | 1);
      p.phase(0, pages, 1, 1);
      p.set(GEN_EVENTS, 6000);
      p.set(GEN_CTRL, GEN_CTRL_START_MASK);
      for (unsigned i = 0; i < 20 && (i == 0 || p.state() != 0); ++i) p.run(400);
      if (HasFatalFailure()) return;
      ASSERT_EQ(p.state(), 0u);
    }
    EXPECT_GT(p.events, 20'000u);
  }
}

/// A counter that no test could count up to is given its value; it goes on from there, carries included.
TEST(SourceLockstep, TapCountersCarry) {
  Pair<Vunit_pml_tap, sources::Tap> p(3, sources::Tap());
  Rng& rng = p.rng;
  const auto cycle = [&] {
    sources::Tap::In in;
    in.awvalid = in.awready = rng.below(2), in.arvalid = in.arready = rng.below(2);
    p->t_s_awvalid_i = p->t_m_awready_i = in.awvalid, p->t_s_araddr_i = 0;
    p->t_s_arvalid_i = p->t_m_arready_i = in.arvalid, p->t_s_awaddr_i = 0;
    p.drive_write(p.now == 10 ? std::optional<RegWrite>({TAP_CTRL, 1}) : std::nullopt, p.now % 512 < 256 ? 256 : 0);
    p->rd_off_i = p.off = static_cast<uint16_t>(TAP_CNT_BASE + 4 * rng.below(2 * TAP_CNT_COUNT));
    p.settle();
    p.compare();
    in.ev_ready = p.ev_ready;
    in.write = p.happens;
    p.model.step(in);
    p.edge();
    ++p.now;
  };
  for (unsigned round = 0; round < 64 * TAP_CNT_COUNT; ++round) {
    for (unsigned i = 0; i < 40; ++i) {
      cycle();
      if (HasFatalFailure()) return;
    }
    auto& cnt = *p->rootp;
    while (cnt.pml_tap__DOT__u_csr__DOT__u_cnt__DOT__slot_q % 8 == round % TAP_CNT_COUNT) cycle();
    const uint64_t all = round / TAP_CNT_COUNT % 2 ? ~uint64_t{0} : rng.next();
    const uint64_t value = (all >> round / TAP_CNT_COUNT) - rng.below(8);
    cnt.pml_tap__DOT__u_csr__DOT__u_cnt__DOT__mem[round % TAP_CNT_COUNT] = value;
    p.model.set_counter(round % TAP_CNT_COUNT, value);
  }
}

/// The counters' RAM holds anything after reset, and says 0 from the first cycle on.
TEST(SourceLockstep, TapCountersAreZeroFromTheStart) {
  for (unsigned k = 0; k < 2 * TAP_CNT_COUNT; ++k) {
    RegModule<Vunit_pml_tap> tap(k + 1);
    for (unsigned i = 0; i < 20; ++i) {
      EXPECT_EQ(tap.read(TAP_CNT_BASE + 4 * k), 0u) << "word " << k << ", cycle " << i;
      tap.clock();
    }
  }
}

TEST(SourceLockstep, Interrupts) {
  RegModule<Vunit_pml_src_irq> irq;
  sources::SrcIrq model;
  Rng rng(5);
  unsigned ingest = 0, gen = 0, out = 0;
  for (unsigned i = 0; i < 60'000; ++i) {
    const unsigned often[] = {256, 230, 20, 0, 128}, part = i / 50;
    const bool in = rng.below(256) < often[part % 5], ge = rng.below(256) < often[part / 5 % 4];
    const auto iv = static_cast<uint8_t>(rng.next()), gv = static_cast<uint8_t>(rng.next());
    irq->ingest_i = in, irq->ingest_vec_i = iv, irq->gen_i = ge, irq->gen_vec_i = gv;
    irq.settle();
    ASSERT_EQ(irq->irq_valid_o != 0, model.valid()) << "cycle " << i;
    ASSERT_TRUE(!irq->irq_valid_o || irq->irq_vec_o == model.vector(iv, gv)) << "cycle " << i;
    ingest += in, gen += ge, out += irq->irq_valid_o;
    model.step(in, ge);
    irq.edge();
  }
  EXPECT_GT(ingest, 10'000u);
  EXPECT_GT(gen, 10'000u);
  EXPECT_LE(out, ingest + gen);
}

}  // namespace
