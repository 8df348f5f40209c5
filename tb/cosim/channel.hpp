// SPDX-License-Identifier: Apache-2.0
/// Messages over a Unix stream socket. Receiving never blocks; a message is handed out when it is whole.
#pragma once
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <vector>

#include "cosim/protocol.hpp"
#include "cosim/unique_fd.hpp"

struct msghdr;

namespace openpml::cosim {

struct Message {
  Header header;
  std::vector<uint8_t> payload;
  std::vector<UniqueFd> fds;
};

class Channel {
 public:
  /// Makes the socket non-blocking. `patience_ms`: how long send() waits for a client that does not read.
  explicit Channel(UniqueFd socket, int patience_ms = 10'000);

  int fd() const { return socket_.get(); }
  /// The next whole message, if it is here. Throws ClientGone, ProtocolError.
  std::optional<Message> receive();
  /// Sends a message; its size is filled in. Throws ClientGone, ProtocolError.
  void send(Header header, std::initializer_list<std::span<const uint8_t>> parts);
  uint64_t received() const { return received_; }

 private:
  size_t take(std::span<uint8_t> to, bool header);
  void keep_fds(const msghdr& m, bool header);
  void check_header() const;

  UniqueFd socket_;
  int patience_ms_;
  Message next_;
  size_t have_ = 0;  ///< bytes of next_ that are here, header included
  uint64_t received_ = 0;
};

}  // namespace openpml::cosim
