// SPDX-License-Identifier: Apache-2.0
/// The subcommands. Each takes the arguments behind its name and returns an exit code (errors.hpp).
#pragma once
#include <span>
#include <string>

#include "cli.hpp"
#include "runner.hpp"

namespace openpml::pmlsim {

using Args = std::span<const std::string>;

int run_command(Args args);
int compare_command(Args args);
int demo_command(Args args);
int bench_command(Args args);
int dump_events_command(Args args);
int costs_command(Args args);

/// Declares --workload and --trace; workload_of() joins what was given. Throws InputError if nothing was.
void declare_workload(Options& o);
std::string workload_of(const Options& o);
/// Declares --cost and --cost-file; costs_of() applies them.
void declare_costs(Options& o);
CostParams costs_of(const Options& o);
std::string workload_epilog();

}  // namespace openpml::pmlsim
