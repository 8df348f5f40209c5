// SPDX-License-Identifier: Apache-2.0
/// The Verilated pml_system as a Dut (configuration 'system': scripts/system.mk), and the pair in lock-step.
#pragma once
#include <memory>
#include <string>

#include "lockstep.hpp"
#include "openpml/dut.hpp"

namespace openpml {

/// Parameters of the configuration 'system'.
Params system_params();
/// No architectural state: arch() gives zeros. The wires of the tapped path (data, responses, other payloads) get random
/// values in every cycle; one that does not come out unchanged throws std::logic_error.
std::unique_ptr<Dut> make_rtl_system(uint64_t seed = 1);
/// Model and RTL in lock-step: every output, the events of each source, and all registers that the run reads.
std::unique_ptr<LockstepDut> make_system_lockstep(const std::string& dump_file, uint64_t seed = 1);

}  // namespace openpml
