// SPDX-License-Identifier: Apache-2.0
#include "board.hpp"

#include <algorithm>
#include <array>
#include <cinttypes>
#include <cstdio>

#include "common/errors.hpp"
#include "reg_names.hpp"

namespace openpml::uart {

using namespace tools;
namespace {

constexpr uint32_t kBoardId = 0x424C4D50;  // "PMLB"
constexpr uint32_t kProtocolMajor = 1;

}  // namespace

std::string hex(uint64_t value, int digits) {
  char text[32];
  std::snprintf(text, sizeof text, "0x%0*" PRIx64, digits, value);
  return text;
}

Board::Board(Link& link) : link_(link) {
  const Reply r = link_.ask(Command::Ping);
  if (r.status != 0 || r.words.size() < 6 || r.words[0] != kBoardId)
    throw LinkError("something answers, but it is no OpenPML board");
  if (r.words[1] >> 16 != kProtocolMajor)
    throw LinkError("the board speaks protocol " + std::to_string(r.words[1] >> 16) + ", this program knows " +
                    std::to_string(kProtocolMajor));
  info_ = {r.words[1], r.words[2], r.words[3], r.words[4], r.words[5]};
}

Reply Board::checked(Command command, std::span<const uint32_t> payload, const std::string& what) {
  Reply r = link_.ask(command, payload);
  if (r.status != 0) throw Refused(what + ": " + status_text(r.status));
  return r;
}

std::vector<uint32_t> Board::read_block(uint32_t address, size_t words) {
  std::vector<uint32_t> out;
  while (out.size() < words) {
    const auto at = static_cast<uint32_t>(address + 4 * out.size());
    const auto n = static_cast<uint32_t>(std::min(words - out.size(), kMaxWords));
    const std::array<uint32_t, 2> payload = {at, n};
    const Reply r = checked(Command::Read, payload,
                            "read of " + place_name(at) + (n > 1 ? " (" + std::to_string(n) + " words)" : ""));
    if (r.words.size() != n)
      throw LinkError("the board sent " + std::to_string(r.words.size()) + " words, not " + std::to_string(n));
    out.insert(out.end(), r.words.begin(), r.words.end());
  }
  return out;
}

void Board::write_block(uint32_t address, std::span<const uint32_t> words) {
  for (size_t done = 0; done < words.size(); done += kMaxWords) {
    const size_t n = std::min(words.size() - done, kMaxWords);
    std::vector<uint32_t> payload = {static_cast<uint32_t>(address + 4 * done)};
    payload.insert(payload.end(), words.begin() + static_cast<std::ptrdiff_t>(done),
                   words.begin() + static_cast<std::ptrdiff_t>(done + n));
    const Reply r = link_.ask(Command::Write, payload);
    if (r.status != 0) {
      const uint32_t at = payload[0] + 4 * (r.words.empty() ? 0 : r.words[0]);
      throw Refused("write of " + place_name(at) + ": " + status_text(r.status));
    }
  }
}

void Board::write(uint32_t address, uint32_t value) { write_block(address, std::span(&value, 1)); }

uint64_t Board::read64(uint32_t address) {
  const auto w = read_block(address, 2);
  return w[0] | static_cast<uint64_t>(w[1]) << 32;
}

void Board::write64(uint32_t address, uint64_t value) {
  const std::array<uint32_t, 2> words = {static_cast<uint32_t>(value), static_cast<uint32_t>(value >> 32)};
  write_block(address, words);
}

void Board::start_test(uint32_t options) { checked(Command::Start, std::span(&options, 1), "start of the self test"); }

TestReport Board::test() {
  const Reply r = checked(Command::State, {}, "state of the self test");
  if (r.words.size() < 3 || r.words[0] > 3) throw LinkError("the board's self-test state makes no sense");
  return {static_cast<TestState>(r.words[0]), r.words[1], r.words[2] & 0xFFFF, r.words[2] >> 16};
}

}  // namespace openpml::uart
