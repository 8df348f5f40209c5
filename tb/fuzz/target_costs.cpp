// SPDX-License-Identifier: Apache-2.0
// Rules: a refusal names file and line; the costs that were taken are numbers that can be charged; the table of costs reads as these costs.
#include <cmath>

#include "memory_file.hpp"
#include "pmlsim/cost_params.hpp"
#include "pmlsim/errors.hpp"

namespace openpml::fuzz {

using namespace pmlsim;

void costs(Bytes in) {
  const MemoryFile file(in);
  CostParams c = default_costs();
  try {
    read_cost_file(c, file.path());
  } catch (const InputError& e) {
    require(std::string_view(e.what()).starts_with(file.path() + ":"), "a message names the file and the line");
    return;
  }
  for (const CostFigure& f : cost_figures()) require(c.*f.field >= 0, "a cost is not negative");
  for (const double ns : {c.intel_exit_ns(512), c.prl_handler_ns(511)})
    for (const double cycles : {c.cpu_cycles(ns), c.unit_cycles(ns), c.ns_of_unit_cycles(c.unit_cycles(ns))})
      require(cycles >= 0 && cycles < 0x1p63, "an exit's cycles are a number of 64 bits");
  const std::string table = cost_table(c);
  const MemoryFile written({reinterpret_cast<const uint8_t*>(table.data()), table.size()});
  CostParams again = default_costs();
  read_cost_file(again, written.path());
  for (const CostFigure& f : cost_figures())
    require(again.*f.field == c.*f.field, "the table reads as the costs it shows");
}

}  // namespace openpml::fuzz
