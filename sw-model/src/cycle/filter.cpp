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
  s3_ = {};
  gen_ = {};
  active_ = false;
  idx_ = age_ = mask_ = 0;
  pend_ = off_ = (1u << n_vm_) - 1;
  parity_ = 0;
}

uint32_t Filter::index(uint64_t gfn, unsigned vm) const {
  const uint64_t x = n_vm_ == 1 ? gfn : gfn ^ (uint64_t{vm} << vm_shift_);
  return static_cast<uint32_t>(x & (ram_.size() - 1));
}

void Filter::decide(const Unit& u, Cycle& c) const {
  const Event& e = u.check.s2();
  FilterSig& s = c.filter;
  bool wants = false;
  s.vm = e.vm;
  if (e.valid) {
    const bool bypass = u.vms[e.vm].bypass || bit(off_, e.vm);
    s.index = index(e.gfn, e.vm);
    if (!bypass) {
      const Entry& r = ram_[s.index];
      s.bad = r.bad;
      s.hit = r.valid && !r.bad && r.gen == e.gen && (r.vm == e.vm || u.spec_bug == 4) &&
              r.tag == static_cast<uint32_t>(e.gfn >> log2_) && (r.write || !e.write || u.spec_bug == 3);
      wants = !s.hit;
    }
    if (!s.hit) s.next = e;
  }
  s.scrub = active_ && (!wants || age_ == 15);
  s.write = wants && !s.scrub;
}

void Filter::commit(Unit& u, const Cycle& c) {
  const FilterSig& s = c.filter;
  if (s.bad) ++parity_;
  if (s.hit) ++u.vms[c.filter.vm].cnt[Absorbed];
  if (s.write) {
    const bool bad = bit(c.inject, 0);
    ram_[s.index] = {static_cast<uint32_t>(s.next.gfn >> log2_), s.next.gen, s.next.vm, true, s.next.write, bad};
    if (bad) u.glob.inject &= ~1u;
  }
  s3_ = s.next;

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
  if (!active_) {
    if (pend) {
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
