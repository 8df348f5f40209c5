// SPDX-License-Identifier: Apache-2.0
// Rules: a reply that is taken is the last bytes of the line, encoded as the protocol says; text outside frames is ASCII; the next frame is
// found whatever came before it once the line was silent.
#include <algorithm>

#include "frame.hpp"
#include "target.hpp"

namespace openpml::fuzz {
namespace {

std::vector<uint8_t> encoded(const uart::Reply& r) {
  std::vector<uint8_t> f = {0xA5, r.seq, static_cast<uint8_t>(r.command | 0x80), static_cast<uint8_t>(r.words.size())};
  for (const uint32_t w : r.words)
    for (unsigned i = 0; i < 4; ++i) f.push_back(static_cast<uint8_t>(w >> 8 * i));
  f.push_back(r.status);
  const uint16_t crc = uart::crc16(std::span(f).subspan(1));
  f.push_back(static_cast<uint8_t>(crc));
  f.push_back(static_cast<uint8_t>(crc >> 8));
  return f;
}

}  // namespace

void uart(Bytes in) {
  openpml::uart::ReplyParser parser;
  for (size_t i = 0; i < in.size(); ++i) {
    const auto reply = parser.push(in[i]);
    if (!reply) continue;
    const auto f = encoded(*reply);
    require(f.size() <= i + 1 && std::ranges::equal(f, in.subspan(i + 1 - f.size(), f.size())),
            "a reply is what came in");
    require(!openpml::uart::status_text(reply->status).empty(), "a status has a text");
  }
  const std::string text = parser.take_text();
  require(std::ranges::none_of(text, [](char c) { return static_cast<uint8_t>(c) >= 0x80; }), "text is ASCII");
  parser.reset();
  const auto f = encoded({7, 2, 0, {0x12345678}});
  for (size_t i = 0; i < f.size(); ++i)
    require(parser.push(f[i]).has_value() == (i + 1 == f.size()), "a frame after silence is found");
}

}  // namespace openpml::fuzz
