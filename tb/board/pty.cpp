// SPDX-License-Identifier: Apache-2.0
#include "pty.hpp"

#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace openpml::board {
namespace {

[[noreturn]] void fail(const char* what) { throw std::system_error(errno, std::generic_category(), what); }

}  // namespace

Pty::Pty() {
  master_ = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
  if (master_ < 0 || grantpt(master_) != 0 || unlockpt(master_) != 0) fail("pseudo-terminal");
  char name[128];
  if (ptsname_r(master_, name, sizeof name) != 0) fail("ptsname");
  name_ = name;
  slave_ = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (slave_ < 0) fail(name);
  termios t{};
  if (tcgetattr(slave_, &t) != 0) fail("tcgetattr");
  cfmakeraw(&t);
  if (tcsetattr(slave_, TCSANOW, &t) != 0) fail("tcsetattr");
}

Pty::~Pty() {
  if (slave_ >= 0) close(slave_);
  if (master_ >= 0) close(master_);
}

size_t Pty::read(std::span<uint8_t> to, int wait_ms) {
  pollfd p{master_, POLLIN, 0};
  if (poll(&p, 1, wait_ms) <= 0 || !(p.revents & POLLIN)) return 0;
  const ssize_t n = ::read(master_, to.data(), to.size());
  return n > 0 ? static_cast<size_t>(n) : 0;
}

void Pty::write(uint8_t byte) {
  // Nobody reads: a real UART loses the byte too.
  if (::write(master_, &byte, 1) != 1) return;
}

}  // namespace openpml::board
