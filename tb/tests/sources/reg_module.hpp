// SPDX-License-Identifier: Apache-2.0
/// A Verilated source module with the register interface of docs/sources.md section 3 (wr_i, wr_off_i, ... rd_err_o), clocked by hand.
/// A cycle: the test sets inputs, settle() evaluates them, the test looks at outputs, edge() clocks.
#pragma once
#include <cstdint>
#include <memory>
#include <string>

#include <gtest/gtest.h>
#include <verilated.h>

namespace openpml::testing {

inline constexpr unsigned kOk = 0, kUnmapped = 1, kReadOnly = 2, kWriteOnly = 3, kBadValue = 4, kWrongState = 5;

template <class V>
struct RegModule {
  explicit RegModule(unsigned seed = 1) {
    context.randReset(2);
    context.randSeed(static_cast<int>(seed));
    top = std::make_unique<V>(&context);
    top->clk_i = 0;
    top->rst_ni = 0;
    for (int i = 0; i < 3; ++i) clock();
    top->rst_ni = 1;
  }
  void settle() { top->eval(); }
  void edge() {
    top->clk_i = 1;
    top->eval();
    top->clk_i = 0;
    top->eval();
  }
  void clock() {
    settle();
    edge();
  }
  /// Puts a write on the register port for the coming cycle; finish_write() after its edge.
  void begin_write(uint32_t off, uint32_t data) {
    top->wr_i = 1;
    top->wr_off_i = static_cast<uint16_t>(off);
    top->wr_data_i = data;
  }
  /// A write, and the next access as soon as the register front lets it come (three cycles later); the error code.
  unsigned write(uint32_t off, uint32_t data) {
    begin_write(off, data);
    settle();
    const unsigned err = top->wr_err_o;
    edge();
    top->wr_i = 0;
    top->wr_off_i = 0xFFFF;  // what is left on the port must not matter
    top->wr_data_i = 0xDEADBEEF;
    clock();
    clock();
    return err;
  }
  void write64(uint32_t off, uint64_t data) {
    EXPECT_EQ(write(off, static_cast<uint32_t>(data)), kOk);
    EXPECT_EQ(write(off + 4, static_cast<uint32_t>(data >> 32)), kOk);
  }
  uint32_t read(uint32_t off, unsigned* err = nullptr) {
    top->rd_i = 1;
    top->rd_off_i = static_cast<uint16_t>(off);
    settle();
    const uint32_t data = top->rd_data_o;
    if (err) *err = top->rd_err_o;
    else EXPECT_EQ(static_cast<unsigned>(top->rd_err_o), kOk) << "read of " << off;
    top->rd_i = 0;
    settle();
    EXPECT_EQ(top->rd_data_o, 0u) << "read data without a read";
    return data;
  }
  uint64_t read64(uint32_t off) { return read(off) | static_cast<uint64_t>(read(off + 4)) << 32; }
  V* operator->() { return top.get(); }

  VerilatedContext context;
  std::unique_ptr<V> top;
};

/// Event port and registers of a source against its model, in a cycle that is settled: on the port are a read of `off` and perhaps the write
/// `w` (wr_err_o says what it would give, also without one).
template <class V, class Model, class RegWrite>
void compare_with_model(const V& top, const Model& model, const RegWrite& w, uint16_t off, const std::string& at) {
  const auto ev = model.event();
  ASSERT_EQ(top.ev_valid_o != 0, ev.valid) << at;
  ASSERT_TRUE(!ev.valid || (top.ev_gfn_o == ev.gfn && top.ev_vcpu_o == ev.vcpu && top.ev_write_o == ev.write)) << at;
  ASSERT_EQ(unsigned{top.wr_err_o}, unsigned{model.write_error(w.off, w.data)})
      << at << " write of " << std::hex << w.data << " to " << w.off;
  uint32_t data = 0;
  const unsigned err = model.read(off, data);
  ASSERT_EQ(unsigned{top.rd_err_o}, err) << at << " read of " << std::hex << off;
  ASSERT_EQ(top.rd_data_o, data) << at << " read of " << std::hex << off;
}

}  // namespace openpml::testing
