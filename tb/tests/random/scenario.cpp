// SPDX-License-Identifier: Apache-2.0
#include "scenario.hpp"

#include <algorithm>
#include <cstdio>
#include <cstring>

#include "openpml/regs.hpp"

namespace openpml {

Scenario::Scenario(uint64_t seed, Sim& sim, Options o)
    : sim_(sim), dom0_(sim.dom0()), p_(sim.params()), o_(o), rng_(seed), cfg_(p_.n_vm), owner_(p_.n_vcpu, -1) {
  for (unsigned s = 0; s < p_.n_src; ++s) {
    mixes_.push_back(std::make_unique<EventMix>(seed * 31 + s, p_));
    sim_.set_source(s, mixes_.back().get());
  }
  dom0_.on_record = [this](const RecordView& v) {
    static constexpr const char* kNames[] = {"none", "ENABLE", "HARVEST", "PEEK",    "DISABLE",
                                             "STOP", "?",      "?",       "RAW_PAGE"};
    ++done_[std::string("<") + kNames[static_cast<size_t>(v.rec.type)] + (v.rec.valid ? ">" : " invalid>")];
    if (v.rec.type == RecType::Stop && v.rec.fault_code) ++done_["<fault " + std::to_string(v.rec.fault_code) + ">"];
  };
  dom0_.on_log = [this](unsigned, std::span<const uint64_t>) { ++done_["<log page>"]; };
  sim_.set_irq_ready([this] { return irq_chance_ >= 256 || rng_.below(256) < irq_chance_; });
  if (o_.slow)
    sim_.set_drive([this](Inputs&) {
      if (sim_.cycle() == calm_at_) sim_.mem().set_timing({.rd_max = 40, .wr_max = 40});
    });
  sim_.set_src_irq([this] { return rng_.chance(1, src_irq_every_) ? static_cast<int>(rng_.below(p_.n_vec + 1)) : -1; });
}

void Scenario::fail(const std::string& text) {
  if (failures_.size() < 50) failures_.push_back("cycle " + std::to_string(sim_.cycle()) + ": " + text);
}

VmState Scenario::state(unsigned vm) const { return static_cast<VmState>(sim_.arch().vm[vm].state); }

std::string Scenario::summary() const {
  std::string s;
  for (const auto& [n, k] : done_) s += (s.empty() ? "" : ", ") + n + " " + std::to_string(k);
  return s;
}

void Scenario::run(uint64_t cycles) {
  start();
  const uint64_t end = sim_.cycle() + cycles;
  unsigned total = 0;
  const std::vector<Action> list = actions();
  for (const auto& a : list) total += a.weight;
  while (sim_.cycle() < end) {
    sim_.run(rng_.chance(1, 4) ? rng_.below(4) : rng_.below(400));
    while (!later_.empty() && later_.begin()->first <= sim_.cycle()) {
      const auto f = std::move(later_.begin()->second);
      later_.erase(later_.begin());
      f();
    }
    revive_some();
    unsigned r = static_cast<unsigned>(rng_.below(total));
    size_t k = 0;
    while (r >= list[k].weight) r -= list[k++].weight;
    if (dom0_.queued() > 40) continue;
    if (o_.verbose) std::printf("%llu %s\n", static_cast<unsigned long long>(sim_.cycle()), list[k].name);
    ++done_[list[k].name];
    (this->*list[k].act)();
  }
  finish();
}

void Scenario::start() {
  sim_.reset(1 + static_cast<unsigned>(rng_.below(6)));
  if (rng_.chance(1, 2)) sim_.set_time((uint64_t{1} << rng_.between(20, 63)) * rng_.between(1, 3) - rng_.below(20'000));
  records_base_ = dom0_.records();
  later_.clear();
  unsigned ring = 2;  // every running VM holds one slot for its stop record
  while ((1u << ring) < p_.n_vm + 3) ++ring;
  dom0_.setup_ring(ring + static_cast<unsigned>(rng_.below(rng_.chance(1, 4) ? 8 : 4)), rng_.chance(3, 4));
  for (auto& o : owner_) o = rng_.chance(1, 12) ? -1 : static_cast<int>(any_vm());
  for (unsigned vm = 0; vm < p_.n_vm; ++vm)
    if (rng_.chance(7, 8)) bring_up(vm);
}

VmConfig Scenario::random_config(unsigned vm) {
  VmConfig c;
  c.vm = vm;
  const uint64_t r = rng_.below(20), max = uint64_t{1} << p_.pages_log2;
  c.mode = r < 14 ? Mode::Bitmap : r < 17 ? Mode::Raw : Mode::Intel;
  c.log_reads = rng_.chance(3, 4);
  switch (rng_.below(8)) {
    case 0: c.limit = rng_.between(1, 2); break;
    case 1: c.limit = rng_.between(511, 513); break;
    case 2: c.limit = rng_.between(1, 512 * 40); break;
    case 3: c.limit = 512 * rng_.between(1, 64); break;
    case 4: c.limit = 32768 * rng_.between(1, 4) + rng_.below(3) - 1; break;
    case 5: c.limit = rng_.chance(1, 6) ? max : rng_.between(1, max); break;
    default: c.limit = rng_.between(1, 200'000); break;
  }
  const uint64_t cap = rng_.chance(1, 30) ? uint64_t{1} << 20 : 150'000;  // larger ones take long to clear
  c.limit = std::min({c.limit, max, cap});
  for (unsigned v = 0; v < p_.n_vcpu; ++v)
    if (owner_[v] == static_cast<int>(vm)) c.vcpus.push_back(v);
  c.vector = static_cast<unsigned>(rng_.below(p_.n_vec));
  c.filter_bypass = rng_.chance(1, 5);
  c.period = rng_.chance(1, 4) ? rng_.between(rng_.chance(1, 4) ? 1 : 64, 20'000) : 0;
  c.epoch_init = rng_.chance(1, 4) ? 0xFFFFFFFD : 0;
  c.raw_log2 = static_cast<unsigned>(rng_.below(rng_.chance(1, 4) ? 10 : 5));
  return c;
}

/// `vm` is OFF: new configuration, new start (sometimes a restored one).
void Scenario::bring_up(unsigned vm) {
  const Patience patience(*this);
  unhold();
  VmConfig c = random_config(vm);
  for (const unsigned v : c.vcpus)
    for (auto& m : mixes_) m->set_limit(v, c.limit);
  cfg_[vm] = c;
  const bool restored = c.mode == Mode::Bitmap && rng_.chance(1, 4) && restore(c);
  if (!restored) {
    dom0_.setup_vm(c);
    if (rng_.chance(1, 3)) enable_badly(c);
  }
  dom0_.enable(vm, rng_.chance(3, 4));
  ++done_[restored ? "(restored)" : "(enabled)"];
}

/// One word of a good configuration is made bad: ENABLE must be refused. Then it is good again.
void Scenario::enable_badly(const VmConfig& c) {
  const VmRegions& r = dom0_.regions(c.vm);
  const uint64_t pages = uint64_t{1} << p_.pages_log2, bytes = c.mode == Mode::Raw ? r.raw_bytes : r.bitmap_bytes;
  const auto reg = [&](uint32_t off) { return Dom0::vm_reg(c.vm, off); };
  uint32_t off = c.mode == Mode::Raw ? regs::VM_RAW_BASE : rng_.chance(1, 2) ? regs::VM_W_BASE0 : regs::VM_W_BASE1;
  if (c.mode == Mode::Bitmap && c.log_reads && rng_.chance(1, 2))
    off = rng_.chance(1, 2) ? regs::VM_A_BASE0 : regs::VM_A_BASE1;
  uint64_t value = 0;
  switch (rng_.below(4)) {
    case 0: off = regs::VM_LIMIT; break;
    case 1: off = regs::VM_LIMIT, value = pages + 1; break;
    case 2:
      if (c.mode == Mode::Intel) return;
      break;
    default:  // the region's last page is past the end of the addresses
      if (bytes <= 4096) return;
      value = (~uint64_t{0} >> (64 - p_.addr_bits)) + 1 - (bytes - 1) / 4096 * 4096;
  }
  if (!dom0_.write64(reg(off), value)) fail("a bad configuration is refused before ENABLE");
  const CmdStatus s = dom0_.command(c.vm, Cmd::Enable);
  if (s != CmdStatus::BadConfig) fail("ENABLE with a bad configuration: status " + std::to_string(static_cast<int>(s)));
  ++done_["(bad configuration)"];
  dom0_.setup_vm(c);
}

/// Puts a saved context into buffer 0: pages and counts; leaves the VM PREPARED.
bool Scenario::restore(const VmConfig& c0) {
  VmConfig c = c0;
  std::map<uint32_t, std::pair<std::array<uint8_t, 64>, std::array<uint8_t, 64>>> lines;
  for (uint64_t n = rng_.below(60); n-- > 0;) {
    const uint64_t g = rng_.below(c.limit);
    auto& [a, w] = lines[static_cast<uint32_t>(g >> 9)];
    const bool write = !c.log_reads || rng_.chance(1, 2);
    const size_t byte = g % 512 / 8;
    const auto bit = static_cast<uint8_t>(1u << (g % 8));
    if (c.log_reads) a[byte] |= bit;
    if (write) w[byte] |= bit;
  }
  if (rng_.chance(1, 4) && c.limit >= 512) {  // and some in which every page was touched: counts of thousands
    for (uint64_t n = rng_.between(1, 20); n-- > 0;) {
      auto& [a, w] = lines[static_cast<uint32_t>(rng_.below(c.limit / 512))];
      w.fill(0xFF);
      if (c.log_reads) a.fill(0xFF);
    }
  }
  const auto count = [](const std::array<uint8_t, 64>& b) {
    uint64_t n = 0;
    for (const auto x : b) n += static_cast<uint64_t>(__builtin_popcount(x));
    return n;
  };
  for (const auto& [line, aw] : lines) {
    c.init_a += count(aw.first);
    c.init_w += count(aw.second);
  }
  dom0_.setup_vm(c);
  if (const CmdStatus s = dom0_.command(c.vm, Cmd::Prepare); s != CmdStatus::Ok) {
    fail("PREPARE of an OFF VM refused, status " + std::to_string(static_cast<int>(s)));
    return false;
  }
  sim_.run_until([&] { return state(c.vm) == VmState::Prepared; }, "PREPARED");
  const VmRegions& r = dom0_.regions(c.vm);
  const uint32_t mark = Dom0::vm_reg(c.vm, regs::VM_MARK);
  must_refuse(mark, static_cast<uint32_t>((c.limit + 511) / 512) | 1u << 31);
  must_refuse(mark, 0);
  for (const auto& [line, aw] : lines) {
    const bool a = count(aw.first) != 0, w = count(aw.second) != 0;
    if (a) std::ranges::copy(aw.first, sim_.mem().view(r.a[0] + 64ull * line, 64).begin());
    if (w) std::ranges::copy(aw.second, sim_.mem().view(r.w[0] + 64ull * line, 64).begin());
    for (unsigned tries = 0; !dom0_.write32(mark, line | uint32_t{a} << 30 | uint32_t{w} << 31); ++tries)
      if (tries == 1'000'000) throw SimError("MARK is refused for ever");
  }
  while (dom0_.read32(Dom0::vm_reg(c.vm, regs::VM_STATUS)) & regs::VM_STATUS_MARK_BUSY_MASK) {}
  return true;
}

bool Scenario::wait_state_not(unsigned vm, VmState s) {
  for (unsigned i = 0; i < 3'000'000 && state(vm) == s; i += 50) sim_.run(50);
  return state(vm) != s;
}

void Scenario::stop_vm(unsigned vm) {
  const Patience patience(*this);
  unhold();
  if (state(vm) == VmState::Active && rng_.chance(1, 2)) {
    for (unsigned tries = 0; tries < 100'000 && dom0_.command(vm, Cmd::Disable) == CmdStatus::Busy; ++tries) {}
    if (!rng_.chance(1, 5)) wait_state_not(vm, VmState::Stopping);  // else: RESET on STOPPING
  }
  if (state(vm) != VmState::Off) dom0_.reset_vm(vm);
}

void Scenario::revive_some() {
  const ArchState a = sim_.arch();
  for (unsigned vm = 0; vm < p_.n_vm; ++vm) {
    const auto s = static_cast<VmState>(a.vm[vm].state);
    if (s == VmState::FaultDone && rng_.chance(1, 8)) stop_vm(vm);
    if (s == VmState::Off && a.vm[vm].job == 0 && rng_.chance(1, 20)) bring_up(vm);
  }
}

void Scenario::unhold() {
  dom0_.hold_cons(false);
  dom0_.hold_raw_cons(false);
}

void Scenario::finish() {
  for (auto& m : mixes_) m->stop(true);
  for (auto& [t, f] : later_) f();
  later_.clear();
  unhold();
  sim_.mem().clear_errors();
  sim_.mem().set_timing({});
  calm_at_ = UINT64_MAX;
  dom0_.set_lite_jitter(0);
  dom0_.set_rearm(0);
  dom0_.set_release(Dom0::Release::Immediate);
  irq_chance_ = 256;
  dom0_.drain();
  for (unsigned v = 0; v < p_.n_vcpu; ++v) dom0_.write32(Dom0::vcpu_reg(v, regs::VCPU_HOLD), 0);
  for (unsigned vm = 0; vm < p_.n_vm; ++vm) {
    dom0_.write64(Dom0::vm_reg(vm, regs::VM_PERIOD), 0);
    if (state(vm) == VmState::Prepared) dom0_.enable(vm);
    if (state(vm) == VmState::Active && cfg_[vm].mode == Mode::Bitmap && rng_.chance(1, 2)) {
      for (unsigned b = 0; b < 2; ++b) dom0_.command(vm, Cmd::Release, b);
      dom0_.harvest(vm);
      sim_.run_until([&] { return !dom0_.harvest_waiting(vm) && sim_.arch().vm[vm].job == 0; }, "the last harvest");
    }
    if (state(vm) != VmState::Off) stop_vm(vm);
  }
  sim_.run_until([&] { return sim_.quiet(); }, "the unit to come to rest");
  sim_.run(100);
  check_counters();
  for (const auto& v : sim_.mem().violations()) fail("memory: " + v);
  for (const auto& g : sim_.mem().check_guards()) fail("memory: " + g);
}

void Scenario::check_counters() {
  uint64_t accepted = dom0_.read64(regs::GLOBAL_UNBOUND);
  const ArchState arch = sim_.arch();
  for (unsigned vm = 0; vm < p_.n_vm; ++vm) {
    const VmCounters c = dom0_.counters(vm);
    accepted += c.accepted;
    const std::string who = "VM " + std::to_string(vm) + ": ";
    if (c.accepted != c.logged + c.absorbed + c.ignored + c.faulted)
      fail(who + "accepted " + std::to_string(c.accepted) + " is not logged " + std::to_string(c.logged) +
           " + absorbed " + std::to_string(c.absorbed) + " + ignored " + std::to_string(c.ignored) + " + faulted " +
           std::to_string(c.faulted));
    if (c.logged != c.consolidated + c.discarded)
      fail(who + "logged " + std::to_string(c.logged) + " is not consolidated " + std::to_string(c.consolidated) +
           " + discarded " + std::to_string(c.discarded));
    if (VmCounters::from(arch.vm[vm].counters) != c) fail(who + "counters read by register differ from the state");
  }
  if (accepted != sim_.accepted_since_reset())
    fail("offered and taken: " + std::to_string(sim_.accepted_since_reset()) +
         ", counted: " + std::to_string(accepted));
  const uint32_t prod = dom0_.read32(regs::GLOBAL_RING_PROD);
  if (prod != static_cast<uint32_t>(dom0_.records() - records_base_))
    fail("records begun: " + std::to_string(prod) +
         ", found in memory: " + std::to_string(dom0_.records() - records_base_));
  if (const uint32_t resv = dom0_.read32(regs::GLOBAL_RING_RESV); resv != 0)
    fail("records still promised at the end: " + std::to_string(resv));
  if (arch.store_free != p_.n_slots())
    fail("store slots lost: " + std::to_string(arch.store_free) + " of " + std::to_string(p_.n_slots()) + " free");
}

}  // namespace openpml
