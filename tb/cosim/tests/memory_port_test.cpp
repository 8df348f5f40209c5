// SPDX-License-Identifier: Apache-2.0
// The AXI slave: bytes land where the burst says, across maps, by memory or by message; refusals have their response; a burst is all or nothing.
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "cosim/memory_port.hpp"
#include "cosim/tests/guest_memory.hpp"

namespace openpml::cosim {
namespace {

constexpr uint32_t kBoth = kMapRead | kMapWrite;

class MemoryPortTest : public testing::Test {
 protected:
  struct Asked {
    uint16_t id;
    Command command;
    DmaAccess access;
    std::vector<uint8_t> data;
  };

  MemoryPortTest() {
    memory.connect(
        [this](uint16_t id, Command c, const DmaAccess& a, std::span<const uint8_t> d) {
          asked.push_back({id, c, a, {d.begin(), d.end()}});
        },
        max_transfer);
    memory.enable(true);
  }
  void map_at(uint64_t address, uint64_t bytes, uint64_t offset, uint32_t flags = kBoth) {
    map.add({32, flags, offset, address, bytes}, file);
  }
  void map_messages(uint64_t address, uint64_t bytes) { map.add({32, kBoth, 0, address, bytes}, none); }

  void cycle() {
    in.rst_n = true;
    port.drive(in);
    port.observe(in, out);
    if (in.m_bvalid && out.m_bready) answers.push_back({in.m_bid, in.m_bresp});
    if (in.m_rvalid && out.m_rready) {
      beats.push_back(in.m_rdata);
      responses.push_back(in.m_rresp);
      lasts.push_back(in.m_rlast);
    }
    out.m_awvalid = out.m_wvalid = out.m_arvalid = false;
    out.m_bready = out.m_rready = true;
  }
  void write_burst(uint64_t address, const std::vector<uint8_t>& data, uint8_t id = 0) {
    ASSERT_EQ(data.size() % 16, 0u);
    out.m_awvalid = true;
    out.m_awaddr = address;
    out.m_awlen = static_cast<uint8_t>(data.size() / 16 - 1);
    out.m_awsize = 4;
    out.m_awid = id;
    for (size_t i = 0; i < data.size(); i += 16) {
      out.m_wvalid = true;
      std::memcpy(out.m_wdata.data(), data.data() + i, 16);
      out.m_wstrb = 0xFFFF;
      out.m_wlast = i + 16 == data.size();
      cycle();
    }
  }
  void read_burst(uint64_t address, unsigned n, unsigned size = 4) {
    out.m_arvalid = true;
    out.m_araddr = address;
    out.m_arlen = static_cast<uint8_t>(n - 1);
    out.m_arsize = static_cast<uint8_t>(size);
    cycle();
  }
  static std::vector<uint8_t> pattern(size_t n) {
    std::vector<uint8_t> p(n);
    std::iota(p.begin(), p.end(), uint8_t{1});
    return p;
  }
  std::vector<uint8_t> read_bytes() const {
    std::vector<uint8_t> all;
    for (const Beat& b : beats)
      all.insert(all.end(), reinterpret_cast<const uint8_t*>(b.data()),
                 reinterpret_cast<const uint8_t*>(b.data()) + 16);
    return all;
  }
  void answer(const Asked& a, const std::vector<uint8_t>& data = {}) {
    memory.reply({a.id, static_cast<uint16_t>(a.command), 0, kTypeReply, 0}, join(bytes_of(a.access), data));
  }

