// SPDX-License-Identifier: Apache-2.0
// The RTL half of the PCIe boards behind a model of the bridge IP: registers, traffic through the tap, harvest, interrupts, resets. Every
// test runs on both halves: axi_pcie (128 bits, 32-bit addresses, MSI) and XDMA (256 bits, MSI-X).
#include <gtest/gtest.h>

#include <numeric>

#include "../../driver/include/pml_regs.h"
#include "pcie/host_driver.hpp"
#include "pcie/traffic.hpp"

namespace openpml::pcie {
namespace {

class Pcie : public testing::TestWithParam<BoardHalf> {
 protected:
  explicit Pcie(uint64_t seed = 11) : bridge(GetParam(), seed), dom0(bridge, 0x12340000), traffic(bridge) {}
  void TearDown() override { EXPECT_EQ(bridge.problems(), std::vector<std::string>{}); }

  void bring_up() {
    bridge.enable_interrupts(true);
    dom0.open_host();
    dom0.configure();
    dom0.enable();
  }
  /// An epoch of traffic, and that the harvest is its truth.
  void exact_epoch(unsigned bursts) {
    traffic.forget_truth();
    traffic.queue(bursts);
    ASSERT_TRUE(bridge.finish());
    EXPECT_EQ(traffic.verify(), std::vector<std::string>{});
    dom0.wait_tap();
    bridge.master().forget();
    const Harvest got = dom0.harvest();
    EXPECT_EQ(got.accessed, traffic.accessed());
    EXPECT_EQ(got.written, traffic.written());
    EXPECT_EQ(got.distinct_accessed, traffic.accessed().size());
    EXPECT_EQ(got.distinct_written, traffic.written().size());
  }

