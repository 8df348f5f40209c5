// SPDX-License-Identifier: Apache-2.0
/// The Verilated ingest alone, with memory, protocol checker and dom0's side: one clock a tick, events taken with a chance per cycle.
#pragma once
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "axi_checker.hpp"
#include "ingest_host.hpp"
#include "openpml/regs.hpp"
#include "port_map.hpp"

namespace openpml {

template <class V>
class IngestBench {
 public:
  IngestBench(unsigned dw, uint64_t seed, unsigned desc_log2 = 4, unsigned cpl_log2 = 4)
      : mem(dw, seed), checker(checker_params(dw)), host(mem, 8, desc_log2, cpl_log2), rng(seed + 1),
        top_(std::make_unique<V>(&context_)) {
    context_.assertOn(true);
    top_->clk_i = 0;
    in_.rst_n = false;
    for (int i = 0; i < 3; ++i) tick();
    in_.rst_n = true;
  }
  ~IngestBench() { top_->final(); }

  void tick() {
    V& t = *top_;
    mem.drive(in_);
    t.rst_ni = in_.rst_n;
    t.m_awready_i = in_.m_awready;
    t.m_wready_i = in_.m_wready;
    t.m_arready_i = in_.m_arready;
    t.m_bvalid_i = in_.m_bvalid;
    t.m_berr_i = in_.m_bresp >> 1;
    t.m_rvalid_i = in_.m_rvalid;
    t.m_rerr_i = in_.m_rresp >> 1;
    t.m_rlast_i = in_.m_rlast;
    if (in_.m_rvalid) put_beat(t.m_rdata_i, in_.m_rdata);
    t.ev_ready_i = hold_events ? 0 : rng.chance(256 - ev_stall, 256);
    t.clk_i = 0;
    t.eval();
    Outputs out;
    out.m_bready = out.m_rready = true;
    out.m_awvalid = t.m_awvalid_o;
    out.m_awaddr = t.m_awaddr_o;
    out.m_awlen = t.m_awlen_o;
    out.m_awsize = out.m_arsize = size_;
    out.m_wvalid = t.m_wvalid_o;
    get_beat(t.m_wdata_o, out.m_wdata);
    out.m_wstrb = ~uint64_t{0} >> (64 - (1u << size_));
    out.m_wlast = t.m_wlast_o;
    out.m_arvalid = t.m_arvalid_o;
    out.m_araddr = t.m_araddr_o;
    out.m_arlen = t.m_arlen_o;
    if (in_.rst_n && t.ev_valid_o && t.ev_ready_i) {
      host.event({t.ev_vcpu_o, t.ev_gfn_o, t.ev_write_o != 0});
      last_event = now;
      if (first_event == 0) first_event = now;
    }
    if (in_.rst_n && t.irq_o) ++irqs;
    checker.observe(now, in_, out);
    mem.observe(in_, out);
    t.clk_i = 1;
    t.eval();
    ++now;
  }
  /// A register write that happens in one cycle; false: refused.
  bool write(uint16_t off, uint32_t data) {
    V& t = *top_;
    t.wr_off_i = off;
    t.wr_data_i = data;
    tick();  // the ingest's view of its own configuration is a cycle old
    t.wr_i = 1;
    t.clk_i = 0;
    t.eval();
    const unsigned err = t.wr_err_o;
    last_error = err;
    tick();
    t.wr_i = 0;
    return err == 0;
  }
  uint32_t read(uint16_t off) {
    V& t = *top_;
    t.rd_off_i = off;
    t.rd_i = 1;
    t.eval();
    const uint32_t data = t.rd_data_o;
    read_error = t.rd_err_o;
    t.rd_i = 0;
    return data;
  }
  uint64_t counter(uint16_t off) { return read(off) | uint64_t{read(static_cast<uint16_t>(off + 4))} << 32; }
  auto writer() {
    return [this](uint16_t off, uint32_t data) { return write(off, data); };
  }
  bool idle() { return read(regs::INGEST_STATUS) & regs::INGEST_STATUS_IDLE_MASK; }
  bool ring() { return write(regs::INGEST_DESC_TAIL, host.tail()); }
  /// Takes the completions that are there and gives their slots back.
  void take() {
    if (host.poll() == 0) return;
    EXPECT_TRUE(write(regs::INGEST_CPL_CONS, host.consumed()));
  }
  /// Completions as they come, given back to the unit, until all are there.
  void finish(uint64_t limit = 600'000) {
    for (uint64_t i = 0; host.open() != 0; ++i) {
      if (i == limit) {
        ADD_FAILURE() << host.open() << " completions are missing after " << limit << " cycles";
        return;
      }
      tick();
      take();
    }
    for (int i = 0; i < 2000 && !idle(); ++i) tick();  // a record can be seen before its answer
    EXPECT_TRUE(idle());
    tick();
    tick();  // counters follow
  }
  void expect_clean() {
    for (const auto& f : host.findings()) ADD_FAILURE() << f;
    EXPECT_EQ(host.next_event(), nullptr) << "events are missing";
    EXPECT_EQ(checker.report(), "");
    for (const auto& v : mem.violations()) ADD_FAILURE() << v;
    for (const auto& g : mem.check_guards()) ADD_FAILURE() << g;
  }

 private:
  static Params checker_params(unsigned dw) {
    Params p;
    p.dw = dw;
    p.outstanding = 16;
    return p;
  }

 public:
  AxiMemory mem;
  AxiChecker checker;
  IngestHost host;
  Rng rng;
  bool hold_events = false;
  unsigned ev_stall = 0;  ///< chance in 256 that an event waits
  unsigned last_error = 0, read_error = 0;
  uint64_t now = 0, first_event = 0, last_event = 0, irqs = 0;

 private:
  VerilatedContext context_;
  std::unique_ptr<V> top_;
  Inputs in_{};
  uint8_t size_ = static_cast<uint8_t>(std::countr_zero(checker_params_dw()));
  unsigned checker_params_dw() const { return static_cast<unsigned>(sizeof(std::declval<V&>().m_wdata_o)); }
};

}  // namespace openpml
