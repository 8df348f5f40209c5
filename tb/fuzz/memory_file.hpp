// SPDX-License-Identifier: Apache-2.0
/// A file in memory that has a name, for what opens its input by name.
#pragma once
#include <sys/mman.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "target.hpp"

namespace openpml::fuzz {

class MemoryFile {
 public:
  explicit MemoryFile(Bytes bytes = {}) : fd_(memfd_create("fuzz", MFD_CLOEXEC)) {
    require(fd_ >= 0, "memfd_create works");
    while (!bytes.empty()) {
      const ssize_t n = ::write(fd_, bytes.data(), bytes.size());
      require(n > 0, "a file in memory can be written");
      bytes = bytes.subspan(static_cast<size_t>(n));
    }
  }
  ~MemoryFile() { ::close(fd_); }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  std::string path() const { return "/proc/self/fd/" + std::to_string(fd_); }
  std::vector<uint8_t> bytes() const {
    std::vector<uint8_t> all(static_cast<size_t>(::lseek(fd_, 0, SEEK_END)));
    require(::pread(fd_, all.data(), all.size(), 0) == static_cast<ssize_t>(all.size()),
            "a file in memory can be read");
    return all;
  }

 private:
  int fd_;
};

}  // namespace openpml::fuzz
