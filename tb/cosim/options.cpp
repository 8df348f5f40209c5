// SPDX-License-Identifier: Apache-2.0
#include "cosim/options.hpp"

#include <charconv>
#include <string_view>

namespace openpml::cosim {
namespace {

uint64_t number(const std::string& option, const std::string& text) {
  uint64_t n = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
  if (error != std::errc{} || end != text.data() + text.size())
    throw UsageError(option + " " + text + ": not a number");
  return n;
}

unsigned vectors(const std::string& option, const std::string& text) {
  const uint64_t n = number(option, text);
  if (n < 1 || n > 16) throw UsageError(option + " " + text + ": 1 to 16");
  return static_cast<unsigned>(n);
}

}  // namespace

std::string usage() {
  return "pml-cosim: the unit as a PCIe function for QEMU's vfio-user-pci (tb/cosim/README.md)\n"
         "\n"
         "  pml-cosim --socket PATH [options]\n"
         "\n"
         "  --socket PATH      Unix socket to listen on; one client is served\n"
         "  --engine NAME      rtl (default), model, or lockstep: both, and stop at the first difference\n"
         "  --seed N           initial content of the RTL's memories and registers (1)\n"
         "  --idle-hz N        cycles a second while there is nothing to do (20000)\n"
         "  --vectors N        MSI-X vectors, 1..16 (as many as the unit has)\n"
         "  --die-after WHAT:N kill the process without a word after N of: cycle, access, burst, interrupt\n"
         "  --dump FILE        lockstep: write the last cycles there when they differ\n"
         "  --trace            print each message of the client to standard error\n"
         "  --help\n"
         "\n"
         "SIGUSR1: the same at once, whatever it is doing (while it has a client).\n"
         "Ends when the client goes or on SIGTERM or SIGINT, with a line of counts: exit code 0. 1: the client broke the protocol, the engines\n"
         "differ, or the socket cannot be had. 2: wrong command line.\n";
}

Options parse_options(int argc, const char* const* argv) {
  Options o;
  for (int i = 1; i < argc; ++i) {
    const std::string option = argv[i];
    const auto value = [&]() -> std::string {
      if (++i == argc) throw UsageError(option + " needs a value");
      return argv[i];
    };
    if (option == "--socket") o.socket = value();
    else if (option == "--engine") o.engine = value();
    else if (option == "--seed") o.seed = number(option, value());
    else if (option == "--idle-hz") o.idle_hz = number(option, value());
    else if (option == "--vectors") o.vectors = vectors(option, value());
    else if (option == "--dump") o.dump = value();
    else if (option == "--trace") o.trace = true;
    else if (option == "--help") o.help = true;
    else if (option == "--die-after") {
      try {
        o.death = Death(value());
      } catch (const std::invalid_argument& e) {
        throw UsageError(option + ": " + e.what());
      }
    } else throw UsageError("unknown option " + option);
  }
  if (o.help) return o;
  if (o.socket.empty()) throw UsageError("--socket is missing");
  if (o.engine != "rtl" && o.engine != "model" && o.engine != "lockstep")
    throw UsageError("--engine " + o.engine + ": one of rtl, model, lockstep");
  if (o.idle_hz > 1'000'000) throw UsageError("--idle-hz: at most 1000000");
  return o;
}

}  // namespace openpml::cosim
