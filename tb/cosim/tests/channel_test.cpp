// SPDX-License-Identifier: Apache-2.0
// Framing: messages come out whole, in order, with their descriptors; anything else ends the connection.
#include <gtest/gtest.h>

#include <array>

#include <sys/eventfd.h>
#include <sys/socket.h>

#include <numeric>

#include "cosim/tests/guest_memory.hpp"
#include "cosim/tests/wire.hpp"

namespace openpml::cosim {
namespace {

std::vector<uint8_t> pattern(size_t n) {
  std::vector<uint8_t> p(n);
  std::iota(p.begin(), p.end(), uint8_t{1});
  return p;
}

class ChannelTest : public testing::Test {
 protected:
  void send(const std::vector<uint8_t>& b, std::span<const int> fds = {}) {
    ASSERT_EQ(send_bytes(pair.client.get(), b, fds), b.size());
  }
  std::string error() {
    try {
      while (channel.receive()) {}
    } catch (const ProtocolError& e) {
      return e.what();
    } catch (const ClientGone&) {
      return "gone";
    }
    return "";
  }
  SocketPair pair;
  Channel channel{std::move(pair.server)};
};

TEST_F(ChannelTest, NothingYet) { EXPECT_FALSE(channel.receive()); }

TEST_F(ChannelTest, TwoMessagesInOneGo) {
  auto b = message(7, 9, 0x10, pattern(5));
  const auto second = message(8, 13, 0, {});
  b.insert(b.end(), second.begin(), second.end());
  send(b);
  const auto m = channel.receive();
  ASSERT_TRUE(m);
  EXPECT_EQ(m->header.id, 7);
  EXPECT_EQ(m->header.command, 9);
  EXPECT_EQ(m->header.flags, 0x10u);
  EXPECT_EQ(m->payload, pattern(5));
  const auto n = channel.receive();
  ASSERT_TRUE(n);
  EXPECT_EQ(n->header.id, 8);
  EXPECT_TRUE(n->payload.empty());
  EXPECT_FALSE(channel.receive());
  EXPECT_EQ(channel.received(), 2u);
}

TEST_F(ChannelTest, ByteByByte) {
  const auto b = message(3, 10, 0, pattern(300));
  for (size_t i = 0; i + 1 < b.size(); ++i) {
    send({b[i]});
    ASSERT_FALSE(channel.receive()) << i;
  }
  send({b.back()});
  const auto m = channel.receive();
  ASSERT_TRUE(m);
  EXPECT_EQ(m->payload, pattern(300));
}

TEST_F(ChannelTest, BiggerThanTheSocketHolds) {
  const auto b = message(1, 10, 0, pattern(kMaxMessage - sizeof(Header)));
  std::optional<Message> m;
  for (size_t sent = 0; !m;) {
    const size_t n = send_bytes(pair.client.get(), std::span(b).subspan(sent));
    sent += n;
    m = channel.receive();
    ASSERT_TRUE(m || n > 0 || sent < b.size());
  }
  EXPECT_EQ(m->payload.size(), kMaxMessage - sizeof(Header));
  EXPECT_EQ(m->payload, pattern(kMaxMessage - sizeof(Header)));
}

TEST_F(ChannelTest, BadSizes) {
  for (const uint32_t size : {1u, 15u, kMaxMessage + 1, 0xFFFF'FFFFu}) {
    SocketPair p;
    Channel c(std::move(p.server));
    send_bytes(p.client.get(), message(1, 9, 0, {}, size));
    EXPECT_THROW(c.receive(), ProtocolError) << size;
  }
}

TEST_F(ChannelTest, NeitherCommandNorReply) {
  send(message(1, 9, 2, {}));
  EXPECT_NE(error().find("neither command nor reply"), std::string::npos);
}

TEST_F(ChannelTest, ClientGoesBetweenMessages) {
  send(message(1, 9, 0, pattern(4)));
  pair.client.reset();
  EXPECT_EQ(error(), "gone");
  EXPECT_EQ(channel.received(), 1u);
}

TEST_F(ChannelTest, ClientGoesInsideAMessage) {
  for (const size_t n : {size_t{1}, size_t{15}, size_t{16}, size_t{19}}) {
    SocketPair p;
    Channel c(std::move(p.server));
    auto b = message(1, 9, 0, pattern(4));
    b.resize(n);
    send_bytes(p.client.get(), b);
    p.client.reset();
    EXPECT_THROW(
        {
          while (c.receive()) {}
        },
        ProtocolError)
        << n;
  }
}

TEST_F(ChannelTest, DescriptorsComeWithTheirMessage) {
  const unsigned before = open_fds();
  {
    const UniqueFd a(eventfd(0, 0)), b(eventfd(0, 0));
    send(message(1, 8, 0, pattern(20)), std::array{a.get(), b.get()});
    send(message(2, 9, 0, pattern(2)));
    const auto m = channel.receive();
    ASSERT_TRUE(m);
    ASSERT_EQ(m->fds.size(), 2u);
    const uint64_t one = 1;
    EXPECT_EQ(write(m->fds[1].get(), &one, 8), 8);
    uint64_t got = 0;
    EXPECT_EQ(read(b.get(), &got, 8), 8);
    const auto n = channel.receive();
    ASSERT_TRUE(n);
    EXPECT_TRUE(n->fds.empty());
  }
  EXPECT_EQ(open_fds(), before);
}

TEST_F(ChannelTest, TooManyDescriptors) {
  const unsigned before = open_fds();
  {
    SocketPair p;
    const UniqueFd a(eventfd(0, 0));
    Channel c(std::move(p.server));
    send_bytes(p.client.get(), message(1, 8, 0, {}), std::vector(kMaxFds + 1, a.get()));
    EXPECT_THROW(c.receive(), ProtocolError);
  }
  EXPECT_EQ(open_fds(), before);
}

TEST_F(ChannelTest, DescriptorsInTheMiddle) {
  const unsigned before = open_fds();
  {
    SocketPair p;
    const UniqueFd a(eventfd(0, 0));
    Channel c(std::move(p.server));
    const auto b = message(1, 8, 0, pattern(20));
    send_bytes(p.client.get(), std::span(b).first(20));
    EXPECT_FALSE(c.receive());
    send_bytes(p.client.get(), std::span(b).subspan(20), std::array{a.get()});
    EXPECT_THROW(c.receive(), ProtocolError);
  }
  EXPECT_EQ(open_fds(), before);
}

TEST_F(ChannelTest, SendsToAClientThatIsGone) {
  pair.client.reset();
  EXPECT_THROW(channel.send({1, 9, 0, kTypeReply, 0}, {pattern(4)}), ClientGone);
}

TEST_F(ChannelTest, AClientThatDoesNotReadIsGivenUp) {
  SocketPair p;
  Channel c(std::move(p.server), 50);
  const std::vector<uint8_t> big(100'000);
  try {
    for (int i = 0; i < 1000; ++i) c.send({1, 9, 0, kTypeReply, 0}, {big});
    ADD_FAILURE() << "a socket without end";
  } catch (const ProtocolError& e) {
    EXPECT_NE(std::string(e.what()).find("does not read"), std::string::npos) << e.what();
  }
}

TEST_F(ChannelTest, WhatIsSentHasItsSize) {
  channel.send({5, 9, 999, kTypeReply, 0}, {pattern(3), pattern(2)});
  std::array<uint8_t, 64> b{};
  ASSERT_EQ(recv(pair.client.get(), b.data(), b.size(), 0), 21);
  Header h;
  std::memcpy(&h, b.data(), sizeof h);
  EXPECT_EQ(h.size, 21u);
  EXPECT_EQ(h.flags, kTypeReply);
  EXPECT_EQ(b[18], 3);
  EXPECT_EQ(b[19], 1);
}

}  // namespace
}  // namespace openpml::cosim
