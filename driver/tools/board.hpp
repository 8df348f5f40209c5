// SPDX-License-Identifier: Apache-2.0
/// The board as software sees it: 32-bit words of registers (below 64 KiB) and of on-chip memory. Every access that the board does not answer
/// with OK throws Refused with the address.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "link.hpp"

namespace openpml::uart {

struct BoardInfo {
  uint32_t protocol = 0;  ///< major << 16 | minor
  uint32_t mem_base = 0;
  uint32_t mem_bytes = 0;
  uint32_t clock_hz = 0;
  uint32_t program = 0;  ///< checksum of the self-test program
};

enum class TestState : uint32_t { Never = 0, Running = 1, Passed = 2, Failed = 3 };
struct TestReport {
  TestState state = TestState::Never;
  uint32_t options = 0;
  unsigned checks = 0, failed = 0;  ///< of the last run
};

class Board {
 public:
  /// Asks who is there. Throws LinkError (nobody, or another protocol).
  explicit Board(Link& link);
  const BoardInfo& info() const { return info_; }
  uint32_t read(uint32_t address) { return read_block(address, 1)[0]; }
  void write(uint32_t address, uint32_t value);
  std::vector<uint32_t> read_block(uint32_t address, size_t words);
  void write_block(uint32_t address, std::span<const uint32_t> words);
  uint64_t read64(uint32_t address);  ///< registers that do not count
  void write64(uint32_t address, uint64_t value);
  void start_test(uint32_t options);
  TestReport test();
  Link& link() { return link_; }

 private:
  Reply checked(Command command, std::span<const uint32_t> payload, const std::string& what);
  Link& link_;
  BoardInfo info_;
};

std::string hex(uint64_t value, int digits = 8);

}  // namespace openpml::uart
