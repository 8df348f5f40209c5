// SPDX-License-Identifier: Apache-2.0
#include "cosim/tests/host_driver.hpp"

#include "openpml/regs.hpp"

namespace openpml::cosim {

uint32_t HostDriver::regs_of_vm() { return regs::VM_BASE + regs::VM_STRIDE; }  // VM 1

void HostDriver::configure() {
  using namespace regs;
  std::ranges::fill(memory_.bytes().first(kPages * kPage), 0xA5);  // content is arbitrary
  std::ranges::fill(memory_.at(kRing, uint64_t{64} << kRingLog2), 0);
  next_ = 0;
  client_.reg64(GLOBAL_RING_BASE, bus_ + kRing);
  client_.reg(GLOBAL_RING_LOG2, kRingLog2);
  for (uint32_t v = 0; v < 16; ++v) client_.reg(VEC_BASE + v * VEC_STRIDE + VEC_MASK, 0);
  const uint32_t vm = regs_of_vm();
  client_.reg(vm + VM_CONFIG, VM_CONFIG_LOG_READS_MASK);
  client_.reg(vm + VM_VECTOR, kVector);
  client_.reg64(vm + VM_LIMIT, kLimit);
  for (uint32_t b = 0; b < 2; ++b) {
    client_.reg64(vm + VM_A_BASE0 + 8 * b, bus_ + kAccessed + b * 2 * kPage);
    client_.reg64(vm + VM_W_BASE0 + 8 * b, bus_ + kWritten + b * 2 * kPage);
    client_.reg64(vm + VM_SUM_BASE0 + 8 * b, bus_ + kSummary + b * kPage);
  }
  client_.reg(VCPU_BASE + 2 * VCPU_STRIDE + VCPU_BIND, 1 | VCPU_BIND_VALID_MASK);
}

void HostDriver::command(uint32_t code, uint32_t argument) {
  for (unsigned tries = 0; tries < 1000; ++tries) {
    client_.reg(regs_of_vm() + regs::VM_CMD, code | argument << regs::VM_CMD_BUFFER_SHIFT);
    const uint32_t status = vm(regs::VM_CMD_STATUS);
    if (status == regs::CMD_ST_OK) return;
    if (status != regs::CMD_ST_BUSY && status != regs::CMD_ST_BAD_STATE) break;
    client_.run();
  }
  throw std::runtime_error("command " + std::to_string(code) + " refused, status " +
                           std::to_string(vm(regs::VM_CMD_STATUS)));
}

void HostDriver::enable() {
  command(regs::CMD_ENABLE);
  if (wait_record().type != RecType::Enable) throw std::runtime_error("no ENABLE record");
  while ((vm(regs::VM_STATUS) & regs::VM_STATUS_STATE_MASK) != regs::STATE_ACTIVE) client_.run();
}

void HostDriver::start_generator(uint64_t first, uint32_t pages, uint32_t passes, uint32_t pattern, uint32_t share) {
  using namespace regs;
  client_.reg64(GEN_BASE + GEN_FIRST_GFN, first);
  client_.reg(GEN_BASE + GEN_VCPU, 2 | 0x100);
  client_.reg(GEN_BASE + GEN_RATE, 0x10000);
  client_.reg(GEN_BASE + GEN_WRITE_SHARE, share);
  client_.reg(GEN_PHASE_BASE + GEN_PHASE_PAGES, pages);
  client_.reg(GEN_PHASE_BASE + GEN_PHASE_LENGTH, passes | 1u << 16);
  client_.reg(GEN_BASE + GEN_CONFIG, pattern);
  client_.reg(GEN_BASE + GEN_CTRL, GEN_CTRL_START_MASK);
}

void HostDriver::generate(uint64_t first, uint32_t pages, uint32_t passes, uint32_t pattern, uint32_t share) {
  start_generator(first, pages, passes, pattern, share);
  for (unsigned i = 0; client_.reg(regs::GEN_BASE + regs::GEN_STATUS) & regs::GEN_STATUS_STATE_MASK; ++i) {
    if (i == 100'000) throw std::runtime_error("the generator does not end");
    client_.run();
  }
}

std::optional<Record> HostDriver::record() {
  const auto bytes = memory_.at(kRing + 64 * (next_ & ((1u << kRingLog2) - 1)), 64);
  const bool phase = !(next_ >> kRingLog2 & 1);
  if ((bytes[63] >> 7 != 0) != phase) return std::nullopt;
  const Record r = Record::parse(bytes);
  if (r.number != next_)
    throw std::runtime_error("record number " + std::to_string(r.number) + " in the place of " + std::to_string(next_));
  client_.reg(regs::GLOBAL_RING_CONS, ++next_);
  return r;
}

Record HostDriver::wait_record() {
  for (unsigned i = 0; i < 1'000'000; ++i) {
    client_.run();
    if (client_.interrupts(kVector) == 0) continue;
    const auto r = record();
    if (!r) throw std::runtime_error("an interrupt without a record");
    return *r;
  }
  throw std::runtime_error("no record");
}

Record HostDriver::harvest() {
  command(regs::CMD_HARVEST);
  const Record r = wait_record();
  if (r.type != RecType::Harvest || r.vm != 1) throw std::runtime_error("no HARVEST record of VM 1");
  return r;
}

void HostDriver::release(const Record& r) { command(regs::CMD_RELEASE, r.buffer); }

std::set<uint64_t> HostDriver::bits(uint64_t offset) {
  std::set<uint64_t> pages;
  const auto map = memory_.at(offset, (kLimit + 511) / 512 * 64);
  for (uint64_t p = 0; p < map.size() * 8; ++p)
    if (map[p / 8] >> p % 8 & 1) pages.insert(p);
  return pages;
}

}  // namespace openpml::cosim
