// SPDX-License-Identifier: Apache-2.0
/// The command line of pml-cosim.
#pragma once
#include <cstdint>
#include <stdexcept>
#include <string>

#include "cosim/death.hpp"

namespace openpml::cosim {

struct UsageError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct Options {
  std::string socket;
  std::string engine = "rtl";
  uint64_t seed = 1;
  uint64_t idle_hz = 20'000;
  unsigned vectors = 0;  ///< 0: the unit's
  std::string dump;
  Death death;
  bool trace = false, help = false;
};

/// Throws UsageError.
Options parse_options(int argc, const char* const* argv);
std::string usage();

}  // namespace openpml::cosim
