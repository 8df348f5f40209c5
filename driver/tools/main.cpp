// SPDX-License-Identifier: Apache-2.0
// pml-uart: the host's end of a board's UART. See --help.
#include <cstdio>
#include <string>
#include <vector>

#include "cli.hpp"
#include "commands.hpp"
#include "common/errors.hpp"
#include "common/program.hpp"

int main(int argc, char** argv) {
  using namespace openpml::uart;
  return openpml::tools::run_program("pml-uart", [&] {
    const CommandLine line = parse_command_line(std::vector<std::string>(argv + 1, argv + argc));
    if (!line.help) return run_command(line);
    std::fputs(help_text().c_str(), stdout);
    return openpml::tools::kExitOk;
  });
}
