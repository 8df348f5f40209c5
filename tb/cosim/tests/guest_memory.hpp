// SPDX-License-Identifier: Apache-2.0
/// A client's memory: a memfd that is mapped here too.
#pragma once
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstring>
#include <span>
#include <stdexcept>

#include "cosim/unique_fd.hpp"

namespace openpml::cosim {

class GuestMemory {
 public:
  explicit GuestMemory(uint64_t bytes) : file_(memfd_create("guest", MFD_CLOEXEC)), bytes_(bytes) {
    if (ftruncate(file_.get(), static_cast<off_t>(bytes)) != 0) throw std::runtime_error("ftruncate");
    void* at = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, file_.get(), 0);
    if (at == MAP_FAILED) throw std::runtime_error("mmap");
    data_ = static_cast<uint8_t*>(at);
  }
  ~GuestMemory() { munmap(data_, bytes_); }
  GuestMemory(const GuestMemory&) = delete;
  GuestMemory& operator=(const GuestMemory&) = delete;

  int fd() const { return file_.get(); }
  UniqueFd dup() const { return UniqueFd(::dup(file_.get())); }
  std::span<uint8_t> bytes() { return {data_, bytes_}; }
  std::span<uint8_t> at(uint64_t offset, uint64_t n) { return bytes().subspan(offset, n); }

 private:
  UniqueFd file_;
  uint64_t bytes_;
  uint8_t* data_;
};

/// Descriptors that this process has open: what a test leaves behind shows.
unsigned open_fds();

}  // namespace openpml::cosim
