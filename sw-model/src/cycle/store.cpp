// SPDX-License-Identifier: Apache-2.0
#include "store.hpp"

#include "unit.hpp"

namespace openpml::cycle {

Store::Store(const Params& p)
    : sets_(p.store_sets), ways_(p.store_ways), set_w_(log2u(p.store_sets)), vm_w_(log2u(p.n_vm)), dw_(p.dw),
      n_slots_(p.n_slots()), fifo_(4), tags_(size_t{sets_} * ways_), lines_(tags_.size()), slots_(n_slots_) {
  free_.reserve(n_slots_);
  reset();
}

void Store::reset() {
  fifo_.clear();
  std::fill(tags_.begin(), tags_.end(), 0);
  free_.clear();
  for (unsigned i = n_slots_; i > 0; --i) free_.push_back(static_cast<uint16_t>(i - 1));
  clock_ = age_ = 0;
  color_ = {};
  write_.reset();
}

uint32_t Store::set_of(unsigned vm, bool buf, uint32_t line) const {
  if (set_w_ == 0) return 0;
  uint32_t x = vm | static_cast<uint32_t>(buf) << vm_w_;
  for (; line; line >>= set_w_) x ^= line & (sets_ - 1);
  return x & (sets_ - 1);
}

void Store::evict(const Unit&, Cycle& c, uint32_t way) const {
  StoreSig& s = c.store;
  const uint64_t t = tags_[way];
  s.evict = true;
  s.out.id = {static_cast<uint32_t>(t), static_cast<uint8_t>(t >> 40), bit(t, 39)};
  s.out.slot = lines_[way].slot;
  s.out.mask = lines_[way].mask;
  s.out.color = color_[s.out.id.vm];
}

void Store::look_up(const Unit& u, Cycle& c) const {
  StoreSig& s = c.store;
  const Drained& e = fifo_.front();
  const Vm& m = u.vms[e.vm];
  if (e.bad || m.discards()) {
    s.pop = s.discard = true;
    return;
  }
  const uint32_t line = static_cast<uint32_t>(e.gfn >> 9);
  s.tag = tag_of(e.vm, e.buf, line);
  const uint32_t base = set_of(e.vm, e.buf, line) * ways_;
  uint32_t invalid = ~0u, oldest = base;
  for (uint32_t w = base; w < base + ways_; ++w) {
    if (tags_[w] == s.tag) {
      s.pop = s.hit = true;
      s.way = w;
      return;
    }
    if (!tags_[w]) {
      if (invalid == ~0u) invalid = w;
    } else if (!tags_[oldest] || lines_[w].stamp < lines_[oldest].stamp) {
      oldest = w;
    }
  }
  if (free_.empty()) return;  // it waits
  s.pop = true;
  s.way = invalid != ~0u ? invalid : oldest;
  if (invalid == ~0u) evict(u, c, oldest);
}

void Store::flush_step(const Unit& u, Cycle& c) const {
  StoreSig& s = c.store;
  const EngineSig& f = c.engine;
  s.flush_step = true;
  const uint64_t key = tag_of(f.vm, f.buf, 0);
  const uint32_t base = f.flush_set * ways_;
  unsigned n = 0;
  for (uint32_t w = base; w < base + ways_; ++w)
    if ((tags_[w] & ~uint64_t{0xFFFFFFFF}) == key && n++ == 0) s.flush_way = w;
  if (n > 0) {
    evict(u, c, s.flush_way);
    s.invalidate = true;
  }
  s.flush_advance = n <= 1;
}

void Store::decide(const Unit& u, Cycle& c) const {
  if (write_)
    for (const unsigned k : {kA, kW})
      if (write_->sets[k] && write_->had[k] && bit(slots_[write_->slot].bad[k], write_->beat)) {
        c.add_fault(write_->vm, StoreParity, 4, write_->line);
        break;
      }
  const bool flush_first = c.engine.flush && age_ == kFlushAge;
  if (!fifo_.empty() && !flush_first) look_up(u, c);
  if (c.engine.flush) {
    c.store.flush_wanted = true;
    const bool same_set = c.store.pop && !c.store.discard && c.store.way / ways_ == c.engine.flush_set;
    if (!c.store.evict && !same_set) flush_step(u, c);
  }
  if (!c.store.pop) return;
  const Drained& e = fifo_.front();
  c.committed |= 1u << e.v;
  if (e.bad && !u.vms[e.vm].discards()) c.add_fault(e.vm, LogParity, 5, e.v);
}

void Store::write_entry(Unit& u, const Cycle& c) {
  const StoreSig& s = c.store;
  const Drained& e = fifo_.front();
  Line& l = lines_[s.way];
  if (!s.hit) {
    tags_[s.way] = s.tag;
    l.slot = free_.back();
    free_.pop_back();
    l.mask = {};
    slots_[l.slot] = {};
  }
  l.stamp = ++clock_;
  Slot& d = slots_[l.slot];
  const unsigned page = e.gfn & 511, beat = page / dw_;
  DataWrite op{e.vm, l.slot, static_cast<uint8_t>(beat), static_cast<uint32_t>(e.gfn >> 9), {}, {}};
  const auto set = [&](unsigned kind) {
    op.sets[kind] = true;
    op.had[kind] = bit(l.mask[kind], beat);
    d.word[kind][page / 64] |= uint64_t{1} << (page % 64);
    l.mask[kind] |= static_cast<uint8_t>(1u << beat);
  };
  if (e.write) set(kW);
  if (!e.write || (u.vms[e.vm].log_reads && u.spec_bug != 7)) set(kA);
  write_ = op;
  ++u.vms[e.vm].cnt[Consolidated];
}

void Store::finish_write(Unit& u, const Cycle& c) {
  if (!write_) return;
  Slot& d = slots_[write_->slot];
  const uint8_t hot = static_cast<uint8_t>(1u << write_->beat);
  const bool inject = bit(c.inject, 2);
  for (const unsigned k : {kA, kW})
    if (write_->sets[k]) d.bad[k] = static_cast<uint8_t>(inject ? d.bad[k] | hot : d.bad[k] & ~hot);
  if (inject) u.glob.inject &= ~4u;
  write_.reset();
}

void Store::commit(Unit& u, const Cycle& c) {
  const StoreSig& s = c.store;
  finish_write(u, c);
  if (s.pop) {
    const Drained& e = fifo_.front();
    if (s.discard) {
      ++u.vms[e.vm].cnt[Discarded];
    } else {
      write_entry(u, c);
    }
    fifo_.pop();
  }
  if (s.invalidate) tags_[s.flush_way] = 0;
  if (c.drain.push_store) fifo_.push(c.drain.pushed);
  if (c.wb.free_slot) free_.push_back(c.wb.slot);
  age_ = s.flush_wanted && !s.flush_step ? age_ + 1 : 0;
  if (c.engine.color_flip) color_[c.engine.vm] = !color_[c.engine.vm];
}

}  // namespace openpml::cycle
