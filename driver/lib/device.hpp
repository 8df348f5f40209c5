// SPDX-License-Identifier: Apache-2.0
/// The driver's character device: all that the library knows of the kernel. Everything answers like a system call: 0 or more, or -errno.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace openpml::host {

class Device {
 public:
  virtual ~Device() = default;
  virtual int ioctl(unsigned long request, void* argument) = 0;
  /// Bytes read; -EAGAIN: nothing there (a file that another process opened may wait instead).
  virtual long read(void* to, size_t bytes) = 0;
  /// 1: something can be read; 0: nothing within timeout_ms (-1: for ever).
  virtual int wait_readable(int timeout_ms) = 0;
  /// `bytes` bytes at `offset`, read-only and shared, in *at.
  virtual int map(uint64_t offset, size_t bytes, const uint8_t** at) = 0;
  virtual void unmap(const uint8_t* at, size_t bytes) = 0;
  virtual int fd() const = 0;
};

/// Throws Failure.
std::unique_ptr<Device> open_device(const std::string& path);
/// Of an open file, which is the device's from here.
std::unique_ptr<Device> adopt_device(int fd);
/// The devices of this machine, ascending.
std::vector<std::string> device_paths();

}  // namespace openpml::host
