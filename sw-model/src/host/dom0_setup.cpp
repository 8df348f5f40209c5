// SPDX-License-Identifier: Apache-2.0
// Dom0: programming the unit: record ring, VMs, vCPUs.
#include "openpml/dom0.hpp"
#include "openpml/regs.hpp"

namespace openpml {

void Dom0::place(uint64_t& base, uint64_t bytes, bool wanted, const std::string& name) {
  if (base != 0 && wanted && mem_.view(base, bytes).size() == bytes && mem_.view(base, bytes + 1).empty()) return;
  if (base != 0) mem_.remove(base);
  base = wanted ? mem_.alloc(name, bytes) : 0;
}

void Dom0::allocate(const VmConfig& c) {
  Vm& v = vms_.at(c.vm);
  const uint64_t lines = (c.limit + 511) / 512;
  const bool bitmap = c.mode == Mode::Bitmap;
  const std::string vm = "vm" + std::to_string(c.vm) + ".";
  v.reg.bitmap_bytes = bitmap ? lines * 64 : 0;
  v.reg.sum_bytes = bitmap ? (lines * 4 + 63) / 64 * 64 : 0;
  v.reg.raw_bytes = c.mode == Mode::Raw ? uint64_t{4096} << c.raw_log2 : 0;
  for (unsigned b = 0; b < 2; ++b) {
    const std::string n = std::to_string(b);
    place(v.reg.a[b], v.reg.bitmap_bytes, bitmap && c.log_reads, vm + "accessed" + n);
    place(v.reg.w[b], v.reg.bitmap_bytes, bitmap, vm + "written" + n);
    place(v.reg.sum[b], v.reg.sum_bytes, bitmap, vm + "summary" + n);
  }
  place(v.reg.raw, v.reg.raw_bytes, c.mode == Mode::Raw, vm + "raw");
}

void Dom0::setup_ring(unsigned log2, bool unmask) {
  ring_bytes_ = nullptr;
  place(ring_, uint64_t{64} << log2, true, "ring");
  ring_log2_ = log2;
  cons_ = cons_written_ = read32(regs::GLOBAL_RING_PROD);
  auto bytes = mem_.view(ring_, uint64_t{64} << log2);
  for (uint32_t k = 0; k < 1u << log2; ++k) {  // no slot may look like a record yet to come
    const uint32_t n = cons_ + k;
    bytes[uint64_t{n & ((1u << log2) - 1)} * 64 + 63] = phase_at(n) ? 0x00 : 0x80;
  }
  must(write64(regs::GLOBAL_RING_BASE, ring_), "RING_BASE refused");
  must(write32(regs::GLOBAL_RING_LOG2, log2), "RING_LOG2 refused");
  must(write32(regs::GLOBAL_RING_CONS, cons_), "RING_CONS refused");
  ring_bytes_ = mem_.view(ring_, uint64_t{64} << log2).data();
  for (unsigned i = 0; unmask && i < p_.n_vec; ++i) must(write32(vec_reg(i, regs::VEC_MASK), 0), "vector mask refused");
}

void Dom0::bind(unsigned vcpu, uint32_t value) {
  for (unsigned tries = 0; !write32(vcpu_reg(vcpu, regs::VCPU_BIND), value); ++tries)
    must(tries < 10'000, "BIND of vCPU " + std::to_string(vcpu) + " refused: it does not drain");
}

void Dom0::unbind(unsigned vcpu) { bind(vcpu, 0); }

/// The records of a raw VM's pages all come before the record that ends it.
void Dom0::check_pages(unsigned vm) {
  for (unsigned u = 0; u < p_.n_vcpu; ++u) {
    if (read32(vcpu_reg(u, regs::VCPU_BIND)) != (vm | regs::VCPU_BIND_VALID_MASK)) continue;
    must(!(read32(vcpu_reg(u, regs::VCPU_STATUS)) & regs::VCPU_STATUS_PAGE_VALID_MASK),
         "vCPU " + std::to_string(u) + " has a raw page although its VM is OFF");
  }
}

void Dom0::setup_vm(const VmConfig& c) {
  Vm& v = vms_.at(c.vm);
  if (v.configured && v.cfg.mode == Mode::Raw) check_pages(c.vm);
  allocate(c);
  v.cfg = c;
  v.configured = true;
  v.raw_done.assign(c.mode == Mode::Raw ? size_t{1} << c.raw_log2 : 0, false);
  const auto r = [&](uint32_t off) { return vm_reg(c.vm, off); };
  const std::string who = " of VM " + std::to_string(c.vm) + " refused";
  const auto w32 = [&](uint32_t off, uint32_t d, const char* n) { must(write32(r(off), d), n + who); };
  const auto w64 = [&](uint32_t off, uint64_t d, const char* n) { must(write64(r(off), d), n + who); };
  w32(regs::VM_CONFIG, static_cast<uint32_t>(c.mode) | (c.log_reads ? regs::VM_CONFIG_LOG_READS_MASK : 0), "CONFIG");
  w32(regs::VM_FILTER_BYPASS, c.filter_bypass, "FILTER_BYPASS");
  w32(regs::VM_VECTOR, c.vector, "VECTOR");
  w64(regs::VM_LIMIT, c.limit, "LIMIT");
  w64(regs::VM_PERIOD, c.period, "PERIOD");
  w32(regs::VM_EPOCH_INIT, c.epoch_init, "EPOCH_INIT");
  for (unsigned b = 0; b < 2; ++b) {
    w64(regs::VM_A_BASE0 + 8 * b, v.reg.a[b], "A_BASE");
    w64(regs::VM_W_BASE0 + 8 * b, v.reg.w[b], "W_BASE");
    w64(regs::VM_SUM_BASE0 + 8 * b, v.reg.sum[b], "SUM_BASE");
  }
  w64(regs::VM_RAW_BASE, v.reg.raw, "RAW_BASE");
  w32(regs::VM_RAW_LOG2, c.mode == Mode::Raw ? c.raw_log2 : 0, "RAW_LOG2");
  w64(regs::VM_INIT_A, c.init_a, "INIT_A");
  w64(regs::VM_INIT_W, c.init_w, "INIT_W");
  for (const unsigned u : c.vcpus) {
    if (c.mode == Mode::Intel) place(log_base_.at(u), 4096, true, "vcpu" + std::to_string(u) + ".log");
    must(write32(vcpu_reg(u, regs::VCPU_HOLD), 1), "HOLD" + who);  // so that the vCPU drains whatever its guest does
    if (c.mode == Mode::Intel) {
      unbind(u);
      must(write64(vcpu_reg(u, regs::VCPU_LOG_BASE), log_base_[u]), "LOG_BASE" + who);
    }
    bind(u, c.vm | regs::VCPU_BIND_VALID_MASK);
    for (unsigned tries = 0; c.mode == Mode::Intel && !write32(vcpu_reg(u, regs::VCPU_INDEX), 511); ++tries)
      must(tries < 1000, "INDEX" + who);
    must(write32(vcpu_reg(u, regs::VCPU_HOLD), 0), "HOLD" + who);
  }
}

void Dom0::enable(unsigned vm, bool wait_for_record) {
  Vm& v = vms_.at(vm);
  new_life(vm);
  if (v.cfg.mode == Mode::Raw) check_pages(vm);
  v.raw_cons = 0;
  std::fill(v.raw_done.begin(), v.raw_done.end(), false);
  const uint64_t before = records_of(vm, RecType::Enable);
  CmdStatus s = command(vm, Cmd::Enable);
  for (unsigned tries = 0; (s == CmdStatus::NoRecordRoom || s == CmdStatus::Busy) && tries < 10'000; ++tries)
    s = command(vm, Cmd::Enable);
  must(s == CmdStatus::Ok,
       "ENABLE of VM " + std::to_string(vm) + " refused, status " + std::to_string(static_cast<int>(s)));
  if (!wait_for_record) return;
  wait([&] { return records_of(vm, RecType::Enable) > before; }, "the ENABLE record of VM " + std::to_string(vm));
  // The record can be seen before its B: the VM is ACTIVE a moment later.
  while (state(vm) == VmState::Enabling) {}
}

void Dom0::disable(unsigned vm) {
  const uint64_t before = records_of(vm, RecType::Disable);
  CmdStatus s = command(vm, Cmd::Disable);
  while (s == CmdStatus::Busy) s = command(vm, Cmd::Disable);
  must(s == CmdStatus::Ok,
       "DISABLE of VM " + std::to_string(vm) + " refused, status " + std::to_string(static_cast<int>(s)));
  new_life(vm);
  wait([&] { return records_of(vm, RecType::Disable) > before; }, "the DISABLE record of VM " + std::to_string(vm));
  while (state(vm) == VmState::Stopping) {}
}

void Dom0::reset_vm(unsigned vm) {
  new_life(vm);
  const uint64_t limit = now_ + 10'000'000;
  for (VmState s = state(vm); s != VmState::Off; s = state(vm)) {
    must(now_ < limit, "VM " + std::to_string(vm) + " does not come to OFF after RESET");
    must(s != VmState::Prepared, "VM " + std::to_string(vm) + " is PREPARED: only ENABLE leaves that state");
    if (s != VmState::Resetting) command(vm, Cmd::Reset);  // ENABLING refuses until it is ACTIVE
  }
  new_life(vm);
}

}  // namespace openpml
