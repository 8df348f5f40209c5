// SPDX-License-Identifier: Apache-2.0
// The AXI tap alone: both sides of the path are compared every cycle, every burst's event is compared with the window table in plain C++,
// nothing is lost under any back-pressure, and no address waits while the unit keeps up.
#include <deque>
#include <vector>

#include "Vunit_pml_tap.h"
#include "openpml/regs.hpp"
#include "openpml/rng.hpp"
#include "reg_module.hpp"

namespace {
using namespace openpml;
using namespace openpml::regs;
using namespace openpml::testing;

constexpr uint32_t kWin = TAP_WIN_BASE - TAP_BASE;
constexpr unsigned kQueue = 16, kOut = 8;

struct Window {
  bool enable = true;
  uint32_t base = 0, pages = 0;  ///< page number, pages
  uint8_t vcpu = 0;
  uint64_t gfn = 0;
};
struct TapEvent {
  uint8_t vcpu;
  uint64_t gfn;
  bool operator==(const TapEvent&) const = default;
};
/// One address channel as its master drives it: valid and payload stay until ready.
struct Channel {
  bool valid = false;
  uint32_t addr = 0;
  uint8_t len = 0, size = 0, burst = 0, cache = 0, prot = 0, qos = 0, region = 0, id = 0, lock = 0, user = 0;
};
/// Chances in 256, each cycle.
struct Mix {
  unsigned aw = 128, ar = 128, aw_ready = 128, ar_ready = 128, ev_ready = 128;
};

struct Tap : RegModule<Vunit_pml_tap> {
  explicit Tap(uint64_t seed) : RegModule(static_cast<unsigned>(seed)), rng(seed) {}

  void set_windows(const std::vector<Window>& w) {
    windows = w;
    for (unsigned i = 0; i < w.size(); ++i) {
      const uint32_t at = kWin + 0x20 * i;
      ASSERT_EQ(write(at + TAP_WIN_CTRL, w[i].enable), kOk);
      ASSERT_EQ(write(at + TAP_WIN_VCPU, w[i].vcpu), kOk);
      write64(at + TAP_WIN_ADDR, uint64_t{w[i].base} << 12);
      ASSERT_EQ(write(at + TAP_WIN_PAGES, w[i].pages), kOk);
      write64(at + TAP_WIN_GFN, w[i].gfn);
    }
  }
  void enable(bool on) {
    ASSERT_EQ(write(TAP_CTRL, on), kOk);
    enabled = on;
  }
  bool busy() { return read(TAP_STATUS); }

  void offer(Channel& c, unsigned chance) {
    if (!c.valid && rng.below(256) < chance) {
      const uint64_t r = rng.next();
      c = {true,
           next_addr(),
           static_cast<uint8_t>(r),
           static_cast<uint8_t>(r >> 8 & 7),
           static_cast<uint8_t>(r >> 11 & 3),
           static_cast<uint8_t>(r >> 13 & 15),
           static_cast<uint8_t>(r >> 17 & 7),
           static_cast<uint8_t>(r >> 20 & 15),
           static_cast<uint8_t>(r >> 24 & 15),
           static_cast<uint8_t>(r >> 28 & 15),
           static_cast<uint8_t>(r >> 32 & 1),
           static_cast<uint8_t>(r >> 33 & 1)};
    }
  }
  /// Round the edges of the windows most of the time.
  uint32_t next_addr() {
    uint32_t page = static_cast<uint32_t>(rng.next());
    if (!windows.empty() && rng.below(8) != 0) {
      const Window& w = windows[rng.below(windows.size())];
      page = w.base +
             static_cast<uint32_t>(rng.below(4) == 0 ? rng.below(w.pages + 1)
                                                     : (rng.below(2) ? w.pages : 0) + rng.below(3)) -
             1;
    }
    return (page & 0xFFFFF) << 12 | static_cast<uint32_t>(rng.below(4096));
  }
  void expect_event(uint32_t addr, bool write) {
    const uint32_t page = addr >> 12;
    for (const Window& w : windows) {
      if (!w.enable || page < w.base || page - w.base >= w.pages) continue;
      want[write].push_back({w.vcpu, (w.gfn + page - w.base) & 0xFFFFFFFFFF});
      return;
    }
    ++unmapped;
  }

