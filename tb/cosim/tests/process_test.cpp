// SPDX-License-Identifier: Apache-2.0
// The program itself: its socket, its ends, its line of counts.
#include <gtest/gtest.h>

#include <signal.h>
#include <sys/socket.h>

#include <array>
#include <filesystem>
#include <fstream>

#include "cosim/pci_config.hpp"
#include "cosim/tests/guest_memory.hpp"
#include "cosim/tests/process.hpp"
#include "cosim/tests/wire.hpp"
#include "openpml/regs.hpp"

namespace openpml::cosim {
namespace {

class ProcessTest : public testing::Test {
 protected:
  ProcessTest() {
    std::filesystem::create_directories("build/test");
    std::filesystem::remove(path);
  }
  ~ProcessTest() override { std::filesystem::remove(path); }

  std::vector<std::string> arguments(std::vector<std::string> more = {}) {
    std::vector<std::string> a = {"--socket", path, "--engine", "model"};
    a.insert(a.end(), more.begin(), more.end());
    return a;
  }
  void expect_listening(ServerProcess& s) {
    std::string line;
    ASSERT_TRUE(s.read_line(line)) << s.output();
    EXPECT_EQ(line, "pml-cosim: listening on " + path);
  }
  static void greet(Channel& c) { ASSERT_TRUE(ask(c, Command::Version, bytes_of(VersionHead{0, 0}))); }
  static bool reg(Channel& c, uint32_t offset, uint32_t value) {
    return ask(c, Command::RegionWrite, join(bytes_of(RegionAccess{offset, regs::PCI_BAR_REGS, 4}), bytes_of(value)))
        .has_value();
  }
  static void command(Channel& c, uint16_t bits) {
    ASSERT_TRUE(ask(c, Command::RegionWrite,
                    join(bytes_of(RegionAccess{PciConfig::kCommand, kConfigRegion, 2}), bytes_of(bits))));
  }
  static bool contains(const ServerProcess& s, const std::string& words) {
    return s.output().find(words) != std::string::npos;
  }