  Bridge bridge;
  HostDriver dom0;
  Traffic traffic;
};

TEST_P(Pcie, ShellAndUnitAnswerInBar0) {
  EXPECT_EQ(dom0.load(kShellId), 0x424C4D50u);
  EXPECT_EQ(dom0.load(kShellBoard), GetParam().board);
  EXPECT_EQ(dom0.load(kShellStatus),
            kLinkUp | kDramReady | (GetParam().msix ? kMsix : 0) | (GetParam().windowed ? kWindowed : 0));
  EXPECT_EQ(dom0.load(PML_GLOBAL_MAGIC), PML_MAGIC);
  EXPECT_EQ(dom0.load(PML_TAP_BASE + PML_TAP_CAP) >> 8 & 0xFF, 30u);
  dom0.store(PML_GLOBAL_SCRATCH, 0xCAFE1234);
  EXPECT_EQ(dom0.load(PML_GLOBAL_SCRATCH), 0xCAFE1234u);
}

TEST_P(Pcie, WideAccessesBecomeWords) {
  dom0.store64(PML_GLOBAL_RING_BASE, 0x123456789ABCD000);
  EXPECT_EQ(dom0.load(PML_GLOBAL_RING_BASE), 0x9ABCD000u);
  EXPECT_EQ(dom0.load(PML_GLOBAL_RING_BASE_HI), 0x12345678u);
  // a bridge that reads its whole bus width for one word: words that do not exist read 0 and do not spoil the others
  Data data{};
  ASSERT_TRUE(bridge.load_bus_word(PML_GLOBAL_MAGIC, data));
  EXPECT_EQ(data[0] | data[1] << 8 | data[2] << 16 | data[3] << 24, static_cast<int>(PML_MAGIC));
  EXPECT_EQ(data[4] | data[5] << 8, PML_VERSION_MINOR);
  // 0x2C is not there (and what follows), 0x40 and all behind it neither
  ASSERT_TRUE(bridge.load_bus_word(kShell + 0x20, data));
  EXPECT_EQ(data[4] | data[5] << 8, 1024);
  EXPECT_FALSE(bridge.load_bus_word(kShell + 0x40, data));
  // bursts: 2 beats over a run of registers
  const size_t burst = bridge.master().read({true, 0, PML_GLOBAL_MAGIC, 1, 4, 1});
  ASSERT_TRUE(bridge.finish());
  EXPECT_EQ(bridge.master().read_burst(burst).data.size(), 2u);
  EXPECT_EQ(bridge.master().read_burst(burst).resp, 0);
}

TEST_P(Pcie, BadAccessesAreAnsweredWithErrors) {
  uint32_t value = 0;
  EXPECT_FALSE(bridge.load32(kShell + 0x100, value));
  EXPECT_FALSE(bridge.store32(kShellId, 1));
  EXPECT_FALSE(bridge.store32(kShellCtrl, 4));
  EXPECT_FALSE(bridge.load32(0x20000, value));  // behind BAR0
  EXPECT_FALSE(bridge.store32(0x80000000, 1));  // behind BAR2
  EXPECT_EQ(bridge.store32(kShellHostHi, 1), GetParam().windowed);
  bridge.set_dram_ready(false);
  EXPECT_FALSE(bridge.load32(kBar2, value));
  EXPECT_FALSE(bridge.store32(kBar2, 1));
  bridge.set_dram_ready(true);
  EXPECT_TRUE(bridge.load32(kBar2, value));
  EXPECT_EQ(dom0.load(PML_GLOBAL_MAGIC), PML_MAGIC);
}

TEST_P(Pcie, HarvestIsTheTruthOfTheTraffic) {
  bring_up();
  for (unsigned epoch = 0; epoch < 4; ++epoch) exact_epoch(epoch == 2 ? 0 : 3000);
  // ENABLE and the harvests came as messages on the VM's vector, none on another
  bridge.run(200);
  EXPECT_EQ(bridge.messages(), (std::vector<unsigned>(5, HostDriver::kVector)));
  EXPECT_EQ(dom0.load(kShellIrqs), 5u);
  EXPECT_EQ(dom0.load(kShellRefused), 0u);
}

TEST_P(Pcie, TrafficGoesOnDuringAHarvest) {
  bring_up();
  traffic.queue(1500);
  bridge.run(400);
  std::set<uint64_t> accessed, written;
  // Harvests at any time: no page is lost between the epochs, and none is invented.
  const auto take = [&] {
    const Harvest got = dom0.harvest();
    accessed.insert(got.accessed.begin(), got.accessed.end());
    written.insert(got.written.begin(), got.written.end());
  };
  take();
  traffic.queue(1500);
  take();
  take();
  ASSERT_TRUE(bridge.finish());
  dom0.wait_tap();
  take();
  EXPECT_EQ(traffic.verify(), std::vector<std::string>{});
  EXPECT_EQ(accessed, traffic.accessed());
  EXPECT_EQ(written, traffic.written());
}

TEST_P(Pcie, NothingReachesTheHostBeforeItIsAllowed) {
  dom0.configure();
  EXPECT_EQ(dom0.command(PML_CMD_ENABLE), static_cast<uint32_t>(PML_CMD_ST_OK));
  bridge.run(20000);
  EXPECT_EQ(bridge.host_bursts(), 0u);
  EXPECT_EQ(bridge.host().pages_written(), 0u);
  EXPECT_GT(dom0.load(kShellRefused), 0u);
  EXPECT_EQ(dom0.state(), static_cast<uint32_t>(PML_STATE_FAULT_DONE));
  // the way back: reset of the unit, then in the right order
  dom0.store(kShellCtrl, kHostEn | kReset);
  while ((dom0.load(kShellStatus) & kResetting) != 0) {}
  bring_up();
  exact_epoch(200);
}

TEST_P(Pcie, SoftResetInMidRun) {
  bring_up();
  exact_epoch(200);
  traffic.queue(300);
  bridge.run(300);
  dom0.store(kShellCtrl,
             kHostEn | kReset);  // waits behind the traffic, that is: it comes while data is on its way to the host
  while ((dom0.load(kShellStatus) & kResetting) != 0) {}
  ASSERT_TRUE(bridge.finish());
  EXPECT_TRUE(bridge.host_idle());
  EXPECT_EQ(traffic.verify(), std::vector<std::string>{});
  EXPECT_EQ(dom0.state(), static_cast<uint32_t>(PML_STATE_OFF));
  EXPECT_EQ(dom0.load(kShellForced), 0u);
  // HOST_EN is the shell's and stays; the unit starts anew
  dom0.start_over(0x22340000);
  dom0.configure();
  dom0.enable();
  exact_epoch(300);
}

TEST_P(Pcie, LinkDownInMidRun) {
  bring_up();
  traffic.queue(200);
  ASSERT_TRUE(bridge.finish());
  bridge.master().forget();
  ASSERT_EQ(dom0.command(PML_CMD_HARVEST), static_cast<uint32_t>(PML_CMD_ST_OK));
  for (int i = 0; i < 5000 && bridge.host_idle(); ++i) bridge.run(1);
  EXPECT_FALSE(bridge.host_idle());  // reads or writes are on their way
  bridge.set_link(false);
  bridge.run(2000);
  EXPECT_TRUE(bridge.host_idle());
  bridge.set_link(true);
  bridge.run(100);
  EXPECT_EQ(dom0.load(kShellStatus) & (kLinkUp | kResetting), kLinkUp);
  EXPECT_EQ(dom0.load(kShellForced), 0u);
  dom0.start_over(0x32340000);
  traffic.clear();
  bring_up();
  exact_epoch(300);
}

TEST_P(Pcie, HostClosedInMidRun) {
  dom0.open_host();
  dom0.configure();
  bridge.set_host_silent(true);
  ASSERT_EQ(dom0.command(PML_CMD_ENABLE), static_cast<uint32_t>(PML_CMD_ST_OK));
  bridge.run(1000);
  const uint64_t begun = bridge.host_bursts();
  EXPECT_GE(begun, 8u);
  dom0.open_host(false);
  bridge.run(200);
  EXPECT_EQ(dom0.load(kShellRefused), 0u);  // answers keep their order: those under way come first
  bridge.set_host_silent(false);
  bridge.run(3000);
  EXPECT_GT(dom0.load(kShellRefused), 0u);
  EXPECT_LE(bridge.host_bursts(), begun + 1);  // one address was on its way
  EXPECT_EQ(dom0.state(), static_cast<uint32_t>(PML_STATE_FAULT_DONE));
}

// The host is slow, core and ingest have more to do than they may have outstanding; a reset lets what is begun end, and nothing else begin.
TEST_P(Pcie, ResetBeginsNothingNew) {
  dom0.open_host();
  dom0.configure();
  constexpr uint64_t kRing = 0x52340000, kLogPage = 0x52350000;
  for (unsigned d = 0; d < 4; ++d) {  // four PML pages of 512 entries
    const auto put = [&](uint64_t offset, uint64_t value, unsigned bytes) {
      for (unsigned i = 0; i < bytes; ++i)
        bridge.host().write(kRing + 64 * d + offset + i, static_cast<uint8_t>(value >> (8 * i)));
    };
    put(0, kLogPage + 4096 * d, 8);
    put(9, HostDriver::kVcpu, 1);
    put(16, 512, 4);
  }
  dom0.store64(PML_INGEST_BASE + PML_INGEST_DESC_BASE, kRing);
  dom0.store(PML_INGEST_BASE + PML_INGEST_DESC_LOG2, 3);
  dom0.store64(PML_INGEST_BASE + PML_INGEST_CPL_BASE, kRing + 0x1000);
  dom0.store(PML_INGEST_BASE + PML_INGEST_CPL_LOG2, 3);
  bridge.set_host_silent(true);
  dom0.store(PML_INGEST_BASE + PML_INGEST_CTRL, PML_INGEST_CTRL_ENABLE_MASK);
  dom0.store(PML_INGEST_BASE + PML_INGEST_DESC_TAIL, 4);
  ASSERT_EQ(dom0.command(PML_CMD_ENABLE), static_cast<uint32_t>(PML_CMD_ST_OK));
  bridge.run(1000);
  const uint64_t begun = bridge.host_bursts();
  EXPECT_GE(begun, 8u);
  dom0.store(kShellCtrl, kHostEn | kReset);
  bridge.set_host_silent(false);
  bridge.run(2000);
  EXPECT_EQ(dom0.load(kShellStatus) & kResetting, 0u);
  EXPECT_EQ(dom0.load(kShellForced), 0u);
  EXPECT_EQ(bridge.host_bursts(), begun);
  EXPECT_TRUE(bridge.host_idle());
}

// Resets at many moments: transfers of BAR2 and to the host are under way, begin, end. Nothing of BAR2 is lost, nothing is left behind.
TEST_P(Pcie, ResetAtAnyMoment) {
  bridge.enable_interrupts(true);
  dom0.open_host();
  for (unsigned i = 0; i < 60; ++i) {
    dom0.start_over(0x100000000 * (GetParam().windowed ? 0 : i) + 0x12340000 + 0x10000 * i);
    dom0.configure();
    dom0.enable();
    traffic.queue(25);
    ASSERT_TRUE(bridge.finish());
    ASSERT_EQ(traffic.verify(), std::vector<std::string>{});
    bridge.master().forget();
    ASSERT_EQ(dom0.command(PML_CMD_HARVEST), static_cast<uint32_t>(PML_CMD_ST_OK));
    const bool by_link = i % 2 != 0;
    traffic.queue(by_link ? 25 : 6, !by_link);  // a store to the shell would wait behind writes
    bridge.run(static_cast<unsigned>(bridge.rng().below(by_link ? 300 : 100)));
    if (by_link) {
      bridge.set_link(false);
      bridge.run(600);
      ASSERT_TRUE(bridge.host_idle()) << i;
      bridge.set_link(true);
      bridge.enable_interrupts(true);
    } else {
      dom0.store(kShellCtrl, kHostEn | kReset);
      // from here on nothing new goes to the host, but for an address of each direction that was on its way
      const uint64_t begun = bridge.host_bursts();
      while ((dom0.load(kShellStatus) & kResetting) != 0) {}
      ASSERT_LE(bridge.host_bursts(), begun + 2) << i;
    }
    while ((dom0.load(kShellStatus) & kResetting) != 0) {}
    ASSERT_TRUE(bridge.finish());
    ASSERT_EQ(traffic.verify(), std::vector<std::string>{});
    bridge.master().forget();
    bridge.run(300);
    ASSERT_TRUE(bridge.host_idle()) << i;
    ASSERT_EQ(dom0.load(kShellForced), 0u);
    ASSERT_EQ(dom0.state(), static_cast<uint32_t>(PML_STATE_OFF)) << i;
  }
}

TEST_P(Pcie, BridgeResetInMidRun) {
  bring_up();
  traffic.queue(200);
  bridge.run(700);
  bridge.perst();
  EXPECT_EQ(dom0.load(kShellCtrl), 0u);
  dom0.start_over(0x42340000);
  traffic.clear();
  bridge.messages().clear();
  bring_up();
  exact_epoch(300);
  bridge.run(200);
  EXPECT_EQ(bridge.messages(), (std::vector<unsigned>(2, HostDriver::kVector)));
}

TEST_P(Pcie, ResetGivesUpOnABridgeThatHangs) {
  bring_up();
  traffic.queue(100);
  ASSERT_TRUE(bridge.finish());
  bridge.master().forget();
  bridge.set_host_silent(true);
  dom0.command(PML_CMD_HARVEST);
  bridge.run(1000);
  dom0.store(kShellCtrl, kReset);
  EXPECT_EQ(dom0.load(kShellForced), 0u);
  bridge.run(1u << BoardHalf::wait_log2);
  EXPECT_EQ(dom0.load(kShellForced), 1u);
  EXPECT_EQ(dom0.state(), static_cast<uint32_t>(PML_STATE_OFF));
}

TEST_P(Pcie, InterruptsWaitForTheHost) {
  bring_up();
  bridge.run(200);
  bridge.messages().clear();
  bridge.enable_interrupts(false);
  exact_epoch(50);
  exact_epoch(50);
  bridge.run(500);
  EXPECT_TRUE(bridge.messages().empty());
  bridge.enable_interrupts(true);
  bridge.run(500);
  // two records while nothing could be sent: one vector that waits at the adapter, one that is pending in the router
  EXPECT_EQ(bridge.messages(), (std::vector<unsigned>(2, HostDriver::kVector)));
  // switched off under a request: the message comes when it is on again
  for (unsigned wait = 0; wait < 30; ++wait) {
    bridge.messages().clear();
    ASSERT_EQ(dom0.command(PML_CMD_PEEK), static_cast<uint32_t>(PML_CMD_ST_OK));
    dom0.wait_record();
    dom0.settle();
    bridge.run(wait % 10);
    bridge.enable_interrupts(false);
    bridge.run(20);
    bridge.enable_interrupts(true);
    bridge.run(200);
    ASSERT_GE(bridge.messages().size(), 1u) << wait;
    ASSERT_LE(bridge.messages().size(), 2u) << wait;
  }
}

using PcieMsi = Pcie;
TEST_P(PcieMsi, FewerMessagesThanVectors) {
  bring_up();
  bridge.run(200);
  bridge.messages().clear();
  bridge.enable_interrupts(true, 0);
  exact_epoch(20);
  bridge.enable_interrupts(true, 2);
  exact_epoch(20);
  bridge.run(200);
  EXPECT_EQ(bridge.messages(), (std::vector<unsigned>{0, HostDriver::kVector % 4}));
}

TEST_P(Pcie, MemoryAbove4GiB) {
  const uint64_t high = 0x0000000512340000;
  dom0.start_over(high);
  if (GetParam().windowed) {
    dom0.store(kBridgeRegs + 0x208, high >> 32);
    dom0.store(kShellHostHi, high >> 32);
  }
  bring_up();
  exact_epoch(200);
  EXPECT_FALSE(bridge.host().page_written(high & 0xFFFFFFFF));
  if (!GetParam().windowed) return;
  // an address outside the window faults the VM and writes nothing anywhere
  EXPECT_FALSE(bridge.store32(kShellHostHi, 6));  // not while HOST_EN is on
  const size_t pages = bridge.host().pages_written();
  dom0.open_host(false);
  dom0.store(kShellHostHi, 6);
  dom0.open_host();
  traffic.queue(20);
  ASSERT_TRUE(bridge.finish());
  dom0.command(PML_CMD_HARVEST);
  bridge.run(5000);
  EXPECT_EQ(dom0.state(), static_cast<uint32_t>(PML_STATE_FAULT_DONE));
  EXPECT_EQ(bridge.host().pages_written(), pages);
  EXPECT_GT(dom0.load(kShellRefused), 0u);
}

INSTANTIATE_TEST_SUITE_P(Boards, PcieMsi, testing::Values(nitefury), [](const auto&) { return "nitefury"; });
INSTANTIATE_TEST_SUITE_P(Boards, Pcie, testing::Values(nitefury, kcu116),
                         [](const auto& info) { return std::string(info.param.msix ? "kcu116" : "nitefury"); });

}  // namespace
}  // namespace openpml::pcie
