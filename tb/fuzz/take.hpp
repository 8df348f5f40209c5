// SPDX-License-Identifier: Apache-2.0
/// Values out of a fuzzer's bytes; zeros when they have run out.
#pragma once
#include <algorithm>
#include <bit>
#include <string>

#include "target.hpp"

namespace openpml::fuzz {

class Take {
 public:
  explicit Take(Bytes in) : rest_(in) {}
  bool done() const { return rest_.empty(); }
  uint8_t byte() {
    if (rest_.empty()) return 0;
    const uint8_t b = rest_.front();
    rest_ = rest_.subspan(1);
    return b;
  }
  /// One byte says how many follow, so that small numbers are short.
  uint64_t number() {
    uint64_t n = 0;
    for (unsigned left = byte() % 9; left > 0; --left) n = n << 8 | byte();
    return n;
  }
  double real() { return std::bit_cast<double>(number()); }
  std::string text() {
    const size_t wanted = byte(), n = std::min(wanted, rest_.size());
    std::string s(text_of(rest_.first(n)));
    rest_ = rest_.subspan(n);
    return s;
  }

 private:
  Bytes rest_;
};

}  // namespace openpml::fuzz
