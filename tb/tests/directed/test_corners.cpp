// SPDX-License-Identifier: Apache-2.0
// Corners that random runs do not get to: they need a certain fill, a certain cycle, or hundreds of records.
#include <algorithm>

#include "rig.hpp"

namespace openpml {
namespace {

class Corners : public UnitTest {
 protected:
  static void quiet(Rig& r) {
    r.sim.run_until([&] { return r.sim.quiet(); }, "the unit to be at rest");
  }
  /// Whatever the VM is now, it is OFF and started again.
  static void again(Rig& r, unsigned vm) {
    r.dom0().reset_vm(vm);
    r.dom0().start_vm(r.dom0().config(vm));
  }
  /// Each vCPU's bank gets 1, 2, 4, ... most entries, is looked at, and forced out by a harvest.
  template <class Look>
  static void fill_banks(Rig& r, unsigned most, Look look) {
    VmConfig c = bitmap_vm(0, 4096, r.all_vcpus());
    c.filter_bypass = true;
    r.start(c);
    for (unsigned n = 1; n <= most; n *= 2) {
      for (const unsigned v : c.vcpus) {
        for (unsigned i = 0; i < n; ++i) r.script.push({static_cast<uint8_t>(v), i * 7ull, true});
        r.play();
        look(r, v, n);
        EXPECT_EQ(r.harvest(0).distinct_w, n);
      }
    }
  }
};
INSTANTIATE_TEST_SUITE_P(Engine, Corners, testing::ValuesIn(directed_engines()));

/// A harvest forces a bank out by what is in it: every bit of the count says that it is not empty.
TEST_P(Corners, E4_ABankIsForcedOutWhateverItHolds) {
  fill_banks(rig("small"), 512, [](Rig&, unsigned, unsigned) {});
}

/// A vCPU changes its VM only when its banks are empty: every bit of what they hold says that they are not.
TEST_P(Corners, I2_AVcpuIsNotReboundWhateverItsBanksHold) {
  fill_banks(rig("small"), 256, [](Rig& r, unsigned v, unsigned n) {
    EXPECT_EQ(r.sim.arch().vcpu[v].occ, n);
    EXPECT_FALSE(r.dom0().write32(Dom0::vcpu_reg(v, regs::VCPU_BIND), 0)) << n << " entries of vCPU " << v;
  });
}

/// Start counts of a restored VM in which each bit is 0 once and 1 once, for each kind.
TEST_P(Corners, E3_StartCountsOfEveryBit) {
  Rig& r = rig("mid");
  const uint64_t limit = std::min<uint64_t>(65'536, uint64_t{1} << r.params.pages_log2);
  struct {
    unsigned vm;
    uint64_t a, w;
  } const saved[] = {{0, 0xFFFF, 0x5555}, {1, 0xAAAA, 0x3333}, {0, 0x8421, 0x0842}, {1, 0xCCCC, 0xC0F0}};
  for (const auto& s : saved) {
    if (r.vm(s.vm).state != static_cast<uint8_t>(VmState::Off)) r.dom0().reset_vm(s.vm);
    VmConfig c = bitmap_vm(s.vm, limit, {s.vm});
    c.init_a = s.a % limit;
    c.init_w = s.w % limit;
    r.truth.bind(s.vm, s.vm, true, limit);
    r.prepare(c);
    auto& epoch = r.truth.current(s.vm) = {};
    const VmRegions& m = r.dom0().regions(s.vm);
    const auto fill = [&](uint64_t base, uint64_t pages, std::set<uint64_t>& truth) {
      auto bytes = r.sim.mem().view(base, limit / 8);
      std::ranges::fill(bytes, uint8_t{0});
      for (uint64_t g = 0; g < pages; ++g) bytes[g / 8] |= static_cast<uint8_t>(1u << (g % 8)), truth.insert(g);
    };
    fill(m.a[0], c.init_a, epoch.accessed);
    fill(m.w[0], c.init_w, epoch.written);
    for (uint32_t line = 0; line * 512ull < std::max(c.init_a, c.init_w); ++line) {
      const uint32_t kinds = (line * 512ull < c.init_a ? 1u << 30 : 0) | (line * 512ull < c.init_w ? 1u << 31 : 0);
      while (!r.dom0().write32(Dom0::vm_reg(s.vm, regs::VM_MARK), line | kinds)) {}
    }
    r.dom0().enable(s.vm);
    const Record rec = r.harvest(s.vm);
    EXPECT_EQ(rec.distinct_a, c.init_a);
    EXPECT_EQ(rec.distinct_w, c.init_w);
  }
}

/// The last entries of one VM leave its bank about when another VM's job may begin: in one of these rounds in the same cycle.
TEST_P(Corners, O2_TwoJobsThatMayBeginAtOnceAreTakenInTurn) {
  Rig& r = rig("mid");
  for (const unsigned vm : {0u, 1u}) {
    VmConfig c = bitmap_vm(vm, 4096, {vm});
    c.filter_bypass = true;
    r.start(c);
  }
  for (const uint8_t vm : {uint8_t{1}, uint8_t{0}}) {
    for (unsigned n = 0; n < 32; ++n) {
      for (unsigned i = 0; i < n; ++i) r.script.push({vm, i, true});
      r.play();
      const uint64_t before = r.dom0().records();
      r.dom0().post_command(vm, Cmd::Harvest);
      r.dom0().post_command(1u - vm, Cmd::Harvest);
      r.sim.run_until([&] { return r.dom0().records() == before + 2; }, "both records");
      quiet(r);
      r.dom0().peek_wait(vm);  // the other VM is the next in turn
      quiet(r);
    }
  }
}

/// The lists of touched lines of both buffers, whose roles take turns too, beside every state of another VM's lists.
TEST_P(Corners, E2_ListsOfOneVmStandBesideThoseOfAnother) {
  Rig& r = rig("mid");
  for (const unsigned vm : {0u, 1u}) r.start(bitmap_vm(vm, 32'768, {vm}));
  uint64_t n = 0;
  for (unsigned outer = 0; outer < 5; ++outer) {
    for (unsigned inner = 0; inner < 5; ++inner) {
      r.play({{0, ++n * 517 % 32'768, true}, {0, 32'767 - n, false}});
      r.harvest(0);
    }
    r.play({{1, ++n * 517 % 32'768, true}, {1, 32'767 - n, false}});
    r.harvest(1);
  }
}

TEST_P(Corners, G2_AnIndexIsWrittenOnlyWhenNothingIsUnderWay) {
  Rig& r = rig("small");
  VmConfig c = bitmap_vm(0, 4096, r.all_vcpus());
  r.start(c);
  const auto index = [&](unsigned v) { return r.dom0().write32(Dom0::vcpu_reg(v, regs::VCPU_INDEX), 99); };
  for (const unsigned v : c.vcpus) EXPECT_FALSE(index(v)) << "vCPU " << v << " of a VM in bitmap mode";
  r.dom0().disable(0);
  c.mode = Mode::Intel;
  r.start(c);
  for (const unsigned v : c.vcpus) EXPECT_FALSE(index(v)) << "vCPU " << v << " runs";
  for (const unsigned v : c.vcpus) {
    const uint32_t hold = Dom0::vcpu_reg(v, regs::VCPU_HOLD);
    r.dom0().write32(hold, 1);
    EXPECT_TRUE(index(v)) << "vCPU " << v << " is held";
    r.dom0().write32(hold, 0);
  }
}

/// More than 1024 pages of a raw log: every vCPU gets pages with high numbers, and the record ring goes round many times.
TEST_P(Corners, O3_ARawRingFarAlong) {
  Rig& r = rig("small");
  VmConfig c = log_vm(Mode::Raw, 0, 4096, r.all_vcpus());
  c.raw_log2 = 11;
  r.start(c);
  uint64_t n = 0;
  while (r.vm(0).raw_head < 1100) {
    for (const unsigned v : c.vcpus) r.script.push({static_cast<uint8_t>(v), ++n % 4096, true});
    r.play();
    r.harvest(0);  // sends each bank out, with one entry
  }
  EXPECT_EQ(r.counters(0).consolidated, n);
}

/// A ring of 1024 records that dom0 does not read: the last place is used, one more is not.
TEST_P(Corners, O2_ARingOf1024RecordsIsFilledToTheLastPlace) {
  Rig& r = rig("small");
  r.dom0().setup_ring(10);
  VmConfig c = bitmap_vm(0, 4096, {0});
  c.mode = Mode::Raw;  // nothing is logged: a harvest is a record and no more
  r.start(c);
  r.settle();
  r.dom0().hold_cons(true);
  const uint32_t from = r.sim.arch().prod;
  CmdStatus s = CmdStatus::Ok;
  for (unsigned n = 0; n < 1100 && s == CmdStatus::Ok; ++n) {
    s = r.dom0().command(0, Cmd::Harvest);
    r.sim.run_until([&] { return r.vm(0).job == 0; }, "the harvest", 10'000);
  }
  EXPECT_EQ(s, CmdStatus::NoRecordRoom);
  EXPECT_EQ(r.sim.arch().prod - from, 1023u) << "one is promised to the VM's stop";
  r.dom0().hold_cons(false);
  r.settle();
  r.harvest(0);
}

/// The recorder writes into the buffer in which the engine collects the summary.
TEST_P(Corners, E3_SummaryBesideTheRecordsOfRawPages) {
  Rig& r = rig("mid");
  r.start(bitmap_vm(0, 32'768, {0}));
  r.start(log_vm(Mode::Raw, 1, 32'768, {1}));
  uint64_t n = 0;
  r.script.generate([&](uint64_t, Access& a) {
    ++n;
    if (n % 8 == 0) a = {0, n * 64 % 32'768, n % 3 == 0};
    else a = {1, n % 32'768, true};
    return true;
  });
  for (unsigned i = 0; i < 25; ++i) {
    r.sim.run(600 + 37 * i % 100);
    r.harvest(0);
  }
  EXPECT_GT(r.dom0().records_of(1, RecType::RawPage), 30u);
  r.script.generate({});
  r.settle();
}

/// A VM's fault comes while a record of it is made: the record is VALID or INVALID as a whole.
TEST_P(Corners, I3_AFaultWhileARecordIsMade) {
  for (unsigned entry = 0; entry < 24; ++entry) {
    Rig& r = rig("small");
    r.compare_truth = false;
    r.start(log_vm(Mode::Raw, 0, 4096, {0, 1}));
    // vCPU 0's page goes first; an entry of the other one is refused soon after its last one was answered
    for (uint64_t i = 0; i < 40; ++i) r.script.push({0, i, true});
    for (uint64_t i = 0; i < 24; ++i) r.script.push({1, i, true});
    r.play();
    const uint64_t at = r.dom0().regions(0).raw + 4096 + 8 * (511 - entry);
    r.sim.mem().add_error({.lo = at, .hi = at + 8, .on_read = false, .count = 1});
    r.dom0().harvest(0, false);
    r.wait_state(0, VmState::FaultDone);
    quiet(r);
    EXPECT_EQ(r.dom0().read64(Dom0::vm_reg(0, regs::VM_FAULT_INFO)), at);
    for (const auto& s : r.seen)
      if (s.rec.valid) {
        EXPECT_EQ(s.rec.fault_code, 0u);
        EXPECT_EQ(s.rec.fault_info, 0u);
      }
  }
}

/// The record's own vector says that it is in memory, so a refused one raises the error vector alone.
TEST_P(Corners, O1_ARefusedRecordDoesNotRaiseItsVector) {
  Rig& r =
      rig("small", 2);  // with this seed the refused write reaches memory: bench and judge find the record after it
  r.compare_truth = false;
  r.dom0().write32(regs::GLOBAL_ERR_VECTOR, 1);
  r.start(bitmap_vm(0, 4096, {0}));
  r.settle();
  r.irqs.clear();
  const uint64_t ring = r.dom0().read64(regs::GLOBAL_RING_BASE);
  r.sim.mem().add_error({.lo = ring, .hi = ring + 64 * 64, .on_read = false, .count = 1});
  r.dom0().harvest(0, false);
  r.wait_state(0, VmState::FaultDone);
  r.settle();
  ASSERT_EQ(r.irqs.size(), 2u);
  EXPECT_EQ(r.irqs[0].second, 1u) << "the fault";
  EXPECT_EQ(r.irqs[1].second, 0u) << "the STOP record";
}

/// A byte with bad parity, wherever it lies in the line, is found when the line is written back.
TEST_P(Corners, I3_BadParityOfAnyByteIsFoundAtWriteBack) {
  Rig& r = rig("small");
  r.compare_truth = false;
  r.start(bitmap_vm(0, 1024, {0}));
  for (uint64_t byte = 0; byte < 64; ++byte) {
    r.dom0().write32(regs::GLOBAL_TEST_INJECT, regs::GLOBAL_TEST_INJECT_STORE_MASK);
    r.play({{0, 512 * (byte % 2) + 8 * byte + byte % 8, byte % 4 < 2}});
    r.dom0().harvest(0, false);
    r.wait_state(0, VmState::FaultDone);
    quiet(r);
    EXPECT_EQ(r.vm(0).fault_code, 3u);
    EXPECT_EQ(r.dom0().read64(Dom0::vm_reg(0, regs::VM_FAULT_INFO)), byte % 2);
    again(r, 0);
  }
}

}  // namespace
}  // namespace openpml
