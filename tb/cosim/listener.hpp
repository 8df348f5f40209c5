// SPDX-License-Identifier: Apache-2.0
/// The socket's file: made at the start, gone at the end.
#pragma once
#include <string>

#include "cosim/unique_fd.hpp"

namespace openpml::cosim {

class Listener {
 public:
  /// Throws std::runtime_error. A socket file that nobody listens on is replaced; anything else at `path` is an error. Only this user may connect.
  explicit Listener(std::string path);
  ~Listener();
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;
  int fd() const { return socket_.get(); }
  /// Throws std::runtime_error.
  UniqueFd accept();

 private:
  std::string path_;
  UniqueFd socket_;
};

}  // namespace openpml::cosim
