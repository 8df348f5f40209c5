// SPDX-License-Identifier: Apache-2.0
// The judge on a unit that is right, and on one that is wrong in one thing: it must keep quiet about the first and name the second.
#include <gtest/gtest.h>

#include "judge_expect.hpp"

namespace openpml::testing_unit {
namespace {

void some_events(IdealUnit& u, unsigned vm = 0, uint64_t shift = 0) {
  for (uint64_t i = 0; i < 40; ++i) u.event(2 * vm + i % 2, (i * 97 + shift) % u.vms[vm].limit, i % 3 == 0);
  u.event(2 * vm, 0, true);
  u.event(2 * vm, u.vms[vm].limit - 1, false);
  u.event(2 * vm, u.vms[vm].limit, true);  // a fault, no part of the truth
  u.cycle();
}

TEST(Judge, QuietOnSeveralEpochsOfSeveralVms) {
  for (const bool reads : {true, false}) {
    IdealUnit u;
    u.start(0, 3000, regs::MODE_BITMAP, reads);
    u.start(1, 600);
    for (uint64_t e = 0; e < 12; ++e) {
      some_events(u, 0, e * 31), some_events(u, 1, e);
      u.cut(0), u.cut(1);  // both under way, and new events meanwhile
      some_events(u, 0, e * 7 + 5);
      const unsigned b0 = !u.vms[0].buf, b1 = !u.vms[1].buf;
      u.finish_harvest(1), u.finish_harvest(0);
      u.release(0, b0), u.release(1, b1);
    }
    u.peek(0), some_events(u), u.peek(0), u.disable(0);
    u.event(0, 5, true, false);  // OFF: ignored
    u.judge.finish();
    EXPECT_GOOD(u);
    EXPECT_EQ(u.judge.epochs_judged(), 27u);
    EXPECT_EQ(u.judge.records_judged(), 29u);
    EXPECT_EQ(u.judge.uncertain_events(), 0u);
  }
}

TEST(Judge, EventsRoundTheCutBelongWhereTheDocumentSays) {
  for (const bool wrong : {false, true}) {
    IdealUnit u;
    u.start(0, 1000);
    u.event(0, 1, true);
    u.cut(0, [&](Inputs& in, Outputs& out) {
      IdealUnit::offer(in, out, 0, 77, true);
    });  // taken in the cycle of the cut: new epoch
    if (wrong) u.vms[0].accessed[0].insert(77), u.vms[0].written[0].insert(77);
    u.remember(0, 77, true);
    u.event(0, 78, true);
    u.finish_harvest(0), u.release(0, 0), u.harvest(0);
    if (wrong) expect_bad(u, "gfn 77: expected 0, got 1 (E2)");
    else EXPECT_GOOD(u);
  }
}

TEST(Judge, BindChangesWithItsResponse) {
  IdealUnit u;
  u.start(0, 1000), u.start(1, 1000);
  // The event of the cycle before B already sees the new binding.
  u.cycle([&](Inputs& in, Outputs& out) {
    in.s_awvalid = in.s_wvalid = out.s_awready = out.s_wready = true;
    in.s_awaddr = static_cast<uint16_t>(IdealUnit::vcpu_reg(0, regs::VCPU_BIND)),
    in.s_wdata = 1 | regs::VCPU_BIND_VALID_MASK;
    IdealUnit::offer(in, out, 0, 9, true);
  });
  u.cycle([](Inputs&, Outputs& out) { out.s_bvalid = true; });
  u.remember(2, 9, true);
  u.harvest(0), u.harvest(1);
  EXPECT_GOOD(u);
}

TEST(Judge, RefusedWritesDoNotCount) {
  IdealUnit u;
  u.start(0, 1000);
  u.write(IdealUnit::vcpu_reg(0, regs::VCPU_BIND), 3 | regs::VCPU_BIND_VALID_MASK, false);
  u.write(IdealUnit::vm_reg(0, regs::VM_LIMIT), 5, false);
  u.event(0, 900, true), u.harvest(0);
  EXPECT_GOOD(u);
}

TEST(Judge, ResetForgetsEverything) {
  IdealUnit u;
  u.start(0, 1000), u.event(0, 1, true);
  u.cut(0);
  u.cycle([](Inputs& in, Outputs&) { in.rst_n = false; });
  u.judge.finish();
  EXPECT_GOOD(u);
}

struct Wrong {
  const char* name;
  std::function<void(IdealUnit&)> run;  ///< VM 0 (3000 pages) and 1 (600) are on, with events in VM 0
  const char* says;
};
std::ostream& operator<<(std::ostream& o, const Wrong& w) { return o << w.name; }
class JudgeFinds : public ::testing::TestWithParam<Wrong> {};

TEST_P(JudgeFinds, ADefect) {
  IdealUnit u;
  u.start(0, 3000), u.start(1, 600);
  some_events(u);
  GetParam().run(u);
  u.judge.finish();
  expect_bad(u, GetParam().says);
}

const auto flip = [](uint64_t addr, unsigned bit) {
  return [=](IdealUnit& u) { u.harvest(0, [&](Rec&) { u.mem.at(addr) ^= static_cast<uint8_t>(1u << bit); }); };
};
const auto field = [](auto change) { return [=](IdealUnit& u) { u.harvest(0, [=](Rec& r) { change(r); }); }; };

INSTANTIATE_TEST_SUITE_P(
    Each, JudgeFinds,
    ::testing::Values(
        Wrong{"LostWrite", flip(IdealUnit::w_base(0, 0), 0), "written bitmap, gfn 0: expected 1, got 0"},
        Wrong{"LostRead", flip(IdealUnit::a_base(0, 0) + 2999 / 8, 2999 % 8), "accessed bitmap, gfn 2999: expected 1, got 0"},
        Wrong{"ExtraBitInTouchedLine", flip(IdealUnit::w_base(0, 0), 1), "written bitmap, gfn 1: expected 0, got 1"},
        Wrong{"ReadMarkedAsWrite", flip(IdealUnit::w_base(0, 0) + 97 / 8, 97 % 8), "written bitmap, gfn 97: expected 0, got 1"},
        Wrong{"BitPastTheLimit", flip(IdealUnit::w_base(0, 0) + 3001 / 8, 3001 % 8), "written bitmap, gfn 3001: expected 0, got 1"},
        Wrong{"BitOfAFaultingEvent", flip(IdealUnit::w_base(0, 0) + 3000 / 8, 3000 % 8), "gfn 3000: expected 0, got 1"},
        Wrong{"StaleBitInUntouchedLine", [](IdealUnit& u) { u.event(2, 3, true), u.harvest(1, [&](Rec&) { u.mem.at(IdealUnit::a_base(1, 0) + 64) = 2; }); },
              "VM 1: record 2, epoch 0: accessed bitmap, gfn 513: expected 0, got 1"},
        Wrong{"DistinctAccessed", field([](Rec& r) { ++r.accessed; }), "distinct accessed"}, Wrong{"DistinctWritten", field([](Rec& r) { --r.written; }), "distinct written"},
        Wrong{"Epoch", field([](Rec& r) { r.epoch += 1; }), "epoch 1, expected 0"}, Wrong{"Start", field([](Rec& r) { r.start = 0; }), "starts at 0"},
        Wrong{"End", field([](Rec& r) { r.end -= 1; }), "the command was taken at"}, Wrong{"Buffer", field([](Rec& r) { r.status ^= 2; }), "buffer 1, expected 0"},
        Wrong{"ModeBits", field([](Rec& r) { r.status ^= 4; }), "does not fit mode"}, Wrong{"Invalid", field([](Rec& r) { r.status ^= 1; }), "INVALID without a reset or a fault"},
        Wrong{"OtherVm", field([](Rec& r) { r.vm = 1; }), "VM 1: record 2: HARVEST record of epoch 0 without a cut"}, Wrong{"NoSuchVm", field([](Rec& r) { r.vm = 8; }), "does not exist"},
        Wrong{"Vcpu", field([](Rec& r) { r.vcpu = 1; }), "byte 3 is 1"}, Wrong{"Type", field([](Rec& r) { r.type = 6; }), "unknown type 6"},
        Wrong{"ReservedPhaseBits", field([](Rec& r) { r.last |= 1; }), "reserved bits"}, Wrong{"FaultCodeInValid", field([](Rec& r) { r.fault_code = 1; }), "VALID with fault code"},
        Wrong{"SummaryCount", field([](Rec& r) { --r.summary; }), "summary padding"}, Wrong{"SummaryHuge", field([](Rec& r) { r.summary = 1u << 20; }), "summary entries for"},
        Wrong{"SummaryKinds", [](IdealUnit& u) { u.harvest(0, [&](Rec&) { u.mem.at(IdealUnit::sum_base(0, 0) + 3) ^= 0x40; }); }, "kinds"},
        Wrong{"SummaryTwice", [](IdealUnit& u) { u.harvest(0, [&](Rec&) { u.mem.at(IdealUnit::sum_base(0, 0)) = 1; }); }, "again"},
        Wrong{"SummaryMissing", [](IdealUnit& u) { u.harvest(0, [&](Rec&) { u.mem.at(IdealUnit::sum_base(0, 0)) = 1; }); }, "touched line 0"},
        Wrong{"SummaryPastLimit", [](IdealUnit& u) { u.harvest(0, [&](Rec&) { u.mem.at(IdealUnit::sum_base(0, 0)) = 200; }); }, "past the limit"},
        Wrong{"SummaryPadding", [](IdealUnit& u) { u.harvest(0, [&](Rec&) { u.mem.at(IdealUnit::sum_base(0, 0) + 60) = 1; }); }, "summary padding"},
        Wrong{"NoCut", [](IdealUnit& u) { u.vms[0].cut_rec = u.base(0, kHarvest), u.finish_harvest(0); }, "without a cut"},
        Wrong{"NoRecord", [](IdealUnit& u) { u.cut(0); }, "has no record"},
        Wrong{"CutWithoutCommand", [](IdealUnit& u) { u.cycle([](Inputs&, Outputs& o) { o.cut_valid = true; }); }, "cut without a HARVEST command"},
        Wrong{"CutOfOtherVm", [](IdealUnit& u) { u.cut(0, [](Inputs&, Outputs& o) { o.cut_vm = 1; }); }, "VM 1: cut without a HARVEST command"},
        Wrong{"CutOfOffVm", [](IdealUnit& u) { u.cut(2); }, "cut of a VM that is not ACTIVE"},
        Wrong{"CutWrongBuffer", [](IdealUnit& u) { u.cut(0, [](Inputs&, Outputs& o) { o.cut_buf = true; }); }, "cut ends buffer 1, expected 0"},
        Wrong{"CutWhileHarvesting", [](IdealUnit& u) { u.cut(0), u.cut(0); }, "cut while the harvest of epoch 0 has no record (O2)"},
        Wrong{"CutWhileHeld", [](IdealUnit& u) { u.harvest(0), u.harvest(0); }, "cut although dom0 holds buffer 0 (O2)"},
        Wrong{"TimerTooEarly",
              [](IdealUnit& u) {
                u.write(IdealUnit::vm_reg(0, regs::VM_PERIOD), 50);
                u.harvest(0), u.release(0, 0);
                u.cycle([](Inputs&, Outputs& o) { o.cut_valid = true, o.cut_buf = true; });
              },
              "timed cut after"},
        Wrong{"RefusedYetCut", [](IdealUnit& u) { u.cut(0), u.read(IdealUnit::vm_reg(0, regs::VM_CMD_STATUS), regs::CMD_ST_BUSY); }, "yet it cut the epoch"},
        Wrong{"AcceptedWithoutCut",
              [](IdealUnit& u) {
                u.write(IdealUnit::vm_reg(0, regs::VM_CMD), regs::CMD_HARVEST);
                u.read(IdealUnit::vm_reg(0, regs::VM_CMD_STATUS), regs::CMD_ST_OK);
              },
              "HARVEST accepted without a cut"},
        Wrong{"ChangedAfterRecord",  // the judge looks again before a RELEASE only at what it has not judged: late write-backs show in the next harvest
              [](IdealUnit& u) {
                u.cut(0);
                u.finish_harvest(0, [&](Rec&) { u.mem.at(IdealUnit::w_base(0, 0)) = 0; });
              },
              "E2"},
        Wrong{"PeekMisses", [](IdealUnit& u) { u.peek(0, [&](Rec&) { u.mem.at(IdealUnit::w_base(0, 0)) ^= 1; }); }, "gfn 0: expected 1, got 0"},
        Wrong{"PeekInvents", [](IdealUnit& u) { u.peek(0, [&](Rec&) { u.mem.at(IdealUnit::w_base(0, 0)) ^= 2; }); }, "gfn 1: expected 0, got 1"},
        Wrong{"PeekCounts", [](IdealUnit& u) { u.peek(0, [&](Rec& r) { r.written += 1; }); }, "distinct written"},
        Wrong{"PeekUnasked", [](IdealUnit& u) { u.emit(u.base(0, kPeek)); }, "PEEK record of cycle 0 without a command"},
        Wrong{"DisableMisses", [](IdealUnit& u) { u.disable(0, [&](Rec&) { u.mem.at(IdealUnit::a_base(0, 0)) ^= 1; }); }, "accessed bitmap, gfn 0"},
        Wrong{"DisableWithoutRecord",
              [](IdealUnit& u) { u.stop_or_peek(0, kDisable), u.read(IdealUnit::vm_reg(0, regs::VM_CMD_STATUS), regs::CMD_ST_OK); }, "has no record"},
        Wrong{"StopUnasked", [](IdealUnit& u) { Rec r = u.base(0, kStop); r.status &= 0xFE, u.emit(r); }, "STOP record without a reset or a fault"},
        Wrong{"EnableUnasked", [](IdealUnit& u) { u.emit(u.base(0, kEnable)); }, "ENABLE record without an ENABLE command"},
        Wrong{"EnableLeavesBits", [](IdealUnit& u) { u.setup(2, 700), u.mem.at(IdealUnit::w_base(2, 1) + 9) = 4, u.enable(2); }, "VM 2: record 2, epoch 0: written bitmap, gfn 74: expected 0, got 1"},
        Wrong{"EnableBadConfig", [](IdealUnit& u) { u.setup(2, 700), u.write64(IdealUnit::vm_reg(2, regs::VM_SUM_BASE0), 0), u.enable(2); }, "bad configuration (I2)"},
        Wrong{"ConfigWhileActive", [](IdealUnit& u) { u.write(IdealUnit::vm_reg(0, regs::VM_LIMIT), 5); }, "written while ACTIVE (I2)"},
        Wrong{"GuestExitInBitmapMode", [](IdealUnit& u) { u.exits = 1, u.cycle(); }, "guest exit of vCPU 0 outside Intel mode (G2)"},
        Wrong{"Accepted", [](IdealUnit& u) { u.judge.check_counters(0, {.accepted = 44, .consolidated = 44}); }, "counter accepted is 44, expected 43"},
        Wrong{"Causes", [](IdealUnit& u) { u.judge.check_counters(0, {.accepted = 43, .faulted = 1, .consolidated = 41}); }, "accepted, by causes"},
        Wrong{"Faulted", [](IdealUnit& u) { u.judge.check_counters(0, {.accepted = 43, .faulted = 0, .consolidated = 43}); }, "counter faulted is 0, expected 1"},
        Wrong{"Discarded", [](IdealUnit& u) { u.judge.check_counters(0, {.accepted = 43, .faulted = 1, .discarded = 1, .consolidated = 41}); }, "counter discarded"},
        Wrong{"Unbound", [](IdealUnit& u) { u.event(7, 1, true, false), u.cycle(), u.judge.check_unbound(0); }, "counter 0, offered and taken 1"}),
    [](const auto& p) { return p.param.name; });

TEST(Judge, CountersThatAddUp) {
  IdealUnit u;
  u.start(0, 3000), some_events(u), u.harvest(0), u.event(7, 1, true, false), u.cycle();
  u.judge.check_counters(0, {.accepted = 43, .absorbed = 2, .faulted = 1, .consolidated = 40, .harvests = 1});
  u.judge.check_unbound(1);
  EXPECT_GOOD(u);
}

TEST(Judge, LooksBeforeSoftwareGivesTheBufferBack) {
  IdealUnit u;
  u.start(0, 1000), some_events(u), u.cut(0);
  Rec r = u.vms[0].cut_rec;
  u.write_epoch(0, 0, r);
  u.mem.at(IdealUnit::w_base(0, 0)) ^= 1;
  // The record appears, nobody calls check_records; software releases and the memory is right again afterwards.
  r.number = u.prod++, r.last = 1u << 31;
  std::array<uint8_t, 64> b{};
  std::memcpy(b.data(), &r.type, 4), std::memcpy(&b[4], &r.epoch, 4), std::memcpy(&b[8], &r.start, 32),
      std::memcpy(&b[40], &r.summary, 8), std::memcpy(&b[56], &r.number, 8);
  u.mem.put(IdealUnit::kRing + 64, b);
  u.release(0, 0);
  u.mem.at(IdealUnit::w_base(0, 0)) ^= 1;
  expect_bad(u, "gfn 0: expected 1, got 0");
}

TEST(Judge, PeekMayShowEventsAfterItsCommandAndNoOthers) {
  for (const bool strict : {false, true}) {
    IdealUnit u({.strict_peek = strict});
    u.start(0, 3000), u.event(0, 5, true), u.event(0, 700, false);
    Rec r = u.stop_or_peek(0, kPeek);
    u.event(0, 1, true), u.event(0, 1500, true), u.cycle();  // 1 in a line that the snapshot has, 1500 in a new one
    u.write_epoch(0, 0, r), u.emit(r);
    EXPECT_GOOD(u);
    Rec again = u.stop_or_peek(0, kPeek);
    u.event(0, 2100, true), u.cycle();
    u.write_epoch(0, 0, again), u.mem.at(IdealUnit::w_base(0, 0) + 2110 / 8) |= 1 << 2110 % 8;
    u.emit(again);  // a stale bit in a line first touched after the command
    EXPECT_EQ(u.judge.ok(), !strict) << text(u.judge);
  }
}

TEST(Judge, RefusedDisableAndPeekChangeNothing) {
  IdealUnit u;
  u.start(0, 1000), some_events(u);
  u.stop_or_peek(0, kDisable), u.read(IdealUnit::vm_reg(0, regs::VM_CMD_STATUS), regs::CMD_ST_BUSY);
  u.event(0, 500, true);
  u.stop_or_peek(0, kPeek);  // its status is not read: the cut tells
  u.event(0, 501, true);
  u.harvest(0);
  u.judge.finish();
  EXPECT_GOOD(u);
}

TEST(Judge, ResetExcusesAnInvalidRecordOnce) {
  IdealUnit u;
  u.start(0, 1000), some_events(u), u.cut(0);
  u.write(IdealUnit::vm_reg(0, regs::VM_CMD), regs::CMD_RESET);
  u.event(0, 3, true, false);
  u.finish_harvest(0, [](Rec& r) { r.status &= 0xFE, r.accessed = 0; });
  Rec stop = u.base(0, kStop);
  stop.status = 0, u.emit(stop);
  EXPECT_GOOD(u);
  u.vms[0].accessed[0].clear(), u.vms[0].written[0].clear(), u.mem.zero(IdealUnit::w_base(0, 0), 128),
      u.mem.zero(IdealUnit::a_base(0, 0), 128);
  u.enable(0), u.event(0, 9, true);
  u.harvest(0, [](Rec& r) { r.status &= 0xFE; });
  expect_bad(u, "INVALID without a reset or a fault");
}

TEST(Judge, AStopRecordLongAfterDisableIsFound) {
  IdealUnit u;
  u.start(0, 1000);
  u.disable(0);
  for (int i = 0; i < 20; ++i) u.cycle();
  u.write(IdealUnit::vm_reg(0, regs::VM_CMD), regs::CMD_RESET);  // refused: the VM is OFF
  Rec r = u.base(0, kStop);
  r.status = 0, r.start = u.vms[0].start, r.end = u.now;
  u.emit(r);
  expect_bad(u, "STOP record without a reset or a fault");
}

TEST(Judge, AMarkPastTheLimitIsNotTaken) {
  IdealUnit u;
  u.setup(0, 1000);  // two lines
  u.write(IdealUnit::vm_reg(0, regs::VM_MARK), 2 | 3u << 30);
  expect_bad(u, "MARK of line 2");
}

TEST(Judge, RestoredContextIsPartOfTheFirstEpoch) {
  for (const bool wrong : {false, true}) {
    IdealUnit u;
    u.setup(0, 3000);
    u.mem.at(IdealUnit::w_base(0, 0) + 64) = 0x81, u.mem.at(IdealUnit::a_base(0, 0) + 64) = 0x91;
    u.write(IdealUnit::vm_reg(0, regs::VM_INIT_A), 3), u.write(IdealUnit::vm_reg(0, regs::VM_INIT_W), 2);
    u.write(IdealUnit::vm_reg(0, regs::VM_CMD), regs::CMD_PREPARE);
    u.write(IdealUnit::vm_reg(0, regs::VM_MARK), 1 | 3u << 30);
    u.enable(0);
    u.vms[0].accessed[0] = {512, 516, 519}, u.vms[0].written[0] = {512, 519};
    u.event(0, 513, true), u.event(1, 2000, false);
    u.harvest(0, [&](Rec& r) { r.written += wrong; });
    EXPECT_EQ(u.judge.ok(), !wrong) << text(u.judge);
  }
}

// --- the moment of activation, with the memory port in view ---

TEST(Judge, EventsBetweenTheRecordsAddressAndCertaintyMayOrMayNotCount) {
  for (const int seen : {0, 1, 2}) {  // not in the result; in it; and an event before the window in it, which is wrong
    IdealUnit u;
    u.setup(0, 1000);
    u.write(IdealUnit::vm_reg(0, regs::VM_CMD), regs::CMD_ENABLE);
    u.event(0, 10, true, seen == 2);  // surely not ACTIVE
    u.cycle([](Inputs& in, Outputs& out) {
      out.m_awvalid = in.m_awready = true;
      out.m_awaddr = IdealUnit::kRing, out.m_awlen = 0, out.m_awsize = 6;
    });
    u.event(0, 20, true, seen != 0);
    Rec r = u.base(0, kEnable);
    r.end = u.now - 2;
    u.emit(r);
    u.cycle([](Inputs& in, Outputs& out) { in.m_bvalid = out.m_bready = true; });
    u.vms[0].start = u.now;
    for (int i = 0; i < 10; ++i) u.cycle();
    u.event(0, 30, true);
    u.cut(0);
    u.cycle([](Inputs& in, Outputs& out) {
      out.m_awvalid = in.m_awready = true;
      out.m_awaddr = IdealUnit::kRing + 64, out.m_awlen = 0, out.m_awsize = 6;
    });
    u.finish_harvest(0);
    EXPECT_EQ(u.judge.uncertain_events(), 1u);
    if (seen == 2) expect_bad(u, "gfn 10: expected 0, got 1");
    else EXPECT_GOOD(u);
  }
}

TEST(Judge, AnotherVmsRecordDoesNotMakeEventsUncertain) {
  for (const bool wrong : {false, true}) {
    IdealUnit u;
    u.setup(0, 1000), u.setup(1, 1000);
    u.write(IdealUnit::vm_reg(1, regs::VM_CMD), regs::CMD_ENABLE),
        u.write(IdealUnit::vm_reg(0, regs::VM_CMD), regs::CMD_ENABLE);
    const auto record = [&](unsigned vm, bool with_event) {
      const uint32_t n = u.prod;
      u.cycle([&](Inputs& in, Outputs& out) {
        out.m_awvalid = in.m_awready = true;
        out.m_awaddr = IdealUnit::kRing + uint64_t{n} * 64, out.m_awlen = 0, out.m_awsize = 6;
      });
      if (with_event) u.event(0, 10, true, wrong);
      Rec r = u.base(vm, kEnable);
      r.end = u.now - 2;
      u.emit(r);
      u.cycle([](Inputs& in, Outputs& out) { in.m_bvalid = out.m_bready = true; });
      u.vms[vm].start = u.now;
      for (int i = 0; i < 10; ++i) u.cycle();
    };
    record(1, true), record(0, false);
    EXPECT_EQ(u.judge.uncertain_events(), 0u);
    u.event(0, 30, true), u.cut(0);
    u.cycle([](Inputs& in, Outputs& out) {
      out.m_awvalid = in.m_awready = true;
      out.m_awaddr = IdealUnit::kRing + 128, out.m_awlen = 0, out.m_awsize = 6;
    });
    u.finish_harvest(0);
    if (wrong) expect_bad(u, "gfn 10: expected 0, got 1");
    else EXPECT_GOOD(u);
  }
}

TEST(Judge, WatchesTheMemoryPort) {
  const auto write_at = [](uint64_t addr, uint8_t len, uint8_t size) {
    return [=](Inputs& in, Outputs& out) {
      out.m_awvalid = in.m_awready = true, out.m_awaddr = addr, out.m_awlen = len, out.m_awsize = size;
    };
  };
  const auto judged = [&](uint64_t addr, uint8_t len, uint8_t size, const char* says) {
    IdealUnit u;
    u.start(0, 3000);
    u.cycle(write_at(addr, len, size));
    if (says) expect_bad(u, says);
    else EXPECT_GOOD(u);
  };
  judged(IdealUnit::w_base(0, 1) + 5 * 64, 0, 6, nullptr);
  judged(IdealUnit::w_base(0, 1) + 6 * 64, 0, 6, "which no VM was given (I1)");
  judged(IdealUnit::w_base(0, 1) + 5 * 64, 8, 3, "which no VM was given (I1)");
  judged(IdealUnit::w_base(0, 0) - 64, 0, 6, "which no VM was given (I1)");
  judged(IdealUnit::kRing + 3 * 64, 0, 6, "record 0 is written to");
}

}  // namespace
}  // namespace openpml::testing_unit
