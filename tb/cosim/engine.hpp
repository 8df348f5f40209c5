// SPDX-License-Identifier: Apache-2.0
/// The unit that the function is made of.
#pragma once
#include <memory>
#include <string>

#include "openpml/dut.hpp"

namespace openpml::cosim {

/// "rtl", "model" or "lockstep". Throws std::invalid_argument for another name. `dump_file`: where a lock-step difference leaves the last cycles,
/// empty: nowhere.
std::unique_ptr<Dut> make_engine(const std::string& engine, uint64_t seed, const std::string& dump_file);

}  // namespace openpml::cosim
