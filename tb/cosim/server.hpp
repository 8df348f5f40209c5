// SPDX-License-Identifier: Apache-2.0
/// Serves one client with one function until one of them ends.
#pragma once
#include <string>

#include "cosim/death.hpp"
#include "cosim/function.hpp"
#include "cosim/pace.hpp"
#include "cosim/session.hpp"

namespace openpml::cosim {

class Server {
 public:
  Server(Function& function, Session& session, uint64_t idle_hz, Death death = {});

  /// Until `stop_fd` (-1: none) is readable. Throws ClientGone, ProtocolError, and what the unit throws.
  void serve(int stop_fd);
  /// Messages that are here (if it shall look), then some cycles. What serve() does over and over.
  void turn(bool look = true);
  bool idle() const { return pace_.idle(); }

 private:
  Session& session_;
  Pace pace_;
  uint64_t stirs_ = 0;
};

}  // namespace openpml::cosim
