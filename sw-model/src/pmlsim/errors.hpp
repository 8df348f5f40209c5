// SPDX-License-Identifier: Apache-2.0
/// How pmlsim ends: exit codes and the exceptions that lead to them. Every message is one line that says what
/// happened, where, and what to do.
#pragma once
#include <stdexcept>
#include <string>

namespace openpml::pmlsim {

inline constexpr int kExitOk = 0;
inline constexpr int kExitInternal = 1;       ///< a defect of pmlsim itself
inline constexpr int kExitBadInput = 2;       ///< arguments, input files, output files
inline constexpr int kExitWrongResult = 3;    ///< an estimate differs from the truth, or two engines disagree
inline constexpr int kExitInterrupted = 130;  ///< Ctrl-C or SIGTERM

/// Bad argument, unreadable input, unwritable output: exit 2.
struct InputError : std::runtime_error {
  using std::runtime_error::runtime_error;
};
/// The unit said something that is not true: exit 3.
struct WrongResult : std::runtime_error {
  using std::runtime_error::runtime_error;
};
/// The user asked to stop: exit 130, no output file is left behind.
struct Interrupted : std::runtime_error {
  Interrupted() : std::runtime_error("interrupted; no output was written") {}
};

}  // namespace openpml::pmlsim
