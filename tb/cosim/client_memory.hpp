// SPDX-License-Identifier: Apache-2.0
/// Reads and writes of the client's memory: at once where it is shared, by DMA_READ and DMA_WRITE messages where it is not. Messages are sent
/// and their replies taken when they come; nothing here waits, so an unanswered message never holds up a register access.
#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <vector>

#include "cosim/dma_map.hpp"

namespace openpml::cosim {

/// An access under way.
struct Transfer {
  enum class Result : uint8_t {
    Ok,
    Nowhere,
    Refused
  };  ///< Nowhere: no map, or bus mastering is off. Refused: not allowed there, or the client's error
  std::vector<uint8_t> data;  ///< of a read; filled when over() and Ok
  Result result = Result::Ok;
  unsigned open = 0;  ///< messages without a reply
  bool over() const { return open == 0; }
};

class ClientMemory {
 public:
  /// Sends a command to the client: id, command, fixed part, data.
  using Sender = std::function<void(uint16_t id, Command c, const DmaAccess& a, std::span<const uint8_t> data)>;

  explicit ClientMemory(const DmaMap& map) : map_(map) {}

  /// A new connection (an empty Sender: none); `max_transfer`: bytes the client takes in one message.
  void connect(Sender sender, uint32_t max_transfer);
  /// Bus mastering: off, every access is Nowhere.
  void enable(bool on) { enabled_ = on; }

  std::shared_ptr<Transfer> read(uint64_t address, uint64_t bytes);
  /// A piece of a write: address and the bytes that go there.
  struct Run {
    uint64_t address;
    std::span<const uint8_t> bytes;
  };
  /// Writes all of it or, if a byte of it is out of bounds, nothing.
  std::shared_ptr<Transfer> write(std::span<const Run> runs);

  /// A reply of the client. Throws ProtocolError if it answers nothing that was asked, or in a wrong way.
  void reply(const Header& h, std::span<const uint8_t> payload);
  /// Replies that are still due after a reset of the unit are taken and dropped.
  size_t unanswered() const { return open_.size(); }
  uint64_t messages() const { return messages_; }

 private:
  struct Open {
    std::weak_ptr<Transfer> transfer;
    Command command;
    DmaAccess access;
    uint64_t at;  ///< in the transfer's data
  };
  void ask(const std::shared_ptr<Transfer>& t, Command c, uint64_t address, std::span<const uint8_t> data,
           uint64_t bytes, uint64_t at);
  static Transfer::Result result_of(DmaMap::Found f);

  const DmaMap& map_;
  Sender sender_;
  uint32_t max_transfer_ = kMaxTransfer;
  bool enabled_ = false;
  uint16_t next_id_ = 0;
  std::map<uint16_t, Open> open_;
  std::vector<DmaMap::Piece> pieces_;
  uint64_t messages_ = 0;
};

}  // namespace openpml::cosim
