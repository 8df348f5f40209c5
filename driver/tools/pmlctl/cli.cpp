// SPDX-License-Identifier: Apache-2.0
#include "cli.hpp"

#include <array>

#include "common/numbers.hpp"

namespace openpml::pmlctl {
namespace {

const std::array kOptions = std::to_array<tools::OptionSpec>({
    {"--unit", "PATH", "the unit's device; not needed if there is only one"},
    {"--json", "", "the result as JSON; with --watch one object a line"},
    {"--timeout", "TIME", "patience with the unit (the driver's own)"},
    {"--help", "", "this text"},
    {"--version", "", "versions of program and interface"},
    {"--pages", "N", "pages of the VM (as many as the unit can track)"},
    {"--memory", "SIZE", "the same as a size: 512M, 4G"},
    {"--vcpus", "LIST", "the unit's vCPUs of the VM, as 0-3,6 (the lowest free one)"},
    {"--writes-only", "", "log no reads: no accessed bitmap"},
    {"--accumulate", "", "the driver also gathers all epochs in one bitmap, for consumers that ask it"},
    {"--period", "TIME", "length of an epoch: 500ms, 1s, 2m"},
    {"--watch", "", "go on until interrupted, with a plot on a terminal"},
    {"--count", "N", "end after N"},
    {"--kind", "KIND", "written or accessed (written)"},
    {"--out", "FILE", "where to"},
    {"--gfns", "", "page numbers, one a line, instead of a bitmap"},
    {"--peek", "", "a copy of the running epoch, which goes on"},
    {"--epochs", "N", "of the last N epochs, 1..255 (10)"},
    {"--seen", "K", "pages seen in at least K of them (all)"},
    {"--scale", "N", "sizes are 76,800 and 38,400 pages, halved N times (3)"},
    {"--dom", "DOM", "domain number to use (4294967040)"},
    {"--vcpu", "N", "the unit's vCPU to use (the lowest free one)"},
    {"--seed", "N", "of the random numbers that say which accesses write (1)"},
});

constexpr std::array<std::string_view, 5> kCommon{"--unit", "--json", "--timeout", "--help", "--version"};

const std::array kCommands = std::to_array<tools::CommandSpec>({
    {"enable-log-dirty",
     "DOM",
     1,
     1,
     "starts to track a domain",
     {"--pages", "--memory", "--vcpus", "--writes-only", "--accumulate"}},
    {"disable-log-dirty", "DOM", 1, 1, "ends it; the running epoch is lost", {}},
    {"list", "", 0, 0, "the tracked domains", {}},
    {"status", "[DOM]", 0, 1, "the unit, or a domain with its counters", {}},
    {"wss",
     "DOM",
     1,
     1,
     "working-set size: distinct pages of the epoch that it ends",
     {"--period", "--watch", "--count"}},
    {"harvest",
     "DOM",
     1,
     1,
     "ends the epoch; its bitmap or page numbers into a file",
     {"--kind", "--out", "--gfns", "--peek"}},
    {"hot", "DOM", 1, 1, "pages seen in K of the last N epochs", {"--epochs", "--seen", "--period", "--kind", "--out"}},
    {"records", "[DOM]", 0, 1, "the completion records of the unit, or of a domain, as they come", {"--count"}},
    {"selftest",
     "",
     0,
     0,
     "the unit's traffic generator through the driver, results against their definition",
     {"--scale", "--dom", "--vcpu", "--seed"}},
});

const tools::ProgramSpec kProgram{"pmlctl", kCommands, kOptions, kCommon};

}  // namespace

const tools::ProgramSpec& program() { return kProgram; }

uint32_t CommandLine::domain() const {
  return static_cast<uint32_t>(tools::parse_number(args().at(0), "DOM", UINT32_MAX));
}

std::string help_text() {
  return R"(NAME
  pmlctl - which pages VMs read and write, from an OpenPML unit

SYNOPSIS
  pmlctl [options] COMMAND [DOM]

)" + tools::help_tables(kProgram) +
         R"(
EXIT CODE
  0 good   1 a result is wrong (self test, contents that cannot be true)   2 bad arguments or file
  3 no unit, no driver, no permission   4 the driver or the unit refused

EXAMPLES
  pmlctl enable-log-dirty 3 --memory 4G --vcpus 0,1
  pmlctl wss 3 --watch --period 1s
  pmlctl harvest 3 --out dirty.bitmap
)";
}

}  // namespace openpml::pmlctl
