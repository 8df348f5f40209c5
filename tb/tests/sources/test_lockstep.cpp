// SPDX-License-Identifier: Apache-2.0
// AXI tap and traffic generator alone, RTL and cycle model in lock-step: every output and a register of every cycle, under random registers,
// traffic and back-pressure.
#include "../../../sw-model/src/sources/gen.hpp"
#include "../../../sw-model/src/sources/tap.hpp"
#include "Vunit_pml_gen.h"
#include "Vunit_pml_tap.h"
#include "openpml/rng.hpp"
#include "source_pair.hpp"

namespace {
using namespace openpml;
using namespace openpml::regs;
using namespace openpml::testing;

uint32_t little(Rng& rng) { return static_cast<uint32_t>(rng.below(1 + rng.below(1 + rng.below(40)))); }

TEST(SourceLockstep, Generator) {
  uint64_t events = 0, irqs = 0;
  for (unsigned seed = 1; seed <= 20; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Pair<Vunit_pml_gen, sources::Gen> p(seed, sources::Gen(16));
    Rng& rng = p.rng;
    const auto choose = [&]() -> RegWrite {
      const uint32_t table = GEN_PHASE_BASE - GEN_BASE + 8 * static_cast<uint32_t>(rng.below(9));
      switch (rng.below(16)) {
        case 0: return {p.any_offset(), static_cast<uint32_t>(rng.next() >> rng.below(64))};
        case 1:
        case 2: return {GEN_CTRL, 1};
        case 3: return {GEN_CTRL, rng.below(4) ? 4u : 2u};
        case 4: return {GEN_CTRL, 4};
        case 5: return {GEN_CONFIG, static_cast<uint32_t>(rng.next()) & 0x0F070373u & (rng.below(4) ? ~0x300u : ~0u)};
        case 6: return {GEN_RATE, rng.below(2) ? 65536u : static_cast<uint32_t>(rng.below(65536)) + 1};
        case 7:
          return {static_cast<uint16_t>(rng.below(2) ? GEN_FIRST_GFN : GEN_FIRST_GFN_HI),
                  static_cast<uint32_t>(rng.next())};
        case 8:
          return {static_cast<uint16_t>(rng.below(2) ? GEN_SEED : GEN_SEED_HI),
                  rng.below(6) ? static_cast<uint32_t>(rng.next()) : 0};
        case 9:
          return {static_cast<uint16_t>(rng.below(4) ? GEN_EVENTS : GEN_EVENTS_HI),
                  rng.below(2) ? 0 : static_cast<uint32_t>(rng.below(300))};
        case 10: return {GEN_SEQ_LAST, rng.below(3) ? little(rng) : 1u << rng.below(24)};
        case 11: return {GEN_VCPU, little(rng) | little(rng) << 8};
        case 12: return {GEN_WRITE_SHARE, static_cast<uint32_t>(rng.below(258))};
        case 13: return {GEN_IRQ_VECTOR, static_cast<uint32_t>(rng.below(17))};
        case 14:
          return {static_cast<uint16_t>(table),
                  rng.below(4) ? little(rng) : static_cast<uint32_t>(rng.below(1u << 24) >> rng.below(20))};
        default:
          return {static_cast<uint16_t>(table + 4), (1 + static_cast<uint32_t>(rng.below(rng.below(3) ? 3 : 20))) |
                                                        (1 + static_cast<uint32_t>(rng.below(3))) << 16};
      }
    };
    for (unsigned i = 0; i < 30000; ++i) {
      const unsigned ready[] = {256, 128, 20, 256};
      p.drive(choose, ready[i / 500 % 4]);
      p.settle();
      p.compare();
      if (HasFatalFailure()) return;
      const bool irq = p->irq_o;
      ASSERT_EQ(unsigned{p->irq_vec_o}, unsigned{p.model.irq_vector()});
      ASSERT_EQ(irq, p.model.step(p.ev_ready, p.happens)) << p.at();
      irqs += irq;
      p.edge();
      ++p.now;
    }
    events += p.events;
  }
  EXPECT_GT(events, 20000u);
  EXPECT_GT(irqs, 50u);
}

TEST(SourceLockstep, AxiTap) {
  uint64_t events = 0, waits = 0;
  for (unsigned seed = 1; seed <= 20; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Pair<Vunit_pml_tap, sources::Tap> p(seed, sources::Tap());
    Rng& rng = p.rng;
    // near both ends of the address space or of a power of two, so that windows of every size have edges that are met
    const auto page = [&] {
      const auto near = static_cast<uint32_t>(rng.below(64));
      return (rng.below(2) ? near : (1u << rng.below(21)) + near - 32) & 0xFFFFF;
    };
    const auto size = [&] { return static_cast<uint32_t>(rng.below(2) ? rng.below(40) : page()); };
    const auto choose = [&]() -> RegWrite {
      const uint32_t win = TAP_WIN_BASE - TAP_BASE + 0x20 * static_cast<uint32_t>(rng.below(5));
      switch (rng.below(10)) {
        case 0:  // any offset: also one that is no multiple of 4, which the register front does not let through
          return {static_cast<uint16_t>(p.any_offset() + (rng.below(3) ? 0 : rng.below(4))),
                  static_cast<uint32_t>(rng.next() >> rng.below(64))};
        case 1: return {TAP_CTRL, 1};
        case 2: return {TAP_CTRL, rng.below(2) != 0};
        case 3: return {static_cast<uint16_t>(win + TAP_WIN_CTRL), rng.below(3) != 0};
        case 4: return {static_cast<uint16_t>(win + TAP_WIN_VCPU), static_cast<uint32_t>(rng.below(256))};
        case 5: return {static_cast<uint16_t>(win + TAP_WIN_ADDR), page() << 12};
        case 6:
          return {static_cast<uint16_t>(win + TAP_WIN_PAGES),
                  rng.below(3) ? size() : 0x100000u + static_cast<uint32_t>(rng.below(2))};
        case 7: return {static_cast<uint16_t>(win + TAP_WIN_GFN), static_cast<uint32_t>(rng.next())};
        case 8: return {static_cast<uint16_t>(win + TAP_WIN_GFN_HI), static_cast<uint32_t>(rng.below(257))};
        default: return {static_cast<uint16_t>(win + TAP_WIN_ADDR_HI), rng.below(4) == 0};
      }
    };
    bool aw = false, ar = false;
    uint32_t awaddr = 0, araddr = 0;
    const auto address = [&] { return page() << 12 | static_cast<uint32_t>(rng.below(4096)); };
    for (unsigned i = 0; i < 30000; ++i) {
      const unsigned ready[] = {256, 0, 128, 20}, offered[] = {256, 40, 128}, memory[] = {256, 256, 100};
      if (!aw && rng.below(256) < offered[i / 300 % 3]) aw = true, awaddr = address();
      if (!ar && rng.below(256) < offered[i / 700 % 3]) ar = true, araddr = address();
      sources::Tap::In in;
      in.awvalid = aw, in.awaddr = awaddr, in.arvalid = ar, in.araddr = araddr;
      in.awready = rng.below(256) < memory[i / 200 % 3], in.arready = rng.below(256) < memory[i / 210 % 3];
      p->t_s_awvalid_i = aw, p->t_s_awaddr_i = awaddr, p->t_m_awready_i = in.awready;
      p->t_s_arvalid_i = ar, p->t_s_araddr_i = araddr, p->t_m_arready_i = in.arready;
      p.drive(choose, ready[i / 400 % 4]);
      p.settle();
      p.compare();
      if (HasFatalFailure()) return;
      ASSERT_EQ(p->t_m_awvalid_o != 0, aw && p.model.open_aw()) << p.at();
      ASSERT_EQ(p->t_s_awready_o != 0, in.awready && p.model.open_aw()) << p.at();
      ASSERT_EQ(p->t_m_arvalid_o != 0, ar && p.model.open_ar()) << p.at();
      ASSERT_EQ(p->t_s_arready_o != 0, in.arready && p.model.open_ar()) << p.at();
      waits += aw && !p.model.open_aw();
      if (p->t_s_awready_o) aw = false;
      if (p->t_s_arready_o) ar = false;
      in.ev_ready = p.ev_ready;
      in.write = p.happens;
      p.model.step(in);
      p.edge();
      ++p.now;
    }
    events += p.events;
  }
  EXPECT_GT(events, 50000u);
  EXPECT_GT(waits, 1000u);
}

}  // namespace
