// SPDX-License-Identifier: Apache-2.0
/// The VMs that most tests have.
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

/// The same in raw or Intel mode, without the page filter: every event is an entry of a log page.
inline VmConfig log_vm(Mode mode, unsigned vm, uint64_t limit, std::vector<unsigned> vcpus) {
  VmConfig c = bitmap_vm(vm, limit, std::move(vcpus));
  c.mode = mode;
  c.filter_bypass = true;
  return c;
}

}  // namespace openpml
