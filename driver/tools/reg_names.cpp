// SPDX-License-Identifier: Apache-2.0
#include "reg_names.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>

#include "board.hpp"
#include "openpml/regs.hpp"

namespace openpml::uart {
namespace {

struct Row {
  const char *block, *name, *access, *about;
  uint32_t base, stride, offset, width;
};
// Made at build time by scripts/gen_reg_names.py from the register description; the addresses are those of openpml/regs.hpp.
constexpr Row kRows[] = {
#include "pml_reg_names.inc"
};

bool number(std::string_view text, int base, uint32_t& out) {
  const auto r = std::from_chars(text.data(), text.data() + text.size(), out, base);
  return !text.empty() && r.ec == std::errc{} && r.ptr == text.data() + text.size();
}

}  // namespace

const std::vector<Register>& registers() {
  static const std::vector<Register> all = [] {
    std::vector<Register> v;
    for (const Row& r : kRows)
      v.push_back({std::string(r.block) + "." + r.name, r.base + r.offset, r.stride, r.width == 64, r.access, r.about});
    return v;
  }();
  return all;
}

std::optional<Place> find_place(std::string_view text) {
  if (text.starts_with("0x") || text.starts_with("0X")) {
    uint32_t value = 0;
    return number(text.substr(2), 16, value) ? std::optional<Place>({value, false}) : std::nullopt;
  }
  std::string upper(text);
  std::transform(upper.begin(), upper.end(), upper.begin(), [](unsigned char c) { return std::toupper(c); });
  const bool high = upper.ends_with(".HI");
  if (high) upper.resize(upper.size() - 3);
  const size_t dot = upper.find('.');
  if (dot == std::string::npos) return std::nullopt;
  size_t digits = dot;
  while (digits > 0 && std::isdigit(static_cast<unsigned char>(upper[digits - 1]))) --digits;
  uint32_t index = 0;
  if (digits < dot && !number(std::string_view(upper).substr(digits, dot - digits), 10, index)) return std::nullopt;
  for (const Row& r : kRows) {
    if (upper.substr(0, digits) != r.block || upper.substr(dot + 1) != r.name) continue;
    if (index && !r.stride) return std::nullopt;
    const bool wide = r.width == 64;
    if (high && !wide) return std::nullopt;
    return Place{r.base + index * r.stride + r.offset + (high ? 4 : 0), wide && !high};
  }
  return std::nullopt;
}

std::string place_name(uint32_t address) {
  // Blocks of a kind follow each other up to a number that only the unit knows: the lowest number that fits is the right one.
  const Row* best = nullptr;
  uint32_t best_index = 64, best_half = 0;
  for (const Row& r : kRows) {
    for (uint32_t half = 0; half < r.width / 32; ++half) {
      const uint32_t first = r.base + r.offset + 4 * half;
      const uint32_t index = r.stride && address >= first ? (address - first) / r.stride : 0;
      if (address != first + index * r.stride || index >= best_index) continue;
      best = &r;
      best_index = index;
      best_half = half;
    }
  }
  if (!best) return hex(address);
  return std::string(best->block) + (best_index ? std::to_string(best_index) : "") + "." + best->name +
         (best_half ? ".HI" : "") + " (" + hex(address, 4) + ")";
}

}  // namespace openpml::uart
