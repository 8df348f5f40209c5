// SPDX-License-Identifier: Apache-2.0
/// dom0 on a PCIe board, as far as these tests need it: one VM, one vCPU, the tap's first window, through BAR0 alone.
#pragma once
#include <cstdint>
#include <set>
#include <stdexcept>

#include "pcie/bridge.hpp"

namespace openpml::pcie {

// shell registers (fpga/pcie/rtl/pml_pcie_regs.sv) and registers of the bridge, in BAR0
inline constexpr uint32_t kShell = 0x10000, kBridgeRegs = 0x18000;
inline constexpr uint32_t kShellId = kShell + 0x00, kShellBoard = kShell + 0x08, kShellCtrl = kShell + 0x0C,
                          kShellStatus = kShell + 0x10, kShellHostHi = kShell + 0x14, kShellRefused = kShell + 0x18,
                          kShellForced = kShell + 0x1C, kShellIrqs = kShell + 0x28;
inline constexpr uint32_t kHostEn = 1, kReset = 2;
inline constexpr uint32_t kLinkUp = 1, kDramReady = 2, kIrqOn = 4, kResetting = 8, kMsix = 16, kWindowed = 32;
inline constexpr uint32_t kBar2 = 0x40000000;  ///< AXI address of BAR2

struct Harvest {
  uint8_t type = 0, status = 0;
  uint32_t epoch = 0;
  std::set<uint64_t> accessed, written;  ///< gfns of the bitmaps
  uint64_t distinct_accessed = 0, distinct_written = 0;
};

class HostDriver {
 public:
  static constexpr uint64_t kPages = 2048;  ///< of the VM
  static constexpr uint32_t kVm = 1, kVcpu = 2, kVector = 5;
  static constexpr uint64_t kWindow = 0x100000, kWindowPages = 512, kFirstGfn = 0x40;  ///< board address, pages, gfn

  /// base: where the driver's memory lies in the host, 64 KiB aligned
  HostDriver(Bridge& bridge, uint64_t base) : bridge_(bridge), base_(base) {}

  /// After a reset of the unit: other memory, an empty ring.
  void start_over(uint64_t base) { base_ = base, consumed_ = 0; }

  void store(uint32_t address, uint32_t value);
  void store64(uint32_t address, uint64_t value);
  uint32_t load(uint32_t address);

  void open_host(bool on = true) { store(kShellCtrl, on ? kHostEn : 0); }
  /// Ring, bitmaps, binding, tap window, interrupt vector; the VM is not enabled yet.
  void configure();
  void enable();
  Harvest harvest();
  /// A command of the VM; its status.
  uint32_t command(uint32_t code);
  uint32_t state();
  void wait_tap();
  void settle();
  /// The next record of the ring, waited for.
  Harvest wait_record(unsigned limit = 50000);
  uint64_t base() const { return base_; }

 private:
  uint64_t bitmap(unsigned buffer, bool written) const {
    return base_ + 0x2000 + 0x1000 * (2 * buffer + (written ? 1 : 0));
  }
  std::set<uint64_t> read_bitmap(uint64_t address);

  Bridge& bridge_;
  uint64_t base_;
  uint32_t consumed_ = 0;
};

}  // namespace openpml::pcie