  uint32_t max_transfer = 48;
  GuestMemory guest{16 * kPage};
  UniqueFd file = guest.dup(), none;
  DmaMap map;
  ClientMemory memory{map};
  MemoryPort port{128, memory};
  Inputs in;
  Outputs out;
  std::vector<Asked> asked;
  std::vector<std::pair<uint8_t, uint8_t>> answers;  ///< id, response
  std::vector<Beat> beats;
  std::vector<uint8_t> responses;
  std::vector<bool> lasts;
};

TEST_F(MemoryPortTest, ABurstAcrossTwoMaps) {
  map_at(0x10000, kPage, 5 * kPage);
  map_at(0x11000, kPage, 2 * kPage);
  write_burst(0x10FE0, pattern(64), 1);
  cycle();
  cycle();
  ASSERT_EQ(answers.size(), 1u);
  EXPECT_EQ(answers[0], std::pair(uint8_t{1}, uint8_t{0}));
  const auto p = pattern(64);
  EXPECT_TRUE(std::equal(p.begin(), p.begin() + 32, guest.at(6 * kPage - 32, 32).begin()));
  EXPECT_TRUE(std::equal(p.begin() + 32, p.end(), guest.at(2 * kPage, 32).begin()));
  read_burst(0x10FE0, 4);
  for (int i = 0; i < 6; ++i) cycle();
  EXPECT_EQ(read_bytes(), p);
  EXPECT_EQ(responses, std::vector<uint8_t>(4, 0));
  EXPECT_EQ(lasts, (std::vector<bool>{false, false, false, true}));
  EXPECT_TRUE(port.idle());
}

TEST_F(MemoryPortTest, StrobesChooseBytes) {
  map_at(0, kPage, 0);
  std::ranges::fill(guest.at(0, 64), 0xEE);
  out.m_awvalid = true;
  out.m_awaddr = 8;
  out.m_awsize = 3;
  out.m_awlen = 0;
  out.m_wvalid = out.m_wlast = true;
  const auto p = pattern(16);
  std::memcpy(out.m_wdata.data(), p.data(), 16);
  out.m_wstrb = 0x8D00;
  cycle();
  cycle();
  ASSERT_EQ(answers.size(), 1u);
  const std::vector<uint8_t> want = {0xEE, 0xEE, 0xEE, 0xEE, 0xEE, 0xEE, 0xEE, 0xEE, 9,
                                     0xEE, 11,   12,   0xEE, 0xEE, 0xEE, 16,   0xEE};
  EXPECT_TRUE(std::equal(want.begin(), want.end(), guest.bytes().begin()));
}

TEST_F(MemoryPortTest, NarrowRead) {
  map_at(0, kPage, 0);
  std::iota(guest.bytes().begin(), guest.bytes().begin() + 64, uint8_t{0});
  read_burst(24, 3, 3);
  for (int i = 0; i < 5; ++i) cycle();
  ASSERT_EQ(beats.size(), 3u);
  EXPECT_EQ(beats[0][1], 0x1F1E1D1C1B1A1918u) << "upper lanes";
  EXPECT_EQ(beats[1][0], 0x2726252423222120u);
  EXPECT_EQ(beats[2][1], 0x2F2E2D2C2B2A2928u);
}

TEST_F(MemoryPortTest, NoMapIsDecerrAndNothingIsWritten) {
  map_at(0x10000, kPage, 0);
  std::ranges::fill(guest.bytes(), 0xEE);
  write_burst(0x10FE0, pattern(64));
  write_burst(0x90000, pattern(16));
  read_burst(0x10FF0, 2);
  for (int i = 0; i < 6; ++i) cycle();
  EXPECT_EQ(answers, (std::vector<std::pair<uint8_t, uint8_t>>{{0, 3}, {0, 3}}));
  EXPECT_EQ(responses, (std::vector<uint8_t>{3, 3}));
  EXPECT_EQ(read_bytes(), std::vector<uint8_t>(32, 0));
  EXPECT_TRUE(std::ranges::all_of(guest.bytes(), [](uint8_t b) { return b == 0xEE; })) << "the half that is mapped too";
  EXPECT_EQ(port.counts().errors, 3u);
  EXPECT_EQ(port.counts().written_bytes, 0u);
}

TEST_F(MemoryPortTest, ReadOnlyMapIsSlverr) {
  map_at(0, kPage, 0, kMapRead);
  write_burst(0, pattern(16));
  read_burst(0, 1);
  for (int i = 0; i < 3; ++i) cycle();
  EXPECT_EQ(answers, (std::vector<std::pair<uint8_t, uint8_t>>{{0, 2}}));
  EXPECT_EQ(responses, std::vector<uint8_t>{0});
}

TEST_F(MemoryPortTest, WithoutBusMasteringNothingMoves) {
  map_at(0, kPage, 0);
  memory.enable(false);
  write_burst(0, pattern(16));
  read_burst(0, 1);
  for (int i = 0; i < 3; ++i) cycle();
  EXPECT_EQ(answers, (std::vector<std::pair<uint8_t, uint8_t>>{{0, 3}}));
  EXPECT_EQ(responses, std::vector<uint8_t>{3});
  EXPECT_EQ(guest.bytes()[0], 0);
}

TEST_F(MemoryPortTest, MessagesWhereThereIsNoDescriptor) {
  map_at(0x10000, kPage, 0);
  map_messages(0x11000, kPage);
  write_burst(0x10FF0, pattern(80));
  cycle();
  const auto p = pattern(80);
  EXPECT_TRUE(std::equal(p.begin(), p.begin() + 16, guest.at(kPage - 16, 16).begin()));
  ASSERT_EQ(asked.size(), 2u) << "64 bytes, 48 at most in a message";
  EXPECT_EQ(asked[0].command, Command::DmaWrite);
  EXPECT_EQ(asked[0].access.address, 0x11000u);
  EXPECT_EQ(asked[0].data, std::vector(p.begin() + 16, p.begin() + 64));
  EXPECT_EQ(asked[1].access.address, 0x11030u);
  EXPECT_EQ(asked[1].data, std::vector(p.begin() + 64, p.end()));
  for (int i = 0; i < 5; ++i) cycle();
  EXPECT_TRUE(answers.empty());
  answer(asked[1]);
  cycle();
  EXPECT_TRUE(answers.empty());
  answer(asked[0]);
  cycle();
  EXPECT_EQ(answers, (std::vector<std::pair<uint8_t, uint8_t>>{{0, 0}}));

  asked.clear();
  read_burst(0x10FF0, 3);
  for (int i = 0; i < 3; ++i) cycle();
  EXPECT_TRUE(beats.empty());
  ASSERT_EQ(asked.size(), 1u);
  EXPECT_EQ(asked[0].access.count, 32u);
  answer(asked[0], pattern(32));
  for (int i = 0; i < 3; ++i) cycle();
  std::vector<uint8_t> want(p.begin(), p.begin() + 16);
  want.insert(want.end(), p.begin(), p.begin() + 32);
  EXPECT_EQ(read_bytes(), want);
}

TEST_F(MemoryPortTest, AnswersStayInOrder) {
  map_at(0x10000, kPage, 0);
  map_messages(0x11000, kPage);
  read_burst(0x11000, 1);
  read_burst(0x10000, 1);
  for (int i = 0; i < 5; ++i) cycle();
  EXPECT_TRUE(beats.empty()) << "the second waits for the first";
  answer(asked[0], pattern(16));
  for (int i = 0; i < 3; ++i) cycle();
  ASSERT_EQ(beats.size(), 2u);
  EXPECT_EQ(beats[1][0], 0u);
}

TEST_F(MemoryPortTest, AnErrorReplyIsSlverr) {
  map_messages(0, kPage);
  write_burst(0, pattern(16));
  read_burst(0, 1);
  cycle();
  ASSERT_EQ(asked.size(), 2u);
  for (const auto& a : asked)
    memory.reply({a.id, static_cast<uint16_t>(a.command), 0, kTypeReply | kErrorFlag, EFAULT}, {});
  for (int i = 0; i < 3; ++i) cycle();
  EXPECT_EQ(answers, (std::vector<std::pair<uint8_t, uint8_t>>{{0, 2}}));
  EXPECT_EQ(responses, std::vector<uint8_t>{2});
}

TEST_F(MemoryPortTest, RepliesThatNobodyAskedFor) {
  map_messages(0, kPage);
  read_burst(0, 1);
  const auto bad = [&](Header h, const std::vector<uint8_t>& payload) {
    EXPECT_THROW(memory.reply(h, payload), ProtocolError);
  };
  const uint16_t read = static_cast<uint16_t>(Command::DmaRead);
  ASSERT_EQ(asked.size(), 1u);
  bad({static_cast<uint16_t>(asked[0].id + 1), read, 0, kTypeReply, 0}, {});
  bad({asked[0].id, static_cast<uint16_t>(Command::DmaWrite), 0, kTypeReply, 0}, {});
  EXPECT_EQ(memory.unanswered(), 1u);
  answer(asked[0], pattern(16));
  bad({asked[0].id, read, 0, kTypeReply, 0}, {});
}

TEST_F(MemoryPortTest, RepliesOfTheWrongSize) {
  map_messages(0, kPage);
  for (const size_t n : {size_t{0}, size_t{15}, size_t{17}, size_t{4096}}) {
    asked.clear();
    read_burst(0, 1);
    ASSERT_EQ(asked.size(), 1u);
    EXPECT_THROW(answer(asked[0], std::vector<uint8_t>(n)), ProtocolError) << n;
  }
  for (const size_t n : {0u, 8u, 11u, 13u, 17u}) {
    asked.clear();
    write_burst(0, pattern(16));
    ASSERT_EQ(asked.size(), 1u);
    EXPECT_THROW(memory.reply({asked[0].id, static_cast<uint16_t>(Command::DmaWrite), 0, kTypeReply, 0},
                              std::vector<uint8_t>(n)),
                 ProtocolError)
        << n;
  }
}

TEST_F(MemoryPortTest, ResetForgetsTheBurstAndStillTakesItsReply) {
  map_messages(0, kPage);
  read_burst(0, 1);
  write_burst(64, pattern(16));
  ASSERT_EQ(asked.size(), 2u);
  port.reset();
  EXPECT_TRUE(port.idle());
  answer(asked[0], pattern(16));
  answer(asked[1]);
  for (int i = 0; i < 3; ++i) cycle();
  EXPECT_TRUE(beats.empty());
  EXPECT_TRUE(answers.empty());
  EXPECT_EQ(memory.unanswered(), 0u);
}

TEST_F(MemoryPortTest, AClientThatGoesAnswersWithAnError) {
  map_messages(0, kPage);
  read_burst(0, 1);
  memory.connect({}, kMaxTransfer);
  for (int i = 0; i < 3; ++i) cycle();
  EXPECT_EQ(responses, std::vector<uint8_t>{2});
  read_burst(0, 1);
  for (int i = 0; i < 3; ++i) cycle();
  EXPECT_EQ(responses, (std::vector<uint8_t>{2, 2})) << "there is nobody to ask";
}

TEST_F(MemoryPortTest, TheEndOfTheAddressSpace) {
  map_messages(~uint64_t{0} - kPage + 1, kPage);
  read_burst(~uint64_t{0} - 15, 1);
  cycle();
  ASSERT_EQ(asked.size(), 1u);
  EXPECT_EQ(asked[0].access.address, ~uint64_t{0} - 15);
  EXPECT_EQ(asked[0].access.count, 16u);
}

}  // namespace
}  // namespace openpml::cosim
