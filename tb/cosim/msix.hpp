// SPDX-License-Identifier: Apache-2.0
/// MSI-X vectors as eventfds. Masking is the client's; a vector that has no eventfd keeps its interrupt pending, shown in the pending bit array, and
/// sends it when it gets one.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "cosim/unique_fd.hpp"

namespace openpml::cosim {

class Msix {
 public:
  explicit Msix(unsigned vectors) : vectors_(vectors) {}

  unsigned size() const { return static_cast<unsigned>(vectors_.size()); }
  /// Throws RequestError if it is no eventfd.
  void connect(unsigned vector, UniqueFd eventfd);
  void disconnect(unsigned vector) { vectors_[vector].eventfd.reset(); }
  void disconnect_all();
  /// An interrupt of the unit. A vector past the table is dropped.
  void raise(unsigned vector);
  void forget_pending();
  bool pending(unsigned vector) const { return vectors_[vector].pending; }
  uint64_t sent() const { return sent_; }

  /// The BAR: table (kept, and of no effect here) and pending bits. In bounds: the caller has checked it.
  void read(uint32_t offset, std::span<uint8_t> out) const;
  void write(uint32_t offset, std::span<const uint8_t> data);

 private:
  struct Vector {
    UniqueFd eventfd;
    bool pending = false;
    uint8_t entry[16] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};  ///< masked at reset
  };
  void signal(const Vector& v);
  std::vector<Vector> vectors_;
  uint64_t sent_ = 0;
};

}  // namespace openpml::cosim
