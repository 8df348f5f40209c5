// SPDX-License-Identifier: Apache-2.0
#include "cosim/dma_map.hpp"

#include <sys/mman.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstring>

namespace openpml::cosim {
namespace {

std::string range_text(uint64_t address, uint64_t bytes) {
  char s[64];
  std::snprintf(s, sizeof s, "%#llx + %#llx", static_cast<unsigned long long>(address),
                static_cast<unsigned long long>(bytes));
  return s;
}

/// Last address of a range, which may end at 2^64.
uint64_t last_of(uint64_t address, uint64_t bytes) {
  const uint64_t last = address + bytes - 1;
  if (bytes == 0) throw RequestError(EINVAL, "empty range at " + range_text(address, bytes));
  if (last < address) throw RequestError(EINVAL, "range " + range_text(address, bytes) + " goes past 2^64");
  return last;
}

}  // namespace

Mapping::Mapping(const UniqueFd& file, uint64_t offset, uint64_t bytes, int protection) : bytes_(bytes) {
  struct stat info {};
  if (fstat(file.get(), &info) != 0) throw RequestError(errno, std::string("fstat: ") + std::strerror(errno));
  if (!S_ISREG(info.st_mode)) throw RequestError(EINVAL, "memory is not a regular file");
  const auto size = static_cast<uint64_t>(info.st_size);
  if (offset > size || bytes > size - offset)
    throw RequestError(
        EINVAL, "window " + range_text(offset, bytes) + " is not in the file of " + std::to_string(size) + " bytes");
  void* at = mmap(nullptr, bytes, protection, MAP_SHARED, file.get(), static_cast<off_t>(offset));
  if (at == MAP_FAILED) throw RequestError(errno, std::string("mmap: ") + std::strerror(errno));
  data_ = static_cast<uint8_t*>(at);
}

Mapping::Mapping(Mapping&& o) noexcept : data_(std::exchange(o.data_, nullptr)), bytes_(o.bytes_) {}

Mapping& Mapping::operator=(Mapping&& o) noexcept {
  std::swap(data_, o.data_);
  std::swap(bytes_, o.bytes_);
  return *this;
}

Mapping::~Mapping() {
  if (data_) munmap(data_, bytes_);
}

void DmaMap::add(const DmaMapRequest& r, const UniqueFd& file) {
  const uint64_t last = last_of(r.address, r.size);
  if (r.address % kPage || r.size % kPage || (file && r.offset % kPage))
    throw RequestError(
        EINVAL, "map " + range_text(r.address, r.size) + ", offset " + std::to_string(r.offset) + ": not in pages");
  if (r.flags == 0 || (r.flags & ~(kMapRead | kMapWrite)))
    throw RequestError(EINVAL, "map flags " + std::to_string(r.flags));
  const auto next = maps_.upper_bound(last);
  if (next != maps_.begin() && std::prev(next)->second.last >= r.address)
    throw RequestError(EEXIST, "map " + range_text(r.address, r.size) + " overlaps another");
  if (maps_.size() >= max_maps_) throw RequestError(ENOSPC, "more than " + std::to_string(max_maps_) + " maps");
  Map m{last, r.flags, {}};
  const int protection = ((r.flags & kMapRead) != 0 ? PROT_READ : 0) | ((r.flags & kMapWrite) != 0 ? PROT_WRITE : 0);
  if (file) m.memory = Mapping(file, r.offset, r.size, protection);
  maps_.emplace(r.address, std::move(m));
}

void DmaMap::remove(uint64_t address, uint64_t bytes) {
  const uint64_t last = last_of(address, bytes);
  const auto first = maps_.lower_bound(address), end = maps_.upper_bound(last);
  if (first != maps_.begin() && std::prev(first)->second.last >= address)
    throw RequestError(EINVAL, "unmap " + range_text(address, bytes) + " begins inside a map");
  if (first != end && std::prev(end)->second.last > last)
    throw RequestError(EINVAL, "unmap " + range_text(address, bytes) + " ends inside a map");
  maps_.erase(first, end);
}

DmaMap::Found DmaMap::split(uint64_t address, uint64_t bytes, bool write, std::vector<Piece>& pieces) const {
  if (bytes == 0) return Found::Yes;
  if (address + (bytes - 1) < address) return Found::Nowhere;
  auto next = maps_.upper_bound(address);
  if (next == maps_.begin()) return Found::Nowhere;
  for (auto at = std::prev(next); bytes != 0; ++at) {
    if (at == maps_.end() || at->first > address || at->second.last < address) return Found::Nowhere;
    if (!(at->second.flags & (write ? kMapWrite : kMapRead))) return Found::Forbidden;
    const uint64_t room = at->second.last - address;  // bytes after this one
    const uint64_t n = room >= bytes - 1 ? bytes : room + 1;
    uint8_t* memory = at->second.memory.data();
    pieces.push_back({address, n, memory ? memory + (address - at->first) : nullptr});
    address += n;
    bytes -= n;
  }
  return Found::Yes;
}

}  // namespace openpml::cosim
