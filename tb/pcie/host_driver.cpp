// SPDX-License-Identifier: Apache-2.0
#include "pcie/host_driver.hpp"

#include <string>

#include "../../driver/include/pml_regs.h"

namespace openpml::pcie {
namespace {
constexpr uint32_t kRingLog2 = 3;
constexpr uint32_t vm(uint32_t offset) { return PML_VM_BASE + HostDriver::kVm * PML_VM_STRIDE + offset; }
constexpr uint32_t vcpu(uint32_t offset) { return PML_VCPU_BASE + HostDriver::kVcpu * PML_VCPU_STRIDE + offset; }
[[noreturn]] void fail(const std::string& what) { throw std::runtime_error("host driver: " + what); }
}  // namespace

void HostDriver::store(uint32_t address, uint32_t value) {
  if (!bridge_.store32(address, value)) fail("store to " + std::to_string(address) + " failed");
}
void HostDriver::store64(uint32_t address, uint64_t value) {
  if (!bridge_.store64(address, value)) fail("64-bit store to " + std::to_string(address) + " failed");
}
uint32_t HostDriver::load(uint32_t address) {
  uint32_t value = 0;
  if (!bridge_.load32(address, value)) fail("load from " + std::to_string(address) + " failed");
  return value;
}

void HostDriver::configure() {
  consumed_ = 0;
  if (load(PML_GLOBAL_MAGIC) != PML_MAGIC) fail("no unit there");
  store64(PML_GLOBAL_RING_BASE, base_);
  store(PML_GLOBAL_RING_LOG2, kRingLog2);
  store(PML_GLOBAL_ERR_VECTOR, 6);
  store(vm(PML_VM_CONFIG), PML_MODE_BITMAP | PML_VM_CONFIG_LOG_READS_MASK);
  store(vm(PML_VM_VECTOR), kVector);
  store64(vm(PML_VM_LIMIT), kPages);
  store64(vm(PML_VM_A_BASE0), bitmap(0, false));
  store64(vm(PML_VM_A_BASE1), bitmap(1, false));
  store64(vm(PML_VM_W_BASE0), bitmap(0, true));
  store64(vm(PML_VM_W_BASE1), bitmap(1, true));
  store64(vm(PML_VM_SUM_BASE0), base_ + 0x6000);
  store64(vm(PML_VM_SUM_BASE1), base_ + 0x7000);
  for (uint32_t vector : {kVector, 6u}) store(PML_VEC_BASE + vector * PML_VEC_STRIDE + PML_VEC_MASK, 0);
  store(vcpu(PML_VCPU_BIND), PML_VCPU_BIND_VALID_MASK | kVm);
  store(PML_TAP_WIN_BASE + PML_TAP_WIN_VCPU, kVcpu);
  store64(PML_TAP_WIN_BASE + PML_TAP_WIN_ADDR, kWindow);
  store(PML_TAP_WIN_BASE + PML_TAP_WIN_PAGES, kWindowPages);
  store64(PML_TAP_WIN_BASE + PML_TAP_WIN_GFN, kFirstGfn);
  store(PML_TAP_WIN_BASE + PML_TAP_WIN_CTRL, PML_TAP_WIN_CTRL_ENABLE_MASK);
  store(PML_TAP_BASE + PML_TAP_CTRL, PML_TAP_CTRL_ENABLE_MASK);
}

uint32_t HostDriver::command(uint32_t code) {
  store(vm(PML_VM_CMD), code);
  return load(vm(PML_VM_CMD_STATUS));
}

uint32_t HostDriver::state() { return load(vm(PML_VM_STATUS)) & PML_VM_STATUS_STATE_MASK; }

void HostDriver::enable() {
  if (const uint32_t status = command(PML_CMD_ENABLE); status != PML_CMD_ST_OK)
    fail("ENABLE refused, status " + std::to_string(status));
  if (const Harvest record = wait_record(); record.type != 1)
    fail("no ENABLE record but type " + std::to_string(record.type));
  settle();
}

// The record is in host memory before the unit has the answer to its write: the job ends a little later.
void HostDriver::settle() {
  for (unsigned i = 0; i < 100; ++i)
    if ((load(vm(PML_VM_STATUS)) & PML_VM_STATUS_JOB_MASK) == 0) return;
  fail("the job does not end");
}

void HostDriver::wait_tap() {
  for (unsigned i = 0; i < 1000; ++i)
    if ((load(PML_TAP_BASE + PML_TAP_STATUS) & PML_TAP_STATUS_BUSY_MASK) == 0) return;
  fail("the tap stays busy");
}

Harvest HostDriver::wait_record(unsigned limit) {
  const uint64_t slot = base_ + 64 * (consumed_ & ((1u << kRingLog2) - 1));
  const bool phase = (consumed_ >> kRingLog2 & 1) == 0;
  for (unsigned i = 0; (bridge_.host().get<uint32_t>(slot + 60) >> 31 != 0) != phase; ++i) {
    if (i == limit) fail("no record " + std::to_string(consumed_));
    bridge_.step();
  }
  const ByteMemory& memory = bridge_.host();
  Harvest out;
  out.type = memory.get<uint8_t>(slot);
  out.status = memory.get<uint8_t>(slot + 1);
  out.epoch = memory.get<uint32_t>(slot + 4);
  out.distinct_accessed = memory.get<uint64_t>(slot + 24);
  out.distinct_written = memory.get<uint64_t>(slot + 32);
  store(PML_GLOBAL_RING_CONS, ++consumed_);
  return out;
}

std::set<uint64_t> HostDriver::read_bitmap(uint64_t address) {
  std::set<uint64_t> pages;
  for (uint64_t page = 0; page < kPages; ++page)
    if ((bridge_.host().read(address + page / 8) >> (page % 8) & 1) != 0) pages.insert(page);
  return pages;
}

Harvest HostDriver::harvest() {
  if (const uint32_t status = command(PML_CMD_HARVEST); status != PML_CMD_ST_OK)
    fail("HARVEST refused, status " + std::to_string(status));
  Harvest out = wait_record();
  if (out.type != 2 || (out.status & 1) == 0) fail("no valid HARVEST record");
  settle();
  const unsigned buffer = out.status >> 1 & 1;
  out.accessed = read_bitmap(bitmap(buffer, false));
  out.written = read_bitmap(bitmap(buffer, true));
  if (const uint32_t status = command(PML_CMD_RELEASE | buffer << 8); status != PML_CMD_ST_OK) fail("RELEASE refused");
  return out;
}

}  // namespace openpml::pcie
