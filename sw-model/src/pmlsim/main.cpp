// SPDX-License-Identifier: Apache-2.0
/// pmlsim: the simulator's command line.
#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include "commands.hpp"
#include "errors.hpp"
#include "interrupt.hpp"
#include "lockstep.hpp"
#include "openpml/dom0.hpp"
#include "output_file.hpp"

namespace {

using namespace openpml::pmlsim;

constexpr const char* kHelp =
    "usage: pmlsim COMMAND [options]\n"
    "\n"
    "OpenPML: an open page-modification-logging unit that counts, exactly and without stopping the guest,\n"
    "which pages each VM reads and writes. pmlsim runs it in simulation.\n"
    "\n"
    "commands:\n"
    "  run          run a workload through the unit: pages per epoch, beside the true ones\n"
    "  compare      the same workload through Intel's PML, PML with reads, the published PRL, and OpenPML\n"
    "  demo         the runs of 'make demo': report.html, summary.json, compare.json\n"
    "  bench        the measurements of 'make bench'\n"
    "  costs        print the cost figures that compare charges, with their sources\n"
    "  dump-events  write a workload's events for the bound program c3_bound\n"
    "\n"
    "'pmlsim COMMAND --help' tells a command's options, the workloads and examples. See also docs/simulator.md.\n";

struct Command {
  const char* name;
  int (*run)(Args);
};
constexpr Command kCommands[] = {{"run", run_command},     {"compare", compare_command},
                                 {"demo", demo_command},   {"bench", bench_command},
                                 {"costs", costs_command}, {"dump-events", dump_events_command}};

int dispatch(const std::vector<std::string>& args) {
  if (args.empty()) throw InputError("no command; see 'pmlsim --help'");
  if (args[0] == "--help" || args[0] == "-h" || args[0] == "help") {
    write_stdout(kHelp);
    return kExitOk;
  }
  for (const Command& c : kCommands)
    if (args[0] == c.name) return c.run(Args(args).subspan(1));
  throw InputError("unknown command '" + args[0] + "'; see 'pmlsim --help'");
}

int say(const char* what, int code) {
  std::fprintf(stderr, "pmlsim: %s\n", what);
  return code;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    install_interrupt_handlers();
    return dispatch({argv + 1, argv + argc});
  } catch (const Interrupted& e) {
    return say(e.what(), kExitInterrupted);
  } catch (const InputError& e) {
    return say(e.what(), kExitBadInput);
  } catch (const WrongResult& e) {
    return say(e.what(), kExitWrongResult);
  } catch (const openpml::LockstepMismatch& e) {
    return say(e.what(), kExitWrongResult);
  } catch (const openpml::SimError& e) {
    return say((std::string("the unit did not do as it must: ") + e.what()).c_str(), kExitWrongResult);
  } catch (const std::exception& e) {
    return say((std::string("internal error: ") + e.what()).c_str(), kExitInternal);
  }
}
