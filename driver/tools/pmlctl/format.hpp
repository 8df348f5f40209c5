// SPDX-License-Identifier: Apache-2.0
/// Numbers for people: pages, sizes, times, sets of vCPUs.
#pragma once
#include <cstdint>
#include <string>

namespace openpml::pmlctl {

std::string grouped(uint64_t n);            ///< 1234567 as 1,234,567
std::string signed_grouped(int64_t n);      ///< +1,234, -5, 0
std::string size_of_pages(uint64_t pages);  ///< 76800 as 300.0 MiB
/// Cycles as a time if the clock is known (clock_hz not 0), else as cycles.
std::string time_of_cycles(uint64_t cycles, uint64_t clock_hz);
std::string mask_text(uint64_t mask);         ///< 0b1011 as 0-1,3; 0 as -
std::string state_text(uint32_t state);       ///< OPENPML_STATE_*
std::string fault_text(uint32_t fault);       ///< OPENPML_FAULT_*
std::string record_type_text(uint32_t type);  ///< OPENPML_REC_*

}  // namespace openpml::pmlctl
