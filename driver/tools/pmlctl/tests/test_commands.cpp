// SPDX-License-Identifier: Apache-2.0
// The commands over the fake driver and the unit's cycle model.
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tool_bench.hpp"

namespace openpml::pmlctl {
namespace {

using tools::UsageError;

std::string read_file(const std::string& path) {
  std::ifstream f(path, std::ios::binary);
  std::stringstream text;
  text << f.rdbuf();
  return text.str();
}

std::string scratch(const std::string& name) {
  std::filesystem::create_directories("build/test");
  return "build/test/pmlctl_" + name;
}

TEST(Pmlctl, TracksListsAndForgetsADomain) {
  Tool t;
  EXPECT_EQ(t.run({"enable-log-dirty", "3", "--memory", "16M", "--vcpus", "0,2"}), 0);
  EXPECT_EQ(t.out, "domain 3: tracked, 4,096 pages (16.0 MiB), vCPUs 0,2, reads and writes\n");
  EXPECT_EQ(t.run({"enable-log-dirty", "4", "--pages", "100", "--writes-only"}), 0);
  EXPECT_EQ(t.run({"list"}), 0);
  EXPECT_EQ(std::ranges::count(t.out, '\n'), 3);
  EXPECT_EQ(t.run_json({"list"}), 0);
  EXPECT_TRUE(t.said("\"domain\": 4")) << t.out;
  EXPECT_EQ(t.run({"disable-log-dirty", "3"}), 0);
  EXPECT_EQ(t.run_json({"disable-log-dirty", "4"}), 0);
  EXPECT_TRUE(t.unit.list().empty());
  EXPECT_EQ(host::error_of([&] { t.run({"disable-log-dirty", "4"}); }).code(), ENOENT);
}

TEST(Pmlctl, EnableRefusesWhatContradictsItself) {
  Tool t;
  (void)message_of<UsageError>([&] { t.run({"enable-log-dirty", "3", "--pages", "1", "--memory", "4K"}); });
  (void)message_of<UsageError>([&] { t.run({"enable-log-dirty", "3", "--memory", "0"}); });
  t.driver.features &= ~OPENPML_FEAT_READS;
  EXPECT_NE(message_of<UsageError>([&] { t.run({"enable-log-dirty", "3"}); }).find("--writes-only"), std::string::npos);
  EXPECT_EQ(t.run({"enable-log-dirty", "3", "--writes-only"}), 0);
}

TEST(Pmlctl, StatusOfUnitAndDomain) {
  Tool t;
  t.run({"enable-log-dirty", "3", "--pages", "4096"});
  t.driver.access(0, 1, true);
  t.driver.access(0, 5000, true);  // past the domain
  EXPECT_EQ(t.run({"status"}), 0);
  EXPECT_TRUE(t.said("1 of 4 tracked")) << t.out;
  EXPECT_TRUE(t.said("2 events")) << t.out;
  EXPECT_EQ(t.run_json({"status"}), 0);
  EXPECT_EQ(t.run({"status", "3"}), 0);
  EXPECT_TRUE(t.said("active")) << t.out;
  EXPECT_EQ(t.run_json({"status", "3"}), 0);
  EXPECT_TRUE(t.said("\"accepted\": 2")) << t.out;
  EXPECT_TRUE(t.said("\"faulted\": 1")) << t.out;
}

TEST(Pmlctl, WssOfTheRunningEpoch) {
  Tool t;
  t.run({"enable-log-dirty", "3", "--pages", "4096"});
  for (uint64_t p = 0; p < 300; ++p) t.driver.access(0, p, p < 100);
  EXPECT_EQ(t.run_json({"wss", "3"}), 0);
  EXPECT_TRUE(t.said(
      "\"accessed_pages\": 300, \"accessed_bytes\": 1228800, \"accessed_change\": null, \"written_pages\": 100,"))
      << t.out;
  EXPECT_EQ(t.waiter.waited.count(), 0);
}

TEST(Pmlctl, WssOverPeriodsSaysWhatChanged) {
  Tool t;
  t.run({"enable-log-dirty", "3", "--pages", "4096"});
  t.driver.access(0, 4000, true);  // before the first period: not in it
  t.waiter.guests = [&](unsigned step) {
    for (uint64_t p = 0; p < 10 * (step == 1 ? 3u : 1u); ++p) t.driver.access(0, p, true);
  };
  EXPECT_EQ(t.run({"wss", "3", "--period", "250ms", "--count", "3"}), 0);
  EXPECT_EQ(t.waiter.waited, std::chrono::milliseconds(750));
  std::istringstream lines(t.out);
  std::string header, row;
  std::getline(lines, header);
  for (const char* want : {"10     40 KiB        -", "30    120 KiB      +20", "10     40 KiB      -20"}) {
    std::getline(lines, row);
    EXPECT_NE(row.find(want), std::string::npos) << row;
  }
}

TEST(Pmlctl, WssWithoutReadsHasNoAccessedPages) {
  Tool t;
  t.run({"enable-log-dirty", "3", "--pages", "4096", "--writes-only"});
  t.driver.access(0, 1, true);
  EXPECT_EQ(t.run_json({"wss", "3"}), 0);
  EXPECT_TRUE(t.said("\"accessed_pages\": null")) << t.out;
  EXPECT_TRUE(t.said("\"written_pages\": 1")) << t.out;
}

TEST(Pmlctl, WatchGoesOnUntilInterruptedAndDrawsOnATerminal) {
  Tool t;
  t.terminal = {true, false, 60};
  t.run({"enable-log-dirty", "3", "--pages", "4096"});
  t.waiter.patience = 4;
  t.waiter.guests = [&](unsigned step) { t.driver.access(0, step, true); };
  EXPECT_EQ(t.run({"wss", "3", "--watch"}), 0);
  EXPECT_EQ(std::ranges::count(t.out, '\033'), 3 * 2) << "each plot but the first replaces one";
  EXPECT_TRUE(t.said("# written")) << t.out;
  t.waiter.patience = 8;
  EXPECT_EQ(t.run({"wss", "3", "--watch", "--json"}), 0);
  std::istringstream lines(t.out);
  std::string line;
  unsigned n = 0;
  for (; std::getline(lines, line); ++n) EXPECT_TRUE(is_json(line)) << line;
  EXPECT_GE(n, 3u);
}

TEST(Pmlctl, WatchLivesThroughAnotherProcessThatHoldsAnEpoch) {
  Tool t;
  t.run({"enable-log-dirty", "3", "--pages", "4096"});
  libpml::Unit other = host::open_unit(t.driver);
  std::optional<libpml::Epoch> held;
  t.waiter.guests = [&](unsigned step) {
    t.driver.access(0, step, true);
    if (step == 1) held = other.harvest(3);
    if (step == 3) held.reset();
  };
  EXPECT_EQ(t.run({"wss", "3", "--watch", "--period", "2s", "--count", "2"}), 0);
  EXPECT_TRUE(t.said(" 2      8 KiB       +1\n")) << "page 2 and page 3, gathered while the other looked\n" << t.out;
}

TEST(Pmlctl, AnEpochHeldForAMomentIsWaitedFor) {
  Tool t;
  t.run({"enable-log-dirty", "3", "--pages", "4096"});
  libpml::Unit other = host::open_unit(t.driver);
  std::optional<libpml::Epoch> held;
  const auto hold = [&] {
    held = other.harvest(3);
    t.driver.access(0, 5, true);
  };
  t.waiter.on_pause = [&, n = 0]() mutable {
    if (++n % 20 == 0) held.reset();
  };
  hold();
  EXPECT_EQ(t.run({"harvest", "3", "--gfns"}), 0);
  EXPECT_EQ(t.out, "5\n");
  hold();
  EXPECT_EQ(t.run({"wss", "3", "--watch", "--count", "1"}), 0) << "from its first harvest on";
  hold();
  t.waiter.on_pause = {};
  EXPECT_EQ(host::error_of([&] { t.run({"wss", "3"}); }).code(), EBUSY) << "but not for ever";
  t.waiter.interrupt_pauses = true;
  EXPECT_EQ(t.run({"wss", "3", "--watch"}), 0) << "watching always ends well";
  (void)message_of<Interrupted>([&] { t.run({"wss", "3"}); });
}

TEST(Pmlctl, HarvestWritesABitmapOrPageNumbers) {
  Tool t;
  t.run({"enable-log-dirty", "3", "--pages", "1000"});
  const std::string path = scratch("bitmap");
  for (const uint64_t p : {0, 9, 777, 999}) t.driver.access(0, p, true);
  t.driver.access(0, 10, false);
  EXPECT_EQ(t.run({"harvest", "3", "--out", path}), 0);
  const std::string bitmap = read_file(path);
  ASSERT_EQ(bitmap.size(), 128u);
  for (unsigned p = 0; p < 1024; ++p)
    EXPECT_EQ(bitmap[p / 8] >> p % 8 & 1, p == 0 || p == 9 || p == 777 || p == 999) << p;
  for (const uint64_t p : {5, 6}) t.driver.access(0, p, p == 5);
  EXPECT_EQ(t.run({"harvest", "3", "--gfns", "--kind", "accessed"}), 0);
  EXPECT_EQ(t.out, "5\n6\n");
  EXPECT_EQ(t.run_json({"harvest", "3", "--out", path, "--gfns"}), 0);
  EXPECT_EQ(read_file(path), "");
  std::filesystem::remove(path);
}

TEST(Pmlctl, APeekEndsNoEpoch) {
  Tool t;
  t.run({"enable-log-dirty", "3", "--pages", "1000"});
  for (const uint64_t p : {5, 6, 700}) t.driver.access(0, p, p != 6);
  EXPECT_EQ(t.run({"harvest", "3", "--peek"}), 0);
  EXPECT_TRUE(t.said("domain 3, epoch 0: 2 pages written (8 KiB), 3 accessed (12 KiB), 2 lines\n")) << t.out;
  for (const char* peek : {"--peek", "--gfns"}) {
    EXPECT_EQ(t.run({"harvest", "3", "--gfns", peek, "--kind", "accessed"}), 0);
    EXPECT_EQ(t.out, "5\n6\n700\n");
  }
  EXPECT_EQ(t.run({"harvest", "3", "--gfns", "--peek"}), 0);
  EXPECT_EQ(t.out, "");
}

TEST(Pmlctl, AFileThatCannotBeWrittenCostsNoEpoch) {
  Tool t;
  t.run({"enable-log-dirty", "3", "--pages", "1000"});
  t.driver.access(0, 9, true);
  (void)message_of<UsageError>([&] { t.run({"harvest", "3", "--out", "build/no/such/folder/x"}); });
  (void)message_of<UsageError>([&] { t.run({"harvest", "3", "--kind", "dirty"}); });
  (void)message_of<UsageError>([&] { t.run({"harvest", "3", "--json", "--gfns"}); });
  (void)message_of<UsageError>([&] { t.run({"harvest", "3", "--json", "--out", "-"}); });
  EXPECT_EQ(t.run({"harvest", "3", "--gfns"}), 0);
  EXPECT_EQ(t.out, "9\n");
  EXPECT_NE(message_of<UsageError>([&] {
              t.run({"harvest", "3", "--out", "/dev/full"});
            }).find("/dev/full"),
            std::string::npos);
}

TEST(Pmlctl, AccessedPagesNeedReads) {
  Tool t;
  t.run({"enable-log-dirty", "3", "--pages", "1000", "--writes-only"});
  (void)message_of<UsageError>([&] { t.run({"harvest", "3", "--kind", "accessed"}); });
  (void)message_of<UsageError>([&] { t.run({"hot", "3", "--kind", "accessed"}); });
}

TEST(Pmlctl, HotPages) {
  Tool t;
  t.run({"enable-log-dirty", "3", "--pages", "4096"});
  t.driver.access(0, 3000, true);  // before
  t.waiter.guests = [&](unsigned step) {
    t.driver.access(0, 7, true);
    if (step % 2 == 0) t.driver.access(0, 1234, true);
    t.driver.access(0, 2000 + step, true);
  };
  const std::string path = scratch("hot");
  EXPECT_EQ(t.run({"hot", "3", "--epochs", "4", "--seen", "2", "--out", path}), 0);
  EXPECT_EQ(read_file(path), "7 4\n1234 2\n");
  EXPECT_TRUE(t.said("2 pages (8 KiB) written in at least 2 of 4 epochs")) << t.out;
  EXPECT_EQ(t.run_json({"hot", "3", "--epochs", "4"}), 0);
  EXPECT_TRUE(t.said("\"pages\": 1,")) << t.out;
  (void)message_of<UsageError>([&] { t.run({"hot", "3", "--epochs", "4", "--seen", "5"}); });
  t.waiter.patience = 0;
  (void)message_of<tools::WrongResult>([&] { t.run({"hot", "3", "--epochs", "4"}); });
  std::filesystem::remove(path);
}

TEST(Pmlctl, Records) {
  Tool t;
  t.run({"enable-log-dirty", "3", "--pages", "4096"});
  (void)t.unit.harvest(3);
  (void)t.unit.harvest(3);
  EXPECT_EQ(t.run({"records", "--count", "1"}), 0);
  EXPECT_TRUE(t.said("harvest  domain 3, epoch 0")) << t.out;
  EXPECT_EQ(t.run_json({"records", "--count", "1"}), 0);
  EXPECT_TRUE(t.said("\"epoch\": 1")) << t.out;
  t.run({"enable-log-dirty", "4", "--pages", "4096"});
  (void)t.unit.harvest(3);
  (void)t.unit.harvest(4);
  EXPECT_EQ(t.run({"records", "4", "--count", "1"}), 0);
  EXPECT_TRUE(t.said("harvest  domain 4, epoch 0")) << t.out;
  EXPECT_EQ(host::error_of([&] { t.run({"records", "5", "--count", "1"}); }).code(), ENOENT);
}

TEST(Pmlctl, SelftestPassesOnAGoodUnitAndCleansUp) {
  Tool t;
  EXPECT_EQ(t.run({"selftest", "--scale", "6"}), 0);
  EXPECT_TRUE(t.out.ends_with("selftest PASSED: 37 epochs, every page as defined\n")) << t.out;
  EXPECT_TRUE(t.said("accessed   1,200 of   1,200")) << t.out;
  EXPECT_TRUE(t.unit.list().empty());
  EXPECT_EQ(t.run_json({"selftest", "--scale", "6", "--vcpu", "2", "--seed", "77"}), 0);
  EXPECT_TRUE(t.said("\"passed\": true")) << t.out;
}

TEST(Pmlctl, SelftestOfAUnitWithoutReads) {
  Tool t;
  t.driver.features &= ~OPENPML_FEAT_READS;
  EXPECT_EQ(t.run({"selftest", "--scale", "6"}), 0) << t.out;
}

/// A page of the bitmaps moves to its neighbour: every count stays right.
TEST(Pmlctl, SelftestFindsAWrongPageThatNoCountShows) {
  Tool t;
  unsigned harvests = 0;
  t.driver.tamper = [&](openpml_record& r) {
    if (++harvests != 3) return;
    for (const unsigned kind : {OPENPML_MAP_WRITTEN, OPENPML_MAP_ACCESSED}) {
      auto m = t.driver.memory(r.slot, r.flags & OPENPML_REC_F_BUFFER1 ? 1 : 0, kind);
      m[1199 / 8] ^= 1u << 1199 % 8;
      m[1200 / 8] ^= 1u << 1200 % 8;
    }
  };
  EXPECT_EQ(t.run({"selftest", "--scale", "6"}), 1);
  EXPECT_TRUE(t.said("WRONG, 4 bits differ")) << t.out;
  EXPECT_TRUE(t.out.ends_with("selftest FAILED: 1 of 37 epochs wrong\n")) << t.out;
  harvests = 0;
  EXPECT_EQ(t.run_json({"selftest", "--scale", "6"}), 1);
  EXPECT_TRUE(t.said("\"passed\": false")) << t.out;
}

TEST(Pmlctl, SelftestSaysWhyItStopped) {
  Tool t;
  t.driver.tamper = [](openpml_record& r) { r.written += 1; };
  EXPECT_EQ(t.run({"selftest", "--scale", "6"}), 1);
  EXPECT_TRUE(t.said("selftest FAILED: 0 of 0 epochs wrong; /dev/openpml0")) << t.out;
  EXPECT_TRUE(t.unit.list().empty());
  t.driver.tamper = {};
  EXPECT_EQ(t.run({"selftest", "--scale", "6"}), 0) << "the generator is at rest again";
}

TEST(Pmlctl, TwoSelftestsDoNotDisturbEachOther) {
  Tool t;
  libpml::Unit other = host::open_unit(t.driver);
  other.enable(5, {4096, 1, 0, 0});
  openpml_gen_start run{};
  run.flags = OPENPML_GEN_HOLD;
  run.preset = run.n_vcpu = run.seed = 1;
  run.scale = 6;
  run.rate = 65'536;
  run.write_share = 256;
  other.gen_start(run);
  EXPECT_EQ(other.gen_control(OPENPML_GEN_OP_WAIT).state, OPENPML_GEN_HELD);
  EXPECT_EQ(host::error_of([&] { t.run({"selftest", "--scale", "6"}); }).code(), EBUSY);
  EXPECT_EQ(other.gen_control(OPENPML_GEN_OP_STATUS).state, OPENPML_GEN_HELD) << "the other's run was stopped";
  (void)other.gen_control(OPENPML_GEN_OP_STOP);
  EXPECT_EQ(t.run({"selftest", "--scale", "6"}), 0);
}

TEST(Pmlctl, SelftestRefusesWhatItCannotDo) {
  Tool t;
  t.run({"enable-log-dirty", "9", "--vcpus", "2"});
  EXPECT_EQ(host::error_of([&] { t.run({"selftest", "--vcpu", "2"}); }).code(), EBUSY) << "no verdict on the unit";
  EXPECT_EQ(t.out, "");
  (void)message_of<UsageError>([&] { t.run({"selftest", "--scale", "16"}); });
  t.run({"enable-log-dirty", "3"});
  (void)message_of<UsageError>([&] { t.run({"selftest", "--dom", "3"}); });
  t.driver.features &= ~OPENPML_FEAT_GEN;
  (void)message_of<tools::Refused>([&] { t.run({"selftest"}); });
}

}  // namespace
}  // namespace openpml::pmlctl
