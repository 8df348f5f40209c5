// SPDX-License-Identifier: Apache-2.0
// pml-uart: the host's end of a board's UART. See --help.
#include <cstdio>
#include <string>
#include <vector>

#include "cli.hpp"
#include "commands.hpp"
#include "common/errors.hpp"

int main(int argc, char** argv) {
  using namespace openpml::uart;
  using namespace openpml::tools;
  const auto fail = [](const std::exception& e, int code) {
    std::fprintf(stderr, "pml-uart: %s\n", e.what());
    return code;
  };
  try {
    const std::vector<std::string> args(argv + 1, argv + argc);
    const CommandLine line = parse_command_line(args);
    if (line.help) {
      std::fputs(help_text().c_str(), stdout);
      return kExitOk;
    }
    return run_command(line);
  } catch (const UsageError& e) {
    return fail(e, kExitUsage);
  } catch (const LinkError& e) {
    return fail(e, kExitNoUnit);
  } catch (const Refused& e) {
    return fail(e, kExitRefused);
  } catch (const std::exception& e) {
    return fail(e, kExitWrong);
  }
}
