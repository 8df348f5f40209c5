// SPDX-License-Identifier: Apache-2.0
/// The register port (section 11): AXI4-Lite handshakes, the read map, write checks and write effects.
#pragma once
#include <array>
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
  bool write = false;               ///< a write is taken
  Refusal refusal = Refusal::None;  ///< of the write: in W2, and in W3 at last
  bool cons_bad = false;            ///< RING_CONS or RAW_CONS would pass the head or go back
  bool waits = false;               ///< step W2 or R2 is not left yet
  bool counter = false;             ///< half of a counter is read
  bool meets = false;               ///< step R2: the counter is visited
  ReadResult result;                ///< of a read, as it is in this cycle
};

class Csr {
 public:
  void reset() { *this = {}; }
  void outputs(Outputs& out) const;
  void decide(const Unit& u, Cycle& c) const;
  /// A write leaves W2 now, if nothing holds it, or is in W3.
  bool command_near(const Params& p) const { return step_ == Step::W3 || (step_ == Step::W2 && !checking(p)); }
  /// Runs after the other stages' commits.
  void commit(Unit& u, const Inputs& in, const Cycle& c);

 private:
  /// Clear: the walk over the register RAM after reset; Wa, W0..W3, R1..R4: the steps of an access.
  enum class Step : uint8_t { Clear, Idle, Wa, W0, W1, W2, W3, R1, R2, R3, R4 };
  static unsigned walk_length(const Params& p);
  void start(const Inputs& in);
  bool checks_config() const;
  bool checking(const Params& p) const { return checks_config() && waited_ < 23 + 2 * p.n_vcpu; }  ///< in W2
  int counter_number(const Unit& u) const;
  bool binds_under(const Event& s1) const;

  Step step_ = Step::Clear;
  unsigned walked_ = 0;
  uint16_t addr_ = 0;
  uint32_t data_ = 0;
  bool fit_ = false;  ///< all strobes, aligned
  bool cons_bad_ = false;
  bool cons_soon_ = false;  ///< the same, a cycle ahead
  Refusal refusal_ = Refusal::None;
  bool late_ = false;               ///< a register in a table was written: it shows one cycle later
  unsigned waited_ = 0;             ///< cycles in step W2
  uint64_t walk_ = 0;               ///< the counter that is visited, not yet wrapped
  bool met_ = false;                ///< it was visited three cycles ago
  std::array<bool, 2> met_soon_{};  ///< the same, one and two cycles ahead
  ReadResult result_;
  ReadResult before_;  ///< what it was a cycle ago
  bool bvalid_ = false, rvalid_ = false;
  uint8_t bresp_ = 0, rresp_ = 0;
  uint32_t rdata_ = 0;
};

RegAddr reg_addr(const Unit& u, uint16_t addr);
ReadResult reg_read(const Unit& u, uint16_t addr);                              // csr_read.cpp
Refusal reg_check(const Unit& u, uint16_t addr, uint32_t data, bool cons_bad);  // csr_write.cpp
void reg_write(Unit& u, const Cycle& c, uint16_t addr, uint32_t data);          // csr_write.cpp
void reg_write_late(Unit& u, uint16_t addr, uint32_t data);                     // csr_write.cpp: registers in tables
bool reg_cons_bad(const Unit& u, uint16_t addr, uint32_t data);                 // csr_write.cpp

}  // namespace openpml::cycle
