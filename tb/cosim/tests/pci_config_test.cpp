// SPDX-License-Identifier: Apache-2.0
// Configuration space: what is where, which bits can be written, how a function level reset is asked for.
#include <gtest/gtest.h>

#include <array>

#include <map>

#include "cosim/pci_config.hpp"
#include "openpml/regs.hpp"

namespace openpml::cosim {
namespace {

class PciConfigTest : public testing::Test {
 protected:
  uint32_t get(uint32_t at, unsigned bytes = 4) {
    std::array<uint8_t, 4> b{};
    config.read(at, std::span(b).first(bytes));
    return b[0] | b[1] << 8 | b[2] << 16 | static_cast<uint32_t>(b[3]) << 24;
  }
  void put(uint32_t at, uint32_t value, unsigned bytes = 4) {
    const std::array<uint8_t, 4> b = {static_cast<uint8_t>(value), static_cast<uint8_t>(value >> 8),
                                      static_cast<uint8_t>(value >> 16), static_cast<uint8_t>(value >> 24)};
    config.write(at, std::span(b).first(bytes));
  }
  PciConfig config{16};
};

TEST_F(PciConfigTest, Identity) {
  EXPECT_EQ(get(0x00), regs::PCI_DEVICE << 16 | regs::PCI_VENDOR);
  EXPECT_EQ(get(0x08), regs::PCI_CLASS << 8 | regs::PCI_REVISION);
  EXPECT_EQ(get(0x2C), regs::PCI_SUBSYSTEM_UNIT << 16 | regs::PCI_VENDOR);
  EXPECT_EQ(get(0x0E, 1), 0u) << "one function";
  EXPECT_EQ(get(0x3D, 1), 0u) << "no interrupt pin";
}

/// Every bit of the 4 KiB: the writable ones are those of this list, all others keep their value.
TEST_F(PciConfigTest, WritableBitsAreExactlyThese) {
  const std::map<uint32_t, uint32_t> writable = {{0x04, 0x0546},      {0x0C, 0xFF},        {0x10, 0xFFFF'0000},
                                                 {0x14, 0xFFFF'FFFF}, {0x20, 0xFFFF'F000}, {0x24, 0xFFFF'FFFF},
                                                 {0x3C, 0xFF},        {0x48, 0x78EF},      {0x50, 0xC8},
                                                 {0x70, 0x0F},        {0x80, 0xC000'0000}};
  for (uint32_t at = 0; at < PciConfig::kBytes; at += 4) {
    const uint32_t before = get(at);
    const auto w = writable.find(at);
    const uint32_t mask = w == writable.end() ? 0 : w->second;
    put(at, at == 0x48 ? 0xFFFF'7FFF : 0xFFFF'FFFF);  // without the reset bit
    EXPECT_EQ(get(at), before | mask) << std::hex << at;
    put(at, 0);
    EXPECT_EQ(get(at), before & ~mask) << std::hex << at;
  }
}

TEST_F(PciConfigTest, CapabilityList) {
  EXPECT_TRUE(get(0x06, 2) & 0x10);
  const uint32_t express = get(0x34, 1);
  EXPECT_EQ(get(express, 1), 0x10u);
  EXPECT_EQ(get(express + 2, 2) & 0xF, 2u);
  EXPECT_TRUE(get(express + 4) >> 28 & 1) << "function level reset";
  const uint32_t msix = get(express + 1, 1);
  EXPECT_EQ(get(msix, 1), 0x11u);
  EXPECT_EQ(get(msix + 2, 2), 15u) << "16 vectors";
  EXPECT_EQ(get(msix + 4), regs::PCI_MSIX_TABLE | regs::PCI_BAR_MSIX);
  EXPECT_EQ(get(msix + 8), regs::PCI_MSIX_PBA | regs::PCI_BAR_MSIX);
  EXPECT_EQ(get(msix + 1, 1), 0u);
  EXPECT_EQ(get(0x100), 0u) << "no extended capability";
}

TEST_F(PciConfigTest, AVectorAlone) {
  config = PciConfig(1);
  EXPECT_EQ(get(PciConfig::kMsix + 2, 2), 0u);
}

TEST_F(PciConfigTest, BarSizing) {
  const auto size = [&](uint32_t bar) {
    put(bar, ~0u);
    put(bar + 4, ~0u);
    EXPECT_EQ(get(bar) & 0xF, 4u) << "64-bit memory, not prefetchable";
    return ~(static_cast<uint64_t>(get(bar + 4)) << 32 | (get(bar) & ~0xFu)) + 1;
  };
  EXPECT_EQ(size(0x10), regs::PCI_BAR_REGS_BYTES);
  EXPECT_EQ(size(0x20), regs::PCI_BAR_MSIX_BYTES);
}

TEST_F(PciConfigTest, CommandBitsAreTold) {
  unsigned told = 0;
  config.on_command = [&] { ++told; };
  EXPECT_FALSE(config.memory_space());
  EXPECT_FALSE(config.bus_master());
  put(4, 2, 2);
  EXPECT_TRUE(config.memory_space());
  EXPECT_FALSE(config.bus_master());
  put(4, 6, 1);
  EXPECT_TRUE(config.bus_master());
  EXPECT_EQ(told, 2u);
}

TEST_F(PciConfigTest, FunctionLevelReset) {
  unsigned resets = 0;
  config.on_flr = [&] {
    ++resets;
    EXPECT_FALSE(config.bus_master()) << "the space is reset first";
  };
  put(4, 6, 2);
  put(0x10, 0xFE60'0000);
  put(0x48, 0x7FFF, 2);
  EXPECT_EQ(resets, 0u);
  put(0x48, 0x8000, 2);
  EXPECT_EQ(resets, 1u);
  EXPECT_EQ(get(0x10), 4u);
  EXPECT_EQ(get(0x48, 2), 0x2000u) << "the bit reads 0";
  put(0x49, 0x80, 1);
  EXPECT_EQ(resets, 2u) << "a byte access";
  put(0x46, 0x8000'0000);
  EXPECT_EQ(resets, 3u) << "an access across it";
}

}  // namespace
}  // namespace openpml::cosim
