// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <stdexcept>
#include <string>

namespace openpml {

/// An assertion of the RTL fired. The message names file, line and instance; Verilator has printed the assertion's name.
struct RtlAssertion : std::runtime_error {
  using std::runtime_error::runtime_error;
};

}  // namespace openpml
