// SPDX-License-Identifier: Apache-2.0
// Every address of the register space against docs/registers.md, and the register port and the memory port under back-pressure.
#include <string>

#include "register_rules.hpp"
#include "rig.hpp"

namespace openpml {
namespace {

class Registers : public UnitTest {};
INSTANTIATE_TEST_SUITE_P(Engine, Registers, testing::ValuesIn(directed_engines()));

void expect_last_error(Rig& r, uint32_t addr, uint32_t code) {
  EXPECT_EQ(r.dom0().read32(regs::GLOBAL_LAST_ERROR), addr << 16 | code);
}

TEST_P(Registers, I2_EveryAddressAnswersAsItsDescriptionSays) {
  Rig& r = rig("small");
  for (uint32_t addr = 0; addr < 0x10000; addr += 4) {
    SCOPED_TRACE("address " + std::to_string(addr));
    bool ok = false;
    r.dom0().read32(addr, &ok);
    const uint32_t want = read_error(r.params, addr);
    ASSERT_EQ(ok, want == 0);
    if (want) expect_last_error(r, addr, want);
    const RegPlace at = find_register(r.params, addr);
    const uint32_t reserved = at.word ? ~at.word->writable : 0;
    if (at.word && reserved == 0) continue;  // no value is refused as such
    ASSERT_FALSE(r.dom0().write32(addr, reserved & -reserved));
    expect_last_error(r, addr, write_error(r.params, addr, reserved & -reserved, 0xF));
  }
}

TEST_P(Registers, I2_PartialAndUnalignedAccessesAreRefused) {
  Rig& r = rig("small");
  for (const regs::Block& b : regs::BLOCKS) {
    for (const regs::Word& w : b.words) {
      if (elements(r.params, b) == 0) continue;
      const uint32_t addr = b.base + w.off;
      ASSERT_FALSE(r.dom0().write32(addr, 0, 0x7)) << b.name << "." << w.name;
      expect_last_error(r, addr, regs::ERR_BAD_ACCESS);
    }
  }
  ASSERT_FALSE(r.dom0().write32(regs::GLOBAL_SCRATCH + 2, 0));
  expect_last_error(r, regs::GLOBAL_SCRATCH + 2, regs::ERR_BAD_ACCESS);
  bool ok = true;
  EXPECT_EQ(r.dom0().read32(regs::GLOBAL_SCRATCH + 1, &ok), 0u);
  EXPECT_FALSE(ok);
}

TEST_P(Registers, I2_ConfigurationOfARunningVmIsRefused) {
  Rig& r = rig("small");
  r.start(bitmap_vm(0, 8192, {0}));
  for (const uint32_t off : {regs::VM_CONFIG, regs::VM_LIMIT, regs::VM_W_BASE0, regs::VM_VECTOR, regs::VM_INIT_A}) {
    const uint32_t addr = Dom0::vm_reg(0, off);
    EXPECT_FALSE(r.dom0().write32(addr, 0));
    expect_last_error(r, addr, regs::ERR_WRONG_STATE);
  }
  EXPECT_FALSE(r.dom0().write64(regs::GLOBAL_RING_BASE, 0));
  EXPECT_FALSE(r.dom0().write32(Dom0::vcpu_reg(0, regs::VCPU_INDEX), 5));
}

/// Reads and writes are offered at once: the write goes first, and neither is lost.
TEST_P(Registers, AReadBesideAWrite) {
  Rig& r = rig("small");
  enum { kWait, kOffered, kTaken, kDone } step = kWait;
  uint64_t written_at = 0, read_at = 0;
  uint32_t value = 0;
  r.sim.set_drive([&](Inputs& in) {
    if (step == kOffered && r.sim.out().s_arready) step = kTaken;
    if (step == kTaken && r.sim.out().s_rvalid) {
      step = kDone;
      read_at = r.sim.cycle();
      value = r.sim.out().s_rdata;
    }
    if (step == kWait && in.s_awvalid && in.s_wvalid) step = kOffered;
    if (step == kOffered) {
      in.s_arvalid = true;
      in.s_araddr = regs::GLOBAL_SCRATCH;
    }
    if (step != kWait) in.s_rready = true;
  });
  r.dom0().post_write(regs::GLOBAL_SCRATCH, 0x1234, [&](bool ok) {
    EXPECT_TRUE(ok);
    written_at = r.sim.cycle();
  });
  r.sim.run(60);
  EXPECT_EQ(step, kDone);
  EXPECT_LT(written_at, read_at);
  EXPECT_EQ(value, 0x1234u);
}

TEST_P(Registers, BackPressureOnEveryChannel) {
  Rig& r = rig("small");
  r.start(bitmap_vm(0, 32768, {0}));
  r.sim.mem().set_timing({.aw_stall = 250, .w_stall = 240, .ar_stall = 250, .b_stall = 250, .r_stall = 250});
  r.dom0().set_lite_jitter(250);
  for (unsigned round = 0; round < 3; ++round) {
    // every line twice, more lines than the store has: they are read back
    for (unsigned n = 0; n < 80; ++n) r.script.push({0, n % 40 * 512 + 2 * round + n / 40, n % 2 == 0});
    r.play();
    r.harvest(0);
  }
  r.sim.mem().set_timing({});
  r.dom0().set_lite_jitter(0);
  r.settle();
}

}  // namespace
}  // namespace openpml
