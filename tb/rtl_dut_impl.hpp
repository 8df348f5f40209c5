// SPDX-License-Identifier: Apache-2.0
/// Drives one Verilated configuration of pml_unit. Signal widths depend on the configuration: Bits reads and writes a field of
/// any Verilator signal type (scalar or wide).
#pragma once
#include <algorithm>
#include <bit>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

#include <verilated.h>
#if VM_TRACE_FST
#include <verilated_fst_c.h>
#endif

#include "openpml/dut.hpp"

namespace openpml {

/// `width` (1..64) bits of signal `s` from bit `lsb`.
template <class S>
uint64_t bits(const S& s, unsigned lsb, unsigned width) {
  const uint64_t mask = width == 64 ? ~uint64_t{0} : (uint64_t{1} << width) - 1;
  if constexpr (std::is_integral_v<S>) {
    return (static_cast<uint64_t>(s) >> lsb) & mask;
  } else {
    const unsigned w = lsb / 32, sh = lsb % 32;
    const unsigned words = (sh + width + 31) / 32;
    unsigned __int128 v = 0;
    for (unsigned i = 0; i < words; ++i) v |= static_cast<unsigned __int128>(s[w + i]) << (32 * i);
    return static_cast<uint64_t>(v >> sh) & mask;
  }
}

template <class S>
void set_bits(S& s, unsigned lsb, unsigned width, uint64_t value) {
  const uint64_t mask = width == 64 ? ~uint64_t{0} : (uint64_t{1} << width) - 1;
  value &= mask;
  if constexpr (std::is_integral_v<S>) {
    s = static_cast<S>((static_cast<uint64_t>(s) & ~(mask << lsb)) | (value << lsb));
  } else {
    for (unsigned i = 0; i < width; ++i) {
      const unsigned b = lsb + i;
      const uint32_t bit = uint32_t{1} << (b % 32);
      if ((value >> i) & 1) s[b / 32] |= bit;
      else s[b / 32] &= ~bit;
    }
  }
}

template <class S>
void put_beat(S& s, const Beat& beat) {
  if constexpr (std::is_integral_v<S>) s = static_cast<S>(beat[0]);
  else std::memcpy(&s[0], beat.data(), sizeof(s));
}

template <class S>
void get_beat(const S& s, Beat& beat) {
  if constexpr (std::is_integral_v<S>) beat[0] = s;
  else std::memcpy(beat.data(), &s[0], sizeof(s));
}

template <class V>
class RtlDut final : public Dut {
 public:
  /// `plusarg`: one argument that the RTL's $value$plusargs sees.
  RtlDut(const Params& params, const std::string& fst_file, const std::string& plusarg = "")
      : p_(params), top_(std::make_unique<V>(&context_)) {
    find_steps();
    const char* args[] = {"pml", plusarg.c_str()};
    context_.commandArgs(2, args);
    context_.assertOn(true);
    if (!fst_file.empty()) {
#if VM_TRACE_FST
      context_.traceEverOn(true);
      fst_ = std::make_unique<VerilatedFstC>();
      top_->trace(fst_.get(), 99);
      fst_->open(fst_file.c_str());
#else
      throw std::invalid_argument("this program has no tracing: use 'make waves'");
#endif
    }
    top_->clk_i = 0;
    top_->rst_ni = 0;
    top_->eval();
  }
  ~RtlDut() override {
#if VM_TRACE_FST
    if (fst_) fst_->close();
#endif
    top_->final();
  }

  const Params& params() const override { return p_; }

  void step(const Inputs& in, Outputs& out) override {
    apply(in);
    top_->clk_i = 0;
    top_->eval();
    sample(out);
    dump();
    top_->clk_i = 1;
    top_->eval();
    dump();
  }

  void arch(ArchState& s) const override;

 private:
  void dump() {
    context_.timeInc(1);
#if VM_TRACE_FST
    if (fst_) fst_->dump(context_.time());
#endif
  }
  void apply(const Inputs& in);
  void find_steps();
  void sample(Outputs& out) const;
  uint64_t counter(unsigned k, unsigned m) const;

