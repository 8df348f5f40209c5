// SPDX-License-Identifier: Apache-2.0
// What a record in bitmap mode speaks of: both bitmaps bit by bit, the counts, the summary.
#include <algorithm>
#include <bit>
#include <cinttypes>
#include <cstring>

#include "judge_impl.hpp"
#include "openpml/regs.hpp"

namespace openpml {
namespace {

constexpr uint64_t kLineBytes = 64, kChunkLines = 1024;
constexpr unsigned kAccessed = 1, kWritten = 2;
constexpr uint64_t kReports = 4;  // differences told of one record and bitmap

uint64_t get64(const uint8_t* p) {
  uint64_t v = 0;
  std::memcpy(&v, p, sizeof v);
  return v;
}

bool all_zero(const uint8_t* p) {
  uint64_t any = 0;
  for (size_t i = 0; i < kLineBytes; i += 8) any |= get64(p + i);
  return any == 0;
}

}  // namespace

unsigned Judge::Impl::kinds(const PageSet& s, const std::map<uint32_t, uint8_t>& marks, uint64_t line) {
  const auto mark = marks.find(static_cast<uint32_t>(line));
  unsigned k = mark == marks.end() ? 0 : mark->second;
  if (s.live(line))
    for (const PageSet::Pair& p : s.line(line)) k |= (p.a != 0 ? kAccessed : 0) | (p.w != 0 ? kWritten : 0);
  return k;
}

void Judge::Impl::check_epoch(unsigned v, Epoch& e, const PageSet* upper, const RecordFields& r) {
  ++epochs_;
  if (mode(v) != regs::MODE_BITMAP) {
    if (r.accessed != 0 || r.written != 0 || r.summary != 0)
      report(static_cast<int>(v), "record %u, epoch %u: counts in a mode without bitmaps", r.number, e.number);
    return;
  }
  const auto open = unanswered_.find(r.number);
  if (e.type != golden::RecordType::Peek && open != unanswered_.end() && (open->second >> (2 * v + e.buffer) & 1) != 0)
    report(static_cast<int>(v), "record %u, epoch %u was sent before all writes to its buffer were answered (O1)",
           r.number, e.number);
  PageSet with_maybe;
  if (e.maybe.pages() != 0 && e.maybe.accessed_pages() + e.maybe.written_pages() != 0) {
    with_maybe = fresh(v);
    with_maybe.merge(*upper);
    with_maybe.merge(e.maybe);
    upper = &with_maybe;
  }
  const Bounds b{&e.set, upper, &e, e.type == golden::RecordType::Peek && !opt_.strict_peek};
  check_counts(v, b, r);
  check_bitmap(v, b, true, e.buffer, r);
  if (log_reads(v)) check_bitmap(v, b, false, e.buffer, r);
  check_summary(v, b, e.buffer, r);
  vms_[v].last_lines[e.buffer].assign(upper->touched().begin(), upper->touched().end());
}

void Judge::Impl::check_counts(unsigned v, const Bounds& b, const RecordFields& r) {
  const auto one = [&](const char* what, uint64_t got, uint64_t lo, uint64_t hi, int64_t extra) {
    lo += static_cast<uint64_t>(extra);
    hi += static_cast<uint64_t>(extra);
    if (got >= lo && got <= hi) return;
    report(static_cast<int>(v), "record %u, epoch %u: distinct %s %" PRIu64 ", expected %" PRIu64 "%s (E3)", r.number,
           r.epoch, what, got, lo, lo == hi ? "" : " at least, or not more than was accepted");
  };
  one("accessed", r.accessed, b.lower->accessed_pages(), b.upper->accessed_pages(),
      log_reads(v) ? b.epoch->extra_a : 0);
  one("written", r.written, b.lower->written_pages(), b.upper->written_pages(), b.epoch->extra_w);
}

/// Compares one line; returns the differences reported.
uint64_t Judge::Impl::check_line(unsigned v, const Bounds& b, bool kind_w, uint64_t line, const uint8_t* bytes,
                                 const RecordFields& r) {
  const PageSet::Line lo = b.lower->line(line), hi = b.upper->line(line);
  const auto pick = [&](const PageSet::Pair& p) { return kind_w ? p.w : p.a; };
  uint64_t any_lo = 0, any_hi = 0, told = 0;
  for (size_t i = 0; i < 8; ++i) {
    any_lo |= pick(lo[i]);
    any_hi |= pick(hi[i]);
  }
  const bool loose = b.relaxed && any_lo == 0 && any_hi != 0;  // first touched after a PEEK's command
  for (size_t i = 0; i < 8; ++i) {
    const uint64_t got = get64(bytes + 8 * i), missing = pick(lo[i]) & ~got, extra = loose ? 0 : got & ~pick(hi[i]);
    if ((missing | extra) == 0) continue;
    const auto bit = static_cast<uint64_t>(std::countr_zero(missing | extra));
    report(static_cast<int>(v),
           "record %u, epoch %u: %s bitmap, gfn %" PRIu64 ": expected %d, got %d (E2); line %" PRIu64
           " has %d bits missing, %d too many in this word",
           r.number, r.epoch, kind_w ? "written" : "accessed", line * 512 + i * 64 + bit, (missing >> bit & 1) != 0,
           (extra >> bit & 1) != 0, line, std::popcount(missing), std::popcount(extra));
    ++told;
  }
  return told;
}

void Judge::Impl::check_bitmap(unsigned v, const Bounds& b, bool kind_w, bool buffer, const RecordFields& r) {
  const uint64_t base = vm_reg64(v, (kind_w ? regs::VM_W_BASE0 : regs::VM_A_BASE0) + 8 * buffer), n = lines(v);
  uint64_t told = 0;
  if (whole_ || limit(v) <= opt_.full_compare_pages) {
    std::vector<uint8_t> chunk(kChunkLines * kLineBytes);
    for (uint64_t first = 0; first < n && told < kReports; first += kChunkLines) {
      const uint64_t count = std::min(kChunkLines, n - first);
      mem_.read(base + first * kLineBytes, std::span(chunk).first(count * kLineBytes));
      for (uint64_t k = 0; k < count && told < kReports; ++k) {
        const uint8_t* bytes = &chunk[k * kLineBytes];
        if (!b.upper->live(first + k) && all_zero(bytes)) continue;
        told += check_line(v, b, kind_w, first + k, bytes, r);
      }
    }
    return;
  }
  std::array<uint8_t, kLineBytes> bytes{};
  const auto look = [&](uint64_t line) {
    if (line >= n || told >= kReports) return;
    mem_.read(base + line * kLineBytes, bytes);
    told += check_line(v, b, kind_w, line, bytes.data(), r);
  };
  for (const uint32_t x : b.upper->touched()) look(x);
  for (const uint32_t x : vms_[v].last_lines[buffer])
    if (!b.upper->live(x)) look(x);
}

void Judge::Impl::check_summary(unsigned v, const Bounds& b, bool buffer, const RecordFields& r) {
  const int vm = static_cast<int>(v);
  const uint64_t n = lines(v);
  if (r.summary > n)
    return report(vm, "record %u, epoch %u: %u summary entries for %" PRIu64 " lines", r.number, r.epoch, r.summary, n);
  std::vector<uint32_t> entries((r.summary + 15u) / 16 * 16);
  if (!entries.empty())
    mem_.read(vm_reg64(v, regs::VM_SUM_BASE0 + 8 * buffer),
              {reinterpret_cast<uint8_t*>(entries.data()), entries.size() * 4});
  std::map<uint32_t, bool> seen;
  for (size_t i = 0; i < entries.size(); ++i) {
    const uint32_t e = entries[i], line = e & 0x3FFFFFFF;
    if (i >= r.summary) {
      if (e != 0) report(vm, "record %u, epoch %u: summary padding %zu is %#x", r.number, r.epoch, i, e);
      continue;
    }
    if (line >= n || !seen.emplace(line, true).second) {
      report(vm, "record %u, epoch %u: summary entry %zu names line %u %s", r.number, r.epoch, i, line,
             line >= n ? "past the limit" : "again");
      continue;
    }
    const unsigned got = e >> 30, lo = kinds(*b.lower, b.epoch->marks, line),
                   hi = kinds(*b.upper, b.epoch->marks, line);
    if ((lo & ~got) != 0 || (got & ~hi) != 0 || got == 0)
      report(vm,
             "record %u, epoch %u: summary entry %zu, line %u: kinds %u, expected %u (bit 0 accessed, bit 1 written)",
             r.number, r.epoch, i, line, got, lo);
  }
  const auto need = [&](uint32_t line) {
    if (kinds(*b.lower, b.epoch->marks, line) != 0 && !seen.contains(line))
      report(vm, "record %u, epoch %u: touched line %u (gfn %" PRIu64 " on) is not in the summary", r.number, r.epoch,
             line, uint64_t{line} * 512);
  };
  for (const uint32_t x : b.lower->touched()) need(x);
  for (const auto& [line, k] : b.epoch->marks)
    if (line < n && !b.lower->live(line)) need(line);  // the limit may have changed since
}

/// At an ENABLE record nothing was accepted yet: both buffers hold what a restore left there and nothing else.
void Judge::Impl::check_cleared(unsigned v) {
  Vm& m = vms_[v];
  if (!whole_ && limit(v) > opt_.full_compare_pages) return;
  const PageSet none = fresh(v);
  RecordFields r;
  r.number = next_ - 1;
  r.epoch = m.cur.number;
  for (const bool buffer : {false, true}) {
    const PageSet& want = buffer ? none : m.cur.set;
    const Bounds b{&want, &want, &m.cur, false};
    check_bitmap(v, b, true, buffer, r);
    if (log_reads(v)) check_bitmap(v, b, false, buffer, r);
  }
}

/// The marked lines of buffer 0 as dom0 restored them.
PageSet Judge::Impl::read_restored(unsigned v) {
  PageSet s = fresh(v);
  std::array<uint8_t, kLineBytes> bytes{};
  for (const auto& [line, k] : vms_[v].marks) {
    if (line >= lines(v)) continue;
    PageSet::Line l{};
    for (const bool kind_w : {false, true}) {
      if ((k & (kind_w ? kWritten : kAccessed)) == 0 || (!kind_w && !log_reads(v))) continue;
      mem_.read(vm_reg64(v, kind_w ? regs::VM_W_BASE0 : regs::VM_A_BASE0) + line * kLineBytes, bytes);
      for (size_t i = 0; i < 8; ++i) (kind_w ? l[i].w : l[i].a) = get64(&bytes[8 * i]);
    }
    s.merge_line(line, l);
  }
  return s;
}

}  // namespace openpml
