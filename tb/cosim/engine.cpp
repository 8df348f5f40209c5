// SPDX-License-Identifier: Apache-2.0
#include "cosim/engine.hpp"

#include <stdexcept>

#include "openpml/system_model.hpp"
#include "rtl_system.hpp"

namespace openpml::cosim {

std::unique_ptr<Dut> make_engine(const std::string& engine, uint64_t seed, const std::string& dump_file) {
  if (engine == "model") return std::make_unique<SystemModel>(system_params());
  if (engine == "rtl") return make_rtl_system(seed);
  if (engine == "lockstep") return make_system_lockstep(dump_file, seed);
  throw std::invalid_argument("no engine '" + engine + "'; there are: rtl, model, lockstep");
}

}  // namespace openpml::cosim
