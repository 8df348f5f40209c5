// SPDX-License-Identifier: Apache-2.0
/// A harvested epoch: its buffer is held by this file while the object lives, its memory is mapped, its contents were checked. Or a copy of the running one.
#pragma once
#include <array>
#include <cstdlib>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "popcount.hpp"
#include "unit.hpp"

namespace openpml::host {

/// Bytes of an object of the driver, mapped while this lives.
class Mapping {
 public:
  Mapping() = default;
  Mapping(Device& device, uint64_t offset, size_t bytes, const std::string& where);
  ~Mapping() {
    if (at_) device_->unmap(at_, bytes_);
  }
  Mapping(Mapping&& m) noexcept { swap(m); }
  Mapping& operator=(Mapping&& m) noexcept {
    swap(m);
    return *this;
  }
  const uint8_t* data() const { return at_; }
  size_t size() const { return bytes_; }

 private:
  void swap(Mapping& m) noexcept {
    std::swap(device_, m.device_);
    std::swap(at_, m.at_);
    std::swap(bytes_, m.bytes_);
  }
  Device* device_ = nullptr;
  const uint8_t* at_ = nullptr;
  size_t bytes_ = 0;
};

/// Gives a held buffer back when it goes.
class Held {
 public:
  Held(std::shared_ptr<Unit> unit, uint32_t slot, unsigned buffer)
      : unit_(std::move(unit)), slot_(slot), buffer_(buffer) {}
  ~Held() { unit_->release(slot_, buffer_); }
  Held(const Held&) = delete;
  Held& operator=(const Held&) = delete;
  Unit& unit() const { return *unit_; }

 private:
  std::shared_ptr<Unit> unit_;
  uint32_t slot_;
  unsigned buffer_;
};

class Epoch {
 public:
  /// Takes over the buffer that `record` says is held. Throws Failure (EBADMSG: what the unit wrote cannot be true); the buffer is released then.
  Epoch(std::shared_ptr<Unit> unit, const openpml_vm_status& vm, const openpml_record& record);
  /// Copies the touched lines of a running epoch that a peek has brought to memory; the counts are the copy's. EBADMSG as above, and also when the epoch
  /// did not go on meanwhile.
  struct Running {};
  Epoch(Running, const std::shared_ptr<Unit>& unit, const openpml_vm_status& vm, const openpml_record& record);

  const openpml_record& record() const { return record_; }
  uint64_t limit() const { return limit_; }  ///< pages of the VM
  uint64_t pages(unsigned kind) const { return kind == OPENPML_MAP_WRITTEN ? record_.written : record_.accessed; }
  std::span<const uint32_t> summary() const { return summary_; }  ///< ascending by line
  bool has(unsigned kind) const { return kind <= OPENPML_MAP_ACCESSED && bits_[kind]; }
  const uint8_t* map(unsigned kind) const { return bits_[kind]; }  ///< whole lines for every line of the summary
  uint64_t bitmap_bytes() const { return (limit_ + 7) / 8; }
  static uint32_t entry_bit(unsigned kind) { return kind == OPENPML_MAP_WRITTEN ? kEntryWritten : kEntryAccessed; }

  /// Throws Failure (EINVAL) if `to` is too short. `merge`: OR into what is there.
  void to_bitmap(unsigned kind, std::span<uint8_t> to, bool merge) const;
  /// gfns from `cursor` on, ascending; moves it behind the last one. Returns how many.
  size_t gfns(unsigned kind, uint64_t& cursor, std::span<uint64_t> to) const;

 private:
  struct Free {
    void operator()(uint8_t* p) const { std::free(p); }
  };

  unsigned buffer() const { return record_.flags & OPENPML_REC_F_BUFFER1 ? 1 : 0; }
  void check(const openpml_vm_status& vm) const;
  void read_summary(Device& device, const openpml_vm_status& vm);
  uint64_t counted(unsigned kind) const;
  void check_tail(unsigned kind) const;
  [[noreturn]] void refuse_count(unsigned kind, uint64_t counted) const;

  std::optional<Held> held_;  // first: released last
  openpml_record record_;
  uint64_t limit_;
  std::string where_;
  std::array<Mapping, 2> maps_;
  std::array<std::unique_ptr<uint8_t, Free>, 2> copies_;
  std::array<const uint8_t*, 2> bits_{};
  std::vector<uint32_t> summary_;
};

}  // namespace openpml::host
