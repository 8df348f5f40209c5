// SPDX-License-Identifier: Apache-2.0
/// Which signal of a Verilated model is which member of Inputs and Outputs: the ports that pml_unit, its netlists and pml_system
/// share. Signal widths depend on the configuration: bits() and set_bits() read and write a field of any Verilator
/// signal type (scalar or wide).
#pragma once
#include <cstring>
#include <type_traits>

#include "openpml/ports.hpp"

namespace openpml {

/// `width` (1..64) bits of signal `s` from bit `lsb`.
template <class S>
uint64_t bits(const S& s, unsigned lsb, unsigned width) {
  const uint64_t mask = width == 64 ? ~uint64_t{0} : (uint64_t{1} << width) - 1;
  if constexpr (std::is_integral_v<S>) {
    return (static_cast<uint64_t>(s) >> lsb) & mask;
  } else {
    const unsigned w = lsb / 32, sh = lsb % 32;
    const unsigned words = (sh + width + 31) / 32;
    unsigned __int128 v = 0;
    for (unsigned i = 0; i < words; ++i) v |= static_cast<unsigned __int128>(s[w + i]) << (32 * i);
    return static_cast<uint64_t>(v >> sh) & mask;
  }
}

template <class S>
void set_bits(S& s, unsigned lsb, unsigned width, uint64_t value) {
  const uint64_t mask = width == 64 ? ~uint64_t{0} : (uint64_t{1} << width) - 1;
  value &= mask;
  if constexpr (std::is_integral_v<S>) {
    s = static_cast<S>((static_cast<uint64_t>(s) & ~(mask << lsb)) | (value << lsb));
  } else {
    for (unsigned i = 0; i < width; ++i) {
      const unsigned b = lsb + i;
      const uint32_t bit = uint32_t{1} << (b % 32);
      if ((value >> i) & 1) s[b / 32] |= bit;
      else s[b / 32] &= ~bit;
    }
  }
}

template <class S>
void put_beat(S& s, const Beat& beat) {
  if constexpr (std::is_integral_v<S>) s = static_cast<S>(beat[0]);
  else std::memcpy(&s[0], beat.data(), sizeof(s));
}

template <class S>
void get_beat(const S& s, Beat& beat) {
  if constexpr (std::is_integral_v<S>) beat[0] = s;
  else std::memcpy(beat.data(), &s[0], sizeof(s));
}

/// Reset, the interrupts' ready, the register port, the memory port.
template <class V>
void drive_ports(V& t, const Inputs& in) {
  t.rst_ni = in.rst_n;
  t.irq_ready_i = in.irq_ready;
  t.s_awvalid_i = in.s_awvalid;
  t.s_awaddr_i = in.s_awaddr;
  t.s_wvalid_i = in.s_wvalid;
  t.s_wdata_i = in.s_wdata;
  t.s_wstrb_i = in.s_wstrb;
  t.s_bready_i = in.s_bready;
  t.s_arvalid_i = in.s_arvalid;
  t.s_araddr_i = in.s_araddr;
  t.s_rready_i = in.s_rready;
  t.m_awready_i = in.m_awready;
  t.m_wready_i = in.m_wready;
  t.m_arready_i = in.m_arready;
  t.m_bvalid_i = in.m_bvalid;
  t.m_bresp_i = in.m_bresp;
  t.m_rvalid_i = in.m_rvalid;
  t.m_rresp_i = in.m_rresp;
  t.m_rlast_i = in.m_rlast;
  if (in.m_rvalid) put_beat(t.m_rdata_i, in.m_rdata);
}

/// What guests see, cuts, interrupts, the register port, the memory port. Write data only while they are valid.
template <class V>
void read_ports(const V& t, Outputs& out) {
  out.can_accept = t.can_accept_o;
  out.guest_exit = t.guest_exit_o;
  out.cut_valid = t.epoch_cut_valid_o;
  out.cut_vm = t.epoch_cut_vm_o;
  out.cut_buf = t.epoch_cut_buf_o;
  out.irq_valid = t.irq_valid_o;
  out.irq_vec = t.irq_vec_o;
  out.s_awready = t.s_awready_o;
  out.s_wready = t.s_wready_o;
  out.s_bvalid = t.s_bvalid_o;
  out.s_bresp = t.s_bresp_o;
  out.s_arready = t.s_arready_o;
  out.s_rvalid = t.s_rvalid_o;
  out.s_rdata = t.s_rdata_o;
  out.s_rresp = t.s_rresp_o;
  out.m_awvalid = t.m_awvalid_o;
  out.m_awaddr = t.m_awaddr_o;
  out.m_awlen = t.m_awlen_o;
  out.m_awsize = t.m_awsize_o;
  out.m_wvalid = t.m_wvalid_o;
  if (out.m_wvalid) get_beat(t.m_wdata_o, out.m_wdata);
  out.m_wstrb = t.m_wstrb_o;
  out.m_wlast = t.m_wlast_o;
  out.m_bready = t.m_bready_o;
  out.m_arvalid = t.m_arvalid_o;
  out.m_araddr = t.m_araddr_o;
  out.m_arlen = t.m_arlen_o;
  out.m_arsize = t.m_arsize_o;
  out.m_rready = t.m_rready_o;
}

}  // namespace openpml
