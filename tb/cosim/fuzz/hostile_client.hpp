// SPDX-License-Identifier: Apache-2.0
/// A client that does everything: right messages in senseless orders, wrong fields, wrong sizes, wrong descriptors, garbage, silence.
#pragma once
#include <cstdint>
#include <deque>
#include <vector>

#include "cosim/fuzz/odd_values.hpp"
#include "cosim/tests/guest_memory.hpp"
#include "cosim/tests/wire.hpp"

namespace openpml::cosim {

/// What a client has at hand; it outlives connections.
struct Belongings {
  Belongings();
  GuestMemory memory{64 * kPage};   ///< shared for reading and writing
  GuestMemory readable{8 * kPage};  ///< only ever shared for reading: what is written there is a finding
  UniqueFd eventfd, pipe_in, pipe_out, null;
};

class HostileClient {
 public:
  HostileClient(UniqueFd socket, Belongings& own, Rng& rng);

  /// VERSION, memory space and bus mastering on, maps, eventfds, a VM enabled, the generator running: most of what can go wrong needs that.
  void behave();
  /// One act; false: it has hung up.
  bool act();
  uint64_t error_replies() const { return error_replies_; }
  uint64_t replies() const { return replies_; }
  uint64_t dma_asked() const { return dma_asked_; }

 private:
  void send(uint16_t command, std::span<const uint8_t> payload, std::span<const int> fds = {}, uint32_t flags = 0);
  template <Fixed T>
  void send(Command c, const T& payload, std::span<const int> fds = {}, uint32_t flags = 0) {
    send(static_cast<uint16_t>(c), bytes_of(payload), fds, flags);
  }
  void write_register(uint32_t offset, uint32_t value);
  void listen();
  void one_message();
  void region_message(bool write);
  void register_write();
  void map_message();
  void irq_message();
  void answer_dma();
  std::vector<int> some_fds();
  uint64_t address();

  Channel channel_;
  Belongings& own_;
  Rng& rng_;
  OddValues odd_;
  std::deque<Message> asked_;
  uint16_t id_ = 0;
  uint64_t error_replies_ = 0, replies_ = 0, dma_asked_ = 0;
};

}  // namespace openpml::cosim
