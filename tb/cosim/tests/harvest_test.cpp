// SPDX-License-Identifier: Apache-2.0
// The whole way: messages, registers, generator, unit, DMA into the client's memory, interrupt. What is in the bitmaps must be what the
// generator's closed form says.
#include <gtest/gtest.h>

#include "cosim/engine.hpp"
#include "cosim/tests/host_driver.hpp"
#include "openpml/regs.hpp"
#include "openpml/system_model.hpp"
#include "rtl_system.hpp"

namespace openpml::cosim {
namespace {

constexpr uint64_t kBus = 0x1'2345'6000;  // above 4 GiB
constexpr uint64_t kBytes = HostDriver::kPages * kPage;

std::set<uint64_t> range(uint64_t first, uint64_t pages) {
  std::set<uint64_t> s;
  for (uint64_t p = 0; p < pages; ++p) s.insert(first + p);
  return s;
}

class Harvest : public testing::TestWithParam<const char*> {
 protected:
  Harvest() {
    client.greet();
    client.bring_up();
  }
  void share_memory() { ASSERT_TRUE(client.map(kBus, kBytes, 0, &guest).ok()); }
  /// Ranges without a descriptor: the unit asks the client, which answers from the same bytes.
  void answer_messages() {
    client.by_message = &guest;
    client.by_message_at = kBus;
  }
  void serve_memory_by_messages() {
    ASSERT_TRUE(client.map(kBus, kBytes, 0, nullptr).ok());
    answer_messages();
  }
  void start_vm() {
    driver.configure();
    driver.enable();
  }
  void vm_command(uint32_t code) { client.reg(regs::VM_BASE + regs::VM_STRIDE + regs::VM_CMD, code); }
  void reset_function() { client.config(PciConfig::kExpress + 8, 0xA000, 2); }
  void expect_epoch(uint64_t first, uint32_t pages, uint32_t passes = 2) {
    driver.generate(first, pages, passes);
    const Record r = driver.harvest();
    EXPECT_TRUE(r.valid);
    EXPECT_EQ(r.distinct_a, pages);
    EXPECT_EQ(r.distinct_w, pages);
    EXPECT_EQ(driver.accessed(r), range(first, pages));
    EXPECT_EQ(driver.written(r), range(first, pages));
    driver.release(r);
  }
  GuestMemory guest{kBytes};
  FakeClient client{make_engine(GetParam(), 7, "")};
  HostDriver driver{client, guest, kBus};
};

TEST_P(Harvest, BitmapsAreTheGeneratorsSet) {
  share_memory();
  start_vm();
  expect_epoch(700, 1500);
  expect_epoch(20'000, 33);
  expect_epoch(0, 9);
  EXPECT_EQ(client.function.memory().messages(), 0u);
  EXPECT_EQ(client.function.counts().refused, 0u);
}

INSTANTIATE_TEST_SUITE_P(Engines, Harvest, testing::Values("model", "rtl", "lockstep"),
                         [](const auto& i) { return std::string(i.param); });

class HarvestModel : public Harvest {};
INSTANTIATE_TEST_SUITE_P(Engines, HarvestModel, testing::Values("model"),
                         [](const auto& i) { return std::string(i.param); });

TEST_P(HarvestModel, EveryPageIsAMapOfItsOwn) {
  for (uint64_t p = 0; p < HostDriver::kPages; ++p)
    ASSERT_TRUE(client.map(kBus + p * kPage, kPage, p * kPage, &guest).ok());
  start_vm();
  expect_epoch(123, 5000);
}

TEST_P(HarvestModel, ByMessages) {
  serve_memory_by_messages();
  start_vm();
  expect_epoch(123, 600);
  expect_epoch(1000, 600);
  EXPECT_GT(client.dma_writes, 10u);
}

TEST_P(HarvestModel, HalfSharedHalfByMessages) {
  ASSERT_TRUE(client.map(kBus, 4 * kPage, 0, &guest).ok());
  ASSERT_TRUE(client.map(kBus + 4 * kPage, kBytes - 4 * kPage, 4 * kPage, nullptr).ok());
  answer_messages();
  start_vm();
  expect_epoch(30'000, 600);
  EXPECT_GT(client.dma_writes, 4u);
}

/// Registers are answered while the unit waits for the client's memory, over and over.
TEST_P(HarvestModel, RegistersAnswerWhileDmaWaits) {
  serve_memory_by_messages();
  driver.configure();
  client.hold_dma = true;
  vm_command(regs::CMD_ENABLE);
  for (unsigned i = 0; i < 50; ++i) {
    client.run(10);
    ASSERT_EQ(client.reg(regs::GLOBAL_MAGIC), regs::MAGIC);
  }
  EXPECT_GT(client.function.memory().unanswered(), 0u);
  client.hold_dma = false;
  EXPECT_EQ(driver.wait_record().type, RecType::Enable);
}

TEST_P(HarvestModel, MasteringOffFaultsTheVm) {
  share_memory();
  start_vm();
  client.config(PciConfig::kCommand, 2, 2);
  driver.generate(0, 3000, 1);
  vm_command(regs::CMD_HARVEST);
  client.run(200);
  const uint32_t code = driver.vm(regs::VM_FAULT_CODE);
  EXPECT_TRUE(code == regs::FAULT_WR_ERROR || code == regs::FAULT_RD_ERROR) << code;
  EXPECT_FALSE(driver.record());
  EXPECT_GT(client.function.unit().memory_port().counts().errors, 0u);
}

TEST_P(HarvestModel, UnmapUnderTheUnitFaultsTheVmAndWritesNothingElsewhere) {
  GuestMemory other(kBytes);
  share_memory();
  ASSERT_TRUE(client.map(kBus + kBytes, kBytes, 0, &other).ok());
  start_vm();
  driver.start_generator(0, 30'000, 1);
  client.run(20);
  ASSERT_TRUE(client.unmap(kBus, kBytes).ok());
  std::ranges::fill(guest.bytes(), 0x5A);
  client.run(2000);
  EXPECT_NE(driver.vm(regs::VM_FAULT_CODE), 0u);
  EXPECT_TRUE(std::ranges::all_of(guest.bytes(), [](uint8_t b) { return b == 0x5A; }));
  EXPECT_TRUE(std::ranges::all_of(other.bytes(), [](uint8_t b) { return b == 0; }));
}

class FlrUnderTraffic : public Harvest {};
INSTANTIATE_TEST_SUITE_P(Engines, FlrUnderTraffic, testing::Values("model", "lockstep"),
                         [](const auto& i) { return std::string(i.param); });

/// At many moments of a harvest: after the reset nothing is written any more, and the unit can be set up anew and is exact.
TEST_P(FlrUnderTraffic, TheUnitStartsAgain) {
  share_memory();
  for (unsigned moment = 0; moment < 12; ++moment) {
    start_vm();
    driver.start_generator(5, 4000, 3);
    client.run(10 + 5 * moment);
    vm_command(regs::CMD_HARVEST);
    client.run(moment);
    reset_function();
    std::ranges::fill(guest.bytes(), 0x5A);
    client.run(20);
    ASSERT_TRUE(std::ranges::all_of(guest.bytes(), [](uint8_t b) { return b == 0x5A; })) << moment;
    client.config(PciConfig::kCommand, 6, 2);
    ASSERT_EQ(client.reg(regs::GLOBAL_RING_PROD), 0u);
    for (unsigned v = 0; v < 16; ++v) client.interrupts(v);
  }
  start_vm();
  expect_epoch(77, 900);
}

TEST_P(FlrUnderTraffic, RepliesOfBeforeTheResetComeLate) {
  serve_memory_by_messages();
  driver.configure();
  client.hold_dma = true;
  vm_command(regs::CMD_ENABLE);
  client.run(50);
  ASSERT_GT(client.function.memory().unanswered(), 0u);
  reset_function();
  client.config(PciConfig::kCommand, 6, 2);
  client.hold_dma = false;
  client.run(50);
  EXPECT_EQ(client.function.memory().unanswered(), 0u);
  start_vm();
  expect_epoch(77, 900);
}

/// A model that puts one wrong bit on the register port.
class Liar final : public Dut {
 public:
  explicit Liar(uint64_t cycle) : cycle_(cycle) {}
  const Params& params() const override { return model_.params(); }
  void arch(ArchState& s) const override { model_.arch(s); }
  void step(const Inputs& in, Outputs& out) override {
    model_.step(in, out);
    if (++now_ >= cycle_) out.s_rdata ^= 0x100;
  }

 private:
  SystemModel model_{system_params()};
  uint64_t cycle_, now_ = 0;
};

TEST(Lockstep, StopsWithTheDifference) {
  LockstepDut::Options o;
  o.dump_file = "";
  o.compare_arch = false;
  o.name_a = "model";
  o.name_b = "liar";
  FakeClient client(
      std::make_unique<LockstepDut>(std::make_unique<SystemModel>(system_params()), std::make_unique<Liar>(5000), o));
  client.greet();
  client.bring_up();
  EXPECT_EQ(client.reg(regs::GLOBAL_MAGIC), regs::MAGIC);
  try {
    while (client.function.unit().cycles() < 6000) client.reg(regs::GLOBAL_MAGIC);
    ADD_FAILURE() << "nobody saw it";
  } catch (const LockstepMismatch& e) {
    EXPECT_NE(std::string(e.what()).find("s_rdata"), std::string::npos) << e.what();
  }
}

/// A unit that answers nothing.
class Mute final : public Dut {
 public:
  const Params& params() const override { return params_; }
  void arch(ArchState&) const override {}
  void step(const Inputs&, Outputs& out) override { out = {}; }

 private:
  Params params_ = system_params();
};

TEST(Unit, ThatDoesNotAnswerIsAnError) {
  FakeClient client(std::make_unique<Mute>());
  client.greet();
  client.bring_up();
  EXPECT_THROW(client.reg(regs::GLOBAL_MAGIC), UnitStuck);
}

TEST_P(HarvestModel, MomentsToDieAt) {
  share_memory();
  const auto due = [&](const char* moment) { return Death(moment).due(client.function); };
  EXPECT_FALSE(Death().ever());
  EXPECT_TRUE(due("cycle:1"));
  EXPECT_FALSE(due("cycle:1000000000"));
  EXPECT_FALSE(due("access:1") || due("burst:1") || due("interrupt:1"));
  driver.configure();
  EXPECT_TRUE(due("access:10"));
  EXPECT_FALSE(due("burst:1") || due("interrupt:1"));
  driver.enable();
  EXPECT_TRUE(due("burst:1") && due("interrupt:1"));
  EXPECT_FALSE(due("interrupt:2"));
  EXPECT_FALSE(due("burst:1000000"));
}

/// Descriptors that wait for room in the completion ring wait for software; with room they are work.
TEST_P(HarvestModel, IngestIsWorkWhileItHasRoom) {
  using namespace regs;
  share_memory();
  for (unsigned d = 0; d < 4; ++d) {  // a page of 512 GFN words each, in the guest's page 2
    const uint64_t words[8] = {kBus + 2 * kPage, 2, uint64_t{512}, d, 0, 0, 0, 0};
    std::memcpy(guest.at(64 * d, 64).data(), words, 64);
  }
  client.reg64(INGEST_BASE + INGEST_DESC_BASE, kBus);
  client.reg(INGEST_BASE + INGEST_DESC_LOG2, 2);
  client.reg64(INGEST_BASE + INGEST_CPL_BASE, kBus + kPage);
  client.reg(INGEST_BASE + INGEST_CPL_LOG2, 1);
  client.reg(INGEST_BASE + INGEST_CTRL, 1);
  client.reg(INGEST_BASE + INGEST_DESC_TAIL, 4);
  client.run(1000);
  EXPECT_EQ(client.reg(INGEST_BASE + INGEST_CPL_PROD), 2u);
  EXPECT_TRUE(client.server.idle()) << "the ring is full";
  client.reg(INGEST_BASE + INGEST_CPL_CONS, 2);
  EXPECT_FALSE(client.server.idle());
  client.run(1000);
  EXPECT_EQ(client.reg(INGEST_BASE + INGEST_CPL_PROD), 4u);
  EXPECT_TRUE(client.server.idle());
  EXPECT_EQ(client.reg(INGEST_BASE + INGEST_CNT_BASE + 8), 2048u) << "entries";
}

TEST_P(HarvestModel, AnIdleUnitIsIdleAndWakes) {
  share_memory();
  client.run(1000);
  EXPECT_TRUE(client.server.idle());
  start_vm();
  driver.generate(0, 100, 1);
  driver.release(driver.harvest());
  client.run(1000);
  EXPECT_TRUE(client.server.idle());
  const uint64_t before = client.function.unit().cycles();
  client.run(10);
  EXPECT_EQ(client.function.unit().cycles() - before, 10 * FakeClient::kTurns * 400u) << "20,000 a second in 50 ticks";
  client.reg(regs::VM_BASE + regs::VM_STRIDE + regs::VM_PERIOD, 200'000);
  for (unsigned i = 0; i < 5; ++i) {  // a timer is work
    client.run(500);
    EXPECT_FALSE(client.server.idle());
  }
  client.reg(regs::VM_BASE + regs::VM_STRIDE + regs::VM_PERIOD, 0);
  client.run(1000);
  EXPECT_TRUE(client.server.idle());
}

TEST_P(HarvestModel, ASlowGeneratorIsWork) {
  share_memory();
  start_vm();
  client.reg(regs::GEN_BASE + regs::GEN_SEED, 1);
  driver.start_generator(0, 100, 1);
  client.reg(regs::GEN_BASE + regs::GEN_CTRL, regs::GEN_CTRL_STOP_MASK);
  client.run(50);
  client.reg(regs::GEN_BASE + regs::GEN_RATE, 1);  // an event in 65,536 cycles
  client.reg(regs::GEN_BASE + regs::GEN_CTRL, regs::GEN_CTRL_START_MASK);
  client.run(2000);
  EXPECT_FALSE(client.server.idle());
  EXPECT_GT(client.function.unit().cycles(), 2000u * FakeClient::kTurns * Pace::kSlice);
  client.reg(regs::GEN_BASE + regs::GEN_CTRL, regs::GEN_CTRL_STOP_MASK);
  client.run(1000);
  EXPECT_TRUE(client.server.idle());
}

}  // namespace
}  // namespace openpml::cosim
