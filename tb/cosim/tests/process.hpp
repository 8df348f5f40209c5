// SPDX-License-Identifier: Apache-2.0
/// pml-cosim as a child process, and a client of it.
#pragma once
#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

#include "cosim/channel.hpp"

namespace openpml::cosim {

class ServerProcess {
 public:
  explicit ServerProcess(const std::vector<std::string>& arguments);
  /// Kills it if it still runs.
  ~ServerProcess();
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;

  void signal(int number) const;
  /// Reads its output up to the next newline; false at its end or after 20 s.
  bool read_line(std::string& line);
  /// Waits for the end: exit code, or minus the signal that ended it. What it wrote is in output() then.
  int wait();
  const std::string& output() const { return output_; }  ///< standard output and error

 private:
  bool read_some();
  pid_t pid_ = -1;
  UniqueFd pipe_;
  std::string output_;
  size_t line_ = 0;
};

/// Connects to a server's socket.
UniqueFd connect_to(const std::string& path);
/// Sends a command and waits for its reply; none if the server goes first.
std::optional<Message> ask(Channel& channel, Command c, std::span<const uint8_t> payload,
                           std::span<const int> fds = {});

}  // namespace openpml::cosim
