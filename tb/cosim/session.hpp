// SPDX-License-Identifier: Apache-2.0
/// One client: its messages, in order, and the answers.
#pragma once
#include <functional>
#include <string>

#include "cosim/channel.hpp"
#include "cosim/function.hpp"

namespace openpml::cosim {

class Session {
 public:
  /// Takes the connection. The function's memory and interrupts are this client's until the session is gone.
  Session(UniqueFd socket, Function& function);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  /// Called with a line of text for each message: what it was and what became of it.
  std::function<void(const std::string&)> on_trace;

  /// Handles the next message, if a whole one is here. Throws ClientGone, ProtocolError, and what the unit throws.
  bool handle_one();
  int fd() const { return channel_.fd(); }
  uint64_t messages() const { return channel_.received(); }
  /// Register writes and resets so far: after one the unit may have work.
  uint64_t stirs() const { return stirs_; }

 private:
  using Bytes = std::vector<uint8_t>;
  Bytes handle(Message& m);
  Bytes version(Message& m);
  void dma_map(Message& m);
  Bytes dma_unmap(const Message& m);
  Bytes region_info(const Message& m);
  Bytes irq_info(const Message& m);
  void set_irqs(Message& m);
  Bytes region_read(const Message& m);
  Bytes region_write(const Message& m);

  Channel channel_;
  Function& function_;
  bool greeted_ = false;
  uint64_t stirs_ = 0;
};

}  // namespace openpml::cosim
