// SPDX-License-Identifier: Apache-2.0
// The fake driver's VMs: slots, vCPUs, status.
#include <cerrno>
#include <cstddef>
#include <cstring>

#include "fake_driver.hpp"
#include "openpml/regs.hpp"

namespace openpml::host {

int FakeDriver::create(openpml_vm_create& c) {
  if (c.limit == 0 || c.limit > uint64_t{1} << sim_.params().pages_log2) return -EINVAL;
  if ((c.flags & OPENPML_VM_LOG_READS) && !(features & OPENPML_FEAT_READS)) return -EOPNOTSUPP;
  auto at = slot_of(c.domid);
  if (at) {
    if (slots_[*at]->limit != c.limit || slots_[*at]->flags != c.flags) return -EEXIST;
    c.flags |= OPENPML_VM_EXISTED;
  }
  for (uint32_t s = 0; !at && s < slots_.size(); ++s)
    if (!slots_[s]) at = s;
  if (!at) return -ENOSPC;
  if (!slots_[*at]) {
    slots_[*at] = Slot{c.domid, c.flags, c.limit};
    VmConfig cfg;
    cfg.vm = *at;
    cfg.limit = c.limit;
    cfg.log_reads = c.flags & OPENPML_VM_LOG_READS;
    sim_.dom0().setup_vm(cfg);
  }
  c.slot = *at;
  c.bitmap_bytes = sim_.dom0().regions(*at).bitmap_bytes;
  c.summary_bytes = sim_.dom0().regions(*at).sum_bytes;
  return 0;
}

int FakeDriver::destroy(const openpml_vm_op& op) {
  Slot* s = used(op.slot);
  if (!s) return -ENOENT;
  if (s->enabled) sim_.dom0().reset_vm(op.slot);
  for (const unsigned v : s->vcpus) sim_.dom0().unbind(v);
  slots_[op.slot].reset();
  return 0;
}

int FakeDriver::bind(const openpml_vm_bind& b) {
  Slot* s = used(b.slot);
  if (!s) return -ENOENT;
  if (b.vcpu >= sim_.params().n_vcpu) return -EINVAL;
  for (const auto& other : slots_)
    if (other && &*other != s && other->vcpus.contains(b.vcpu)) return -EBUSY;
  if (s->vcpus.insert(b.vcpu).second &&
      !sim_.dom0().write32(Dom0::vcpu_reg(b.vcpu, regs::VCPU_BIND), b.slot | regs::VCPU_BIND_VALID_MASK))
    return -EBUSY;
  return 0;
}

int FakeDriver::enable(const openpml_vm_op& op) {
  Slot* s = used(op.slot);
  if (!s) return -ENOENT;
  if (s->enabled) return 0;
  sim_.dom0().enable(op.slot);
  s->enabled = true;
  for (auto& a : s->accumulated) a.assign(sim_.dom0().regions(op.slot).bitmap_bytes, 0);
  return 0;
}

int FakeDriver::status(const File& file, openpml_vm_status& st) {
  if (st.flags & OPENPML_STATUS_BY_DOMID) {
    const auto at = slot_of(st.domid);
    if (!at) return -ENOENT;
    st.slot = *at;
  }
  if (st.slot >= slots_.size()) return -EINVAL;
  const Slot* s = used(st.slot);
  if (!s) return -ENOENT;
  Dom0& dom0 = sim_.dom0();
  const auto r = [&](uint32_t offset) { return Dom0::vm_reg(st.slot, offset); };
  const uint32_t word = dom0.read32(r(regs::VM_STATUS));
  st.flags = 0;
  st.domid = s->domid;
  st.limit = s->limit;
  st.create_flags = s->flags;
  st.state = word & regs::VM_STATUS_STATE_MASK;
  st.epoch = dom0.read32(r(regs::VM_EPOCH));
  st.current_buffer = (word & regs::VM_STATUS_CUR_BUF_MASK) >> regs::VM_STATUS_CUR_BUF_SHIFT;
  st.fault = dom0.read32(r(regs::VM_FAULT_CODE));
  st.start = dom0.read64(r(regs::VM_START));
  st.accessed = dom0.read64(r(regs::VM_DISTINCT_A));
  st.written = dom0.read64(r(regs::VM_DISTINCT_W));
  st.period = s->period;
  for (const unsigned v : s->vcpus) st.vcpus |= uint64_t{1} << v;
  st.bitmap_bytes = dom0.regions(st.slot).bitmap_bytes;
  st.summary_bytes = dom0.regions(st.slot).sum_bytes;
  for (unsigned b = 0; b < 2; ++b)
    st.buffer[b] = !s->holder[b] ? (b == st.current_buffer && s->enabled ? OPENPML_BUFFER_UNIT : OPENPML_BUFFER_FREE)
                   : s->holder[b] == &file ? OPENPML_BUFFER_HELD
                                           : OPENPML_BUFFER_HELD_OTHER;
  return 0;
}

int FakeDriver::vm_counters(openpml_vm_counters& c) {
  if (!used(c.slot)) return -ENOENT;
  const VmCounters n = sim_.dom0().counters(c.slot);
  static_assert(sizeof n == sizeof c - offsetof(openpml_vm_counters, accepted));
  std::memcpy(&c.accepted, &n, sizeof n);
  return 0;
}

}  // namespace openpml::host
