// SPDX-License-Identifier: Apache-2.0
/// A Verilated module whose inputs the test sets by hand between clocks, for tests that make an assertion fire.
#pragma once
#include <memory>

#include <verilated.h>

namespace openpml::testing {

template <class V>
struct Clocked {
  /// So many clocks in reset.
  explicit Clocked(unsigned reset = 2) : top(std::make_unique<V>(&context)) {
    top->clk_i = 0;
    top->rst_ni = 0;
    clock(reset);
    top->rst_ni = 1;
  }
  void clock(unsigned n = 1) {
    for (unsigned i = 0; i < n; ++i) {
      top->clk_i = 0;
      top->eval();
      top->clk_i = 1;
      top->eval();
    }
  }
  V* operator->() { return top.get(); }
  VerilatedContext context;
  std::unique_ptr<V> top;
};

}  // namespace openpml::testing
