// SPDX-License-Identifier: Apache-2.0
#include "cosim/channel.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstring>

namespace openpml::cosim {
namespace {

std::string os_error(const char* what) { return std::string(what) + ": " + std::strerror(errno); }

}  // namespace

Channel::Channel(UniqueFd socket, int patience_ms) : socket_(std::move(socket)), patience_ms_(patience_ms) {
  const int flags = fcntl(fd(), F_GETFL);
  if (flags < 0 || fcntl(fd(), F_SETFL, flags | O_NONBLOCK) < 0) throw std::runtime_error(os_error("socket"));
}

/// Descriptors come with the first bytes of a message.
void Channel::keep_fds(const msghdr& m, bool header) {
  const size_t before = next_.fds.size();
  for (cmsghdr* c = CMSG_FIRSTHDR(&m); c; c = CMSG_NXTHDR(const_cast<msghdr*>(&m), c)) {
    if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS) continue;
    const size_t n = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    for (size_t i = 0; i < n; ++i) {
      int fd;
      std::memcpy(&fd, CMSG_DATA(c) + i * sizeof fd, sizeof fd);
      next_.fds.emplace_back(fd);
    }
  }
  if (m.msg_flags & MSG_CTRUNC)
    throw ProtocolError("more than " + std::to_string(kMaxFds) + " file descriptors with one message");
  if (!header && next_.fds.size() != before) throw ProtocolError("file descriptors in the middle of a message");
  if (next_.fds.size() > kMaxFds)
    throw ProtocolError("more than " + std::to_string(kMaxFds) + " file descriptors with one message");
}

/// Bytes that came; 0: none now.
size_t Channel::take(std::span<uint8_t> to, bool header) {
  iovec part{to.data(), to.size()};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int) * kMaxFds)> control;
  msghdr m{};
  m.msg_iov = &part;
  m.msg_iovlen = 1;
  m.msg_control = control.data();
  m.msg_controllen = control.size();
  ssize_t n;
  do n = recvmsg(fd(), &m, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
  while (n < 0 && errno == EINTR);
  if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return 0;
  if (n <= 0) {
    if (n < 0 && errno != ECONNRESET) throw ProtocolError(os_error("receive"));
    if (have_ == 0) throw ClientGone();
    throw ProtocolError("the client closed the connection in the middle of a message");
  }
  keep_fds(m, header);
  return static_cast<size_t>(n);
}

void Channel::check_header() const {
  const Header& h = next_.header;
  if (h.size < sizeof(Header) || h.size > kMaxMessage)
    throw ProtocolError(command_name(h.command) + ": size " + std::to_string(h.size) + " is not in 16.." +
                        std::to_string(kMaxMessage));
  if ((h.flags & kTypeMask) != kTypeCommand && (h.flags & kTypeMask) != kTypeReply)
    throw ProtocolError(command_name(h.command) + ": neither command nor reply (flags " + std::to_string(h.flags) +
                        ")");
}

std::optional<Message> Channel::receive() {
  while (have_ < sizeof(Header)) {
    auto* bytes = reinterpret_cast<uint8_t*>(&next_.header);
    const size_t n = take({bytes + have_, sizeof(Header) - have_}, true);
    if (n == 0) return std::nullopt;
    have_ += n;
    if (have_ == sizeof(Header)) {
      check_header();
      next_.payload.resize(next_.header.size - sizeof(Header));
    }
  }
  while (have_ < next_.header.size) {
    const size_t at = have_ - sizeof(Header);
    const size_t n = take(std::span(next_.payload).subspan(at), false);
    if (n == 0) return std::nullopt;
    have_ += n;
  }
  have_ = 0;
  ++received_;
  return std::exchange(next_, {});
}

void Channel::send(Header header, std::initializer_list<std::span<const uint8_t>> parts) {
  header.size = sizeof header;
  for (const auto& p : parts) header.size += static_cast<uint32_t>(p.size());
  std::vector<uint8_t> all;
  all.reserve(header.size);
  const auto head = bytes_of(header);
  all.insert(all.end(), head.begin(), head.end());
  for (const auto& p : parts) all.insert(all.end(), p.begin(), p.end());

  const auto deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(patience_ms_);
  for (size_t done = 0; done < all.size();) {
    const ssize_t n = ::send(fd(), all.data() + done, all.size() - done, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (n > 0) {
      done += static_cast<size_t>(n);
      continue;
    }
    if (n < 0 && (errno == EPIPE || errno == ECONNRESET)) throw ClientGone();
    if (n < 0 && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR) throw ProtocolError(os_error("send"));
    if (std::chrono::steady_clock::now() > deadline) throw ProtocolError("the client does not read what it is sent");
    pollfd p{fd(), POLLOUT, 0};
    poll(&p, 1, std::min(patience_ms_, 100));
  }
}

}  // namespace openpml::cosim
