// SPDX-License-Identifier: Apache-2.0
// Dom0: the completion ring and what a record describes.
#include <bit>
#include <cstring>

#include "openpml/dom0.hpp"
#include "openpml/regs.hpp"

namespace openpml {
namespace {

template <typename T>
T load(std::span<const uint8_t> b, size_t off) {
  T v;
  std::memcpy(&v, b.data() + off, sizeof v);
  return v;
}

template <typename T>
std::span<const T> as(
    std::span<const uint8_t> b) {  // regions are 4 KiB aligned in their vectors up to allocation alignment (16)
  return {reinterpret_cast<const T*>(b.data()), b.size() / sizeof(T)};
}

uint64_t popcount_bytes(std::span<const uint8_t> b) {
  uint64_t n = 0;
  for (size_t i = 0; i + 8 <= b.size(); i += 8) n += static_cast<uint64_t>(std::popcount(load<uint64_t>(b, i)));
  return n;
}

}  // namespace

Record Record::parse(std::span<const uint8_t> b) {
  Record r;
  r.type = static_cast<RecType>(b[0]);
  r.valid = b[1] & 1;
  r.buffer = b[1] >> 1 & 1;
  r.raw = b[1] >> 2 & 1;
  r.intel = b[1] >> 3 & 1;
  r.vm = b[2];
  r.vcpu = b[3];
  r.epoch = load<uint32_t>(b, 4);
  r.start = load<uint64_t>(b, 8);
  r.end = load<uint64_t>(b, 16);
  r.distinct_a = load<uint64_t>(b, 24);
  r.distinct_w = load<uint64_t>(b, 32);
  r.summary_entries = load<uint32_t>(b, 40);
  r.fault_code = load<uint32_t>(b, 44);
  r.fault_info = load<uint64_t>(b, 48);
  r.number = load<uint32_t>(b, 56);
  r.phase = load<uint32_t>(b, 60) >> 31;
  return r;
}

Popcount popcount_summary(const RecordView& v) {
  Popcount p;
  for (const uint32_t e : v.summary) {
    const size_t off = size_t{e & 0x3FFFFFFF} * 64;
    if ((e >> 30 & 1) && off + 64 <= v.accessed.size()) p.accessed += popcount_bytes(v.accessed.subspan(off, 64));
    if ((e >> 31 & 1) && off + 64 <= v.written.size()) p.written += popcount_bytes(v.written.subspan(off, 64));
  }
  return p;
}

Popcount popcount_full(const RecordView& v) { return {popcount_bytes(v.accessed), popcount_bytes(v.written)}; }

bool Dom0::phase_at(uint32_t number) const { return !(number >> ring_log2_ & 1); }

void Dom0::poll_ring() {
  if (poll_ == Poll::Never || (poll_ == Poll::AfterInterrupt && !irq_seen_)) return;
  const uint8_t top = ring_bytes_[uint64_t{cons_ & ((1u << ring_log2_) - 1)} * 64 + 63];
  if ((top >> 7) != static_cast<uint8_t>(phase_at(cons_))) {
    irq_seen_ = false;
    return;
  }
  take_record();
}

void Dom0::take_record() {
  const auto bytes = mem_.view(ring_ + uint64_t{cons_ & ((1u << ring_log2_) - 1)} * 64, 64);
  RecordView v;
  v.rec = Record::parse(bytes);
  v.cycle = now_;
  const Record& r = v.rec;
  must(r.vm < vms_.size() && static_cast<size_t>(r.type) < 9,
       "a record in the ring names VM " + std::to_string(r.vm) + ", type " + std::to_string(bytes[0]));
  Vm& vm = vms_[r.vm];
  const bool buffer_record = r.type == RecType::Harvest || r.type == RecType::Peek || r.type == RecType::Disable;
  if (buffer_record && !r.raw && !r.intel) {
    const uint64_t n = std::min<uint64_t>(uint64_t{r.summary_entries} * 4, vm.reg.sum_bytes);
    v.summary = as<uint32_t>(mem_.view(vm.reg.sum[r.buffer], n));
    v.accessed = mem_.view(vm.reg.a[r.buffer], vm.reg.bitmap_bytes);
    v.written = mem_.view(vm.reg.w[r.buffer], vm.reg.bitmap_bytes);
  }
  if (r.type == RecType::RawPage) v.raw = as<uint64_t>(mem_.view(vm.reg.raw + r.distinct_a * 4096, 4096));
  ++cons_;
  ++n_records_;
  ++vm.seen[static_cast<size_t>(r.type)];
  vm.last = r;
  if (on_record) on_record(v);
  if (r.type == RecType::RawPage && r.distinct_a < vm.raw_done.size()) {
    vm.raw_done[r.distinct_a] = true;
    post_raw_cons(r.vm);
  }
  if (r.type == RecType::Harvest && !r.raw && !r.intel) {
    if (release_ == Release::Immediate) release(r.vm, r.buffer);
    if (release_ == Release::Delay) releases_.push_back({now_ + release_delay_, r.vm, r.buffer, vm.life});
  }
  post_cons();
}

void Dom0::hold_cons(bool h) {
  hold_cons_ = h;
  if (!h && ring_bytes_) post_cons();
}

void Dom0::hold_raw_cons(bool h) {
  hold_raw_cons_ = h;
  if (h) return;
  for (unsigned i = 0; i < vms_.size(); ++i)
    if (vms_[i].configured) post_raw_cons(i);
}

void Dom0::post_cons() {
  if (hold_cons_ || cons_busy_ || cons_ == cons_written_) return;
  cons_busy_ = true;
  cons_written_ = cons_;
  post_write(regs::GLOBAL_RING_CONS, cons_, [this](bool) {
    cons_busy_ = false;
    post_cons();
  });
}

void Dom0::post_raw_cons(unsigned vm) {
  Vm& v = vms_[vm];
  if (hold_raw_cons_ || v.raw_done.empty() || v.raw_cons_posted) return;
  const uint32_t mask = static_cast<uint32_t>(v.raw_done.size() - 1), before = v.raw_cons;
  while (v.raw_done[v.raw_cons & mask]) {
    v.raw_done[v.raw_cons & mask] = false;
    ++v.raw_cons;
  }
  if (v.raw_cons == before) return;
  v.raw_cons_posted = true;
  post_write(vm_reg(vm, regs::VM_RAW_CONS), v.raw_cons, [this, vm](bool) {
    vms_[vm].raw_cons_posted = false;
    post_raw_cons(vm);
  });
}

}  // namespace openpml
