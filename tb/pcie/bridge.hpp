// SPDX-License-Identifier: Apache-2.0
/// Bus-functional model of a board round pml_pcie_top: the bridge IP (AXI master, host memory behind its AXI slave with address translation,
/// its registers, MSI or MSI-X handshake, link, reset) and board DRAM. Simulates the AXI sides as PG055, PG194 and PG195 describe
/// them; no PCIe packets.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "pcie/axi_master.hpp"
#include "pcie/axi_slave.hpp"

namespace openpml::pcie {

class Bridge {
 public:
  Bridge(const BoardHalf& half, uint64_t seed);

  void step();
  void run(unsigned cycles) {
    for (unsigned i = 0; i < cycles; ++i) step();
  }
  /// Reset of the whole bridge (PERST), and of everything that waits in the model.
  void perst();
  /// Hot reset or removal: outstanding transfers are answered with SLVERR while the link is down.
  void set_link(bool up);
  /// MSI or MSI-X of the host; messages: log2 of the MSI messages that the host allows.
  void enable_interrupts(bool on, unsigned messages_log2 = 4);
  void set_dram_ready(bool ready) { in_.dram_ready = ready; }
  /// PCIe configuration: host memory does not answer any more (a bridge that hangs).
  void set_host_silent(bool on) { host_port_.set_silent(on); }

  // accesses by the host, waited for; false: error response
  bool store32(uint32_t bus_address, uint32_t value);
  bool store64(uint32_t bus_address, uint64_t value);
  bool load32(uint32_t bus_address, uint32_t& value);
  bool load_bus_word(uint32_t bus_address, Data& value);  ///< a read of the bus width
  AxiMaster& master() { return master_; }
  /// Runs until nothing of the master is under way; false after too many cycles.
  bool finish(unsigned limit = 200000);

  ByteMemory& host() { return host_; }
  ByteMemory& dram() { return dram_; }
  const BoardHalf& half() const { return half_; }
  const Out& out() const { return out_; }
  uint64_t cycle() const { return cycle_; }
  bool host_idle() const { return host_port_.idle(); }
  uint64_t host_bursts() const { return host_port_.bursts(); }
  Rng& rng() { return rng_; }

  /// Messages that reached the host: vector (MSI: message) numbers in order.
  std::vector<unsigned>& messages() { return messages_; }
  /// Breaches of a protocol, on any side.
  std::vector<std::string> problems() const;

 private:
  void interrupts();
  LiteSlavePins drive_registers();
  void step_registers();

  BoardHalf half_;
  Rng rng_;
  std::unique_ptr<Dut> dut_;
  ByteMemory host_, dram_;
  AxiMaster master_;
  AxiSlave host_port_, dram_port_;
  In in_;
  Out out_;
  uint64_t cycle_ = 0;
  std::vector<unsigned> messages_;
  std::vector<std::string> problems_;
  // interrupt handshake
  bool interrupts_on_ = false, request_before_ = false, granted_ = false;
  unsigned ack_wait_ = 0, num_before_ = 0, messages_log2_ = 4;
  uint16_t usr_before_ = 0;
  // registers of the bridge: AXIBAR2PCIEBAR_0 (upper half at 208h)
  uint32_t translation_hi_ = 0;
  LiteSlavePins regs_;
};

}  // namespace openpml::pcie
