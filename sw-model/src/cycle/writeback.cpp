// SPDX-License-Identifier: Apache-2.0
#include "writeback.hpp"

#include "unit.hpp"

namespace openpml::cycle {

namespace {

unsigned run_at(unsigned mask, unsigned first) { return static_cast<unsigned>(std::countr_one(mask >> first)); }

}  // namespace

WriteBack::WriteBack(const Params& p)
    : nb_(p.nb()), beat_bytes_(p.dw / 8), words_(p.dw / 64), txq_(8), wtq_(p.txn()) {}

void WriteBack::reset() {
  txq_.clear();
  wtq_.clear();
  reading_ = writing_ = false;
  b2_ = {};
  newly_ = {};
}

uint8_t WriteBack::write_mask(const Txn& t, unsigned kind) const {
  if (t.full[kind]) return static_cast<uint8_t>((1u << nb_) - 1);
  return t.read[kind] ? t.mask[kind] : 0;
}

void WriteBack::decide_read(const Unit& u, Cycle& c) const {
  if (txq_.empty()) return;
  WbSig& s = c.wb;
  const Txn& t = txq_.front();
  s.ar_rem = ar_rem_;
  if (!reading_)
    for (unsigned k : {kA, kW}) s.ar_rem[k] = t.read[k] ? t.mask[k] : 0;
  if (s.ar_rem[kA] | s.ar_rem[kW]) {
    if (!u.axi.ar_room(u.p)) return;
    const unsigned k = s.ar_rem[kA] ? kA : kW;
    const unsigned first = low(s.ar_rem[k]), run = run_at(s.ar_rem[k], first);
    s.ar = true;
    s.ar_kind = static_cast<uint8_t>(k);
    s.ar_run = static_cast<uint8_t>(run);
    s.ar_addr = u.vms[t.id.vm].line_addr(k, t.id.buf, t.id.line) + uint64_t{first} * beat_bytes_;
    s.ar_rem[k] &= static_cast<uint8_t>(~(((1u << run) - 1) << first));
    s.ar_kind_last = !s.ar_rem[k];
  }
  s.move = !(s.ar_rem[kA] | s.ar_rem[kW]);
}

void WriteBack::decide_beat(const Unit&, Cycle& c) const {
  WbSig& s = c.wb;
  if (wtq_.empty() || (b2_.valid && !s.take)) return;
  const Txn& t = wtq_.front();
  s.load = true;
  s.wr_rem = wr_rem_;
  if (!writing_)
    for (unsigned k : {kA, kW}) s.wr_rem[k] = write_mask(t, k);
  LineBeat& b = s.next;
  b.t = t;
  b.valid = true;
  const unsigned k = s.wr_rem[kA] ? kA : kW;
  const unsigned mask = write_mask(t, k), i = low(s.wr_rem[k]);
  b.kind = static_cast<uint8_t>(k);
  b.beat = static_cast<uint8_t>(i);
  b.run = static_cast<uint8_t>(run_at(mask, i));
  b.need_read = t.read[k];
  b.first = i == 0 || !bit(mask, i - 1);
  b.last = !bit(mask, i + 1);
  const bool other = k == kA && s.wr_rem[kW];
  b.burst_line_last = !other && (mask >> (i + b.run)) == 0;
  s.wr_rem[k] &= static_cast<uint8_t>(s.wr_rem[k] - 1);
  b.kind_last = !s.wr_rem[k];
  b.line_last = b.kind_last && !other;
  s.wtq_pop = b.line_last;
}

bool WriteBack::offers(const Unit& u) const {
  return b2_.valid && (!b2_.need_read || !u.axi.rfifo().empty());
}

void WriteBack::take(const Unit& u, Cycle& c) const {
  const LineBeat& b = b2_;
  const Txn& t = b.t;
  const unsigned k = b.kind;
  const uint64_t line = u.vms[t.id.vm].line_addr(k, t.id.buf && !(u.spec_bug == 10 && k == kW), t.id.line);
  XSig& x = c.x;
  x.last = b.last;
  if (!c.x.locked) {
    x.addr = line + uint64_t{b.beat} * beat_bytes_;
    x.beats = b.run;
    x.vm = t.id.vm;
    x.tag = {x.addr, Src::Line, t.id.vm, 0, b.burst_line_last, t.zero, t.id.buf, t.color, false};
  }
  WbSig& s = c.wb;
  s.take = true;
  const bool mine = !t.zero && bit(t.mask[k], b.beat);
  const Store::Slot& slot = u.store.slot(t.slot);
  if (mine && bit(slot.bad[k], b.beat)) c.add_fault(t.id.vm, StoreParity, 3, t.id.line);
  const RBeat* old = b.need_read ? &u.axi.rfifo().front() : nullptr;
  if (old) {
    s.rfifo_pop = true;
    s.read_burst_done = b.last;
    if (old->bad) c.add_fault(t.id.vm, RdError, 2, line + uint64_t{b.beat} * beat_bytes_);
  }
  for (unsigned w = 0; w < words_; ++w) {
    const uint64_t was = old ? old->data[w] : 0;
    const uint64_t now = mine ? slot.word[k][b.beat * words_ + w] : 0;
    x.w.data[w] = was | now;
    s.newly += static_cast<unsigned>(std::popcount(u.spec_bug == 11 ? now : now & ~was));
  }
  s.free_slot = b.line_last && !t.zero;
  s.slot = t.slot;
}

void WriteBack::decide(const Unit& u, Cycle& c) const {
  decide_read(u, c);
  decide_beat(u, c);
}

void WriteBack::commit(Unit& u, const Cycle& c) {
  const WbSig& s = c.wb;
  u.vms[newly_[0].vm].distinct[newly_[0].kind][newly_[0].buf] += newly_[0].n;
  newly_[0] = newly_[1];
  newly_[1] = {};
  if (s.take) {
    const LineId& id = b2_.t.id;
    newly_[1] = {static_cast<uint16_t>(s.newly), b2_.kind, id.vm, id.buf};
    if (b2_.kind_last) ++u.vms[id.vm].cnt[b2_.t.zero ? LinesCleared : LinesWritten];
    b2_.valid = false;
  }
  if (s.load) {
    b2_ = s.next;
    wr_rem_ = s.wr_rem;
    writing_ = !s.wtq_pop;
    if (s.wtq_pop) wtq_.pop();
  }
  if (!txq_.empty()) {
    const Txn& t = txq_.front();
    Vm& m = u.vms[t.id.vm];
    if (s.ar) {
      ar_rem_ = s.ar_rem;
      reading_ = true;
      m.cnt[AxiRdBytes] += uint64_t{s.ar_run} * beat_bytes_;
      if (s.ar_kind_last) ++m.cnt[LinesRead];
    }
    if (s.move) {
      wtq_.push(t);
      txq_.pop();
      reading_ = false;
    }
  }
  if (c.map.push) txq_.push(c.map.txn);
}

}  // namespace openpml::cycle
