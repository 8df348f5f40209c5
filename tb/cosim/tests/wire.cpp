// SPDX-License-Identifier: Apache-2.0
#include "cosim/tests/wire.hpp"

#include <sys/socket.h>
#include <sys/uio.h>

#include <cstring>

namespace openpml::cosim {

SocketPair::SocketPair() {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) throw std::runtime_error("socketpair");
  client = UniqueFd(ends[0]);
  server = UniqueFd(ends[1]);
}

size_t send_bytes(int socket, std::span<const uint8_t> bytes, std::span<const int> fds) {
  iovec part{const_cast<uint8_t*>(bytes.data()), bytes.size()};
  std::vector<char> control(CMSG_SPACE(fds.size_bytes()));
  msghdr m{};
  m.msg_iov = &part;
  m.msg_iovlen = 1;
  if (!fds.empty()) {
    m.msg_control = control.data();
    m.msg_controllen = control.size();
    cmsghdr* c = CMSG_FIRSTHDR(&m);
    c->cmsg_level = SOL_SOCKET;
    c->cmsg_type = SCM_RIGHTS;
    c->cmsg_len = CMSG_LEN(fds.size_bytes());
    std::memcpy(CMSG_DATA(c), fds.data(), fds.size_bytes());
  }
  const ssize_t n = sendmsg(socket, &m, MSG_NOSIGNAL | MSG_DONTWAIT);
  return n < 0 ? 0 : static_cast<size_t>(n);
}

std::vector<uint8_t> message(uint16_t id, uint16_t command, uint32_t flags, std::span<const uint8_t> payload,
                             uint32_t size) {
  const Header h{id, command, size ? size : static_cast<uint32_t>(sizeof(Header) + payload.size()), flags, 0};
  return join(bytes_of(h), payload);
}

}  // namespace openpml::cosim
