// SPDX-License-Identifier: Apache-2.0
/// Frames of the board's UART protocol (fpga/arty/PROTOCOL.md): building requests, finding replies in the stream. What is not in a frame is
/// text of the self test.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace openpml::uart {

enum class Command : uint8_t { Ping = 1, Read = 2, Write = 3, Start = 4, State = 5 };
enum class Status : uint8_t {
  Ok = 0,
  SlvErr = 2,
  DecErr = 3,
  NoAnswer = 4,
  BadCrc = 0x10,
  BadCommand = 0x11,
  BadLength = 0x12,
  Busy = 0x13
};
inline constexpr size_t kMaxWords = 32;  ///< of a READ or WRITE

/// CRC-16/CCITT-FALSE.
uint16_t crc16(std::span<const uint8_t> bytes);
std::vector<uint8_t> request(uint8_t seq, Command command, std::span<const uint32_t> payload);

struct Reply {
  uint8_t seq = 0;
  uint8_t command = 0;  ///< without the reply bit
  uint8_t status = 0;
  std::vector<uint32_t> words{};
};

/// Takes the bytes of the line one after the other.
class ReplyParser {
 public:
  /// A complete reply with a good checksum, if this byte ends one.
  std::optional<Reply> push(uint8_t byte);
  /// Text outside frames since the last call.
  std::string take_text();
  /// Drops an unfinished frame (the line was silent in the middle of it).
  void reset() { frame_.clear(); }
  unsigned bad_frames() const { return bad_; }

 private:
  std::vector<uint8_t> frame_;  // without the sync byte's meaning: frame_[0] is the sync
  std::string text_;
  unsigned bad_ = 0;
};

/// A status for people.
std::string status_text(uint8_t status);

}  // namespace openpml::uart
