// SPDX-License-Identifier: Apache-2.0
/// The outermost function of a host tool.
#pragma once
#include <functional>

namespace openpml::tools {

/// The exit code of `work`. An exception becomes one line on standard error, behind the program's name, and the exit code that belongs to it (errors.hpp).
int run_program(const char* name, const std::function<int()>& work);

}  // namespace openpml::tools