  void drive_rest() {
    top->t_s_wvalid_i = rng.below(2);
    top->t_s_wdata_i = rng.next();
    top->t_s_wstrb_i = static_cast<uint8_t>(rng.next());
    top->t_s_wlast_i = rng.below(2);
    top->t_s_wuser_i = rng.below(2);
    top->t_m_wready_i = rng.below(2);
    top->t_m_bvalid_i = rng.below(2);
    top->t_m_bid_i = rng.below(16);
    top->t_m_bresp_i = rng.below(4);
    top->t_m_buser_i = rng.below(2);
    top->t_s_bready_i = rng.below(2);
    top->t_m_rvalid_i = rng.below(2);
    top->t_m_rid_i = rng.below(16);
    top->t_m_rdata_i = rng.next();
    top->t_m_rresp_i = rng.below(4);
    top->t_m_rlast_i = rng.below(2);
    top->t_m_ruser_i = rng.below(2);
    top->t_s_rready_i = rng.below(2);
  }
  void check_wires() {
    bool same = top->t_m_wvalid_o == top->t_s_wvalid_i && top->t_m_wdata_o == top->t_s_wdata_i &&
                top->t_m_wstrb_o == top->t_s_wstrb_i && top->t_m_wlast_o == top->t_s_wlast_i &&
                top->t_m_wuser_o == top->t_s_wuser_i && top->t_s_wready_o == top->t_m_wready_i;
    ASSERT_TRUE(same) << "W is not a wire";
    same = top->t_s_bvalid_o == top->t_m_bvalid_i && top->t_s_bid_o == top->t_m_bid_i &&
           top->t_s_bresp_o == top->t_m_bresp_i && top->t_s_buser_o == top->t_m_buser_i &&
           top->t_m_bready_o == top->t_s_bready_i;
    ASSERT_TRUE(same) << "B is not a wire";
    same = top->t_s_rvalid_o == top->t_m_rvalid_i && top->t_s_rid_o == top->t_m_rid_i &&
           top->t_s_rdata_o == top->t_m_rdata_i && top->t_s_rresp_o == top->t_m_rresp_i &&
           top->t_s_rlast_o == top->t_m_rlast_i && top->t_s_ruser_o == top->t_m_ruser_i &&
           top->t_m_rready_o == top->t_s_rready_i;
    ASSERT_TRUE(same) << "R is not a wire";
    same = top->t_m_awaddr_o == aw.addr && top->t_m_awlen_o == aw.len && top->t_m_awsize_o == aw.size &&
           top->t_m_awburst_o == aw.burst && top->t_m_awcache_o == aw.cache && top->t_m_awprot_o == aw.prot &&
           top->t_m_awqos_o == aw.qos && top->t_m_awregion_o == aw.region && top->t_m_awid_o == aw.id &&
           top->t_m_awlock_o == aw.lock && top->t_m_awuser_o == aw.user;
    ASSERT_TRUE(same) << "AW payload";
    same = top->t_m_araddr_o == ar.addr && top->t_m_arlen_o == ar.len && top->t_m_arsize_o == ar.size &&
           top->t_m_arburst_o == ar.burst && top->t_m_arcache_o == ar.cache && top->t_m_arprot_o == ar.prot &&
           top->t_m_arqos_o == ar.qos && top->t_m_arregion_o == ar.region && top->t_m_arid_o == ar.id &&
           top->t_m_arlock_o == ar.lock && top->t_m_aruser_o == ar.user;
    ASSERT_TRUE(same) << "AR payload";
  }
  /// An address channel: passes whole or waits whole; what the memory once saw stays.
  void check_channel(bool s_valid, bool s_ready, bool m_valid, bool m_ready, bool& given, uint64_t& waits) {
    const bool waits_now = s_valid && !m_valid;
    ASSERT_TRUE(enabled || !waits_now) << "waits while disabled";
    ASSERT_EQ(s_valid && s_ready, m_ready && m_valid) << "only one side has its handshake";
    ASSERT_TRUE(s_valid || !m_valid) << "an address from nowhere";
    ASSERT_TRUE(!given || m_valid) << "valid fell before ready";
    given = m_valid && !m_ready;
    waits += waits_now;
  }

