// SPDX-License-Identifier: Apache-2.0
/// A serial port (tty or pseudo-terminal) in raw mode, 8N1, for this process alone.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace openpml::uart {

class Serial {
 public:
  /// Throws LinkError (port), UsageError (baud rate that the system does not have).
  Serial(const std::string& port, unsigned baud);
  ~Serial();
  Serial(const Serial&) = delete;
  Serial& operator=(const Serial&) = delete;
  void write(std::span<const uint8_t> bytes);
  /// What has come, waiting at most wait_ms for the first byte; empty: nothing came.
  std::vector<uint8_t> read(int wait_ms);
  const std::string& port() const { return port_; }

 private:
  int fd_ = -1;
  std::string port_;
};

}  // namespace openpml::uart
