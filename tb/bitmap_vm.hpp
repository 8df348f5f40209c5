// SPDX-License-Identifier: Apache-2.0
/// The VM that most tests have.
#pragma once
#include <utility>
#include <vector>

#include "openpml/dom0.hpp"

namespace openpml {

/// A bitmap VM of `limit` pages with its vCPUs, which logs reads; its vector is its number.
inline VmConfig bitmap_vm(unsigned vm, uint64_t limit, std::vector<unsigned> vcpus) {
  VmConfig c;
  c.vm = vm;
  c.limit = limit;
  c.vcpus = std::move(vcpus);
  c.vector = vm;
  return c;
}

}  // namespace openpml
