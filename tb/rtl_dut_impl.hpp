// SPDX-License-Identifier: Apache-2.0
/// One Verilated configuration of the RTL: its ports, and the architectural state by names inside (tb/pml_public.vlt).
#pragma once
#include <algorithm>
#include <bit>
#include <vector>

#include "port_dut.hpp"

namespace openpml {

template <class V>
class RtlDut final : public PortDut<V> {
 public:
  RtlDut(const Params& params, const std::string& fst_file, const std::string& plusarg = "", uint64_t init_seed = 1)
      : PortDut<V>(params, fst_file, plusarg, init_seed) {
    find_steps();
  }
  void arch(ArchState& s) const override;
  bool set_time(uint64_t now) override {
    top_->rootp->pml_unit__DOT__u_cmd__DOT__now_q = now;
    return true;
  }

 private:
  using PortDut<V>::p_;
  using PortDut<V>::top_;
  void find_steps();
  uint64_t counter(unsigned k, unsigned m) const;

  std::vector<uint16_t> steps_;  ///< of pml_counters: how many steps after 0 a state of its shift registers comes
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
  const bool ahead = (r.pml_unit__DOT__u_counters__DOT__first_q && i >= r.pml_unit__DOT__u_counters__DOT__walk_q) ||
                     (r.pml_unit__DOT__u_counters__DOT__v_q && r.pml_unit__DOT__u_counters__DOT__first_n_q &&
                      r.pml_unit__DOT__u_counters__DOT__n_q == i) ||
                     (r.pml_unit__DOT__u_counters__DOT__v0_q && r.pml_unit__DOT__u_counters__DOT__first0_q &&
                      r.pml_unit__DOT__u_counters__DOT__n0_q == i);
  const bool first_1 = in_1 && r.pml_unit__DOT__u_counters__DOT__first1_q;
  const uint64_t seen = ahead || first_1 ? 0 : r.pml_unit__DOT__u_counters__DOT__seen[i];
  const uint64_t round = binary ? uint64_t{1} << std::bit_width(n * binary) : (uint64_t{1} << length) - 1;
  uint64_t value = ahead || first_1 ? 0 : r.pml_unit__DOT__u_counters__DOT__mem[i];
  if (in_2) value = r.pml_unit__DOT__u_counters__DOT__value_q;
  if (in_3) value = r.pml_unit__DOT__u_counters__DOT__sum_q;
  uint64_t on_the_way = (state + round - seen) % round;
  if (in_2 && !r.pml_unit__DOT__u_counters__DOT__none_q)
    on_the_way += uint64_t{r.pml_unit__DOT__u_counters__DOT__way_q} + r.pml_unit__DOT__u_counters__DOT__one_more_q;
  // and what came in the cycle before
  if (k == 12) on_the_way += bits(r.pml_unit__DOT__u_counters__DOT__missed_q, m * 2, 2);
  else if (k == 16)
    on_the_way += r.pml_unit__DOT__u_counters__DOT__rd_vm_q == m ? r.pml_unit__DOT__u_counters__DOT__rd_q : 0;
  else if (k == 17)
    on_the_way += r.pml_unit__DOT__u_counters__DOT__wr_vm_q == m ? r.pml_unit__DOT__u_counters__DOT__wr_q : 0;
  else if (k == 19)
    on_the_way += m ? r.pml_unit__DOT__u_counters__DOT__fparity_q : r.pml_unit__DOT__u_counters__DOT__unbound_q;
  else on_the_way += bits(r.pml_unit__DOT__u_counters__DOT__any_q, k * p_.n_vm + m, 1);
  if (k == 5 && r.pml_unit__DOT__u_counters__DOT__skids_vm_q == m)
    on_the_way += r.pml_unit__DOT__u_counters__DOT__skids_q;
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
