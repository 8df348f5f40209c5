// SPDX-License-Identifier: Apache-2.0
#include "cosim/pci_config.hpp"

#include "openpml/regs.hpp"

namespace openpml::cosim {
namespace {

constexpr uint32_t kDeviceControl = PciConfig::kExpress + 8;
constexpr uint8_t kFlrBit = 0x80;  // of the high byte

}  // namespace

void PciConfig::set(uint32_t offset, unsigned bytes, uint32_t value, uint32_t writable) {
  for (unsigned i = 0; i < bytes; ++i) {
    reset_[offset + i] = static_cast<uint8_t>(value >> 8 * i);
    writable_[offset + i] = static_cast<uint8_t>(writable >> 8 * i);
  }
}

PciConfig::PciConfig(unsigned vectors) {
  using namespace regs;
  set(0x00, 2, PCI_VENDOR, 0);
  set(0x02, 2, PCI_DEVICE, 0);
  set(kCommand, 2, 0, 0x0546);  // memory, bus master, parity response, SERR, INTx disable
  set(0x06, 2, 0x0010, 0);      // capability list; the error bits never come on
  set(0x08, 1, PCI_REVISION, 0);
  set(0x09, 3, PCI_CLASS, 0);
  set(0x0C, 1, 0, 0xFF);                                           // cache line size
  set(kBar0 + 4 * PCI_BAR_REGS, 4, 4, ~(PCI_BAR_REGS_BYTES - 1));  // 64 bits, not prefetchable
  set(kBar0 + 4 * PCI_BAR_REGS + 4, 4, 0, ~0u);
  set(kBar0 + 4 * PCI_BAR_MSIX, 4, 4, ~(PCI_BAR_MSIX_BYTES - 1));
  set(kBar0 + 4 * PCI_BAR_MSIX + 4, 4, 0, ~0u);
  set(0x2C, 2, PCI_VENDOR, 0);
  set(0x2E, 2, PCI_SUBSYSTEM_UNIT, 0);
  set(0x34, 1, kExpress, 0);
  set(0x3C, 1, 0, 0xFF);  // interrupt line; there is no interrupt pin

  set(kExpress, 1, 0x10, 0);
  set(kExpress + 1, 1, kMsix, 0);
  set(kExpress + 2, 2, 0x0002, 0);               // version 2, endpoint
  set(kExpress + 4, 4, 1u << 28 | 1u << 15, 0);  // function level reset, role-based errors, 128 bytes
  set(kDeviceControl, 2, 0x2000,
      0x78EF);  // error enables, payload, no snoop, read request size (512 bytes). Not relaxed ordering: the unit never asks for it
  set(kExpress + 0x0C, 4, 0x11, 0);    // link: x1, 2.5 GT/s
  set(kExpress + 0x10, 2, 0, 0x00C8);  // link control: read completion boundary, common clock, extended synch
  set(kExpress + 0x12, 2, 0x11, 0);
  set(kExpress + 0x2C, 4, 0x02, 0);     // link capabilities 2: 2.5 GT/s
  set(kExpress + 0x30, 2, 0x01, 0x0F);  // link control 2: target speed

  set(kMsix, 1, 0x11, 0);
  set(kMsix + 1, 1, 0, 0);
  set(kMsix + 2, 2, vectors - 1, 0xC000);  // enable, function mask
  set(kMsix + 4, 4, PCI_MSIX_TABLE | PCI_BAR_MSIX, 0);
  set(kMsix + 8, 4, PCI_MSIX_PBA | PCI_BAR_MSIX, 0);
  now_ = reset_;
}

void PciConfig::read(uint32_t offset, std::span<uint8_t> out) const {
  for (size_t i = 0; i < out.size(); ++i) out[i] = now_[offset + i];
}

void PciConfig::write(uint32_t offset, std::span<const uint8_t> data) {
  bool flr = false;
  for (size_t i = 0; i < data.size(); ++i) {
    const uint32_t at = offset + static_cast<uint32_t>(i);
    now_[at] = static_cast<uint8_t>((now_[at] & ~writable_[at]) | (data[i] & writable_[at]));
    flr |= at == kDeviceControl + 1 && (data[i] & kFlrBit);
  }
  if (flr) {
    reset();
    if (on_flr) on_flr();
  }
  if (on_command) on_command();
}

}  // namespace openpml::cosim
