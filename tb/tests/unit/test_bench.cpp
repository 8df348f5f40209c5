// SPDX-License-Identifier: Apache-2.0
// The bench's own parts: register port and records of dom0, lock-step comparison.
#include <gtest/gtest.h>

#include <cstring>
#include <filesystem>
#include <fstream>

#include "fake_dut.hpp"
#include "lockstep.hpp"
#include "openpml/regs.hpp"
#include "openpml/sim.hpp"

namespace openpml {
namespace {

struct Bench {
  Bench() {
    auto d = std::make_unique<FakeDut>(Params{});
    dut = d.get();
    sim = std::make_unique<Sim>(std::move(d), 3);
  }
  FakeDut* dut;
  std::unique_ptr<Sim> sim;
};

TEST(Dom0, RegisterAccessesKeepTheirOrderUnderJitter) {
  Bench t;
  t.sim->dom0().set_lite_jitter(150);
  for (uint32_t i = 0; i < 200; ++i) t.sim->dom0().post_write(0x1C, i);
  EXPECT_EQ(t.sim->dom0().read32(0x1C), 199u);
  ASSERT_EQ(t.dut->writes.size(), 200u);
  for (uint32_t i = 0; i < 200; ++i) EXPECT_EQ(t.dut->writes[i].second, i);
  EXPECT_TRUE(t.sim->dom0().idle());
}

TEST(Dom0, RefusedWriteIsReported) {
  Bench t;
  t.dut->refuse[0x30] = 1;
  EXPECT_FALSE(t.sim->dom0().write32(0x30, 1));
  EXPECT_TRUE(t.sim->dom0().write32(0x30, 1));
}

TEST(Dom0, HarvestIsRetriedUntilAcceptedAndRefusalsAreCounted) {
  Bench t;
  Dom0& d = t.sim->dom0();
  const uint32_t status = Dom0::vm_reg(2, regs::VM_CMD_STATUS);
  t.dut->regs[status] = static_cast<uint32_t>(CmdStatus::BufferHeld);
  d.harvest(2);
  t.sim->run(100);
  EXPECT_TRUE(d.harvest_waiting(2));
  EXPECT_GT(d.harvests_refused(2), 3u);
  t.dut->regs[status] = static_cast<uint32_t>(CmdStatus::Ok);
  t.sim->run(30);
  EXPECT_FALSE(d.harvest_waiting(2));
  EXPECT_EQ(d.harvests_accepted(2), 1u);
}

TEST(Dom0, RecordsAreTakenByPhaseAcrossLaps) {
  Bench t;
  Dom0& d = t.sim->dom0();
  d.setup_ring(2);
  const uint64_t ring = t.dut->regs[regs::GLOBAL_RING_BASE] | uint64_t{t.dut->regs[regs::GLOBAL_RING_BASE_HI]} << 32;
  std::vector<uint32_t> seen;
  d.on_record = [&](const RecordView& v) { seen.push_back(v.rec.number); };
  t.sim->run(50);
  EXPECT_TRUE(seen.empty()) << "random memory must not look like a record";
  for (uint32_t n = 0; n < 11; ++n) {
    auto slot = t.sim->mem().view(ring + 64 * (n % 4), 64);
    std::memset(slot.data(), 0, 63);
    slot[0] = 1;
    std::memcpy(slot.data() + 56, &n, 4);
    slot[63] = (n >> 2 & 1) ? 0x00 : 0x80;
    t.sim->run(20);
    EXPECT_EQ(seen.size(), n + 1);
  }
  EXPECT_EQ(t.dut->regs[regs::GLOBAL_RING_CONS], 11u);
  EXPECT_EQ(seen.back(), 10u);
}

TEST(Lockstep, EqualUnitsRun) {
  auto dut = std::make_unique<LockstepDut>(std::make_unique<FakeDut>(Params{}), std::make_unique<FakeDut>(Params{}));
  LockstepDut* l = dut.get();
  Sim sim(std::move(dut), 1);
  sim.run(1000);
  EXPECT_EQ(l->cycles(), 1000u);
}

struct Faulty {
  explicit Faulty(const std::function<void(FakeDut&)>& fault, const std::string& file = "") {
    auto b = std::make_unique<FakeDut>(Params{});
    fault(*b);
    LockstepDut::Options o;
    o.dump_file = file;
    auto l = std::make_unique<LockstepDut>(std::make_unique<FakeDut>(Params{}), std::move(b), o);
    l->on_mismatch = [this] { ++hooks; };
    sim = std::make_unique<Sim>(std::move(l), 1);
  }
  std::string message() {
    try {
      sim->run(1000);
    } catch (const LockstepMismatch& e) {
      return e.what();
    }
    return "";
  }
  std::unique_ptr<Sim> sim;
  int hooks = 0;
};

TEST(Lockstep, OutputMismatchNamesCycleSignalAndValues) {
  const auto file = (std::filesystem::temp_directory_path() / "openpml_lockstep_test" / "inputs.txt").string();
  Faulty f([](FakeDut& d) { d.flip_cycle = 321; }, file);
  const std::string m = f.message();
  EXPECT_NE(m.find("cycle 321"), std::string::npos) << m;
  EXPECT_NE(m.find("can_accept: a=0xff b=0xfb"), std::string::npos) << m;
  EXPECT_EQ(f.hooks, 1);
  std::ifstream in(file);
  std::string text((std::istreambuf_iterator<char>(in)), {});
  EXPECT_NE(text.find("\n321:"), std::string::npos);
  EXPECT_NE(text.find("\n66:"), std::string::npos) << "256 cycles of history";
  EXPECT_EQ(text.find("\n65:"), std::string::npos);
  std::filesystem::remove_all(std::filesystem::path(file).parent_path());
}

TEST(Lockstep, StateMismatchNamesTheField) {
  Faulty f([](FakeDut& d) { d.wrong_state_cycle = 17; });
  const std::string m = f.message();
  EXPECT_NE(m.find("cycle 17"), std::string::npos) << m;
  EXPECT_NE(m.find("vm[1].epoch: a=0x0 b=0x1"), std::string::npos) << m;
  EXPECT_EQ(f.hooks, 1);
}

TEST(Lockstep, PayloadWithoutValidIsIgnored) {
  Params p;
  Outputs a, b;
  b.m_awaddr = 5;
  b.irq_vec = 3;
  b.s_rdata = 9;
  b.cut_vm = 1;
  EXPECT_TRUE(diff_outputs(p, a, b).empty());
  a.m_awvalid = b.m_awvalid = true;
  EXPECT_EQ(diff_outputs(p, a, b).size(), 1u);
}

}  // namespace
}  // namespace openpml
