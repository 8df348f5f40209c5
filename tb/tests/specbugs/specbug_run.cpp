// SPDX-License-Identifier: Apache-2.0
#include "specbug_run.hpp"

#include <array>
#include <memory>

#include "specbug_dut.hpp"
#include "verilated_stop.hpp"

namespace openpml {
namespace {

/// Events that come near every rule a bug may break: few pages again and again, pages that share a filter entry with another
/// VM's, both sides of the limit, high address bits, reads before writes.
class Guests : public EventSource {
 public:
  Guests(uint64_t seed, unsigned n_vcpu) : rng_(seed), n_vcpu_(n_vcpu) {}
  bool offer(uint64_t, Inputs::Event& ev) override {
    if (stopped_) return false;
    if (fresh_) {
      if (!rng_.chance(sparse_ ? 1 : dense_, 12)) return false;
      now_.vcpu = static_cast<uint8_t>(rng_.below(n_vcpu_));
      now_.gfn = page(limit.at(now_.vcpu));
      now_.write = rng_.chance(3, 5);
      fresh_ = false;
    }
    ev = now_;
    return true;
  }
  void taken(uint64_t) override { fresh_ = true; }
  void held(uint64_t, const Outputs&) override { fresh_ = true; }  // another vCPU's event instead
  void set_sparse(bool s) { sparse_ = s; }
  void set_dense(unsigned twelfths) { dense_ = twelfths; }  ///< events a cycle when not sparse
  void stop(bool s) { stopped_ = s; }

  std::array<uint64_t, kMaxVcpu> limit{};  ///< pages of each vCPU's VM

 private:
  uint64_t page(uint64_t limit) {
    static constexpr uint64_t kLines[] = {31, 0, 63, 1, 30, 32};
    switch (const uint64_t r = rng_.below(16)) {
      case 0: return limit - 1 - rng_.below(3);
      case 1: return limit + rng_.below(3);
      case 2: return uint64_t{1} << rng_.between(15, 39) | rng_.below(limit);
      case 3:
      case 4:
      case 5: return rng_.below(limit);
      default: return (kLines[rng_.below(sparse_ ? 2 : 6)] * 512 + rng_.below(r < 11 ? 8 : 64)) % limit;
    }
  }
  Rng rng_;
  unsigned n_vcpu_, dense_ = 12;
  bool sparse_ = false, stopped_ = true, fresh_ = true;
  Inputs::Event now_{};
};

class Run {
 public:
  Run(unsigned bug, Setting setting, uint64_t seed)
      : setting_(setting), rng_(seed), sim_(make_specbug_dut(bug), seed), judge_(sim_),
        guests_(seed + 1, sim_.params().n_vcpu) {
    sim_.add_observer(&judge_);
    sim_.set_source(0, &guests_);
  }

  Outcome go(uint64_t cycles) {
    Outcome o;
    try {
      start();
      traffic(cycles);
      o.at_rest = wind_down();
      judge_.finish();
    } catch (const LockstepMismatch& e) {
      o.disagreement = e.what();
    } catch (const RtlAssertion& e) {
      o.disagreement = e.what();
    }
    o.violations = judge_.findings();
    o.cycles = sim_.cycle();
    o.epochs = judge_.judge().epochs_judged();
    o.log_entries = judge_.judge().log_entries_judged();
    return o;
  }

 private:
  VmConfig config(unsigned vm) const {
    VmConfig c;
    c.vm = c.vector = vm;
    c.vcpus = {2 * vm, 2 * vm + 1};
    c.raw_log2 = 2;
    switch (setting_) {
      case Setting::TwoBitmaps: c.limit = vm == 0 ? 32768 : 33 * 512 + 5; break;
      case Setting::WriteOnlyAndRaw:
        c.limit = vm == 0 ? 20'000 : 32768;
        c.log_reads = vm == 1;
        if (vm == 1) c.mode = Mode::Raw;
        break;
      case Setting::IntelAndBusError:
        c.limit = vm == 0 ? 700 : 3000;
        if (vm == 1) c.mode = Mode::Intel;
        break;
    }
    return c;
  }

  void start() {
    const bool slow = setting_ == Setting::WriteOnlyAndRaw;
    AxiTiming t;
    t.rd_min = slow ? 20 : 2;
    t.rd_max = slow ? 40 : 10;
    t.wr_min = slow ? 20 : 5;
    t.wr_max = slow ? 50 : 20;
    Dom0& dom0 = sim_.dom0();
    sim_.mem().set_timing(t);
    sim_.reset();
    dom0.setup_ring(4);
    if (slow) dom0.set_release(Dom0::Release::Delay, 900);
    for (unsigned vm = 0; vm < 2; ++vm) {
      const VmConfig c = config(vm);
      for (const unsigned v : c.vcpus) guests_.limit.at(v) = c.limit;
      dom0.start_vm(c);
    }
    guests_.set_dense(slow ? 2 : 8);
    guests_.stop(false);
  }

  void traffic(uint64_t cycles) {
    Dom0& dom0 = sim_.dom0();
    const uint64_t begin = sim_.cycle();
    bool refusing = false;
    for (uint64_t now = begin; now < begin + cycles; now = sim_.cycle()) {
      const bool sparse = (now - begin) / 3000 % 2 == 0;
      guests_.set_sparse(sparse);
      sim_.run(rng_.between(sparse ? 60 : 200, sparse ? 300 : 1200));
      if (dom0.queued() > 20) continue;
      const auto vm = static_cast<unsigned>(rng_.below(2));
      if (rng_.chance(1, 8)) dom0.post_command(vm, Cmd::Peek);
      else dom0.harvest(vm, false);
      if (setting_ == Setting::IntelAndBusError && !refusing && now > begin + cycles * 3 / 4) {
        refusing = true;
        for (const uint64_t base : dom0.regions(0).w)
          sim_.mem().add_error({.lo = base, .hi = base + 128, .on_read = false});
      }
    }
  }

  bool wind_down() {
    guests_.stop(true);
    sim_.mem().clear_errors();
    for (unsigned tries = 0; tries < 100; ++tries) {
      const ArchState a = sim_.arch();
      bool off = true;
      for (unsigned vm = 0; vm < 2; ++vm) {
        const auto s = static_cast<VmState>(a.vm[vm].state);
        off &= s == VmState::Off || s == VmState::FaultDone;
        if (s == VmState::Active) sim_.dom0().post_command(vm, Cmd::Disable);
      }
      if (off && sim_.quiet()) return true;
      sim_.run(500);
    }
    return false;
  }

  Setting setting_;
  Rng rng_;
  Sim sim_;
  JudgeBench judge_;
  Guests guests_;
};

}  // namespace

Outcome run_specbug(unsigned bug, Setting setting, uint64_t seed, uint64_t cycles) {
  return Run(bug, setting, seed).go(cycles);
}

}  // namespace openpml
