// SPDX-License-Identifier: Apache-2.0
/// The Verilated unit as a Dut.
#pragma once
#include <memory>
#include <string>

#include "openpml/dut.hpp"

namespace openpml {

/// `config` is a name of configs.hpp. Throws std::invalid_argument for an unknown one.
/// `fst_file`, if not empty: waveform of the whole run; only in programs built with tracing (make waves).
std::unique_ptr<Dut> make_rtl_dut(const std::string& config, const std::string& fst_file = "");

}  // namespace openpml
