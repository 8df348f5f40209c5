// SPDX-License-Identifier: Apache-2.0
#include "configs.hpp"

#include <stdexcept>

namespace openpml {

const std::vector<NamedConfig>& all_configs() {
  static const std::vector<NamedConfig> kConfigs = {
      {"default", Params{}},
      {"axi64", {.dw = 64}},
      {"mid",
       {.n_vcpu = 8,
        .n_vm = 8,
        .n_src = 2,
        .pages_log2 = 18,
        .store_sets = 8,
        .store_ways = 4,
        .dw = 256,
        .outstanding = 8,
        .addr_bits = 33,
        .filter_log2 = 8,
        .gen_w = 3}},
      {"small",
       {.n_vcpu = 4,
        .n_vm = 1,
        .pages_log2 = 15,
        .store_sets = 4,
        .store_ways = 2,
        .dw = 64,
        .outstanding = 4,
        .addr_bits = 40,
        .filter_log2 = 6,
        .gen_w = 2}},
  };
  return kConfigs;
}

const Params& config_by_name(const std::string& name) {
  std::string legal;
  for (const auto& c : all_configs()) {
    if (c.name == name) return c.params;
    legal += (legal.empty() ? "" : ", ") + c.name;
  }
  throw std::invalid_argument("no configuration '" + name + "'; there are: " + legal);
}

}  // namespace openpml
