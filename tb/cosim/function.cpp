// SPDX-License-Identifier: Apache-2.0
#include "cosim/function.hpp"

#include <algorithm>

#include "openpml/regs.hpp"

namespace openpml::cosim {

Function::Function(std::unique_ptr<Dut> dut, unsigned vectors)
    : unit_(std::move(dut), memory_), msix_(vectors ? vectors : unit_.params().n_vec), config_(msix_.size()) {
  unit_.on_interrupt = [this](unsigned vector) { msix_.raise(vector); };
  config_.on_flr = [this] { reset_unit(); };
  config_.on_command = [this] { memory_.enable(config_.bus_master()); };
}

uint32_t Function::region_bytes(uint32_t region) {
  switch (region) {
    case regs::PCI_BAR_REGS: return regs::PCI_BAR_REGS_BYTES;
    case regs::PCI_BAR_MSIX: return regs::PCI_BAR_MSIX_BYTES;
    case kConfigRegion: return PciConfig::kBytes;
    default: return 0;
  }
}

void Function::read(uint32_t region, uint32_t offset, std::span<uint8_t> out) {
  if (region == kConfigRegion) config_.read(offset, out);
  else if (!config_.memory_space()) std::ranges::fill(out, 0xFF);  // nobody answers
  else if (region == regs::PCI_BAR_REGS) read_registers(offset, out);
  else msix_.read(offset, out);
}

void Function::write(uint32_t region, uint32_t offset, std::span<const uint8_t> data) {
  if (region == kConfigRegion) config_.write(offset, data);
  else if (!config_.memory_space()) return;
  else if (region == regs::PCI_BAR_REGS) write_registers(offset, data);
  else msix_.write(offset, data);
}

void Function::read_registers(uint32_t offset, std::span<uint8_t> out) {
  for (size_t i = 0; i < out.size();) {
    const uint32_t at = offset + static_cast<uint32_t>(i), word = at & ~3u;
    const auto answer = unit_.read(static_cast<uint16_t>(word));
    ++counts_.reads;
    counts_.refused += !answer.ok;
    for (uint32_t b = at - word; b < 4 && i < out.size(); ++b) out[i++] = static_cast<uint8_t>(answer.data >> 8 * b);
  }
}

void Function::write_registers(uint32_t offset, std::span<const uint8_t> data) {
  for (size_t i = 0; i < data.size();) {
    const uint32_t at = offset + static_cast<uint32_t>(i), word = at & ~3u;
    uint32_t value = 0;
    uint8_t strobes = 0;
    for (uint32_t b = at - word; b < 4 && i < data.size(); ++b) {
      value |= uint32_t{data[i++]} << 8 * b;
      strobes |= static_cast<uint8_t>(1 << b);
    }
    const auto answer = unit_.write(static_cast<uint16_t>(word), value, strobes);
    ++counts_.writes;
    counts_.refused += !answer.ok;
  }
}

void Function::reset_unit() {
  unit_.reset();
  msix_.forget_pending();
  ++counts_.resets;
}

void Function::reset() {
  config_.reset();
  memory_.enable(false);
  reset_unit();
}

void Function::client_gone() {
  memory_.connect({}, kMaxTransfer);
  map_.clear();
  msix_.disconnect_all();
}

}  // namespace openpml::cosim
