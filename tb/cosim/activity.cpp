// SPDX-License-Identifier: Apache-2.0
#include "cosim/activity.hpp"

#include "openpml/regs.hpp"

namespace openpml::cosim {
namespace {

uint32_t reg(Unit& u, uint32_t address) { return u.read(static_cast<uint16_t>(address)).data; }

bool vm_works(Unit& u, unsigned vm) {
  const uint32_t base = regs::VM_BASE + vm * regs::VM_STRIDE;
  const uint32_t status = reg(u, base + regs::VM_STATUS);
  const uint32_t state = status & regs::VM_STATUS_STATE_MASK;
  if (status & (regs::VM_STATUS_JOB_MASK | regs::VM_STATUS_MARK_BUSY_MASK | regs::VM_STATUS_STOP_PEND_MASK))
    return true;
  if (state == regs::STATE_ENABLING || state == regs::STATE_STOPPING || state == regs::STATE_RESETTING) return true;
  return state == regs::STATE_ACTIVE && (reg(u, base + regs::VM_PERIOD) | reg(u, base + regs::VM_PERIOD_HI)) != 0;
}

bool ingest_works(Unit& u) {
  const auto in = [&](uint32_t off) { return reg(u, regs::INGEST_BASE + off); };
  const uint32_t status = in(regs::INGEST_STATUS);
  if (status & regs::INGEST_STATUS_OPEN_MASK) return true;
  // descriptors that wait for room in the completion ring wait for software
  if (!(status & regs::INGEST_STATUS_RUN_MASK) || in(regs::INGEST_DESC_HEAD) == in(regs::INGEST_DESC_TAIL))
    return false;
  const uint32_t room = 1u << in(regs::INGEST_CPL_LOG2);
  return in(regs::INGEST_CPL_PROD)-in(regs::INGEST_CPL_CONS) < room;
}

bool vector_waits(Unit& u, unsigned v) {
  const uint32_t base = regs::VEC_BASE + v * regs::VEC_STRIDE;
  return (reg(u, base + regs::VEC_PENDING) & 1) && !(reg(u, base + regs::VEC_MASK) & 1);
}

}  // namespace

bool work_left(Unit& u) {
  const uint32_t generator = reg(u, regs::GEN_BASE + regs::GEN_STATUS) & regs::GEN_STATUS_STATE_MASK;
  if (generator != 0 && generator != 4) return true;  // IDLE, HELD
  for (unsigned vm = 0; vm < u.params().n_vm; ++vm)
    if (vm_works(u, vm)) return true;
  if (ingest_works(u)) return true;
  for (unsigned v = 0; v < u.params().n_vec; ++v)
    if (vector_waits(u, v)) return true;
  return !u.memory_port().idle();
}

}  // namespace openpml::cosim
