// SPDX-License-Identifier: Apache-2.0
#include "engine.hpp"

#include "errors.hpp"
#include "lockstep.hpp"
#include "openpml/cycle_model.hpp"
#include "rtl_dut.hpp"

namespace openpml::pmlsim {
namespace {

std::unique_ptr<Dut> make_rtl(const std::string& config) {
  try {
    return make_rtl_dut(config);
  } catch (const std::exception& e) {
    throw InputError("no RTL of configuration '" + config + "' in this build: " + e.what());
  }
}

}  // namespace

std::vector<std::string> config_names() { return {"default", "axi64"}; }

Params config_params(const std::string& config) {
  Params p;
  if (config == "axi64") p.dw = 64;
  else if (config != "default") throw InputError("unknown configuration '" + config + "'");
  return p;
}

std::unique_ptr<Dut> make_engine(const std::string& engine, const std::string& config) {
  if (engine == "model") return std::make_unique<CycleModel>(config_params(config));
  if (engine == "rtl") return make_rtl(config);
  if (engine != "lockstep") throw InputError("unknown engine '" + engine + "'");
  auto rtl = make_rtl(config);
  auto model = std::make_unique<CycleModel>(rtl->params());
  LockstepDut::Options o;
  o.dump_file.clear();
  return std::make_unique<LockstepDut>(std::move(rtl), std::move(model), o);
}

}  // namespace openpml::pmlsim
