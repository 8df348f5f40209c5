// SPDX-License-Identifier: Apache-2.0
// libpml.h: epochs and hot pages.
#include <algorithm>

#include "c_boundary.hpp"

using namespace openpml::host;

int pml_harvest(pml_unit* unit, uint32_t domid, uint32_t timeout_ms, pml_epoch** epoch, pml_error* error) {
  return guarded(error, [&] {
    need(epoch, "pml_harvest needs a place for the epoch");
    *epoch = nullptr;
    const openpml_vm_status vm = unit->unit->status(domid);
    *epoch = new pml_epoch(unit->unit, vm, unit->unit->harvest(vm, timeout_ms));
    return 0;
  });
}

int pml_take(pml_unit* unit, const openpml_record* record, pml_epoch** epoch, pml_error* error) {
  return guarded(error, [&] {
    need(epoch && record, "pml_take needs a record and a place for the epoch");
    *epoch = nullptr;
    need(record->flags & OPENPML_REC_F_HELD, "pml_take: the record's buffer is not held");
    *epoch = new pml_epoch(unit->unit, unit->unit->status(record->domid), *record);
    return 0;
  });
}

int pml_peek(pml_unit* unit, uint32_t domid, uint32_t timeout_ms, pml_epoch** epoch, pml_error* error) {
  return guarded(error, [&] {
    constexpr int kTries = 3;
    need(epoch, "pml_peek needs a place for the epoch");
    *epoch = nullptr;
    for (int i = 0; i < kTries; ++i) {
      const openpml_vm_status vm = unit->unit->status(domid);
      const openpml_record record = unit->unit->peek(vm, timeout_ms);
      // What is copied while the epoch ends may be torn, also in ways that look like a lie of the unit.
      const auto goes_on = [&] {
        const openpml_vm_status now = unit->unit->status(domid);
        return now.slot == vm.slot && now.epoch == record.epoch;
      };
      try {
        auto copy = std::make_unique<pml_epoch>(Epoch::Running{}, unit->unit, vm, record);
        if (goes_on()) return *epoch = copy.release(), 0;
      } catch (const Failure& e) {
        if (e.code != EBADMSG || goes_on()) throw;
      }
    }
    throw Failure(EAGAIN, unit->unit->where(domid) +
                              ": others end the epochs faster than one can be copied; try again, or harvest");
  });
}

void pml_epoch_release(pml_epoch* epoch) { delete epoch; }

const openpml_record* pml_epoch_record(const pml_epoch* epoch) { return &epoch->epoch.record(); }
uint64_t pml_epoch_limit(const pml_epoch* epoch) { return epoch->epoch.limit(); }
uint64_t pml_epoch_pages(const pml_epoch* epoch, unsigned kind) {
  return epoch->epoch.has(kind) ? epoch->epoch.pages(kind) : 0;
}

const uint32_t* pml_epoch_summary(const pml_epoch* epoch, size_t* entries) {
  *entries = epoch->epoch.summary().size();
  return epoch->epoch.summary().data();
}

const uint8_t* pml_epoch_bitmap(const pml_epoch* epoch, unsigned kind, size_t* bytes) {
  const bool has = epoch->epoch.has(kind);
  if (bytes) *bytes = has ? epoch->epoch.bitmap_bytes() : 0;
  return has ? epoch->epoch.map(kind) : nullptr;
}

int pml_epoch_to_bitmap(const pml_epoch* epoch, unsigned kind, void* bitmap, size_t bytes, int merge,
                        pml_error* error) {
  return guarded(error, [&] {
    need(epoch->epoch.has(kind), "this epoch has no bitmap of that kind (are reads logged?)");
    epoch->epoch.to_bitmap(kind, {static_cast<uint8_t*>(bitmap), bytes}, merge != 0);
    return 0;
  });
}

size_t pml_epoch_gfns(const pml_epoch* epoch, unsigned kind, uint64_t* cursor, uint64_t* gfns, size_t room) {
  return epoch->epoch.has(kind) ? epoch->epoch.gfns(kind, *cursor, {gfns, room}) : 0;
}

int pml_hot_new(unsigned n, unsigned kind, pml_hot** hot, pml_error* error) {
  return guarded(error, [&] {
    need(hot, "pml_hot_new needs a place for the result");
    *hot = nullptr;
    need_kind(kind);
    *hot = new pml_hot{HotPages(n), kind};
    return 0;
  });
}

void pml_hot_free(pml_hot* hot) { delete hot; }

int pml_hot_add(pml_hot* hot, const pml_epoch* epoch, pml_error* error) {
  return guarded(error, [&] {
    need(epoch->epoch.has(hot->kind), "this epoch has no bitmap of that kind (are reads logged?)");
    hot->pages.add(epoch->epoch.map(hot->kind), epoch->epoch.summary(), Epoch::entry_bit(hot->kind));
    return 0;
  });
}

unsigned pml_hot_epochs(const pml_hot* hot) { return hot->pages.epochs(); }

void pml_hot_histogram(const pml_hot* hot, uint64_t* pages) { std::ranges::copy(hot->pages.histogram(), pages); }

size_t pml_hot_gfns(const pml_hot* hot, unsigned k, uint64_t* cursor, uint64_t* gfns, uint8_t* seen, size_t room) {
  return hot->pages.gfns(k, *cursor, {gfns, room}, seen);
}
