// SPDX-License-Identifier: Apache-2.0
#include "specbug_dut.hpp"

#include "Vpml_specbug.h"
#include "Vpml_specbug___024root.h"
#include "openpml/cycle_model.hpp"
#include "rtl_dut_impl.hpp"

namespace openpml {

Params specbug_params() {
  return {.n_vcpu = 4,
          .n_vm = 2,
          .pages_log2 = 15,
          .store_sets = 4,
          .store_ways = 2,
          .dw = 64,
          .outstanding = 4,
          .filter_log2 = 6,
          .gen_w = 2};
}

std::unique_ptr<LockstepDut> make_specbug_dut(unsigned bug) {
  const Params p = specbug_params();
  LockstepDut::Options o;
  o.dump_file = "build/lockstep_specbug_" + std::to_string(bug) + ".txt";
  return std::make_unique<LockstepDut>(std::make_unique<RtlDut<Vpml_specbug>>(p, "", "+specbug=" + std::to_string(bug)),
                                       std::make_unique<CycleModel>(p, bug), o);
}

}  // namespace openpml
