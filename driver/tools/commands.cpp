// SPDX-License-Identifier: Apache-2.0
#include "commands.hpp"

#include <chrono>
#include <cinttypes>
#include <cstdio>
#include <fstream>
#include <functional>
#include <map>

#include "board.hpp"
#include "common/errors.hpp"
#include "common/numbers.hpp"
#include "experiment.hpp"
#include "openpml/regs.hpp"
#include "pmlsim/json.hpp"
#include "reg_names.hpp"
#include "serial.hpp"

namespace openpml::uart {

using namespace tools;
namespace {

namespace r = openpml::regs;
using openpml::pmlsim::JsonWriter;

void print(const JsonWriter& json) { std::fputs(json.str().c_str(), stdout); }

Place place(const std::string& text) {
  const auto p = find_place(text);
  if (!p) throw UsageError("'" + text + "' is neither a register (see pml-uart regs) nor a number 0x...");
  if (p->address % 4) throw UsageError("'" + text + "': an address is a multiple of 4");
  return *p;
}

const char* state_name(TestState s) {
  switch (s) {
    case TestState::Never: return "never run";
    case TestState::Running: return "running";
    case TestState::Passed: return "passed";
    case TestState::Failed: return "failed";
  }
  return "unknown";
}

int info(const CommandLine& line, Board& board) {
  const TestReport test = board.test();
  const BoardInfo& b = board.info();
  const bool busy = test.state == TestState::Running;  // then the registers are the self test's
  const auto unit = busy ? std::vector<uint32_t>(7) : board.read_block(r::GLOBAL_MAGIC, 7);
  const uint32_t cap0 = unit[2], cap1 = unit[3], cap2 = unit[6];
  if (line.json) {
    JsonWriter j;
    j.begin_object().member("protocol", uint64_t{b.protocol >> 16}).member("clock_hz", uint64_t{b.clock_hz});
    j.member("memory_base", uint64_t{b.mem_base})
        .member("memory_bytes", uint64_t{b.mem_bytes})
        .member("selftest_program", hex(b.program));
    j.member("selftest", state_name(test.state))
        .member("checks", uint64_t{test.checks})
        .member("failed", uint64_t{test.failed});
    if (!busy) {
      j.member("version", std::to_string(unit[1] >> 16) + "." + std::to_string(unit[1] & 0xFFFF))
          .member("vms", uint64_t{cap0 & 0xFF});
      j.member("vcpus", uint64_t{cap0 >> 8 & 0xFF})
          .member("pages_log2", uint64_t{cap0 >> 16 & 0xFF})
          .member("axi_bits", uint64_t{1} << (cap0 >> 24));
      j.member("store_lines", uint64_t{cap2 & 0xFFFF})
          .member("outstanding", uint64_t{cap2 >> 16})
          .member("sources", uint64_t{cap1 >> 24});
    }
    print(j.end_object());
    return kExitOk;
  }
  std::printf("board      protocol %u.%u, %.6g MHz, %u KiB of memory at %s\n", b.protocol >> 16, b.protocol & 0xFFFF,
              b.clock_hz / 1e6, b.mem_bytes / 1024, hex(b.mem_base).c_str());
  if (!busy)
    std::printf(
        "unit       %s, version %u.%u: %u VMs of up to 2^%u pages, %u vCPUs, %u-bit AXI, %u lines, %u outstanding, %u event sources\n",
        unit[0] == r::MAGIC ? "OpenPML" : ("unknown, magic " + hex(unit[0])).c_str(), unit[1] >> 16, unit[1] & 0xFFFF,
        cap0 & 0xFF, cap0 >> 16 & 0xFF, cap0 >> 8 & 0xFF, 1u << (cap0 >> 24), cap2 & 0xFFFF, cap2 >> 16, cap1 >> 24);
  std::printf("self test  %s, %u checks, %u failed (program %s)\n", state_name(test.state), test.checks, test.failed,
              hex(b.program).c_str());
  return kExitOk;
}

int read(const CommandLine& line, Board& board) {
  const Place p = place(line.args[0]);
  const bool many = line.args.size() == 2;
  const size_t words = many ? parse_number(line.args[1], "COUNT", 65'536) : p.wide ? 2 : 1;
  const auto w = board.read_block(p.address, words);
  const bool wide = p.wide && !many;
  if (line.json) {
    JsonWriter j;
    j.begin_object().member("address", hex(p.address)).key("values").begin_array();
    if (wide) j.value(hex(w[0] | static_cast<uint64_t>(w[1]) << 32, 16));
    else
      for (const uint32_t v : w) j.value(hex(v));
    print(j.end_array().end_object());
    return kExitOk;
  }
  if (wide) std::printf("%s\n", hex(w[0] | static_cast<uint64_t>(w[1]) << 32, 16).c_str());
  else
    for (size_t i = 0; i < w.size(); ++i)
      many ? std::printf("%s: %s\n", hex(p.address + 4 * i).c_str(), hex(w[i]).c_str())
           : std::printf("%s\n", hex(w[i]).c_str());
  return kExitOk;
}

int write(const CommandLine& line, Board& board) {
  const Place p = place(line.args[0]);
  const uint64_t value = parse_number(line.args[1], "VALUE", p.wide ? UINT64_MAX : UINT32_MAX);
  if (p.wide) board.write64(p.address, value);
  else board.write(p.address, static_cast<uint32_t>(value));
  return kExitOk;
}

int list_registers(const CommandLine& line) {
  JsonWriter j;
  j.begin_array();
  for (const Register& reg : registers()) {
    if (!line.args.empty() && reg.name.find(line.args[0]) == std::string::npos) continue;
    if (line.json) {
      j.compact()
          .begin_object()
          .member("name", reg.name)
          .member("address", uint64_t{reg.address})
          .member("stride", uint64_t{reg.stride});
      j.member("bits", uint64_t{reg.wide ? 64u : 32u})
          .member("access", reg.access)
          .member("about", reg.about)
          .end_object();
    } else {
      std::printf("%s%s %s %s  %s\n", hex(reg.address, 4).c_str(), reg.stride ? "+" : " ", reg.access.c_str(),
                  reg.name.c_str(), reg.about.c_str());
    }
  }
  j.end_array();
  if (line.json) print(j);
  return kExitOk;
}

int dump(const CommandLine& line, Board& board) {
  const uint32_t base = place(line.args[0]).address;
  const uint64_t bytes = parse_number(line.args[1], "BYTES", 1u << 24);
  if (bytes % 4) throw UsageError("BYTES: a multiple of 4");
  const auto words = board.read_block(base, bytes / 4);
  if (!line.out.empty()) {
    std::ofstream f(line.out, std::ios::binary);
    for (const uint32_t w : words)
      for (int i = 0; i < 4; ++i) f.put(static_cast<char>(w >> 8 * i));
    f.close();
    if (!f) throw UsageError("--out " + line.out + ": cannot be written");
    return kExitOk;
  }
  if (line.json) {
    JsonWriter j;
    j.begin_object().member("address", hex(base)).key("words").compact().begin_array();
    for (const uint32_t w : words) j.value(uint64_t{w});
    print(j.end_array().end_object());
    return kExitOk;
  }
  for (size_t i = 0; i < words.size(); i += 8) {
    std::printf("%s:", hex(base + 4 * i).c_str());
    for (size_t k = i; k < std::min(i + 8, words.size()); ++k) std::printf(" %08x", words[k]);
    std::printf("\n");
  }
  return kExitOk;
}

int experiment(const CommandLine& line, Board& board) {
  ExperimentOptions o;
  o.preset = {static_cast<int>(parse_number(line.args[0], "experiment", 2)), line.scale, line.write_share, line.seed};
  if (o.preset.number == 0) throw UsageError("experiment 1 or 2");
  o.vm = line.vm;
  o.vcpu = line.vcpu;
  const auto report = [&](const EpochResult& e) {
    if (line.json) return;
    std::printf("epoch %2u: accessed %6" PRIu64 " written %6" PRIu64 " pages (WSS %8.2f MiB), true %6u %6u, %10" PRIu64
                " cycles: %s\n",
                e.epoch, e.accessed, e.written, static_cast<double>(e.accessed) / 256, e.true_accessed, e.true_written,
                e.cycles, e.ok() ? "exact" : ("WRONG, " + std::to_string(e.wrong_bits) + " bits differ").c_str());
    std::fflush(stdout);
  };
  const auto results = run_experiment(board, o, report);
  size_t wrong = 0;
  for (const EpochResult& e : results) wrong += !e.ok();
  if (line.json) {
    JsonWriter j;
    j.begin_object()
        .member("experiment", static_cast<uint64_t>(o.preset.number))
        .member("scale", uint64_t{o.preset.scale})
        .key("epochs")
        .begin_array();
    for (const EpochResult& e : results) {
      j.compact()
          .begin_object()
          .member("epoch", uint64_t{e.epoch})
          .member("accessed", e.accessed)
          .member("written", e.written);
      j.member("true_accessed", uint64_t{e.true_accessed})
          .member("true_written", uint64_t{e.true_written})
          .member("wrong_bits", uint64_t{e.wrong_bits});
      j.member("cycles", e.cycles).end_object();
    }
    print(j.end_array().member("exact", wrong == 0).member("retries", uint64_t{board.link().retried()}).end_object());
  } else {
    std::printf("experiment %d: %zu epochs, %zu wrong\n", o.preset.number, results.size(), wrong);
  }
  return wrong ? kExitWrong : kExitOk;
}

/// Follows a run to its end. start: begins it; otherwise it may still have to begin.
int follow(const CommandLine& line, Board& board, bool start) {
  std::string text;
  if (start) board.link().drop_text();
  board.link().on_text([&](const std::string& t) {
    text += t;
    if (!line.json) {
      for (const char ch : t)
        if (ch != '\r') std::putchar(ch);
      std::fflush(stdout);
    }
  });
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(line.seconds);
  if (start) board.start_test(line.options);
  TestReport test = board.test();
  while (test.state == TestState::Running || (!start && test.state == TestState::Never)) {
    if (std::chrono::steady_clock::now() > end)
      throw WrongResult("the self test did not end within " + std::to_string(line.seconds) + " s (--seconds)");
    board.link().listen(100);
    test = board.test();
  }
  board.link().listen(50);
  if (line.json) {
    JsonWriter j;
    j.begin_object()
        .member("state", state_name(test.state))
        .member("checks", uint64_t{test.checks})
        .member("failed", uint64_t{test.failed});
    std::erase(text, '\r');
    print(j.member("report", text).end_object());
  } else {
    std::printf("self test %s: %u checks, %u failed\n", state_name(test.state), test.checks, test.failed);
  }
  return test.state == TestState::Passed ? kExitOk : kExitWrong;
}

int selftest(const CommandLine& line, Board& board) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(line.seconds);
  while (board.test().state == TestState::Running) {
    if (std::chrono::steady_clock::now() > end) throw WrongResult("the self test that is running does not end");
    board.link().listen(50);
  }
  return follow(line, board, true);
}

}  // namespace

int run_command(const CommandLine& line) {
  using Handler = std::function<int(const CommandLine&, Board&)>;
  static const std::map<std::string, Handler> handlers = {
      {"info", info},
      {"read", read},
      {"write", write},
      {"dump", dump},
      {"experiment", experiment},
      {"selftest", selftest},
      {"watch", [](const CommandLine& l, Board& b) { return follow(l, b, false); }}};
  if (line.command == "regs") return list_registers(line);
  Serial serial(line.port, line.baud);
  Link link(serial, {line.timeout_ms, line.retries});
  Board board(link);
  return handlers.at(line.command)(line, board);
}

}  // namespace openpml::uart
