// SPDX-License-Identifier: Apache-2.0
#include "link.hpp"

#include <chrono>

#include "common/errors.hpp"

namespace openpml::uart {

using namespace tools;

using Clock = std::chrono::steady_clock;

Link::Link(Serial& serial, LinkOptions options) : serial_(serial), options_(options) {
  // Other runs of this program ended with some number of their own.
  seq_ = static_cast<uint8_t>(Clock::now().time_since_epoch().count() >> 10);
}

void Link::give_text() {
  const std::string text = parser_.take_text();
  if (sink_ && !text.empty()) sink_(text);
  if (!sink_ && early_.size() < 65'536) early_ += text;
}

void Link::on_text(TextSink sink) {
  sink_ = std::move(sink);
  if (!early_.empty()) sink_(early_);
  early_.clear();
}

bool Link::wait_reply(uint8_t seq, Command command, Reply& reply) {
  const auto end = Clock::now() + std::chrono::milliseconds(options_.timeout_ms);
  for (;;) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now()).count();
    if (left <= 0) {
      parser_.reset();
      return false;
    }
    bool found = false, again = false;
    for (const uint8_t byte : serial_.read(static_cast<int>(left))) {
      const auto r = parser_.push(byte);
      if (!r) continue;
      if (r->status == static_cast<uint8_t>(Status::BadCrc)) {
        again = true;  // the request was damaged: at once again
      } else if (r->seq == seq && r->command == static_cast<uint8_t>(command)) {
        reply = *r;
        found = true;
      }
    }
    give_text();
    if (found) return true;
    if (again) return false;
  }
}

Reply Link::ask(Command command, std::span<const uint32_t> payload) {
  const uint8_t seq = ++seq_;
  const auto frame = request(seq, command, payload);
  Reply reply;
  for (int attempt = 0; attempt <= options_.retries; ++attempt) {
    if (attempt) ++retried_;
    serial_.write(frame);
    if (wait_reply(seq, command, reply)) return reply;
  }
  throw LinkError("no answer from the board on " + serial_.port() + " after " + std::to_string(options_.retries + 1) +
                  " attempts: is it powered and programmed, and is --baud right?");
}

void Link::listen(int wait_ms) {
  const auto end = Clock::now() + std::chrono::milliseconds(wait_ms);
  for (;;) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now()).count();
    if (left <= 0) return;
    for (const uint8_t byte : serial_.read(static_cast<int>(left))) (void)parser_.push(byte);
    give_text();
  }
}

}  // namespace openpml::uart
