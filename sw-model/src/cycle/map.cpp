// SPDX-License-Identifier: Apache-2.0
#include "map.hpp"

#include "unit.hpp"

namespace openpml::cycle {

namespace {
unsigned bits_for(unsigned n) { return n > 1 ? log2u(n) : 1; }
}  // namespace

Map::Map(const Params& p)
    : line_w_(p.line_w()), group_w_(p.line_w() - 5), hash_w_(std::bit_width(8 * p.lines() - 1)),
      tag_w_(line_w_ + 1 + bits_for(p.n_vm)), lines_(p.lines()), wbq_(p.n_slots()), retry_(kRetry),
      groups_((size_t{p.n_vm} * 4) << group_w_), flying_(size_t{1} << hash_w_), order_(p.lines()) {
  reset();
}

void Map::reset() {
  wbq_.clear();
  retry_.clear();
  order_.clear();
  std::fill(flying_.begin(), flying_.end(), false);
  pick_ = mage_ = 0;
  much_ = false;
  tx_left_ = 16;
  if_left_ = lines_;
  tx_back_ = if_back_ = 0;
  done_.reset();
  over_.reset();
  init_ = 1u << hash_w_;
  c_ = d_ = m2_ = m3_ = {};
  m4_ = {};
  mark_ = {};
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

uint32_t Map::hash(const LineId& l) const {
  const uint64_t tag = ((uint64_t{l.vm} * 2 + l.buf) << line_w_) | l.line;
  uint64_t h = tag & ((uint64_t{1} << hash_w_) - 1);
  for (unsigned i = hash_w_; i < tag_w_; ++i) h ^= uint64_t{bit(tag, i)} << (hash_w_ - 1 - i % hash_w_);
  return static_cast<uint32_t>(h);
}

/// What C and D do.
void Map::look(Cycle& c) const {
  MapSig& s = c.map;
  const bool d = d_.kind != OpKind::None;
  s.step = d && d_.wait == 0;
  s.leaves = s.step && (d_.conflict || !d_.two() || d_.second);
  s.dropped = s.leaves && d_.conflict;
  s.to_retry = s.dropped && d_.kind == OpKind::Set;
  s.mark_done = s.leaves && d_.mark;
  s.engine_done = s.leaves && !s.dropped && !d_.mark && d_.kind != OpKind::Set;
  s.move = c_.kind != OpKind::None && (!d || s.leaves);
  if (!s.move) return;
  if (c_.line()) {
    const uint32_t h = hash(c_.id);
    s.conflict = flying_[h];
    for (const Stage* ahead : {&d_, &m2_, &m3_})
      s.conflict |= ahead->line() && !ahead->conflict && hash(ahead->id) == h;
    s.conflict |= m4_.push && hash(m4_.txn.id) == h;
  }
  if (d_.writes() && same_group(c_, d_)) s.wait = 2;
  else if (m2_.writes() && same_group(c_, m2_)) s.wait = 1;
}

void Map::choose(Cycle& c) const {
  MapSig& s = c.map;
  const bool use_engine = c.engine.op.kind != OpKind::None;
  const MapOp& op = use_engine ? c.engine.op : mark_;
  s.engine_there = op.kind != OpKind::None;
  const bool room = tx_left_ > 0 && if_left_ > 0 && init_ == 0;
  const auto engines = [](const Stage& x) { return x.kind != OpKind::None && x.kind != OpKind::Set; };
  s.engine_can = s.engine_there && !engines(c_) && !engines(d_) && (op.kind != OpKind::Clear || room);
  if (c_.kind != OpKind::None && !s.move) return;
  const bool wb_can = room && (!retry_.empty() || (!wbq_.empty() && !much_));
  if (wb_can && mage_ != kEngineAge) {
    const bool retry = !retry_.empty() && (wbq_.empty() || pick_ == 15 || much_);
    (retry ? s.from_retry : s.from_wbq) = true;
    s.promise = true;
  } else if (s.engine_can) {
    s.from_engine = true;
    s.promise = op.kind == OpKind::Clear;
  }
}

/// M3.
void Map::operate(const Unit& u, Cycle& c) const {
  MapSig& s = c.map;
  const LineId& id = m3_.id;
  const bool t = m3_.role;
  const unsigned b = id.line & 31;
  const Group& gt = groups_[at(id.vm, id.buf, t, m3_.group())];
  const Group& gh = groups_[at(id.vm, id.buf, !t, m3_.group())];
  const auto touched = [&](unsigned k) { return bit(gt.bits[k], b) && u.spec_bug != 9; };
  switch (m3_.kind) {
    case OpKind::Set:
    case OpKind::Mark: {
      const bool wb = m3_.kind == OpKind::Set;
      s.set = true;
      s.link = !(gt.bits[kA] | gt.bits[kW]);
      for (unsigned k : {kA, kW}) {
        const bool any = wb ? m3_.wb.mask[k] != 0 : m3_.kinds[k];
        s.bits[k] = uint32_t{any} << b;
        s.line_txn.read[k] = any && touched(k);
        s.line_txn.full[k] = any && !touched(k);
      }
      s.line = wb;
      s.line_txn.mask = m3_.wb.mask;
      s.line_txn.slot = m3_.wb.slot;
      s.line_txn.color = m3_.wb.color;
      break;
    }
    case OpKind::Clear:
      for (unsigned k : {kA, kW}) s.line_txn.full[k] = m3_.kinds[k] && !touched(k);
      s.line_txn.zero = true;
      s.line = s.line_txn.full[kA] || s.line_txn.full[kW];
      s.nothing = !s.line;
      break;
    case OpKind::ReadH:
      if (!m3_.second) break;
      for (unsigned k : {kA, kW}) s.bits[k] = gh.bits[k] & ~gt.bits[k];
      if (u.spec_bug == 8) s.bits[kA] = 0;
      s.next_group = gh.next;
      s.zero_h = s.result = true;
      break;
    case OpKind::ReadT:
      s.bits = gt.bits;
      s.next_group = gt.next;
      s.result = true;
      break;
    case OpKind::Wipe: s.wipe = m3_.second; break;
    case OpKind::None: break;
  }
  s.line_txn.id = id;
}

void Map::decide(const Unit& u, Cycle& c) const {
  look(c);
  choose(c);
  if (m3_.kind != OpKind::None) operate(u, c);
  c.map.push = m4_.push;
  c.map.txn = m4_.txn;
}

void Map::commit_map(const Cycle& c) {
  const MapSig& s = c.map;
  const LineId& id = m3_.id;
  const bool t = m3_.role;
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

/// The stages move on; an operation is chosen into C.
void Map::commit_pipe(const Cycle& c) {
  const MapSig& s = c.map;
  much_ = retry_.size() >= kRetry - 3;
  if (s.to_retry) retry_.push(d_.wb);
  m4_.push = s.line;
  m4_.nothing = s.nothing;
  m4_.txn = s.line_txn;
  m3_ = m2_;
  m2_ = {};
  if (s.step && !s.dropped) {
    m2_ = d_;
    m2_.role = role_[d_.id.vm][d_.id.buf];
  }
  if (s.leaves) d_ = {};
  else if (s.step) d_.second = true;
  else if (d_.wait > 0) --d_.wait;
  if (s.move) {
    d_ = c_;
    d_.conflict = s.conflict;
    d_.wait = s.wait;
    c_ = {};
  }
  if (s.from_wbq || s.from_retry) {
    const Evicted e = s.from_wbq ? wbq_.front() : retry_.front();
    if (s.from_wbq) wbq_.pop();
    else retry_.pop();
    c_.kind = OpKind::Set;
    c_.id = e.id;
    c_.wb = e;
    pick_ = (pick_ + 1) & 15;
  }
  if (s.from_engine) {
    const bool use_engine = c.engine.op.kind != OpKind::None;
    static_cast<MapOp&>(c_) = use_engine ? c.engine.op : mark_;
    c_.mark = !use_engine;
  }
}

void Map::commit(const Cycle& c) {
  const MapSig& s = c.map;
  const bool line_done = c.b.valid && c.b.tag.src == Src::Line && c.b.tag.line_last;
  const unsigned back = unsigned{s.dropped && d_.line()} + unsigned{m4_.nothing};
  tx_left_ += tx_back_ - unsigned{s.promise};
  if_left_ += if_back_ - unsigned{s.promise};
  tx_back_ = back + unsigned{c.wb.rload};
  if_back_ = back + unsigned{line_done};
  if (init_ > 0) --init_;
  if (m3_.kind != OpKind::None) commit_map(c);
  if (s.push) {
    const uint32_t h = hash(s.txn.id);
    flying_[h] = true;
    order_.push(h);
    if (s.txn.zero) ++clr_out_;
  }
  if (over_) --pend_wb_[over_->vm][over_->buf][over_->color];
  over_.reset();
  if (done_) {
    flying_[order_.front()] = false;
    order_.pop();
    if (done_->zero) --clr_out_;
    else over_ = done_;
  }
  done_.reset();
  if (line_done) done_ = c.b.tag;
  commit_pipe(c);
  if (s.mark_done) mark_ = {};
  if (!s.engine_there || s.from_engine) mage_ = 0;
  else if (s.engine_can && (s.from_wbq || s.from_retry) && mage_ < kEngineAge) ++mage_;
  wbq_.tick();
  if (c.store.evict) {
    wbq_.push(c.store.out);
    ++pend_wb_[c.store.out.id.vm][c.store.out.id.buf][c.store.out.color];
  }
  // the engine's changes of lists and roles
  const unsigned vm = c.engine.vm;
  if (c.engine.drop_head_h) head_[vm][c.engine.buf][!role_[vm][c.engine.buf]] = -1;
  if (c.engine.wipes) {
    head_[c.engine.vm] = {{{-1, -1}, {-1, -1}}};
    role_[c.engine.vm] = {};
  }
  if (c.fin.valid && c.fin.flips_role) role_[c.fin.vm][c.fin.buf] = !role_[c.fin.vm][c.fin.buf];
}

}  // namespace openpml::cycle
