// SPDX-License-Identifier: Apache-2.0
#include "register_rules.hpp"

#include <string_view>

#include "openpml/regs.hpp"

namespace openpml {

unsigned elements(const Params& p, const regs::Block& b) {
  const std::string_view name = b.name;
  if (name == "GLOBAL") return 1;
  if (name == "VCPU") return p.n_vcpu;
  if (name == "VEC") return p.n_vec;
  return name == "VM" ? p.n_vm : 0;
}

RegPlace find_register(const Params& p, uint32_t addr) {
  for (const regs::Block& b : regs::BLOCKS) {
    if (addr < b.base || addr >= b.base + b.stride * elements(p, b)) continue;
    const unsigned element = (addr - b.base) / b.stride, off = (addr - b.base) % b.stride;
    for (const regs::Word& w : b.words)
      if (w.off == off) return {&b, &w, element};
  }
  return {};
}

uint32_t write_error(const Params& p, uint32_t addr, uint32_t data, uint8_t strb) {
  if (strb != 0xF || addr % 4 != 0) return regs::ERR_BAD_ACCESS;
  const RegPlace at = find_register(p, addr);
  if (!at.word) return regs::ERR_UNMAPPED;
  if (at.word->writable == 0) return regs::ERR_READ_ONLY;
  return (data & ~at.word->writable) != 0 ? regs::ERR_BAD_VALUE : 0;
}

uint32_t read_error(const Params& p, uint32_t addr) {
  if (addr % 4 != 0) return regs::ERR_BAD_ACCESS;
  const RegPlace at = find_register(p, addr);
  if (!at.word) return regs::ERR_UNMAPPED;
  return at.word->readable ? 0 : regs::ERR_WRITE_ONLY;
}

}  // namespace openpml
