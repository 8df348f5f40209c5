// SPDX-License-Identifier: Apache-2.0
#include "rtl_dut.hpp"

#include <stdexcept>

#include "configs.hpp"
#include "rtl_dut_impl.hpp"

#include "Vpml_axi64.h"
#include "Vpml_axi64___024root.h"
#include "Vpml_default.h"
#include "Vpml_default___024root.h"
#include "Vpml_mid.h"
#include "Vpml_mid___024root.h"
#include "Vpml_small.h"
#include "Vpml_small___024root.h"

namespace openpml {

std::unique_ptr<Dut> make_rtl_dut(const std::string& config, const std::string& fst_file, uint64_t init_seed) {
  const Params& p = config_by_name(config);
  if (config == "default") return std::make_unique<RtlDut<Vpml_default>>(p, fst_file, "", init_seed);
  if (config == "axi64") return std::make_unique<RtlDut<Vpml_axi64>>(p, fst_file, "", init_seed);
  if (config == "mid") return std::make_unique<RtlDut<Vpml_mid>>(p, fst_file, "", init_seed);
  if (config == "small") return std::make_unique<RtlDut<Vpml_small>>(p, fst_file, "", init_seed);
  throw std::invalid_argument("configuration '" + config + "' is not Verilated");
}

}  // namespace openpml
