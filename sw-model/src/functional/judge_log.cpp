// SPDX-License-Identifier: Apache-2.0
// Raw and Intel mode: the entries of log pages against the events offered, in order, vCPU by vCPU.
#include <algorithm>
#include <cinttypes>
#include <cstring>

#include "judge_impl.hpp"
#include "openpml/regs.hpp"

namespace openpml {
namespace {

constexpr int kLastIndex = 511;
constexpr uint64_t kPageBytes = 4096;

}  // namespace

/// An event that the log must hold, or may hold if the same was logged in this epoch already (filter) or it is not
/// certain that the VM was ACTIVE.
void Judge::Impl::log_event(unsigned v, const Taken& e, bool certain) {
  Vm& m = vms_[v];
  const bool reads = log_reads(v);
  const auto has = [&](const PageSet& s) { return s.pages() != 0 && (e.write ? s.written(e.gfn) : s.accessed(e.gfn)); };
  const bool first = certain && !has(m.cur.set) && !has(m.cur.maybe);
  const bool stopping = std::any_of(m.snaps.begin(), m.snaps.end(),
                                    [](const Snapshot& s) { return s.epoch.type == golden::RecordType::Disable; });
  const uint64_t pos = m.logs[e.vcpu].offer(e.gfn << 12 | uint64_t{reads && e.write}, first && !stopping);
  if (first && stopping) m.deferred.push_back({e.vcpu, pos});
}

/// Entries at index `from` down to `to` of the page, in log order.
void Judge::Impl::take_entries(unsigned v, unsigned vcpu, uint64_t page, int from, int to, const char* what) {
  std::array<uint8_t, kPageBytes> bytes{};
  mem_.read(page, bytes);
  LogMatcher& log = vms_[v].logs[vcpu];
  for (int i = from; i >= to; --i) {
    uint64_t entry = 0;
    std::memcpy(&entry, &bytes[static_cast<size_t>(i) * 8], sizeof entry);
    ++entries_;
    if (log.take(entry)) continue;
    report(static_cast<int>(v),
           "%s, vCPU %u, index %d: entry %#" PRIx64 " (gfn %" PRIu64
           ") is not what was offered; next event that must be logged: gfn %" PRIu64 " (O3)",
           what, vcpu, i, entry, entry >> 12, log.first_left() >> 12);
    return;
  }
}

void Judge::Impl::raw_record(unsigned v, const RecordFields& r) {
  Vm& m = vms_[v];
  const int vm = static_cast<int>(v);
  if (mode(v) != regs::MODE_RAW) return report(vm, "record %u: RAW_PAGE in mode %u", r.number, mode(v));
  if (r.vcpu >= p_.n_vcpu) return report(vm, "record %u: RAW_PAGE of vCPU %u, which does not exist", r.number, r.vcpu);
  if (r.buffer() || r.summary != 0)
    report(vm, "record %u: RAW_PAGE with buffer %d, %u summary entries", r.number, r.buffer(), r.summary);
  if (r.accessed >= m.raw_out.size())
    return report(vm, "record %u: RAW_PAGE slot %" PRIu64 " is past the ring", r.number, r.accessed);
  if (m.raw_out[r.accessed])
    report(vm, "record %u: RAW_PAGE slot %" PRIu64 " again before it was given back", r.number, r.accessed);
  m.raw_out[r.accessed] = true;
  if (r.written > kLastIndex + 1)
    return report(vm, "record %u: RAW_PAGE with %" PRIu64 " entries", r.number, r.written);
  // After a DISABLE the last pages come from a VM that is OFF; after a reset or a fault nothing is promised.
  if (m.phase == Phase::Dead || (!r.valid() && may_be_invalid(v))) return;
  if (!r.valid() && m.phase != Phase::Off)
    report(vm, "record %u: RAW_PAGE INVALID without a reset or a fault", r.number);
  // epoch numbers wrap: the page of the epoch before may have the larger one
  if (static_cast<int32_t>(r.epoch - m.cur.number) > 0 && m.phase == Phase::Active)
    report(vm, "record %u: RAW_PAGE of epoch %u, the current one is %u", r.number, r.epoch, m.cur.number);
  if (r.written == 0) return report(vm, "record %u: RAW_PAGE without entries", r.number);
  const uint64_t page = vm_reg64(v, regs::VM_RAW_BASE) + r.accessed * kPageBytes;
  take_entries(v, r.vcpu, page, kLastIndex, kLastIndex + 1 - static_cast<int>(r.written), "raw page");
}

void Judge::Impl::raw_given_back(unsigned v, uint32_t from, uint32_t to) {
  std::vector<bool>& out = vms_[v].raw_out;
  for (uint32_t k = from; k != to && to - from <= out.size() && !out.empty(); ++k) out[k & (out.size() - 1)] = false;
}

/// The log of `vcpu` is full and one more entry waits: everything down to index 0 is in memory.
void Judge::Impl::exit_rose(unsigned vcpu) {
  const auto v = static_cast<unsigned>(vm_of(vcpu));
  VcpuLog& c = vcpus_[vcpu];
  Vm& m = vms_[v];
  ++m.exits;
  if (c.exit) report(static_cast<int>(v), "guest exit of vCPU %u rose again before its index was written (G2)", vcpu);
  c.exit = true;
  if (m.phase == Phase::Dead || stopped_short(v)) return;
  const uint32_t at = regs::VCPU_BASE + vcpu * regs::VCPU_STRIDE + regs::VCPU_LOG_BASE;
  const uint64_t page = word(at) | uint64_t{word(at + 4)} << 32;
  if (c.armed >= 0) take_entries(v, vcpu, page, c.armed, 0, "log page at a guest exit");
}

void Judge::Impl::index_written(unsigned vcpu, uint32_t index) {
  VcpuLog& c = vcpus_[vcpu];
  const int vm = vm_of(vcpu);
  // Early drain: software takes what lies between the index it armed and the one it read.
  if (vm >= 0 && !c.exit && c.armed >= 0 && c.index) {
    const auto v = static_cast<unsigned>(vm);
    const uint32_t at = regs::VCPU_BASE + vcpu * regs::VCPU_STRIDE + regs::VCPU_LOG_BASE;
    const int to = *c.index == 0xFFFF ? 0 : static_cast<int>(*c.index) + 1;
    if ((vms_[v].phase == Phase::Active || vms_[v].phase == Phase::Off) && !stopped_short(v))
      take_entries(v, vcpu, word(at) | uint64_t{word(at + 4)} << 32, c.armed, to, "log page drained early");
  }
  c = {static_cast<int>(index), false, {}};
}

/// The log pages of a VM whose DISABLE record came: what is left in them is complete, and software may take it or not.
void Judge::Impl::intel_disabled(unsigned v) {
  for (unsigned c = 0; c < p_.n_vcpu && mode(v) == regs::MODE_INTEL; ++c) {
    if (vm_of(c) != static_cast<int>(v)) continue;
    intel_rest(v, c);
    vcpus_[c].armed = -1;
  }
}

/// What is left in the current log page of `vcpu` at the end of a run.
void Judge::Impl::intel_rest(unsigned v, unsigned vcpu) {
  VcpuLog& c = vcpus_[vcpu];
  LogMatcher& log = vms_[v].logs[vcpu];
  if (!c.exit && c.armed >= 0) {
    const uint32_t at = regs::VCPU_BASE + vcpu * regs::VCPU_STRIDE + regs::VCPU_LOG_BASE;
    std::array<uint8_t, kPageBytes> bytes{};
    mem_.read(word(at) | uint64_t{word(at + 4)} << 32, bytes);
    for (int i = c.armed; i >= 0 && log.left() != 0; --i) {
      uint64_t entry = 0;
      std::memcpy(&entry, &bytes[static_cast<size_t>(i) * 8], sizeof entry);
      if (!log.take(entry)) break;
      ++entries_;
    }
  }
  const uint64_t skid = c.exit ? 1 : 0;  // the 513th waits in the unit
  if (log.left() > skid)
    report(static_cast<int>(v),
           "Intel log of vCPU %u: %" PRIu64 " events that must be in it are not, the first is gfn %" PRIu64 " (E1)",
           vcpu, log.left(), log.first_left() >> 12);
}

}  // namespace openpml
