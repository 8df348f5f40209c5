// SPDX-License-Identifier: Apache-2.0
/// The unit's ports for one clock cycle, shared by the Verilated RTL and the cycle model.
/// All inputs of a cycle are chosen before any output of that cycle is looked at.
#pragma once
#include <array>
#include <cstdint>

#include "openpml/config.hpp"

namespace openpml {

using Beat = std::array<uint64_t, 8>;  ///< up to 512 bits, low word first; words past DW are 0

struct Inputs {
  bool rst_n = true;
  struct Event {
    bool valid = false;
    uint8_t vcpu = 0;
    uint64_t gfn = 0;
    bool write = false;
  };
  std::array<Event, kMaxSrc> ev{};
  bool irq_ready = true;
  bool src_irq_valid = false;
  uint8_t src_irq_vec = 0;  ///< interrupt event of a source
  // AXI4-Lite register port
  bool s_awvalid = false;
  uint16_t s_awaddr = 0;
  bool s_wvalid = false;
  uint32_t s_wdata = 0;
  uint8_t s_wstrb = 0xF;
  bool s_bready = true;
  bool s_arvalid = false;
  uint16_t s_araddr = 0;
  bool s_rready = true;
  // AXI4 memory port
  bool m_awready = false, m_wready = false, m_arready = false;
  bool m_bvalid = false;
  uint8_t m_bresp = 0;
  uint8_t m_bid = 0, m_rid = 0;  ///< pml_system only
  bool m_rvalid = false;
  uint8_t m_rresp = 0;
  bool m_rlast = false;
  Beat m_rdata{};
  /// pml_system: address channels of the tapped AXI path, slave side, and ready of its master side.
  struct Tap {
    bool awvalid = false, awready = false, arvalid = false, arready = false;
    uint32_t awaddr = 0, araddr = 0;
  } tap{};
};

struct Outputs {
  std::array<bool, kMaxSrc> ev_ready{};
  uint64_t can_accept = 0;  ///< one bit a vCPU
  uint64_t guest_exit = 0;  ///< one bit a vCPU
  bool cut_valid = false;
  uint8_t cut_vm = 0;
  bool cut_buf = false;  ///< buffer of the epoch that ends
  bool irq_valid = false;
  uint8_t irq_vec = 0;
  bool s_awready = false, s_wready = false, s_bvalid = false;
  uint8_t s_bresp = 0;
  bool s_arready = false, s_rvalid = false;
  uint32_t s_rdata = 0;
  uint8_t s_rresp = 0;
  bool m_awvalid = false;
  uint64_t m_awaddr = 0;
  uint8_t m_awlen = 0, m_awsize = 0;
  bool m_wvalid = false;
  Beat m_wdata{};
  uint64_t m_wstrb = 0;
  bool m_wlast = false;
  bool m_bready = false;
  bool m_arvalid = false;
  uint64_t m_araddr = 0;
  uint8_t m_arlen = 0, m_arsize = 0;
  bool m_rready = false;
  uint8_t m_awid = 0, m_arid = 0;  ///< pml_system only
  /// pml_system: the tap's master side valid and slave side ready; the core's event ports 1..3 (their ready is in ev_ready).
  struct Tap {
    bool awvalid = false, awready = false, arvalid = false, arready = false;
    bool operator==(const Tap&) const = default;
  } tap{};
  std::array<Inputs::Event, kMaxSrc> src{};
  /// pml_system: the core's side of the register port, which the judge looks at.
  struct CoreLite {
    bool awvalid = false, awready = false, wvalid = false, wready = false, bvalid = false, arvalid = false,
         arready = false, rvalid = false;
    uint16_t awaddr = 0, araddr = 0;
    uint32_t wdata = 0, rdata = 0;
    uint8_t wstrb = 0, bresp = 0, rresp = 0;
  } core_lite{};
  // Payloads are meaningful only while their valid is high; comparers ignore them otherwise.
};

}  // namespace openpml
