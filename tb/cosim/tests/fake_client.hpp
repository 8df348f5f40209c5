// SPDX-License-Identifier: Apache-2.0
/// A client in this process, on one thread with the server: a request runs the server until it is answered.
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "cosim/server.hpp"
#include "cosim/tests/guest_memory.hpp"
#include "cosim/tests/wire.hpp"

namespace openpml::cosim {

struct Reply {
  Header header;
  std::vector<uint8_t> payload;
  bool ok() const { return !(header.flags & kErrorFlag); }
};

class FakeClient {
 public:
  explicit FakeClient(std::unique_ptr<Dut> dut, uint64_t idle_hz = 20'000);

  /// Sends a command and runs the server until the reply is here. The server's exceptions come out of it.
  Reply request(Command c, std::span<const uint8_t> payload, std::span<const int> fds = {});
  template <Fixed T>
  Reply request(Command c, const T& payload, std::span<const int> fds = {}) {
    return request(c, bytes_of(payload), fds);
  }
  /// Sends without waiting.
  void send(const std::vector<uint8_t>& bytes, std::span<const int> fds = {});
  /// Is there a reply to that message?
  bool answered(uint16_t id) const { return replies_.contains(id); }
  static constexpr unsigned kTurns = 4;
  /// Runs the server `turns` times kTurns, answering its DMA messages.
  void run(unsigned turns = 1);

  /// VERSION with QEMU's kind of capabilities.
  Reply greet(const std::string& json = kJson);
  Reply map(uint64_t address, uint64_t bytes, uint64_t offset, const GuestMemory* memory,
            uint32_t flags = kMapRead | kMapWrite);
  Reply unmap(uint64_t address, uint64_t bytes);
  Reply read(uint32_t region, uint64_t offset, uint32_t count);
  Reply write(uint32_t region, uint64_t offset, std::span<const uint8_t> data);

  uint32_t config(uint32_t offset, unsigned bytes = 4);
  void config(uint32_t offset, uint32_t value, unsigned bytes);
  uint32_t reg(uint32_t offset);
  void reg(uint32_t offset, uint32_t value);
  void reg64(uint32_t offset, uint64_t value) {
    reg(offset, static_cast<uint32_t>(value)), reg(offset + 4, static_cast<uint32_t>(value >> 32));
  }
  /// Memory space and bus mastering on, an eventfd for each vector.
  void bring_up();
  /// Interrupts of a vector since the last call.
  uint64_t interrupts(unsigned vector);

  /// Memory that is reached by DMA_READ and DMA_WRITE: where address 0 of it lies. Messages without it are answered with an error.
  GuestMemory* by_message = nullptr;
  uint64_t by_message_at = 0;
  bool hold_dma = false;  ///< keep its messages until this is false again
  unsigned dma_reads = 0, dma_writes = 0;

  static inline const std::string kJson =
      R"({"capabilities":{"max_msg_fds":8,"max_data_xfer_size":1048576,"pgsizes":4096,"max_dma_maps":65535,"write_multiple":true}})";

  Function function;

 private:
  void serve_dma(const Message& m);
  SocketPair pair_;

 public:
  Session session;
  Server server;

 private:
  Channel channel_;
  std::map<uint16_t, Reply> replies_;
  std::vector<Message> held_;
  std::vector<UniqueFd> vectors_;
  uint16_t next_id_ = 1;
};

}  // namespace openpml::cosim
