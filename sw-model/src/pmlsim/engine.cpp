// SPDX-License-Identifier: Apache-2.0
#include "engine.hpp"

#include "configs.hpp"
#include "dut_factory.hpp"
#include "errors.hpp"

namespace openpml::pmlsim {

std::vector<std::string> config_names() {
  std::vector<std::string> names;
  for (const NamedConfig& c : all_configs()) names.push_back(c.name);
  return names;
}

Params config_params(const std::string& config) {
  try {
    return config_by_name(config);
  } catch (const std::invalid_argument& e) {
    throw InputError(e.what());
  }
}

std::unique_ptr<Dut> make_engine(const std::string& engine, const std::string& config) {
  try {
    return make_dut(engine, config, "");
  } catch (const std::invalid_argument& e) {
    throw InputError(e.what());
  }
}

}  // namespace openpml::pmlsim
