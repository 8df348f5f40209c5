// SPDX-License-Identifier: Apache-2.0
// The block RAM models: arrays of all shapes against what synthesis made of them (arrays.sv).
#include <gtest/gtest.h>
#include <verilated.h>

#include <array>
#include <memory>
#include <string>

#include "Varrays.h"
#include "Varrays_023.h"
#include "openpml/rng.hpp"

namespace openpml {
namespace {

// in the order of arrays.sv; those with contents are compared from the first cycle
constexpr std::array<const char*, 39> kShapes = {"sdp_16384x1",
                                                 "sdp_8192x2",
                                                 "sdp_4096x4",
                                                 "sdp_2048x9",
                                                 "sdp_1024x18",
                                                 "sdp_512x36",
                                                 "sdp_32768x1",
                                                 "sdp_16384x2",
                                                 "sdp_8192x4",
                                                 "sdp_4096x9",
                                                 "sdp_2048x18",
                                                 "sdp_1024x36",
                                                 "sdp_512x72",
                                                 "sdp_bytes_1024x18",
                                                 "sdp_bytes_512x36",
                                                 "sdp_bytes_512x72",
                                                 "sdp_reset_x9",
                                                 "sdp_reset_x18",
                                                 "sdp_reset_x36",
                                                 "sdp_reset_x72",
                                                 "contents_x1",
                                                 "contents_x4",
                                                 "contents_x9",
                                                 "contents_x18",
                                                 "contents_x36",
                                                 "contents_x72",
                                                 "write_first_x9",
                                                 "write_first_x36",
                                                 "read_first_x9",
                                                 "read_first_x36",
                                                 "no_change_x9",
                                                 "no_change_x36",
                                                 "tdp_8192x2",
                                                 "tdp_8192x4",
                                                 "tdp_2048x9",
                                                 "tdp_1024x18",
                                                 "mixed_1024x18_512x36",
                                                 "mixed_2048x18_1024x36",
                                                 "rom_512x19"};
constexpr unsigned kFirstInit = 20, kLastInit = 25;
constexpr unsigned kSweep = 32768, kRandom = 60'000;

using Counts = std::array<uint64_t, kShapes.size()>;

/// How often each shape's outputs differed: contents read, everything written, then random traffic.
template <class V>
Counts run(uint64_t seed) {
  VerilatedContext context;
  context.randReset(2);
  context.randSeed(static_cast<int>(seed));
  V top(&context);
  Rng rng(seed);
  Counts counts{};
  const auto cycle = [&](bool all) {
    for (auto* d : {&top.d1_i, &top.d2_i})
      for (unsigned i = 0; i < 3; ++i) (*d)[i] = static_cast<uint32_t>(rng.next()) & (i == 2 ? 0xFF : ~0u);
    top.clk_i = 0;
    top.eval();
    for (unsigned i = 0; i < kShapes.size(); ++i)
      if ((all || (i >= kFirstInit && i <= kLastInit)) && (top.differ_o >> i & 1)) ++counts[i];
    top.clk_i = 1;
    top.eval();
  };
  top.rst_i = top.we1_i = top.we2_i = top.a1_i = 0;
  for (unsigned i = 0; i < kSweep; ++i) {
    top.re_i = i % 7 != 3;
    top.a2_i = i / 2;
    cycle(false);
  }
  top.re_i = 1;
  top.we1_i = 0xFF;
  for (unsigned i = 0; i < kSweep; ++i) {
    top.a1_i = top.a2_i = i;
    cycle(false);
  }
  top.we1_i = 0;
  cycle(false);
  unsigned mask = 0;
  for (unsigned i = 0; i < kRandom; ++i) {
    if (i % 64 == 0) mask = rng.chance(1, 2) ? 3 : rng.chance(1, 2) ? 63 : 0x7FFF;
    const uint64_t r = rng.next();
    top.a1_i = r & mask;
    top.a2_i = r >> 60 & 1 ? top.a1_i : r >> 15 & mask;
    top.we1_i = r >> 30 & 1 ? r >> 32 & 0xFF : 0;
    top.we2_i = r >> 31 & 1 ? r >> 40 & 0xFF : 0;
    top.re_i = (r >> 48 & 3) != 0;
    top.rst_i = (r >> 50 & 7) == 0;
    cycle(true);
  }
  return counts;
}

class Arrays : public testing::TestWithParam<unsigned> {};

TEST_P(Arrays, SynthesisedAsWritten) {
  static const Counts counts = run<Varrays>(1);
  EXPECT_EQ(counts[GetParam()], 0u) << kShapes[GetParam()];
}

INSTANTIATE_TEST_SUITE_P(Netlist, Arrays, testing::Range(0u, static_cast<unsigned>(kShapes.size())),
                         [](const auto& info) { return std::string(kShapes[info.param]); });

// yosys 0.23 connects parity bits 7 to 4 of a 72-bit block RAM to data parity bits 3 to 0 (brams_xc6v_map.v asks for width 71): a real
// fault of a tool, and the proof that this test would see one.
TEST(ArraysNegative, Yosys023LosesParityOf72Bits) {
  const Counts counts = run<Varrays_023>(1);
  for (unsigned i = 0; i < kShapes.size(); ++i) {
    const bool wide = std::string(kShapes[i]).ends_with("72");
    EXPECT_EQ(counts[i] != 0, wide) << kShapes[i];
  }
}

}  // namespace
}  // namespace openpml
