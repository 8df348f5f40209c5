// SPDX-License-Identifier: Apache-2.0
// A Scenario's abuse of registers: writes and reads of every address, mapped or not, with any data. What must be refused is expected to be
// refused. What may be taken is sent as it is, except where the bench's own software would lose its footing (commands that stop a VM, a
// valid record ring, a binding): there a value is chosen that must be refused.
#include <algorithm>
#include <cstdio>

#include "openpml/regs.hpp"
#include "register_rules.hpp"
#include "scenario.hpp"

namespace openpml {

uint32_t Scenario::odd_data() {
  const auto r = static_cast<uint32_t>(rng_.next());
  switch (rng_.below(8)) {
    case 0: return 0;
    case 1: return ~0u;
    case 2: return 1u << (r % 32);
    case 3: return r % 32;
    case 4: return r & 0xFFFFF000;
    case 5: return r >> rng_.below(32);
    default: return r;
  }
}

uint32_t Scenario::odd_address() {
  if (rng_.chance(1, 6)) return static_cast<uint32_t>(rng_.below(0x10000));
  const auto& b = regs::BLOCKS[rng_.below(std::size(regs::BLOCKS))];
  const unsigned n = std::max(elements(p_, b), 1u);
  const auto element = static_cast<unsigned>(rng_.below(n + (rng_.chance(1, 12) ? 1 : 0)));
  const uint32_t off =
      rng_.chance(1, 12) ? static_cast<uint32_t>(rng_.below(b.stride)) : b.words[rng_.below(b.words.size())].off;
  return std::min(b.base + element * b.stride + off, 0xFFFFu);
}

void Scenario::act_abuse() {
  for (uint64_t n = rng_.between(1, 16); n-- > 0;) {
    const uint32_t addr = odd_address(), data = odd_data();
    const auto strb = static_cast<uint8_t>(rng_.chance(1, 12) ? rng_.below(16) : 0xF);
    if (const uint32_t error = write_error(p_, addr, data, strb)) {
      must_refuse(addr, data, strb);
      if (rng_.chance(1, 4)) must_say(addr, error);
    } else {
      abuse(addr, data);
    }
  }
}

void Scenario::abuse(uint32_t addr, uint32_t data) {
  const RegPlace at = find_register(p_, addr);
  const uint32_t off = at.word->off;
  switch (at.block->base) {
    case regs::GLOBAL_BASE: return abuse_global(off, addr, data);
    case regs::VCPU_BASE: return abuse_vcpu(at.element, off, addr, data);
    case regs::VM_BASE: return abuse_vm(at.element, off, addr, data);
    default: dom0_.post_write(addr, data);
  }
}

void Scenario::abuse_global(uint32_t off, uint32_t addr, uint32_t data) {
  bool running = false;
  for (unsigned vm = 0; vm < p_.n_vm; ++vm) running |= lasting(state(vm));
  switch (off) {
    case regs::GLOBAL_RING_BASE:
    case regs::GLOBAL_RING_BASE_HI:
    case regs::GLOBAL_RING_LOG2:
      if (running) must_refuse(addr, data);
      break;
    case regs::GLOBAL_RING_CONS: must_refuse(addr, sim_.arch().prod + 100'000 + (data & 0x3FFF'FFFF)); break;
    case regs::GLOBAL_ERR_VECTOR:
      if (data >= p_.n_vec) must_refuse(addr, data);
      else dom0_.post_write(addr, data);
      break;
    case regs::GLOBAL_TEST_INJECT:
      if (o_.faults && rng_.chance(1, 4)) dom0_.post_write(addr, data);
      break;
    default: dom0_.post_write(addr, data);
  }
}

void Scenario::abuse_vcpu(unsigned v, uint32_t off, uint32_t addr, uint32_t data) {
  const int vm = owner_[v];
  switch (off) {
    case regs::VCPU_BIND:
      if ((data & regs::VCPU_BIND_VM_MASK) >= p_.n_vm) must_refuse(addr, data);
      break;
    case regs::VCPU_INDEX:
      if (data >= 512 || vm < 0 || cfg_[static_cast<size_t>(vm)].mode != Mode::Intel) must_refuse(addr, data);
      break;
    case regs::VCPU_HOLD:
      dom0_.post_write(addr, data);
      if (data) later(rng_.below(5000), [this, addr] { dom0_.post_write(addr, 0); });
      break;
    case regs::VCPU_LOG_BASE:
    case regs::VCPU_LOG_BASE_HI:
      if (vm >= 0 && lasting(state(static_cast<unsigned>(vm)))) must_refuse(addr, data);
      break;
    default: dom0_.post_write(addr, data);
  }
}

