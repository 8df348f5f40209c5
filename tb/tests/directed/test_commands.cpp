// SPDX-License-Identifier: Apache-2.0
// Every command in every state of the VM, of its buffers and of its banks: the status is the one of the table in docs/microarchitecture.md, section 8.
#include <array>
#include <string>

#include "rig.hpp"

namespace openpml {
namespace {

constexpr unsigned kOther = 9;
constexpr std::array<unsigned, 8> kCodes = {1, 2, 3, 4, 5, 6, 7, kOther};
constexpr auto kOk = CmdStatus::Ok, kState = CmdStatus::BadState, kBusy = CmdStatus::Busy,
               kHeld = CmdStatus::BufferHeld, kRoom = CmdStatus::NoRecordRoom, kCommand = CmdStatus::BadCommand;

class Commands : public UnitTest {
 protected:
  /// What is under way stays so for long enough.
  static void slow(Rig& r) { r.sim.mem().set_timing({.rd_min = 3000, .rd_max = 3000, .wr_min = 3000, .wr_max = 3000}); }
  static void rest(Rig& r) {
    r.sim.mem().set_timing({});
    r.sim.mem().clear_errors();
    r.sim.run_until([&] { return r.script.empty() && r.sim.idle() && r.vm(0).job == 0 && !r.vm(0).stop_pend; }, "rest",
                    200'000);
    r.sim.run(20);
  }
  static void bring(Rig& r, VmState s);
  /// The command's status; then everything comes to rest.
  static void expect_status(Rig& r, const std::string& when, unsigned code, CmdStatus want, unsigned buffer = 1) {
    SCOPED_TRACE("command " + std::to_string(code) + ", " + when);
    EXPECT_EQ(r.dom0().command(0, static_cast<Cmd>(code), buffer), want);
    rest(r);
  }
  Rig& small() {
    Rig& r = rig("small");
    r.compare_truth = false;
    return r;
  }
};
INSTANTIATE_TEST_SUITE_P(Engine, Commands, testing::ValuesIn(directed_engines()));

void Commands::bring(Rig& r, VmState s) {
  const VmConfig c = bitmap_vm(0, 8192, {0});
  if (s == VmState::Off || s == VmState::Enabling || s == VmState::Prepared) {
    r.dom0().setup_vm(c);
  } else {
    r.start(c);
    r.play({{0, 1, true}, {0, 600, true}});
  }
  if (s == VmState::Enabling || s == VmState::Stopping || s == VmState::Resetting || s == VmState::Faulted) slow(r);
  switch (s) {
    case VmState::Off:
    case VmState::Active: break;
    case VmState::Enabling: r.dom0().enable(0, false); break;
    case VmState::Stopping: EXPECT_EQ(r.dom0().command(0, Cmd::Disable), kOk); break;
    case VmState::Resetting: EXPECT_EQ(r.dom0().command(0, Cmd::Reset), kOk); break;
    case VmState::Prepared: EXPECT_EQ(r.dom0().command(0, Cmd::Prepare), kOk); break;
    case VmState::Faulted:
    case VmState::FaultDone:
      r.sim.mem().add_error({.on_read = false, .count = 1});
      r.dom0().harvest(0, false);
      break;
  }
  r.wait_state(0, s);
}

TEST_P(Commands, InEveryState) {
  const std::array<std::array<CmdStatus, 8>, 8> want = {{
      // OFF, ENABLING, ACTIVE, STOPPING, RESETTING, FAULTED, FAULT_DONE, PREPARED
      {kOk, kState, kState, kState, kState, kState, kState, kOk},     // ENABLE
      {kState, kState, kOk, kState, kState, kState, kState, kState},  // HARVEST
      {kState, kState, kOk, kState, kState, kState, kState, kState},  // PEEK
      {kState, kState, kOk, kState, kState, kState, kState, kState},  // DISABLE
      {kState, kState, kOk, kOk, kState, kOk, kOk, kState},           // RESET
      {kState, kState, kState, kState, kState, kState, kState, kState},
      {kOk, kState, kState, kState, kState, kState, kState, kState},  // PREPARE
      {kCommand, kCommand, kCommand, kCommand, kCommand, kCommand, kCommand, kCommand},
  }};
  for (unsigned s = 0; s < 8; ++s) {
    for (unsigned k = 0; k < kCodes.size(); ++k) {
      Rig& r = small();
      bring(r, static_cast<VmState>(s));
      r.play({{0, 5, true}});  // an event of a VM in this state
      ASSERT_EQ(r.vm(0).state, s);
      expect_status(r, "in state " + std::to_string(s), kCodes[k], want[k][s]);
    }
  }
}

TEST_P(Commands, WhateverTheBuffersAre) {
  const std::array<std::array<CmdStatus, 3>, 8> want = {{
      // the other buffer is free, in flight, held by dom0
      {kState, kState, kState},
      {kOk, kBusy, kHeld},       // HARVEST
      {kOk, kBusy, kOk},         // PEEK
      {kOk, kBusy, kOk},         // DISABLE
      {kOk, kOk, kOk},           // RESET
      {kState, kState, kOk},     // RELEASE
      {kState, kState, kState},  // PREPARE
      {kCommand, kCommand, kCommand},
  }};
  for (const unsigned current : {0u, 1u}) {
    for (unsigned other = 0; other < 3; ++other) {
      for (unsigned k = 0; k < kCodes.size(); ++k) {
        Rig& r = small();
        r.dom0().set_release(Dom0::Release::Manual);
        bring(r, VmState::Active);
        for (unsigned n = 0; n < (other == 0 ? current : 1 + !current);
             ++n) {  // each harvest makes the other buffer the current one
          const unsigned ends = r.vm(0).cur_buf;
          const bool last = other == 1 && n == (1 + !current) - 1u;
          if (last) {
            slow(r);
            EXPECT_EQ(r.dom0().command(0, Cmd::Harvest), kOk);
            break;
          }
          r.harvest(0);
          r.settle();
          const bool keep = other == 2 && r.vm(0).cur_buf == current;
          if (!keep) {
            EXPECT_EQ(r.dom0().command(0, Cmd::Release, ends), kOk);
          }
        }
        ASSERT_EQ(r.vm(0).cur_buf, current);
        ASSERT_EQ(current ? r.vm(0).owner0 : r.vm(0).owner1, other);
        expect_status(r, "epoch in buffer " + std::to_string(current) + ", the other " + std::to_string(other),
                      kCodes[k], want[k][other], !current);
      }
    }
  }
}

TEST_P(Commands, WhateverTheBanksHold) {
  const std::array<CmdStatus, 8> want = {kState, kOk, kOk, kOk, kOk, kState, kState, kCommand};
  for (const unsigned events : {0u, 10u, 600u, 1024u + 16 * 40}) {
    for (unsigned k = 0; k < kCodes.size(); ++k) {
      Rig& r = small();
      r.start(bitmap_vm(0, 32768, {0}));
      slow(r);
      for (unsigned n = 0; n < events; ++n)
        r.script.push({0, (n % 64) * 512 + n / 64, true});  // each in another line than the one before
      r.sim.run(2 * events + 100);
      const VcpuArch v = r.sim.arch().vcpu[0];
      ASSERT_EQ(v.drain != 0, events >= 600);
      ASSERT_EQ(v.cnt == 512, events > 1024) << v.cnt;
      ASSERT_EQ(v.cnt == 0, events == 0);
      expect_status(r, "after " + std::to_string(events) + " events", kCodes[k], want[k]);
    }
  }
}

TEST_P(Commands, OfRawAndIntelVms) {
  const std::array<CmdStatus, 8> want = {kState, kOk, kCommand, kOk, kOk, kState, kState, kCommand};
  for (const Mode mode : {Mode::Raw, Mode::Intel}) {
    for (const bool filled : {false, true}) {
      for (unsigned k = 0; k < kCodes.size(); ++k) {
        Rig& r = small();
        VmConfig c = bitmap_vm(0, 8192, {0});
        c.mode = mode;
        r.start(c);
        if (filled) r.play({{0, 1, true}, {0, 2, false}});
        expect_status(r, mode == Mode::Raw ? "raw" : "Intel", kCodes[k], want[k]);
      }
    }
  }
}

TEST_P(Commands, WithoutRoomForRecords) {
  Rig& r = small();
  r.dom0().setup_ring(1);  // one running VM's stop record, and one more
  bring(r, VmState::Active);
  r.dom0().hold_cons(true);
  EXPECT_EQ(r.dom0().command(0, Cmd::Peek), kOk);
  rest(r);
  for (const Cmd c : {Cmd::Harvest, Cmd::Peek, Cmd::Disable}) EXPECT_EQ(r.dom0().command(0, c), kRoom);
  EXPECT_EQ(r.dom0().command(0, Cmd::Reset), kOk) << "its record was promised at ENABLE";
  r.wait_state(0, VmState::Off);
  EXPECT_EQ(r.dom0().command(0, Cmd::Enable), kRoom);
  r.dom0().hold_cons(false);
  rest(r);
  EXPECT_EQ(r.dom0().command(0, Cmd::Enable), kOk);
  r.wait_state(0, VmState::Active);
  rest(r);
}

TEST_P(Commands, WhilePrepareIsUnderWay) {
  for (const Cmd c : {Cmd::Enable, Cmd::Prepare}) {
    Rig& r = rig();
    r.dom0().setup_vm(bitmap_vm(0, uint64_t{1} << 20, {0}));  // 64 groups to wipe in each buffer
    EXPECT_EQ(r.dom0().command(0, Cmd::Prepare), kOk);
    ASSERT_EQ(r.vm(0).state, static_cast<uint8_t>(VmState::Off));
    EXPECT_EQ(r.dom0().command(0, c), kBusy);
    r.wait_state(0, VmState::Prepared);
    rest(r);
  }
}

TEST_P(Commands, PrepareOfARawVm) {
  Rig& r = small();
  VmConfig c = bitmap_vm(0, 8192, {0});
  c.mode = Mode::Raw;
  r.dom0().setup_vm(c);
  EXPECT_EQ(r.dom0().command(0, Cmd::Prepare), kCommand);
  c.limit = 8192;
  EXPECT_TRUE(r.dom0().write64(Dom0::vm_reg(0, regs::VM_LIMIT), 0));
  for (const Cmd bad : {Cmd::Prepare, Cmd::Enable}) EXPECT_EQ(r.dom0().command(0, bad), CmdStatus::BadConfig);
}

}  // namespace
}  // namespace openpml
