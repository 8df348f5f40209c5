// SPDX-License-Identifier: Apache-2.0
#include "log.hpp"

#include "unit.hpp"

namespace openpml::cycle {

LogBanks::LogBanks(const Params& p) : ram_(size_t{p.n_vcpu} * 2 * kLogDepth) {}

Drained LogBanks::head(unsigned v) const {
  const Vcpu& q = q_[v];
  const unsigned pos = q.total - q.rem;
  const Entry& e = ram_[(v * 2 + (q.act ^ 1u)) * kLogDepth + pos];
  Drained d;
  d.gfn = e.gfn;
  d.write = e.write;
  d.buf = e.buf;
  d.bad = e.bad;
  d.last = q.rem == 1;
  d.pos = static_cast<uint16_t>(pos);
  d.v = static_cast<uint8_t>(v);
  return d;
}

void LogBanks::decide(const Unit& u, Cycle& c) const {
  for (unsigned v = 0; v < u.p.n_vcpu; ++v) {
    const Vcpu& q = q_[v];
    if (q.drain || q.cnt == 0 || !u.vcpu[v].bound || u.mode_of(v) == Mode::Intel) continue;
    if (q.cnt == kLogDepth || q.bar > q.occ - q.cnt) c.log.switched |= 1u << v;
  }
  const Event& e = u.filter.s3();
  c.log.write = e.valid && u.vms[e.vm].mode != Mode::Intel;
}

void LogBanks::commit(Unit& u, const Cycle& c) {
  for (uint32_t m = c.log.switched; m; m &= m - 1) {
    Vcpu& q = q_[low(m)];
    q.drain = true;
    draining_ |= 1u << low(m);
    q.forced = q.cnt < kLogDepth;
    q.rem = q.total = q.cnt;
    q.act ^= 1;
    q.cnt = 0;
    ++u.vms[u.vcpu[low(m)].vm].cnt[BankSwitches];
  }
  if (c.drain.read) {
    Vcpu& q = q_[c.drain.e.v];
    if (--q.rem == 0) {
      q.drain = false;
      draining_ &= ~(1u << c.drain.e.v);
    }
  }
  const uint32_t recorded = c.rec.done && c.rec.page ? 1u << c.rec.v : 0;
  for (unsigned v = 0; v < u.p.n_vcpu; ++v)
    if (q_[v].bar == 0 && (bit(recorded, v) || !bit(c.raw.pages, v))) q_[v].old_page = false;
  for (uint32_t m = c.bar_load; m; m &= m - 1) {
    const unsigned v = low(m);
    q_[v].bar = static_cast<uint16_t>(q_[v].occ - bit(c.committed, v));
    q_[v].old_page = u.mode_of(v) == Mode::Raw && (q_[v].bar > 0 || bit(c.raw.pages & ~recorded, v));
    if (u.spec_bug == 16) q_[v].bar -= bit(c.log.switched, v) ? q_[v].total : q_[v].cnt;
  }
  for (uint32_t m = c.committed; m; m &= m - 1) {
    const unsigned v = low(m);
    --q_[v].occ;
    if (!bit(c.bar_load, v) && q_[v].bar > 0) --q_[v].bar;
  }
  if (c.log.write) {
    const Event& e = c.s3;
    Vcpu& q = q_[e.vcpu];
    const bool bad = bit(c.inject, 1);
    if (bad) u.glob.inject &= ~2u;
    at(e.vcpu, q.act, q.cnt) = {e.gfn, e.write, e.buf, bad};
    ++q.cnt;
    ++q.occ;
    ++u.vms[e.vm].cnt[Logged];
  }
}

void Drain::decide(const Unit& u, Cycle& c) const {
  DrainSig& s = c.drain;
  const bool store_room = u.store.fifo_count() + (store_push() ? 1 : 0) < 4;
  s.push_store = store_push();
  s.push_raw = raw_push();
  if (reading_) s.pushed = e_;
  const bool raw_room = u.raw.fifo_count() + (raw_push() ? 1 : 0) < 4;
  int best = -1, forced = -1;
  bool forced_waits = false;
  for (uint32_t d = u.log.draining(); d; d &= d - 1) {
    const unsigned v = low(d);
    const LogBanks::Vcpu& q = u.log[v];
    if (q.rem == 0 || !u.vcpu[v].bound) continue;
    const Mode m = u.mode_of(v);
    if (m == Mode::Intel) continue;
    forced_waits |= q.forced;
    const bool page = u.raw.page_open(v) || u.vms[u.vcpu[v].vm].discards();
    const bool ready = m == Mode::Raw ? page && raw_room : store_room;
    if (!ready) continue;
    if (best < 0 || q.cnt > u.log[static_cast<unsigned>(best)].cnt) best = static_cast<int>(v);
    if (q.forced && forced < 0) forced = static_cast<int>(v);
  }
  if (forced_waits) s.starve = static_cast<uint16_t>(starve_ < kStarve ? starve_ + 1 : kStarve);
  if (best < 0) return;
  const unsigned v = static_cast<unsigned>(forced >= 0 && starve_ == kStarve ? forced : best);
  s.read = true;
  s.raw = u.mode_of(v) == Mode::Raw;
  s.e = u.log.head(v);
  s.e.vm = u.vcpu[v].vm;
  if (u.log[v].forced) s.starve = 0;
}

void Drain::commit(const Cycle& c) {
  reading_ = c.drain.read;
  raw_ = c.drain.raw;
  if (reading_) e_ = c.drain.e;
  starve_ = c.drain.starve;
}

}  // namespace openpml::cycle
