// SPDX-License-Identifier: Apache-2.0
/// The engines behind the port, with errors for users: the Verilated RTL, the cycle model, or both in lock-step.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "openpml/dut.hpp"

namespace openpml::pmlsim {

std::vector<std::string> config_names();
/// Throws InputError on an unknown name.
Params config_params(const std::string& config);
/// `engine`: rtl, model or lockstep. Throws InputError when this build has no such engine.
std::unique_ptr<Dut> make_engine(const std::string& engine, const std::string& config);

}  // namespace openpml::pmlsim