  const std::string path = "build/test/cosim-" + std::to_string(getpid()) + ".sock";
};

/// Whatever the client has sent, it finds the end of the stream, not ECONNRESET.
void expect_orderly_end(Channel& c) {
  char byte;
  ssize_t n;
  do n = recv(c.fd(), &byte, 1, MSG_DONTWAIT);
  while (n > 0 || (n < 0 && errno == EAGAIN));
  EXPECT_EQ(n, 0) << std::strerror(errno);
}

TEST_F(ProcessTest, WrongCommandLines) {
  const std::vector<std::pair<std::vector<std::string>, std::string>> bad = {
      {{}, "--socket is missing"},
      {{"--socket"}, "--socket needs a value"},
      {{"--socket", path, "--engine", "steam"}, "--engine steam: one of rtl, model, lockstep"},
      {{"--socket", path, "--seed", "1x"}, "--seed 1x: not a number"},
      {{"--socket", path, "--die-after", "tea:1"}, "'tea:1' is none of"},
      {{"--socket", path, "--die-after", "access:0"}, "'access:0' is none of"},
      {{"--socket", path, "--idle-hz", "99999999"}, "--idle-hz"},
      {{"--socket", path, "--vectors", "0"}, "--vectors 0: 1 to 16"},
      {{"--socket", path, "--vectors", "17"}, "--vectors 17: 1 to 16"},
      {{"--colour"}, "unknown option --colour"}};
  for (const auto& [arguments, words] : bad) {
    ServerProcess s(arguments);
    EXPECT_EQ(s.wait(), 2);
    EXPECT_TRUE(contains(s, words)) << s.output();
    EXPECT_EQ(std::ranges::count(s.output(), '\n'), 1);
  }
  ServerProcess help({"--help"});
  EXPECT_EQ(help.wait(), 0);
  EXPECT_TRUE(contains(help, "--engine NAME"));
}

TEST_F(ProcessTest, StoppedBeforeAClientComes) {
  ServerProcess s(arguments());
  expect_listening(s);
  s.signal(SIGTERM);
  EXPECT_EQ(s.wait(), 0);
  EXPECT_TRUE(contains(s, "stopped: engine model")) << s.output();
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST_F(ProcessTest, StoppedWithAClient) {
  ServerProcess s(arguments());
  expect_listening(s);
  Channel c(connect_to(path));
  greet(c);
  s.signal(SIGINT);
  EXPECT_EQ(s.wait(), 0);
  EXPECT_TRUE(contains(s, "stopped: engine model")) << s.output();
  EXPECT_TRUE(contains(s, ", 1 messages,")) << s.output();
}

TEST_F(ProcessTest, ClientGoes) {
  ServerProcess s(arguments());
  expect_listening(s);
  {
    Channel c(connect_to(path));
    greet(c);
    command(c, 2);
    ASSERT_TRUE(reg(c, regs::GLOBAL_SCRATCH, 7));
    ASSERT_TRUE(reg(c, regs::GLOBAL_MAGIC, 7));
  }
  EXPECT_EQ(s.wait(), 0);
  EXPECT_TRUE(contains(s, "client gone: engine model")) << s.output();
  EXPECT_TRUE(contains(s, "registers 0 read 2 written 1 refused")) << s.output();
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST_F(ProcessTest, ClientBreaksTheProtocol) {
  ServerProcess s(arguments());
  expect_listening(s);
  Channel c(connect_to(path));
  greet(c);
  EXPECT_FALSE(ask(c, Command::RegionRead, bytes_of(RegionAccess{0, 3, 4})));
  EXPECT_EQ(s.wait(), 1);
  EXPECT_TRUE(contains(s, "pml-cosim: ERROR: REGION_READ: access to region 3")) << s.output();
  EXPECT_TRUE(contains(s, "ended by an error")) << s.output();
}

TEST_F(ProcessTest, SocketFiles) {
  { std::ofstream(path) << "precious"; }
  ServerProcess file(arguments());
  EXPECT_EQ(file.wait(), 1);
  EXPECT_TRUE(contains(file, "there is a file of that name")) << file.output();
  std::filesystem::remove(path);

  ServerProcess first(arguments());
  expect_listening(first);
  EXPECT_EQ(std::filesystem::status(path).permissions() & std::filesystem::perms(0077), std::filesystem::perms::none)
      << "others may connect";
  ServerProcess second(arguments());
  EXPECT_EQ(second.wait(), 1);
  EXPECT_TRUE(contains(second, "somebody listens there already")) << second.output();
  { const Channel look(connect_to(path)); }  // nor does a look end it
  {
    Channel c(connect_to(path));
    greet(c);
  }
  EXPECT_EQ(first.wait(), 0);

  ServerProcess killed(arguments());
  expect_listening(killed);
  killed.signal(SIGKILL);
  EXPECT_EQ(killed.wait(), -SIGKILL);
  ASSERT_TRUE(std::filesystem::exists(path)) << "left behind";
  ServerProcess third(arguments());
  expect_listening(third);

  ServerProcess too_long({"--socket", std::string(200, 'x'), "--engine", "model"});
  EXPECT_EQ(too_long.wait(), 1);
  ServerProcess no_folder({"--socket", "build/test/no/such/folder", "--engine", "model"});
  EXPECT_EQ(no_folder.wait(), 1);
  EXPECT_TRUE(contains(no_folder, "No such file or directory")) << no_folder.output();
}

TEST_F(ProcessTest, DiesAfterTheThirdAccess) {
  ServerProcess s(arguments({"--die-after", "access:3"}));
  expect_listening(s);
  Channel c(connect_to(path));
  greet(c);
  command(c, 2);
  EXPECT_TRUE(reg(c, regs::GLOBAL_SCRATCH, 1));
  EXPECT_TRUE(reg(c, regs::GLOBAL_SCRATCH, 2));
  EXPECT_TRUE(reg(c, regs::GLOBAL_SCRATCH, 3));
  EXPECT_FALSE(reg(c, regs::GLOBAL_SCRATCH, 4));
  EXPECT_EQ(s.wait(), -SIGKILL);
  expect_orderly_end(c);
}

TEST_F(ProcessTest, DiesOnASignal) {
  for (const bool busy : {false, true}) {
    ServerProcess s(arguments());
    expect_listening(s);
    Channel c(connect_to(path));
    greet(c);
    command(c, 2);
    // a long read keeps it busy, a flood of writes stays unread
    if (busy)
      send_bytes(c.fd(), message(1, static_cast<uint16_t>(Command::RegionRead), 0,
                                 bytes_of(RegionAccess{0, regs::PCI_BAR_REGS, 0x10000})));
    const auto posted =
        message(1, static_cast<uint16_t>(Command::RegionWrite), kNoReply,
                join(bytes_of(RegionAccess{regs::GLOBAL_SCRATCH, regs::PCI_BAR_REGS, 4}), std::array<uint8_t, 4>{}));
    for (unsigned i = 0; busy && i < 1000 && send_bytes(c.fd(), posted) != 0; ++i) {}
    s.signal(SIGUSR1);
    EXPECT_EQ(s.wait(), -SIGKILL);
    expect_orderly_end(c);
  }
}

TEST_F(ProcessTest, DiesAtACycle) {
  ServerProcess s(arguments({"--die-after", "cycle:5000"}));
  expect_listening(s);
  Channel c(connect_to(path));
  EXPECT_EQ(s.wait(), -SIGKILL) << "time goes on with an idle client";
}

TEST_F(ProcessTest, EnginesOnTheCommandLine) {
  for (const char* engine : {"rtl", "lockstep"}) {
    ServerProcess s({"--socket", path, "--engine", engine});
    expect_listening(s);
    {
      Channel c(connect_to(path));
      greet(c);
      command(c, 2);
      ASSERT_TRUE(reg(c, regs::GLOBAL_SCRATCH, 7));
    }
    EXPECT_EQ(s.wait(), 0);
    EXPECT_TRUE(contains(s, std::string("client gone: engine ") + engine)) << s.output();
  }
}

/// A client that never stops sending does not keep the process from being stopped.
TEST_F(ProcessTest, StoppedUnderAFlood) {
  ServerProcess s(arguments());
  expect_listening(s);
  Channel c(connect_to(path));
  greet(c);
  command(c, 2);
  const auto posted =
      message(1, static_cast<uint16_t>(Command::RegionWrite), kNoReply,
              join(bytes_of(RegionAccess{regs::GLOBAL_SCRATCH, regs::PCI_BAR_REGS, 4}), std::array<uint8_t, 4>{}));
  s.signal(SIGTERM);
  for (unsigned i = 0; i < 2'000'000; ++i) {
    if (send_bytes(c.fd(), posted) == 0 && errno == EPIPE) break;
    ASSERT_LT(i + 1, 2'000'000u) << "it goes on";
  }
  EXPECT_EQ(s.wait(), 0);
}

TEST_F(ProcessTest, TracesMessages) {
  ServerProcess s(arguments({"--trace"}));
  expect_listening(s);
  {
    Channel c(connect_to(path));
    greet(c);
    ask(c, static_cast<Command>(99), {});
  }
  EXPECT_EQ(s.wait(), 0);
  EXPECT_TRUE(contains(s, ": VERSION, 4 bytes: ok")) << s.output();
  EXPECT_TRUE(contains(s, ": command 99, 0 bytes: refused, not supported")) << s.output();
}

/// The client shares memory, takes it away behind the server's back, and makes the unit write there.
TEST_F(ProcessTest, SharedMemoryThatGoes) {
  ServerProcess s(arguments());
  expect_listening(s);
  Channel c(connect_to(path));
  greet(c);
  command(c, 6);
  GuestMemory guest(16 * kPage);
  const int fd = guest.fd();
  ASSERT_TRUE(ask(c, Command::DmaMap, bytes_of(DmaMapRequest{32, kMapRead | kMapWrite, 0, 0, 16 * kPage}), {&fd, 1}));
  ASSERT_EQ(ftruncate(fd, 0), 0);
  reg(c, regs::INGEST_BASE + regs::INGEST_DESC_BASE, kPage);
  reg(c, regs::INGEST_BASE + regs::INGEST_DESC_LOG2, 2);
  reg(c, regs::INGEST_BASE + regs::INGEST_CPL_BASE, 2 * kPage);
  reg(c, regs::INGEST_BASE + regs::INGEST_CPL_LOG2, 2);
  reg(c, regs::INGEST_BASE + regs::INGEST_CTRL, 1);
  reg(c, regs::INGEST_BASE + regs::INGEST_DESC_TAIL, 1);
  EXPECT_EQ(s.wait(), 1);
  EXPECT_TRUE(contains(s, "the memory that the client shares is gone (SIGBUS)")) << s.output();
}

}  // namespace
}  // namespace openpml::cosim
