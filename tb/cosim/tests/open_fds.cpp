// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <iterator>

#include "cosim/tests/guest_memory.hpp"

namespace openpml::cosim {

unsigned open_fds() {
  const std::filesystem::directory_iterator all("/proc/self/fd");
  return static_cast<unsigned>(std::distance(begin(all), end(all)));
}

}  // namespace openpml::cosim
