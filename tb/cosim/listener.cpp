// SPDX-License-Identifier: Apache-2.0
#include "cosim/listener.hpp"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>

namespace openpml::cosim {
namespace {

UniqueFd stream_socket() {
  UniqueFd s(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!s) throw std::runtime_error(std::string("socket: ") + std::strerror(errno));
  return s;
}

}  // namespace

Listener::Listener(std::string path) : path_(std::move(path)), socket_(stream_socket()) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path_.empty() || path_.size() >= sizeof address.sun_path)
    throw std::runtime_error("socket path '" + path_ + "': 1 to " + std::to_string(sizeof address.sun_path - 1) +
                             " characters are possible");
  std::memcpy(address.sun_path, path_.c_str(), path_.size());
  const auto* a = reinterpret_cast<const sockaddr*>(&address);
  const auto fail = [&](const std::string& text) { throw std::runtime_error(path_ + ": " + text); };

  struct stat info {};
  if (lstat(path_.c_str(), &info) == 0) {
    if (!S_ISSOCK(info.st_mode)) fail("there is a file of that name");
    if (connect(stream_socket().get(), a, sizeof address) == 0) fail("somebody listens there already");
    unlink(path_.c_str());
  }
  const mode_t mask = umask(0077);  // whoever may connect owns the unit
  const int bound = bind(fd(), a, sizeof address);
  umask(mask);
  if (bound != 0) fail(std::strerror(errno));
  if (listen(fd(), 1) != 0) fail(std::strerror(errno));
}

Listener::~Listener() { unlink(path_.c_str()); }

UniqueFd Listener::accept() {
  UniqueFd client(::accept4(fd(), nullptr, nullptr, SOCK_CLOEXEC));
  if (!client) throw std::runtime_error(path_ + ": accept: " + std::strerror(errno));
  return client;
}

}  // namespace openpml::cosim
