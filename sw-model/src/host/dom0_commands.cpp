// SPDX-License-Identifier: Apache-2.0
// Dom0: commands with their statuses, harvests with retries, releases, guest exits, counters.
#include <cstring>
#include <memory>

#include "openpml/dom0.hpp"
#include "openpml/regs.hpp"

namespace openpml {

VmCounters VmCounters::from(const std::array<uint64_t, kCounters>& c) {
  return {c[0],  c[1],  c[2],  c[3],  c[4],  c[5],  c[6],  c[7],  c[8], c[9],
          c[10], c[11], c[12], c[13], c[14], c[15], c[16], c[17], c[18]};
}

void Dom0::post_command(unsigned vm, Cmd c, unsigned buffer, StatusDone done) {
  post_write(vm_reg(vm, regs::VM_CMD), static_cast<uint32_t>(c) | buffer << regs::VM_CMD_BUFFER_SHIFT);
  post_read(vm_reg(vm, regs::VM_CMD_STATUS), [done = std::move(done)](uint32_t s, bool) {
    if (done) done(static_cast<CmdStatus>(s));
  });
}

CmdStatus Dom0::command(unsigned vm, Cmd c, unsigned buffer) {
  const auto answer = std::make_shared<std::optional<CmdStatus>>();
  post_command(vm, c, buffer, [answer](CmdStatus s) { *answer = s; });
  wait([&] { return answer->has_value(); }, "a command's status");
  return **answer;
}

void Dom0::harvest(unsigned vm, bool retry) {
  vms_.at(vm).harvest_waiting = true;
  post_harvest(vm, retry);
}

void Dom0::post_harvest(unsigned vm, bool retry) {
  const unsigned life = vms_[vm].life;
  post_command(vm, Cmd::Harvest, 0, [this, vm, retry, life](CmdStatus s) {
    Vm& v = vms_[vm];
    if (life != v.life) return;
    if (s == CmdStatus::Ok) {
      ++v.accepted;
      v.harvest_waiting = false;
      return;
    }
    ++v.refused;
    if (!retry) {
      v.harvest_waiting = false;
      return;
    }
    if (s != CmdStatus::BadState) return post_harvest(vm, retry);
    // A VM that is on its way to ACTIVE is worth waiting for, a stopped or faulted one is not.
    post_read(vm_reg(vm, regs::VM_STATUS), [this, vm, life](uint32_t st, bool) {
      if (life != vms_[vm].life) return;
      const auto state = static_cast<VmState>(st & regs::VM_STATUS_STATE_MASK);
      if (state == VmState::Enabling || state == VmState::Active) return post_harvest(vm, true);
      vms_[vm].harvest_waiting = false;
    });
  });
}

Record Dom0::harvest_wait(unsigned vm) {
  const uint64_t before = records_of(vm, RecType::Harvest), accepted = vms_.at(vm).accepted;
  harvest(vm, true);
  wait([&] { return !harvest_waiting(vm); }, "the harvest of VM " + std::to_string(vm) + " to be accepted");
  must(vms_[vm].accepted > accepted, "harvest of VM " + std::to_string(vm) + " was given up: the VM is not active");
  wait([&] { return records_of(vm, RecType::Harvest) > before; }, "the harvest record of VM " + std::to_string(vm));
  return vms_[vm].last;
}

Record Dom0::peek_wait(unsigned vm) {
  const uint64_t before = records_of(vm, RecType::Peek);
  for (;;) {
    const CmdStatus s = command(vm, Cmd::Peek);
    if (s == CmdStatus::Ok) break;
    must(s == CmdStatus::Busy || s == CmdStatus::NoRecordRoom,
         "peek of VM " + std::to_string(vm) + " refused, status " + std::to_string(static_cast<int>(s)));
  }
  wait([&] { return records_of(vm, RecType::Peek) > before; }, "the peek record of VM " + std::to_string(vm));
  return vms_[vm].last;
}

void Dom0::post_release(unsigned vm, unsigned buffer, unsigned tries) {
  const unsigned life = vms_.at(vm).life;
  ++waiting_releases_;
  // The record can be seen in memory before its B ends the harvest in the unit: a refused release is tried again.
  post_command(vm, Cmd::Release, buffer, [this, vm, buffer, tries, life](CmdStatus s) {
    --waiting_releases_;
    if (s != CmdStatus::Ok && tries > 1 && life == vms_[vm].life) post_release(vm, buffer, tries - 1);
  });
}

VmCounters Dom0::counters(unsigned vm) {
  std::array<uint64_t, kCounters> c{};
  for (unsigned i = 0; i < kCounters; ++i) c[i] = read64(vm_reg(vm, regs::VM_CNT_ACCEPTED + 8 * i));
  return VmCounters::from(c);
}

VmState Dom0::state(unsigned vm) {
  return static_cast<VmState>(read32(vm_reg(vm, regs::VM_STATUS)) & regs::VM_STATUS_STATE_MASK);
}

void Dom0::serve_exits(const Outputs& out) {
  for (unsigned v = 0; v < p_.n_vcpu; ++v) {
    Exit& e = exits_[v];
    const bool raised = out.guest_exit >> v & 1;
    if (!raised && e.pending && !e.posted) {  // the VM was stopped meanwhile
      e = {};
      --exits_pending_;
    }
    if (!raised || !rearm_) continue;
    if (!e.pending) {
      e = {now_ + *rearm_, true, false};
      ++exits_pending_;
    }
    if (e.posted || e.due > now_) continue;
    deliver_log(v, 0);
    e.posted = true;
    post_write(vcpu_reg(v, regs::VCPU_INDEX), 511, [this, v](bool) {
      exits_[v] = {};
      --exits_pending_;
    });
  }
}

size_t Dom0::deliver_log(unsigned vcpu, unsigned first_index) {
  const auto page = mem_.view(log_base_[vcpu], 4096);
  std::vector<uint64_t> entries;
  for (unsigned i = 512; page.size() == 4096 && i-- > first_index;) {
    uint64_t w = 0;
    std::memcpy(&w, page.data() + 8 * i, 8);
    entries.push_back(w);
  }
  if (on_log) on_log(vcpu, entries);
  return entries.size();
}

size_t Dom0::drain_log(unsigned vcpu) {
  const uint32_t hold = vcpu_reg(vcpu, regs::VCPU_HOLD), index = vcpu_reg(vcpu, regs::VCPU_INDEX);
  must(write32(hold, 1), "HOLD refused");
  size_t n = 0;
  for (unsigned tries = 0;; ++tries) {
    must(tries < 100'000, "vCPU " + std::to_string(vcpu) + " does not come to rest");
    const uint32_t status = read32(vcpu_reg(vcpu, regs::VCPU_STATUS));
    if (status & regs::VCPU_STATUS_GUEST_EXIT_MASK || status & regs::VCPU_STATUS_SKID_MASK)
      continue;  // serve_exits drains it
    const uint32_t idx = read32(index) & regs::VCPU_INDEX_INDEX_MASK;
    if (idx == 511) break;
    // The unit takes the write only when every entry is in memory; what the index said then is what it says now.
    if (!write32(index, 511)) continue;
    n = deliver_log(vcpu, idx == 0xFFFF ? 0 : idx + 1);
    break;
  }
  must(write32(hold, 0), "HOLD refused");
  return n;
}

}  // namespace openpml
