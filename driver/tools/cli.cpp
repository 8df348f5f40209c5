// SPDX-License-Identifier: Apache-2.0
#include "cli.hpp"

#include <array>

#include "common/command_line.hpp"

namespace openpml::uart {
namespace {

const std::array kOptions = std::to_array<tools::OptionSpec>({
    {"--port", "DEVICE", "serial port or pseudo-terminal (/dev/ttyUSB1)"},
    {"--baud", "RATE", "115200"},
    {"--timeout", "MS", "wait for an answer (500)"},
    {"--retries", "N", "further attempts after the first (4)"},
    {"--seconds", "N", "patience with a self test (30)"},
    {"--json", "", "the result as JSON"},
    {"--help", "", "this text"},
    {"--out", "FILE", "binary file"},
    {"--scale", "N", "sizes are 76,800 and 38,400 pages, halved N times (3)"},
    {"--vm", "N", "on whom (0)"},
    {"--vcpu", "N", "and by whom (0)"},
    {"--write-share", "N", "N of 256 events are writes (256)"},
    {"--seed", "N", "of the random numbers that say which (1)"},
    {"--options", "N", "option word (0). 1 and 2 seed errors, and then it must fail: fpga/arty/README.md"},
});

constexpr std::array<std::string_view, 7> kCommon{"--port",    "--baud", "--timeout", "--retries",
                                                  "--seconds", "--json", "--help"};

const std::array kCommands = std::to_array<tools::CommandSpec>({
    {"info", "", 0, 0, "board, unit, self test", {}},
    {"read", "REGISTER [COUNT]", 1, 2, "one register (64-bit ones whole), or COUNT words from there on", {}},
    {"write", "REGISTER VALUE", 2, 2, "a 64-bit register takes one 64-bit value", {}},
    {"regs", "[TEXT]", 0, 1, "names and addresses of the registers (of those that contain TEXT); needs no board", {}},
    {"dump", "ADDRESS BYTES", 2, 2, "memory, as text or into a file", {"--out"}},
    {"experiment",
     "1|2",
     1,
     1,
     "driven from here: working-set size of each epoch, every bit of both bitmaps compared with the generator's definition",
     {"--scale", "--vm", "--vcpu", "--write-share", "--seed"}},
    {"selftest", "", 0, 0, "starts the board's own self test and shows its report", {"--options"}},
    {"watch", "", 0, 0, "shows the report of a self test that is running or will start", {}},
});

const tools::ProgramSpec kProgram{"pml-uart", kCommands, kOptions, kCommon};

}  // namespace

CommandLine parse_command_line(std::span<const std::string> args) {
  const tools::CommandLine line(kProgram, args);
  CommandLine c;
  c.port = line.value("--port").value_or(c.port);
  c.baud = static_cast<unsigned>(line.number("--baud", c.baud, 100'000'000));
  c.json = line.has("--json");
  c.timeout_ms = static_cast<int>(line.number("--timeout", static_cast<uint64_t>(c.timeout_ms), 600'000));
  c.retries = static_cast<int>(line.number("--retries", static_cast<uint64_t>(c.retries), 1000));
  c.command = line.command();
  c.args = line.args();
  c.scale = static_cast<unsigned>(line.number("--scale", c.scale, 15));
  c.vm = static_cast<unsigned>(line.number("--vm", c.vm, 63));
  c.vcpu = static_cast<unsigned>(line.number("--vcpu", c.vcpu, 63));
  c.write_share = static_cast<unsigned>(line.number("--write-share", c.write_share, 256));
  c.seed = line.number("--seed", c.seed, UINT64_MAX, 1);
  c.options = static_cast<unsigned>(line.number("--options", c.options, UINT32_MAX));
  c.seconds = static_cast<unsigned>(line.number("--seconds", c.seconds, 86'400));
  c.out = line.value("--out").value_or("");
  c.help = line.help();
  return c;
}

std::string help_text() {
  return R"(NAME
  pml-uart - talks to an OpenPML board over its UART

SYNOPSIS
  pml-uart [options] COMMAND [arguments]

)" + tools::help_tables(kProgram) +
         R"(
  REGISTER is BLOCK[n].NAME as in docs/registers.md (GLOBAL.MAGIC, VM1.CMD, GEN.STATUS; .HI: the high word) or a number.
  Numbers are decimal or 0x...

EXIT CODE
  0 good   1 a result is wrong: self test or experiment failed   2 bad arguments or file
  3 no port, no answer, another protocol   4 the board refused an access or a command

EXAMPLES
  pml-uart --port /dev/ttyUSB1 info
  pml-uart read VM0.STATUS
  pml-uart experiment 2 --json
)";
}

}  // namespace openpml::uart
