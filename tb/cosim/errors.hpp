// SPDX-License-Identifier: Apache-2.0
/// How a client's message can fail.
#pragma once
#include <cerrno>
#include <stdexcept>
#include <string>

namespace openpml::cosim {

/// The client broke the protocol: the connection ends with this text.
struct ProtocolError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The client asked for what cannot be: an error reply with this errno, and the connection goes on.
struct RequestError : std::runtime_error {
  RequestError(int error, const std::string& text) : std::runtime_error(text), code(error) {}
  int code;
};

/// The client closed the connection between two messages.
struct ClientGone : std::runtime_error {
  ClientGone() : std::runtime_error("client gone") {}
};

}  // namespace openpml::cosim
