// SPDX-License-Identifier: Apache-2.0
// The judge's view of the memory port: whose region a burst is in, when records are answered, bad responses.
#include <algorithm>
#include <cinttypes>

#include "judge_impl.hpp"
#include "openpml/regs.hpp"

namespace openpml {
namespace {

/// A unit with a bug may take any value for the ring's size.
uint32_t ring_log2(uint32_t value) { return std::min(value, 31u); }

}  // namespace

/// The VM in whose regions [addr, addr + bytes) lies; -1: in none, or (ring = true) in the record ring.
int Judge::Impl::region_vm(uint64_t addr, uint64_t bytes, bool write, bool& ring) const {
  const auto in = [&](uint64_t base, uint64_t size) {
    return base != 0 && addr >= base && addr - base < size && bytes <= size - (addr - base);
  };
  const uint64_t ring_base = word(regs::GLOBAL_RING_BASE) | uint64_t{word(regs::GLOBAL_RING_BASE_HI)} << 32;
  const uint32_t log2 = ring_log2(word(regs::GLOBAL_RING_LOG2));
  ring = write && log2 != 0 && in(ring_base, uint64_t{golden::kRecordBytes} << log2);
  if (ring) return -1;
  for (unsigned v = 0; v < p_.n_vm; ++v) {
    if (limit(v) == 0) continue;
    if (mode(v) == regs::MODE_BITMAP) {
      for (uint32_t b = 0; b < 2; ++b) {
        if (in(vm_reg64(v, regs::VM_W_BASE0 + 8 * b), lines(v) * 64)) return static_cast<int>(v);
        if (log_reads(v) && in(vm_reg64(v, regs::VM_A_BASE0 + 8 * b), lines(v) * 64)) return static_cast<int>(v);
        if (write && in(vm_reg64(v, regs::VM_SUM_BASE0 + 8 * b), (lines(v) * 4 + 63) / 64 * 64))
          return static_cast<int>(v);
      }
    } else if (mode(v) == regs::MODE_RAW) {
      if (write && in(vm_reg64(v, regs::VM_RAW_BASE), uint64_t{4096} << std::min(vm_reg(v, regs::VM_RAW_LOG2), 31u)))
        return static_cast<int>(v);
    }
  }
  for (unsigned c = 0; c < p_.n_vcpu && write; ++c) {
    const uint32_t at = regs::VCPU_BASE + c * regs::VCPU_STRIDE + regs::VCPU_LOG_BASE;
    if (vm_of(c) >= 0 && in(word(at) | uint64_t{word(at + 4)} << 32, 4096)) return vm_of(c);
  }
  return -1;
}

/// The buffer of bitmap VM `v` whose bitmaps or summary `addr` is in, -1: neither.
int Judge::Impl::buffer_of(unsigned v, uint64_t addr) const {
  if (mode(v) != regs::MODE_BITMAP) return -1;
  const auto in = [&](uint64_t base, uint64_t size) { return base != 0 && addr - base < size; };
  for (const uint32_t b : {0u, 1u})
    if (in(vm_reg64(v, regs::VM_W_BASE0 + 8 * b), lines(v) * 64) ||
        (log_reads(v) && in(vm_reg64(v, regs::VM_A_BASE0 + 8 * b), lines(v) * 64)) ||
        in(vm_reg64(v, regs::VM_SUM_BASE0 + 8 * b), (lines(v) * 4 + 63) / 64 * 64))
      return static_cast<int>(b);
  return -1;
}

void Judge::Impl::bad_response(int vm) {
  for (unsigned v = 0; v < p_.n_vm; ++v)
    if (vm < 0 || vm == static_cast<int>(v)) vms_[v].fault_cycle = now_;
}

void Judge::Impl::watch_port(const Inputs& in, const Outputs& out) {
  if (out.m_awvalid && in.m_awready) {
    port_seen_ = true;
    bool ring = false;
    const uint64_t bytes = uint64_t{out.m_awlen + 1u} << out.m_awsize;
    const int vm = region_vm(out.m_awaddr, bytes, true, ring);
    if (ring) {
      uint64_t& open = unanswered_[ring_begun_];
      for (const WriteTag& t : writes_)
        if (t.buffer >= 0) open |= uint64_t{1} << (2 * t.vm + t.buffer);
    }
    writes_.push_back({ring, vm, ring_begun_, vm < 0 ? -1 : buffer_of(static_cast<unsigned>(vm), out.m_awaddr)});
    if (ring) {
      const uint32_t size = 1u << ring_log2(word(regs::GLOBAL_RING_LOG2));
      const uint64_t base = word(regs::GLOBAL_RING_BASE) | uint64_t{word(regs::GLOBAL_RING_BASE_HI)} << 32;
      if (out.m_awaddr != base + uint64_t{ring_begun_ & (size - 1)} * golden::kRecordBytes ||
          bytes != golden::kRecordBytes)
        report(-1, "record %u is written to %#" PRIx64 " (%" PRIu64 " bytes)", ring_begun_, out.m_awaddr, bytes);
      ++ring_begun_;
      if (ring_begun_ - word(regs::GLOBAL_RING_CONS) > size)
        report(-1, "record %u overruns the ring: dom0 has taken %u of %u (O2)", ring_begun_ - 1,
               word(regs::GLOBAL_RING_CONS), size);
      for (Vm& m : vms_) m.ring_seen = true;
    } else if (vm < 0) {
      report(-1, "write of %" PRIu64 " bytes to %#" PRIx64 ", which no VM was given (I1)", bytes, out.m_awaddr);
    }
  }
  if (out.m_arvalid && in.m_arready) {
    bool ring = false;
    const uint64_t bytes = uint64_t{out.m_arlen + 1u} << out.m_arsize;
    const int vm = region_vm(out.m_araddr, bytes, false, ring);
    if (vm < 0)
      report(-1, "read of %" PRIu64 " bytes from %#" PRIx64 ", which no VM was given (I1)", bytes, out.m_araddr);
    reads_.push_back(vm);
  }
  if (in.m_bvalid && out.m_bready && !writes_.empty()) {
    const WriteTag t = writes_.front();
    writes_.pop_front();
    if (in.m_bresp >= 2) bad_response(t.vm);
    if (t.ring) {
      check_records();
      if (in.m_bresp < 2 && next_ == t.record)
        report(-1, "record %u was answered and memory does not show it (O1)", t.record);
      for (Vm& m : vms_) {
        if (m.phase == Phase::Enabling && m.enable_record == t.record) m.active_at = now_ + kSettle;
        if (m.disable_record == t.record) m.off_at = now_ + kStopping;
      }
    }
  }
  if (in.m_rvalid && out.m_rready && !reads_.empty()) {
    if (in.m_rresp >= 2) bad_response(reads_.front());
    if (in.m_rlast) reads_.pop_front();
  }
}

}  // namespace openpml
