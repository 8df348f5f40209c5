// SPDX-License-Identifier: Apache-2.0
/// What the library's inside throws; the C interface turns it into an error code and a text.
#pragma once
#include <stdexcept>
#include <string>

namespace openpml::host {

/// One line: what happened, where, what to do. The code is a positive errno.
struct Failure : std::runtime_error {
  Failure(int errno_code, const std::string& text) : std::runtime_error(text), code(errno_code) {}
  int code;
};

}  // namespace openpml::host
