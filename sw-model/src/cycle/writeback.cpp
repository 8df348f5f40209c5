// SPDX-License-Identifier: Apache-2.0
#include "writeback.hpp"

#include "unit.hpp"

namespace openpml::cycle {

namespace {

unsigned run_at(unsigned mask, unsigned first) { return static_cast<unsigned>(std::countr_one(mask >> first)); }

/// Registers of the population count: the word, groups of six bits, of six counts, then sums of four.
unsigned count_stages(unsigned bits) {
  unsigned stages = 3;
  for (unsigned n = (bits + 35) / 36; n > 1; n = (n + 3) / 4) ++stages;
  return stages;
}

}  // namespace

WriteBack::WriteBack(const Params& p)
    : nb_(p.nb()), beat_bytes_(p.dw / 8), words_(p.dw / 64), count_stages_(count_stages(p.dw)), much_(p.txn() - 2),
      txq_(16), wtq_(p.txn()), q_(kQueue) {}

void WriteBack::reset() {
  txq_.clear();
  wtq_.clear();
  q_.clear();
  r_ = w_ = {};
  b2_ = {};
  flow_ = {};
  asked_ = {};
  load_ = {};
  load_vm_ = -1;
  wt_much_ = false;
}

uint8_t WriteBack::write_mask(const Txn& t, unsigned kind) const {
  if (t.full[kind]) return static_cast<uint8_t>((1u << nb_) - 1);
  return t.read[kind] ? t.mask[kind] : 0;
}

void WriteBack::decide_read(const Unit& u, Cycle& c) const {
  WbSig& s = c.wb;
  if (r_.valid) {
    s.ar_rem = r_.rem;
    if (s.ar_rem[kA] | s.ar_rem[kW]) {
      if (!u.axi.ar_room(u.p)) return;
      const Txn& t = r_.t;
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
  s.rload = !txq_.empty() && !wt_much_ && (!r_.valid || s.move);
}

void WriteBack::decide_beat(const Unit& u, Cycle& c) const {
  WbSig& s = c.wb;
  s.b2_goes = b2_.valid && !c.store.wb_waits;
  s.read_place_back = s.b2_goes && b2_.read_burst_done;
  if (w_.valid && !load_.active && q_.size() < kQueue && !c.store.wb_waits) {
    const Txn& t = w_.t;
    const unsigned k = w_.rem[kA] ? kA : kW;
    if (!t.read[k] || !u.axi.rfifo().empty()) {
      const unsigned i = low(w_.rem[k]);
      s.go = true;
      s.wr_rem = w_.rem;
      s.wr_rem[k] &= static_cast<uint8_t>(s.wr_rem[k] - 1);
      s.line_end = !(s.wr_rem[kA] | s.wr_rem[kW]);
      s.rfifo_pop = t.read[k];
      s.read_burst_done = t.read[k] && run_at(w_.rem[k], i) == 1;
    }
  }
  s.wload = !wtq_.empty() && (!w_.valid || s.line_end);
}

void WriteBack::decide_flow(const Unit& u, Cycle& c) const {
  if (const BeatFlow& f = flow(u.now, 1); f.valid && f.frees) {
    c.wb.free_slot = true;
    c.wb.slot = f.slot;
  }
  if (const BeatFlow& f = flow(u.now, 2); f.valid && f.parity_bad) c.add_fault(f.vm, StoreParity, 3, f.line);
}

void WriteBack::decide(const Unit& u, Cycle& c) const {
  decide_read(u, c);
  decide_beat(u, c);
  decide_flow(u, c);
}

bool WriteBack::offers(const Unit& u) const { return !q_.empty() && q_.front().ready <= u.now; }

void WriteBack::take(Cycle& c) const {
  const LineBeat& b = q_.front();
  XSig& x = c.x;
  c.wb.take = true;
  x.last = b.last;
  x.bad = b.read_bad;
  x.bad_vm = b.vm;
  x.bad_addr = b.addr;
  if (b.first) {
    x.addr = b.addr;
    x.beats = b.run;
    x.vm = b.vm;
    x.tag = b.tag;
  }
  x.w.data = b.data;
}

/// B1: a beat begins its way to X. The store's word and memory's are what they are until the slot is free.
void WriteBack::issue(const Unit& u, const Cycle& c) {
  const Txn& t = w_.t;
  const unsigned k = w_.rem[kA] ? kA : kW, mask = w_.rem[k], i = low(mask), run = run_at(mask, i);
  const uint64_t line = u.vms[t.id.vm].line_addr(k, t.id.buf && !(u.spec_bug == 10 && k == kW), t.id.line);
  const bool mine = !t.zero && bit(t.mask[k], i);
  const bool kind_last = !(mask & (mask - 1));
  LineBeat b;
  b.addr = line + uint64_t{i} * beat_bytes_;
  b.vm = t.id.vm;
  b.run = static_cast<uint8_t>(run);
  b.first = !w_.inside;
  b.last = run == 1;
  const bool ends = (mask >> (i + run)) == 0 && !(k == kA && w_.rem[kW]);
  b.tag = {b.addr, Src::Line, t.id.vm, 0, ends, t.zero, t.id.buf, t.color, false};
  const Store::Slot& slot = u.store.slot(t.slot);
  const RBeat* old = t.read[k] ? &u.axi.rfifo().front() : nullptr;
  unsigned newly = 0;
  for (unsigned w = 0; w < words_; ++w) {
    const uint64_t was = old ? old->data[w] : 0;
    const uint64_t now = mine ? slot.word[k][i * words_ + w] : 0;
    b.data[w] = was | now;
    newly += static_cast<unsigned>(std::popcount(u.spec_bug == 11 ? now : now & ~was));
  }
  b.read_bad = old && old->bad;
  q_.push(b);
  BeatFlow& f = b2_;
  f.valid = true;
  f.had = mine;
  f.read_burst_done = c.wb.read_burst_done;
  f.parity_bad = mine && (slot.bad[k] >> (i * beat_bytes_) & (~uint64_t{0} >> (64 - beat_bytes_)));
  f.kind_last = kind_last;
  f.zero = t.zero;
  f.frees = c.wb.line_end && !t.zero;
  f.buf = t.id.buf;
  f.vm = t.id.vm;
  f.kind = static_cast<uint8_t>(k);
  f.slot = t.slot;
  f.newly = static_cast<uint16_t>(newly);
  f.line = t.id.line;
}

/// The counts of distinct pages, and their start values after a restore.
void WriteBack::count_new(Unit& u, const Cycle& c) {
  const BeatFlow& f = flow(u.now, 2 + count_stages_);
  const bool add = f.valid && f.had;
  if (add) {
    uint64_t& count = u.vms[f.vm].distinct[f.kind][f.buf];
    count = (count + f.newly) & ((uint64_t{2} << u.p.pages_log2) - 1);
  } else if (load_.active) {
    const unsigned k = load_.w_done ? kA : kW;
    u.vms[load_.vm].distinct[k][0] = u.vms[load_.vm].init[k];
    load_.active = !load_.w_done;
    load_.w_done = true;
  }
  if (load_vm_ >= 0) load_ = {true, false, static_cast<uint8_t>(load_vm_)};
  load_vm_ = c.fin.valid && c.fin.enabled && u.vms[c.fin.vm].restored ? c.fin.vm : -1;
}

void WriteBack::commit(Unit& u, const Cycle& c) {
  const WbSig& s = c.wb;
  count_new(u, c);
  if (const BeatFlow& f = flow(u.now, 1); f.valid && f.kind_last)
    ++u.vms[f.vm].cnt[f.zero ? LinesCleared : LinesWritten];
  if (s.take) q_.pop();
  BeatFlow& gone = flow_[u.now & (kHistory - 1)];
  gone.valid = false;
  if (s.b2_goes) {
    gone = b2_;
    b2_.valid = false;
    q_.back().ready = u.now + 2;
  }
  if (s.go) {
    const unsigned mask = w_.rem[w_.rem[kA] ? kA : kW];
    const bool burst_ends = !bit(mask, low(mask) + 1);
    issue(u, c);
    w_.inside = !burst_ends;
    w_.rem = s.wr_rem;
    w_.valid = !s.line_end;
  }
  wt_much_ = wtq_.size() >= much_;
  if (s.wload) {
    const Txn& t = wtq_.front();
    w_ = {true, false, t, {write_mask(t, kA), write_mask(t, kW)}};
    wtq_.pop();
  }
  if (asked_.valid) {
    Vm& m = u.vms[asked_.vm];
    m.cnt[AxiRdBytes] += uint64_t{asked_.beats} * beat_bytes_;
    if (asked_.kind_last) ++m.cnt[LinesRead];
  }
  asked_ = {s.ar, s.ar_kind_last, r_.t.id.vm, s.ar_run};
  if (s.ar) r_.rem = s.ar_rem;
  if (s.move) {
    wtq_.push(r_.t);
    r_.valid = false;
  }
  if (s.rload) {
    const Txn& t = txq_.front();
    r_ = {true, false, t, {}};
    for (unsigned k : {kA, kW}) r_.rem[k] = t.read[k] ? t.mask[k] : 0;
    txq_.pop();
  }
  if (c.map.push) txq_.push(c.map.txn);
}

}  // namespace openpml::cycle
