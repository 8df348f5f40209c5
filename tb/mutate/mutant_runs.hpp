// SPDX-License-Identifier: Apache-2.0
/// The runs that a mutant must survive. Each program (unit, system) has its own.
#pragma once
#include <functional>
#include <string>
#include <vector>

namespace openpml {

struct MutantRun {
  std::string name;
  /// What went wrong, with the cycle in it; empty: nothing. Exceptions count as well.
  std::function<std::string()> go;
};

/// In this order; the mutant is chosen already when one is called. `effort` scales the number of long runs.
std::vector<MutantRun> mutant_runs(unsigned effort);

/// For runs that are Google tests. The first that fails leaves as an exception.
void init_tests(const char* program);
/// Runs the tests of a filter; returns what went wrong.
std::string tests(const char* filter);

}  // namespace openpml