  void cycle(const Mix& mix) {
    offer(aw, mix.aw);
    offer(ar, mix.ar);
    top->t_s_awvalid_i = aw.valid;
    top->t_s_awaddr_i = aw.addr, top->t_s_awlen_i = aw.len, top->t_s_awsize_i = aw.size, top->t_s_awburst_i = aw.burst;
    top->t_s_awcache_i = aw.cache, top->t_s_awprot_i = aw.prot, top->t_s_awqos_i = aw.qos,
    top->t_s_awregion_i = aw.region;
    top->t_s_awid_i = aw.id, top->t_s_awlock_i = aw.lock, top->t_s_awuser_i = aw.user;
    top->t_s_arvalid_i = ar.valid;
    top->t_s_araddr_i = ar.addr, top->t_s_arlen_i = ar.len, top->t_s_arsize_i = ar.size, top->t_s_arburst_i = ar.burst;
    top->t_s_arcache_i = ar.cache, top->t_s_arprot_i = ar.prot, top->t_s_arqos_i = ar.qos,
    top->t_s_arregion_i = ar.region;
    top->t_s_arid_i = ar.id, top->t_s_arlock_i = ar.lock, top->t_s_aruser_i = ar.user;
    top->t_m_awready_i = rng.below(256) < mix.aw_ready;
    top->t_m_arready_i = rng.below(256) < mix.ar_ready;
    top->ev_ready_i = rng.below(256) < mix.ev_ready;
    drive_rest();
    settle();
    check_wires();
    check_channel(aw.valid, top->t_s_awready_o, top->t_m_awvalid_o, top->t_m_awready_i, given[1], waits[1]);
    check_channel(ar.valid, top->t_s_arready_o, top->t_m_arvalid_o, top->t_m_arready_i, given[0], waits[0]);
    if (aw.valid && top->t_s_awready_o) took(aw, true);
    if (ar.valid && top->t_s_arready_o) took(ar, false);
    const TapEvent now{top->ev_vcpu_o, top->ev_gfn_o};
    ASSERT_TRUE(!waiting || (top->ev_valid_o && now == offered && top->ev_write_o == offered_write))
        << "an event changed before it was taken";
    waiting = top->ev_valid_o && !top->ev_ready_i;
    offered = now;
    offered_write = top->ev_write_o;
    if (top->ev_valid_o && top->ev_ready_i) {
      auto& queue = want[top->ev_write_o];
      ASSERT_FALSE(queue.empty()) << "an event too much";
      ASSERT_EQ(now.gfn, queue.front().gfn);
      ASSERT_EQ(now.vcpu, queue.front().vcpu);
      queue.pop_front();
      ++events;
    }
    edge();
  }
  void took(Channel& c, bool write) {
    if (enabled) {
      ++bursts[write];
      expect_event(c.addr, write);
    }
    c.valid = false;
  }
  /// Lets everything out; nothing may be missing.
  void drain() {
    for (int i = 0; i < 200; ++i) cycle({.aw = 0, .ar = 0, .aw_ready = 256, .ar_ready = 256, .ev_ready = 256});
    EXPECT_TRUE(want[0].empty() && want[1].empty()) << "events lost";
    EXPECT_FALSE(busy());
  }
  void check_counters() {
    for (int i = 0; i < 10; ++i) clock_quietly();
    EXPECT_EQ(read64(TAP_CNT_READS), bursts[0]);
    EXPECT_EQ(read64(TAP_CNT_WRITES), bursts[1]);
    EXPECT_EQ(read64(TAP_CNT_UNMAPPED), unmapped);
    EXPECT_EQ(read64(TAP_CNT_WAIT_AR), waits[0]);
    EXPECT_EQ(read64(TAP_CNT_WAIT_AW), waits[1]);
  }
  void clock_quietly() { cycle({.aw = 0, .ar = 0, .aw_ready = 0, .ar_ready = 0, .ev_ready = 0}); }

