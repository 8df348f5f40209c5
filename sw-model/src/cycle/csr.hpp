// SPDX-License-Identifier: Apache-2.0
/// The register port (section 11): AXI4-Lite handshakes, the read map, write checks and write effects.
#pragma once
#include <cstdint>

#include "types.hpp"

namespace openpml::cycle {

struct Unit;
struct Cycle;

/// LAST_ERROR.CODE
enum class Refusal : uint8_t { None, Unmapped, ReadOnly, WriteOnly, BadValue, WrongState, BadAccess };

/// A register address taken apart.
struct RegAddr {
  enum class Block : uint8_t { None, Global, Vcpu, Vec, Vm } block = Block::None;
  uint8_t i = 0;     ///< element
  uint16_t off = 0;  ///< inside the element
};

struct ReadResult {
  uint32_t data = 0;
  Refusal refusal = Refusal::None;
};

struct CsrSig {
  bool write = false, read = false;
  Refusal refusal = Refusal::None;  ///< of the write
  ReadResult result;
};

class Csr {
 public:
  void reset() { *this = {}; }
  void outputs(const Inputs& in, Outputs& out) const;
  void decide(const Unit& u, const Inputs& in, Cycle& c) const;
  /// Runs after the other stages' commits.
  void commit(Unit& u, const Inputs& in, const Cycle& c);

 private:
  bool bvalid_ = false, rvalid_ = false;
  uint8_t bresp_ = 0, rresp_ = 0;
  uint32_t rdata_ = 0;
};

RegAddr reg_addr(const Unit& u, uint16_t addr);
ReadResult reg_read(const Unit& u, const Cycle& c, uint16_t addr);                     // csr_read.cpp
Refusal reg_check(const Unit& u, const Cycle& c, uint16_t addr, uint32_t data);        // csr_write.cpp
void reg_write(Unit& u, const Cycle& c, uint16_t addr, uint32_t data);                 // csr_write.cpp

}  // namespace openpml::cycle
