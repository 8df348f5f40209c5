// SPDX-License-Identifier: Apache-2.0
#include "map.hpp"

#include "unit.hpp"

namespace openpml::cycle {

Map::Map(const Params& p)
    : line_w_(p.line_w()), group_w_(p.line_w() - 5), txn_(p.txn()), wbq_(p.n_slots()), retry_(p.n_slots()),
      groups_((size_t{p.n_vm} * 4) << group_w_), flying_(((size_t{p.n_vm} * 2 << line_w_) + 63) / 64),
      order_(p.txn()) {
  reset();
}

void Map::reset() {
  wbq_.clear();
  retry_.clear();
  order_.clear();
  std::fill(flying_.begin(), flying_.end(), 0);
  pick_ = mage_ = 0;
  m2_ = mark_ = {};
  for (auto& vm : head_) vm = {{{-1, -1}, {-1, -1}}};
  role_ = {};
  pend_wb_ = {};
  clr_out_ = 0;
}

void Map::set_mark(unsigned vm, uint32_t line, bool a, bool w) {
  mark_ = {};
  mark_.kind = OpKind::Mark;
  mark_.id = {line, static_cast<uint8_t>(vm), false};
  mark_.kinds = {a, w};
}

bool Map::conflict(const LineId& l) const {
  if (in_flight(l)) return true;
  return (m2_.kind == OpKind::Set || m2_.kind == OpKind::Clear) && m2_.id.vm == l.vm && m2_.id.buf == l.buf &&
         m2_.id.line == l.line;
}

void Map::choose(const Unit& u, Cycle& c) const {
  MapSig& s = c.map;
  const bool use_engine = c.engine.op.kind != OpKind::None;
  const MapOp& op = use_engine ? c.engine.op : mark_;
  s.engine_there = op.kind != OpKind::None;
  const unsigned held = m2_.kind == OpKind::Set || m2_.kind == OpKind::Clear;
  const bool room = u.writeback.txq_count() + held < 8 && order_.size() + held < txn_;
  s.engine_can = s.engine_there && (op.kind != OpKind::Clear || room);
  const bool wb_can = room && (!wbq_.empty() || !retry_.empty());
  if (wb_can && !(s.engine_can && mage_ == kEngineAge)) {
    const bool retry = !retry_.empty() && (wbq_.empty() || pick_ == 15);
    (retry ? s.from_retry : s.from_wbq) = true;
    const Evicted& e = retry ? retry_.front() : wbq_.front();
    if (conflict(e.id)) {
      s.to_retry = true;
    } else {
      s.next.kind = OpKind::Set;
      s.next.id = e.id;
      s.next.wb = e;
    }
  } else if (s.engine_can) {
    s.engine_served = true;
    if (op.kind == OpKind::Clear && conflict(op.id)) return;
    (use_engine ? s.engine_done : s.mark_done) = true;
    s.next = op;
  }
}

void Map::operate(const Unit& u, Cycle& c) const {
  MapSig& s = c.map;
  const LineId& id = m2_.id;
  const bool t = role_[id.vm][id.buf];
  const bool by_line = m2_.kind == OpKind::Set || m2_.kind == OpKind::Clear || m2_.kind == OpKind::Mark;
  const uint32_t g = by_line ? id.line >> 5 : id.line;
  const unsigned b = id.line & 31;
  const Group& gt = groups_[at(id.vm, id.buf, t, g)];
  const Group& gh = groups_[at(id.vm, id.buf, !t, g)];
  const auto touched = [&](unsigned k) { return bit(gt.bits[k], b) && u.spec_bug != 9; };
  switch (m2_.kind) {
    case OpKind::Set:
    case OpKind::Mark: {
      const bool wb = m2_.kind == OpKind::Set;
      s.set = true;
      s.link = !(gt.bits[kA] | gt.bits[kW]);
      for (unsigned k : {kA, kW}) {
        const bool any = wb ? m2_.wb.mask[k] != 0 : m2_.kinds[k];
        s.bits[k] = uint32_t{any} << b;
        s.txn.read[k] = any && touched(k);
        s.txn.full[k] = any && !touched(k);
      }
      s.push = wb;
      s.txn.mask = m2_.wb.mask;
      s.txn.slot = m2_.wb.slot;
      s.txn.color = m2_.wb.color;
      break;
    }
    case OpKind::Clear:
      for (unsigned k : {kA, kW}) s.txn.full[k] = m2_.kinds[k] && !touched(k);
      s.txn.zero = true;
      s.push = s.txn.full[kA] || s.txn.full[kW];
      break;
    case OpKind::ReadH:
      for (unsigned k : {kA, kW}) s.bits[k] = gh.bits[k] & ~gt.bits[k];
      if (u.spec_bug == 8) s.bits[kA] = 0;
      s.next_group = gh.next;
      s.zero_h = true;
      break;
    case OpKind::ReadT:
      s.bits = gt.bits;
      s.next_group = gt.next;
      break;
    case OpKind::Wipe:
      s.wipe = true;
      break;
    case OpKind::None:
      break;
  }
  s.txn.id = id;
}

void Map::decide(const Unit& u, Cycle& c) const {
  choose(u, c);
  if (m2_busy()) operate(u, c);
}

void Map::commit_map(const Cycle& c) {
  const MapSig& s = c.map;
  const LineId& id = m2_.id;
  const bool t = role_[id.vm][id.buf];
  if (s.set) {
    const uint32_t g = id.line >> 5;
    Group& gt = groups_[at(id.vm, id.buf, t, g)];
    for (unsigned k : {kA, kW}) gt.bits[k] |= s.bits[k];
    if (s.link) {
      gt.next = head_[id.vm][id.buf][t];
      head_[id.vm][id.buf][t] = static_cast<int32_t>(g);
    }
  }
  if (s.zero_h || s.wipe) groups_[at(id.vm, id.buf, !t, id.line)].bits = {};
  if (s.wipe) groups_[at(id.vm, id.buf, t, id.line)].bits = {};
}

void Map::commit(const Cycle& c) {
  const MapSig& s = c.map;
  // M2 and the table of lines in flight
  if (m2_busy()) commit_map(c);
  if (s.push) {
    flying_[key(s.txn.id) / 64] |= uint64_t{1} << key(s.txn.id) % 64;
    order_.push(s.txn.id);
    if (s.txn.zero) ++clr_out_;
  }
  if (c.b.valid && c.b.tag.src == Src::Line && c.b.tag.line_last) {
    const LineId& l = order_.front();
    flying_[key(l) / 64] &= ~(uint64_t{1} << key(l) % 64);
    order_.pop();
    const BTag& tag = c.b.tag;
    if (tag.zero) --clr_out_;
    else --pend_wb_[tag.vm][tag.buf][tag.color];
  }
  m2_ = s.next;
  // M1 and its queues
  if (s.from_wbq || s.from_retry) {
    Fifo<Evicted>& q = s.from_wbq ? wbq_ : retry_;
    const Evicted e = q.front();
    q.pop();
    if (s.to_retry) retry_.push(e);
    pick_ = (pick_ + 1) & 15;
  }
  if (s.mark_done) mark_ = {};
  if (!s.engine_there || s.engine_served) mage_ = 0;
  else if (s.engine_can && mage_ < kEngineAge) ++mage_;
  if (c.store.evict) {
    wbq_.push(c.store.out);
    ++pend_wb_[c.store.out.id.vm][c.store.out.id.buf][c.store.out.color];
  }
  // the engine's changes of lists and roles
  const unsigned vm = c.engine.vm;
  if (c.engine.drop_head_h) head_[vm][c.engine.buf][!role_[vm][c.engine.buf]] = -1;
  if (c.engine.wipes) {
    head_[c.engine.grant] = {{{-1, -1}, {-1, -1}}};
    role_[c.engine.grant] = {};
  }
  if (c.fin.valid && c.fin.flips_role) role_[c.fin.vm][c.fin.buf] = !role_[c.fin.vm][c.fin.buf];
}

}  // namespace openpml::cycle
