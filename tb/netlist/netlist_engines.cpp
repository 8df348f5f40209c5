// SPDX-License-Identifier: Apache-2.0
// The engines of pml_netlist: pml_random's scenarios on a netlist in lock-step with the cycle model. These functions stand in for those of
// tb/dut_factory.cpp and tb/configs.cpp, which this program is not linked with.
#include <stdexcept>
#include <string>

#include "Vnet_broken.h"
#include "Vnet_generic.h"
#include "Vnet_xilinx.h"
#include "broken.hpp"
#include "configs.hpp"
#include "dut_factory.hpp"
#include "lockstep.hpp"
#include "openpml/cycle_model.hpp"
#include "params.hpp"
#include "port_dut.hpp"

namespace openpml {

const std::vector<NamedConfig>& all_configs() {
  static const std::vector<NamedConfig> kConfigs = {{"small", small_params()}, {"goal", goal_params()}};
  return kConfigs;
}

const Params& config_by_name(const std::string& name) {
  for (const auto& c : all_configs())
    if (c.name == name) return c.params;
  throw std::invalid_argument("no configuration '" + name + "'; there are: small (engine generic), goal (the others)");
}

/// The netlists, and the Xilinx netlist with one cell changed: broken1, broken2, ...
std::vector<std::string> engines() {
  std::vector<std::string> names = {"generic", "xilinx"};
  for (unsigned i = 1; i <= kBroken; ++i) names.push_back("broken" + std::to_string(i));
  return names;
}

std::unique_ptr<Dut> make_dut(const std::string& engine, const std::string& config, const std::string& dump_file,
                              const std::string& fst_file, uint64_t init_seed) {
  if (!fst_file.empty()) throw std::invalid_argument("no waveforms of netlists");
  if ((engine == "generic") != (config == "small"))
    throw std::invalid_argument("engine generic has configuration small, the others have goal");
  const Params& p = config_by_name(config);
  std::unique_ptr<Dut> net;
  if (engine == "generic") net = std::make_unique<PortDut<Vnet_generic>>(p, "", "", init_seed);
  else if (engine == "xilinx") net = std::make_unique<PortDut<Vnet_xilinx>>(p, "", "", init_seed);
  else net = std::make_unique<PortDut<Vnet_broken>>(p, "", "+broken=" + engine.substr(6), init_seed);
  // The model comes first: the scenarios look at its state, of which the netlist has none.
  LockstepDut::Options o;
  o.name_a = "model";
  o.name_b = engine;
  o.compare_arch = false;
  o.dump_file = dump_file;
  return std::make_unique<LockstepDut>(std::make_unique<CycleModel>(p), std::move(net), o);
}

}  // namespace openpml
