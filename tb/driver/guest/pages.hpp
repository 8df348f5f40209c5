// SPDX-License-Identifier: Apache-2.0
/// Sets of pages that an epoch must show, and their comparison with what the driver shows.
#pragma once
#include <bit>

#include "unit.hpp"

namespace guest {

/// Bitmap: bit n % 8 of byte n / 8 is page n.
class Pages {
 public:
  explicit Pages(uint64_t pages) : bytes_((pages + 511) / 512 * 64) {}
  void set(uint64_t page) { bytes_[page / 8] |= static_cast<uint8_t>(1u << page % 8); }
  bool get(uint64_t page) const { return bytes_[page / 8] >> page % 8 & 1; }
  void clear() { bytes_.assign(bytes_.size(), 0); }
  uint64_t count() const {
    uint64_t n = 0;
    for (const uint8_t byte : bytes_) n += static_cast<unsigned>(std::popcount(byte));
    return n;
  }
  bool line_has_any(uint64_t line) const {
    for (uint64_t i = 0; i < 64; ++i)
      if (bytes_[64 * line + i]) return true;
    return false;
  }
  uint64_t lines() const { return bytes_.size() / 64; }
  const std::vector<uint8_t>& bytes() const { return bytes_; }

 private:
  std::vector<uint8_t> bytes_;
};

struct Truth {
  explicit Truth(uint64_t limit) : accessed(limit), written(limit), limit(limit) {}
  /// An event; a gfn past the limit is not the VM's.
  void event(uint64_t gfn, bool write) {
    if (gfn >= limit) return;
    accessed.set(gfn);
    if (write) written.set(gfn);
  }
  void clear() {
    accessed.clear();
    written.clear();
  }
  Pages accessed, written;
  uint64_t limit;
};

inline void expect_bitmap(const uint8_t* got, const Pages& want, const char* what, uint32_t epoch) {
  for (size_t i = 0; i < want.bytes().size(); ++i)
    if (got[i] != want.bytes()[i])
      fail("epoch %u, %s: byte %zu (pages from %zu) is %02x, not %02x", epoch, what, i, 8 * i, got[i], want.bytes()[i]);
}

/// The record and everything that the driver maps for its buffer are those of the truth. `reads`: an accessed bitmap exists.
inline void expect_epoch(const Unit& unit, const Vm& vm, const openpml_record& record, const Truth& truth,
                         uint32_t epoch, bool reads = true) {
  expect(record.flags & OPENPML_REC_F_VALID, "epoch %u: record is not VALID (fault %u)", epoch, record.fault);
  expect(record.epoch == epoch, "epoch is %u, not %u", record.epoch, epoch);
  expect(record.flags & OPENPML_REC_F_HELD, "epoch %u: buffer is not held", epoch);
  const uint64_t written = truth.written.count(), accessed = reads ? truth.accessed.count() : 0;
  expect(record.written == written, "epoch %u: %llu pages written, not %llu", epoch, record.written,
         static_cast<unsigned long long>(written));
  expect(record.accessed == accessed, "epoch %u: %llu pages accessed, not %llu", epoch, record.accessed,
         static_cast<unsigned long long>(accessed));
  const uint32_t buffer = record.flags & OPENPML_REC_F_BUFFER1 ? 1 : 0;
  expect_bitmap(Map(unit, vm.slot, buffer, OPENPML_MAP_WRITTEN, vm.bitmap_bytes).bytes(), truth.written, "written",
                epoch);
  if (reads)
    expect_bitmap(Map(unit, vm.slot, buffer, OPENPML_MAP_ACCESSED, vm.bitmap_bytes).bytes(), truth.accessed, "accessed",
                  epoch);

  const Map summary(unit, vm.slot, buffer, OPENPML_MAP_SUMMARY, vm.summary_bytes);
  std::vector<uint32_t> seen(truth.written.lines());
  expect(record.lines <= seen.size(), "epoch %u: %u lines in the summary of %zu", epoch, record.lines, seen.size());
  for (uint32_t i = 0; i < record.lines; ++i) {
    const uint32_t word = summary.words()[i], line = word & OPENPML_SUMMARY_LINE;
    expect(line < seen.size(), "epoch %u: summary entry %u is line %u", epoch, i, line);
    expect(!seen[line], "epoch %u: line %u is twice in the summary", epoch, line);
    seen[line] = word | 1u << 29;
  }
  for (uint64_t line = 0; line < seen.size(); ++line) {
    const bool w = truth.written.line_has_any(line), a = reads && truth.accessed.line_has_any(line);
    const bool got_w = seen[line] & OPENPML_SUMMARY_WRITTEN, got_a = seen[line] & OPENPML_SUMMARY_ACCESSED;
    expect(w == got_w && a == got_a, "epoch %u: line %llu, summary says written %d accessed %d, truth %d %d", epoch,
           static_cast<unsigned long long>(line), got_w, got_a, w, a);
  }
}

/// The generator's random numbers (docs/sources.md, section 8).
inline uint64_t xorshift(uint64_t x) {
  x ^= x << 13;
  x ^= x >> 7;
  return x ^ x << 17;
}

}  // namespace guest
