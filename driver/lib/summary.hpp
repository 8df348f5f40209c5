// SPDX-License-Identifier: Apache-2.0
/// A harvest's list of touched lines, copied out of memory that the unit can write, and checked before anything is looked up by it.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "popcount.hpp"

namespace openpml::host {

/// What a summary must fit.
struct SummaryLimits {
  uint64_t pages = 0;  ///< of the VM; line x is pages 512x .. 512x+511
  bool reads = true;   ///< reads are logged: an entry may say accessed
  uint64_t lines() const { return (pages + kLinePages - 1) / kLinePages; }
};

/// The entries of `raw`, by line, ascending: a private copy, so that what was checked is what is used. Throws Failure (EBADMSG) that names the
/// first entry that cannot be true: a line past the VM, no kind, an accessed bit where no reads are logged, a line that stands twice.
std::vector<uint32_t> checked_summary(std::span<const uint32_t> raw, const SummaryLimits& limits,
                                      const std::string& where);

}  // namespace openpml::host
