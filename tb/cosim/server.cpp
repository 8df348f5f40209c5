// SPDX-License-Identifier: Apache-2.0
#include "cosim/server.hpp"

#include <poll.h>

namespace openpml::cosim {
namespace {

constexpr unsigned kMessages = 64;  ///< at most, before the unit and a signal to stop have their turn

}  // namespace

Server::Server(Function& function, Session& session, uint64_t idle_hz, Death death)
    : session_(session), pace_(function.unit(), idle_hz) {
  if (death.ever())
    function.unit().on_cycle = [&function, death, socket = session.fd()] {
      if (death.due(function)) die_now(socket);
    };
}

void Server::turn(bool look) {
  for (unsigned n = 0; look && n < kMessages && session_.handle_one(); ++n) {}
  if (session_.stirs() != stirs_) {
    stirs_ = session_.stirs();
    pace_.stir();
  }
  pace_.run();
}

void Server::serve(int stop_fd) {
  for (;;) {
    pollfd p[2] = {{session_.fd(), POLLIN, 0}, {stop_fd, POLLIN, 0}};
    poll(p, 2, pace_.wait_ms());
    if (p[1].revents) return;
    turn(p[0].revents != 0);
  }
}

}  // namespace openpml::cosim
