// SPDX-License-Identifier: Apache-2.0
// Apart from rtl_system.cpp: programs that have the model only need no Verilated unit for it.
#include "rtl_system.hpp"

namespace openpml {

// scripts/system.mk has the same. A VM of 512 MiB holds experiments 1 and 2 (300 MiB).
Params system_params() {
  return {.n_vcpu = 4,
          .n_vm = 4,
          .n_src = 1,
          .pages_log2 = 17,
          .store_sets = 4,
          .store_ways = 4,
          .dw = 128,
          .outstanding = 8,
          .filter_log2 = 6,
          .gen_w = 3,
          .system = true};
}

}  // namespace openpml
