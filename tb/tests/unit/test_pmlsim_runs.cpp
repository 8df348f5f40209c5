// SPDX-License-Identifier: Apache-2.0
// pmlsim's results against closed forms and against the truth files of the recorded guests.
#include <gtest/gtest.h>

#include <set>
#include <sstream>

#include "json_grammar.hpp"
#include "openpml/trace.hpp"
#include "pmlsim_process.hpp"

namespace openpml::test {
namespace {

using Args = std::vector<std::string>;

std::string run_json(Args args) {
  const TempDir dir;
  args.insert(args.end(), {"--json", dir.file("out.json")});
  const ProcessResult r = run_program("pmlsim", args);
  EXPECT_EQ(r.code, 0) << r.err;
  return read_text(dir.file("out.json"));
}

std::string bound_output(const Args& args, const std::vector<uint64_t>& words) {
  ProcessOptions o;
  o.stdin_bytes = "PMLEVTS1";
  for (const uint64_t w : words)
    for (unsigned i = 0; i < 8; ++i) o.stdin_bytes += static_cast<char>(w >> (8 * i) & 0xFF);
  const ProcessResult r = run_program("c3_bound", args, o);
  EXPECT_EQ(r.code, 0) << r.err;
  return r.out;
}

TEST(PmlsimRun, JsonHasTheKeysThatScriptsRead) {
  const std::string j = run_json({"run", "--engine", "model", "--workload", "constant:pages=1000,epochs=3,passes=2"});
  for (const char* key : {"workload", "engine", "epochs", "vm", "epoch", "distinct_accessed", "distinct_written",
                          "true_accessed", "true_written", "totals", "events", "guest_exits", "guest_cycles_lost",
                          "events_lost", "dom0_interrupts", "axi_bytes", "cycles"})
    EXPECT_NE(j.find("\"" + std::string(key) + "\": "), std::string::npos) << key;
  EXPECT_EQ(json_numbers(j, "distinct_written"), (std::vector<double>{1000, 1000, 1000}));
  EXPECT_EQ(json_numbers(j, "events"), std::vector<double>{6000});
  EXPECT_EQ(json_numbers(j, "guest_exits").front(), 0);
}

TEST(PmlsimRun, EveryEngineAndModeCountsTheSamePages) {
  const std::string mix =
      "uniform:pages=9000,events=12000,mark=4000,write=0.4;zipf:pages=5000,events=9000,mark=2500,write=0.6,vm=1,vcpu=1,vcpus=4";
  const std::string reference = run_json({"run", "--engine", "functional", "--workload", mix});
  const auto epochs_of = [](const std::string& j) {
    std::multiset<std::vector<double>> out;
    const auto vm = json_numbers(j, "vm"), e = json_numbers(j, "epoch"), a = json_numbers(j, "distinct_accessed"),
               w = json_numbers(j, "distinct_written");
    for (size_t i = 0; i < a.size(); ++i) out.insert({vm.at(i), e.at(i), a[i], w.at(i)});
    return out;
  };
  const auto expected = epochs_of(reference);
  ASSERT_EQ(expected.size(), 7U);
  for (const char* engine : {"model", "rtl", "lockstep"})
    for (const char* mode : {"dom0", "intel", "raw"})
      EXPECT_EQ(epochs_of(run_json({"run", "--engine", engine, "--mode", mode, "--workload", mix})), expected)
          << engine << " " << mode;
  EXPECT_EQ(epochs_of(run_json({"run", "--engine", "rtl", "--config", "axi64", "--filter", "off", "--workload", mix})),
            expected);
}

TEST(PmlsimRun, RecordedGuestMatchesItsTruthFile) {
  const std::string base = source_root() + "/tb/traces/redis-sqlite";
  const std::string j = run_json({"run", "--engine", "rtl", "--trace", base + ".pmltrace.zst"});
  const auto a = json_numbers(j, "distinct_accessed"), w = json_numbers(j, "distinct_written");
  std::istringstream truth(read_text(base + ".truth.csv"));
  std::string line;
  std::getline(truth, line);
  size_t n = 0;
  for (; std::getline(truth, line); ++n) {
    std::istringstream cells(line);
    std::vector<std::string> c;
    for (std::string cell; std::getline(cells, cell, ',');) c.push_back(cell);
    ASSERT_GE(c.size(), 7U);
    ASSERT_LT(n, a.size());
    EXPECT_EQ(a[n], std::stod(c[5])) << "period " << n;
    EXPECT_EQ(w[n], std::stod(c[6])) << "period " << n;
  }
  EXPECT_EQ(n, a.size());
  EXPECT_GT(n, 60U);
}

TEST(PmlsimRun, IntelExitsComeWithThe513thEntry) {
  for (const auto& [pages, exits] :
       {std::pair{512, 0.0}, std::pair{513, 1.0}, std::pair{1024, 1.0}, std::pair{1025, 2.0}, std::pair{2000, 3.0}}) {
    const std::string j = run_json({"run", "--engine", "rtl", "--mode", "intel", "--workload",
                                    "constant:epochs=1,passes=1,pages=" + std::to_string(pages)});
    EXPECT_EQ(json_numbers(j, "guest_exits").front(), exits) << pages;
  }
}

TEST(PmlsimCompare, FourSystemsOnAWorkloadWithAClosedForm) {
  // 2,000 pages written once, one event each microsecond.
  const Args args = {"compare", "--engine", "model", "--workload",
                     "constant:pages=2000,epochs=1,passes=1,interval=1000"};
  const std::string j = run_json(args);
  // Order: intel-pml, naive-reads, prl-2021, openpml.
  EXPECT_EQ(json_numbers(j, "guest_exits"), (std::vector<double>{3, 3, 0, 0}));
  EXPECT_EQ(json_numbers(j, "dom0_interrupts"), (std::vector<double>{0, 0, 3, 1}));
  const auto lost = json_numbers(j, "events_lost");
  EXPECT_EQ(lost[0] + lost[1] + lost[3], 0);
  EXPECT_EQ(lost[2], 3 * 2) << "a handler of 2.83 us swallows the 2 events that come while it runs";
  const auto slow = json_numbers(j, "slowdown_percent");
  EXPECT_GT(slow[0], 0);
  EXPECT_EQ(slow[2], 0);
  EXPECT_EQ(slow[3], 0);
  EXPECT_EQ(json_numbers(j, "wss_error_written_percent")[3], 0);
  EXPECT_NEAR(json_numbers(j, "wss_error_written_percent")[2], 100.0 * 6 / 2000, 1e-9);
  // A handler that takes no time loses nothing.
  Args fast = args;
  fast.insert(fast.end(), {"--cost", "irq_ns=0", "--cost", "irq_handler_ns=0", "--cost", "copy_ns=0"});
  EXPECT_EQ(json_numbers(run_json(fast), "events_lost")[2], 0);
}

TEST(PmlsimCompare, IntelCannotSeeReads) {
  const std::string j =
      run_json({"compare", "--engine", "model", "--workload", "constant:pages=1000,epochs=2,passes=1,write=0"});
  EXPECT_EQ(json_numbers(j, "wss_error_accessed_percent"),
            (std::vector<double>{100, 0, json_numbers(j, "wss_error_accessed_percent")[2], 0}));
}

TEST(PmlsimCompare, AnyNameOfAFileGoesIntoTheResults) {
  const TempDir dir;
  const std::string name = dir.file("a \"b\"\n\x01\xFF"), json = dir.file("json"), csv = dir.file("csv");
  auto writer = TraceWriter::create(name, {.ram_pages = 4}, TraceWriter::Compression::None);
  ASSERT_TRUE(writer.ok());
  writer->add({.gfn = 1, .time = 0, .write = true});
  ASSERT_EQ(writer->finish(), "");
  const ProcessResult r =
      run_program("pmlsim", {"compare", "--engine", "model", "--trace", name, "--json", json, "--csv", csv});
  EXPECT_EQ(r.code, 0) << r.err;
  EXPECT_TRUE(is_json(read_text(json))) << read_text(json);
  EXPECT_NE(read_text(json).find("a \\\"b\\\"\\u000a\\u0001\xEF\xBF\xBD\""), std::string::npos) << read_text(json);
  EXPECT_NE(read_text(csv).find("a \"\"b\"\"\n\x01\xFF\","), std::string::npos) << read_text(csv);
}

TEST(C3Bound, ClosedForms) {
  constexpr uint64_t kWrite = uint64_t{1} << 56, kMark = uint64_t{1} << 57;
  // Four lines written once each, then a harvest, 64-bit bus: both kinds of four lines, 8 beats each, one 64-byte
  // chunk of summary and one record: 64 + 8 + 8 beats for 4 events.
  EXPECT_NE(
      bound_output({"--dw", "64", "--entries", "2"}, {0 | kWrite, 512 | kWrite, 1024 | kWrite, 1536 | kWrite, kMark})
          .find("\nw 20\nr 0\n"),
      std::string::npos);
  // Two lines that push each other out of a store of one: the first write-back of each reads nothing, the later ones
  // read and write the one beat that holds a bit. Reads only: one kind. Six events: 2 x 8 beats + 3 x 1, the last stays.
  EXPECT_NE(bound_output({"--dw", "64", "--entries", "1"}, {0, 512, 1, 513, 2, 514}).find("\nr 0.5\n"),
            std::string::npos);
  // A store that holds everything costs nothing before a harvest: one event a cycle whatever the round trip.
  EXPECT_NE(bound_output({"--entries", "4", "--latency", "256"}, {0, 512, 0, 512}).find("\nbound 1\n"),
            std::string::npos);
  // One burst an event, 4 outstanding, a round trip of 16: a quarter of an event a cycle.
  std::vector<uint64_t> ring;
  for (uint64_t i = 0; i < 1000; ++i) ring.push_back(i << 9);
  const std::string out =
      bound_output({"--entries", "1", "--outstanding", "4", "--latency", "16", "--final-flush"}, ring);
  EXPECT_NE(out.find("\nbound 0.25\n"), std::string::npos) << out;
}

}  // namespace
}  // namespace openpml::test
