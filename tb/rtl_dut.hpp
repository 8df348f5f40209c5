// SPDX-License-Identifier: Apache-2.0
/// The Verilated unit as a Dut.
#pragma once
#include <cstdint>
#include <memory>
#include <string>

#include "openpml/dut.hpp"

namespace openpml {

/// `config` is a name of configs.hpp. Throws std::invalid_argument for an unknown one.
/// `fst_file`, if not empty: waveform of the whole run; only in programs built with tracing (make waves).
/// `init_seed`: what RAMs and registers without a reset hold at first.
std::unique_ptr<Dut> make_rtl_dut(const std::string& config, const std::string& fst_file = "", uint64_t init_seed = 1);

}  // namespace openpml
