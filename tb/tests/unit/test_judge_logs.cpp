// SPDX-License-Identifier: Apache-2.0
// The judge on raw and Intel log pages: quiet about the right ones, and one defect at a time.
#include <gtest/gtest.h>

#include "judge_expect.hpp"

namespace openpml::testing_unit {
namespace {

uint64_t entry(uint64_t gfn, bool write) { return gfn << 12 | uint64_t{write}; }

TEST(JudgeRaw, PagesExplainedByTheEvents) {
  IdealUnit u;
  u.start(0, 1000, regs::MODE_RAW);
  u.event(0, 1, false), u.event(1, 1, false), u.event(0, 1, true), u.event(0, 1, true), u.event(1, 2, true);
  u.raw_page(0, 0, 0, {entry(1, false), entry(1, true)});  // the second write was absorbed
  u.raw_page(0, 1, 1, {entry(2, true)});                   // vCPU 1's read of page 1 too: vCPU 0 logged it
  u.harvest(0);
  u.event(1, 1, false);  // a new epoch: must be logged again
  u.raw_page(0, 1, 2, {entry(1, false)});
  u.disable(0);
  u.judge.finish();
  EXPECT_GOOD(u);
  EXPECT_EQ(u.judge.log_entries_judged(), 4u);
}

struct WrongRaw {
  const char* name;
  std::function<void(IdealUnit&)> run;  ///< vCPU 0 read 1, wrote 1, wrote 2
  const char* says;
};
std::ostream& operator<<(std::ostream& o, const WrongRaw& w) { return o << w.name; }
class JudgeRawFinds : public ::testing::TestWithParam<WrongRaw> {};
TEST_P(JudgeRawFinds, ADefect) {
  IdealUnit u;
  u.start(0, 1000, regs::MODE_RAW);
  u.event(0, 1, false), u.event(0, 1, true), u.event(0, 2, true);
  GetParam().run(u);
  u.judge.finish();
  expect_bad(u, GetParam().says);
}
const std::vector<uint64_t> kRight{entry(1, false), entry(1, true), entry(2, true)};
INSTANTIATE_TEST_SUITE_P(
    Each, JudgeRawFinds,
    ::testing::Values(
        WrongRaw{"Order",
                 [](IdealUnit& u) {
                   u.raw_page(0, 0, 0, {kRight[1], kRight[0], kRight[2]});
                 },
                 "is not what was offered"},
        WrongRaw{"Lost",
                 [](IdealUnit& u) {
                   u.raw_page(0, 0, 0, {kRight[0], kRight[2]});
                 },
                 "next event that must be logged: gfn 1 (O3)"},
        WrongRaw{"LostAtTheEnd",
                 [](IdealUnit& u) {
                   u.raw_page(0, 0, 0, {kRight[0], kRight[1]}), u.disable(0);
                 },
                 "the first is gfn 2 (E1)"},
        WrongRaw{"Twice",
                 [](IdealUnit& u) {
                   u.raw_page(0, 0, 0, {kRight[0], kRight[0], kRight[1], kRight[2]});
                 },
                 "is not what was offered"},
        WrongRaw{"NoWriteBit",
                 [](IdealUnit& u) {
                   u.raw_page(0, 0, 0, {kRight[0], entry(1, false), kRight[2]});
                 },
                 "is not what was offered"},
        WrongRaw{"OtherVcpu", [](IdealUnit& u) { u.raw_page(0, 1, 0, kRight); }, "is not what was offered"},
        WrongRaw{"LowBits",
                 [](IdealUnit& u) {
                   u.raw_page(0, 0, 0, {kRight[0] | 4, kRight[1], kRight[2]});
                 },
                 "is not what was offered"},
        WrongRaw{"SlotPastTheRing", [](IdealUnit& u) { u.raw_page(0, 0, 4, kRight); }, "slot 4 is past the ring"},
        WrongRaw{"SlotTwice",
                 [](IdealUnit& u) {
                   u.raw_page(0, 0, 1, {kRight[0]}), u.raw_page(0, 0, 1, {kRight[1], kRight[2]});
                 },
                 "again before it was given back"},
        WrongRaw{"Count", [](IdealUnit& u) { u.raw_page(0, 0, 0, kRight, [](Rec& r) { r.written = 513; }); },
                 "513 entries"},
        WrongRaw{"LaterEpoch", [](IdealUnit& u) { u.raw_page(0, 0, 0, kRight, [](Rec& r) { r.epoch = 1; }); },
                 "RAW_PAGE of epoch 1, the current one is 0"},
        WrongRaw{"Empty", [](IdealUnit& u) { u.raw_page(0, 0, 0, {}); }, "without entries"},
        WrongRaw{"HarvestWithCounts",
                 [](IdealUnit& u) { u.raw_page(0, 0, 0, kRight), u.harvest(0, [](Rec& r) { r.written = 2; }); },
                 "counts in a mode without bitmaps"}),
    [](const auto& p) { return p.param.name; });

TEST(JudgeRaw, SlotsGivenBackMayComeAgain) {
  IdealUnit u;
  u.start(0, 1000, regs::MODE_RAW);
  for (uint32_t i = 0; i < 10; ++i) {
    u.event(0, i, true);
    u.raw_page(0, 0, i % 4, {entry(i, true)});
    u.write(IdealUnit::vm_reg(0, regs::VM_RAW_CONS), i + 1);
  }
  EXPECT_GOOD(u);
}

TEST(JudgeRaw, APageOfTheLastEpochBeforeTheNumbersWrap) {
  IdealUnit u;
  u.setup(0, 1000, regs::MODE_RAW);
  u.write(IdealUnit::vm_reg(0, regs::VM_EPOCH_INIT), 0xFFFFFFFF);
  u.enable(0, [](Rec& r) { r.epoch = 0xFFFFFFFF; });
  u.vms[0].epoch = 0xFFFFFFFF;
  u.event(0, 1, true);
  u.cut(0);
  u.raw_page(0, 0, 0, {entry(1, true)},
             [](Rec& r) { r.epoch = 0xFFFFFFFF; });  // made before the cut, looked at after it
  u.finish_harvest(0);
  EXPECT_GOOD(u);
  EXPECT_EQ(u.judge.log_entries_judged(), 1u);
}

/// Fills vCPU 0's log: 513 first writes, the page written as Intel mode does.
void fill_log(IdealUnit& u, uint64_t first, bool skid) {
  for (uint64_t i = 0; i < 512; ++i) u.mem.put_value(IdealUnit::log_base(0) + 8 * (511 - i), entry(first + i, true));
  for (uint64_t i = skid; i < 513; ++i) u.event(0, first + i, true);
}

TEST(JudgeIntel, FullPagesAtEachExitAndTheRestAtTheEnd) {
  IdealUnit u;
  u.start(0, 5000, regs::MODE_INTEL);
  for (uint64_t n = 0; n < 3; ++n) {
    fill_log(u, n * 512, n != 0);
    u.exits = 1, u.cycle(), u.cycle();
    u.exits = 0, u.write(IdealUnit::vcpu_reg(0, regs::VCPU_INDEX), 511);
  }
  u.mem.put_value(IdealUnit::log_base(0) + 8 * 511, entry(3 * 512, true));
  u.judge.finish();
  EXPECT_GOOD(u);
  EXPECT_EQ(u.judge.log_entries_judged(), 3u * 512 + 1);
}

TEST(JudgeIntel, EarlyDrainTakesWhatTheIndexSays) {
  for (const bool lost : {false, true}) {
    IdealUnit u;
    u.start(0, 5000, regs::MODE_INTEL);
    u.event(0, 1, true), u.event(0, 2, true);
    u.mem.put_value(IdealUnit::log_base(0) + 8 * 511, entry(1, true));
    u.mem.put_value(IdealUnit::log_base(0) + 8 * 510, entry(2, true));
    u.read(IdealUnit::vcpu_reg(0, regs::VCPU_INDEX), lost ? 510 : 509);
    u.write(IdealUnit::vcpu_reg(0, regs::VCPU_INDEX), 511);
    u.mem.zero(IdealUnit::log_base(0), 4096);
    u.judge.finish();
    if (lost) expect_bad(u, "the first is gfn 2 (E1)");
    else EXPECT_GOOD(u);
  }
}

/// The VM is stopped for it, but that is seen by its record only, and the page may be drained before.
TEST(JudgeIntel, AWriteThatMemoryRefusedNeedNotBeInThePage) {
  for (const bool exit : {false, true})
    for (const bool refused : {false, true}) {
      IdealUnit u;
      u.start(0, 5000, regs::MODE_INTEL);
      for (unsigned i = 0; i < 513; ++i) u.event(0, i, true);
      for (unsigned i = 0; i < 512; ++i)
        if (i != 100) u.mem.put_value(IdealUnit::log_base(0) + 8 * (511 - i), entry(i, true));
      u.cycle([](Inputs& in, Outputs& out) {
        out.m_awvalid = in.m_awready = true;
        out.m_awaddr = IdealUnit::log_base(0) + 8 * 411;
        out.m_awsize = 3;
      });
      u.cycle([&](Inputs& in, Outputs& out) {
        in.m_bvalid = out.m_bready = true;
        in.m_bresp = refused ? 2 : 0;
      });
      if (exit) {
        u.exits = 1, u.cycle();
      } else {
        u.read(IdealUnit::vcpu_reg(0, regs::VCPU_INDEX), 400);
        u.write(IdealUnit::vcpu_reg(0, regs::VCPU_INDEX), 511);
      }
      if (refused) EXPECT_GOOD(u);
      else expect_bad(u, "index 411: entry");
    }
}

TEST(JudgeIntel, AfterDisableTheIndexTellsNothingAndThePageIsJudgedAtOnce) {
  for (const bool lost : {false, true}) {
    IdealUnit u;
    u.start(0, 5000, regs::MODE_INTEL);
    u.event(0, 1, true), u.event(0, 2, true);
    u.mem.put_value(IdealUnit::log_base(0) + 8 * 511, entry(1, true));
    if (!lost) u.mem.put_value(IdealUnit::log_base(0) + 8 * 510, entry(2, true));
    u.disable(0);
    u.read(IdealUnit::vcpu_reg(0, regs::VCPU_INDEX), 0xFFFF);  // taken away by the end of the job
    u.mem.zero(IdealUnit::log_base(0), 4096);
    u.write(IdealUnit::vcpu_reg(0, regs::VCPU_INDEX), 511);
    u.judge.finish();
    if (lost) expect_bad(u, "the first is gfn 2 (E1)");
    else EXPECT_GOOD(u);
    EXPECT_EQ(u.judge.log_entries_judged(), lost ? 1u : 2u);
  }
}

TEST(JudgeIntel, DisableDropsTheEventThatWaitsForItsExit) {
  for (const uint64_t dropped : {1, 3}) {
    IdealUnit u;
    u.start(0, 5000, regs::MODE_INTEL);
    fill_log(u, 0, false);
    u.exits = 1, u.cycle(), u.cycle();
    u.disable(0);
    u.exits = 0, u.cycle();
    u.judge.check_counters(0, {.accepted = 513, .discarded = dropped, .consolidated = 513 - dropped, .guest_exits = 1});
    if (dropped == 1) EXPECT_GOOD(u);
    else expect_bad(u, "counter discarded is 3, expected 2 (E1)");  // two vCPUs
  }
}

TEST(JudgeIntel, ALostEntryOrAnEarlyExitIsFound) {
  IdealUnit u;
  u.start(0, 5000, regs::MODE_INTEL);
  fill_log(u, 0, false);
  u.mem.put_value(IdealUnit::log_base(0) + 8 * 100, entry(9, true));
  u.exits = 1, u.cycle();
  expect_bad(u, "index 100: entry");
  IdealUnit early;
  early.start(0, 5000, regs::MODE_INTEL);
  early.event(0, 1, true), early.cycle();
  early.mem.put_value(IdealUnit::log_base(0) + 8 * 511, entry(1, true));
  early.exits = 1, early.cycle();
  expect_bad(early, "index 510: entry");
}

}  // namespace
}  // namespace openpml::testing_unit
