// SPDX-License-Identifier: Apache-2.0
/// Experiments 1 and 2 driven by the host: the board's generator makes the pages, the host harvests each period and compares every bit.
#pragma once
#include <functional>
#include <vector>

#include "board.hpp"
#include "common/truth.hpp"

namespace openpml::uart {

struct EpochResult {
  uint32_t epoch = 0;
  uint64_t accessed = 0, written = 0;  ///< distinct pages, the record
  uint32_t true_accessed = 0, true_written = 0;
  uint32_t wrong_bits = 0;  ///< pages that differ in either bitmap
  uint64_t cycles = 0;      ///< of the epoch
  bool ok() const { return accessed == true_accessed && written == true_written && wrong_bits == 0; }
};

struct ExperimentOptions {
  tools::Preset preset{};
  unsigned vm = 0, vcpu = 0;
};

/// Runs it; each epoch is reported as it ends. Throws Refused, LinkError, UsageError, WrongResult.
std::vector<EpochResult> run_experiment(Board& board, const ExperimentOptions& options,
                                        const std::function<void(const EpochResult&)>& report);

}  // namespace openpml::uart
