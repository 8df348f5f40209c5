// SPDX-License-Identifier: Apache-2.0
#include "port.hpp"

#include "unit.hpp"

namespace openpml::cycle {

void Port::decide(const Unit& u, const Inputs& in, Cycle& c) const {
  PortSig& s = c.port;
  for (unsigned v = 0; v < u.p.n_vcpu; ++v) {
    if (u.vcpu[v].hold) continue;
    const bool ok = u.mode_of(v) == Mode::Intel ? u.intel.can_accept(v, inflight_[v]) : u.log.free(v) > inflight_[v];
    if (ok) s.can_accept |= uint64_t{1} << v;
  }

  const unsigned n = u.p.n_src;
  std::array<bool, kMaxSrc> request{};
  for (unsigned i = 0; i < n; ++i) {
    const Inputs::Event& e = in.ev[i];
    const bool can = e.vcpu >= u.p.n_vcpu || bit(s.can_accept, e.vcpu);
    request[i] = e.valid && can;
    s.ready[i] = can && i == grant_;
    if (e.valid && !can) s.blocked |= 1u << e.vcpu;
  }
  s.grant = static_cast<uint8_t>(grant_);
  for (unsigned k = n; k > 0; --k)
    if (request[(grant_ + k) % n]) s.grant = static_cast<uint8_t>((grant_ + k) % n);
  if (!request[grant_]) return;
  const Inputs::Event& e = in.ev[grant_];
  s.taken.valid = true;
  s.taken.known = e.vcpu < u.p.n_vcpu;
  s.taken.vcpu = e.vcpu;
  s.taken.gfn = e.gfn & ((uint64_t{1} << 40) - 1);
  s.taken.write = e.write;
}

void Port::commit(Unit& u, const Cycle& c) {
  uint32_t stalled = 0;
  for (uint32_t v = blocked_; v; v &= v - 1)
    if (const VcpuRegs& r = u.vcpu[low(v)]; r.bound) stalled |= 1u << r.vm;
  for (uint32_t m = stalled; m; m &= m - 1) ++u.vms[low(m)].cnt[Stalled];
  blocked_ = c.port.blocked;
  grant_ = c.port.grant;
  if (c.port.taken.known) ++inflight_[c.port.taken.vcpu];
  if (const Event& e = u.pipe.s(6); e.known) --inflight_[e.vcpu];
}

void Check::decide(const Unit& u, Cycle& c) const {
  const Event& e = u.pipe.s(1);
  CheckSig& s = c.check;
  if (!e.valid) return;
  s.gfn = e.gfn;
  if (!e.known || !u.vcpu[e.vcpu].bound) {
    s.verdict = Verdict::Unbound;
    return;
  }
  s.vm = u.vcpu[e.vcpu].vm;
  const Vm& m = u.vms[s.vm];
  const uint64_t gfn = u.spec_bug == 6 ? e.gfn & ((uint64_t{1} << u.p.pages_log2) - 1) : e.gfn;
  if (m.state != VmState::Active) {  // NOLINT(bugprone-branch-clone): the order is the contract's
    s.verdict = Verdict::Ignored;
  } else if (gfn >= m.limit) {
    s.verdict = Verdict::PastLimit;
  } else if (!e.write && !m.log_reads) {
    s.verdict = Verdict::Ignored;
  } else {
    s.verdict = Verdict::Pass;
    s.gfn = gfn;
    s.buf = m.cur_buf != (u.spec_bug == 1 && c.cmd.cut && c.cmd.vm == s.vm);
    s.gen = u.filter.gen(s.vm);
    s.intel = m.mode == Mode::Intel;
  }
}

void Check::commit(Unit& u, const Cycle& c) {
  const CheckSig& s = c.check;
  Event& first = u.pipe.s(1);
  first.verdict = s.verdict;
  first.vm = s.vm;
  if (s.verdict == Verdict::Pass) {
    first.gfn = s.gfn;
    first.buf = s.buf;
    first.gen = s.gen;
    first.intel = s.intel;
  }

  const Event& e = u.pipe.s(4);
  if (e.verdict == Verdict::None) return;
  if (e.verdict == Verdict::Unbound) {
    ++unbound_;
    return;
  }
  Vm& m = u.vms[e.vm];
  ++m.cnt[Accepted];
  if (e.verdict == Verdict::Ignored) ++m.cnt[Ignored];
  if (e.verdict == Verdict::PastLimit) {
    ++m.cnt[Faulted];
    if (!m.limit_gfn_valid) {
      m.limit_gfn_valid = true;
      m.limit_gfn = e.gfn;
    }
  }
}

}  // namespace openpml::cycle
