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
  struct Event { bool valid = false; uint8_t vcpu = 0; uint64_t gfn = 0; bool write = false; };
  std::array<Event, kMaxSrc> ev{};
  bool irq_ready = true;
  bool src_irq_valid = false; uint8_t src_irq_vec = 0;  ///< interrupt event of a source
  // AXI4-Lite register port
  bool s_awvalid = false; uint16_t s_awaddr = 0;
  bool s_wvalid = false; uint32_t s_wdata = 0; uint8_t s_wstrb = 0xF;
  bool s_bready = true;
  bool s_arvalid = false; uint16_t s_araddr = 0;
  bool s_rready = true;
  // AXI4 memory port
  bool m_awready = false, m_wready = false, m_arready = false;
  bool m_bvalid = false; uint8_t m_bresp = 0;
  bool m_rvalid = false; uint8_t m_rresp = 0; bool m_rlast = false; Beat m_rdata{};
};

struct Outputs {
  std::array<bool, kMaxSrc> ev_ready{};
  uint64_t can_accept = 0;   ///< one bit a vCPU
  uint64_t guest_exit = 0;   ///< one bit a vCPU
  bool cut_valid = false; uint8_t cut_vm = 0; bool cut_buf = false;  ///< buffer of the epoch that ends
  bool irq_valid = false; uint8_t irq_vec = 0;
  bool s_awready = false, s_wready = false, s_bvalid = false; uint8_t s_bresp = 0;
  bool s_arready = false, s_rvalid = false; uint32_t s_rdata = 0; uint8_t s_rresp = 0;
  bool m_awvalid = false; uint64_t m_awaddr = 0; uint8_t m_awlen = 0, m_awsize = 0;
  bool m_wvalid = false; Beat m_wdata{}; uint64_t m_wstrb = 0; bool m_wlast = false;
  bool m_bready = false;
  bool m_arvalid = false; uint64_t m_araddr = 0; uint8_t m_arlen = 0, m_arsize = 0;
  bool m_rready = false;
  // Payloads are meaningful only while their valid is high; comparers ignore them otherwise.
};

}  // namespace openpml
