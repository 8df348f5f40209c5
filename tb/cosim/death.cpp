// SPDX-License-Identifier: Apache-2.0
#include "cosim/death.hpp"

#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <sys/socket.h>

#include <array>
#include <charconv>
#include <stdexcept>

namespace openpml::cosim {
namespace {

sigset_t usr1() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGUSR1);
  return set;
}

}  // namespace

Death::Death(const std::string& moment) {
  const size_t colon = moment.find(':');
  const std::string kind = moment.substr(0, colon);
  if (kind == "cycle") of_ = Of::Cycle;
  if (kind == "access") of_ = Of::Access;
  if (kind == "burst") of_ = Of::Burst;
  if (kind == "interrupt") of_ = Of::Interrupt;
  const char* end = moment.data() + moment.size();
  const char* from = colon == std::string::npos ? end : moment.data() + colon + 1;
  const auto [stop, error] = std::from_chars(from, end, count_);
  if (of_ == Of::Never || error != std::errc{} || stop != end || count_ == 0)
    throw std::invalid_argument("'" + moment + "' is none of cycle:N, access:N, burst:N, interrupt:N");
}

bool Death::due(Function& f) const {
  switch (of_) {
    case Of::Never: return false;
    case Of::Cycle: return f.unit().cycles() >= count_;
    case Of::Access: return f.counts().reads + f.counts().writes >= count_;
    case Of::Burst: return f.unit().memory_port().counts().reads + f.unit().memory_port().counts().writes >= count_;
    case Of::Interrupt: return f.msix().sent() >= count_;
  }
  return false;
}

void die_now(int socket) {
  shutdown(socket, SHUT_RDWR);
  std::array<char, 4096> unread;
  while (recv(socket, unread.data(), unread.size(), MSG_DONTWAIT) > 0) {}
  kill(getpid(), SIGKILL);
  for (;;) pause();
}

void DeathSignal::block() {
  const sigset_t set = usr1();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

DeathSignal::DeathSignal(int socket) : over_(eventfd(0, EFD_CLOEXEC)) {
  const sigset_t set = usr1();
  signal_ = UniqueFd(signalfd(-1, &set, SFD_CLOEXEC));
  if (!over_ || !signal_) throw std::runtime_error("no eventfd or signalfd");
  thread_ = std::thread([this, socket] {
    std::array<pollfd, 2> p = {{{signal_.get(), POLLIN, 0}, {over_.get(), POLLIN, 0}}};
    while (poll(p.data(), p.size(), -1) < 0) {}
    if (p[0].revents) die_now(socket);
  });
}

DeathSignal::~DeathSignal() {
  const uint64_t one = 1;
  [[maybe_unused]] const ssize_t n = write(over_.get(), &one, sizeof one);
  thread_.join();
}

}  // namespace openpml::cosim
