// SPDX-License-Identifier: Apache-2.0
/// Which register writes are refused, and what the others do.
#include "csr.hpp"
#include "openpml/regs.hpp"
#include "unit.hpp"

namespace openpml::cycle {

namespace {

void set_half(uint64_t& r, uint16_t off, uint32_t data) {
  r = off & 4 ? (r & 0xFFFFFFFF) | uint64_t{data} << 32 : (r & ~uint64_t{0xFFFFFFFF}) | data;
}

/// Bad value first, then wrong state.
Refusal judge(bool good_value, bool good_state) {
  if (!good_value) return Refusal::BadValue;
  return good_state ? Refusal::None : Refusal::WrongState;
}

/// A base is a multiple of 4096, and an address.
bool base_ok(const Unit& u, uint16_t off, uint32_t data) {
  return off & 4 ? uint64_t{data} >> (u.p.addr_bits - 32) == 0 : (data & 0xFFF) == 0;
}

Refusal not_writable(const Unit& u, uint16_t addr) {
  return reg_read(u, addr).refusal == Refusal::Unmapped ? Refusal::Unmapped : Refusal::ReadOnly;
}

Refusal check_global(const Unit& u, uint16_t addr, uint16_t off, uint32_t data, bool cons_bad) {
  bool idle = u.recorder.resv() == 0;
  for (unsigned i = 0; i < u.p.n_vm; ++i) idle &= u.vms[i].state == VmState::Off;
  using namespace regs;
  switch (off) {
    case GLOBAL_SCRATCH: return Refusal::None;
    case GLOBAL_RING_BASE:
    case GLOBAL_RING_BASE_HI: return judge(base_ok(u, off, data), idle);
    case GLOBAL_RING_LOG2: return judge(data <= 16, idle);
    case GLOBAL_RING_CONS: return judge(!cons_bad, true);
    case GLOBAL_ERR_VECTOR: return judge(data < u.p.n_vec, true);
    case GLOBAL_TEST_INJECT: return judge(data < 8, true);
    default: return not_writable(u, addr);
  }
}

Refusal check_vcpu(const Unit& u, uint16_t addr, unsigned v, uint16_t off, uint32_t data) {
  const bool still = u.port.inflight(v) == 0 && u.intel[v].iout == 0 && !u.intel[v].skid;
  switch (off) {
    case regs::VCPU_BIND:
      return judge((data & 0x7FFFFF00) == 0 && (data & 0xFF) < u.p.n_vm,
                   still && u.log[v].occ == 0 && !u.raw.page_valid(v));
    case regs::VCPU_INDEX:
      return judge(data < kLogDepth,
                   u.mode_of(v) == Mode::Intel && (u.intel.guest_exit(u, v) || (u.vcpu[v].hold && still)));
    case regs::VCPU_HOLD: return judge(data < 2, true);
    case regs::VCPU_LOG_BASE:
    case regs::VCPU_LOG_BASE_HI:
      return judge(base_ok(u, off, data), !u.vcpu[v].bound || u.vms[u.vcpu[v].vm].state == VmState::Off);
    default: return not_writable(u, addr);
  }
}

Refusal check_vec(const Unit& u, uint16_t addr, uint16_t off, uint32_t data) {
  switch (off) {
    case regs::VEC_MASK: return judge(data < 2, true);
    case regs::VEC_MOD_COUNT: return judge(data < 0x10000, true);
    case regs::VEC_MOD_TIME: return Refusal::None;
    default: return not_writable(u, addr);
  }
}

Refusal check_vm(const Unit& u, uint16_t addr, unsigned i, uint16_t off, uint32_t data, bool cons_bad) {
  using namespace regs;
  const Vm& m = u.vms[i];
  const bool cfg = m.state == VmState::Off && m.job == Job::None;
  if ((off >= VM_A_BASE0 && off <= VM_SUM_BASE1_HI) || off == VM_RAW_BASE || off == VM_RAW_BASE_HI)
    return judge(base_ok(u, off, data), cfg);
  switch (off) {
    case VM_CMD: return judge(data < 0x200, true);
    case VM_CONFIG: return judge(data < 8, cfg);
    case VM_FILTER_BYPASS: return judge(data < 2, true);
    case VM_VECTOR: return judge(data < 0x100, cfg);
    case VM_EPOCH_INIT: return judge(true, cfg);
    case VM_LIMIT:
    case VM_INIT_A:
    case VM_INIT_W: return judge(uint64_t{data} >> (u.p.pages_log2 + 1) == 0, cfg);
    case VM_LIMIT_HI:
    case VM_INIT_A_HI:
    case VM_INIT_W_HI: return judge(data == 0, cfg);
    case VM_PERIOD:
    case VM_PERIOD_HI: return Refusal::None;
    case VM_RAW_LOG2: return judge(data < 32, cfg);
    case VM_RAW_CONS: return judge(!cons_bad, true);
    case VM_MARK:
      return judge((data >> 30) != 0 && (data & VM_MARK_LINE_MASK) < (m.limit + 511) >> 9,
                   m.state == VmState::Prepared && !u.map.mark_pending());
    default: return not_writable(u, addr);
  }
}

void write_global_late(Unit& u, uint16_t off, uint32_t data) {
  using namespace regs;
  switch (off) {
    case GLOBAL_SCRATCH: u.glob.scratch = data; break;
    case GLOBAL_RING_BASE:
    case GLOBAL_RING_BASE_HI: set_half(u.glob.ring_base, off, data); break;
    case GLOBAL_RING_LOG2: u.glob.ring_log2 = static_cast<uint8_t>(data); break;
    case GLOBAL_RING_CONS: u.glob.cons = data; break;
    case GLOBAL_ERR_VECTOR: u.glob.err_vector = static_cast<uint8_t>(data); break;
    case GLOBAL_TEST_INJECT: u.glob.inject = static_cast<uint8_t>(data); break;
    default: break;
  }
}

void write_vcpu(Unit& u, const Cycle& c, unsigned v, uint16_t off, uint32_t data) {
  VcpuRegs& r = u.vcpu[v];
  switch (off) {
    case regs::VCPU_BIND:
      r.vm = static_cast<uint8_t>(data);
      r.bound = bit(data, 31);
      break;
    case regs::VCPU_INDEX:
      // the end of a STOP job has just taken the index away
      if (!(c.fin.valid && c.fin.job == Job::Stop && c.fin.vm == r.vm))
        u.intel.set_index(v, static_cast<uint16_t>(data));
      break;
    case regs::VCPU_HOLD: r.hold = data != 0; break;
    default: break;
  }
}

void write_vec(Unit& u, unsigned i, uint16_t off, uint32_t data) {
  switch (off) {
    case regs::VEC_MASK: u.irq.set_mask(i, data != 0); break;
    default: break;
  }
}

void write_vm_late(Unit& u, unsigned i, uint16_t off, uint32_t data) {
  using namespace regs;
  Vm& m = u.vms[i];
  switch (off) {
    case VM_CONFIG:
      m.mode = static_cast<Mode>(data & 3);
      m.log_reads = bit(data, 2);
      break;
    case VM_FILTER_BYPASS: m.bypass = data != 0; break;
    case VM_LIMIT:
    case VM_LIMIT_HI: set_half(m.limit, off, data); break;
    case VM_RAW_LOG2: m.raw_log2 = static_cast<uint8_t>(data); break;
    case VM_RAW_CONS: m.raw_cons = data; break;
    case VM_MARK: u.map.set_mark(i, data & VM_MARK_LINE_MASK, bit(data, 30), bit(data, 31)); break;
    case VM_VECTOR: m.vector = static_cast<uint8_t>(data); break;
    case VM_PERIOD:
    case VM_PERIOD_HI: set_half(m.period, off, data); break;
    case VM_EPOCH_INIT: m.epoch_init = data; break;
    case VM_A_BASE0:
    case VM_A_BASE0_HI: set_half(m.base[kA][0], off, data); break;
    case VM_A_BASE1:
    case VM_A_BASE1_HI: set_half(m.base[kA][1], off, data); break;
    case VM_W_BASE0:
    case VM_W_BASE0_HI: set_half(m.base[kW][0], off, data); break;
    case VM_W_BASE1:
    case VM_W_BASE1_HI: set_half(m.base[kW][1], off, data); break;
    case VM_SUM_BASE0:
    case VM_SUM_BASE0_HI: set_half(m.sum_base[0], off, data); break;
    case VM_SUM_BASE1:
    case VM_SUM_BASE1_HI: set_half(m.sum_base[1], off, data); break;
    case VM_RAW_BASE:
    case VM_RAW_BASE_HI: set_half(m.raw_base, off, data); break;
    case VM_INIT_A:
    case VM_INIT_A_HI: set_half(m.init[kA], off, data); break;
    case VM_INIT_W:
    case VM_INIT_W_HI: set_half(m.init[kW], off, data); break;
    default: break;
  }
}

}  // namespace

Refusal reg_check(const Unit& u, uint16_t addr, uint32_t data, bool cons_bad) {
  const RegAddr a = reg_addr(u, addr);
  switch (a.block) {
    case RegAddr::Block::Global: return check_global(u, addr, a.off, data, cons_bad);
    case RegAddr::Block::Vcpu: return check_vcpu(u, addr, a.i, a.off, data);
    case RegAddr::Block::Vec: return check_vec(u, addr, a.off, data);
    case RegAddr::Block::Vm: return check_vm(u, addr, a.i, a.off, data, cons_bad);
    case RegAddr::Block::None: break;
  }
  return Refusal::Unmapped;
}

void reg_write(Unit& u, const Cycle& c, uint16_t addr, uint32_t data) {
  const RegAddr a = reg_addr(u, addr);
  switch (a.block) {
    case RegAddr::Block::Vcpu: write_vcpu(u, c, a.i, a.off, data); break;
    case RegAddr::Block::Vec: write_vec(u, a.i, a.off, data); break;
    case RegAddr::Block::Vm:
      if (a.off == regs::VM_CMD) u.commands.write(a.i, data);
      break;
    case RegAddr::Block::Global:
    case RegAddr::Block::None: break;
  }
}

void reg_write_late(Unit& u, uint16_t addr, uint32_t data) {
  const RegAddr a = reg_addr(u, addr);
  if (a.block == RegAddr::Block::Global) write_global_late(u, a.off, data);
  if (a.block == RegAddr::Block::Vm) write_vm_late(u, a.i, a.off, data);
  if (a.block == RegAddr::Block::Vcpu && (a.off | 4) == regs::VCPU_LOG_BASE_HI)
    set_half(u.vcpu[a.i].log_base, a.off, data);
  if (a.block == RegAddr::Block::Vec && a.off == regs::VEC_MOD_COUNT)
    u.irq[a.i].mod_count = static_cast<uint16_t>(data);
  if (a.block == RegAddr::Block::Vec && a.off == regs::VEC_MOD_TIME) u.irq[a.i].mod_time = data;
}

bool reg_cons_bad(const Unit& u, uint16_t addr, uint32_t data) {
  const RegAddr a = reg_addr(u, addr);
  uint32_t head = 0, cons = 0;
  if (a.block == RegAddr::Block::Global) {
    head = u.recorder.prod();
    cons = u.glob.cons;
  } else if (a.block == RegAddr::Block::Vm) {
    head = u.vms[a.i].raw_head;
    cons = u.vms[a.i].raw_cons;
  }
  return head - data > head - cons;
}

}  // namespace openpml::cycle
