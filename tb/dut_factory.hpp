// SPDX-License-Identifier: Apache-2.0
/// Makes the unit under test from two names.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "openpml/dut.hpp"

namespace openpml {

/// "model", "rtl" and "lockstep".
std::vector<std::string> engines();
/// `config` is a name of configs.hpp. Throws std::invalid_argument for an unknown engine or configuration.
/// `dump_file`: where a lock-step mismatch leaves the last cycles. `fst_file`: the RTL's waveform, only in programs
/// built with tracing; on a mismatch it is closed at the cycle that differs. `init_seed`: what the RTL's RAMs and
/// registers without a reset hold at first.
std::unique_ptr<Dut> make_dut(const std::string& engine, const std::string& config,
                              const std::string& dump_file = "build/lockstep_inputs.txt",
                              const std::string& fst_file = "", uint64_t init_seed = 1);

}  // namespace openpml
