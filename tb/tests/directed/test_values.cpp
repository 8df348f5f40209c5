// SPDX-License-Identifier: Apache-2.0
// Every bit of what software writes, and of what it reads of times, counts and page numbers: registers read back, timers and moderation
// with values in which a lost bit shows, late times, gfns of 40 bits.

#include "openpml/rng.hpp"
#include "register_rules.hpp"
#include "rig.hpp"

namespace openpml {
namespace {

class Values : public UnitTest {};
INSTANTIATE_TEST_SUITE_P(Engine, Values, testing::ValuesIn(directed_engines()));

/// Reads what was written last, in every state of the unit.
bool reads_as_written(const Params& p, uint32_t addr) {
  const RegPlace at = find_register(p, addr);
  if (!at.word || at.word->writable == 0 || read_error(p, addr) != 0) return false;
  const uint32_t off = at.word->off;
  if (at.block->base == regs::GLOBAL_BASE) return off != regs::GLOBAL_RING_CONS && off != regs::GLOBAL_TEST_INJECT;
  if (at.block->base == regs::VCPU_BASE) return off != regs::VCPU_BIND && off != regs::VCPU_INDEX;
  return at.block->base != regs::VM_BASE || off != regs::VM_RAW_CONS;
}

/// Refused for its value, or taken and read back.
bool takes(Rig& r, uint32_t addr, uint32_t data) {
  if (!r.dom0().write32(addr, data)) {
    EXPECT_EQ(r.dom0().read32(regs::GLOBAL_LAST_ERROR), addr << 16 | regs::ERR_BAD_VALUE);
    return false;
  }
  EXPECT_EQ(r.dom0().read32(addr), data) << "register " << addr;
  return true;
}

TEST_P(Values, EveryBitIsReadBack) {
  Rig& r = rig("mid");
  std::vector<uint32_t> all;
  for (const regs::Block& b : regs::BLOCKS)
    for (unsigned e = 0; e < elements(r.params, b); ++e)
      for (const regs::Word& w : b.words)
        if (const uint32_t addr = b.base + e * b.stride + w.off; reads_as_written(r.params, addr)) all.push_back(addr);
  for (const uint32_t addr : all) {
    const RegPlace at = find_register(r.params, addr);
    if (at.element != 0 && at.element + 1 != elements(r.params, *at.block)) continue;
    for (unsigned b = 0; b < 32; ++b)
      if (at.word->writable >> b & 1) takes(r, addr, 1u << b);
  }
  Rng rng(1);
  std::vector<uint32_t> value;
  for (const uint32_t addr : all) {  // in each another value, as large as it may be
    const auto data = static_cast<uint32_t>(rng.next()) & find_register(r.params, addr).word->writable;
    for (const uint32_t mask : {~0u, 0xFFFF'F000u, 0x7FFFu, 0xFu, 0u})
      if (takes(r, addr, data & mask)) {
        value.push_back(data & mask);
        break;
      }
  }
  ASSERT_EQ(value.size(), all.size());
  for (size_t i = 0; i < all.size(); ++i) EXPECT_EQ(r.dom0().read32(all[i]), value[i]) << "register " << all[i];
}

TEST_P(Values, LateTimes) {
  Rig& r = rig("mid");
  Rng rng(2);
  for (unsigned turn = 0; turn < 10; ++turn) {
    r.sim.reset();
    const uint64_t from = turn == 0 ? ~uint64_t{0} - 1000 : rng.next() >> 1;
    ASSERT_TRUE(r.sim.set_time(from));
    r.dom0().setup_ring();
    for (unsigned vm = 0; vm < 2; ++vm) {
      r.start(bitmap_vm(vm, 4096, {vm}));
      EXPECT_LT(r.dom0().read64(regs::GLOBAL_TIME) - from, 20'000u);
      for (unsigned n = 0; n < 2; ++n) {  // both places of an epoch's start
        const Record h = r.harvest(vm);
        EXPECT_LT(h.end - from, 20'000u);
        EXPECT_EQ(r.dom0().read64(Dom0::vm_reg(vm, regs::VM_START)), h.end) << "an epoch begins when the last one ends";
        const Record p = r.dom0().peek_wait(vm);
        EXPECT_EQ(p.start, h.end);
        EXPECT_LT(p.end - from, 20'000u);
      }
    }
    r.settle();
  }
}

TEST_P(Values, APeriodThatLosesABitIsOverEarly) {
  for (const unsigned vm : {0u, 1u}) {
    Rig& r = rig("mid");
    r.start(bitmap_vm(vm, 4096, {vm}));
    const uint32_t period = Dom0::vm_reg(vm, regs::VM_PERIOD);
    r.dom0().write64(period, ~uint64_t{0});
    r.sim.run(3000);
    for (unsigned b = 63; b >= 13; --b) {
      r.dom0().write64(period, (uint64_t{1} << b) + 256);
      r.sim.run(40);
    }
    EXPECT_TRUE(r.truth.cuts.empty());
    if (vm) continue;
    r.dom0().write64(period, 40'000);
    r.sim.run(25'000);
    EXPECT_TRUE(r.truth.cuts.empty());
    r.sim.run(15'000);
    EXPECT_EQ(r.truth.cuts.size(), 1u) << "every bit of the timer counts";
    r.settle();
  }
}

TEST_P(Values, TheFirstGfnPastTheLimit) {
  Rig& r = rig("mid");
  Script second;
  r.sim.set_source(1, &second);
  for (unsigned vm = 0; vm < 2; ++vm) r.start(bitmap_vm(vm, 4096, {vm}));
  Rng rng(3);
  for (unsigned turn = 0; turn < 14; ++turn) {
    for (unsigned vm = 0; vm < 2; ++vm) {
      const uint64_t gfn = turn == 0 ? (uint64_t{1} << 40) - 1 : (rng.next() >> 24) | 4096;
      const Access first{static_cast<uint8_t>(vm), gfn, true},
          next{static_cast<uint8_t>(vm), gfn ^ 0xFF'FFFF'E000, true};
      if (turn % 2) {
        second.push(first);
        r.sim.run_until([&] { return second.empty(); }, "the event");
      } else {
        r.play({first});
      }
      r.sim.run(8);
      const uint32_t reg = Dom0::vm_reg(vm, regs::VM_LIMIT_GFN);
      EXPECT_EQ(r.dom0().read64(reg), gfn);
      if (next.gfn >= 4096) r.play({next});
      EXPECT_EQ(r.dom0().read64(reg), gfn) << "the first one";
      r.dom0().reset_vm(vm);
      EXPECT_EQ(r.dom0().read64(reg), gfn);
      r.dom0().enable(vm);
      EXPECT_EQ(r.dom0().read64(reg), 0u);
    }
  }
  r.settle();
  r.sim.set_source(1, nullptr);
}

TEST_P(Values, DistinctPagesOfTheCurrentBuffer) {
  Rig& r = rig("mid");
  for (unsigned vm = 0; vm < 2; ++vm) r.start(bitmap_vm(vm, 4096, {vm}));
  const auto pages = [&](unsigned vm) {
    return std::pair(r.dom0().read64(Dom0::vm_reg(vm, regs::VM_DISTINCT_A)),
                     r.dom0().read64(Dom0::vm_reg(vm, regs::VM_DISTINCT_W)));
  };
  for (unsigned turn = 1; turn < 4; ++turn) {
    for (unsigned vm = 0; vm < 2; ++vm) {
      const unsigned read = 3 * turn + vm, written = turn + 2 * vm;
      for (unsigned k = 0; k < read + written; ++k) r.script.push({static_cast<uint8_t>(vm), 200 * k, k >= read});
      r.play();
      r.dom0().peek_wait(vm);
      EXPECT_EQ(pages(vm), std::pair(uint64_t{read} + written, uint64_t{written}));
    }
    for (unsigned vm = 0; vm < 2; ++vm) {
      r.harvest(vm);
      EXPECT_EQ(pages(vm), std::pair(uint64_t{0}, uint64_t{0}));
    }
  }
  r.settle();
}

/// One vector after the other is ready: unmasked, fires at `count` events or after `time` cycles.
void moderate(Rig& r, unsigned vec, uint32_t count, uint32_t time) {
  r.dom0().write32(Dom0::vec_reg(vec, regs::VEC_MASK), 0);
  r.dom0().write32(Dom0::vec_reg(vec, regs::VEC_MOD_COUNT), count);
  r.dom0().write32(Dom0::vec_reg(vec, regs::VEC_MOD_TIME), time);
}

TEST_P(Values, BurstsOfEveryVector) {
  Rig& r = rig("mid");
  r.sim.run(1200);  // past the clearing walk
  for (unsigned v = 0; v < r.params.n_vec; ++v) {
    moderate(r, v, 17, 0);
    r.play_vectors(std::deque<int>(16, static_cast<int>(v)));
    r.sim.run(40);
    EXPECT_TRUE(r.irqs.empty()) << "16 of 17";
    r.play_vectors({static_cast<int>(v)});
    r.sim.run(40);
    ASSERT_EQ(r.irqs.size(), 1u);
    EXPECT_EQ(r.irqs[0].second, v);
    r.irqs.clear();
  }
  moderate(r, 3, 6000, 0);
  r.play_vectors(std::deque<int>(5999, 3));
  r.sim.run(40);
  EXPECT_TRUE(r.irqs.empty());
  r.play_vectors({3});
  r.sim.run(40);
  EXPECT_EQ(r.irqs.size(), 1u);
}

TEST_P(Values, WaitsOfEveryLength) {
  Rig& r = rig("mid");
  r.sim.run(1200);
  const auto wait = [&](unsigned vec, uint32_t cycles) {
    moderate(r, vec, 2, cycles);
    r.irqs.clear();
    r.play_vectors({static_cast<int>(vec)});
    r.sim.run(cycles);
    EXPECT_TRUE(r.irqs.empty()) << cycles;
    r.sim.run(60);
    ASSERT_EQ(r.irqs.size(), 1u) << cycles;
  };
  for (unsigned b = 4; b < 12; ++b) wait(0, 1u << b);
  for (unsigned v = 1; v < r.params.n_vec; ++v) wait(v, 16u << (v % 4));
  for (unsigned v = 0; v < r.params.n_vec; ++v) {
    moderate(r, v, 2, 1u << (16 + v));
    if (v != 5) r.play_vectors({static_cast<int>(v)});
  }
  wait(5, 20'000);  // and no other: their waits have a bit each that must not be lost
  for (unsigned v = 0; v < r.params.n_vec; ++v) r.dom0().write32(Dom0::vec_reg(v, regs::VEC_MOD_TIME), 16);
  r.sim.run(60);
  EXPECT_EQ(r.irqs.size(), r.params.n_vec);
}

/// A mask changes by a write of MASK and by nothing else.
TEST_P(Values, MasksOfAllVectors) {
  Rig& r = rig("mid");
  Rng rng(4);
  for (unsigned turn = 0; turn < 10; ++turn) {
    const auto mask = static_cast<uint32_t>(rng.next());
    for (unsigned v = 0; v < r.params.n_vec; ++v) {
      const uint32_t bit = mask >> v & 1;
      r.dom0().write32(Dom0::vec_reg(v, regs::VEC_MASK), bit);
      r.dom0().write32(Dom0::vec_reg(v, regs::VEC_MOD_COUNT), !bit);
      r.dom0().write32(Dom0::vec_reg(v, regs::VEC_MOD_TIME), !bit);
    }
    for (unsigned v = 0; v < r.params.n_vec; ++v)
      EXPECT_EQ(r.dom0().read32(Dom0::vec_reg(v, regs::VEC_MASK)), mask >> v & 1);
  }
}

TEST_P(Values, WhatIsToBeInjectedIsShownUntilItHappens) {
  Rig& r = rig("mid");
  for (const uint32_t v : {1u, 2u, 4u, 5u, 3u, 6u, 7u, 0u}) {
    EXPECT_TRUE(r.dom0().write32(regs::GLOBAL_TEST_INJECT, v));
    EXPECT_EQ(r.dom0().read32(regs::GLOBAL_TEST_INJECT), v);
  }
}

TEST_P(Values, StatusOfEachVcpuIsItsOwn) {
  Rig& r = rig("mid");
  for (unsigned set = 0; set < 16; ++set) {
    for (unsigned v = 0; v < 4; ++v) r.dom0().write32(Dom0::vcpu_reg(v, regs::VCPU_HOLD), set >> v & 1);
    for (unsigned v = 0; v < 4; ++v)
      EXPECT_EQ(r.dom0().read32(Dom0::vcpu_reg(v, regs::VCPU_STATUS)), set >> v & 1 ? regs::VCPU_STATUS_HELD_MASK : 0);
  }
  for (unsigned v = 0; v < 4; ++v) r.dom0().write32(Dom0::vcpu_reg(v, regs::VCPU_HOLD), 0);
  // two banks of vCPU 0 are full, the others' are empty
  VmConfig c = log_vm(Mode::Raw, 0, 4096, {0});
  c.raw_log2 = 1;
  r.start(c);
  r.dom0().hold_raw_cons(true);
  uint64_t n = 0;
  r.script.generate([&](uint64_t, Access& a) {
    a = {0, n++ % 4096, true};
    return n <= 2048;
  });
  r.sim.run_until([&] { return r.script.log.size() == 2048; }, "both banks are full", 20'000);
  for (unsigned v = 0; v < 4; ++v) {
    const uint32_t occ = r.dom0().read32(Dom0::vcpu_reg(v, regs::VCPU_STATUS)) & regs::VCPU_STATUS_OCC_MASK;
    if (v == 0) EXPECT_GT(occ, 1000u);  // a few entries are in the raw log's queue
    else EXPECT_EQ(occ, 0u);
  }
  r.script.generate({});
  r.dom0().hold_raw_cons(false);
  r.play();
}

/// A ring's size is its own VM's.
TEST_P(Values, O3_RawRingsOfDifferentSizes) {
  Rig& r = rig("mid");
  for (const unsigned other : {1u, 8u, 15u, 16u}) {
    EXPECT_TRUE(r.dom0().write32(Dom0::vm_reg(0, regs::VM_RAW_LOG2), other));
    VmConfig c = log_vm(Mode::Raw, 1, 4096, {0, 1});
    c.raw_log2 = 2;
    r.start(c);
    for (uint64_t i = 0; i < 5 * 512; ++i) r.script.push({static_cast<uint8_t>(i & 1), i * 37 % 4096, true});
    r.play();
    r.dom0().disable(1);
  }
}

/// Entries of all vCPUs of an Intel mode VM wait at once, each with its own page number.
TEST_P(Values, G2_WaitingEntriesOfAllVcpus) {
  Rig& r = rig("mid");
  r.dom0().set_rearm(std::nullopt);
  constexpr uint64_t kLimit = 1 << 15;
  r.start(log_vm(Mode::Intel, 0, kLimit, {0, 1, 2, 3}));
  Rng rng(5);
  for (unsigned round = 0; round < 24; ++round) {
    for (uint8_t v = 0; v < 4; ++v) {
      const uint32_t hold = Dom0::vcpu_reg(v, regs::VCPU_HOLD);
      r.dom0().write32(hold, 1);
      EXPECT_TRUE(r.dom0().write32(Dom0::vcpu_reg(v, regs::VCPU_INDEX), 0));
      r.dom0().write32(hold, 0);
      r.play({{v, rng.below(kLimit), true}, {v, rng.below(kLimit), true}});  // the first takes the last place
    }
    r.settle();
    EXPECT_EQ(r.dom0().read32(regs::GLOBAL_GUEST_EXIT), 15u);
    for (unsigned v = 0; v < 4; ++v)
      EXPECT_TRUE(r.dom0().write32(Dom0::vcpu_reg((v + round) % 4, regs::VCPU_INDEX), 511));
    r.settle();
    for (unsigned v = 0; v < 4; ++v) EXPECT_EQ(r.dom0().read32(Dom0::vcpu_reg(v, regs::VCPU_INDEX)), 510u);
  }
}

}  // namespace
}  // namespace openpml