  Rng rng;
  std::vector<Window> windows;
  Channel aw, ar;
  bool enabled = false, waiting = false, offered_write = false;
  bool given[2] = {};
  TapEvent offered{};
  std::deque<TapEvent> want[2];
  uint64_t bursts[2] = {}, waits[2] = {}, unmapped = 0, events = 0;
};

/// Overlaps, both ends of the address space, one page, an unused window, a gfn that wraps.
std::vector<Window> some_windows(unsigned variant) {
  switch (variant % 4) {
    case 0:
      return {{true, 0x100, 50, 1, 0x1000},
              {true, 0x120, 100, 2, 0x2000},
              {true, 0x110, 3, 3, 0},
              {true, 0x170, 0x500, 4, 0x9000}};
    case 1:
      return {{true, 0, 1, 0, 0xFFFFFFFFFF},
              {true, 0xFFFFF, 1, 255, 7},
              {true, 0xFFFF0, 0x100, 2, 0xFFFFFFFFF8},
              {false, 5, 1000, 3, 0}};
    case 2:
      return {{false, 0, 0x100000, 9, 1}, {true, 7, 0, 8, 0}, {true, 0, 0x100000, 6, 0x123456789A}, {true, 3, 5, 4, 0}};
    default: return {{true, 0x80000, 0x80000, 5, 0}};
  }
}

TEST(AxiTap, LosslessAndTransparentUnderRandomBackPressure) {
  for (unsigned variant = 0; variant < 16; ++variant) {
    SCOPED_TRACE("variant " + std::to_string(variant));
    Tap tap(variant + 1);
    tap.set_windows(some_windows(variant));
    tap.enable(true);
    Rng rng(variant);
    for (int phase = 0; phase < 12; ++phase) {
      const unsigned level[] = {0, 20, 128, 230, 256};
      const Mix mix{level[rng.below(5)], level[rng.below(5)], level[1 + rng.below(4)], level[1 + rng.below(4)],
                    level[rng.below(5)]};
      for (int i = 0; i < 400; ++i) {
        tap.cycle(mix);
        if (::testing::Test::HasFatalFailure()) return;
      }
    }
    tap.drain();
    tap.check_counters();
    EXPECT_TRUE(variant != 0 || tap.waits[0] + tap.waits[1] > 0) << "the test never filled a queue";
    EXPECT_GT(tap.events, 100u);
  }
}

TEST(AxiTap, DisabledItIsAWire) {
  Tap tap(3);
  tap.set_windows(some_windows(3));
  for (int i = 0; i < 2000; ++i)
    tap.cycle({.aw = 200, .ar = 200, .aw_ready = 150, .ar_ready = 256, .ev_ready = 0});  // check_channel: no wait
  EXPECT_FALSE(tap->ev_valid_o);
  tap.check_counters();
  // switched on and off while addresses wait at either side
  for (int i = 0; i < 200; ++i) {
    const Mix mix{.aw = 256, .ar = 256, .aw_ready = 100, .ar_ready = 100, .ev_ready = 100};
    tap.begin_write(TAP_CTRL, i & 1);  // checked in one cycle, acts in the next
    tap.cycle(mix);
    tap->wr_i = 0;
    tap.cycle(mix);
    tap.enabled = i & 1;
    for (int k = 0; k < 30; ++k) tap.cycle(mix);
    if (HasFatalFailure()) return;
  }
  tap.drain();
  tap.check_counters();
}

// The unit takes an event a cycle: reads and writes at full rate in turn, and both at once at half rate, in bursts as long as the queues allow.
TEST(AxiTap, NoWaitWhileTheUnitKeepsUp) {
  Tap tap(5);
  tap.set_windows(some_windows(3));
  tap.enable(true);
  for (int round = 0; round < 100; ++round) {
    for (int i = 0; i < 50; ++i) tap.cycle({.aw = 256, .ar = 0, .aw_ready = 256, .ar_ready = 256, .ev_ready = 256});
    for (int i = 0; i < 50; ++i) tap.cycle({.aw = 0, .ar = 256, .aw_ready = 256, .ar_ready = 256, .ev_ready = 256});
    for (int i = 0; i < 24; ++i) tap.cycle({.aw = 0, .ar = 0, .aw_ready = 256, .ar_ready = 256, .ev_ready = 256});
    for (int i = 0; i < 16; ++i) tap.cycle({.aw = 256, .ar = 256, .aw_ready = 256, .ar_ready = 256, .ev_ready = 256});
    for (int i = 0; i < 24; ++i) tap.cycle({.aw = 0, .ar = 0, .aw_ready = 256, .ar_ready = 256, .ev_ready = 256});
  }
  EXPECT_EQ(tap.waits[0], 0u);
  EXPECT_EQ(tap.waits[1], 0u);
  EXPECT_EQ(tap.bursts[0], 100u * 66);
  EXPECT_EQ(tap.bursts[1], 100u * 66);
  tap.drain();
  // an event a cycle comes out
  for (int i = 0; i < 20; ++i) tap.cycle({.aw = 256, .ar = 0, .aw_ready = 256, .ar_ready = 0, .ev_ready = 256});
  const uint64_t before = tap.events + tap.unmapped;
  for (int i = 0; i < 500; ++i) tap.cycle({.aw = 256, .ar = 0, .aw_ready = 256, .ar_ready = 0, .ev_ready = 256});
  EXPECT_EQ(tap.events + tap.unmapped, before + 500);
}

// Head of line: with a unit that takes nothing, the path stops when the queues are full, and not an event before; all come out later.
TEST(AxiTap, HeldBackItStopsThePathAndKeepsEverything) {
  Tap tap(7);
  tap.set_windows({{true, 0, 0x100000, 1, 0}});
  tap.enable(true);
  for (int i = 0; i < 100; ++i) tap.cycle({.aw = 256, .ar = 0, .aw_ready = 256, .ar_ready = 256, .ev_ready = 0});
  EXPECT_EQ(tap.bursts[1], kQueue + kOut);
  EXPECT_EQ(tap.waits[1], 100u - (kQueue + kOut));
  for (int i = 0; i < 100; ++i) tap.cycle({.aw = 0, .ar = 256, .aw_ready = 256, .ar_ready = 256, .ev_ready = 0});
  EXPECT_EQ(tap.bursts[0], kQueue);
  EXPECT_TRUE(tap.busy());
  tap.drain();
  tap.check_counters();
}

TEST(AxiTap, WindowsChangeOnlyWhileDisabledAndDrained) {
  Tap tap(9);
  const auto refused = [&](unsigned code) {
    for (uint32_t reg :
         {TAP_WIN_CTRL, TAP_WIN_VCPU, TAP_WIN_ADDR, TAP_WIN_ADDR_HI, TAP_WIN_PAGES, TAP_WIN_GFN, TAP_WIN_GFN_HI})
      EXPECT_EQ(tap.write(kWin + 0x60 + reg, 0), code) << reg;
  };
  refused(kOk);
  tap.set_windows({{true, 0, 0x100000, 1, 0}});
  tap.enable(true);
  refused(kWrongState);
  for (int i = 0; i < 5; ++i) tap.cycle({.aw = 256, .ar = 0, .aw_ready = 256, .ar_ready = 0, .ev_ready = 0});
  tap->t_s_awvalid_i = 0;
  tap.aw.valid = false;
  tap.enable(false);
  EXPECT_TRUE(tap.busy());
  refused(kWrongState);  // its events still need their window
  tap.drain();
  refused(kOk);
  EXPECT_EQ(tap.write(TAP_CTRL, 2), kBadValue);
  EXPECT_EQ(tap.write(TAP_STATUS, 0), kReadOnly);
  EXPECT_EQ(tap.write(TAP_CAP, 0), kReadOnly);
  EXPECT_EQ(tap.write(TAP_CNT_WAIT_AR, 0), kReadOnly);
  EXPECT_EQ(tap.write(TAP_CNT_WAIT_AR + 8, 0), kUnmapped);
  EXPECT_EQ(tap.write(kWin + 0x80, 1), kUnmapped) << "a fifth window";
  EXPECT_EQ(tap.write(kWin + 0x14, 0), kUnmapped);
  EXPECT_EQ(tap.write(kWin + TAP_WIN_ADDR, 0x1800), kBadValue);
  EXPECT_EQ(tap.write(kWin + TAP_WIN_ADDR_HI, 1), kBadValue);
  EXPECT_EQ(tap.write(kWin + TAP_WIN_PAGES, 0x100001), kBadValue);
  EXPECT_EQ(tap.write(kWin + TAP_WIN_PAGES, 0x80000000), kBadValue);
  EXPECT_EQ(tap.write(kWin + TAP_WIN_GFN_HI, 0x100), kBadValue);
  EXPECT_EQ(tap.write(kWin + TAP_WIN_VCPU, 0x100), kBadValue);
  EXPECT_EQ(tap.write(kWin + TAP_WIN_CTRL, 2), kBadValue);
  EXPECT_EQ(tap.read(TAP_CAP), 4u | 32u << 8);
  EXPECT_EQ(tap.read(kWin + TAP_WIN_PAGES), 0x100000u);
  EXPECT_EQ(tap.read(kWin + 0x20 + TAP_WIN_GFN), 0u) << "never written";
  unsigned err = 0;
  EXPECT_EQ(tap.read(kWin + 0x80, &err), 0u);
  EXPECT_EQ(err, kUnmapped);
  EXPECT_EQ(tap.read(0x0C, &err), 0u);
  EXPECT_EQ(err, kUnmapped);
}

}  // namespace
