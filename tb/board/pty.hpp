// SPDX-License-Identifier: Apache-2.0
/// A pseudo-terminal in raw mode: the simulated board's UART for the host tool.
#pragma once
#include <cstdint>
#include <span>
#include <string>

namespace openpml::board {

class Pty {
 public:
  Pty();  ///< throws std::system_error
  ~Pty();
  Pty(const Pty&) = delete;
  Pty& operator=(const Pty&) = delete;
  const std::string& name() const { return name_; }
  /// Bytes that the host has written, waiting at most wait_ms for the first.
  size_t read(std::span<uint8_t> to, int wait_ms);
  void write(uint8_t byte);

 private:
  int master_ = -1, slave_ = -1;  // the slave stays open so that a host that closes its end does not hang us up
  std::string name_;
};

}  // namespace openpml::board
