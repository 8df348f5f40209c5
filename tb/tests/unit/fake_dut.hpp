// SPDX-License-Identifier: Apache-2.0
/// A very small unit for tests of the bench itself: takes every event, answers register accesses from a map, and
/// plays AXI bursts that the test queues.
#pragma once
#include <deque>
#include <map>
#include <vector>

#include "openpml/dut.hpp"

namespace openpml {

class FakeDut : public Dut {
 public:
  explicit FakeDut(const Params& p) : p_(p) {}
  const Params& params() const override { return p_; }
  void step(const Inputs& in, Outputs& out) override {
    out = {};
    out.ev_ready[0] = true;
    out.can_accept = 0xFF;
    out.m_bready = out.m_rready = true;
    lite(in, out);
    if (!aw.empty()) {
      out.m_awvalid = true;
      out.m_awaddr = aw.front().addr;
      out.m_awlen = aw.front().len;
      out.m_awsize = aw.front().size;
    }
    if (!w.empty()) {
      out.m_wvalid = true;
      out.m_wdata = w.front().data;
      out.m_wstrb = w.front().strb;
      out.m_wlast = w.front().last;
    }
    if (!ar.empty()) {
      out.m_arvalid = true;
      out.m_araddr = ar.front().addr;
      out.m_arlen = ar.front().len;
      out.m_arsize = ar.front().size;
    }
    if (out.m_awvalid && in.m_awready) aw.pop_front();
    if (out.m_wvalid && in.m_wready) w.pop_front();
    if (out.m_arvalid && in.m_arready) ar.pop_front();
    if (in.m_bvalid) b.push_back({cycle_, in.m_bresp});
    if (in.m_rvalid) r.push_back({cycle_, in.m_rresp, in.m_rlast, in.m_rdata});
    if (flip_cycle == cycle_) out.can_accept ^= 4;
    if (wrong_state_cycle == cycle_) ++arch_.vm[1].epoch;
    if (in.ev[0].valid) ++arch_.vm[0].counters[0];
    out.irq_valid = irq_cycle == cycle_;
    ++cycle_;
  }
  void arch(ArchState& s) const override { s = arch_; }

  struct Addr {
    uint64_t addr;
    uint8_t len, size;
  };
  struct Data {
    Beat data;
    uint64_t strb;
    bool last;
  };
  struct Answer {
    uint64_t cycle;
    uint8_t resp;
  };
  struct Read {
    uint64_t cycle;
    uint8_t resp;
    bool last;
    Beat data;
  };
  std::deque<Addr> aw, ar;
  std::deque<Data> w;
  std::vector<Answer> b;
  std::vector<Read> r;
  std::map<uint32_t, uint32_t> regs;
  std::map<uint32_t, unsigned> refuse;  ///< writes to refuse, by address: how many
  std::vector<std::pair<uint32_t, uint32_t>> writes;
  uint64_t flip_cycle = UINT64_MAX, wrong_state_cycle = UINT64_MAX, irq_cycle = UINT64_MAX;

 private:
  void lite(const Inputs& in, Outputs& out) {
    out.s_bvalid = bvalid_;
    out.s_bresp = bresp_;
    out.s_rvalid = rvalid_;
    out.s_rdata = rdata_;
    out.s_awready = out.s_wready = in.s_awvalid && in.s_wvalid && !bvalid_;
    out.s_arready = in.s_arvalid && !rvalid_;
    if (bvalid_ && in.s_bready) bvalid_ = false;
    if (rvalid_ && in.s_rready) rvalid_ = false;
    if (out.s_awready) {
      bvalid_ = true;
      bresp_ = refuse[in.s_awaddr] > 0 ? 2 : 0;
      if (bresp_) --refuse[in.s_awaddr];
      else regs[in.s_awaddr] = in.s_wdata;
      writes.push_back({in.s_awaddr, in.s_wdata});
    }
    if (out.s_arready) {
      rvalid_ = true;
      rdata_ = regs[in.s_araddr];
    }
  }
  Params p_;
  ArchState arch_{};
  uint64_t cycle_ = 0;
  bool bvalid_ = false, rvalid_ = false;
  uint8_t bresp_ = 0;
  uint32_t rdata_ = 0;
};

}  // namespace openpml
