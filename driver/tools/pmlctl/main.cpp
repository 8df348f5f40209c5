// SPDX-License-Identifier: Apache-2.0
// pmlctl: dom0's tool for an OpenPML unit. See --help and pmlctl(8).
#include <langinfo.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <clocale>
#include <cstdlib>
#include <cstring>

#include "commands.hpp"
#include "common/errors.hpp"
#include "common/program.hpp"
#include "interrupts.hpp"

namespace {

using namespace openpml::pmlctl;
using openpml::tools::kExitOk, openpml::tools::kExitRefused;
using openpml::tools::LinkError, openpml::tools::Refused, openpml::tools::UsageError, openpml::tools::WrongResult;

Terminal terminal_of(int fd) {
  Terminal t;
  winsize size{};
  const char* const kind = std::getenv("TERM");
  t.tty = ::isatty(fd) && kind && std::strcmp(kind, "dumb") != 0;
  if (::ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 20) t.width = size.ws_col;
  t.utf8 = std::strcmp(::nl_langinfo(CODESET), "UTF-8") == 0;
  return t;
}

/// The driver's memory went away under a mapping: the domain was untracked, or the unit unbound, by somebody else.
void on_bus_error(int) {
  constexpr char text[] =
      "pmlctl: the epoch's memory is gone: the domain was disabled or the unit unbound meanwhile; look at pmlctl list\n";
  (void)!::write(STDERR_FILENO, text, sizeof text - 1);
  ::_exit(kExitRefused);
}

[[noreturn]] void as_tool_error(const libpml::Error& e) {
  switch (e.code()) {
    case EBADMSG: throw WrongResult(e.what());
    case EPERM:
    case EACCES:
    case ENODEV:
    case ENXIO: throw LinkError(e.what());
    default: throw Refused(e.what());
  }
}

int run(const CommandLine& line) {
  if (line.help()) return std::fputs(help_text().c_str(), stdout), kExitOk;
  if (line.version()) return std::printf("pmlctl: interface version %d of the driver\n", OPENPML_UAPI_VERSION), kExitOk;
  std::optional<libpml::Unit> unit;
  try {
    unit.emplace(line.value("--unit").value_or(""));
  } catch (const libpml::Error& e) {
    throw LinkError(e.what());
  }
  Interrupts interrupts;
  try {
    return run_command({*unit, line, stdout, interrupts, terminal_of(STDOUT_FILENO)});
  } catch (const libpml::Error& e) {
    as_tool_error(e);
  }
}

int run_and_flush(const CommandLine& line) {
  const int code = run(line);
  if (std::fflush(stdout) != 0 || std::ferror(stdout)) throw UsageError("standard output cannot be written");
  return code;
}

}  // namespace

int main(int argc, char** argv) {
  std::setlocale(LC_CTYPE, "");
  ::signal(SIGBUS, on_bus_error);
  return openpml::tools::run_program(
      "pmlctl", [&] { return run_and_flush(CommandLine(std::vector<std::string>(argv + 1, argv + argc))); });
}
