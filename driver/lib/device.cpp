// SPDX-License-Identifier: Apache-2.0
#include "device.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <string_view>

#include "failure.hpp"

namespace openpml::host {
namespace {

constexpr const char* kFolder = "/dev";
constexpr std::string_view kName = "openpml";

class File final : public Device {
 public:
  explicit File(int fd) : fd_(fd) {}
  ~File() override { ::close(fd_); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  int ioctl(unsigned long request, void* argument) override { return ::ioctl(fd_, request, argument) < 0 ? -errno : 0; }

  long read(void* to, size_t bytes) override {
    const ssize_t n = ::read(fd_, to, bytes);
    return n < 0 ? -errno : n;
  }

  int wait_readable(int timeout_ms) override {
    pollfd p{fd_, POLLIN, 0};
    const int n = ::poll(&p, 1, timeout_ms);
    if (n < 0) return -errno;
    if (n == 0) return 0;
    return (p.revents & POLLIN) != 0 ? 1 : -ENODEV;
  }

  int map(uint64_t offset, size_t bytes, const uint8_t** at) override {
    void* p = ::mmap(nullptr, bytes, PROT_READ, MAP_SHARED, fd_, static_cast<off_t>(offset));
    if (p == MAP_FAILED) return -errno;
    *at = static_cast<const uint8_t*>(p);
    return 0;
  }

  void unmap(const uint8_t* at, size_t bytes) override { ::munmap(const_cast<uint8_t*>(at), bytes); }
  int fd() const override { return fd_; }

 private:
  int fd_;
};

std::string advice(int code) {
  switch (code) {
    case ENOENT: return "is the openpml module loaded, and is there a unit (dmesg)?";
    case EPERM:
    case EACCES: return "run it as root: it needs CAP_SYS_ADMIN";
    case ENODEV:
    case ENXIO: return "the unit is gone (dmesg says why)";
    default: return "dmesg may say why";
  }
}

}  // namespace

std::unique_ptr<Device> open_device(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDWR | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) {
    const int code = errno;
    throw Failure(code, path + ": cannot be opened: " + std::strerror(code) + "; " + advice(code));
  }
  return std::make_unique<File>(fd);
}

std::unique_ptr<Device> adopt_device(int fd) { return std::make_unique<File>(fd); }

std::vector<std::string> device_paths() {
  std::vector<std::pair<unsigned, std::string>> found;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(kFolder, ignored)) {
    const std::string name = entry.path().filename();
    if (!name.starts_with(kName)) continue;
    unsigned number = 0;
    const char* last = name.data() + name.size();
    const auto r = std::from_chars(name.data() + kName.size(), last, number);
    if (r.ec == std::errc{} && r.ptr == last) found.emplace_back(number, entry.path());
  }
  std::sort(found.begin(), found.end());
  std::vector<std::string> paths;
  for (auto& [number, path] : found) paths.push_back(std::move(path));
  return paths;
}

}  // namespace openpml::host
