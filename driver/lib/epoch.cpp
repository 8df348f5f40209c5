// SPDX-License-Identifier: Apache-2.0
#include "epoch.hpp"

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstring>
#include <new>

#include "advice.hpp"
#include "failure.hpp"
#include "summary.hpp"

namespace openpml::host {
namespace {

const char* kind_name(unsigned kind) { return kind == OPENPML_MAP_WRITTEN ? "written" : "accessed"; }

bool logs_reads(const openpml_vm_status& vm) { return vm.create_flags & OPENPML_VM_LOG_READS; }

std::vector<unsigned> kinds_of(const openpml_vm_status& vm) {
  return logs_reads(vm) ? std::vector<unsigned>{OPENPML_MAP_WRITTEN, OPENPML_MAP_ACCESSED}
                        : std::vector<unsigned>{OPENPML_MAP_WRITTEN};
}

uint64_t lines_of(uint64_t pages) { return (pages + kLinePages - 1) / kLinePages; }

}  // namespace

Mapping::Mapping(Device& device, uint64_t offset, size_t bytes, const std::string& where)
    : device_(&device), bytes_(bytes) {
  const uint8_t* at = nullptr;
  fail_if(device.map(offset, bytes, &at), where, Call::Map);
  at_ = at;
}

Epoch::Epoch(std::shared_ptr<Unit> unit, const openpml_vm_status& vm, const openpml_record& record)
    : held_(std::in_place, std::move(unit), vm.slot, record.flags & OPENPML_REC_F_BUFFER1 ? 1 : 0), record_(record),
      limit_(vm.limit), where_(held_->unit().where(vm.domid) + ", epoch " + std::to_string(record.epoch)) {
  Device& device = held_->unit().device();
  check(vm);
  for (const unsigned kind : kinds_of(vm)) {
    maps_[kind] = Mapping(device, OPENPML_MMAP_OFFSET(vm.slot, buffer(), kind), vm.bitmap_bytes, where_);
    bits_[kind] = maps_[kind].data();
  }
  read_summary(device, vm);
  for (const unsigned kind : {OPENPML_MAP_WRITTEN, OPENPML_MAP_ACCESSED})
    if (const uint64_t n = counted(kind); n != pages(kind)) refuse_count(kind, n);
}

Epoch::Epoch(Running, const std::shared_ptr<Unit>& unit, const openpml_vm_status& vm, const openpml_record& record)
    : record_(record), limit_(vm.limit), where_(unit->where(vm.domid) + ", epoch " + std::to_string(record.epoch)) {
  check(vm);
  read_summary(unit->device(), vm);
  for (const unsigned kind : kinds_of(vm)) {
    const Mapping map(unit->device(), OPENPML_MMAP_OFFSET(vm.slot, buffer(), kind), vm.bitmap_bytes, where_);
    copies_[kind].reset(
        static_cast<uint8_t*>(std::calloc(1, vm.bitmap_bytes)));  // fresh pages: only what is copied costs memory
    if (!copies_[kind]) throw std::bad_alloc();
    for (const uint32_t e : summary_)
      if (e & entry_bit(kind))
        std::memcpy(copies_[kind].get() + kLineBytes * (e & kEntryLine), map.data() + kLineBytes * (e & kEntryLine),
                    kLineBytes);
    bits_[kind] = copies_[kind].get();
  }
  const uint64_t written = counted(OPENPML_MAP_WRITTEN), accessed = counted(OPENPML_MAP_ACCESSED);
  if (written < record_.written) refuse_count(OPENPML_MAP_WRITTEN, written);  // more may have come since
  if (accessed < record_.accessed) refuse_count(OPENPML_MAP_ACCESSED, accessed);
  record_.lines = static_cast<uint32_t>(summary_.size());
  record_.written = written;
  record_.accessed = accessed;
}

void Epoch::read_summary(Device& device, const openpml_vm_status& vm) {
  if (!record_.lines) return;
  const Mapping raw(device, OPENPML_MMAP_OFFSET(vm.slot, buffer(), OPENPML_MAP_SUMMARY), vm.summary_bytes, where_);
  summary_ =
      checked_summary({reinterpret_cast<const uint32_t*>(raw.data()), record_.lines}, {limit_, logs_reads(vm)}, where_);
}

/// The record against what is known of the VM, before any of its numbers is used.
void Epoch::check(const openpml_vm_status& vm) const {
  const auto refuse = [&](const std::string& why) {
    throw Failure(EBADMSG, where_ + ": " + why + "; the epoch cannot be trusted, disable and enable the VM");
  };
  const std::string lines = std::to_string(record_.lines);
  if (record_.slot != vm.slot || record_.domid != vm.domid)
    refuse("the record is of slot " + std::to_string(record_.slot) + ", domain " + std::to_string(record_.domid) +
           ", asked for was slot " + std::to_string(vm.slot) + ", domain " + std::to_string(vm.domid));
  if (!(record_.flags & OPENPML_REC_F_VALID))
    refuse("the record is not VALID (fault " + std::to_string(record_.fault) + ")");
  if (vm.limit == 0 || vm.limit > uint64_t{1} << 39 || vm.bitmap_bytes < lines_of(vm.limit) * kLineBytes)
    refuse("bitmaps of " + std::to_string(vm.bitmap_bytes) + " bytes are too small for " + std::to_string(vm.limit) +
           " pages");
  if (record_.lines > lines_of(vm.limit))
    refuse("the record says that " + lines + " lines were touched, the VM has " + std::to_string(lines_of(vm.limit)));
  if (record_.lines > vm.summary_bytes / 4)
    refuse("a summary of " + lines + " lines does not fit into its " + std::to_string(vm.summary_bytes) + " bytes");
}

uint64_t Epoch::counted(unsigned kind) const {
  if (!has(kind)) return 0;
  check_tail(kind);
  return best_counter().lines(map(kind), summary_, entry_bit(kind));
}

void Epoch::refuse_count(unsigned kind, uint64_t counted) const {
  throw Failure(EBADMSG, where_ + ": the record says " + std::to_string(pages(kind)) + " pages " + kind_name(kind) +
                             ", the bitmap has " + std::to_string(counted) +
                             "; the epoch cannot be trusted, disable and enable the VM");
}

/// A VM may end inside its last line: nothing may be set behind it.
void Epoch::check_tail(unsigned kind) const {
  const uint64_t last = lines_of(limit_) - 1;
  if (limit_ % kLinePages == 0 || summary_.empty() || (summary_.back() & kEntryLine) != last) return;
  for (uint64_t page = limit_; page < (last + 1) * kLinePages; ++page)
    if (map(kind)[page / 8] >> page % 8 & 1)
      throw Failure(EBADMSG, where_ + ": page " + std::to_string(page) + " is set in the " + kind_name(kind) +
                                 " bitmap, the VM has " + std::to_string(limit_) +
                                 "; the epoch cannot be trusted, disable and enable the VM");
}

void Epoch::to_bitmap(unsigned kind, std::span<uint8_t> to, bool merge) const {
  if (to.size() < bitmap_bytes())
    throw Failure(EINVAL, where_ + ": a bitmap of " + std::to_string(to.size()) + " bytes is too small, " +
                              std::to_string(bitmap_bytes()) + " are needed");
  if (!merge) std::fill(to.begin(), to.end(), uint8_t{0});
  for (const uint32_t e : summary_) {
    if (!(e & entry_bit(kind))) continue;
    const size_t at = kLineBytes * (e & kEntryLine), bytes = std::min(kLineBytes, to.size() - at);
    for (size_t i = 0; i < bytes; ++i) to[at + i] |= map(kind)[at + i];
  }
}

size_t Epoch::gfns(unsigned kind, uint64_t& cursor, std::span<uint64_t> to) const {
  size_t n = 0;
  const auto line_of = [](uint32_t e) { return uint64_t{e & kEntryLine}; };
  auto it = std::lower_bound(summary_.begin(), summary_.end(), cursor / kLinePages,
                             [&](uint32_t e, uint64_t line) { return line_of(e) < line; });
  for (; it != summary_.end(); ++it) {
    if (!(*it & entry_bit(kind))) continue;
    for (uint64_t page = line_of(*it) * kLinePages; page < (line_of(*it) + 1) * kLinePages; page += 64) {
      uint64_t word = 0;
      std::memcpy(&word, map(kind) + page / 8, 8);
      if (page + 64 <= cursor) continue;
      if (page < cursor) word &= ~uint64_t{0} << (cursor - page);
      for (; word; word &= word - 1) {
        const uint64_t gfn = page + static_cast<unsigned>(std::countr_zero(word));
        if (n == to.size() || gfn >= limit_) return n;
        to[n++] = gfn;
        cursor = gfn + 1;
      }
    }
  }
  return n;
}

}  // namespace openpml::host
