// SPDX-License-Identifier: Apache-2.0
#include "cosim/msix.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <string>
#include <string_view>

#include "cosim/errors.hpp"
#include "openpml/regs.hpp"

namespace openpml::cosim {
namespace {

/// Writing to anything else that a client hands over could block or do harm.
void check_eventfd(int fd) {
  const std::string link = "/proc/self/fd/" + std::to_string(fd);
  std::array<char, 64> name{};
  const ssize_t n = readlink(link.c_str(), name.data(), name.size());
  if (n < 0 || std::string_view(name.data(), static_cast<size_t>(n)) != "anon_inode:[eventfd]")
    throw RequestError(EINVAL, "an interrupt's file descriptor is no eventfd");
  const int flags = fcntl(fd, F_GETFL);
  if (flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) < 0)
    throw RequestError(EINVAL, "an interrupt's eventfd cannot be made non-blocking");
}

}  // namespace

void Msix::connect(unsigned vector, UniqueFd eventfd) {
  check_eventfd(eventfd.get());
  Vector& v = vectors_[vector];
  v.eventfd = std::move(eventfd);
  if (v.pending) signal(v);
  v.pending = false;
}

void Msix::disconnect_all() {
  for (Vector& v : vectors_) v.eventfd.reset();
}

/// A full counter has an interrupt in it already.
void Msix::signal(const Vector& v) {
  const uint64_t one = 1;
  if (::write(v.eventfd.get(), &one, sizeof one) == sizeof one) ++sent_;
}

void Msix::raise(unsigned vector) {
  if (vector >= vectors_.size()) return;
  Vector& v = vectors_[vector];
  if (v.eventfd) signal(v);
  else v.pending = true;
}

void Msix::forget_pending() {
  for (Vector& v : vectors_) v.pending = false;
}

void Msix::read(uint32_t offset, std::span<uint8_t> out) const {
  for (size_t i = 0; i < out.size(); ++i) {
    const uint32_t at = offset + static_cast<uint32_t>(i);
    const uint32_t entry = at - regs::PCI_MSIX_TABLE, byte = at - regs::PCI_MSIX_PBA;
    out[i] = 0;
    if (entry / 16 < vectors_.size()) out[i] = vectors_[entry / 16].entry[entry % 16];
    else if (byte < (vectors_.size() + 7) / 8)
      for (unsigned b = 0; b < 8 && byte * 8 + b < vectors_.size(); ++b)
        out[i] |= static_cast<uint8_t>(vectors_[byte * 8 + b].pending << b);
  }
}

void Msix::write(uint32_t offset, std::span<const uint8_t> data) {
  for (size_t i = 0; i < data.size(); ++i) {
    const uint32_t entry = offset + static_cast<uint32_t>(i) - regs::PCI_MSIX_TABLE;
    if (entry / 16 < vectors_.size()) vectors_[entry / 16].entry[entry % 16] = data[i];
  }
}

}  // namespace openpml::cosim
