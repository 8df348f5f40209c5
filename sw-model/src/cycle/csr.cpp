// SPDX-License-Identifier: Apache-2.0
#include "csr.hpp"

#include <algorithm>
#include <bit>

#include "openpml/regs.hpp"
#include "unit.hpp"

namespace openpml::cycle {

namespace {
/// Bits of a number below n, at least one.
unsigned number_bits(unsigned n) { return std::max(1u, static_cast<unsigned>(std::bit_width(n - 1))); }
}  // namespace

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
  return 4u << std::max({number_bits(p.n_vm) + 6, number_bits(p.n_vcpu) + 4, number_bits(p.n_vec) + 3});
}

/// ENABLE and PREPARE: the configuration is checked first.
bool Csr::checks_config() const {
  const uint8_t code = static_cast<uint8_t>(data_);
  return fit_ && addr_ >= regs::VM_BASE && (addr_ - regs::VM_BASE) % regs::VM_STRIDE == regs::VM_CMD &&
         (code == regs::CMD_ENABLE || code == regs::CMD_PREPARE);
}

/// BIND: an event of the vCPU was taken after the judgement.
bool Csr::binds_under(const Event& s1) const {
  return addr_ >= regs::VCPU_BASE && addr_ < regs::VEC_BASE && s1.valid &&
         (addr_ - regs::VCPU_BASE) / regs::VCPU_STRIDE == s1.vcpu &&
         (addr_ - regs::VCPU_BASE) % regs::VCPU_STRIDE == regs::VCPU_BIND;
}

/// Of the counter that the address reads, -1: it is none. Numbers go through the VMs first.
int Csr::counter_number(const Unit& u) const {
  if (!fit_) return -1;
  const RegAddr a = reg_addr(u, addr_);
  const int vms = 1 << number_bits(u.p.n_vm);
  if (a.block == RegAddr::Block::Vm && a.off >= regs::VM_CNT_BASE && a.off < regs::VM_CNT_BASE + 8 * regs::VM_CNT_COUNT)
    return (a.off - static_cast<int>(regs::VM_CNT_BASE)) / 8 * vms + a.i;
  if (a.block != RegAddr::Block::Global) return -1;
  if ((a.off | 4) == regs::GLOBAL_UNBOUND_HI) return 19 * vms;
  return (a.off | 4) == regs::GLOBAL_FILTER_PARITY_HI ? 19 * vms + 1 : -1;
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
  if (step_ == Step::W2) s.refusal = fit_ ? reg_check(u, addr_, data_, cons_bad_) : Refusal::BadAccess;
  if (s.write) s.refusal = refusal_ == Refusal::None && binds_under(u.pipe.s(1)) ? Refusal::WrongState : refusal_;
  if (step_ == Step::W0 || step_ == Step::W1 || step_ == Step::W2) s.cons_bad = reg_cons_bad(u, addr_, data_);
  if (step_ == Step::W2) s.waits = checking(u.p) || c.cmd.hold;
  if (step_ != Step::R1 && step_ != Step::R2) return;
  const int number = counter_number(u);
  s.counter = number >= 0;
  s.waits = c.cmd.own || (s.counter ? !met_ : u.recorder.fills());
  s.meets = step_ == Step::R2 && s.counter && static_cast<unsigned>(number) == walk_ % (20u << number_bits(u.p.n_vm));
  if (fit_) s.result = reg_read(u, addr_);
  else s.result = {0, Refusal::BadAccess};
}

void Csr::start(const Inputs& in) {
  if (in.s_awvalid && in.s_wvalid && !bvalid_) {
    addr_ = in.s_awaddr;
    data_ = in.s_wdata;
    fit_ = (in.s_wstrb & 0xF) == 0xF && addr_ % 4 == 0;
    step_ = Step::Wa;
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
  ++walk_;
  if (late_) {
    reg_write_late(u, addr_, data_);
    u.find_modes();
  }
  late_ = false;
  switch (step_) {
    case Step::Clear:
      if (++walked_ == walk_length(u.p)) step_ = Step::Idle;
      break;
    case Step::Idle: start(in); break;
    case Step::Wa: step_ = Step::W0; break;
    case Step::W0: step_ = Step::W1; break;
    case Step::W1:
      cons_bad_ = cons_soon_;
      waited_ = 0;
      step_ = Step::W2;
      break;
    case Step::W2:
      ++waited_;
      if (s.waits) cons_bad_ = cons_soon_;  // by two cycles before the last
      else step_ = Step::W3;
      refusal_ = s.refusal;
      break;
    case Step::W3:
      bvalid_ = true;
      bresp_ = s.refusal == Refusal::None ? 0 : 2;
      late_ = bresp_ == 0;
      if (bresp_) refuse(s.refusal);
      else reg_write(u, c, addr_, data_);
      u.find_modes();
      step_ = Step::Idle;
      break;
    case Step::R1: step_ = Step::R2; break;
    case Step::R2:
      if (!s.counter) result_ = s.result;
      else if (s.meets) result_ = before_;
      if (!s.waits) step_ = Step::R3;
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
  cons_soon_ = s.cons_bad;
  met_ = met_soon_[1];
  met_soon_ = {s.meets, met_soon_[0]};
  before_ = s.result;
}

}  // namespace openpml::cycle
