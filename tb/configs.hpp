// SPDX-License-Identifier: Apache-2.0
/// The configurations of the unit that are built and tested, by name.
#pragma once
#include <string>
#include <vector>

#include "openpml/config.hpp"

namespace openpml {

struct NamedConfig {
  std::string name;
  Params params;
};
const std::vector<NamedConfig>& all_configs();
/// Throws std::invalid_argument, with the legal names, for an unknown one.
const Params& config_by_name(const std::string& name);

}  // namespace openpml
