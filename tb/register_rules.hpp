// SPDX-License-Identifier: Apache-2.0
/// What docs/registers.md says of each address, whatever state the unit is in: which accesses must be refused.
#pragma once
#include <cstdint>

#include "openpml/config.hpp"
#include "openpml/reg_list.hpp"

namespace openpml {

/// The register at a byte address of pml_unit.
struct RegPlace {
  const regs::Block* block = nullptr;  ///< null: nothing is there
  const regs::Word* word = nullptr;
  unsigned element = 0;  ///< which VM, vCPU or vector
};

RegPlace find_register(const Params& p, uint32_t addr);
/// How many elements a block has (0: the block is not part of pml_unit).
unsigned elements(const Params& p, const regs::Block& b);
/// Why a write is refused in every state (regs::ERR_*): nothing there, read-only, reserved bits, strobes, no multiple of 4. 0: it may be taken.
uint32_t write_error(const Params& p, uint32_t addr, uint32_t data, uint8_t strb);
/// Why a read is refused; 0: it is answered.
uint32_t read_error(const Params& p, uint32_t addr);

}  // namespace openpml
