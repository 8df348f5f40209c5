// SPDX-License-Identifier: Apache-2.0
#include "frame.hpp"

namespace openpml::uart {
namespace {

constexpr uint8_t kRequestSync = 0xC3, kReplySync = 0xA5, kReplyBit = 0x80;
constexpr size_t kHead = 4, kTail = 3;  // sync, sequence, command, words; status, checksum

}  // namespace

uint16_t crc16(std::span<const uint8_t> bytes) {
  uint16_t crc = 0xFFFF;
  for (const uint8_t b : bytes) {
    crc = static_cast<uint16_t>(crc ^ b << 8);
    for (int i = 0; i < 8; ++i) crc = static_cast<uint16_t>(crc & 0x8000 ? crc << 1 ^ 0x1021 : crc << 1);
  }
  return crc;
}

std::vector<uint8_t> request(uint8_t seq, Command command, std::span<const uint32_t> payload) {
  std::vector<uint8_t> f = {kRequestSync, seq, static_cast<uint8_t>(command), static_cast<uint8_t>(payload.size())};
  for (const uint32_t w : payload)
    for (int i = 0; i < 4; ++i) f.push_back(static_cast<uint8_t>(w >> 8 * i));
  const uint16_t crc = crc16(std::span(f).subspan(1));
  f.push_back(static_cast<uint8_t>(crc));
  f.push_back(static_cast<uint8_t>(crc >> 8));
  return f;
}

std::optional<Reply> ReplyParser::push(uint8_t byte) {
  if (frame_.empty() && byte != kReplySync) {
    if (byte < 0x80) text_.push_back(static_cast<char>(byte));
    return std::nullopt;
  }
  frame_.push_back(byte);
  if (frame_.size() < kHead) return std::nullopt;
  const size_t words = frame_[3];
  if (words > kMaxWords || !(frame_[2] & kReplyBit)) {
    ++bad_;
    frame_.clear();
    return std::nullopt;
  }
  if (frame_.size() < kHead + 4 * words + kTail) return std::nullopt;
  std::vector<uint8_t> f;
  f.swap(frame_);
  const size_t end = f.size() - 2;
  if (crc16(std::span(f).subspan(1, end - 1)) != (f[end] | f[end + 1] << 8)) {
    ++bad_;
    return std::nullopt;
  }
  Reply r{f[1], static_cast<uint8_t>(f[2] & ~kReplyBit), f[end - 1]};
  for (size_t i = 0; i < words; ++i) {
    const uint8_t* p = &f[kHead + 4 * i];
    r.words.push_back(p[0] | p[1] << 8 | p[2] << 16 | static_cast<uint32_t>(p[3]) << 24);
  }
  return r;
}

std::string ReplyParser::take_text() {
  std::string t;
  t.swap(text_);
  return t;
}

std::string status_text(uint8_t status) {
  switch (static_cast<Status>(status)) {
    case Status::Ok: return "OK";
    case Status::SlvErr: return "SLVERR (refused by the unit, or not possible there)";
    case Status::DecErr: return "DECERR (nothing at that address)";
    case Status::NoAnswer: return "no answer from the unit's registers";
    case Status::BadCrc: return "bad checksum";
    case Status::BadCommand: return "unknown command";
    case Status::BadLength: return "bad length";
    case Status::Busy: return "busy: the self test is running";
  }
  return "status " + std::to_string(status);
}

}  // namespace openpml::uart
