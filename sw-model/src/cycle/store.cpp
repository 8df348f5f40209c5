// SPDX-License-Identifier: Apache-2.0
#include "store.hpp"

#include "unit.hpp"

namespace openpml::cycle {

Store::Store(const Params& p)
    : sets_(p.store_sets), ways_(p.store_ways), set_w_(log2u(p.store_sets)), vm_w_(log2u(p.n_vm)), dw_(p.dw),
      n_slots_(p.n_slots()), fifo_(Drain::kPlaces), tags_(size_t{sets_} * ways_), lines_(tags_.size()),
      slots_(n_slots_) {
  free_.reserve(n_slots_);
  reset();
}

void Store::reset() {
  fifo_.clear();
  std::fill(tags_.begin(), tags_.end(), 0);
  free_.clear();
  for (unsigned i = n_slots_; i > 0; --i) free_.push_back(static_cast<uint16_t>(i - 1));
  credit_ = n_slots_;
  init_ = n_slots_ * (512 / dw_);
  clock_ = age_ = f_ = 0;
  k_ = {};
  out_ = {};
  phase_ = Phase::Look;
  color_ = {};
  data_ = {};
  bad_ = {};
}

uint32_t Store::set_of(unsigned vm, bool buf, uint32_t line) const {
  if (set_w_ == 0) return 0;
  uint32_t x = vm | static_cast<uint32_t>(buf) << vm_w_;
  for (; line; line >>= set_w_) x ^= line & (sets_ - 1);
  return x & (sets_ - 1);
}

Evicted Store::line_out(uint32_t way) const {
  const uint64_t t = tags_[way];
  Evicted e;
  e.id = {static_cast<uint32_t>(t), static_cast<uint8_t>(t >> 40), bit(t, 39)};
  e.slot = lines_[way].slot;
  e.mask = lines_[way].mask;
  return e;
}

/// The event in K3 finds its way.
void Store::look_up(Cycle& c) const {
  StoreSig& s = c.store;
  const Stage& k = k_[3];
  const uint64_t tag = tag_of(k.e.vm, k.e.buf, static_cast<uint32_t>(k.e.gfn >> 9));
  const uint32_t base = k.set * ways_;
  uint32_t invalid = ~0u, oldest = base;
  for (uint32_t w = base; w < base + ways_; ++w) {
    if (tags_[w] == tag) {
      s.hit = true;
      s.way = w;
      return;
    }
    if (!tags_[w]) {
      if (invalid == ~0u) invalid = w;
    } else if (!tags_[oldest] || lines_[w].stamp < lines_[oldest].stamp) {
      oldest = w;
    }
  }
  s.alloc = true;
  s.displaces = invalid == ~0u;
  s.way = s.displaces ? oldest : invalid;
}

void Store::decide_flush(Cycle& c) const {
  StoreSig& s = c.store;
  s.flush_wanted = c.engine.flush && init_ == 0;
  s.flush_done = phase_ == Phase::Done;
  for (unsigned i = 1; i < k_.size(); ++i) s.clash |= k_[i].go && k_[i].set == f_ / ways_;
  if (s.clash) return;
  s.flush_match = (tags_[f_] & ~uint64_t{0xFFFFFFFF}) == tag_of(c.engine.vm, c.engine.buf, 0);
  const bool busy = (k_[5].go && k_[5].evicts) || (k_[4].go && k_[4].alloc);
  s.flush_out = phase_ == Phase::Out && !busy;
  s.flush_pass = s.flush_out || (phase_ == Phase::Pick && !s.flush_match);
}

/// The event in B reads the RAM: an old byte that no event in C or D brings.
bool Store::data_reads() const {
  const DataWrite& b = data_[1];
  const auto same = [&](const DataWrite& d) { return d.valid && d.slot == b.slot && d.byte == b.byte; };
  for (const unsigned k : {kA, kW}) {
    const bool brought = (same(data_[2]) && data_[2].sets[k]) || (same(data_[3]) && data_[3].sets[k]);
    if (b.valid && b.sets[k] && b.had[k] && !brought) return true;
  }
  return false;
}

/// Who gets the data's ports: B's read, the writes of D and E, the write-back's B2.
void Store::decide_data(const Unit& u, StoreSig& s) const {
  const DataWrite &b = data_[1], &d = data_[3], &e = data_[4];
  const unsigned beat_bytes = dw_ / 8;
  const auto half = [&](const DataWrite& x) { return x.byte % beat_bytes / (beat_bytes / 2); };
  const auto word = [&](const DataWrite& x) { return x.slot * 64u + x.byte / beat_bytes; };
  const bool reads = data_reads();
  const bool e_any = e.valid && (e.fresh[kA] || e.fresh[kW]);
  const bool d_port1 = !e_any && !(reads && half(b) == half(d));
  const bool d_port2 = !(e_any && word(d) == word(e));
  for (const unsigned k : {kA, kW}) {
    const bool e_port2 = e_any && e.fresh[k] && reads && half(b) == half(e);
    const bool wb = u.writeback.reads_store() && u.writeback.kind_read() == k;
    s.wb_waits |= wb && e_port2;
    s.late[k] = d.valid && d.fresh[k] && !d_port1 && !(d_port2 && !wb && !e_port2);
  }
}

void Store::decide(const Unit& u, Cycle& c) const {
  StoreSig& s = c.store;
  s.pop = !fifo_.empty() && credit_ > 0 && age_ < kFlushAge && init_ == 0;
  if (k_[0].held) {
    const Drained& e = k_[0].e;
    const bool drop = u.vms[e.vm].discards();
    s.discard = e.bad || drop;
    c.committed |= 1u << e.v;
    if (e.bad && !drop) c.add_fault(e.vm, LogParity, 5, e.v);
  }
  if (k_[3].go) look_up(c);
  s.keep = k_[3].held && !s.alloc;
  decide_flush(c);
  decide_data(u, s);
  if (out_.valid) {
    s.evict = true;
    s.out = out_.line;
    s.out.color = color_[s.out.id.vm];
  }
  if (bad_.valid) c.add_fault(bad_.vm, StoreParity, 4, bad_.line);
}

/// What the event in K3 does to its line.
void Store::write_entry(const Unit& u, const StoreSig& s, Stage& k) {
  Line& l = lines_[s.way];
  k.evicts = s.displaces;
  k.alloc = s.alloc;
  if (s.displaces) k.out = line_out(s.way);
  if (s.alloc) {
    tags_[s.way] = tag_of(k.e.vm, k.e.buf, static_cast<uint32_t>(k.e.gfn >> 9));
    l.slot = free_.back();
    free_.pop_back();
    l.mask = {};
    slots_[l.slot] = {};
  }
  l.stamp = ++clock_;
  Slot& d = slots_[l.slot];
  const unsigned page = k.e.gfn & 511, beat = page / dw_;
  DataWrite& op = k.data;
  op = {true, k.e.vm, l.slot, static_cast<uint8_t>(page / 8), static_cast<uint32_t>(k.e.gfn >> 9), {}, {}, {}};
  const auto set = [&](unsigned kind) {
    op.sets[kind] = true;
    op.had[kind] = bit(l.mask[kind], beat);
    op.fresh[kind] = !bit(d.word[kind][page / 64], page % 64);
    d.word[kind][page / 64] |= uint64_t{1} << (page % 64);
    l.mask[kind] |= static_cast<uint8_t>(1u << beat);
  };
  if (k.e.write) set(kW);
  if (!k.e.write || (k.log_reads && u.spec_bug != 7)) set(kA);
}

/// Stage D of the data: the old bytes are checked, the new ones stored.
void Store::commit_data(Unit& u, const Cycle& c) {
  const DataWrite& w = data_[3];
  bad_ = {};
  if (w.valid) {
    Slot& d = slots_[w.slot];
    const uint64_t hot = uint64_t{1} << w.byte;
    const bool inject = bit(c.inject, 2);
    for (const unsigned k : {kA, kW}) {
      if (w.sets[k] && w.had[k] && bit(d.bad[k], w.byte)) bad_ = w;
      if (inject && w.fresh[k]) d.bad[k] ^= hot;
    }
    if (inject && (w.fresh[kA] || w.fresh[kW])) u.glob.inject &= ~4u;
  }
  for (unsigned i = 4; i > 0; --i) data_[i] = data_[i - 1];
  data_[4].fresh = c.store.late;
  data_[0] = k_[5].go ? k_[5].data : DataWrite{};
}

void Store::commit_flush(const StoreSig& s) {
  if (s.flush_out) tags_[f_] = 0;
  const bool last = f_ == sets_ * ways_ - 1;
  switch (phase_) {
    case Phase::Look:
      if (s.flush_wanted) phase_ = Phase::Pick;
      break;
    case Phase::Pick:
      if (!s.clash && s.flush_match) phase_ = Phase::Out;
      else if (s.flush_pass && last) phase_ = Phase::Done;
      break;
    case Phase::Out:
      if (s.clash) phase_ = Phase::Look;
      else if (s.flush_out) phase_ = last ? Phase::Done : Phase::Look;
      break;
    case Phase::Done: phase_ = Phase::Look; break;
  }
  if (s.flush_pass) f_ = last ? 0 : f_ + 1;
  if (!s.flush_wanted || s.flush_pass) age_ = 0;
  else if (age_ < kFlushAge) ++age_;
}

void Store::commit(Unit& u, const Cycle& c) {
  const StoreSig& s = c.store;
  commit_data(u, c);
  out_ = {};
  if (k_[5].go && k_[5].evicts) out_ = {true, k_[5].out};
  if (s.flush_out) out_ = {true, line_out(f_)};
  if (k_[3].go) write_entry(u, s, k_[3]);
  commit_flush(s);
  if (k_[0].held) {
    Stage& k = k_[0];
    Vm& m = u.vms[k.e.vm];
    k.go = !s.discard;
    k.log_reads = m.log_reads;
    k.set = set_of(k.e.vm, k.e.buf, static_cast<uint32_t>(k.e.gfn >> 9));
    ++m.cnt[s.discard ? Discarded : Consolidated];
  }
  for (unsigned i = 5; i > 0; --i) k_[i] = k_[i - 1];
  k_[0] = {};
  if (s.pop) {
    k_[0].held = true;
    k_[0].e = fifo_.front();
    fifo_.pop();
  }
  if (c.drain.push_store) fifo_.push(c.drain.pushed);
  if (c.wb.free_slot) free_.push_back(c.wb.slot);
  credit_ += unsigned{c.wb.free_slot} + unsigned{s.keep};
  credit_ -= unsigned{s.pop};
  if (init_ > 0) --init_;
  if (c.engine.color_flip) color_[c.engine.vm] = !color_[c.engine.vm];
}

}  // namespace openpml::cycle
