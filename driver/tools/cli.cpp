// SPDX-License-Identifier: Apache-2.0
#include "cli.hpp"

#include "common/errors.hpp"
#include "common/numbers.hpp"

namespace openpml::uart {

using tools::parse_number;
using tools::UsageError;

CommandLine parse_command_line(std::span<const std::string> args) {
  CommandLine c;
  for (size_t i = 0; i < args.size(); ++i) {
    std::string name = args[i], given;
    bool has_value = false;
    if (name.starts_with("--") && name.find('=') != std::string::npos) {
      given = name.substr(name.find('=') + 1);
      name.resize(name.find('='));
      has_value = true;
    }
    const auto value = [&](uint64_t max) {
      if (!has_value) {
        if (++i >= args.size()) throw UsageError("option " + name + " needs a value; see pml-uart --help");
        given = args[i];
      }
      has_value = false;
      return max ? parse_number(given, "option " + name, max) : 0;
    };
    if (name == "--help" || name == "-h") {
      c.help = true;
    } else if (name == "--port") {
      value(0);
      c.port = given;
    } else if (name == "--baud") {
      c.baud = static_cast<unsigned>(value(100'000'000));
    } else if (name == "--json") {
      c.json = true;
    } else if (name == "--timeout") {
      c.timeout_ms = static_cast<int>(value(600'000));
    } else if (name == "--retries") {
      c.retries = static_cast<int>(value(1000));
    } else if (name == "--scale") {
      c.scale = static_cast<unsigned>(value(15));
    } else if (name == "--vm") {
      c.vm = static_cast<unsigned>(value(63));
    } else if (name == "--vcpu") {
      c.vcpu = static_cast<unsigned>(value(63));
    } else if (name == "--write-share") {
      c.write_share = static_cast<unsigned>(value(256));
    } else if (name == "--seed") {
      c.seed = value(UINT64_MAX);
      if (!c.seed) throw UsageError("option --seed: 0 is no seed of this generator");
    } else if (name == "--options") {
      c.options = static_cast<unsigned>(value(UINT32_MAX));
    } else if (name == "--seconds") {
      c.seconds = static_cast<unsigned>(value(86'400));
    } else if (name == "--out") {
      value(0);
      c.out = given;
    } else if (name.starts_with("-") && name.size() > 1) {
      throw UsageError("unknown option " + name + "; see pml-uart --help");
    } else if (c.command.empty()) {
      c.command = name;
    } else {
      c.args.push_back(args[i]);
    }
    if (has_value) throw UsageError("option " + name + " takes no value");
  }
  return c;
}

std::string help_text() {
  return R"(NAME
  pml-uart - talks to an OpenPML board over its UART

SYNOPSIS
  pml-uart [options] COMMAND [arguments]

COMMANDS
  info                      board, unit, self test
  read REGISTER [COUNT]     one register (64-bit ones whole), or COUNT words from there on
  write REGISTER VALUE      a 64-bit register takes one 64-bit value
  regs [TEXT]               names and addresses of the registers (of those that contain TEXT); needs no board
  dump ADDRESS BYTES        memory, as text, or with --out into a file
  experiment 1|2            the experiment driven from here: working-set size of each epoch, every bit of both bitmaps compared with the
                            generator's definition [--scale, --vm, --vcpu, --write-share, --seed]
  selftest                  starts the board's own self test and shows its report [--options, --seconds]
  watch                     shows the report of a self test that is running or will start [--seconds]

  REGISTER is BLOCK[n].NAME as in docs/registers.md (GLOBAL.MAGIC, VM1.CMD, GEN.STATUS; .HI: the high word) or a number.
  Numbers are decimal or 0x...

OPTIONS
  --port DEVICE      serial port or pseudo-terminal (/dev/ttyUSB1)
  --baud RATE        115200
  --timeout MS       wait for an answer (500)
  --retries N        further attempts after the first (4)
  --json             the result as JSON
  --scale N          experiment: sizes are 76,800 and 38,400 pages, halved N times (3)
  --vm N, --vcpu N   experiment: on whom (0, 0)
  --write-share N    experiment: N of 256 events are writes (256)
  --seed N           experiment: of the random numbers that say which (1)
  --options N        selftest: option word (0). 1 and 2 seed errors, and then it must fail: fpga/arty/README.md
  --seconds N        selftest, watch: patience (30)
  --out FILE         dump: binary file
  --help             this text

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
