// SPDX-License-Identifier: Apache-2.0
/// A completion record as the judge reads it (docs/microarchitecture.md, section 10). Internal to the judge.
#pragma once
#include <array>
#include <cstdint>
#include <cstring>

namespace openpml::golden {

enum class RecordType : uint8_t { Enable = 1, Harvest = 2, Peek = 3, Disable = 4, Stop = 5, RawPage = 8 };

inline constexpr size_t kRecordBytes = 64;
using RecordBytes = std::array<uint8_t, kRecordBytes>;

struct RecordFields {
  uint8_t type = 0, status = 0, vm = 0, vcpu = 0;
  uint32_t epoch = 0;
  uint64_t start = 0, end = 0;
  uint64_t accessed = 0, written = 0;  ///< RAW_PAGE: page slot, entries
  uint32_t summary = 0, fault_code = 0;
  uint64_t fault_info = 0;
  uint32_t number = 0, last = 0;

  bool valid() const { return (status & 1) != 0; }
  bool buffer() const { return (status & 2) != 0; }
  bool raw() const { return (status & 4) != 0; }
  bool intel() const { return (status & 8) != 0; }
};

inline RecordFields parse_record(const RecordBytes& b) {
  RecordFields r;
  const auto get = [&](auto& field, size_t at) { std::memcpy(&field, b.data() + at, sizeof field); };
  get(r.type, 0);
  get(r.status, 1);
  get(r.vm, 2);
  get(r.vcpu, 3);
  get(r.epoch, 4);
  get(r.start, 8);
  get(r.end, 16);
  get(r.accessed, 24);
  get(r.written, 32);
  get(r.summary, 40);
  get(r.fault_code, 44);
  get(r.fault_info, 48);
  get(r.number, 56);
  get(r.last, 60);
  return r;
}

}  // namespace openpml::golden
