// SPDX-License-Identifier: Apache-2.0
/// What a driver does with the function: ring, one VM, generator, harvests. Bus addresses are the test's choice; the bytes are in a GuestMemory.
#pragma once
#include <cstdint>
#include <optional>
#include <set>

#include "cosim/tests/fake_client.hpp"
#include "openpml/dom0.hpp"

namespace openpml::cosim {

class HostDriver {
 public:
  static constexpr uint64_t kPages = 16;      ///< pages of memory that it uses
  static constexpr uint32_t kLimit = 40'000;  ///< pages of the VM
  static constexpr unsigned kVector = 5;

  /// Uses `memory` from offset 0 on, which the unit sees at `bus`.
  HostDriver(FakeClient& client, GuestMemory& memory, uint64_t bus) : client_(client), memory_(memory), bus_(bus) {}

  void configure();
  /// Command, and that the unit takes it.
  void command(uint32_t code, uint32_t argument = 0);
  void enable();
  /// The generator: `pages` from `first` on, each of them `passes` times, all of them writes; waits until it has ended.
  void generate(uint64_t first, uint32_t pages, uint32_t passes, uint32_t seed_pattern = 0, uint32_t share = 256);
  void start_generator(uint64_t first, uint32_t pages, uint32_t passes, uint32_t pattern = 0, uint32_t share = 256);
  /// Until the next record is in the ring; it must come with an interrupt of kVector.
  Record wait_record();
  /// A record that is in the ring already.
  std::optional<Record> record();
  Record harvest();
  void release(const Record& r);
  std::set<uint64_t> accessed(const Record& r) { return bits(kAccessed + r.buffer * 2 * kPage); }
  std::set<uint64_t> written(const Record& r) { return bits(kWritten + r.buffer * 2 * kPage); }
  uint32_t vm(uint32_t offset) { return client_.reg(regs_of_vm() + offset); }

 private:
  static constexpr uint64_t kRing = 0, kAccessed = kPage, kWritten = 5 * kPage, kSummary = 9 * kPage;
  static constexpr unsigned kRingLog2 = 4;
  static uint32_t regs_of_vm();
  std::set<uint64_t> bits(uint64_t offset);

  FakeClient& client_;
  GuestMemory& memory_;
  uint64_t bus_;
  uint32_t next_ = 0;
};

}  // namespace openpml::cosim