void Scenario::abuse_vm(unsigned vm, uint32_t off, uint32_t addr, uint32_t data) {
  const VmState now = state(vm);
  switch (off) {
    case regs::VM_CMD: {
      const auto code = static_cast<Cmd>(data & regs::VM_CMD_CODE_MASK);
      const bool starts = code == Cmd::Enable || code == Cmd::Prepare,
                 stops = code == Cmd::Disable || code == Cmd::Reset;
      if (!stops && (!starts || (lasting(now) && now != VmState::Prepared))) dom0_.post_write(addr, data);
      break;
    }
    case regs::VM_RAW_CONS: must_refuse(addr, sim_.arch().vm[vm].raw_head + 100'000 + (data & 0x3FFF'FFFF)); break;
    case regs::VM_MARK:
      if (lasting(now) && now != VmState::Prepared) must_refuse(addr, data);
      break;
    case regs::VM_PERIOD:
    case regs::VM_PERIOD_HI:
    case regs::VM_FILTER_BYPASS: dom0_.post_write(addr, data); break;
    default:  // configuration: may be taken while OFF, and is written anew before the VM starts
      if (lasting(now)) must_refuse(addr, data);
      else if (now != VmState::Off) break;
      else dom0_.post_write(addr, data);
      // the end of the run looks at the mode of a VM's last life
      if (off == regs::VM_CONFIG && now == VmState::Off)
        dom0_.post_write(
            addr, static_cast<uint32_t>(cfg_[vm].mode) | (cfg_[vm].log_reads ? regs::VM_CONFIG_LOG_READS_MASK : 0));
  }
}

void Scenario::act_abuse_reads() {
  for (uint64_t n = rng_.between(1, 16); n-- > 0;) {
    const uint32_t addr = odd_address();
    const uint32_t error = read_error(p_, addr);
    dom0_.post_read(addr, [this, addr, error](uint32_t data, bool ok) {
      char text[96];
      std::snprintf(text, sizeof text, "read of register %#x: %s, %#x", addr, ok ? "OKAY" : "refused", data);
      if (ok != (error == 0) || (!ok && data != 0)) fail(text);
    });
    if (error) must_say(addr, error);
  }
}

/// LAST_ERROR of the access that was posted just before.
void Scenario::must_say(uint32_t addr, uint32_t error) {
  dom0_.post_read(regs::GLOBAL_LAST_ERROR, [this, want = addr << 16 | error](uint32_t data, bool) {
    char text[96];
    std::snprintf(text, sizeof text, "LAST_ERROR is %#x, not %#x", data, want);
    if (data != want) fail(text);
  });
}

/// ENABLE or PREPARE of a configuration that must be refused, of a VM that is OFF.
void Scenario::act_bad_config() {
  const unsigned vm = any_vm();
  dom0_.drain();
  if (state(vm) != VmState::Off || sim_.arch().vm[vm].job != 0 || !dom0_.config(vm).limit) return;
  const auto w = [&](uint32_t off, uint64_t value, bool wide = true) {
    const uint32_t r = Dom0::vm_reg(vm, off);
    if (wide ? !dom0_.write64(r, value) : !dom0_.write32(r, static_cast<uint32_t>(value)))
      fail("configuration of an OFF VM refused");
  };
  const uint64_t top =
      ~uint64_t{0} >> (64 - p_.addr_bits) & ~uint64_t{4095};  // the last page: any size carries out of it
  uint32_t mode = regs::MODE_BITMAP | regs::VM_CONFIG_LOG_READS_MASK;
  w(regs::VM_LIMIT, 1 + rng_.below(1u << p_.pages_log2));
  w(regs::VM_VECTOR, 0, false);
  switch (rng_.below(9)) {
    case 0: w(regs::VM_LIMIT, 0); break;
    case 1: w(regs::VM_LIMIT, (uint64_t{1} << p_.pages_log2) + rng_.between(1, 99)); break;
    case 2: w(regs::VM_VECTOR, rng_.between(p_.n_vec, 255), false); break;
    case 3: mode = 3; break;
    case 4: w(regs::VM_W_BASE1, 0); break;
    case 5: w(regs::VM_A_BASE0, 0); break;
    case 6:
      w(regs::VM_LIMIT, uint64_t{1} << 15);
      w(regs::VM_SUM_BASE0 + 8 * static_cast<uint32_t>(rng_.below(2)), top);
      w(regs::VM_W_BASE0, top);
      break;
    case 7:
      mode = regs::MODE_RAW;
      w(regs::VM_RAW_BASE, 1u << 20);
      w(regs::VM_RAW_LOG2, rng_.between(17, 31), false);
      break;
    default:
      mode = regs::MODE_RAW;
      w(regs::VM_RAW_BASE, rng_.chance(1, 2) ? 0 : top);
      w(regs::VM_RAW_LOG2, 4, false);
      break;
  }
  w(regs::VM_CONFIG, mode, false);
  const CmdStatus s = dom0_.command(vm, rng_.chance(1, 4) ? Cmd::Prepare : Cmd::Enable);
  if (s != CmdStatus::BadConfig)
    fail("a bad configuration was answered with status " + std::to_string(static_cast<int>(s)));
  w(regs::VM_CONFIG, static_cast<uint32_t>(cfg_[vm].mode) | (cfg_[vm].log_reads ? regs::VM_CONFIG_LOG_READS_MASK : 0),
    false);
}

}  // namespace openpml
