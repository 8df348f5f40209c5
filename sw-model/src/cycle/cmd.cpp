// SPDX-License-Identifier: Apache-2.0
#include "cmd.hpp"

#include <algorithm>

#include "unit.hpp"

namespace openpml::cycle {

namespace {

enum Status : uint8_t { Ok = 1, BadState, Busy, BufferHeld, NoRecordRoom, BadConfig, BadCommand };

/// Not set, or its end carries out of the address.
bool bad_region(const Unit& u, uint64_t base, uint64_t bytes) {
  const uint64_t mask = ~uint64_t{0} >> (64 - u.p.addr_bits);
  return base == 0 || ((base + bytes) & mask) < base;
}

}  // namespace

void Commands::write(unsigned vm, uint32_t data) {
  x0_ = {true, false, bit(data, 8), static_cast<uint8_t>(vm), static_cast<uint8_t>(data), 0};
}

bool Commands::bad_config(const Unit& u, unsigned vm) {
  const Vm& m = u.vms[vm];
  if (m.limit == 0 || m.limit > uint64_t{1} << u.p.pages_log2) return true;
  if (m.vector >= u.p.n_vec || m.mode == Mode::Reserved) return true;
  if (u.glob.ring_log2 == 0 || bad_region(u, u.glob.ring_base, uint64_t{64} << u.glob.ring_log2)) return true;
  switch (m.mode) {
    case Mode::Bitmap:
      for (unsigned b : {0u, 1u}) {
        const uint64_t bytes = 64 * uint64_t{m.nlines()};
        if (bad_region(u, m.base[kW][b], bytes) || (m.log_reads && bad_region(u, m.base[kA][b], bytes))) return true;
        if (bad_region(u, m.sum_base[b], 64 * ((uint64_t{m.nlines()} + 15) / 16))) return true;
      }
      return false;
    case Mode::Raw: return m.raw_log2 > 16 || bad_region(u, m.raw_base, uint64_t{4096} << m.raw_log2);
    case Mode::Intel:
      for (unsigned v = 0; v < u.p.n_vcpu; ++v)
        if (u.vcpu[v].bound && u.vcpu[v].vm == vm && u.vcpu[v].log_base == 0) return true;
      return false;
    case Mode::Reserved: break;
  }
  return true;
}

/// Everything but the room for records, which is looked at in X1.
uint8_t Commands::check(const Unit& u, const Stage& s) {
  const Vm& m = u.vms[s.vm];
  const bool busy = m.job != Job::None, bitmap = m.mode == Mode::Bitmap, active = m.state == VmState::Active;
  switch (s.code) {
    case 1:  // ENABLE
      if (m.state != VmState::Off && m.state != VmState::Prepared) return BadState;
      if (busy || u.map.mark_pending(s.vm)) return Busy;
      if (bad_config(u, s.vm)) return BadConfig;
      return Ok;
    case 2:  // HARVEST
      if (!active) return BadState;
      if (busy) return Busy;
      if (bitmap && m.owner[!m.cur_buf] != Owner::Free && u.spec_bug != 17) return BufferHeld;
      return Ok;
    case 3:  // PEEK
      if (!active) return BadState;
      if (!bitmap) return BadCommand;
      if (busy) return Busy;
      return Ok;
    case 4:  // DISABLE
      if (!active) return BadState;
      if (busy) return Busy;
      return Ok;
    case 5:  // RESET
      return m.state == VmState::Off || m.state == VmState::Prepared || m.state == VmState::Enabling ||
                     m.state == VmState::Resetting
                 ? BadState
                 : Ok;
    case 6:  // RELEASE
      return m.owner[s.buffer] == Owner::Dom0 ? Ok : BadState;
    case 7:  // PREPARE
      if (m.state != VmState::Off) return BadState;
      if (busy) return Busy;
      if (bad_config(u, s.vm)) return BadConfig;
      return bitmap ? Ok : BadCommand;
    default: return BadCommand;
  }
}

uint8_t Commands::slots(const Stage& s) { return s.code == 1 ? 2 : s.code >= 2 && s.code <= 4 ? 1 : 0; }

void Commands::decide(const Unit& u, Cycle& c) const {
  CmdSig& s = c.cmd;
  s.busy = x0_.valid || x1_.valid || x2_.valid;
  s.own = (x0_.valid && !x0_.timer) || (x1_.valid && !x1_.timer) || (x2_.valid && !x2_.timer) || was_own_;
  s.hold = x0_.valid || was_;
  if (bit(req_, turn_) && !u.csr.command_near(u.p) && !s.busy) s.chosen = 1u << turn_;
  if (!s.busy) return;
  if (x0_.valid) s.x0 = check(u, x0_);
  if (x1_.valid)
    s.x1 = x1_.status == Ok && slots(x1_) && !u.recorder.room(slots(x1_)) ? uint8_t{NoRecordRoom} : x1_.status;
  if (!x2_.valid) return;
  s.valid = true;
  s.timer = x2_.timer;
  s.vm = x2_.vm;
  s.code = x2_.code;
  s.buffer = x2_.buffer;
  // a fault may have come after the check
  const bool lost = s.code >= 2 && s.code <= 4 && u.vms[s.vm].state != VmState::Active;
  s.status = x2_.status == Ok && lost ? uint8_t{BadState} : x2_.status;
  s.ok = s.status == Ok;
  s.promised = s.ok ? slots(x2_) : 0;
  s.cut = s.ok && s.code == 2;
  if ((s.cut && u.spec_bug != 2) || (s.ok && s.code == 5)) c.bump |= 1u << s.vm;
}

/// A visit reads the period by halves, in two cycles; in the fourth after the first the timer moves on. Returns the VM whose period is over.
uint32_t Commands::timers(Unit& u, const Cycle& c) {
  const unsigned slots = 2 * std::max(4u, u.p.n_vm);
  const Visit v = visits_.back();
  std::copy_backward(visits_.begin(), visits_.end() - 1, visits_.end());
  const unsigned step = static_cast<unsigned>(walk_++ % slots), vm = step / 2;
  visits_[0] = {};
  if (vm < u.p.n_vm) {
    const uint64_t period = u.vms[vm].period;
    if (step % 2 == 0) visits_[0] = {true, vm, period & 0xFFFF'FFFF};
    else visits_[1].period |= period >> 32 << 32;
  }
  if (!v.valid) return 0;
  uint64_t& t = tmr_[v.vm];
  const bool again = v.period == 0 || bit(restart_, v.vm) || !bit(c.active, v.vm);
  restart_ &= ~(1u << v.vm);
  if (again) {
    t = 0;
  } else if (t + slots >= v.period) {
    t = 0;
    if (bit(req_, v.vm)) ++u.vms[v.vm].cnt[MissedPeriods];
    return 1u << v.vm;
  } else {
    t += slots;
  }
  return 0;
}

void Commands::commit(Unit& u, const Cycle& c) {
  was_ = x2_.valid;
  was_own_ = x2_.valid && !x2_.timer;
  x2_ = x1_;
  x2_.status = c.cmd.x1;
  x1_ = x0_;
  x1_.status = c.cmd.x0;
  x0_ = {};
  if (c.cmd.chosen) x0_ = {true, true, false, static_cast<uint8_t>(low(c.cmd.chosen)), 2, 0};
  if (!bit(req_, turn_) || c.cmd.chosen) turn_ = (turn_ + 1) % std::max(2u, u.p.n_vm);
  req_ = ((req_ & ~c.cmd.chosen) | timers(u, c)) & c.active;
  if (c.cmd.cut) restart_ |= 1u << c.cmd.vm;
  if (c.fin.enabled) restart_ |= 1u << c.fin.vm;
}

}  // namespace openpml::cycle
