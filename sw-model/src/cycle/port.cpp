// SPDX-License-Identifier: Apache-2.0
#include "port.hpp"

#include "unit.hpp"

namespace openpml::cycle {

void Port::decide(const Unit& u, const Inputs& in, Cycle& c) const {
  PortSig& s = c.port;
  for (const Event* e : {&s1_, &u.check.s2(), &u.filter.s3()})
    if (e->valid && e->vcpu < u.p.n_vcpu) ++s.inflight[e->vcpu];
  for (unsigned v = 0; v < u.p.n_vcpu; ++v) {
    if (u.vcpu[v].hold) continue;
    const bool ok = u.mode_of(v) == Mode::Intel ? u.intel.can_accept(v, s.inflight[v])
                                                : u.log.free(v) > s.inflight[v];
    if (ok) s.can_accept |= uint64_t{1} << v;
  }

  const unsigned n = u.p.n_src;
  std::array<bool, kMaxSrc> can{}, request{};
  for (unsigned i = 0; i < n; ++i) {
    const Inputs::Event& e = in.ev[i];
    can[i] = e.vcpu >= u.p.n_vcpu || bit(s.can_accept, e.vcpu);
    request[i] = e.valid && can[i];
    if (e.valid && !can[i] && u.vcpu[e.vcpu].bound) s.stalled |= 1u << u.vcpu[e.vcpu].vm;
  }
  for (unsigned i = 0; i < n; ++i) {
    bool earlier = false;
    for (unsigned k = rr_; k != i; k = (k + 1) % n) earlier |= request[k];
    s.ready[i] = can[i] && !earlier;
    if (s.ready[i] && in.ev[i].valid) {
      s.take = true;
      s.src = static_cast<uint8_t>(i);
      s.taken.valid = true;
      s.taken.vcpu = in.ev[i].vcpu;
      s.taken.gfn = in.ev[i].gfn & ((uint64_t{1} << 40) - 1);
      s.taken.write = in.ev[i].write;
    }
  }
}

void Port::commit(Unit& u, const Cycle& c) {
  if (c.port.take) rr_ = (c.port.src + 1) % u.p.n_src;
  s1_ = c.port.taken;
  for (uint32_t m = c.port.stalled; m; m &= m - 1) ++u.vms[low(m)].cnt[Stalled];
}

void Check::decide(const Unit& u, Cycle& c) const {
  const Event& e = u.port.s1();
  CheckSig& s = c.check;
  if (!e.valid) return;
  s.gfn = e.gfn;
  if (e.vcpu >= u.p.n_vcpu || !u.vcpu[e.vcpu].bound) {
    s.verdict = Verdict::Unbound;
    return;
  }
  s.vm = u.vcpu[e.vcpu].vm;
  const Vm& m = u.vms[s.vm];
  const uint64_t gfn = u.spec_bug == 6 ? e.gfn & ((uint64_t{1} << u.p.pages_log2) - 1) : e.gfn;
  if (m.state != VmState::Active) {
    s.verdict = Verdict::Ignored;
  } else if (gfn >= m.limit) {
    s.verdict = Verdict::PastLimit;
  } else if (!e.write && !m.log_reads) {
    s.verdict = Verdict::Ignored;
  } else {
    s.verdict = Verdict::Pass;
    s.next = e;
    s.next.gfn = gfn;
    s.next.vm = s.vm;
    s.next.buf = m.cur_buf != (u.spec_bug == 1 && c.cmd.cut && c.cmd.vm == s.vm);
    s.next.gen = u.filter.gen(s.vm);
  }
}

void Check::commit(Unit& u, const Cycle& c) {
  const CheckSig& s = c.check;
  s2_ = s.next;
  if (s.verdict == Verdict::None) return;
  if (s.verdict == Verdict::Unbound) {
    ++unbound_;
    return;
  }
  Vm& m = u.vms[s.vm];
  ++m.cnt[Accepted];
  if (s.verdict == Verdict::Ignored) ++m.cnt[Ignored];
  if (s.verdict == Verdict::PastLimit) {
    ++m.cnt[Faulted];
    if (!m.limit_gfn_valid) {
      m.limit_gfn_valid = true;
      m.limit_gfn = c.check.gfn;
    }
  }
}

}  // namespace openpml::cycle
