// SPDX-License-Identifier: Apache-2.0
// The block RAM models where no array says what is right: write modes, enables, reset, contents, and what both ports do to one word in one
// cycle, as UG473 has it. "Undefined" is random in the model: here it must come out in many ways.
#include <gtest/gtest.h>
#include <verilated.h>

#include <cstdint>
#include <memory>
#include <set>

#include "Vcollisions.h"

namespace openpml {
namespace {

enum Ram { kWriteFirst, kReadFirst, kNoChange, kMixed };  // of collisions.sv
constexpr unsigned kTrials = 40, kMany = 30;

class Collisions : public testing::Test {
 protected:
  Collisions() {
    context_.randReset(2);
    context_.randSeed(7);
    top_ = std::make_unique<Vcollisions>(&context_);
    top_->p_a_i = top_->p_b_i = top_->rst_a_i = 0;
  }
  /// One cycle; a port without a write reads.
  void cycle(unsigned addr_a, unsigned we_a, uint32_t d_a, unsigned addr_b, unsigned we_b, uint32_t d_b,
             bool en_a = true, bool en_b = true) {
    auto& t = *top_;
    t.addr_a_i = addr_a;
    t.we_a_i = we_a;
    t.d_a_i = d_a;
    t.addr_b_i = addr_b;
    t.we_b_i = we_b;
    t.d_b_i = d_b;
    t.en_a_i = en_a;
    t.en_b_i = en_b;
    t.clk_i = 0;
    t.eval();
    t.clk_i = 1;
    t.eval();
  }
  void put(unsigned addr, uint32_t d) { cycle(addr, 15, d, 0, 0, 0, true, false); }
  uint32_t get(Ram r, unsigned addr) {
    cycle(0, 0, 0, addr, 0, 0, false);
    return b(r);
  }
  uint32_t a(Ram r) const { return top_->q_a_o[r]; }
  uint32_t b(Ram r) const { return top_->q_b_o[r]; }

  VerilatedContext context_;
  std::unique_ptr<Vcollisions> top_;
};

TEST_F(Collisions, ContentsLieAsInitSays) {
  for (const Ram r : {kWriteFirst, kReadFirst, kNoChange}) {
    EXPECT_EQ(get(r, 8), 0xFEDCBA98u);  // INIT_01 is words 8 to 15
    EXPECT_EQ(top_->qp_b_o >> (4 * r) & 15, 0xAu);
    EXPECT_EQ(get(r, 9), 0u);
  }
}

TEST_F(Collisions, OwnOutputOfAWrite) {
  put(5, 0x11111111);
  cycle(6, 0, 0, 0, 0, 0);
  put(6, 0x66666666);
  cycle(6, 0, 0, 0, 0, 0);
  cycle(5, 5, 0x22222222, 0, 0, 0);  // bytes 0 and 2
  EXPECT_EQ(a(kWriteFirst), 0x11221122u);
  EXPECT_EQ(a(kReadFirst), 0x11111111u);
  for (const Ram r : {kWriteFirst, kReadFirst, kNoChange}) EXPECT_EQ(get(r, 5), 0x11221122u);
  cycle(6, 0, 0, 0, 0, 0);
  cycle(5, 15, 0x33333333, 0, 0, 0);
  EXPECT_EQ(a(kNoChange), 0x66666666u);
  EXPECT_EQ(get(kNoChange, 5), 0x33333333u);
}

TEST_F(Collisions, EnableAndReset) {
  put(5, 0x11111111);
  put(6, 0x66666666);
  cycle(6, 0, 0, 6, 0, 0);
  cycle(5, 15, 0x22222222, 5, 15, 0x33333333, false, false);
  for (const Ram r : {kWriteFirst, kReadFirst, kNoChange}) {
    EXPECT_EQ(a(r), 0x66666666u);
    EXPECT_EQ(b(r), 0x66666666u);
  }
  EXPECT_EQ(get(kReadFirst, 5), 0x11111111u);
  top_->rst_a_i = 1;
  cycle(5, 15, 0x44444444, 0, 0, 0, false);
  EXPECT_EQ(a(kReadFirst), 0x66666666u);  // not without the enable
  cycle(5, 15, 0x44444444, 0, 0, 0);
  top_->rst_a_i = 0;
  for (const Ram r : {kWriteFirst, kReadFirst, kNoChange}) {
    EXPECT_EQ(a(r), 0x01234567u);
    EXPECT_EQ(top_->qp_a_o >> (4 * r) & 15, 5u);
    EXPECT_EQ(get(r, 5), 0x44444444u);  // the write was done
  }
}

TEST_F(Collisions, ReadOfAWordThatTheOtherPortWrites) {
  std::set<uint32_t> first, no_change, mixed, kept;
  for (unsigned i = 0; i < kTrials; ++i) {
    put(5, 0x11111111);
    cycle(5, 3, 0x22222222, 5, 0, 0);  // A writes bytes 0 and 1, B reads
    EXPECT_EQ(b(kReadFirst), 0x11111111u);
    first.insert(b(kWriteFirst) & 0xFFFF);
    no_change.insert(b(kNoChange) & 0xFFFF);
    mixed.insert(b(kMixed) & 0xFFFF);
    kept.insert(b(kWriteFirst) >> 16);
    for (const Ram r : {kWriteFirst, kReadFirst, kNoChange, kMixed}) EXPECT_EQ(get(r, 5), 0x11112222u);
    cycle(5, 0, 0, 5, 15, 0x33333333);  // B writes, A reads
    EXPECT_EQ(a(kReadFirst), 0x11112222u);
    EXPECT_EQ(a(kMixed), 0x11112222u);  // the writing port's mode counts
    cycle(5, 0, 0, 9, 15, 0x33333333);  // another word
    for (const Ram r : {kWriteFirst, kReadFirst, kNoChange, kMixed}) EXPECT_EQ(a(r), 0x33333333u);
  }
  EXPECT_GE(first.size(), kMany);
  EXPECT_GE(no_change.size(), kMany);
  EXPECT_GE(mixed.size(), kMany);
  EXPECT_EQ(kept.size(), 1u);
}

TEST_F(Collisions, BothPortsWriteOneWord) {
  std::set<uint32_t> memory, out;
  for (unsigned i = 0; i < kTrials; ++i) {
    put(5, 0x11111111);
    cycle(5, 15, 0x0000FFFF, 5, 15, 0x00000000);
    out.insert(b(kReadFirst));
    const uint32_t word = get(kReadFirst, 5);
    EXPECT_EQ(word >> 16, 0u);  // where both write the same it is certain
    memory.insert(word);
    cycle(5, 3, 0x44444444, 5, 12, 0x55555555);  // different bytes
    EXPECT_EQ(get(kReadFirst, 5), 0x55554444u);
    EXPECT_EQ(get(kWriteFirst, 5), 0x55554444u);
  }
  EXPECT_GE(memory.size(), kMany);
  EXPECT_GE(out.size(), kMany);
}

}  // namespace
}  // namespace openpml
