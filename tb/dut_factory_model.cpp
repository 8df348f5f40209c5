// SPDX-License-Identifier: Apache-2.0
#include <stdexcept>

#include "configs.hpp"
#include "dut_factory.hpp"
#include "openpml/cycle_model.hpp"

namespace openpml {

std::vector<std::string> engines() { return {"model"}; }

std::unique_ptr<Dut> make_dut(const std::string& engine, const std::string& config, const std::string&, const std::string& fst_file) {
  if (engine != "model") throw std::invalid_argument("engine '" + engine + "' is not in this build, only 'model'");
  if (!fst_file.empty()) throw std::invalid_argument("the model has no waveform");
  return std::make_unique<CycleModel>(config_by_name(config));
}

}  // namespace openpml
