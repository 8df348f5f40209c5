// SPDX-License-Identifier: Apache-2.0
// What a user gets who asks pmlsim for what cannot be: one line that says it, exit code 2, and no half-written file.
#include <gtest/gtest.h>

#include <algorithm>

#include "pmlsim_process.hpp"

namespace openpml::test {
namespace {

using Args = std::vector<std::string>;

/// Exit code 2, nothing on stdout, one line on stderr that holds `words`.
void expect_refused(const Args& args, const std::string& words) {
  const ProcessResult r = run_program("pmlsim", args);
  std::string shown;
  for (const auto& a : args) shown += a + " ";
  EXPECT_EQ(r.code, 2) << shown << r.err;
  EXPECT_EQ(r.out, "") << shown;
  EXPECT_EQ(std::count(r.err.begin(), r.err.end(), '\n'), 1) << shown << r.err;
  EXPECT_EQ(r.err.rfind("pmlsim: ", 0), 0U) << shown << r.err;
  EXPECT_NE(r.err.find(words), std::string::npos) << shown << r.err;
}

const Args kSmallRun = {"run", "--engine", "model", "--quiet", "--workload", "constant:pages=600,epochs=2,passes=2"};

Args small_run(const Args& more) {
  Args a = kSmallRun;
  a.insert(a.end(), more.begin(), more.end());
  return a;
}

std::string trace_bytes(uint32_t version, const std::string& magic, size_t records) {
  std::string b = magic;
  const auto put = [&](uint64_t v, unsigned bytes) {
    for (unsigned i = 0; i < bytes; ++i) b += static_cast<char>(v >> (8 * i) & 0xFF);
  };
  put(version, 4);
  put(16, 4);
  put(1024, 8);
  put(1, 4);
  put(1, 4);
  b += std::string(32, '\0');
  for (size_t i = 0; i < records; ++i) {
    put(i, 8);
    put((i % 1024) << 12 | 3, 8);
  }
  return b;
}

TEST(PmlsimErrors, BadArgumentsAreOneLineAndExit2) {
  expect_refused({}, "no command");
  expect_refused({"fly"}, "unknown command 'fly'");
  expect_refused({"run"}, "no workload");
  expect_refused({"run", "--speed", "9"}, "unknown option '--speed'");
  expect_refused({"run", "constant:"}, "unexpected argument");
  expect_refused({"run", "--workload"}, "needs a value");
  expect_refused({"run", "--workload", ""}, "needs a value");
  expect_refused({"run", "--quiet=yes", "--workload", "constant:"}, "takes no value");
  expect_refused({"run", "--engine", "steam", "--workload", "constant:"}, "not one of");
  expect_refused({"run", "--engine", "model", "--engine", "model", "--workload", "constant:"}, "given twice");
  expect_refused({"run", "--config", "huge", "--workload", "constant:"}, "huge");
  expect_refused({"run", "--latency", "fast", "--workload", "constant:"}, "not a whole number");
  expect_refused({"run", "--latency", "-1", "--workload", "constant:"}, "not a whole number");
  expect_refused({"run", "--latency", "99999999999999999999999", "--workload", "constant:"}, "not a whole number");
  expect_refused({"run", "--latency", "5000", "--workload", "constant:"}, "out of range");
  expect_refused({"compare", "--cost", "tea=3", "--workload", "constant:"}, "unknown cost 'tea'");
  expect_refused({"compare", "--cost", "irq_ns=soon", "--workload", "constant:"}, "not a number");
  expect_refused({"compare", "--cost", "cpu_mhz=0", "--workload", "constant:"}, "at least 1 MHz");
  expect_refused({"compare", "--cost", "irq_ns=1e300", "--workload", "constant:"}, "at most 1e+09 ns");
  expect_refused({"compare", "--cost", "cpu_mhz=200000", "--workload", "constant:"}, "at most 1e+05 MHz");
  expect_refused({"compare", "--cost-file", "/does/not/exist", "--workload", "constant:"}, "/does/not/exist");
  expect_refused({"bench", "--full", "--quick"}, "exclude each other");
}

TEST(PmlsimErrors, BadWorkloadsNameWhatIsWrong) {
  expect_refused({"run", "--workload", "circus:"}, "circus");
  expect_refused({"run", "--workload", "constant:pages=many"}, "pages");
  expect_refused({"run", "--engine", "model", "--workload", "constant:pages=10,vm=63"}, "VM 63");
  expect_refused({"run", "--engine", "model", "--workload", "constant:pages=10,vcpu=7,vcpus=2"}, "vCPU");
  expect_refused({"run", "--engine", "model", "--workload", "constant:pages=10;constant:pages=20"}, "VM 0");
  expect_refused({"run", "--engine", "model", "--workload", "uniform:pages=20000000,events=10"}, "pages");
}

TEST(PmlsimErrors, MissingForeignAndTruncatedTraces) {
  const TempDir dir;
  expect_refused({"run", "--engine", "model", "--trace", dir.file("none")}, "none");
  expect_refused({"run", "--engine", "model", "--trace", "/"}, "/");
  write_text(dir.file("empty"), "");
  expect_refused({"run", "--engine", "model", "--trace", dir.file("empty")}, "empty");
  write_text(dir.file("foreign"), std::string(4096, 'x'));
  expect_refused({"run", "--engine", "model", "--trace", dir.file("foreign")}, "not an OpenPML trace");
  write_text(dir.file("version"), trace_bytes(9, "PMLTRACE", 10));
  expect_refused({"run", "--engine", "model", "--trace", dir.file("version")}, "version");
  const std::string whole = trace_bytes(1, "PMLTRACE", 5000);
  write_text(dir.file("cut"), whole.substr(0, whole.size() - 7));
  for (const char* engine : {"model", "functional"})
    expect_refused({"run", "--engine", engine, "--trace", dir.file("cut")}, "cut");
  const std::string packed = read_text(source_root() + "/tb/traces/redis-sqlite.pmltrace.zst");
  ASSERT_GT(packed.size(), 100'000U);
  write_text(dir.file("half.zst"), packed.substr(0, packed.size() / 2));
  expect_refused({"run", "--engine", "functional", "--trace", dir.file("half.zst")}, "half.zst");
}

TEST(PmlsimErrors, AFailedRunLeavesTheOldFileAlone) {
  const TempDir dir;
  write_text(dir.file("old.json"), "precious");
  const std::string whole = trace_bytes(1, "PMLTRACE", 5000);
  write_text(dir.file("cut"), whole.substr(0, whole.size() - 7));
  expect_refused({"run", "--engine", "model", "--trace", dir.file("cut"), "--json", dir.file("old.json")}, "cut");
  EXPECT_EQ(read_text(dir.file("old.json")), "precious");
  EXPECT_EQ(dir.entries().size(), 2U) << "a temporary file was left behind";
}

TEST(PmlsimErrors, FullDiskIsNoticed) {
  expect_refused(small_run({"--json", "/dev/full"}), "/dev/full: No space left on device");
  expect_refused(small_run({"--csv", "/dev/full"}), "/dev/full: No space left on device");
  expect_refused({"dump-events", "--workload", "constant:pages=600,epochs=2", "--out", "/dev/full"},
                 "No space left on device");
  ProcessOptions o;
  o.stdout_path = "/dev/full";
  for (const Args& args : {kSmallRun, Args{"--help"}, Args{"run", "--help"}, Args{"costs"}}) {
    const ProcessResult r = run_program("pmlsim", args, o);
    EXPECT_EQ(r.code, 2) << r.err;
    EXPECT_NE(r.err.find("standard output: No space left on device"), std::string::npos) << r.err;
  }
}

TEST(PmlsimErrors, UnwritablePathsAreFoundBeforeTheRun) {
  const TempDir dir;
  expect_refused(small_run({"--json", dir.file("no/such/dir.json")}), "No such file or directory");
  expect_refused(small_run({"--json", dir.file("")}), "is a directory");
  write_text(dir.file("plain"), "x");
  expect_refused({"demo", "--engine", "model", "--out", dir.file("plain") + "/demo"}, "plain");
  EXPECT_EQ(dir.entries().size(), 1U);
}

TEST(PmlsimErrors, InterruptLeavesNothingBehind) {
  const TempDir dir;
  ProcessOptions o;
  o.interrupt_after_ms = 300;
  const ProcessResult r = run_program("pmlsim",
                                      {"run", "--engine", "model", "--workload", "constant:pages=76800,epochs=9999",
                                       "--json", dir.file("a.json"), "--csv", dir.file("a.csv")},
                                      o);
  EXPECT_EQ(r.code, 130) << r.err;
  EXPECT_NE(r.err.find("interrupted"), std::string::npos) << r.err;
  EXPECT_TRUE(dir.entries().empty());
}

TEST(PmlsimErrors, BoundProgramRefusesWhatItDoesNotKnow) {
  ProcessOptions o;
  o.stdin_bytes = "something else";
  EXPECT_EQ(run_program("c3_bound", {}, o).code, 2);
  o.stdin_bytes = "PMLEVTS1abc";
  EXPECT_EQ(run_program("c3_bound", {}, o).code, 2);
  o.stdin_bytes = "PMLEVTS1";
  EXPECT_EQ(run_program("c3_bound", {"--dw", "100"}, o).code, 2);
  EXPECT_EQ(run_program("c3_bound", {"--wide"}, o).code, 2);
  EXPECT_EQ(run_program("c3_bound", {}, o).code, 0);
}

}  // namespace
}  // namespace openpml::test
