// SPDX-License-Identifier: Apache-2.0
// The messages of a client, good and bad, one by one. The engine is the cycle model.
#include <gtest/gtest.h>

#include <fcntl.h>
#include <sys/eventfd.h>

#include <array>

#include "cosim/engine.hpp"
#include "cosim/tests/fake_client.hpp"
#include "openpml/regs.hpp"

namespace openpml::cosim {
namespace {

class SessionTest : public testing::Test {
 protected:
  FakeClient client{make_engine("model", 1, "")};
  GuestMemory guest{16 * kPage};

  void expect_end(Command c, std::span<const uint8_t> payload, const std::string& words,
                  std::span<const int> fds = {}) {
    try {
      client.request(c, payload, fds);
      ADD_FAILURE() << "the connection goes on";
    } catch (const ProtocolError& e) {
      EXPECT_NE(std::string(e.what()).find(words), std::string::npos) << e.what();
    }
  }
  template <Fixed T>
  void expect_end(Command c, const T& payload, const std::string& words, std::span<const int> fds = {}) {
    expect_end(c, bytes_of(payload), words, fds);
  }
  void expect_error(const Reply& r, int code) {
    EXPECT_TRUE(r.header.flags & kErrorFlag);
    EXPECT_EQ(r.header.error, static_cast<uint32_t>(code));
    EXPECT_TRUE(r.payload.empty()) << "an error reply is a header only";
  }
};

struct Greeted : SessionTest {
  Greeted() { client.greet(); }
};

TEST_F(SessionTest, VersionAnswersASubsetAndNotMore) {
  const Reply r = client.greet();
  ASSERT_TRUE(r.ok());
  EXPECT_EQ(r.header.flags, kTypeReply);
  const std::string json(reinterpret_cast<const char*>(r.payload.data()) + 4);
  EXPECT_EQ(json,
            R"({"capabilities":{"max_msg_fds":8,"max_data_xfer_size":1048576,"max_dma_maps":32768,"pgsizes":4096}})");
  EXPECT_EQ(r.payload.size(), 4 + json.size() + 1);
  EXPECT_LE(r.payload.size(), 4 + FakeClient::kJson.size() + 1);
}

TEST_F(SessionTest, VersionWithoutCapabilities) {
  const Reply r = client.greet("");
  ASSERT_TRUE(r.ok());
  EXPECT_EQ(r.payload.size(), 4u);
}

TEST_F(SessionTest, VersionThatIsNotServed) {
  const VersionHead other{1, 0};
  expect_end(Command::Version, other, "major version 1");
}
TEST_F(SessionTest, VersionTwice) {
  client.greet();
  expect_end(Command::Version, VersionHead{0, 0}, "a second time");
}
TEST_F(SessionTest, VersionIsTheFirst) {
  expect_end(Command::GetInfo, DeviceInfo{16, 0, 0, 0}, "the first message is not VERSION");
}
TEST_F(SessionTest, VersionTruncated) { expect_end(Command::Version, std::array<uint8_t, 3>{}, "payload of 3 bytes"); }
TEST_F(SessionTest, VersionWithoutItsZero) {
  expect_end(Command::Version, std::array<uint8_t, 6>{0, 0, 0, 0, '{', '}'}, "terminating zero");
}
TEST_F(SessionTest, VersionWithOddPages) {
  EXPECT_THROW(client.greet(R"({"capabilities":{"pgsizes":65536}})"), ProtocolError);
}
TEST_F(SessionTest, VersionWithTooSmallTransfers) {
  EXPECT_THROW(client.greet(R"({"capabilities":{"max_data_xfer_size":4}})"), ProtocolError);
}

TEST_F(Greeted, DeviceRegionsAndInterrupts) {
  const Reply d = client.request(Command::GetInfo, DeviceInfo{16, 0, 0, 0});
  const DeviceInfo device = parse<DeviceInfo>(d.payload);
  EXPECT_EQ(device.flags, kDevicePci | kDeviceReset);
  EXPECT_EQ(device.regions, 9u);
  EXPECT_EQ(device.irqs, 3u);
  const std::map<uint32_t, uint64_t> sizes = {{0, 0x10000}, {4, 0x1000}, {7, 4096}};
  for (uint32_t i = 0; i < 9; ++i) {
    const auto r = parse<RegionInfo>(client.request(Command::GetRegionInfo, RegionInfo{32, 0, i, 0, 0, 0}).payload);
    EXPECT_EQ(r.size, sizes.contains(i) ? sizes.at(i) : 0) << i;
    EXPECT_EQ(r.flags, sizes.contains(i) ? 3u : 0u) << "never mappable: that would switch posted writes off";
    EXPECT_EQ(r.index, i);
  }
  expect_error(client.request(Command::GetRegionInfo, RegionInfo{32, 0, 9, 0, 0, 0}), EINVAL);
  for (uint32_t i = 0; i < 3; ++i) {
    const auto r = parse<IrqInfo>(client.request(Command::GetIrqInfo, IrqInfo{16, 0, i, 0}).payload);
    EXPECT_EQ(r.count, i == kMsixIrq ? 16u : 0u);
  }
  expect_error(client.request(Command::GetIrqInfo, IrqInfo{16, 0, 3, 0}), EINVAL);
}

TEST_F(Greeted, CommandsThatAreNotServed) {
  for (const int c : {0, 6, 11, 12, 14, 15, 16, 0xFFFF})
    expect_error(client.request(static_cast<Command>(c), std::vector<uint8_t>(16)), ENOTSUP);
  EXPECT_EQ(client.config(0, 2), regs::PCI_VENDOR) << "the connection goes on";
}

TEST_F(Greeted, PayloadsOfTheWrongSize) {
  const std::map<Command, size_t> sizes = {
      {Command::DmaMap, 32},     {Command::DmaUnmap, 24},   {Command::GetInfo, 16}, {Command::GetRegionInfo, 32},
      {Command::GetIrqInfo, 16}, {Command::RegionRead, 16}, {Command::Reset, 0}};
  for (const auto& [command, size] : sizes)
    for (const size_t n : {size + 1, size + 100, size / 2}) {
      if (n == size) continue;
      FakeClient c(make_engine("model", 1, ""));
      c.greet();
      EXPECT_THROW(c.request(command, std::vector<uint8_t>(n)), ProtocolError)
          << command_name(static_cast<uint16_t>(command)) << " " << n;
    }
}

TEST_F(Greeted, DescriptorsThatDoNotBelong) {
  const UniqueFd e(eventfd(0, EFD_CLOEXEC));
  const std::array two = {e.get(), e.get()};
  expect_end(Command::GetInfo, DeviceInfo{16, 0, 0, 0}, "at most 0", std::array{e.get()});
  FakeClient other(make_engine("model", 1, ""));
  other.greet();
  EXPECT_THROW(other.request(Command::DmaMap, DmaMapRequest{32, 3, 0, 0, kPage}, two), ProtocolError);
}

TEST_F(Greeted, AccessesOutOfBounds) {
  const std::vector<RegionAccess> bad = {{0, 1, 4},
                                         {0, 2, 4},
                                         {0, 8, 4},
                                         {0, 9, 4},
                                         {0, 0xFFFF'FFFF, 4},
                                         {0x10000, 0, 1},
                                         {0xFFFF, 0, 2},
                                         {0, 0, 0x10001},
                                         {0, 0, 0},
                                         {~uint64_t{0}, 0, 4},
                                         {~uint64_t{0} - 3, 7, 4},
                                         {0x1'0000'0000, 7, 4},
                                         {4093, 7, 4},
                                         {0, 7, 0xFFFF'FFFF}};
  for (const auto& a : bad) {
    FakeClient c(make_engine("model", 1, ""));
    c.greet();
    EXPECT_THROW(c.request(Command::RegionRead, a), ProtocolError) << a.region << " " << a.offset << " " << a.count;
    FakeClient d(make_engine("model", 1, ""));
    d.greet();
    EXPECT_THROW(
        d.request(Command::RegionWrite, join(bytes_of(a), std::vector<uint8_t>(std::min<uint32_t>(a.count, 8)))),
        ProtocolError)
        << a.region << " " << a.offset << " " << a.count;
  }
}

TEST_F(Greeted, WriteWithMoreOrLessDataThanItSays) {
  expect_end(Command::RegionWrite, join(bytes_of(RegionAccess{0, 0, 4}), std::vector<uint8_t>(3)),
             "3 bytes of data for a count of 4");
}

TEST_F(Greeted, RegistersInEverySize) {
  client.bring_up();
  EXPECT_EQ(client.reg(regs::GLOBAL_MAGIC), regs::MAGIC);
  client.reg(regs::GLOBAL_SCRATCH, 0x11223344);
  EXPECT_EQ(client.read(0, regs::GLOBAL_SCRATCH + 1, 1).payload.back(), 0x33);
  const auto half = client.read(0, regs::GLOBAL_SCRATCH + 2, 2).payload;
  EXPECT_EQ(half[16] | half[17] << 8, 0x1122);
  const auto across = client.read(0, regs::GLOBAL_SCRATCH - 2, 4).payload;
  EXPECT_EQ(across[18] | across[19] << 8, 0x3344);
  const auto all = client.read(0, 0, 44).payload;
  EXPECT_EQ(all[sizeof(RegionAccess) + regs::GLOBAL_SCRATCH + 3], 0x11);
  const uint64_t base = 0x1234'5678'9ABC'D000;
  client.write(0, regs::GLOBAL_RING_BASE, bytes_of(base));
  EXPECT_EQ(client.reg(regs::GLOBAL_RING_BASE), 0x9ABCD000u);
  EXPECT_EQ(client.reg(regs::GLOBAL_RING_BASE_HI), 0x12345678u);
  EXPECT_EQ(client.function.counts().refused, 0u);
}

TEST_F(Greeted, PartOfAWordIsRefusedByTheUnit) {
  client.bring_up();
  client.reg(regs::GLOBAL_SCRATCH, 5);
  const std::array<uint8_t, 2> two = {9, 9};
  EXPECT_TRUE(client.write(0, regs::GLOBAL_SCRATCH, two).ok());
  EXPECT_EQ(client.reg(regs::GLOBAL_SCRATCH), 5u);
  EXPECT_EQ(client.reg(regs::GLOBAL_LAST_ERROR), regs::GLOBAL_SCRATCH << 16 | regs::ERR_BAD_ACCESS);
  EXPECT_EQ(client.function.counts().refused, 1u);
  EXPECT_EQ(client.reg(0xFFFC), 0u) << "a refused read";
  EXPECT_EQ(client.function.counts().refused, 2u);
}

TEST_F(Greeted, MemorySpaceOffGivesAllOnes) {
  EXPECT_EQ(client.reg(regs::GLOBAL_MAGIC), 0xFFFF'FFFFu);
  EXPECT_EQ(client.read(regs::PCI_BAR_MSIX, 12, 1).payload.back(), 0xFF);
  client.reg(regs::GLOBAL_SCRATCH, 5);
  client.config(PciConfig::kCommand, 2, 2);
  EXPECT_EQ(client.reg(regs::GLOBAL_SCRATCH), 0u);
  EXPECT_EQ(client.reg(regs::GLOBAL_MAGIC), regs::MAGIC);
}

TEST_F(Greeted, PostedWritesAreNotAnswered) {
  client.bring_up();
  const auto payload = join(bytes_of(RegionAccess{regs::GLOBAL_SCRATCH, 0, 4}), std::array<uint8_t, 4>{1, 2, 3, 4});
  client.send(message(0x7777, static_cast<uint16_t>(Command::RegionWrite), kNoReply, payload));
  client.send(message(0x7778, 99, kNoReply, payload));  // not even with an error
  client.run(3);
  EXPECT_EQ(client.reg(regs::GLOBAL_SCRATCH), 0x04030201u);
  EXPECT_FALSE(client.answered(0x7777));
  EXPECT_FALSE(client.answered(0x7778));
}

TEST_F(Greeted, MapsAndUnmaps) {
  EXPECT_TRUE(client.map(0, 4 * kPage, 0, &guest).ok());
  expect_error(client.map(3 * kPage, kPage, 0, &guest), EEXIST);
  EXPECT_TRUE(client.map(4 * kPage, kPage, 0, nullptr).ok());
  expect_error(client.map(8 * kPage, 100 * kPage, 0, &guest), EINVAL);
  EXPECT_EQ(client.function.dma_map().size(), 2u);
  expect_error(client.unmap(kPage, kPage), EINVAL);
  const Reply r = client.unmap(0, uint64_t{1} << 63);
  ASSERT_TRUE(r.ok());
  EXPECT_EQ(parse<DmaUnmapRequest>(r.payload).size, uint64_t{1} << 63) << "the request comes back";
  EXPECT_TRUE(client.unmap(uint64_t{1} << 63, uint64_t{1} << 63).ok()) << "to 2^64, nothing there";
  EXPECT_EQ(client.function.dma_map().size(), 0u);
  client.map(0, kPage, 0, &guest);
  expect_error(client.request(Command::DmaUnmap, DmaUnmapRequest{24, kUnmapAll, 0, kPage}), EINVAL);
  expect_error(client.request(Command::DmaUnmap, DmaUnmapRequest{24, 1, 0, kPage}), EINVAL);
  EXPECT_TRUE(client.request(Command::DmaUnmap, DmaUnmapRequest{24, kUnmapAll, 0, 0}).ok());
  EXPECT_EQ(client.function.dma_map().size(), 0u);
}

TEST_F(Greeted, EventfdsAreSetTornDownAndSetAgain) {
  client.bring_up();
  const auto trigger = [&](uint32_t v) {
    return client.request(Command::SetIrqs, IrqSet{20, kIrqDataNone | kIrqTrigger, kMsixIrq, v, 1});
  };
  EXPECT_TRUE(trigger(5).ok());
  EXPECT_EQ(client.interrupts(5), 1u);
  EXPECT_TRUE(client.request(Command::SetIrqs, IrqSet{20, kIrqDataNone | kIrqTrigger, kMsixIrq, 0, 0}).ok());
  EXPECT_TRUE(trigger(5).ok());
  EXPECT_EQ(client.interrupts(5), 0u);
  client.bring_up();
  EXPECT_EQ(client.interrupts(5), 1u) << "what came in between";
  EXPECT_TRUE(client.request(Command::SetIrqs, IrqSet{20, kIrqDataEventfd | kIrqTrigger, kMsixIrq, 5, 1}).ok())
      << "no descriptor: only this one is taken away";
  EXPECT_TRUE(trigger(5).ok());
  EXPECT_TRUE(trigger(6).ok());
  EXPECT_EQ(client.interrupts(5), 0u);
  EXPECT_EQ(client.interrupts(6), 1u);
  const IrqSet second_of_three{23, kIrqDataBool | kIrqTrigger, kMsixIrq, 6, 3};
  EXPECT_TRUE(client.request(Command::SetIrqs, join(bytes_of(second_of_three), std::array<uint8_t, 3>{0, 1, 0})).ok());
  EXPECT_EQ(client.interrupts(6), 0u);
  EXPECT_EQ(client.interrupts(7), 1u);
}

TEST_F(Greeted, PendingBitsInTheBar) {
  client.config(PciConfig::kCommand, 2, 2);
  const auto pending = [&] { return client.read(regs::PCI_BAR_MSIX, regs::PCI_MSIX_PBA, 8).payload; };
  EXPECT_EQ(pending().at(16), 0);
  client.request(Command::SetIrqs, IrqSet{20, kIrqDataNone | kIrqTrigger, kMsixIrq, 3, 1});
  EXPECT_EQ(pending().at(16), 8);
  const std::array<uint8_t, 4> zero{};
  EXPECT_TRUE(client.write(regs::PCI_BAR_MSIX, regs::PCI_MSIX_PBA, zero).ok());
  EXPECT_EQ(pending().at(16), 8) << "read-only";
  client.bring_up();
  EXPECT_EQ(pending().at(16), 0);
  EXPECT_EQ(client.interrupts(3), 1u);
}

TEST_F(Greeted, BadInterruptRequests) {
  const auto set = [&](IrqSet s) { return client.request(Command::SetIrqs, s); };
  expect_error(set({20, kIrqDataNone | kIrqTrigger, kMsixIrq, 16, 1}), EINVAL);
  expect_error(set({20, kIrqDataNone | kIrqTrigger, kMsixIrq, 15, 2}), EINVAL);
  expect_error(set({20, kIrqDataNone | kIrqTrigger, kMsixIrq, 0xFFFF'FFFF, 2}), EINVAL);
  expect_error(set({20, kIrqDataNone | kIrqTrigger, 1, 0, 1}), EINVAL);
  expect_error(set({20, kIrqDataNone | kIrqTrigger, 99, 0, 1}), EINVAL);
  expect_error(set({20, kIrqDataNone | kIrqMask, kMsixIrq, 0, 1}), EINVAL);
  expect_error(set({20, 7 | kIrqTrigger, kMsixIrq, 0, 1}), EINVAL);
  expect_error(set({20, kIrqDataNone, kMsixIrq, 0, 1}), EINVAL);
  EXPECT_TRUE(set({20, kIrqDataNone | kIrqTrigger, 1, 0, 0}).ok()) << "nothing of a type that has none";
  expect_end(Command::SetIrqs, IrqSet{20, kIrqDataBool | kIrqTrigger, kMsixIrq, 0, 4}, "0 bytes of data");
}

TEST_F(Greeted, FewerEventfdsThanVectors) {
  const UniqueFd e(eventfd(0, EFD_CLOEXEC));
  expect_end(Command::SetIrqs, IrqSet{20, kIrqDataEventfd | kIrqTrigger, kMsixIrq, 0, 2}, "1 eventfds for 2 vectors",
             std::array{e.get()});
}

TEST_F(Greeted, AnEventfdThatIsNone) {
  const int fd = guest.fd();
  expect_error(
      client.request(Command::SetIrqs, IrqSet{20, kIrqDataEventfd | kIrqTrigger, kMsixIrq, 0, 1}, std::array{fd}),
      EINVAL);
}

TEST_F(Greeted, AReplyToNothing) {
  client.send(message(1, static_cast<uint16_t>(Command::DmaRead), kTypeReply, std::vector<uint8_t>(32)));
  EXPECT_THROW(client.run(2), ProtocolError);
}

TEST_F(Greeted, ResetsOfBothKinds) {
  client.bring_up();
  client.reg(regs::GLOBAL_SCRATCH, 1);
  client.config(PciConfig::kExpress + 8, 0xA000, 2);
  EXPECT_EQ(client.config(PciConfig::kCommand, 2), 0u);
  EXPECT_EQ(client.reg(regs::GLOBAL_SCRATCH), 0xFFFF'FFFFu);
  client.config(PciConfig::kCommand, 6, 2);
  EXPECT_EQ(client.reg(regs::GLOBAL_SCRATCH), 0u);
  client.reg(regs::GLOBAL_SCRATCH, 1);
  EXPECT_TRUE(client.request(Command::Reset, std::vector<uint8_t>{}).ok());
  client.config(PciConfig::kCommand, 6, 2);
  EXPECT_EQ(client.reg(regs::GLOBAL_SCRATCH), 0u);
  EXPECT_EQ(client.function.counts().resets, 2u);
}

TEST_F(Greeted, NothingIsLeftWhenTheClientGoes) {
  const unsigned before = open_fds();
  {
    FakeClient c(make_engine("model", 1, ""));
    c.greet();
    c.bring_up();
    c.map(0, kPage, 0, &guest);
  }
  EXPECT_EQ(open_fds(), before);
}

}  // namespace
}  // namespace openpml::cosim
