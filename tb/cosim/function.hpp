// SPDX-License-Identifier: Apache-2.0
/// The PCI function: which bytes of which region are what, and what a reset does. One function = one unit.
#pragma once
#include <cstdint>
#include <memory>
#include <span>

#include "cosim/client_memory.hpp"
#include "cosim/dma_map.hpp"
#include "cosim/msix.hpp"
#include "cosim/pci_config.hpp"
#include "cosim/unit.hpp"

namespace openpml::cosim {

class Function {
 public:
  /// `vectors`: of the MSI-X table; 0: as many as the unit has. The unit's interrupts past the table are dropped.
  explicit Function(std::unique_ptr<Dut> dut, unsigned vectors = 0);

  /// Bytes of a region, 0 if there is none of that index.
  static uint32_t region_bytes(uint32_t region);
  /// Any size and alignment inside the region (the caller has checked that). Registers are reached in aligned 32-bit words, low word first; a write
  /// of part of a word has strobes for its bytes, which the unit refuses.
  void read(uint32_t region, uint32_t offset, std::span<uint8_t> out);
  void write(uint32_t region, uint32_t offset, std::span<const uint8_t> data);
  /// Unit and configuration space as after power-up. Maps and eventfds are the client's and stay.
  void reset();
  /// The client is gone: so are its memory and its eventfds.
  void client_gone();

  Unit& unit() { return unit_; }
  DmaMap& dma_map() { return map_; }
  ClientMemory& memory() { return memory_; }
  Msix& msix() { return msix_; }
  const PciConfig& config() const { return config_; }

  struct Counts {
    uint64_t reads = 0, writes = 0, refused = 0, resets = 0;
  };  ///< register accesses, and those that the unit answered with SLVERR
  const Counts& counts() const { return counts_; }

 private:
  void reset_unit();
  void read_registers(uint32_t offset, std::span<uint8_t> out);
  void write_registers(uint32_t offset, std::span<const uint8_t> data);

  DmaMap map_;
  ClientMemory memory_{map_};
  Unit unit_;
  Msix msix_;
  PciConfig config_;
  Counts counts_;
};

}  // namespace openpml::cosim
