// SPDX-License-Identifier: Apache-2.0
/// The AXI4-Lite master at the unit's register port: one access at a time.
#pragma once
#include <cstdint>
#include <optional>

#include "openpml/ports.hpp"

namespace openpml::cosim {

class RegisterPort {
 public:
  struct Answer {
    uint32_t data;
    bool ok;
  };  ///< data: what the unit put on the bus, of a refused read too

  void start_read(uint16_t address);
  void start_write(uint16_t address, uint32_t data, uint8_t strobes);
  /// The answer of the access that was started, once.
  std::optional<Answer> take_answer();

  void drive(Inputs& in) const;
  void observe(const Inputs& in, const Outputs& out);
  void reset() { *this = {}; }

 private:
  bool aw_ = false, w_ = false, ar_ = false;  ///< still to be taken
  uint16_t address_ = 0;
  uint32_t data_ = 0;
  uint8_t strobes_ = 0;
  std::optional<Answer> answer_;
};

}  // namespace openpml::cosim
