// SPDX-License-Identifier: Apache-2.0
#include "serial.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <map>

#include "common/errors.hpp"

namespace openpml::uart {

using namespace tools;
namespace {

speed_t speed_of(unsigned baud) {
  static const std::map<unsigned, speed_t> speeds = {{9600, B9600},       {19200, B19200},    {38400, B38400},
                                                     {57600, B57600},     {115200, B115200},  {230400, B230400},
                                                     {460800, B460800},   {921600, B921600},  {1000000, B1000000},
                                                     {2000000, B2000000}, {3000000, B3000000}};
  const auto it = speeds.find(baud);
  if (it == speeds.end())
    throw UsageError("--baud " + std::to_string(baud) + ": not a rate of this system; the board's default is 115200");
  return it->second;
}

}  // namespace

Serial::Serial(const std::string& port, unsigned baud) : port_(port) {
  const speed_t speed = speed_of(baud);
  const auto fail = [&](const std::string& what) {
    const std::string why = std::strerror(errno);
    if (fd_ >= 0) close(fd_);
    throw LinkError("port " + port + ": " + what + why);
  };
  fd_ = open(port.c_str(), O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
  if (fd_ < 0) fail("");
  if (!isatty(fd_)) {
    close(fd_);
    throw LinkError("port " + port + ": not a terminal device");
  }
  if (flock(fd_, LOCK_EX | LOCK_NB) != 0) fail("in use by another pml-uart: ");
  termios t{};
  if (tcgetattr(fd_, &t) != 0) fail("");
  cfmakeraw(&t);
  t.c_cflag = (t.c_cflag & ~static_cast<tcflag_t>(CSTOPB | PARENB | CRTSCTS)) | CLOCAL | CREAD;
  t.c_cc[VMIN] = 0;
  t.c_cc[VTIME] = 0;
  cfsetispeed(&t, speed);
  cfsetospeed(&t, speed);
  if (tcsetattr(fd_, TCSANOW, &t) != 0) fail("");
}

Serial::~Serial() { close(fd_); }

void Serial::write(std::span<const uint8_t> bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(fd_, bytes.data(), bytes.size());
    if (n > 0) {
      bytes = bytes.subspan(static_cast<size_t>(n));
    } else if (n < 0 && errno != EAGAIN && errno != EINTR) {
      throw LinkError("port " + port_ + ": write: " + std::strerror(errno));
    } else {
      pollfd p{fd_, POLLOUT, 0};
      if (poll(&p, 1, 2000) == 0) throw LinkError("port " + port_ + ": takes no bytes");
    }
  }
}

std::vector<uint8_t> Serial::read(int wait_ms) {
  pollfd p{fd_, POLLIN, 0};
  if (poll(&p, 1, wait_ms) <= 0) return {};
  std::vector<uint8_t> bytes(512);
  const ssize_t n = ::read(fd_, bytes.data(), bytes.size());
  if (n < 0 && errno != EAGAIN && errno != EINTR) throw LinkError("port " + port_ + ": read: " + std::strerror(errno));
  if (n == 0 || (p.revents & (POLLHUP | POLLERR))) throw LinkError("port " + port_ + ": the other end is gone");
  bytes.resize(n > 0 ? static_cast<size_t>(n) : 0);
  return bytes;
}

}  // namespace openpml::uart
