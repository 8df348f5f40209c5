// SPDX-License-Identifier: Apache-2.0
#include "register_rules.hpp"

#include <string_view>

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

bool write_never_taken(const Params& p, uint32_t addr, uint32_t data, uint8_t strb) {
  const RegPlace at = find_register(p, addr);
  return !at.word || strb != 0xF || (data & ~at.word->writable) != 0 || at.word->writable == 0;
}

bool read_is_taken(const Params& p, uint32_t addr) {
  const RegPlace at = find_register(p, addr);
  return at.word && at.word->readable;
}

}  // namespace openpml
