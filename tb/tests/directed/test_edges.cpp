// SPDX-License-Identifier: Apache-2.0
// Edges: regions that end where addresses end, counters of places that are just not over, things that meet in one cycle.
#include <bit>

#include "openpml/rng.hpp"
#include "rig.hpp"

namespace openpml {
namespace {

class Edges : public UnitTest {
 protected:
  static uint64_t last_page(const Params& p) { return ~uint64_t{0} >> (64 - p.addr_bits) & ~uint64_t{4095}; }
  /// ENABLE's answer; an enabled VM is stopped again.
  static CmdStatus try_enable(Rig& r, unsigned vm) {
    const CmdStatus s = r.dom0().command(vm, Cmd::Enable);
    if (s == CmdStatus::Ok) r.dom0().reset_vm(vm);
    return s;
  }
  /// VM 1's harvest clears what the buffer held before, and waits for slow memory: neither engine nor map is free.
  static void keep_engine(Rig& r) {
    r.start(bitmap_vm(1, 30'000, {1}));
    for (unsigned n = 0; n < 2; ++n) {
      for (unsigned line = 0; line < 58; ++line) r.script.push({1, 512 * line + n, true});
      r.play();
      r.harvest(1);
    }
    r.settle();
    r.sim.mem().set_timing({.rd_min = 2000, .rd_max = 2000, .wr_min = 2000, .wr_max = 2000});
    r.dom0().harvest(1);
    r.sim.run(500);
  }
};
INSTANTIATE_TEST_SUITE_P(Engine, Edges, testing::ValuesIn(directed_engines()));

TEST_P(Edges, I1_RawRingsOfEverySizeEndBeforeTheLastAddress) {
  Rig& r = rig("mid");
  for (const unsigned vm : {0u, 1u}) {
    VmConfig c = bitmap_vm(vm, 4096, {});
    c.mode = Mode::Raw;
    r.dom0().setup_vm(c);
    for (unsigned log2 = 0; log2 <= 16; ++log2) {
      const uint64_t first = last_page(r.params) - ((uint64_t{4096} << log2) - 4096);
      r.dom0().write32(Dom0::vm_reg(vm, regs::VM_RAW_LOG2), log2);
      r.dom0().write64(Dom0::vm_reg(vm, regs::VM_RAW_BASE), first);
      EXPECT_EQ(try_enable(r, vm), CmdStatus::BadConfig) << log2;
      r.dom0().write64(Dom0::vm_reg(vm, regs::VM_RAW_BASE), first - 4096);
      EXPECT_EQ(try_enable(r, vm), CmdStatus::Ok) << log2;
    }
  }
}

TEST_P(Edges, I1_BitmapsOfEverySizeEndBeforeTheLastAddress) {
  Rig& r = rig("mid");
  for (const unsigned vm : {0u, 1u}) {
    const VmConfig c = bitmap_vm(vm, 63 * 512, {});
    r.dom0().setup_vm(c);
    const VmRegions& m = r.dom0().regions(vm);
    const std::array<std::pair<uint32_t, uint64_t>, 4> bitmaps = {{{regs::VM_A_BASE0, m.a[0]},
                                                                   {regs::VM_A_BASE1, m.a[1]},
                                                                   {regs::VM_W_BASE0, m.w[0]},
                                                                   {regs::VM_W_BASE1, m.w[1]}}};
    for (unsigned b = 0; b <= 9; ++b) {  // 64 lines are a page
      const auto [off, good] = bitmaps[b % 4];
      r.dom0().write64(Dom0::vm_reg(vm, regs::VM_LIMIT), 63 * 512 + (1u << b));
      r.dom0().write64(Dom0::vm_reg(vm, off), last_page(r.params));
      EXPECT_EQ(try_enable(r, vm), CmdStatus::BadConfig) << b;
      r.dom0().write64(Dom0::vm_reg(vm, off), good);
    }
  }
}

/// Of an Intel VM only the log pages of its own vCPUs count, and any bit of an address makes it one.
TEST_P(Edges, I2_LogPageOfEachVcpu) {
  Rig& r = rig("mid");
  VmConfig c = bitmap_vm(1, 4096, {});
  c.mode = Mode::Intel;
  r.dom0().setup_vm(c);
  for (unsigned v = 0; v < 4; ++v) {
    for (unsigned u = 0; u < r.params.n_vcpu; ++u)
      r.dom0().write64(Dom0::vcpu_reg(u, regs::VCPU_LOG_BASE), u == v ? 0 : 0x10'0000);
    r.dom0().write32(Dom0::vcpu_reg(v, regs::VCPU_BIND), 1 | regs::VCPU_BIND_VALID_MASK);
    EXPECT_EQ(try_enable(r, 1), CmdStatus::BadConfig);
    for (unsigned b = 12 + v; b < r.params.addr_bits; b += 4) {
      r.dom0().write64(Dom0::vcpu_reg(v, regs::VCPU_LOG_BASE), uint64_t{1} << b);
      EXPECT_EQ(try_enable(r, 1), CmdStatus::Ok) << b;
    }
    EXPECT_TRUE(r.dom0().write32(Dom0::vcpu_reg(v, regs::VCPU_BIND), 0));
  }
}

/// BIND and an event of that vCPU in all distances: whether it is refused or not, the event is of one VM.
TEST_P(Edges, BindWhileAnEventComes) {
  Rig& r = rig("mid");
  r.compare_truth = false;
  r.start(bitmap_vm(0, 4096, {}));
  for (unsigned v = 0; v < 4; ++v) {
    unsigned refused = 0;
    for (unsigned distance = 0; distance < 16; ++distance) {
      bool done = false;
      r.dom0().post_write(Dom0::vcpu_reg(v, regs::VCPU_BIND), regs::VCPU_BIND_VALID_MASK, [&](bool ok) {
        refused += !ok;
        done = true;
      });
      r.sim.run(distance);
      r.play({{static_cast<uint8_t>(v), 5, true}});
      r.sim.run_until([&] { return done; }, "the answer");
      r.dom0().peek_wait(0);  // drains
      r.dom0().unbind(v);
    }
    EXPECT_GE(refused, 1u);
    EXPECT_LT(refused, 16u);
  }
  r.settle();
}

/// A raw log page is open between the first entry that goes into it and its record: a vCPU stays bound, whatever its banks hold.
TEST_P(Edges, BindWhileALogPageIsOpen) {
  Rig& r = rig("mid");
  r.start(log_vm(Mode::Raw, 0, 4096, {0, 1, 2, 3}));
  for (uint8_t v = 0; v < 4; ++v) {
    const uint32_t bind = Dom0::vcpu_reg(v, regs::VCPU_BIND);
    bool after_the_banks = false;
    for (unsigned distance = 0; distance < 60; ++distance) {
      r.play({{v, distance, true}});
      r.dom0().post_command(0, Cmd::Harvest);
      r.sim.run(distance);
      const bool ok = r.dom0().write32(bind, regs::VCPU_BIND_VALID_MASK);
      after_the_banks = after_the_banks || (!ok && r.sim.arch().vcpu[v].occ == 0);
      r.sim.run_until([&] { return r.sim.quiet(); }, "the unit to be at rest");
      EXPECT_TRUE(r.dom0().write32(bind, regs::VCPU_BIND_VALID_MASK)) << "nothing is open";
    }
    EXPECT_TRUE(after_the_banks) << "no bind came while a page was open and the banks were empty";
  }
}

TEST_P(Edges, IndexIsWrittenInIntelModeOnly) {
  Rig& r = rig("mid");
  const std::vector<unsigned> vcpus = r.all_vcpus();
  r.start(bitmap_vm(0, 4096, vcpus));
  for (const unsigned v : vcpus) {
    r.dom0().write32(Dom0::vcpu_reg(v, regs::VCPU_HOLD), 1);
    EXPECT_FALSE(r.dom0().write32(Dom0::vcpu_reg(v, regs::VCPU_INDEX), 7)) << v;
    EXPECT_EQ(r.dom0().read32(Dom0::vcpu_reg(v, regs::VCPU_INDEX)), 511u);
    r.dom0().write32(Dom0::vcpu_reg(v, regs::VCPU_HOLD), 0);
  }
}

/// All sets of vCPUs at once in a guest exit: what can be seen of them, what may be done, and what RESET discards.
TEST_P(Edges, GuestExitsOfManyVcpus) {
  Rig& r = rig("mid");
  r.dom0().set_rearm(std::nullopt);
  r.start(log_vm(Mode::Intel, 0, 4096, {0, 1, 2, 3}));
  uint64_t discarded = 0;
  for (unsigned set = 0; set < 16; ++set) {
    for (unsigned v = 0; v < 4; ++v) {
      const uint32_t hold = Dom0::vcpu_reg(v, regs::VCPU_HOLD), index = Dom0::vcpu_reg(v, regs::VCPU_INDEX);
      const uint32_t bind = Dom0::vcpu_reg(v, regs::VCPU_BIND);
      r.dom0().write32(hold, 1);
      EXPECT_FALSE(r.dom0().write32(index, 512));
      EXPECT_TRUE(r.dom0().write32(index, 1u << (set + v) % 9));
      EXPECT_EQ(r.dom0().read32(index), 1u << (set + v) % 9);
      EXPECT_TRUE(r.dom0().write32(index, 0));
      r.dom0().write32(hold, 0);
      EXPECT_FALSE(r.dom0().write32(index, 9)) << "not held";
      r.play({{static_cast<uint8_t>(v), 5, true}});
      if (set >> v & 1) r.play({{static_cast<uint8_t>(v), 1000, true}});
      r.settle();
      EXPECT_EQ(r.dom0().read32(index), 0xFFFFu);
      if (set >> v & 1) {
        EXPECT_FALSE(r.dom0().write32(bind, 0)) << "an entry waits";
      }
    }
    EXPECT_EQ(r.dom0().read32(regs::GLOBAL_GUEST_EXIT), set);
    for (unsigned v = 0; v < 4; ++v)
      EXPECT_EQ(r.dom0().read32(Dom0::vcpu_reg(v, regs::VCPU_STATUS)),
                set >> v & 1 ? regs::VCPU_STATUS_GUEST_EXIT_MASK | regs::VCPU_STATUS_SKID_MASK : 0);
    r.dom0().reset_vm(0);
    discarded += static_cast<unsigned>(std::popcount(set));
    EXPECT_EQ(r.dom0().counters(0).discarded, discarded);
    r.dom0().enable(0);
  }
}

/// What is taken of a ring may neither go back nor past the head.
void check_consumer(Rig& r, uint32_t reg, uint32_t head, uint32_t& cons, uint32_t step) {
  EXPECT_FALSE(r.dom0().write32(reg, cons - 1)) << cons;
  EXPECT_FALSE(r.dom0().write32(reg, head + 1)) << head;
  EXPECT_TRUE(r.dom0().write32(reg, cons)) << cons;
  cons = std::min(head, cons + step);
  EXPECT_TRUE(r.dom0().write32(reg, cons)) << cons;
  EXPECT_EQ(r.dom0().read32(reg), cons);
}

TEST_P(Edges, RingConsStaysBetweenTheLastOneAndTheHead) {
  Rig& r = rig("mid");
  r.start(bitmap_vm(0, 4096, {0}));
  r.settle();
  r.dom0().hold_cons(true);
  uint32_t cons = r.dom0().read32(regs::GLOBAL_RING_CONS);
  for (unsigned n = 0; n < 40; ++n) {
    r.dom0().peek_wait(0);
    check_consumer(r, regs::GLOBAL_RING_CONS, r.dom0().read32(regs::GLOBAL_RING_PROD), cons,
                   n % 5 == 4 ? 3 + n % 4 : 0);
  }
  r.dom0().hold_cons(false);
  r.settle();
}

TEST_P(Edges, RawConsStaysBetweenTheLastOneAndTheHead) {
  Rig& r = rig("mid");
  r.compare_truth = false;
  for (const unsigned vm : {1u, 0u}) {
    VmConfig c = log_vm(Mode::Raw, vm, 4096, {0, 1, 2, 3});
    c.raw_log2 = 8;
    r.start(c);
    r.dom0().hold_raw_cons(true);
    uint32_t cons = 0;
    for (unsigned n = 0; n < (vm ? 90 : 20); ++n) {
      for (uint8_t v = 0; v < 4; ++v) r.script.push({v, 5u + n, true});
      r.play();
      r.harvest(vm);  // closes a page of each vCPU
      r.settle();
      const uint32_t head = r.reg(vm, regs::VM_RAW_HEAD);
      EXPECT_EQ(head, 4 * (n + 1));
      check_consumer(r, Dom0::vm_reg(vm, regs::VM_RAW_CONS), head, cons, n % 2 ? 3 + n % 8 : 0);
    }
    r.dom0().hold_raw_cons(false);
    r.settle();
    r.dom0().reset_vm(vm);
    r.settle();
  }
}

TEST_P(Edges, EnableWhileAMarkIsNotServed) {
  Rig& r = rig("mid");
  r.prepare(bitmap_vm(0, 4096, {0}));
  keep_engine(r);
  EXPECT_TRUE(r.dom0().write32(Dom0::vm_reg(0, regs::VM_MARK), 3u << 30));
  EXPECT_TRUE(r.reg(0, regs::VM_STATUS) & regs::VM_STATUS_MARK_BUSY_MASK);
  EXPECT_FALSE(r.reg(1, regs::VM_STATUS) & regs::VM_STATUS_MARK_BUSY_MASK);
  EXPECT_FALSE(r.dom0().write32(Dom0::vm_reg(0, regs::VM_MARK), 3u << 30 | 1)) << "one at a time";
  EXPECT_EQ(r.dom0().command(0, Cmd::Enable), CmdStatus::Busy);
  r.sim.mem().set_timing({});
  while (r.reg(0, regs::VM_STATUS) & regs::VM_STATUS_MARK_BUSY_MASK) {}
  r.truth.bind(0, 0, true, 4096);
  r.dom0().enable(0);
  r.settle();
}

TEST_P(Edges, CommandsWhileAPrepareWaits) {
  for (const Cmd c : {Cmd::Enable, Cmd::Prepare}) {
    Rig& r = rig("mid");
    r.dom0().setup_vm(bitmap_vm(0, 4096, {0}));
    keep_engine(r);
    EXPECT_EQ(r.dom0().command(0, Cmd::Prepare), CmdStatus::Ok);
    EXPECT_EQ(r.dom0().command(0, c), CmdStatus::Busy);
    EXPECT_EQ(r.dom0().command(0, Cmd::Reset), CmdStatus::BadState);
    r.sim.mem().set_timing({});
    r.wait_state(0, VmState::Prepared);
    r.settle();
  }
}

/// PREPARE again and again while the first one waits for the engine, up to the cycle in which it gets it.
TEST_P(Edges, PrepareAgainUntilItIsDone) {
  Rig& r = rig("mid");
  r.dom0().setup_vm(bitmap_vm(0, 4096, {0}));
  r.start(bitmap_vm(1, 4096, {1}));
  for (unsigned turn = 0; turn < 16; ++turn) {
    for (unsigned line = 0; line < 8; ++line) r.script.push({1, 512 * line + turn, true});
    r.play();
    r.dom0().post_command(1, Cmd::Peek);
    r.sim.run(turn);
    EXPECT_EQ(r.dom0().command(0, Cmd::Prepare), CmdStatus::Ok);
    while (r.vm(0).state != static_cast<uint8_t>(VmState::Prepared)) {
      r.dom0().post_write(Dom0::vm_reg(0, regs::VM_CMD), static_cast<uint32_t>(Cmd::Prepare));
      r.dom0().drain();
    }
    r.truth.bind(0, 0, true, 4096);
    r.dom0().enable(0);
    r.settle();
    r.dom0().reset_vm(0);
    r.settle();
  }
}

/// A command that was found good meets a fault that stops its VM.
TEST_P(Edges, CommandInTheCycleOfAFault) {
  std::set<std::pair<Cmd, CmdStatus>> seen;
  for (const Cmd c : {Cmd::Harvest, Cmd::Peek, Cmd::Disable}) {
    Rig& r = rig("small");
    r.compare_truth = false;
    r.forgive_memory();
    r.start(bitmap_vm(0, 32768, {0}));
    r.settle();
    const auto break_it = [&] {  // more lines than the store has: they are written back, and that fails
      r.sim.mem().add_error({.on_read = false, .count = 1});
      for (unsigned n = 0; n < 600; ++n) r.script.push({0, n % 60 * 512 + n / 60, true});
    };
    const auto faulted = [&] { return r.vm(0).state == static_cast<uint8_t>(VmState::Faulted); };
    const auto mend = [&] {
      r.sim.mem().clear_errors();
      r.sim.run_until([&] { return r.script.empty() && r.sim.idle(); }, "rest");
      r.dom0().reset_vm(0);
      r.settle();
      r.dom0().enable(0);
      r.settle();
    };
    const uint64_t from = r.sim.cycle();
    break_it();
    r.sim.run_until(faulted, "the fault", 100'000);
    const uint64_t takes = r.sim.cycle() - from;
    for (unsigned before = 4; before < 24; ++before) {
      mend();
      break_it();
      r.sim.run(takes - before);
      CmdStatus s = CmdStatus::None;
      r.dom0().post_command(0, c, 0, [&](CmdStatus is) { s = is; });
      r.sim.run_until([&] { return faulted() && s != CmdStatus::None; }, "fault and status", 100'000);
      seen.insert({c, s});
    }
    mend();
  }
  for (const Cmd c : {Cmd::Harvest, Cmd::Peek, Cmd::Disable}) {
    EXPECT_TRUE(seen.contains({c, CmdStatus::Ok}));
    EXPECT_TRUE(seen.contains({c, CmdStatus::BadState}));
  }
}

/// What a fault tells is told of its own VM, whatever the others have.
TEST_P(Edges, I3_FaultInfoOfEachVm) {
  for (const unsigned order : {0u, 1u}) {
    for (const uint32_t inject : {0u, regs::GLOBAL_TEST_INJECT_LOG_MASK, regs::GLOBAL_TEST_INJECT_STORE_MASK}) {
      Rig& r = rig("mid");
      r.compare_truth = false;
      for (const unsigned vm : {0u, 1u}) r.start(bitmap_vm(vm, 30'000, {vm + 2}));
      r.settle();
      const auto look = [&] {
        for (const unsigned vm : {0u, 1u}) {
          r.reg(vm, regs::VM_FAULT_CODE);
          r.dom0().read64(Dom0::vm_reg(vm, regs::VM_FAULT_INFO));
        }
      };
      look();
      for (const unsigned vm : {order, 1 - order}) {
        const bool parity = vm == order && inject != 0;
        if (parity) r.dom0().write32(regs::GLOBAL_TEST_INJECT, inject);
        else r.sim.mem().add_error({.on_read = false, .count = 1});
        r.play({{static_cast<uint8_t>(vm + 2), 5 * 512, true}});
        r.dom0().harvest(vm, false);
        r.wait_state(vm, VmState::Faulted);
        look();
        r.sim.mem().clear_errors();
        r.wait_state(vm, VmState::FaultDone);
        look();
        EXPECT_EQ(r.reg(vm, regs::VM_FAULT_CODE), !parity ? 1u : inject == regs::GLOBAL_TEST_INJECT_LOG_MASK ? 4u : 3u);
      }
      r.settle();
    }
  }
}

}  // namespace
}  // namespace openpml
