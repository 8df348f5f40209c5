// SPDX-License-Identifier: Apache-2.0
#include "csr.hpp"

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

void Csr::outputs(const Inputs& in, Outputs& out) const {
  out.s_awready = out.s_wready = in.s_awvalid && in.s_wvalid && !bvalid_;
  out.s_arready = in.s_arvalid && !rvalid_;
  out.s_bvalid = bvalid_;
  out.s_bresp = bresp_;
  out.s_rvalid = rvalid_;
  out.s_rdata = rdata_;
  out.s_rresp = rresp_;
}

void Csr::decide(const Unit& u, const Inputs& in, Cycle& c) const {
  CsrSig& s = c.csr;
  s.write = in.s_awvalid && in.s_wvalid && !bvalid_;
  if (s.write) {
    const bool fit = (in.s_wstrb & 0xF) == 0xF && in.s_awaddr % 4 == 0;
    s.refusal = fit ? reg_check(u, c, in.s_awaddr, in.s_wdata) : Refusal::BadAccess;
  }
  s.read = in.s_arvalid && !rvalid_;
  if (s.read) {
    if (in.s_araddr % 4 == 0) s.result = reg_read(u, c, in.s_araddr);
    else s.result = {0, Refusal::BadAccess};
  }
}

void Csr::commit(Unit& u, const Inputs& in, const Cycle& c) {
  const CsrSig& s = c.csr;
  if (in.s_bready) bvalid_ = false;
  if (in.s_rready) rvalid_ = false;
  const auto refuse = [&u](Refusal r, uint16_t addr) { u.glob.last_error = uint32_t{addr} << 16 | static_cast<uint32_t>(r); };
  if (s.read) {
    const bool bad = s.result.refusal != Refusal::None;
    rvalid_ = true;
    rdata_ = s.result.data;
    rresp_ = bad ? 2 : 0;
    if (bad) refuse(s.result.refusal, in.s_araddr);
  }
  if (s.write) {
    const bool bad = s.refusal != Refusal::None;
    bvalid_ = true;
    bresp_ = bad ? 2 : 0;
    if (bad) refuse(s.refusal, in.s_awaddr);
    else reg_write(u, c, in.s_awaddr, in.s_wdata);
    u.find_modes();
  }
}

}  // namespace openpml::cycle
