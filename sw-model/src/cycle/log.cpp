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
  const Event& e = u.pipe.s(6);
  c.log.write = e.logged() && !e.intel;
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
  }
  if (c.drain.choice.valid) {
    const unsigned v = c.drain.choice.e.v;
    Vcpu& q = q_[v];
    if (--q.rem == 0) {
      q.drain = false;
      draining_ &= ~(1u << v);
    }
  }
  const uint32_t recorded = c.rec.done && c.rec.page ? 1u << c.rec.v : 0;
  for (unsigned v = 0; v < u.p.n_vcpu; ++v)
    if (q_[v].bar == 0 && (bit(recorded, v) || !bit(c.raw.pages, v))) q_[v].old_page = false;
  for (uint32_t m = c.bar_load; m; m &= m - 1) {
    const unsigned v = low(m);
    q_[v].bar = static_cast<uint16_t>(q_[v].occ - bit(c.committed, v));
    q_[v].old_page = u.mode_of(v) == Mode::Raw;
    if (u.spec_bug == 16) q_[v].bar -= bit(c.log.switched, v) ? q_[v].total : q_[v].cnt;
  }
  for (uint32_t m = c.committed; m; m &= m - 1) {
    const unsigned v = low(m);
    --q_[v].occ;
    if (!bit(c.bar_load, v) && q_[v].bar > 0) --q_[v].bar;
  }
  if (c.log.write) {
    const Event& e = u.pipe.s(6);
    Vcpu& q = q_[e.vcpu];
    const bool bad = bit(c.inject, 1);
    if (bad) u.glob.inject &= ~2u;
    at(e.vcpu, q.act, q.cnt) = {e.gfn, e.write, e.buf, bad};
    ++q.cnt;
    ++q.occ;
    ++u.vms[e.vm].cnt[Logged];
  }
}

unsigned Drain::on_the_way(bool raw) const {
  unsigned n = 0;
  for (const DrainStage& d : stage_) n += d.valid && d.raw == raw;
  return n;
}

void Drain::decide(const Unit& u, Cycle& c) const {
  DrainSig& s = c.drain;
  if (const DrainStage& d = stage_[2]; d.valid) {
    (d.raw ? s.push_raw : s.push_store) = true;
    s.pushed = d.e;
  }
  if (!u.log.draining()) return;
  const bool store_room = u.store.fifo_count() + on_the_way(false) < kPlaces;
  const bool raw_room = u.raw.fifo_count() + on_the_way(true) < kPlaces;
  uint32_t ready = 0, forced = 0;
  for (uint32_t d = u.log.draining(); d; d &= d - 1) {
    const unsigned v = low(d);
    forced |= uint32_t{u.log[v].forced} << v;
    const bool page = u.raw.page_open(v) || bit(u.raw.dropped_before(), v);
    if (u.mode_of(v) == Mode::Raw ? page && raw_room : store_room) ready |= 1u << v;
  }
  int best = -1;
  for (uint32_t r = boost_ ? ready & boost_ : ready; r; r &= r - 1)
    if (best < 0 || cnt_[low(r)] > cnt_[static_cast<unsigned>(best)]) best = static_cast<int>(low(r));
  if (best >= 0) {
    const unsigned v = static_cast<unsigned>(best);
    s.choice.valid = true;
    s.choice.raw = u.mode_of(v) == Mode::Raw;
    s.choice.e = u.log.head(v);
    s.choice.e.vm = u.vcpu[v].vm;
  }
  s.chose_forced = best >= 0 && bit(forced, static_cast<unsigned>(best));
  if (chose_forced_) return;
  if (forced) s.starve = static_cast<uint16_t>(starve_ < kStarve ? starve_ + 1 : kStarve);
  if (starve_ == kStarve && !boost_) s.boost = ready & forced;
}

void Drain::commit(Unit& u, const Cycle& c) {
  if (stage_[1].valid && stage_[1].e.pos == 0) ++u.vms[stage_[1].e.vm].cnt[BankSwitches];
  stage_[2] = stage_[1];
  stage_[1] = stage_[0];
  stage_[0] = c.drain.choice;
  starve_ = c.drain.starve;
  boost_ = c.drain.boost;
  chose_forced_ = c.drain.chose_forced;
  for (unsigned v = 0; v < u.p.n_vcpu; ++v) cnt_[v] = u.log[v].cnt;
}

}  // namespace openpml::cycle
