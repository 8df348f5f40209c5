// SPDX-License-Identifier: Apache-2.0
/// How the host tools end: exit codes and the exceptions that lead to them. Every message is one line: what happened, where, what to do.
#pragma once
#include <stdexcept>

namespace openpml::tools {

inline constexpr int kExitOk = 0;
inline constexpr int kExitWrong =
    1;  ///< the unit answered, and a result is wrong: self test or experiment failed, contents that cannot be true
inline constexpr int kExitUsage = 2;    ///< arguments, files
inline constexpr int kExitNoUnit = 3;   ///< no device, no answer, no permission, another protocol
inline constexpr int kExitRefused = 4;  ///< the unit or its driver refused an access or a command

struct UsageError : std::runtime_error {
  using std::runtime_error::runtime_error;
};
struct LinkError : std::runtime_error {
  using std::runtime_error::runtime_error;
};
struct Refused : std::runtime_error {
  using std::runtime_error::runtime_error;
};
struct WrongResult : std::runtime_error {
  using std::runtime_error::runtime_error;
};

}  // namespace openpml::tools
