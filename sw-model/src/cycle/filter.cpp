// SPDX-License-Identifier: Apache-2.0
#include "filter.hpp"

#include "unit.hpp"

namespace openpml::cycle {

Filter::Filter(const Params& p)
    : log2_(p.filter_log2), vm_shift_(p.filter_log2 - log2u(p.n_vm)), n_vm_(p.n_vm),
      gen_mask_(static_cast<uint32_t>((uint64_t{1} << p.gen_w) - 1)), ram_(size_t{1} << p.filter_log2) {
  reset();
}

void Filter::reset() {
  gen_ = {};
  active_ = false;
  idx_ = age_ = wait_ = mask_ = 0;
  pend_ = off_ = (1u << n_vm_) - 1;
  parity_ = 0;
}

uint32_t Filter::index(uint64_t gfn, unsigned vm) const {
  const uint64_t x = n_vm_ == 1 ? gfn : gfn ^ (uint64_t{vm} << vm_shift_);
  return static_cast<uint32_t>(x & (ram_.size() - 1));
}

void Filter::decide(const Unit& u, Cycle& c) const {
  FilterSig& s = c.filter;
  if (const Event& e = u.pipe.s(2); e.passed()) s.bypass = u.vms[e.vm].bypass || bit(off_, e.vm);
  const Event& e = u.pipe.s(5);
  bool wants = false;
  if (e.passed() && !e.bypass) {
    const FilterEntry& r = e.entry;
    s.bad = r.bad;
    s.hit = r.valid && !r.bad && r.gen == e.gen && (r.vm == e.vm || u.spec_bug == 4) &&
            r.tag == static_cast<uint32_t>(e.gfn >> log2_) && (r.write || !e.write || u.spec_bug == 3);
    for (unsigned ahead : {6u, 7u}) {
      const Event& a = u.pipe.s(ahead);
      s.hit |= a.passed() && a.gen == e.gen && a.vm == e.vm && a.gfn == e.gfn && (a.write || !e.write);
    }
    wants = !s.hit;
  }
  s.scrub = active_ && (!wants || age_ == 15);
  s.write = wants && !s.scrub;
}

void Filter::commit(Unit& u, const Cycle& c) {
  const FilterSig& s = c.filter;
  u.pipe.s(2).bypass = s.bypass;
  if (Event& e = u.pipe.s(3); e.passed()) e.entry = ram_[index(e.gfn, e.vm)];
  Event& e = u.pipe.s(5);
  e.hit = s.hit;
  e.bad = s.bad;
  if (s.write) {
    const bool bad = bit(c.inject, 0);
    ram_[index(e.gfn, e.vm)] = {static_cast<uint32_t>(e.gfn >> log2_), e.gen, e.vm, true, e.write, bad};
    if (bad) u.glob.inject &= ~1u;
  }
  const Event& last = u.pipe.s(6);
  if (last.bad) ++parity_;
  if (last.hit) ++u.vms[last.vm].cnt[Absorbed];

  uint32_t crossing = 0;
  for (uint32_t m = c.bump; m; m &= m - 1) {
    const unsigned vm = low(m);
    const uint32_t next = (gen_[vm] + 1) & gen_mask_;
    if (((next ^ gen_[vm]) & (gen_mask_ ^ (gen_mask_ >> 1))) && u.spec_bug != 5) crossing |= 1u << vm;
    gen_[vm] = next;
  }
  commit_scrubber(c, crossing);
}

void Filter::commit_scrubber(const Cycle& c, uint32_t crossing) {
  const uint32_t pend = pend_;
  const bool waits = wait_ != 0;
  if (crossing) wait_ = 4;
  else if (waits) --wait_;
  if (!active_) {
    if (pend && !waits) {
      active_ = true;
      idx_ = age_ = 0;
      mask_ = pend;
    }
  } else if (c.filter.scrub) {
    ram_[idx_] = {};
    age_ = 0;
    if (idx_ == ram_.size() - 1) {
      active_ = false;
      pend_ &= ~mask_;
      off_ &= ~mask_;
    }
    ++idx_;
  } else {
    ++age_;
  }
  off_ |= crossing & pend;
  pend_ |= crossing;
  mask_ &= ~crossing;
}

}  // namespace openpml::cycle