  Params p_;
  std::vector<uint16_t> steps_;  ///< of pml_counters: how many steps after 0 a state of its shift registers comes
  VerilatedContext context_;
  std::unique_ptr<V> top_;
#if VM_TRACE_FST
  std::unique_ptr<VerilatedFstC> fst_;
#endif
};

/// The sequence of states that pml_counters' shift registers go through.
template <class V>
void RtlDut<V>::find_steps() {
  const unsigned n = 20u << std::max(1u, static_cast<unsigned>(std::bit_width(p_.n_vm - 1)));
  const unsigned length = static_cast<unsigned>(std::bit_width(n)), all = (1u << length) - 1;
  static constexpr unsigned kTaps[] = {0x030, 0x060, 0x0B8, 0x110, 0x240, 0x500};  // of 6 bits, 7, ...
  steps_.resize(all + 1);
  for (unsigned i = 0, s = 0; i < all; ++i) {
    steps_[s] = static_cast<uint16_t>(i);
    s = (s << 1 & all) | (~static_cast<unsigned>(std::popcount(s & kTaps[length - 6])) & 1);
  }
}

template <class V>
void RtlDut<V>::apply(const Inputs& in) {
  V& t = *top_;
  t.rst_ni = in.rst_n;
  for (unsigned i = 0; i < p_.n_src; ++i) {
    set_bits(t.ev_valid_i, i, 1, in.ev[i].valid);
    set_bits(t.ev_vcpu_i, i * 8, 8, in.ev[i].vcpu);
    set_bits(t.ev_gfn_i, i * 40, 40, in.ev[i].gfn);
    set_bits(t.ev_write_i, i, 1, in.ev[i].write);
  }
  t.irq_ready_i = in.irq_ready;
  t.src_irq_valid_i = in.src_irq_valid;
  t.src_irq_vec_i = in.src_irq_vec;
  t.s_awvalid_i = in.s_awvalid;
  t.s_awaddr_i = in.s_awaddr;
  t.s_wvalid_i = in.s_wvalid;
  t.s_wdata_i = in.s_wdata;
  t.s_wstrb_i = in.s_wstrb;
  t.s_bready_i = in.s_bready;
  t.s_arvalid_i = in.s_arvalid;
  t.s_araddr_i = in.s_araddr;
  t.s_rready_i = in.s_rready;
  t.m_awready_i = in.m_awready;
  t.m_wready_i = in.m_wready;
  t.m_arready_i = in.m_arready;
  t.m_bvalid_i = in.m_bvalid;
  t.m_bresp_i = in.m_bresp;
  t.m_rvalid_i = in.m_rvalid;
  t.m_rresp_i = in.m_rresp;
  t.m_rlast_i = in.m_rlast;
  if (in.m_rvalid) put_beat(t.m_rdata_i, in.m_rdata);
}

template <class V>
void RtlDut<V>::sample(Outputs& out) const {
  const V& t = *top_;
  for (unsigned s = 0; s < p_.n_src; ++s) out.ev_ready[s] = bits(t.ev_ready_o, s, 1) != 0;
  out.can_accept = t.can_accept_o;
  out.guest_exit = t.guest_exit_o;
  out.cut_valid = t.epoch_cut_valid_o;
  out.cut_vm = t.epoch_cut_vm_o;
  out.cut_buf = t.epoch_cut_buf_o;
  out.irq_valid = t.irq_valid_o;
  out.irq_vec = t.irq_vec_o;
  out.s_awready = t.s_awready_o;
  out.s_wready = t.s_wready_o;
  out.s_bvalid = t.s_bvalid_o;
  out.s_bresp = t.s_bresp_o;
  out.s_arready = t.s_arready_o;
  out.s_rvalid = t.s_rvalid_o;
  out.s_rdata = t.s_rdata_o;
  out.s_rresp = t.s_rresp_o;
  out.m_awvalid = t.m_awvalid_o;
  out.m_awaddr = t.m_awaddr_o;
  out.m_awlen = t.m_awlen_o;
  out.m_awsize = t.m_awsize_o;
  out.m_wvalid = t.m_wvalid_o;
  if (out.m_wvalid) get_beat(t.m_wdata_o, out.m_wdata);
  out.m_wstrb = t.m_wstrb_o;
  out.m_wlast = t.m_wlast_o;
  out.m_bready = t.m_bready_o;
  out.m_arvalid = t.m_arvalid_o;
  out.m_araddr = t.m_araddr_o;
  out.m_arlen = t.m_arlen_o;
  out.m_arsize = t.m_arsize_o;
  out.m_rready = t.m_rready_o;
}

/// What pml_counters holds of counter k of VM m: RAM (nothing yet in the first walk), what is on its way there, and how far the
/// register has come since the last visit.
template <class V>
uint64_t RtlDut<V>::counter(unsigned k, unsigned m) const {
  const auto& r = *top_->rootp;
  const unsigned vms = 1u << std::max(1u, static_cast<unsigned>(std::bit_width(p_.n_vm - 1)));
  const unsigned n = 20 * vms, i = k * vms + m, most = std::max(p_.n_vcpu + 1, 8u);
  const unsigned length = static_cast<unsigned>(std::bit_width(n)),
                 width = static_cast<unsigned>(std::bit_width(n * most));
  const bool bytes = k == 16 || k == 17;
  const unsigned binary = k == 5 ? p_.n_vcpu + 1 : k == 12 ? 2 : bytes ? 8 : 0;  // largest step, 0: a shift register
  uint64_t state = 0;
  for (unsigned b = 0; b < width; ++b) state |= bits(r.pml_unit__DOT__u_counters__DOT__now, b * n + i, 1) << b;
  if (!binary) state = steps_[state];
  // where visits 1 to 3 are; in the first walk RAM holds nothing yet
  const bool in_1 = r.pml_unit__DOT__u_counters__DOT__v1_q && r.pml_unit__DOT__u_counters__DOT__n1_q == i;
  const bool in_2 = r.pml_unit__DOT__u_counters__DOT__v2_q && r.pml_unit__DOT__u_counters__DOT__n2_q == i;
  const bool in_3 = r.pml_unit__DOT__u_counters__DOT__v3_q && r.pml_unit__DOT__u_counters__DOT__n3_q == i;
  const bool ahead = r.pml_unit__DOT__u_counters__DOT__first_q && i >= r.pml_unit__DOT__u_counters__DOT__walk_q;
  const bool first_1 = in_1 && r.pml_unit__DOT__u_counters__DOT__first1_q;
  const uint64_t seen = ahead || first_1 ? 0 : r.pml_unit__DOT__u_counters__DOT__seen[i];
  const uint64_t round = binary ? uint64_t{1} << std::bit_width(n * binary) : (uint64_t{1} << length) - 1;
  uint64_t value = ahead || first_1 ? 0 : r.pml_unit__DOT__u_counters__DOT__mem[i];
  if (in_2) value = r.pml_unit__DOT__u_counters__DOT__value_q;
  if (in_3) value = r.pml_unit__DOT__u_counters__DOT__sum_q;
  uint64_t on_the_way = (state + round - seen) % round;
  if (in_2 && !r.pml_unit__DOT__u_counters__DOT__none_q)
    on_the_way += uint64_t{r.pml_unit__DOT__u_counters__DOT__way_q} + r.pml_unit__DOT__u_counters__DOT__one_more_q;
  return value + (bytes ? 8 : 1) * on_the_way;
}

template <class V>
void RtlDut<V>::arch(ArchState& s) const {
  const auto& r = *top_->rootp;
  for (unsigned v = 0; v < p_.n_vcpu; ++v) {
    auto& c = s.vcpu[v];
    c.cnt = bits(r.pml_unit__DOT__cnt, v * 10, 10);
    c.occ = bits(r.pml_unit__DOT__occ, v * 11, 11);
    c.bar = bits(r.pml_unit__DOT__bar, v * 11, 11);
    c.rem = bits(r.pml_unit__DOT__rem, v * 10, 10);
    c.idx = bits(r.pml_unit__DOT__idx, v * 16, 16);
    c.act = bits(r.pml_unit__DOT__act, v, 1);
    c.drain = bits(r.pml_unit__DOT__drain, v, 1);
    c.skid = bits(r.pml_unit__DOT__skid, v, 1);
    c.page_valid = bits(r.pml_unit__DOT__page_valid, v, 1);
  }
  for (unsigned m = 0; m < p_.n_vm; ++m) {
    auto& a = s.vm[m];
    a.state = bits(r.pml_unit__DOT__state, m * 3, 3);
    a.job = bits(r.pml_unit__DOT__job, m * 3, 3);
    a.cur_buf = bits(r.pml_unit__DOT__cur_buf, m, 1);
    a.owner0 = bits(r.pml_unit__DOT__owner0, m * 2, 2);
    a.owner1 = bits(r.pml_unit__DOT__owner1, m * 2, 2);
    a.cmd_status = bits(r.pml_unit__DOT__cmd_status, m * 8, 8);
    a.fault_code = bits(r.pml_unit__DOT__fault_code, m * 8, 8);
    a.stop_pend = bits(r.pml_unit__DOT__stop_pend, m, 1);
    a.epoch = bits(r.pml_unit__DOT__epoch, m * 32, 32);
    a.gen = bits(r.pml_unit__DOT__gen, m * p_.gen_w, p_.gen_w);
    a.raw_head = bits(r.pml_unit__DOT__raw_head, m * 32, 32);
    for (unsigned b = 0; b < 2; ++b) {
      a.distinct_a[b] = bits(r.pml_unit__DOT__u_distinct__DOT__zero_q, m * 4 + b, 1)
                            ? 0
                            : r.pml_unit__DOT__u_distinct__DOT__mem[m * 4 + b];
      a.distinct_w[b] = bits(r.pml_unit__DOT__u_distinct__DOT__zero_q, m * 4 + 2 + b, 1)
                            ? 0
                            : r.pml_unit__DOT__u_distinct__DOT__mem[m * 4 + 2 + b];
    }
    for (unsigned k = 0; k < kCounters; ++k) a.counters[k] = counter(k, m);
  }
  s.prod = r.pml_unit__DOT__prod;
  s.resv = r.pml_unit__DOT__resv;
  s.irq_pending = r.pml_unit__DOT__irq_pending;
  s.store_free = r.pml_unit__DOT__free_count;
  s.inflight = r.pml_unit__DOT__inflight_lines;
  s.rd_out = r.pml_unit__DOT__rd_out;
  s.wr_out = r.pml_unit__DOT__wr_out;
  s.unbound = counter(19, 0);
  s.filter_parity = counter(19, 1);
}

}  // namespace openpml
