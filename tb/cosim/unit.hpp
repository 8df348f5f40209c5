// SPDX-License-Identifier: Apache-2.0
/// The unit with its event sources, between a register port and the client's memory. It lives in cycles: whoever has time steps it.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <stdexcept>

#include "cosim/memory_port.hpp"
#include "cosim/register_port.hpp"
#include "openpml/dut.hpp"

namespace openpml::cosim {

/// The unit did not answer a register access.
struct UnitStuck : std::runtime_error {
  using std::runtime_error::runtime_error;
};

class Unit {
 public:
  Unit(std::unique_ptr<Dut> dut, ClientMemory& memory);

  /// Called with the vector of each interrupt the unit sends.
  std::function<void(unsigned)> on_interrupt;
  /// Called after each cycle.
  std::function<void()> on_cycle;

  void step();
  void run(uint64_t cycles) {
    for (uint64_t i = 0; i < cycles; ++i) step();
  }
  /// Steps until the unit answers. `address` is a multiple of 4.
  RegisterPort::Answer read(uint16_t address);
  RegisterPort::Answer write(uint16_t address, uint32_t data, uint8_t strobes = 0xF);
  /// rst_n low for some cycles; what is under way is forgotten.
  void reset();

  const Params& params() const { return dut_->params(); }
  uint64_t cycles() const { return cycles_; }
  /// The last cycle in which memory, an event source, the interrupt port or a cut moved.
  uint64_t last_activity() const { return last_activity_; }
  const MemoryPort& memory_port() const { return memory_port_; }

 private:
  bool moved() const;
  RegisterPort::Answer wait(uint16_t address);

  std::unique_ptr<Dut> dut_;
  RegisterPort registers_;
  MemoryPort memory_port_;
  Inputs in_;
  Outputs out_;
  uint64_t cycles_ = 0, last_activity_ = 0;
};

}  // namespace openpml::cosim
