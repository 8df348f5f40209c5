// SPDX-License-Identifier: Apache-2.0
#include "csr.hpp"

#include <algorithm>
#include <bit>

#include "openpml/regs.hpp"
#include "unit.hpp"

namespace openpml::cycle {

RegAddr reg_addr(const Unit& u, uint16_t addr) {
  using B = RegAddr::Block;
  const auto in = [addr](B b, uint32_t base, uint32_t stride, unsigned n) -> RegAddr {
    if (addr < base || addr >= base + stride * n) return {};
    return {b, static_cast<uint8_t>((addr - base) / stride), static_cast<uint16_t>((addr - base) % stride)};
  };
  if (addr < regs::VCPU_BASE) return in(B::Global, regs::GLOBAL_BASE, regs::GLOBAL_STRIDE, 1);
  if (addr < regs::VEC_BASE) return in(B::Vcpu, regs::VCPU_BASE, regs::VCPU_STRIDE, u.p.n_vcpu);
  if (addr < regs::VM_BASE) return in(B::Vec, regs::VEC_BASE, regs::VEC_STRIDE, u.p.n_vec);
  return in(B::Vm, regs::VM_BASE, regs::VM_STRIDE, u.p.n_vm);
}

/// Words of the register RAM: four kinds of blocks, each with room for the largest.
unsigned Csr::walk_length(const Params& p) {
  const auto width = [](unsigned n) { return std::max(1u, static_cast<unsigned>(std::bit_width(n - 1))); };
  return 4u << std::max({width(p.n_vm) + 6, width(p.n_vcpu) + 4, width(p.n_vec) + 3});
}

void Csr::outputs(Outputs& out) const {
  out.s_awready = out.s_wready = step_ == Step::W3;
  out.s_arready = step_ == Step::R4;
  out.s_bvalid = bvalid_;
  out.s_bresp = bresp_;
  out.s_rvalid = rvalid_;
  out.s_rdata = rdata_;
  out.s_rresp = rresp_;
}

void Csr::decide(const Unit& u, Cycle& c) const {
  CsrSig& s = c.csr;
  s.write = step_ == Step::W3;
  if (s.write) s.refusal = fit_ ? reg_check(u, c, addr_, data_) : Refusal::BadAccess;
  if (step_ != Step::R2) return;
  if (fit_) s.result = reg_read(u, c, addr_);
  else s.result = {0, Refusal::BadAccess};
}

void Csr::start(const Inputs& in) {
  if (in.s_awvalid && in.s_wvalid && !bvalid_) {
    addr_ = in.s_awaddr;
    data_ = in.s_wdata;
    fit_ = (in.s_wstrb & 0xF) == 0xF && addr_ % 4 == 0;
    step_ = Step::W1;
  } else if (in.s_arvalid && !rvalid_) {
    addr_ = in.s_araddr;
    fit_ = addr_ % 4 == 0;
    step_ = Step::R1;
  }
}

void Csr::commit(Unit& u, const Inputs& in, const Cycle& c) {
  const CsrSig& s = c.csr;
  const auto refuse = [&](Refusal r) { u.glob.last_error = uint32_t{addr_} << 16 | static_cast<uint32_t>(r); };
  const bool b_was = bvalid_, r_was = rvalid_;
  switch (step_) {
    case Step::Clear:
      if (++walked_ == walk_length(u.p)) step_ = Step::Idle;
      break;
    case Step::Idle: start(in); break;
    case Step::W1: step_ = Step::W2; break;
    case Step::W2: step_ = Step::W3; break;
    case Step::W3:
      bvalid_ = true;
      bresp_ = s.refusal == Refusal::None ? 0 : 2;
      if (bresp_) refuse(s.refusal);
      else reg_write(u, c, addr_, data_);
      u.find_modes();
      step_ = Step::Idle;
      break;
    case Step::R1: step_ = Step::R2; break;
    case Step::R2:
      result_ = s.result;
      step_ = Step::R3;
      break;
    case Step::R3: step_ = Step::R4; break;
    case Step::R4:
      rvalid_ = true;
      rdata_ = result_.data;
      rresp_ = result_.refusal == Refusal::None ? 0 : 2;
      if (rresp_) refuse(result_.refusal);
      step_ = Step::Idle;
      break;
  }
  if (b_was && in.s_bready) bvalid_ = false;
  if (r_was && in.s_rready) rvalid_ = false;
}

}  // namespace openpml::cycle
