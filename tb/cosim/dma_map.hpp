// SPDX-License-Identifier: Apache-2.0
/// The client's memory as it was mapped for DMA: ranges of bus addresses, each backed by shared memory or reached by messages only.
#pragma once
#include <cstdint>
#include <map>
#include <vector>

#include "cosim/protocol.hpp"
#include "cosim/unique_fd.hpp"

namespace openpml::cosim {

/// A window of a file in this process.
class Mapping {
 public:
  Mapping() = default;
  /// Throws RequestError: no regular file, shorter than the window, or mmap refuses.
  Mapping(const UniqueFd& file, uint64_t offset, uint64_t bytes, int protection);
  Mapping(Mapping&& o) noexcept;
  Mapping& operator=(Mapping&& o) noexcept;
  ~Mapping();
  uint8_t* data() const { return data_; }

 private:
  uint8_t* data_ = nullptr;
  uint64_t bytes_ = 0;
};

class DmaMap {
 public:
  /// Part of an access that lies in one map.
  struct Piece {
    uint64_t address, bytes;
    uint8_t* host;  ///< nullptr: by message
  };
  enum class Found : uint8_t { Yes, Nowhere, Forbidden };

  explicit DmaMap(size_t max_maps = kMaxDmaMaps) : max_maps_(max_maps) {}

  /// `file`: none if the range is reached by messages. Throws RequestError; EEXIST if a byte of it is mapped already.
  void add(const DmaMapRequest& r, const UniqueFd& file);
  /// Takes away every map inside the range (there may be none). Throws RequestError if the range is empty, wraps, or would cut a map in two.
  void remove(uint64_t address, uint64_t bytes);
  void clear() { maps_.clear(); }
  /// Splits an access at map boundaries and appends the pieces. Anything but Yes: `pieces` is not to be used.
  Found split(uint64_t address, uint64_t bytes, bool write, std::vector<Piece>& pieces) const;
  size_t size() const { return maps_.size(); }

 private:
  struct Map {
    uint64_t last;  ///< address of the last byte
    uint32_t flags;
    Mapping memory;
  };
  std::map<uint64_t, Map> maps_;  ///< by first address; they do not overlap
  size_t max_maps_;
};

}  // namespace openpml::cosim
