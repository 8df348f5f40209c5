// SPDX-License-Identifier: Apache-2.0
// Each protocol rule is shown to fire on a bad signal and to stay silent on its legal neighbour.
#include <gtest/gtest.h>

#include <functional>
#include <set>
#include <vector>

#include "axi_checker.hpp"

namespace openpml {
namespace {

/// Plays cycles to a checker: every signal is idle unless the step sets it.
class Wires {
 public:
  explicit Wires(unsigned dw = 64, unsigned outstanding = 4)
      : checker(std::make_unique<AxiChecker>(Params{.dw = dw, .outstanding = outstanding})) {
    reset(false);
    step();
  }
  void step(const std::function<void(Inputs&, Outputs&)>& set = {}) {
    Inputs in;
    Outputs out;
    in.m_awready = in.m_wready = in.m_arready = true;
    out.m_bready = out.m_rready = true;
    out.s_awready = out.s_wready = out.s_arready = true;
    if (set) set(in, out);
    checker->observe(cycle++, in, out);
  }
  void reset(bool valid_after) {
    step([](Inputs& in, Outputs&) { in.rst_n = false; });
    step([&](Inputs& in, Outputs& o) {
      in.rst_n = false;
      o.m_awvalid = valid_after;
    });
  }
  void aw(uint64_t addr, unsigned len = 0, unsigned size = 3, bool ready = true) {
    step([=](Inputs& in, Outputs& o) {
      o.m_awvalid = true;
      o.m_awaddr = addr;
      o.m_awlen = uint8_t(len);
      o.m_awsize = uint8_t(size);
      in.m_awready = ready;
    });
  }
  void ar(uint64_t addr, unsigned len = 0, unsigned size = 3, bool ready = true) {
    step([=](Inputs& in, Outputs& o) {
      o.m_arvalid = true;
      o.m_araddr = addr;
      o.m_arlen = uint8_t(len);
      o.m_arsize = uint8_t(size);
      in.m_arready = ready;
    });
  }
  void w(bool last = true, uint64_t strb = 0xFF, uint64_t data = 0, bool ready = true) {
    step([=](Inputs& in, Outputs& o) {
      o.m_wvalid = true;
      o.m_wlast = last;
      o.m_wstrb = strb;
      o.m_wdata[0] = data;
      in.m_wready = ready;
    });
  }
  void b(uint8_t resp = 0, bool ready = true) {
    step([=](Inputs& in, Outputs& o) {
      in.m_bvalid = true;
      in.m_bresp = resp;
      o.m_bready = ready;
    });
  }
  void r(bool last = true, uint8_t resp = 0, uint64_t data = 0, bool ready = true) {
    step([=](Inputs& in, Outputs& o) {
      in.m_rvalid = true;
      in.m_rlast = last;
      in.m_rresp = resp;
      in.m_rdata[0] = data;
      o.m_rready = ready;
    });
  }
  void irq(uint8_t vec, bool ready) {
    step([=](Inputs& in, Outputs& o) {
      o.irq_valid = true;
      o.irq_vec = vec;
      in.irq_ready = ready;
    });
  }
  void lite_write() {
    step([](Inputs& in, Outputs&) { in.s_awvalid = in.s_wvalid = true; });
  }
  void lite_read() {
    step([](Inputs& in, Outputs&) { in.s_arvalid = true; });
  }
  std::set<AxiRule> fired() const {
    std::set<AxiRule> s;
    for (const auto& v : checker->violations()) s.insert(v.rule);
    return s;
  }
  std::unique_ptr<AxiChecker> checker;
  uint64_t cycle = 0;
};

struct Case {
  AxiRule rule;
  const char* what;
  std::function<void(Wires&)> bad, good;
  unsigned dw = 64;
};

void PrintTo(const Case& c, std::ostream* os) { *os << name(c.rule) << " " << c.what; }

using L = std::function<void(Inputs&, Outputs&)>;

/// A register-port signal that is offered and not taken in one cycle, then `second` in the next.
void held(Wires& w, const L& first, const L& second) {
  w.step(first);
  w.step(second);
}

std::vector<Case> cases() {
  using R = AxiRule;
  std::vector<Case> c;
  const auto add = [&](R r, const char* what, std::function<void(Wires&)> bad, std::function<void(Wires&)> good,
                       unsigned dw = 64) {
    c.push_back({r, what, std::move(bad), std::move(good), dw});
  };
  // clang-format off
  add(R::AwStable, "address changes", [](Wires& w) { w.aw(0x40, 0, 3, false); w.aw(0x80); w.w(); w.b(); },
      [](Wires& w) { w.aw(0x40, 0, 3, false); w.aw(0x40); w.w(); w.aw(0x80); w.w(); w.b(); w.b(); });
  add(R::AwStable, "length changes", [](Wires& w) { w.aw(0x40, 1, 3, false); w.aw(0x40, 0); w.w(); w.b(); },
      [](Wires& w) { w.aw(0x40, 0, 3, false); w.aw(0x40, 0); w.w(); w.b(); });
  add(R::AwStable, "withdrawn", [](Wires& w) { w.aw(0x40, 0, 3, false); w.step(); }, [](Wires& w) { w.aw(0x40); w.step(); w.w(); w.b(); });
  add(R::WStable, "data changes", [](Wires& w) { w.aw(0); w.w(true, 0xFF, 1, false); w.w(true, 0xFF, 2); w.b(); },
      [](Wires& w) { w.aw(0); w.w(true, 0xFF, 1, false); w.w(true, 0xFF, 1); w.b(); });
  add(R::WStable, "withdrawn", [](Wires& w) { w.aw(0); w.w(true, 0xFF, 1, false); w.step(); w.w(true, 0xFF, 1); w.b(); },
      [](Wires& w) { w.aw(0); w.step(); w.w(true, 0xFF, 1); w.b(); });
  add(R::ArStable, "address changes", [](Wires& w) { w.ar(0x40, 0, 3, false); w.ar(0x48); w.r(); },
      [](Wires& w) { w.ar(0x40, 0, 3, false); w.ar(0x40); w.r(); });
  add(R::Aw4K, "crosses", [](Wires& w) { w.aw(0xFC8, 7); for (int i = 0; i < 8; ++i) w.w(i == 7); w.b(); },
      [](Wires& w) { w.aw(0xFC0, 7); for (int i = 0; i < 8; ++i) w.w(i == 7); w.b(); });
  add(R::Ar4K, "crosses", [](Wires& w) { w.ar(0xFF8, 1); w.r(false); w.r(); }, [](Wires& w) { w.ar(0xFF0, 1); w.r(false); w.r(); });
  add(R::AwSize, "wider than the bus", [](Wires& w) { w.aw(0, 0, 4); w.w(); w.b(); }, [](Wires& w) { w.aw(0, 0, 3); w.w(); w.b(); });
  add(R::AwSize, "narrow with two beats", [](Wires& w) { w.aw(0, 1, 2); w.w(false, 0xF); w.w(true, 0xF); w.b(); },
      [](Wires& w) { w.aw(0, 0, 2); w.w(true, 0xF); w.b(); });
  add(R::ArSize, "wider than the bus", [](Wires& w) { w.ar(0, 0, 4); w.r(); }, [](Wires& w) { w.ar(0, 0, 3); w.r(); });
  add(R::AwAlign, "not aligned to the beat", [](Wires& w) { w.aw(0x44); w.w(); w.b(); }, [](Wires& w) { w.aw(0x48); w.w(); w.b(); });
  add(R::ArAlign, "not aligned to the beat", [](Wires& w) { w.ar(0x41); w.r(); }, [](Wires& w) { w.ar(0x48); w.r(); });
  add(R::WLast, "early", [](Wires& w) { w.aw(0, 1); w.w(true); }, [](Wires& w) { w.aw(0, 1); w.w(false); w.w(true); w.b(); });
  add(R::WLast, "missing", [](Wires& w) { w.aw(0, 1); w.w(false); w.w(false); w.b(); }, [](Wires& w) { w.w(false); w.aw(0, 1); w.w(true); w.b(); });
  add(R::WBeats, "data without address", [](Wires& w) { w.w(); w.checker->finish(); }, [](Wires& w) { w.w(); w.aw(0); w.b(); w.checker->finish(); });
  add(R::WBeats, "address without data", [](Wires& w) { w.aw(0); w.checker->finish(); }, [](Wires& w) { w.aw(0); w.w(); w.b(); w.checker->finish(); });
  add(R::Strobes, "outside the lanes of a narrow beat", [](Wires& w) { w.aw(0x48, 0, 3); w.w(true, 0x00FF); w.b(); },
      [](Wires& w) { w.aw(0x48, 0, 3); w.w(true, 0xFF00); w.b(); }, 128);
  add(R::Strobes, "a hole in a full beat", [](Wires& w) { w.aw(0x40); w.w(true, 0xEF); w.b(); }, [](Wires& w) { w.aw(0x40); w.w(true, 0xFF); w.b(); });
  add(R::Strobes, "beyond the bus", [](Wires& w) { w.aw(0x40); w.w(true, 0x1FF); w.b(); }, [](Wires& w) { w.aw(0x40); w.w(true, 0xFF); w.b(); });
  add(R::RdOutstanding, "five of four", [](Wires& w) { for (int i = 0; i < 5; ++i) w.ar(0); },
      [](Wires& w) { for (int i = 0; i < 4; ++i) w.ar(0); w.r(); w.ar(0); });
  add(R::WrOutstanding, "five of four", [](Wires& w) { for (int i = 0; i < 5; ++i) w.aw(0); },
      [](Wires& w) { for (int i = 0; i < 4; ++i) { w.aw(0); w.w(); } w.b(); w.aw(0); });
  add(R::BStable, "withdrawn", [](Wires& w) { w.aw(0); w.w(); w.b(0, false); w.step(); }, [](Wires& w) { w.aw(0); w.w(); w.b(0, false); w.b(); });
  add(R::BStable, "response changes", [](Wires& w) { w.aw(0); w.w(); w.b(0, false); w.b(2); }, [](Wires& w) { w.aw(0); w.w(); w.b(2, false); w.b(2); });
  add(R::RStable, "data changes", [](Wires& w) { w.ar(0); w.r(true, 0, 1, false); w.r(true, 0, 2); }, [](Wires& w) { w.ar(0); w.r(true, 0, 1, false); w.r(true, 0, 1); });
  add(R::BOrphan, "before the data", [](Wires& w) { w.aw(0); w.b(); }, [](Wires& w) { w.aw(0); w.w(); w.b(); });
  add(R::BOrphan, "in the cycle of the last data", [](Wires& w) { w.aw(0); w.step([](Inputs& in, Outputs& o) { o.m_wvalid = o.m_wlast = true; o.m_wstrb = 0xFF; in.m_bvalid = true; }); },
      [](Wires& w) { w.aw(0); w.w(); w.b(); });
  add(R::BOrphan, "missing at the end", [](Wires& w) { w.aw(0); w.w(); w.checker->finish(); }, [](Wires& w) { w.aw(0); w.w(); w.b(); w.checker->finish(); });
  add(R::ROrphan, "one burst too many", [](Wires& w) { w.ar(0); w.r(); w.r(); }, [](Wires& w) { w.ar(0); w.ar(8); w.r(); w.r(); });
  add(R::ROrphan, "missing at the end", [](Wires& w) { w.ar(0); w.checker->finish(); }, [](Wires& w) { w.ar(0); w.r(); w.checker->finish(); });
  add(R::RLast, "early", [](Wires& w) { w.ar(0, 1); w.r(true); w.r(true); }, [](Wires& w) { w.ar(0, 1); w.r(false); w.r(true); });
  add(R::RLast, "missing", [](Wires& w) { w.ar(0); w.r(false); }, [](Wires& w) { w.ar(0); w.r(true); });
  add(R::Resp, "EXOKAY on B", [](Wires& w) { w.aw(0); w.w(); w.b(1); }, [](Wires& w) { w.aw(0); w.w(); w.b(2); });
  add(R::Resp, "EXOKAY on R", [](Wires& w) { w.ar(0); w.r(true, 1); }, [](Wires& w) { w.ar(0); w.r(true, 3); });
  add(R::IrqStable, "vector changes", [](Wires& w) { w.irq(1, false); w.irq(2, true); }, [](Wires& w) { w.irq(1, false); w.irq(1, true); w.irq(2, true); });
  add(R::IrqStable, "withdrawn", [](Wires& w) { w.irq(1, false); w.step(); }, [](Wires& w) { w.irq(1, true); w.step(); });
  add(R::ResetValid, "AW", [](Wires& w) { w.reset(true); w.reset(false); }, [](Wires& w) { w.step([](Inputs& in, Outputs& o) { in.rst_n = false; o.m_awvalid = true; }); w.reset(false); });

  const L aw0 = [](Inputs& in, Outputs& o) { in.s_awvalid = true; in.s_awaddr = 4; o.s_awready = false; };
  add(R::LAwStable, "changes", [=](Wires& w) { held(w, aw0, [](Inputs& in, Outputs&) { in.s_awvalid = true; in.s_awaddr = 8; }); },
      [=](Wires& w) { held(w, aw0, [](Inputs& in, Outputs&) { in.s_awvalid = true; in.s_awaddr = 4; }); });
  const L w0 = [](Inputs& in, Outputs& o) { in.s_wvalid = true; in.s_wdata = 4; o.s_wready = false; };
  add(R::LWStable, "changes", [=](Wires& w) { held(w, w0, [](Inputs& in, Outputs&) { in.s_wvalid = true; in.s_wdata = 8; }); },
      [=](Wires& w) { held(w, w0, [](Inputs& in, Outputs&) { in.s_wvalid = true; in.s_wdata = 4; }); });
  const L ar0 = [](Inputs& in, Outputs& o) { in.s_arvalid = true; in.s_araddr = 4; o.s_arready = false; };
  add(R::LArStable, "withdrawn", [=](Wires& w) { held(w, ar0, {}); },
      [=](Wires& w) { held(w, ar0, [](Inputs& in, Outputs&) { in.s_arvalid = true; in.s_araddr = 4; }); });
  const L b0 = [](Inputs& in, Outputs& o) { o.s_bvalid = true; in.s_bready = false; };
  add(R::LBStable, "withdrawn", [=](Wires& w) { w.lite_write(); held(w, b0, {}); },
      [=](Wires& w) { w.lite_write(); held(w, b0, [](Inputs&, Outputs& o) { o.s_bvalid = true; }); });
  const L r0 = [](Inputs& in, Outputs& o) { o.s_rvalid = true; o.s_rdata = 1; in.s_rready = false; };
  add(R::LRStable, "data changes", [=](Wires& w) { w.lite_read(); held(w, r0, [](Inputs&, Outputs& o) { o.s_rvalid = true; o.s_rdata = 2; }); },
      [=](Wires& w) { w.lite_read(); held(w, r0, [](Inputs&, Outputs& o) { o.s_rvalid = true; o.s_rdata = 1; }); });
  add(R::LBOrphan, "with the address alone", [](Wires& w) { w.step([](Inputs& in, Outputs&) { in.s_awvalid = true; }); w.step([](Inputs&, Outputs& o) { o.s_bvalid = true; }); },
      [](Wires& w) { w.lite_write(); w.step([](Inputs&, Outputs& o) { o.s_bvalid = true; }); });
  add(R::LROrphan, "twice", [](Wires& w) { w.lite_read(); for (int i = 0; i < 2; ++i) w.step([](Inputs&, Outputs& o) { o.s_rvalid = true; }); },
      [](Wires& w) { w.lite_read(); w.step([](Inputs&, Outputs& o) { o.s_rvalid = true; }); });
  add(R::LResp, "EXOKAY", [](Wires& w) { w.lite_write(); w.step([](Inputs&, Outputs& o) { o.s_bvalid = true; o.s_bresp = 1; }); },
      [](Wires& w) { w.lite_write(); w.step([](Inputs&, Outputs& o) { o.s_bvalid = true; o.s_bresp = 2; }); });
  // clang-format on
  return c;
}

class AxiCheckerRule : public testing::TestWithParam<Case> {};

TEST_P(AxiCheckerRule, FiresOnTheBadSignalOnly) {
  Wires bad(GetParam().dw);
  GetParam().bad(bad);
  EXPECT_EQ(bad.fired(), std::set<AxiRule>{GetParam().rule}) << bad.checker->report();
}

TEST_P(AxiCheckerRule, SilentOnTheLegalNeighbour) {
  Wires good(GetParam().dw);
  GetParam().good(good);
  EXPECT_EQ(good.checker->count(), 0u) << good.checker->report();
}

INSTANTIATE_TEST_SUITE_P(All, AxiCheckerRule, testing::ValuesIn(cases()));

TEST(AxiChecker, EveryRuleHasABadSignal) {
  std::set<AxiRule> have;
  for (const auto& c : cases()) have.insert(c.rule);
  for (unsigned r = 0; r < static_cast<unsigned>(AxiRule::Count); ++r)
    EXPECT_TRUE(have.count(static_cast<AxiRule>(r))) << name(static_cast<AxiRule>(r)) << " has no test";
}

}  // namespace
}  // namespace openpml
