// SPDX-License-Identifier: Apache-2.0
// What a Scenario does at random moments.
#include <algorithm>
#include <cstdio>

#include "openpml/reg_list.hpp"
#include "openpml/regs.hpp"
#include "register_rules.hpp"
#include "scenario.hpp"

namespace openpml {

std::vector<Scenario::Action> Scenario::actions() const {
  std::vector<Action> list = {
      {"harvest", 40, &Scenario::act_harvest},
      {"harvest storm", 8, &Scenario::act_harvest_storm},
      {"peek", 12, &Scenario::act_peek},
      {"odd command", 10, &Scenario::act_odd_command},
      {"register reads", 10, &Scenario::act_reads},
      {"bad write", 20, &Scenario::act_bad_write},
      {"reset VM", 2, &Scenario::act_reset_vm},
      {"disable VM", 2, &Scenario::act_disable},
      {"period", 4, &Scenario::act_period},
      {"filter bypass", 4, &Scenario::act_bypass},
      {"release policy", 5, &Scenario::act_release_policy},
      {"hold ring", 3, &Scenario::act_hold_ring},
      {"hold raw ring", 3, &Scenario::act_hold_raw},
      {"memory timing", 8, &Scenario::act_timing},
      {"bus error", 3, &Scenario::act_bus_error},
      {"parity", 3, &Scenario::act_parity},
      {"vector", 6, &Scenario::act_vector},
      {"irq_ready", 3, &Scenario::act_irq_ready},
      {"hold vCPU", 4, &Scenario::act_hold_vcpu},
      {"rebind vCPU", 2, &Scenario::act_rebind},
      {"event mix", 10, &Scenario::act_mix},
      {"log drain", 3, &Scenario::act_drain_log},
      {"unit reset", 1, &Scenario::act_unit_reset},
  };
  if (o_.abuse) {
    list.push_back({"register abuse", 25, &Scenario::act_abuse});
    list.push_back({"odd reads", 6, &Scenario::act_abuse_reads});
    list.push_back({"bad configuration", 3, &Scenario::act_bad_config});
  }
  if (o_.slow) list.push_back({"slow memory", 2, &Scenario::slow_memory});
  return list;
}

void Scenario::act_harvest() { dom0_.harvest(any_vm(), false); }

void Scenario::act_harvest_storm() {
  const uint64_t n = rng_.between(2, 12);
  const unsigned one = any_vm();
  const bool same = rng_.chance(1, 3);
  for (uint64_t i = 0; i < n; ++i) dom0_.post_command(same ? one : any_vm(), Cmd::Harvest);
}

void Scenario::act_peek() { dom0_.post_command(any_vm(), Cmd::Peek); }

/// Commands that must be refused, or that are legal and early.
void Scenario::act_odd_command() {
  const unsigned vm = any_vm();
  const auto expect = [this, vm](Cmd c, CmdStatus want) {
    dom0_.post_command(vm, c, 0, [this, want](CmdStatus s) {
      if (s != want)
        fail("an odd command was answered with status " + std::to_string(static_cast<int>(s)) + " and not " +
             std::to_string(static_cast<int>(want)));
    });
  };
  switch (rng_.below(5)) {
    case 0: dom0_.post_command(vm, Cmd::Release, static_cast<unsigned>(rng_.below(2))); break;
    case 1: expect(static_cast<Cmd>(rng_.chance(1, 2) ? 0 : rng_.between(8, 255)), CmdStatus::BadCommand); break;
    case 2:
      if (state(vm) == VmState::Active) expect(Cmd::Enable, CmdStatus::BadState);
      break;
    case 3:  // not in a state that ends in OFF by itself before the command comes
      if (const VmState now = state(vm); now != VmState::Off && now != VmState::Stopping && now != VmState::Resetting)
        expect(Cmd::Prepare, CmdStatus::BadState);
      break;
    default:
      if (state(vm) == VmState::Off) expect(Cmd::Reset, CmdStatus::BadState);
      break;
  }
}

/// One that is there: blocks, their elements and the words in them, each as likely as the others.
uint32_t Scenario::any_register() {
  const regs::Block* b = nullptr;
  do b = &regs::BLOCKS[rng_.below(std::size(regs::BLOCKS))];
  while (elements(p_, *b) == 0);
  const auto element = static_cast<uint32_t>(rng_.below(elements(p_, *b)));
  return b->base + element * b->stride + b->words[rng_.below(b->words.size())].off;
}

void Scenario::act_reads() {
  for (uint64_t i = rng_.between(1, 20); i-- > 0;) {
    uint32_t a = any_register();
    if (rng_.chance(1, 4)) a = static_cast<uint32_t>(rng_.below(rng_.chance(1, 8) ? 0x10000 : regs::LENGTH));
    if (rng_.chance(1, 30)) a |= static_cast<uint32_t>(rng_.below(4));
    dom0_.post_read(a, {});
  }
}

void Scenario::must_refuse(uint32_t addr, uint32_t data, uint8_t strb) {
  dom0_.post_write(
      addr, data,
      [this, addr, data, strb](bool ok) {
        char text[96];
        std::snprintf(text, sizeof text, "bad write of %#x to register %#x, strobes %x, was taken", data, addr, strb);
        if (ok) fail(text);
        else ++refusals_;
      },
      strb);
}

void Scenario::act_bad_write() {
  const unsigned vm = any_vm(), v = any_vcpu(), vec = static_cast<unsigned>(rng_.below(p_.n_vec));
  const auto data = static_cast<uint32_t>(rng_.next());
  const auto bit = [&](unsigned lo) { return 1u << rng_.between(lo, 31); };
  static constexpr uint32_t kReadOnly[] = {regs::GLOBAL_MAGIC,      regs::GLOBAL_VERSION,   regs::GLOBAL_CAP0,
                                           regs::GLOBAL_FEATURES,   regs::GLOBAL_TIME,      regs::GLOBAL_TIME_HI,
                                           regs::GLOBAL_LAST_ERROR, regs::GLOBAL_RING_PROD, regs::GLOBAL_RING_RESV,
                                           regs::GLOBAL_UNBOUND,    regs::GLOBAL_GUEST_EXIT};
  static constexpr uint32_t kVmReadOnly[] = {
      regs::VM_CMD_STATUS, regs::VM_STATUS, regs::VM_EPOCH,      regs::VM_RAW_HEAD, regs::VM_FAULT_CODE,
      regs::VM_FAULT_INFO, regs::VM_GEN,    regs::VM_DISTINCT_A, regs::VM_START,    regs::VM_CNT_ACCEPTED};
  static constexpr uint32_t kConfig[] = {regs::VM_CONFIG,   regs::VM_VECTOR,   regs::VM_LIMIT,   regs::VM_EPOCH_INIT,
                                         regs::VM_A_BASE0,  regs::VM_W_BASE0,  regs::VM_W_BASE1, regs::VM_SUM_BASE0,
                                         regs::VM_RAW_BASE, regs::VM_RAW_LOG2, regs::VM_INIT_A};
  const ArchState a = sim_.arch();
  const bool off = a.vm[vm].state == static_cast<uint8_t>(VmState::Off);
  switch (rng_.below(18)) {
    case 0: must_refuse(kReadOnly[rng_.below(std::size(kReadOnly))], data); break;
    case 1: must_refuse(Dom0::vm_reg(vm, kVmReadOnly[rng_.below(std::size(kVmReadOnly))]), data); break;
    case 2:
      if (!off) must_refuse(Dom0::vm_reg(vm, kConfig[rng_.below(std::size(kConfig))]), data & 0xFFFFF000);
      break;
    case 3: must_refuse(static_cast<uint32_t>(rng_.between(regs::LENGTH, 0xFFFF)) & ~3u, data); break;  // past the end
    case 4: must_refuse(Dom0::vm_reg(vm, 0x1A0 + 4 * static_cast<uint32_t>(rng_.below(24))), data); break;  // a hole
    case 5: must_refuse(regs::GLOBAL_SCRATCH, data, static_cast<uint8_t>(rng_.below(15))); break;
    case 6: must_refuse(regs::GLOBAL_SCRATCH + static_cast<uint32_t>(rng_.between(1, 3)), data); break;
    case 7: must_refuse(Dom0::vm_reg(vm, regs::VM_CMD), (data & 0x1FF) | bit(9)); break;
    case 8: must_refuse(Dom0::vcpu_reg(v, regs::VCPU_HOLD), bit(1)); break;
    case 9: must_refuse(Dom0::vec_reg(vec, regs::VEC_MASK), bit(1)); break;
    case 10: must_refuse(regs::GLOBAL_RING_CONS, a.prod + 5000 + (data & 0xFFFF)); break;
    case 11:
      must_refuse(Dom0::vcpu_reg(v, regs::VCPU_BIND), static_cast<uint32_t>(rng_.between(p_.n_vm, 255)) | 1u << 31);
      break;
    case 12: must_refuse(Dom0::vcpu_reg(v, regs::VCPU_INDEX), static_cast<uint32_t>(rng_.between(512, 0xFFFF))); break;
    case 13:
      must_refuse(Dom0::vm_reg(p_.n_vm, 0) + static_cast<uint32_t>(rng_.below(0x200)), data);
      break;  // no such VM
    case 14: must_refuse(Dom0::vm_reg(vm, regs::VM_FILTER_BYPASS), bit(1)); break;
    case 15:
      if (p_.addr_bits < 64) must_refuse(Dom0::vm_reg(vm, regs::VM_W_BASE0_HI), bit(p_.addr_bits - 32));
      break;
    case 16: must_refuse(Dom0::vm_reg(vm, regs::VM_INIT_W), bit(p_.pages_log2 + 1)); break;
    default:
      if (a.vm[vm].state != static_cast<uint8_t>(VmState::Prepared))
        must_refuse(Dom0::vm_reg(vm, regs::VM_MARK), 1u << 31);
      break;
  }
}

void Scenario::act_reset_vm() {
  const unsigned vm = any_vm();
  if (state(vm) == VmState::Off || state(vm) == VmState::Prepared) return;
  const Patience patience(*this);
  unhold();
  dom0_.reset_vm(vm);
}

void Scenario::act_disable() {
  const unsigned vm = any_vm();
  if (state(vm) != VmState::Off && state(vm) != VmState::Prepared) stop_vm(vm);
}

void Scenario::act_period() {
  const uint64_t never =
      (uint64_t{1} << rng_.between(17, 63)) + rng_.below(5000);  // a timer that loses the high bit fires
  const uint64_t p = rng_.chance(1, 3)   ? 0
                     : rng_.chance(1, 3) ? never
                     : rng_.chance(1, 5) ? rng_.between(1, 100)
                                         : rng_.between(100, 20'000);
  dom0_.write64(Dom0::vm_reg(any_vm(), regs::VM_PERIOD), p);
}

void Scenario::act_bypass() { dom0_.post_write(Dom0::vm_reg(any_vm(), regs::VM_FILTER_BYPASS), rng_.chance(1, 2)); }

void Scenario::act_release_policy() {
  static constexpr Dom0::Release kPolicy[] = {Dom0::Release::Immediate, Dom0::Release::Delay, Dom0::Release::Manual};
  dom0_.set_release(kPolicy[rng_.below(3)], rng_.below(10'000));
  if (rng_.chance(1, 2)) return;
  for (unsigned vm = 0; vm < p_.n_vm; ++vm) dom0_.post_command(vm, Cmd::Release, static_cast<unsigned>(rng_.below(2)));
}

void Scenario::act_hold_ring() {
  dom0_.hold_cons(true);
  later(rng_.below(8000), [this] { dom0_.hold_cons(false); });
}

void Scenario::act_hold_raw() {
  dom0_.hold_raw_cons(true);
  later(rng_.below(8000), [this] { dom0_.hold_raw_cons(false); });
}

void Scenario::act_timing() {
  AxiTiming t;
  const auto latency = [&](uint32_t& lo, uint32_t& hi) {
    static constexpr uint32_t kMax[] = {1, 1, 4, 20, 100, 512};
    hi = kMax[rng_.below(std::size(kMax))];
    lo = rng_.chance(1, 2) ? hi : static_cast<uint32_t>(rng_.below(hi + 1));
  };
  latency(t.rd_min, t.rd_max);
  latency(t.wr_min, t.wr_max);
  if (rng_.chance(1, 2))
    for (uint8_t* s : {&t.aw_stall, &t.w_stall, &t.ar_stall, &t.b_stall, &t.r_stall})
      *s = rng_.chance(1, 2) ? 0 : static_cast<uint8_t>(rng_.below(rng_.chance(1, 4) ? 250 : 128));
  sim_.mem().set_timing(t);
  dom0_.set_lite_jitter(rng_.chance(1, 2) ? 0 : static_cast<uint8_t>(rng_.below(160)));
}

/// A memory that answers late for a while, and fast again later.
void Scenario::slow_memory() {
  static constexpr uint32_t kMax[] = {1500, 4000, 10'000};
  AxiTiming t;
  t.rd_max = kMax[rng_.below(std::size(kMax))];
  t.wr_max = kMax[rng_.below(std::size(kMax))];
  t.rd_min = static_cast<uint32_t>(rng_.below(t.rd_max + 1));
  t.wr_min = static_cast<uint32_t>(rng_.below(t.wr_max + 1));
  sim_.mem().set_timing(t);
  calm_at_ = sim_.cycle() + rng_.between(5000, 40'000);
}

void Scenario::act_bus_error() {
  if (!o_.faults) return;
  const unsigned vm = any_vm();
  const VmRegions& r = dom0_.regions(vm);
  const std::array<std::pair<uint64_t, uint64_t>, 7> targets = {{{r.a[0], r.bitmap_bytes},
                                                                 {r.a[1], r.bitmap_bytes},
                                                                 {r.w[0], r.bitmap_bytes},
                                                                 {r.w[1], r.bitmap_bytes},
                                                                 {r.sum[0], r.sum_bytes},
                                                                 {r.sum[1], r.sum_bytes},
                                                                 {r.raw, r.raw_bytes}}};
  auto [base, bytes] = targets[rng_.below(targets.size())];
  if (o_.abuse && rng_.chance(1, 6)) {
    base = dom0_.log_base(any_vcpu());
    bytes = 4096;
  }
  if (base == 0) return;
  AxiErrorRule e;
  e.lo = base;
  e.hi = base + bytes;
  e.resp = rng_.chance(1, 2) ? kSlvErr : kDecErr;
  e.on_read = rng_.chance(1, 2);
  e.on_write = !e.on_read || rng_.chance(1, 2);
  e.count = rng_.between(1, 3);
  e.num = rng_.chance(2, 3) ? 65536 : 6000;
  sim_.mem().add_error(e);
  later(rng_.below(30'000), [this] { sim_.mem().clear_errors(); });
}

void Scenario::act_parity() {
  if (o_.faults)
    dom0_.post_write(regs::GLOBAL_TEST_INJECT, static_cast<uint32_t>(rng_.chance(1, 2) ? 1 : rng_.below(8)));
}

void Scenario::act_vector() {
  const auto v = static_cast<unsigned>(rng_.below(p_.n_vec));
  dom0_.post_write(Dom0::vec_reg(v, regs::VEC_MASK), rng_.chance(1, 4));
  const auto much = static_cast<uint32_t>(rng_.chance(1, 6) ? 1u << rng_.below(16) : rng_.below(5));
  const auto longest = static_cast<uint32_t>(rng_.chance(1, 6) ? 1u << rng_.below(32) : rng_.below(3000));
  if (rng_.chance(1, 2)) dom0_.post_write(Dom0::vec_reg(v, regs::VEC_MOD_COUNT), much);
  if (rng_.chance(1, 2)) dom0_.post_write(Dom0::vec_reg(v, regs::VEC_MOD_TIME), rng_.chance(1, 3) ? 0 : longest);
  if (rng_.chance(1, 4)) dom0_.post_write(regs::GLOBAL_ERR_VECTOR, static_cast<uint32_t>(rng_.below(p_.n_vec)));
}

void Scenario::act_irq_ready() {
  static constexpr unsigned kChance[] = {256, 128, 20, 2};
  irq_chance_ = kChance[rng_.below(4)];
  src_irq_every_ = rng_.chance(1, 3) ? 1 + static_cast<unsigned>(rng_.below(4)) : 300;
}

void Scenario::act_hold_vcpu() {
  const unsigned v = any_vcpu();
  dom0_.post_write(Dom0::vcpu_reg(v, regs::VCPU_HOLD), 1);
  later(rng_.below(5000), [this, v] { dom0_.post_write(Dom0::vcpu_reg(v, regs::VCPU_HOLD), 0); });
}

/// Moves a vCPU to another VM while both run (not into or out of Intel mode, where software re-arms first).
void Scenario::act_rebind() {
  const unsigned v = any_vcpu(), vm = any_vm();
  const auto intel = [&](int m) { return m >= 0 && cfg_[static_cast<size_t>(m)].mode == Mode::Intel; };
  if (intel(owner_[v]) || intel(static_cast<int>(vm))) return;
  const bool off = rng_.chance(1, 6);
  const Patience patience(*this);
  const uint32_t hold = Dom0::vcpu_reg(v, regs::VCPU_HOLD), bind = Dom0::vcpu_reg(v, regs::VCPU_BIND);
  if (rng_.chance(1, 2)) {  // often refused: the vCPU is busy
    if (!dom0_.write32(bind, off ? 0 : vm | 1u << 31)) return;
  } else {
    unhold();
    dom0_.write32(hold, 1);
    bool ok = false;
    for (unsigned i = 0; i < 300 && !ok; ++i) ok = dom0_.write32(bind, off ? 0 : vm | 1u << 31);
    dom0_.write32(hold, 0);
    if (!ok) return;
  }
  owner_[v] = off ? -1 : static_cast<int>(vm);
  for (auto& m : mixes_) m->set_limit(v, cfg_[vm].limit);
}

void Scenario::act_mix() {
  for (auto& m : mixes_) m->shuffle();
  dom0_.set_rearm(rng_.below(rng_.chance(1, 3) ? 4000 : 50));
}

/// Software drains an Intel-mode vCPU's log early.
void Scenario::act_drain_log() {
  for (unsigned v = 0; v < p_.n_vcpu; ++v)
    if (owner_[v] >= 0 && cfg_[static_cast<size_t>(owner_[v])].mode == Mode::Intel &&
        state(static_cast<unsigned>(owner_[v])) == VmState::Active && rng_.chance(1, 2)) {
      const Patience patience(*this);
      dom0_.drain_log(v);
      return;
    }
}

void Scenario::act_unit_reset() {
  if (!o_.resets || !rng_.chance(1, 4)) return;
  sim_.mem().clear_errors();
  start();
}

}  // namespace openpml
