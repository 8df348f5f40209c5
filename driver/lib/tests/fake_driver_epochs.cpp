// SPDX-License-Identifier: Apache-2.0
// The fake driver's epochs: harvests, the period timer, the accumulator.
#include <cerrno>
#include <cstring>
#include <utility>

#include "fake_driver.hpp"
#include "openpml/regs.hpp"

namespace openpml::host {

openpml_record FakeDriver::from_unit(uint32_t slot, const Record& rec, uint8_t type, uint8_t flags) const {
  openpml_record r{};
  r.type = type;
  r.flags =
      static_cast<uint8_t>(flags | (rec.valid ? OPENPML_REC_F_VALID : 0) | (rec.buffer ? OPENPML_REC_F_BUFFER1 : 0));
  r.slot = static_cast<uint8_t>(slot);
  r.domid = slots_[slot]->domid;
  r.epoch = rec.epoch;
  r.lines = rec.summary_entries;
  r.start = rec.start;
  r.end = rec.end;
  r.accessed = slots_[slot]->flags & OPENPML_VM_LOG_READS ? rec.distinct_a : 0;
  r.written = rec.distinct_w;
  return r;
}

openpml_record FakeDriver::cut(uint32_t slot, const File* holder, uint8_t flags) {
  Slot& s = *slots_[slot];
  const Record rec = sim_.dom0().harvest_wait(slot);
  while (sim_.dom0().read32(Dom0::vm_reg(slot, regs::VM_STATUS)) & regs::VM_STATUS_JOB_MASK) {}
  openpml_record r = from_unit(slot, rec, OPENPML_REC_HARVEST, flags | (holder ? OPENPML_REC_F_HELD : 0));
  if (s.flags & OPENPML_VM_ACCUMULATE) {
    r.flags |= OPENPML_REC_F_ACCUMULATED;
    ++s.epochs;
    for (unsigned kind = 0; kind < 2; ++kind) {
      const auto from = memory(slot, rec.buffer, kind);
      for (size_t i = 0; i < from.size(); ++i) s.accumulated[kind][i] |= from[i];
    }
  }
  if (tamper) tamper(r);
  r.seq = records_.size();
  records_.push_back(r);
  if (holder) s.holder[rec.buffer] = holder;
  else sim_.dom0().release(slot, rec.buffer);
  return r;
}

int FakeDriver::peek(openpml_harvest& h) {
  const Slot* s = used(h.slot);
  if (!s) return -ENOENT;
  if (!(features & OPENPML_FEAT_PEEK)) return -EOPNOTSUPP;
  if (h.flags & OPENPML_HARVEST_HOLD) return -EINVAL;
  if (!s->enabled) return -ENOTCONN;
  h.record = from_unit(h.slot, sim_.dom0().peek_wait(h.slot), OPENPML_REC_PEEK, 0);
  while (sim_.dom0().read32(Dom0::vm_reg(h.slot, regs::VM_STATUS)) & regs::VM_STATUS_JOB_MASK) {}
  h.record.seq = records_.size();
  records_.push_back(h.record);
  h.epoch = h.record.epoch;
  if (tamper) tamper(h.record);
  return 0;
}

int FakeDriver::harvest(const File& file, openpml_harvest& h) {
  Slot* s = used(h.slot);
  if (!s) return -ENOENT;
  if (!s->enabled) return -ENOTCONN;
  if (s->holder[0] || s->holder[1]) return -EBUSY;
  const openpml_record r = cut(h.slot, h.flags & OPENPML_HARVEST_HOLD ? &file : nullptr, 0);
  if (std::exchange(time_out_, false)) return -ETIMEDOUT;
  h.epoch = r.epoch;
  h.record = r;
  return 0;
}

void FakeDriver::timer_fires(uint32_t domid) {
  const uint32_t slot = slot_of(domid).value();
  (void)cut(slot, slots_[slot]->period_holder, OPENPML_REC_F_TIMED);
}

int FakeDriver::release(const File& file, const openpml_release& r) {
  Slot* s = used(r.slot);
  if (!s) return -ENOENT;
  if (r.buffer > 1) return -EINVAL;
  if (!s->holder[r.buffer]) return -ENOTCONN;
  if (s->holder[r.buffer] != &file) return -EPERM;
  s->holder[r.buffer] = nullptr;
  sim_.dom0().release(r.slot, r.buffer);
  return 0;
}

int FakeDriver::period(const File& file, openpml_period& p) {
  Slot* s = used(p.slot);
  if (!s) return -ENOENT;
  if ((p.flags & OPENPML_PERIOD_NS) && !clock_hz) return -EOPNOTSUPP;
  p.cycles = s->period = p.flags & OPENPML_PERIOD_NS ? p.value * (clock_hz / 1'000'000) / 1000
                                                     : p.value;  // the unit's timer is not set: tests fire it
  s->period_holder = p.flags & OPENPML_PERIOD_HOLD ? &file : nullptr;
  return 0;
}

int FakeDriver::get_bitmap(openpml_get_bitmap& g) {
  Slot* s = used(g.slot);
  if (!s) return -ENOENT;
  if (!(s->flags & OPENPML_VM_ACCUMULATE) || (g.kind == OPENPML_MAP_ACCESSED && !(s->flags & OPENPML_VM_LOG_READS)))
    return -EOPNOTSUPP;
  if (g.kind > 1 || g.first_gfn % 64 || g.pages == 0 || g.first_gfn + g.pages > s->limit) return -EINVAL;
  if (g.flags & OPENPML_BITMAP_HARVEST) (void)cut(g.slot, nullptr, 0);
  auto* to = reinterpret_cast<uint8_t*>(g.bitmap);
  std::memset(to, 0, (g.pages + 63) / 64 * 8);
  g.set = 0;
  for (uint64_t n = 0; n < g.pages; ++n) {
    uint8_t& byte = s->accumulated[g.kind][(g.first_gfn + n) / 8];
    if (!(byte >> n % 8 & 1)) continue;
    to[n / 8] |= static_cast<uint8_t>(1u << n % 8);
    ++g.set;
    if (!(g.flags & OPENPML_BITMAP_NO_CLEAR)) byte &= static_cast<uint8_t>(~(1u << n % 8));
  }
  g.epochs = s->epochs;
  return 0;
}

}  // namespace openpml::host
