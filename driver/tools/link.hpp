// SPDX-License-Identifier: Apache-2.0
/// Requests to the board with sequence numbers and retries. A request is repeated unchanged when no good reply comes in time; the
/// board answers a repeated write without executing it twice.
#pragma once
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "frame.hpp"
#include "serial.hpp"

namespace openpml::uart {

struct LinkOptions {
  int timeout_ms = 500;  ///< for a reply
  int retries = 4;       ///< after the first attempt
};

class Link {
 public:
  using TextSink = std::function<void(const std::string&)>;
  Link(Serial& serial, LinkOptions options);
  /// The reply, whatever its status but "bad checksum". Throws LinkError when none comes.
  Reply ask(Command command, std::span<const uint32_t> payload = {});
  /// Self-test text goes there, also what came before.
  void on_text(TextSink sink);
  /// Forgets the text that came before.
  void drop_text() { early_.clear(); }
  /// Takes what comes for wait_ms, as text.
  void listen(int wait_ms);
  unsigned retried() const { return retried_; }

 private:
  bool wait_reply(uint8_t seq, Command command, Reply& reply);
  void give_text();
  Serial& serial_;
  LinkOptions options_;
  ReplyParser parser_;
  TextSink sink_;
  std::string early_;  // text that came while there was no sink
  uint8_t seq_ = 0;
  unsigned retried_ = 0;
};

}  // namespace openpml::uart
