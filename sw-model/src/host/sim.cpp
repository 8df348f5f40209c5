// SPDX-License-Identifier: Apache-2.0
#include "openpml/sim.hpp"

namespace openpml {

Sim::Sim(std::unique_ptr<Dut> dut, uint64_t seed)
    : dut_(std::move(dut)), mem_(dut_->params().dw, seed * 2 + 1), dom0_(dut_->params(), mem_, seed * 2 + 2) {
  dom0_.set_ticker([this] { tick(); });
}

void Sim::tick() {
  mem_.drive(in_);
  dom0_.drive(in_);
  offered_ = false;
  for (unsigned p = 0; p < kMaxSrc; ++p) {
    if (!sources_[p]) {
      in_.ev[p].valid = false;
      continue;
    }
    in_.ev[p].valid = sources_[p]->offer(cycle_, in_.ev[p]);
    offered_ |= in_.ev[p].valid;
  }
  if (irq_ready_) in_.irq_ready = irq_ready_();
  if (src_irq_) {
    const int vector = src_irq_();
    in_.src_irq_valid = vector >= 0;
    in_.src_irq_vec = static_cast<uint8_t>(vector >= 0 ? vector : cycle_ % 32);  // without an event: any
  }

  if (drive_) drive_(in_);

  dut_->step(in_, out_);

  for (CycleObserver* o : observers_) o->observe(cycle_, in_, out_);
  mem_.observe(in_, out_);
  if (in_.rst_n) dom0_.observe(in_, out_);
  if (offered_ && in_.rst_n) {
    for (unsigned p = 0; p < kMaxSrc; ++p) {
      if (!sources_[p] || !in_.ev[p].valid) continue;
      if (out_.ev_ready[p]) {
        ++accepted_;
        sources_[p]->taken(cycle_);
      } else {
        ++held_cycles_;
        sources_[p]->held(cycle_, out_);
      }
    }
  }
  ++cycle_;
}

void Sim::run_until(const std::function<bool()>& done, const std::string& what, uint64_t limit) {
  for (uint64_t i = 0; !done(); ++i) {
    if (i == limit) throw SimError("waited " + std::to_string(limit) + " cycles for " + what);
    tick();
  }
}

bool Sim::set_time(uint64_t now) {
  if (!dut_->set_time(now)) return false;
  for (CycleObserver* o : observers_) o->time_set(now);
  return true;
}

void Sim::reset(unsigned cycles) {
  dom0_.on_reset();
  in_.rst_n = false;
  run(cycles);
  in_.rst_n = true;
  accepted_at_reset_ = accepted_;
}

bool Sim::quiet() const {
  if (!idle()) return false;
  const ArchState a = arch();
  for (unsigned v = 0; v < params().n_vcpu; ++v)
    if (a.vcpu[v].occ != 0) return false;
  for (unsigned m = 0; m < params().n_vm; ++m)
    if (a.vm[m].job != static_cast<uint8_t>(Job::None) || a.vm[m].stop_pend) return false;
  return a.inflight == 0 && a.rd_out == 0 && a.wr_out == 0;
}

}  // namespace openpml
