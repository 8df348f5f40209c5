// SPDX-License-Identifier: Apache-2.0
/// Pins of pml_pcie_top as plain values, and the Verilated board halves behind them. One call of eval() a cycle, then clock().
#pragma once
#include <array>
#include <cstdint>
#include <memory>

namespace openpml::pcie {

using Data = std::array<uint8_t, 32>;  ///< one beat, little endian; a narrower bus uses the low bytes

struct Ax {
  bool valid = false;
  uint8_t id = 0;
  uint64_t addr = 0;
  uint8_t len = 0, size = 0, burst = 1;
  bool operator==(const Ax&) const = default;
};
struct W {
  bool valid = false;
  Data data{};
  uint32_t strb = 0;
  bool last = false;
  bool operator==(const W&) const = default;
};
struct B {
  bool valid = false;
  uint8_t id = 0, resp = 0;
};
struct R {
  bool valid = false;
  uint8_t id = 0, resp = 0;
  Data data{};
  bool last = false;
};
/// What a master drives, and what a slave drives.
struct MasterPins {
  Ax aw, ar;
  W w;
  bool bready = false, rready = false;
};
struct SlavePins {
  bool awready = false, wready = false, arready = false;
  B b;
  R r;
};
struct LiteMasterPins {
  bool awvalid = false, wvalid = false, bready = false, arvalid = false, rready = false;
  uint32_t awaddr = 0, araddr = 0, wdata = 0;
  uint8_t wstrb = 0;
};
struct LiteSlavePins {
  bool awready = false, wready = false, bvalid = false, arready = false, rvalid = false;
  uint8_t bresp = 0, rresp = 0;
  uint32_t rdata = 0;
};

struct In {
  bool rst_n = true, link_up = true, dram_ready = true;
  uint16_t usr_irq_ack = 0;
  bool msix_enable = false, msi_grant = false, msi_enable = false;
  uint8_t msi_width = 0;
  MasterPins s;     ///< the bridge's AXI master
  SlavePins m, d;   ///< host memory, board DRAM
  LiteSlavePins c;  ///< registers of the bridge
};
struct Out {
  bool host_en = false, irq_on = false;
  uint16_t usr_irq_req = 0;
  bool msi_request = false;
  uint8_t msi_num = 0;
  SlavePins s;
  MasterPins m, d;
  LiteMasterPins c;
};

/// Parameters of the Verilated halves (scripts/pcie.mk has the same numbers).
struct BoardHalf {
  bool msix;       ///< XDMA's ports; otherwise axi_pcie's
  bool windowed;   ///< the bridge takes 32-bit addresses
  unsigned bytes;  ///< of a beat
  uint32_t board;
  static constexpr unsigned wait_log2 = 12;
};
inline constexpr BoardHalf nitefury{false, true, 16, 1};
inline constexpr BoardHalf kcu116{true, false, 32, 2};

class Dut {
 public:
  virtual ~Dut() = default;
  /// Combinational outputs for these inputs.
  virtual void eval(const In& in, Out& out) = 0;
  /// The rising edge, with the inputs of the last eval().
  virtual void clock() = 0;
};
std::unique_ptr<Dut> make_dut(const BoardHalf& half, uint64_t seed);

}  // namespace openpml::pcie
