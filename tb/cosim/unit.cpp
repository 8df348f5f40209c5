// SPDX-License-Identifier: Apache-2.0
#include "cosim/unit.hpp"

#include <cstdio>

namespace openpml::cosim {
namespace {

constexpr unsigned kResetCycles = 8;
constexpr unsigned kAnswerCycles = 100'000;

}  // namespace

Unit::Unit(std::unique_ptr<Dut> dut, ClientMemory& memory)
    : dut_(std::move(dut)), memory_port_(dut_->params().dw, memory) {
  reset();
}

void Unit::step() {
  registers_.drive(in_);
  memory_port_.drive(in_);
  in_.irq_ready = true;
  dut_->step(in_, out_);
  ++cycles_;
  if (in_.rst_n) {
    registers_.observe(in_, out_);
    memory_port_.observe(in_, out_);
    if (moved()) last_activity_ = cycles_;
    if (out_.irq_valid && on_interrupt) on_interrupt(out_.irq_vec);
  }
  if (on_cycle) on_cycle();
}

bool Unit::moved() const {
  bool events = false;
  for (unsigned s = 1; s < kMaxSrc; ++s) events |= out_.src[s].valid && out_.ev_ready[s];
  return events || out_.irq_valid || out_.cut_valid || out_.m_arvalid || out_.m_awvalid || out_.m_wvalid ||
         in_.m_bvalid || in_.m_rvalid;
}

RegisterPort::Answer Unit::wait(uint16_t address) {
  for (unsigned i = 0; i < kAnswerCycles; ++i) {
    step();
    if (const auto a = registers_.take_answer()) return *a;
  }
  char s[96];
  std::snprintf(s, sizeof s, "the unit does not answer an access to register %04xh in %u cycles", address,
                kAnswerCycles);
  throw UnitStuck(s);
}

RegisterPort::Answer Unit::read(uint16_t address) {
  registers_.start_read(address);
  return wait(address);
}

RegisterPort::Answer Unit::write(uint16_t address, uint32_t data, uint8_t strobes) {
  registers_.start_write(address, data, strobes);
  return wait(address);
}

void Unit::reset() {
  registers_.reset();
  memory_port_.reset();
  in_ = {};
  in_.rst_n = false;
  run(kResetCycles);
  in_.rst_n = true;
}

}  // namespace openpml::cosim
