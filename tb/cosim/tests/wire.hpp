// SPDX-License-Identifier: Apache-2.0
/// The client's end of a connection, as raw as a test needs it: any bytes, any descriptors.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "cosim/channel.hpp"

namespace openpml::cosim {

/// A connected pair of stream sockets.
struct SocketPair {
  SocketPair();
  UniqueFd client, server;
};

/// Sends bytes with descriptors; as many bytes as fit. Returns how many.
size_t send_bytes(int socket, std::span<const uint8_t> bytes, std::span<const int> fds = {});
/// A message in bytes; `size` 0: the true one.
std::vector<uint8_t> message(uint16_t id, uint16_t command, uint32_t flags, std::span<const uint8_t> payload,
                             uint32_t size = 0);

}  // namespace openpml::cosim
