// SPDX-License-Identifier: Apache-2.0
// Promises I1..I3: writes land in the VM's own regions, registers refuse what they must, errors stop one VM only.
#include "openpml/rng.hpp"
#include "rig.hpp"

namespace openpml {
namespace {

class Isolation : public UnitTest {};
INSTANTIATE_TEST_SUITE_P(Engine, Isolation, testing::ValuesIn(directed_engines()));

TEST_P(Isolation, I1_GfnAtAndPastTheLimitNeverReachesMemory) {
  for (const char* config : {"small", "axi64"}) {
    Rig& r = rig(config);
    const uint64_t limit = 20'001;
    r.start(bitmap_vm(0, limit, {0}));
    const unsigned log2 = r.params.pages_log2;
    const std::vector<uint64_t> bad = {limit,
                                       limit + 1,
                                       uint64_t{1} << log2,
                                       (uint64_t{1} << log2) + 5,
                                       uint64_t{1} << 32,
                                       (uint64_t{1} << 39) | 7,
                                       (uint64_t{1} << 40) - 1};
    for (const uint64_t g : bad) r.script.push({0, g, true});
    r.script.push({0, limit - 1, true});
    r.play();
    const Record rec = r.harvest(0);
    EXPECT_EQ(rec.distinct_w, 1u);
    EXPECT_EQ(r.counters(0).faulted, bad.size());
    EXPECT_EQ(r.dom0().read64(Dom0::vm_reg(0, regs::VM_LIMIT_GFN)), limit) << "the first one is kept";
    EXPECT_TRUE(r.reg(0, regs::VM_STATUS) & regs::VM_STATUS_LIMIT_GFN_VALID_MASK);
  }
}

TEST_P(Isolation, I1_EachVmWritesIntoItsOwnRegions) {
  Rig& r = rig("axi64");
  for (unsigned vm = 0; vm < 8; ++vm) r.start(bitmap_vm(vm, 512 * (vm + 1) + vm, {vm}));
  Rng rng(12);
  for (int e = 0; e < 3; ++e) {
    for (int i = 0; i < 3000; ++i) {
      const auto v = static_cast<uint8_t>(rng.below(8));
      r.script.push(
          {v, rng.chance(1, 10) ? rng.next() & 0xFFFFFFFFFF : rng.below(512u * (v + 1u) + v), rng.chance(1, 2)});
    }
    r.play();
    for (unsigned vm = 0; vm < 8; ++vm) r.harvest(vm);  // each compared with the truth; guards at the end
  }
}

TEST_P(Isolation, I2_UnitNamesItself) {
  Rig& r = rig("axi64");
  EXPECT_EQ(r.dom0().read32(regs::GLOBAL_MAGIC), regs::MAGIC);
  EXPECT_EQ(r.dom0().read32(regs::GLOBAL_VERSION) >> 16, regs::VERSION_MAJOR);
  EXPECT_EQ(r.dom0().read32(regs::GLOBAL_LENGTH), regs::LENGTH);
  EXPECT_EQ(r.dom0().read32(regs::GLOBAL_CAP0), 8u | 8u << 8 | 24u << 16 | 6u << 24);
  EXPECT_EQ(r.dom0().read32(regs::GLOBAL_CAP1), 512u | 16u << 16 | 1u << 24);
  EXPECT_EQ(r.dom0().read32(regs::GLOBAL_CAP2), 256u | 64u << 16);
}

TEST_P(Isolation, I2_BadConfigurationIsRefusedWithAStatus) {
  Rig& r = rig();
  Dom0& d = r.dom0();
  EXPECT_EQ(d.command(0, Cmd::Enable), CmdStatus::BadConfig) << "before the buffers are set";
  const VmConfig c = bitmap_vm(0, 1 << 16, {0});
  d.setup_vm(c);
  const auto at = [](uint32_t off) { return Dom0::vm_reg(0, off); };
  EXPECT_FALSE(d.write32(at(regs::VM_W_BASE0), 0x10200)) << "unaligned base";
  EXPECT_EQ(d.read32(regs::GLOBAL_LAST_ERROR), 4u | at(regs::VM_W_BASE0) << 16);
  const auto refused_with = [&](uint32_t off, uint64_t value, uint64_t good, const char* what) {
    d.write64(at(off), value);
    EXPECT_EQ(d.command(0, Cmd::Enable), CmdStatus::BadConfig) << what;
    d.write64(at(off), good);
  };
  refused_with(regs::VM_LIMIT, 0, 1 << 16, "limit 0");
  refused_with(regs::VM_LIMIT, (1 << 24) + 1, 1 << 16, "limit past the map");
  refused_with(regs::VM_W_BASE1, 0, d.regions(0).w[1], "no written bitmap 1");
  refused_with(regs::VM_A_BASE0, 0, d.regions(0).a[0], "no accessed bitmap 0");
  refused_with(regs::VM_SUM_BASE0, 0, d.regions(0).sum[0], "no summary");
  refused_with(regs::VM_A_BASE1, 0xFFFFFFFFFFFFF000, d.regions(0).a[1],
               "bitmap past the end of memory: fits only up to 4 KiB");
  d.write32(at(regs::VM_VECTOR), 16);
  EXPECT_EQ(d.command(0, Cmd::Enable), CmdStatus::BadConfig) << "vector out of range";
  d.write32(at(regs::VM_VECTOR), 0);
  d.write32(at(regs::VM_CONFIG), 3);
  EXPECT_EQ(d.command(0, Cmd::Enable), CmdStatus::BadConfig) << "mode 3";
  d.setup_vm(c);
  d.enable(0);
  EXPECT_EQ(d.command(0, Cmd::Enable), CmdStatus::BadState) << "a second enable";
  EXPECT_FALSE(d.write32(at(regs::VM_LIMIT), 5)) << "configuration of a running VM";
  EXPECT_EQ(d.read32(regs::GLOBAL_LAST_ERROR), 5u | at(regs::VM_LIMIT) << 16);
  EXPECT_EQ(d.read32(at(regs::VM_LIMIT)), 1u << 16);
  EXPECT_FALSE(d.write32(regs::GLOBAL_RING_LOG2, 3)) << "the ring in use";
  EXPECT_FALSE(d.write32(regs::GLOBAL_MAGIC, 0)) << "read-only";
  EXPECT_FALSE(d.write32(regs::GLOBAL_SCRATCH, 1, 0x7)) << "strobes";
  bool ok = true;
  EXPECT_EQ(d.read32(regs::LENGTH, &ok), 0u);
  EXPECT_FALSE(ok) << "unmapped";
  EXPECT_EQ(d.command(0, static_cast<Cmd>(77)), CmdStatus::BadCommand);
}

/// What makes a configuration bad, bit by bit, and that it makes no other VM's bad.
TEST_P(Isolation, I2_BadLimitsAndModesOfOneVm) {
  Rig& r = rig("mid");
  Dom0& d = r.dom0();
  const auto reg = [](uint32_t off) { return Dom0::vm_reg(1, off); };
  d.setup_vm(bitmap_vm(0, 4096, {0}));
  d.setup_vm(bitmap_vm(1, 4096, {1}));
  const auto refused = [&](const std::string& what) {
    EXPECT_EQ(d.command(1, Cmd::Enable), CmdStatus::BadConfig) << what;
    d.enable(0);  // fails if it is refused
    d.disable(0);
  };
  const uint32_t ring = d.read32(regs::GLOBAL_RING_LOG2);
  if (d.write32(regs::GLOBAL_RING_LOG2, 0)) {
    EXPECT_EQ(d.command(0, Cmd::Enable), CmdStatus::BadConfig) << "a ring of one record";
  }
  EXPECT_TRUE(d.write32(regs::GLOBAL_RING_LOG2, ring));
  const uint64_t most = uint64_t{1} << r.params.pages_log2;
  for (uint64_t low = 1; low < most; low *= 2) {
    EXPECT_TRUE(d.write64(reg(regs::VM_LIMIT), most + low));
    refused("limit that is " + std::to_string(low) + " too large");
  }
  d.write64(reg(regs::VM_LIMIT), 4096);
  d.write32(reg(regs::VM_CONFIG), 3);
  refused("mode 3");
  d.write32(reg(regs::VM_CONFIG), static_cast<uint32_t>(Mode::Raw));
  for (uint32_t log2 = 17; log2 < 32; ++log2)
    if (d.write32(reg(regs::VM_RAW_LOG2), log2)) refused("a raw ring of 2^" + std::to_string(log2) + " pages");
  // a base is none only if both of its halves are 0; PREPARE writes no record
  EXPECT_TRUE(d.write64(regs::GLOBAL_RING_BASE, uint64_t{1} << 32));
  EXPECT_EQ(d.command(0, Cmd::Prepare), CmdStatus::Ok);
  r.wait_state(0, VmState::Prepared);
}

TEST_P(Isolation, I2_WhatTheUnitHasNoBitsForIsRefused) {
  Rig& r = rig("small");
  Dom0& d = r.dom0();
  const auto at = [](uint32_t off) { return Dom0::vm_reg(0, off); };
  ASSERT_EQ(d.read32(regs::GLOBAL_CAP3), r.params.addr_bits);
  const uint32_t too_high = 1u << (r.params.addr_bits - 32), too_many = 2u << r.params.pages_log2;
  const uint32_t high_words[] = {regs::GLOBAL_RING_BASE_HI, Dom0::vcpu_reg(0, regs::VCPU_LOG_BASE_HI),
                                 at(regs::VM_A_BASE0_HI),   at(regs::VM_A_BASE1_HI),
                                 at(regs::VM_W_BASE0_HI),   at(regs::VM_W_BASE1_HI),
                                 at(regs::VM_SUM_BASE0_HI), at(regs::VM_SUM_BASE1_HI),
                                 at(regs::VM_RAW_BASE_HI)};
  for (const uint32_t reg : high_words) {
    EXPECT_FALSE(d.write32(reg, too_high)) << std::hex << reg;
    EXPECT_EQ(d.read32(regs::GLOBAL_LAST_ERROR), 4u | reg << 16);
    EXPECT_TRUE(d.write32(reg, too_high - 1)) << std::hex << reg;
    EXPECT_EQ(d.read32(reg), too_high - 1);
    EXPECT_TRUE(d.write32(reg, 0));
  }
  for (const uint32_t reg : {at(regs::VM_LIMIT), at(regs::VM_INIT_A), at(regs::VM_INIT_W)}) {
    EXPECT_FALSE(d.write32(reg, too_many));
    EXPECT_FALSE(d.write32(reg + 4, 1));
    EXPECT_TRUE(d.write32(reg, too_many - 1));
    EXPECT_TRUE(d.write32(reg, 0));
  }
  VmConfig c = bitmap_vm(0, 1 << 15, {0});
  d.setup_vm(c);
  d.write64(at(regs::VM_W_BASE1), (uint64_t{1} << r.params.addr_bits) - 4096);
  EXPECT_EQ(d.command(0, Cmd::Enable), CmdStatus::BadConfig)
      << "4096 bytes are there, and the end of the last one carries out";
  d.write64(at(regs::VM_W_BASE1), (uint64_t{1} << r.params.addr_bits) - 8192);
  EXPECT_EQ(d.command(0, Cmd::Enable), CmdStatus::Ok);
}

TEST_P(Isolation, I2_AVcpuThatIsNotDrainedCannotBeRebound) {
  Rig& r = rig();
  r.start(bitmap_vm(0, 4096, {0}));
  r.start(bitmap_vm(1, 4096, {1}));
  const uint32_t bind = Dom0::vcpu_reg(0, regs::VCPU_BIND);
  r.play({{0, 5, true}});
  EXPECT_FALSE(r.dom0().write32(bind, 1u << 31 | 1));
  EXPECT_EQ(r.dom0().read32(bind), 1u << 31);
  r.harvest(0);
  EXPECT_TRUE(r.dom0().write32(bind, 1u << 31 | 1));
  r.truth.bind(0, 1, true, 4096);
  r.play({{0, 6, true}, {1, 6, true}});
  EXPECT_EQ(r.harvest(1).distinct_w, 1u);
  EXPECT_EQ(r.harvest(0).distinct_w, 0u);
}

struct Fault {
  Rig& r;
  explicit Fault(Rig& rig) : r(rig) {
    r.dom0().write32(regs::GLOBAL_ERR_VECTOR, 9);
    r.start(bitmap_vm(0, 1 << 16, {0}));
    r.start(bitmap_vm(1, 1 << 16, {1}));
  }
  /// VM 0 is FAULT_DONE with `code`; VM 1 went on.
  void expect(uint32_t code) {
    r.wait_state(0, VmState::FaultDone);
    r.settle();
    EXPECT_EQ(r.reg(0, regs::VM_FAULT_CODE), code);
    EXPECT_EQ(r.vm(1).state, static_cast<uint8_t>(VmState::Active));
    EXPECT_EQ(r.vm(1).fault_code, 0u);
    bool err_irq = false;
    for (const auto& [cycle, vec] : r.irqs) err_irq |= vec == 9;
    EXPECT_TRUE(err_irq) << "dom0's error interrupt";
    const Record& stop = r.dom0().last_record(0);
    EXPECT_EQ(stop.type, RecType::Stop);
    EXPECT_FALSE(stop.valid);
    EXPECT_EQ(stop.fault_code, code);
    r.play({{1, 3, true}, {0, 4, true}});
    EXPECT_GT(r.harvest(1).distinct_w, 0u) << "VM 1 goes on";
    // and VM 0 can be started again
    r.sim.mem().clear_errors();
    r.dom0().reset_vm(0);
    r.truth.current(0) = {};
    r.truth.ended(0).clear();
    r.dom0().enable(0);
    EXPECT_EQ(r.reg(0, regs::VM_FAULT_CODE), 0u);
    r.play({{0, 8, true}});
    EXPECT_EQ(r.harvest(0).distinct_w, 1u);
  }
};

TEST_P(Isolation, I3_WriteErrorStopsThatVmOnly) {
  for (const uint8_t resp : {kSlvErr, kDecErr}) {
    Rig& r = rig();
    Fault f(r);
    const uint64_t target = r.dom0().regions(0).w[0] + 64 * 5;
    r.sim.mem().add_error({target, target + 64, resp, false, true, 65536, 1});
    r.play({{0, 512 * 5 + 1, true}, {1, 512 * 5 + 1, true}});
    EXPECT_EQ(r.dom0().command(0, Cmd::Harvest), CmdStatus::Ok);
    r.sim.run_until([&] { return r.dom0().records_of(0, RecType::Harvest) == 1; }, "the record");
    EXPECT_FALSE(r.last().rec.valid) << "the epoch's record is INVALID";
    EXPECT_EQ(r.dom0().read64(Dom0::vm_reg(0, regs::VM_FAULT_INFO)), target);
    f.expect(1);
  }
}

TEST_P(Isolation, I3_ReadErrorStopsThatVmOnly) {
  Rig& r = rig("small");  // a store of 8 lines: lines come back and are read
  r.dom0().write32(regs::GLOBAL_ERR_VECTOR, 2);
  r.start(bitmap_vm(0, 32'768, {0}));
  r.sim.mem().add_error({0, UINT64_MAX, kSlvErr, true, false, 65536, 1});
  for (uint64_t i = 0; i < 1400; ++i) r.script.push({0, i * 512 % 32'768 + i / 64, true});
  r.play();
  r.wait_state(0, VmState::FaultDone);
  r.settle();
  EXPECT_EQ(r.reg(0, regs::VM_FAULT_CODE), 2u);
  const uint64_t info = r.dom0().read64(Dom0::vm_reg(0, regs::VM_FAULT_INFO));
  EXPECT_TRUE(r.sim.mem().where(info).starts_with("vm0.")) << r.sim.mem().where(info);
  EXPECT_FALSE(r.last().rec.valid);
  EXPECT_EQ(r.irqs.back().second == 2 || r.irqs[r.irqs.size() - 2].second == 2, true);
}

TEST_P(Isolation, I3_LogParityStopsThatVmOnly) {
  Rig& r = rig();
  Fault f(r);
  r.dom0().write32(regs::GLOBAL_TEST_INJECT, regs::GLOBAL_TEST_INJECT_LOG_MASK);
  r.play({{0, 3, true}, {1, 3, true}});
  EXPECT_EQ(r.dom0().read32(regs::GLOBAL_TEST_INJECT), 0u) << "used up";
  EXPECT_EQ(r.dom0().command(0, Cmd::Harvest), CmdStatus::Ok);
  f.expect(4);
}

TEST_P(Isolation, I3_StoreParityStopsThatVmOnly) {
  Rig& r = rig();
  Fault f(r);
  r.play({{0, 3, true}});
  r.dom0().write32(regs::GLOBAL_TEST_INJECT, regs::GLOBAL_TEST_INJECT_STORE_MASK);
  EXPECT_EQ(r.dom0().command(0, Cmd::Harvest), CmdStatus::Ok);
  f.expect(3);
}

TEST_P(Isolation, I3_FilterParityIsAMissAndHarmless) {
  Rig& r = rig();
  r.start(bitmap_vm(0, 4096, {0}));
  r.dom0().write32(regs::GLOBAL_TEST_INJECT, regs::GLOBAL_TEST_INJECT_FILTER_MASK);
  // pages between, since an event knows its own page from the two just ahead of it without the RAM
  r.play({{0, 3, true}, {0, 4, true}, {0, 5, true}, {0, 3, true}, {0, 6, true}, {0, 7, true}, {0, 3, true}});
  EXPECT_EQ(r.counters(0).logged, 6u) << "met once as a miss, then stored well";
  EXPECT_EQ(r.counters(0).absorbed, 1u);
  EXPECT_EQ(r.dom0().read64(regs::GLOBAL_FILTER_PARITY), 1u);
  EXPECT_EQ(r.harvest(0).distinct_w, 5u);
}

}  // namespace
}  // namespace openpml
