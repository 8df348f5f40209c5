// SPDX-License-Identifier: Apache-2.0
/// What each register reads as.
#include "csr.hpp"
#include "openpml/regs.hpp"
#include "unit.hpp"

namespace openpml::cycle {

namespace {

constexpr ReadResult kUnmapped{0, Refusal::Unmapped};
constexpr ReadResult kWriteOnly{0, Refusal::WriteOnly};

/// The half of a 64-bit register that lies at `off`.
ReadResult half(uint64_t x, uint16_t off) { return {static_cast<uint32_t>(off & 4 ? x >> 32 : x)}; }
ReadResult word(uint64_t x) { return {static_cast<uint32_t>(x)}; }

uint64_t guest_exits(const Unit& u) {
  uint64_t x = 0;
  for (unsigned v = 0; v < u.p.n_vcpu; ++v) x |= uint64_t{u.intel.guest_exit(u, v)} << v;
  return x;
}

ReadResult read_global(const Unit& u, uint16_t off) {
  const Params& p = u.p;
  using namespace regs;
  switch (off) {
    case GLOBAL_MAGIC: return word(MAGIC);
    case GLOBAL_VERSION: return word(VERSION_MAJOR << 16 | VERSION_MINOR);
    case GLOBAL_CAP0: return word(p.n_vm | p.n_vcpu << 8 | p.pages_log2 << 16 | log2u(p.dw) << 24);
    case GLOBAL_CAP1: return word(kLogDepth | p.n_vec << 16 | p.n_src << 24);
    case GLOBAL_FEATURES: return word(0xFF | p.src_features << 8);
    case GLOBAL_LENGTH: return word(LENGTH);
    case GLOBAL_CAP2: return word(p.store_sets * p.store_ways | p.outstanding << 16);
    case GLOBAL_CAP3: return word(p.addr_bits);
    case GLOBAL_SCRATCH: return word(u.glob.scratch);
    case GLOBAL_TIME:
    case GLOBAL_TIME_HI: return half(u.now, off);
    case GLOBAL_LAST_ERROR: return word(u.glob.last_error);
    case GLOBAL_RING_BASE:
    case GLOBAL_RING_BASE_HI: return half(u.glob.ring_base, off);
    case GLOBAL_RING_LOG2: return word(u.glob.ring_log2);
    case GLOBAL_RING_CONS: return word(u.glob.cons);
    case GLOBAL_RING_PROD: return word(u.recorder.prod());
    case GLOBAL_RING_RESV: return word(u.recorder.resv());
    case GLOBAL_ERR_VECTOR: return word(u.glob.err_vector);
    case GLOBAL_TEST_INJECT: return word(u.glob.inject);
    case GLOBAL_UNBOUND:
    case GLOBAL_UNBOUND_HI: return half(u.check.unbound(), off);
    case GLOBAL_FILTER_PARITY:
    case GLOBAL_FILTER_PARITY_HI: return half(u.filter.parity_count(), off);
    case GLOBAL_GUEST_EXIT:
    case GLOBAL_GUEST_EXIT_HI: return half(guest_exits(u), off);
    default: return kUnmapped;
  }
}

ReadResult read_vcpu(const Unit& u, unsigned v, uint16_t off) {
  const VcpuRegs& r = u.vcpu[v];
  const LogBanks::Vcpu& q = u.log[v];
  switch (off) {
    case regs::VCPU_BIND: return word(r.vm | uint32_t{r.bound} << 31);
    case regs::VCPU_INDEX:
      if (u.mode_of(v) == Mode::Intel) return word(u.intel[v].idx);
      return word(q.cnt == kLogDepth ? kNoIndex : 511u - q.cnt);
    case regs::VCPU_STATUS:
      return word(q.occ | uint32_t{u.intel[v].skid} << 16 | uint32_t{u.intel.guest_exit(u, v)} << 17 |
                  uint32_t{r.hold && u.port.inflight(v) == 0} << 18 | uint32_t{q.drain} << 19 |
                  uint32_t{u.raw.page_valid(v)} << 20);
    case regs::VCPU_HOLD: return word(r.hold);
    case regs::VCPU_LOG_BASE:
    case regs::VCPU_LOG_BASE_HI: return half(r.log_base, off);
    default: return kUnmapped;
  }
}

ReadResult read_vec(const Unit& u, unsigned i, uint16_t off) {
  switch (off) {
    case regs::VEC_MASK: return word(u.irq[i].mask);
    case regs::VEC_PENDING: return word(bit(u.irq.pending(), i));
    case regs::VEC_MOD_COUNT: return word(u.irq[i].mod_count);
    case regs::VEC_MOD_TIME: return word(u.irq[i].mod_time);
    default: return kUnmapped;
  }
}

uint32_t vm_status(const Unit& u, unsigned i) {
  const Vm& m = u.vms[i];
  return static_cast<uint32_t>(m.state) | uint32_t{m.cur_buf} << 3 | static_cast<uint32_t>(m.owner[0]) << 4 |
         static_cast<uint32_t>(m.owner[1]) << 6 | static_cast<uint32_t>(m.job) << 8 |
         uint32_t{u.map.mark_pending(i)} << 11 | uint32_t{m.stop_pend} << 12 | uint32_t{m.limit_gfn_valid} << 13;
}

ReadResult read_vm(const Unit& u, unsigned i, uint16_t off) {
  using namespace regs;
  const Vm& m = u.vms[i];
  if (off >= VM_CNT_BASE && off < VM_CNT_BASE + 8 * VM_CNT_COUNT) return half(m.cnt[(off - VM_CNT_BASE) / 8], off);
  switch (off) {
    case VM_CMD:
    case VM_MARK: return kWriteOnly;
    case VM_CMD_STATUS: return word(m.cmd_status);
    case VM_STATUS: return word(vm_status(u, i));
    case VM_CONFIG: return word(static_cast<uint32_t>(m.mode) | uint32_t{m.log_reads} << 2);
    case VM_FILTER_BYPASS: return word(m.bypass);
    case VM_VECTOR: return word(m.vector);
    case VM_LIMIT:
    case VM_LIMIT_HI: return half(m.limit, off);
    case VM_PERIOD:
    case VM_PERIOD_HI: return half(m.period, off);
    case VM_EPOCH_INIT: return word(m.epoch_init);
    case VM_EPOCH: return word(m.epoch);
    case VM_A_BASE0:
    case VM_A_BASE0_HI: return half(m.base[kA][0], off);
    case VM_A_BASE1:
    case VM_A_BASE1_HI: return half(m.base[kA][1], off);
    case VM_W_BASE0:
    case VM_W_BASE0_HI: return half(m.base[kW][0], off);
    case VM_W_BASE1:
    case VM_W_BASE1_HI: return half(m.base[kW][1], off);
    case VM_SUM_BASE0:
    case VM_SUM_BASE0_HI: return half(m.sum_base[0], off);
    case VM_SUM_BASE1:
    case VM_SUM_BASE1_HI: return half(m.sum_base[1], off);
    case VM_RAW_BASE:
    case VM_RAW_BASE_HI: return half(m.raw_base, off);
    case VM_RAW_LOG2: return word(m.raw_log2);
    case VM_RAW_CONS: return word(m.raw_cons);
    case VM_RAW_HEAD: return word(m.raw_head);
    case VM_FAULT_CODE: return word(m.fault_code);
    case VM_FAULT_INFO:
    case VM_FAULT_INFO_HI: return half(m.fault_info_seen, off);
    case VM_LIMIT_GFN:
    case VM_LIMIT_GFN_HI: return half(m.limit_gfn_valid ? m.limit_gfn : 0, off);
    case VM_INIT_A:
    case VM_INIT_A_HI: return half(m.init[kA], off);
    case VM_INIT_W:
    case VM_INIT_W_HI: return half(m.init[kW], off);
    case VM_GEN: return word(u.filter.gen(i));
    case VM_DISTINCT_A:
    case VM_DISTINCT_A_HI: return half(m.distinct[kA][m.cur_buf_seen], off);
    case VM_DISTINCT_W:
    case VM_DISTINCT_W_HI: return half(m.distinct[kW][m.cur_buf_seen], off);
    case VM_START:
    case VM_START_HI: return half(m.start_seen, off);
    default: return kUnmapped;
  }
}

}  // namespace

ReadResult reg_read(const Unit& u, uint16_t addr) {
  const RegAddr a = reg_addr(u, addr);
  switch (a.block) {
    case RegAddr::Block::Global: return read_global(u, a.off);
    case RegAddr::Block::Vcpu: return read_vcpu(u, a.i, a.off);
    case RegAddr::Block::Vec: return read_vec(u, a.i, a.off);
    case RegAddr::Block::Vm: return read_vm(u, a.i, a.off);
    case RegAddr::Block::None: break;
  }
  return kUnmapped;
}

}  // namespace openpml::cycle
