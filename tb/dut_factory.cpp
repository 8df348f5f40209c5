// SPDX-License-Identifier: Apache-2.0
#include <stdexcept>

#include "configs.hpp"
#include "dut_factory.hpp"
#include "lockstep.hpp"
#include "openpml/cycle_model.hpp"
#include "rtl_dut.hpp"

namespace openpml {

std::vector<std::string> engines() { return {"model", "rtl", "lockstep"}; }

std::unique_ptr<Dut> make_dut(const std::string& engine, const std::string& config, const std::string& dump_file,
                              const std::string& fst_file, uint64_t init_seed) {
  const Params& p = config_by_name(config);
  if (engine == "model" && !fst_file.empty())
    throw std::invalid_argument("the model has no waveform: use engine rtl or lockstep");
  if (engine == "model") return std::make_unique<CycleModel>(p);
  if (engine == "rtl") return make_rtl_dut(config, fst_file, init_seed);
  if (engine != "lockstep") throw std::invalid_argument("no engine '" + engine + "'; there are: model, rtl, lockstep");
  LockstepDut::Options o;
  o.dump_file = dump_file;
  return std::make_unique<LockstepDut>(make_rtl_dut(config, fst_file, init_seed), std::make_unique<CycleModel>(p), o);
}

}  // namespace openpml
