// SPDX-License-Identifier: Apache-2.0
#include "system_bench.hpp"

namespace openpml {

namespace {
AxiMemory& spread_out(AxiMemory& mem, bool spread) {
  if (spread) mem.spread(64);
  return mem;
}
}  // namespace

SystemBench::SystemBench(uint64_t seed, unsigned desc_log2, unsigned cpl_log2, bool spread)
    : sim(make_system_lockstep("build/test/system_" + std::to_string(seed) + ".txt", seed), seed),
      checker(sim.params()), host(spread_out(sim.mem(), spread), sim.params().n_vcpu, desc_log2, cpl_log2),
      rng(seed * 3 + 1), view_(sim.mem()), judge_(SystemModel::core_params(sim.params()), view_) {
  sim.add_observer(this);
  sim.add_observer(&checker);
  sim.set_drive([this](Inputs& in) { drive_tap(in); });
  dom0().on_irq = [this](unsigned v) { ++irqs[v]; };
  sim.reset();
  dom0().setup_ring();
}

void SystemBench::finding(const std::string& text) {
  if (findings_.size() < 20) findings_.push_back("cycle " + std::to_string(sim.cycle()) + ": " + text);
}

/// Addresses stay until they are taken.
void SystemBench::drive_tap(Inputs& in) {
  const auto address = [&] {
    return static_cast<uint32_t>(rng.below(96) * 4096 + rng.below(512) * 8 +
                                 (rng.chance(1, 16) ? 0x8000'0000u : 0x1000'0000u));
  };
  if (!held_.awvalid && rng.chance(tap_aw_, 256)) {
    held_.awvalid = true;
    held_.awaddr = address();
  }
  if (!held_.arvalid && rng.chance(tap_ar_, 256)) {
    held_.arvalid = true;
    held_.araddr = address();
  }
  held_.awready = rng.chance(256 - tap_stall_, 256);
  held_.arready = rng.chance(256 - tap_stall_, 256);
  in.tap = held_;
}

void SystemBench::tapped(uint32_t address, bool write) {
  if (!tap_on_) return;
  const uint32_t page = address >> 12;
  for (const Window& w : win_) {
    if (!w.on || page < w.base || page - w.base >= w.pages) continue;
    tap_events_[write].push_back({w.vcpu, w.gfn + page - w.base, write});
    return;
  }
  ++unmapped;
}

void SystemBench::set_window(unsigned w, uint32_t address, uint32_t pages, uint64_t gfn, uint8_t vcpu) {
  const unsigned at = regs::TAP_WIN_BASE + w * regs::TAP_WIN_STRIDE;
  EXPECT_TRUE(write(at, regs::TAP_WIN_VCPU, vcpu));
  EXPECT_TRUE(write(at, regs::TAP_WIN_ADDR, address));
  EXPECT_TRUE(write(at, regs::TAP_WIN_PAGES, pages));
  EXPECT_TRUE(write(at, regs::TAP_WIN_GFN, static_cast<uint32_t>(gfn)));
  EXPECT_TRUE(write(at, regs::TAP_WIN_GFN_HI, static_cast<uint32_t>(gfn >> 32)));
  EXPECT_TRUE(write(at, regs::TAP_WIN_CTRL, 1));
  win_[w] = {true, address >> 12, pages, gfn, vcpu};
}

void SystemBench::quiet_tap() {
  tap_aw_ = tap_ar_ = 0;
  sim.run_until([&] { return !held_.awvalid && !held_.arvalid; }, "the tapped path to be quiet");
  sim.run_until([&] { return tap_events_[0].empty() && tap_events_[1].empty(); }, "the tap's events");
}

bool SystemBench::enable_tap(bool on) {
  tap_on_ = on;
  return write(regs::TAP_BASE, regs::TAP_CTRL, on);
}

bool SystemBench::start_generator(uint64_t first_gfn, uint32_t pages, uint32_t passes, uint32_t periods, uint8_t vcpu,
                                  uint32_t rate, uint8_t vector, bool hold) {
  gen_ = {first_gfn, 0, pages, vcpu};
  const unsigned g = regs::GEN_BASE;
  bool ok = write(g, regs::GEN_FIRST_GFN, static_cast<uint32_t>(first_gfn)) &&
            write(g, regs::GEN_FIRST_GFN_HI, static_cast<uint32_t>(first_gfn >> 32)) &&
            write(g, regs::GEN_VCPU, vcpu | 0x100u) && write(g, regs::GEN_RATE, rate);
  ok = ok && write(g, regs::GEN_IRQ_VECTOR, vector) && write(regs::GEN_PHASE_BASE, regs::GEN_PHASE_PAGES, pages);
  ok = ok && write(regs::GEN_PHASE_BASE, regs::GEN_PHASE_LENGTH, passes | periods << 16);
  ok = ok &&
       write(g, regs::GEN_CONFIG,
             regs::GEN_CONFIG_IRQ_DONE_MASK | (hold ? regs::GEN_CONFIG_HOLD_MASK | regs::GEN_CONFIG_IRQ_HOLD_MASK : 0));
  return ok && write(g, regs::GEN_CTRL, regs::GEN_CTRL_START_MASK);
}

/// What the source should offer now.
PageEvent SystemBench::expect(unsigned source, const Inputs::Event& e) {
  if (source == kIngest) return host.next_event() ? *host.next_event() : PageEvent{255, ~uint64_t{0}, e.write};
  if (source == kGen) return {gen_.vcpu, gen_.first + gen_.at % gen_.pages, true};
  const auto& q = tap_events_[e.write];
  return q.empty() ? PageEvent{255, ~uint64_t{0}, e.write} : q.front();
}

void SystemBench::observe(uint64_t, const Inputs& in, const Outputs& out) {
  Inputs seen = in;
  Outputs shown = out;
  for (unsigned s = 0; s < 4 && in.rst_n; ++s) {
    const Inputs::Event& e = s == kCpu ? in.ev[0] : out.src[s];
    if (s != kCpu) seen.ev[s] = e;
    if (!e.valid) continue;
    if (!out.ev_ready[s]) {
      ++stalled_[s];
      continue;
    }
    ++taken_[s];
    if (s == kCpu) continue;
    const PageEvent have{e.vcpu, e.gfn, e.write}, want = expect(s, e);
    if (!(have == want))
      finding("source " + std::to_string(s) + " offers vcpu " + std::to_string(e.vcpu) + " gfn " +
              std::to_string(e.gfn) + (e.write ? " W" : " R") + ", should be vcpu " + std::to_string(want.vcpu) +
              " gfn " + std::to_string(want.gfn));
    seen.ev[s] = {true, want.vcpu, want.gfn, want.write};
    if (s == kIngest) host.event(have);
    if (s == kGen) ++gen_.at;
    if (s == kTap && !tap_events_[e.write].empty()) tap_events_[e.write].pop_front();
  }
  // the judge knows the core's writes and reads only
  shown.m_awvalid = out.m_awvalid && out.m_awid == 0;
  shown.m_arvalid = out.m_arvalid && out.m_arid == 0;
  seen.m_bvalid = in.m_bvalid && in.m_bid == 0;
  // ... and the core's side of the register port
  const Outputs::CoreLite& l = out.core_lite;
  seen.s_awvalid = l.awvalid;
  seen.s_awaddr = l.awaddr;
  seen.s_wvalid = l.wvalid;
  seen.s_wdata = l.wdata;
  seen.s_wstrb = l.wstrb;
  seen.s_arvalid = l.arvalid;
  seen.s_araddr = l.araddr;
  seen.s_bready = seen.s_rready = true;
  shown.s_awready = l.awready;
  shown.s_wready = l.wready;
  shown.s_bvalid = l.bvalid;
  shown.s_bresp = l.bresp;
  shown.s_arready = l.arready;
  shown.s_rvalid = l.rvalid;
  shown.s_rdata = l.rdata;
  shown.s_rresp = l.rresp;
  judge_.observe(seen, shown);
  if (!in.rst_n) return;
  if (in.tap.awvalid && out.tap.awready) {
    tapped(in.tap.awaddr, true);
    held_.awvalid = false;
  }
  if (in.tap.arvalid && out.tap.arready) {
    tapped(in.tap.araddr, false);
    held_.arvalid = false;
  }
}

void SystemBench::take_completions() {
  if (host.poll() == 0) return;
  EXPECT_TRUE(write(regs::INGEST_BASE, regs::INGEST_CPL_CONS, host.consumed()));
}

void SystemBench::finish_ingest() {
  for (unsigned i = 0; host.open() != 0; ++i) {
    ASSERT_LT(i, 100'000u) << host.open() << " completions are missing";
    sim.run(20);
    take_completions();
  }
  for (unsigned i = 0; !(read(regs::INGEST_BASE, regs::INGEST_STATUS) & 1); ++i)
    ASSERT_LT(i, 1000u) << "the ingest is not idle";
}

void SystemBench::expect_clean() {
  sim.run_until([&] { return sim.quiet(); }, "the unit to be at rest");
  sim.run(20);
  finish_judge(judge_, sim);
  for (const auto& f : judge_.violations()) ADD_FAILURE() << "judge: " << f;
  for (const auto& f : host.findings()) ADD_FAILURE() << "ingest: " << f;
  for (const auto& f : findings_) ADD_FAILURE() << f;
  EXPECT_EQ(host.next_event(), nullptr) << "events of log pages are missing";
  EXPECT_EQ(checker.report(), "");
  for (const auto& v : sim.mem().violations()) ADD_FAILURE() << v;
  for (const auto& g : sim.mem().check_guards()) ADD_FAILURE() << g;
  for (unsigned s = 0; s < 4; ++s) {
    EXPECT_EQ(read64(regs::SRC_BASE, regs::SRC_CNT_BASE + 16 * s), taken_[s]) << "EVENTS of source " << s;
    EXPECT_EQ(read64(regs::SRC_BASE, regs::SRC_CNT_BASE + 16 * s + 8), stalled_[s]) << "STALLED of source " << s;
  }
}

}  // namespace openpml
