// SPDX-License-Identifier: Apache-2.0
/// The host's end of a UART line, bit by bit at the pins: one step a clock cycle. Both directions are independent.
#pragma once
#include <cstdint>
#include <deque>
#include <optional>

namespace openpml::board {

class UartLine {
 public:
  explicit UartLine(unsigned cycles_per_bit) : div_(cycles_per_bit) {}

  void send(uint8_t byte) { out_.push_back(byte); }
  /// The next byte has its stop bit low: a framing error.
  void send_broken(uint8_t byte) { out_.push_back(0x100u | byte); }
  bool sending() const { return !out_.empty() || tx_left_ != 0; }

  /// One clock cycle: takes the level of the board's output and gives that of the board's input. A byte received, if any.
  std::optional<uint8_t> step(bool from_board, bool& to_board) {
    to_board = transmit();
    return receive(from_board);
  }
  /// Bytes from the board whose stop bit was low.
  unsigned framing_errors() const { return errors_; }

 private:
  bool transmit() {
    if (tx_left_ == 0) {
      if (out_.empty()) return true;
      const uint16_t byte = out_.front();
      out_.pop_front();
      shift_ = static_cast<uint16_t>((byte & 0x100 ? 0 : 0x200) | (byte & 0xFF) << 1);
      tx_left_ = 10 * div_;
    }
    const bool level = (shift_ >> ((10 * div_ - tx_left_) / div_)) & 1;
    --tx_left_;
    return level;
  }
  std::optional<uint8_t> receive(bool level) {
    if (rx_wait_ == 0) {
      if (!level) {
        rx_wait_ = div_ + div_ / 2;
        rx_bit_ = 0;
        rx_byte_ = 0;
      }
      return std::nullopt;
    }
    if (--rx_wait_ != 0) return std::nullopt;
    if (rx_bit_ == 8) {
      if (level) return rx_byte_;
      ++errors_;
      return std::nullopt;
    }
    rx_byte_ = static_cast<uint8_t>(rx_byte_ | level << rx_bit_++);
    rx_wait_ = div_;
    return std::nullopt;
  }

  unsigned div_;
  std::deque<uint16_t> out_;
  uint16_t shift_ = 0;
  unsigned tx_left_ = 0, rx_wait_ = 0, rx_bit_ = 0, errors_ = 0;
  uint8_t rx_byte_ = 0;
};

}  // namespace openpml::board
